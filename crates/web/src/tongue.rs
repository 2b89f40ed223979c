//! The words of one language, as templates use them.

#![allow(clippy::trivially_copy_pass_by_ref, reason = "templates hand over what they show by reference")]

use std::borrow::Borrow;
use std::sync::Arc;

use talap_access::Role;
use talap_decree::catalog::{Mode, Parameter};
use talap_locale::{Words, write};
use talap_model::{Language, Localized, Message, ObjectKind, Status, Timestamp};
use time::{Date, UtcOffset};

/// Speaks one language. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Tongue {
    words: Arc<Words>,
    pub(crate) language: Language,
    offset: UtcOffset,
}

impl Tongue {
    pub(crate) fn new(words: Arc<Words>, language: Language, offset: UtcOffset) -> Self {
        Self { words, language, offset }
    }

    /// The words of another language.
    pub(crate) fn other(&self, language: Language) -> Self {
        Self { language, ..self.clone() }
    }

    /// A sentence without values.
    pub(crate) fn text(&self, key: &str) -> String {
        self.words.text(self.language, key)
    }

    /// A sentence with its values.
    pub(crate) fn say(&self, message: &Message) -> String {
        self.words.say(self.language, message)
    }

    /// The same; none where the locales do not know it, or it lacks a value.
    pub(crate) fn said(&self, message: &Message) -> Option<String> {
        self.words.said(self.language, message)
    }

    /// A sentence that counts.
    pub(crate) fn count(&self, key: &str, n: impl Borrow<usize>) -> String {
        self.say(&Message::new(key).with("n", *n.borrow()))
    }

    /// A sentence about something with a name.
    pub(crate) fn named(&self, key: &str, name: &str) -> String {
        self.say(&Message::new(key).with("name", name))
    }

    /// Words that data carry in three languages.
    pub(crate) fn of<'a>(&self, text: &'a Localized) -> &'a str {
        text.get(self.language)
    }

    /// The offset from UTC in which times are shown.
    pub(crate) fn offset(&self) -> UtcOffset {
        self.offset
    }

    /// The language's code, for the attribute `lang`.
    pub(crate) fn code(&self) -> &'static str {
        self.language.code()
    }

    /// A day.
    pub(crate) fn date(&self, date: &Date) -> String {
        write::date(self.language, *date)
    }

    /// By which working day something is to be done that falls due on a day off.
    pub(crate) fn do_by(&self, day: &Date) -> String {
        self.say(&Message::new("web-calendar-do-by").with("date", *day))
    }

    /// A moment, to the minute, in the time zone of the installation.
    pub(crate) fn moment(&self, at: &Timestamp) -> String {
        let local = at.to_offset().to_offset(self.offset);
        format!("{} {:02}:{:02}", write::date(self.language, local.date()), local.hour(), local.minute())
    }

    /// A moment, to the second.
    pub(crate) fn exact_moment(&self, at: &Timestamp) -> String {
        format!("{}:{:02}", self.moment(at), at.to_offset().to_offset(self.offset).second())
    }

    /// A moment that somebody wrote down, to the second where they named one.
    pub(crate) fn written_moment(&self, at: &Timestamp) -> String {
        if at.micros().rem_euclid(60_000_000) == 0 { self.moment(at) } else { self.exact_moment(at) }
    }

    /// The day of a moment in the time zone of the installation.
    pub(crate) fn day(&self, at: &Timestamp) -> Date {
        at.to_offset().to_offset(self.offset).date()
    }

    /// A count.
    pub(crate) fn number(&self, n: impl Borrow<usize>) -> String {
        #[allow(clippy::cast_precision_loss, reason = "counts shown to people are far below 2^53")]
        write::number(self.language, *n.borrow() as f64)
    }

    /// A value's number.
    pub(crate) fn decimal(&self, n: &f64) -> String {
        write::number(self.language, *n)
    }

    /// A number of the decree with its unit.
    pub(crate) fn amount(&self, parameter: &Parameter) -> String {
        let key = format!("web-unit-{}", parameter.unit.key().replace('_', "-"));
        self.say(&Message::new(key).with("n", parameter.value))
    }

    pub(crate) fn status(&self, status: &Status) -> String {
        self.text(&format!("status-{}", status.key().replace('_', "-")))
    }

    pub(crate) fn mode(&self, mode: &Mode) -> String {
        self.text(&format!("mode-{}", mode.key()))
    }

    pub(crate) fn object_kind(&self, kind: &ObjectKind) -> String {
        self.text(&format!("object-kind-{}", kind.key().replace('_', "-")))
    }

    pub(crate) fn role(&self, role: &Role) -> String {
        self.say(&role.name())
    }
}
