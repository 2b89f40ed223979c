//! Asking an authority for a stamp.

use talap_model::{Entropy, Explain, Message};

use super::{StampFault, request, token_of_response};
use crate::http::{Http, HttpError};
use crate::merkle::Hash;

/// The largest response that is read, in bytes.
const LARGEST: usize = 200_000;

/// A stamp that could not be had.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The authority was not reached.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// It answered with another status than 200.
    #[error("the authority answered with HTTP status {status}")]
    Status {
        /// The status.
        status: u16,
    },
    /// What it answered is no stamp of what was asked for.
    #[error(transparent)]
    Stamp(#[from] StampFault),
}

impl Explain for FetchError {
    fn explain(&self) -> Message {
        match self {
            Self::Http(error) => error.explain(),
            Self::Status { status } => Message::new("ledger-http-status").with("status", u64::from(*status)),
            Self::Stamp(fault) => fault.explain(),
        }
    }
}

/// Asks for a token of a SHA-256 (RFC 3161 §3.4), and holds the answer against the question.
///
/// # Errors
///
/// [`FetchError`].
pub async fn fetch(http: &Http, imprint: &Hash, entropy: &dyn Entropy) -> Result<Vec<u8>, FetchError> {
    let mut nonce = [0; 8];
    entropy.fill(&mut nonce);
    let nonce = u64::from_be_bytes(nonce);
    let answer = http.post("", "application/timestamp-query", request(imprint, nonce)?, LARGEST).await?;
    if answer.status != 200 {
        return Err(FetchError::Status { status: answer.status });
    }
    Ok(token_of_response(&answer.body, imprint, nonce)?)
}
