//! The plain search language: what a person types into the one search box.
//!
//! ```text
//! failed password               both words, in any order, anywhere in the event, whatever the case
//! "failed password"             these words side by side
//! user:ivanov host:srv*         exactly this user; a host that begins so
//! severity>=4 class:3002        numbers are compared; severity:high does as well
//! attr.status:404               an attribute by its name, or by its dotted OCSF name
//! -user:root not test           what is left out
//! (sshd or sudo) denied         alternatives
//! last 7 days, last 2h, today   when; also in Kazakh and Russian: соңғы 7 күн, последние 2 ч, бүгін, вчера
//! from:2026-11-01 to:2026-11-05T10:00
//! ```
//!
//! A search is read into a `Term`, which becomes expressions of the query engine (see `conditions.rs`), never text of SQL.

pub mod error;
pub mod field;
mod lexer;
mod parser;
pub mod period;

use std::ops::Range;

use talap_model::Timestamp;

pub use self::error::SearchError;
use self::error::SearchFault;
pub use self::field::Field;
pub use self::period::{Moment, Period};

/// The longest search that is read, in characters.
const LONGEST: usize = 2_000;

/// A search that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    text: String,
    root: Term,
    /// Where the times stand that hold of the whole search, in bytes.
    times: Vec<Range<usize>>,
}

/// What a search means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Term {
    /// All of these; none of them is everything.
    All(Vec<Self>),
    /// One of these.
    Any(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// A text in lower case, anywhere in the event.
    Text(String),
    /// A field with a text.
    Field {
        /// The field.
        field: Field,
        /// What its text is.
        pattern: Pattern,
    },
    /// A field with a number.
    Number {
        /// The field.
        field: Field,
        /// How it is compared.
        comparison: Comparison,
        /// With what.
        number: u64,
    },
    /// A stretch of time.
    Time(Period),
}

/// What the text of a field is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// Exactly this.
    Is(String),
    /// It begins so.
    Begins(String),
    /// Anything, but something.
    Present,
}

/// How a number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Is,
    Above,
    AtLeast,
    Below,
    AtMost,
}

impl Search {
    /// Reads a search as of a moment. An empty one finds everything.
    ///
    /// # Errors
    ///
    /// [`SearchError`] with the place of what cannot be understood.
    pub fn parse(text: &str, moment: &Moment) -> Result<Self, SearchError> {
        let text = text.trim();
        if text.chars().count() > LONGEST {
            return Err(SearchError { at: LONGEST + 1, fault: SearchFault::TooLong { limit: LONGEST } });
        }
        let tokens = lexer::tokens(text)?;
        let parser::Read { root, times } = parser::parse(text, &tokens, moment)?;
        let search = Self { text: text.to_owned(), root, times };
        let Period { from, to } = search.period();
        if matches!((from, to), (Some(from), Some(to)) if to <= from) {
            let byte = search.times.last().map_or(0, |place| place.start);
            return Err(lexer::wrong(text, byte, SearchFault::EndsFirst));
        }
        Ok(search)
    }

    /// The search as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it finds everything.
    pub fn is_empty(&self) -> bool {
        matches!(&self.root, Term::All(terms) if terms.is_empty())
    }

    pub(crate) fn root(&self) -> &Term {
        &self.root
    }

    /// The period that all events found are in.
    pub fn period(&self) -> Period {
        let mut period = Period::default();
        let narrow = |period: &mut Period, other: &Period| {
            period.from = period.from.max(other.from);
            period.to = [period.to, other.to].into_iter().flatten().min();
        };
        for term in self.required() {
            if let Term::Time(time) = term {
                narrow(&mut period, time);
            }
        }
        period
    }

    /// What must hold of every event found.
    fn required(&self) -> &[Term] {
        match &self.root {
            Term::All(terms) => terms,
            other => std::slice::from_ref(other),
        }
    }

    /// The organisation that all events found are of, where the search names one.
    pub fn organisation(&self) -> Option<&str> {
        self.required().iter().find_map(|term| match term {
            Term::Field { field: Field::Organisation, pattern: Pattern::Is(id) } => Some(id.as_str()),
            _ => None,
        })
    }

    /// The texts, in lower case, that are to be seen in what is found.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        gather(&self.root, &mut words);
        words.sort();
        words.dedup();
        words
    }

    /// The same search for events in which a field has a value, or has it not.
    pub fn with_field(&self, field: &Field, value: &str, has: bool) -> String {
        let sign = if has { "" } else { "-" };
        self.with(&self.text, &format!("{sign}{}", field.search_for(value)))
    }

    /// The same search within a period: from a moment to the last whole second before another.
    pub fn within(&self, from: Timestamp, to: Timestamp, moment: &Moment) -> String {
        let mut kept = Vec::new();
        let mut after = 0;
        for place in &self.times {
            kept.push(self.text.get(after..place.start).unwrap_or_default().trim());
            after = place.end;
        }
        kept.push(self.text.get(after..).unwrap_or_default().trim());
        kept.retain(|part| !part.is_empty());
        let kept = kept.into_iter().fold(String::new(), |text, part| {
            // A number after «last» would begin a period that nobody meant.
            let between = match text.split_whitespace().next_back() {
                None => "",
                Some(word) if period::is_last(word.trim_start_matches('-')) => " and ",
                Some(_) => " ",
            };
            text + between + part
        });
        let last = to.plus_seconds(-1).max(from);
        let written = |at| period::written(at, moment.offset);
        self.with(&kept, &format!("from:{} to:{}", written(from), written(last)))
    }

    fn with(&self, text: &str, more: &str) -> String {
        match &self.root {
            Term::Any(_) if !text.is_empty() => format!("({text}) {more}"),
            _ if text.is_empty() => more.to_owned(),
            _ => format!("{text} {more}"),
        }
    }
}

fn gather(term: &Term, words: &mut Vec<String>) {
    match term {
        Term::All(terms) | Term::Any(terms) => terms.iter().for_each(|term| gather(term, words)),
        Term::Text(text) if !text.trim().is_empty() => words.push(text.clone()),
        Term::Field { pattern: Pattern::Is(text) | Pattern::Begins(text), .. } if !text.trim().is_empty() => {
            words.push(text.to_lowercase());
        }
        _ => {}
    }
}

/// A value as a search writes it.
fn quoted(value: &str) -> String {
    let plain = !value.is_empty()
        && !value.ends_with('*')
        && !value.contains(|c: char| c.is_whitespace() || c.is_control() || "()\"«»“”\\".contains(c));
    if plain {
        return value.to_owned();
    }
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests;
