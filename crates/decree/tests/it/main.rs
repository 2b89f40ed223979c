//! The official text, where it is at hand, and the built-in catalogue.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod built_in;
mod official;
mod search;
mod texts;
