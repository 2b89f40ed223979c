//! Roles given, taken and used, over a record store in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod accounts;
mod bench;
mod calendar;
mod callers;
mod changes;
mod links;
mod sessions;
mod signing_in;
mod source_tokens;
mod tokens;
