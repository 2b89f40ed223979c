//! The second store (UR 38): what concerns confidential objects is written to another folder as well, on another disk. Its
//! log is durable before an event is acknowledged, at the same time as the ledger's own; sealed files are copied when the
//! ledger is tended.
//!
//! While the second store cannot be written, events of confidential objects are refused, and others are taken
//! (`docs/adr/0013-the-life-of-files.md`). The folder itself is never created: a disk that is not mounted must not be taken for an
//! empty one. What the ledger lost is put back from it by [`restore::Restore`] (`docs/adr/0021-restoring-from-the-second-store.md`).

mod amiss;
mod frames;
pub(crate) mod health;
mod kept;
pub(crate) mod log;
mod logs;
mod mark;
mod put;
mod recovered;
pub(crate) mod restore;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use talap_model::{ObjectId, OrganisationId, SourceId};

use crate::batch::Partition;
use crate::disk::{self, Disk, DiskFault};
use crate::layout::Layout;
use crate::life::Trouble;
use crate::manifest;
use crate::segment::Written;
use crate::state::SealedFile;
use health::Health;

/// A file on its way into the second store.
const INCOMING: &str = "incoming";

/// What is confidential.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confidential {
    /// Objects, all of whose events are.
    pub objects: BTreeSet<(OrganisationId, ObjectId)>,
    /// Sources.
    pub sources: BTreeSet<SourceId>,
}

impl Confidential {
    /// Whether events of a partition are.
    fn covers(&self, organisation: &OrganisationId, object: &ObjectId, source: &SourceId) -> bool {
        self.sources.contains(source)
            || !self.objects.is_empty() && self.objects.contains(&(organisation.clone(), object.clone()))
    }
}

/// What is confidential now, as the writer and whoever tends see it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks(Arc<RwLock<Confidential>>);

impl Marks {
    pub(crate) fn set(&self, confidential: Confidential) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = confidential;
    }

    /// Whether any of these partitions is.
    pub(crate) fn any(&self, partitions: &[Partition]) -> bool {
        let marks = self.0.read().unwrap_or_else(PoisonError::into_inner);
        partitions.iter().any(|one| marks.covers(&one.organisation, &one.object, &one.source))
    }

    pub(crate) fn partition(&self, partition: &Partition) -> bool {
        let marks = self.0.read().unwrap_or_else(PoisonError::into_inner);
        marks.covers(&partition.organisation, &partition.object, &partition.source)
    }
}

pub(crate) fn log_folder(second: &Path) -> PathBuf {
    second.join("wal")
}

/// Where the copies of sealed files are.
pub(crate) fn copies(second: &Path) -> PathBuf {
    second.join("events")
}

/// Where the copies of their indexes of tokens are.
fn indexes(second: &Path) -> PathBuf {
    second.join("tokens")
}

/// The copy of a file that has this path below `events/` of the ledger.
pub(crate) fn copy_of(second: &Path, path: &str) -> PathBuf {
    let is_index = manifest::segment_of_index(path).is_some();
    if is_index { indexes(second) } else { copies(second) }.join(path)
}

/// A ledger whose second store is brought in line with it.
pub(crate) struct Mirrored<'a> {
    pub(crate) disk: &'a Disk,
    pub(crate) layout: &'a Layout,
    pub(crate) origin: &'a str,
    pub(crate) second: &'a Path,
    pub(crate) health: &'a Health,
    pub(crate) marks: &'a Marks,
}

impl Mirrored<'_> {
    /// Brings the sealed files of the second store in line with the ledger's: copies what is new, and deletes what is the
    /// ledger's no more, and logs of which all is sealed. Batches of a log that are not the ledger's are kept until events of
    /// their partition `may_go`. Returns how many files were copied, not counting indexes.
    ///
    /// A file that is not what was signed is not copied, and then no log goes either: it may be what the file is made from
    /// again.
    pub(crate) fn copy_sealed(
        &self,
        files: &[SealedFile],
        next_batch: u64,
        may_go: impl Fn(&Partition) -> bool,
    ) -> Result<u64, Trouble> {
        mark::reach(self.disk, (self.second, self.origin), self.health)?;
        let (mut wanted, mut copied, mut trouble) = (BTreeSet::new(), 0, None);
        for file in files.iter().filter(|file| self.marks.partition(&file.partition)) {
            for (path, written) in file.line.written() {
                let target = copy_of(self.second, &path);
                let is_there = fs::metadata(&target).is_ok_and(|found| found.len() == written.size);
                let is_segment = path == file.line.path;
                // The index stays in the ledger's folder when the file goes to the archive store.
                let is_away = is_segment && file.archived.is_some();
                if !is_there && !is_away {
                    match self.copy(&self.layout.events().join(&path), &target, &written) {
                        Ok(()) => copied += u64::from(is_segment),
                        Err(fault) => trouble = trouble.or(Some(fault)),
                    }
                }
                wanted.insert(target);
            }
        }
        if let Some(trouble) = trouble {
            return Err(trouble);
        }
        kept::clear(self.disk, self.second, &self.layout.leaves(), next_batch, may_go)?;
        self.remove_others(&wanted, files)?;
        Ok(copied)
    }

    fn copy(&self, from: &Path, to: &Path, written: &Written) -> Result<(), Trouble> {
        let temporary = self.second.join(INCOMING);
        if put::copy(self.disk, from, &temporary)? != *written {
            self.disk.remove(&temporary)?;
            return Err(Trouble::Changed { path: from.to_owned() });
        }
        let folder = to.parent().unwrap_or(self.second);
        self.disk.make_folder(folder)?;
        self.disk.rename(&temporary, to)?;
        Ok(self.disk.sync_folder(folder)?)
    }

    /// Deletes copies of files that others took the place of, or that expired. Copies of what is confidential no more stay as
    /// long as the ledger has the file.
    fn remove_others(&self, wanted: &BTreeSet<PathBuf>, files: &[SealedFile]) -> Result<(), DiskFault> {
        let others = files.iter().filter(|file| !self.marks.partition(&file.partition));
        let kept: BTreeSet<PathBuf> =
            others.flat_map(|file| file.line.written()).map(|(path, _)| copy_of(self.second, &path)).collect();
        let mut folders = vec![copies(self.second), indexes(self.second)];
        while let Some(folder) = folders.pop() {
            for path in disk::list(&folder)? {
                if path.is_dir() {
                    folders.push(path);
                } else if !wanted.contains(&path) && !kept.contains(&path) {
                    self.disk.remove(&path)?;
                }
            }
        }
        Ok(())
    }
}
