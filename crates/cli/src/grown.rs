//! The grown size: a stream in front of the ledger, and the lease of the one node that takes it into the ledger.
//!
//! Every node receives: what its receivers are sent goes into the stream, and is acknowledged when the servers have stored
//! it. The node that has the lease opens the data folder, takes the stream into the ledger, signs, and serves the pages. A
//! node whose lease is over ends at once: everything acknowledged is durable, and another node goes on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use talap_access::{Access, Accounts, Service};
use talap_collect::source::{SourceTable, Sources};
use talap_collect::stream::{Link, Settings, StreamSink, Synced, Taker};
use talap_collect::watch::Watch;
use talap_decree::catalog::Catalog;
use talap_ledger::{Replication, VerifierKey};
use talap_locale::Words;
use talap_model::{Caller, Clock, Entropy, Explain as _, Message, RegisterKey};
use talap_store::Store;
use talap_web::site::SOURCES;
use talap_web::watching::receivable;
use tokio::sync::watch as channel;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Known, unregistered};
use crate::commands::Place;
use crate::config::confirm::Confirming;
use crate::failure::{FAILED, Failure};
use crate::folder::Lock;
use crate::progress::step;
use crate::receivers::{Hall, Receivers, WayIn};
use crate::render::{self, Speech};
use crate::replica::StoreReplica;
use crate::system::{SystemClock, SystemEntropy};
use crate::tokens::Keeper;
use crate::up::{Doors, Entry, Signals, in_use, run_app};
use crate::{keeping, load, watching};

/// The lease of the node that takes events into the ledger and signs.
const LEASE: &str = "ledger";

/// How often a node that does not keep the ledger looks whether sources have changed.
const SOURCES_EVERY: Duration = Duration::from_secs(10);

/// How long the folder is waited for that the node before has let go.
const PATIENCE: Duration = Duration::from_secs(30);

/// Receives at once; keeps the ledger when the lease is this node's.
pub(crate) async fn up(
    speech: &Speech,
    place: Place,
    witnesses: Vec<Confirming>,
    stream: &Settings,
    with_example: bool,
) -> Result<(), Failure> {
    let receivers = Receivers::bind(&place).await?;
    let url = place.config.store.url.clone().unwrap_or_default();
    let store = Store::open(&url).await?;
    let link = step(speech, "up-step-stream", connect(speech, stream)).await?;
    let catalog = load::catalog(&place.config.folders)?;
    let mappings = load::mappings(&place.config.folders)?;
    let sources = Sources::new(SourceTable::default(), unregistered()?).with_mappings(mappings);
    read_sources(&store, &catalog, &sources).await?;
    let hall = hall(&place, &store, &link, &sources)?;
    demand_key(&place, &store).await?;
    let (stop, mut tasks) = (CancellationToken::new(), JoinSet::new());
    tasks.spawn(follow_sources(store.clone(), catalog, sources, stop.clone()));
    tasks.spawn(tell_of_connection(speech, &link, stop.clone()));
    tasks.spawn(watching::keep(hall.clone(), stop.clone()));
    receivers.run(speech, (&hall, &place.config), &mut tasks, &stop).await?;

    let outcome = if place.config.grown.keeps_ledger {
        let keeping = keep_when_due(speech, place, (&store, &hall, link), witnesses, (&stream.node, with_example));
        Box::pin(keeping).await
    } else {
        let mut signals = Signals::watch()?;
        render::print(&speech.text("up-receiving-only"))?;
        signals.any().await;
        render::print(&speech.text("up-stopped-receiving"))
    };
    stop.cancel();
    while tasks.join_next().await.is_some() {}
    store.close().await;
    outcome
}

/// Waits for the lease, then opens the data folder and works on it until a signal, and gives the lease back.
async fn keep_when_due(
    speech: &Speech,
    place: Place,
    (store, hall, link): (&Store, &Hall, Link),
    witnesses: Vec<Confirming>,
    (node, with_example): (&str, bool),
) -> Result<(), Failure> {
    let period = Duration::from_secs(place.config.grown.lease_seconds);
    let mut signals = Signals::watch()?;
    let hold = tokio::select! {
        hold = Hold::wait(speech, store, node, period) => hold?,
        () = signals.any() => return render::print(&speech.text("up-stopped-receiving")),
    };
    drop(signals);
    render::print(&speech.say(&Message::new("up-lease-taken").with("token", hold.token().to_string())))?;
    let lock = lock_in_time(&place).await?;
    demand_key(&place, store).await?;
    let replica = replica(&place, hold.token()).await?;
    let doors = Doors::open(&place, witnesses)?;
    let known = Known { sources: hall.sources.clone(), watch: hall.watch.clone(), replica };
    let opening = Box::pin(App::open_with(place.folder.clone(), lock, place.config, known));
    let app = step(speech, "up-step-open", opening).await?;
    let outcome = Box::pin(run_app(speech, app, (Entry::Stream(link), doors), with_example)).await;
    hold.give_back().await?;
    outcome
}

/// Where the ledger is kept beside this node's folder, if the nodes share no folder.
async fn replica(place: &Place, token: u64) -> Result<Option<Replication>, Failure> {
    let Some(objects) = &place.config.grown.objects else { return Ok(None) };
    let objects = keeping::at(&objects.url, objects)?;
    let url = place.config.store.url.clone().unwrap_or_default();
    let lines = StoreReplica::open(&url, Service::Stream.caller(), LEASE, token).await?;
    Ok(Some(Replication::new(Arc::new(lines), objects)))
}

/// Demands the signing key where another node has begun the ledger: a key of this node's own would sign another one.
async fn demand_key(place: &Place, store: &Store) -> Result<(), Failure> {
    let config = &place.config.grown;
    if !config.keeps_ledger || config.objects.is_none() || place.folder.secret_key().exists() {
        return Ok(());
    }
    if store.ledger_lines(&Service::Stream.caller(), LEASE, 0).await?.is_empty() {
        return Ok(());
    }
    let path = place.folder.secret_key().display().to_string();
    Err(Failure::failed(Message::new("grown-key-missing").with("path", path)))
}

/// Takes the data folder, which the node before may be about to let go.
async fn lock_in_time(place: &Place) -> Result<Lock, Failure> {
    let until = tokio::time::Instant::now() + PATIENCE;
    loop {
        if let Some(lock) = place.folder.try_lock()? {
            return Ok(lock);
        }
        if tokio::time::Instant::now() >= until {
            return Err(Failure::failed(in_use(place)));
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Connects, and says what the servers did not.
async fn connect(speech: &Speech, settings: &Settings) -> Result<Link, Failure> {
    let link = Link::open(settings).await?;
    let told = Message::new("up-stream").with("stream", settings.stream.as_str()).with("node", settings.node.as_str());
    render::print(&speech.say(&told))?;
    if link.synced() == Synced::Unasked {
        eprintln!("{}", speech.text("up-stream-sync-unknown"));
    }
    Ok(link)
}

/// What the receivers of this node share: the stream, and the accounts that are in the database of all nodes.
fn hall(place: &Place, store: &Store, link: &Link, sources: &Sources) -> Result<Hall, Failure> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let words =
        Words::built_in().map_err(|error| Failure::failed(Message::new("io-other").with("text", error.to_string())))?;
    let access = Access::new(store.clone(), Arc::clone(&clock), Arc::clone(&entropy));
    let policy = place.config.web.policy();
    let accounts = Accounts::new(store.clone(), access, Arc::clone(&clock), entropy, policy);
    Ok(Hall {
        way_in: WayIn::Stream(StreamSink::new(link.clone(), &SystemEntropy)),
        watch: Watch::default(),
        sources: sources.clone(),
        clock,
        door: Arc::new(Keeper::new(accounts, sources.clone(), Arc::new(words))),
    })
}

/// Says when the servers are lost and found again, until `stop`.
fn tell_of_connection(speech: &Speech, link: &Link, stop: CancellationToken) -> impl Future<Output = ()> + use<> {
    let (lost, back) = (speech.text("up-stream-lost"), speech.text("up-stream-back"));
    tell(link.connected(), lost, back, stop)
}

async fn tell(mut connected: channel::Receiver<bool>, lost: String, back: String, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            changed = connected.changed() => if changed.is_err() { return },
        }
        eprintln!("{}", if *connected.borrow_and_update() { &back } else { &lost });
    }
}

/// What receivers know of sources, read from the records that the nodes share.
async fn read_sources(store: &Store, catalog: &Catalog, sources: &Sources) -> Result<(), Failure> {
    let register = RegisterKey::new(SOURCES)?;
    let records = store.records(&Service::Collect.caller(), &register).await?;
    sources.replace(SourceTable::new(records.iter().filter_map(|record| receivable(record, catalog))));
    Ok(())
}

/// Reads them again and again, until `stop`. While the database does not answer, what was read last holds.
async fn follow_sources(store: Store, catalog: Arc<Catalog>, sources: Sources, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SOURCES_EVERY) => {}
        }
        if let Err(failure) = read_sources(&store, &catalog, &sources).await {
            tracing::warn!(cause = %failure.message, "sources could not be read again");
        }
    }
}

/// Takes the stream into the ledger until `stop`.
pub(crate) async fn take(app: &App, link: Link, stop: CancellationToken) -> Result<(), Failure> {
    let mark = VerifierKey::load(&app.folder.public_key())?.to_string();
    let (ledger, clock) = (app.ledger.clone(), Arc::clone(&app.clock));
    let taker = Taker::open(link, ledger, Service::Stream.caller(), clock, &mark).await?;
    Ok(taker.seen_by(app.watch.clone()).run(stop).await?)
}

/// The lease, as long as it is held. A thread of its own ends the process when it is over, whatever the others do.
struct Hold {
    store: Store,
    caller: Caller,
    token: u64,
    given_back: Arc<AtomicBool>,
    keeping: tokio::task::JoinHandle<()>,
}

impl Hold {
    /// Waits until the lease is free, says once who has it, and takes it.
    async fn wait(speech: &Speech, store: &Store, node: &str, period: Duration) -> Result<Self, Failure> {
        let caller = Service::Stream.caller();
        let mut said = false;
        loop {
            let asked = Instant::now();
            if let Some(token) = store.take_lease(&caller, LEASE, node, period).await? {
                return Self::begin(speech, store.clone(), caller, token, period, asked);
            }
            if let Some(state) = store.lease(&caller, LEASE).await?.filter(|_| !said) {
                said = true;
                render::print(&speech.say(&Message::new("up-standing-by").with("node", state.holder)))?;
            }
            tokio::time::sleep(period / 10).await;
        }
    }

    fn begin(
        speech: &Speech,
        store: Store,
        caller: Caller,
        token: u64,
        period: Duration,
        asked: Instant,
    ) -> Result<Self, Failure> {
        let ends = Arc::new(Mutex::new(end_of(asked, period)));
        let given_back = Arc::new(AtomicBool::new(false));
        let over = speech.text("up-lease-over");
        let watched = (Arc::clone(&ends), Arc::clone(&given_back));
        std::thread::Builder::new()
            .name("lease".to_owned())
            .spawn(move || watch(&watched.0, &watched.1, &over))
            .map_err(|error| {
                Failure::failed(Message::new("runtime-cannot-start").with("cause", crate::failure::io_cause(&error)))
            })?;
        let keeping = tokio::spawn(keep(store.clone(), caller.clone(), token, period, ends));
        Ok(Self { store, caller, token, given_back, keeping })
    }

    /// The fencing token.
    fn token(&self) -> u64 {
        self.token
    }

    /// Gives the lease back: nothing is taken into the ledger or signed any more.
    async fn give_back(self) -> Result<(), Failure> {
        self.keeping.abort();
        self.given_back.store(true, Ordering::Release);
        Ok(self.store.give_lease_back(&self.caller, LEASE, self.token).await?)
    }
}

/// When a holder stops: a fifth of the period before the database would let another have the lease.
fn end_of(asked: Instant, period: Duration) -> Instant {
    asked + period * 4 / 5
}

async fn keep(store: Store, caller: Caller, token: u64, period: Duration, ends: Arc<Mutex<Instant>>) {
    loop {
        tokio::time::sleep(period / 5).await;
        let asked = Instant::now();
        match store.keep_lease(&caller, LEASE, token, period).await {
            Ok(true) => *ends.lock().unwrap_or_else(PoisonError::into_inner) = end_of(asked, period),
            // Another may have it: not a moment longer.
            Ok(false) => {
                *ends.lock().unwrap_or_else(PoisonError::into_inner) = asked;
                return;
            }
            Err(error) => tracing::warn!(cause = %error.explain(), "the lease could not be renewed yet"),
        }
    }
}

fn watch(ends: &Mutex<Instant>, given_back: &AtomicBool, over: &str) {
    loop {
        let left = ends.lock().unwrap_or_else(PoisonError::into_inner).saturating_duration_since(Instant::now());
        if given_back.load(Ordering::Acquire) {
            return;
        }
        if left.is_zero() {
            eprintln!("{over}");
            std::process::exit(FAILED.into());
        }
        // The end may be brought forward meanwhile.
        std::thread::sleep(left.min(Duration::from_millis(200)));
    }
}
