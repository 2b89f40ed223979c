//! Opening: what an interruption left is finished or cut off; what was durable and has changed is refused, never repaired.
// Length: one order of steps that a crash may interrupt anywhere.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use talap_model::Clock;
use tokio::sync::mpsc::WeakUnboundedSender;

use crate::batch::Batch;
use crate::checkpoint::{self, Chain, Checkpoint};
use crate::disk::{self, Action, Disk, DiskFault};
use crate::encoding::Malformed;
use crate::error::OpenError;
use crate::keys::{SigningKey, VerifierKey};
use crate::layout::{Layout, wal_number};
use crate::ledger::{LedgerConfig, Recovery};
use crate::life::lines::ArchiveLine;
use crate::life::sweep::{self, Leftover};
use crate::manifest::{self, Manifest};
use crate::merkle::{Frontier, Hash};
use crate::note::NoteFault;
use crate::replica::link::Link;
use crate::replica::restore;
use crate::replica::truth::Truth;
use crate::scan::{Scan, scan};
use crate::seal::try_exclusive;
use crate::seal_lock::SealLock;
use crate::second::Marks;
use crate::second::health::Health;
use crate::second::log::{self, Hand};
use crate::state::{SealedFile, Shared, Stats, View};
use crate::tiles::TileWriter;
use crate::wal;
use crate::writer::{Command, OpenManifest, OpenWal, Writer};

/// Opens a ledger's folder and returns its writer, ready to run.
///
/// A folder whose ledger is replicated is first made what the lines of the replica say.
pub(crate) fn open(
    disk: Disk,
    config: LedgerConfig,
    key: SigningKey,
    clock: Arc<dyn Clock>,
    wake: WeakUnboundedSender<Command>,
    truth: Option<Truth>,
) -> Result<(Writer, Recovery, Leavings), OpenError> {
    let verifier = key.verifier(&config.origin)?;
    disk.make_folder(&config.dir)?;
    let root = fs::canonicalize(&config.dir).map_err(|cause| DiskFault::new(Action::Read, &config.dir, cause))?;
    let layout = Layout::new(&root);
    let lock = try_exclusive(&layout.writer_lock())?.ok_or_else(|| OpenError::InUse { dir: root.clone() })?;
    for folder in [layout.wal_folder(), layout.events(), layout.tree_folder(), layout.temporary()] {
        disk.make_folder(&folder)?;
    }
    let seal_lock = SealLock::new(&layout);
    drop(seal_lock.try_hold()?);
    let replica = config.replica.clone().zip(truth);
    if let Some((replication, truth)) = &replica {
        restore::restore(&disk, &layout, &verifier, replication, truth)?;
    }
    let opening = Opening { disk: &disk, layout: &layout };
    let (last, chain) = opening.last_checkpoint(&verifier)?;
    let manifest = opening.manifest(last.as_ref())?;
    let covered = opening.covered_leaves(last.as_ref())?;
    let replay = opening.replay(last.as_ref(), &manifest, covered)?;
    let manifest_file = opening.cut_manifest(&manifest)?;
    let leaves = opening.rewrite_leaves(last.as_ref().map_or(0, |last| last.size), &replay.fresh_leaves)?;
    opening.clear_temporary(&manifest.read, replay.tree.size())?;
    let history = disk.open_append(&layout.history())?;
    disk.sync_folder(&layout.root)?;
    let events = manifest.read.events + replay.events();
    let leavings = Leavings {
        expired: sweep::expired_in_archive(&manifest.read),
        objects: replica.as_ref().map_or_else(Vec::new, |_| sweep::objects_of_gone(&manifest.read)),
    };
    let next_batch = manifest.read.next_batch;
    let replica = replica.map(|(replication, truth)| Link::new(replication, truth.next, replay.fresh_leaves.clone()));
    let stats = Stats {
        events,
        batches: replay.tree.size(),
        files: manifest.files.len() as u64,
        tail_events: replay.events(),
        expired_events: manifest.read.expired.iter().map(|expired| expired.change.events).sum(),
        expired_partitions: manifest.read.expired.len() as u64,
        last_checkpoint: last.clone(),
    };
    let recovery = Recovery { events: replay.events(), torn_bytes: replay.torn_bytes };
    let (fresh_events, fresh_bytes) = (replay.events(), replay.bytes());
    let rules = Arc::new(manifest.read.rules);
    let view = View {
        files: Arc::new(manifest.files),
        tail: replay.tail,
        stats,
        failed: None,
        unplaced: None,
        rules,
        signed: None,
    };
    let mut writer = Writer {
        shared: Arc::new(Shared::new(view)),
        wal: replay.open,
        wal_paths: replay.paths,
        leaves,
        manifest: manifest_file,
        history,
        chain,
        tree: replay.tree,
        tiles: replay.tiles,
        next_seq: events,
        fresh_events,
        fresh_bytes,
        underway: None,
        waiting: VecDeque::new(),
        held: VecDeque::new(),
        wake,
        last,
        failed: None,
        mirror: second_log(&disk, &config, &clock)?,
        replica,
        marks: Marks::default(),
        seal_lock,
        _lock: lock,
        disk: disk.clone(),
        layout: layout.clone(),
        config,
        key,
        clock,
    };
    writer.checkpoint()?;
    if let Some(replica) = &writer.replica {
        replica.forget(next_batch);
    }
    opening.remove_logs(&replay.removable)?;
    Ok((writer, recovery, leavings))
}

/// What an interruption may have left outside the folder.
#[derive(Debug, Default)]
pub(crate) struct Leavings {
    /// Files of the archive store that expired.
    pub(crate) expired: Vec<ArchiveLine>,
    /// Objects of the replica whose files are gone.
    pub(crate) objects: Vec<String>,
}

/// The log of the second store, where there is one.
fn second_log(disk: &Disk, config: &LedgerConfig, clock: &Arc<dyn Clock>) -> Result<Option<Hand>, DiskFault> {
    let start = |folder: &PathBuf| {
        let health = Health::new(Arc::clone(clock), Layout::new(&config.dir).second_store_note(config.node.as_deref()));
        log::start(disk.clone(), folder.clone(), config.origin.clone(), health, log::PATIENCE)
    };
    config.second_store.as_ref().map(start).transpose()
}

struct Opening<'a> {
    disk: &'a Disk,
    layout: &'a Layout,
}

struct OpenedManifest {
    /// What the checkpoint signed.
    read: Manifest,
    files: Vec<SealedFile>,
    hasher: Sha256,
    /// The length of the file; what no checkpoint signed is a seal that was interrupted, and does not count.
    length: usize,
    /// The batch after the last one that a whole seal without a signature names: the log must hold all before it.
    promised: u64,
}

/// What the write-ahead log gave back.
struct Replay {
    tail: Vec<Arc<Batch>>,
    tree: Frontier,
    tiles: TileWriter,
    /// Leaves beyond the checkpoint.
    fresh_leaves: Vec<u8>,
    open: Option<OpenWal>,
    paths: Vec<PathBuf>,
    /// Logs of which all is in Parquet files that the checkpoint signed.
    removable: Vec<PathBuf>,
    torn_bytes: u64,
}

impl Replay {
    fn events(&self) -> u64 {
        self.tail.iter().map(|batch| batch.count).sum()
    }

    fn bytes(&self) -> u64 {
        self.tail.iter().map(|batch| batch.body.len() as u64).sum()
    }
}

fn damaged(file: &Path, offset: usize, reason: impl Into<String>) -> OpenError {
    OpenError::Damaged { file: file.to_owned(), offset: offset as u64, reason: reason.into() }
}

pub(crate) fn read_or_empty(path: &Path) -> Result<Vec<u8>, DiskFault> {
    match disk::read(path) {
        Err(fault) if fault.cause.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        other => other,
    }
}

impl Opening<'_> {
    /// The last checkpoint, after finishing one that was interrupted, and the history that ends with it. None in a folder
    /// where nothing was written yet.
    fn last_checkpoint(&self, key: &VerifierKey) -> Result<(Option<Checkpoint>, Chain), OpenError> {
        let (path, history_path) = (self.layout.checkpoint(), self.layout.history());
        let (current, history) = (read_or_empty(&path)?, read_or_empty(&history_path)?);
        let (mut entries, rest) = checkpoint::split_history(&history);
        let Some(last) = entries.pop() else {
            self.nothing_signed_yet(&current, rest)?;
            return Ok((None, Chain::default()));
        };
        let whole = history.len() - rest.len();
        if !rest.is_empty() {
            if !looks_like_a_note(rest, key) {
                return Err(damaged(&history_path, whole, "it does not end with a checkpoint"));
            }
            self.truncate(&history_path, whole)?;
        }
        if current != last.note {
            // The history is written first; tmp/checkpoint shows that the replacement was interrupted.
            let temporary = self.layout.temporary_checkpoint();
            if read_or_empty(&temporary)? != last.note {
                return Err(damaged(&path, 0, "it is not the last of the history of checkpoints"));
            }
            self.disk.rename(&temporary, &path)?;
            self.disk.sync_folder(&self.layout.root)?;
        }
        match Checkpoint::open(last.note, key) {
            Ok(checkpoint) => {
                let mut chain = Chain::default();
                for entry in entries {
                    chain.push(entry.note);
                }
                if !checkpoint.follows(&chain) {
                    return Err(damaged(&history_path, 0, "checkpoints before the last are missing or changed"));
                }
                chain.push(last.note);
                Ok((Some(checkpoint), chain))
            }
            Err(NoteFault::OtherKey) => Err(OpenError::OtherKey { file: path }),
            Err(fault) => Err(damaged(&path, 0, fault.to_string())),
        }
    }

    /// Without a whole checkpoint the folder must be one whose creation was interrupted: no event was ever taken.
    fn nothing_signed_yet(&self, current: &[u8], rest: &[u8]) -> Result<(), OpenError> {
        let empty = current.is_empty()
            && read_or_empty(&self.layout.manifest())?.is_empty()
            && read_or_empty(&self.layout.leaves())?.is_empty()
            && disk::list(&self.layout.wal_folder())?.is_empty();
        if !empty {
            return Err(damaged(&self.layout.history(), 0, "the history of checkpoints is missing"));
        }
        if !rest.is_empty() {
            self.truncate(&self.layout.history(), 0)?;
        }
        Ok(())
    }

    fn truncate(&self, path: &Path, length: usize) -> Result<(), DiskFault> {
        let file = self.disk.open_append(path)?;
        self.disk.truncate(&file, path, length as u64)?;
        self.disk.sync(&file, path)
    }

    fn manifest(&self, last: Option<&Checkpoint>) -> Result<OpenedManifest, OpenError> {
        let path = self.layout.manifest();
        let bytes = read_or_empty(&path)?;
        let signed = last.map_or(0, |last| last.manifest_bytes);
        if let Some(last) = last
            && manifest::hash_of_first(&bytes, signed) != Some(last.manifest_hash)
        {
            return Err(damaged(&path, 0, "it is not what the checkpoint signed"));
        }
        let signed = bytes.get(..usize::try_from(signed).unwrap_or(usize::MAX)).unwrap_or_default();
        let read = manifest::parse(signed);
        if let Some(line) = read.damage.first() {
            return Err(damaged(&path, usize::try_from(line.offset).unwrap_or(usize::MAX), line.to_string()));
        }
        if read.bytes < signed.len() {
            return Err(damaged(&path, read.bytes, "it does not end with a seal or a change"));
        }
        let mut files = Vec::new();
        for listed in read.files.values() {
            let line = &listed.file;
            let sealed = self.layout.events().join(&line.path);
            let partition = line.partition().ok_or_else(|| damaged(&path, 0, "a path is not one of the ledger"))?;
            if let (Some(index), Some(path)) = (&line.index, line.index_path()) {
                has_size(&self.layout.events().join(path), index.size)?;
            }
            // What is in the archive store is asked for by who reads it: the store may be away for a while.
            if listed.archived.is_none() {
                has_size(&sealed, line.size)?;
            }
            files.push(SealedFile::new(line.clone(), partition, listed.archived.clone()));
        }
        let hasher = Sha256::new().chain_update(signed);
        let whole = manifest::parse(&bytes);
        // A seal that its files do not add up to promises nothing.
        let promised = if whole.damage.is_empty() { whole.next_batch } else { read.next_batch };
        Ok(OpenedManifest { read, files, hasher, length: bytes.len(), promised })
    }

    /// Cuts off what no checkpoint signed: the log is kept until one does, so such a seal can always be made again.
    fn cut_manifest(&self, manifest: &OpenedManifest) -> Result<OpenManifest, DiskFault> {
        let (path, read) = (self.layout.manifest(), &manifest.read);
        let file = self.disk.open_append(&path)?;
        if read.bytes < manifest.length {
            self.disk.truncate(&file, &path, read.bytes as u64)?;
        }
        self.disk.sync(&file, &path)?;
        Ok(OpenManifest { file, lines: read.lines, bytes: read.bytes as u64, hasher: manifest.hasher.clone() })
    }

    /// The leaves that the checkpoint signed.
    fn covered_leaves(&self, last: Option<&Checkpoint>) -> Result<Vec<Hash>, OpenError> {
        let Some(last) = last else { return Ok(Vec::new()) };
        let path = self.layout.leaves();
        let bytes = read_or_empty(&path)?;
        let (all, _) = bytes.as_chunks::<32>();
        let size = usize::try_from(last.size).unwrap_or(usize::MAX);
        let covered = all.get(..size).ok_or_else(|| damaged(&path, bytes.len(), "it is too short"))?;
        if crate::merkle::tree_hash(covered) != last.root {
            return Err(damaged(&path, 0, "it does not have the root that the checkpoint signed"));
        }
        Ok(covered.to_vec())
    }

    fn replay(
        &self,
        last: Option<&Checkpoint>,
        manifest: &OpenedManifest,
        covered: Vec<Hash>,
    ) -> Result<Replay, OpenError> {
        let sealed = &manifest.read;
        let mut tree = Frontier::default();
        for leaf in &covered {
            tree.push(*leaf);
        }
        let mut replay = Replay {
            tail: Vec::new(),
            tree,
            tiles: TileWriter::resume(self.disk, self.layout, &covered)?,
            fresh_leaves: Vec::new(),
            open: None,
            paths: Vec::new(),
            removable: Vec::new(),
            torn_bytes: 0,
        };
        let signed = last.map_or(0, |last| last.size);
        let mut next = None;
        for path in disk::list(&self.layout.wal_folder())? {
            let number = wal_number(&path).ok_or_else(|| damaged(&path, 0, "it is not a file of the ledger"))?;
            if next.map_or(number > sealed.next_batch, |next| number != next) {
                return Err(damaged(&path, 0, "a write-ahead log before it is missing"));
            }
            next = Some(self.replay_file(&path, number, (signed, sealed.next_batch), &covered, &mut replay)?);
        }
        if next.unwrap_or(sealed.next_batch) < signed.max(sealed.next_batch) && signed > sealed.next_batch {
            return Err(damaged(&self.layout.wal_folder(), 0, "batches that the checkpoint signed are missing"));
        }
        if replay.tree.size() < manifest.promised {
            let path = self.layout.checkpoint();
            return Err(damaged(&path, 0, "the manifest is newer, and the write-ahead log between them is missing"));
        }
        Ok(replay)
    }

    /// Replays one file and returns the batch that follows it.
    fn replay_file(
        &self,
        path: &Path,
        number: u64,
        (signed, sealed): (u64, u64),
        covered: &[Hash],
        replay: &mut Replay,
    ) -> Result<u64, OpenError> {
        let bytes = disk::read(path)?;
        let scan = match self.scan_or_discard(path, number, &bytes, number >= signed)? {
            Ok(scan) => scan,
            Err(torn) => {
                replay.torn_bytes += torn;
                return Ok(number);
            }
        };
        if let Some(damage) = scan.damage.first() {
            return Err(damaged(path, damage.offset, damage.reason.to_string()));
        }
        let end = number + scan.frames.len() as u64;
        let length = scan.torn_at.unwrap_or(bytes.len());
        if scan.torn_at.is_some() && end < signed {
            return Err(damaged(path, length, "a batch that the checkpoint signed is missing"));
        }
        for (offset, frame) in scan.frames {
            let batch = frame.batch;
            let at = usize::try_from(batch.index).unwrap_or(usize::MAX);
            if covered.get(at).is_some_and(|leaf| *leaf != batch.leaf) {
                return Err(damaged(path, offset, "a batch is not what the checkpoint signed"));
            }
            if batch.index >= signed {
                replay.fresh_leaves.extend(batch.leaf);
                replay.tree.push(batch.leaf);
                replay.tiles.push(batch.leaf);
            }
            if batch.index >= sealed {
                replay.tail.push(Arc::new(batch));
            }
        }
        if end <= sealed && number < sealed {
            // All of it is in Parquet files that the checkpoint signed; the deletion was interrupted.
            replay.removable.push(path.to_owned());
            return Ok(end);
        }
        replay.torn_bytes += (bytes.len() - length) as u64;
        self.reopen(path, &bytes, length, replay)?;
        Ok(end)
    }

    /// Reads a file, or deletes one whose creation was interrupted and returns its length.
    fn scan_or_discard(
        &self,
        path: &Path,
        number: u64,
        bytes: &[u8],
        may_be_new: bool,
    ) -> Result<Result<Scan, u64>, OpenError> {
        match scan(bytes, number) {
            Ok(scan) => Ok(Ok(scan)),
            Err(_) if may_be_new && bytes.len() <= wal::HEADER => {
                self.disk.remove(path)?;
                self.disk.sync_folder(&self.layout.wal_folder())?;
                Ok(Err(bytes.len() as u64))
            }
            Err(Malformed(reason)) => Err(damaged(path, 0, reason)),
        }
    }

    fn reopen(&self, path: &Path, bytes: &[u8], length: usize, replay: &mut Replay) -> Result<(), OpenError> {
        let file = self.disk.open_append(path)?;
        if length < bytes.len() {
            self.disk.truncate(&file, path, length as u64)?;
        }
        self.disk.sync(&file, path)?;
        let (salt, first_batch) = wal::read_header(bytes).map_err(|Malformed(reason)| damaged(path, 0, reason))?;
        replay.paths.push(path.to_owned());
        replay.open = Some(OpenWal { file, path: path.to_owned(), length: length as u64, salt, first_batch });
        Ok(())
    }

    /// Keeps the leaves that the checkpoint signed and writes those of the log after them.
    fn rewrite_leaves(&self, signed: u64, fresh: &[u8]) -> Result<fs::File, DiskFault> {
        let path = self.layout.leaves();
        let mut file = self.disk.open_append(&path)?;
        self.disk.truncate(&file, &path, signed * 32)?;
        if !fresh.is_empty() {
            self.disk.write(&mut file, &path, fresh)?;
        }
        self.disk.sync(&file, &path)?;
        self.disk.sync_folder(&self.layout.tree_folder())?;
        Ok(file)
    }

    /// Deletes logs; only what the ledger is after a new checkpoint makes them superfluous.
    fn remove_logs(&self, paths: &[PathBuf]) -> Result<(), DiskFault> {
        for path in paths {
            self.disk.remove(path)?;
        }
        if paths.is_empty() { Ok(()) } else { self.disk.sync_folder(&self.layout.wal_folder()) }
    }

    /// Removes what an interruption left: temporary files, Parquet files that the manifest does not name and whose batches
    /// are in the log, and those whose place others took. Any other stray file stays, for verification to report.
    fn clear_temporary(&self, sealed: &Manifest, next_batch: u64) -> Result<(), OpenError> {
        let made = [
            Layout::temporary_checkpoint,
            Layout::temporary_segment,
            Layout::temporary_index,
            Layout::temporary_compaction,
            Layout::temporary_compaction_index,
            Layout::temporary_tile,
            Layout::temporary_evidence,
            Layout::temporary_restored,
        ];
        for path in made.map(|path| path(self.layout)) {
            if path.exists() {
                self.disk.remove(&path)?;
            }
        }
        let logged = sealed.next_batch..next_batch;
        let mut folders = vec![(self.layout.events(), 0)];
        while let Some((folder, depth)) = folders.pop() {
            for path in disk::list(&folder)? {
                if depth < 4 && path.is_dir() {
                    folders.push((path, depth + 1));
                } else if depth == 4 && self.is_left_over(&path, sealed, &logged) {
                    self.disk.remove(&path)?;
                }
            }
        }
        Ok(())
    }

    fn is_left_over(&self, path: &Path, sealed: &Manifest, logged: &std::ops::Range<u64>) -> bool {
        let key = path.strip_prefix(self.layout.events()).ok().and_then(Path::to_str);
        let replaced = key.and_then(|key| sweep::leftover(sealed, key));
        matches!(replaced, Some(Leftover::Replaced(_) | Leftover::Unfinished))
            || replaced.is_none() && segment_start(path).is_some_and(|first| logged.contains(&first))
    }
}

/// The first batch in the name of a Parquet file that sealing made, or of the index beside one.
pub(crate) fn segment_start(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    let segment = manifest::segment_of_index(name);
    manifest::segment_range(segment.as_deref().unwrap_or(name)).map(|(first, _)| first)
}

/// Whether a file that the manifest names is as long as it says.
fn has_size(path: &Path, expected: u64) -> Result<(), OpenError> {
    let size = fs::metadata(path).map_err(|cause| DiskFault::new(Action::Read, path, cause))?.len();
    if size == expected {
        return Ok(());
    }
    let shorter = usize::try_from(size.min(expected)).unwrap_or(usize::MAX);
    Err(damaged(path, shorter, "its size is not that of the manifest"))
}

/// Whether bytes can be the beginning of a note of this ledger, or the zeros of a file system.
fn looks_like_a_note(bytes: &[u8], key: &VerifierKey) -> bool {
    let start = format!("{}\n", key.name());
    let head = bytes.get(..bytes.len().min(start.len())).unwrap_or_default();
    start.as_bytes().starts_with(head) || bytes.iter().all(|byte| *byte == 0)
}
