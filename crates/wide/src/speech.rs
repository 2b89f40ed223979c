//! What the process says on the terminal, in one language.

use std::io::Write as _;

use talap_locale::Words;
use talap_model::{Language, Message};

/// The words, and the language in which this person is spoken to.
pub(crate) struct Speech {
    words: Words,
    language: Language,
}

impl Speech {
    /// Speech in one language.
    pub(crate) fn new(words: Words, language: Language) -> Self {
        Self { words, language }
    }

    /// The sentence of a message.
    pub(crate) fn say(&self, message: &Message) -> String {
        self.words.say(self.language, message)
    }

    /// A sentence without values.
    pub(crate) fn text(&self, key: &str) -> String {
        self.words.text(self.language, key)
    }

    /// Prints a sentence.
    pub(crate) fn print(&self, message: &Message) {
        print(&self.say(message));
    }
}

/// Prints a text. That nobody reads it is no reason to stop.
pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = writeln!(out, "{text}").and_then(|()| out.flush()) {
        tracing::debug!(%error, "nobody reads");
    }
}
