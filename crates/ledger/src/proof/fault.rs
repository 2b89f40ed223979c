//! Why there is no proof, and why one is not taken.

use std::path::PathBuf;
use std::sync::Arc;

use talap_model::{Explain, Forbidden, Message};

use crate::archive::ArchiveError;
use crate::disk::DiskFault;
use crate::error::KeepError;
use crate::note::NoteFault;
use crate::stamp::StampFault;

/// A file that does not prove what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    /// It is longer than any proof.
    #[error("it is longer than any proof")]
    TooLarge,
    /// A line is not as a proof has it.
    #[error("line {line} is not one of a proof")]
    Line {
        /// From 1.
        line: usize,
    },
    /// What is said of the batch cannot be read.
    #[error("what the proof says of the batch cannot be read: {cause}")]
    Extra {
        /// What is wrong, in English.
        cause: &'static str,
    },
    /// It is of a version that this program does not know.
    #[error("the proof is of version {version}")]
    Version {
        /// The version.
        version: u8,
    },
    /// The event's encoding is none.
    #[error("the event cannot be read: {cause}")]
    Event {
        /// What is wrong, in English.
        cause: &'static str,
    },
    /// The event is not of the batch's partition.
    #[error("the event is not of the partition that the proof names")]
    Partition,
    /// The event's number is not one of the batch.
    #[error("event {seq} is not in the batch")]
    NotInBatch {
        /// The number.
        seq: u64,
    },
    /// The path inside the batch does not fit.
    #[error("the path inside the batch does not fit its size")]
    BatchPath,
    /// The event, the batch or the path is not what the checkpoint signed.
    #[error("the event is not under the root that the checkpoint signed")]
    TreePath,
    /// The checkpoint is no signed note.
    #[error("there is no signed checkpoint")]
    NotACheckpoint,
    /// The checkpoint is signed by another key, or for another ledger.
    #[error("the checkpoint is signed by another key or for another ledger")]
    OtherKey,
    /// The signature does not match the checkpoint.
    #[error("the signature does not match the checkpoint")]
    Signature,
    /// A witness that is demanded did not cosign.
    #[error("{witness} did not cosign the checkpoint")]
    NotWitnessed {
        /// Its name.
        witness: String,
    },
    /// A witness's cosignature does not match.
    #[error("the cosignature of {witness} does not match the checkpoint")]
    Cosignature {
        /// Its name.
        witness: String,
    },
    /// The time stamp is not one of this checkpoint.
    #[error("the time stamp is not taken: {0}")]
    Stamp(StampFault),
    /// The file is not as it was written, although all that could be checked is sound.
    #[error("the file is not as it was written")]
    Altered,
}

impl From<NoteFault> for ProofFault {
    fn from(fault: NoteFault) -> Self {
        match fault {
            NoteFault::Shape => Self::NotACheckpoint,
            NoteFault::OtherKey => Self::OtherKey,
            NoteFault::Signature => Self::Signature,
        }
    }
}

impl Explain for ProofFault {
    fn explain(&self) -> Message {
        match self {
            Self::TooLarge => Message::new("ledger-proof-too-large"),
            Self::Line { line } => Message::new("ledger-proof-line").with("line", *line),
            Self::Extra { cause } => Message::new("ledger-proof-extra").with("cause", *cause),
            Self::Version { version } => Message::new("ledger-proof-version").with("version", u64::from(*version)),
            Self::Event { cause } => Message::new("ledger-proof-event").with("cause", *cause),
            Self::Partition => Message::new("ledger-proof-partition"),
            Self::NotInBatch { seq } => Message::new("ledger-proof-not-in-batch").with("seq", *seq),
            Self::BatchPath => Message::new("ledger-proof-batch-path"),
            Self::TreePath => Message::new("ledger-proof-tree-path"),
            Self::NotACheckpoint => Message::new("ledger-proof-not-a-checkpoint"),
            Self::OtherKey => Message::new("ledger-proof-other-key"),
            Self::Signature => Message::new("ledger-proof-signature"),
            Self::NotWitnessed { witness } => {
                Message::new("ledger-proof-not-witnessed").with("witness", witness.as_str())
            }
            Self::Cosignature { witness } => Message::new("ledger-proof-cosignature").with("witness", witness.as_str()),
            Self::Stamp(fault) => Message::new("ledger-proof-stamp").with("cause", fault.explain()),
            Self::Altered => Message::new("ledger-proof-altered"),
        }
    }
}

/// A proof that could not be made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ProveError {
    /// The caller may not read events.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No checkpoint could be signed.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] DiskFault),
    /// A sealed file cannot be read.
    #[error("{} cannot be read: {cause}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: String,
    },
    /// The archive store, which has the event's file, cannot be read.
    #[error("the archive store cannot be read")]
    Archive(#[source] Arc<ArchiveError>),
    /// What is kept is not what was signed; verification says where.
    #[error("batch {batch} is not what the checkpoint signed")]
    Damaged {
        /// The batch.
        batch: u64,
    },
    /// The work was cut off with the process.
    #[error("the work was cut off")]
    CutOff,
}

impl Explain for ProveError {
    fn explain(&self) -> Message {
        match self {
            Self::Forbidden(error) => error.explain(),
            Self::Keep(error) => error.explain(),
            Self::Disk(fault) => fault.explain(),
            Self::Unreadable { file, cause } => Message::new("ledger-prove-unreadable")
                .with("path", file.display().to_string())
                .with("cause", cause.as_str()),
            Self::Archive(error) => error.explain(),
            Self::Damaged { batch } => Message::new("ledger-prove-damaged").with("batch", *batch),
            Self::CutOff => Message::new("ledger-closed"),
        }
    }
}
