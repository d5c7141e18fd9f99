//! The program itself, as its users start it, with a folder of its own; and what the system says about its time and memory (Linux).

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::Failure;

/// Ticks of processor time in a second, as Linux counts them for all programs.
const TICKS: f64 = 100.0;
/// Time between two looks at a process.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long a service may take to begin.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a configuration and a store.
pub(crate) struct Gleaner {
    program: PathBuf,
    folder: PathBuf,
}

/// A run that came to its end.
pub(crate) struct Run {
    /// By the clock.
    pub(crate) took: Duration,
    /// Of the processor, in seconds.
    pub(crate) processor: f64,
    /// Resident memory in MB, look by look.
    pub(crate) memory: Vec<f64>,
}

impl Gleaner {
    /// A new one with an empty store.
    pub(crate) fn new(program: &Path, folder: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder)?;
        let settings = "[store]\npath = \"gleaner.sqlite\"\n[monitor]\nlisten = \"127.0.0.1:0\"\n\
             [fetch]\ncontact = \"benchmark\"\nproxy = \"none\"\ndelay_per_host = \"0s\"\nallow_private_networks = [\"127.0.0.0/8\"]\n";
        std::fs::write(folder.join("gleaner.toml"), settings)?;
        Ok(Self { program: std::path::absolute(program)?, folder: folder.to_owned() })
    }

    /// Its store.
    pub(crate) fn store(&self) -> PathBuf {
        self.folder.join("gleaner.sqlite")
    }

    /// A connection to its store beside it.
    pub(crate) fn database(&self) -> Result<Connection, Failure> {
        Ok(Connection::open(self.store())?)
    }

    /// How many articles it has.
    pub(crate) fn articles(&self) -> Result<usize, Failure> {
        let count: u32 = self.database()?.query_row("SELECT count(*) FROM article", [], |row| row.get(0))?;
        Ok(count as usize)
    }

    /// Adds sources; their first polls are spread over an hour.
    pub(crate) fn import(&self, feeds: impl Iterator<Item = String>) -> Result<(), Failure> {
        let mut outline = String::from("<opml version=\"2.0\"><body>\n");
        for (number, url) in feeds.enumerate() {
            writeln!(outline, "<outline type=\"rss\" text=\"feed {number}\" xmlUrl=\"{url}\"/>")?;
        }
        outline.push_str("</body></opml>\n");
        let path = self.folder.join("feeds.opml");
        std::fs::write(&path, outline)?;
        let words = ["sources", "import", &path.to_string_lossy()];
        let status = self.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if status.success() { Ok(()) } else { Err("gleaner sources import failed".into()) }
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, words: &[&str]) -> Result<Run, Failure> {
        let (begun, before) = (Instant::now(), processor_of_children()?);
        let mut child = self.command(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut memory = Vec::new();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            // It may end in between.
            memory.extend(resident_megabytes(child.id()).ok());
            std::thread::sleep(LOOK_EVERY);
        };
        if !status.success() {
            return Err(format!("gleaner {} ended with {status}", words.join(" ")).into());
        }
        Ok(Run { took: begun.elapsed(), processor: processor_of_children()? - before, memory })
    }

    /// Starts the service, and tells how long it took until that said that it is ready.
    pub(crate) fn start(&self) -> Result<(Service, Duration), Failure> {
        let begun = Instant::now();
        let child = self.command(&["run"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut service = Service(child);
        let mut log = BufReader::new(service.0.stderr.take().ok_or("no standard error")?);
        let address = loop {
            let mut line = String::new();
            if log.read_line(&mut line)? == 0 {
                return Err("the service ended before it was ready".into());
            }
            if let Some((_, address)) = line.split_once("are at http://") {
                break address.trim().trim_end_matches('/').to_owned();
            }
        };
        // A service whose log nobody reads would come to a halt.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        while !is_ready(&address) {
            if begun.elapsed() > PATIENCE {
                return Err("the service was not ready in time".into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok((service, begun.elapsed()))
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).current_dir(&self.folder).env_remove("GLEANER_LOG");
        command
    }
}

fn is_ready(address: &str) -> bool {
    let mut answer = String::new();
    let asked = TcpStream::connect(address).and_then(|mut stream| {
        stream.write_all(b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        stream.read_to_string(&mut answer)
    });
    asked.is_ok() && answer.starts_with("HTTP/1.1 200")
}

/// A service that is under way; ended when dropped.
pub(crate) struct Service(Child);

impl Service {
    /// Processor time so far, in seconds.
    pub(crate) fn processor(&self) -> Result<f64, Failure> {
        ticks(&format!("/proc/{}/stat", self.0.id()), [11, 12])
    }

    /// Resident memory, in MB.
    pub(crate) fn memory(&self) -> Result<f64, Failure> {
        resident_megabytes(self.0.id())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Whatever it was doing, its store is made for that.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Processor time of this process so far, in seconds.
pub(crate) fn own_processor() -> Result<f64, Failure> {
    ticks("/proc/self/stat", [11, 12])
}

/// Processor time of all children that have ended, in seconds.
pub(crate) fn processor_of_children() -> Result<f64, Failure> {
    ticks("/proc/self/stat", [13, 14])
}

/// The sum of two fields of a `stat` file, counted from behind the name of the program.
fn ticks(path: &str, fields: [usize; 2]) -> Result<f64, Failure> {
    let stat = std::fs::read_to_string(path)?;
    let (_, numbers) = stat.rsplit_once(')').ok_or("no name of a program")?;
    let numbers: Vec<&str> = numbers.split_whitespace().collect();
    let sum: u64 = fields.iter().filter_map(|field| numbers.get(*field)?.parse::<u64>().ok()).sum();
    Ok(sum as f64 / TICKS)
}

fn resident_megabytes(process: u32) -> Result<f64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes * 1024.0 / 1e6)
}
