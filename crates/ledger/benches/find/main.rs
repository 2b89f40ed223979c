//! How fast something rare is found among many events, and how large they are: Talap's `events` table against `DuckDB` over the
//! same files, with the same predicates, on two threads.
//!
//! `cargo bench -p talap-ledger --bench find -- EVENTS [FOLDER [WORDS]]` makes a ledger of so many events (10,000,000 unless said) in
//! the folder, or takes the one that is there, and asks the questions in whose names the words stand. `DuckDB` comes from `PyPI` into a folder beside the ledger.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::format_push_string,
    missing_docs,
    reason = "a benchmark"
)]

mod sample;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use datafusion::arrow::array::AsArray as _;
use datafusion::arrow::datatypes::UInt64Type;
use datafusion::prelude::{SessionConfig, SessionContext};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use sample::{RARE, Sample, rare_address, rare_word};
use serde_json::{Value, json};
use talap_ledger::{Ledger, LedgerConfig, SigningKey};
use talap_model::{Caller, Clock, Identity, Right, Scope, Timestamp};

/// As in `talap`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Events of one file: what compaction makes of a partition's seals.
const FILE: u64 = 500_000;

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(1_795_392_000_000_000)
    }
}

fn caller() -> Caller {
    Caller::establish(Identity::OsUser("bench".into()), Right::ALL, Scope::All)
}

fn open(folder: &Path) -> Ledger {
    let mut config = LedgerConfig::new(folder.join("ledger"), "talap.example/bench");
    (config.seal_after_bytes, config.seal_after_events) = (u64::MAX, FILE);
    Ledger::open(config, SigningKey::from_seed(&[7; 32]), Arc::new(Still)).unwrap().0
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let events = arguments.first().map_or(10_000_000, |text| text.parse().unwrap());
    let folder = PathBuf::from(arguments.get(1).map_or("/var/tmp/talap-find", String::as_str));
    fs::create_dir_all(&folder).unwrap();
    if !folder.join("ledger/checkpoint").is_file() {
        make(&folder, events).await;
    }
    sizes(&folder, events);
    let peer = Peer::new(&folder);
    let wanted = arguments.get(2).map_or("", String::as_str);
    for (name, sql) in QUERIES.into_iter().filter(|(name, _)| name.contains(wanted)) {
        compare(&folder, &peer, name, sql).await;
    }
}

async fn make(folder: &Path, events: u64) {
    let (sample, ledger, begin) = (Sample::new(events), open(folder), Instant::now());
    let mut sealing = Duration::ZERO;
    let mut next = 0;
    while next < events {
        let until = events.min((next / FILE + 1) * FILE);
        while next < until {
            let end = until.min(next + 4096);
            // The last append of a file makes the ledger seal by itself; asking for it waits until it did.
            ledger.append(&caller(), (next..end).map(|number| sample.event(number)).collect()).await.unwrap();
            next = end;
        }
        let sealed = Instant::now();
        ledger.seal().await.unwrap();
        sealing += sealed.elapsed();
    }
    ledger.close().await.unwrap();
    let micros = sealing.as_micros() as f64 / events as f64;
    println!(
        "made {events} events in {:.0} s, of that sealing {micros:.2} µs per event",
        begin.elapsed().as_secs_f64()
    );
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.join("ledger/events")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn bytes_of(paths: &[PathBuf]) -> u64 {
    paths.iter().map(|path| fs::metadata(path).unwrap().len()).sum()
}

/// What is stored, by column.
fn sizes(folder: &Path, events: u64) {
    let parquet = files(folder, "parquet");
    let mut columns: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for path in &parquet {
        let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
        for group in reader.metadata().row_groups() {
            for column in group.columns() {
                let sum = columns.entry(column.column_path().string()).or_default();
                sum.0 += column.compressed_size();
                sum.1 += column.uncompressed_size();
            }
        }
    }
    let sample = Sample::new(events);
    let step = (events / 20_000).max(1);
    let lengths: Vec<_> = (0..events).step_by(step as usize).map(|number| sample.event(number).raw.len()).collect();
    let raw = lengths.iter().sum::<usize>() as f64 / lengths.len() as f64 * events as f64;
    let (stored, index) = (bytes_of(&parquet) as f64, bytes_of(&files(folder, "tokens")) as f64);
    println!("{} files; raw syslog {:.0} bytes a line", parquet.len(), raw / events as f64);
    println!("parquet {:.1} bytes an event, raw / parquet {:.2}", stored / events as f64, raw / stored);
    println!("index {:.2} bytes an event, {:.1} % of parquet", index / events as f64, index / stored * 100.0);
    for (name, (compressed, plain)) in columns {
        println!(
            "  {name:12} {:7.2} bytes an event, {:7.2} encoded",
            compressed as f64 / events as f64,
            plain as f64 / events as f64
        );
    }
}

/// `WORD` and `ADDRESS` stand for what is looked for.
const QUERIES: [(&str, &str); 4] = [
    (
        "word, search box",
        "SELECT seq, received_at, host, program, user_name, address, message FROM events \
         WHERE contains(lower(coalesce(message, '')), 'WORD') OR contains(lower(coalesce(user_name, '')), 'WORD') \
         OR contains(lower(coalesce(host, '')), 'WORD') OR contains(lower(coalesce(program, '')), 'WORD') \
         ORDER BY seq DESC LIMIT 100",
    ),
    (
        "address, search box",
        "SELECT seq, received_at, host, program, user_name, address, message FROM events \
         WHERE contains(lower(coalesce(message, '')), 'ADDRESS') OR contains(lower(coalesce(user_name, '')), 'ADDRESS') \
         OR contains(lower(coalesce(host, '')), 'ADDRESS') OR contains(lower(coalesce(program, '')), 'ADDRESS') \
         ORDER BY seq DESC LIMIT 100",
    ),
    (
        "address = ...",
        "SELECT seq, received_at, host, program, user_name, address, message FROM events \
         WHERE address = 'ADDRESS' ORDER BY seq DESC LIMIT 100",
    ),
    (
        "word nowhere",
        "SELECT seq, received_at, host, program, user_name, address, message FROM events \
         WHERE contains(lower(message), 'zzWORDzz') ORDER BY seq DESC LIMIT 100",
    ),
];

fn sql(template: &str, number: u64) -> String {
    template.replace("WORD", &rare_word(number)).replace("ADDRESS", &rare_address(number))
}

/// One query, from its text to its last row, in a session of its own as the program makes one.
async fn ask(ledger: &Ledger, sql: &str) -> (Vec<u64>, f64) {
    let begin = Instant::now();
    let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(2));
    context.register_table("events", ledger.events_table(&caller()).unwrap()).unwrap();
    let batches = context.sql(sql).await.unwrap().collect().await.unwrap();
    let took = begin.elapsed().as_secs_f64() * 1000.0;
    (batches.iter().flat_map(|batch| batch.column(0).as_primitive::<UInt64Type>().values().to_vec()).collect(), took)
}

async fn compare(folder: &Path, peer: &Peer, name: &str, template: &str) {
    let ledger = open(folder);
    let mut warm = Vec::new();
    let mut answers = Vec::new();
    for round in 0..4 {
        for number in 0..RARE {
            let (found, took) = ask(&ledger, &sql(template, number)).await;
            if round == 0 {
                answers.push(found);
            }
            warm.push(took);
        }
    }
    ledger.close().await.unwrap();
    let mut slowest: Vec<(f64, usize)> = warm.iter().copied().zip(0..).collect();
    slowest.sort_by(|one, other| other.0.total_cmp(&one.0));
    let slowest: Vec<_> =
        slowest.iter().take(8).map(|(took, at)| format!("{took:.0} ({}, number {at})", at % RARE as usize)).collect();
    println!("{name}: slowest of what is searched for, in ms: {}", slowest.join(", "));
    let mut cold = Vec::new();
    for number in 0..12 {
        peer.evict();
        let ledger = open(folder);
        cold.push(ask(&ledger, &sql(template, number)).await.1);
        ledger.close().await.unwrap();
    }
    let queries: Vec<_> = (0..5).map(|number| sql(template, number)).collect();
    let theirs = peer.ask(&queries, false);
    for (number, (_, found)) in theirs.iter().enumerate() {
        assert_eq!(*found, answers[number], "{name} {number}");
    }
    let their_warm: Vec<_> = theirs.iter().map(|(took, _)| *took).collect();
    let their_cold: Vec<_> = peer.ask(&queries[..2], true).iter().map(|(took, _)| *took).collect();
    let found = answers.iter().map(Vec::len).sum::<usize>() as f64 / answers.len() as f64;
    println!("{name}: {found:.1} events found");
    println!("  talap  warm {}, cold {}", percentiles(warm), percentiles(cold));
    println!("  duckdb warm {}, cold {}", percentiles(their_warm), percentiles(their_cold));
}

fn percentiles(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    format!("p50 {:.1} p99 {:.1} ms ({} queries)", at(0.5), at(0.99), times.len())
}

/// `DuckDB`, in an environment of its own.
struct Peer {
    python: PathBuf,
    files: Vec<PathBuf>,
    all: Vec<PathBuf>,
}

impl Peer {
    fn new(folder: &Path) -> Self {
        let environment = folder.join("duckdb");
        let python = environment.join("bin/python");
        if !environment.join("whole").is_file() {
            let run = |command: &mut Command| assert!(command.status().unwrap().success());
            run(Command::new("python3").args(["-m", "venv"]).arg(&environment));
            run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "duckdb"]));
            fs::write(environment.join("whole"), "").unwrap();
        }
        let files = files(folder, "parquet");
        let all = [files.clone(), self::files(folder, "tokens")].concat();
        Self { python, files, all }
    }

    fn run(&self, request: &Value) -> Vec<u8> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/find/duckdb_side.py");
        let mut child =
            Command::new(&self.python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(&serde_json::to_vec(request).unwrap()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        output.stdout
    }

    /// Takes all files out of the system's cache.
    fn evict(&self) {
        self.run(&json!({ "only_evict": true, "files": self.all }));
    }

    fn ask(&self, queries: &[String], cold: bool) -> Vec<(f64, Vec<u64>)> {
        let queries: Vec<_> = queries.iter().map(|sql| json!({ "name": "", "sql": sql })).collect();
        let answer = self.run(&json!({ "files": self.files, "queries": queries, "cold": cold }));
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let numbers = |found: &Value| found.as_array().unwrap().iter().map(|seq| seq.as_u64().unwrap()).collect();
        let each = answer["answers"].as_array().unwrap().iter();
        each.map(|one| (one["ms"].as_f64().unwrap(), numbers(&one["found"]))).collect()
    }
}
