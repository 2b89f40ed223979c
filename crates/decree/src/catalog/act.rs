//! Other acts, and what a clause cites of them or of the decree itself.

use talap_model::{ClauseId, Localized};
use time::Date;

use super::{FromStr, InvalidId};

keyed! {
    /// What an act is.
    ActKind, "kind of act",
    /// A code of laws.
    Code = "code",
    /// A law.
    Law = "law",
    /// A decree of the Government.
    GovernmentDecree = "government_decree",
    /// Rules or an instruction that a body approved.
    Rules = "rules",
    /// Requirements that a body approved.
    Requirements = "requirements",
    /// A national or interstate standard, or a building norm.
    Standard = "standard",
    /// A field of legislation that the decree names as a whole.
    Legislation = "legislation",
}

keyed! {
    /// Why a clause cites something.
    ReferenceRole, "kind of reference",
    /// It must be complied with.
    Follows = "follows",
    /// A term or a list stands there.
    Defines = "defines",
    /// This clause excepts that one.
    Excepts = "excepts",
    /// The power under which rules are approved.
    ApprovedUnder = "approved_under",
}

/// An act that clauses cite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Its key.
    pub key: String,
    /// What it is.
    pub kind: ActKind,
    /// Its number or designation, where the decree or the legal database gives one.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<Date>,
    /// Its title.
    pub title: Localized,
    /// Whether the title in some language has not been held against the official one.
    pub unverified: bool,
}

/// A place within an act.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The article.
    pub article: Option<String>,
    /// The paragraph of the article, or of an act without articles.
    pub point: Option<String>,
    /// The subparagraph.
    pub subparagraph: Option<String>,
}

/// What is cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A clause of the decree.
    Clause(ClauseId),
    /// An act, by its key, with a place in it.
    Act(String, Place),
}

/// A citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What is cited.
    pub target: Target,
    /// Why.
    pub role: ReferenceRole,
}
