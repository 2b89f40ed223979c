//! Searches that people keep for themselves, as every other room sees them.

use talap_model::{RecordId, Right, Timestamp};

/// In which language a search is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchKind {
    /// The plain language of the search box.
    Plain,
    /// SQL.
    Sql,
}

impl SearchKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Plain, Self::Sql];

    /// Its name in the table.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Sql => "sql",
        }
    }

    /// What it takes to ask in this language, and so to keep what was asked.
    pub const fn right(self) -> Right {
        match self {
            Self::Plain => Right::ReadEvents,
            Self::Sql => Right::ReadRecords,
        }
    }
}

/// A search that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Its identifier.
    pub id: RecordId,
    /// Whose it is, as [`talap_model::Identity`] displays.
    pub owner: String,
    /// What they call it.
    pub name: String,
    /// In which language it is written.
    pub kind: SearchKind,
    /// The search as they wrote it.
    pub text: String,
    /// When it was kept.
    pub saved_at: Timestamp,
}

/// What came of a wish to keep a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchKept {
    /// It is kept.
    Kept,
    /// They keep as many as they may: nothing was done.
    Full,
    /// A search of theirs in another language has the name: nothing was done.
    NameTaken,
}

/// The most searches that one person keeps, in all languages together.
pub const MOST_SAVED: usize = 100;
