//! The grown size: a stream in front of the ledger, and the lease of the one node that takes it into the ledger.
//!
//! Every node receives: what its receivers are sent goes into the stream, and is acknowledged when the servers have stored
//! it. The node that has the lease opens the data folder, takes the stream into the ledger, signs, and serves the pages. A
//! node whose lease is over ends at once: everything acknowledged is durable, and another node goes on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use talap_access::Service;
use talap_collect::own::Act;
use talap_collect::sink::{Kept, Sink, SinkError};
use talap_collect::source::{SourceTable, Sources};
use talap_collect::stream::{Link, Settings, StreamSink, Synced, Taker};
use talap_ledger::{Ledger, VerifierKey};
use talap_model::{Caller, Clock, Explain as _, Message, NewEvent, RegisterKey};
use talap_store::Store;
use talap_web::site::{SOURCES, source_of};
use tokio::sync::watch as channel;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::failure::{FAILED, Failure};
use crate::render::{self, Speech};
use crate::system::SystemEntropy;

/// The lease of the node that takes events into the ledger and signs.
const LEASE: &str = "ledger";

/// How often a node that does not keep the ledger looks whether sources have changed.
const SOURCES_EVERY: Duration = Duration::from_secs(10);

/// How long the folder is waited for that the node before has let go.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Where receivers bring events.
#[derive(Clone)]
pub(crate) enum WayIn {
    /// Straight into the ledger.
    Ledger((Ledger, Caller)),
    /// Into the stream in front of it.
    Stream(StreamSink),
}

impl Sink for WayIn {
    async fn deliver(&self, events: Vec<NewEvent>) -> Result<(), SinkError> {
        match self {
            Self::Ledger(ledger) => ledger.deliver(events).await,
            Self::Stream(stream) => stream.deliver(events).await,
        }
    }

    async fn submit(&self, events: Vec<NewEvent>) -> Result<Kept, SinkError> {
        match self {
            Self::Ledger(ledger) => ledger.submit(events).await,
            Self::Stream(stream) => stream.submit(events).await,
        }
    }
}

/// A connection to the stream, and what goes into it.
pub(crate) struct Entrance {
    pub(crate) link: Link,
    pub(crate) way_in: WayIn,
}

impl Entrance {
    /// Connects, and says what the servers did not.
    pub(crate) async fn open(speech: &Speech, settings: &Settings) -> Result<Self, Failure> {
        let link = Link::open(settings).await?;
        let told =
            Message::new("up-stream").with("stream", settings.stream.as_str()).with("node", settings.node.as_str());
        render::print(&speech.say(&told))?;
        if link.synced() == Synced::Unasked {
            eprintln!("{}", speech.text("up-stream-sync-unknown"));
        }
        let way_in = WayIn::Stream(StreamSink::new(link.clone(), &SystemEntropy));
        Ok(Self { link, way_in })
    }

    /// Puts an act of this node into the stream.
    pub(crate) async fn record(&self, clock: &dyn Clock, act: Act<'_>) -> Result<(), Failure> {
        Ok(self.way_in.deliver(vec![act.into_event(clock)?]).await?)
    }
}

/// Says when the servers are lost and found again, until `stop`.
pub(crate) fn tell_of_connection(
    speech: &Speech,
    link: &Link,
    stop: CancellationToken,
) -> impl Future<Output = ()> + use<> {
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
pub(crate) async fn read_sources(store: &Store, sources: &Sources) -> Result<(), Failure> {
    let register = RegisterKey::new(SOURCES)?;
    let records = store.records(&Service::Collect.caller(), &register).await?;
    sources.replace(SourceTable::new(records.iter().filter_map(source_of)));
    Ok(())
}

/// Reads them again and again, until `stop`. While the database does not answer, what was read last holds.
pub(crate) async fn follow_sources(store: Store, sources: Sources, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SOURCES_EVERY) => {}
        }
        if let Err(failure) = read_sources(&store, &sources).await {
            tracing::warn!(cause = %failure.message, "sources could not be read again");
        }
    }
}

/// Takes the stream into the ledger until `stop`.
pub(crate) async fn take(app: &App, link: Link, stop: CancellationToken) -> Result<(), Failure> {
    let mark = VerifierKey::load(&app.folder.public_key())?.to_string();
    let (ledger, clock) = (app.ledger.clone(), Arc::clone(&app.clock));
    let taker = Taker::open(link, ledger, Service::Stream.caller(), clock, &mark).await?;
    Ok(taker.run(stop).await?)
}

/// The lease, as long as it is held. A thread of its own ends the process when it is over, whatever the others do.
pub(crate) struct Hold {
    store: Store,
    caller: Caller,
    token: u64,
    given_back: Arc<AtomicBool>,
    keeping: tokio::task::JoinHandle<()>,
}

impl Hold {
    /// Waits until the lease is free, says once who has it, and takes it.
    pub(crate) async fn wait(speech: &Speech, store: &Store, node: &str, period: Duration) -> Result<Self, Failure> {
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
    pub(crate) fn token(&self) -> u64 {
        self.token
    }

    /// Gives the lease back: nothing is taken into the ledger or signed any more.
    pub(crate) async fn give_back(self) -> Result<(), Failure> {
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
