//! The record engine. A register (people, documents, software, visits to server rooms) is a definition file and nothing
//! else: from it come the checks on what people hand in, the import of their files, the history, and the table that
//! checks of the decree ask. The clauses that registers serve: UR 30, 31 to 36, 38.2, 39, 44, 56-1, 78.4, 79, 107, 114.3, 155.
//!
//! # Invariants
//!
//! - No register is known to code by name, but for `people`, which is where a field of kind `person` leads, for the
//!   rights that `talap_store::right_to_write` demands, for the registers that files of tools fill ([`tools`]), and for
//!   `acknowledgements`, in which people state of themselves that they have read a document ([`acknowledging`]).
//! - An import keeps which changes are its own, so that it can be taken back as a whole, or, where somebody has changed one of
//!   its records since, not at all.
//! - A row of a file is taken whole or not at all; all rows that are taken are committed in one transaction; each row that
//!   is not is reported with its line, column, value and reason.
//! - Every change keeps who made it, when, and the values before and after. It enters the ledger as one event with a
//!   salted commitment to each changed field. A value never enters the ledger (UR 63-2).
//! - A change that the store holds and the ledger does not waits in the store and is sent with the next flush.
//! - The engine appends events as its own caller, for nobody else may.
//!
//! # How to add a register
//!
//! Write `registers/NAME.toml`; `registers/README.md` explains the format. Nothing is compiled but the file itself.
//!
//! # How to add a kind of field
//!
//! Add it to [`definition::FieldKind`] and to the names in `file.rs`; the compiler then asks for its column, its reading from
//! text (`parse.rs`) and from the store.
//!
//! # Modules, in reading order
//!
//! [`definition`], `file`, `reading`, [`refusal`], [`definitions`]: what registers are. `header`, [`mapping`], [`sheet`], [`workbook`], `parse`,
//! `rules`, [`plan`], [`report`]: what a file says. [`tools`]: files that scanners and backup tools write, made tables.
//! [`commitment`], [`journal`]: what the ledger keeps. [`error`], [`engine`], [`importing`], [`undo`], [`together`],
//! [`acknowledging`], [`facts`], [`listing`]: the service; `ledger` puts the real one behind [`journal::EventLog`].

pub mod acknowledging;
mod aside;
mod certificate;
pub mod commitment;
pub mod computation;
pub mod condition;
pub mod course;
pub mod definition;
pub mod definitions;
pub mod engine;
pub mod error;
pub mod facts;
mod file;
mod header;
pub mod importing;
pub mod journal;
mod keeping;
mod ledger;
pub mod listing;
pub mod mapping;
pub mod moving;
mod network;
pub mod numbering;
mod parse;
pub mod plan;
mod reading;
pub mod refusal;
pub mod report;
mod rules;
pub mod sheet;
mod soundness;
pub mod span;
pub mod together;
pub mod tools;
pub mod undo;
pub mod upkeep;
pub mod workbook;

#[cfg(fuzzing)]
pub use certificate::read_for_fuzzing as read_certificate_for_fuzzing;
pub use commitment::{CommitmentError, verify_commitment};
pub use computation::Computation;
pub use condition::Condition;
pub use course::{Act, Deadline, STATE, State, Transition};
pub use definition::{Choice, Definition, Field, FieldKind, Group, KeyForm, Rule, TraitField, TraitKind};
pub use definitions::{Definitions, Ground};
pub use engine::{ImportOptions, Register, Saved};
pub use error::{FileError, FlushError, HeaderError, ImportError, ReadError, WriteError};
pub use facts::FactRow;
pub use importing::{ImportFile, Preview, PreviewRow};
pub use journal::{AppendFailed, EventLog};
pub use listing::{Due, DueAsked};
pub use mapping::{FileColumn, FileColumns, Mapped, Mapping};
pub use moving::{Moved, Signing, signed_content};
pub use refusal::{DefinitionError, Fault};
pub use report::{ImportReport, RowError};
#[cfg(fuzzing)]
pub use sheet::read_for_fuzzing as read_table_for_fuzzing;
pub use sheet::{Encoding, FileForm, Separator};
pub use span::{Span, SpanUnit};
pub use together::Together;
pub use tools::{Said, Tool, ToolError, UnknownTool};
pub use undo::{UndoError, Undone};
pub use upkeep::UpkeepError;
pub use workbook::WorkbookFormat;
