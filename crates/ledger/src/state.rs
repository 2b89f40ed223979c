//! What queries see of the ledger at a moment, swapped as a whole so that no event is missed or seen twice.

use std::sync::{Arc, PoisonError, RwLock};

use crate::archive::ArchiveError;
use crate::batch::{Batch, Partition};
use crate::checkpoint::Checkpoint;
use crate::disk::DiskFault;
use crate::life::lines::ArchiveLine;
use crate::life::rules::Rules;
use crate::manifest::FileLine;
use crate::tiles::Edge;

/// A sealed file that queries read.
#[derive(Debug, Clone)]
pub(crate) struct SealedFile {
    pub(crate) line: FileLine,
    pub(crate) partition: Partition,
    /// Set once it is in the archive store.
    pub(crate) archived: Option<ArchiveLine>,
    /// Held by every view and every plan that may still read the file where it is; it is not deleted before they are gone.
    pub(crate) pin: Pin,
}

/// Keeps a file from being deleted as long as a copy of it lives.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pin(Arc<()>);

impl Pin {
    /// Whether this is the last copy.
    pub(crate) fn is_last(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

impl SealedFile {
    pub(crate) fn new(line: FileLine, partition: Partition, archived: Option<ArchiveLine>) -> Self {
        Self { line, partition, archived, pin: Pin::default() }
    }
}

/// Sealed files, and the batches that are in none of them yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    pub(crate) files: Arc<Vec<SealedFile>>,
    pub(crate) tail: Vec<Arc<Batch>>,
    pub(crate) stats: Stats,
    pub(crate) failed: Option<DiskFault>,
    /// Why a seal waits to put its files among the objects, while it does.
    pub(crate) unplaced: Option<ArchiveError>,
    /// How long events are kept.
    pub(crate) rules: Arc<Rules>,
    /// The last checkpoint with what proofs under it need.
    pub(crate) signed: Option<Arc<SignedTree>>,
}

/// A checkpoint and the tree that it signs, as far as no full tile holds it.
#[derive(Debug, Clone)]
pub(crate) struct SignedTree {
    pub(crate) checkpoint: Checkpoint,
    /// The note as it stands in the history.
    pub(crate) note: String,
    pub(crate) edge: Edge,
}

/// How much a ledger holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// All events.
    pub events: u64,
    /// All batches, which are the leaves of the tree.
    pub batches: u64,
    /// Sealed Parquet files.
    pub files: u64,
    /// Events that are in the write-ahead log and not in a Parquet file yet.
    pub tail_events: u64,
    /// Events whose retention is over and that are gone; `events` counts them all the same.
    pub expired_events: u64,
    /// Partitions (one source of an object on one day) whose retention is over and that are gone.
    pub expired_partitions: u64,
    /// The last checkpoint.
    pub last_checkpoint: Option<Checkpoint>,
}

/// The view that the writer changes and queries copy.
#[derive(Debug, Default)]
pub(crate) struct Shared(RwLock<View>);

impl Shared {
    pub(crate) fn new(view: View) -> Self {
        Self(RwLock::new(view))
    }

    pub(crate) fn read<T>(&self, look: impl FnOnce(&View) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut View)) {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner));
    }
}
