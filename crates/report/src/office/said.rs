//! The languages of a paper, and what is said in them.

use std::str::FromStr;

use talap_model::{InvalidId, Language};

/// In which languages a paper is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongues {
    /// In one.
    One(Language),
    /// In Kazakh and Russian.
    Both,
}

impl Tongues {
    /// The languages, the first of which the paper as a whole is in.
    pub fn languages(self) -> &'static [Language] {
        match self {
            Self::One(Language::Kk) => &[Language::Kk],
            Self::One(Language::Ru) => &[Language::Ru],
            Self::One(Language::En) => &[Language::En],
            Self::Both => &[Language::Kk, Language::Ru],
        }
    }

    /// The language of the paper as a whole, in which dates and numbers are written.
    pub fn first(self) -> Language {
        match self {
            Self::One(language) => language,
            Self::Both => Language::Kk,
        }
    }

    /// As addresses and names of files write it: `kk`, `ru`, `en`, `both`.
    pub fn code(self) -> &'static str {
        match self {
            Self::One(language) => language.code(),
            Self::Both => "both",
        }
    }

    /// What is said in these languages.
    pub fn say(self, mut text: impl FnMut(Language) -> String) -> Said {
        match self {
            Self::One(language) => Said::Same(text(language)),
            Self::Both => Said::both(text(Language::Kk), text(Language::Ru)),
        }
    }
}

impl FromStr for Tongues {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if text == "both" { Ok(Self::Both) } else { text.parse().map(Self::One) }
    }
}

/// A text in the languages of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The same in all of them: a name, a number, or whatever a paper in one language says.
    Same(String),
    /// One text in each.
    Both {
        /// In Kazakh.
        kk: String,
        /// In Russian.
        ru: String,
    },
}

impl Said {
    /// A text in Kazakh and Russian; said once where both are the same.
    pub fn both(kk: impl Into<String>, ru: impl Into<String>) -> Self {
        let (kk, ru) = (kk.into(), ru.into());
        if kk == ru { Self::Same(kk) } else { Self::Both { kk, ru } }
    }

    /// The text in the language of the paper as a whole.
    pub fn first(&self) -> &str {
        match self {
            Self::Same(text) | Self::Both { kk: text, .. } => text,
        }
    }

    /// The texts, one under another.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let (first, second) = match self {
            Self::Same(text) => (text, None),
            Self::Both { kk, ru } => (kk, Some(ru)),
        };
        std::iter::once(first).chain(second).map(String::as_str)
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.texts().all(str::is_empty)
    }
}

impl Default for Said {
    fn default() -> Self {
        Self::Same(String::new())
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self::Same(text)
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::Same(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_in_both_languages_is_said_once() {
        assert_eq!(Tongues::Both.say(|_| "0107".to_owned()), Said::from("0107"));
        let said = Tongues::Both.say(|language| language.code().to_owned());
        assert_eq!(said.texts().collect::<Vec<_>>(), ["kk", "ru"]);
        assert_eq!(Tongues::One(Language::En).say(|language| language.code().to_owned()), Said::from("en"));
    }

    #[test]
    fn an_address_names_the_languages() {
        for tongues in [Tongues::Both].into_iter().chain(Language::ALL.map(Tongues::One)) {
            assert_eq!(tongues.code().parse::<Tongues>().unwrap(), tongues);
        }
        assert!("de".parse::<Tongues>().is_err());
    }
}
