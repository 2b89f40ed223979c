//! The index of tokens: a file beside each Parquet file that says in which blocks of rows a text may be, so that a search
//! for something rare reads almost nothing.
//!
//! `NAME.tokens` lies beside `NAME.parquet`. It is derived from the events and holds none of them, but an index that was
//! changed could hide an event from a search; so it is hashed in the manifest and checked by verification like any other
//! file, each part that is read has a checksum, and where one differs the index is not used.
//!
//! # What it promises
//!
//! A block of which the index says that it cannot match does not match. The opposite is no promise: what is read is always
//! compared. Searches for `contains` with any text are served, in any script, wherever in a word the text begins; a text too
//! short to have a gram (fewer than four letters, or only digits) leaves nothing out.
//!
//! # How to index a column more
//!
//! Add it to [`INDEXED`] and [`TAKEN`]; files that were made before lack it, so raise the version in `format` and read the old one as an
//! index without that column.

mod build;
mod fold;
mod format;
mod grams;
mod read;
#[cfg(test)]
mod tests;

pub(crate) use build::Builder;
pub(crate) use format::BLOCK;
pub(crate) use grams::Gram;
#[cfg(fuzzing)]
pub(crate) use read::ask_damaged;
pub(crate) use read::{Blocks, Heads, IndexFile};

use crate::forms::{ATTRIBUTES, FORM};

/// The columns of the table whose text is indexed, all into one.
pub(crate) const INDEXED: [&str; 7] = ["raw", "message", "user_name", "host", "program", "address", ATTRIBUTES];

/// The columns that the index is made from. Every word of the attributes is one of their form or of the raw bytes.
const TAKEN: [&str; 7] = ["raw", "message", "user_name", "host", "program", "address", FORM];

/// Whether a text contains another, however their letters are written.
pub(crate) fn occurs(part: &str, text: &str) -> bool {
    let (mut one, mut other) = (String::new(), String::new());
    fold::fold(part, &mut one);
    fold::fold(text, &mut other);
    other.contains(&one)
}

/// The grams that every text has which contains this one: none when it is too short to have any.
pub(crate) fn grams_of(text: &str) -> Vec<Gram> {
    let (mut folded, mut found) = (String::new(), Vec::new());
    fold::fold(text, &mut folded);
    grams::runs(&folded, |run| grams::grams(run, |gram| found.push(gram)));
    // The longest first, since they are the rarest; a text that is one gram after another needs few of them.
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.dedup();
    found.truncate(MOST_PROBED);
    found
}

/// How many grams of one text are looked up.
const MOST_PROBED: usize = 8;
