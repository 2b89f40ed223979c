//! The attributes of an event: texts by name, in order of the names.
//!
//! Whoever receives makes some fifteen of them for each event, most with names and many with values that are Talap's own words. So these
//! are not copied, and a few attributes lie in a list, which is faster to make and to let go than a tree.

use std::borrow::Cow;
use std::collections::{BTreeMap, btree_map};
use std::fmt;
use std::slice;

use serde::de::{Deserialize, Deserializer};
use serde::{Serialize, Serializer};

/// A name or a value.
pub type Word = Cow<'static, str>;

/// So many attributes lie in a list at most. A sender may put as many as it likes into one event; more lie in a tree.
const FEW: usize = 64;
/// For so many a list has room at once.
const USUAL: usize = 16;

/// Texts by name, in order of the names.
#[derive(Clone)]
pub struct Attributes(Held);

#[derive(Clone)]
enum Held {
    /// By ascending name.
    Few(Vec<(Word, Word)>),
    Many(BTreeMap<Word, Word>),
}

impl Attributes {
    /// None.
    pub const fn new() -> Self {
        Self(Held::Few(Vec::new()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Held::Few(list) => list.len(),
            Held::Many(tree) => tree.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        match &self.0 {
            Held::Few(list) => list.get(place(list, name).ok()?).map(|(_, value)| value.as_ref()),
            Held::Many(tree) => tree.get(name).map(Cow::as_ref),
        }
    }

    /// The value of a name, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Word> {
        match &mut self.0 {
            Held::Few(list) => place(list, name).ok().and_then(|at| list.get_mut(at)).map(|(_, value)| value),
            Held::Many(tree) => tree.get_mut(name),
        }
    }

    /// Whether a name has a value.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Gives a name a value, and returns the one that it had.
    pub fn insert(&mut self, name: impl Into<Word>, value: impl Into<Word>) -> Option<Word> {
        let name = name.into();
        match &mut self.0 {
            Held::Few(list) => match place(list, &name) {
                Ok(at) => list.get_mut(at).map(|(_, held)| std::mem::replace(held, value.into())),
                Err(at) => {
                    self.add(at, name, value.into());
                    None
                }
            },
            Held::Many(tree) => tree.insert(name, value.into()),
        }
    }

    /// Gives a name a value unless it has one; the value is made only then.
    pub fn state<V: Into<Word>>(&mut self, name: impl Into<Word>, value: impl FnOnce() -> V) {
        let name = name.into();
        match &mut self.0 {
            Held::Few(list) => {
                if let Err(at) = place(list, &name) {
                    self.add(at, name, value().into());
                }
            }
            Held::Many(tree) => {
                tree.entry(name).or_insert_with(|| value().into());
            }
        }
    }

    /// Takes a name and its value away.
    pub fn remove(&mut self, name: &str) -> Option<Word> {
        match &mut self.0 {
            Held::Few(list) => place(list, name).ok().map(|at| list.remove(at).1),
            Held::Many(tree) => tree.remove(name),
        }
    }

    /// Names and values, by ascending name.
    pub fn iter(&self) -> Iter<'_> {
        match &self.0 {
            Held::Few(list) => Iter::Few(list.iter()),
            Held::Many(tree) => Iter::Many(tree.iter()),
        }
    }

    /// Changes every value.
    pub fn change_values(&mut self, mut change: impl FnMut(&mut Word)) {
        match &mut self.0 {
            Held::Few(list) => list.iter_mut().for_each(|(_, value)| change(value)),
            Held::Many(tree) => tree.values_mut().for_each(change),
        }
    }

    /// Adds a name that a list does not have, at its place there.
    fn add(&mut self, at: usize, name: Word, value: Word) {
        let Held::Few(list) = &mut self.0 else { return };
        if list.len() < FEW {
            if list.is_empty() {
                list.reserve(USUAL);
            }
            list.insert(at, (name, value));
        } else {
            let mut tree: BTreeMap<_, _> = std::mem::take(list).into_iter().collect();
            tree.insert(name, value);
            self.0 = Held::Many(tree);
        }
    }
}

/// Where a name is in a list, or where it would be.
fn place(list: &[(Word, Word)], name: &str) -> Result<usize, usize> {
    list.binary_search_by(|(held, _)| held.as_ref().cmp(name))
}

impl Default for Attributes {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for Attributes {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl Eq for Attributes {}

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(BTreeMap::<String, String>::deserialize(deserializer)?.into_iter().collect())
    }
}

impl<N: Into<Word>, V: Into<Word>> Extend<(N, V)> for Attributes {
    fn extend<T: IntoIterator<Item = (N, V)>>(&mut self, pairs: T) {
        for (name, value) in pairs {
            self.insert(name, value);
        }
    }
}

impl<N: Into<Word>, V: Into<Word>> FromIterator<(N, V)> for Attributes {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(pairs: T) -> Self {
        let mut attributes = Self::new();
        attributes.extend(pairs);
        attributes
    }
}

impl<N: Into<Word>, V: Into<Word>, const COUNT: usize> From<[(N, V); COUNT]> for Attributes {
    fn from(pairs: [(N, V); COUNT]) -> Self {
        pairs.into_iter().collect()
    }
}

impl IntoIterator for Attributes {
    type Item = (Word, Word);
    type IntoIter = IntoIter;
    fn into_iter(self) -> IntoIter {
        match self.0 {
            Held::Few(list) => IntoIter::Few(list.into_iter()),
            Held::Many(tree) => IntoIter::Many(tree.into_iter()),
        }
    }
}

impl<'a> IntoIterator for &'a Attributes {
    type Item = (&'a str, &'a str);
    type IntoIter = Iter<'a>;
    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Names and values, by ascending name.
#[derive(Debug, Clone)]
pub enum Iter<'a> {
    /// Of a list.
    Few(slice::Iter<'a, (Word, Word)>),
    /// Of a tree.
    Many(btree_map::Iter<'a, Word, Word>),
}

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(pairs) => pairs.next().map(|(name, value)| (name.as_ref(), value.as_ref())),
            Self::Many(pairs) => pairs.next().map(|(name, value)| (name.as_ref(), value.as_ref())),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Few(pairs) => pairs.size_hint(),
            Self::Many(pairs) => pairs.size_hint(),
        }
    }
}

impl ExactSizeIterator for Iter<'_> {}

/// Names and values to keep, by ascending name.
#[derive(Debug)]
pub enum IntoIter {
    /// Of a list.
    Few(std::vec::IntoIter<(Word, Word)>),
    /// Of a tree.
    Many(btree_map::IntoIter<Word, Word>),
}

impl Iterator for IntoIter {
    type Item = (Word, Word);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(pairs) => pairs.next(),
            Self::Many(pairs) => pairs.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Few(pairs) => pairs.size_hint(),
            Self::Many(pairs) => pairs.size_hint(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone)]
    enum Step {
        Insert(String, String),
        State(String, String),
        Remove(String),
    }

    fn step() -> impl Strategy<Value = Step> {
        // More names than a list takes, often enough the same one.
        let name = || (0_u8..120).prop_map(|number| format!("name.{number}"));
        prop_oneof![
            4 => (name(), "[a-z]{0,3}").prop_map(|(name, value)| Step::Insert(name, value)),
            2 => (name(), "[a-z]{0,3}").prop_map(|(name, value)| Step::State(name, value)),
            1 => name().prop_map(Step::Remove),
        ]
    }

    proptest! {
        #[test]
        fn they_are_a_map(steps in prop::collection::vec(step(), 0..200)) {
            let (mut attributes, mut expected) = (Attributes::new(), BTreeMap::new());
            for step in steps {
                match step {
                    Step::Insert(name, value) => {
                        let before = attributes.insert(name.clone(), value.clone()).map(Cow::into_owned);
                        prop_assert_eq!(before, expected.insert(name, value));
                    }
                    Step::State(name, value) => {
                        attributes.state(name.clone(), || value.clone());
                        expected.entry(name).or_insert(value);
                    }
                    Step::Remove(name) => {
                        let removed = attributes.remove(&name).map(Cow::into_owned);
                        prop_assert_eq!(removed, expected.remove(&name));
                        prop_assert!(!attributes.contains_key(&name));
                    }
                }
                prop_assert_eq!(attributes.len(), expected.len());
                prop_assert_eq!(attributes.is_empty(), expected.is_empty());
            }
            let pairs: Vec<_> = expected.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            prop_assert_eq!(attributes.iter().collect::<Vec<_>>(), pairs);
            prop_assert_eq!(attributes.iter().len(), expected.len());
            for (name, value) in &expected {
                prop_assert_eq!(attributes.get(name), Some(value.as_str()));
                prop_assert_eq!(attributes.get_mut(name).map(|held| held.as_ref() == value), Some(true));
            }
            // However they came to be, equal ones are equal.
            let again: Attributes = expected.into_iter().collect();
            prop_assert_eq!(&again, &attributes);
            let owned: Attributes = attributes.clone().into_iter().collect();
            prop_assert_eq!(&owned, &attributes);
            attributes.change_values(|value| value.to_mut().push('!'));
            prop_assert!(attributes.iter().all(|(_, value)| value.ends_with('!')));
            prop_assert_eq!(again == attributes, again.is_empty());
        }
    }

    #[test]
    fn the_longest_list_and_the_shortest_tree() {
        let of = |count: usize| (0..count).rev().map(|number| (format!("{number:03}"), "x")).collect::<Attributes>();
        for count in [FEW - 1, FEW, FEW + 1] {
            assert_eq!(of(count).len(), count);
            assert!(of(count).iter().map(|(name, _)| name).is_sorted());
        }
        assert!(matches!(of(FEW).0, Held::Few(_)) && matches!(of(FEW + 1).0, Held::Many(_)));
        let mut shrunk = of(FEW + 1);
        assert_eq!(shrunk.remove("064"), Some(Word::Borrowed("x")));
        assert_eq!(shrunk, of(FEW));
        let json = r#"{"000":"x","001":"x"}"#;
        assert_eq!(serde_json::to_string(&of(2)).unwrap(), json);
        assert_eq!(serde_json::from_str::<Attributes>(json).unwrap(), of(2));
        assert_eq!(format!("{:?}", of(2)), r#"{"000": "x", "001": "x"}"#);
    }
}
