//! The ledger as the rest of Talap uses it: through its public functions and the files it leaves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod append;
mod newest;
mod query;
mod recovery;
mod support;
mod verify;
