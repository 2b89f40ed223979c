//! What a person holds and Talap does not keep.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use talap_model::Entropy;

/// What every token of the API begins with, so that it is known for one wherever somebody leaves it.
const TOKEN: &str = "talap_";

/// A secret that is shown once: a link's, a session's, a token's. 32 random bytes, base64url without padding.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(super) fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0_u8; 32];
        entropy.fill(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    pub(super) fn generate_token(entropy: &dyn Entropy) -> Self {
        Self(format!("{TOKEN}{}", Self::generate(entropy).0))
    }

    /// The secret itself, to be handed over.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(super) fn hash(&self) -> String {
        hash_of(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What a secret is known by: SHA-256 of its text, in hex. It needs no slow hash, since nobody guesses 32 random bytes.
pub(super) fn hash_of(secret: &str) -> String {
    format!("{:x}", Sha256::digest(secret))
}

/// Enough of a hash to tell sessions apart.
pub(super) fn brief(hash: &str) -> String {
    hash.chars().take(16).collect()
}

/// What the forms of a session carry. Whoever reads the database cannot make it, since it takes the session's secret, and
/// whoever reads a page cannot make a session of it.
pub(super) fn csrf_of(session: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::new().chain_update("talap csrf\n").chain_update(session).finalize())
}
