//! Why a time stamp is not taken.

use talap_model::{Explain, Message};

/// A time stamp, or a response with one, that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StampFault {
    /// It is not what RFC 3161 says.
    #[error("it is not of the form of RFC 3161: {cause}")]
    Malformed {
        /// What is wrong, in English.
        cause: String,
    },
    /// The authority refused.
    #[error("the authority answered with status {status}")]
    Refused {
        /// The `PKIStatus`.
        status: u8,
    },
    /// It is of something else.
    #[error("it is not of this checkpoint")]
    Imprint,
    /// It does not repeat the nonce of the request.
    #[error("it does not repeat the nonce of the request")]
    Nonce,
    /// The signature does not match.
    #[error("the signature does not match")]
    Signature,
    /// The signature is of a kind that cannot be checked.
    #[error("its signature is of a kind that cannot be checked: {algorithm}")]
    Unsupported {
        /// The object identifier of the algorithm.
        algorithm: String,
    },
    /// The certificate is not one of an authority for time stamping.
    #[error("the certificate is not one for time stamping")]
    NotAnAuthority,
    /// It carries no certificates that lead from its signer's to the one that is trusted.
    #[error("no certificates lead from its signer's to the trusted one")]
    NoChain,
    /// A certificate above the signer's may not issue such a one.
    #[error("a certificate above the signer's may not issue it")]
    MayNotIssue,
    /// The certificate was not valid at that time.
    #[error("the certificate was not valid at that time")]
    OutsideValidity,
}

impl From<der::Error> for StampFault {
    fn from(error: der::Error) -> Self {
        Self::Malformed { cause: error.to_string() }
    }
}

impl Explain for StampFault {
    fn explain(&self) -> Message {
        match self {
            Self::Malformed { cause } => Message::new("ledger-stamp-malformed").with("cause", cause.as_str()),
            Self::Refused { status } => Message::new("ledger-stamp-refused").with("status", u64::from(*status)),
            Self::Imprint => Message::new("ledger-stamp-imprint"),
            Self::Nonce => Message::new("ledger-stamp-nonce"),
            Self::Signature => Message::new("ledger-stamp-signature"),
            Self::Unsupported { algorithm } => {
                Message::new("ledger-stamp-unsupported").with("algorithm", algorithm.as_str())
            }
            Self::NotAnAuthority => Message::new("ledger-stamp-not-an-authority"),
            Self::NoChain => Message::new("ledger-stamp-no-chain"),
            Self::MayNotIssue => Message::new("ledger-stamp-may-not-issue"),
            Self::OutsideValidity => Message::new("ledger-stamp-outside-validity"),
        }
    }
}
