//! What is counted of a source while its events pass. Receivers add, the watcher reads; nobody waits for anybody.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};

use talap_model::{NewEvent, SourceKind, Timestamp};

use super::clock::Delays;
use super::kinds::contradicts;
use crate::fault;
use crate::source::Source;

/// Further away than this, a source's time is no inaccuracy but nonsense: a clock that was never set, a battery that died.
const ABSURD_MICROS: u64 = 366 * 86_400 * 1_000_000;

/// How events came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// As they happened, or as fast as the sender could.
    Live,
    /// In a file, later than they happened and all at once.
    File,
}

/// The counters of one source. Sums only grow; delays are those since the last reading.
#[derive(Debug)]
pub(super) struct Cells {
    kind: SourceKind,
    /// The difference of clocks that is allowed, in microseconds; it changes with the record.
    allowed: AtomicI64,
    events: AtomicU64,
    live: AtomicU64,
    unparsed: AtomicU64,
    foreign: AtomicU64,
    damaged: AtomicU64,
    absurd: AtomicU64,
    /// The last time that was nonsense.
    nonsense: AtomicI64,
    last_seen: AtomicI64,
    timed: AtomicU64,
    least: AtomicI64,
    ahead: AtomicU64,
    ahead_least: AtomicI64,
}

/// Sums since the process started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Events, however they came.
    pub events: u64,
    /// Events that came over the network.
    pub live: u64,
    /// Events that could not be understood.
    pub unparsed: u64,
    /// Events of a class that speaks against the kind.
    pub foreign: u64,
    /// Events that were cut or came in part.
    pub damaged: u64,
    /// Events whose own time is more than a year away.
    pub absurd: u64,
    /// Such a time.
    pub nonsense: Option<Timestamp>,
    /// When the last event came in.
    pub last_seen: Option<Timestamp>,
}

/// What one look at the counters shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Sums since the process started.
    pub totals: Totals,
    /// The delays since the last look.
    pub delays: Delays,
}

/// The sums of a run of events, before they are added.
#[derive(Debug, Default)]
struct Run {
    unparsed: u64,
    foreign: u64,
    damaged: u64,
    absurd: u64,
    nonsense: i64,
    last_seen: i64,
    delays: Delays,
}

impl Cells {
    pub(super) fn new(source: &Source) -> Self {
        let zero = || AtomicU64::new(0);
        Self {
            kind: source.kind,
            allowed: AtomicI64::new(allowed(source)),
            events: zero(),
            live: zero(),
            unparsed: zero(),
            foreign: zero(),
            damaged: zero(),
            absurd: zero(),
            nonsense: AtomicI64::new(i64::MIN),
            last_seen: AtomicI64::new(i64::MIN),
            timed: zero(),
            least: AtomicI64::new(i64::MAX),
            ahead: zero(),
            ahead_least: AtomicI64::new(i64::MIN),
        }
    }

    /// Takes over what the record says now.
    pub(super) fn expect(&self, source: &Source) {
        self.allowed.store(allowed(source), Relaxed);
    }

    /// Notes that an event came in at a moment, without counting it.
    pub(super) fn heard(&self, at: Timestamp) {
        self.last_seen.fetch_max(at.micros(), Relaxed);
    }

    /// Counts events of the source.
    pub(super) fn count(&self, events: &[NewEvent], way: Way) {
        let allowed = self.allowed.load(Relaxed);
        let mut run = Run { nonsense: i64::MIN, last_seen: i64::MIN, ..Run::default() };
        for event in events {
            run.add(event, self.kind, way, allowed);
        }
        let add = |cell: &AtomicU64, n: u64| {
            if n > 0 {
                cell.fetch_add(n, Relaxed);
            }
        };
        let count = events.len() as u64;
        add(&self.events, count);
        add(&self.live, if way == Way::Live { count } else { 0 });
        add(&self.unparsed, run.unparsed);
        add(&self.foreign, run.foreign);
        add(&self.damaged, run.damaged);
        add(&self.absurd, run.absurd);
        if run.absurd > 0 {
            self.nonsense.store(run.nonsense, Relaxed);
        }
        self.last_seen.fetch_max(run.last_seen, Relaxed);
        if run.delays.timed > 0 {
            self.timed.fetch_add(run.delays.timed, Relaxed);
            self.least.fetch_min(run.delays.least, Relaxed);
            add(&self.ahead, run.delays.ahead);
            self.ahead_least.fetch_max(run.delays.ahead_least, Relaxed);
        }
    }

    /// The sums now.
    pub(super) fn totals(&self) -> Totals {
        let moment =
            |cell: &AtomicI64| Some(cell.load(Relaxed)).filter(|at| *at != i64::MIN).map(Timestamp::from_micros);
        Totals {
            events: self.events.load(Relaxed),
            live: self.live.load(Relaxed),
            unparsed: self.unparsed.load(Relaxed),
            foreign: self.foreign.load(Relaxed),
            damaged: self.damaged.load(Relaxed),
            absurd: self.absurd.load(Relaxed),
            nonsense: moment(&self.nonsense),
            last_seen: moment(&self.last_seen),
        }
    }

    /// Reads the counters and begins to gather delays anew.
    pub(super) fn read(&self) -> Reading {
        // A run that is added between two of these lines is partly in this reading and partly in the next, which shifts a
        // delay by one look and loses none.
        let delays = Delays {
            timed: self.timed.swap(0, Relaxed),
            least: self.least.swap(i64::MAX, Relaxed),
            ahead: self.ahead.swap(0, Relaxed),
            ahead_least: self.ahead_least.swap(i64::MIN, Relaxed),
        };
        Reading { totals: self.totals(), delays }
    }
}

fn allowed(source: &Source) -> i64 {
    i64::from(source.expects.clock_seconds) * 1_000_000
}

impl Run {
    fn add(&mut self, event: &NewEvent, kind: SourceKind, way: Way, allowed: i64) {
        self.last_seen = self.last_seen.max(event.received_at.micros());
        match event.fault.as_deref() {
            None => {}
            Some(fault::FRAME_TOO_LONG | fault::FRAME_INCOMPLETE) => self.damaged += 1,
            Some(_) => self.unparsed += 1,
        }
        self.foreign += u64::from(contradicts(kind, event.class_uid));
        let (Way::Live, Some(occurred_at)) = (way, event.occurred_at) else { return };
        let delay = event.received_at.micros().saturating_sub(occurred_at.micros());
        if delay.unsigned_abs() > ABSURD_MICROS {
            self.absurd += 1;
            self.nonsense = occurred_at.micros();
        } else {
            self.delays.add(delay, allowed);
        }
    }
}
