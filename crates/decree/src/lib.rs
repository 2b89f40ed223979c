//! The regulation as data: the official text, the catalogue of clauses and statements, and who is bound by what.
//!
//! # Invariants
//!
//! - Both languages of the official text give the same identifiers; what cannot be read whole is an error with its line.
//! - A [`Catalog`] that exists is whole: every text stands in three languages, every key is unique, every condition names a
//!   trait that exists and an operator that suits it.
//! - Code knows no trait and no number of the decree by name: both come from the catalogue.
//! - Nothing here carries the decree's text; [`text`] reads it from a file that the user has.
//!
//! # How to add a clause, a trait or a word
//!
//! Edit the workspace's `catalog/` folder; its README describes the format. No Rust changes. A new field of the format goes
//! through three places: its wire form (`catalog/wire.rs`), its domain form ([`catalog`]) and the conversion between them
//! (`catalog/convert.rs`). A new operator of conditions is a variant of [`applicability::Test`].
//!
//! # How to read another language of the official text
//!
//! Add its words to `text/line.rs`; identifiers follow from layout and need nothing.
//!
//! # Modules, in reading order
//!
//! [`text`], [`catalog`], [`applicability`], [`redactions`] (imported texts by day), [`compare`] (what changed between
//! them), [`discrepancies`] (between languages), [`search`].

pub mod applicability;
pub mod catalog;
pub mod compare;
pub mod discrepancies;
pub mod redactions;
pub mod search;
pub mod text;

pub use applicability::{Applicability, Condition, NamedCondition, Profile, Reason, Sweep, Truth, binds};
pub use catalog::{
    Catalog, CatalogError, CatalogStats, Clause, Form, Mode, Parameter, Problem, Section, Statement, StatementKind,
    Term, TraitDefinition, Unit,
};
pub use text::{Amendment, InForce, Note, OfficialClause, OfficialText, TextError, parse};
