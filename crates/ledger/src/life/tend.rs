//! Tending: what is to be done about sealed files is done, a step at a time. Events go on arriving meanwhile.
// Length: one round of tending, step by step, with its tests.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use talap_model::{Clock, Timestamp};

use super::change::{Changing, Grave, Place, Request};
use super::herald::{Expiring, Herald, Trouble};
use super::lines::{ArchiveLine, Change, CompactLine, DayLine, ExpireLine, PolicyLine};
use super::plan::{self, Tending};
use super::rules::{Retention, Rules, start_of};
use crate::archive::{Archive, ArchiveError};
use crate::disk::{Action, Disk, DiskFault};
use crate::error::KeepError;
use crate::layout::Layout;
use crate::ledger::Ledger;
use crate::manifest::{FileLine, IndexLine, index_name, segment_name};
use crate::merkle::Hash;
use crate::replica::{Replication, objects};
use crate::rows;
use crate::seal_lock::SealLock;
use crate::second::health::Health;
use crate::second::log::Hand;
use crate::second::{Marks, Mirrored};
use crate::segment::{self, Effort, Written};
use crate::state::SealedFile;
use crate::writer::Command;

/// How many files are named as archived by one checkpoint.
const MOVES_AT_ONCE: usize = 32;

/// How many partitions expire at one time.
const EXPIRIES_AT_ONCE: usize = 64;

/// A clock is set back by this much now and then without meaning anything.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;

/// What tending works with.
pub(crate) struct House {
    pub(crate) disk: Disk,
    pub(crate) layout: Layout,
    pub(crate) origin: String,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) archive: Option<Arc<Archive>>,
    /// The folder of the second store, and how that does.
    pub(crate) second: Option<(PathBuf, Arc<Health>)>,
    /// A way to the thread that writes its log.
    pub(crate) second_hand: Option<Mutex<Hand>>,
    pub(crate) marks: Marks,
    /// Keeps verifiers off, together with the writer.
    pub(crate) seal_lock: Arc<SealLock>,
    /// Files to delete once no query reads them.
    pub(crate) graves: Mutex<Vec<Grave>>,
    /// Where sealed files are kept beside the folder.
    pub(crate) replica: Option<Replication>,
    /// Objects of it that are to go as soon as their store lets them.
    pub(crate) left_objects: Mutex<Vec<String>>,
    /// One at a time.
    pub(crate) busy: tokio::sync::Mutex<()>,
}

/// What was done.
#[derive(Debug, Clone, Default)]
pub struct Tended {
    /// How many files were merged, and into how many.
    pub merged: (u64, u64),
    /// How many files moved to the archive store, and their size in bytes.
    pub moved: (u64, u64),
    /// How many files were copied to the second store.
    pub copied: u64,
    /// The partitions that expired.
    pub expired: Vec<Expiring>,
    /// Whether something waits for a verifier to finish.
    pub postponed: bool,
    /// Files that are to be deleted, but may still be read by a query or are kept by the archive store.
    pub undeleted: u64,
    /// What could not be done.
    pub troubles: Vec<Trouble>,
}

impl Tended {
    /// Whether anything changed.
    pub fn did_anything(&self) -> bool {
        self.merged.1 > 0 || self.moved.0 > 0 || !self.expired.is_empty()
    }
}

/// A step that was not done: either there is trouble with it alone, or the ledger takes nothing.
enum Stop {
    Trouble(Trouble),
    Keep(KeepError),
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Ledger {
    /// Puts a policy of retention in force, unless it is already. Returns whether it is in force now: while a verifier is
    /// at work it is not, and the call is to be repeated.
    ///
    /// A shorter policy than the one before holds only for days that begin after it.
    ///
    /// # Errors
    ///
    /// [`KeepError`] when the ledger is closed or a write failed.
    pub async fn set_retention(&self, retention: &Retention) -> Result<bool, KeepError> {
        let rules = self.rules();
        if !retention.is_possible() || rules.policy().and_then(PolicyLine::retention).as_ref() == Some(retention) {
            return Ok(retention.is_possible());
        }
        let now = rules.seen.last().copied().max(Some(self.house().clock.now()));
        let line = retention.line(now.unwrap_or(Timestamp::from_micros(0)));
        Ok(matches!(self.change(vec![Change::Policy(line)], Vec::new()).await?, Changing::Done(_)))
    }

    /// Does what is to be done about sealed files: seals what past days left in the write-ahead log, merges small files,
    /// moves old ones to the archive store, lets partitions go that are past their retention, and deletes what others
    /// took the place of. Only one such call works at a time.
    ///
    /// # Errors
    ///
    /// [`KeepError`] when the ledger is closed or a write of its own failed; any other trouble is in the answer.
    pub async fn tend(&self, tending: &Tending, herald: &dyn Herald) -> Result<Tended, KeepError> {
        let _one_at_a_time = self.house().busy.lock().await;
        let now = self.house().clock.now();
        let mut tended = Tended::default();
        self.seal_past_days(now, &mut tended).await?;
        self.merge_small_files(now, tending, &mut tended).await?;
        let copied = self.copy_to_second_store(now, &mut tended).await;
        if self.see_the_clock(now, &mut tended).await? && copied {
            self.move_old_files(now, tending, &mut tended).await?;
            self.expire(now, herald, &mut tended).await?;
        }
        self.bury(&mut tended).await;
        Ok(tended)
    }

    pub(crate) fn rules(&self) -> Arc<Rules> {
        self.shared().read(|view| Arc::clone(&view.rules))
    }

    pub(crate) fn sealed_files(&self) -> Arc<Vec<SealedFile>> {
        self.shared().read(|view| Arc::clone(&view.files))
    }

    pub(crate) async fn change(&self, changes: Vec<Change>, places: Vec<Place>) -> Result<Changing, KeepError> {
        let request = Request { changes, places };
        self.ask(|reply| Command::Change(request, reply)).await
    }

    /// Makes a change and keeps what it leaves to delete. `false` when it has to wait.
    async fn make(&self, changes: Vec<Change>, places: Vec<Place>, tended: &mut Tended) -> Result<bool, KeepError> {
        match self.change(changes, places).await? {
            Changing::Done(graves) => {
                self.house().graves.lock().unwrap_or_else(PoisonError::into_inner).extend(graves);
                Ok(true)
            }
            Changing::Postponed => {
                tended.postponed = true;
                Ok(false)
            }
            Changing::Stale => Ok(false),
            Changing::Unplaced(fault) => {
                tended.troubles.push(fault.into());
                Ok(false)
            }
        }
    }

    async fn seal_past_days(&self, now: Timestamp, tended: &mut Tended) -> Result<(), KeepError> {
        let today = now.day();
        let waits = self.shared().read(|view| view.tail.iter().any(|batch| batch.partition.day < today));
        if waits && self.seal().await? == crate::ledger::Sealing::Postponed {
            tended.postponed = true;
        }
        Ok(())
    }

    async fn merge_small_files(&self, now: Timestamp, tending: &Tending, tended: &mut Tended) -> Result<(), KeepError> {
        let runs = plan::merges(&self.sealed_files(), now.day(), tending);
        let efforts = plan::efforts(&runs, now.day());
        for (run, effort) in runs.into_iter().zip(efforts) {
            if self.verifier_at_work() {
                tended.postponed = true;
                return Ok(());
            }
            let count = run.len() as u64;
            match self.merge(run, effort, tended).await {
                Ok(true) => tended.merged = (tended.merged.0 + count, tended.merged.1 + 1),
                Ok(false) => {}
                Err(Stop::Trouble(trouble)) => tended.troubles.push(trouble),
                Err(Stop::Keep(error)) => return Err(error),
            }
        }
        Ok(())
    }

    async fn merge(&self, run: Vec<SealedFile>, effort: Effort, tended: &mut Tended) -> Result<bool, Stop> {
        let (house, rules) = (Arc::clone(self.house()), self.rules());
        let (change, places) = off_thread(move || house.merge(&run, &rules, effort)).await?;
        self.make(vec![Change::Compact(change)], places, tended).await.map_err(Stop::Keep)
    }

    /// Brings the second store in line. `false` when it cannot be: then no file leaves the first.
    async fn copy_to_second_store(&self, now: Timestamp, tended: &mut Tended) -> bool {
        let Some((second, health)) = self.house().second.clone() else { return true };
        let house = Arc::clone(self.house());
        let (files, next_batch, rules) = self.shared().read(|view| {
            let next = view.tail.first().map_or(view.stats.batches, |batch| batch.index);
            (Arc::clone(&view.files), next, Arc::clone(&view.rules))
        });
        let work = move || {
            let (disk, layout, origin, marks) = (&house.disk, &house.layout, &house.origin, &house.marks);
            let mirrored = Mirrored { disk, layout, origin, second: &second, health: &health, marks };
            mirrored.copy_sealed(&files, next_batch, |partition| rules.may_expire(partition, now))
        };
        match off_thread(work).await {
            Ok(count) => {
                tended.copied = count;
                true
            }
            Err(trouble) => {
                tended.troubles.push(trouble);
                false
            }
        }
    }

    /// Notes once a day that the clock is seen. `false` when nothing may be decided by it.
    async fn see_the_clock(&self, now: Timestamp, tended: &mut Tended) -> Result<bool, KeepError> {
        let rules = self.rules();
        let Some(seen) = rules.seen.last().copied() else { return Ok(false) };
        let signed =
            self.stats().last_checkpoint.map(|checkpoint| checkpoint.time.plus_seconds(-CLOCK_TOLERANCE_SECONDS));
        let newest = signed.map_or(seen, |signed| signed.max(seen));
        if now < newest {
            tended.troubles.push(Trouble::Clock { now, seen: newest });
            return Ok(false);
        }
        if seen.day() < now.day() {
            return self.make(vec![Change::Day(DayLine { at: now })], Vec::new(), tended).await;
        }
        Ok(true)
    }

    async fn move_old_files(&self, now: Timestamp, tending: &Tending, tended: &mut Tended) -> Result<(), KeepError> {
        let Some(archive) = self.house().archive.clone() else { return Ok(()) };
        let moves = plan::moves(&self.sealed_files(), &self.rules(), now, tending);
        if moves.is_empty() {
            return Ok(());
        }
        let used = self.has_archived();
        let house = Arc::clone(self.house());
        let store = Arc::clone(&archive);
        if let Err(error) = off_thread(move || Ok(store.reach(&house.disk, &house.origin, used)?)).await {
            tended.troubles.push(error);
            return Ok(());
        }
        let mut moves = moves.into_iter().peekable();
        while moves.peek().is_some() {
            let part: Vec<_> = moves.by_ref().take(MOVES_AT_ONCE).collect();
            let (mut changes, mut bytes) = (Vec::new(), 0);
            for (file, until) in part {
                let (house, store, size) = (Arc::clone(self.house()), Arc::clone(&archive), file.line.size);
                match off_thread(move || house.put(&store, &file, until)).await {
                    Ok(line) => {
                        changes.push(Change::Archive(line));
                        bytes += size;
                    }
                    Err(trouble) => tended.troubles.push(trouble),
                }
            }
            let count = changes.len() as u64;
            if count == 0 || !self.make(changes, Vec::new(), tended).await? {
                return Ok(());
            }
            tended.moved = (tended.moved.0 + count, tended.moved.1 + bytes);
        }
        Ok(())
    }

    /// Whether files of this ledger are in an archive store.
    pub(crate) fn has_archived(&self) -> bool {
        self.sealed_files().iter().any(|file| file.archived.is_some())
    }

    async fn expire(&self, now: Timestamp, herald: &dyn Herald, tended: &mut Tended) -> Result<(), KeepError> {
        let due = plan::expired(&self.sealed_files(), &self.rules(), now);
        for files in due.into_iter().take(EXPIRIES_AT_ONCE) {
            match self.expire_partition(now, files, herald, tended).await {
                Ok(Some(expiring)) => tended.expired.push(expiring),
                Ok(None) => {}
                Err(Stop::Trouble(trouble)) => tended.troubles.push(trouble),
                Err(Stop::Keep(error)) => return Err(error),
            }
        }
        Ok(())
    }

    async fn expire_partition(
        &self,
        now: Timestamp,
        files: Vec<SealedFile>,
        herald: &dyn Herald,
        tended: &mut Tended,
    ) -> Result<Option<Expiring>, Stop> {
        let Some(partition) = files.first().map(|file| file.partition.clone()) else { return Ok(None) };
        let events = files.iter().map(|file| file.line.events).sum();
        let names = files.iter().filter_map(|file| Some(file.line.path.rsplit_once('/')?.1.to_owned())).collect();
        let expiring = Expiring {
            organisation: partition.organisation.clone(),
            object: partition.object.clone(),
            source: partition.source.clone(),
            day: partition.day,
            events,
            files: files.len() as u64,
        };
        let house = Arc::clone(self.house());
        let batches = off_thread(move || house.batches(&files)).await?;
        if self.verifier_at_work() {
            tended.postponed = true;
            return Ok(None);
        }
        herald.expiring(&expiring).await.map_err(Trouble::Untold)?;
        let partition = partition.folder().display().to_string();
        let line = ExpireLine { at: now, partition, files: names, batches, events };
        let made = self.make(vec![Change::Expire(line)], Vec::new(), tended).await.map_err(Stop::Keep)?;
        Ok(made.then_some(expiring))
    }

    fn verifier_at_work(&self) -> bool {
        self.house().seal_lock.is_verifier_at_work()
    }

    /// Deletes files that are the ledger's no more, as far as no query may read them.
    async fn bury(&self, tended: &mut Tended) {
        let house = Arc::clone(self.house());
        match off_thread(move || Ok(house.bury())).await {
            Ok((left, troubles)) => {
                tended.undeleted = left;
                tended.troubles.extend(troubles);
            }
            Err(trouble) => tended.troubles.push(trouble),
        }
    }
}

/// Does slow work where it stops nobody.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(Trouble::CutOff))
}

impl House {
    /// Merges files into one that is durable, and proves it against the tree. Returns the change, and how to place the file.
    fn merge(&self, run: &[SealedFile], rules: &Rules, effort: Effort) -> Result<(CompactLine, Vec<Place>), Trouble> {
        let paths: Vec<_> = run.iter().map(|file| self.layout.events().join(&file.line.path)).collect();
        for (file, path) in run.iter().zip(&paths) {
            demand_unchanged(file, path)?;
        }
        let (temporary, temporary_index) =
            (self.layout.temporary_compaction(), self.layout.temporary_compaction_index());
        let segment::Sealed { segment: written, index } =
            segment::merge(&self.disk, (&temporary, &temporary_index), &paths, effort)?;
        let lines = || run.iter().map(|file| &file.line);
        let first_batch = lines().map(|line| line.first_batch).min().unwrap_or_default();
        let last_batch = lines().map(|line| line.last_batch).max().unwrap_or_default();
        let events = lines().map(|line| line.events).sum();
        let Some(partition) = run.first().map(|file| &file.partition) else { return Err(Trouble::CutOff) };
        self.prove(&temporary, partition, events)?;
        let name = segment_name(first_batch, last_batch);
        let folder = partition.folder();
        let into = FileLine {
            path: format!("{}/{name}", folder.display()),
            size: written.size,
            sha256: written.sha256,
            first_batch,
            last_batch,
            events,
            index: index.map(|index| IndexLine { size: index.size, sha256: index.sha256 }),
        };
        let from = lines().filter_map(|line| Some(line.path.rsplit_once('/')?.1.to_owned())).collect();
        let folder = self.layout.events().join(folder);
        if let Some(replication) = &self.replica {
            let kept = rules.kept_until(partition).map(start_of);
            let until = objects::locked_until(self.clock.now(), kept);
            objects::put(replication, &self.disk, &into, (&temporary, &temporary_index), until)?;
        }
        let mut places = vec![(temporary, folder.join(&name))];
        if into.index.is_some() {
            places.push((temporary_index, folder.join(index_name(&name))));
        }
        Ok((CompactLine { into, from }, places))
    }

    /// That the rows of a file make the leaves which are in the tree.
    fn prove(&self, path: &std::path::Path, partition: &crate::batch::Partition, events: u64) -> Result<(), Trouble> {
        let changed = || Trouble::Changed { path: path.to_owned() };
        let file = std::fs::File::open(path).map_err(|cause| DiskFault::new(Action::Read, path, cause))?;
        let batches = rows::read(file, partition).map_err(|_| changed())?;
        let mut found = 0;
        for rows in batches {
            found += rows.events;
            if rows.leaf != self.leaf(rows.index)? {
                return Err(changed());
            }
        }
        if found == events { Ok(()) } else { Err(changed()) }
    }

    /// A leaf of the tree.
    fn leaf(&self, index: u64) -> Result<Hash, Trouble> {
        use std::os::unix::fs::FileExt as _;
        let path = self.layout.leaves();
        let mut leaf = [0; 32];
        let read = std::fs::File::open(&path).and_then(|file| file.read_exact_at(&mut leaf, index.saturating_mul(32)));
        read.map_err(|cause| DiskFault::new(Action::Read, &path, cause))?;
        Ok(leaf)
    }

    /// Copies a file to the archive store.
    fn put(&self, archive: &Archive, file: &SealedFile, until: Timestamp) -> Result<ArchiveLine, Trouble> {
        let local = self.layout.events().join(&file.line.path);
        let written = demand_unchanged(file, &local)?;
        let version = archive.put(&self.disk, &local, &file.line.path, &written, until)?;
        Ok(ArchiveLine { path: file.line.path.clone(), version })
    }

    /// The batches of a partition, as runs.
    fn batches(&self, files: &[SealedFile]) -> Result<Vec<(u64, u64)>, Trouble> {
        let mut runs: Vec<(u64, u64)> = Vec::new();
        for file in files {
            let unreadable = |cause: String| Trouble::Unreadable { path: file.line.path.clone(), cause };
            let batches = if let Some(line) = &file.archived {
                let archive = self.archive.as_ref().ok_or(ArchiveError::None)?;
                segment::batches(archive.open(&line.path, line.version.as_deref())?)
            } else {
                let path = self.layout.events().join(&file.line.path);
                let file = std::fs::File::open(&path).map_err(|cause| DiskFault::new(Action::Read, &path, cause))?;
                segment::batches(file)
            };
            for batch in batches.map_err(|error| unreadable(error.to_string()))? {
                match runs.last_mut() {
                    Some((_, last)) if last.checked_add(1) == Some(batch) => *last = batch,
                    _ => runs.push((batch, batch)),
                }
            }
        }
        Ok(runs)
    }

    /// Deletes what can be deleted. Returns how many files are left, and what was refused.
    fn bury(&self) -> (u64, Vec<Trouble>) {
        let mut graves = self.graves.lock().unwrap_or_else(PoisonError::into_inner);
        let Ok(Some(_lock)) = self.seal_lock.try_hold() else { return (graves.len() as u64, Vec::new()) };
        let (free, read): (Vec<_>, Vec<_>) =
            std::mem::take(&mut *graves).into_iter().partition(|grave| grave.pin.is_last());
        *graves = read;
        let mut troubles = Vec::new();
        for grave in free {
            if let Err(trouble) = self.delete(&grave) {
                troubles.push(trouble);
                graves.push(grave);
            } else {
                self.left_objects.lock().unwrap_or_else(PoisonError::into_inner).extend(grave.objects);
            }
        }
        self.remove_objects();
        (graves.len() as u64, troubles)
    }

    /// Deletes objects of the replica whose files are gone. What the store keeps, because it is locked or the store is away,
    /// is tried again the next time.
    fn remove_objects(&self) {
        let mut left = self.left_objects.lock().unwrap_or_else(PoisonError::into_inner);
        match &self.replica {
            Some(replication) => left.retain(|key| replication.objects.remove(&self.disk, key, None).is_err()),
            None => left.clear(),
        }
    }

    fn delete(&self, grave: &Grave) -> Result<(), Trouble> {
        let events = self.layout.events();
        let mut local = Vec::new();
        match &grave.archived {
            Some(line) => {
                let archive = self.archive.as_ref().ok_or(ArchiveError::None)?;
                archive.remove(&self.disk, &line.path, line.version.as_deref())?;
            }
            None => local.push(events.join(&grave.path)),
        }
        local.extend(grave.index.as_ref().map(|index| events.join(index)));
        for path in &local {
            match self.disk.remove(path) {
                Err(fault) if fault.cause.kind() != std::io::ErrorKind::NotFound => return Err(fault.into()),
                _ => {}
            }
        }
        if let Some(folder) = events.join(&grave.path).parent().filter(|folder| folder.is_dir()) {
            self.disk.sync_folder(folder)?;
            // A folder that holds other files stays.
            let _empty_or_not = self.disk.remove_folder(folder);
        }
        Ok(())
    }
}

/// That a file is still what the manifest says: damage must not be carried into another file, where it would be signed.
fn demand_unchanged(file: &SealedFile, path: &std::path::Path) -> Result<Written, Trouble> {
    let found = segment::measure(path).map_err(|cause| DiskFault::new(Action::Read, path, cause))?;
    if (found.size, &found.sha256) == (file.line.size, &file.line.sha256) {
        Ok(found)
    } else {
        Err(Trouble::Changed { path: path.to_owned() })
    }
}
