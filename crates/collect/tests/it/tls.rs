use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};
use talap_collect::receive::{Counters, Counts, Limits, SyslogTls, Tls, TlsFiles, fingerprint};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::certificates::{Authority, Pair};
use crate::support::{Memory, SetClock, eventually, intake};

struct Running {
    address: SocketAddr,
    counters: Counters,
    sink: Memory,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

async fn start(tls: Tls, limits: Limits) -> Running {
    let receiver = SyslogTls::bind("127.0.0.1:0".parse().unwrap(), tls).await.unwrap();
    let (address, counters) = (receiver.local_addr(), receiver.counters());
    let (sink, stop) = (Memory::new(false), CancellationToken::new());
    let task = tokio::spawn(receiver.run(intake(&sink, limits), stop.clone()));
    Running { address, counters, sink, stop, task }
}

#[tokio::test]
async fn both_versions_and_both_framings_with_the_senders_certificate() {
    let authority = Authority::new("Test CA");
    let client = authority.issue("web-01", 2, 2099);
    let running = start(authority.tls(None), Limits::default()).await;
    let mut count = 0;
    for version in [&TLS12, &TLS13] {
        let mut sender = authority.connect(running.address, Some(&client), version).await.unwrap();
        sender.write_all(b"28 <38>Nov 22 21:40:00 web a: b<38>Nov 22 21:40:00 web a: line\n").await.unwrap();
        sender.shutdown().await.unwrap();
        count += 2;
        let events = running.sink.wait_for(count).await;
        let event = &events[count - 2];
        assert_eq!((event.message.as_str(), event.source.as_str(), event.fault.as_deref()), ("b", "web-os", None));
        assert_eq!(
            (event.attributes.get("transport").unwrap(), event.attributes.get("peer").unwrap()),
            ("tls", "127.0.0.1")
        );
        assert!(event.attributes.get("peer_certificate").unwrap().contains("CN=web-01"), "{:?}", event.attributes);
        let fingerprint = &event.attributes.get("peer_fingerprint").unwrap();
        assert!(fingerprint.starts_with("sha-256:") && fingerprint.len() == 8 + 32 * 3 - 1, "{fingerprint}");
        assert_eq!(events[count - 1].message, "line");
    }
    running.stop.cancel();
    running.task.await.unwrap();
}

/// Tries to send a message and says whether the receiver took it.
async fn is_taken(
    running: &Running,
    authority: &Authority,
    shown: Option<&Pair>,
    version: &'static SupportedProtocolVersion,
) -> bool {
    let before = running.counters.read().untrusted;
    let Ok(mut sender) = authority.connect(running.address, shown, version).await else {
        eventually(|| running.counters.read().untrusted > before).await;
        return false;
    };
    // In TLS 1.3 a client learns that its certificate is refused only when it reads.
    let sent = sender.write_all(b"<38>Nov 22 21:40:00 web a: b\n").await;
    let shut = sender.shutdown().await;
    let read = sender.read_to_end(&mut Vec::new()).await;
    let taken = sent.is_ok() && shut.is_ok() && read.is_ok();
    if !taken {
        eventually(|| running.counters.read().untrusted > before).await;
    }
    taken
}

#[tokio::test]
async fn certificates_that_are_missing_unknown_expired_or_revoked_are_refused_counted_and_told() {
    let (authority, other) = (Authority::new("Test CA"), Authority::new("Other CA"));
    let running = start(authority.tls(Some(authority.revoke(7))), Limits::default()).await;
    let (good, expired) = (authority.issue("good", 2, 2099), authority.issue("expired", 3, 2025));
    let (revoked, unknown) = (authority.issue("revoked", 7, 2099), other.issue("unknown", 2, 2099));
    for version in [&TLS12, &TLS13] {
        assert!(is_taken(&running, &authority, Some(&good), version).await);
        for (shown, reason) in [
            (None, "collect-tls-no-certificate"),
            (Some(&expired), "collect-tls-certificate-expired"),
            (Some(&unknown), "collect-tls-certificate-unknown"),
            (Some(&revoked), "collect-tls-certificate-revoked"),
        ] {
            assert!(!is_taken(&running, &authority, shown, version).await, "{reason}");
            let told = running.counters.take_refusals();
            assert_eq!(told.iter().map(|refusal| refusal.reason.key.as_str()).collect::<Vec<_>>(), [reason]);
        }
    }
    let mut plain = TcpStream::connect(running.address).await.unwrap();
    plain.write_all(b"<38>Nov 22 21:40:00 web a: in the clear\n").await.unwrap();
    plain.read_to_end(&mut Vec::new()).await.ok();
    eventually(|| running.counters.read().untrusted == 9).await;
    let Counts { untrusted, connections, received, .. } = running.counters.read();
    assert_eq!((untrusted, connections, received), (9, 2, 2));
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn a_sender_that_stops_midway_is_given_up_and_what_came_is_kept() {
    let authority = Authority::new("Test CA");
    let client = authority.issue("slow", 2, 2099);
    let limits = Limits { stalled: Duration::from_secs(3), handshake: Duration::from_secs(3), ..Limits::default() };
    let running = start(authority.tls(None), limits).await;
    // One that does not even begin with TLS.
    let mut silent = TcpStream::connect(running.address).await.unwrap();
    let mut sender = authority.connect(running.address, Some(&client), &TLS13).await.unwrap();
    sender.write_all(b"99 <38>Nov 22 21:40:00 web a: half").await.unwrap();
    sender.flush().await.unwrap();
    let events = running.sink.wait_for(1).await;
    assert_eq!((events[0].message.as_str(), events[0].fault.as_deref()), ("half", Some("collect-frame-incomplete")));
    silent.read_to_end(&mut Vec::new()).await.ok();
    let Counts { stalled, untrusted, .. } = running.counters.read();
    assert_eq!((stalled, untrusted), (1, 1));
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn ten_megabytes_in_a_line_within_tls() {
    let authority = Authority::new("Test CA");
    let client = authority.issue("long", 2, 2099);
    let running = start(authority.tls(None), Limits::default()).await;
    let mut sender = authority.connect(running.address, Some(&client), &TLS13).await.unwrap();
    sender.write_all(&vec![b'x'; 10 << 20]).await.unwrap();
    sender.write_all(b"\n<38>Nov 22 21:40:00 web a: \xff\xfe\n").await.unwrap();
    sender.shutdown().await.unwrap();
    let events = running.sink.wait_for(2).await;
    assert_eq!((events[0].raw.len(), events[0].fault.as_deref()), (65_536, Some("collect-frame-too-long")));
    assert_eq!((events[1].fault.as_deref(), events[1].raw.ends_with(b"\xff\xfe")), (None, true));
    assert_eq!(running.counters.read().discarded_bytes, (10 << 20) - 65_536);
    running.stop.cancel();
    running.task.await.unwrap();
}

#[tokio::test]
async fn a_message_of_several_lines_within_tls() {
    let authority = Authority::new("Test CA");
    let client = authority.issue("web-01", 2, 2099);
    let running = start(authority.tls(None), Limits::default()).await;
    let mut sender = authority.connect(running.address, Some(&client), &TLS13).await.unwrap();
    sender.write_all(b"<11>Nov 22 21:40:00 web a: SELECT 1\n\tFROM x\n").await.unwrap();
    sender.flush().await.unwrap();
    // It is let go of although the session goes on.
    let events = running.sink.wait_for(1).await;
    assert_eq!((events[0].message.as_str(), events[0].fault.as_deref()), ("SELECT 1\n\tFROM x", None));
    assert!(events[0].attributes.get("peer_certificate").unwrap().contains("CN=web-01"));
    running.stop.cancel();
    running.task.await.unwrap();
}

/// Puts a file in the place of another, as an installer does.
fn put(from: &Path, to: &Path) {
    let beside = to.with_extension("new");
    std::fs::copy(from, &beside).unwrap();
    std::fs::rename(beside, to).unwrap();
}

#[tokio::test]
async fn certificates_are_read_again_and_broken_ones_are_told_once() {
    let (authority, other) = (Authority::new("Test CA"), Authority::new("Other CA"));
    let (client, stranger) = (authority.issue("web-01", 2, 2099), other.issue("web-02", 2, 2099));
    let (server, renewed) = (authority.issue("receiver", 1, 2099), authority.issue("renewed", 3, 2099));
    let clients = authority.file().with_file_name("clients.pem");
    put(&authority.file(), &clients);
    let files = TlsFiles {
        certificate: server.certificate.clone(),
        key: server.key.clone(),
        client_ca: Some(clients.clone()),
        client_revoked: None,
    };
    let tls = Tls::load(&files, Arc::new(SetClock)).unwrap();
    let running = start(tls.clone(), Limits::default()).await;
    let mut long = authority.connect(running.address, Some(&client), &TLS13).await.unwrap();
    long.write_all(b"<38>Nov 22 21:40:00 web a: before\n").await.unwrap();
    running.sink.wait_for(1).await;
    assert!(tls.renew().unwrap().is_none());

    put(&renewed.certificate, &server.certificate);
    put(&renewed.key, &server.key);
    assert!(tls.renew().unwrap().is_none(), "they may still be written");
    let told = tls.renew().unwrap().unwrap();
    for version in [&TLS12, &TLS13] {
        let session = authority.connect(running.address, Some(&client), version).await.unwrap();
        assert_eq!(fingerprint(&session.get_ref().1.peer_certificates().unwrap()[0]), told);
    }
    // Who was there before stays.
    long.write_all(b"<38>Nov 22 21:40:00 web a: after\n").await.unwrap();
    assert_eq!(running.sink.wait_for(2).await[1].message, "after");

    put(&server.key, &server.certificate);
    assert!(tls.renew().unwrap().is_none());
    let error = talap_model::Explain::explain(&tls.renew().unwrap_err()).to_string();
    assert!(error.contains("receiver.pem") && error.contains("collect-tls-file-wrong"), "{error}");
    assert!(tls.renew().unwrap().is_none(), "it is told once");
    assert!(is_taken(&running, &authority, Some(&client), &TLS13).await, "what was read before stays in force");

    put(&renewed.certificate, &server.certificate);
    put(&other.file(), &clients);
    assert!(tls.renew().unwrap().is_none());
    assert_eq!(tls.renew().unwrap(), Some(told));
    assert!(!is_taken(&running, &authority, Some(&client), &TLS13).await, "its signer is trusted no more");
    assert!(is_taken(&running, &authority, Some(&stranger), &TLS13).await);
    running.stop.cancel();
    running.task.await.unwrap();
}

#[test]
fn files_that_are_no_certificates_are_named() {
    let authority = Authority::new("Test CA");
    let Pair { certificate, key } = authority.issue("server", 1, 2099);
    let nowhere = authority.file().with_file_name("nowhere.pem");
    let files = |certificate: &Path, key: &Path, client_ca| TlsFiles {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        client_ca,
        client_revoked: None,
    };
    let said = |files: TlsFiles| {
        let error = Tls::load(&files, Arc::new(SetClock)).unwrap_err();
        talap_model::Explain::explain(&error).to_string()
    };
    assert!(said(files(&nowhere, &key, None)).contains("nowhere.pem"));
    assert!(said(files(&key, &key, None)).contains("server.key"));
    assert!(said(files(&certificate, &certificate, None)).contains("server.pem"));
    assert!(said(files(&certificate, &key, Some(nowhere))).contains("nowhere.pem"));
    let others = Authority::new("Other CA");
    let other = others.issue("other", 1, 2099);
    assert!(said(files(&certificate, &other.key, None)).contains("server.pem"));
}
