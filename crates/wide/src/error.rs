//! What can go wrong before a query runs, told in English for a log and as a message for a person; what goes wrong in a query is
//! the query engine's error.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use ballista_core::error::BallistaError;
use talap_model::{Explain, Message};

/// A process of the cluster cannot start, or a client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum WideError {
    /// A file of keys, or a folder of work, cannot be read or written.
    #[error("{path} cannot be used")]
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
    /// A machine's name cannot stand in a certificate.
    #[error("{name} cannot stand in a certificate")]
    Machine {
        /// What was given.
        name: String,
        /// Why.
        #[source]
        cause: rcgen::Error,
    },
    /// The keys are not fit for TLS.
    #[error("the keys are not fit for TLS")]
    Unfit(#[source] tonic::transport::Error),
    /// An address cannot be listened at.
    #[error("cannot listen at {bind}")]
    Listen {
        /// The address.
        bind: SocketAddr,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// What listened does so no more.
    #[error("no longer listening")]
    Served(#[source] tonic::transport::Error),
    /// An executor waited for its scheduler in vain.
    #[error("the scheduler {address} is not reached")]
    Scheduler {
        /// The scheduler, as `host:port`.
        address: String,
        /// Why, the last time.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// The process has no threads to run on.
    #[error("cannot start threads")]
    Threads(#[source] io::Error),
    /// The scheduler or an executor gave up. Ballista's own causes are not sources of its error, so its text is a part of this one.
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

impl Explain for WideError {
    fn explain(&self) -> Message {
        match self {
            Self::File { path, cause } if cause.kind() == io::ErrorKind::AlreadyExists => {
                Message::new("wide-file-exists").with("path", path.display().to_string())
            }
            Self::File { path, cause } => {
                Message::new("wide-file").with("path", path.display().to_string()).with("cause", io_cause(cause))
            }
            Self::Keys(cause) => Message::new("wide-keys-failed").with("cause", cause.to_string()),
            Self::Machine { name, cause } => {
                Message::new("wide-machine").with("name", name.as_str()).with("cause", cause.to_string())
            }
            Self::Unfit(error) => Message::new("wide-keys-unfit").with("cause", innermost(error).to_string()),
            Self::Listen { bind, cause } => {
                Message::new("wide-listen").with("address", bind.to_string()).with("cause", io_cause(cause))
            }
            Self::Served(error) => Message::new("wide-served").with("cause", cause(error)),
            Self::Scheduler { address, cause: error } => Message::new("wide-scheduler-unreached")
                .with("address", address.as_str())
                .with("cause", cause(error.as_ref())),
            Self::Threads(cause) => Message::new("runtime-cannot-start").with("cause", io_cause(cause)),
            Self::Cluster(BallistaError::IoError(cause)) => Message::new("wide-cluster").with("cause", io_cause(cause)),
            Self::Cluster(BallistaError::TonicError(error)) => Message::new("wide-cluster").with("cause", cause(error)),
            Self::Cluster(error) => Message::new("wide-cluster").with("cause", error.to_string()),
            Self::Archive(error) => error.explain(),
            Self::Address { text } => Message::new("wide-address").with("text", text.as_str()),
        }
    }
}

/// What lies at the bottom of an error of a connection: the operating system's cause in words of ours where there is one, else the
/// last text of the chain.
fn cause(error: &(dyn Error + 'static)) -> Message {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<tokio::time::error::Elapsed>() {
            return Message::new("wide-cause-silent");
        }
        if let Some(cause) = error.downcast_ref::<io::Error>() {
            return io_cause(cause);
        }
        next = error.source();
    }
    Message::new("io-other").with("text", innermost(error).to_string())
}

fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut last = error;
    while let Some(next) = last.source() {
        last = next;
    }
    last
}

/// The cause of an operating-system error in words of ours where it is one that people meet, else as the system says it.
fn io_cause(error: &io::Error) -> Message {
    use io::ErrorKind;
    match error.kind() {
        ErrorKind::ConnectionRefused => Message::new("wide-cause-refused"),
        ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            Message::new("wide-cause-silent")
        }
        // The handshake of TLS says so of a certificate that it does not trust.
        ErrorKind::InvalidData => Message::new("wide-cause-keys").with("text", error.to_string()),
        _ => talap_model::io_cause(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_of_a_connection_is_the_operating_systems() {
        #[derive(Debug, thiserror::Error)]
        #[error("transport error")]
        struct Outer(#[source] io::Error);
        let refused = || Outer(io::Error::from(io::ErrorKind::ConnectionRefused));
        assert_eq!(cause(&refused()), Message::new("wide-cause-refused"));
        let error = WideError::Scheduler { address: "x:1".to_owned(), cause: Box::new(refused()) };
        let expected = Message::new("wide-scheduler-unreached").with("address", "x:1");
        assert_eq!(error.explain(), expected.with("cause", Message::new("wide-cause-refused")));
    }
}
