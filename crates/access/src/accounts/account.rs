//! What accounts are to those who use them: without hashes.

use std::collections::BTreeSet;
use std::fmt;

use subtle::ConstantTimeEq;
use talap_model::{Caller, RecordId, Right, Timestamp};
use talap_store::{StoredAccount, StoredSession, StoredToken};
use time::Duration;

use crate::Secret;
use crate::accounts::secret::brief;

/// The longest name of a browser that is kept, in characters.
const LONGEST_AGENT: usize = 200;
/// The longest address that is kept, in characters: more than IPv6 with a zone takes.
const LONGEST_ADDRESS: usize = 80;

/// The rules of passwords and sessions.
///
/// UR 118.1 demands that passwords be managed and that a session be blocked when its time is up, and leaves the numbers to
/// whoever keeps the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// How long a session lasts without being used.
    pub idle: Duration,
    /// How long a session lasts at most.
    pub absolute: Duration,
    /// How long a one-time link is good for.
    pub link_life: Duration,
    /// How many wrong passwords in a row lock an account.
    pub most_failures: u32,
    /// How long an account stays locked.
    pub lock: Duration,
    /// The shortest password, in characters.
    pub shortest_password: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            idle: Duration::minutes(30),
            absolute: Duration::hours(12),
            link_life: Duration::hours(24),
            most_failures: 5,
            lock: Duration::minutes(15),
            shortest_password: 12,
        }
    }
}

/// Where somebody signs in from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The address of the other end, as text.
    pub address: String,
    /// What the browser calls itself. 200 characters of it are kept, without those that cannot be seen.
    pub agent: String,
}

impl Origin {
    pub(super) fn kept_address(&self) -> String {
        visible(&self.address, LONGEST_ADDRESS)
    }

    pub(super) fn kept_agent(&self) -> String {
        visible(&self.agent, LONGEST_AGENT)
    }
}

fn visible(text: &str, longest: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(longest).collect()
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its identifier.
    pub id: RecordId,
    /// The name that the person signs in with. Roles are given to `user:` and this name.
    pub name: String,
    /// The person's own name.
    pub display_name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it, as [`talap_model::Identity`] displays.
    pub created_by: String,
    /// Whether a password has been set.
    pub has_password: bool,
    /// Since when it is blocked.
    pub blocked_at: Option<Timestamp>,
    /// Until when wrong passwords lock it; a moment that has passed locks nothing.
    pub locked_until: Option<Timestamp>,
    /// When somebody last signed in with it.
    pub signed_in_at: Option<Timestamp>,
    /// From which address that was.
    pub signed_in_from: Option<String>,
}

impl From<StoredAccount> for Account {
    fn from(row: StoredAccount) -> Self {
        Self {
            id: row.id,
            name: row.name,
            display_name: row.display_name,
            created_at: row.created_at,
            created_by: row.created_by,
            has_password: row.password.is_some(),
            blocked_at: row.blocked_at,
            locked_until: row.locked_until,
            signed_in_at: row.signed_in_at,
            signed_in_from: row.signed_in_from,
        }
    }
}

/// What a one-time link is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkState {
    /// It sets the password of an account.
    Valid {
        /// The account's name.
        account: String,
    },
    /// It has been used.
    Used {
        /// When.
        at: Timestamp,
    },
    /// Its time is up, or a newer link replaced it.
    Expired {
        /// When it ended.
        at: Timestamp,
    },
    /// There is no such link, or its account is blocked.
    Unknown,
}

/// A session that has just begun.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Whose it is, as it was before.
    pub account: Account,
    /// What the browser is to hold.
    pub session: Secret,
    /// The session in lists and in the journal; it opens nothing.
    pub session_id: String,
    /// When the session ends at the latest.
    pub ends_at: Timestamp,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Visit {
    /// Their account.
    pub account: Account,
    /// What they may do; nothing while they hold no role.
    pub caller: Caller,
    /// What every form of this session must carry. It follows from the session's secret and is not kept.
    pub csrf: String,
    /// The session in lists and in the journal; it opens nothing.
    pub session_id: String,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When the session ends unless they go on.
    pub ends_at: Timestamp,
}

impl Visit {
    /// Whether a form came from this session. It takes the same time wherever the texts differ.
    pub fn accepts(&self, csrf: &str) -> bool {
        self.csrf.as_bytes().ct_eq(csrf.as_bytes()).into()
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Visit");
        shown.field("account", &self.account.name).field("session_id", &self.session_id).finish_non_exhaustive()
    }
}

/// A session in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    /// What tells it from others; it opens nothing.
    pub id: String,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When it was last seen, within a minute.
    pub seen_at: Timestamp,
    /// The address that the person signed in from.
    pub address: String,
    /// What the browser called itself.
    pub agent: String,
}

impl From<StoredSession> for SessionInfo {
    fn from(row: StoredSession) -> Self {
        Self {
            id: brief(&row.hash),
            created_at: row.created_at,
            seen_at: row.seen_at,
            address: row.address,
            agent: row.agent,
        }
    }
}

/// A token of the API in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its identifier.
    pub id: RecordId,
    /// What its owner calls it.
    pub name: String,
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

impl From<StoredToken> for ApiToken {
    fn from(row: StoredToken) -> Self {
        Self {
            id: row.id,
            name: row.name,
            scopes: row.scopes,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            used_at: row.used_at,
        }
    }
}
