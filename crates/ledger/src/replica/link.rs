//! The writer's side: what the ledger grows by goes to the replica before anybody is told.

use std::io;
use std::path::Path;

use super::body::{self, Growth};
use super::{Line, ReplicaFault, Replication};
use crate::archive::ArchiveError;
use crate::disk::{Action, DiskFault};

/// The lines of this ledger, as its writer adds to them.
#[derive(Debug)]
pub(crate) struct Link {
    replication: Replication,
    /// The number of the next line.
    next: u64,
    /// What is durable in the folder and signed by no checkpoint yet.
    growth: Growth,
}

impl Link {
    /// A link that goes on with a line. The leaves are those beyond the last checkpoint.
    pub(crate) fn new(replication: Replication, next: u64, leaves: Vec<u8>) -> Self {
        Self { replication, next, growth: Growth { leaves, ..Growth::default() } }
    }

    pub(crate) fn replication(&self) -> &Replication {
        &self.replication
    }

    /// Keeps a group commit of the log with this header. `end` is the batch after its last.
    pub(crate) fn keep_frames(&mut self, end: u64, header: &[u8], frames: &[u8]) -> Result<(), DiskFault> {
        self.keep(&body::frames(self.next, end, header, frames))
    }

    /// Takes bytes of the manifest, to be kept with the checkpoint that signs them.
    pub(crate) fn grow_manifest(&mut self, bytes: &[u8]) {
        self.growth.manifest.extend(bytes);
    }

    /// Takes leaves, likewise. What is lost of them with this writer follows from the frames.
    pub(crate) fn grow_leaves(&mut self, leaves: &[u8]) {
        self.growth.leaves.extend(leaves);
    }

    /// Keeps a checkpoint with everything that it signs for the first time. Only then may anybody see it.
    pub(crate) fn keep_signed(&mut self, note: &str) -> Result<(), DiskFault> {
        self.growth.notes = note.as_bytes().to_vec();
        self.keep(&body::signed(self.next, &self.growth))?;
        self.growth = Growth::default();
        Ok(())
    }

    /// Lets frames go whose batches are sealed, as a line that was kept says. What is left over is tried again with the next
    /// seal.
    pub(crate) fn forget(&self, batch: u64) {
        if let Err(fault) = self.replication.lines.forget(batch) {
            tracing::warn!(%fault, "the ledger's replica has not let sealed frames go yet");
        }
    }

    fn keep(&mut self, line: &Line) -> Result<(), DiskFault> {
        let replication = &self.replication;
        replication.persist(|| replication.lines.keep(line)).map_err(|fault| failed(replication, fault))?;
        self.next += 1;
        Ok(())
    }
}

/// A failure of the replica as one of the writer: it takes nothing any more.
fn failed(replication: &Replication, fault: ReplicaFault) -> DiskFault {
    DiskFault::new(Action::Replicate, Path::new(&replication.lines.place()), io::Error::other(fault))
}

/// The same of the objects, for a file of the folder.
pub(crate) fn unplaced(path: &Path, error: ArchiveError) -> DiskFault {
    match error {
        ArchiveError::Disk(fault) => fault,
        other => DiskFault::new(Action::Replicate, path, io::Error::other(other)),
    }
}
