//! The handle that the rest of Talap holds: open, append, checkpoint, seal, close.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use sha2::{Digest as _, Sha256};
use talap_model::{Caller, Clock, NewEvent, Right};
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::archive::{Archive, ArchiveError};
use crate::checkpoint::Checkpoint;
use crate::disk::{Action, Disk, DiskFault};
use crate::error::{AppendError, KeepError, OpenError};
use crate::evidence;
use crate::keys::SigningKey;
use crate::layout::Layout;
use crate::life::change::Grave;
use crate::life::tend::House;
use crate::note::Note;
use crate::prepared::Prepared;
use crate::query::FileMemory;
use crate::replica::{self, Replication};
use crate::second::Confidential;
use crate::second::log::SHORT_PATIENCE;
use crate::state::{Pin, Shared, Stats};
use crate::writer::{Command, Job, Writer};

/// An event of so many bytes or fewer takes the place of one in the queue; a longer one that of several, so that the queue is bounded
/// in bytes as well.
const LONG_EVENT: usize = 2048;

/// How a ledger is kept.
#[derive(Debug, Clone)]
pub struct LedgerConfig {
    /// The folder of the ledger, created if it is not there.
    pub dir: PathBuf,
    /// The name of the ledger in checkpoints and of its key: no spaces, no plus signs.
    pub origin: String,
    /// Seal when the write-ahead log is this long, in bytes.
    pub seal_after_bytes: u64,
    /// Seal when so many events are not sealed.
    pub seal_after_events: u64,
    /// How many events may wait to be written; appends beyond that wait for room.
    pub queue_events: usize,
    /// Where sealed files go that need not be online, and are read from.
    pub archive: Option<Arc<Archive>>,
    /// The folder, on another disk, into which events of confidential objects are written as well. It must be there.
    pub second_store: Option<PathBuf>,
    /// The node that this is, where several may keep the ledger in one folder, each with a second store of its own.
    pub node: Option<String>,
    /// Where the ledger is kept beside the folder, so that another node can go on with it.
    pub replica: Option<Replication>,
}

impl LedgerConfig {
    /// The configuration with the usual limits: seal at 64 MiB or 100 000 events, a queue of 65 536 events.
    pub fn new(dir: impl Into<PathBuf>, origin: impl Into<String>) -> Self {
        Self {
            dir: dir.into(),
            origin: origin.into(),
            seal_after_bytes: 64 * 1024 * 1024,
            seal_after_events: 100_000,
            queue_events: 65_536,
            archive: None,
            second_store: None,
            node: None,
            replica: None,
        }
    }
}

/// What opening found and repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovery {
    /// Events that were read back from the write-ahead log.
    pub events: u64,
    /// Bytes of interrupted writes that were cut off; no acknowledged event was among them.
    pub torn_bytes: u64,
}

/// Events that are durable: they have the numbers `first_seq .. first_seq + count`, in the order they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The seq of the first event.
    pub first_seq: u64,
    /// How many events were appended.
    pub count: u64,
}

impl Receipt {
    /// The seqs of the events, in the order they were given.
    pub fn seqs(&self) -> std::ops::Range<u64> {
        self.first_seq..self.first_seq + self.count
    }
}

/// Events that are on their way to the disk.
#[derive(Debug)]
pub struct Pending {
    answer: oneshot::Receiver<Result<Receipt, AppendError>>,
}

impl Pending {
    /// Waits until the events are durable.
    ///
    /// # Errors
    ///
    /// [`AppendError`] when the ledger was closed or a write failed now or before.
    pub async fn durable(self) -> Result<Receipt, AppendError> {
        self.answer.await.map_err(|_| AppendError::Closed)?
    }
}

/// What came of a wish to seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealing {
    /// The tail is in Parquet files now.
    Sealed {
        /// How many files it made.
        files: u64,
    },
    /// All events were sealed already.
    NothingToSeal,
    /// A verifier reads the ledger; the next occasion will do.
    Postponed,
}

/// A checkpoint that is to be stamped with the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToStamp {
    size: u64,
    note: String,
}

impl ToStamp {
    /// The number of batches that it covers.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 of the note as the history has it: what a stamp is of.
    pub fn imprint(&self) -> crate::merkle::Hash {
        Sha256::digest(&self.note).into()
    }
}

/// An open ledger. Clones are handles of the same one; the writer ends when the last is dropped.
#[derive(Clone)]
pub struct Ledger {
    inner: Arc<Inner>,
}

struct Inner {
    dir: PathBuf,
    house: Arc<House>,
    disk: Disk,
    shared: Arc<Shared>,
    memory: Arc<FileMemory>,
    room: Arc<Semaphore>,
    queue_events: usize,
    commands: Mutex<Option<mpsc::UnboundedSender<Command>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").field("dir", &self.inner.dir).finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens a ledger, or creates it, and recovers what an interruption left. A checkpoint is signed if anything is new.
    ///
    /// With a replica the folder is first made what the replica holds, whatever it was; a replica that holds nothing yet is
    /// given what the folder holds. The caller has the lease under whose token the replica keeps lines.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: another process owns it, something durable was changed, the key is another, the replica is not
    /// this ledger's or cannot be reached, or the disk refuses.
    pub fn open(config: LedgerConfig, key: SigningKey, clock: Arc<dyn Clock>) -> Result<(Self, Recovery), OpenError> {
        Self::open_on(Disk::default(), config, key, clock)
    }

    pub(crate) fn open_on(
        disk: Disk,
        config: LedgerConfig,
        key: SigningKey,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, Recovery), OpenError> {
        let evidence_disk = disk.clone();
        let queue_events = config.queue_events.clamp(1, Semaphore::MAX_PERMITS.min(u32::MAX as usize));
        let (archive, origin) = (config.archive.clone(), config.origin.clone());
        let (commands, queue) = mpsc::unbounded_channel();
        let wake = commands.downgrade();
        let replica = config.replica.clone();
        let (writer, recovery, leavings) = replica::open(disk.clone(), config, key, Arc::clone(&clock), wake)?;
        let graves = leavings.expired.into_iter().map(|line| Grave {
            pin: Pin::default(),
            path: line.path.clone(),
            archived: Some(line),
            index: None,
            objects: Vec::new(),
        });
        let house = House {
            disk,
            layout: writer.layout.clone(),
            origin,
            clock,
            archive,
            second: writer.mirror.as_ref().map(|hand| (hand.folder().to_owned(), Arc::clone(hand.health()))),
            second_hand: writer.mirror.as_ref().map(|mirror| Mutex::new(mirror.another(SHORT_PATIENCE))),
            marks: writer.marks.clone(),
            seal_lock: Arc::clone(&writer.seal_lock),
            graves: Mutex::new(graves.collect()),
            replica,
            left_objects: Mutex::new(leavings.objects),
            busy: tokio::sync::Mutex::new(()),
        };
        let (dir, shared) = (writer.layout.root.clone(), Arc::clone(&writer.shared));
        let thread = start(writer, queue, &dir)?;
        let inner = Inner {
            dir,
            house: Arc::new(house),
            disk: evidence_disk,
            shared,
            memory: Arc::default(),
            room: Arc::new(Semaphore::new(queue_events)),
            queue_events,
            commands: Mutex::new(Some(commands)),
            thread: Mutex::new(Some(thread)),
        };
        Ok((Self { inner: Arc::new(inner) }, recovery))
    }

    /// Appends events and returns when they are durable. Either all of them are appended or none.
    ///
    /// Appends of many callers share one `fdatasync`. When the queue is full this waits for room. If the future is dropped
    /// while it waits for the answer, the events may be appended all the same.
    ///
    /// # Errors
    ///
    /// [`AppendError`]: the caller lacks [`Right::AppendEvents`] over an organisation, an event is too large, the ledger is
    /// closed, or a write failed now or before.
    pub async fn append(&self, caller: &Caller, events: Vec<NewEvent>) -> Result<Receipt, AppendError> {
        self.submit(caller, events).await?.durable().await
    }

    /// Puts events into the queue of what is appended, in the order of the calls, and returns before they are durable, so
    /// that a receiver can read on meanwhile. Nothing may be acknowledged before [`Pending::durable`] has returned.
    ///
    /// # Errors
    ///
    /// As of [`Ledger::append`], but for a write that fails, which [`Pending::durable`] tells.
    pub async fn submit(&self, caller: &Caller, events: Vec<NewEvent>) -> Result<Pending, AppendError> {
        caller.require(Right::AppendEvents)?;
        for event in &events {
            caller.require_for(Right::AppendEvents, &event.organisation)?;
        }
        let prepared = Prepared::of(&events)?;
        // What is kept from here on is the encoding alone.
        drop(events);
        let events = prepared.len().max(prepared.bytes() / LONG_EVENT);
        let wanted = u32::try_from(events.min(self.inner.queue_events)).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.inner.room).acquire_many_owned(wanted).await.map_err(|_| AppendError::Closed)?;
        let (reply, answer) = oneshot::channel();
        let job = Job { prepared, reply, room: Some(room) };
        self.send(Command::Append(job)).ok_or(AppendError::Closed)?;
        Ok(Pending { answer })
    }

    /// Signs what the ledger is now. Call it every few seconds; when nothing is new it writes nothing.
    ///
    /// # Errors
    ///
    /// [`KeepError`] when the ledger is closed or a write failed.
    pub async fn checkpoint(&self) -> Result<Checkpoint, KeepError> {
        self.ask(Command::Checkpoint).await
    }

    /// Moves all events from the write-ahead log to Parquet files, unless a verifier is at work.
    ///
    /// # Errors
    ///
    /// [`KeepError`] when the ledger is closed or a write failed.
    pub async fn seal(&self) -> Result<Sealing, KeepError> {
        self.ask(Command::Seal).await
    }

    /// Finishes what was appended, signs a last checkpoint and lets the folder go. A long tail is sealed first. Appends
    /// after that are refused, through any handle.
    ///
    /// # Errors
    ///
    /// [`KeepError`] when the ledger was closed already or a write failed; the folder is let go all the same.
    pub async fn close(&self) -> Result<Checkpoint, KeepError> {
        let result = self.ask(Command::Close).await;
        self.inner.stop();
        result
    }

    /// Lets the folder go and writes nothing more: what is queued is refused, and no last checkpoint is signed. For a node
    /// whose right to keep the ledger ends; whoever opens the ledger next recovers it as after a kill. A ledger that is closed
    /// already is let go already.
    pub async fn abandon(&self) {
        if let Err(error) = self.ask(Command::Abandon).await {
            tracing::debug!(%error, "the ledger was let go already");
        }
        self.inner.stop();
    }

    /// Says which objects and sources are confidential, from now on: their events are written into the second store as
    /// well, where there is one.
    pub fn set_confidential(&self, confidential: Confidential) {
        self.inner.house.marks.set(confidential);
    }

    /// How much the ledger holds.
    pub fn stats(&self) -> Stats {
        self.inner.shared.read(|view| view.stats.clone())
    }

    /// The write that failed, if one did; nothing is appended until the ledger is opened again.
    pub fn failure(&self) -> Option<DiskFault> {
        self.inner.shared.read(|view| view.failed.clone())
    }

    /// Why sealed files wait to be put among the objects of a replicated ledger, while they do: the store can't be reached. Events
    /// are taken meanwhile, until twice the limit of a tail waits to be sealed.
    pub fn unplaced(&self) -> Option<ArchiveError> {
        self.inner.shared.read(|view| view.unplaced.clone())
    }

    /// A checkpoint that is worth a time stamp: the one that witnesses cosigned last, else the last of all; none where it has a
    /// stamp already.
    pub fn to_stamp(&self) -> Option<ToStamp> {
        let layout = Layout::new(self.dir());
        let cosigned = evidence::cosigned(&layout).and_then(|kept| {
            let note = evidence::plain(&Note::parse(&kept.note).ok()?)?;
            Some(ToStamp { size: kept.head.size, note })
        });
        let last = self.inner.shared.read(|view| view.signed.clone());
        let last = last.map(|signed| ToStamp { size: signed.checkpoint.size, note: signed.note.clone() });
        [cosigned, last].into_iter().flatten().find(|to| to.size > 0 && evidence::stamp_of(&layout, &to.note).is_none())
    }

    /// Keeps a time stamp.
    ///
    /// # Errors
    ///
    /// [`KeepError`] when it cannot be written. The ledger itself goes on.
    pub fn keep_stamp(&self, of: &ToStamp, token: &[u8]) -> Result<(), KeepError> {
        let layout = Layout::new(self.dir());
        evidence::keep_stamp(self.disk(), &layout, of.size, &of.note, token).map_err(KeepError::Failed)
    }

    /// The folder, as an absolute path.
    pub fn dir(&self) -> &Path {
        &self.inner.dir
    }

    pub(crate) fn disk(&self) -> &Disk {
        &self.inner.disk
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.inner.shared
    }

    pub(crate) fn file_memory(&self) -> &Arc<FileMemory> {
        &self.inner.memory
    }

    pub(crate) fn house(&self) -> &Arc<House> {
        &self.inner.house
    }

    pub(crate) async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, KeepError>>) -> Command,
    ) -> Result<T, KeepError> {
        let (reply, answer) = oneshot::channel();
        self.send(command(reply)).ok_or(KeepError::Closed)?;
        answer.await.map_err(|_| KeepError::Closed)?
    }

    fn send(&self, command: Command) -> Option<()> {
        let commands = self.inner.commands.lock().unwrap_or_else(PoisonError::into_inner);
        commands.as_ref()?.send(command).ok()
    }
}

impl Inner {
    /// Lets the writer finish what is queued, and waits until it has let the folder go.
    fn stop(&self) {
        drop(self.commands.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the ledger's writer panicked");
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop();
    }
}

fn start(writer: Writer, queue: mpsc::UnboundedReceiver<Command>, dir: &Path) -> Result<JoinHandle<()>, DiskFault> {
    std::thread::Builder::new()
        .name("talap-ledger".to_owned())
        .spawn(move || writer.run(queue))
        .map_err(|cause| DiskFault::new(Action::Create, dir, cause))
}
