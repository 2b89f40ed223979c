//! Conditions in words: what they ask, and what of it decides.

use std::sync::Arc;

use talap_model::{Argument, Language, Localized, Message, ObjectKind, TraitKey, TraitSet, TraitValue};

use super::{Condition, NamedCondition, Rule, Stated, Test, Truth};
use crate::catalog::{Choice, TraitDefinition, TraitKind};

/// A condition that decides, and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// A condition on one trait.
    Trait {
        /// The condition.
        condition: Condition,
        /// Whether it holds; unknown when its trait was not stated.
        truth: Truth,
        /// What the subject states.
        stated: Stated,
    },
    /// A condition with a name.
    Named {
        /// The condition.
        condition: Arc<NamedCondition>,
        /// Whether it holds.
        truth: Truth,
        /// What decides it.
        because: Vec<Reason>,
    },
}

/// How many traits a sentence names inside a condition with a name; where more decide, the name says enough.
const MOST_NAMED: usize = 3;

impl Reason {
    /// Whether the condition holds.
    pub fn truth(&self) -> Truth {
        match self {
            Self::Trait { truth, .. } | Self::Named { truth, .. } => *truth,
        }
    }

    /// The conditions on traits that decide, whatever names stand around them.
    pub fn traits(&self) -> Vec<(&Condition, Truth)> {
        match self {
            Self::Trait { condition, truth, .. } => vec![(condition, *truth)],
            Self::Named { because, .. } => because.iter().flat_map(Self::traits).collect(),
        }
    }

    /// The reason as a sentence, with the words of traits and conditions in one language.
    pub fn explain(&self, language: Language) -> Message {
        match self {
            Self::Trait { condition, truth, stated } => condition.explain(*truth, *stated, language),
            Self::Named { condition, truth, because } => {
                let label = condition.label.get(language);
                let mut traits = Vec::new();
                said_once(because, language, &mut traits);
                let message = match (truth, (1..=MOST_NAMED).contains(&traits.len())) {
                    (Truth::True, true) => Message::new("decree-reason-named-holds-because"),
                    (Truth::True, false) => Message::new("decree-reason-named-holds"),
                    (Truth::False, true) => Message::new("decree-reason-named-fails-because"),
                    (Truth::False, false) => Message::new("decree-reason-named-fails"),
                    (Truth::Unknown, true) => Message::new("decree-reason-named-missing-because"),
                    (Truth::Unknown, false) => Message::new("decree-reason-named-missing"),
                };
                let message = message.with("condition", label);
                match conjoined(traits) {
                    Some(because) => message.with("because", because),
                    None => message,
                }
            }
        }
    }
}

/// What is said of the traits that decide, each sentence once.
fn said_once(reasons: &[Reason], language: Language, said: &mut Vec<Message>) {
    for reason in reasons {
        match reason {
            Reason::Trait { condition, truth, stated } => {
                let sentence = condition.explain(*truth, *stated, language);
                if !said.contains(&sentence) {
                    said.push(sentence);
                }
            }
            Reason::Named { because, .. } => said_once(because, language, said),
        }
    }
}

/// Reasons one after another, as a part of a sentence.
pub fn conjoined(reasons: impl IntoIterator<Item = Message>) -> Option<Message> {
    reasons
        .into_iter()
        .reduce(|before, next| Message::new("decree-reason-and").with("before", before).with("next", next))
}

impl Condition {
    /// The trait that holds the day from which what is asked is so: that of the choice that the subject has, else that of
    /// the trait itself.
    pub(super) fn since(&self, traits: &TraitSet) -> Option<&TraitKey> {
        let stated = traits.get(&self.definition.key);
        let of_choice = match (&self.definition.kind, stated) {
            (TraitKind::Choice(choices), Some(TraitValue::Choice(key))) => {
                choices.iter().find(|choice| choice.key == *key).and_then(|choice| choice.since.as_ref())
            }
            _ => None,
        };
        of_choice.or(self.definition.since.as_ref())
    }

    fn explain(&self, truth: Truth, stated: Stated, language: Language) -> Message {
        let definition = self.definition();
        let message = match (&self.test, truth) {
            (Test::Flag(wanted), truth @ (Truth::True | Truth::False)) => {
                let stated = Truth::from(*wanted) == truth;
                if stated {
                    Message::new("decree-reason-flag-stated")
                } else {
                    Message::new("decree-reason-flag-absent")
                }
            }
            (_, Truth::True) => Message::new("decree-reason-holds"),
            (_, Truth::False) => Message::new("decree-reason-fails"),
            (_, Truth::Unknown) => Message::new("decree-reason-missing"),
        };
        let message = message
            .with("expected", expected(&self.test, definition, language))
            .with("trait", label(definition.label.as_ref(), "decree-trait-kind", language));
        match actual(stated, definition, language) {
            Some(value) => with(message, "stated", value),
            None => message,
        }
    }
}

/// What is stated, in words; nothing for a flag, which its own sentence says.
fn actual(stated: Stated, definition: &TraitDefinition, language: Language) -> Option<Argument> {
    match (stated, &definition.kind) {
        (Stated::Number(number), _) => Some(number.into()),
        (Stated::Date(day), _) => Some(day.into()),
        (Stated::Choice(place), TraitKind::Choice(choices)) => {
            let choice = choices.get(place)?;
            Some(label(choice.label.as_ref(), kind_words(&choice.key), language))
        }
        _ => None,
    }
}

fn expected(test: &Test, definition: &TraitDefinition, language: Language) -> Message {
    match test {
        Test::Flag(true) => Message::new("decree-expected-yes"),
        Test::Flag(false) => Message::new("decree-expected-no"),
        Test::NumberAtMost(number) => Message::new("decree-expected-at-most").with("value", *number),
        Test::NumberAtLeast(number) => Message::new("decree-expected-at-least").with("value", *number),
        Test::DateIs(date) => Message::new("decree-expected-day").with("value", *date),
        Test::DateAtMost(date) => Message::new("decree-expected-no-later").with("value", *date),
        Test::DateAtLeast(date) => Message::new("decree-expected-no-earlier").with("value", *date),
        Test::NumberIn(numbers) => list(numbers.iter().map(|number| Argument::from(*number))),
        Test::ChoiceIn(places) => {
            let choices: &[Choice] = if let TraitKind::Choice(choices) = &definition.kind { choices } else { &[] };
            let chosen = places.iter().filter_map(|place| choices.get(*place));
            list(chosen.map(|choice| label(choice.label.as_ref(), kind_words(&choice.key), language)))
        }
    }
}

/// 'one', or 'one or more of them' folded from the right, so that the locale sets the word between.
pub(super) fn list(values: impl DoubleEndedIterator<Item = Argument>) -> Message {
    let mut values = values.rev();
    let last = values.next().map_or_else(
        || Message::new("decree-expected-nothing"),
        |value| with(Message::new("decree-expected-value"), "value", value),
    );
    values.fold(last, |rest, value| with(Message::new("decree-expected-or"), "value", value).with("rest", rest))
}

fn with(mut message: Message, name: &str, value: Argument) -> Message {
    message.args.insert(name.to_owned(), value);
    message
}

fn label(words: Option<&Localized>, key: &str, language: Language) -> Argument {
    match words {
        Some(words) => words.get(language).into(),
        None => Message::new(key).into(),
    }
}

/// The words of the built-in trait's choices, which the locales hold.
fn kind_words(key: &str) -> &'static str {
    match key.parse() {
        Ok(ObjectKind::InformationSystem) => "object-kind-information-system",
        Ok(ObjectKind::InternetResource) => "object-kind-internet-resource",
        Ok(ObjectKind::ElectronicInformationResource) => "object-kind-electronic-information-resource",
        Ok(ObjectKind::Software) => "object-kind-software",
        Ok(ObjectKind::TechnologicalPlatform) => "object-kind-technological-platform",
        Ok(ObjectKind::HardwareSoftwareComplex) => "object-kind-hardware-software-complex",
        Ok(ObjectKind::Network) => "object-kind-network",
        Ok(ObjectKind::ServerRoom) => "object-kind-server-room",
        Err(_) => "decree-expected-nothing",
    }
}

impl Rule {
    /// What it asks for, as a part of a sentence.
    pub(super) fn describe(&self, language: Language) -> Message {
        let group = |rules: &[Self], joint: &str, nothing: &str| {
            let parts = rules.iter().map(|rule| rule.describe(language));
            let joined = parts.reduce(|before, next| Message::new(joint).with("before", before).with("next", next));
            joined.unwrap_or_else(|| Message::new(nothing))
        };
        match self {
            Self::Is(condition) => condition.asks(language),
            Self::Named(named) => Message::new("decree-expected-value").with("value", named.label.get(language)),
            Self::All(rules) => group(rules, "decree-condition-and", "decree-expected-nothing"),
            Self::Any(rules) if rules.len() == 1 => group(rules, "decree-condition-or", "decree-expected-nothing"),
            Self::Any(rules) => Message::new("decree-condition-group")
                .with("condition", group(rules, "decree-condition-or", "decree-expected-nothing")),
            Self::None(rules) => Message::new("decree-condition-none")
                .with("condition", group(rules, "decree-condition-or", "decree-expected-nothing")),
        }
    }
}

impl Condition {
    /// What it asks, as a part of a sentence.
    fn asks(&self, language: Language) -> Message {
        let definition = self.definition();
        let key = match &self.test {
            Test::Flag(true) => "decree-condition-flag",
            Test::Flag(false) => "decree-condition-no-flag",
            _ => "decree-condition-value",
        };
        Message::new(key)
            .with("trait", label(definition.label.as_ref(), "decree-trait-kind", language))
            .with("expected", expected(&self.test, definition, language))
    }
}
