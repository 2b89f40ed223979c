//! PDF papers that an information-security officer hands to an inspector: the state of one informatization object, and of
//! an organisation, in Kazakh, Russian or English.
//!
//! # Invariants
//!
//! - What people typed is data: it reaches the typesetter as values and is never read as markup.
//! - The same input gives the same bytes; nothing here asks the clock, and every moment shown was passed in.
//! - A paper is PDF/A-2a (kept for decades) and PDF/UA-1 (read aloud); one that would not be is an error, not a lesser
//!   file. What the typefaces cannot draw is shown as U+FFFD, never left out.
//! - Nothing here judges: statuses and reasons come in as they were found.
//!
//! # How to add a paper
//!
//! Describe what it shows in [`state`], turn that into values in `values.rs`, lay it out in a file of `templates/` over
//! the shared parts of `templates/parts.typ`, name the file in `press.rs`, and put the words into `locales/*/report.ftl`.
//!
//! # Modules, in reading order
//!
//! [`state`] (what a paper shows), `paper` (the papers), `values` (the state as the templates read it), `faces` (typefaces
//! and what they can draw), `press` (typesetting and the PDF), [`error`], [`sample`] (states for tests).

pub mod error;
mod faces;
mod paper;
mod press;
pub mod sample;
pub mod state;
mod values;

pub use error::ReportError;
pub use paper::{object_paper, organisation_paper};
pub use state::{
    CheckpointLine, DueLine, Heading, ObjectState, ObjectSummary, OrganisationState, StatementLine, Trait,
};
