//! Who is bound by a statement, and why.
//!
//! Conditions ask for traits. Logic has three values (Kleene): a flag that nobody stated is false, but a number, date or
//! choice that nobody stated leaves its condition unknown, and so does a value that does not suit the trait's type. A group
//! is unknown only when what is known does not decide it.
//!
//! Conditions are compiled when the catalogue is loaded: each knows the place of its trait in a [`Profile`]. Whoever asks
//! many statements of one object makes its profile once and calls [`Binding::truth`].

pub(crate) mod compile;
mod sweep;
#[cfg(test)]
mod tests;

use std::ops::Not;
use std::sync::Arc;

use talap_model::{
    Argument, InvalidId, Language, Localized, Message, Object, ObjectKind, Organisation, SubjectKind, TraitKey,
    TraitSet, TraitValue,
};
use time::Date;

use crate::catalog::{Catalog, Choice, Statement, TraitDefinition, TraitKind};
pub use sweep::Sweep;

/// A truth value of three-valued logic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// Known not to hold.
    False,
    /// Not known.
    Unknown,
    /// Known to hold.
    True,
}

impl Not for Truth {
    type Output = Self;
    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

/// What a condition asks of its trait.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// The flag is so.
    Flag(bool),
    /// The number is one of these.
    NumberIn(Vec<f64>),
    /// The number is at most this.
    NumberAtMost(f64),
    /// The number is at least this.
    NumberAtLeast(f64),
    /// The day is this one.
    DateIs(Date),
    /// The day is this one or earlier.
    DateAtMost(Date),
    /// The day is this one or later.
    DateAtLeast(Date),
    /// The choice is one of these, by their places among the trait's choices.
    ChoiceIn(Vec<usize>),
}

/// A condition on one trait.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    slot: usize,
    definition: Arc<TraitDefinition>,
    test: Test,
}

impl Condition {
    /// The trait.
    pub fn definition(&self) -> &TraitDefinition {
        &self.definition
    }

    /// What is asked of it.
    pub fn test(&self) -> &Test {
        &self.test
    }

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

    fn stated(&self, profile: &Profile) -> Stated {
        profile.slots.get(self.slot).copied().unwrap_or(Stated::Unknown)
    }

    fn truth(&self, profile: &Profile) -> Truth {
        match (&self.test, self.stated(profile)) {
            (Test::Flag(wanted), Stated::Flag(stated)) => (stated == *wanted).into(),
            (Test::NumberIn(wanted), Stated::Number(stated)) => {
                wanted.iter().any(|number| number.total_cmp(&stated).is_eq()).into()
            }
            (Test::NumberAtMost(most), Stated::Number(stated)) => (stated <= *most).into(),
            (Test::NumberAtLeast(least), Stated::Number(stated)) => (stated >= *least).into(),
            (Test::DateIs(wanted), Stated::Date(stated)) => (stated == *wanted).into(),
            (Test::DateAtMost(most), Stated::Date(stated)) => (stated <= *most).into(),
            (Test::DateAtLeast(least), Stated::Date(stated)) => (stated >= *least).into(),
            (Test::ChoiceIn(wanted), Stated::Choice(stated)) => wanted.contains(&stated).into(),
            _ => Truth::Unknown,
        }
    }
}

/// Who a statement binds, compiled. Made only when a catalogue is loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    rule: Rule,
    place: usize,
}

/// A condition with a name, which many statements use: `conditions.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedCondition {
    /// Its key.
    pub key: String,
    /// Its words.
    pub label: Localized,
    pub(crate) rule: Rule,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rule {
    Is(Condition),
    Named(Arc<NamedCondition>),
    All(Vec<Rule>),
    Any(Vec<Rule>),
    None(Vec<Rule>),
}

impl Binding {
    pub(crate) fn new(rule: Rule, place: usize) -> Self {
        Self { rule, place }
    }

    /// Its place among [`Catalog::bindings`].
    pub fn place(&self) -> usize {
        self.place
    }

    /// Whether it binds every subject of the statement's kind, whatever its traits.
    pub fn is_everyone(&self) -> bool {
        self.rule == compile::everyone()
    }

    /// Whether it binds the subject of a profile.
    pub fn truth(&self, profile: &Profile) -> Truth {
        self.rule.truth(profile)
    }

    /// The same with the conditions that decide it.
    pub fn applicability(&self, profile: &Profile) -> Applicability {
        let truth = self.truth(profile);
        let mut reasons = Vec::new();
        self.rule.decisive(profile, truth, &mut reasons);
        match truth {
            Truth::True => Applicability::Binds(reasons),
            Truth::False => Applicability::DoesNotBind(reasons),
            Truth::Unknown => Applicability::NotKnown(reasons),
        }
    }

    /// Whom it binds, in words: the named conditions and traits that it asks for.
    pub fn describe(&self, language: Language) -> Message {
        if self.is_everyone() {
            return Message::new("decree-binds-everyone");
        }
        Message::new("decree-binds-whom").with("condition", self.rule.describe(language))
    }

    /// The traits that it looks at, each once, in the order of the catalogue's traits.
    pub fn traits(&self) -> Vec<&TraitDefinition> {
        let mut found = Vec::new();
        self.rule.conditions(&mut found);
        found.sort_by_key(|condition| condition.slot);
        found.dedup_by_key(|condition| condition.slot);
        found.into_iter().map(Condition::definition).collect()
    }
}

impl Rule {
    fn truth(&self, profile: &Profile) -> Truth {
        match self {
            Self::Is(condition) => condition.truth(profile),
            Self::Named(condition) => condition.rule.truth(profile),
            Self::All(rules) => least(rules, profile),
            Self::Any(rules) => greatest(rules, profile),
            Self::None(rules) => !greatest(rules, profile),
        }
    }

    fn describe(&self, language: Language) -> Message {
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

    fn conditions<'a>(&'a self, found: &mut Vec<&'a Condition>) {
        match self {
            Self::Is(condition) => found.push(condition),
            Self::Named(named) => named.rule.conditions(found),
            Self::All(rules) | Self::Any(rules) | Self::None(rules) => {
                rules.iter().for_each(|rule| rule.conditions(found));
            }
        }
    }

    /// Whether it looks at an object.
    fn asks_object(&self) -> bool {
        let mut found = Vec::new();
        self.conditions(&mut found);
        found.iter().any(|condition| condition.definition.on == SubjectKind::Object)
    }

    /// Gathers the conditions that make the rule as true as it is, each once. A condition with a name is one reason, with
    /// what decides it inside.
    fn decisive(&self, profile: &Profile, truth: Truth, reasons: &mut Vec<Reason>) {
        let (rules, wanted) = match self {
            Self::Is(condition) => {
                let stated = condition.stated(profile);
                let reason = Reason::Trait { condition: condition.clone(), truth, stated };
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
                return;
            }
            Self::Named(named) => {
                let mut because = Vec::new();
                named.rule.decisive(profile, truth, &mut because);
                let reason = Reason::Named { condition: Arc::clone(named), truth, because };
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
                return;
            }
            Self::All(rules) | Self::Any(rules) => (rules, truth),
            Self::None(rules) => (rules, !truth),
        };
        for rule in rules.iter().filter(|rule| rule.truth(profile) == wanted) {
            rule.decisive(profile, wanted, reasons);
        }
    }
}

fn least(rules: &[Rule], profile: &Profile) -> Truth {
    let mut least = Truth::True;
    for rule in rules {
        least = least.min(rule.truth(profile));
        if least == Truth::False {
            break;
        }
    }
    least
}

fn greatest(rules: &[Rule], profile: &Profile) -> Truth {
    let mut greatest = Truth::False;
    for rule in rules {
        greatest = greatest.max(rule.truth(profile));
        if greatest == Truth::True {
            break;
        }
    }
    greatest
}

/// What a subject states of a trait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stated {
    /// Nothing, or what does not suit the trait's type.
    Unknown,
    /// Yes or no; a flag that nobody stated is no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// A choice, by its place among the trait's.
    Choice(usize),
}

/// The traits of an organisation and one of its objects, laid out for the conditions of one catalogue. A profile asked with
/// another catalogue's conditions gives answers without meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    slots: Vec<Stated>,
}

impl Profile {
    /// The profile of an organisation as a whole, or of one of its objects.
    pub fn new(organisation: &Organisation, object: Option<&Object>, catalog: &Catalog) -> Self {
        let slots = catalog.traits().enumerate().map(|(index, definition)| match (definition.on, object) {
            (SubjectKind::Organisation, _) => Stated::of(definition, &organisation.traits),
            (SubjectKind::Object, None) => Stated::Unknown,
            // The built-in trait stands first.
            (SubjectKind::Object, Some(object)) if index == 0 => {
                ObjectKind::ALL.iter().position(|kind| *kind == object.kind).map_or(Stated::Unknown, Stated::Choice)
            }
            (SubjectKind::Object, Some(object)) => Stated::of(definition, &object.traits),
        });
        Self { slots: slots.collect() }
    }
}

impl Stated {
    fn of(definition: &TraitDefinition, traits: &TraitSet) -> Self {
        match (&definition.kind, traits.get(&definition.key)) {
            (TraitKind::Flag, None) => Self::Flag(false),
            (TraitKind::Flag, Some(TraitValue::Flag(stated))) => Self::Flag(*stated),
            (TraitKind::Number, Some(TraitValue::Number(stated))) if !stated.is_nan() => Self::Number(*stated),
            (TraitKind::Date, Some(TraitValue::Date(stated))) => Self::Date(*stated),
            (TraitKind::Choice(choices), Some(TraitValue::Choice(stated))) => {
                choices.iter().position(|choice| choice.key == *stated).map_or(Self::Unknown, Self::Choice)
            }
            _ => Self::Unknown,
        }
    }
}

/// Whether a statement binds a subject, with the conditions that decide it. No reasons beside [`Applicability::Binds`] means
/// that the statement binds every subject of its kind; beside the others, that it is not asked of such a subject at all.
#[derive(Debug, Clone, PartialEq)]
pub enum Applicability {
    /// It binds, for these conditions.
    Binds(Vec<Reason>),
    /// It does not bind, for these conditions.
    DoesNotBind(Vec<Reason>),
    /// It is not known, until the traits of these conditions are stated.
    NotKnown(Vec<Reason>),
}

impl Applicability {
    /// The conditions that decide it.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Self::Binds(reasons) | Self::DoesNotBind(reasons) | Self::NotKnown(reasons) => reasons,
        }
    }

    /// The day from which it binds this subject, as far as the traits that decide say since when they are so: the latest
    /// of their days. None where it does not bind, or where no trait that decides has a day.
    pub fn since(&self, organisation: &Organisation, object: Option<&Object>) -> Option<Date> {
        let Self::Binds(reasons) = self else { return None };
        let held = reasons.iter().flat_map(Reason::traits).filter(|(_, truth)| *truth == Truth::True);
        held.filter_map(|(condition, _)| {
            let traits = match condition.definition.on {
                SubjectKind::Organisation => &organisation.traits,
                SubjectKind::Object => &object?.traits,
            };
            match traits.get(condition.since(traits)?) {
                Some(TraitValue::Date(day)) => Some(*day),
                _ => None,
            }
        })
        .max()
    }

    /// The answer in a sentence: whether it binds, with the reasons.
    pub fn explain(&self, language: Language) -> Message {
        let reasons = conjoined(self.reasons().iter().map(|reason| reason.explain(language)));
        match (self, reasons) {
            (Self::Binds(_), None) => Message::new("decree-binds-everyone"),
            (Self::Binds(_), Some(reasons)) => Message::new("decree-binds").with("reasons", reasons),
            (Self::DoesNotBind(_) | Self::NotKnown(_), None) => Message::new("decree-not-asked"),
            (Self::DoesNotBind(_), Some(reasons)) => Message::new("decree-does-not-bind").with("reasons", reasons),
            (Self::NotKnown(_), Some(reasons)) => Message::new("decree-not-known").with("reasons", reasons),
        }
    }

    /// The answer without its reasons.
    pub fn truth(&self) -> Truth {
        match self {
            Self::Binds(_) => Truth::True,
            Self::DoesNotBind(_) => Truth::False,
            Self::NotKnown(_) => Truth::Unknown,
        }
    }
}

/// Whether a statement binds an organisation (without an object) or one of its objects. An informative statement binds
/// nobody, and neither does a statement about objects bind an organisation as a whole, or the other way round.
pub fn binds(
    statement: &Statement,
    organisation: &Organisation,
    object: Option<&Object>,
    catalog: &Catalog,
) -> Applicability {
    match (statement.subject, object) {
        (Some(SubjectKind::Organisation), None) | (Some(SubjectKind::Object), Some(_)) => {
            statement.binds.applicability(&Profile::new(organisation, object, catalog))
        }
        _ => Applicability::DoesNotBind(Vec::new()),
    }
}

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
    fn since(&self, traits: &TraitSet) -> Option<&TraitKey> {
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
fn list(values: impl DoubleEndedIterator<Item = Argument>) -> Message {
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

/// The key of the built-in trait of objects.
const KIND: &str = "kind";

/// The built-in trait: what kind of object it is. It is always stated.
pub(crate) fn object_kind() -> Result<TraitDefinition, InvalidId> {
    let choices = ObjectKind::ALL.iter().map(|kind| Choice { key: kind.key().to_owned(), since: None, label: None });
    let kind = TraitKind::Choice(choices.collect());
    Ok(TraitDefinition { key: TraitKey::new(KIND)?, on: SubjectKind::Object, kind, since: None, label: None })
}
