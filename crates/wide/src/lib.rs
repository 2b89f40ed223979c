//! Queries over events that are too wide for one machine: the part that reads the archive's files runs on executors
//! (Apache Ballista), the rest where the query was asked.
//!
//! The `events` table plans a query as ever: it leaves out files by partition and by their index of tokens, and files of
//! organisations that the caller may not read. Then [`HandOver`], the last rule of the physical planner, takes from the plan
//! what can be done file by file (the scan with its filter, columns, the first step of an aggregate, the first rows of a
//! sort) over the files of the archive, and puts a [`HandedOver`] in its place. Files that are not in the archive yet and the
//! unsealed tail stay where they are, and so does what brings the parts together.
//!
//! # Invariants
//!
//! - Whose events a query may see is decided before anything leaves the process: a plan names files, and only those that
//!   the caller may read.
//! - An answer is whole or an error: an executor that dies is replaced or the query fails, and rows are counted against what
//!   executors say they made.
//! - Who no longer waits is heard of: a query that is given up stops, and what executors made for it goes once it was fetched.
//! - Nothing listens without mutual TLS under an authority of the installation's own: Ballista itself asks nobody who they
//!   are, and whoever may talk to it may read all that executors can.
//! - Executors read the archive's files and nothing else, in the version that was archived, and write only below their
//!   folder of work, which holds rows of events while a query runs.
//! - No secret of the archive travels with a plan; executors have their own, which need only read.
//!
//! # How to hand over another step of plans
//!
//! Add it to `split::step`, if it works on each partition by itself; then add a query that has it to `tests/it/answers.rs`.
//!
//! # Modules, in reading order
//!
//! [`keys`], [`tls`], `version`, [`shelf`], `split`, `handed`, `job`, [`cluster`], `presence`, [`scheduler`], [`executor`], [`error`].

pub mod cluster;
pub mod error;
pub mod executor;
mod handed;
mod job;
pub mod keys;
mod presence;
pub mod scheduler;
pub mod shelf;
mod split;
pub mod tls;
mod version;

pub use cluster::{Cluster, ClusterPlace};
pub use error::WideError;
pub use handed::HandedOver;
pub use split::HandOver;
