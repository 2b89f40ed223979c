//! Claims of letters: one a day and person, whoever asks.

use talap_model::Right;
use talap_model::time::parse_date;
use talap_store::{SaveError, Store};

use crate::backend::Fresh;
use crate::samples::{START, anyone, without};

pub(crate) async fn a_letter_is_claimed_once_a_day(Fresh { store, .. }: Fresh) {
    let (all, today, tomorrow) = (anyone(), parse_date("2026-11-26").unwrap(), parse_date("2026-11-27").unwrap());
    let claim = async |day, person: &str| store.claim_digest(&all, day, person, START).await.unwrap();
    assert!(claim(today, "a").await);
    assert!(!claim(today, "a").await, "after a restart");
    assert!(claim(today, "b").await);
    assert!(claim(tomorrow, "a").await);
    // What was not sent is claimed anew.
    store.release_digest(&all, today, "a").await.unwrap();
    assert!(claim(today, "a").await);
    store.forget_digests(&all, tomorrow).await.unwrap();
    assert!(claim(today, "b").await, "what is forgotten is not there");
    assert!(!claim(tomorrow, "a").await, "the day itself is kept");
}

pub(crate) async fn of_many_nodes_at_once_one_claims_a_letter(Fresh { store, url }: Fresh) {
    let other = Store::open(&url).await.unwrap();
    let day = parse_date("2026-11-26").unwrap();
    let (one, two) = (anyone(), anyone());
    let (a, b) = tokio::join!(store.claim_digest(&one, day, "a", START), other.claim_digest(&two, day, "a", START));
    assert_ne!(a.unwrap(), b.unwrap());
    other.close().await;
}

pub(crate) async fn claims_need_their_right(Fresh { store, .. }: Fresh) {
    let (caller, day) = (without(Right::AppendEvents), parse_date("2026-11-26").unwrap());
    let refused = |error: SaveError| matches!(error, SaveError::Forbidden(_));
    assert!(refused(store.claim_digest(&caller, day, "a", START).await.unwrap_err()));
    assert!(refused(store.release_digest(&caller, day, "a").await.unwrap_err()));
    assert!(refused(store.forget_digests(&caller, day).await.unwrap_err()));
}
