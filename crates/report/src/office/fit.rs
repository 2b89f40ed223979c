//! How wide texts are, and where a word may break that is wider than its column: nothing is cut off and nothing runs into
//! the next column.

use typst::foundations::{Array, IntoValue, Value};
use typst::layout::Abs;
use typst::text::{FontInstance, FontVariations};

use crate::faces::Faces;

/// The characters whose widths are looked up once: Latin and Cyrillic letters, with those of Kazakh.
const KNOWN: u32 = 0x600;

/// The width of a character that no face knows, in ems. None is wider but a few signs.
const WIDEST: f64 = 1.0;

/// Shaping moves letters a little; a word that only just fits is taken for one that does not.
const SPARE: f64 = 1.02;

/// The characters between the places where a part of a word may break that has no better place.
const PIECE: usize = 3;

/// The weights that papers are set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Semibold,
}

/// Measures texts, in ems.
pub(crate) struct Ruler {
    regular: Vec<f64>,
    semibold: Vec<f64>,
}

impl Ruler {
    /// A ruler for the faces of running text.
    pub(crate) fn of(faces: &Faces) -> Self {
        let mut fonts = faces
            .fonts
            .iter()
            .map(|font| font.clone().instantiate(font.info().variant, Abs::pt(10.0), &FontVariations::default()));
        // The book of faces begins with the regular and the semibold one.
        let (regular, semibold) = (fonts.next(), fonts.next());
        Self { regular: widths(regular.as_ref()), semibold: widths(semibold.as_ref()) }
    }

    /// The width of a text on one line.
    pub(crate) fn width(&self, text: &str, weight: Weight) -> f64 {
        let widths = match weight {
            Weight::Regular => &self.regular,
            Weight::Semibold => &self.semibold,
        };
        let width = |c: char| usize::try_from(u32::from(c)).ok().and_then(|at| widths.get(at)).copied();
        text.chars().map(|c| width(c).unwrap_or(WIDEST)).sum::<f64>() * SPARE
    }

    /// The width of the widest word of a text.
    pub(crate) fn widest_word(&self, text: &str, weight: Weight) -> f64 {
        words(text).map(|word| self.width(word.trim_end(), weight)).fold(0.0, f64::max)
    }

    /// A text for a column that is so wide: as it is where every word fits, otherwise in pieces between which a line may
    /// break. A word of letters gets soft hyphens between its syllables; what has none breaks after its marks and, if
    /// need be, anywhere.
    pub(crate) fn fitted(&self, text: &str, room: f64, weight: Weight) -> Fitted {
        if words(text).all(|word| self.width(word.trim_end(), weight) <= room) {
            return Fitted { value: text.into_value(), lines: self.lines(&[text], room, weight) };
        }
        let mut pieces = vec![String::new()];
        for word in words(text) {
            if self.width(word.trim_end(), weight) <= room {
                push(&mut pieces, word);
                continue;
            }
            for (index, part) in parts(word).into_iter().enumerate() {
                // A line may break before every part but the first, whose place follows a space.
                if index > 0 {
                    pieces.push(String::new());
                }
                if self.width(part.trim_end(), weight) <= room {
                    push(&mut pieces, part);
                } else {
                    self.break_up(part, room, weight, &mut pieces);
                }
            }
        }
        let lines = self.lines(&pieces, room, weight);
        let value = match pieces.as_slice() {
            [only] => only.as_str().into_value(),
            _ => pieces.into_iter().map(IntoValue::into_value).collect::<Array>().into_value(),
        };
        Fitted { value, lines }
    }

    /// A part of a word that is wider than its column and has no marks to break after.
    fn break_up(&self, part: &str, room: f64, weight: Weight, pieces: &mut Vec<String>) {
        let hyphen = self.width("-", weight);
        let word = part.trim_end();
        let syllables = syllables(word);
        if syllables.iter().all(|syllable| self.width(syllable, weight) + hyphen <= room) {
            push(pieces, &syllables.join("\u{ad}"));
        } else {
            let mut width = 0.0;
            for (index, character) in word.chars().enumerate() {
                let own = self.width(character.encode_utf8(&mut [0; 4]), weight);
                if index > 0 && index.is_multiple_of(PIECE) && character.is_alphanumeric() {
                    pieces.push(String::new());
                    width = 0.0;
                } else if width + own > room && !is_mark(character) {
                    // No line begins with such a sign of its own: it is told to. A combining mark stays with its letter.
                    push(pieces, "\n");
                    width = 0.0;
                }
                width += own;
                push(pieces, character.encode_utf8(&mut [0; 4]));
            }
        }
        push(pieces, part.get(word.len()..).unwrap_or_default());
    }

    /// How many lines a text of pieces takes at most, when every line takes what fits. The typesetter breaks lines so as well;
    /// it knows of more places to break at and of no narrower ones, so that it needs no more lines.
    fn lines(&self, pieces: &[impl AsRef<str>], room: f64, weight: Weight) -> usize {
        let mut lines = Lines { room, hyphen: self.width("-", weight), count: 1, filled: 0.0, run: 0.0, space: 0.0 };
        for (index, piece) in pieces.iter().enumerate() {
            if index > 0 {
                lines.may_break(0.0);
            }
            let mut characters = piece.as_ref().chars().peekable();
            let mut before = ' ';
            while let Some(character) = characters.next() {
                match character {
                    '\n' => lines.must_break(),
                    '\u{ad}' => lines.may_break(lines.hyphen),
                    _ if is_space(character) => {
                        lines.space += self.width(" ", weight);
                        if characters.peek().is_none_or(|next| begins_line(*next)) && !opens(before) {
                            lines.may_break(0.0);
                        }
                    }
                    _ => lines.add(self.width(character.encode_utf8(&mut [0; 4]), weight)),
                }
                before = character;
            }
        }
        lines.may_break(0.0);
        lines.count
    }
}

/// A text that fits a column.
pub(crate) struct Fitted {
    /// The text, or its pieces.
    pub(crate) value: Value,
    /// How many lines it takes at most.
    pub(crate) lines: usize,
}

/// Lines that are being filled.
struct Lines {
    room: f64,
    hyphen: f64,
    count: usize,
    /// What the line holds up to the last place where it may break.
    filled: f64,
    /// What stands after that place.
    run: f64,
    /// The space after what was added last; it may hang over the end of a line.
    space: f64,
}

impl Lines {
    fn add(&mut self, width: f64) {
        self.run += self.space + width;
        self.space = 0.0;
    }

    fn may_break(&mut self, hyphen: f64) {
        if self.filled > 0.0 && self.run > 0.0 && self.filled + self.run + hyphen > self.room {
            self.count += 1;
            self.filled = 0.0;
        }
        self.filled += self.run;
        self.run = 0.0;
        // The next word begins after the space, if it begins on the same line.
        if self.filled > 0.0 {
            self.filled += self.space;
        }
        self.space = 0.0;
    }

    fn must_break(&mut self) {
        self.may_break(0.0);
        self.count += 1;
        self.filled = 0.0;
    }
}

fn push(pieces: &mut [String], text: &str) {
    if let Some(last) = pieces.last_mut() {
        last.push_str(text);
    }
}

/// The parts of a word between which a line may break: after marks, before a letter or digit. No line begins with a mark
/// (Unicode TR 14, LB 13), so that several of them stay together.
fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut after_mark) = (0, false);
    for (at, character) in word.char_indices() {
        if after_mark && character.is_alphanumeric() {
            parts.push(word.get(start..at).unwrap_or_default());
            start = at;
        }
        after_mark = character.is_ascii_punctuation() && !opens(character);
    }
    parts.push(word.get(start..).unwrap_or_default());
    parts
}

/// A space at which a line may break.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\n' | '\u{a0}' | '\u{202f}')
}

/// Whether a line may begin with the character after a space.
fn begins_line(c: char) -> bool {
    c.is_alphanumeric() || is_space(c) || opens(c) || matches!(c, '№' | '—' | '–' | '-' | '\n')
}

/// Whether no line ends after the character.
fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '«' | '“' | '„')
}

/// Whether the character stands over the one before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn widths(font: Option<&FontInstance>) -> Vec<f64> {
    let width = |code: u32| {
        let glyph = char::from_u32(code).and_then(|c| font?.ttf().glyph_index(c));
        glyph.and_then(|glyph| font?.x_advance(glyph.0)).map_or(WIDEST, typst::layout::Em::get)
    };
    (0..KNOWN).map(width).collect()
}

/// The words of a text, each with the space after it. A space that does not break, as in `№ 5`, is part of its word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(|c: char| c == '\n' || is_space(c))
}

/// The syllables of a Kazakh or Russian word, near enough for a narrow column: a consonant before a vowel begins one. The
/// whole word where it has other letters or digits: a hyphen in an identifier would be read as part of it.
fn syllables(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.iter().any(|c| c.is_alphanumeric() && !is_cyrillic(*c)) {
        return vec![word.to_owned()];
    }
    let at = |index: usize| letters.get(index).copied().unwrap_or_default();
    let mut found = vec![String::new()];
    let mut has_vowel = false;
    for (index, letter) in letters.iter().enumerate() {
        let consonant = is_cyrillic(*letter) && !is_vowel(*letter) && !matches!(letter, 'ь' | 'ъ');
        let begins = consonant && is_vowel(at(index + 1));
        // No line ends or begins with a single letter.
        let enough = index >= 2 && index + 2 <= letters.len();
        if begins && has_vowel && enough {
            found.push(String::new());
            has_vowel = false;
        }
        has_vowel |= is_vowel(*letter);
        if let Some(last) = found.last_mut() {
            last.push(*letter);
        }
    }
    found
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{52f}')
}

fn is_vowel(letter: char) -> bool {
    letter.to_lowercase().all(|c| "аәеёиіоөуұүыэюя".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruler() -> Ruler {
        Ruler::of(Faces::loaded().unwrap())
    }

    fn pieces(value: Value) -> Vec<String> {
        match value {
            Value::Str(text) => vec![text.to_string()],
            value => value.cast::<Array>().unwrap().into_iter().map(|piece| piece.cast::<String>().unwrap()).collect(),
        }
    }

    #[test]
    fn letters_have_the_widths_of_the_face() {
        let ruler = ruler();
        let (narrow, wide) = (ruler.width("і", Weight::Regular), ruler.width("Щ", Weight::Regular));
        assert!(narrow > 0.2 && narrow < 0.4 && wide > 0.9, "{narrow} {wide}");
        assert!(ruler.width("Журнал", Weight::Semibold) > ruler.width("Журнал", Weight::Regular));
        let (short, long) = (ruler.width("бару", Weight::Regular), ruler.widest_word("бару журналы", Weight::Regular));
        assert!(long > short && long < ruler.width("бару журналы", Weight::Regular));
    }

    fn fitted(text: &str, room: f64) -> (Vec<String>, usize) {
        let fitted = ruler().fitted(text, room, Weight::Regular);
        (pieces(fitted.value), fitted.lines)
    }

    #[test]
    fn a_word_that_is_too_wide_is_hyphenated_between_syllables() {
        assert_eq!(syllables("сопровождающего"), ["соп", "ро", "вож", "даю", "ще", "го"]);
        assert_eq!(syllables("қызметкерлердің"), ["қыз", "мет", "кер", "лер", "дің"]);
        assert_eq!(syllables("аяқ"), ["аяқ"]);
        assert_eq!(syllables("статьи"), ["статьи"]);
        assert_eq!(syllables("«(тәуекелдерін)»,"), ["«(тәуе", "кел", "де", "рін)»,"]);
        assert_eq!(syllables("aigerim"), ["aigerim"]);
        assert_eq!(syllables("2026"), ["2026"]);
        let (pieces, lines) = fitted("номер сопровождающего", 5.0);
        assert_eq!(pieces, ["номер соп\u{ad}ро\u{ad}вож\u{ad}даю\u{ad}ще\u{ad}го"]);
        assert_eq!(lines, 3);
    }

    #[test]
    fn what_has_no_syllables_breaks_after_its_marks_and_anywhere() {
        assert_eq!(fitted("все слова входят", 9.0).0, ["все слова входят"]);
        assert_eq!(fitted("см. https://talap.example/x1 да", 6.0).0, ["см. https://", "talap.", "example/", "x1 да"]);
        assert_eq!(fitted("7f3a5c1e7b44", 3.0), (["7f3", "a5c", "1e7", "b44"].map(str::to_owned).into(), 2));
        assert_eq!(fitted("№\u{a0}5", 9.0).0, ["№\u{a0}5"]);
        assert_eq!(fitted("", 3.0), (vec![String::new()], 1));
        let dots = fitted(&".".repeat(40), 3.0);
        assert!(dots.0[0].contains('\n') && dots.1 > 2, "{dots:?}");
    }

    #[test]
    fn lines_are_counted_as_they_are_filled() {
        let one = ruler().width("слово", Weight::Regular);
        for (text, room, expected) in [
            ("слово", one + 0.1, 1),
            ("слово слово", one + 0.1, 2),
            ("слово слово", 2.0 * one + 0.5, 1),
            ("слово\nслово", 9.0, 2),
            ("слово слово слово слово", 2.0 * one + 0.5, 2),
            // No line begins with the second of these marks.
            ("слово !", one + 0.1, 1),
        ] {
            assert_eq!(fitted(text, room).1, expected, "{text:?} in {room}");
        }
    }

    #[test]
    fn nothing_is_lost_and_every_piece_fits() {
        let ruler = ruler();
        let marked = "e\u{301}".repeat(30);
        for text in [
            "Ақпараттандыру-объектісінің  атауы",
            "aaaaaaaaaaaaaaaaaaaaaaaa b",
            marked.as_str(),
            "«(x)»",
            "!?!?!?!?!?!?!?",
        ] {
            for room in [2.5, 4.0, 8.0] {
                let pieces = pieces(ruler.fitted(text, room, Weight::Semibold).value);
                assert_eq!(pieces.concat().replace(['\u{ad}', '\n'], ""), text);
                let parts = pieces.iter().flat_map(|piece| piece.split(['\u{ad}', ' ', '\n']));
                for part in parts.filter(|part| !part.contains('\u{301}')) {
                    assert!(ruler.width(part, Weight::Semibold) <= room, "{part:?} in {room}");
                }
            }
        }
    }
}
