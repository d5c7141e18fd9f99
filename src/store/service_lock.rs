//! One service for each store: a lock on a small file beside it, which ends with the process however that ends.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::StoreError;

/// What the file is called beside the store's.
const SUFFIX: &str = "-service";
/// How often the lock is tried before another service is believed to have it, and how long between.
const TRIES: u32 = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(10);
/// Bytes of the file that are read to name its owner.
const MOST_BYTES: u64 = 100;

/// The right to be the service of a store, until dropped.
#[derive(Debug)]
pub struct ServiceLock {
    file: File,
}

/// The service of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// Number of its process.
    pub process: u32,
    /// Where it tells how it is; `None`: nowhere.
    pub monitor: Option<SocketAddr>,
}

impl ServiceLock {
    /// Takes the lock of the store at `store`, which need not exist yet; the file tells the number of this process.
    ///
    /// # Errors
    /// When another process has it, or the file cannot be written.
    pub fn take(store: &Path) -> Result<Self, StoreError> {
        let path = lock_path(store);
        let failed = |error: io::Error| StoreError::CannotOpen {
            path: store.to_owned(),
            reason: format!("{}: {error}", path.display()),
        };
        // Never truncated before it is locked: it tells who has it.
        let mut options = OpenOptions::new();
        let mut file =
            options.read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match try_for_a_moment(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Served { store: store.to_owned(), process: owner_in(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let written = file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0)));
        written.and_then(|_| writeln!(file, "{}", std::process::id())).map_err(failed)?;
        Ok(Self { file })
    }

    /// Tells whoever looks for the service where it can be asked.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn announce(&mut self, monitor: SocketAddr) -> io::Result<()> {
        writeln!(self.file, "{monitor}")
    }
}

/// Whoever looks for the service holds the lock for a moment.
fn try_for_a_moment(file: &File) -> Result<(), TryLockError> {
    for _ in 0..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
            other => return other,
        }
    }
    file.try_lock()
}

/// The service of the store; `None` when it has none.
pub fn service_of(store: &Path) -> Option<Serving> {
    let mut file = File::open(lock_path(store)).ok()?;
    if !matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)) {
        return None;
    }
    let text = text_of(&mut file);
    let mut lines = text.lines();
    let process = lines.next()?.parse().ok()?;
    Some(Serving { process, monitor: lines.next().and_then(|line| line.parse().ok()) })
}

/// Beside the file itself, however many links and ways lead to it.
fn lock_path(store: &Path) -> PathBuf {
    let in_folder = || {
        let folder = store.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = std::fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(store.file_name()?))
    };
    let whole = std::fs::canonicalize(store).ok().or_else(in_folder);
    let mut name = OsString::from(whole.unwrap_or_else(|| store.to_owned()));
    name.push(SUFFIX);
    PathBuf::from(name)
}

fn owner_in(file: &mut File) -> String {
    // Empty for the moment between locking and writing.
    text_of(file).lines().next().unwrap_or("unknown").to_owned()
}

fn text_of(file: &mut File) -> String {
    let mut text = String::new();
    let _ = file.take(MOST_BYTES).read_to_string(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn store_has_one_service_at_a_time_by_whatever_path() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("a.sqlite");
        std::fs::write(&store, "").unwrap();
        let link = folder.path().join("link.sqlite");
        std::os::unix::fs::symlink(&store, &link).unwrap();
        assert_eq!(service_of(&store), None);
        let mut lock = ServiceLock::take(&store).unwrap();
        let process = std::process::id();
        assert_eq!(service_of(&link), Some(Serving { process, monitor: None }));
        let monitor = "127.0.0.1:9464".parse().unwrap();
        lock.announce(monitor).unwrap();
        assert_eq!(service_of(&link), Some(Serving { process, monitor: Some(monitor) }));
        let error = ServiceLock::take(&link).unwrap_err().to_string();
        assert!(error.contains(&format!("process {}", std::process::id())), "{error}");
        drop(lock);
        assert_eq!(service_of(&store), None);
        ServiceLock::take(&store).unwrap();
    }
}
