//! Assessments and their verdicts, as every other room sees them.

use talap_model::{ClauseId, OrganisationId, RecordId, StatementKey, Status, Subject, Timestamp};

/// One run of all checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Its identifier.
    pub id: RecordId,
    /// The moment that it speaks of.
    pub at: Timestamp,
    /// Who ran it, as [`talap_model::Identity`] displays.
    pub by: String,
    /// Which catalogue of statements it used.
    pub catalog: String,
    /// How long it took, in microseconds.
    pub duration_micros: u64,
    /// Whether everyone that there is was judged, not a selection.
    pub whole: bool,
}

/// What an assessment found about one statement and one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The statement.
    pub statement: StatementKey,
    /// The clause that the statement belongs to.
    pub clause: ClauseId,
    /// The organisation that is the subject or owns it.
    pub organisation: OrganisationId,
    /// The organisation or object that it is about.
    pub subject: Subject,
    /// What was found.
    pub status: Status,
    /// The statement's mode at that time, by its key.
    pub mode: String,
    /// The sentence that says why, by its key in the locales.
    pub reason_key: String,
    /// The values that fill the sentence: a JSON object.
    pub reason_args: serde_json::Value,
    /// The facts that decided it: `record:<record id>` or `event:<seq>`.
    pub evidence: Vec<String>,
}

/// How many verdicts of an assessment about one subject are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictCount {
    /// The organisation that is the subject or owns it.
    pub organisation: OrganisationId,
    /// The organisation or object that they are about.
    pub subject: Subject,
    /// What was found.
    pub status: Status,
    /// The statements' mode, by its key.
    pub mode: String,
    /// How many there are.
    pub count: u64,
}

/// Which verdicts of an assessment are asked for. What is left out does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VerdictFilter {
    /// Only those of this organisation and of its objects.
    pub organisation: Option<OrganisationId>,
    /// Only those about this subject.
    pub subject: Option<Subject>,
    /// Only those of this statement.
    pub statement: Option<StatementKey>,
    /// Only those of this clause's statements.
    pub clause: Option<ClauseId>,
    /// Only those with this status.
    pub status: Option<Status>,
    /// Only those of statements that were decided in this way, by its key.
    pub mode: Option<String>,
}
