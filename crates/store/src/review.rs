//! Reviews of reworded clauses and snapshots of the catalogue, as every other room sees them.

use std::collections::BTreeMap;

use talap_model::{ClauseId, Language, Timestamp};

/// Somebody read the new wording of a clause and found the catalogue's entry right, or mended it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseReview {
    /// The clause.
    pub clause: ClauseId,
    /// The language of the text that was read.
    pub language: Language,
    /// The fingerprint of the words; empty where the text has the clause no more.
    pub fingerprint: String,
    /// When.
    pub at: Timestamp,
    /// Who, as [`talap_model::Identity`] displays.
    pub by: String,
    /// What they noted; may be empty.
    pub note: String,
}

/// What the modes of all clauses were from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogSnapshot {
    /// When this catalogue was first seen here.
    pub seen_at: Timestamp,
    /// Which catalogue it is.
    pub fingerprint: String,
    /// The mode of each clause, by its key.
    pub modes: BTreeMap<ClauseId, String>,
}
