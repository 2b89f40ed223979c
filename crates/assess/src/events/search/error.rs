//! What cannot be understood of a search, with the place where it stands.

use talap_model::{Explain, Message, SourceKind};

use super::field::Field;

/// A search that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: {fault}")]
pub struct SearchError {
    /// Where it stands: the character of the text, counted from 1.
    pub at: usize,
    /// What is wrong there.
    pub fault: SearchFault,
}

/// What is wrong with a search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SearchFault {
    /// The text is longer than is read.
    #[error("longer than {limit} characters")]
    TooLong {
        /// The most characters.
        limit: usize,
    },
    /// There are more parts than are looked for at once.
    #[error("more than {limit} parts")]
    TooMany {
        /// The most parts.
        limit: usize,
    },
    /// Parentheses stand in each other too deeply.
    #[error("parentheses more than {limit} deep")]
    TooDeep {
        /// The most.
        limit: usize,
    },
    /// A quotation mark without the one that ends it.
    #[error("the quotation does not end")]
    OpenQuote,
    /// A parenthesis without the one that ends it.
    #[error("the parenthesis is not closed")]
    OpenParenthesis,
    /// A parenthesis ends that never began.
    #[error("a parenthesis ends that did not begin")]
    LooseParenthesis,
    /// A word that joins or excludes has nothing to do so with.
    #[error("nothing stands beside {word:?}")]
    Nothing {
        /// The word.
        word: String,
    },
    /// No field has this name.
    #[error("no field {name:?}")]
    UnknownField {
        /// The name.
        name: String,
    },
    /// A field without a value.
    #[error("{name:?} has no value")]
    NoValue {
        /// The field.
        name: String,
    },
    /// The value of a field of numbers is none.
    #[error("{text:?} is no number of {name:?}")]
    NoNumber {
        /// The field.
        name: String,
        /// The text.
        text: String,
    },
    /// No kind of source has this key.
    #[error("{text:?} is no kind of source")]
    UnknownKind {
        /// The text.
        text: String,
    },
    /// A time that cannot be read.
    #[error("{text:?} is no time")]
    NoTime {
        /// The text.
        text: String,
    },
    /// A length of time without a unit that is known.
    #[error("no unit of time after {text:?}")]
    NoUnit {
        /// The number.
        text: String,
    },
    /// The period ends before it begins.
    #[error("the period ends before it begins")]
    EndsFirst,
}

impl Explain for SearchError {
    fn explain(&self) -> Message {
        let message = match &self.fault {
            SearchFault::TooLong { limit } => Message::new("assess-search-too-long").with("limit", *limit),
            SearchFault::TooMany { limit } => Message::new("assess-search-too-many").with("limit", *limit),
            SearchFault::TooDeep { limit } => Message::new("assess-search-too-deep").with("limit", *limit),
            SearchFault::OpenQuote => Message::new("assess-search-open-quote"),
            SearchFault::OpenParenthesis => Message::new("assess-search-open-parenthesis"),
            SearchFault::LooseParenthesis => Message::new("assess-search-loose-parenthesis"),
            SearchFault::Nothing { word } => Message::new("assess-search-nothing").with("word", word.as_str()),
            SearchFault::UnknownField { name } => Message::new("assess-search-unknown-field")
                .with("name", name.as_str())
                .with("known", Field::all_names()),
            SearchFault::NoValue { name } => Message::new("assess-search-no-value").with("name", name.as_str()),
            SearchFault::NoNumber { name, text } => {
                Message::new("assess-search-no-number").with("name", name.as_str()).with("text", text.as_str())
            }
            SearchFault::UnknownKind { text } => {
                let known = SourceKind::ALL.map(SourceKind::key).join(", ");
                Message::new("assess-search-unknown-kind").with("text", text.as_str()).with("known", known)
            }
            SearchFault::NoTime { text } => Message::new("assess-search-no-time").with("text", text.as_str()),
            SearchFault::NoUnit { text } => Message::new("assess-search-no-unit").with("text", text.as_str()),
            SearchFault::EndsFirst => Message::new("assess-search-ends-first"),
        };
        message.with("at", self.at.to_string())
    }
}
