//! An archive in a folder, with the paths that files have in the ledger. Each step goes through `Disk`, so that crash
//! tests interrupt it.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::ArchiveError;
use crate::disk::{Action, Disk, DiskFault};

/// Names the ledger whose archive this is; without it the folder may be the empty place where a disk should be mounted.
const MARK: &str = "talap-archive";

/// How much is copied at a time.
const PIECE: usize = 1 << 20;

/// The folder.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// One file comes in at a time: sealing and merging may both put some into the replica's folder.
    gate: Mutex<()>,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, gate: Mutex::new(()) }
    }

    pub(super) fn file(&self, key: &str) -> PathBuf {
        self.path.join(key)
    }

    fn unreachable(&self, cause: &io::Error) -> ArchiveError {
        ArchiveError::Unreachable { place: format!("file://{}", self.path.display()), cause: cause.to_string() }
    }

    /// The name of the ledger that marked the folder.
    pub(super) fn mark(&self) -> Result<Option<String>, ArchiveError> {
        match fs::read_to_string(self.path.join(MARK)) {
            Ok(text) => Ok(Some(text.trim_end().to_owned())),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(self.unreachable(&cause)),
        }
    }

    pub(super) fn put_mark(&self, disk: &Disk, origin: &str) -> Result<(), ArchiveError> {
        // Somebody may look whether the folder is there while files are moved into it.
        let _one_at_a_time = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        disk.make_folder(&self.path)?;
        let temporary = self.temporary(disk)?;
        let mut file = disk.create_over(&temporary)?;
        disk.write(&mut file, &temporary, format!("{origin}\n").as_bytes())?;
        disk.sync(&file, &temporary)?;
        disk.rename(&temporary, &self.path.join(MARK))?;
        Ok(disk.sync_folder(&self.path)?)
    }

    fn temporary(&self, disk: &Disk) -> Result<PathBuf, DiskFault> {
        let folder = self.path.join("tmp");
        disk.make_folder(&folder)?;
        Ok(folder.join("incoming"))
    }

    /// Copies a file in; it is there whole or not at all.
    pub(super) fn put(&self, disk: &Disk, from: &Path, key: &str) -> Result<(), ArchiveError> {
        let _one_at_a_time = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        let (temporary, target) = (self.temporary(disk)?, self.file(key));
        let mut source = File::open(from).map_err(|cause| DiskFault::new(Action::Read, from, cause))?;
        let mut copy = disk.create_over(&temporary)?;
        let mut piece = vec![0; PIECE];
        loop {
            let count = source.read(&mut piece).map_err(|cause| DiskFault::new(Action::Read, from, cause))?;
            let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else { break };
            disk.write(&mut copy, &temporary, read)?;
        }
        disk.sync(&copy, &temporary)?;
        let folder = target.parent().unwrap_or(&self.path);
        disk.make_folder(folder)?;
        disk.rename(&temporary, &target)?;
        Ok(disk.sync_folder(folder)?)
    }

    pub(super) fn open(&self, key: &str) -> Result<File, ArchiveError> {
        let path = self.file(key);
        // Opening a pipe that somebody put there might wait for ever.
        match path.symlink_metadata() {
            Ok(kind) if kind.is_file() => {}
            Ok(_) => return Err(ArchiveError::Other { path: key.to_owned() }),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                return Err(ArchiveError::Missing { path: key.to_owned() });
            }
            Err(cause) => return Err(self.unreachable(&cause)),
        }
        File::open(&path).map_err(|cause| self.unreachable(&cause))
    }

    pub(super) fn remove(&self, disk: &Disk, key: &str) -> Result<(), ArchiveError> {
        let path = self.file(key);
        match disk.remove(&path) {
            Err(fault) if fault.cause.kind() != io::ErrorKind::NotFound => return Err(fault.into()),
            _ => {}
        }
        path.parent().filter(|folder| folder.is_dir()).map_or(Ok(()), |folder| Ok(disk.sync_folder(folder)?))
    }
}
