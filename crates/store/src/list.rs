//! What lists of records are asked for and what they answer.

use serde_json::Value;
use talap_model::OrganisationId;

use crate::Record;

/// Which records of a register a list shows, and in which order. What is left out does not narrow.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListQuery {
    /// Only those of this organisation.
    pub organisation: Option<OrganisationId>,
    /// Only those in whose key or values every word occurs, as a part of a word too, whatever the case of the letters.
    /// Of a text longer than [`ListQuery::MOST_WORDS`] words the others are not looked for.
    pub text: Option<String>,
    /// Only those whose fields have these values: the field's key, and the value as records keep it, whatever the case of
    /// its letters; null for a field without value. A field that the records do not have has no value.
    pub equal: Vec<(String, Value)>,
    /// The void records in place of the valid ones.
    pub voided: bool,
    /// By what they are ordered.
    pub sort: SortBy,
    /// Whether the order is turned round.
    pub descending: bool,
    /// How many records of the order to leave out.
    pub offset: u64,
    /// How many records to show at most.
    pub limit: u64,
}

impl ListQuery {
    /// How many words of a text are looked for.
    pub const MOST_WORDS: usize = 64;
    /// How many characters of a value its place in an order depends on.
    pub const SORTED_CHARACTERS: usize = 64;
}

/// The order of a list. Records that are alike in it stand in an order that is always the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SortBy {
    /// By organisation and key, by their bytes.
    #[default]
    Key,
    /// By the moment of the last change.
    Changed,
    /// By the first [`ListQuery::SORTED_CHARACTERS`] characters of a field, those without value first: Latin letters, then
    /// the Kazakh alphabet, whatever the case.
    Field {
        /// The field's key.
        name: String,
        /// Whether its values are compared as numbers.
        numeric: bool,
    },
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RecordPage {
    /// The records, in order.
    pub records: Vec<Record>,
    /// How many the whole list has.
    pub total: u64,
}
