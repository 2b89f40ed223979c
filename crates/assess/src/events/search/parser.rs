//! The parts of a search put together.

use std::ops::Range;

use talap_model::SourceKind;

use super::error::{SearchError, SearchFault};
use super::field::Field;
use super::lexer::{Kind, Name, Sign, Token, Value, wrong};
use super::period::{self, Moment, Period};
use super::{Comparison, Pattern, Term};

/// The most parts that one search has.
const MOST_PARTS: usize = 64;
/// How deeply parentheses and exclusions may stand in each other.
const DEEPEST: usize = 16;

/// What a search means, and where its times stand that hold of all of it.
pub(super) struct Read {
    pub(super) root: Term,
    pub(super) times: Vec<Range<usize>>,
}

/// Puts the parts together.
///
/// # Errors
///
/// [`SearchError`] at the first thing that cannot be understood.
pub(super) fn parse(text: &str, tokens: &[Token], moment: &Moment) -> Result<Read, SearchError> {
    let mut parser = Parser { text, tokens, at: 0, moment, parts: 0, times: Vec::new() };
    let root = parser.any(0)?;
    if let Some(token) = parser.peek() {
        return Err(wrong(text, token.begin, SearchFault::LooseParenthesis));
    }
    let Parser { mut times, .. } = parser;
    // Only what all events must be in is the period of the whole search.
    if matches!(root, Term::Any(_)) {
        times.clear();
    }
    Ok(Read { root, times })
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    moment: &'a Moment,
    parts: usize,
    times: Vec<Range<usize>>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn wrong<T>(&self, byte: usize, fault: SearchFault) -> Result<T, SearchError> {
        Err(wrong(self.text, byte, fault))
    }

    fn next_is_close(&self) -> bool {
        self.peek().is_some_and(|token| token.kind == Kind::Close)
    }

    /// Alternatives.
    fn any(&mut self, depth: usize) -> Result<Term, SearchError> {
        let first = self.all(depth)?;
        let mut alternatives = vec![first];
        while let Some(token) = self.peek().filter(|token| is_or(token)) {
            let empty = matches!(alternatives.last(), Some(Term::All(terms)) if terms.is_empty());
            self.at += 1;
            let next = self.all(depth)?;
            if empty || matches!(&next, Term::All(terms) if terms.is_empty()) {
                return self.wrong(token.begin, self.nothing_beside(token));
            }
            alternatives.push(next);
        }
        if let [_] = alternatives.as_slice() { Ok(alternatives.remove(0)) } else { Ok(Term::Any(alternatives)) }
    }

    /// What all must hold.
    fn all(&mut self, depth: usize) -> Result<Term, SearchError> {
        let mut terms = Vec::new();
        while let Some(token) = self.peek() {
            if token.kind == Kind::Close || is_or(token) {
                break;
            }
            if is_and(token) {
                self.at += 1;
                continue;
            }
            terms.push(self.one(depth)?);
        }
        if let [_] = terms.as_slice() { Ok(terms.remove(0)) } else { Ok(Term::All(terms)) }
    }

    /// One part, excluded or not.
    fn one(&mut self, depth: usize) -> Result<Term, SearchError> {
        let Some(token) = self.peek() else { return Ok(Term::All(Vec::new())) };
        if depth >= DEEPEST {
            return self.wrong(token.begin, SearchFault::TooDeep { limit: DEEPEST });
        }
        self.at += 1;
        if token.kind == Kind::Minus || is_not(token) {
            let last = self.peek().is_none_or(|next| is_or(next) || next.kind == Kind::Close);
            let apart = token.kind == Kind::Minus && self.peek().is_some_and(|next| next.begin > token.end);
            if last || apart {
                return self.wrong(token.begin, self.nothing_beside(token));
            }
            let times = self.times.len();
            let excluded = self.one(depth + 1)?;
            self.times.truncate(times);
            return Ok(Term::Not(Box::new(excluded)));
        }
        if token.kind == Kind::Open {
            let times = self.times.len();
            let inside = self.any(depth + 1)?;
            if !self.next_is_close() {
                return self.wrong(token.begin, SearchFault::OpenParenthesis);
            }
            self.at += 1;
            if matches!(&inside, Term::All(terms) if terms.is_empty()) {
                return self.wrong(token.begin, SearchFault::Nothing { word: "(".to_owned() });
            }
            self.times.truncate(times);
            return Ok(inside);
        }
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return self.wrong(token.begin, SearchFault::TooMany { limit: MOST_PARTS });
        }
        self.part(token)
    }

    /// The word of a part that joins or excludes, as it was written.
    fn nothing_beside(&self, token: &Token) -> SearchFault {
        SearchFault::Nothing { word: self.text.get(token.begin..token.end).unwrap_or_default().to_owned() }
    }

    fn part(&mut self, token: &'a Token) -> Result<Term, SearchError> {
        match &token.kind {
            Kind::Word(word) => {
                if let Some(period) = self.time_words(token, word)? {
                    return Ok(Term::Time(period));
                }
                Ok(word_term(word))
            }
            Kind::Phrase(words) => Ok(Term::Text(words.to_lowercase())),
            Kind::Pair { name, sign, value, value_at } => self.pair(token, name, *sign, value, *value_at),
            Kind::Open | Kind::Close | Kind::Minus => self.wrong(token.begin, SearchFault::LooseParenthesis),
        }
    }

    /// `today`, `last 7 days`, `last 2h`, `last hour`, in any of three languages. `last login` is two words.
    fn time_words(&mut self, token: &Token, word: &str) -> Result<Option<Period>, SearchError> {
        if let Some(period) = period::day(self.moment, word) {
            self.times.push(token.begin..token.end);
            return Ok(Some(period));
        }
        if !period::is_last(word) {
            return Ok(None);
        }
        let word_at = |place: usize| match self.tokens.get(place).map(|token| &token.kind) {
            Some(Kind::Word(word)) => Some(word.as_str()),
            _ => None,
        };
        let (after, next) = (word_at(self.at), word_at(self.at + 1));
        let Some(after) = after else { return Ok(None) };
        let (seconds, taken) = match period::amount(after) {
            None => match period::unit(after) {
                Some(unit) => (unit, 1),
                None => return Ok(None),
            },
            Some((number, "")) => match next.and_then(period::unit) {
                Some(unit) => (number * unit, 2),
                None => return self.no_unit(after),
            },
            Some((number, unit)) => match period::unit(unit) {
                Some(unit) => (number * unit, 1),
                None => return self.no_unit(after),
            },
        };
        self.at += taken;
        let end = self.tokens.get(self.at - 1).map_or(token.end, |last| last.end);
        self.times.push(token.begin..end);
        Ok(Some(period::last(self.moment, seconds)))
    }

    fn no_unit<T>(&self, text: &str) -> Result<T, SearchError> {
        let at = self.peek().map_or(self.text.len(), |token| token.begin);
        self.wrong(at, SearchFault::NoUnit { text: text.to_owned() })
    }

    fn pair(
        &mut self,
        token: &Token,
        name: &Name,
        sign: Sign,
        value: &Value,
        value_at: usize,
    ) -> Result<Term, SearchError> {
        match name {
            Name::From | Name::To => {
                let Some((begin, end)) = period::span(value.text.trim(), self.moment.offset) else {
                    return self.wrong(value_at, SearchFault::NoTime { text: value.text.clone() });
                };
                self.times.push(token.begin..token.end);
                let is_from = *name == Name::From;
                let period = Period { from: is_from.then_some(begin), to: (!is_from).then_some(end) };
                Ok(Term::Time(period))
            }
            Name::Field(field) if field.is_number() => match field.number(&value.text) {
                Some(number) => Ok(Term::Number { field: field.clone(), comparison: compared(sign), number }),
                None if sign == Sign::Is && value.text == "*" => Ok(Term::All(Vec::new())),
                None => {
                    let fault = SearchFault::NoNumber { name: field.name(), text: value.text.clone() };
                    self.wrong(value_at, fault)
                }
            },
            Name::Field(Field::Kind) if value.text != "*" && value.text.parse::<SourceKind>().is_err() => {
                self.wrong(value_at, SearchFault::UnknownKind { text: value.text.clone() })
            }
            Name::Field(field) => Ok(Term::Field { field: field.clone(), pattern: pattern(value) }),
            Name::Dotted(field) => {
                let attribute = Term::Field { field: field.clone(), pattern: pattern(value) };
                let whole = self.text.get(token.begin..token.end).unwrap_or_default();
                Ok(Term::Any(vec![attribute, word_term(whole)]))
            }
        }
    }
}

/// A word. What is looked for is found within words too, so a star behind it changes nothing, and one alone fits all.
fn word_term(word: &str) -> Term {
    let plain = word.strip_suffix('*').unwrap_or(word);
    if plain.is_empty() { Term::All(Vec::new()) } else { Term::Text(plain.to_lowercase()) }
}

fn pattern(value: &Value) -> Pattern {
    match value.text.strip_suffix('*').filter(|_| !value.quoted) {
        Some("") => Pattern::Present,
        Some(beginning) => Pattern::Begins(beginning.to_owned()),
        None => Pattern::Is(value.text.clone()),
    }
}

fn compared(sign: Sign) -> Comparison {
    match sign {
        Sign::Is => Comparison::Is,
        Sign::Above => Comparison::Above,
        Sign::AtLeast => Comparison::AtLeast,
        Sign::Below => Comparison::Below,
        Sign::AtMost => Comparison::AtMost,
    }
}

/// Words that join in English whatever their case, and in the other languages in capitals only: in lower case they are
/// words of many messages.
fn is_word(token: &Token, english: &str, others: &[&str]) -> bool {
    let Kind::Word(word) = &token.kind else { return false };
    word.eq_ignore_ascii_case(english) || others.contains(&word.as_str())
}

fn is_or(token: &Token) -> bool {
    is_word(token, "or", &["ИЛИ", "НЕМЕСЕ"])
}

fn is_and(token: &Token) -> bool {
    is_word(token, "and", &["И", "ЖӘНЕ"])
}

fn is_not(token: &Token) -> bool {
    is_word(token, "not", &["НЕ"])
}
