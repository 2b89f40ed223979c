//! Why a receiver cannot begin.

use std::io;
use std::net::SocketAddr;

use talap_model::{Explain, Message};

/// An address could not be listened on.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Another program, or another receiver, listens there.
    #[error("address {address} is in use")]
    InUse {
        /// The address.
        address: SocketAddr,
        /// The system's answer.
        #[source]
        cause: io::Error,
    },
    /// The system does not let this user listen there; ports below 1024 are usually kept.
    #[error("not permitted to listen on {address}")]
    Forbidden {
        /// The address.
        address: SocketAddr,
        /// The system's answer.
        #[source]
        cause: io::Error,
    },
    /// Anything else, such as an address that this machine does not have.
    #[error("cannot listen on {address}")]
    Other {
        /// The address.
        address: SocketAddr,
        /// The system's answer.
        #[source]
        cause: io::Error,
    },
}

impl BindError {
    pub(super) fn new(address: SocketAddr, cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::AddrInUse => Self::InUse { address, cause },
            io::ErrorKind::PermissionDenied => Self::Forbidden { address, cause },
            _ => Self::Other { address, cause },
        }
    }
}

impl Explain for BindError {
    fn explain(&self) -> Message {
        let (message, address, cause) = match self {
            Self::InUse { address, cause } => (Message::new("collect-bind-in-use"), address, cause),
            Self::Forbidden { address, cause } => (Message::new("collect-bind-forbidden"), address, cause),
            Self::Other { address, cause } => (Message::new("collect-bind-failed"), address, cause),
        };
        // The port is text: a number would be shown with grouped digits.
        message
            .with("address", address.to_string())
            .with("port", address.port().to_string())
            .with("cause", cause.to_string())
    }
}
