//! Which searches for people the ledger has heard of.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use talap_model::Timestamp;

/// For how long the same search of the same session is not told again, in seconds. A list that follows what comes in asks
/// every two seconds; told each time, it would fill the ledger and then itself with its own reading.
const SAME: i64 = 600;

/// The last search for a person that each session told, and when.
#[derive(Debug, Default)]
pub(crate) struct Reading(Mutex<BTreeMap<String, (String, Timestamp)>>);

impl Reading {
    /// Whether the ledger is to hear of a search. It goes by what is asked and not by how: whoever reads decides nothing
    /// about it.
    pub(super) fn is_untold(&self, session: &str, search: &str, now: Timestamp) -> bool {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.get(session).is_none_or(|(last, at)| last != search || is_long_ago(*at, now))
    }

    /// The ledger has heard of a search.
    pub(super) fn told(&self, session: &str, search: String, now: Timestamp) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, (_, at)| !is_long_ago(*at, now));
        told.insert(session.to_owned(), (search, now));
    }
}

fn is_long_ago(at: Timestamp, now: Timestamp) -> bool {
    at.plus_seconds(SAME) <= now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_told_once_until_it_changes_or_much_time_passes() {
        let (reading, now) = (Reading::default(), Timestamp::from_micros(0));
        assert!(reading.is_untold("a", "q=x", now));
        reading.told("a", "q=x".into(), now);
        assert!(!reading.is_untold("a", "q=x", now.plus_seconds(SAME - 1)));
        assert!(reading.is_untold("a", "q=x", now.plus_seconds(SAME)));
        assert!(reading.is_untold("a", "q=y", now));
        assert!(reading.is_untold("b", "q=x", now), "another session reads for itself");
        reading.told("b", "q=z".into(), now.plus_seconds(SAME));
        assert_eq!(reading.0.lock().unwrap().len(), 1, "what is long ago is forgotten");
    }
}
