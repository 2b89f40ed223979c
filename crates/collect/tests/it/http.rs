use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use talap_collect::receive::{CannotTell, Counters, Doorkeeper, EventsHttp, Intake, Limits};
use talap_collect::sink::{Kept, Sink, SinkError};
use talap_collect::source::{Format, Source};
use talap_model::{Language, Message, NewEvent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::{Memory, intake, source};

/// Lets `talap_good` in as the source `portal-app`, and `talap_journal` as one of systemd's journals.
pub(crate) struct Door;

#[async_trait]
impl Doorkeeper for Door {
    async fn admit(&self, token: &str) -> Result<Option<Arc<Source>>, CannotTell> {
        match token {
            "talap_good" => Ok(Some(Arc::new(source("portal-app", Format::Plain, None)))),
            "talap_journal" => Ok(Some(Arc::new(source("web-journal", Format::JournalJson, None)))),
            "talap_broken" => Err(CannotTell { cause: "no database".into() }),
            _ => Ok(None),
        }
    }

    fn say(&self, language: Language, message: &Message) -> String {
        format!("{}: {}", language.code(), message.key)
    }
}

pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) counters: Counters,
    pub(crate) sink: Memory,
    pub(crate) stop: CancellationToken,
    pub(crate) task: JoinHandle<()>,
}

pub(crate) async fn start(limits: Limits, refuses: bool) -> Running {
    let receiver = EventsHttp::bind("127.0.0.1:0".parse().unwrap(), None).await.unwrap();
    let (address, counters) = (receiver.local_addr(), receiver.counters());
    let (sink, stop) = (Memory::new(refuses), CancellationToken::new());
    let task = tokio::spawn(receiver.run(intake(&sink, limits), Arc::new(Door), stop.clone()));
    Running { address, counters, sink, stop, task }
}

/// An answer: its status and its body.
pub(crate) async fn post(address: SocketAddr, path: &str, headers: &str, body: &[u8]) -> (u16, Vec<u8>) {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    // A refusal may come before the whole body is sent.
    stream.write_all(body).await.ok();
    let mut said = Vec::new();
    stream.read_to_end(&mut said).await.ok();
    let end = said.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let status = std::str::from_utf8(&said[9..12]).unwrap().parse().unwrap();
    (status, said[end + 4..].to_vec())
}

async fn json(address: SocketAddr, path: &str, headers: &str, body: &[u8]) -> (u16, Value) {
    let (status, body) = post(address, path, headers, body).await;
    (status, serde_json::from_slice(&body).unwrap())
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) const GOOD: &str = "Authorization: Bearer talap_good\r\nContent-Type: application/x-ndjson\r\n";

#[tokio::test]
async fn lines_are_kept_and_answered_with_their_numbers() {
    let running = start(Limits::default(), false).await;
    let body = "{\"time\":\"2026-11-22T16:40:00Z\",\"message\":\"first\",\"user\":\"ivanov\",\"peer\":\"forged\"}\r\n\n{\"message\":\"second\",\"file_sha256\":\"00\"}";
    let (status, answer) = json(running.address, "/v1/events", GOOD, body.as_bytes()).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!((&answer["events"], &answer["first_seq"], &answer["last_seq"]), (&2.into(), &0.into(), &1.into()));
    assert_eq!((&answer["marked"], answer["faults"].as_array().unwrap().len()), (&0.into(), 0));
    let events = running.sink.wait_for(2).await;
    let first = &events[0];
    assert_eq!(
        (first.source.as_str(), first.message.as_str(), first.user.as_deref()),
        ("portal-app", "first", Some("ivanov"))
    );
    assert_eq!(
        (first.attributes.get("peer").unwrap(), first.attributes.get("attribute.peer").unwrap()),
        ("127.0.0.1", "forged")
    );
    assert_eq!(first.attributes.get("transport").unwrap(), "http");
    // An import of a file would take the event for one of the file's.
    assert_eq!(
        (events[1].attributes.get("file_sha256"), events[1].attributes.get("attribute.file_sha256").unwrap()),
        (None, "00")
    );
    assert!(first.raw.ends_with(b"}"));

    // The same packed, by a sender that only knows passwords.
    let headers = "Authorization: Basic eDp0YWxhcF9nb29k\r\nContent-Type: application/json; charset=utf-8\r\nContent-Encoding: gzip\r\n";
    let (status, answer) = json(running.address, "/v1/events", headers, &gzip(body.as_bytes())).await;
    assert_eq!((status, &answer["first_seq"], &answer["last_seq"]), (200, &2.into(), &3.into()));
    let (status, answer) = json(running.address, "/v1/events", GOOD, b"\n\n").await;
    assert_eq!((status, &answer["events"], &answer["first_seq"]), (200, &0.into(), &Value::Null));
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn lines_that_cannot_be_read_are_kept_and_named() {
    let running = start(Limits { max_frame: 1000, ..Limits::default() }, false).await;
    let long = format!("{{\"message\":\"{}\"}}", "x".repeat(2000));
    let body =
        [b"{\"message\":\"good\"}\n{\"half\":\n".as_slice(), b"\xd0\xff\n", long.as_bytes(), b"\n[1]\n"].concat();
    let (status, answer) = json(running.address, "/v1/events", &format!("{GOOD}Accept-Language: kk\r\n"), &body).await;
    assert_eq!((status, &answer["events"], &answer["marked"]), (200, &5.into(), &4.into()), "{answer}");
    let faults: Vec<_> = answer["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["line"].as_u64().unwrap(), f["fault"].as_str().unwrap()))
        .collect();
    let unparsed = "collect-line-unparsed";
    assert_eq!(faults, [(2, unparsed), (3, unparsed), (4, "collect-frame-too-long"), (5, unparsed)]);
    assert_eq!(answer["faults"][0]["message"], "kk: collect-line-unparsed");
    assert!(answer["faults"][0]["cause"].as_str().unwrap().contains("EOF"), "{answer}");
    let events = running.sink.wait_for(5).await;
    assert_eq!((events[2].raw.as_slice(), events[3].raw.len()), (b"\xd0\xff".as_slice(), 1000));
    let counts = running.counters.read();
    assert_eq!((counts.received, counts.unparsed, counts.discarded_bytes), (5, 4, long.len() as u64 - 1000));
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn a_source_with_a_form_of_its_own_is_read_by_it() {
    let running = start(Limits::default(), false).await;
    let headers = "Authorization: Bearer talap_journal\r\nContent-Type: application/jsonl\r\n";
    let line = r#"{"__REALTIME_TIMESTAMP":"1795383600000000","_HOSTNAME":"web","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"Accepted password for a from 10.0.0.5 port 5 ssh2"}"#;
    let (status, _) = json(running.address, "/v1/events", headers, format!("{line}\n{{}}\n").as_bytes()).await;
    assert_eq!(status, 200);
    let events = running.sink.wait_for(2).await;
    assert_eq!(
        (events[0].class_uid, events[0].host.as_deref(), events[0].user.as_deref()),
        (3002, Some("web"), Some("a"))
    );
    assert_eq!(
        (events[0].attributes.get("transport").unwrap(), events[1].fault.as_deref()),
        ("http", Some("collect-line-unparsed"))
    );
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn refusals_name_their_cause_and_keep_nothing() {
    let limits = Limits { max_body: 1000, max_events: 3, ..Limits::default() };
    let running = start(limits, false).await;
    let token = "Authorization: Bearer talap_good\r\n";
    let kind = "Content-Type: application/x-ndjson\r\n";
    let (long, many) = (vec![b'x'; 1001], b"{}\n{}\n{}\n{}\n".to_vec());
    let bomb = gzip(&vec![b'x'; 100_000]);
    let cases: [(&str, String, &[u8], u16, &str); 11] = [
        ("/v1/events", kind.into(), b"{}", 401, "collect-http-token-missing"),
        ("/v1/events", format!("{kind}Authorization: Bearer talap_false\r\n"), b"{}", 401, "collect-http-token-false"),
        (
            "/v1/events",
            format!("{kind}Authorization: Bearer talap_broken\r\n"),
            b"{}",
            503,
            "collect-http-token-unreadable",
        ),
        ("/v1/events", token.into(), b"{}", 415, "collect-http-type"),
        ("/v1/events", format!("{token}Content-Type: text/html\r\n"), b"{}", 415, "collect-http-type"),
        ("/v1/events", format!("{token}{kind}Content-Encoding: br\r\n"), b"{}", 415, "collect-http-encoding"),
        ("/v1/events", format!("{token}{kind}Content-Encoding: gzip\r\n"), b"{}", 400, "collect-http-broken"),
        ("/v1/events", format!("{token}{kind}Content-Encoding: gzip\r\n"), &bomb, 413, "collect-http-too-large"),
        ("/v1/events", format!("{token}{kind}"), &long, 413, "collect-http-too-large"),
        ("/v1/events", format!("{token}{kind}"), &many, 413, "collect-http-too-many"),
        ("/nowhere", format!("{token}{kind}"), b"{}", 404, "collect-http-no-place"),
    ];
    for (path, headers, body, status, error) in cases {
        let (found, answer) = json(running.address, path, &format!("{headers}Accept-Language: ru\r\n"), body).await;
        assert_eq!((found, answer["error"].as_str()), (status, Some(error)), "{path} {headers}");
        assert_eq!(answer["message"], format!("ru: {error}"));
        assert_eq!(running.counters.take_refusals()[0].reason.key, error);
    }
    let counts = running.counters.read();
    assert_eq!((counts.received, counts.denied, counts.malformed, counts.turned_away), (0, 2, 1, 8));
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn what_the_sink_does_not_keep_is_not_acknowledged() {
    let running = start(Limits::default(), true).await;
    let (status, answer) = json(running.address, "/v1/events", GOOD, b"{}\n{}\n").await;
    assert_eq!((status, answer["error"].as_str()), (503, Some("collect-sink-failed")));
    assert_eq!(running.counters.read().dropped, 2);
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn slow_senders_are_given_up() {
    let limits = Limits { stalled: Duration::from_millis(200), ..Limits::default() };
    let running = start(limits, false).await;
    let mut slow = TcpStream::connect(running.address).await.unwrap();
    slow.write_all(format!("POST /v1/events HTTP/1.1\r\nHost: a\r\n{GOOD}Content-Length: 99\r\n\r\n{{").as_bytes())
        .await
        .unwrap();
    let mut said = String::new();
    slow.read_to_string(&mut said).await.ok();
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
    assert_eq!(running.counters.read().stalled, 1);
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn bodies_wait_for_room_and_are_then_refused() {
    let limits = Limits { bodies: 100, max_body: 100, room: Duration::from_millis(200), ..Limits::default() };
    let running = start(limits, false).await;
    let mut holder = TcpStream::connect(running.address).await.unwrap();
    holder
        .write_all(
            format!("POST /v1/events HTTP/1.1\r\nHost: a\r\n{GOOD}Content-Length: 60\r\nExpect: 100-continue\r\n\r\n")
                .as_bytes(),
        )
        .await
        .unwrap();
    // `100 Continue` says that the body is being waited for, and so that room was taken for it.
    let mut line = vec![0; 25];
    holder.read_exact(&mut line).await.unwrap();
    let (status, answer) = json(running.address, "/v1/events", GOOD, &[b' '; 60]).await;
    assert_eq!((status, answer["error"].as_str()), (503, Some("collect-http-busy")));
    assert_eq!(running.counters.read().turned_away, 1);
    drop(holder);
    running.stop.cancel();
    running.task.await.unwrap();
}

/// Says when it is given events, and answers when it is let.
#[derive(Clone)]
struct Slow {
    given: Arc<Notify>,
    answers: CancellationToken,
}

impl Sink for Slow {
    async fn deliver(&self, _: Vec<NewEvent>) -> Result<Kept, SinkError> {
        self.given.notify_one();
        self.answers.cancelled().await;
        Ok(Kept::default())
    }
}

/// An event takes more than the few bytes that a line of it has.
#[tokio::test]
async fn what_small_bodies_unfold_to_waits_for_room_and_is_then_refused() {
    let limits = Limits { bodies: 100_000, max_body: 10_000, room: Duration::from_millis(200), ..Limits::default() };
    let receiver = EventsHttp::bind("127.0.0.1:0".parse().unwrap(), None).await.unwrap();
    let (address, counters, stop) = (receiver.local_addr(), receiver.counters(), CancellationToken::new());
    let sink = Slow { given: Arc::default(), answers: CancellationToken::new() };
    let Intake { sources, clock, offset, limits, .. } = intake(&Memory::new(false), limits);
    let intake = Intake { sink: sink.clone(), sources, clock, offset, limits };
    let task = tokio::spawn(receiver.run(intake, Arc::new(Door), stop.clone()));
    let body = "{}\n".repeat(60);
    let first = tokio::spawn({
        let body = body.clone();
        async move { json(address, "/v1/events", GOOD, body.as_bytes()).await }
    });
    sink.given.notified().await;
    let (status, answer) = json(address, "/v1/events", GOOD, body.as_bytes()).await;
    assert_eq!((status, answer["error"].as_str()), (503, Some("collect-http-busy")));
    sink.answers.cancel();
    let (status, answer) = first.await.unwrap();
    assert_eq!((status, &answer["events"]), (200, &60.into()));
    let (status, _) = json(address, "/v1/events", GOOD, body.as_bytes()).await;
    assert_eq!((status, counters.read().turned_away), (200, 1));
    stop.cancel();
    task.await.unwrap();
}

#[tokio::test]
async fn a_journal_is_kept_entry_by_entry() {
    let running = start(Limits::default(), false).await;
    let headers = "Authorization: Basic eDp0YWxhcF9qb3VybmFs\r\nContent-Type: application/vnd.fdo.journal\r\n";
    let entry = |n: u32| {
        format!("__REALTIME_TIMESTAMP=1795383600000000\n_HOSTNAME=web\nSYSLOG_IDENTIFIER=app\nMESSAGE=number {n}\n\n")
    };
    let body: String = (0..3000).map(entry).chain(["garbage\n".to_owned()]).collect();
    let (status, said) = post(running.address, "/upload", headers, body.as_bytes()).await;
    assert_eq!((status, said.as_slice()), (202, b"OK.\n".as_slice()));
    let events = running.sink.wait_for(3001).await;
    assert_eq!((events[2999].message.as_str(), events[2999].source.as_str()), ("number 2999", "web-journal"));
    assert_eq!((events[0].host.as_deref(), events[0].attributes.get("transport").unwrap()), (Some("web"), "journal"));
    assert_eq!(
        (events[3000].raw.as_slice(), events[3000].fault.as_deref()),
        (b"garbage\n".as_slice(), Some("collect-line-unparsed"))
    );
    let (status, _) = post(running.address, "/upload", "Content-Type: application/vnd.fdo.journal\r\n", b"").await;
    assert_eq!(status, 401);
    running.stop.cancel();
    running.task.await.unwrap();
}
