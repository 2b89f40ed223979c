use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use talap_collect::receive::{BindError, Counters, Intake, Limits, SyslogTcp};
use talap_collect::sink::{Answering, Kept, Sink, SinkError};
use talap_model::NewEvent;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::{Memory, eventually, intake};

struct Running {
    address: SocketAddr,
    counters: Counters,
    sink: Memory,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

async fn start(limits: Limits, refuses: bool) -> Running {
    let receiver = SyslogTcp::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let (address, counters) = (receiver.local_addr(), receiver.counters());
    let (sink, stop) = (Memory::new(refuses), CancellationToken::new());
    let task = tokio::spawn(receiver.run(intake(&sink, limits), stop.clone()));
    Running { address, counters, sink, stop, task }
}

/// Waits until the other side has closed, whichever way.
async fn closed(stream: &mut TcpStream) {
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.ok();
}

#[tokio::test]
async fn both_framings_and_a_sender_that_stops_mid_frame() {
    let running = start(Limits::default(), false).await;
    let mut sender = TcpStream::connect(running.address).await.unwrap();
    let bytes =
        b"31 <38>Nov 22 21:40:00 web a: b\nc <38>Nov 22 21:40:00 web a: line\n99 <38>Nov 22 21:40:00 web a: par";
    sender.write_all(bytes).await.unwrap();
    drop(sender);
    let events = running.sink.wait_for(3).await;
    let said: Vec<_> = events.iter().map(|event| (event.message.as_str(), event.fault.as_deref())).collect();
    assert_eq!(said, [("b\nc", None), ("line", None), ("par", Some("collect-frame-incomplete"))]);
    assert_eq!(events[0].raw, b"<38>Nov 22 21:40:00 web a: b\nc ");
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn ten_megabytes_without_an_end_and_garbage() {
    let running = start(Limits::default(), false).await;
    let mut sender = TcpStream::connect(running.address).await.unwrap();
    sender.write_all(b"<38>Nov 22 21:40:00 web a: ").await.unwrap();
    sender.write_all(&vec![b'x'; 10 << 20]).await.unwrap();
    sender.write_all(b"\n\x00\xff\xfe\n<38>Nov 22 21:40:00 web a: after\n").await.unwrap();
    let events = running.sink.wait_for(3).await;
    assert_eq!((events[0].raw.len(), events[0].fault.as_deref()), (65_536, Some("collect-frame-too-long")));
    assert_eq!(
        (events[1].raw.as_slice(), events[1].fault.as_deref()),
        (&[0, 255, 254][..], Some("collect-syslog-unparsed"))
    );
    assert_eq!((events[2].message.as_str(), events[2].source.as_str()), ("after", "web-os"));
    assert_eq!(running.counters.read().discarded_bytes, (10 << 20) + 27 - 65_536);
    running.stop.cancel();
    running.task.await.unwrap();
}

const TRACE: &str =
    "<11>Nov 22 21:40:00 web app[1]: java.lang.Error: no\n\tat kz.App.main(App.java:1)\n\n  ... 3 more\n";
const TOLD: &str = "java.lang.Error: no\n\tat kz.App.main(App.java:1)\n\n  ... 3 more";

/// Limits under which a message is kept for further lines so long.
fn waiting(continuation: Duration) -> Limits {
    Limits { continuation: Some(continuation), ..Limits::default() }
}

#[tokio::test]
async fn a_message_of_several_lines_is_one_event_although_nothing_follows_it() {
    let running = start(Limits::default(), false).await;
    let mut sender = TcpStream::connect(running.address).await.unwrap();
    sender.write_all(TRACE.as_bytes()).await.unwrap();
    let events = running.sink.wait_for(1).await;
    assert_eq!((events[0].message.as_str(), events[0].fault.as_deref()), (TOLD, None));
    assert_eq!(events[0].raw, TRACE.trim_end().as_bytes());
    // It has been let go of: what comes now is not of it.
    sender.write_all(b"\tat x.Late.line(Late.java:2)\n").await.unwrap();
    let events = running.sink.wait_for(2).await;
    assert_eq!(events[1].raw, b"\tat x.Late.line(Late.java:2)");
    assert_eq!(events[1].fault.as_deref(), Some("collect-syslog-unparsed"));
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn lines_that_come_one_by_one_are_joined_while_the_message_is_kept_and_not_beyond_its_connection() {
    let running = start(waiting(Duration::from_hours(1)), false).await;
    let mut sender = TcpStream::connect(running.address).await.unwrap();
    sender.set_nodelay(true).unwrap();
    for line in TRACE.split_inclusive('\n') {
        sender.write_all(line.as_bytes()).await.unwrap();
        tokio::task::yield_now().await;
    }
    drop(sender);
    // The end of the connection lets go of it at once.
    assert_eq!(running.sink.wait_for(1).await[0].message, TOLD);
    let mut other = TcpStream::connect(running.address).await.unwrap();
    other.write_all(b"\tat x\n<11>Nov 22 21:40:00 web app[1]: next\n").await.unwrap();
    assert_eq!(running.sink.wait_for(2).await[1].raw, b"\tat x");
    // So does the end of the receiver.
    running.stop.cancel();
    running.task.await.unwrap();
    let events = running.sink.wait_for(3).await;
    assert_eq!((events.len(), events[2].message.as_str(), events[2].fault.as_deref()), (3, "next", None));
}

#[tokio::test]
async fn where_it_is_not_wished_every_line_is_an_event() {
    let running = start(Limits { continuation: None, ..Limits::default() }, false).await;
    let mut sender = TcpStream::connect(running.address).await.unwrap();
    sender.write_all(TRACE.as_bytes()).await.unwrap();
    let events = running.sink.wait_for(3).await;
    assert_eq!((events[0].message.as_str(), events[2].raw.as_slice()), ("java.lang.Error: no", &b"  ... 3 more"[..]));
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn ten_megabytes_of_further_lines_are_cut_and_counted() {
    let running = start(waiting(Duration::from_hours(1)), false).await;
    let mut sender = TcpStream::connect(running.address).await.unwrap();
    sender.write_all(b"<11>Nov 22 21:40:00 web app: error\n").await.unwrap();
    let further = b"\tat kz.App.main(App.java:1)\n".repeat(400_000);
    sender.write_all(&further).await.unwrap();
    sender.write_all(b"<38>Nov 22 21:40:00 web a: after\n").await.unwrap();
    drop(sender);
    let events = running.sink.wait_for(2).await;
    assert_eq!((events[0].raw.len(), events[0].fault.as_deref()), (65_536, Some("collect-frame-too-long")));
    assert_eq!((events.len(), events[1].message.as_str()), (2, "after"));
    let discarded = running.counters.read().discarded_bytes;
    assert!((further.len() as u64 * 9 / 10..further.len() as u64).contains(&discarded), "{discarded}");
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn many_messages_go_in_batches_and_in_order() {
    let running = start(Limits { batch: 100, ..Limits::default() }, false).await;
    let mut sender = TcpStream::connect(running.address).await.unwrap();
    let lines: Vec<_> = (0..5000).map(|n| format!("<38>Nov 22 21:40:00 web a: {n}\n")).collect();
    sender.write_all(lines.concat().as_bytes()).await.unwrap();
    let events = running.sink.wait_for(5000).await;
    assert!(events.iter().enumerate().all(|(n, event)| event.message == n.to_string()));
    assert!((2..=100).contains(&running.sink.largest_batch()));
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn connections_are_limited_and_silent_ones_are_closed() {
    let limits = Limits { connections: 1, idle: Duration::from_millis(300), ..Limits::default() };
    let running = start(limits, false).await;
    let mut first = TcpStream::connect(running.address).await.unwrap();
    first.write_all(b"<38>Nov 22 21:40:00 web a: b\n<38>half").await.unwrap();
    running.sink.wait_for(1).await;
    let mut second = TcpStream::connect(running.address).await.unwrap();
    closed(&mut second).await;
    assert_eq!(running.counters.read().refused, 1);
    closed(&mut first).await;
    assert_eq!(running.sink.wait_for(2).await[1].fault.as_deref(), Some("collect-frame-incomplete"));
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn a_sink_that_fails_closes_the_connection() {
    let running = start(Limits::default(), true).await;
    let mut sender = TcpStream::connect(running.address).await.unwrap();
    sender.write_all(b"<38>Nov 22 21:40:00 web a: b\n").await.unwrap();
    closed(&mut sender).await;
    assert_eq!(running.counters.read().dropped, 1);
    running.stop.cancel();
    running.task.await.unwrap();
}

/// A sink that takes nothing until it is told to, and notes how many events wait for it at the most.
#[derive(Clone)]
struct Behind {
    kept: Memory,
    may_take: CancellationToken,
    /// Those that wait now, and the most that did.
    waiting: Arc<Mutex<(usize, usize)>>,
}

impl Sink for Behind {
    async fn deliver(&self, events: Vec<NewEvent>) -> Result<Kept, SinkError> {
        self.kept.deliver(events).await
    }

    async fn submit(&self, events: Vec<NewEvent>) -> Result<Answering, SinkError> {
        let count = events.len();
        let wait = |waiting: &mut (usize, usize)| *waiting = (waiting.0 + count, waiting.1.max(waiting.0 + count));
        wait(&mut self.waiting.lock().unwrap());
        self.may_take.cancelled().await;
        self.waiting.lock().unwrap().0 -= count;
        let kept = self.deliver(events).await?;
        Ok(Box::pin(std::future::ready(Ok(kept))))
    }
}

#[tokio::test]
async fn what_many_connections_gather_beside_a_sink_that_is_behind_is_bounded() {
    let receiver = SyslogTcp::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let (address, counters, stop) = (receiver.local_addr(), receiver.counters(), CancellationToken::new());
    let limits = Limits { turns: 2, batch: 10, ..Limits::default() };
    let kept = Memory::new(false);
    let sink = Behind { kept: kept.clone(), may_take: CancellationToken::new(), waiting: Arc::default() };
    let Intake { sources, clock, offset, limits, .. } = intake(&kept, limits);
    let intake = Intake { sink: sink.clone(), sources, clock, offset, limits };
    let task = tokio::spawn(receiver.run(intake, stop.clone()));
    let mut senders = Vec::new();
    for _ in 0..20 {
        let mut sender = TcpStream::connect(address).await.unwrap();
        sender.write_all("<38>Nov 22 21:40:00 web a: b\n".repeat(50).as_bytes()).await.unwrap();
        senders.push(sender);
    }
    eventually(|| counters.read().connections == 20 && sink.waiting.lock().unwrap().0 == 20).await;
    sink.may_take.cancel();
    kept.wait_for(1000).await;
    assert_eq!(sink.waiting.lock().unwrap().1, 20, "two batches of ten");
    stop.cancel();
    task.await.unwrap();
}

#[tokio::test]
async fn addresses_that_cannot_be_had_are_errors() {
    let receiver = SyslogTcp::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    assert!(matches!(SyslogTcp::bind(receiver.local_addr()).await, Err(BindError::InUse { .. })));
    assert!(matches!(SyslogTcp::bind("192.0.2.1:0".parse().unwrap()).await, Err(BindError::Other { .. })));
}
