//! What the papers show, as plain data: whoever asks for a paper gathers it.
//!
//! Names, titles and reasons are already in the language of the paper.

use talap_decree::Mode;
use talap_model::{ObjectKind, Status, Timestamp};
use time::{Date, UtcOffset};

/// What stands at the head and the foot of every paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// The organisation's name.
    pub organisation: String,
    /// The organisation's identifier.
    pub organisation_id: String,
    /// Who asked for the paper, as they sign in.
    pub asked_by: String,
    /// When the paper was made.
    pub made_at: Timestamp,
    /// The offset in which moments are written.
    pub offset: UtcOffset,
    /// When the statements were judged.
    pub assessed_at: Timestamp,
    /// The fingerprint of the catalogue that they were judged by.
    pub catalog_fingerprint: String,
    /// The ledger's latest checkpoint, if one was signed.
    pub checkpoint: Option<CheckpointLine>,
}

/// The checkpoint that a reader holds the ledger against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointLine {
    /// The ledger's name.
    pub origin: String,
    /// The number of batches in the ledger.
    pub size: u64,
    /// The number of events in all batches.
    pub events: u64,
    /// The root of the tree over the batches, written as the checkpoint file writes it (base64).
    pub root: String,
    /// When it was signed.
    pub signed_at: Timestamp,
}

/// Something true of an organisation or object that decides which statements bind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trait {
    /// What it is called.
    pub label: String,
    /// Its value.
    pub value: String,
}

/// A statement and what was found of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// The clause of the decree: `38.4`.
    pub clause: String,
    /// What it asks for.
    pub title: String,
    /// How it is kept.
    pub mode: Mode,
    /// What was found.
    pub status: Status,
    /// Why, as a sentence.
    pub reason: String,
    /// Identifiers of the records and events that show it.
    pub evidence: Vec<String>,
}

/// Something that falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLine {
    /// The day.
    pub date: Date,
    /// What is to be done.
    pub what: String,
    /// Where it is kept: a journal and the record's key, an object.
    pub place: String,
    /// Days from the paper's day until then; negative when the day has passed.
    pub days_left: i64,
}

/// The state of one informatization object.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectState {
    /// Head and foot.
    pub heading: Heading,
    /// The object's identifier.
    pub id: String,
    /// The object's name.
    pub name: String,
    /// What it is.
    pub kind: ObjectKind,
    /// What is true of it.
    pub traits: Vec<Trait>,
    /// Every statement that was judged, in the order in which a group shows them.
    pub lines: Vec<StatementLine>,
    /// What falls due, in the order shown.
    pub due: Vec<DueLine>,
}

/// An object of an organisation, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectSummary {
    /// The object's identifier.
    pub id: String,
    /// The object's name.
    pub name: String,
    /// What it is.
    pub kind: ObjectKind,
    /// Statements met.
    pub met: u64,
    /// Statements not met.
    pub not_met: u64,
    /// Statements of which nothing is known.
    pub unknown: u64,
    /// Statements that do not apply.
    pub not_applicable: u64,
}

/// The state of an organisation and, in numbers, of its objects.
#[derive(Debug, Clone, PartialEq)]
pub struct OrganisationState {
    /// Head and foot.
    pub heading: Heading,
    /// What is true of the organisation.
    pub traits: Vec<Trait>,
    /// The statements about the organisation as a whole.
    pub own_lines: Vec<StatementLine>,
    /// Its objects.
    pub objects: Vec<ObjectSummary>,
    /// What falls due.
    pub due: Vec<DueLine>,
}
