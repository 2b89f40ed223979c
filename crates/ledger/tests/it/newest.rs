//! The newest of Talap's own events under a source, wherever it lies.

use talap_ledger::LookError;
use talap_model::{Caller, Identity, NewEvent, Right, Scope, SourceKind, Timestamp};

use crate::support::{MORNING, Place, caller, event};

const DAY: i64 = 86_400_000_000;

/// A note of a place, received on some day.
fn note(number: u32, day: i64) -> NewEvent {
    let received_at = Timestamp::from_micros(MORNING + day * DAY);
    NewEvent { kind: SourceKind::Talap, received_at, ..event("acme", "place", number) }
}

async fn newest(ledger: &talap_ledger::Ledger) -> Option<(String, String)> {
    let (organisation, object, source) = ("acme".parse().unwrap(), "portal".parse().unwrap(), "place".parse().unwrap());
    let found = ledger.newest(&caller(), &organisation, &object, &source).await.unwrap();
    found.map(|newest| (newest.message, newest.attributes.get("port").unwrap().clone()))
}

#[tokio::test]
async fn the_newest_note_is_found_in_the_tail_in_files_and_after_opening() {
    let place = Place::new();
    let (ledger, _) = place.open();
    assert_eq!(newest(&ledger).await, None);
    ledger.append(&caller(), vec![event("acme", "web", 1), note(1, 0), event("acme", "web", 2)]).await.unwrap();
    assert_eq!(newest(&ledger).await, Some(("event 1".to_owned(), "1".to_owned())));
    ledger.append(&caller(), vec![note(2, 1)]).await.unwrap();
    ledger.seal().await.unwrap();
    assert_eq!(newest(&ledger).await, Some(("event 2".to_owned(), "2".to_owned())));
    // A clock that was set back names an earlier day, and an event of somebody else's under the same source is no note.
    ledger.append(&caller(), vec![note(3, -1), event("acme", "place", 4)]).await.unwrap();
    assert_eq!(newest(&ledger).await, Some(("event 3".to_owned(), "3".to_owned())));
    ledger.seal().await.unwrap();
    ledger.close().await.unwrap();
    let (ledger, _) = place.open();
    assert_eq!(newest(&ledger).await, Some(("event 3".to_owned(), "3".to_owned())));
}

#[tokio::test]
async fn whoever_may_not_read_events_is_not_told() {
    let place = Place::new();
    let (ledger, _) = place.open();
    let blind = Caller::establish(Identity::OsUser("test".into()), [Right::AppendEvents], Scope::All);
    let (organisation, object, source) = ("acme".parse().unwrap(), "portal".parse().unwrap(), "place".parse().unwrap());
    let refused = ledger.newest(&blind, &organisation, &object, &source).await;
    assert!(matches!(refused, Err(LookError::Forbidden(_))));
}
