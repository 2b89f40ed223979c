//! The append-only event store: a write-ahead log with group commit, Parquet files, a Merkle tree over everything, signed
//! checkpoints, offline verification, and the `events` table of queries.
//!
//! An event goes through these places: [`Ledger::append`] encodes it; the writer puts it into a batch of its partition
//! (organisation, object, source, day), writes a frame per batch, makes the whole group durable with one `fdatasync` and
//! answers. Each batch is a leaf of one global tree. [`Ledger::checkpoint`] signs the root. Sealing moves the batches to
//! Parquet files that the manifest names. [`verify()`] finds any byte that is not what was signed, with a public key alone.
//!
//! # Invariants
//!
//! - Acknowledged means durable: [`Ledger::append`] returns only after `fdatasync` of the write-ahead log.
//! - Nothing changes or deletes an event. The only deletion is of a write-ahead log whose events are in Parquet files that
//!   the manifest names and a checkpoint covers.
//! - Every event is in exactly one batch, and every batch in the log, in a Parquet file, or in both while a seal is
//!   under way; then the manifest decides, as far as a checkpoint signed it.
//! - After a write that failed nothing is acknowledged until the ledger is opened again.
//! - What was durable and has changed is refused at opening, never repaired: repair would hide it.
//! - Every persisted form carries a version: event encoding, leaf, log, manifest, secret key.
//!
//! # How to add a field to events
//!
//! Add it to `talap_model::NewEvent`; write it in a new version of `encoding` that still reads the old one; add its column
//! to `columns` (nullable, since old Parquet files lack it); extend the golden test of `encoding`.
//!
//! # How to add a step to sealing or recovery
//!
//! Make every change to the folder through `disk::Disk`: the crash tests interrupt each of its steps in turn.
//!
//! # Modules, in reading order
//!
//! [`merkle`], `encoding`, `batch`, `wal`, `scan`, `columns`, `segment`, `manifest`, `note`, [`keys`], [`checkpoint`],
//! `layout`, [`disk`], [`error`], `state`, `prepared`, [`ledger`], `writer`, `seal`, `recovery`, `query`, [`newest`], `prune`, [`mod@verify`].

mod batch;
pub mod checkpoint;
mod columns;
pub mod disk;
pub mod encoding;
pub mod error;
mod hex;
pub mod keys;
mod layout;
pub mod ledger;
mod manifest;
pub mod merkle;
pub mod newest;
mod note;
mod prepared;
mod prune;
mod query;
mod recovery;
mod scan;
mod seal;
mod segment;
mod state;
pub mod verify;
mod wal;
mod writer;

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod sample;

pub use checkpoint::Checkpoint;
pub use columns::table_schema;
pub use disk::{Action, DiskFault};
pub use error::{AppendError, KeepError, OpenError};
pub use keys::{KeyError, SigningKey, VerifierKey};
pub use ledger::{Ledger, LedgerConfig, Pending, Receipt, Recovery, Sealing};
pub use newest::{LookError, Newest};
pub use state::Stats;
pub use verify::{Place, Problem, Reason, Report, VerifyError, verify};
