//! Whom a statement can bind when nothing is known of an object but its kind, or its kind and its class.
//!
//! All other traits are unknown, in the logic of three values that [`talap_decree::applicability`] describes. So what is false
//! here is false for every such object, whatever its other traits, and nothing is taken to be out of reach by mistake.

use std::fmt;
use std::str::FromStr;

use talap_decree::{Catalog, Profile, Reason, Statement, TraitDefinition, Truth};
use talap_model::{
    InvalidId, Localized, Object, ObjectId, ObjectKind, Organisation, OrganisationId, SubjectKind, TraitKey, TraitSet,
    TraitValue,
};

use crate::oscal::OscalError;

/// The trait of objects that holds the class. It is known by name here because a profile is made for each of its values.
const CLASS: &str = "class";

/// The class of an object by the classifier, the first being the most important.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectClass(u8);

impl ObjectClass {
    /// All classes.
    pub const ALL: [Self; 3] = [Self(1), Self(2), Self(3)];

    /// The class of that number.
    ///
    /// # Errors
    ///
    /// [`InvalidId`] when there is none.
    pub fn new(number: u8) -> Result<Self, InvalidId> {
        Self::ALL.into_iter().find(|class| class.0 == number).ok_or_else(|| invalid(number.to_string()))
    }

    /// Its number.
    pub fn number(self) -> u8 {
        self.0
    }
}

fn invalid(text: String) -> InvalidId {
    InvalidId { kind: "class of an object", text }
}

impl fmt::Display for ObjectClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ObjectClass {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        text.parse().map_err(|_| invalid(text.to_owned())).and_then(Self::new)
    }
}

/// Objects of which nothing is known but their kind and perhaps their class, one of each kind.
#[derive(Debug)]
pub struct Reach {
    profiles: Vec<(ObjectKind, Profile)>,
}

impl Reach {
    /// Objects of any class.
    ///
    /// # Errors
    ///
    /// None with the identifiers of this crate.
    pub(crate) fn of_all(catalog: &Catalog) -> Result<Self, InvalidId> {
        Self::new(catalog, None)
    }

    /// Objects of one class.
    ///
    /// # Errors
    ///
    /// [`OscalError::NoClass`] when the catalogue has no trait for the class of an object.
    pub fn of_class(catalog: &Catalog, class: ObjectClass) -> Result<Self, OscalError> {
        let key = TraitKey::new(CLASS).map_err(|_| OscalError::NoClass)?;
        let known = catalog.trait_definition(SubjectKind::Object, &key);
        known.filter(|known| known.kind == talap_decree::catalog::TraitKind::Number).ok_or(OscalError::NoClass)?;
        Self::new(catalog, Some((key, TraitValue::Number(f64::from(class.0))))).map_err(|_| OscalError::NoClass)
    }

    fn new(catalog: &Catalog, known: Option<(TraitKey, TraitValue)>) -> Result<Self, InvalidId> {
        let name = Localized { kk: String::new(), ru: String::new(), en: String::new() };
        let id = OrganisationId::new("any")?;
        let unknown = |on| catalog.traits().filter(move |definition| definition.on == on).map(not_known);
        let traits: TraitSet = unknown(SubjectKind::Object).chain(known).collect();
        let organisation =
            Organisation { id: id.clone(), name: name.clone(), traits: unknown(SubjectKind::Organisation).collect() };
        let mut object =
            Object { id: ObjectId::new("any")?, organisation: id, kind: ObjectKind::Software, name, traits };
        let profiles = ObjectKind::ALL.map(|kind| {
            object.kind = kind;
            (kind, Profile::new(&organisation, Some(&object), catalog))
        });
        Ok(Self { profiles: profiles.into() })
    }

    /// Whether there can be an object or organisation that the statement binds. One about organisations always can; an
    /// informative one binds nobody.
    pub fn can_bind(&self, statement: &Statement) -> bool {
        match statement.subject {
            None => false,
            Some(SubjectKind::Organisation) => true,
            Some(SubjectKind::Object) => self.kinds(statement).next().is_some(),
        }
    }

    /// The kinds of object that a statement about objects can bind.
    pub(crate) fn kinds(&self, statement: &Statement) -> impl Iterator<Item = ObjectKind> {
        let binding = statement.binds.clone();
        let possible = self.profiles.iter().filter(move |(_, profile)| binding.truth(profile) != Truth::False);
        possible.map(|(kind, _)| *kind)
    }

    /// The conditions with a name that decide whom a statement binds, and the traits that decide beside them.
    pub(crate) fn conditions(&self, statement: &Statement) -> Vec<Reason> {
        let mut found: Vec<Reason> = Vec::new();
        let possible = self.profiles.iter().filter(|(_, profile)| statement.binds.truth(profile) != Truth::False);
        for (_, profile) in possible {
            for reason in statement.binds.applicability(profile).reasons() {
                if !found.iter().any(|known| same(known, reason)) {
                    found.push(reason.clone());
                }
            }
        }
        found
    }
}

/// Whether two reasons speak of the same, however it stands.
fn same(one: &Reason, other: &Reason) -> bool {
    match (one, other) {
        (Reason::Named { condition: one, .. }, Reason::Named { condition: other, .. }) => one.key == other.key,
        (Reason::Trait { condition: one, .. }, Reason::Trait { condition: other, .. }) => one == other,
        _ => false,
    }
}

/// A value that leaves every condition on the trait unknown: one that does not suit its type. A flag that were absent would
/// be false.
fn not_known(definition: &TraitDefinition) -> (TraitKey, TraitValue) {
    (definition.key.clone(), TraitValue::Choice(String::new()))
}
