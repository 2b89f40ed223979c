//! One suite over both sizes: receivers straight into the ledger, and through a stream of NATS.

use std::path::Path;
use std::sync::Arc;

use talap_collect::receive::{EventsHttp, Intake, Limits, OtlpGrpc, Relp, SyslogTcp, SyslogUdp};
use talap_collect::sink::Sink;
use talap_collect::source::{Format, SourceTable, Sources};
use talap_collect::stream::{Link, StreamSink};
use talap_ledger::Ledger;
use talap_model::Caller;
use time::UtcOffset;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpStream, UdpSocket};
use tokio_util::sync::CancellationToken;

use crate::http::{self, Door};
use crate::nats::{self, Server};
use crate::stream::{Drawn, Keeper, assert_sound, caller, event, open_ledger, rows, wait_for};
use crate::support::{SetClock, source};
use crate::{otlp, relp};

/// A way for events to come into a ledger that can be torn away and opened again.
trait Size: Sized {
    type Sink: Sink;
    fn sink(&self) -> Self::Sink;
    fn ledger(&self) -> &Ledger;
    /// As a kill between two appends, and the next start.
    async fn torn_away_and_opened_again(self, folder: &Path) -> Self;
    async fn close(self);
}

struct Embedded(Ledger);

impl Size for Embedded {
    type Sink = (Ledger, Caller);

    fn sink(&self) -> Self::Sink {
        (self.0.clone(), caller())
    }

    fn ledger(&self) -> &Ledger {
        &self.0
    }

    async fn torn_away_and_opened_again(self, folder: &Path) -> Self {
        drop(self);
        Self(open_ledger(folder))
    }

    async fn close(self) {
        self.0.close().await.unwrap();
    }
}

struct Grown {
    _servers: [Server; 1],
    link: Link,
    sink: StreamSink,
    keeper: Keeper,
}

impl Size for Grown {
    type Sink = StreamSink;

    fn sink(&self) -> StreamSink {
        self.sink.clone()
    }

    fn ledger(&self) -> &Ledger {
        &self.keeper.ledger
    }

    async fn torn_away_and_opened_again(self, folder: &Path) -> Self {
        self.keeper.tear_away().await;
        Self { keeper: Keeper::start(&self.link, folder).await, ..self }
    }

    async fn close(self) {
        self.keeper.stop().await;
    }
}

async fn grown(folder: &Path) -> Option<Grown> {
    let servers = [nats::alone(nats::program()?, folder, "sync_interval: always", "").await];
    let link = Link::open(&nats::settings(&servers, "a")).await.unwrap();
    let keeper = Keeper::start(&link, folder).await;
    let sink = StreamSink::new(link.clone(), &Drawn);
    Some(Grown { _servers: servers, link, sink, keeper })
}

/// Makes each test once for each size.
macro_rules! suite {
    ($($test:ident)*) => {
        mod embedded {
            $(#[tokio::test]
            async fn $test() {
                let folder = tempfile::tempdir().unwrap();
                super::$test(super::Embedded(super::open_ledger(folder.path())), folder.path()).await;
            })*
        }
        mod grown {
            $(#[tokio::test]
            async fn $test() {
                let folder = tempfile::tempdir().unwrap();
                if let Some(size) = super::grown(folder.path()).await {
                    super::$test(size, folder.path()).await;
                }
            })*
        }
    };
}

suite! {
    messages_of_receivers_reach_the_ledger
    equal_lines_are_different_events
    what_is_acknowledged_is_there_after_a_kill
    what_receivers_answer_is_there_after_a_kill
    events_of_many_partitions_stay_in_order
}

fn intake<S: Sink>(sink: S) -> Intake<S> {
    let sources = Sources::new(
        SourceTable::new([source("web-os", Format::Syslog, Some("web"))]),
        source("unknown", Format::Syslog, None),
    );
    Intake { sink, sources, clock: Arc::new(SetClock), offset: UtcOffset::UTC, limits: Limits::default() }
}

async fn messages_of_receivers_reach_the_ledger<S: Size>(size: S, folder: &Path) {
    let (tcp, udp) = ("127.0.0.1:0".parse().unwrap(), "127.0.0.1:0".parse().unwrap());
    let (tcp, udp) = (SyslogTcp::bind(tcp).await.unwrap(), SyslogUdp::bind(udp).await.unwrap());
    let (to_tcp, to_udp) = (tcp.local_addr(), udp.local_addr());
    let stop = CancellationToken::new();
    let receivers = [
        tokio::spawn(tcp.run(intake(size.sink()), stop.clone())),
        tokio::spawn(udp.run(intake(size.sink()), stop.clone())),
    ];
    let mut sender = TcpStream::connect(to_tcp).await.unwrap();
    sender.write_all(b"<38>Nov 22 21:40:00 web a: line\n29 <38>Nov 22 21:40:00 db a: b\nc").await.unwrap();
    sender.write_all(b"nonsense\n<38>Nov 22 21:40:00 web a: last\n").await.unwrap();
    drop(sender);
    wait_for(size.ledger(), 4).await;
    let datagram = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    datagram.send_to(b"<38>Nov 22 21:40:00 web a: over udp", to_udp).await.unwrap();
    let messages = wait_for(size.ledger(), 5).await;
    assert_eq!(messages, ["line", "b\nc", "nonsense", "last", "over udp"]);
    assert_eq!(rows(size.ledger(), "source = 'web-os'").await, ["line", "last", "over udp"]);
    assert_eq!(rows(size.ledger(), "fault = 'collect-syslog-unparsed'").await, ["nonsense"]);
    stop.cancel();
    for receiver in receivers {
        receiver.await.unwrap();
    }
    size.close().await;
    assert_sound(folder);
}

async fn equal_lines_are_different_events<S: Size>(size: S, _folder: &Path) {
    let sink = size.sink();
    for _ in 0..5 {
        sink.deliver(vec![event("one", 1), event("one", 1)]).await.unwrap();
    }
    assert_eq!(wait_for(size.ledger(), 10).await, vec!["one 1"; 10]);
    size.close().await;
}

async fn what_is_acknowledged_is_there_after_a_kill<S: Size>(size: S, folder: &Path) {
    let mut size = size;
    let mut expected = Vec::new();
    for round in 0..4 {
        let numbers = round * 50..(round + 1) * 50;
        size.sink().deliver(numbers.clone().map(|number| event("one", number)).collect()).await.unwrap();
        expected.extend(numbers.map(|number| format!("one {number}")));
        size = size.torn_away_and_opened_again(folder).await;
    }
    assert_eq!(wait_for(size.ledger(), expected.len()).await, expected);
    size.close().await;
    assert_sound(folder);
}

/// RELP, JSON lines over HTTP, OTLP over HTTP and gRPC: each sender is answered once its events are safe.
async fn what_receivers_answer_is_there_after_a_kill<S: Size>(size: S, folder: &Path) {
    let any = || "127.0.0.1:0".parse().unwrap();
    let mut size = size;
    let mut expected = Vec::new();
    for round in 0..3 {
        let relp = Relp::bind(any(), None).await.unwrap();
        let http = EventsHttp::bind(any(), None).await.unwrap();
        let grpc = OtlpGrpc::bind(any(), None).await.unwrap();
        let (to_relp, to_http, to_grpc) = (relp.local_addr(), http.local_addr(), grpc.local_addr());
        let stop = CancellationToken::new();
        let receivers = [
            tokio::spawn(relp.run(intake(size.sink()), stop.clone())),
            tokio::spawn(http.run(intake(size.sink()), Arc::new(Door), stop.clone())),
            tokio::spawn(grpc.run(intake(size.sink()), Arc::new(Door), stop.clone())),
        ];
        let texts = |way: &str| (0..20).map(|number| format!("{way} {round} {number}")).collect::<Vec<_>>();
        let messages: String = texts("relp").iter().zip(2..).map(|(text, number)| relp::syslog(number, text)).collect();
        let session = format!("{}{messages}99 close 0\n", relp::OPEN);
        let said = relp::whole(TcpStream::connect(to_relp).await.unwrap(), session.as_bytes()).await;
        assert_eq!(said.matches(" rsp 6 200 OK\n").count(), 20, "{said}");
        let lines: Vec<_> = texts("http").iter().map(|text| format!("{{\"message\":\"{text}\"}}")).collect();
        assert_eq!(http::post(to_http, "/v1/events", http::GOOD, lines.join("\n").as_bytes()).await.0, 200);
        assert_eq!(otlp::over_http(to_http, &texts("otlp")).await, 200);
        otlp::over_grpc(to_grpc, &texts("grpc")).await.unwrap();
        stop.cancel();
        for receiver in receivers {
            receiver.await.unwrap();
        }
        expected.extend(["relp", "http", "otlp", "grpc"].into_iter().flat_map(texts));
        size = size.torn_away_and_opened_again(folder).await;
    }
    assert_eq!(wait_for(size.ledger(), expected.len()).await, expected);
    size.close().await;
    assert_sound(folder);
}

async fn events_of_many_partitions_stay_in_order<S: Size>(size: S, folder: &Path) {
    let sink = size.sink();
    let mut kept = Vec::new();
    for round in 0..20 {
        let events = (0..50).map(|number| {
            let mut event = event("one", round * 50 + number);
            event.source = format!("source-{}", number % 7).parse().unwrap();
            event
        });
        kept.push(sink.submit(events.collect()).await.unwrap());
    }
    for kept in kept {
        kept.await.unwrap();
    }
    let expected: Vec<_> = (0..1000).map(|number| format!("one {number}")).collect();
    assert_eq!(wait_for(size.ledger(), 1000).await, expected);
    size.close().await;
    assert_sound(folder);
}
