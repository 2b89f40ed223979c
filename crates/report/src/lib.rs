//! What leaves Talap for other people: PDF papers that an information-security officer hands to an inspector (the state of
//! one informatization object, and of an organisation, in Kazakh, Russian or English), the papers that an office keeps
//! (journals, lists, acts, extracts, labels, acknowledgement sheets; also in Kazakh and Russian at once), the catalogue as
//! OSCAL for other programs, and the catalogue as a workbook for a lawyer.
//!
//! # Invariants
//!
//! - What people typed is data: it reaches the typesetter as values and is never read as markup; in OSCAL's prose it is
//!   escaped, and in a workbook it is text and never a formula.
//! - The same input gives the same bytes; nothing here asks the clock, and every moment shown was passed in.
//! - A paper is PDF/A-2a (kept for decades) and PDF/UA-1 (read aloud); one that would not be is an error, not a lesser
//!   file. What the typefaces cannot draw is shown as U+FFFD, never left out.
//! - A document of OSCAL refers to nothing that it does not hold, and a profile leaves out a clause only when no object of
//!   its class could be bound by it.
//! - Nothing here judges: statuses and reasons come in as they were found.
//!
//! # How to add a paper
//!
//! Describe what it shows in [`state`], turn that into values in `values.rs`, lay it out in a file of `templates/` over
//! the shared parts of `templates/parts.typ`, name the file in `press.rs`, and put the words into `locales/*/report.ftl`.
//! A paper that an office keeps is described in [`office`], becomes values in `office/values.rs` and stands over
//! `templates/office.typ`; its words are in `locales/*/report-office.ftl`.
//!
//! # How to bring something of the catalogue into OSCAL or the workbook
//!
//! In OSCAL, find the model's own name for it first (`oscal/control.rs`, with its form in `oscal/wire.rs`); only what OSCAL
//! has no name for becomes a property or part in Talap's namespace. An identifier gets its shape in `oscal/name.rs`. In the
//! workbook, a column is a line of `workbook/mod.rs` and a cell of `workbook/rows.rs`.
//!
//! # Modules, in reading order
//!
//! [`state`] (what a paper shows), `paper` (the papers), `values` (the state as the templates read it), `faces` (typefaces
//! and what they can draw), `press` (typesetting and the PDF), [`error`], [`sample`] (states for tests); [`office`] (the
//! papers of an office: `table` and `fit` share a page among columns, `label` knows the sheets, `qr` draws codes); [`reach`]
//! (whom a statement can bind), [`oscal`], [`mod@workbook`].

pub mod error;
mod faces;
pub mod office;
pub mod oscal;
mod paper;
mod press;
pub mod reach;
pub mod sample;
pub mod state;
pub mod table;
mod values;
pub mod workbook;

pub use error::ReportError;
pub use office::{
    Acknowledgement, Act, Changed, ChangedField, Column, Entry, Extract, Journal, Label, LabelFormat, Labels, List,
    OfficeHead, Reader, RegisterTable, Said, Tongues, acknowledgement_paper, act_paper, extract_paper, journal_paper,
    labels_paper, list_paper,
};
pub use oscal::{About, OscalError};
pub use paper::{object_paper, organisation_paper};
pub use reach::{ObjectClass, Reach};
pub use state::{
    CheckpointLine, DueLine, Heading, ObjectState, ObjectSummary, OrganisationState, StatementLine, Trait,
};
pub use workbook::{WorkbookError, workbook};
