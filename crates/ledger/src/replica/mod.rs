//! The grown size: a ledger that outlives the node which keeps it (`docs/adr/0014-grown.md`).
//!
//! The truth of a replicated ledger is a sequence of numbered lines that a [`Replica`] keeps, in PostgreSQL, and objects with
//! the content of sealed files, in an [`Archive`] of its own. The folder of the node is a copy that can be made anew: opening
//! first makes it what the lines say. Of these there are four kinds ([`LineKind`]):
//!
//! - `frames`: one group commit of the write-ahead log. An append is acknowledged when its line is kept too.
//! - `signed`: what the manifest, the leaves and the history grew by with one checkpoint. All three come in one line, so
//!   the manifest never says what no checkpoint signed. It is kept before anybody sees the checkpoint.
//! - `founding` and `founded`: between them come the lines of a ledger that was there before it was replicated. They count
//!   once `founded` is kept; until then the folder that they came from is the truth.
//!
//! # Invariants
//!
//! - A line is kept only under the token of the lease, compared in the same transaction: a holder that was suspended keeps
//!   nothing, acknowledges nothing, and shows no checkpoint.
//! - An object is there before the line whose manifest names it.
//! - The history of a folder is a beginning of the replica's. Where it is not, the replica has lost something or is
//!   another ledger's, and opening is refused: nothing is rolled back.
//! - Frames are forgotten only when a line that was kept signs them as sealed. No other line is ever forgotten.
//!
//! # Modules, in reading order
//!
//! `body`, `link`, `truth`, `found`, `restore`, `objects`, [`memory`].

#[cfg(test)]
mod away_tests;
mod body;
#[cfg(test)]
mod crash_tests;
pub(crate) mod found;
pub(crate) mod link;
pub mod memory;
pub(crate) mod objects;
pub(crate) mod restore;
pub(crate) mod truth;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use talap_model::{Clock, Explain, Message};
use tokio::sync::mpsc::WeakUnboundedSender;

use crate::archive::Archive;
use crate::disk::Disk;
use crate::error::OpenError;
use crate::keys::SigningKey;
use crate::layout::Layout;
use crate::ledger::{LedgerConfig, Recovery};
use crate::recovery::{self, Leavings};
use crate::replica::truth::Truth;
use crate::writer::{Command, Writer};

/// Keeps the lines of one ledger, durably, for whoever has the ledger's lease. Its methods wait, and are called from plain
/// threads.
pub trait Replica: Send + Sync + fmt::Debug {
    /// Where it is, for a person.
    fn place(&self) -> String;

    /// Lines in order of their numbers, from a number on: as many as fit well into memory, and none when there are no more.
    /// What was forgotten is left out.
    ///
    /// # Errors
    ///
    /// [`ReplicaFault::Unreachable`].
    fn lines(&self, from: u64) -> Result<Vec<Line>, ReplicaFault>;

    /// Keeps a line, durably, unless the lease is another's. A line that was kept already with the same content will do, so
    /// that one whose answer was lost is sent again.
    ///
    /// # Errors
    ///
    /// [`ReplicaFault::Fenced`] when the token is not the lease's any more, [`ReplicaFault::Conflict`] when the number is
    /// another line's or does not follow the last one, [`ReplicaFault::Unreachable`] when it is not known whether it was
    /// kept.
    fn keep(&self, line: &Line) -> Result<(), ReplicaFault>;

    /// Forgets the lines of frames all of whose batches are before this one, unless the lease is another's.
    ///
    /// # Errors
    ///
    /// As of [`Replica::keep`].
    fn forget(&self, batch: u64) -> Result<(), ReplicaFault>;
}

/// A line: what the ledger grew by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 0, without gaps.
    pub number: u64,
    /// Of which kind.
    pub kind: LineKind,
    /// Of frames the batch after the last one; 0 otherwise.
    pub end: u64,
    /// The content, which begins with a version.
    pub body: Bytes,
}

/// The kinds of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A group commit of the write-ahead log.
    Frames,
    /// Growth that a checkpoint signed.
    Signed,
    /// A ledger begins to be handed over.
    Founding,
    /// It is handed over whole.
    Founded,
}

impl LineKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Frames, Self::Signed, Self::Founding, Self::Founded];

    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Frames => "frames",
            Self::Signed => "signed",
            Self::Founding => "founding",
            Self::Founded => "founded",
        }
    }

    /// The kind of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A replica that did not do what it should.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReplicaFault {
    /// The lease is another node's by now: this one may write nothing.
    #[error("another node keeps the ledger by now")]
    Fenced,
    /// Another line has the number, or a number was left out.
    #[error("line {number} of the ledger's replica is not the next one")]
    Conflict {
        /// The number.
        number: u64,
    },
    /// It cannot be reached, or failed.
    #[error("the ledger's replica {place} cannot be reached: {cause}")]
    Unreachable {
        /// Where it should be.
        place: String,
        /// Why.
        cause: String,
    },
    /// What it keeps is not what was kept.
    #[error("the ledger's replica {place} is damaged: {reason}")]
    Damaged {
        /// Where it is.
        place: String,
        /// What is wrong.
        reason: String,
    },
    /// It is another ledger's, or an older state of this one.
    #[error("the ledger's replica {place} does not continue the ledger in this folder")]
    Another {
        /// Where it is.
        place: String,
    },
    /// Another folder's ledger was being handed over when that was interrupted.
    #[error("the handing over of a ledger to {place} was interrupted, and this folder does not hold that ledger")]
    HalfFounded {
        /// Where it is.
        place: String,
    },
}

impl Explain for ReplicaFault {
    fn explain(&self) -> Message {
        match self {
            Self::Fenced => Message::new("ledger-replica-fenced"),
            Self::Conflict { number } => Message::new("ledger-replica-conflict").with("number", *number),
            Self::Unreachable { place, cause } => {
                Message::new("ledger-replica-unreachable").with("place", place.as_str()).with("cause", cause.as_str())
            }
            Self::Damaged { place, reason } => {
                Message::new("ledger-replica-damaged").with("place", place.as_str()).with("cause", reason.as_str())
            }
            Self::Another { place } => Message::new("ledger-replica-another").with("place", place.as_str()),
            Self::HalfFounded { place } => Message::new("ledger-replica-half-founded").with("place", place.as_str()),
        }
    }
}

/// Opens a ledger: alone in its folder, or as a copy of what the replica holds.
pub(crate) fn open(
    disk: Disk,
    config: LedgerConfig,
    key: SigningKey,
    clock: Arc<dyn Clock>,
    wake: WeakUnboundedSender<Command>,
) -> Result<(Writer, Recovery, Leavings), OpenError> {
    let Some(replication) = config.replica.clone() else {
        return recovery::open(disk, config, key, clock, wake, None);
    };
    let work = || {
        let truth = founded(&disk, &config, &replication, (&key, &clock, &wake))?;
        recovery::open(disk.clone(), config.clone(), key.clone(), Arc::clone(&clock), wake.clone(), Some(truth))
    };
    // Replica and objects wait, which a thread that drives other tasks must not.
    let panicked = || ReplicaFault::Damaged { place: replication.lines.place(), reason: "opening panicked".to_owned() };
    std::thread::scope(|scope| scope.spawn(work).join()).unwrap_or_else(|_| Err(panicked().into()))
}

/// What the lines say, once they say anything: an empty replica is given what the folder holds.
fn founded(
    disk: &Disk,
    config: &LedgerConfig,
    replication: &Replication,
    (key, clock, wake): (&SigningKey, &Arc<dyn Clock>, &WeakUnboundedSender<Command>),
) -> Result<Truth, OpenError> {
    let truth = Truth::read(replication)?;
    if truth.founded {
        return Ok(truth);
    }
    found::demand_same(&truth, replication, &Layout::new(&config.dir), &key.verifier(&config.origin)?)?;
    let alone = LedgerConfig { replica: None, ..config.clone() };
    let (writer, ..) = recovery::open(disk.clone(), alone, key.clone(), Arc::clone(clock), wake.clone(), None)?;
    found::found(&writer, replication, truth.next)?;
    drop(writer);
    Ok(Truth::read(replication)?)
}

/// Where a ledger of the grown size is kept beside the folder.
#[derive(Debug, Clone)]
pub struct Replication {
    /// The lines.
    pub lines: Arc<dyn Replica>,
    /// The content of sealed files.
    pub objects: Arc<Archive>,
    /// How long to wait before each further attempt when the replica does not answer.
    pub pauses: Vec<Duration>,
}

impl Replication {
    /// With the usual patience: five attempts in about three seconds, which is less than leases last.
    pub fn new(lines: Arc<dyn Replica>, objects: Arc<Archive>) -> Self {
        let pauses = [100, 300, 800, 2000].map(Duration::from_millis).into();
        Self { lines, objects, pauses }
    }

    /// Does something until it is done or refused, or patience is over. It must be the same when it is done twice.
    pub(crate) fn persist<T>(&self, act: impl Fn() -> Result<T, ReplicaFault>) -> Result<T, ReplicaFault> {
        let mut pauses = self.pauses.iter();
        loop {
            match act() {
                Err(fault @ ReplicaFault::Unreachable { .. }) => match pauses.next() {
                    Some(pause) => {
                        tracing::warn!(%fault, "the ledger's replica is asked again");
                        std::thread::sleep(*pause);
                    }
                    None => return Err(fault),
                },
                other => return other,
            }
        }
    }
}
