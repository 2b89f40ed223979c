//! Restoring from the second store: what the ledger's folder lacks of confidential partitions is put back, exactly as the
//! signed checkpoint names it (`docs/adr/0021-restoring-from-the-second-store.md`).
//!
//! Nothing is believed that is not signed: a sealed file is held against its hash in the manifest, a batch of the log against
//! its leaf in the tree. Batches that no checkpoint covers yet are as good as any in the log; they are put back where all
//! before them are there. What has no place in the ledger any more is given out as events.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use talap_model::{Explain, Message};

pub use super::amiss::{Amiss, NoRemedy, Remedy};
use super::frames::{self, Found};
use super::health::SecondFault;
use super::log::log_number;
use super::logs::{LogPlan, Logs};
use super::put::{self, Placed, Putting};
pub use super::recovered::Recovered;
use super::recovered::{self, Lone};
use super::{INCOMING, copy_of, kept, log_folder, mark};
use crate::batch::Batch;
use crate::checkpoint::{self, Checkpoint};
use crate::disk::{self, Action, Disk, DiskFault};
use crate::keys::VerifierKey;
use crate::layout::Layout;
use crate::manifest::{self, FileLine, Listed, Manifest};
use crate::merkle::{self, Hash};
use crate::recovery::read_or_empty;
use crate::seal::try_exclusive;
use crate::segment::{self, Effort, Written};
use crate::verify::{Reason, measure};

/// A folder that cannot be restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// A process has the ledger open.
    #[error("another process owns the ledger in {}", dir.display())]
    InUse {
        /// The folder of the ledger.
        dir: PathBuf,
    },
    /// A verification reads the ledger.
    #[error("the ledger in {} is being verified", dir.display())]
    Verifying {
        /// The folder of the ledger.
        dir: PathBuf,
    },
    /// What was signed is not known, so nothing can be held against it.
    #[error("{} is missing or is not what was signed", file.display())]
    Unsigned {
        /// The file.
        file: PathBuf,
    },
    /// A disk refused.
    #[error(transparent)]
    Disk(#[from] DiskFault),
}

impl Explain for RestoreError {
    fn explain(&self) -> Message {
        let at = |key: &str, path: &Path| Message::new(key).with("path", path.display().to_string());
        match self {
            Self::InUse { dir } => at("ledger-in-use", dir),
            Self::Verifying { dir } => at("ledger-restore-verifying", dir),
            Self::Unsigned { file } => at("ledger-restore-unsigned", file),
            Self::Disk(fault) => fault.explain(),
        }
    }
}

/// A file that was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Relative to the ledger's folder; of the second store, the whole path.
    pub path: PathBuf,
    /// Where the damaged one is that was there.
    pub aside: Option<PathBuf>,
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// The files that were put back.
    pub restored: Vec<Restored>,
}

/// A ledger and its second store, compared. As long as this lives nobody else opens or verifies the ledger.
pub struct Restore {
    disk: Disk,
    layout: Layout,
    second: PathBuf,
    checkpoint: Checkpoint,
    manifest: Manifest,
    /// The leaves that were signed; none where the file of them is another.
    covered: Option<Vec<Hash>>,
    plan: Plan,
    /// Files that were made again and were not what was signed.
    differing: BTreeSet<PathBuf>,
    _locks: [File; 2],
}

#[derive(Default)]
struct Plan {
    amiss: Vec<(Amiss, Work)>,
    lone: Vec<Lone>,
}

/// What is to be done about a file.
enum Work {
    Nothing,
    Copy { from: PathBuf, written: Written },
    Segment { line: FileLine, batches: Vec<Arc<Batch>> },
    Index { line: FileLine },
    Log { content: Bytes },
    CopyAgain { from: PathBuf, written: Written },
}

impl Restore {
    /// Compares a ledger with its second store.
    ///
    /// # Errors
    ///
    /// [`RestoreError`]: a process has the ledger, what was signed is not known, the second store is not there or is another
    /// ledger's.
    pub fn open(dir: &Path, second: &Path, key: &VerifierKey) -> Result<Self, RestoreError> {
        Self::open_on(Disk::default(), dir, second, key)
    }

    pub(crate) fn open_on(disk: Disk, dir: &Path, second: &Path, key: &VerifierKey) -> Result<Self, RestoreError> {
        let root = fs::canonicalize(dir).map_err(|cause| DiskFault::new(Action::Read, dir, cause))?;
        let layout = Layout::new(&root);
        let writer = try_exclusive(&layout.writer_lock())?.ok_or_else(|| RestoreError::InUse { dir: root.clone() })?;
        let seal = try_exclusive(&layout.seal_lock())?.ok_or_else(|| RestoreError::Verifying { dir: root.clone() })?;
        fs::read_dir(second).map_err(|cause| DiskFault::new(Action::Read, second, cause))?;
        if let Some(origin) = mark::of(second)?.filter(|origin| origin != key.name()) {
            return Err(SecondFault::OtherLedger { path: second.to_owned(), origin }.on_disk().into());
        }
        let checkpoint = last_checkpoint(&layout, key)?;
        let bytes = read_or_empty(&layout.manifest())?;
        let signed = usize::try_from(checkpoint.manifest_bytes).ok().and_then(|length| bytes.get(..length));
        let (Some(signed), Some(true)) = (
            signed,
            manifest::hash_of_first(&bytes, checkpoint.manifest_bytes).map(|hash| hash == checkpoint.manifest_hash),
        ) else {
            return Err(RestoreError::Unsigned { file: layout.manifest() });
        };
        let manifest = manifest::parse(signed);
        let covered = covered(&layout, &checkpoint)?;
        let mut restore = Self {
            disk,
            layout,
            second: second.to_owned(),
            checkpoint,
            manifest,
            covered,
            plan: Plan::default(),
            differing: BTreeSet::new(),
            _locks: [writer, seal],
        };
        restore.plan = restore.planned()?;
        Ok(restore)
    }

    /// The files that are not what was signed, in the order of the ledger's folder.
    pub fn amiss(&self) -> impl Iterator<Item = &Amiss> {
        self.plan.amiss.iter().map(|(amiss, _)| amiss)
    }

    /// What the second store has that has no place in the ledger.
    pub fn recovered(&self) -> Recovered {
        recovered::count(&self.plan.lone)
    }

    /// Writes the events of that as JSON lines, each with the evidence that there is for it.
    ///
    /// # Errors
    ///
    /// Whatever writing gives.
    pub fn write_recovered(&self, out: &mut dyn Write) -> io::Result<()> {
        recovered::write(&self.plan.lone, out)
    }

    /// Puts back what can be, and compares again. After an interruption it is simply done over.
    ///
    /// # Errors
    ///
    /// [`RestoreError`] when a disk refuses.
    pub fn carry_out(&mut self) -> Result<Done, RestoreError> {
        let mut done = Done::default();
        let plan = std::mem::take(&mut self.plan);
        for (amiss, work) in &plan.amiss {
            match self.put(&amiss.path, work)? {
                Some(Placed::Put(aside)) => done.restored.push(Restored { path: amiss.path.clone(), aside }),
                Some(Placed::Differs) => {
                    self.differing.insert(amiss.path.clone());
                }
                Some(Placed::WasSound) | None => {}
            }
        }
        self.plan = self.planned()?;
        Ok(done)
    }

    fn put(&self, path: &Path, work: &Work) -> Result<Option<Placed>, DiskFault> {
        let (disk, layout) = (&self.disk, &self.layout);
        let here =
            Putting { disk, root: &layout.root, temporary: layout.temporary_restored(), aside: layout.damaged() };
        let target = layout.root.join(path);
        let placed = match work {
            Work::Nothing => return Ok(None),
            Work::Copy { from, written } => here.place(&target, written, |to| put::copy(disk, from, to)),
            Work::Log { content } => here.place(&target, &put::written(content), |to| put::write(disk, to, content)),
            Work::Segment { line, batches } => {
                let written = Written { size: line.size, sha256: line.sha256.clone() };
                here.place(&target, &written, |to| self.segment_again(line, batches, to))
            }
            Work::Index { line } => match line.written().nth(1) {
                Some((_, written)) => here.place(&target, &written, |to| self.index_again(line, to)),
                None => return Ok(None),
            },
            Work::CopyAgain { from, written } => {
                let (temporary, aside) = (self.second.join(INCOMING), self.second.join("damaged"));
                let there = Putting { disk, root: &self.second, temporary, aside };
                there.place(path, written, |to| put::copy(disk, from, to))
            }
        };
        placed.map(Some)
    }

    /// Makes a sealed file again, as sealing did: with its index, which is made for itself afterwards.
    fn segment_again(&self, line: &FileLine, batches: &[Arc<Batch>], to: &Path) -> Result<Written, DiskFault> {
        let beside = self.layout.temporary_compaction_index();
        let index = line.index.as_ref().map(|_| beside.as_path());
        let made = segment::write(&self.disk, to, index, batches)?;
        if made.index.is_some() {
            self.disk.remove(&beside)?;
        }
        Ok(made.segment)
    }

    /// Makes the index of tokens of a sealed file again. A file that is not what was signed makes none.
    fn index_again(&self, line: &FileLine, to: &Path) -> Result<Written, DiskFault> {
        let segment = self.layout.events().join(&line.path);
        let none = Written { size: 0, sha256: String::new() };
        if measure(&segment, line.size).is_ok_and(|found| found.sha256 == line.sha256) {
            let beside = self.layout.temporary_compaction();
            let made = segment::merge(&self.disk, (&beside, to), &[segment], Effort::Quick)?;
            self.disk.remove(&beside)?;
            return Ok(made.index.unwrap_or(none));
        }
        put::write(&self.disk, to, &[])?;
        Ok(none)
    }

    fn planned(&self) -> Result<Plan, DiskFault> {
        let found = self.found()?;
        let mut plan = Plan::default();
        let mut unsound = BTreeSet::new();
        for listed in self.manifest.files.values() {
            let before = plan.amiss.len();
            self.plan_file(listed, &found, &mut plan.amiss);
            let path = Path::new("events").join(&listed.file.path);
            let mut new = plan.amiss.iter().skip(before);
            if new.any(|(amiss, _)| amiss.path == path && !amiss.can_be_restored()) {
                unsound.insert(listed.file.path.clone());
            }
        }
        let logs = self.plan_logs(&found, &mut plan.amiss)?;
        plan.lone = self.lone(found, &unsound, &logs.held);
        Ok(plan)
    }

    /// All that the logs of the second store hold, those first that were tried before.
    fn found(&self) -> Result<Vec<Found>, DiskFault> {
        let (mut found, mut logs) = (Vec::new(), disk::list(&log_folder(&self.second))?);
        logs.sort_by_key(|path| log_number(path));
        for path in kept::list(&self.second)?.into_iter().chain(logs) {
            found.extend(frames::of_log(&path)?.into_iter().flatten());
        }
        Ok(found)
    }

    /// Looks at a sealed file with its index, and at the copies of both.
    fn plan_file(&self, listed: &Listed, found: &[Found], amiss: &mut Vec<(Amiss, Work)>) {
        let line = &listed.file;
        for (path, written) in line.written() {
            let is_segment = path == line.path;
            let is_archived = is_segment && listed.archived.is_some();
            let (own, copy) = (self.layout.events().join(&path), copy_of(&self.second, &path));
            let of_copy = differs(&copy, &written);
            match differs(&own, &written).filter(|_| !is_archived) {
                Some(reason) => {
                    let work = self.remedy(line, is_segment, (&copy, of_copy, written), found);
                    let path = Path::new("events").join(&path);
                    amiss.push(self.unless_tried(Amiss { path, reason, remedy: work.0 }, work.1));
                }
                None => match of_copy {
                    None | Some(Reason::Missing) => {}
                    Some(reason) if is_archived => {
                        amiss.push((Amiss::without(copy, reason, NoRemedy::Archived), Work::Nothing));
                    }
                    Some(reason) => {
                        let again = Amiss { path: copy, reason, remedy: Remedy::CopiedAgain };
                        amiss.push(self.unless_tried(again, Work::CopyAgain { from: own, written }));
                    }
                },
            }
        }
    }

    fn unless_tried(&self, amiss: Amiss, work: Work) -> (Amiss, Work) {
        if self.differing.contains(&amiss.path) {
            return (Amiss { remedy: Remedy::None(NoRemedy::Differs), ..amiss }, Work::Nothing);
        }
        (amiss, work)
    }

    fn remedy(
        &self,
        line: &FileLine,
        is_segment: bool,
        (copy, of_copy, written): (&Path, Option<Reason>, Written),
        found: &[Found],
    ) -> (Remedy, Work) {
        let Some(reason) = of_copy else { return (Remedy::Copy, Work::Copy { from: copy.to_owned(), written }) };
        if !is_segment {
            return (Remedy::MadeAgain, Work::Index { line: line.clone() });
        }
        match self.batches_of(line, found) {
            Some(batches) => (Remedy::MadeAgain, Work::Segment { line: line.clone(), batches }),
            None if reason == Reason::Missing => (Remedy::None(NoRemedy::NoCopy), Work::Nothing),
            None => (Remedy::None(NoRemedy::CopyChanged), Work::Nothing),
        }
    }

    /// The batches of a sealed file, if all of them are still in the second store's log: it was sealed, and not copied yet.
    fn batches_of(&self, line: &FileLine, found: &[Found]) -> Option<Vec<Arc<Batch>>> {
        let partition = line.partition()?;
        let runs = line.first_batch..=line.last_batch;
        let of_file: BTreeMap<u64, Arc<Batch>> = found
            .iter()
            .map(|found| &found.frame.batch)
            .filter(|batch| runs.contains(&batch.index) && batch.partition == partition)
            .filter(|batch| self.is_signed(batch.index, &batch.leaf) == Some(true))
            .map(|batch| (batch.index, Arc::new(batch.clone())))
            .collect();
        let events = of_file.values().try_fold(0_u64, |sum, batch| sum.checked_add(batch.count))?;
        (events == line.events).then(|| of_file.into_values().collect())
    }

    fn plan_logs(&self, found: &[Found], amiss: &mut Vec<(Amiss, Work)>) -> Result<LogPlan, DiskFault> {
        let size = self.checkpoint.size;
        let Some(covered) = &self.covered else {
            let reason = Reason::Root { size };
            amiss.push((Amiss::without("tree/leaves".into(), reason, NoRemedy::Unproved), Work::Nothing));
            return Ok(LogPlan::default());
        };
        let logs = Logs { layout: &self.layout, sealed: self.manifest.next_batch, size, covered, found };
        let mut plan = logs.plan()?;
        amiss.extend(plan.whole.drain(..).map(|(one, content)| (one, Work::Log { content })));
        amiss.extend(plan.lost.drain(..).map(|one| (one, Work::Nothing)));
        Ok(plan)
    }

    /// Whether a batch is what the checkpoint signed; `None` where it signed none of this number, or that is not known.
    fn is_signed(&self, index: u64, leaf: &Hash) -> Option<bool> {
        let covered = self.covered.as_ref()?.get(usize::try_from(index).ok()?)?;
        Some(covered == leaf)
    }

    /// The batches that have no place in the ledger, once the plan is carried out.
    fn lone(&self, found: Vec<Found>, unsound: &BTreeSet<String>, held: &BTreeMap<u64, Hash>) -> Vec<Lone> {
        let mut lone = BTreeMap::new();
        for found in found {
            let batch = &found.frame.batch;
            let (index, leaf) = (batch.index, batch.leaf);
            let signed = self.is_signed(index, &leaf);
            let is_there = if index < self.manifest.next_batch {
                signed != Some(false) && !self.is_in_unsound(batch, unsound)
            } else {
                held.get(&index) == Some(&leaf)
            };
            if !is_there {
                lone.insert((index, leaf), Lone { found, is_signed: signed == Some(true) });
            }
        }
        lone.into_values().collect()
    }

    /// Whether the sealed file that a batch is in cannot be put back.
    fn is_in_unsound(&self, batch: &Batch, unsound: &BTreeSet<String>) -> bool {
        let folder = batch.partition.folder().display().to_string();
        let holds = |file: &FileLine| (file.first_batch..=file.last_batch).contains(&batch.index);
        let mut files = self.manifest.of_partition(&folder).map(|(_, listed)| &listed.file);
        files.any(|file| holds(file) && unsound.contains(&file.path))
    }
}

/// How a file differs from what was written.
fn differs(path: &Path, written: &Written) -> Option<Reason> {
    match measure(path, written.size) {
        Ok(found) if found == *written => None,
        Ok(found) if found.size != written.size => Some(Reason::Size { expected: written.size, found: found.size }),
        Ok(_) => Some(Reason::Content),
        Err(reason) => Some(reason),
    }
}

/// The checkpoint that says most: the last of the history, or the one beside it where the history is damaged.
fn last_checkpoint(layout: &Layout, key: &VerifierKey) -> Result<Checkpoint, RestoreError> {
    let history = read_or_empty(&layout.history())?;
    let (entries, _) = checkpoint::split_history(&history);
    let last = entries.iter().rev().find_map(|entry| Checkpoint::open(entry.note, key).ok());
    let current = read_or_empty(&layout.checkpoint())?;
    let known = last.into_iter().chain(Checkpoint::open(&current, key).ok());
    let newest = known.max_by_key(|checkpoint| (checkpoint.history_notes, checkpoint.size));
    newest.ok_or_else(|| RestoreError::Unsigned { file: layout.history() })
}

/// The leaves that the checkpoint signed, if the file of them has them.
fn covered(layout: &Layout, checkpoint: &Checkpoint) -> Result<Option<Vec<Hash>>, DiskFault> {
    let bytes = read_or_empty(&layout.leaves())?;
    let (all, _) = bytes.as_chunks::<32>();
    let signed = usize::try_from(checkpoint.size).ok().and_then(|size| all.get(..size));
    Ok(signed.filter(|signed| merkle::tree_hash(signed) == checkpoint.root).map(<[Hash]>::to_vec))
}

#[cfg(test)]
mod tests;
