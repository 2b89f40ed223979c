//! Passwords: which ones are refused, and the slow hash of the others.

use std::sync::Arc;

use argon2::password_hash::phc;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use talap_model::{Entropy, Explain, Message};
use talap_store::PasswordHash;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{AccountError, Policy};

/// The longest password, in bytes.
pub(super) const LONGEST: usize = 1_024;

/// How many passwords are hashed at once. Each takes 19 MiB, so that many sign-ins at once wait and do not take the
/// memory; and no more guesses than these are under way when a lock falls.
const AT_ONCE: usize = 2;

/// Argon2id with 19 MiB, two passes and one lane: the least that OWASP recommends, and it runs in a small virtual machine.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Why a password cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// It is too short.
    #[error("the password is shorter than {least} characters")]
    TooShort {
        /// The shortest password, in characters.
        least: usize,
    },
    /// It is longer than 1,024 bytes.
    #[error("the password is longer than {LONGEST} bytes")]
    TooLong,
    /// It is the name of the account.
    #[error("the password is the name of the account")]
    IsName,
    /// It is one character again and again.
    #[error("the password is one repeated character")]
    OneCharacter,
}

impl Explain for PasswordRefusal {
    fn explain(&self) -> Message {
        match self {
            Self::TooShort { least } => Message::new("access-password-too-short").with("least", *least),
            Self::TooLong => Message::new("access-password-too-long").with("most", LONGEST),
            Self::IsName => Message::new("access-password-is-name"),
            Self::OneCharacter => Message::new("access-password-one-character"),
        }
    }
}

/// Refuses a new password that anybody would guess.
pub(super) fn check(password: &str, name: &str, policy: &Policy) -> Result<(), PasswordRefusal> {
    if password.len() > LONGEST {
        return Err(PasswordRefusal::TooLong);
    }
    // Before its length: a short name is told apart from a password that is merely short.
    if password.to_lowercase() == name {
        return Err(PasswordRefusal::IsName);
    }
    if password.chars().count() < policy.shortest_password {
        return Err(PasswordRefusal::TooShort { least: policy.shortest_password });
    }
    let mut characters = password.chars();
    let first = characters.next();
    if characters.all(|c| Some(c) == first) {
        return Err(PasswordRefusal::OneCharacter);
    }
    Ok(())
}

/// Hashes passwords away from the threads that serve, a few at a time.
#[derive(Clone)]
pub(super) struct Hashing {
    permits: Arc<Semaphore>,
    entropy: Arc<dyn Entropy>,
}

/// One's turn to hash.
pub(super) struct Turn {
    permit: Arc<OwnedSemaphorePermit>,
    entropy: Arc<dyn Entropy>,
}

impl Hashing {
    pub(super) fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)), entropy }
    }

    /// Waits for one's turn. Whatever decides whether a password may be tried is read after this.
    pub(super) async fn turn(&self) -> Result<Turn, AccountError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(failed)?;
        Ok(Turn { permit: Arc::new(permit), entropy: Arc::clone(&self.entropy) })
    }
}

impl Turn {
    /// The hash of a new password.
    pub(super) async fn hash(&self, password: &str) -> Result<PasswordHash, AccountError> {
        let mut salt = [0_u8; 16];
        self.entropy.fill(&mut salt);
        let password = password.to_owned();
        let phc = self.aside(move || phc_of(&password, &salt)).await?.map_err(failed)?;
        Ok(PasswordHash::new(phc.to_string()))
    }

    /// Whether a password is the one of a hash. Without a hash it takes as long, and it never is.
    pub(super) async fn verify(&self, password: &str, hash: Option<&PasswordHash>) -> Result<bool, AccountError> {
        let password = password.to_owned();
        let Some(hash) = hash else {
            self.aside(move || phc_of(&password, &[0; 16])).await?.map_err(failed)?;
            return Ok(false);
        };
        let hash = phc::PasswordHash::new(hash.as_str()).map_err(failed)?;
        self.aside(move || Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()).await
    }

    /// Runs on a thread that may be busy. The turn lasts as long as the work, even when nobody waits for it any more.
    async fn aside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccountError> {
        let permit = Arc::clone(&self.permit);
        let work = move || {
            let _held = permit;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(failed)
    }
}

fn phc_of(password: &str, salt: &[u8]) -> Result<phc::PasswordHash, argon2::password_hash::Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_with_salt(password.as_bytes(), salt)
}

fn failed(error: impl std::fmt::Display) -> AccountError {
    AccountError::Hashing { cause: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(password: &str, expected: Option<PasswordRefusal>) {
        assert_eq!(check(password, "aigerim.sadykova", &Policy::default()).err(), expected, "{password}");
    }

    #[test]
    fn weak_passwords_are_refused() {
        refused("қызыл алма 7", None);
        refused("eleven char", Some(PasswordRefusal::TooShort { least: 12 }));
        refused("қызыл алма7", Some(PasswordRefusal::TooShort { least: 12 }));
        refused("", Some(PasswordRefusal::TooShort { least: 12 }));
        refused("Aigerim.Sadykova", Some(PasswordRefusal::IsName));
        refused("әәәәәәәәәәәәә", Some(PasswordRefusal::OneCharacter));
        refused(&"ab".repeat(512), None);
        refused(&"ab".repeat(513), Some(PasswordRefusal::TooLong));
    }

    struct Sevens;

    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[tokio::test]
    async fn a_hash_names_its_parameters_and_fits_one_password() {
        let turn = Hashing::new(Arc::new(Sevens)).turn().await.unwrap();
        let hash = turn.hash("қызыл алма 7").await.unwrap();
        assert!(
            hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$"),
            "{}",
            hash.as_str()
        );
        assert!(turn.verify("қызыл алма 7", Some(&hash)).await.unwrap());
        assert!(!turn.verify("қызыл алма 8", Some(&hash)).await.unwrap());
        assert!(!turn.verify("қызыл алма 7", None).await.unwrap());
        assert!(turn.verify("x", Some(&PasswordHash::new("damaged"))).await.is_err());
    }

    #[tokio::test]
    async fn only_two_have_their_turn() {
        let hashing = Hashing::new(Arc::new(Sevens));
        let (first, _second) = (hashing.turn().await.unwrap(), hashing.turn().await.unwrap());
        assert_eq!(hashing.permits.available_permits(), 0);
        drop(first);
        assert_eq!(hashing.permits.available_permits(), 1);
    }
}
