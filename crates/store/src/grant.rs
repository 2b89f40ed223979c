//! Grants of roles as rows; what a role means is known to `access` alone.

use talap_model::{OrganisationId, RecordId, Timestamp};

/// A role that somebody holds, over one organisation or over all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its identifier.
    pub id: RecordId,
    /// Who holds it, as [`talap_model::Identity`] displays: `os:aigerim`.
    pub identity: String,
    /// The role, by its key.
    pub role: String,
    /// The organisation that it reaches; all of them when there is none.
    pub organisation: Option<OrganisationId>,
    /// When it was given.
    pub granted_at: Timestamp,
    /// Who gave it.
    pub granted_by: String,
}

/// What is to become of the grants: the answer of the function that [`crate::Store::change_grants`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GrantChange {
    /// Grants to add.
    pub add: Vec<Grant>,
    /// Grants to end, by their identifiers.
    pub revoke: Vec<RecordId>,
}
