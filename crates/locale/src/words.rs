//! Loading the messages and saying them.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;
use talap_model::{Argument, Language, Message};
use unic_langid::LanguageIdentifier;

use crate::write;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../locales"]
struct BuiltIn;

/// The messages cannot be used as they are.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    /// A file is not Fluent.
    #[error("{file}: not valid Fluent: {detail}")]
    Syntax {
        /// The file, as `ru/store.ftl`.
        file: String,
        /// What the parser said.
        detail: String,
    },
    /// A key stands twice in one language.
    #[error("{file}: the key {key} stands twice in this language")]
    Twice {
        /// The file of the second.
        file: String,
        /// The key.
        key: String,
    },
    /// A key stands in one language but not in another.
    #[error("the key {key} is missing in {language}")]
    Missing {
        /// The key.
        key: String,
        /// The language that lacks it.
        language: &'static str,
    },
}

/// All messages in all three languages.
pub struct Words {
    bundles: BTreeMap<Language, FluentBundle<FluentResource>>,
}

impl Words {
    /// The messages built into the binary.
    ///
    /// # Errors
    ///
    /// [`WordsError`] when a file is not Fluent or the languages do not have the same keys.
    pub fn built_in() -> Result<Self, WordsError> {
        Self::from_files(BuiltIn::iter().filter_map(|path| {
            if !path.ends_with(".ftl") {
                return None;
            }
            let text = String::from_utf8(BuiltIn::get(&path)?.data.into_owned()).ok()?;
            Some((path.into_owned(), text))
        }))
    }

    /// Messages from files named `LANGUAGE/NAME.ftl`.
    ///
    /// # Errors
    ///
    /// As [`Words::built_in`].
    pub fn from_files(files: impl Iterator<Item = (String, String)>) -> Result<Self, WordsError> {
        let mut bundles: BTreeMap<Language, FluentBundle<FluentResource>> =
            Language::ALL.into_iter().map(|language| (language, empty_bundle(language))).collect();
        let mut keys: BTreeMap<Language, BTreeSet<String>> = BTreeMap::new();
        for (file, text) in files {
            let Some(language) = file.split('/').next().and_then(|code| code.parse::<Language>().ok()) else {
                continue;
            };
            let resource = FluentResource::try_new(text).map_err(|(_, errors)| WordsError::Syntax {
                file: file.clone(),
                detail: errors.first().map(ToString::to_string).unwrap_or_default(),
            })?;
            let known = keys.entry(language).or_default();
            for entry in resource.entries() {
                if let Entry::Message(message) = entry
                    && !known.insert(message.id.name.to_owned())
                {
                    return Err(WordsError::Twice { file, key: message.id.name.to_owned() });
                }
            }
            if let Some(bundle) = bundles.get_mut(&language) {
                bundle.add_resource_overriding(resource);
            }
        }
        let all: BTreeSet<&String> = keys.values().flatten().collect();
        for key in all {
            for language in Language::ALL {
                if !keys.get(&language).is_some_and(|known| known.contains(key)) {
                    return Err(WordsError::Missing { key: key.clone(), language: language.code() });
                }
            }
        }
        Ok(Self { bundles })
    }

    /// Whether a key exists.
    pub fn knows(&self, key: &str) -> bool {
        self.bundles.values().all(|bundle| bundle.has_message(key))
    }

    /// The sentence for a message. A key that no locale knows, which only data of the user's own can bring, is shown
    /// as it is with its values, so that nothing is hidden.
    pub fn say(&self, language: Language, message: &Message) -> String {
        self.said(language, message).unwrap_or_else(|| message.to_string())
    }

    /// The sentence for a message; none where no locale knows its key, or it lacks a value that the sentence shows.
    pub fn said(&self, language: Language, message: &Message) -> Option<String> {
        let bundle = self.bundles.get(&language)?;
        let pattern = bundle.get_message(&message.key)?.value()?;
        let mut args = FluentArgs::new();
        for (name, value) in &message.args {
            args.set(name.clone(), self.argument(language, value));
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    /// A sentence without values.
    pub fn text(&self, language: Language, key: &str) -> String {
        self.say(language, &Message::new(key))
    }

    fn argument(&self, language: Language, value: &Argument) -> FluentValue<'static> {
        match value {
            Argument::Text(text) => FluentValue::from(write::harmless(text)),
            Argument::Number(number) => FluentValue::from(*number),
            Argument::Date(date) => FluentValue::from(write::date(language, *date)),
            Argument::Message(message) => FluentValue::from(self.say(language, message)),
            Argument::Words(words) => FluentValue::from(write::harmless(words.get(language))),
        }
    }
}

fn empty_bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // A terminal and a PDF show the isolation marks as boxes; our languages all run from left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::Kk => |value, _| number_text(Language::Kk, value),
        Language::Ru => |value, _| number_text(Language::Ru, value),
        Language::En => |value, _| number_text(Language::En, value),
    }));
    bundle
}

fn number_text(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(write::number(language, number.value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(files: &[(&str, &str)]) -> Result<Words, WordsError> {
        Words::from_files(files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
    }

    #[test]
    fn the_built_in_messages_load_and_every_language_has_every_key() {
        Words::built_in().unwrap();
    }

    #[test]
    fn a_plural_follows_the_language() {
        let words = words(&[
            ("kk/a.ftl", "rows = { $n } жол"),
            ("ru/a.ftl", "rows = { $n } { $n ->\n    [one] строка\n    [few] строки\n   *[many] строк\n}"),
            ("en/a.ftl", "rows = { $n } { $n ->\n    [one] row\n   *[other] rows\n}"),
        ])
        .unwrap();
        let say = |language, n: u64| words.say(language, &Message::new("rows").with("n", n));
        assert_eq!(say(Language::Ru, 1), "1 строка");
        assert_eq!(say(Language::Ru, 22), "22 строки");
        assert_eq!(say(Language::Ru, 12_345), "12\u{a0}345 строк");
        assert_eq!(say(Language::En, 1), "1 row");
        assert_eq!(say(Language::Kk, 5), "5 жол");
    }

    #[test]
    fn a_key_missing_in_one_language_is_named() {
        let error = words(&[("kk/a.ftl", "a = б"), ("ru/a.ftl", "a = б"), ("en/a.ftl", "b = c")]).err().unwrap();
        assert!(matches!(error, WordsError::Missing { language: "en", ref key } if key == "a"), "{error}");
    }

    #[test]
    fn a_missing_value_shows_the_raw_message_instead_of_a_hole() {
        let words =
            words(&[("kk/a.ftl", "a = { $x }"), ("ru/a.ftl", "a = { $x }"), ("en/a.ftl", "a = { $x }")]).unwrap();
        let lacking = Message::new("a").with("y", 3_u64);
        assert_eq!(words.say(Language::En, &lacking), "a y=3");
        assert_eq!(words.said(Language::En, &lacking), None);
        assert_eq!(words.said(Language::En, &Message::new("b")), None);
        assert_eq!(words.said(Language::En, &Message::new("a").with("x", 3_u64)).as_deref(), Some("3"));
    }
}
