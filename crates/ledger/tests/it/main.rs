//! The ledger as the rest of Talap uses it: through its public functions and the files it leaves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod append;
mod house;
mod life;
mod newest;
mod others;
mod proof;
mod query;
mod recovery;
mod s3;
mod second;
mod support;
mod verify;
