//! The grown size: a stream in front of the ledger, and the lease of the one node that takes it into the ledger.
//!
//! Every node receives: what its receivers are sent goes into the stream, and is acknowledged when the servers have stored
//! it. The node that has the lease opens the data folder, takes the stream into the ledger, signs, and serves the pages.
//!
//! At the start PostgreSQL and NATS are waited for before anybody is let in. While PostgreSQL or the store of the objects can't be
//! reached later, nobody can keep the ledger; the node lets it go, receives on, and waits for the lease once more. A node whose lease is over while it still holds the ledger ends at once: everything acknowledged is
//! durable, and another node goes on.

use std::sync::Arc;
use std::time::Duration;

use talap_access::{Access, Accounts, Service};
use talap_collect::source::{SourceTable, Sources};
use talap_collect::stream::{Link, Settings, StreamSink, Synced, Taker};
use talap_collect::watch::Watch;
use talap_decree::catalog::Catalog;
use talap_ledger::{Archive, ArchiveError, Replication, VerifierKey};
use talap_locale::Words;
use talap_model::{Clock, Entropy, Message, RegisterKey};
use talap_store::Store;
use talap_web::site::SOURCES;
use talap_web::watching::receivable;
use tokio::sync::{oneshot, watch as channel};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::apart::Apart;
use crate::app::{App, Known, unregistered};
use crate::commands::Place;
use crate::config::confirm::WitnessConfig;
use crate::failure::Failure;
use crate::folder::Lock;
use crate::lease::{Hold, LEASE, PATIENCE as DATABASE, Reach, is_outside, outside, silent, within};
use crate::progress::step;
use crate::receivers::{Hall, Receivers, WayIn};
use crate::render::{self, Speech};
use crate::replica::StoreReplica;
use crate::system::{SystemClock, SystemEntropy};
use crate::tokens::Keeper;
use crate::up::{Doors, Ended, Entry, Signals, demand_sound, in_use, run_app};
use crate::waiting::{Absent, Leaving, Waiting, pauses};
use crate::{keeping, load, monitors, watching};

/// How often a node that does not keep the ledger looks whether sources have changed.
const SOURCES_EVERY: Duration = Duration::from_secs(10);

/// How long what was taken from the stream is waited for when the process is told to stop.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// How long before a line is kept once more for which the database had no answer, at first and later. A ledger that is to be let
/// go waits for no more than that.
const SOON: Duration = Duration::from_millis(50);
const AGAIN: Duration = Duration::from_millis(500);

/// How long the folder is waited for that the node before has let go.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is said when the store of the objects can't be reached.
const OBJECTS_AWAY: &str = "ledger-archive-unreachable";

/// Receives at once; keeps the ledger when the lease is this node's.
pub(crate) async fn up(speech: &Speech, place: Place, stream: &Settings, with_example: bool) -> Result<(), Failure> {
    let reach = Reach::new(speech);
    demand_sound(&place).await?;
    let catalog = load::catalog(&place.config.folders)?;
    let mappings = load::mappings(&place.config.folders)?;
    let sources = Sources::new(SourceTable::default(), unregistered()?).with_mappings(mappings);
    let url = place.config.store.url.clone().unwrap_or_default();
    let mut waiting = Waiting::new(speech);
    let store = Box::pin(waiting.database(&url)).await?;
    let link = Box::pin(waiting.until("up-stream-there", async || Ok(Link::open(stream).await?))).await?;
    say_of(speech, stream, &link)?;
    // The database may have gone meanwhile.
    let known = waiting.until("up-database-there", async || {
        let asked = async {
            read_sources(&store, &catalog, &sources).await?;
            demand_key(&place, &store).await
        };
        let answer = tokio::time::timeout(DATABASE, asked).await;
        answer.unwrap_or_else(|_late| Err(Failure::failed(silent(DATABASE)))).map_err(Absent::of_known)
    });
    Box::pin(known).await?;
    let apart = if place.config.grown.keeps_ledger {
        let opening = async || Apart::open(&url, "talap-lease").await.map_err(Absent::of_known);
        Some(Arc::new(Box::pin(waiting.until("up-database-there", opening)).await?))
    } else {
        None
    };
    let hall = hall(&place, &store, &link, &sources)?;
    let receivers = Receivers::bind(&place).await?;
    let (stop, mut tasks) = (CancellationToken::new(), JoinSet::new());
    tasks.spawn(follow_sources(store.clone(), catalog, sources, reach.clone(), stop.clone()));
    tasks.spawn(tell_of_connection(speech, &link, stop.clone()));
    tasks.spawn(monitors::keep_told(speech.clone(), link.clone(), stop.clone()));
    tasks.spawn(watching::keep(hall.clone(), stop.clone()));
    receivers.run(speech, (&hall, &place.config), &mut tasks, &stop).await?;

    let outcome = if let Some(apart) = apart {
        let keeper = Keeping { speech, place, store: &store, apart, hall: &hall, link, node: &stream.node, reach };
        Box::pin(keeper.when_due(with_example, waiting.over())).await
    } else {
        let mut signals = Signals::watch()?;
        drop(waiting.over());
        render::print(&speech.text("up-receiving-only"))?;
        signals.any().await;
        render::print(&speech.text("up-stopped-receiving"))
    };
    stop.cancel();
    while tasks.join_next().await.is_some() {}
    if tokio::time::timeout(DATABASE, store.close()).await.is_err() {
        tracing::warn!("the connections to the database were not closed in order");
    }
    outcome
}

/// What a node needs that may keep the ledger.
struct Keeping<'a> {
    speech: &'a Speech,
    place: Place,
    store: &'a Store,
    /// What the lease is asked for.
    apart: Arc<Apart>,
    hall: &'a Hall,
    link: Link,
    node: &'a str,
    reach: Reach,
}

impl Keeping<'_> {
    /// Waits for the lease, keeps the ledger, and does both again whenever it had to let the ledger go for what other servers
    /// did; until a signal.
    async fn when_due(&self, with_example: bool, mut leaving: Option<Leaving>) -> Result<(), Failure> {
        let period = Duration::from_secs(self.place.config.grown.lease_seconds);
        let mut first = true;
        loop {
            let mut signals = Signals::watch()?;
            drop(leaving.take());
            let hold = tokio::select! {
                hold = Hold::wait(self.speech, &self.apart, &self.reach, self.node, period) => hold?,
                () = signals.any() => return render::print(&self.speech.text("up-stopped-receiving")),
            };
            first &= !hold.was_waited_for();
            let token = hold.token().to_string();
            render::print(&self.speech.say(&Message::new("up-lease-taken").with("token", token)))?;
            let opened = tokio::select! {
                opened = Box::pin(self.open(&hold)) => opened,
                () = signals.any() => {
                    // As after a kill: no line is kept any more, and a folder that nodes share stays locked until this process ends.
                    let_lease_go(hold).await;
                    return render::print(&self.speech.text("up-stopped-receiving"));
                }
            };
            let kept = match opened {
                Ok((app, ways)) => {
                    let held = (Some(&hold), Some(&mut signals));
                    Box::pin(run_app(self.speech, app, ways, with_example, held)).await
                }
                Err(failure) => Err(failure),
            };
            let cause = match kept {
                Ok(Ended::Stopped) => return hold.give_back().await,
                Ok(Ended::Resting(cause)) => cause,
                // At the very start it may be wrong in the configuration, unless a server is away now.
                Err(failure) => {
                    let cause = outside(&failure.message).cloned();
                    match cause {
                        Some(cause) if !first || self.misses_a_server().await => cause,
                        _ => {
                            let_lease_go(hold).await;
                            return Err(failure);
                        }
                    }
                }
            };
            first = false;
            let objects_away = cause.key == OBJECTS_AWAY;
            eprintln!("{}", self.speech.say(&Message::new("up-ledger-rests").with("cause", cause)));
            let_lease_go(hold).await;
            let rested = async {
                tokio::time::sleep(period / 5).await;
                self.objects_there(objects_away).await
            };
            tokio::select! {
                there = rested => there?,
                () = signals.any() => return render::print(&self.speech.text("up-stopped-receiving")),
            }
        }
    }

    /// Whether the database or the store of the objects does not answer.
    async fn misses_a_server(&self) -> bool {
        let caller = Service::Stream.caller();
        if within(DATABASE, self.store.lease(&caller, LEASE)).await.is_err_and(|cause| is_outside(&cause)) {
            return true;
        }
        match self.objects() {
            Ok(Some(objects)) => answers(objects).await.is_err(),
            Ok(None) | Err(_) => false,
        }
    }

    fn objects(&self) -> Result<Option<Arc<Archive>>, Failure> {
        self.place.config.grown.objects.as_ref().map(|objects| keeping::at(&objects.url, objects)).transpose()
    }

    /// Waits for the store of the objects if it does not answer, and says when it does, also if it was `said` to be away. Without it
    /// the ledger would be opened in vain again and again.
    async fn objects_there(&self, said: bool) -> Result<(), Failure> {
        let Some(objects) = self.objects()? else { return Ok(()) };
        let mut waited = said;
        for pause in pauses() {
            match answers(Arc::clone(&objects)).await {
                Ok(()) => break,
                Err(error) => tracing::info!(%error, "waited for"),
            }
            waited = true;
            tokio::time::sleep(pause).await;
        }
        if waited {
            let there = Message::new("up-objects-there").with("place", objects.place());
            eprintln!("{}", self.speech.say(&there));
        }
        Ok(())
    }

    /// Opens the data folder, to work on it under a lease.
    async fn open(&self, hold: &Hold) -> Result<(App, (Entry, Doors)), Failure> {
        let place = &self.place;
        let lock = lock_in_time(place).await?;
        demand_key(place, self.store).await?;
        let replica = replica(place, hold).await?;
        let witnesses = place.config.ledger.witness.iter().map(WitnessConfig::open).collect::<Result<Vec<_>, _>>()?;
        let doors = Doors::open(place, witnesses, None)?;
        let (sources, watch) = (self.hall.sources.clone(), self.hall.watch.clone());
        let known = Known { sources, watch, replica, store: None };
        let opening = Box::pin(App::open_with(place.folder.clone(), lock, place.config.clone(), known));
        let app = step(self.speech, "up-step-open", opening).await?;
        Ok((app, (Entry::Stream(self.link.clone()), doors)))
    }
}

/// Asks a store whether it answers, on a thread that the end of the process does not wait for.
pub(crate) async fn answers(store: Arc<Archive>) -> Result<(), ArchiveError> {
    let place = store.place();
    let (reply, answer) = oneshot::channel();
    let gone = |cause: String| ArchiveError::Unreachable { place: place.clone(), cause };
    std::thread::Builder::new()
        .name("objects".to_owned())
        .spawn(move || {
            // Whoever gave up waiting needs no answer.
            drop(reply.send(store.answers()));
        })
        .map_err(|error| gone(error.to_string()))?;
    answer.await.map_err(|ended| gone(ended.to_string()))?
}

/// Gives a lease back that is of no use any more, if the database answers; it ends by itself otherwise.
async fn let_lease_go(hold: Hold) {
    if let Err(failure) = hold.give_back().await {
        tracing::warn!(cause = %failure.message, "the lease could not be given back");
    }
}

/// Where the ledger is kept beside this node's folder, if the nodes share no folder.
async fn replica(place: &Place, hold: &Hold) -> Result<Option<Replication>, Failure> {
    let Some(objects) = &place.config.grown.objects else { return Ok(None) };
    let objects = keeping::at(&objects.url, objects)?;
    let url = place.config.store.url.clone().unwrap_or_default();
    let lines = StoreReplica::open(&url, Service::Stream.caller(), LEASE, (hold.token(), hold.over())).await?;
    // As long as the lease is held a database that is started anew is waited for; after that the lines refuse.
    let attempts = usize::try_from(place.config.grown.lease_seconds.saturating_mul(2)).unwrap_or(usize::MAX);
    let pauses = std::iter::once(SOON).chain(std::iter::repeat_n(AGAIN, attempts)).collect();
    Ok(Some(Replication { pauses, ..Replication::new(Arc::new(lines), objects) }))
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

/// Says which stream it is, and what the servers did not say.
fn say_of(speech: &Speech, settings: &Settings, link: &Link) -> Result<(), Failure> {
    let told = Message::new("up-stream").with("stream", settings.stream.as_str()).with("node", settings.node.as_str());
    render::print(&speech.say(&told))?;
    if link.synced() == Synced::Unasked {
        eprintln!("{}", speech.text("up-stream-sync-unknown"));
    }
    Ok(())
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
async fn follow_sources(store: Store, catalog: Arc<Catalog>, sources: Sources, reach: Reach, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SOURCES_EVERY) => {}
        }
        let read = async { read_sources(&store, &catalog, &sources).await.map_err(|failure| failure.message) };
        match tokio::time::timeout(DATABASE, read).await {
            Ok(Ok(())) => reach.answered(),
            Ok(Err(cause)) if is_outside(&cause) => reach.lost(&cause),
            Ok(Err(cause)) => tracing::warn!(%cause, "sources could not be read again"),
            Err(_late) => reach.lost(&silent(DATABASE)),
        }
    }
}

/// Takes the stream into the ledger until `stop`.
pub(crate) async fn take(app: &App, link: Link, stop: CancellationToken) -> Result<(), Failure> {
    let mark = VerifierKey::load(&app.folder.public_key())?.to_string();
    let (ledger, clock) = (app.ledger.clone(), Arc::clone(&app.clock));
    let taker = Taker::open(link, ledger, Service::Stream.caller(), clock, &mark).await?;
    let taking = taker.seen_by(app.watch.clone()).run(stop.clone());
    let late = async {
        stop.cancelled().await;
        tokio::time::sleep(LAST_WORDS).await;
    };
    tokio::select! {
        ended = taking => Ok(ended?),
        // What is queued may wait for the store of the objects, and is appended with its place in the stream or not at all.
        () = late => Ok(()),
    }
}
