//! The program as its user meets it: real processes over temporary data folders.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests")]

mod bad_input;
mod beside;
mod between;
mod browser;
mod checks;
mod crash;
mod decree;
mod example;
mod finding;
mod grown;
mod keeping;
mod mail;
mod mappings;
mod outline;
mod pages;
mod program;
mod proofs;
mod receiving;
mod records;
mod second;
mod senders;
mod slow_readers;
mod strained;
mod tools;
mod watching;
mod wording;
