//! Lists of a JSON file that hold no more than so many entries: an entry of two bytes takes hundreds in memory, so that a
//! limit on the file's size alone would bound little.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

/// A list of at most `MOST` entries; `null` is an empty one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bounded<T, const MOST: usize>(pub(super) Vec<T>);

impl<T, const MOST: usize> Default for Bounded<T, MOST> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for Bounded<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Entries(PhantomData))
    }
}

struct Entries<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Entries<T, MOST> {
    type Value = Bounded<T, MOST>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of at most {MOST} entries")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Bounded(Vec::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut kept = Vec::new();
        while let Some(entry) = entries.next_element()? {
            if kept.len() == MOST {
                return Err(A::Error::custom(format_args!("a list has more than {MOST} entries")));
            }
            kept.push(entry);
        }
        Ok(Bounded(kept))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_ends_where_it_must() {
        let read = |text: &str| serde_json::from_str::<Bounded<u8, 2>>(text).map(|list| list.0);
        assert_eq!(read("[1, 2]").unwrap(), [1, 2]);
        assert!(read("null").unwrap().is_empty());
        assert!(read("[1, 2, 3]").unwrap_err().to_string().contains("more than 2"));
        assert!(read("{}").unwrap_err().to_string().contains("a list of at most 2"));
    }
}
