//! Every change that the ledger makes to its folder goes through `Disk`, so that tests can make any step fail, and so
//! that a failure always names the step and the path.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use talap_model::{Explain, Message};

use crate::archive::ArchiveError;
use crate::replica::ReplicaFault;
use crate::second::health::SecondFault;

/// What was being done to a file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Reading or listing.
    Read,
    /// Creating.
    Create,
    /// Writing at the end.
    Write,
    /// Making what was written durable.
    Sync,
    /// Giving the final name.
    Rename,
    /// Deleting.
    Remove,
    /// Cutting off the end.
    Truncate,
    /// Locking.
    Lock,
    /// Keeping it outside the folder as well, where the ledger outlives its node.
    Replicate,
}

impl Action {
    fn verb(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Write => "write",
            Self::Sync => "sync",
            Self::Rename => "rename",
            Self::Remove => "remove",
            Self::Truncate => "truncate",
            Self::Lock => "lock",
            Self::Replicate => "replicate",
        }
    }
}

/// An operation on a file or folder that failed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("cannot {} {}", action.verb(), path.display())]
pub struct DiskFault {
    /// What was being done.
    pub action: Action,
    /// To what.
    pub path: PathBuf,
    /// Why it failed.
    #[source]
    pub cause: Arc<io::Error>,
}

impl DiskFault {
    pub(crate) fn new(action: Action, path: &Path, cause: io::Error) -> Self {
        Self { action, path: path.to_owned(), cause: Arc::new(cause) }
    }
}

impl DiskFault {
    /// What the replica of a ledger of the grown size said, or the second store, if it is what failed: to the writer each is
    /// one disk more.
    fn of_another(&self) -> Option<Message> {
        let cause = self.cause.get_ref()?;
        let lines = cause.downcast_ref::<ReplicaFault>().map(Explain::explain);
        let second = || cause.downcast_ref::<SecondFault>().map(Explain::explain);
        lines.or_else(second).or_else(|| cause.downcast_ref::<ArchiveError>().map(Explain::explain))
    }

    /// Whether it is that the objects with the content of sealed files could not be reached.
    pub(crate) fn is_of_unreachable_objects(&self) -> bool {
        let cause = self.cause.get_ref().and_then(|cause| cause.downcast_ref::<ArchiveError>());
        matches!(cause, Some(ArchiveError::Unreachable { .. }))
    }
}

impl Explain for DiskFault {
    fn explain(&self) -> Message {
        if let Some(message) = self.of_another() {
            return message;
        }
        let message = match self.cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Message::new("ledger-disk-full"),
            io::ErrorKind::ReadOnlyFilesystem => Message::new("ledger-disk-read-only"),
            io::ErrorKind::PermissionDenied => Message::new("ledger-disk-permission"),
            io::ErrorKind::NotFound => Message::new("ledger-disk-not-found"),
            _ if matches!(self.action, Action::Read) => Message::new("ledger-disk-read"),
            _ => Message::new("ledger-disk-write"),
        };
        message.with("path", self.path.display().to_string()).with("cause", self.cause.to_string())
    }
}

/// What an injector of faults lets happen.
#[cfg_attr(not(test), allow(dead_code, reason = "only tests make steps fail"))]
#[derive(Debug)]
pub(crate) enum Verdict {
    Go,
    Fail(io::Error),
    /// Write so many bytes, then fail.
    Short(usize, io::Error),
}

/// Decides, before each step, whether it happens.
pub(crate) trait Faults: Send + Sync {
    fn before(&self, action: Action, path: &Path) -> Verdict;

    /// The same before a renaming, which is of two names.
    fn before_rename(&self, _from: &Path, to: &Path) -> Verdict {
        self.before(Action::Rename, to)
    }
}

/// The file system, as the ledger's writer uses it.
#[derive(Clone, Default)]
pub(crate) struct Disk {
    pub(crate) faults: Option<Arc<dyn Faults>>,
}

type Done<T = ()> = Result<T, DiskFault>;

impl Disk {
    fn step<T>(&self, action: Action, path: &Path, act: impl FnOnce() -> io::Result<T>) -> Done<T> {
        let verdict = self.faults.as_ref().map_or(Verdict::Go, |faults| faults.before(action, path));
        Self::judged(verdict, act).map_err(|cause| DiskFault::new(action, path, cause))
    }

    fn judged<T>(verdict: Verdict, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        match verdict {
            Verdict::Go => act(),
            Verdict::Fail(cause) | Verdict::Short(_, cause) => Err(cause),
        }
    }

    /// Opens a file to append to it, creating it if need be.
    pub(crate) fn open_append(&self, path: &Path) -> Done<File> {
        self.step(Action::Create, path, || OpenOptions::new().read(true).append(true).create(true).open(path))
    }

    /// Creates a file that must not exist, to append to it.
    pub(crate) fn create_new(&self, path: &Path) -> Done<File> {
        self.step(Action::Create, path, || OpenOptions::new().read(true).append(true).create_new(true).open(path))
    }

    /// Creates a file, emptying what is there.
    pub(crate) fn create_over(&self, path: &Path) -> Done<File> {
        self.step(Action::Create, path, || OpenOptions::new().write(true).create(true).truncate(true).open(path))
    }

    pub(crate) fn write(&self, file: &mut File, path: &Path, bytes: &[u8]) -> Done {
        let verdict = self.faults.as_ref().map_or(Verdict::Go, |faults| faults.before(Action::Write, path));
        let result = match verdict {
            Verdict::Go => file.write_all(bytes),
            Verdict::Fail(cause) => Err(cause),
            Verdict::Short(count, cause) => {
                let part = bytes.get(..count.min(bytes.len())).unwrap_or_default();
                file.write_all(part).and(Err(cause))
            }
        };
        result.map_err(|cause| DiskFault::new(Action::Write, path, cause))
    }

    pub(crate) fn sync(&self, file: &File, path: &Path) -> Done {
        self.step(Action::Sync, path, || file.sync_data())
    }

    pub(crate) fn sync_folder(&self, path: &Path) -> Done {
        self.step(Action::Sync, path, || File::open(path)?.sync_all())
    }

    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Done {
        let verdict = self.faults.as_ref().map_or(Verdict::Go, |faults| faults.before_rename(from, to));
        Self::judged(verdict, || fs::rename(from, to)).map_err(|cause| DiskFault::new(Action::Rename, to, cause))
    }

    /// Gives a file its final name in a folder, which is made if need be. A folder goes with the last of its files, which may be just
    /// between the two: then it is made again. Once the file is in it, it stays.
    pub(crate) fn place(&self, from: &Path, folder: &Path, name: &str) -> Done {
        let to = folder.join(name);
        loop {
            self.make_folder(folder)?;
            match self.rename(from, &to) {
                Err(fault) if fault.cause.kind() == io::ErrorKind::NotFound && !folder.is_dir() => {}
                done => return done,
            }
        }
    }

    /// Gives a file another name beside the one that it has.
    pub(crate) fn link(&self, from: &Path, to: &Path) -> Done {
        self.step(Action::Create, to, || fs::hard_link(from, to))
    }

    pub(crate) fn remove(&self, path: &Path) -> Done {
        self.step(Action::Remove, path, || fs::remove_file(path))
    }

    /// Deletes an empty folder.
    pub(crate) fn remove_folder(&self, path: &Path) -> Done {
        self.step(Action::Remove, path, || fs::remove_dir(path))
    }

    pub(crate) fn truncate(&self, file: &File, path: &Path, length: u64) -> Done {
        self.step(Action::Truncate, path, || file.set_len(length))
    }

    /// Creates a folder and those above it, and makes their names durable.
    pub(crate) fn make_folder(&self, path: &Path) -> Done {
        if path.is_dir() {
            return Ok(());
        }
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        if let Some(parent) = parent {
            self.make_folder(parent)?;
        }
        self.step(Action::Create, path, || match fs::create_dir(path) {
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            other => other,
        })?;
        parent.map_or(Ok(()), |parent| self.sync_folder(parent))
    }
}

/// Reads a whole file.
pub(crate) fn read(path: &Path) -> Done<Vec<u8>> {
    fs::read(path).map_err(|cause| DiskFault::new(Action::Read, path, cause))
}

/// The files in a folder, sorted by name; a folder that is not there has none.
pub(crate) fn list(path: &Path) -> Done<Vec<PathBuf>> {
    let fault = |cause| DiskFault::new(Action::Read, path, cause);
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(fault(cause)),
    };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>().map_err(fault)?;
    paths.sort();
    Ok(paths)
}
