//! Words of the catalogue as OSCAL's Markdown: what people wrote stays text, and a number that is a parameter is inserted.

use std::collections::BTreeMap;
use std::ops::Range;

/// Characters that Markdown, or OSCAL's additions to it (`^`, `~`, `"`, `{{`), would read as markup.
const SPECIAL: &[char] = &['\\', '*', '_', '`', '[', ']', '<', '>', '^', '~', '{', '}', '"', '&', '#'];

/// Text in one line: a property's value.
pub(super) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text as one line of Markdown that says just these words.
pub(super) fn markup(text: &str) -> String {
    let line = line(text);
    let mut marked = String::with_capacity(line.len());
    if begins_a_list(&line) {
        // The mark of a list, or of a heading's underline, is one only at the beginning of a line.
        let at = line.find(|c: char| !c.is_ascii_digit()).unwrap_or_default();
        let (number, rest) = line.split_at(at);
        marked.push_str(number);
        marked.push('\\');
        escape(rest, &mut marked);
    } else {
        escape(&line, &mut marked);
    }
    marked
}

fn begins_a_list(line: &str) -> bool {
    let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let mut characters = after.chars();
    let mark = characters.next();
    let ends = characters.next().is_none_or(char::is_whitespace);
    match mark {
        Some('.' | ')') => ends && after.len() < line.len(),
        Some('-' | '+' | '=') => after.len() == line.len(),
        _ => false,
    }
}

fn escape(text: &str, into: &mut String) {
    for character in text.chars() {
        if SPECIAL.contains(&character) {
            into.push('\\');
        }
        into.push(character);
    }
}

/// Prose in which each number stands as an insertion of its parameter. A number that several parameters have, or that
/// stands in several places, could be taken for the wrong one: it stays as it is.
pub(super) fn prose(text: &str, parameters: &[(String, f64)]) -> String {
    let text = line(text);
    let mut places: BTreeMap<usize, (Range<usize>, &str)> = BTreeMap::new();
    for (id, value) in parameters {
        let written = value.to_string();
        let others = parameters.iter().filter(|(_, other)| other.to_string() == written).count();
        let mut found = numbers(&text).filter(|range| text.get(range.clone()).is_some_and(|token| token == written));
        if let (1, Some(range), None) = (others, found.next(), found.next()) {
            places.insert(range.start, (range, id));
        }
    }
    if places.is_empty() {
        return markup(&text);
    }
    let mut marked = String::with_capacity(text.len());
    let mut at = 0;
    for (range, id) in places.into_values() {
        let before = text.get(at..range.start).unwrap_or_default();
        if at == 0 {
            marked.push_str(&markup_before(before));
        } else {
            escape(before, &mut marked);
        }
        marked.push_str(&insertion(id));
        at = range.end;
    }
    escape(text.get(at..).unwrap_or_default(), &mut marked);
    marked
}

/// The beginning of a line, with the white space at its end.
fn markup_before(text: &str) -> String {
    let mut marked = markup(text);
    if text.ends_with(' ') {
        marked.push(' ');
    }
    marked
}

/// Where a parameter's value goes.
pub(super) fn insertion(id: &str) -> String {
    format!("{{{{ insert: param, {id} }}}}")
}

/// Where numbers stand that are words of their own: `3`, `99.7`, not those in `27002-2023`, `38.4.1` or `IPv6`.
fn numbers(text: &str) -> impl Iterator<Item = Range<usize>> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '/' | '_' | ':');
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..)?;
        let start = from + rest.find(inside)?;
        let end = text.get(start..)?.find(|c| !inside(c)).map_or(text.len(), |length| start + length);
        from = end;
        Some(start..end)
    })
    .filter_map(|word| {
        // A full stop or comma after the number is the sentence's.
        let token = text.get(word.clone())?;
        let number = token.trim_end_matches(['.', ',', ':', '-']);
        let plain = number.chars().all(|c| c.is_ascii_digit() || c == '.') && number.parse::<f64>().is_ok();
        plain.then(|| word.start..word.start + number.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, parameters: &[(&str, f64)], expected: &str) {
        let parameters: Vec<_> = parameters.iter().map(|(id, value)| ((*id).to_owned(), *value)).collect();
        assert_eq!(prose(text, &parameters), expected);
    }

    #[test]
    fn a_number_that_is_a_parameter_is_inserted() {
        check(
            "Kept for 3 years, and 2.5 hours.",
            &[("a", 3.0), ("b", 2.5)],
            "Kept for {{ insert: param, a }} years, and {{ insert: param, b }} hours.",
        );
        check("Is 3.", &[("a", 3.0)], "Is {{ insert: param, a }}.");
        check("3 of them", &[("a", 3.0)], "{{ insert: param, a }} of them");
    }

    #[test]
    fn a_number_that_could_be_another_stays() {
        check("3 of 3 things", &[("a", 3.0)], "3 of 3 things");
        check("for 3 years", &[("a", 3.0), ("b", 3.0)], "for 3 years");
        for kept in ["ISO 27002-3", "see 3.4", "part 38/3", "IPv3", "13", "three", "1,3"] {
            check(kept, &[("a", 3.0)], kept);
        }
    }

    #[test]
    fn words_stay_words() {
        check("a*b _c_ {{ insert: param, x }}", &[], r"a\*b \_c\_ \{\{ insert: param, x \}\}");
        check("1. One\n\n# two", &[], r"1\. One \# two");
        check("1) One", &[], r"1\) One");
        check("- one", &[], r"\- one");
        check("- one 3", &[("a", 3.0)], r"\- one {{ insert: param, a }}");
        check("2 years - or 'more'", &[], "2 years - or 'more'");
        check("<b>&amp;", &[], r"\<b\>\&amp;");
    }
}
