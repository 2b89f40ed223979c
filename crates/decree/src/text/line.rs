//! One line of the official text: what its layout and opening words say it is.

use std::fmt;

use talap_model::Language;

/// Clauses are indented by six characters (no-break spaces among them); headings by none, the corner blocks by two.
const CLAUSE_INDENT: usize = 4;

/// A number of a clause: `38` or `38-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Number {
    base: u16,
    inserted: u16,
}

impl Number {
    /// The number before all others.
    pub(super) const ZERO: Self = Self { base: 0, inserted: 0 };

    /// Whether this is the next number, or the next of those that were inserted after the same one.
    pub(super) fn follows(self, before: Self) -> bool {
        let next = before.base.checked_add(1) == Some(self.base) && self.inserted == 0;
        let next_inserted = self.base == before.base && before.inserted.checked_add(1) == Some(self.inserted);
        next || (next_inserted && self.base > 0)
    }

    /// The next number that was not inserted.
    pub(super) fn next(self) -> Self {
        Self::plain(self.base.saturating_add(1))
    }

    /// A number without a hyphen.
    pub(super) fn plain(base: u16) -> Self {
        Self { base, inserted: 0 }
    }

    fn parse(text: &str) -> Option<Self> {
        let part = |digits: &str| -> Option<u16> {
            let shaped = (1..=4).contains(&digits.len()) && !digits.starts_with('0');
            if shaped { digits.parse().ok() } else { None }
        };
        match text.split_once('-') {
            Some((base, inserted)) => Some(Self { base: part(base)?, inserted: part(inserted)? }),
            None => Some(Self { base: part(text)?, inserted: 0 }),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.base)?;
        if self.inserted > 0 { write!(f, "-{}", self.inserted) } else { Ok(()) }
    }
}

/// What a line is by its layout.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Nothing.
    Blank,
    /// `N.` and its words.
    Point(Number, &'a str),
    /// `N)` and its words.
    Subpoint(Number, &'a str),
    /// Opens like a number of a clause but cannot be one (`00.`, `123456)`).
    BadNumber(&'a str),
    /// An indented line without a number.
    Plain(&'a str),
    /// An amendment note, without its opening word.
    Note(&'a str),
    /// A line at the margin that holds headings: a chapter's, a section's, or both.
    Headings(Vec<(Rank, u16, &'a str)>),
    /// Any other line at the margin.
    Margin(&'a str),
}

/// A heading's rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    /// `Chapter 2.`, `2-тарау.`
    Chapter,
    /// `Paragraph 3.`, `3-параграф`
    Section,
}

/// Reads a line of a text in Kazakh or English.
pub(super) fn read(line: &str, language: Language) -> Line<'_> {
    let words = line.trim();
    if words.is_empty() {
        return Line::Blank;
    }
    if line.chars().take_while(|c| c.is_whitespace()).count() < CLAUSE_INDENT {
        let headings = match language {
            Language::En => english_headings(words),
            Language::Kk | Language::Ru => kazakh_heading(words).into_iter().collect(),
        };
        return if headings.is_empty() { Line::Margin(words) } else { Line::Headings(headings) };
    }
    let note = match language {
        Language::En => words.strip_prefix("Footnote."),
        Language::Kk | Language::Ru => words.strip_prefix("Ескерту."),
    };
    if let Some(note) = note {
        return Line::Note(note.trim());
    }
    numbered(words).unwrap_or(Line::Plain(words))
}

fn numbered(words: &str) -> Option<Line<'_>> {
    let end = words.find(|c: char| !c.is_ascii_digit() && c != '-')?;
    let (number, rest) = words.split_at(end);
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let parsed = Number::parse(number);
    if let Some(rest) = rest.strip_prefix(')') {
        return Some(parsed.map_or(Line::BadNumber(number), |number| Line::Subpoint(number, rest.trim())));
    }
    let rest = rest.strip_prefix('.')?;
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        // A decimal fraction or a date that opens an item.
        return None;
    }
    Some(parsed.map_or(Line::BadNumber(number), |number| Line::Point(number, rest.trim())))
}

/// English sets the first section's heading on its chapter's line, and the first chapter's on the title's.
fn english_headings(words: &str) -> Vec<(Rank, u16, &str)> {
    let mut found = Vec::new();
    let mut rest = words;
    while let Some((rank, number, after)) = next_english(rest) {
        let title = next_english_start(after).map_or(after, |start| after.split_at(start).0);
        found.push((rank, number, title.trim()));
        rest = after;
    }
    found
}

fn next_english(words: &str) -> Option<(Rank, u16, &str)> {
    let start = next_english_start(words)?;
    heading_at(words.split_at(start).1)
}

fn next_english_start(words: &str) -> Option<usize> {
    let starts = words.match_indices("Chapter ").chain(words.match_indices("Paragraph ")).map(|(start, _)| start);
    starts.filter(|start| heading_at(words.split_at(*start).1).is_some()).min()
}

fn heading_at(words: &str) -> Option<(Rank, u16, &str)> {
    let (rank, rest) = words
        .strip_prefix("Chapter ")
        .map(|rest| (Rank::Chapter, rest))
        .or_else(|| words.strip_prefix("Paragraph ").map(|rest| (Rank::Section, rest)))?;
    let (number, rest) = rest.split_once('.')?;
    Some((rank, Number::parse(number.trim())?.base, rest))
}

fn kazakh_heading(words: &str) -> Option<(Rank, u16, &str)> {
    let (number, rest) = words.split_once('-')?;
    let number = Number::parse(number.trim())?.base;
    let rest = rest.trim_start();
    let (rank, rest) = rest
        .strip_prefix("тарау")
        .map(|rest| (Rank::Chapter, rest))
        .or_else(|| rest.strip_prefix("параграф").map(|rest| (Rank::Section, rest)))?;
    // Another ending of the word ('8-параграфтың') is a sentence about the heading.
    if rest.starts_with(char::is_alphabetic) {
        return None;
    }
    Some((rank, number, rest.trim_start_matches('.').trim()))
}

/// Whether the words end as a clause of the decree does, in a full stop or a list's semicolon.
pub(super) fn stops(words: &str) -> bool {
    words.ends_with(['.', ';', ':', ',', '!', '?', '…', '"', '”', '»', ')'])
}

/// Whether the words end as a sentence that ends a document does.
pub(super) fn ends_a_document(words: &str) -> bool {
    words.trim_end_matches(['"', '”', '»', '“']).ends_with(['.', '!', '?', '…'])
        || words.trim_end_matches('.').ends_with(['"', '”', '»', '“']) && words.ends_with('.')
}

/// Whether the words of a numbered line say that the clause is closed.
pub(super) fn is_excluded(words: &str, language: Language) -> bool {
    let words = words.trim_start_matches(['-', '–', '—', ' ', '\u{a0}']).to_lowercase();
    let rest = match language {
        Language::En => words.strip_prefix("is ").unwrap_or(&words).trim_start().strip_prefix("excluded"),
        Language::Kk | Language::Ru => words.strip_prefix("алып тасталды"),
    };
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
}

/// Whether the words open the corner block of the appendix.
pub(super) fn names_appendix(words: &str, language: Language) -> bool {
    match language {
        Language::En => words.starts_with("Appendix"),
        Language::Kk | Language::Ru => words.ends_with("қосымша"),
    }
}

/// The language in which a line names an act of the Government, if it does.
pub(super) fn names_act(words: &str) -> Option<Language> {
    if !words.contains('№') {
        return None;
    }
    let openings = [
        (Language::En, "Decree of the Government"),
        (Language::En, "Resolution of the Government"),
        (Language::En, "Order of the "),
        (Language::En, "Law of the "),
        (Language::Kk, "Қазақстан Республикасы"),
        (Language::Ru, "Постановление "),
        (Language::Ru, "Приказ "),
        (Language::Ru, "Закон "),
    ];
    openings.into_iter().find(|(_, opening)| words.starts_with(opening)).map(|(language, _)| language)
}

/// Whether a line that names an act names Decree No. 832 of 20 December 2016.
pub(super) fn names_the_decree(words: &str) -> bool {
    let number = words.rsplit('№').next().unwrap_or_default().trim_start();
    let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    let dated = ["December 20, 2016", "20 December 2016", "2016 жылғы 20 желтоқсан", "20 декабря 2016", "20.12.2016"];
    number.split_at(end).0 == "832" && dated.iter().any(|date| words.contains(date))
}
