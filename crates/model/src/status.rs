//! What an assessment says, and of whom.

use std::str::FromStr;

use crate::id::InvalidId;

/// The status of a statement for one subject. A status is never better than its evidence: no facts means `Unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Facts show that the statement is met.
    Met,
    /// Facts show that it is not.
    NotMet,
    /// No facts, or facts that have expired, decide it.
    Unknown,
    /// The statement does not bind the subject.
    NotApplicable,
}

impl Status {
    /// All statuses.
    pub const ALL: [Self; 4] = [Self::Met, Self::NotMet, Self::Unknown, Self::NotApplicable];

    /// The status as checks and JSON write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not_applicable",
        }
    }
}

impl FromStr for Status {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::ALL
            .into_iter()
            .find(|status| status.key() == text)
            .ok_or_else(|| InvalidId { kind: "status", text: text.to_owned() })
    }
}

/// What a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// The organisation as a whole.
    Organisation,
    /// One informatization object.
    Object,
}

impl SubjectKind {
    /// The kind as checks and JSON write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Object => "object",
        }
    }
}

impl FromStr for SubjectKind {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        [Self::Organisation, Self::Object]
            .into_iter()
            .find(|kind| kind.key() == text)
            .ok_or_else(|| InvalidId { kind: "subject kind", text: text.to_owned() })
    }
}

/// An organisation or object that a verdict is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// Organisation or object.
    pub kind: SubjectKind,
    /// Its identifier.
    pub id: String,
}
