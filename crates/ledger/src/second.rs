//! The second store (UR 38): what concerns confidential objects is written to another folder as well, on another disk. Its
//! log is durable before an event is acknowledged, at the same time as the ledger's own; sealed files are copied when the
//! ledger is tended.
//!
//! While the second store cannot be written, events of confidential objects are refused, and others are taken
//! (`docs/adr/0013-the-life-of-files.md`). The folder itself is never created: a disk that is not mounted must not be taken for an
//! empty one.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, mpsc};

use talap_model::{ObjectId, OrganisationId, SourceId};

use crate::batch::Partition;
use crate::disk::{self, Action, Disk, DiskFault};
use crate::state::SealedFile;
use crate::wal::{self, Salt};

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

/// Takes the frames of confidential partitions, durably, while the writer does the same with all frames.
pub(crate) trait Mirror: Send {
    /// Begins to write frames, of which the first is of the batch `first`.
    fn begin(&mut self, first: u64, salt: Salt, frames: Vec<u8>) -> Waiting;
    /// Whether frames can be taken; asked before anything is written.
    fn ready(&mut self) -> Result<(), DiskFault>;
    /// All batches that were begun are sealed: the next ones go to a new file.
    fn rotate(&mut self);
    /// Where it is.
    fn folder(&self) -> &Path;
}

/// An answer that is to come.
pub(crate) struct Waiting(mpsc::Receiver<Result<(), DiskFault>>);

impl Waiting {
    /// Waits until the frames are durable, or are not.
    pub(crate) fn wait(self, folder: &Path) -> Result<(), DiskFault> {
        let gone = || DiskFault::new(Action::Write, folder, io::Error::other("its thread ended"));
        self.0.recv().unwrap_or_else(|_| Err(gone()))
    }
}

enum Command {
    Write { first: u64, salt: Salt, bytes: Vec<u8>, reply: mpsc::Sender<Result<(), DiskFault>> },
    Rotate,
}

/// A second write-ahead log, written by a thread of its own.
pub(crate) struct SecondLog {
    folder: PathBuf,
    commands: mpsc::Sender<Command>,
}

impl SecondLog {
    pub(crate) fn start(disk: Disk, folder: PathBuf) -> Result<Self, DiskFault> {
        let (commands, queue) = mpsc::channel();
        let mut log = OpenLog { disk, folder: folder.clone(), open: None };
        std::thread::Builder::new()
            .name("talap-second".to_owned())
            .spawn(move || {
                while let Ok(command) = queue.recv() {
                    match command {
                        // After a failure the file is left open no more, since its end is not known.
                        Command::Write { first, salt, bytes, reply } => {
                            drop(reply.send(log.write(first, salt, &bytes)));
                        }
                        Command::Rotate => log.open = None,
                    }
                }
            })
            .map_err(|cause| DiskFault::new(Action::Create, &folder, cause))?;
        Ok(Self { folder, commands })
    }
}

impl Mirror for SecondLog {
    fn begin(&mut self, first: u64, salt: Salt, bytes: Vec<u8>) -> Waiting {
        let (reply, answer) = mpsc::channel();
        // Without the thread the reply is dropped, and waiting says so.
        drop(self.commands.send(Command::Write { first, salt, bytes, reply }));
        Waiting(answer)
    }

    fn ready(&mut self) -> Result<(), DiskFault> {
        fs::read_dir(&self.folder).map(|_| ()).map_err(|cause| DiskFault::new(Action::Read, &self.folder, cause))
    }

    fn rotate(&mut self) {
        drop(self.commands.send(Command::Rotate));
    }

    fn folder(&self) -> &Path {
        &self.folder
    }
}

struct OpenLog {
    disk: Disk,
    folder: PathBuf,
    open: Option<(File, PathBuf)>,
}

impl OpenLog {
    fn write(&mut self, first: u64, salt: Salt, frames: &[u8]) -> Result<(), DiskFault> {
        let (mut file, path) = match self.open.take() {
            // A file that somebody deleted would take frames and keep none.
            Some((file, path)) if path.exists() => (file, path),
            _ => self.create(first, salt)?,
        };
        self.disk.write(&mut file, &path, frames)?;
        self.disk.sync(&file, &path)?;
        self.open = Some((file, path));
        Ok(())
    }

    fn create(&self, first: u64, salt: Salt) -> Result<(File, PathBuf), DiskFault> {
        let folder = log_folder(&self.folder);
        if !folder.is_dir() {
            // Only what is in the folder is made, never the folder itself.
            fs::read_dir(&self.folder).map_err(|cause| DiskFault::new(Action::Read, &self.folder, cause))?;
            self.disk.make_folder(&folder)?;
        }
        // After an interruption a batch of this number may have been tried before; what it left is not written over.
        let mut names = (0..1000).map(|tried| folder.join(format!("{first:016}-{tried}.wal")));
        let path = names.find(|path| !path.exists()).unwrap_or_else(|| folder.join("full"));
        let mut file = self.disk.create_new(&path)?;
        self.disk.write(&mut file, &path, &wal::header(salt, first))?;
        self.disk.sync(&file, &path)?;
        self.disk.sync_folder(&folder)?;
        Ok((file, path))
    }
}

fn log_folder(second: &Path) -> PathBuf {
    second.join("wal")
}

/// Where the copies of sealed files are.
pub(crate) fn copies(second: &Path) -> PathBuf {
    second.join("events")
}

/// Brings the sealed files of the second store in line with the ledger's: copies what is new, and deletes what is the
/// ledger's no more, and logs of which all is sealed. Returns how many files were copied.
pub(crate) fn copy_sealed(
    disk: &Disk,
    (events, second): (&Path, &Path),
    files: &[SealedFile],
    marks: &Marks,
    next_batch: u64,
) -> Result<u64, DiskFault> {
    fs::read_dir(second).map_err(|cause| DiskFault::new(Action::Read, second, cause))?;
    let copies = copies(second);
    let mut wanted = BTreeSet::new();
    let mut copied = 0;
    for file in files.iter().filter(|file| marks.partition(&file.partition)) {
        let target = copies.join(&file.line.path);
        wanted.insert(target.clone());
        let is_there = fs::metadata(&target).is_ok_and(|found| found.len() == file.line.size);
        if !is_there && file.archived.is_none() {
            copy(disk, second, &events.join(&file.line.path), &target)?;
            copied += 1;
        }
    }
    remove_logs(disk, second, next_batch)?;
    remove_others(disk, &copies, &wanted, files, marks)?;
    Ok(copied)
}

fn copy(disk: &Disk, second: &Path, from: &Path, to: &Path) -> Result<(), DiskFault> {
    let folder = to.parent().unwrap_or(second);
    disk.make_folder(folder)?;
    let temporary = second.join("incoming");
    let mut source = File::open(from).map_err(|cause| DiskFault::new(Action::Read, from, cause))?;
    let mut target = disk.create_over(&temporary)?;
    let mut piece = vec![0; 1 << 20];
    loop {
        let count =
            io::Read::read(&mut source, &mut piece).map_err(|cause| DiskFault::new(Action::Read, from, cause))?;
        let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else { break };
        disk.write(&mut target, &temporary, read)?;
    }
    disk.sync(&target, &temporary)?;
    disk.rename(&temporary, to)?;
    disk.sync_folder(folder)
}

/// Deletes logs that hold only batches which are sealed, and so copied: a log that began before the last seal ended with it.
fn remove_logs(disk: &Disk, second: &Path, next_batch: u64) -> Result<(), DiskFault> {
    for path in disk::list(&log_folder(second))? {
        let first = path.file_name().and_then(|name| name.to_str()?.split_once('-')?.0.parse::<u64>().ok());
        if first.is_some_and(|first| first < next_batch) {
            disk.remove(&path)?;
        }
    }
    Ok(())
}

/// Deletes copies of files that others took the place of, or that expired. Copies of what is confidential no more stay as
/// long as the ledger has the file.
fn remove_others(
    disk: &Disk,
    copies: &Path,
    wanted: &BTreeSet<PathBuf>,
    files: &[SealedFile],
    marks: &Marks,
) -> Result<(), DiskFault> {
    let kept: BTreeSet<PathBuf> = files
        .iter()
        .filter(|file| !marks.partition(&file.partition))
        .map(|file| copies.join(&file.line.path))
        .collect();
    let mut folders = vec![copies.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in disk::list(&folder)? {
            if path.is_dir() {
                folders.push(path);
            } else if !wanted.contains(&path) && !kept.contains(&path) {
                disk.remove(&path)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use crate::wal::Group;
    use talap_model::Event;

    const SALT: Salt = [3; 8];

    fn frame(index: u64) -> (Vec<u8>, crate::batch::Batch) {
        let event = Event { seq: index, body: sample::event("acme", "portal", "web", 1) };
        let mut bytes = Vec::new();
        let written = sample::write_frame(&mut bytes, SALT, Group { first: index, last: index }, index, &[event]);
        let batch = written.batch(&bytes.clone().into());
        (bytes, batch)
    }

    #[test]
    fn frames_are_read_back_from_the_second_log() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = SecondLog::start(Disk::default(), folder.path().to_owned()).unwrap();
        let mut batches = Vec::new();
        for index in [4, 6, 9] {
            if index == 9 {
                log.rotate();
            }
            let (bytes, batch) = frame(index);
            log.begin(index, SALT, bytes).wait(folder.path()).unwrap();
            batches.push(batch);
        }
        let paths = disk::list(&folder.path().join("wal")).unwrap();
        assert_eq!(paths.len(), 2);
        let mut found = Vec::new();
        for path in &paths {
            let bytes = fs::read(path).unwrap();
            let (salt, _) = wal::read_header(&bytes).unwrap();
            let mut offset = wal::HEADER;
            while offset < bytes.len() {
                let frame = wal::read_frame(&bytes[offset..], salt).unwrap();
                offset += frame.length;
                found.push(frame.batch);
            }
        }
        assert_eq!(found, batches);
        remove_logs(&Disk::default(), folder.path(), 7).unwrap();
        assert_eq!(disk::list(&folder.path().join("wal")).unwrap(), paths[1..]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let away = folder.path().join("away");
        let mut log = SecondLog::start(Disk::default(), away.clone()).unwrap();
        assert!(log.ready().is_err());
        assert!(log.begin(0, SALT, frame(0).0).wait(&away).is_err());
        assert!(!away.exists());
        fs::create_dir(&away).unwrap();
        log.ready().unwrap();
        log.begin(0, SALT, frame(0).0).wait(&away).unwrap();
    }
}
