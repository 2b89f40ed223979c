//! What can go wrong before a query runs; what goes wrong in one is the query engine's error.

use std::io;
use std::path::PathBuf;

use ballista_core::error::BallistaError;

/// A process of the cluster cannot start, or a client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum WideError {
    /// A file of keys cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// Keys cannot be made.
    #[error("cannot make keys")]
    Keys(#[from] rcgen::Error),
    /// The keys are not fit for TLS, or an address cannot be bound.
    #[error("cannot listen")]
    Listen(#[from] tonic::transport::Error),
    /// The scheduler or an executor gave up.
    #[error("the cluster: {0}")]
    Cluster(#[from] BallistaError),
    /// The archive cannot be used.
    #[error(transparent)]
    Archive(#[from] talap_ledger::ArchiveError),
    /// An address is none.
    #[error("{text} is no address of a machine and a port")]
    Address {
        /// What was given.
        text: String,
    },
}
