use talap_collect::receive::{BindError, Limits, SyslogUdp};
use talap_model::Explain;
use tokio::net::UdpSocket;
use tokio_util::sync::CancellationToken;

use crate::support::{Memory, intake};

#[tokio::test]
async fn datagrams_become_events_and_garbage_is_kept() {
    let receiver = SyslogUdp::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let (address, counters) = (receiver.local_addr(), receiver.counters());
    let (sink, stop) = (Memory::new(false), CancellationToken::new());
    let task = tokio::spawn(receiver.run(intake(&sink, Limits::default()), stop.clone()));
    let sender = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let line = b"<38>Nov 22 21:40:00 web sshd[8]: Failed password for root from 10.0.0.5 port 5 ssh2\n";
    let garbage = [0, 255, 10, 13, 128, 60];
    for datagram in [line.as_slice(), &garbage, b"<38>Nov 22 21:40:00 other a: b", b""] {
        sender.send_to(datagram, address).await.unwrap();
    }
    let events = sink.wait_for(4).await;
    stop.cancel();
    task.await.unwrap();

    let first = &events[0];
    assert_eq!((first.source.as_str(), first.class_uid, first.fault.as_deref()), ("web-os", 3002, None));
    assert_eq!((first.user.as_deref(), first.address.as_deref()), (Some("root"), Some("10.0.0.5")));
    assert_eq!(
        (first.attributes.get("status").unwrap(), first.attributes.get("peer").unwrap()),
        ("failure", "127.0.0.1")
    );
    assert_eq!(first.raw, line);
    assert_eq!(events[1].raw, garbage);
    let faults: Vec<_> = events[1..].iter().map(|event| event.fault.as_deref().unwrap()).collect();
    assert_eq!(faults, ["collect-syslog-unparsed", "collect-source-unregistered", "collect-syslog-unparsed"]);
    assert!(events[1..].iter().all(|event| event.source.as_str() == "unknown"));
    let counts = counters.read();
    assert_eq!((counts.received, counts.unparsed, counts.unregistered, counts.dropped), (4, 2, 3, 0));
}

#[tokio::test]
async fn what_has_no_room_or_is_refused_is_counted() {
    for (refuses, queued_bytes) in [(true, 1 << 20), (false, 100)] {
        let receiver = SyslogUdp::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let (address, counters) = (receiver.local_addr(), receiver.counters());
        let sender = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        sender.send_to(b"x", address).await.unwrap();
        // Stopped before it began, it still takes what the system holds for it.
        let stop = CancellationToken::new();
        stop.cancel();
        let limits = Limits { queued_bytes, ..Limits::default() };
        receiver.run(intake(&Memory::new(refuses), limits), stop).await;
        assert_eq!((counters.read().received, counters.read().dropped), (1, 1));
    }
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let receiver = SyslogUdp::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let error = SyslogUdp::bind(receiver.local_addr()).await.unwrap_err();
    assert!(matches!(error, BindError::InUse { .. }));
    assert!(error.explain().to_string().contains(&receiver.local_addr().to_string()));
}
