//! The same with what one would write in Python today (`peer.py`), where that is installed.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::press::ARTICLES_OF_A_SITE;
use super::serve::home;
use super::{Failure, Figures};

/// Sites whose articles it ingests: enough to tell its rate.
const SITES: usize = 25;

/// Measures it, or says that it is not there.
pub(crate) fn report(
    folder: &Path,
    port: u16,
    python: &str,
    ours: f64,
    figures: &mut Figures,
) -> Result<(), Failure> {
    let has_all = Command::new(python)
        .args(["-c", "import feedparser, trafilatura"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !has_all {
        return figures.remark("no feedparser and trafilatura for Python (pip install feedparser trafilatura; --python PROGRAM): not compared");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/ingest/peer.py");
    let mut child = Command::new(python)
        .arg(script)
        .arg(folder.join("peer.sqlite"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let feeds: String = (0..SITES).map(|site| format!("{}/feed.xml\n", home(port, site))).collect();
    child.stdin.take().ok_or("no standard input")?.write_all(feeds.as_bytes())?;
    let output = child.wait_with_output()?;
    let told = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = told.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [stored, took, processor] = numbers[..] else { return Err(format!("peer.py failed: {told}").into()) };
    if stored < (SITES * ARTICLES_OF_A_SITE) as f64 * 0.9 {
        return Err(format!("peer.py stored only {stored} articles").into());
    }
    figures.add("python_articles_per_second", stored / took, "articles/s")?;
    figures.add("python_processor_per_article", processor * 1e3 / stored, "ms")?;
    figures.add("ingest_to_python", ours / (stored / took), "ratio")
}
