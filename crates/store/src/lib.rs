//! Records of every room in SQLite or PostgreSQL, with every change that made them, assessments with their verdicts,
//! grants of roles, and accounts with their sessions. The only crate that knows SeaORM.
//!
//! # Invariants
//!
//! - A method takes the [`talap_model::Caller`] and checks the right that it needs; rows out of the caller's reach are left
//!   out by the query itself. Only what makes a caller takes none: [`Store::grants_of`] and the like, and what a
//!   person or a source comes in with (an account, its links, sessions and tokens, the link of its calendar; a source's token).
//!   Nor does [`Store::index_order`], which tells nothing.
//! - No secret is stored: a password by its slow hash, a link, a session and a token by their SHA-256.
//! - [`Store::commit`] does all or nothing. A record's version is the number of its changes, and no change is ever edited
//!   or deleted; only its place in the ledger is filled in, once.
//! - Acknowledged means durable: SQLite synchronises on every commit.
//! - Both backends behave alike: times are microseconds as whole numbers, identifiers and JSON are text, text sorts by its
//!   bytes. One suite of tests runs against both (`tests/it`).
//! - An assessment of everyone keeps the verdicts that changed since the one before; what stood at any of them is asked as
//!   if it held them all.
//! - No statement reaches a log, since statements carry personal data.
//!
//! # How to add a table
//!
//! Add a migration file under `migration/` (never edit a released one), the table's entity under `entity/`, the domain type in
//! a module of its own, both directions in `rows.rs`, and the methods of [`Store`] in a module named after what they do.
//! Then add their tests to the suite, with one for the missing right and one for the reach.
//!
//! # Modules, in reading order
//!
//! [`store`], [`record`], [`list`], [`mod@file`], [`import`], [`assessment`], [`review`], [`saved_search`], [`grant`], [`account`], [`source_token`], [`lease`],
//! [`ledger_line`], [`deadline`], [`unique`], [`answer`], [`error`], [`fault`]; `waiting` (for a server); then `reading`, `listing`, `commit`, `importing`, `outbox`, `files`, `verdicts`, `reviewing`, `saving`, `granting`,
//! `accounts`, `sessions`, `tokens`, `source_tokens`, `leasing`, `ledger_lines`, `deadlines`, `answering`, `digests`, `calendar_links` with the methods; then
//! `scope`, `search`, `rows`, `values_list`, `entity`, `migration` beneath them.

#![allow(clippy::doc_markdown, reason = "SQLite, PostgreSQL and SeaORM are names of products, not code")]

mod accounts;
mod answering;
mod calendar_links;
mod commit;
mod deadlines;
mod digests;
mod entity;
mod files;
mod granting;
mod importing;
mod leasing;
mod ledger_lines;
mod listing;
mod migration;
mod outbox;
mod reading;
mod reviewing;
mod rows;
mod saving;
mod scope;
mod search;
mod sessions;
mod source_tokens;
mod tokens;
mod values_list;
mod verdicts;
mod waiting;

pub mod account;
pub mod answer;
pub mod assessment;
pub mod deadline;
pub mod error;
pub mod fault;
pub mod file;
pub mod grant;
pub mod import;
pub mod lease;
pub mod ledger_line;
pub mod list;
pub mod record;
pub mod review;
pub mod saved_search;
pub mod source_token;
pub mod store;
pub mod unique;

pub use account::{PasswordHash, StoredAccount, StoredCalendarLink, StoredLink, StoredSession, StoredToken};
pub use answer::Repeat;
pub use assessment::{Assessment, Verdict, VerdictCount, VerdictFilter};
pub use deadline::{DueDay, DueDays, DueQuery, DueRecord};
pub use error::{CommitError, ReadError, SaveError, StoreError};
pub use fault::{Fault, FaultKind};
pub use file::{NewFile, StoredFile};
pub use grant::{Grant, GrantChange};
pub use import::{Import, ImportDraft, ImportOfChange};
pub use lease::LeaseState;
pub use ledger_line::{LedgerLine, LineKept};
pub use list::{ListQuery, RecordPage, SortBy};
pub use reading::KeysBeginning;
pub use record::{Change, ChangeKind, Record, Values, right_to_write};
pub use review::{CatalogSnapshot, ClauseReview};
pub use saved_search::{SavedSearch, SearchKept, SearchKind};
pub use sessions::Outdated;
pub use source_token::StoredSourceToken;
pub use store::{Store, sqlite_url, without_password};
pub use unique::{Derived, UniqueValue};
