//! The archive store: where sealed files go once they need not be online, and where queries and verification still find
//! them. A folder, which should be on another disk, or a bucket of an object store with Object Lock.

mod folder;
mod pinned;
mod reading;
mod s3;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, Length};
use sha2::{Digest, Sha256};
use talap_model::{Explain, Message, Timestamp};

pub use reading::Reading;
pub use s3::S3Place;

use crate::disk::{Disk, DiskFault};
use crate::hex;
use crate::segment::Written;

/// Where an archive store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchivePlace {
    /// A folder.
    Folder(PathBuf),
    /// A bucket of an object store.
    S3(S3Place),
}

/// An archive store cannot be used, or does not hold what it should.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ArchiveError {
    /// The address is not that of an archive.
    #[error("{url} is no address of an archive store")]
    Address {
        /// What was given.
        url: String,
    },
    /// A bucket needs what was not given.
    #[error("the archive in a bucket needs {what}")]
    Incomplete {
        /// What is missing, as the variable that would tell it.
        what: &'static str,
    },
    /// Files are in an archive store, and the configuration names none.
    #[error("no archive store is configured")]
    None,
    /// The store does not answer, or is not the one that holds this ledger's files: a disk that is not mounted.
    #[error("the archive store {place} cannot be reached: {cause}")]
    Unreachable {
        /// Where it should be.
        place: String,
        /// Why.
        cause: String,
    },
    /// The store belongs to another ledger.
    #[error("the archive store {place} holds files of the ledger {origin}")]
    OtherLedger {
        /// Where it is.
        place: String,
        /// The other ledger.
        origin: String,
    },
    /// A file is not there.
    #[error("{path} is not in the archive store")]
    Missing {
        /// Its path in the store.
        path: String,
    },
    /// Another file has the name already.
    #[error("{path} is in the archive store already, with another content")]
    Other {
        /// Its path in the store.
        path: String,
    },
    /// The store keeps the file: its lock has not ended.
    #[error("the archive store does not let {path} go: {cause}")]
    Locked {
        /// Its path in the store.
        path: String,
        /// What it said.
        cause: String,
    },
    /// A disk refused.
    #[error(transparent)]
    Disk(#[from] DiskFault),
}

impl Explain for ArchiveError {
    fn explain(&self) -> Message {
        match self {
            Self::Address { url } => Message::new("ledger-archive-address").with("text", url.as_str()),
            Self::Incomplete { what } => Message::new("ledger-archive-incomplete").with("what", *what),
            Self::None => Message::new("ledger-archive-none"),
            Self::Unreachable { place, cause } => {
                Message::new("ledger-archive-unreachable").with("place", place.as_str()).with("cause", cause.as_str())
            }
            Self::OtherLedger { place, origin } => Message::new("ledger-archive-other-ledger")
                .with("place", place.as_str())
                .with("origin", origin.as_str()),
            Self::Missing { path } => Message::new("ledger-archive-missing").with("path", path.as_str()),
            Self::Other { path } => Message::new("ledger-archive-other").with("path", path.as_str()),
            Self::Locked { path, cause } => {
                Message::new("ledger-archive-locked").with("path", path.as_str()).with("cause", cause.as_str())
            }
            Self::Disk(fault) => fault.explain(),
        }
    }
}

impl ArchivePlace {
    /// Reads an address: `file:///path`, or `s3://bucket/prefix` with the variables `AWS_ENDPOINT_URL`, `AWS_REGION`,
    /// `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` as `variable` tells them.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Address`] or [`ArchiveError::Incomplete`].
    pub fn parse(url: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self, ArchiveError> {
        let wrong = || ArchiveError::Address { url: url.to_owned() };
        if let Some(path) = url.strip_prefix("file://") {
            let path = PathBuf::from(path);
            return if path.is_absolute() { Ok(Self::Folder(path)) } else { Err(wrong()) };
        }
        let rest = url.strip_prefix("s3://").ok_or_else(wrong)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(wrong());
        }
        let need = |what: &'static str| {
            variable(what).filter(|text| !text.is_empty()).ok_or(ArchiveError::Incomplete { what })
        };
        Ok(Self::S3(S3Place {
            bucket: bucket.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: variable("AWS_ENDPOINT_URL").filter(|text| !text.is_empty()),
            region: variable("AWS_REGION").unwrap_or_else(|| "us-east-1".to_owned()),
            key_id: need("AWS_ACCESS_KEY_ID")?,
            secret: need("AWS_SECRET_ACCESS_KEY")?,
        }))
    }
}

/// An archive store. Its methods wait, so they belong on a thread that may.
#[derive(Debug)]
pub struct Archive {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Folder(folder::Folder),
    S3(Box<s3::Bucket>),
}

/// How a query reads a file of the archive.
#[derive(Debug)]
pub(crate) enum ScanPlace {
    Local(PathBuf),
    Object { url: String, store: Arc<dyn object_store::ObjectStore>, key: String },
}

impl Archive {
    /// The archive store at a place. Nothing is asked of it yet.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Unreachable`] when no client for it can be made.
    pub fn at(place: ArchivePlace) -> Result<Self, ArchiveError> {
        let kind = match place {
            ArchivePlace::Folder(path) => Kind::Folder(folder::Folder::new(path)),
            ArchivePlace::S3(place) => Kind::S3(Box::new(s3::Bucket::new(place)?)),
        };
        Ok(Self { kind })
    }

    /// Where it is, for a person.
    pub fn place(&self) -> String {
        match &self.kind {
            Kind::Folder(folder) => format!("file://{}", folder.path.display()),
            Kind::S3(bucket) => bucket.place.to_string(),
        }
    }

    /// Asks whether a bucket's server is there, whatever it says of rights; a folder is no server. Nothing is changed.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Unreachable`] when nobody answers, or somebody who says that this is not the time.
    pub fn answers(&self) -> Result<(), ArchiveError> {
        match &self.kind {
            Kind::Folder(_) => Ok(()),
            Kind::S3(bucket) => bucket.answers(),
        }
    }

    /// Whether the store can be used for the ledger of this name. One that was not `used` yet is marked with the name.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Unreachable`] or [`ArchiveError::OtherLedger`].
    pub(crate) fn reach(&self, disk: &Disk, origin: &str, used: bool) -> Result<(), ArchiveError> {
        let mark = match &self.kind {
            Kind::Folder(folder) => folder.mark(),
            Kind::S3(bucket) => bucket.mark(),
        }?;
        match mark {
            Some(found) if found == origin => Ok(()),
            Some(found) => Err(ArchiveError::OtherLedger { place: self.place(), origin: found }),
            None if used => {
                let cause = "the mark that Talap left there is missing: is the disk mounted?".to_owned();
                Err(ArchiveError::Unreachable { place: self.place(), cause })
            }
            None => match &self.kind {
                Kind::Folder(folder) => folder.put_mark(disk, origin),
                Kind::S3(bucket) => bucket.put_mark(origin),
            },
        }
    }

    /// Stores a file durably under `key`, and returns the version that the store gave it. A file of the same content that
    /// is there already will do. `until` is how long the store must not let it go.
    pub(crate) fn put(
        &self,
        disk: &Disk,
        from: &Path,
        key: &str,
        written: &Written,
        until: Timestamp,
    ) -> Result<Option<String>, ArchiveError> {
        let is_there = match self.measured(key, None) {
            Ok(found) if found == *written => true,
            Ok(_) => return Err(ArchiveError::Other { path: key.to_owned() }),
            Err(ArchiveError::Missing { .. }) => false,
            Err(error) => return Err(error),
        };
        match &self.kind {
            Kind::Folder(_) if is_there => Ok(None),
            Kind::Folder(folder) => folder.put(disk, from, key).map(|()| None),
            Kind::S3(bucket) => {
                let version = if is_there { bucket.version(key) } else { bucket.put(from, key, until) }?;
                bucket.lock(key, version.as_deref(), until)?;
                Ok(version)
            }
        }
    }

    /// The size and SHA-256 of what the store holds under `key`.
    fn measured(&self, key: &str, version: Option<&str>) -> Result<Written, ArchiveError> {
        self.open(key, version)?.measure().map_err(|cause| self.unreachable(&cause))
    }

    /// Opens a file for reading.
    pub(crate) fn open(&self, key: &str, version: Option<&str>) -> Result<ArchivedFile, ArchiveError> {
        match &self.kind {
            Kind::Folder(folder) => folder.open(key).map(|file| ArchivedFile::Local(Arc::new(file))),
            Kind::S3(bucket) => bucket.open(key, version).map(|object| ArchivedFile::Object(Arc::new(object))),
        }
    }

    /// Copies a file of the store to a place and makes it durable there; returns what it was.
    pub(crate) fn fetch(&self, disk: &Disk, key: &str, to: &Path) -> Result<Written, ArchiveError> {
        let source = self.open(key, None)?;
        let mut target = disk.create_over(to)?;
        let (mut hasher, mut at) = (Sha256::new(), 0);
        loop {
            let piece = source.piece_at(at).map_err(|cause| self.unreachable(&cause))?;
            if piece.is_empty() {
                break;
            }
            disk.write(&mut target, to, &piece)?;
            hasher.update(&piece);
            at += piece.len() as u64;
        }
        disk.sync(&target, to)?;
        Ok(Written { size: at, sha256: hex::encode(&hasher.finalize()) })
    }

    /// Lets a file go. One that is not there any more is gone.
    pub(crate) fn remove(&self, disk: &Disk, key: &str, version: Option<&str>) -> Result<(), ArchiveError> {
        match &self.kind {
            Kind::Folder(folder) => folder.remove(disk, key),
            Kind::S3(bucket) => bucket.remove(key, version),
        }
    }

    /// How a query reads a file.
    pub(crate) fn scan(&self, key: &str, version: Option<&str>) -> ScanPlace {
        match &self.kind {
            Kind::Folder(folder) => ScanPlace::Local(folder.file(key)),
            Kind::S3(bucket) => bucket.scan(key, version),
        }
    }

    fn unreachable(&self, cause: &dyn std::fmt::Display) -> ArchiveError {
        ArchiveError::Unreachable { place: self.place(), cause: cause.to_string() }
    }
}

/// A file of the archive, open for reading.
#[derive(Debug, Clone)]
pub(crate) enum ArchivedFile {
    Local(Arc<File>),
    Object(Arc<s3::Object>),
}

/// How much is read at a time while a file is measured.
const PIECE: usize = 1 << 20;

/// How much is read at a time where a reader says only where it begins: mostly the head of a page, or a small one.
const SMALL_PIECE: usize = 128 << 10;

impl ArchivedFile {
    /// The size and SHA-256 of the whole file.
    pub(crate) fn measure(&self) -> io::Result<Written> {
        let (mut hasher, mut at) = (Sha256::new(), 0);
        loop {
            let piece = self.piece_at(at)?;
            if piece.is_empty() {
                break;
            }
            hasher.update(&piece);
            at += piece.len() as u64;
        }
        Ok(Written { size: at, sha256: hex::encode(&hasher.finalize()) })
    }

    /// A large piece from a place on; nothing at the end.
    fn piece_at(&self, at: u64) -> io::Result<bytes::Bytes> {
        let left = self.len().saturating_sub(at);
        let count = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        if count == 0 { Ok(bytes::Bytes::new()) } else { self.piece(at, count) }
    }

    fn piece(&self, start: u64, length: usize) -> io::Result<bytes::Bytes> {
        match self {
            Self::Local(file) => {
                use std::os::unix::fs::FileExt as _;
                let mut piece = vec![0; length];
                file.read_exact_at(&mut piece, start)?;
                Ok(piece.into())
            }
            Self::Object(object) => object.range(start, length),
        }
    }
}

impl Length for ArchivedFile {
    fn len(&self) -> u64 {
        match self {
            Self::Local(file) => file.metadata().map_or(0, |metadata| metadata.len()),
            Self::Object(object) => object.size,
        }
    }
}

impl ChunkReader for ArchivedFile {
    type T = Pieces;

    fn get_read(&self, start: u64) -> ParquetResult<Pieces> {
        Ok(Pieces { file: self.clone(), next: start, piece: io::Cursor::default() })
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<bytes::Bytes> {
        self.piece(start, length).map_err(|cause| ParquetError::External(Box::new(cause)))
    }
}

/// The bytes of a file, from a place on.
#[derive(Debug)]
pub(crate) struct Pieces {
    file: ArchivedFile,
    /// Where the next piece begins.
    next: u64,
    piece: io::Cursor<bytes::Bytes>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.piece.position() == self.piece.get_ref().len() as u64 {
            let rest = usize::try_from(self.file.len().saturating_sub(self.next)).unwrap_or(SMALL_PIECE);
            let piece = self.file.piece(self.next, rest.min(SMALL_PIECE.max(buffer.len())))?;
            self.next += piece.len() as u64;
            self.piece = io::Cursor::new(piece);
        }
        self.piece.read(buffer)
    }
}
