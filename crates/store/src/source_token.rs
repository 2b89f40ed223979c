//! Tokens of sources of events.

use talap_model::{OrganisationId, RecordId, SourceId, Timestamp};

/// A token by which a registered source hands its events in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSourceToken {
    /// Its identifier.
    pub id: RecordId,
    /// Whose the source is.
    pub organisation: OrganisationId,
    /// The source.
    pub source: SourceId,
    /// What whoever made it calls it.
    pub name: String,
    /// SHA-256 of the token, in hex.
    pub hash: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it, as [`talap_model::Identity`] displays.
    pub created_by: String,
    /// From when it is of no use; never when there is none.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, within a minute.
    pub used_at: Option<Timestamp>,
}
