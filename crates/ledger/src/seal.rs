//! Sealing: the tail becomes Parquet files, the manifest names them, a checkpoint binds it, and only then the write-ahead
//! log is deleted. The files are written by a thread of their own, so that events are taken meanwhile; the rest is the
//! writer's. Where the ledger is replicated and the store of its objects can't be reached, that thread tries again until it can:
//! the log and the replica hold the events as long. A crash between any two steps loses nothing and counts nothing twice: lines
//! of the manifest that no checkpoint signed do not count, and opening seals from the log again.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::Duration;

use sha2::Digest as _;
use tokio::sync::oneshot;

use crate::archive::ArchiveError;
use crate::batch::{Batch, Partition};
use crate::disk::{Action, Disk, DiskFault};
use crate::error::KeepError;
use crate::layout::Layout;
use crate::ledger::Sealing;
use crate::manifest::{FileLine, IndexLine, SealLine, index_name, seal_bytes, segment_name};
use crate::replica::{link, objects};
use crate::segment;
use crate::state::{SealedFile, Shared};
use crate::writer::{Command, Writer, answer};

/// A seal that a thread of its own is making, while the writer goes on taking events.
pub(crate) struct Underway {
    /// What comes of it; the thread wakes the writer when it has sent that.
    result: Receiver<Result<Vec<SealedFile>, DiskFault>>,
    /// The thread tries again as long as this is there, where the store of the objects can't be reached.
    patience: Option<Sender<()>>,
    /// The files, where a verifier kept the writer from completing the seal.
    ready: Option<Vec<SealedFile>>,
    /// How many batches at the beginning of the tail it takes.
    batches: usize,
    /// What the manifest will say: the batch after the last one, and all events up to it.
    next_batch: u64,
    events: u64,
    /// The logs that hold exactly these batches.
    logs: Vec<PathBuf>,
    /// Who asked for it.
    reply: Option<Reply>,
}

/// How far the thread that seals stands back, as `nice` counts it: a tenth of a processor's time where others want it too.
#[cfg(target_os = "linux")]
const SEALING_NICENESS: i32 = 10;

/// The first and the longest pause before a store that can't be reached is tried again.
const PAUSE: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));

type Reply = oneshot::Sender<Result<Sealing, KeepError>>;

impl Writer {
    /// Begins to seal the whole tail, unless there is none or a verifier is at work. Events that come from now on go into
    /// a new log. Only one seal is under way at a time; who asks meanwhile gets the next one.
    pub(crate) fn begin_seal(&mut self, reply: Option<Reply>) {
        if self.is_held_up() {
            self.take_ready_seal();
        }
        match reply {
            // Nothing would wake the writer for it.
            Some(reply) if self.is_held_up() || self.is_unplaced() => answer(reply, Ok(Sealing::Postponed)),
            reply if self.underway.is_some() => self.waiting.extend(reply),
            reply => self.start(reply),
        }
    }

    /// Whether the files of a seal are there, and a verifier keeps it from being completed.
    fn is_held_up(&self) -> bool {
        self.underway.as_ref().is_some_and(|underway| underway.ready.is_some())
    }

    /// Whether a seal waits for the store of the objects.
    pub(crate) fn is_unplaced(&self) -> bool {
        self.shared.read(|view| view.unplaced.is_some())
    }

    fn start(&mut self, reply: Option<Reply>) {
        match (self.guarded(Self::start_seal), reply) {
            (Ok(Ok(underway)), reply) => self.underway = Some(Underway { reply, ..underway }),
            (Ok(Err(nothing)), Some(reply)) => answer(reply, Ok(nothing)),
            (Err(error), Some(reply)) => answer(reply, Err(error)),
            // A failure is remembered and told to whoever appends next; a verifier at work only postpones.
            (_, None) => {}
        }
    }

    fn start_seal(&mut self) -> Result<Result<Underway, Sealing>, DiskFault> {
        let tail = self.shared.read(|view| view.tail.clone());
        if tail.is_empty() {
            return Ok(Err(Sealing::NothingToSeal));
        }
        if self.seal_lock.try_hold()?.is_none() {
            return Ok(Err(Sealing::Postponed));
        }
        // Where more has come while the last seal was made than a seal should take, sealing falls behind. The index is the
        // dearest part of it, and is made when the file is merged with others.
        let indexed = !self.is_behind();
        let (done, result) = mpsc::channel();
        let (patience, ended) = mpsc::channel();
        let underway = Underway {
            result,
            patience: Some(patience),
            ready: None,
            batches: tail.len(),
            next_batch: self.tree.size(),
            events: self.next_seq,
            logs: std::mem::take(&mut self.wal_paths),
            reply: None,
        };
        self.wal = None;
        if let Some(mirror) = &mut self.mirror {
            mirror.rotate();
        }
        (self.fresh_events, self.fresh_bytes) = (0, 0);
        let (disk, layout, wake) = (self.disk.clone(), self.layout.clone(), self.wake.clone());
        let replication = self.replica.as_ref().map(|link| link.replication().clone());
        let until = objects::locked_until(self.clock.now(), None);
        let shared = Arc::clone(&self.shared);
        // The writer may have ended, and then nobody is to be woken.
        let wake = move || drop(wake.upgrade().map(|wake| wake.send(Command::SealReady)));
        let outcome = Outcome { done: Some(done), wake };
        let work = move || {
            if indexed {
                give_way();
            }
            let parts = by_partition(tail).into_iter();
            let write = |(partition, batches): (_, Vec<_>)| {
                let file = write_segment(&disk, &layout, partition, &batches, indexed)?;
                if let Some(replication) = &replication {
                    let put = || objects::put_placed(replication, &disk, &layout, (&file.line, false), until);
                    let put = until_reached(&shared, (&ended, &outcome.wake), put);
                    put.map_err(|error| link::unplaced(&layout.events().join(&file.line.path), error))?;
                }
                Ok(file)
            };
            let files = parts.map(write).collect();
            outcome.tell(files);
        };
        let thread = std::thread::Builder::new().name("talap-seal".to_owned());
        thread.spawn(work).map_err(|cause| DiskFault::new(Action::Create, &self.layout.events(), cause))?;
        Ok(Ok(underway))
    }

    /// Whether the files of a seal are still being made.
    pub(crate) fn is_sealing(&self) -> bool {
        self.underway.as_ref().is_some_and(|underway| underway.ready.is_none())
    }

    /// Completes a seal whose files are there, if one is, unless a verifier is at work.
    pub(crate) fn take_ready_seal(&mut self) {
        let Some(mut underway) = self.underway.take() else { return };
        let files = match underway.ready.take() {
            Some(files) => Ok(files),
            None => match underway.result.try_recv() {
                Ok(files) => files,
                Err(TryRecvError::Disconnected) => Err(self.sealer_gone()),
                Err(TryRecvError::Empty) => {
                    if self.is_unplaced() {
                        // It may take hours: whoever asked is told that it comes later.
                        self.answer_postponed(underway.reply.take());
                    }
                    self.underway = Some(underway);
                    return;
                }
            },
        };
        self.complete_seal(underway, files);
    }

    /// Waits for the files of a seal that is under way and completes it, unless a verifier is at work.
    pub(crate) fn await_seal(&mut self) {
        let Some(mut underway) = self.underway.take() else { return };
        let files = match underway.ready.take() {
            Some(files) => Ok(files),
            None => underway.result.recv().unwrap_or_else(|_| Err(self.sealer_gone())),
        };
        self.complete_seal(underway, files);
    }

    /// Lets the thread of a seal under way give up when the store of the objects can't be reached: it is not to be waited for.
    pub(crate) fn hurry_seal(&mut self) {
        if let Some(underway) = &mut self.underway {
            underway.patience = None;
        }
    }

    /// Waits until no thread works for a seal any more, and leaves it undone.
    pub(crate) fn discard_seal(&mut self) {
        self.hurry_seal();
        if let Some(underway) = self.underway.take().filter(|underway| underway.ready.is_none()) {
            // Whatever it made, the log still holds the events.
            drop(underway.result.recv());
        }
    }

    fn sealer_gone(&self) -> DiskFault {
        DiskFault::new(Action::Write, &self.layout.temporary_segment(), io::Error::other("the sealing thread panicked"))
    }

    fn complete_seal(&mut self, mut underway: Underway, files: Result<Vec<SealedFile>, DiskFault>) {
        let reply = underway.reply.take();
        if files.as_ref().is_err_and(DiskFault::is_of_unreachable_objects) {
            self.put_off(&mut underway, reply);
            return;
        }
        let result = self.guarded(|writer| writer.finish_seal(underway, files?));
        if let Some(reply) = reply {
            answer(reply, result);
        }
        if self.underway.is_some() {
            self.answer_postponed(None);
        }
        // One that finds nothing to seal begins nothing that would wake the writer for those behind it.
        while self.underway.is_none()
            && let Some(next) = self.waiting.pop_front()
        {
            self.begin_seal(Some(next));
        }
    }

    /// Leaves a seal undone whose objects can't be placed: the log holds its events.
    fn put_off(&mut self, underway: &mut Underway, reply: Option<Reply>) {
        self.wal_paths.splice(0..0, underway.logs.drain(..));
        self.answer_postponed(reply);
    }

    fn answer_postponed(&mut self, reply: Option<Reply>) {
        for reply in reply.into_iter().chain(std::mem::take(&mut self.waiting)) {
            answer(reply, Ok(Sealing::Postponed));
        }
    }

    fn finish_seal(&mut self, mut underway: Underway, files: Vec<SealedFile>) -> Result<Sealing, DiskFault> {
        let Some(_lock) = self.seal_lock.try_hold()? else {
            underway.ready = Some(files);
            self.underway = Some(underway);
            return Ok(Sealing::Postponed);
        };
        self.write_manifest(&underway, &files)?;
        let sealed = files.len() as u64;
        self.shared.change(|view| {
            Arc::make_mut(&mut view.files).extend(files);
            view.tail.drain(..underway.batches.min(view.tail.len()));
            view.stats.tail_events = view.tail.iter().map(|batch| batch.count).sum();
            view.stats.files = view.files.len() as u64;
        });
        self.checkpoint()?;
        let freed = Freed::hold(&underway.logs);
        for path in &underway.logs {
            self.disk.remove(path)?;
        }
        self.disk.sync_folder(&self.layout.wal_folder())?;
        freed.let_go();
        if let Some(link) = &self.replica {
            link.forget(underway.next_batch);
        }
        Ok(Sealing::Sealed { files: sealed })
    }

    fn write_manifest(&mut self, underway: &Underway, files: &[SealedFile]) -> Result<(), DiskFault> {
        let lines: Vec<_> = files.iter().map(|file| file.line.clone()).collect();
        let seal = SealLine { next_batch: underway.next_batch, events: underway.events, files: lines.len() as u64 };
        self.append_to_manifest(&seal_bytes(&lines, &seal), seal.files + 1)
    }

    /// Makes lines of the manifest durable. They count once a checkpoint has signed them.
    pub(crate) fn append_to_manifest(&mut self, bytes: &[u8], lines: u64) -> Result<(), DiskFault> {
        let path = self.layout.manifest();
        self.disk.write(&mut self.manifest.file, &path, bytes)?;
        self.disk.sync(&self.manifest.file, &path)?;
        if let Some(link) = &mut self.replica {
            link.grow_manifest(bytes);
        }
        self.manifest.hasher.update(bytes);
        self.manifest.bytes += bytes.len() as u64;
        self.manifest.lines += lines;
        Ok(())
    }
}

/// What a thread that seals tells. However it ends, the writer is woken to see what came of it.
struct Outcome<W: Fn()> {
    done: Option<Sender<Result<Vec<SealedFile>, DiskFault>>>,
    wake: W,
}

impl<W: Fn()> Outcome<W> {
    fn tell(self, files: Result<Vec<SealedFile>, DiskFault>) {
        if let Some(done) = &self.done {
            drop(done.send(files));
        }
    }
}

impl<W: Fn()> Drop for Outcome<W> {
    fn drop(&mut self) {
        // Before the writer is woken: it is to find the files, or that nobody will send them.
        self.done = None;
        (self.wake)();
    }
}

/// Files that are removed but still open: their room is freed when they are closed, which takes as long for tens of megabytes as a
/// batch may wait altogether.
struct Freed(Vec<File>);

impl Freed {
    fn hold(paths: &[PathBuf]) -> Self {
        // What can't be opened is freed when it is removed.
        Self(paths.iter().filter_map(|path| File::open(path).ok()).collect())
    }

    /// Closes them where nobody waits for it.
    fn let_go(self) {
        let close = move || {
            give_way();
            drop(self.0);
        };
        // Where there is no thread to be had they are closed here.
        drop(std::thread::Builder::new().name("talap-free".to_owned()).spawn(close));
    }
}

/// Puts files among the objects, again and again while these can't be reached, until `ended` says that nobody waits for it any
/// more. What keeps it waiting is shown meanwhile, and the writer is woken to see it.
fn until_reached(
    shared: &Shared,
    (ended, wake): (&Receiver<()>, &impl Fn()),
    put: impl Fn() -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut pause = PAUSE.0;
    loop {
        let outcome = put();
        let unplaced =
            outcome.as_ref().err().filter(|error| matches!(error, ArchiveError::Unreachable { .. })).cloned();
        shared.change(|view| view.unplaced.clone_from(&unplaced));
        let Some(error) = unplaced else { return outcome };
        tracing::warn!(%error, "sealed files wait for the store of the objects");
        wake();
        if ended.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return outcome;
        }
        pause = (pause * 2).min(PAUSE.1);
    }
}

/// Lets the calling thread stand back behind those that receive and sync events: a sender waits for them, and for a seal
/// nobody does, unless sealing falls behind. Where the system does not allow it the seal is made all the same.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, SEALING_NICENESS) {
        tracing::debug!(%error, "the thread that seals keeps its priority");
    }
}

fn write_segment(
    disk: &Disk,
    layout: &Layout,
    partition: Partition,
    batches: &[Arc<Batch>],
    indexed: bool,
) -> Result<SealedFile, DiskFault> {
    let (temporary, temporary_index) = (layout.temporary_segment(), layout.temporary_index());
    let wanted = indexed.then_some(temporary_index.as_path());
    let segment::Sealed { segment: written, index } = segment::write(disk, &temporary, wanted, batches)?;
    let indexes = || batches.iter().map(|batch| batch.index);
    let (first_batch, last_batch) = (indexes().min().unwrap_or(0), indexes().max().unwrap_or(0));
    let name = segment_name(first_batch, last_batch);
    let folder = layout.events().join(partition.folder());
    disk.place(&temporary, &folder, &name)?;
    if index.is_some() {
        disk.rename(&temporary_index, &folder.join(index_name(&name)))?;
    }
    disk.sync_folder(&folder)?;
    let line = FileLine {
        path: format!("{}/{name}", partition.folder().display()),
        size: written.size,
        sha256: written.sha256,
        first_batch,
        last_batch,
        events: batches.iter().map(|batch| batch.count).sum(),
        index: index.map(|index| IndexLine { size: index.size, sha256: index.sha256 }),
    };
    Ok(SealedFile::new(line, partition, None))
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
