//! Sealing: the tail becomes Parquet files, the manifest names them, a checkpoint binds it, and only then the write-ahead
//! log is deleted. A crash between any two steps loses nothing and counts nothing twice: lines of the manifest
//! that no checkpoint signed do not count, and opening seals from the log again.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::Arc;

use sha2::Digest as _;

use crate::batch::{Batch, Partition};
use crate::disk::{Action, DiskFault};
use crate::ledger::Sealing;
use crate::manifest::{FileLine, SealLine, seal_bytes, segment_name};
use crate::segment;
use crate::state::SealedFile;
use crate::writer::Writer;

impl Writer {
    /// Seals the whole tail, unless a verifier is at work.
    pub(crate) fn seal(&mut self) -> Result<Sealing, DiskFault> {
        let tail = self.shared.read(|view| view.tail.clone());
        if tail.is_empty() {
            return Ok(Sealing::NothingToSeal);
        }
        let Some(_lock) = try_exclusive(&self.layout.seal_lock())? else {
            return Ok(Sealing::Postponed);
        };
        let mut files = Vec::new();
        for (partition, batches) in by_partition(tail) {
            files.push(self.write_segment(partition, &batches)?);
        }
        self.extend_manifest(&files)?;
        let sealed = files.len() as u64;
        self.shared.change(|view| {
            Arc::make_mut(&mut view.files).extend(files);
            view.tail.clear();
            view.stats.tail_events = 0;
            view.stats.files = view.files.len() as u64;
        });
        self.checkpoint()?;
        self.drop_wal()?;
        Ok(Sealing::Sealed { files: sealed })
    }

    fn write_segment(&self, partition: Partition, batches: &[Arc<Batch>]) -> Result<SealedFile, DiskFault> {
        let temporary = self.layout.temporary_segment();
        let written = segment::write(&self.disk, &temporary, batches)?;
        let indexes = || batches.iter().map(|batch| batch.index);
        let (first_batch, last_batch) = (indexes().min().unwrap_or(0), indexes().max().unwrap_or(0));
        let name = segment_name(first_batch, last_batch);
        let folder = self.layout.events().join(partition.folder());
        self.disk.make_folder(&folder)?;
        self.disk.rename(&temporary, &folder.join(&name))?;
        self.disk.sync_folder(&folder)?;
        let line = FileLine {
            path: format!("{}/{name}", partition.folder().display()),
            size: written.size,
            sha256: written.sha256,
            first_batch,
            last_batch,
            events: batches.iter().map(|batch| batch.events.len() as u64).sum(),
        };
        Ok(SealedFile::new(line, partition, None))
    }

    fn extend_manifest(&mut self, files: &[SealedFile]) -> Result<(), DiskFault> {
        let lines: Vec<_> = files.iter().map(|file| file.line.clone()).collect();
        let seal = SealLine { next_batch: self.tree.size(), events: self.next_seq, files: lines.len() as u64 };
        self.append_to_manifest(&seal_bytes(&lines, &seal), seal.files + 1)
    }

    /// Makes lines of the manifest durable. They count once a checkpoint has signed them.
    pub(crate) fn append_to_manifest(&mut self, bytes: &[u8], lines: u64) -> Result<(), DiskFault> {
        let path = self.layout.manifest();
        self.disk.write(&mut self.manifest.file, &path, bytes)?;
        self.disk.sync(&self.manifest.file, &path)?;
        self.manifest.hasher.update(bytes);
        self.manifest.bytes += bytes.len() as u64;
        self.manifest.lines += lines;
        Ok(())
    }

    fn drop_wal(&mut self) -> Result<(), DiskFault> {
        self.wal = None;
        self.tail_bytes = 0;
        if let Some(mirror) = &mut self.mirror {
            mirror.rotate();
        }
        for path in std::mem::take(&mut self.wal_paths) {
            self.disk.remove(&path)?;
        }
        self.disk.sync_folder(&self.layout.wal_folder())
    }
}

fn by_partition(tail: Vec<Arc<Batch>>) -> BTreeMap<Partition, Vec<Arc<Batch>>> {
    let mut parts: BTreeMap<Partition, Vec<Arc<Batch>>> = BTreeMap::new();
    for batch in tail {
        parts.entry(batch.partition.clone()).or_default().push(batch);
    }
    parts
}

/// Locks a file against everybody, or returns `None` when somebody holds it. The lock ends with the file.
pub(crate) fn try_exclusive(path: &Path) -> Result<Option<File>, DiskFault> {
    let fault = |cause| DiskFault::new(Action::Lock, path, cause);
    let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(path).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(cause)) => Err(fault(cause)),
    }
}
