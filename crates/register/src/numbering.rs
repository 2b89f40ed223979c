//! Keys that the engine gives: numbers of an organisation's journal, without gaps. A record that is declared void keeps its
//! number, so the journal shows that nothing was taken out.

use std::fmt::Write as _;
use std::str::FromStr;

/// The form of the numbers: text with `{number}` (or `{number:4}` for so many digits at least) once and `{year}` at most once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbering {
    before: Vec<Part>,
    digits: usize,
    after: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Year,
}

/// A text that is no form of numbers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a form of numbers such as \"{{year}}-{{number:4}}\"")]
pub struct NotANumbering {
    /// The text as it came.
    pub text: String,
}

impl FromStr for Numbering {
    type Err = NotANumbering;

    fn from_str(text: &str) -> Result<Self, NotANumbering> {
        let wrong = || NotANumbering { text: text.to_owned() };
        let (before, rest) = text.split_once("{number").ok_or_else(wrong)?;
        let (digits, after) = rest.split_once('}').ok_or_else(wrong)?;
        let digits = match digits.strip_prefix(':') {
            Some(digits) => digits.parse().ok().filter(|digits| (1..=12).contains(digits)).ok_or_else(wrong)?,
            None if digits.is_empty() => 1,
            None => return Err(wrong()),
        };
        let (before, after) = (parts(before).ok_or_else(wrong)?, parts(after).ok_or_else(wrong)?);
        let years = before.iter().chain(&after).filter(|part| **part == Part::Year).count();
        // A digit beside the number could not be told from it.
        let touches = |text: &str, last: bool| {
            let beside = if last { text.chars().next_back() } else { text.chars().next() };
            beside.is_some_and(|c| c.is_ascii_digit())
        };
        let beside_before = matches!(before.last(), Some(Part::Text(text)) if touches(text, true));
        let beside_after = matches!(after.first(), Some(Part::Text(text)) if touches(text, false));
        let year_beside = matches!(before.last(), Some(Part::Year)) || matches!(after.first(), Some(Part::Year));
        if years > 1 || beside_before || beside_after || year_beside {
            return Err(wrong());
        }
        Ok(Self { before, digits, after })
    }
}

fn parts(text: &str) -> Option<Vec<Part>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((plain, after)) = rest.split_once("{year}") {
        found.extend((!plain.is_empty()).then(|| Part::Text(plain.to_owned())));
        found.push(Part::Year);
        rest = after;
    }
    found.extend((!rest.is_empty()).then(|| Part::Text(rest.to_owned())));
    let strange = |part: &Part| matches!(part, Part::Text(text) if text.contains(['{', '}']));
    if found.iter().any(strange) { None } else { Some(found) }
}

impl Numbering {
    /// The key of a number in a year.
    pub fn key(&self, year: i32, number: u64) -> String {
        // Writing to a text in memory does not fail.
        let mut key = written(&self.before, year);
        write!(key, "{number:0digits$}", digits = self.digits).ok();
        key + &written(&self.after, year)
    }

    /// What the keys of a year begin with.
    pub(crate) fn beginning(&self, year: i32) -> String {
        written(&self.before, year)
    }

    /// The number that a key of this form has in a year; none of any other key.
    pub fn number(&self, key: &str, year: i32) -> Option<u64> {
        let inner = key.strip_prefix(&written(&self.before, year))?.strip_suffix(&written(&self.after, year))?;
        let shaped = inner.len() >= self.digits && inner.bytes().all(|byte| byte.is_ascii_digit());
        if shaped { inner.parse().ok() } else { None }
    }

    /// The number after the greatest of these keys.
    pub(crate) fn next<'a>(&self, keys: impl Iterator<Item = &'a str>, year: i32) -> u64 {
        keys.filter_map(|key| self.number(key, year)).max().unwrap_or(0).saturating_add(1)
    }
}

fn written(parts: &[Part], year: i32) -> String {
    parts.iter().fold(String::new(), |mut text, part| {
        match part {
            Part::Text(plain) => text.push_str(plain),
            // Writing to a text in memory does not fail.
            Part::Year => drop(write!(text, "{year}")),
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_next_number_follows_the_greatest() {
        let form: Numbering = "ИБ-{year}/{number:3}".parse().unwrap();
        assert_eq!(form.key(2026, 7), "ИБ-2026/007");
        let keys = ["ИБ-2026/007", "ИБ-2025/912", "ИБ-2026/12", "чужой", "ИБ-2026/1000"];
        assert_eq!(form.next(keys.into_iter(), 2026), 1001);
        assert_eq!(form.next(keys.into_iter(), 2027), 1);
    }

    #[test]
    fn a_form_that_leaves_the_number_unclear_is_refused() {
        for text in [
            "",
            "{year}",
            "{number}{number}",
            "{year}{number}",
            "1{number}",
            "{number}-{year}-{year}",
            "{number:0}",
            "{n}{number}",
        ] {
            assert!(text.parse::<Numbering>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_number_is_read_back(number in any::<u32>(), year in 1_i32..9999, before in "[А-Я]{0,3}-?", after in "(/[А-Я]{1,2})?") {
            let form: Numbering = format!("{before}{{number:4}}{after}").parse().unwrap();
            prop_assert_eq!(form.number(&form.key(year, number.into()), year), Some(number.into()));
        }
    }
}
