//! Why access was not given or roles were not changed.

use talap_model::{Explain, Forbidden, Message};
use talap_store::{ReadError, SaveError, StoreError};

use crate::{Role, UnknownRole};

/// Access could not be told, or roles were not changed.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The caller lacks the right, or it does not reach the organisation.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The store holds a role that this version does not know.
    #[error(transparent)]
    UnknownRole(#[from] UnknownRole),
    /// A name that cannot be a user of the operating system.
    #[error("{name:?} cannot be the name of a user")]
    InvalidName {
        /// The name as it came.
        name: String,
    },
    /// A name that cannot be that of an account.
    #[error("{name:?} cannot be the name of an account")]
    InvalidAccountName {
        /// The name as it came.
        name: String,
    },
    /// There is no account of that name.
    #[error("there is no account {name}")]
    NoAccount {
        /// The name.
        name: String,
    },
    /// All roles of an identity must reach the same organisations.
    #[error("the roles of {identity} would not reach the same organisations")]
    MixedScopes {
        /// Whose roles.
        identity: String,
    },
    /// The identity holds the role there already.
    #[error("{identity} is {} already", role.key())]
    AlreadyHeld {
        /// Whose role.
        identity: String,
        /// The role.
        role: Role,
    },
    /// The identity does not hold the role there.
    #[error("{identity} is not {}", role.key())]
    NotHeld {
        /// Whose role.
        identity: String,
        /// The role.
        role: Role,
    },
    /// Without an administrator over all organisations nobody could give roles any more.
    #[error("{identity} is the last administrator")]
    LastAdministrator {
        /// Whose role.
        identity: String,
    },
    /// No organisation was named.
    #[error("a role needs an organisation to reach")]
    NoOrganisation,
    /// The record store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ReadError> for AccessError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Forbidden(refusal) => Self::Forbidden(refusal),
            ReadError::Store(error) => Self::Store(error),
        }
    }
}

impl From<SaveError> for AccessError {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Forbidden(refusal) => Self::Forbidden(refusal),
            SaveError::Store(error) => Self::Store(error),
        }
    }
}

impl Explain for AccessError {
    fn explain(&self) -> Message {
        match self {
            Self::Forbidden(refusal) => refusal.explain(),
            Self::UnknownRole(error) => error.explain(),
            Self::InvalidName { name } => Message::new("access-name-invalid").with("name", name.as_str()),
            Self::InvalidAccountName { name } => {
                Message::new("access-account-name-invalid").with("name", name.as_str())
            }
            Self::NoAccount { name } => Message::new("access-no-account").with("name", name.as_str()),
            Self::MixedScopes { identity } => Message::new("access-scopes-mixed").with("identity", identity.as_str()),
            Self::AlreadyHeld { identity, role } => {
                Message::new("access-role-held-already").with("identity", identity.as_str()).with("role", role.name())
            }
            Self::NotHeld { identity, role } => {
                Message::new("access-role-not-held").with("identity", identity.as_str()).with("role", role.name())
            }
            Self::LastAdministrator { identity } => {
                Message::new("access-last-administrator").with("identity", identity.as_str())
            }
            Self::NoOrganisation => Message::new("access-no-organisation"),
            Self::Store(error) => error.explain(),
        }
    }
}
