//! The words that every other room shares: identifiers, organisations and informatization objects, traits, events, the
//! clock, and the caller, who is the proof of what somebody may do.
//!
//! # Invariants
//!
//! - No input or output happens here, and nothing here knows a database, a file, HTTP or HTML.
//! - An identifier is checked once, where it enters; a value of an identifier type is always well formed.
//! - Nothing reads the ambient clock or random source: both are passed in ([`Clock`], [`Entropy`]).
//! - No [`Right`] to change or delete an event exists, so nobody can be given one (UR 38.6).
//!
//! # How to add a kind of identifier
//!
//! Add a line to the `text_ids!` call in `id.rs` with its doc comment, and re-export it here.
//!
//! # How to add an act of Talap's own
//!
//! Add a line to the `act_keys!` call in `act.rs` with its doc comment, and its words to `locales/*/web-acts.ftl`; a test of `web` fails
//! without them.
//!
//! # Modules, in reading order
//!
//! [`id`], [`language`], [`message`], [`time`], [`entropy`], [`value`], [`traits`], [`organisation`], [`object`], [`attributes`], [`event`], [`act`], [`status`],
//! [`table`], [`caller`].

pub mod act;
pub mod attributes;
pub mod caller;
pub mod entropy;
pub mod event;
pub mod id;
pub mod language;
pub mod message;
pub mod object;
pub mod organisation;
pub mod status;
pub mod table;
pub mod time;
pub mod traits;
pub mod value;

pub use act::ActKey;
pub use attributes::{Attributes, Word};
pub use caller::{Caller, Forbidden, Identity, Right, Scope, UnknownRight};
pub use entropy::Entropy;
pub use event::{Event, NewEvent, SourceKind};
pub use id::{
    ClauseId, InvalidId, ObjectId, OrganisationId, RecordId, RecordKey, RegisterKey, SourceId, StatementKey, TraitKey,
};
pub use language::{Language, Localized};
pub use message::{Argument, Explain, Message, io_cause};
pub use object::{Object, ObjectKind};
pub use organisation::Organisation;
pub use status::{Status, Subject, SubjectKind};
pub use table::{Column, ColumnKind, Table};
pub use time::{Clock, Timestamp};
pub use traits::{TraitSet, TraitValue};
pub use value::Value;
