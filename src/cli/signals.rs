//! SIGTERM and SIGINT: the first asks for an orderly end, the second ends at once.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Exit code after the second signal: 128 + SIGINT, as shells have it.
const STOPPED_AT_ONCE: i32 = 130;

/// Turns true at the first signal.
///
/// # Errors
/// When the system refuses the handlers.
pub(super) fn stop_on_signals() -> std::io::Result<watch::Receiver<bool>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        for count in 1.. {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if count > 1 {
                std::process::exit(STOPPED_AT_ONCE);
            }
            // Nobody listens when the work is over already. Told before it is logged: standard error may be closed.
            let _ = stop.send(true);
            tracing::info!("stopping: what is in flight is finished first");
        }
    });
    Ok(stopped)
}
