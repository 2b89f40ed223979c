//! What is said to a person: a key into the locales and the values that fill it, so that one fact reads in three
//! languages. Errors and reasons travel in this form; the words are chosen where they are shown.

use std::collections::BTreeMap;
use std::fmt;

use crate::Localized;
use crate::time::format_date;

/// A value inside a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    /// Text shown as it is: a name, a path, a value that somebody typed.
    Text(String),
    /// A number, which chooses the plural form.
    Number(f64),
    /// A calendar day, written as the language writes it.
    Date(time::Date),
    /// A message of its own: the cause inside a sentence.
    Message(Box<Message>),
    /// Words of a data file, in all three languages: the title of a register, the label of a field.
    Words(Box<Localized>),
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<f64> for Argument {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}
impl From<u32> for Argument {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}
impl From<u64> for Argument {
    #[allow(clippy::cast_precision_loss, reason = "counts shown to people are far below 2^53")]
    fn from(number: u64) -> Self {
        Self::Number(number as f64)
    }
}
impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::from(number as u64)
    }
}
impl From<time::Date> for Argument {
    fn from(date: time::Date) -> Self {
        Self::Date(date)
    }
}
impl From<Localized> for Argument {
    fn from(words: Localized) -> Self {
        Self::Words(Box::new(words))
    }
}
impl From<Message> for Argument {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}

/// A sentence of the locales with its values.
///
/// The key is a Fluent message identifier (`register-row-date-wrong`). Keys that code makes are literals, so that
/// `cargo xtask tidy` can hold them against the locales; keys that checks return come from data.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The Fluent identifier.
    pub key: String,
    /// The values, by the name that the sentence uses.
    pub args: BTreeMap<String, Argument>,
}

impl Message {
    /// A message without values yet.
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), args: BTreeMap::new() }
    }

    /// The same message with one more value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Argument>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

impl fmt::Display for Message {
    /// The key and its values, for a log; people are shown the words of a locale.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key)?;
        for (name, value) in &self.args {
            match value {
                Argument::Text(text) => write!(f, " {name}={text:?}")?,
                Argument::Number(number) => write!(f, " {name}={number}")?,
                Argument::Date(date) => write!(f, " {name}={}", format_date(*date))?,
                Argument::Message(message) => write!(f, " {name}=({message})")?,
                Argument::Words(words) => write!(f, " {name}={:?}", words.en)?,
            }
        }
        Ok(())
    }
}

/// An error that can be told to a person in their language.
///
/// `Display` of the same error is its English text for a developer's log.
pub trait Explain {
    /// The sentence, which names the place and the reason, and what to do where that is known.
    fn explain(&self) -> Message;
}

/// The cause of an operating-system error in words of ours where it is one that people meet, else as the system says it.
pub fn io_cause(error: &std::io::Error) -> Message {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => Message::new("io-not-found"),
        ErrorKind::PermissionDenied => Message::new("io-permission-denied"),
        ErrorKind::AddrInUse => Message::new("io-address-in-use"),
        ErrorKind::AddrNotAvailable => Message::new("io-address-not-available"),
        ErrorKind::StorageFull => Message::new("io-storage-full"),
        ErrorKind::ReadOnlyFilesystem => Message::new("io-read-only"),
        ErrorKind::IsADirectory => Message::new("io-is-a-folder"),
        ErrorKind::NotADirectory => Message::new("io-not-a-folder"),
        ErrorKind::InvalidData => Message::new("io-not-text"),
        _ => Message::new("io-other").with("text", error.to_string()),
    }
}
