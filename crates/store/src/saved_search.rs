//! Searches that people keep for themselves, as every other room sees them.

use talap_model::{RecordId, Timestamp};

/// A search that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Its identifier.
    pub id: RecordId,
    /// Whose it is, as [`talap_model::Identity`] displays.
    pub owner: String,
    /// What they call it.
    pub name: String,
    /// The search as they wrote it.
    pub text: String,
    /// When it was kept.
    pub saved_at: Timestamp,
}

/// The most searches that one person keeps.
pub const MOST_SAVED: usize = 100;
