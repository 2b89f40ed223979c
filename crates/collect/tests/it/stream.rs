//! The stream in front of the ledger, over real servers: nothing acknowledged is lost, nothing is taken twice.
// Length: one suite over one stream; its helpers serve all of it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use talap_collect::sink::Sink as _;
use talap_collect::stream::{Credentials, Link, Monitored, Settings, StreamError, StreamSink, Synced, Taker, Tls};
use talap_ledger::{Confidential, Ledger, LedgerConfig, SigningKey, VerifierKey, verify};
use talap_model::{Attributes, Caller, Entropy, Identity, NewEvent, Right, Scope, SourceKind, Timestamp};
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::nats::{self, Server, eventually};
use crate::support::SetClock;

const ORIGIN: &str = "talap.example/ledger";

/// Numbers that differ with each draw, as those of a system do.
pub(crate) struct Drawn;

static DRAWS: AtomicU64 = AtomicU64::new(1);

impl Entropy for Drawn {
    fn fill(&self, bytes: &mut [u8]) {
        let number = DRAWS.fetch_add(1, Ordering::Relaxed) ^ (u64::from(std::process::id()) << 32);
        for (byte, of) in bytes.iter_mut().zip(number.to_be_bytes().iter().cycle()) {
            *byte = *of;
        }
    }
}

pub(crate) fn caller() -> Caller {
    Caller::establish(Identity::Service("stream"), Right::ALL, Scope::All)
}

pub(crate) fn event(receiver: &str, number: usize) -> NewEvent {
    NewEvent {
        received_at: Timestamp::parse_rfc3339("2026-11-22T22:00:00Z").unwrap(),
        occurred_at: None,
        organisation: "akimat".parse().unwrap(),
        object: "portal".parse().unwrap(),
        source: "web".parse().unwrap(),
        kind: SourceKind::OperatingSystem,
        class_uid: 0,
        severity_id: 1,
        host: Some(receiver.to_owned()),
        program: None,
        user: None,
        address: None,
        message: format!("{receiver} {number}"),
        attributes: Attributes::new(),
        raw: format!("<38>{receiver} {number}").into_bytes(),
        fault: None,
    }
}

/// The ledger of a folder, with what takes a stream into it.
pub(crate) struct Keeper {
    pub(crate) ledger: Ledger,
    stop: CancellationToken,
    task: JoinHandle<Result<(), StreamError>>,
}

pub(crate) fn open_ledger(folder: &Path) -> Ledger {
    Ledger::open(config(folder), key(), Arc::new(SetClock)).unwrap().0
}

fn config(folder: &Path) -> LedgerConfig {
    LedgerConfig { seal_after_events: 500, ..LedgerConfig::new(folder.join("ledger"), ORIGIN) }
}

fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

fn mark() -> VerifierKey {
    key().verifier(ORIGIN).unwrap()
}

async fn taker(link: &Link, ledger: &Ledger) -> Result<Taker, StreamError> {
    Taker::open(link.clone(), ledger.clone(), caller(), Arc::new(SetClock), &mark().to_string()).await
}

impl Keeper {
    pub(crate) async fn start(link: &Link, folder: &Path) -> Self {
        Self::over(link, open_ledger(folder)).await
    }

    async fn over(link: &Link, ledger: Ledger) -> Self {
        let taker = eventually("the stream answers", async || taker(link, &ledger).await.ok()).await;
        let stop = CancellationToken::new();
        let task = tokio::spawn(taker.run(stop.clone()));
        Self { ledger, stop, task }
    }

    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap().unwrap();
        self.ledger.close().await.unwrap();
    }

    /// Ends it at whatever point it has come to: what was on its way to the ledger may or may not have become durable.
    pub(crate) async fn tear_away(self) {
        self.task.abort();
        assert!(self.task.await.unwrap_err().is_cancelled());
        drop(self.ledger);
    }
}

/// The messages of the events of sources other than the stream's own notes, in order of seq.
async fn messages(ledger: &Ledger) -> Vec<String> {
    rows(ledger, "kind <> 'talap'").await
}

pub(crate) async fn rows(ledger: &Ledger, condition: &str) -> Vec<String> {
    use datafusion::arrow::array::AsArray as _;
    let session = datafusion::prelude::SessionContext::new();
    session.register_table("events", ledger.events_table(&caller()).unwrap()).unwrap();
    let sql = format!("SELECT message FROM events WHERE {condition} ORDER BY seq");
    let batches = session.sql(&sql).await.unwrap().collect().await.unwrap();
    let texts = batches.iter().flat_map(|batch| batch.column(0).as_string::<i32>().iter().flatten());
    texts.map(str::to_owned).collect()
}

pub(crate) async fn wait_for(ledger: &Ledger, count: usize) -> Vec<String> {
    eventually(&format!("{count} events in the ledger"), async || {
        let messages = messages(ledger).await;
        (messages.len() >= count).then_some(messages)
    })
    .await
}

/// Delivers in small batches until told to stop; returns how many events were acknowledged, all of them from the first on.
fn deliver(sink: StreamSink, receiver: &'static str, stop: CancellationToken) -> JoinHandle<usize> {
    tokio::spawn(async move {
        let mut sent = 0;
        while !stop.is_cancelled() {
            let batch: Vec<_> = (sent..sent + 7).map(|number| event(receiver, number)).collect();
            sink.deliver(batch).await.unwrap();
            sent += 7;
        }
        sent
    })
}

fn assert_each_once(got: &[String], expected: impl IntoIterator<Item = String>) {
    let expected: BTreeSet<String> = expected.into_iter().collect();
    let distinct: BTreeSet<String> = got.iter().cloned().collect();
    assert_eq!(distinct.difference(&expected).next(), None, "events that nobody sent");
    assert_eq!(expected.difference(&distinct).next(), None, "acknowledged events are missing");
    assert_eq!(got.len(), expected.len(), "events were taken twice");
}

pub(crate) fn assert_sound(folder: &Path) {
    let report = verify(&folder.join("ledger"), &mark()).unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
}

fn numbered(receiver: &'static str, count: usize) -> impl Iterator<Item = String> {
    (0..count).map(move |number| format!("{receiver} {number}"))
}

async fn one(folder: &Path) -> Option<(Server, Link)> {
    let server = nats::alone(nats::program()?, folder, "sync_interval: always", "").await;
    let servers = [server];
    let link = Link::open(&nats::settings(&servers, "a")).await.unwrap();
    let [server] = servers;
    Some((server, link))
}

#[tokio::test]
async fn events_of_two_receivers_come_into_the_ledger_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let Some((_server, link)) = one(folder.path()).await else { return };
    assert_eq!(link.synced(), Synced::Always);
    let keeper = Keeper::start(&link, folder.path()).await;
    let (one, two) = (StreamSink::new(link.clone(), &Drawn), StreamSink::new(link.clone(), &Drawn));
    let mut kept = Vec::new();
    for batch in 0..100 {
        // Equal lines are different events.
        kept.push(one.submit(vec![event("one", 1); 20]).await.unwrap());
        kept.push(two.submit((0..10).map(|n| event("two", batch * 10 + n)).collect()).await.unwrap());
    }
    for kept in kept {
        kept.await.unwrap();
    }
    let messages = wait_for(&keeper.ledger, 3000).await;
    assert_eq!(messages.iter().filter(|message| *message == "one 1").count(), 2000);
    let of_two: Vec<_> = messages.iter().filter(|message| message.starts_with("two")).cloned().collect();
    assert_eq!(of_two, numbered("two", 1000).collect::<Vec<_>>());
    keeper.stop().await;
    assert_sound(folder.path());
}

#[tokio::test]
async fn a_message_that_is_sent_again_is_stored_once_and_what_is_no_envelope_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let Some((server, link)) = one(folder.path()).await else { return };
    let keeper = Keeper::start(&link, folder.path()).await;
    let sink = StreamSink::new(link.clone(), &Drawn);
    sink.deliver(vec![event("one", 0)]).await.unwrap();

    // Another client sends the same message again, as a receiver does whose answer was lost, and one of no form.
    let client = async_nats::connect(server.address()).await.unwrap();
    let context = async_nats::jetstream::new(client);
    let stream = context.get_stream("TALAP").await.unwrap();
    let first = stream.get_raw_message(1).await.unwrap();
    let again =
        context.publish_with_headers("TALAP.events", first.headers, first.payload).await.unwrap().await.unwrap();
    assert!(again.duplicate);
    context.publish("TALAP.events", "nonsense".into()).await.unwrap().await.unwrap();
    sink.deliver(vec![event("one", 1)]).await.unwrap();

    assert_each_once(&wait_for(&keeper.ledger, 2).await, numbered("one", 2));
    let unread =
        rows(&keeper.ledger, "fault = 'collect-message-unreadable' AND CAST(raw AS VARCHAR) = 'nonsense'").await;
    assert_eq!(unread, ["stream.unreadable"]);
    keeper.stop().await;
}

#[tokio::test]
async fn wherever_the_keeper_is_torn_away_nothing_is_lost_or_taken_twice() {
    let folder = tempfile::tempdir().unwrap();
    let Some((_server, link)) = one(folder.path()).await else { return };
    let stop = CancellationToken::new();
    let senders = ["one", "two"].map(|name| (name, deliver(StreamSink::new(link.clone(), &Drawn), name, stop.clone())));
    for round in 0..12 {
        let keeper = Keeper::start(&link, folder.path()).await;
        let before = keeper.ledger.stats().events;
        eventually("events arrive", async || (keeper.ledger.stats().events > before + 40 * round).then_some(())).await;
        keeper.tear_away().await;
    }
    stop.cancel();
    let mut expected = Vec::new();
    for (name, sender) in senders {
        expected.extend(numbered(name, sender.await.unwrap()));
    }
    let keeper = Keeper::start(&link, folder.path()).await;
    let got = wait_for(&keeper.ledger, expected.len()).await;
    assert_each_once(&got, expected);
    keeper.stop().await;
    assert_sound(folder.path());
}

/// What was acknowledged waits in the stream while the second store is away, also what is not confidential: how far the stream is
/// taken must not be noted beyond it.
#[tokio::test]
async fn while_the_second_store_is_away_what_is_confidential_waits_in_the_stream() {
    let folder = tempfile::tempdir().unwrap();
    let Some((_server, link)) = one(folder.path()).await else { return };
    let (second, away) = (folder.path().join("second"), folder.path().join("away"));
    std::fs::create_dir(&second).unwrap();
    let config = LedgerConfig { second_store: Some(second.clone()), ..config(folder.path()) };
    let (ledger, _) = Ledger::open(config, key(), Arc::new(SetClock)).unwrap();
    let sources = ["web".parse().unwrap()].into();
    ledger.set_confidential(Confidential { sources, ..Confidential::default() });
    let keeper = Keeper::over(&link, ledger).await;
    let sink = StreamSink::new(link.clone(), &Drawn);
    sink.deliver(vec![event("one", 0)]).await.unwrap();
    wait_for(&keeper.ledger, 1).await;
    let mut sent = 1;
    for _ in 0..5 {
        std::fs::rename(&second, &away).unwrap();
        for number in sent..sent + 40 {
            let mut event = event("one", number);
            if number % 4 > 0 {
                event.source = "portal".parse().unwrap();
            }
            sink.deliver(vec![event]).await.unwrap();
        }
        sent += 40;
        let refused = async || Some(keeper.ledger.second_store().await.unwrap().failing).filter(Option::is_some);
        eventually("the second store is found to be away", refused).await;
        assert!(messages(&keeper.ledger).await.len() < sent);
        std::fs::rename(&away, &second).unwrap();
        assert_each_once(&wait_for(&keeper.ledger, sent).await, numbered("one", sent));
    }
    keeper.stop().await;
    assert_sound(folder.path());
}

#[tokio::test]
async fn what_is_sealed_is_given_up_in_the_stream_and_the_rest_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let Some((server, link)) = one(folder.path()).await else { return };
    let keeper = Keeper::start(&link, folder.path()).await;
    let sink = StreamSink::new(link.clone(), &Drawn);
    let context = async_nats::jetstream::new(async_nats::connect(server.address()).await.unwrap());
    let held = async || context.get_stream("TALAP").await.unwrap().cached_info().state.messages;
    sink.deliver(vec![event("one", 0)]).await.unwrap();
    wait_for(&keeper.ledger, 1).await;
    assert_eq!(held().await, 1, "durable, and not sealed");
    keeper.ledger.seal().await.unwrap();
    eventually("the message is given up", async || (held().await == 0).then_some(())).await;
    sink.deliver(vec![event("one", 1)]).await.unwrap();
    assert_each_once(&wait_for(&keeper.ledger, 2).await, numbered("one", 2));
    assert_eq!(held().await, 1);
    keeper.stop().await;
}

#[tokio::test]
async fn missing_messages_and_a_foreign_stream_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let Some((server, link)) = one(folder.path()).await else { return };
    let sink = StreamSink::new(link.clone(), &Drawn);
    let context = async_nats::jetstream::new(async_nats::connect(server.address()).await.unwrap());
    for number in 0..4 {
        sink.deliver(vec![event("one", number)]).await.unwrap();
    }
    // Somebody with the right to removes two messages that nobody has taken.
    context.get_stream("TALAP").await.unwrap().purge().sequence(3).await.unwrap();
    let keeper = Keeper::start(&link, folder.path()).await;
    assert_eq!(wait_for(&keeper.ledger, 2).await, ["one 2", "one 3"]);
    let notes = rows(&keeper.ledger, "message = 'stream.missing' AND attributes LIKE '%\"from\":\"1\"%\"to\":\"2\"%'");
    assert_eq!(notes.await.len(), 1);
    keeper.stop().await;

    let ledger = open_ledger(folder.path());
    let foreign = Taker::open(link.clone(), ledger.clone(), caller(), Arc::new(SetClock), "another+key").await;
    assert!(matches!(foreign.err(), Some(StreamError::OtherLedger { .. })));

    context.delete_stream("TALAP").await.unwrap();
    let made_again = Link::open(&nats::settings(std::slice::from_ref(&server), "a")).await.unwrap();
    assert_eq!(taker(&made_again, &ledger).await.unwrap().next(), 1, "a stream that was made again begins anew");
}

#[tokio::test]
async fn a_stream_or_a_server_that_would_lose_events_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = nats::program() else { return };
    let server = nats::alone(program, folder.path(), "sync_interval: 10s", "").await;
    let settings = nats::settings(std::slice::from_ref(&server), "a");
    let refused = Link::open(&settings).await.unwrap_err();
    assert!(matches!(refused, StreamError::NotSynced { seconds: 10, .. }), "{refused:?}");
    let unasked = Settings { monitors: Vec::new(), ..settings.clone() };

    let context = async_nats::jetstream::new(async_nats::connect(server.address()).await.unwrap());
    let memory = async_nats::jetstream::stream::Config {
        name: "TALAP".to_owned(),
        subjects: vec!["TALAP.events".to_owned()],
        storage: async_nats::jetstream::stream::StorageType::Memory,
        ..Default::default()
    };
    context.create_stream(memory).await.unwrap();
    let refused = Link::open(&unasked).await.unwrap_err();
    assert!(matches!(refused, StreamError::Setting { setting: "storage", .. }), "{refused:?}");
    context.delete_stream("TALAP").await.unwrap();
    assert_eq!(Link::open(&unasked).await.unwrap().synced(), Synced::Unasked);
    let three = Settings { replicas: 3, stream: "OTHER".to_owned(), ..unasked.clone() };
    let refused = Link::open(&three).await.unwrap_err();
    assert!(matches!(refused, StreamError::NoStream { .. }), "one server cannot keep three copies");
    assert!(!refused.passes(), "nor will it: {refused:?}");
    let large = Settings { longest_message: 1 << 20, ..unasked.clone() };
    assert!(matches!(Link::open(&large).await, Err(StreamError::SmallPayload { .. })));
    let nobody = Settings { servers: "nats://127.0.0.1:1".to_owned(), ..unasked };
    let away = Link::open(&nobody).await.unwrap_err();
    assert!(matches!(away, StreamError::Connect { .. }) && away.passes(), "{away:?}");
}

#[tokio::test]
async fn a_stream_that_is_made_again_while_it_is_taken_is_taken_anew() {
    let folder = tempfile::tempdir().unwrap();
    let Some((server, link)) = one(folder.path()).await else { return };
    let keeper = Keeper::start(&link, folder.path()).await;
    let sink = StreamSink::new(link.clone(), &Drawn);
    for number in 0..3 {
        sink.deliver(vec![event("one", number)]).await.unwrap();
    }
    wait_for(&keeper.ledger, 3).await;
    let context = async_nats::jetstream::new(async_nats::connect(server.address()).await.unwrap());
    context.delete_stream("TALAP").await.unwrap();
    Link::open(&nats::settings(std::slice::from_ref(&server), "a")).await.unwrap();
    // Its numbers begin at 1, which the ledger has taken of the stream before.
    for number in 3..5 {
        sink.deliver(vec![event("one", number)]).await.unwrap();
    }
    assert_each_once(&wait_for(&keeper.ledger, 5).await, numbered("one", 5));
    keeper.ledger.seal().await.unwrap();
    sink.deliver(vec![event("one", 5)]).await.unwrap();
    assert_each_once(&wait_for(&keeper.ledger, 6).await, numbered("one", 6));
    keeper.stop().await;
}

#[tokio::test]
async fn a_stream_from_an_older_copy_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let Some((mut server, link)) = one(folder.path()).await else { return };
    let keeper = Keeper::start(&link, folder.path()).await;
    let sink = StreamSink::new(link.clone(), &Drawn);
    sink.deliver(vec![event("one", 0)]).await.unwrap();
    wait_for(&keeper.ledger, 1).await;
    server.kill();
    let (store, copy) = (server.store(), folder.path().join("copy"));
    let copied = std::process::Command::new("cp").arg("-r").args([&store, &copy]).status().unwrap();
    assert!(copied.success());
    server.start().await;
    sink.deliver(vec![event("one", 1)]).await.unwrap();
    wait_for(&keeper.ledger, 2).await;
    keeper.stop().await;
    server.kill();
    std::fs::remove_dir_all(&store).unwrap();
    std::fs::rename(&copy, &store).unwrap();
    server.start().await;
    let ledger = open_ledger(folder.path());
    let refused = eventually("the server answers", async || match taker(&link, &ledger).await {
        Err(StreamError::NoStream { .. }) => None,
        other => Some(other.err()),
    })
    .await;
    assert!(matches!(refused, Some(StreamError::WentBack { last: 1, taken: 2, .. })), "{refused:?}");
    // It goes on from there, and its numbers come to what was taken: they are of other messages.
    for number in 2..4 {
        sink.deliver(vec![event("one", number)]).await.unwrap();
    }
    let refused = taker(&link, &ledger).await.err();
    assert!(matches!(refused, Some(StreamError::Changed { sequence: 2, .. })), "{refused:?}");
}

#[tokio::test]
async fn over_tls_both_sides_show_a_certificate() {
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = nats::program() else { return };
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        path
    };
    let issue = |name: &str| {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
        (file(&format!("{name}.pem"), certificate.pem()), file(&format!("{name}.key"), key.serialize_pem()))
    };
    let authorities = file("authority.pem", authority.pem());
    let ((certificate, key), own) = (issue("localhost"), issue("node-a"));
    let tls =
        format!("tls {{ cert_file: {certificate:?}, key_file: {key:?}, ca_file: {authorities:?}, verify: true }}");
    let server = nats::alone(program, folder.path(), "sync_interval: always", &tls).await;
    let settings = Settings {
        servers: server.address_over_tls(),
        tls: Tls { authorities: Some(authorities.clone()), own: Some(own.clone()) },
        ..nats::settings(std::slice::from_ref(&server), "a")
    };
    let link = Link::open(&settings).await.unwrap();
    StreamSink::new(link, &Drawn).deliver(vec![event("one", 0)]).await.unwrap();
    let without = |tls| Settings { tls, ..settings.clone() };
    let no_certificate = without(Tls { authorities: Some(authorities), own: None });
    assert!(matches!(Link::open(&no_certificate).await, Err(StreamError::Connect { .. })));
    let of_others = without(Tls { authorities: Some(own.0.clone()), own: Some(own) });
    let refused = Link::open(&of_others).await.unwrap_err();
    assert!(matches!(refused, StreamError::Connect { .. }) && !refused.passes(), "{refused:?}");
    let absent = without(Tls { authorities: Some("/nowhere/ca.pem".into()), own: None });
    assert!(matches!(Link::open(&absent).await, Err(StreamError::File { .. })));
}

#[tokio::test]
async fn a_node_without_the_right_key_is_not_let_in() {
    // Keys of the tests alone, made for them.
    const SEED: &str = "SUALQCT2SUIEFG5NTFEW63FLE5JOAMNAWNVVYT7TSXLRMCUN65LUJFKH4Y";
    const PUBLIC: &str = "UBOJRBEE3Q6SQGAFGQCV5L3WR72RURHWJ5GBXZ73US2WRBVFC2VQN6U6";
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = nats::program() else { return };
    let users = format!("authorization {{ users: [ {{ nkey: {PUBLIC} }} ] }}");
    let server = nats::alone(program, folder.path(), "sync_interval: always", &users).await;
    let settings = nats::settings(std::slice::from_ref(&server), "a");
    let refused = Link::open(&settings).await.unwrap_err();
    assert!(matches!(refused, StreamError::Connect { .. }) && !refused.passes(), "{refused:?}");
    let seed = folder.path().join("seed");
    std::fs::write(&seed, SEED).unwrap();
    let with_key = Settings { credentials: Credentials::Nkey(seed.clone()), ..settings };
    assert!(matches!(Link::open(&with_key).await, Err(StreamError::Exposed { .. })));
    std::fs::set_permissions(&seed, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    Link::open(&with_key).await.unwrap();
}

#[tokio::test]
async fn a_node_starts_with_two_servers_of_three_and_finds_that_the_third_comes_back_as_it_must_not_be() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = nats::program() else { return };
    let mut servers = nats::cluster(&program, folder.path()).await;
    let settings = nats::settings(&servers, "a");
    let link = eventually("the cluster answers", async || Link::open(&settings).await.ok()).await;
    assert!(link.monitored().iter().all(|one| one.fault.is_none()), "{:?}", link.monitored());

    servers[2].kill();
    let link = eventually("a node starts with two of them", async || Link::open(&settings).await.ok()).await;
    assert_eq!(link.synced(), Synced::Always);
    let silent: Vec<_> = link.monitored().iter().map(Monitored::is_silent).collect();
    assert_eq!(silent, [false, false, true]);
    servers[1].kill();
    let refused = Link::open(&settings).await.unwrap_err();
    assert!(refused.passes(), "one of three is waited for: {refused:?}");
    servers[1].start().await;
    eventually("a node starts again with two of them", async || Link::open(&settings).await.ok()).await;

    servers[2].sync_every("10s");
    servers[2].start().await;
    eventually("the third is asked again", async || {
        let told = link.ask_monitors().await;
        assert_eq!(told.len(), 3);
        let unsynced = |one: &Monitored| matches!(one.fault, Some(StreamError::NotSynced { seconds: 10, .. }));
        (unsynced(&told[2]) && told[2].server == servers[2].monitor()).then_some(())
    })
    .await;
    let refused = Link::open(&settings).await.unwrap_err();
    assert!(matches!(refused, StreamError::NotSynced { seconds: 10, .. }), "{refused:?}");
}

#[tokio::test]
async fn a_killed_leader_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let Some(program) = nats::program() else { return };
    let mut servers = nats::cluster(&program, folder.path()).await;
    let settings = nats::settings(&servers, "a");
    let link = eventually("the cluster answers", async || Link::open(&settings).await.ok()).await;
    let keeper = Keeper::start(&link, folder.path()).await;
    let stop = CancellationToken::new();
    let mut senders = Vec::new();
    for name in ["one", "two", "three"] {
        // A connection of its own each, as receivers on three nodes have.
        let link = Link::open(&settings).await.unwrap();
        senders.push((name, deliver(StreamSink::new(link, &Drawn), name, stop.clone())));
    }
    let context = async_nats::jetstream::new(link_client(&settings).await);
    for _ in 0..2 {
        let before = keeper.ledger.stats().events;
        eventually("events arrive", async || (keeper.ledger.stats().events > before + 300).then_some(())).await;
        let leader = eventually("the stream has a leader", async || {
            let stream = context.get_stream("TALAP").await.ok()?;
            stream.cached_info().cluster.as_ref()?.leader.clone()
        })
        .await;
        let killed = servers.iter_mut().find(|server| server.name() == leader).unwrap();
        killed.kill();
        let before = keeper.ledger.stats().events;
        eventually("events go on", async || (keeper.ledger.stats().events > before + 100).then_some(())).await;
        killed.start().await;
    }
    stop.cancel();
    let mut expected = Vec::new();
    for (name, sender) in senders {
        expected.extend(numbered(name, sender.await.unwrap()));
    }
    let got = wait_for(&keeper.ledger, expected.len()).await;
    assert_each_once(&got, expected);
    keeper.stop().await;
    assert_sound(folder.path());
}

async fn link_client(settings: &Settings) -> async_nats::Client {
    let servers: Vec<&str> = settings.servers.split(',').collect();
    async_nats::connect(servers).await.unwrap()
}

#[tokio::test]
async fn many_receivers_at_once_do_not_wait_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let Some((_server, link)) = one(folder.path()).await else { return };
    let keeper = Keeper::start(&link, folder.path()).await;
    let sink = StreamSink::new(link.clone(), &Drawn);
    let mut receivers = JoinSet::new();
    for _ in 0..200 {
        let sink = sink.clone();
        // More messages are put in line than may be on their way, and no answer is asked for before all are.
        receivers.spawn(async move {
            let mut kept = Vec::new();
            for number in 0..12 {
                kept.push(sink.submit(vec![event("many", number)]).await.unwrap());
            }
            for kept in kept {
                kept.await.unwrap();
            }
        });
    }
    while let Some(done) = receivers.join_next().await {
        done.unwrap();
    }
    assert_eq!(wait_for(&keeper.ledger, 2400).await.len(), 2400);
    keeper.stop().await;
}
