//! How long a sender waits for its answer over RELP and over HTTP, which comes after the commit:
//! `cargo bench -p talap-collect --bench answers -- [EVENTS A SECOND] [SECONDS]`.
//!
//! Four senders on threads of their own, each at its share of the rate: over RELP one message a frame and 128 frames on
//! their way at most, as rsyslog has it; over HTTP a hundred lines a request.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark"
)]

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use talap_collect::receive::{CannotTell, Doorkeeper, EventsHttp, Intake, Limits, Relp};
use talap_collect::source::{Format, Source, SourceTable, Sources};
use talap_ledger::{Ledger, LedgerConfig, SigningKey};
use talap_model::{Caller, Clock, Identity, Language, Message, Right, Scope, SourceKind, Timestamp};
use time::UtcOffset;
use tokio_util::sync::CancellationToken;

/// As in `talap`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SENDERS: u64 = 4;
/// How many frames of RELP are on their way at most.
const WINDOW: usize = 128;
/// How many lines a request over HTTP has.
const LINES: u64 = 100;

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap())
    }
}

struct Door;

#[async_trait]
impl Doorkeeper for Door {
    async fn admit(&self, _token: &str) -> Result<Option<Arc<Source>>, CannotTell> {
        Ok(Some(Arc::new(source())))
    }

    fn say(&self, _language: Language, message: &Message) -> String {
        message.key.clone()
    }
}

fn source() -> Source {
    let (id, organisation, object) = ("portal".parse().unwrap(), "akimat".parse().unwrap(), "portal".parse().unwrap());
    Source::new(id, organisation, object, SourceKind::Application, Format::JsonLines)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number = |at: usize, otherwise: u64| arguments.get(at).map_or(otherwise, |text| text.parse().unwrap());
    let (rate, seconds) = (number(0, 20_000), number(1, 20));
    let folder =
        std::env::var_os("TALAP_BENCH_FOLDER").map_or_else(|| std::env::temp_dir().join("talap-answers"), Into::into);
    drop(std::fs::remove_dir_all(&folder));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let key = SigningKey::from_seed(&[7; 32]);
        let config = LedgerConfig::new(&folder, "talap.bench");
        let (ledger, _) = Ledger::open(config, key, Arc::new(SystemClock)).unwrap();
        let caller = Caller::establish(Identity::OsUser("bench".into()), Right::ALL, Scope::All);
        let intake = Intake {
            sink: (ledger.clone(), caller),
            sources: Sources::new(SourceTable::default(), source()),
            clock: Arc::new(SystemClock),
            offset: UtcOffset::UTC,
            limits: Limits::default(),
        };
        let here = "127.0.0.1:0".parse().unwrap();
        let relp = Relp::bind(here, None).await.unwrap();
        let http = EventsHttp::bind(here, None).await.unwrap();
        let (relp_at, http_at, stop) = (relp.local_addr(), http.local_addr(), CancellationToken::new());
        let running = [
            tokio::spawn(relp.run(intake.clone(), stop.clone())),
            tokio::spawn(http.run(intake, Arc::new(Door), stop.clone())),
        ];
        let each = rate * seconds / SENDERS;
        let share = rate / SENDERS;
        tell(
            "RELP",
            rate,
            tokio::task::spawn_blocking(move || all(move || over_relp(relp_at, each, share))).await.unwrap(),
        );
        tell(
            "HTTP",
            rate,
            tokio::task::spawn_blocking(move || all(move || over_http(http_at, each, share))).await.unwrap(),
        );
        stop.cancel();
        for task in running {
            task.await.unwrap();
        }
        ledger.close().await.unwrap();
    });
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Runs every sender on a thread and gathers what their answers took.
fn all(send: impl Fn() -> Vec<Duration> + Clone + Send + 'static) -> Vec<Duration> {
    let senders: Vec<_> = (0..SENDERS).map(|_| std::thread::spawn(send.clone())).collect();
    senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
}

fn tell(way: &str, rate: u64, mut waits: Vec<Duration>) {
    waits.sort_unstable();
    let at = |share: f64| {
        waits.get(((waits.len() - 1) as f64 * share) as usize).map_or(0.0, |wait| wait.as_secs_f64() * 1000.0)
    };
    println!(
        "{way}, {rate} events/s, {} answers: p50 {:.1} ms, p99 {:.1} ms, worst {:.1} ms",
        waits.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

/// Waits until the number is due at a rate.
fn pace(began: Instant, sent: u64, rate: u64) {
    let due = Duration::from_secs_f64(sent as f64 / rate as f64);
    std::thread::sleep(due.saturating_sub(began.elapsed()));
}

/// Frames that are on their way, by when they were sent.
#[derive(Default)]
struct Window {
    sent: Mutex<VecDeque<Instant>>,
    room: Condvar,
}

fn over_relp(address: SocketAddr, count: u64, rate: u64) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    stream.write_all(b"1 open 30 relp_version=0\ncommands=syslog\n").unwrap();
    answer(&mut answers);
    let window = Arc::new(Window::default());
    let reader = std::thread::spawn({
        let window = Arc::clone(&window);
        move || {
            let mut waits = Vec::new();
            for _ in 0..count {
                assert!(answer(&mut answers).starts_with("200"));
                let sent = window.sent.lock().unwrap().pop_front().unwrap();
                waits.push(sent.elapsed());
                window.room.notify_one();
            }
            waits
        }
    });
    let began = Instant::now();
    for number in 0..count {
        if number % 50 == 0 {
            pace(began, number, rate);
        }
        let message = format!("<38>1 2026-11-25T10:00:00Z web portal {number} - - {:.<250}", number * 7919);
        let sent = window.sent.lock().unwrap();
        window.room.wait_while(sent, |sent| sent.len() >= WINDOW).unwrap().push_back(Instant::now());
        stream.write_all(format!("{} syslog {} {message}\n", number + 2, message.len()).as_bytes()).unwrap();
    }
    reader.join().unwrap()
}

/// The data of the next answer.
fn answer(answers: &mut BufReader<TcpStream>) -> String {
    let mut field = |end: u8| {
        let mut bytes = Vec::new();
        answers.read_until(end, &mut bytes).unwrap();
        bytes.pop();
        String::from_utf8(bytes).unwrap()
    };
    let (_number, _command, length) = (field(b' '), field(b' '), field(b' '));
    let mut data = vec![0; length.parse::<usize>().unwrap() + 1];
    answers.read_exact(&mut data).unwrap();
    String::from_utf8(data).unwrap()
}

fn over_http(address: SocketAddr, count: u64, rate: u64) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let (began, mut waits) = (Instant::now(), Vec::new());
    for request in 0..count / LINES {
        pace(began, request * LINES, rate);
        let mut lines = String::new();
        for number in (0..LINES).map(|line| request * LINES + line) {
            writeln!(lines, "{{\"time\":\"2026-11-25T10:00:00Z\",\"message\":\"{:.<250}\"}}", number * 7919).unwrap();
        }
        let head = format!(
            "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\nContent-Type: application/x-ndjson\r\n\
             Content-Length: {}\r\n\r\n",
            lines.len()
        );
        let sent = Instant::now();
        stream.write_all(&[head.as_bytes(), lines.as_bytes()].concat()).unwrap();
        let mut length = 0;
        for number in 0_usize.. {
            let mut line = String::new();
            answers.read_line(&mut line).unwrap();
            assert!(number > 0 || line.contains(" 200 "), "{line}");
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        answers.read_exact(&mut vec![0; length]).unwrap();
        waits.push(sent.elapsed());
    }
    waits
}
