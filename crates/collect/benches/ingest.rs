//! How fast syslog over TCP becomes durable and proved: `cargo bench -p talap-collect --bench ingest -- [EVENTS] [CONNECTIONS]`.
//!
//! The receiver, the ledger and its sealing run here; the senders are processes of their own on the same machine, so their
//! processor time counts against the two cores but not against the memory. `--send ADDRESS EVENTS` is such a sender, which
//! `benches/ingest.sh` points at other programs too.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::naive_bytecount,
    clippy::duration_suboptimal_units,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark"
)]

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use talap_collect::normalise::mapping::Mappings;
use talap_collect::receive::{Intake, Limits, SyslogTcp};
use talap_collect::sink::{Answering, Kept, Sink, SinkError};
use talap_collect::source::{Format, Source, SourceTable, Sources};
use talap_ledger::{Ledger, LedgerConfig, SigningKey, verify};
use talap_model::{Caller, Clock, Identity, NewEvent, Right, Scope, SourceKind, Timestamp};
use time::UtcOffset;
use tokio_util::sync::CancellationToken;

/// As in `talap`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ORIGIN: &str = "talap.bench";

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap())
    }
}

/// The ledger, with a note of how long each batch took from the receipt of its first event until it was durable.
#[derive(Clone)]
struct Timed {
    sink: (Ledger, Caller),
    waits: Arc<Mutex<Vec<i64>>>,
}

impl Sink for Timed {
    async fn deliver(&self, events: Vec<NewEvent>) -> Result<Kept, SinkError> {
        self.submit(events).await?.await
    }

    async fn submit(&self, events: Vec<NewEvent>) -> Result<Answering, SinkError> {
        let received = events[0].received_at.micros();
        let (answering, waits) = (self.sink.submit(events).await?, Arc::clone(&self.waits));
        Ok(Box::pin(async move {
            let kept = answering.await?;
            waits.lock().unwrap().push(SystemClock.now().micros() - received);
            Ok(kept)
        }))
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number = |at: usize, otherwise: u64| arguments.get(at).map_or(otherwise, |text| text.parse().unwrap());
    if arguments.first().is_some_and(|first| first == "--send") {
        send(arguments[1].parse().unwrap(), number(2, 100_000), number(3, 0));
    } else if arguments.first().is_some_and(|first| first == "--peer") {
        peer(arguments[1].parse().unwrap(), Path::new(&arguments[2]), number(3, 100_000));
    } else {
        receive(number(0, 2_000_000), number(1, 1));
    }
}

/// Lines of about 300 bytes as servers write them, each with values of its own.
fn lines(seed: u64) -> Vec<u8> {
    const USERS: [&str; 12] = [
        "aigerim", "ivanov", "nurlan", "root", "backup", "postgres", "saule", "petrova", "deploy", "admin", "dauren",
        "www-data",
    ];
    let (mut out, mut state) = (String::new(), seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut random = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    for n in 0..40_000_u64 {
        let user = USERS[usize::try_from(random(12)).unwrap()];
        let (host, second, micro) = (random(40), n / 700 % 60, random(1_000_000));
        let address = format!("10.{}.{}.{}", random(8), random(256), random(256));
        let (port, pid) = (1024 + random(60_000), 300 + random(30_000));
        let start = out.len();
        let time = format!("2026-11-25T10:{:02}:{second:02}.{micro:06}+05:00", n / 42_000);
        match random(4) {
            0 => write!(out, "<38>1 {time} srv-{host:02}.akimat.example sshd {pid} - - Failed password for invalid user {user} from {address} port {port} ssh2: client software OpenSSH_9.2p1 Debian-2, attempt {} of 6, key exchange curve25519-sha256, cipher chacha20-poly1305@openssh.com, host key ssh-ed25519", random(7)),
            1 => write!(out, "<38>1 {time} srv-{host:02}.akimat.example sshd {pid} - - Accepted publickey for {user} from {address} port {port} ssh2: ED25519 SHA256:{:016x}{:016x}{:08x} session opened on the jump host, pty allocated, agent forwarding denied by policy", random(u64::MAX), random(u64::MAX), random(1 << 32)),
            2 => write!(out, "<134>1 {time} web-{host:02}.akimat.example nginx {pid} - - {address} - {user} [25/Nov/2026:10:{:02}:{second:02} +0500] \"GET /services/land/{}/extract?lang=kk&page={} HTTP/1.1\" 200 {} \"https://portal.example/services\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\"", n / 42_000, random(1_000_000), random(50), random(90_000)),
            _ => write!(out, "<30>1 {time} app-{host:02}.akimat.example registry {pid} ID47 - request {:08x}-{:04x} of {user} from {address}: statement {} was read in {} ms, {} rows, cache hit, session {:012x}, module land-register, node {host}, trace {:016x}", random(1 << 32), random(1 << 16), random(10_000_000), random(900), random(400), random(1 << 48), random(u64::MAX)),
        }
        .unwrap();
        while out.len() - start < 299 {
            out.push('.');
        }
        out.push('\n');
    }
    out.into_bytes()
}

/// Sends lines as fast as they are taken, or so many a second.
fn send(address: SocketAddr, events: u64, rate: u64) {
    let text = lines(u64::from(std::process::id()));
    let ends: Vec<usize> = (1..=text.len()).filter(|end| text[end - 1] == b'\n').collect();
    let mut stream = TcpStream::connect(address).unwrap();
    let (began, mut sent, mut line, mut at) = (Instant::now(), 0_u64, 0, 0);
    while sent < events {
        // About 200 lines a write.
        let count = ends[line..].len().min(200).min((events - sent) as usize);
        let end = ends[line + count - 1];
        stream.write_all(&text[at..end]).unwrap();
        sent += count as u64;
        (line, at) = if end == text.len() { (0, 0) } else { (line + count, end) };
        if rate > 0 {
            let due = Duration::from_secs_f64(sent as f64 / rate as f64);
            std::thread::sleep(due.saturating_sub(began.elapsed()));
        }
    }
}

/// Sends to another program and waits until its file holds as many lines.
fn peer(address: SocketAddr, file: &Path, events: u64) {
    let began = Instant::now();
    let program = std::env::current_exe().unwrap();
    let mut sender =
        Command::new(program).args(["--send".into(), address.to_string(), events.to_string()]).spawn().unwrap();
    let (mut lines, mut chunk) = (0, vec![0; 1 << 20]);
    let mut written = loop {
        match std::fs::File::open(file) {
            Ok(file) => break file,
            Err(_) => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    while lines < events {
        assert!(began.elapsed() < Duration::from_secs(600), "{lines} of {events} lines after ten minutes");
        match written.read(&mut chunk).unwrap() {
            0 => std::thread::sleep(Duration::from_millis(5)),
            count => lines += chunk[..count].iter().filter(|byte| **byte == b'\n').count() as u64,
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("{events} lines in the file after {seconds:.2} s: {:.0} events/s", events as f64 / seconds);
    assert!(sender.wait().unwrap().success());
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// The usual limits, or others to compare with.
fn limits() -> Limits {
    let usual = Limits::default();
    Limits {
        batch: setting("TALAP_BENCH_BATCH").map_or(usual.batch, |count| count as usize),
        in_line: setting("TALAP_BENCH_IN_LINE").map_or(usual.in_line, |count| count as usize),
        ..usual
    }
}

fn receive(events: u64, connections: u64) {
    let folder =
        std::env::var_os("TALAP_BENCH_FOLDER").map_or_else(|| std::env::temp_dir().join("talap-ingest"), Into::into);
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    let (rate, limits) = (setting("TALAP_BENCH_RATE").unwrap_or(0), limits());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let key = SigningKey::from_seed(&[7; 32]);
        let verifier = key.verifier(ORIGIN).unwrap();
        let (ledger, _) = Ledger::open(LedgerConfig::new(&folder, ORIGIN), key, Arc::new(SystemClock)).unwrap();
        let caller = Caller::establish(Identity::OsUser("bench".into()), Right::ALL, Scope::All);
        let waits = Arc::new(Mutex::new(Vec::new()));
        let source = |id: &str, program: Option<&str>| {
            let (id, organisation, object) =
                (id.parse().unwrap(), "akimat".parse().unwrap(), "portal".parse().unwrap());
            let source = Source::new(id, organisation, object, SourceKind::OperatingSystem, Format::Syslog);
            Source { program: program.map(str::to_owned), ..source }
        };
        let table = ["sshd", "nginx", "registry"].map(|program| source(program, Some(program)));
        let intake = Intake {
            sink: Timed { sink: (ledger.clone(), caller), waits: Arc::clone(&waits) },
            sources: Sources::new(SourceTable::new(table), source("unknown", None))
                .with_mappings(Arc::new(Mappings::built_in().unwrap())),
            clock: Arc::new(SystemClock),
            offset: UtcOffset::from_hms(5, 0, 0).unwrap(),
            limits,
        };
        let receiver = SyslogTcp::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let (address, stop) = (receiver.local_addr(), CancellationToken::new());
        let running = tokio::spawn(receiver.run(intake, stop.clone()));
        let signing = tokio::spawn({
            let ledger = ledger.clone();
            async move {
                loop {
                    tokio::time::sleep(Duration::from_secs(5)).await;
                    ledger.checkpoint().await.unwrap();
                }
            }
        });
        let began = Instant::now();
        let program = std::env::current_exe().unwrap();
        let senders: Vec<_> = (0..connections)
            .map(|n| {
                let share = events / connections + u64::from(n < events % connections);
                let arguments =
                    ["--send".into(), address.to_string(), share.to_string(), (rate / connections).to_string()];
                Command::new(&program).args(arguments).spawn().unwrap()
            })
            .collect();
        while ledger.stats().events < events {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let durable = began.elapsed();
        ledger.checkpoint().await.unwrap();
        let proved = began.elapsed();
        for mut sender in senders {
            assert!(sender.wait().unwrap().success());
        }
        signing.abort();
        stop.cancel();
        running.await.unwrap();
        println!("{events} events over {connections} connections, 300 bytes each");
        println!(
            "durable after {durable:.2?}: {:.0} events/s; under a checkpoint after {proved:.2?}",
            events as f64 / durable.as_secs_f64()
        );
        tell_waits(&mut waits.lock().unwrap());
        ledger.seal().await.unwrap();
        println!("sealed after {:.2?}; {}", began.elapsed(), memory());
        ledger.close().await.unwrap();
        let sealed = size(&folder.join("events"));
        let all = size(&folder);
        println!(
            "Parquet {sealed} bytes, {:.1}x smaller than {} raw; proofs and the rest {} bytes",
            (events * 300) as f64 / sealed as f64,
            events * 300,
            all - sealed
        );
        let began = Instant::now();
        let report = verify(&folder, &verifier).unwrap();
        let seconds = began.elapsed().as_secs_f64();
        println!(
            "verified {} events, {} problems, in {seconds:.2} s: {:.0} events/s, {:.0} MB/s",
            report.events,
            report.problems.len(),
            report.events as f64 / seconds,
            sealed as f64 / 1e6 / seconds
        );
    });
    if std::env::var_os("TALAP_BENCH_KEEP").is_none() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

fn tell_waits(waits: &mut [i64]) {
    waits.sort_unstable();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize] as f64 / 1000.0;
    println!(
        "from receipt to durable, oldest event of each of {} batches: p50 {:.1} ms, p99 {:.1} ms, worst {:.1} ms",
        waits.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

/// The most memory that this process held, and its processor time.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned();
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap().split_whitespace().filter_map(|field| field.parse().ok()).collect();
    // Fields 14 and 15 of the whole line are user and system time in hundredths of a second; the state is no number.
    format!("{peak}, processor time {:.1} s user, {:.1} s system", fields[10] / 100.0, fields[11] / 100.0)
}

fn size(path: &Path) -> u64 {
    std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let kind = entry.file_type().unwrap();
            if kind.is_dir() { size(&entry.path()) } else { entry.metadata().unwrap().len() }
        })
        .sum()
}
