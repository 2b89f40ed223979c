//! The product's words: Fluent messages of Kazakh, Russian and English, built into the binary, and how each language
//! writes numbers and dates, and which language a command speaks.
//!
//! # Invariants
//!
//! - A key that is missing in one language stops the start, not a page: [`Words::built_in`] compares the three.
//! - Nothing here decides anything: a [`Message`](talap_model::Message) comes in, a sentence goes out.
//!
//! # How to add a message
//!
//! Write it under the same key in `locales/kk`, `locales/ru` and `locales/en`, in the file named after the crate that says
//! it; `cargo xtask tidy` compares keys and variables.
//!
//! # Modules, in reading order
//!
//! [`words`] (load and say), [`choice`] (of a language), [`mod@write`] (numbers, dates, harmless text).

pub mod choice;
pub mod words;
pub mod write;

pub use words::{Words, WordsError};
