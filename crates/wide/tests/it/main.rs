//! Wide queries with a scheduler and executors as processes of their own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "tests"
)]

mod answers;
mod bucket;
mod doors;
mod failures;
mod language;
mod machines;
mod words;
mod world;
