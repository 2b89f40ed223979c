use std::net::SocketAddr;
use std::time::Duration;

use rustls::version::TLS13;
use talap_collect::receive::{Counters, Limits, Relp, Tls};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::certificates::Authority;
use crate::support::{Memory, eventually, intake};

struct Running {
    address: SocketAddr,
    counters: Counters,
    sink: Memory,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

async fn start(tls: Option<Tls>, limits: Limits, refuses: bool) -> Running {
    let receiver = Relp::bind("127.0.0.1:0".parse().unwrap(), tls).await.unwrap();
    let (address, counters) = (receiver.local_addr(), receiver.counters());
    let (sink, stop) = (Memory::new(refuses), CancellationToken::new());
    let task = tokio::spawn(receiver.run(intake(&sink, limits), stop.clone()));
    Running { address, counters, sink, stop, task }
}

pub(crate) const OPEN: &str = "1 open 30 relp_version=0\ncommands=syslog\n";

pub(crate) fn syslog(txnr: u32, text: &str) -> String {
    let message = format!("<38>Nov 22 21:40:00 web a: {text}");
    format!("{txnr} syslog {} {message}\n", message.len())
}

/// Sends and reads to the end of the session.
pub(crate) async fn whole(mut stream: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> String {
    stream.write_all(bytes).await.unwrap();
    stream.flush().await.unwrap();
    let mut said = Vec::new();
    stream.read_to_end(&mut said).await.ok();
    String::from_utf8(said).unwrap()
}

fn offers() -> String {
    let offers = format!("200 OK\nrelp_version=0\nrelp_software=talap,{}\ncommands=syslog", env!("CARGO_PKG_VERSION"));
    format!("1 rsp {} {offers}\n", offers.len())
}

#[tokio::test]
async fn a_window_is_answered_once_it_is_kept() {
    let running = start(None, Limits::default(), false).await;
    let stream = TcpStream::connect(running.address).await.unwrap();
    let messages: String = (2..130).map(|n| syslog(n, &format!("number {n}"))).collect();
    let said = whole(stream, format!("{OPEN}{messages}130 close 0\n").as_bytes()).await;
    let answers: Vec<_> = (2..130).map(|n| format!("{n} rsp 6 200 OK\n")).collect();
    assert_eq!(said, format!("{}{}130 rsp 0\n0 serverclose 0\n", offers(), answers.concat()));
    let events = running.sink.wait_for(128).await;
    assert_eq!((events[0].message.as_str(), events[0].source.as_str()), ("number 2", "web-os"));
    assert_eq!(events[0].attributes.get("transport").unwrap(), "relp");
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn what_the_sink_does_not_keep_is_never_answered() {
    let running = start(None, Limits::default(), true).await;
    let stream = TcpStream::connect(running.address).await.unwrap();
    let said = whole(stream, format!("{OPEN}{}", syslog(2, "lost?")).as_bytes()).await;
    assert_eq!(said, format!("{}0 serverclose 0\n", offers()));
    assert_eq!(running.counters.read().dropped, 1);
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn what_breaks_the_protocol_is_answered_counted_and_told() {
    let running = start(None, Limits::default(), false).await;
    let mut count = 0;
    for (bytes, answer) in [
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "0 rsp 25 500 no transaction number"),
        (syslog(1, "too early"), "1 rsp 27 500 the session is not open"),
        (format!("{OPEN}{OPEN}"), "1 rsp 31 500 the session is open already"),
        (format!("{OPEN}2 starttls 0\n"), "2 rsp 28 500 the command is not known"),
        (format!("{OPEN}{}3 syslog 2 abc\n", syslog(2, "kept")), "3 rsp 31 500 no line feed after the data"),
    ] {
        let stream = TcpStream::connect(running.address).await.unwrap();
        let said = whole(stream, bytes.as_bytes()).await;
        let text = answer.split_once("500 ").unwrap().1;
        assert!(said.contains(&format!("500 {text}\n")), "{said:?}");
        assert!(said.ends_with("0 serverclose 0\n"), "{said:?}");
        count += 1;
        assert_eq!(running.counters.read().malformed, count, "{answer}");
    }
    // What came whole before the fault is kept and answered.
    assert_eq!(running.sink.wait_for(1).await[0].message, "kept");
    let told = running.counters.take_refusals();
    assert!(told.iter().all(|refusal| refusal.reason.key == "collect-relp-malformed"));
    assert_eq!(told.len(), 5);
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn overlong_messages_are_cut_and_broken_ones_kept() {
    let running = start(None, Limits::default(), false).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let long = "x".repeat(10 << 20);
    let bytes = format!("{OPEN}2 syslog {} {long}\n3 syslog 99 <38>Nov 22 21:40:00 web a: half", long.len());
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let expected = format!("{}2 rsp 6 200 OK\n", offers());
    let mut said = vec![0; expected.len()];
    stream.read_exact(&mut said).await.unwrap();
    assert_eq!(String::from_utf8(said).unwrap(), expected);
    drop(stream);
    let events = running.sink.wait_for(2).await;
    assert_eq!((events[0].raw.len(), events[0].fault.as_deref()), (65_536, Some("collect-frame-too-long")));
    assert_eq!((events[1].message.as_str(), events[1].fault.as_deref()), ("half", Some("collect-frame-incomplete")));
    assert_eq!(running.counters.read().discarded_bytes, (10 << 20) - 65_536);
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn a_shutdown_answers_what_was_read_and_says_goodbye() {
    let running = start(None, Limits::default(), false).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(format!("{OPEN}{}", syslog(2, "before")).as_bytes()).await.unwrap();
    running.sink.wait_for(1).await;
    running.stop.cancel();
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap();
    assert_eq!(said, format!("{}2 rsp 6 200 OK\n0 serverclose 0\n", offers()));
    running.task.await.unwrap();
}

#[tokio::test]
async fn connections_are_limited_and_told_and_who_takes_no_answers_is_given_up() {
    let limits = Limits { connections: 1, stalled: Duration::from_secs(3), ..Limits::default() };
    let running = start(None, limits, false).await;
    let mut first = TcpStream::connect(running.address).await.unwrap();
    first.write_all(b"1 open 99 relp").await.unwrap();
    eventually(|| running.counters.read().connections == 1).await;
    let mut second = TcpStream::connect(running.address).await.unwrap();
    second.read_to_end(&mut Vec::new()).await.ok();
    assert_eq!(running.counters.read().refused, 1);
    assert_eq!(running.counters.take_refusals()[0].reason.key, "collect-connections-full");
    first.read_to_end(&mut Vec::new()).await.ok();
    assert_eq!(running.counters.read().stalled, 1);
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn a_sender_that_reads_no_answers_is_given_up_and_holds_up_nobody() {
    let limits = Limits { stalled: Duration::from_millis(200), ..Limits::default() };
    let running = start(None, limits, false).await;
    // With little room for answers they soon have nowhere to go.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut deaf = socket.connect(running.address).await.unwrap();
    deaf.write_all(OPEN.as_bytes()).await.unwrap();
    // Answers fill the buffers of both sides; then they are waited for no longer and the connection is closed, which is what
    // ends the sending.
    let mut sent = 0;
    let message = syslog(2, "not listening").repeat(1000);
    while deaf.write_all(message.as_bytes()).await.is_ok() {
        sent += 1000;
        assert!(sent < 10_000_000, "who takes no answers is never given up");
    }
    let stream = TcpStream::connect(running.address).await.unwrap();
    let said = whole(stream, format!("{OPEN}{}3 close 0\n", syslog(2, "listening")).as_bytes()).await;
    assert!(said.contains("2 rsp 6 200 OK\n"), "{said:?}");
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn of_ten_thousand_connections_those_within_the_limit_are_served() {
    let running = start(None, Limits { connections: 8, ..Limits::default() }, false).await;
    let mut held = Vec::new();
    for _ in 0..8 {
        held.push(TcpStream::connect(running.address).await.unwrap());
    }
    eventually(|| running.counters.read().connections == 8).await;
    for _ in 8..10_000 {
        let mut refused = TcpStream::connect(running.address).await.unwrap();
        refused.read_to_end(&mut Vec::new()).await.ok();
    }
    assert_eq!(running.counters.read().refused, 9_992);
    let told = running.counters.take_refusals();
    assert_eq!(told.iter().map(|refusal| refusal.times).collect::<Vec<_>>(), [9_992]);
    for stream in held {
        let said = whole(stream, format!("{OPEN}{}3 close 0\n", syslog(2, "still here")).as_bytes()).await;
        assert!(said.contains("2 rsp 6 200 OK\n"), "{said:?}");
    }
    running.sink.wait_for(8).await;
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn within_tls_with_the_senders_certificate() {
    let authority = Authority::new("Test CA");
    let client = authority.issue("web-02", 2, 2099);
    let running = start(Some(authority.tls(None)), Limits::default(), false).await;
    let stream = authority.connect(running.address, Some(&client), &TLS13).await.unwrap();
    let said = whole(stream, format!("{OPEN}{}3 close 0\n", syslog(2, "secret")).as_bytes()).await;
    assert_eq!(said, format!("{}2 rsp 6 200 OK\n3 rsp 0\n0 serverclose 0\n", offers()));
    let event = &running.sink.wait_for(1).await[0];
    assert_eq!(event.attributes.get("transport").unwrap(), "relp+tls");
    assert!(event.attributes.get("peer_certificate").unwrap().contains("CN=web-02"));
    running.stop.cancel();
    running.task.await.unwrap();
}
