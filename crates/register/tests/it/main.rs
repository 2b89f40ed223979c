//! The record engine from outside: built-in definitions, files as people hand them in, and the engine over a real store
//! and a real ledger.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod acknowledging;
mod definitions;
mod engine;
mod import;
mod locales;
mod marked;
mod moving;
mod numbers;
mod pages;
mod properties;
mod setting;
mod undo;
mod upkeep;
mod workbooks;
mod worked_out;
