//! Why an account was not made, or nobody signed in.

use talap_model::{Explain, Message, Right, Timestamp};
use talap_store::{SaveError, StoreError};

use crate::{AccessError, PasswordRefusal};

/// Something was not done with an account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The caller lacks a right, a name is impossible or nobody's, or the store failed.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The person's name is empty, too long, or holds what cannot be seen.
    #[error("the person's name is empty or too long")]
    InvalidDisplayName,
    /// There is an account of that name.
    #[error("there is an account {name} already")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// Nobody blocks their own account.
    #[error("nobody can block their own account")]
    Oneself,
    /// Only who has an account has tokens.
    #[error("{identity} is not an account")]
    NotAnAccount {
        /// Who asked.
        identity: String,
    },
    /// The token's name is empty, too long, or holds what cannot be seen.
    #[error("the token's name is empty or too long")]
    InvalidTokenName,
    /// A token needs something that it may do.
    #[error("a token needs a right")]
    NoScope,
    /// A token cannot do what its owner may not.
    #[error("a token of {identity} may not {}", right.key())]
    ScopeTooWide {
        /// Who asked.
        identity: String,
        /// What they lack.
        right: Right,
    },
    /// A token that ends in the past is of no use.
    #[error("the token would have ended already")]
    EndsInThePast,
    /// There is no such token of this account, or it is revoked already.
    #[error("there is no such token")]
    NoToken,
    /// There is no such token of a source within reach, or it is revoked already.
    #[error("there is no such token of a source")]
    NoSourceToken,
    /// A password could not be hashed or compared.
    #[error("a password could not be hashed: {cause}")]
    Hashing {
        /// Why.
        cause: String,
    },
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        Self::Access(error.into())
    }
}

impl From<SaveError> for AccountError {
    fn from(error: SaveError) -> Self {
        Self::Access(error.into())
    }
}

impl Explain for AccountError {
    fn explain(&self) -> Message {
        match self {
            Self::Access(error) => error.explain(),
            Self::InvalidDisplayName => Message::new("access-display-name-invalid"),
            Self::NameTaken { name } => Message::new("access-account-name-taken").with("name", name.as_str()),
            Self::Oneself => Message::new("access-account-oneself"),
            Self::NotAnAccount { identity } => {
                Message::new("access-not-an-account").with("identity", identity.as_str())
            }
            Self::InvalidTokenName => Message::new("access-token-name-invalid"),
            Self::NoScope => Message::new("access-token-no-scope"),
            Self::ScopeTooWide { right, .. } => Message::new("access-token-scope-too-wide")
                .with("right", Message::new(format!("right-{}", right.key()))),
            Self::EndsInThePast => Message::new("access-token-ends-in-the-past"),
            Self::NoToken => Message::new("access-no-token"),
            Self::NoSourceToken => Message::new("access-no-source-token"),
            Self::Hashing { cause } => Message::new("access-hashing-failed").with("cause", cause.as_str()),
        }
    }
}

/// Nobody signed in, or no password was set.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The name or the password is wrong, or the account is blocked: it is not said which.
    #[error("the name or the password is wrong")]
    Wrong,
    /// Too many wrong passwords for this name, whether or not anybody has it.
    #[error("locked until {until}")]
    Locked {
        /// Until when.
        until: Timestamp,
    },
    /// There is no such link, or its account is blocked.
    #[error("there is no such link")]
    LinkUnknown,
    /// The link has been used.
    #[error("the link was used at {at}")]
    LinkUsed {
        /// When.
        at: Timestamp,
    },
    /// The link's time is up, or a newer link replaced it.
    #[error("the link expired at {at}")]
    LinkExpired {
        /// When it ended.
        at: Timestamp,
    },
    /// The new password cannot be taken.
    #[error(transparent)]
    Password(#[from] PasswordRefusal),
    /// Something failed.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        Self::Account(error.into())
    }
}

impl Explain for SignInError {
    fn explain(&self) -> Message {
        match self {
            Self::Wrong => Message::new("access-sign-in-wrong"),
            Self::Locked { until } => Message::new("access-sign-in-locked").with("until", to_the_second(*until)),
            Self::LinkUnknown => Message::new("access-link-unknown"),
            Self::LinkUsed { at } => Message::new("access-link-used").with("at", to_the_second(*at)),
            Self::LinkExpired { at } => Message::new("access-link-expired").with("at", to_the_second(*at)),
            Self::Password(refusal) => refusal.explain(),
            Self::Account(error) => error.explain(),
        }
    }
}

fn to_the_second(at: Timestamp) -> String {
    Timestamp::from_micros(at.micros() - at.micros().rem_euclid(1_000_000)).to_string()
}

/// Nobody is signed in by a session.
#[derive(Debug, thiserror::Error)]
pub enum NoVisit {
    /// There is no such session, or none any more.
    #[error("there is no such session")]
    Unknown,
    /// Its time is up. This is said once; then there is no such session.
    #[error("the session is over")]
    Expired,
    /// It could not be told.
    #[error(transparent)]
    Failed(#[from] AccountError),
}

impl From<StoreError> for NoVisit {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Explain for NoVisit {
    fn explain(&self) -> Message {
        match self {
            Self::Unknown => Message::new("access-session-unknown"),
            Self::Expired => Message::new("access-session-expired"),
            Self::Failed(error) => error.explain(),
        }
    }
}
