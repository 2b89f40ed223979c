//! The three languages. The decree is law in the first two.

use std::str::FromStr;

use crate::id::InvalidId;

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// Kazakh, the state language.
    #[default]
    Kk,
    /// Russian, used officially alongside Kazakh.
    Ru,
    /// English.
    En,
}

impl Language {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Kk, Self::Ru, Self::En];

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language of a POSIX locale name or BCP 47 tag: `kk_KZ.UTF-8`, `ru-RU`, `en`.
    pub fn from_locale(name: &str) -> Option<Self> {
        let code = name.split(['_', '-', '.', '@']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

impl FromStr for Language {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == text)
            .ok_or_else(|| InvalidId { kind: "language", text: text.to_owned() })
    }
}

/// A text in all three languages; a text in fewer is not a value of this type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Localized {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl Localized {
    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Kk => &self.kk,
            Language::Ru => &self.ru,
            Language::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_name_gives_its_language() {
        assert_eq!(Language::from_locale("kk_KZ.UTF-8"), Some(Language::Kk));
        assert_eq!(Language::from_locale("ru-RU"), Some(Language::Ru));
        assert_eq!(Language::from_locale("C.UTF-8"), None);
    }
}
