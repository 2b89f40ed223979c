//! What can go wrong, one type a family of operations, each of which can be told to a person.

use talap_model::{Explain, Forbidden, Message, OrganisationId, RecordId, RecordKey, RegisterKey};

use crate::fault::{Fault, FaultKind};

/// The database failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names neither SQLite nor PostgreSQL.
    #[error("the record store {url} is neither sqlite: nor postgres:")]
    UnknownScheme {
        /// The URL, without the password.
        url: String,
    },
    /// It could not be opened.
    #[error("cannot open the record store {url}")]
    CannotOpen {
        /// Where it is, without the password.
        url: String,
        /// Why.
        #[source]
        cause: Fault,
    },
    /// Its tables could not be brought up to date.
    #[error("cannot bring the tables of the record store {url} up to date")]
    Migration {
        /// Where it is, without the password.
        url: String,
        /// Why.
        #[source]
        cause: Fault,
    },
    /// A query failed.
    #[error("the record store failed")]
    Query(
        /// Why.
        #[from]
        #[source]
        Fault,
    ),
    /// A stored row does not read back as what it should be.
    #[error("row {row} of table {table} in the record store is damaged: {reason}")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The row, by its identifier.
        row: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl StoreError {
    /// Whether it may be over by itself, as [`Fault::passes`] tells.
    pub fn passes(&self) -> bool {
        match self {
            Self::CannotOpen { cause, .. } | Self::Migration { cause, .. } | Self::Query(cause) => cause.passes(),
            Self::UnknownScheme { .. } | Self::Damaged { .. } => false,
        }
    }
}

impl Explain for StoreError {
    fn explain(&self) -> Message {
        match self {
            Self::UnknownScheme { url } => Message::new("store-unknown-scheme").with("url", url.as_str()),
            Self::CannotOpen { url, cause } => match cause.kind() {
                FaultKind::NotADatabase => Message::new("store-not-a-database").with("url", url.as_str()),
                _ => Message::new("store-cannot-open").with("url", url.as_str()).with("cause", cause.to_string()),
            },
            Self::Migration { url, cause } => match cause.kind() {
                FaultKind::Newer => Message::new("store-newer").with("url", url.as_str()),
                FaultKind::ReadOnly => Message::new("store-read-only").with("cause", cause.to_string()),
                FaultKind::Full => Message::new("store-disk-full").with("cause", cause.to_string()),
                FaultKind::NotADatabase => Message::new("store-not-a-database").with("url", url.as_str()),
                FaultKind::Unreachable => {
                    Message::new("store-cannot-open").with("url", url.as_str()).with("cause", cause.to_string())
                }
                _ => Message::new("store-migration").with("url", url.as_str()).with("cause", cause.to_string()),
            },
            Self::Query(cause) => match cause.kind() {
                FaultKind::Full => Message::new("store-disk-full").with("cause", cause.to_string()),
                FaultKind::ReadOnly => Message::new("store-read-only").with("cause", cause.to_string()),
                FaultKind::Busy => Message::new("store-busy").with("cause", cause.to_string()),
                FaultKind::Unreachable => Message::new("store-unreachable").with("cause", cause.cause()),
                _ => Message::new("store-query").with("cause", cause.to_string()),
            },
            Self::Damaged { table, row, reason } => Message::new("store-damaged")
                .with("table", *table)
                .with("row", row.as_str())
                .with("cause", reason.as_str()),
        }
    }
}

/// A read was refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The caller lacks the right.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for ReadError {
    fn explain(&self) -> Message {
        match self {
            Self::Forbidden(refusal) => refusal.explain(),
            Self::Store(error) => error.explain(),
        }
    }
}

/// Changes were not committed. None of them was.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The record is not in the state that the change was made for: somebody else has changed it meanwhile, or it is
    /// another record, or there is none.
    #[error("record {key} of register {register} has been changed by somebody else")]
    Conflict {
        /// The register.
        register: RegisterKey,
        /// The organisation.
        organisation: OrganisationId,
        /// The record's key.
        key: RecordKey,
    },
    /// A record with this key exists already, perhaps void, or twice among the changes.
    #[error("register {register} has a record {key} of {organisation} already")]
    Duplicate {
        /// The register.
        register: RegisterKey,
        /// The organisation.
        organisation: OrganisationId,
        /// The record's key.
        key: RecordKey,
    },
    /// Another record has a value that only one may have.
    #[error("another record of register {register} has the {field:?} of {key} already")]
    Taken {
        /// The register.
        register: RegisterKey,
        /// The organisation.
        organisation: OrganisationId,
        /// The record's key.
        key: RecordKey,
        /// The field; empty for the key itself, where no two organisations may have the same.
        field: String,
    },
    /// The import that the changes take back was taken back already, or there is none.
    #[error("the import {import} was undone already")]
    Undone {
        /// The import.
        import: RecordId,
    },
    /// The caller lacks the right over a record's organisation.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for CommitError {
    fn explain(&self) -> Message {
        match self {
            Self::Conflict { register, organisation, key } => Message::new("store-record-changed")
                .with("register", register.as_str())
                .with("organisation", organisation.as_str())
                .with("key", key.as_str()),
            Self::Duplicate { register, organisation, key } => Message::new("store-record-exists")
                .with("register", register.as_str())
                .with("organisation", organisation.as_str())
                .with("key", key.as_str()),
            Self::Taken { register, organisation, key, field } => Message::new("store-value-taken")
                .with("register", register.as_str())
                .with("organisation", organisation.as_str())
                .with("key", key.as_str())
                .with("field", field.as_str()),
            Self::Undone { import } => Message::new("store-import-undone").with("import", import.to_string()),
            Self::Forbidden(refusal) => refusal.explain(),
            Self::Store(error) => error.explain(),
        }
    }
}

/// An assessment was not saved, changes were not marked as being in the ledger, or grants were not changed.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The caller lacks the right.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Explain for SaveError {
    fn explain(&self) -> Message {
        match self {
            Self::Forbidden(refusal) => refusal.explain(),
            Self::Store(error) => error.explain(),
        }
    }
}
