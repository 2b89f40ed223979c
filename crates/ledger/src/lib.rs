//! The append-only event store: a write-ahead log with group commit, Parquet files, a Merkle tree over everything, signed
//! checkpoints, offline verification, and the `events` table of queries.
//!
//! An event goes through these places: [`Ledger::append`] encodes it; the writer puts it into a batch of its partition
//! (organisation, object, source, day), writes a frame per batch, makes the whole group durable with one `fdatasync` and
//! answers. Each batch is a leaf of one global tree. [`Ledger::checkpoint`] signs the root. Sealing moves the batches to
//! Parquet files that the manifest names; [`Ledger::tend`] merges them, moves old ones to an archive store, and lets
//! partitions go whose retention is over. [`verify_with()`] finds any byte that is not what was signed, with a public key alone.
//!
//! # Invariants
//!
//! - Acknowledged means durable: [`Ledger::append`] returns only after `fdatasync` of the write-ahead log.
//! - Nothing changes an event, and nothing deletes one before the retention that was signed is over. A file is deleted
//!   only after a checkpoint covers the line of the manifest that names what took its place, or lets its partition go.
//! - The leaves of what expired stay, so the rest is proved as before.
//! - Every event is in exactly one batch, and every batch in the log, in a Parquet file, or in both while a seal is
//!   under way; then the manifest decides, as far as a checkpoint signed it.
//! - After a write that failed nothing is acknowledged until the ledger is opened again.
//! - What was durable and has changed is refused at opening, never repaired: repair would hide it.
//! - An event of a confidential object is durable in the second store too before it is acknowledged.
//! - In the grown size an event is durable in the replica too before it is acknowledged, and a checkpoint before anybody
//!   sees it; the replica decides what the ledger is.
//! - Every persisted form carries a version: event encoding, leaf, log, manifest, secret key, proof, a witness's state.
//! - What a checkpoint covers is in `tree/leaves` and, as far as they are full, in tiles before the checkpoint is signed.
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
//! [`merkle`], `encoding`, `batch`, `wal`, `scan`, `raw`, `forms`, `columns`, `tokens`, `segment`, `rows`, `manifest`, `note`, [`keys`],
//! [`checkpoint`], `layout`, [`disk`], [`error`], `state`, [`tiles`], `prepared`, [`ledger`], `writer`, `second`, `seal`, `seal_lock`,
//! [`archive`], [`life`], [`replica`], `recovery`, `query`, `joined`, `tail`, [`newest`], `prune`, `demand`, `evidence`, [`mod@proof`], [`http`], [`witness`], [`stamp`],
//! [`mod@verify`].

pub mod archive;
mod batch;
pub mod checkpoint;
mod columns;
mod demand;
pub mod disk;
pub mod encoding;
pub mod error;
mod evidence;
mod forms;
mod hex;
pub mod http;
mod joined;
pub mod keys;
mod layout;
pub mod ledger;
pub mod life;
mod manifest;
pub mod merkle;
pub mod newest;
mod note;
mod prepared;
pub mod proof;
mod prune;
mod query;
mod raw;
mod recovery;
pub mod replica;
mod rows;
mod scan;
mod seal;
mod seal_lock;
mod second;
mod segment;
pub mod stamp;
mod state;
mod tail;
pub mod tiles;
mod tokens;
pub mod verify;
mod wal;
pub mod witness;
mod writer;

#[cfg(test)]
mod crash_tests;
#[cfg(fuzzing)]
pub mod fuzzing;
#[cfg(test)]
mod sample;

pub use archive::{Archive, ArchiveError, ArchivePlace};
pub use checkpoint::Checkpoint;
pub use columns::table_schema;
pub use disk::{Action, DiskFault};
pub use error::{AppendError, KeepError, OpenError};
pub use joined::joined;
pub use keys::{KeyError, SigningKey, VerifierKey, WitnessKey};
pub use ledger::{Ledger, LedgerConfig, Pending, Receipt, Recovery, Sealing, ToStamp};
pub use life::{ArchiveState, Expiring, Herald, Holding, Holdings, Longer, Retention, Tended, Tending, Trouble};
pub use newest::{LookError, Newest};
pub use proof::{Proof, ProofFault, ProveError};
pub use query::query_functions;
pub use replica::{Line, LineKind, Replica, ReplicaFault, Replication};
pub use second::Confidential;
pub use second::health::{SecondFault, SecondStore};
pub use second::restore::{Amiss, Done, NoRemedy, Recovered, Remedy, Restore, RestoreError, Restored};
pub use state::Stats;
pub use verify::{Demands, Place, Problem, Reason, Report, VerifyError, verify, verify_with};
