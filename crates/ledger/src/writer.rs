//! The one thread that writes: it gathers what waits in the queue, makes it durable with one `fdatasync`, acknowledges it,
//! and seals and signs between group commits. After a write that failed it refuses everything.
// Length: the state of the one thread, and every step that it takes with it.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use talap_model::Clock;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

use crate::batch::{Batch, Partition};
use crate::checkpoint::{Chain, Checkpoint};
use crate::disk::{Action, Disk, DiskFault};
use crate::error::{AppendError, KeepError};
use crate::keys::SigningKey;
use crate::layout::Layout;
use crate::ledger::{LedgerConfig, Receipt, Sealing};
use crate::life::change::{self, Changing};
use crate::merkle::Frontier;
use crate::prepared::Prepared;
use crate::replica::link::Link;
use crate::seal::Underway;
use crate::seal_lock::SealLock;
use crate::second::Marks;
use crate::second::log::Hand;
use crate::state::{Shared, SignedTree};
use crate::tiles::TileWriter;
use crate::wal::{self, Draft, Entry, Group, Salt};

/// A group commit takes no further appends beyond so many bytes of events.
const LARGEST_GROUP: usize = 32 * 1024 * 1024;

/// A closing ledger seals when its tail has at least so many events; a shorter tail waits in the write-ahead log, so that
/// short runs do not leave a Parquet file of one row each.
const WORTH_SEALING: u64 = 1000;

/// So many times what is sealed at once is kept in memory at most while a verifier keeps seals off.
const MOST_HELD: u64 = 4;

/// Events that wait to be appended.
pub(crate) struct Job {
    pub(crate) prepared: Prepared,
    pub(crate) reply: oneshot::Sender<Result<Receipt, AppendError>>,
    /// Room in the queue, given back when the job is done.
    pub(crate) room: Option<OwnedSemaphorePermit>,
}

/// What the writer is asked to do.
pub(crate) enum Command {
    Append(Job),
    Checkpoint(oneshot::Sender<Result<Checkpoint, KeepError>>),
    Seal(oneshot::Sender<Result<Sealing, KeepError>>),
    /// The thread that seals has done its part.
    SealReady,
    Change(change::Request, oneshot::Sender<Result<Changing, KeepError>>),
    Close(oneshot::Sender<Result<Checkpoint, KeepError>>),
    Abandon(oneshot::Sender<Result<(), KeepError>>),
}

/// The write-ahead log file that is appended to.
pub(crate) struct OpenWal {
    pub(crate) file: File,
    pub(crate) path: PathBuf,
    pub(crate) length: u64,
    pub(crate) salt: Salt,
    pub(crate) first_batch: u64,
}

/// The manifest, with the running hash that checkpoints sign.
pub(crate) struct OpenManifest {
    pub(crate) file: File,
    pub(crate) lines: u64,
    pub(crate) bytes: u64,
    pub(crate) hasher: Sha256,
}

/// Everything that the writing thread owns.
pub(crate) struct Writer {
    pub(crate) disk: Disk,
    pub(crate) layout: Layout,
    pub(crate) config: LedgerConfig,
    pub(crate) key: SigningKey,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) wal: Option<OpenWal>,
    /// The write-ahead log files that hold the tail, but for what a seal under way takes.
    pub(crate) wal_paths: Vec<PathBuf>,
    /// The seal that is under way.
    pub(crate) underway: Option<Underway>,
    /// Who asked for a seal while one was under way.
    pub(crate) waiting: VecDeque<oneshot::Sender<Result<Sealing, KeepError>>>,
    /// Appends that wait until sealing has caught up.
    pub(crate) held: VecDeque<Job>,
    /// How the thread that seals wakes the writer.
    pub(crate) wake: mpsc::WeakUnboundedSender<Command>,
    pub(crate) leaves: File,
    pub(crate) manifest: OpenManifest,
    pub(crate) history: File,
    pub(crate) chain: Chain,
    pub(crate) tree: Frontier,
    pub(crate) tiles: TileWriter,
    pub(crate) next_seq: u64,
    /// Events and bytes of log that no seal under way takes.
    pub(crate) fresh_events: u64,
    pub(crate) fresh_bytes: u64,
    /// The last checkpoint; none in a ledger that is being created.
    pub(crate) last: Option<Checkpoint>,
    pub(crate) failed: Option<DiskFault>,
    /// Where frames of confidential partitions go as well.
    pub(crate) mirror: Option<Hand>,
    /// Where everything goes as well, in the grown size.
    pub(crate) replica: Option<Link>,
    pub(crate) marks: Marks,
    /// Keeps verifiers off while sealed files change.
    pub(crate) seal_lock: Arc<SealLock>,
    /// Keeps other processes out as long as the writer lives.
    pub(crate) _lock: File,
}

impl Writer {
    /// Works until the ledger is closed or dropped.
    pub(crate) fn run(mut self, mut queue: mpsc::UnboundedReceiver<Command>) {
        let mut next = queue.blocking_recv();
        while let Some(command) = next.take() {
            match command {
                Command::Append(job) => self.held.push_back(job),
                Command::Checkpoint(reply) => {
                    // A seal that a verifier held up is completed here, also when no event comes that would do it.
                    self.take_ready_seal();
                    answer(reply, self.guarded(Self::checkpoint));
                }
                Command::Seal(reply) => self.begin_seal(Some(reply)),
                Command::SealReady => self.take_ready_seal(),
                Command::Change(request, reply) => answer(reply, self.guarded(|writer| writer.change(request))),
                Command::Close(reply) => {
                    let result = self.finish();
                    // The lock goes before the answer, so that whoever closed may open again at once.
                    drop(self);
                    answer(reply, result);
                    return;
                }
                Command::Abandon(reply) => {
                    self.discard_seal();
                    drop(self);
                    answer(reply, Ok(()));
                    return;
                }
            }
            next = self.take_held(&mut queue).or_else(|| queue.blocking_recv());
        }
        // Nobody may open the folder while a thread of this writer still works in it.
        self.settle();
    }

    /// Makes appends durable that wait, and gathers with them what came behind, up to a command of another kind. Where events come
    /// faster than they can be sealed, the store of sealed files can't be reached, or a verifier keeps seals off for long, they go on
    /// waiting, so that the memory of the tail is bounded; whatever is not an append is done all the same.
    fn take_held(&mut self, queue: &mut mpsc::UnboundedReceiver<Command>) -> Option<Command> {
        while !self.is_full() {
            let first = self.held.pop_front()?;
            let (jobs, after) = gather(first, &mut self.held, queue);
            self.commit(jobs);
            self.seal_if_due();
            if after.is_some() {
                return after;
            }
        }
        None
    }

    /// Whether the tail takes nothing more until a seal has gone on.
    fn is_full(&mut self) -> bool {
        if self.is_sealing() {
            return self.is_due(2);
        }
        // A verifier may have kept the seal from being begun or completed. It may be gone by now; a checkpoint looks again.
        if self.failed.is_none() && self.is_due(MOST_HELD) {
            self.seal_if_due();
        }
        self.failed.is_none() && self.is_due(MOST_HELD)
    }

    /// Waits for a seal under way and those that were asked for, as long as they get on, and makes durable what waited for it.
    fn settle(&mut self) {
        self.hurry_seal();
        self.await_seal();
        // Who waited for that one gets the next.
        while self.is_sealing() {
            self.hurry_seal();
            self.await_seal();
        }
        let held: Vec<_> = self.held.drain(..).collect();
        if !held.is_empty() {
            self.commit(held);
        }
    }

    /// Does something that writes, unless a write failed before; a failure is remembered.
    pub(crate) fn guarded<T>(&mut self, act: impl FnOnce(&mut Self) -> Result<T, DiskFault>) -> Result<T, KeepError> {
        if let Some(fault) = &self.failed {
            return Err(KeepError::Failed(fault.clone()));
        }
        act(self).map_err(|fault| {
            self.fail(&fault);
            KeepError::Failed(fault)
        })
    }

    fn fail(&mut self, fault: &DiskFault) {
        tracing::error!(fault = %fault, cause = %fault.cause, "the ledger takes no events any more");
        self.failed = Some(fault.clone());
        self.shared.change(|view| view.failed = Some(fault.clone()));
    }

    fn finish(&mut self) -> Result<Checkpoint, KeepError> {
        self.settle();
        if self.fresh_events >= WORTH_SEALING && !self.is_unplaced() {
            self.begin_seal(None);
            self.hurry_seal();
            self.await_seal();
        }
        self.guarded(Self::checkpoint)
    }

    /// Seals when there is enough to seal.
    fn seal_if_due(&mut self) {
        if self.underway.is_some() {
            self.take_ready_seal();
        }
        if self.underway.is_none() && self.is_due(1) {
            self.begin_seal(None);
        }
    }

    /// Whether a quarter more than the limit of a tail has come since the last seal began.
    pub(crate) fn is_behind(&self) -> bool {
        let beyond = |limit: u64| limit.saturating_add(limit / 4);
        self.fresh_events >= beyond(self.config.seal_after_events)
            || self.fresh_bytes >= beyond(self.config.seal_after_bytes)
    }

    /// Whether so many times the limit of a tail has come since the last seal began.
    fn is_due(&self, times: u64) -> bool {
        self.fresh_events >= self.config.seal_after_events.saturating_mul(times)
            || self.fresh_bytes >= self.config.seal_after_bytes.saturating_mul(times)
    }

    /// Makes the jobs' events durable together, and only then acknowledges them.
    fn commit(&mut self, jobs: Vec<Job>) {
        if let Some(fault) = self.failed.clone() {
            refuse(jobs, &fault);
            return;
        }
        let jobs = self.refuse_unmirrored(jobs);
        let mut seq = self.next_seq;
        let written = self.write_group(draft(&jobs, seq));
        let mut receipts = Vec::with_capacity(jobs.len());
        for job in jobs {
            let receipt = Receipt { first_seq: seq, count: job.prepared.len() as u64 };
            seq += receipt.count;
            let confidential = self.mirror.is_some() && self.marks.any(job.prepared.partitions());
            receipts.push((job.reply, receipt, job.room, confidential));
        }
        match written {
            Ok((batches, unmirrored)) => {
                self.next_seq = seq;
                let leaves: Vec<u8> = batches.iter().flat_map(|batch| batch.leaf).collect();
                if let Some(link) = &mut self.replica {
                    link.grow_leaves(&leaves);
                }
                self.publish(batches);
                for (reply, receipt, _room, confidential) in receipts {
                    match unmirrored.as_ref().filter(|_| confidential) {
                        Some(fault) => {
                            if let Some(mirror) = &self.mirror {
                                mirror.health().refuse(receipt.count);
                            }
                            answer(reply, Err(AppendError::SecondStore(fault.clone())));
                        }
                        None => answer(reply, Ok(receipt)),
                    }
                }
                // The leaves can be made again from the log, so they need not be there before the answer.
                let path = self.layout.leaves();
                if let Err(fault) = self.disk.write(&mut self.leaves, &path, &leaves) {
                    self.fail(&fault);
                }
            }
            Err(fault) => {
                self.fail(&fault);
                for (reply, _, _room, _) in receipts {
                    answer(reply, Err(AppendError::Failed(fault.clone())));
                }
            }
        }
    }

    /// Refuses what belongs into the second store while that cannot be written.
    fn refuse_unmirrored(&mut self, jobs: Vec<Job>) -> Vec<Job> {
        let Some(mirror) = &mut self.mirror else { return jobs };
        let marks = &self.marks;
        let is_confidential = |job: &Job| marks.any(job.prepared.partitions());
        let bytes = jobs.iter().filter(|job| is_confidential(job)).map(|job| job.prepared.bytes()).sum();
        if bytes == 0 {
            return jobs;
        }
        let Err(fault) = mirror.ready(bytes) else { return jobs };
        let (confidential, taken): (Vec<_>, Vec<_>) = jobs.into_iter().partition(is_confidential);
        for job in confidential {
            mirror.health().refuse(job.prepared.len() as u64);
            answer(job.reply, Err(AppendError::SecondStore(fault.clone())));
        }
        taken
    }

    /// Makes events durable, those of confidential partitions in the second store as well. That the second store failed is
    /// the second part of the answer: the first one has the events all the same, and they get there with the next seal.
    fn write_group(&mut self, drafts: Vec<Draft<'_>>) -> Result<(Vec<Arc<Batch>>, Option<DiskFault>), DiskFault> {
        if drafts.is_empty() {
            return Ok((Vec::new(), None));
        }
        let first = self.tree.size();
        let group = Group { first, last: first + drafts.len() as u64 - 1 };
        let mut wal = match self.wal.take() {
            Some(wal) => wal,
            None => self.create_wal(first)?,
        };
        let mut frames = Vec::with_capacity(drafts.iter().map(|draft| draft.bytes + 512).sum());
        let (mut written, mut confidential) = (Vec::with_capacity(drafts.len()), Vec::new());
        for (draft, index) in drafts.into_iter().zip(first..) {
            let (begin, marked) = (frames.len(), self.mirror.is_some() && self.marks.partition(&draft.partition));
            written.push(wal::write_frame(&mut frames, wal.salt, group, index, draft));
            if marked {
                confidential.extend_from_slice(frames.get(begin..).unwrap_or_default());
            }
        }
        let mirrored = !confidential.is_empty();
        if let Some(mirror) = self.mirror.as_mut().filter(|_| mirrored) {
            mirror.begin(first, wal.salt, confidential);
        }
        let durable = self.make_durable(&mut wal, group.last + 1, &frames);
        let unmirrored = self.mirror.as_mut().filter(|_| mirrored).and_then(|mirror| mirror.finish().err());
        if let Err(fault) = durable {
            // Nothing of the group was acknowledged. Whether it can be taken back decides nothing: recovery copes.
            let _best_effort = self.disk.truncate(&wal.file, &wal.path, wal.length);
            return Err(fault);
        }
        wal.length += frames.len() as u64;
        self.fresh_bytes += frames.len() as u64;
        self.wal = Some(wal);
        let frames = Bytes::from(frames);
        Ok((written.into_iter().map(|frame| Arc::new(frame.batch(&frames))).collect(), unmirrored))
    }

    /// Makes frames durable in the log and, at the same time, in the replica. In which of them they are after a failure
    /// decides nothing, since nobody was told.
    fn make_durable(&mut self, wal: &mut OpenWal, end: u64, frames: &[u8]) -> Result<(), DiskFault> {
        let disk = &self.disk;
        let write = |wal: &mut OpenWal| {
            disk.write(&mut wal.file, &wal.path, frames).and_then(|()| disk.sync(&wal.file, &wal.path))
        };
        let Some(link) = &mut self.replica else { return write(wal) };
        let header = wal::header(wal.salt, wal.first_batch);
        std::thread::scope(|scope| {
            let kept = scope.spawn(move || link.keep_frames(end, &header, frames));
            let written = write(wal);
            let gone = || DiskFault::new(Action::Replicate, &wal.path, io::Error::other("its thread panicked"));
            written.and(kept.join().unwrap_or_else(|_| Err(gone())))
        })
    }

    fn create_wal(&mut self, first_batch: u64) -> Result<OpenWal, DiskFault> {
        let path = self.layout.wal(first_batch);
        let salt = self.salt(first_batch);
        let header = wal::header(salt, first_batch);
        let mut file = self.disk.create_new(&path)?;
        self.disk.write(&mut file, &path, &header)?;
        self.disk.sync(&file, &path)?;
        self.disk.sync_folder(&self.layout.wal_folder())?;
        self.wal_paths.push(path.clone());
        Ok(OpenWal { file, path, length: header.len() as u64, salt, first_batch })
    }

    /// Bytes that nobody without the signing key can foresee.
    fn salt(&self, first_batch: u64) -> Salt {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(b"talap-ledger wal salt 1")
            .chain_update(self.key.inner().to_bytes())
            .chain_update(first_batch.to_be_bytes())
            .finalize()
            .into();
        let (salt, _) = digest.as_chunks::<8>();
        salt.first().copied().unwrap_or_default()
    }

    fn publish(&mut self, batches: Vec<Arc<Batch>>) {
        for batch in &batches {
            self.tree.push(batch.leaf);
            self.tiles.push(batch.leaf);
        }
        let (events, size) = (self.next_seq, self.tree.size());
        let fresh: u64 = batches.iter().map(|batch| batch.count).sum();
        self.fresh_events += fresh;
        self.shared.change(|view| {
            view.stats.tail_events += fresh;
            (view.stats.events, view.stats.batches) = (events, size);
            view.tail.extend(batches);
        });
    }

    /// Signs what the ledger is now, unless the last checkpoint says it already.
    ///
    /// The history gets the note before the checkpoint is replaced; while `tmp/checkpoint` holds the last note of the
    /// history, the step between is known to have been interrupted.
    pub(crate) fn checkpoint(&mut self) -> Result<Checkpoint, DiskFault> {
        let checkpoint = Checkpoint {
            origin: self.config.origin.clone(),
            size: self.tree.size(),
            root: self.tree.root(),
            manifest_lines: self.manifest.lines,
            manifest_bytes: self.manifest.bytes,
            manifest_hash: self.manifest.hasher.clone().finalize().into(),
            events: self.next_seq,
            time: self.clock.now(),
            history_notes: self.chain.notes,
            history_hash: self.chain.hash(),
        };
        if let Some(last) = self.last.as_ref().filter(|last| last.covers_the_same(&checkpoint)) {
            let last = last.clone();
            self.show_signed(&last);
            return Ok(last);
        }
        self.disk.sync(&self.leaves, &self.layout.leaves())?;
        self.tiles.flush(&self.disk, &self.layout)?;
        let note = checkpoint.sign(&self.key);
        if let Some(link) = &mut self.replica {
            link.keep_signed(&note)?;
        }
        let (temporary, history) = (self.layout.temporary_checkpoint(), self.layout.history());
        let mut file = self.disk.create_over(&temporary)?;
        self.disk.write(&mut file, &temporary, note.as_bytes())?;
        self.disk.sync(&file, &temporary)?;
        self.disk.sync_folder(&self.layout.temporary())?;
        self.disk.write(&mut self.history, &history, note.as_bytes())?;
        self.disk.sync(&self.history, &history)?;
        self.chain.push(note.as_bytes());
        self.disk.rename(&temporary, &self.layout.checkpoint())?;
        self.disk.sync_folder(&self.layout.root)?;
        self.last = Some(checkpoint.clone());
        self.show_signed(&checkpoint);
        Ok(checkpoint)
    }

    /// Shows a checkpoint of the tree as it is now to whoever makes proofs.
    fn show_signed(&self, checkpoint: &Checkpoint) {
        let known =
            self.shared.read(|view| view.signed.as_ref().is_some_and(|signed| signed.checkpoint == *checkpoint));
        if known {
            return;
        }
        let (checkpoint, edge) = (checkpoint.clone(), self.tiles.edge().clone());
        // Ed25519 signs the same text with the same bytes, so this is the note of the history.
        let note = checkpoint.sign(&self.key);
        let signed = Arc::new(SignedTree { checkpoint: checkpoint.clone(), note, edge });
        self.shared.change(|view| {
            view.stats.last_checkpoint = Some(checkpoint);
            view.signed = Some(signed);
        });
    }
}

/// Takes what waits behind a first append, held or queued, up to a limit or a command of another kind.
fn gather(
    first: Job,
    held: &mut VecDeque<Job>,
    queue: &mut mpsc::UnboundedReceiver<Command>,
) -> (Vec<Job>, Option<Command>) {
    let mut bytes = first.prepared.bytes();
    let mut jobs = vec![first];
    while bytes < LARGEST_GROUP {
        if let Some(job) = held.pop_front() {
            bytes += job.prepared.bytes();
            jobs.push(job);
            continue;
        }
        match queue.try_recv() {
            Ok(Command::Append(job)) => {
                bytes += job.prepared.bytes();
                jobs.push(job);
            }
            Ok(other) => return (jobs, Some(other)),
            Err(_) => break,
        }
    }
    (jobs, None)
}

/// Sorts the jobs' events, which get their seqs here, into batches of one partition each.
fn draft(jobs: &[Job], first_seq: u64) -> Vec<Draft<'_>> {
    let mut open: BTreeMap<&Partition, Draft<'_>> = BTreeMap::new();
    let mut full = Vec::new();
    for (part, seq) in jobs.iter().flat_map(|job| job.prepared.parts()).zip(first_seq..) {
        let new = || Draft { partition: part.partition.clone(), entries: Vec::new(), bytes: 0 };
        let draft = open.entry(part.partition).or_insert_with(new);
        draft.bytes += part.encoding.len() + 12;
        draft.entries.push(Entry { seq, hash: part.hash, encoding: part.encoding });
        if draft.bytes >= LARGEST_GROUP {
            full.push(std::mem::replace(draft, new()));
        }
    }
    full.extend(open.into_values().filter(|draft| !draft.entries.is_empty()));
    full
}

fn refuse(jobs: Vec<Job>, fault: &DiskFault) {
    for job in jobs {
        answer(job.reply, Err(AppendError::Failed(fault.clone())));
    }
}

/// Answers whoever still waits; one who gave up needs no answer.
pub(crate) fn answer<T>(reply: oneshot::Sender<T>, value: T) {
    drop(reply.send(value));
}
