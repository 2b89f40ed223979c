//! The text by which lists find, filter and sort records: what a record says, in an alphabet that the database searches
//! fast.
//!
//! SQLite compares text in small letters of ASCII quickly and Cyrillic slowly, and knows no small letters but those of
//! ASCII. So all letters that people here write take one byte each: the text is put in small letters, `ё` becomes `е`,
//! then the 26 Latin letters and the 41 of the Kazakh alphabet (which has the Russian ones) are written with the bytes
//! `3B` to `7F` in alphabetical order, which makes sorting by bytes sorting by the alphabet. The signs that stand there
//! in ASCII, and `*`, move to `0F` to `1F`. `?` and `[` are left out, so that no text means anything to `GLOB`. Other
//! characters stay as they are, spaces and control characters become spaces.
//!
//! A record's text is its key and its values, each begun by [`BEGIN`]; between that and a field's value stand the field's
//! name in the bytes `04` to `0A`, which no word has, and [`NAMED`]. The text ends with [`BEGIN`].
//!
//! The column is filled when a record is committed, so whoever changes this alphabet adds a migration that fills it again.

use std::sync::LazyLock;

use serde_json::Value;

use crate::Values;

/// Stands before every value and after the last one.
const BEGIN: char = '\u{2}';
/// Stands between a field's name and its value.
const NAMED: char = '\u{3}';

/// The letters in the order of their bytes.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzаәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";
/// The signs whose bytes the letters took, and the one that means something to `GLOB`, in the order of their own bytes.
const SIGNS: &str = "*;<=>?@[\\]^_`{|}~";
/// What fields are named with.
const NAMES: &str = "abcdefghijklmnopqrstuvwxyz0123456789_";

/// The first byte of the letters; [`skipped`] says which are not used.
const FIRST_LETTER: u8 = 0x3b;
/// The first byte of the signs.
const FIRST_SIGN: u8 = 0x0f;
/// The first byte of the names of fields, of seven; two make one character.
const FIRST_NAME: u8 = 0x04;

/// What a record is found by.
pub(crate) fn of_record(key: &str, values: &Values) -> String {
    let mut text = String::new();
    text.push(BEGIN);
    fold_into(&mut text, key);
    for (field, value) in values.iter().filter(|(_, value)| !value.is_null()) {
        match mark(field) {
            Some(mark) => text.push_str(&mark),
            None => text.push(BEGIN),
        }
        fold_into(&mut text, &plain(value));
    }
    text.push(BEGIN);
    text
}

/// What stands before the value of a field; nothing where no field can have such a name.
pub(crate) fn mark(field: &str) -> Option<String> {
    let mut mark = String::from(BEGIN);
    for c in field.chars() {
        let place = u8::try_from(NAMES.find(c)?).ok()?;
        mark.extend([FIRST_NAME + place / 7, FIRST_NAME + place % 7].map(char::from));
    }
    mark.push(NAMED);
    if field.is_empty() { None } else { Some(mark) }
}

/// What stands in the text of a record whose field has this value; nothing where no field can have such a name.
pub(crate) fn marked(field: &str, value: &Value) -> Option<String> {
    Some(mark(field)? + &folded(value))
}

/// The part of that after the field's mark.
pub(crate) fn folded(value: &Value) -> String {
    let mut text = String::new();
    fold_into(&mut text, &plain(value));
    text.push(BEGIN);
    text
}

/// The words of a request, each as it stands in a record's text.
pub(crate) fn words(request: &str) -> Vec<String> {
    let mut text = String::new();
    fold_into(&mut text, request);
    let mut words: Vec<String> = text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// A value as plain text; a number without exponent, so that it is read back by its digits.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(whole), _, _) => whole.to_string(),
            (_, Some(whole), _) => whole.to_string(),
            (_, _, Some(number)) => number.to_string(),
            _ => String::new(),
        },
        other => other.to_string(),
    }
}

/// What the characters up to the last letter of Kazakh become, where they become one.
static KNOWN: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    let folded = |c: char| {
        let mut small = c.to_lowercase();
        small.next().filter(|_| small.next().is_none()).map(byte_of)
    };
    ('\0'..='ӿ').map(folded).collect()
});

/// One character at a time, so that a part of a text is found in it whatever stands around the part.
fn fold_into(text: &mut String, source: &str) {
    for c in source.chars() {
        match usize::try_from(u32::from(c)).ok().and_then(|at| KNOWN.get(at)) {
            Some(Some(folded)) => text.push(*folded),
            _ => text.extend(c.to_lowercase().map(byte_of)),
        }
    }
}

fn byte_of(c: char) -> char {
    match c {
        'ё' => byte_of('е'),
        c if c.is_control() || c.is_whitespace() => ' ',
        c if c.is_ascii_lowercase() || !c.is_ascii() => place(LETTERS, c).map_or(c, letter),
        c => place(SIGNS, c).map_or(c, |place| char::from(FIRST_SIGN.saturating_add(place))),
    }
}

fn place(of: &str, c: char) -> Option<u8> {
    // Every letter before `а` has one byte, every other one two.
    let at = of.find(c)?;
    let place = if at < 26 { at } else { 26 + (at - 26) / c.len_utf8() };
    u8::try_from(place).ok()
}

fn letter(place: u8) -> char {
    let byte = FIRST_LETTER.saturating_add(place);
    let byte = if byte >= b'?' { byte + 1 } else { byte };
    char::from(if byte >= b'[' { byte + 1 } else { byte })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn small(text: &str) -> String {
        let mut into = String::new();
        fold_into(&mut into, text);
        into
    }

    #[test]
    fn the_alphabet_does_not_change() {
        // What databases hold was written with it.
        let values = [("name".to_owned(), json!("Ёлка, Әсел")), ("n_2".to_owned(), json!(-7.5))].into();
        let name = "\u{2}\u{5}\u{a}\u{4}\u{4}\u{5}\u{9}\u{4}\u{8}\u{3}^ecV, Wm^e";
        let number = "\u{2}\u{5}\u{a}\u{9}\u{5}\u{8}\u{4}\u{3}-7.5";
        assert_eq!(of_record("Aя-1", &values), format!("\u{2};\u{7f}-1{number}{name}\u{2}"));
    }

    #[test]
    fn letters_take_a_byte_each_in_alphabetical_order() {
        let bytes = small(LETTERS);
        assert_eq!(bytes.len(), LETTERS.chars().count());
        assert!(bytes.chars().collect::<Vec<_>>().is_sorted_by(|a, b| a < b), "{bytes:?}");
        assert!(!bytes.contains(['?', '[', '*']));
        let signs = small(SIGNS);
        assert_eq!(signs.len(), SIGNS.len());
        assert!(signs.chars().all(|c| ('\u{f}'..='\u{1f}').contains(&c)), "{signs:?}");
        assert_eq!(small("0123456789-.,:!\"#$%&'()+/"), "0123456789-.,:!\"#$%&'()+/");
        assert_eq!(small("ЁЖ ҚАЗАҚСТАН"), small("еж қазақстан"));
        assert_eq!(small("\u{0}\t\u{7f}\u{a0}"), "    ");
    }

    #[test]
    fn names_of_fields_differ_and_no_word_has_them() {
        let names = ["a", "b", "valid_until", "n1", "n2", "_", "a_"];
        let marks: std::collections::BTreeSet<_> = names.into_iter().map(|name| mark(name).unwrap()).collect();
        assert_eq!(marks.len(), names.len());
        assert!(marks.iter().all(|mark| mark.chars().all(|c| ('\u{2}'..='\u{a}').contains(&c))));
        for bad in ["", "A", "a'b", "ә", "a b", "a\u{2}"] {
            assert_eq!(mark(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_part_of_a_text_is_found_whatever_its_letters(before in "\\PC{0,9}", part in "\\PC{1,9}", after in "\\PC{0,9}") {
            let text = of_record(&format!("{before}{part}{after}"), &Values::new());
            for word in words(&part.to_uppercase().to_lowercase()) {
                prop_assert!(small(&part.to_uppercase().to_lowercase()).contains(&word));
            }
            for word in words(&part) {
                prop_assert!(text.contains(&word), "{text:?} {word:?}");
            }
        }

        #[test]
        fn no_text_means_anything_to_a_pattern(text in any::<String>()) {
            let found = small(&text);
            prop_assert!(found.chars().filter(|c| "*[?".contains(*c)).count() == 0);
            prop_assert!(found.chars().all(|c| c >= '\u{f}'), "{found:?}");
        }

        #[test]
        fn a_number_is_written_by_its_digits(number: f64) {
            prop_assume!(number.is_finite());
            let text = plain(&json!(number));
            prop_assert!(text.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'.'), "{text}");
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), number.to_bits());
        }
    }
}
