//! Wrong passwords for names that nobody has. They are counted and locked like those of accounts, or the lock would tell
//! which names are accounts. In memory alone, and only so many: nobody can fill the database with names.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use talap_model::Timestamp;

use crate::Policy;
use crate::accounts::secret::hash_of;

/// How many names are remembered; the one that was tried longest ago goes first.
const MOST: usize = 4_096;

#[derive(Default)]
pub(super) struct Strangers(Mutex<HashMap<String, Tries>>);

#[derive(Default, Clone, Copy)]
struct Tries {
    failures: u32,
    locked_until: Option<Timestamp>,
    last: Option<Timestamp>,
}

impl Strangers {
    /// Until when a name is locked.
    pub(super) fn lock_at(&self, name: &str, now: Timestamp) -> Option<Timestamp> {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.get(&hash_of(name)).and_then(|tries| tries.locked_until).filter(|until| *until > now)
    }

    /// Counts a wrong password, and says until when the name is locked after it.
    pub(super) fn count(&self, name: &str, now: Timestamp, policy: &Policy) -> Option<Timestamp> {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = hash_of(name);
        if tries.len() >= MOST && !tries.contains_key(&key) {
            let oldest = tries.iter().min_by_key(|(_, tries)| tries.last).map(|(key, _)| key.clone());
            oldest.map(|oldest| tries.remove(&oldest));
        }
        let one = tries.entry(key).or_default();
        one.last = Some(now);
        if one.locked_until.is_none_or(|until| until <= now) {
            one.failures += 1;
            if one.failures >= policy.most_failures {
                *one = Tries {
                    locked_until: Some(now.plus_seconds(policy.lock.whole_seconds())),
                    failures: 0,
                    last: one.last,
                };
            }
        }
        one.locked_until.filter(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_names_are_remembered() {
        let (strangers, policy) = (Strangers::default(), Policy { most_failures: 1, ..Policy::default() });
        let at = |index: usize| Timestamp::from_micros(i64::try_from(index).unwrap());
        for index in 0..MOST + 10 {
            assert!(strangers.count(&index.to_string(), at(index), &policy).is_some());
        }
        assert_eq!(strangers.0.lock().unwrap().len(), MOST);
        assert_eq!(strangers.lock_at("9", at(MOST)), None);
        assert!(strangers.lock_at("10", at(MOST)).is_some());
    }
}
