//! The pages of the example and lists over 100,000 records: how long the server takes, and how much it sends.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::Place;

/// How often each page is asked for.
const TIMES: usize = 100;
/// The records of the long list.
const RECORDS: usize = 100_000;
/// The password of the measurement's account.
const PASSWORD: &str = "a long and quiet phrase";

/// The pages of the example.
const PAGES: [&str; 14] = [
    "/",
    "/objects",
    "/objects/budget",
    "/organisations/akimat-saryjaz",
    "/clauses",
    "/clauses/38.2",
    "/findings",
    "/registers",
    "/registers/people",
    "/registers/documents/import",
    "/events",
    "/events?text=ssh",
    "/people",
    "/account",
];

/// Lists over 100,000 records.
const LISTS: [(&str, &str); 6] = [
    ("first page", "/registers/software"),
    ("page 1,500", "/registers/software?page=1500"),
    ("a word that many have", "/registers/software?q=tool"),
    ("a word that one has", "/registers/software?q=tool-77777"),
    ("a word that none has", "/registers/software?q=nosuchword"),
    ("sorted by a field", "/registers/software?sort=title&dir=desc"),
];

/// Measures and prints.
pub(super) fn run(binary: &Path) -> Result<()> {
    let place = Place::new(binary)?;
    let mut up = place.start(&["--example"])?;
    let address = up.said("Pages: http://")?;
    let link = up.said("set a password: http://")?;
    let path = link.strip_prefix(address.as_str()).context("the link leads elsewhere")?;
    let mut browser = Browser::new(&address);
    browser.post(path, &format!("password={0}&repeated={0}", PASSWORD.replace(' ', "+")))?;
    println!("memory with pages, before the first: {} MiB resident", up.resident_mib()?);
    println!("first page with all it needs: {} bytes as sent", browser.first_page()?);
    for page in PAGES {
        browser.measure(page, page)?;
    }
    browser.measure_times("a paper about an object", "/papers/object/budget?paper=kk", 10)?;
    println!("memory after all of them: {} MiB resident", up.resident_mib()?);
    let table = place.dir.path().join("software.csv");
    std::fs::write(&table, software())?;
    let started = Instant::now();
    let output = place.command(&["import", "software"]).arg(&table).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    println!("import of {RECORDS} records: {} ms", started.elapsed().as_millis());
    // The server does not keep a connection that rested while the import ran.
    browser.stream = None;
    for (name, page) in LISTS {
        browser.measure(name, page)?;
    }
    up.stop()
}

/// A table of software, as long as the long list.
fn software() -> String {
    let mut table = String::from("organisation,key,title,version,installed,inventoried_on\n");
    for n in 0..RECORDS {
        let mixed = n * 7919 % RECORDS;
        let _written = writeln!(table, "akimat-saryjaz,S-{n:06},tool-{mixed:05} of many,1.{n},{},2026-10-01", n % 90);
    }
    table
}

/// A client that keeps one connection and its cookies.
struct Browser {
    address: String,
    stream: Option<BufReader<TcpStream>>,
    cookies: BTreeMap<String, String>,
}

struct Answer {
    status: u16,
    body: Vec<u8>,
}

impl Browser {
    fn new(address: &str) -> Self {
        Self { address: address.to_owned(), stream: None, cookies: BTreeMap::new() }
    }

    fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, "")
    }

    fn post(&mut self, path: &str, body: &str) -> Result<Answer> {
        let answer = self.ask("POST", path, body)?;
        ensure!(answer.status < 400, "{path}: {}", answer.status);
        Ok(answer)
    }

    fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<Answer> {
        let mut stream = if let Some(stream) = self.stream.take() {
            stream
        } else {
            let stream = TcpStream::connect(&self.address)?;
            stream.set_nodelay(true)?;
            BufReader::new(stream)
        };
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: gzip\r\nAccept-Language: kk\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            cookies.join("; "),
            body.len()
        );
        stream.get_mut().write_all(request.as_bytes())?;
        let answer = self.read(&mut stream)?;
        self.stream = Some(stream);
        Ok(answer)
    }

    fn read(&mut self, stream: &mut BufReader<TcpStream>) -> Result<Answer> {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).context("no status")?.parse()?;
        let (mut length, mut chunked) = (0_usize, false);
        loop {
            line.clear();
            stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse()?,
                "transfer-encoding" => chunked = value == "chunked",
                "set-cookie" => {
                    let pair = value.split(';').next().and_then(|pair| pair.split_once('='));
                    let (name, value) = pair.context("no cookie")?;
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        let mut body = Vec::new();
        if !chunked {
            body.resize(length, 0);
            stream.read_exact(&mut body)?;
            return Ok(Answer { status, body });
        }
        loop {
            line.clear();
            stream.read_line(&mut line)?;
            let size = usize::from_str_radix(line.trim_end(), 16)?;
            let from = body.len();
            body.resize(from + size, 0);
            stream.read_exact(body.get_mut(from..).unwrap_or_default())?;
            line.clear();
            stream.read_line(&mut line)?;
            if size == 0 {
                return Ok(Answer { status, body });
            }
        }
    }

    /// The bytes of the first page with its style, script and symbols, as they are sent.
    fn first_page(&mut self) -> Result<usize> {
        let page = self.get("/")?.body.len();
        // The page itself came compressed; the addresses of what it needs are read from one that did not.
        let html = self.plain("/")?;
        let mut needed: Vec<&str> = html.split(['"', '#']).filter(|text| text.starts_with("/assets/")).collect();
        needed.sort_unstable();
        needed.dedup();
        let mut total = page;
        for asset in needed {
            total += self.get(asset)?.body.len();
        }
        Ok(total)
    }

    fn plain(&self, path: &str) -> Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (host, cookies) = (&self.address, cookies.join("; "));
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n")?;
        let mut text = Vec::new();
        stream.read_to_end(&mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn measure(&mut self, name: &str, path: &str) -> Result<()> {
        self.measure_times(name, path, TIMES)
    }

    fn measure_times(&mut self, name: &str, path: &str, times: usize) -> Result<()> {
        let mut taken: Vec<Duration> = Vec::with_capacity(times);
        let mut size = 0;
        for _ in 0..times {
            let started = Instant::now();
            let answer = self.get(path)?;
            taken.push(started.elapsed());
            ensure!(answer.status == 200, "{path}: {}", answer.status);
            size = answer.body.len();
        }
        taken.sort_unstable();
        let at = |hundredths: usize| {
            let place = (times * hundredths).div_ceil(100).saturating_sub(1);
            taken.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
        };
        println!("{name}: p50 {:.1} ms, p95 {:.1} ms, {size} bytes as sent", at(50), at(95));
        Ok(())
    }
}
