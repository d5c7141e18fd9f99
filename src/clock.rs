//! The one place that knows what time it is; everything below it takes `now` as an argument.

use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

/// Tells the time: the system's, or whatever a test says.
#[derive(Clone)]
pub struct Clock {
    tell: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    steady: Arc<dyn Fn() -> Duration + Send + Sync>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::with_steady(Utc::now, steady_of_system)
    }

    /// A clock that asks `tell` for the time, and that nobody ever sets.
    pub fn from_fn(tell: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        let tell = Arc::new(tell);
        let same = Arc::clone(&tell);
        Self { tell, steady: Arc::new(move || (same() - DateTime::UNIX_EPOCH).to_std().unwrap_or_default()) }
    }

    /// A clock that asks `tell` for the time, and `steady` for what has passed of it since some moment before.
    pub fn with_steady(
        tell: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
        steady: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> Self {
        Self { tell: Arc::new(tell), steady: Arc::new(steady) }
    }

    /// The time now. It can be set, forward and back, while the process lives.
    pub fn now(&self) -> DateTime<Utc> {
        (self.tell)()
    }

    /// What has passed since some moment before, whatever the clock was set to meanwhile. The time that the machine slept counts where the system
    /// tells it (Linux).
    pub fn steady(&self) -> Duration {
        (self.steady)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}

/// The time since the machine was started, else since the process first asked. Rust's own [`Instant`] stands still while the machine sleeps.
fn steady_of_system() -> Duration {
    static BEGUN: LazyLock<(Instant, Option<Duration>)> = LazyLock::new(|| (Instant::now(), uptime()));
    let (begun, uptime_then) = *BEGUN;
    match uptime_then {
        Some(then) => uptime().unwrap_or_else(|| then + begun.elapsed()),
        None => begun.elapsed(),
    }
}

fn uptime() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    Duration::try_from_secs_f64(text.split_whitespace().next()?.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steady_time_of_the_system_never_goes_back() {
        let clock = Clock::system();
        let times: Vec<Duration> = (0..1_000).map(|_| clock.steady()).collect();
        assert!(times.is_sorted());
    }
}
