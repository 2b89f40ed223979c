//! Accounts of people as rows, with what they sign in with; what a password or a link is worth is known to `access` alone.
//!
//! No secret is here or in the database: a link, a session and a token are known by the SHA-256 of what the person holds,
//! in hex, and a password by its slow hash.

use std::collections::BTreeSet;
use std::fmt;

use talap_model::{Language, RecordId, Right, Timestamp};

/// The slow hash of a password, in the PHC string format. It is not shown, since a weak password can be found from it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// From a PHC string, as it is.
    pub fn new(phc: impl Into<String>) -> Self {
        Self(phc.into())
    }

    /// The PHC string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    /// Its identifier.
    pub id: RecordId,
    /// The name that the person signs in with, unique.
    pub name: String,
    /// The person's own name.
    pub display_name: String,
    /// The hash of the password; none before one was set.
    pub password: Option<PasswordHash>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it, as [`talap_model::Identity`] displays.
    pub created_by: String,
    /// Since when nobody may sign in with it.
    pub blocked_at: Option<Timestamp>,
    /// Wrong passwords since the last right one or the last lock.
    pub failures: u32,
    /// Until when no password is tried.
    pub locked_until: Option<Timestamp>,
    /// When the password was set last.
    pub password_changed_at: Option<Timestamp>,
    /// The last time that somebody signed in.
    pub signed_in_at: Option<Timestamp>,
    /// From which address that was.
    pub signed_in_from: Option<String>,
}

impl StoredAccount {
    /// Until when the account is locked, when it is locked at a moment.
    pub fn lock_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.locked_until.filter(|until| *until > now)
    }
}

/// A one-time link that sets a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLink {
    /// SHA-256 of what the link carries, in hex.
    pub hash: String,
    /// Whose password it sets.
    pub account: RecordId,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it, as [`talap_model::Identity`] displays.
    pub created_by: String,
    /// From when it is of no use.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// A session under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// SHA-256 of what the browser holds, in hex.
    pub hash: String,
    /// Whose it is.
    pub account: RecordId,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When it was last seen, within a minute.
    pub seen_at: Timestamp,
    /// The address that the person signed in from.
    pub address: String,
    /// What the browser called itself then.
    pub agent: String,
}

/// The link by which the calendar of an account is subscribed to. It shows deadlines and does nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCalendarLink {
    /// Whose it is; an account has one at most.
    pub account: RecordId,
    /// SHA-256 of what the link carries, in hex.
    pub hash: String,
    /// The language that its owner read in when it was made.
    pub language: Language,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, within a minute.
    pub used_at: Option<Timestamp>,
}

/// A token of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredToken {
    /// Its identifier.
    pub id: RecordId,
    /// Whose it is.
    pub account: RecordId,
    /// What its owner calls it.
    pub name: String,
    /// SHA-256 of the token, in hex.
    pub hash: String,
    /// The rights that it may use, as far as its owner holds them.
    pub scopes: BTreeSet<Right>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when it is of no use; never when there is none.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, within a minute.
    pub used_at: Option<Timestamp>,
}
