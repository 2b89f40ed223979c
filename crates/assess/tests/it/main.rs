//! Assessing from outside: over a real store and a real ledger.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod assessments;
mod events;
mod questions;
mod setting;
mod soundness;
