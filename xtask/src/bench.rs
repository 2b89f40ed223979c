//! `cargo xtask bench`: the figures of the main job, measured on a built `talap` as its user would start it.
//!
//! Nothing here fails for being slow; a figure is read by a person and put into `docs/benchmarks.md`.

mod pages;

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

/// How often each start is measured.
const ROUNDS: usize = 5;
/// The length of a syslog line on the wire, in bytes.
const LINE: usize = 300;

/// Measures and prints.
pub(crate) fn run(binary: &Path, events: u64) -> Result<()> {
    ensure!(binary.exists(), "{} is not there: build it first", binary.display());
    let place = Place::new(binary)?;
    let first = place.start(&["--example"])?;
    println!("first start with the example loaded, to verdicts: {} ms", first.to_verdicts.as_millis());
    first.stop()?;
    let mut starts = Vec::new();
    for _ in 0..ROUNDS {
        let up = place.start(&[])?;
        starts.push(up.to_verdicts.as_millis());
        up.stop()?;
    }
    println!("start to first verdicts, ms, {ROUNDS} rounds: {starts:?}");
    let up = place.start(&[])?;
    println!("memory after the first assessment: {} MiB resident", up.resident_mib()?);
    let mut assessments = Vec::new();
    for _ in 0..ROUNDS {
        assessments.push(place.assess()?);
    }
    println!("assessment of the example, ms, {ROUNDS} rounds: {assessments:?}");
    place.syslog(&up, events)?;
    println!("memory after {events} events: {} MiB resident", up.resident_mib()?);
    up.stop()?;
    pages::run(binary)
}

/// A data folder for the measurement.
struct Place {
    binary: PathBuf,
    dir: tempfile::TempDir,
}

impl Place {
    fn new(binary: &Path) -> Result<Self> {
        let place = Self { binary: binary.to_owned(), dir: tempfile::tempdir()? };
        let config = "[collect]\nsyslog_udp = \"\"\nsyslog_tcp = \"127.0.0.1:0\"\n[web]\naddress = \"127.0.0.1:0\"\n";
        std::fs::write(place.dir.path().join("talap.toml"), config)?;
        Ok(place)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(args).arg("--data").arg(self.dir.path().join("data"));
        command.arg("--config").arg(self.dir.path().join("talap.toml")).args(["--lang", "en"]);
        command
    }

    fn start(&self, args: &[&str]) -> Result<Up> {
        let started = Instant::now();
        let mut child = self.command(&["up"]).args(args).stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let mut address = String::new();
        for line in &mut lines {
            let line = line?;
            if let Some((_, found)) = line.split_once("Receiving syslog/TCP at ") {
                found.trim_end_matches('.').clone_into(&mut address);
            }
            if line.contains("verdicts in") {
                return Ok(Up { child, address, to_verdicts: started.elapsed(), lines: Box::new(lines) });
            }
        }
        bail!("talap ended before its verdicts")
    }

    /// The milliseconds that the program itself says an assessment took.
    fn assess(&self) -> Result<f64> {
        let output = self.command(&["assess", "--json"]).output()?;
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        answer.get("duration_ms").and_then(serde_json::Value::as_f64).context("no duration")
    }

    fn count(&self) -> Result<u64> {
        let sql = "SELECT count(*) AS n FROM events WHERE source = 'unregistered'";
        let output = self.command(&["query", sql, "--json"]).output()?;
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        answer.pointer("/rows/0/n").and_then(serde_json::Value::as_u64).context("no count")
    }

    /// Sends lines over one connection and waits until the last is durable and can be queried.
    fn syslog(&self, up: &Up, events: u64) -> Result<()> {
        let before = self.count()?;
        let started = Instant::now();
        let mut stream = BufWriter::with_capacity(1 << 20, TcpStream::connect(&up.address)?);
        for n in 0..events {
            let mut line = format!(
                "<134>1 2026-11-22T21:40:00.000000Z bench app {n} - - user=u{} addr=10.0.{}.{} ",
                n % 997,
                n % 251,
                n % 241
            );
            let padding = LINE.saturating_sub(line.len() + 1);
            line.extend(std::iter::repeat_n('x', padding));
            line.push('\n');
            stream.write_all(line.as_bytes())?;
        }
        stream.flush()?;
        drop(stream);
        let sent = started.elapsed();
        while self.count()? < before + events {}
        let durable = started.elapsed();
        let rate = |time: Duration| u128::from(events) * 1_000_000 / time.as_micros().max(1);
        println!(
            "syslog TCP, {events} lines of {LINE} bytes over one connection: sent in {} ms, durable in {} ms: {} events/s",
            sent.as_millis(),
            durable.as_millis(),
            rate(durable)
        );
        Ok(())
    }
}

/// A running `up`.
struct Up {
    child: Child,
    address: String,
    to_verdicts: Duration,
    /// What the program goes on printing.
    lines: Box<dyn Iterator<Item = std::io::Result<String>>>,
}

impl Up {
    /// What follows a beginning on a line that the program prints.
    fn said(&mut self, beginning: &str) -> Result<String> {
        for line in &mut self.lines {
            if let Some((_, rest)) = line?.split_once(beginning) {
                return Ok(rest.to_owned());
            }
        }
        bail!("talap did not say {beginning:?}")
    }

    fn resident_mib(&self) -> Result<u64> {
        let status = File::open(format!("/proc/{}/status", self.child.id()))?;
        for line in BufReader::new(status).lines() {
            if let Some(rest) = line?.strip_prefix("VmRSS:") {
                let kib: u64 = rest.trim().trim_end_matches(" kB").parse()?;
                return Ok(kib / 1024);
            }
        }
        bail!("the kernel does not say")
    }

    fn stop(mut self) -> Result<()> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        ensure!(asked.success(), "talap could not be told to stop");
        self.child.wait()?;
        Ok(())
    }
}
