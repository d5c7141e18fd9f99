//! What a service manager is told that asked for it: `sd_notify` of systemd (`Type=notify`), by one datagram for each message.

use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

use tokio::time::interval;

use crate::daemon::Pulse;

/// The one that started this process, if it wants to be told anything.
#[derive(Debug)]
pub(super) struct ServiceManager {
    line: Option<(UnixDatagram, SocketAddr)>,
    watchdog: Option<Duration>,
}

impl ServiceManager {
    /// As the environment says: `NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID`.
    pub(super) fn of_environment() -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let address = variable("NOTIFY_SOCKET").and_then(|name| address_of(&name));
        let line = address.and_then(|address| Some((UnixDatagram::unbound().ok()?, address)));
        let is_for_us =
            variable("WATCHDOG_PID").is_none_or(|process| process == std::process::id().to_string());
        let watchdog = variable("WATCHDOG_USEC").and_then(|text| text.parse().ok()).filter(|_| is_for_us);
        Self { line, watchdog: watchdog.map(Duration::from_micros).filter(|time| !time.is_zero()) }
    }

    /// Tells it a state, such as `READY=1`. That nobody listens is no failure of ours.
    pub(super) fn tell(&self, state: &str) {
        if let Some((socket, address)) = &self.line
            && let Err(error) = socket.send_to_addr(state.as_bytes(), address)
        {
            tracing::warn!(%error, "the service manager cannot be told: {state}");
        }
    }

    /// Tells it as long as the loop goes round; it ends the process when it hears nothing for too long.
    pub(super) async fn keep_alive(&self, pulse: Pulse) {
        let Some(watchdog) = self.watchdog else { return };
        let mut turn = interval((watchdog / 3).max(Duration::from_millis(100)));
        loop {
            turn.tick().await;
            if pulse.age() < watchdog {
                self.tell("WATCHDOG=1");
            }
        }
    }
}

/// A path, or a name without a file when it begins with `@`.
fn address_of(name: &str) -> Option<SocketAddr> {
    #[cfg(target_os = "linux")]
    if let Some(name) = name.strip_prefix('@') {
        use std::os::linux::net::SocketAddrExt as _;
        return SocketAddr::from_abstract_name(name).ok();
    }
    SocketAddr::from_pathname(name).ok()
}
