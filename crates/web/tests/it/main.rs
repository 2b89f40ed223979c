//! The site from outside: requests to its router over a real record store and a real ledger.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests")]

mod acknowledgements;
mod api;
mod authorization;
mod bounds;
mod calendar;
mod confirming;
mod course;
mod decree;
mod described;
mod events;
mod forms;
mod imports;
mod place;
mod print;
mod proofs;
mod registers;
mod renewing;
mod signing_in;
mod sql;
mod steps;
mod stocktaking;
mod tools;
