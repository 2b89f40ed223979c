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

    /// The most figures that a number counts with, and the most characters that a key of a year has then. A number that
    /// somebody types has one figure less, so that there is always room after it.
    const MORE: usize = 3;

    /// The length of the longest key of a year, in characters.
    pub(crate) fn longest(&self, year: i32) -> usize {
        let parts = [&self.before, &self.after].map(|parts| written(parts, year).chars().count());
        parts.iter().sum::<usize>() + self.digits + Self::MORE
    }

    /// Whether a key has the form, and a number that leaves no room for those after it.
    pub(crate) fn is_too_great(&self, key: &str, year: i32) -> bool {
        self.figures(key, year).is_some_and(|figures| figures.len() >= self.digits + Self::MORE)
    }

    /// What the keys of a year begin with.
    pub(crate) fn beginning(&self, year: i32) -> String {
        written(&self.before, year)
    }

    /// The number that a key of this form has in a year; none of any other key.
    pub fn number(&self, key: &str, year: i32) -> Option<u64> {
        // More noughts than the form has make another key of the same number.
        let is_ours = |figures: &&str| {
            figures.len() == self.digits || (figures.len() <= self.digits + Self::MORE && !figures.starts_with('0'))
        };
        self.figures(key, year).filter(is_ours)?.parse().ok()
    }

    fn figures<'a>(&self, key: &'a str, year: i32) -> Option<&'a str> {
        let inner = key.strip_prefix(&written(&self.before, year))?.strip_suffix(&written(&self.after, year))?;
        let shaped = inner.len() >= self.digits && inner.bytes().all(|byte| byte.is_ascii_digit());
        shaped.then_some(inner)
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
    fn a_key_of_the_form_has_a_number() {
        let form: Numbering = "ИБ-{year}/{number:3}".parse().unwrap();
        assert_eq!(form.key(2026, 7), "ИБ-2026/007");
        let number = |figures: &str| form.number(&format!("ИБ-2026/{figures}"), 2026);
        for (figures, expected) in [("007", 7), ("912", 912), ("1000", 1000), ("999999", 999_999)] {
            assert_eq!(number(figures), Some(expected));
            assert_eq!(form.number(&format!("ИБ-2026/{figures}"), 2027), None);
        }
        for figures in ["12", "0012", "1000000", "18446744073709551615", "", "1a3"] {
            assert_eq!(number(figures), None, "{figures}");
        }
        let is_too_great = |figures: &str| form.is_too_great(&format!("ИБ-2026/{figures}"), 2026);
        assert!(is_too_great("100000") && is_too_great("18446744073709551615") && !is_too_great("99999"));
        assert_eq!(form.longest(2026), "ИБ-2026/999999".chars().count());
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
        fn a_number_is_read_back(number in 0_u64..10_000_000, year in 1_i32..9999, before in "[А-Я]{0,3}-?", after in "(/[А-Я]{1,2})?") {
            let form: Numbering = format!("{before}{{number:4}}{after}").parse().unwrap();
            prop_assert_eq!(form.number(&form.key(year, number), year), Some(number));
        }
    }
}
