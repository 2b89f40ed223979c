//! A search cut into its parts.

use super::error::{SearchError, SearchFault};
use super::field::Field;

/// A part with where it stands, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) begin: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// `(`
    Open,
    /// `)`
    Close,
    /// A `-` before what it excludes.
    Minus,
    /// A word without quotation marks.
    Word(String),
    /// Words in quotation marks.
    Phrase(String),
    /// A field with its value.
    Pair { name: Name, sign: Sign, value: Value, value_at: usize },
}

/// The name of a pair.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Name {
    /// A field of events.
    Field(Field),
    /// A dotted name that no column has, which may as well be the name of a host before its port.
    Dotted(Field),
    /// The beginning of a period.
    From,
    /// The end of a period.
    To,
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Is,
    Above,
    AtLeast,
    Below,
    AtMost,
}

/// A value as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) text: String,
    /// In quotation marks a star is a star.
    pub(super) quoted: bool,
}

/// Signs of comparison, the longer ones first.
const SIGNS: [(&str, Sign); 6] = [
    (">=", Sign::AtLeast),
    ("<=", Sign::AtMost),
    (">", Sign::Above),
    ("<", Sign::Below),
    ("=", Sign::Is),
    (":", Sign::Is),
];

/// Quotation marks that begin a phrase, with those that end it.
const QUOTES: [(char, char); 3] = [('"', '"'), ('«', '»'), ('“', '”')];

/// Cuts a text into its parts.
///
/// # Errors
///
/// [`SearchError`] for a quotation that does not end, or a field that is none or has no value.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, SearchError> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

/// What is wrong at a byte of the text.
pub(super) fn wrong(text: &str, byte: usize, fault: SearchFault) -> SearchError {
    let before = text.get(..byte).map_or(0, |before| before.chars().count());
    SearchError { at: before + 1, fault }
}

struct Lexer<'a> {
    text: &'a str,
    /// The byte that is read next.
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Result<Option<Token>, SearchError> {
        self.at += self.rest().len() - self.rest().trim_start().len();
        let begin = self.at;
        let Some(first) = self.rest().chars().next() else { return Ok(None) };
        let kind = match first {
            '(' => self.step(first, Kind::Open),
            ')' => self.step(first, Kind::Close),
            '-' => self.step(first, Kind::Minus),
            _ if closing(first).is_some() => Kind::Phrase(self.phrase()?),
            _ => self.run()?,
        };
        Ok(Some(Token { begin, end: self.at, kind }))
    }

    fn step(&mut self, sign: char, kind: Kind) -> Kind {
        self.at += sign.len_utf8();
        kind
    }

    /// Words in quotation marks. `\"` and `\\` stand for the sign itself; any other backslash is one.
    fn phrase(&mut self) -> Result<String, SearchError> {
        let begin = self.at;
        let mut characters = self.rest().char_indices();
        let end = characters.next().and_then(|(_, first)| closing(first)).unwrap_or('"');
        let mut text = String::new();
        let mut escaped = false;
        for (place, character) in characters {
            if escaped {
                if character != end && character != '\\' {
                    text.push('\\');
                }
                text.push(character);
                escaped = false;
            } else if character == '\\' {
                escaped = true;
            } else if character == end {
                self.at = begin + place + character.len_utf8();
                return Ok(text);
            } else {
                text.push(character);
            }
        }
        Err(wrong(self.text, begin, SearchFault::OpenQuote))
    }

    /// What runs up to a space, a parenthesis or a quotation mark: a word, or a field with its value.
    fn run(&mut self) -> Result<Kind, SearchError> {
        let begin = self.at;
        let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')') || closing(c).is_some();
        let length = self.rest().find(ends).unwrap_or(self.rest().len());
        let run = self.rest().get(..length).unwrap_or_default();
        self.at += length;
        let Some((name, sign, length)) = name_of(run) else {
            self.unknown_name(begin, run)?;
            return Ok(Kind::Word(run.to_owned()));
        };
        let value_at = begin + length;
        let written = run.get(length..).unwrap_or_default();
        let quoted = written.is_empty() && self.rest().chars().next().is_some_and(|c| closing(c).is_some());
        let text = if quoted { self.phrase()? } else { written.to_owned() };
        if text.is_empty() && !quoted {
            let name = run.get(..length).unwrap_or_default().to_owned();
            return Err(wrong(self.text, begin, SearchFault::NoValue { name }));
        }
        Ok(Kind::Pair { name, sign, value: Value { text, quoted }, value_at })
    }

    /// A word and a colon that look like a field, and are none: a mistyped field would silently find nothing.
    fn unknown_name(&self, begin: usize, run: &str) -> Result<(), SearchError> {
        let Some((name, rest)) = run.split_once(':') else { return Ok(()) };
        let quoted = rest.is_empty() && self.rest().chars().next().is_some_and(|c| closing(c).is_some());
        let looks = name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
        if looks && (quoted || !rest.is_empty()) && !rest.starts_with(['/', '\\', ':']) {
            return Err(wrong(self.text, begin, SearchFault::UnknownField { name: name.to_owned() }));
        }
        Ok(())
    }
}

fn closing(open: char) -> Option<char> {
    QUOTES.iter().find(|(begin, _)| *begin == open).map(|(_, end)| *end)
}

/// The field that a run begins with, its sign, and how many bytes both take.
fn name_of(run: &str) -> Option<(Name, Sign, usize)> {
    let at = run.find([':', '<', '>', '='])?;
    let (name, rest) = run.split_at(at);
    let (written, sign) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign))?;
    let length = at + written.len();
    let known = match name.to_ascii_lowercase().as_str() {
        "from" => Name::From,
        "to" => Name::To,
        _ => match Field::of(name) {
            Some(field) => Name::Field(field),
            None => Name::Dotted(Field::dotted(name)?),
        },
    };
    // `uid=0` and `a<b` are words of many logs: only a number is compared.
    let compares = matches!(&known, Name::Field(field) if field.is_number());
    (*written == ":" || compares).then_some((known, *sign, length))
}
