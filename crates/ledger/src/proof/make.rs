//! Making a proof: the event's batch from the tail or a sealed file, its path from the tiles.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use parquet::file::reader::ChunkReader;
use sha2::{Digest, Sha256};
use talap_model::{Caller, Right};

use super::fault::ProveError;
use super::form::{self, Parts, Runs, leaf};
use super::rows;
use crate::archive::{Archive, ArchiveError};
use crate::batch::{Partition, encodings};
use crate::evidence;
use crate::layout::Layout;
use crate::ledger::Ledger;
use crate::merkle::{Hash, inclusion_path, inclusion_proof, leaf_hash, tree_hash, verify_inclusion};
use crate::stamp;
use crate::state::{SealedFile, SignedTree, View};
use crate::tiles::{TileFault, TileNodes};

/// How often a sealed file that went away meanwhile is looked for again: it may have become part of another.
const ATTEMPTS: usize = 3;

/// The proof of one event, ready to be kept as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    seq: u64,
    text: String,
}

impl Proof {
    /// The event's place in the ledger.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The content of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The usual name of the file.
    pub fn file_name(&self) -> String {
        format!("event-{}.tlog-proof", self.seq)
    }
}

impl Ledger {
    /// The proof that an event is in the ledger, or `None` where there is no such event for this caller. An event that is
    /// newer than the last checkpoint gets one.
    ///
    /// # Errors
    ///
    /// [`ProveError`]: the caller lacks [`Right::ReadEvents`], the disk refuses, or what is kept is not what was signed.
    pub async fn prove(&self, caller: &Caller, seq: u64) -> Result<Option<Proof>, ProveError> {
        caller.require(Right::ReadEvents)?;
        let (layout, asking) = (Arc::new(Layout::new(self.dir())), caller.clone());
        let Some(found) = self.find(&layout, &asking, seq).await? else { return Ok(None) };
        let covered = |view: &View| view.signed.clone().filter(|signed| signed.checkpoint.size > found.index);
        if self.shared().read(covered).is_none() {
            self.checkpoint().await?;
        }
        let signed = self.shared().read(covered).ok_or(ProveError::Damaged { batch: found.index })?;
        let made = blocking(move || found.prove(&layout, &signed)).await?;
        Ok(Some(Proof { seq, text: form::write(&made) }))
    }

    async fn find(&self, layout: &Arc<Layout>, caller: &Caller, seq: u64) -> Result<Option<Found>, ProveError> {
        let mut attempt = 1;
        loop {
            let view = self.shared().read(View::clone);
            if seq >= view.stats.events {
                return Ok(None);
            }
            let (layout, caller, archive) = (Arc::clone(layout), caller.clone(), self.house().archive.clone());
            let look = move || Found::look(&view, (&layout, archive.as_deref()), &caller, seq);
            match blocking(look).await {
                Err(ProveError::Disk(fault)) if fault.cause.kind() == io::ErrorKind::NotFound && attempt < ATTEMPTS => {
                    attempt += 1;
                }
                other => return other,
            }
        }
    }
}

/// Does what waits for a disk where it holds nobody up.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ProveError> + Send + 'static,
) -> Result<T, ProveError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| ProveError::CutOff)?
}

/// An event's batch.
struct Found {
    seq: u64,
    index: u64,
    partition: Partition,
    seqs: Runs,
    hashes: Vec<Hash>,
    /// Which of the hashes is the event's.
    position: usize,
    encoding: Vec<u8>,
}

impl Found {
    fn look(
        view: &View,
        (layout, archive): (&Layout, Option<&Archive>),
        caller: &Caller,
        seq: u64,
    ) -> Result<Option<Self>, ProveError> {
        for batch in view.tail.iter().filter(|batch| caller.reaches(&batch.partition.organisation)) {
            let parts = || encodings(&batch.body).filter_map(Result::ok);
            if parts().any(|(found, _)| found == seq) {
                let parts: Vec<_> = parts().map(|(seq, encoding)| (seq, encoding.to_vec())).collect();
                return Ok(Self::of(seq, batch.index, batch.partition.clone(), &parts));
            }
        }
        for file in candidates(view, caller, seq) {
            let found = if let Some(line) = &file.archived {
                let archive = archive.ok_or_else(|| ProveError::Archive(Arc::new(ArchiveError::None)))?;
                let open = || Ok(archive.open(&line.path, line.version.as_deref())?);
                in_file(open, &file.partition, seq)
                    .map_err(|error| unreadable(PathBuf::from(&line.path), error.as_ref()))?
            } else {
                let path = layout.events().join(&file.line.path);
                let open = || Ok(File::open(&path)?);
                in_file(open, &file.partition, seq).map_err(|error| unreadable(path.clone(), error.as_ref()))?
            };
            if let Some((index, parts)) = found {
                return Ok(Self::of(seq, index, file.partition.clone(), &parts));
            }
        }
        Ok(None)
    }

    fn of(seq: u64, index: u64, partition: Partition, events: &[(u64, Vec<u8>)]) -> Option<Self> {
        let position = events.iter().position(|(found, _)| *found == seq)?;
        Some(Self {
            seq,
            index,
            partition,
            seqs: Runs::of(events.iter().map(|(seq, _)| *seq)),
            hashes: events.iter().map(|(_, encoding)| leaf_hash(encoding)).collect(),
            position,
            encoding: events.get(position)?.1.clone(),
        })
    }

    /// The proof under the best confirmed checkpoint that covers the batch: a cosigned one, else a stamped one, else the last.
    fn prove(self, layout: &Layout, signed: &SignedTree) -> Result<Parts, ProveError> {
        let damaged = ProveError::Damaged { batch: self.index };
        let leaf = leaf(self.index, &self.partition, &self.seqs, &tree_hash(&self.hashes));
        let nodes = TileNodes::new(layout, &signed.edge);
        let confirmed = evidence::best(layout, self.index).filter(|best| best.head.size <= signed.checkpoint.size);
        let confirmed = confirmed.and_then(|best| {
            let path = inclusion_path(&nodes, self.index, best.head.size).ok()??;
            verify_inclusion(&leaf, self.index, best.head.size, &path, &best.head.root).then_some((path, best.note))
        });
        let (path, note) = if let Some(confirmed) = confirmed {
            confirmed
        } else {
            let size = signed.checkpoint.size;
            let path = match inclusion_path(&nodes, self.index, size) {
                Ok(path) => path.ok_or_else(|| damaged.clone())?,
                Err(TileFault::Disk(fault)) => return Err(fault.into()),
                Err(_) => return Err(damaged),
            };
            if !verify_inclusion(&leaf, self.index, size, &path, &signed.checkpoint.root) {
                return Err(damaged);
            }
            (path, signed.note.clone())
        };
        let stamp = evidence::stamp_of(layout, &note)
            .filter(|(plain, token)| stamp::check(token, &Sha256::digest(plain).into(), None).is_ok());
        Ok(Parts {
            seq: self.seq,
            inner: inclusion_proof(&self.hashes, self.position).ok_or(damaged)?,
            encoding: self.encoding,
            partition: self.partition,
            seqs: self.seqs,
            stamp: stamp.map(|(_, token)| token),
            index: self.index,
            path,
            note,
        })
    }
}

/// The batch that an event is in, and the encodings of its events, if it is in a file.
#[allow(clippy::type_complexity, reason = "the error is whatever the reader says")]
fn in_file<R: ChunkReader + 'static>(
    open: impl Fn() -> Result<R, rows::Broken>,
    partition: &Partition,
    seq: u64,
) -> Result<Option<(u64, Vec<(u64, Vec<u8>)>)>, rows::Broken> {
    let Some(index) = rows::batch_of(open()?, seq)? else { return Ok(None) };
    Ok(Some((index, rows::encodings_of(open()?, partition, index)?)))
}

/// The sealed files that the caller may read, those first that should hold the event: events are sealed in order, so the sum
/// of all before a file is about where it begins.
fn candidates<'a>(view: &'a View, caller: &Caller, seq: u64) -> Vec<&'a SealedFile> {
    let mut files: Vec<_> = view.files.iter().collect();
    files.sort_by_key(|file| file.line.first_batch);
    let (mut before, mut guesses) = (0_u64, Vec::new());
    for file in files {
        let after = before.saturating_add(file.line.events);
        if caller.reaches(&file.partition.organisation) {
            guesses.push((before.saturating_sub(seq).max(seq.saturating_sub(after)), file));
        }
        before = after;
    }
    guesses.sort_by_key(|(distance, _)| *distance);
    guesses.into_iter().map(|(_, file)| file).collect()
}

fn unreadable(file: PathBuf, error: &(dyn std::error::Error + 'static)) -> ProveError {
    let gone = std::iter::successors(Some(error), |error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .find(|error| error.kind() == io::ErrorKind::NotFound);
    match gone {
        Some(error) => crate::disk::DiskFault::new(crate::disk::Action::Read, &file, error.kind().into()).into(),
        None => ProveError::Unreadable { file, cause: error.to_string() },
    }
}
