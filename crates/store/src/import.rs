//! Imports of files into registers, and files that wait to be imported.

use std::fmt;

use talap_model::{OrganisationId, RecordId, RegisterKey, Timestamp};

/// How long a file waits for its import before it may be thrown away, in seconds.
pub const DRAFT_KEPT: i64 = 86_400;

/// An import that changed records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its identifier.
    pub id: RecordId,
    /// The register.
    pub register: RegisterKey,
    /// Whose the whole file was, where that was said; the rows of others name their organisations.
    pub organisation: Option<OrganisationId>,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it, as [`talap_model::Identity`] displays.
    pub by: String,
    /// What the person who handed the file in calls it; empty for pasted text.
    pub file_name: String,
    /// SHA-256 of the file's bytes in 64 small hexadecimal digits.
    pub sha256: String,
    /// How many records came to be.
    pub created: u64,
    /// How many records changed.
    pub updated: u64,
    /// How many rows said what was there already.
    pub unchanged: u64,
    /// How many rows were left out.
    pub rejected: u64,
    /// When it was undone and by whom, where it was.
    pub undone: Option<(Timestamp, String)>,
}

/// The import that a change is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportOfChange {
    /// The import.
    pub import: RecordId,
    /// What its file is called.
    pub file_name: String,
    /// Whether the change took the import back.
    pub undoes: bool,
}

/// A file that was handed in and is not imported yet: its columns are being told apart, or somebody looks at what it
/// would do. Only the one who handed it in gets at it.
#[derive(Clone, PartialEq, Eq)]
pub struct ImportDraft {
    /// Its identifier.
    pub id: RecordId,
    /// The register that it is for.
    pub register: RegisterKey,
    /// What the person who handed it in calls it; empty for pasted text.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// When it was handed in.
    pub at: Timestamp,
}

impl fmt::Debug for ImportDraft {
    /// Without the bytes, which may be personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportDraft").field("id", &self.id).field("register", &self.register).finish_non_exhaustive()
    }
}
