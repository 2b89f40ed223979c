//! The errors of opening, appending and keeping a ledger. Verification has its own, in [`mod@crate::verify`].

use std::path::PathBuf;

use talap_model::{Explain, Forbidden, Message};

use crate::archive::ArchiveError;
use crate::disk::DiskFault;
use crate::keys::KeyError;
use crate::replica::ReplicaFault;

/// A ledger that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process owns it.
    #[error("another process owns the ledger in {}", dir.display())]
    InUse {
        /// The folder of the ledger.
        dir: PathBuf,
    },
    /// Something that was once durable has changed; nothing is repaired, because that would hide it.
    #[error("{} is damaged at byte {offset} ({reason}); run `talap ledger verify`", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// Where the damage begins.
        offset: u64,
        /// What is wrong.
        reason: String,
    },
    /// The last checkpoint is signed by another key, or for another origin.
    #[error("{} is signed by another key or for another origin", file.display())]
    OtherKey {
        /// The checkpoint.
        file: PathBuf,
    },
    /// The origin cannot name a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The replica refused, or does not hold this ledger.
    #[error(transparent)]
    Replica(#[from] ReplicaFault),
    /// The objects with the content of sealed files cannot be had.
    #[error(transparent)]
    Objects(ArchiveError),
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] DiskFault),
}

impl Explain for OpenError {
    fn explain(&self) -> Message {
        match self {
            Self::InUse { dir } => Message::new("ledger-in-use").with("path", dir.display().to_string()),
            Self::Damaged { file, offset, reason } => Message::new("ledger-damaged")
                .with("path", file.display().to_string())
                .with("offset", *offset)
                .with("cause", reason.as_str()),
            Self::OtherKey { file } => Message::new("ledger-other-key").with("path", file.display().to_string()),
            Self::Key(error) => error.explain(),
            Self::Replica(fault) => fault.explain(),
            Self::Objects(error) => error.explain(),
            Self::Disk(fault) => fault.explain(),
        }
    }
}

/// Events that were not appended.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// The caller may not append events of one of the organisations.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// An event is larger than the ledger takes.
    #[error("an event of {size} bytes is larger than {limit}")]
    TooLarge {
        /// The size of its encoding, in bytes.
        size: usize,
        /// The largest size that is taken.
        limit: usize,
    },
    /// A write failed, now or before; nothing is taken until the ledger is opened again.
    #[error("the ledger takes no events since a write failed")]
    Failed(#[source] DiskFault),
    /// Events of confidential objects were among them, and the second store cannot be written. Events that do not belong
    /// there are taken.
    #[error("the second store cannot be written")]
    SecondStore(#[source] DiskFault),
    /// The ledger was closed.
    #[error("the ledger is closed")]
    Closed,
}

impl Explain for AppendError {
    fn explain(&self) -> Message {
        match self {
            Self::Forbidden(forbidden) => forbidden.explain(),
            Self::TooLarge { size, limit } => {
                Message::new("ledger-event-too-large").with("size", *size).with("limit", *limit)
            }
            Self::Failed(fault) => Message::new("ledger-failed").with("cause", fault.explain()),
            Self::SecondStore(fault) => Message::new("ledger-second-store").with("cause", fault.explain()),
            Self::Closed => Message::new("ledger-closed"),
        }
    }
}

/// A checkpoint, a seal or a closing that did not succeed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum KeepError {
    /// A write failed, now or before; nothing is taken until the ledger is opened again.
    #[error("the ledger writes nothing since a write failed")]
    Failed(#[source] DiskFault),
    /// The ledger was closed.
    #[error("the ledger is closed")]
    Closed,
}

impl Explain for KeepError {
    fn explain(&self) -> Message {
        match self {
            Self::Failed(fault) => Message::new("ledger-failed").with("cause", fault.explain()),
            Self::Closed => Message::new("ledger-closed"),
        }
    }
}
