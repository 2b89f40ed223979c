//! What of a text goes into the filters: short pieces ("grams") of its words, chosen by nothing but the piece itself.
//!
//! Because of that, whatever is chosen in a part of a text is chosen in the whole of it too, so a text that contains another
//! has all of its grams. Pieces that almost every block of events has are of no use and take most of the room: numbers such
//! as ports, times and process identifiers. They are left out, and a search for a number alone reads everything.

/// Words and addresses, in folded text: letters and digits of any script, and what joins them in names, paths and addresses.
const fn joins_ascii(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/' | b'@' | b':' | b'\\')
}

fn joins(character: char) -> bool {
    u8::try_from(character).ok().filter(u8::is_ascii).map_or_else(|| character.is_alphanumeric(), joins_ascii)
}

/// The shortest run in bytes that can have a gram.
const SHORTEST: usize = WORD;

/// Letters of a word.
const WORD: usize = 4;
/// Characters of a name: a word with digits and signs.
const NAME: usize = 6;
/// Characters of a network address.
const ADDRESS: usize = 8;
/// Characters of a long hexadecimal number.
const HEX: usize = 12;

/// A piece of text, by its hash, and how much it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Gram {
    /// The length of its kind: longer ones are rarer.
    pub(super) length: u8,
    pub(super) hash: u32,
}

/// Gives the runs of folded text that can have grams to `each`; most numbers are told from them quickly.
pub(super) fn runs<'a>(folded: &'a str, mut each: impl FnMut(&'a str)) {
    let mut give = |run: &'a str| {
        if run.len() >= SHORTEST && is_worth_it(run) {
            each(run);
        }
    };
    if !folded.is_ascii() {
        folded.split(|character| !joins(character)).for_each(give);
        return;
    }
    let mut start = 0;
    for (at, byte) in folded.bytes().enumerate() {
        if !joins_ascii(byte) {
            give(folded.get(start..at).unwrap_or_default());
            start = at + 1;
        }
    }
    give(folded.get(start..).unwrap_or_default());
}

/// A letter that is no hexadecimal digit.
fn word_letter(character: char) -> bool {
    character.is_alphabetic() && !matches!(character, 'a'..='f')
}

/// Whether a run may have grams.
fn is_worth_it(run: &str) -> bool {
    run.len() >= HEX || run.bytes().any(|byte| !byte.is_ascii() || matches!(byte, b'g'..=b'z')) || dots(run) >= 2
}

fn dots(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'.').count()
}

/// Gives every gram of a run to `each`.
pub(super) fn grams(run: &str, mut each: impl FnMut(Gram)) {
    let mut give = |piece: &str, length: usize| {
        let hash = u32::try_from(hash(piece.as_bytes()) >> 32).unwrap_or_default();
        each(Gram { length: u8::try_from(length).unwrap_or(u8::MAX), hash });
    };
    if run.chars().any(word_letter) {
        pieces(run, WORD, |piece| {
            if piece.chars().all(char::is_alphabetic) && piece.chars().any(word_letter) {
                give(piece, WORD);
            }
        });
        pieces(run, NAME, |piece| {
            // With one letter alone it would be the end of a time or of a number of its own.
            if piece.chars().filter(|character| word_letter(*character)).count() >= 2 {
                give(piece, NAME);
            }
        });
    }
    if dots(run) >= 2 {
        pieces(run, ADDRESS, |piece| {
            if dots(piece) >= 2 && piece.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
                give(piece, ADDRESS);
            }
        });
    }
    if run.len() >= HEX {
        pieces(run, HEX, |piece| {
            if is_hex(piece) {
                give(piece, HEX);
            }
        });
    }
}

fn is_hex(piece: &str) -> bool {
    let plain = piece.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f' | b'-' | b':'));
    let letter = piece.bytes().any(|byte| byte.is_ascii_alphabetic());
    plain && letter && piece.bytes().any(|byte| byte.is_ascii_digit()) && is_sampled(piece.as_bytes(), 2)
}

/// Gives the pieces of so many characters, at every place of a run, to `each`.
fn pieces(run: &str, count: usize, each: impl FnMut(&str)) {
    if run.is_ascii() {
        (count..=run.len()).filter_map(|end| run.get(end - count..end)).for_each(each);
    } else {
        let starts = || run.char_indices().map(|(at, _)| at).chain([run.len()]);
        starts().zip(starts().skip(count)).filter_map(|(from, to)| run.get(from..to)).for_each(each);
    }
}

/// Chooses some of the pieces by their content (closed syncmers): those whose smallest part of `part` bytes is the first or
/// the last. Of `length - part` neighbours at least one is chosen, so no longer text is without any.
fn is_sampled(piece: &[u8], part: usize) -> bool {
    let parts = || piece.windows(part).map(hash);
    let (Some(first), Some(last), Some(smallest)) = (parts().next(), parts().next_back(), parts().min()) else {
        return true;
    };
    first == smallest || last == smallest
}

/// A hash that never changes: it is in files. Eight bytes at a time are mixed in; the length begins it.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = (bytes.len() as u64).wrapping_mul(ODD);
    let (chunks, rest) = bytes.as_chunks::<8>();
    for chunk in chunks {
        state = (state ^ u64::from_le_bytes(*chunk)).wrapping_mul(ODD).rotate_left(29);
    }
    let tail = rest.iter().rev().fold(0_u64, |tail, byte| tail << 8 | u64::from(*byte));
    mix((state ^ tail).wrapping_mul(ODD))
}

/// Spreads what is in a number over all of its bits.
pub(super) fn mix(mut state: u64) -> u64 {
    state = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ state >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ state >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::fold::fold;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn all(text: &str) -> BTreeSet<Gram> {
        let (mut folded, mut found) = (String::new(), BTreeSet::new());
        fold(text, &mut folded);
        runs(&folded, |run| {
            grams(run, |gram| {
                found.insert(gram);
            });
        });
        found
    }

    #[test]
    fn the_hash_does_not_change() {
        assert_eq!(hash(b"kryptonite-7"), 13_144_820_455_232_673_042);
    }

    #[test]
    fn words_names_and_addresses_have_grams_and_numbers_have_none() {
        for text in ["evil", "ЗЛОЙ", "қате", "user12", "203.0.113.77", "10.0.0.12", "2001:db8:85a3:0:0:8a2e:370:7334"]
        {
            assert!(!all(text).is_empty(), "{text}");
        }
        assert!(!all("3f2a9c01-77de-4b1c-a012-0123456789ab").is_empty());
        for text in ["", "sh", "51234", "10:00:00.123456", "2026-11-22", "facade", "1234567890123456", "- - -"] {
            assert!(all(text).is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_part_has_no_gram_that_the_whole_lacks(
            before in ".{0,12}|[a-f0-9:.-]{0,24}",
            part in ".{0,16}|[a-zәқ0-9./-]{0,24}|[0-9]{1,3}(\\.[0-9]{1,3}){3}",
            after in ".{0,12}|[a-f0-9:.-]{0,24}",
        ) {
            let whole = all(&format!("{before}{part}{after}"));
            prop_assert!(all(&part).is_subset(&whole));
            let lower = format!("{before}{part}{after}").to_lowercase();
            prop_assert!(all(&part.to_lowercase()).is_subset(&all(&lower)));
            prop_assert_eq!(all(&lower), whole);
        }
    }
}
