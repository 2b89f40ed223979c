//! What verification says: a report, with every problem it found.

use std::path::PathBuf;

use talap_model::{Explain, Message};

use crate::checkpoint::Checkpoint;
use crate::disk::DiskFault;
use crate::proof::Cosigned;
use crate::stamp::{StampFault, Stamped};

/// A folder that cannot be verified at all.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VerifyError {
    /// There is nothing of a ledger in the folder.
    #[error("there is no ledger in {}", dir.display())]
    NoLedger {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder cannot be read.
    #[error(transparent)]
    Disk(#[from] DiskFault),
}

impl Explain for VerifyError {
    fn explain(&self) -> Message {
        match self {
            Self::NoLedger { dir } => Message::new("ledger-none-here").with("path", dir.display().to_string()),
            Self::Disk(fault) => fault.explain(),
        }
    }
}

/// What verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The checkpoint that everything was held against, if one with a good signature was found.
    pub checkpoint: Option<Checkpoint>,
    /// Events that the checkpoint covers and that are what was signed.
    pub events: u64,
    /// Batches that the checkpoint covers and that are what was signed.
    pub batches: u64,
    /// Sealed Parquet files that were read.
    pub files: u64,
    /// Files of the archive store that were read.
    pub archived_files: u64,
    /// Files of the archive store that could not be read, so that nothing is known of them.
    pub unread_files: u64,
    /// Partitions that are gone because their retention was over.
    pub expired_partitions: u64,
    /// Their events, which `events` counts too: their leaves are there and are what was signed.
    pub expired_events: u64,
    /// Events that are newer than the checkpoint, so that no signature covers them yet.
    pub beyond_checkpoint_events: u64,
    /// Bytes of a write that was interrupted, or that is under way; they hold no acknowledged event.
    pub torn_bytes: u64,
    /// Files, relative to the folder, that an interrupted seal or checkpoint left; the next opening removes them.
    pub leftovers: Vec<PathBuf>,
    /// How many batches the cosigned checkpoint covers that the demanded witnesses cosigned.
    pub witnessed_batches: Option<u64>,
    /// The good cosignatures of the witnesses that were demanded.
    pub cosigned: Vec<Cosigned>,
    /// The newest good time stamp, with the number of batches that its checkpoint covers.
    pub stamp: Option<(u64, Stamped)>,
    /// Everything that is not as it should be.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Whether nothing was found wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Where in a file a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At a byte, counted from 0.
    Byte(u64),
    /// In a line, counted from 1.
    Line(u64),
    /// Among the events with these seqs.
    Events {
        /// The lowest.
        first: u64,
        /// The highest.
        last: u64,
    },
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {reason}", file.display())]
pub struct Problem {
    /// The file, relative to the ledger's folder.
    pub file: PathBuf,
    /// Where in the file, if that is known.
    pub place: Option<Place>,
    /// What is wrong.
    pub reason: Reason,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the text of each error says what it is")]
pub enum Reason {
    #[error("the file is missing")]
    Missing,
    #[error("the file is not part of the ledger")]
    Stray,
    #[error("the file should be empty")]
    NotEmpty,
    #[error("the file cannot be read: {cause}")]
    Unreadable { cause: String },
    #[error("the file is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("it is not a signed checkpoint")]
    NotACheckpoint,
    #[error("the checkpoint is signed by another key or for another origin")]
    OtherKey,
    #[error("the signature does not match the checkpoint")]
    Signature,
    #[error("the checkpoint is not the last of the history")]
    NotTheLast,
    #[error("the checkpoint says less than the one before it")]
    Shrinks,
    #[error("bytes that are no checkpoint end the history")]
    HistoryEnd,
    #[error("checkpoints that came before this one are missing or changed")]
    HistoryCut,
    #[error("the tree of {size} batches has another root than was signed")]
    Root { size: u64 },
    #[error("leaves are missing: {found} of {expected}")]
    LeavesMissing { expected: u64, found: u64 },
    #[error("there are leaves of no batch")]
    LeavesStray,
    #[error("the manifest is not what was signed")]
    Manifest,
    #[error("it is not a line of the manifest")]
    ManifestLine,
    #[error("the line does not say what its file holds")]
    ManifestLineWrong,
    #[error("the file has {found} bytes and not {expected}")]
    Size { expected: u64, found: u64 },
    #[error("the content has another SHA-256 than the manifest says")]
    Content,
    #[error("batch {batch} is not what was signed")]
    Batch { batch: u64 },
    #[error("batch {batch} is there twice")]
    BatchTwice { batch: u64 },
    #[error("batches {first} to {last} are missing")]
    BatchesMissing { first: u64, last: u64 },
    #[error("there are {found} events and not {expected}")]
    Count { expected: u64, found: u64 },
    #[error("the write-ahead log is damaged: {cause}")]
    Log { cause: &'static str },
    #[error("the tile is not what the leaves make it")]
    Tile,
    #[error("the content is not what the name says")]
    Evidence,
    #[error("somebody confirmed a checkpoint that is not in the history")]
    EvidenceStray,
    #[error("the time stamp is not taken: {fault}")]
    Stamp { fault: StampFault },
    #[error("{witness} did not cosign")]
    NotWitnessed { witness: String },
    #[error("the cosignature of {witness} does not match")]
    Cosignature { witness: String },
    #[error("batch {batch} was sealed after the checkpoint, which was put back to an earlier one")]
    RolledBack { batch: u64 },
    #[error("a partition expired before its retention was over")]
    ExpiredEarly,
    #[error("batches that expired are still there")]
    ExpiredTwice,
    #[error("files are in an archive store, and none was given to read them from")]
    NoArchive,
    #[error("the archive store cannot be read: {cause}")]
    ArchiveUnreachable { cause: String },
}

impl Reason {
    pub(crate) fn message(&self) -> Message {
        match self {
            Self::Missing => Message::new("ledger-problem-missing"),
            Self::Stray => Message::new("ledger-problem-stray"),
            Self::NotEmpty => Message::new("ledger-problem-not-empty"),
            Self::Unreadable { cause } => Message::new("ledger-problem-unreadable").with("cause", cause.as_str()),
            Self::TooLarge { limit } => Message::new("ledger-problem-too-large").with("limit", *limit),
            Self::NotACheckpoint => Message::new("ledger-problem-not-a-checkpoint"),
            Self::OtherKey => Message::new("ledger-problem-other-key"),
            Self::Signature => Message::new("ledger-problem-signature"),
            Self::NotTheLast => Message::new("ledger-problem-not-the-last"),
            Self::Shrinks => Message::new("ledger-problem-shrinks"),
            Self::HistoryEnd => Message::new("ledger-problem-history-end"),
            Self::HistoryCut => Message::new("ledger-problem-history-cut"),
            Self::Root { size } => Message::new("ledger-problem-root").with("size", *size),
            Self::LeavesMissing { expected, found } => {
                Message::new("ledger-problem-leaves-missing").with("expected", *expected).with("found", *found)
            }
            Self::LeavesStray => Message::new("ledger-problem-leaves-stray"),
            Self::Manifest => Message::new("ledger-problem-manifest"),
            Self::ManifestLine => Message::new("ledger-problem-manifest-line"),
            Self::ManifestLineWrong => Message::new("ledger-problem-manifest-line-wrong"),
            Self::Size { expected, found } => {
                Message::new("ledger-problem-size").with("expected", *expected).with("found", *found)
            }
            Self::Content => Message::new("ledger-problem-content"),
            Self::Batch { batch } => Message::new("ledger-problem-batch").with("batch", *batch),
            Self::BatchTwice { batch } => Message::new("ledger-problem-batch-twice").with("batch", *batch),
            Self::BatchesMissing { first, last } => {
                Message::new("ledger-problem-batches-missing").with("first", *first).with("last", *last)
            }
            Self::Count { expected, found } => {
                Message::new("ledger-problem-count").with("expected", *expected).with("found", *found)
            }
            Self::Log { cause } => Message::new("ledger-problem-log").with("cause", *cause),
            Self::Tile => Message::new("ledger-problem-tile"),
            Self::Evidence => Message::new("ledger-problem-evidence"),
            Self::EvidenceStray => Message::new("ledger-problem-evidence-stray"),
            Self::Stamp { fault } => Message::new("ledger-problem-stamp").with("cause", fault.explain()),
            Self::NotWitnessed { witness } => {
                Message::new("ledger-problem-not-witnessed").with("witness", witness.as_str())
            }
            Self::Cosignature { witness } => {
                Message::new("ledger-problem-cosignature").with("witness", witness.as_str())
            }
            Self::RolledBack { batch } => Message::new("ledger-problem-rolled-back").with("batch", *batch),
            Self::ExpiredEarly => Message::new("ledger-problem-expired-early"),
            Self::ExpiredTwice => Message::new("ledger-problem-expired-twice"),
            Self::NoArchive => Message::new("ledger-problem-no-archive"),
            Self::ArchiveUnreachable { cause } => {
                Message::new("ledger-problem-archive-unreachable").with("cause", cause.as_str())
            }
        }
    }
}

impl Explain for Problem {
    /// The file, the place in it and the reason, in one sentence.
    fn explain(&self) -> Message {
        let message = match self.place {
            None => Message::new("ledger-problem"),
            Some(Place::Byte(offset)) => Message::new("ledger-problem-at-byte").with("offset", offset),
            Some(Place::Line(line)) => Message::new("ledger-problem-at-line").with("line", line),
            Some(Place::Events { first, last }) => {
                Message::new("ledger-problem-at-events").with("first", first).with("last", last)
            }
        };
        message.with("path", self.file.display().to_string()).with("reason", self.reason.message())
    }
}
