//! Who is bound by a statement, and why.
//!
//! Conditions ask for traits. Logic has three values (Kleene): a flag that nobody stated is false, but a number, date or
//! choice that nobody stated leaves its condition unknown, and so does a value that does not suit the trait's type. A group
//! is unknown only when what is known does not decide it.
//!
//! Conditions are compiled when the catalogue is loaded: each knows the place of its trait in a [`Profile`]. Whoever asks
//! many statements of one object makes its profile once and calls [`Binding::truth`].

pub(crate) mod compile;
mod reason;
mod sweep;
#[cfg(test)]
mod tests;

use std::ops::Not;
use std::sync::Arc;

use talap_model::{
    InvalidId, Language, Localized, Message, Object, ObjectKind, Organisation, SubjectKind, TraitKey, TraitSet,
    TraitValue,
};
use time::Date;

use crate::catalog::{Catalog, Choice, Statement, TraitDefinition, TraitKind};
pub use reason::{Reason, conjoined};
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
    pub(crate) rule: Rule,
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

    fn conditions<'a>(&'a self, found: &mut Vec<&'a Condition>) {
        match self {
            Self::Is(condition) => found.push(condition),
            Self::Named(named) => named.rule.conditions(found),
            Self::All(rules) | Self::Any(rules) | Self::None(rules) => {
                for rule in rules {
                    rule.conditions(found);
                }
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

/// The key of the built-in trait of objects.
const KIND: &str = "kind";

/// The built-in trait: what kind of object it is. It is always stated.
pub(crate) fn object_kind() -> Result<TraitDefinition, InvalidId> {
    let choices = ObjectKind::ALL.iter().map(|kind| Choice { key: kind.key().to_owned(), since: None, label: None });
    let kind = TraitKind::Choice(choices.collect());
    Ok(TraitDefinition { key: TraitKey::new(KIND)?, on: SubjectKind::Object, kind, since: None, label: None })
}
