//! Reviews of clauses and snapshots of the catalogue.

use talap_model::{Language, Right};
use talap_store::{CatalogSnapshot, ClauseReview, SaveError};

use crate::backend::Fresh;
use crate::samples::{START, anyone, without};

fn review(clause: &str, fingerprint: &str, note: &str, after: i64) -> ClauseReview {
    ClauseReview {
        clause: clause.parse().unwrap(),
        language: Language::Kk,
        fingerprint: fingerprint.to_owned(),
        at: START.plus_seconds(after),
        by: anyone().identity().to_string(),
        note: note.to_owned(),
    }
}

pub(crate) async fn a_wording_is_reviewed_and_reviewed_again(Fresh { store, .. }: Fresh) {
    let all = anyone();
    assert!(store.reviews(&all).await.unwrap().is_empty());
    let (first, other) = (review("38.4", "aa", "", 0), review("38.4", "bb", "four years now", 5));
    // Who reviews is the caller, whatever the value says.
    store.save_review(&all, &ClauseReview { by: "somebody else".into(), ..first.clone() }).await.unwrap();
    store.save_review(&all, &other).await.unwrap();
    assert_eq!(store.reviews(&all).await.unwrap(), [other.clone(), first]);
    let again = review("38.4", "aa", "read once more", 9);
    store.save_review(&all, &again).await.unwrap();
    assert_eq!(store.reviews(&all).await.unwrap(), [again, other]);
}

pub(crate) async fn reviewing_needs_its_right(Fresh { store, .. }: Fresh) {
    let refused = store.save_review(&without(Right::WriteStructure), &review("1", "aa", "", 0)).await;
    assert!(matches!(refused, Err(SaveError::Forbidden(_))), "{refused:?}");
}

pub(crate) async fn the_catalogue_of_a_day_is_known_from_when_it_was_seen(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let snapshot = |after: i64, fingerprint: &str, mode: &str| CatalogSnapshot {
        seen_at: START.plus_seconds(after),
        fingerprint: fingerprint.to_owned(),
        modes: [("38.4".parse().unwrap(), mode.to_owned())].into(),
    };
    let (one, two) = (snapshot(0, "one", "attested"), snapshot(100, "two", "enforced"));
    store.note_catalog(&one).await.unwrap();
    // The same one again is no news, however often the program starts.
    store.note_catalog(&snapshot(50, "one", "attested")).await.unwrap();
    store.note_catalog(&two).await.unwrap();
    let on = async |after: i64| store.catalog_on(&all, START.plus_seconds(after)).await.unwrap();
    assert_eq!(on(-1).await, None);
    assert_eq!(on(99).await, Some(one));
    assert_eq!(on(100).await, Some(two));
}
