//! The typefaces of the papers, loaded when the first paper is made, and what they can draw.

use std::collections::HashSet;
use std::sync::OnceLock;

use talap_locale::write;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontStyle};
use typst::utils::LazyHash;

use crate::error::ReportError;

/// The family of running text. Its bold italic lacks the Kazakh letters, so no template sets semibold italic.
pub(crate) const TEXT_FAMILY: &str = "libertinus serif";

/// The family of identifiers, and of the characters that the other one lacks.
pub(crate) const CODE_FAMILY: &str = "dejavu sans mono";

/// The faces that templates may use: family, style, weight.
const USED: [(&str, FontStyle, u16); 4] = [
    (TEXT_FAMILY, FontStyle::Normal, 400),
    (TEXT_FAMILY, FontStyle::Normal, 600),
    (TEXT_FAMILY, FontStyle::Italic, 400),
    (CODE_FAMILY, FontStyle::Normal, 400),
];

/// The faces in use.
pub(crate) struct Faces {
    /// What the typesetter chooses from.
    pub(crate) book: LazyHash<FontBook>,
    /// The faces, in the order of the book.
    pub(crate) fonts: Vec<Font>,
    drawn: HashSet<u32>,
}

impl Faces {
    /// The faces, parsed once in the life of the process; their bytes stay in the binary and are not copied.
    ///
    /// # Errors
    ///
    /// [`ReportError::Face`] when a face is not built in.
    pub(crate) fn loaded() -> Result<&'static Self, ReportError> {
        static LOADED: OnceLock<Result<Faces, ReportError>> = OnceLock::new();
        LOADED.get_or_init(Self::load).as_ref().map_err(Clone::clone)
    }

    fn load() -> Result<Self, ReportError> {
        let built_in: Vec<Font> = typst_assets::fonts().filter_map(|data| Font::new(Bytes::new(data), 0)).collect();
        let mut fonts = Vec::new();
        for (family, style, weight) in USED {
            let found = built_in.iter().find(|font| {
                let (name, variant) = (&font.info().family, font.info().variant);
                name.to_lowercase() == family && variant.style == style && variant.weight.to_number() == weight
            });
            fonts.push(found.ok_or(ReportError::Face { family, weight })?.clone());
        }
        let mut drawn = drawn_by_all(&fonts, TEXT_FAMILY);
        drawn.extend(drawn_by_all(&fonts, CODE_FAMILY));
        drawn.retain(|code| printable(*code));
        Ok(Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts, drawn })
    }

    /// The characters that are let through.
    #[cfg(test)]
    pub(crate) fn characters(&self) -> impl Iterator<Item = char> {
        let codes: std::collections::BTreeSet<u32> = self.drawn.iter().copied().collect();
        codes.into_iter().filter_map(char::from_u32)
    }

    /// The text as it can be printed: [`write::harmless`], and U+FFFD for what no face draws. Lines end with `\n`.
    pub(crate) fn drawable(&self, text: &str) -> String {
        let lines =
            text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
        let print = |c: char| if c == '\n' || self.drawn.contains(&u32::from(c)) { c } else { '\u{fffd}' };
        write::harmless(&lines).chars().map(print).collect()
    }
}

/// The characters that every face of a family draws: text must not change its typeface where its weight changes.
fn drawn_by_all(fonts: &[Font], family: &str) -> HashSet<u32> {
    let own = fonts.iter().map(Font::info).filter(|info| info.family.to_lowercase() == family);
    own.map(|info| info.coverage.iter().collect()).reduce(|one: HashSet<u32>, other| &one & &other).unwrap_or_default()
}

/// Whether an archival PDF may hold the character: it must mean the same to every reader.
fn printable(code: u32) -> bool {
    let private = matches!(code, 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF);
    // The object replacement and the byte order mark mean something to the typesetter and to PDF.
    !private && !matches!(code, 0xFEFF | 0xFFFC | 0xFFFE | 0xFFFF)
}

#[cfg(test)]
mod tests {
    use typst::layout::Abs;
    use typst::text::FontVariations;

    use super::*;

    const KAZAKH: &str = "ӘҒҚҢӨҰҮҺІәғқңөұүһі";
    const RUSSIAN: &str = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя";
    const MARKS: &str = "№«»—…“”–−·,.;:()/%0123456789\u{a0}\u{fffd}";

    #[test]
    fn every_face_draws_kazakh_russian_and_the_marks_of_an_official_paper() {
        let faces = Faces::loaded().unwrap();
        assert_eq!(faces.fonts.len(), USED.len());
        for font in &faces.fonts {
            for character in [KAZAKH, RUSSIAN, MARKS].concat().chars() {
                let plain = font.clone().instantiate(font.info().variant, Abs::pt(10.0), &FontVariations::default());
                let glyph = plain.ttf().glyph_index(character);
                assert!(glyph.is_some_and(|glyph| glyph.0 != 0), "{:?}: {character:?}", font.post_script_name());
            }
        }
    }

    #[test]
    fn what_no_face_draws_is_shown_as_unknown_and_nothing_is_left_out() {
        let faces = Faces::loaded().unwrap();
        assert_eq!(
            faces.drawable("Қағаз № 5\r\nя\u{202e}b\u{0}中\u{e000}\u{feff}"),
            "Қағаз № 5\nя\u{fffd}b\u{fffd}\u{fffd}\u{fffd}\u{fffd}"
        );
    }
}
