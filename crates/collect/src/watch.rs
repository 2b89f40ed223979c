//! Watching the sources and the receivers: silence, a wrong kind, a flood, a clock that is off, loss (UR 38.2, 38.3).
//!
//! Every event passes [`Watched`] on its way in, which adds to the counters of its source. Every few seconds
//! [`Watch::tick`] reads the counters and tells what changed since; each change becomes an event of Talap's own. What
//! decides is plain arithmetic over numbers and moments ([`judge`], [`clock`], [`rate`], [`loss`]), so that tests need no
//! time to pass.
//!
//! # How to add something to watch
//!
//! Count it in `cells.rs`, decide about it in a file of its own, give [`Change`] a variant with its name and its
//! attributes in `change.rs`, and let the checks that it bears on read that name.

pub mod change;
pub mod clock;
pub mod judge;
pub mod kernel;
pub mod loss;
pub mod rate;

mod cells;
mod kinds;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

pub use change::{Change, Told};
use talap_model::{NewEvent, SourceId, Timestamp};

use self::cells::Cells;
use self::judge::Judge;
use self::loss::{LossJudge, Losses};
use crate::receive::{Counters, Counts};
use crate::sink::{Answering, Kept, Sink, SinkError};
use crate::source::Source;

/// The sources and receivers that are watched. A clone is another handle to the same.
#[derive(Debug, Clone, Default)]
pub struct Watch(Arc<Inner>);

type Table = HashMap<SourceId, Arc<Cells>>;

#[derive(Debug, Default)]
struct Inner {
    table: RwLock<Arc<Table>>,
    judges: Mutex<Judges>,
}

#[derive(Debug, Default)]
struct Judges {
    sources: Vec<WatchedSource>,
    receivers: Vec<WatchedReceiver>,
    /// When nobody listened, before this process did.
    away: Option<Away>,
}

#[derive(Debug)]
struct WatchedSource {
    source: Source,
    registered_at: Timestamp,
    cells: Arc<Cells>,
    judge: Judge,
}

#[derive(Debug)]
struct WatchedReceiver {
    name: String,
    counters: Counters,
    /// The address of a socket of datagrams, whose losses the kernel counts.
    datagrams: Option<SocketAddr>,
    losses: Losses,
    judge: LossJudge,
}

/// A time in which Talap did not run. No source is blamed for what it could not hand over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// When it was last known to run.
    pub from: Timestamp,
    /// When it runs again.
    pub until: Timestamp,
}

/// What the ledger remembers of a source from before this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Remembered {
    /// When its last event came in.
    pub last_seen: Option<Timestamp>,
    /// Whether its silence was told and not its end.
    pub silent: bool,
    /// Whether a wrong kind was told and not its end.
    pub wrong_kind: bool,
    /// Whether a clock that is off was told and not its end.
    pub clock_off: bool,
}

/// How a source does, for people.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceStatus {
    /// The source.
    pub source: Source,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// When its last event came in.
    pub last_seen: Option<Timestamp>,
    /// Since when it is silent for longer than expected.
    pub silent_since: Option<Timestamp>,
    /// Its events in the last minute.
    pub per_minute: u64,
    /// Whether they are more than is expected.
    pub flood: bool,
    /// Its events since this process started.
    pub events: u64,
    /// Those of them that could not be understood.
    pub unparsed: u64,
    /// Those of them that were cut or came in part.
    pub damaged: u64,
    /// Those of them whose own time is more than a year away.
    pub absurd: u64,
    /// Whether its events are not of the kind or format that it is registered with.
    pub wrong_kind: bool,
    /// How far its clock lags behind ours, in microseconds; below zero when it runs ahead. None where too little is known.
    pub clock: Option<i64>,
    /// Whether that is more than is allowed.
    pub clock_off: bool,
}

impl SourceStatus {
    /// How far its clock lags behind ours, in seconds; below zero when it runs ahead.
    #[allow(clippy::cast_precision_loss, reason = "a difference of clocks in microseconds is far below 2^53")]
    pub fn clock_seconds(&self) -> Option<f64> {
        self.clock.map(|micros| micros as f64 / 1e6)
    }

    /// Whether anything is not as expected.
    pub fn wants_looking_at(&self) -> bool {
        self.silent_since.is_some() || self.flood || self.wrong_kind || self.clock_off
    }
}

/// How a receiver does, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverStatus {
    /// What it is called: `syslog/UDP 127.0.0.1:5514`.
    pub name: String,
    /// What it has counted.
    pub counts: Counts,
    /// What was lost.
    pub losses: Losses,
    /// Whether it is losing now.
    pub losing: bool,
}

impl Watch {
    /// Watches these sources from now on, each with the moment of its registration. What is known of one that was watched
    /// before stays.
    pub fn follow(&self, sources: impl IntoIterator<Item = (Source, Timestamp)>) {
        let mut judges = self.judges();
        let mut before: HashMap<SourceId, WatchedSource> = std::mem::take(&mut judges.sources)
            .into_iter()
            .map(|watched| (watched.source.id.clone(), watched))
            .collect();
        let mut table = Table::new();
        for (source, registered_at) in sources {
            let kept = before.remove(&source.id).filter(|kept| kept.source.organisation == source.organisation);
            let (cells, mut judge) = match kept {
                Some(kept) => (kept.cells, kept.judge),
                None => (Arc::new(Cells::new(&source)), Judge::new(registered_at)),
            };
            cells.expect(&source);
            judge.expect(source.expects);
            table.insert(source.id.clone(), Arc::clone(&cells));
            judges.sources.push(WatchedSource { source, registered_at, cells, judge });
        }
        judges.sources.sort_by(|a, b| a.source.id.cmp(&b.source.id));
        // The lock guards one assignment of a pointer, so a poisoned one still holds a whole table.
        *self.0.table.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(table);
    }

    /// Takes in what the ledger remembers from before this process; a source that has spoken since keeps what it said.
    pub fn remember(&self, away: Option<Away>, remembered: &HashMap<SourceId, Remembered>) {
        let mut judges = self.judges();
        judges.away = away;
        for watched in &mut judges.sources {
            if let Some(remembered) = remembered.get(&watched.source.id) {
                if let Some(at) = remembered.last_seen {
                    watched.cells.heard(at);
                }
                watched.judge.remember(*remembered);
            }
        }
    }

    /// The same sink, seen by the watcher.
    pub fn over<S: Sink>(&self, sink: S) -> Watched<S> {
        Watched { watch: self.clone(), sink }
    }

    /// Watches a receiver; `datagrams` is the address of its socket where the kernel may drop what arrives.
    pub fn follow_receiver(&self, name: String, counters: Counters, datagrams: Option<SocketAddr>) {
        let (losses, judge) = (Losses::default(), LossJudge::default());
        self.judges().receivers.push(WatchedReceiver { name, counters, datagrams, losses, judge });
    }

    /// Counts events that came in by a way of their own.
    pub fn passed(&self, events: &[NewEvent]) {
        self.count(events, cells::Way::Live);
    }

    /// Counts events that were handed in as a file: they are heard and judged by their kind, and say nothing of the
    /// source's clock or of a flood.
    pub fn imported(&self, events: &[NewEvent]) {
        self.count(events, cells::Way::File);
    }

    /// Judges by what has been counted until now and says what changed.
    pub fn tick(&self, now: Timestamp) -> Vec<Told> {
        let mut judges = self.judges();
        let away = judges.away;
        let mut told = Vec::new();
        for watched in &mut judges.sources {
            let reading = watched.cells.read();
            for change in watched.judge.judge(now, away, &reading) {
                told.push(Told::of_source(&watched.source, change));
            }
        }
        for watched in &mut judges.receivers {
            watched.losses = losses_of(watched);
            if let Some(change) = watched.judge.judge(now, watched.losses) {
                told.push(Told::of_receiver(&watched.name, change));
            }
        }
        told
    }

    /// How each source does, by identifier.
    pub fn sources(&self, now: Timestamp) -> Vec<SourceStatus> {
        let judges = self.judges();
        let status = |watched: &WatchedSource| {
            let totals = watched.cells.totals();
            SourceStatus {
                source: watched.source.clone(),
                registered_at: watched.registered_at,
                last_seen: totals.last_seen,
                silent_since: watched.judge.silent_since(now, judges.away, totals.last_seen),
                per_minute: watched.judge.per_minute(now, totals.live),
                flood: watched.judge.is_flooding(),
                events: totals.events,
                unparsed: totals.unparsed,
                damaged: totals.damaged,
                absurd: totals.absurd,
                wrong_kind: watched.judge.is_wrong_kind(),
                clock: watched.judge.clock(),
                clock_off: watched.judge.is_clock_off(),
            }
        };
        judges.sources.iter().map(status).collect()
    }

    /// How each receiver does, in the order in which they began.
    pub fn receivers(&self) -> Vec<ReceiverStatus> {
        let judges = self.judges();
        let status = |watched: &WatchedReceiver| ReceiverStatus {
            name: watched.name.clone(),
            counts: watched.counters.read(),
            losses: watched.losses,
            losing: watched.judge.is_losing(),
        };
        judges.receivers.iter().map(status).collect()
    }

    fn judges(&self) -> MutexGuard<'_, Judges> {
        // Judges are numbers; a panic between two of them leaves nothing that the next tick does not correct.
        self.0.judges.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn table(&self) -> Arc<Table> {
        Arc::clone(&self.0.table.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn count(&self, events: &[NewEvent], way: cells::Way) {
        let table = self.table();
        // Events of a source mostly come together: one look-up and one round of additions serve all of a run.
        for run in events.chunk_by(|a, b| a.source == b.source) {
            let cells = run.first().and_then(|event| table.get(&event.source));
            if let Some(cells) = cells {
                cells.count(run, way);
            }
        }
    }
}

fn losses_of(watched: &WatchedReceiver) -> Losses {
    let counts = watched.counters.read();
    Losses {
        kernel: watched.datagrams.and_then(kernel::dropped),
        queue: counts.dropped,
        bytes: counts.discarded_bytes,
        refused: counts.refused,
    }
}

/// A sink that the watcher sees into.
#[derive(Debug, Clone)]
pub struct Watched<S> {
    watch: Watch,
    sink: S,
}

impl<S: Sink> Sink for Watched<S> {
    async fn deliver(&self, events: Vec<NewEvent>) -> Result<Kept, SinkError> {
        // Counted before they are kept: a source that speaks is heard even while the ledger cannot write.
        self.watch.count(&events, cells::Way::Live);
        self.sink.deliver(events).await
    }

    async fn submit(&self, events: Vec<NewEvent>) -> Result<Answering, SinkError> {
        self.watch.count(&events, cells::Way::Live);
        self.sink.submit(events).await
    }
}

#[cfg(test)]
mod tests;
