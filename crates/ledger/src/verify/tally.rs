//! Which batches were found, where, and whether they are what the tree says.

use std::collections::BTreeMap;

use crate::manifest::Expired;
use crate::merkle::Hash;

/// Where a batch was found.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    sealed: bool,
    logged: bool,
    expired: bool,
}

/// What became of a batch that was handed to the tally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is what the tree says, or no leaf is there to say anything.
    Sound,
    /// Its leaf is another.
    Changed,
    /// It was in another Parquet file, or another log, already.
    Twice,
}

/// Where a batch lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Sealed,
    Logged,
}

/// Counts batches against the leaves.
pub(super) struct Tally {
    leaves: Vec<Hash>,
    /// The number of batches that the checkpoint covers.
    signed: u64,
    found: BTreeMap<u64, Found>,
    pub(super) signed_events: u64,
    pub(super) signed_batches: u64,
    pub(super) beyond_events: u64,
}

impl Tally {
    pub(super) fn new(leaves: Vec<Hash>, signed: u64) -> Self {
        Self { leaves, signed, found: BTreeMap::new(), signed_events: 0, signed_batches: 0, beyond_events: 0 }
    }

    pub(super) fn signed(&self) -> u64 {
        self.signed
    }

    /// The batch after the last one that was found.
    pub(super) fn beyond_end(&self) -> u64 {
        self.found.last_key_value().map_or(0, |(last, _)| last.saturating_add(1))
    }

    /// Takes a batch with its leaf as recomputed, and counts its events once.
    pub(super) fn take(&mut self, index: u64, leaf: &Hash, events: u64, origin: Origin) -> Verdict {
        let seen = self.found.entry(index).or_default();
        let mark = if origin == Origin::Sealed { &mut seen.sealed } else { &mut seen.logged };
        if std::mem::replace(mark, true) || seen.expired {
            return Verdict::Twice;
        }
        let both = seen.sealed && seen.logged;
        let known = usize::try_from(index).ok().and_then(|at| self.leaves.get(at));
        if known.is_some_and(|known| known != leaf) {
            return Verdict::Changed;
        }
        // An interrupted seal leaves a batch in both places; it counts once.
        if !both && index < self.signed {
            self.signed_events += events;
            self.signed_batches += 1;
        } else if !both {
            self.beyond_events += events;
        }
        Verdict::Sound
    }

    /// Takes the batches of a partition that expired; only their leaves are left. Whether none of them was found before.
    pub(super) fn expire(&mut self, expired: &Expired) -> bool {
        let mut new = true;
        for (first, last) in &expired.change.batches {
            // More batches than the checkpoint signed cannot have expired.
            for index in *first..=(*last).min(self.signed.saturating_sub(1)) {
                let seen = self.found.entry(index).or_default();
                if seen.sealed || seen.logged || seen.expired {
                    new = false;
                } else {
                    seen.expired = true;
                    self.signed_batches += 1;
                }
            }
        }
        if new {
            self.signed_events += expired.change.events;
        }
        new
    }

    /// Whether a log holds the batch.
    pub(super) fn is_logged(&self, index: u64) -> bool {
        self.found.get(&index).is_some_and(|found| found.logged)
    }

    /// Whether a log holds a batch from this one on.
    pub(super) fn is_logged_from(&self, index: u64) -> bool {
        self.found.range(index..).any(|(_, found)| found.logged)
    }

    /// Runs of batches below the highest that should be there and were not found.
    pub(super) fn missing(&self) -> Vec<(u64, u64)> {
        let (mut runs, mut next) = (Vec::new(), 0);
        for index in self.found.keys() {
            if *index > next {
                runs.push((next, index - 1));
            }
            next = index.saturating_add(1);
        }
        if next < self.signed {
            runs.push((next, self.signed - 1));
        }
        runs
    }

    /// The first of these batches that no log holds.
    pub(super) fn first_not_logged(&self, batches: std::ops::Range<u64>) -> Option<u64> {
        let mut expected = batches.start;
        for (index, _) in self.found.range(batches.start..).filter(|(_, found)| found.logged) {
            if *index != expected {
                break;
            }
            expected = expected.saturating_add(1);
        }
        batches.contains(&expected).then_some(expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_of_all_numbers_is_counted_without_overflow() {
        let mut tally = Tally::new(Vec::new(), 0);
        assert_eq!(tally.take(u64::MAX, &[0; 32], 1, Origin::Logged), Verdict::Sound);
        assert_eq!(tally.beyond_end(), u64::MAX);
        assert_eq!(tally.missing(), [(0, u64::MAX - 1)]);
        assert_eq!(tally.first_not_logged(0..u64::MAX), Some(0));
        assert_eq!(tally.first_not_logged(u64::MAX..u64::MAX), None);
    }
}
