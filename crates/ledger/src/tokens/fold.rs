//! One form for all letters that a search does not tell apart.

/// Gives the folded form of a character: its lower case by way of its upper case, so that letters with two lower-case forms
/// (the Greek sigma at the end of a word, the long s) become one.
///
/// Folding goes by single characters, so the folded form of a part of a text is a part of the folded form of the text. And
/// it does not tell a text from its lower case: `fold(lower(text)) == fold(text)`. That is all that pruning relies on.
fn fold_char(character: char, text: &mut String) {
    let mut upper = character.to_uppercase();
    // Letters whose upper case is several letters (ß) have no other lower case than their own.
    let single = if upper.len() == 1 { upper.next().unwrap_or(character) } else { character };
    text.extend(single.to_lowercase());
}

/// Puts the folded form of a text into a buffer, in place of what was there.
pub(super) fn fold(text: &str, into: &mut String) {
    into.clear();
    if text.is_ascii() {
        into.push_str(text);
        into.make_ascii_lowercase();
    } else {
        for character in text.chars() {
            fold_char(character, into);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        fold(text, &mut out);
        out
    }

    #[test]
    fn no_character_differs_from_its_lower_case() {
        for character in '\0'..=char::MAX {
            let text = character.to_string();
            assert_eq!(folded(&text.to_lowercase()), folded(&text), "{character:?}");
            assert_eq!(folded(&folded(&text)), folded(&text), "{character:?}");
            // Beside a letter of another script, so that the way for ASCII is held against the other.
            assert_eq!(folded(&format!("{text}ә")), folded(&text) + "ә", "{character:?}");
        }
    }

    #[test]
    fn forms_of_one_letter_are_one() {
        assert_eq!(folded("ӘСЕЛ Иванов SRV-1"), "әсел иванов srv-1");
        assert_eq!(folded("ὈΔΥΣΣΕΎΣ"), folded("ὀδυσσεύς"));
        assert_eq!(folded("ſ\u{212a}"), "sk");
    }
}
