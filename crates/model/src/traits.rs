//! Traits: what is true of an organisation or object, as far as it decides which statements bind it. Which traits exist
//! is data (`catalog/traits.toml`); code knows none of them by name.

use std::collections::BTreeMap;

use time::Date;

use crate::TraitKey;
use crate::time::format_date;

/// The value of a trait.
#[derive(Debug, Clone, PartialEq)]
pub enum TraitValue {
    /// A yes-or-no trait: `state_body`.
    Flag(bool),
    /// A number: `class`.
    Number(f64),
    /// A date: `commissioned_on`.
    Date(Date),
    /// One of a set: `stage = "operation"`.
    Choice(String),
}

impl TraitValue {
    /// The value as data files write it.
    pub fn to_text(&self) -> String {
        match self {
            Self::Flag(yes) => yes.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => format_date(*date),
            Self::Choice(text) => text.clone(),
        }
    }
}

/// The traits of one organisation or object. A trait that is absent is not known to hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TraitSet(BTreeMap<TraitKey, TraitValue>);

impl TraitSet {
    /// The value of a trait, if it was stated.
    pub fn get(&self, key: &TraitKey) -> Option<&TraitValue> {
        self.0.get(key)
    }

    /// States a trait, replacing what was stated before.
    pub fn insert(&mut self, key: TraitKey, value: TraitValue) {
        self.0.insert(key, value);
    }

    /// All stated traits, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&TraitKey, &TraitValue)> {
        self.0.iter()
    }
}

impl FromIterator<(TraitKey, TraitValue)> for TraitSet {
    fn from_iter<T: IntoIterator<Item = (TraitKey, TraitValue)>>(pairs: T) -> Self {
        Self(pairs.into_iter().collect())
    }
}
