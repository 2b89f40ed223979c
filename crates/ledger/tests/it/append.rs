//! Appending: receipts, rights, limits, one owner.

use std::collections::BTreeSet;

use talap_ledger::{AppendError, KeepError, OpenError, Receipt, Sealing};
use talap_model::{Caller, Identity, Right, Scope};

use crate::support::{Place, Size, append, caller, event};

pub(crate) async fn a_receipt_numbers_the_events_in_their_order(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    assert_eq!(append(&ledger, "acme", "web", 0..3).await, Receipt { first_seq: 0, count: 3 });
    assert_eq!(append(&ledger, "acme", "web", 3..4).await.seqs(), 3..4);
    assert_eq!(ledger.append(&caller(), Vec::new()).await.unwrap(), Receipt { first_seq: 4, count: 0 });
    let stats = ledger.stats();
    assert_eq!((stats.events, stats.batches, stats.files, stats.tail_events), (4, 2, 0, 4));
}

pub(crate) async fn one_append_of_several_partitions_is_kept_whole(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    let mut events: Vec<_> = (0..6).map(|n| event("acme", if n % 2 == 0 { "web" } else { "db" }, n)).collect();
    events.push(event("other", "web", 7));
    assert_eq!(ledger.append(&caller(), events).await.unwrap().count, 7);
    assert_eq!(ledger.stats().batches, 3);
    ledger.close().await.unwrap();
    assert_eq!(place.sound().events, 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_appends_at_once_get_seqs_of_their_own() {
    let place = Place::new();
    let mut config = place.config();
    (config.queue_events, config.seal_after_events) = (8, 100);
    let (ledger, _) = talap_ledger::Ledger::open(config, crate::support::key(), crate::support::clock()).unwrap();
    let tasks: Vec<_> = (0..40)
        .map(|task| {
            let ledger = ledger.clone();
            tokio::spawn(async move { append(&ledger, "acme", "web", task * 20..task * 20 + 20).await })
        })
        .collect();
    let mut seqs = BTreeSet::new();
    for task in tasks {
        seqs.extend(task.await.unwrap().seqs());
    }
    assert_eq!(seqs, (0..800).collect());
    assert!(ledger.stats().files > 0, "it sealed by itself");
    ledger.close().await.unwrap();
    assert_eq!(place.sound().events, 800);
}

pub(crate) async fn a_caller_without_reach_appends_nothing(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    let scope = Scope::Organisations(["acme".parse().unwrap()].into());
    let narrow = Caller::establish(Identity::OsUser("a".into()), [Right::AppendEvents], scope);
    let reader = Caller::establish(Identity::OsUser("b".into()), [Right::ReadEvents], Scope::All);
    let mixed = vec![event("acme", "web", 0), event("other", "web", 1)];
    assert!(matches!(ledger.append(&narrow, mixed).await, Err(AppendError::Forbidden(_))));
    assert!(matches!(ledger.append(&reader, Vec::new()).await, Err(AppendError::Forbidden(_))));
    assert_eq!(ledger.stats().events, 0);
    assert!(ledger.append(&narrow, vec![event("acme", "web", 0)]).await.is_ok());
}

pub(crate) async fn an_event_beyond_the_limit_is_refused_alone(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    let mut large = event("acme", "web", 0);
    large.raw = vec![0; 17 * 1024 * 1024];
    assert!(matches!(ledger.append(&caller(), vec![large]).await, Err(AppendError::TooLarge { .. })));
    append(&ledger, "acme", "web", 0..1).await;
}

#[tokio::test]
async fn a_folder_has_one_owner() {
    let place = Place::new();
    let (ledger, _) = place.open();
    assert!(matches!(place.try_open(), Err(OpenError::InUse { .. })));
    ledger.close().await.unwrap();
    let (again, _) = place.open();
    drop(again);
    place.open();
}

pub(crate) async fn a_closed_ledger_takes_nothing(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    let other = ledger.clone();
    ledger.close().await.unwrap();
    let late = other.append(&caller(), vec![event("acme", "web", 0)]).await;
    assert!(matches!(late, Err(AppendError::Closed)));
    assert!(matches!(other.seal().await, Err(KeepError::Closed)));
    assert!(matches!(other.close().await, Err(KeepError::Closed)));
}

pub(crate) async fn sealing_empties_the_tail_and_the_log(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    assert_eq!(ledger.seal().await.unwrap(), Sealing::NothingToSeal);
    append(&ledger, "acme", "web", 0..5).await;
    append(&ledger, "acme", "db", 0..5).await;
    append(&ledger, "acme", "web", 5..9).await;
    assert_eq!(ledger.seal().await.unwrap(), Sealing::Sealed { files: 2 });
    let stats = ledger.stats();
    assert_eq!((stats.events, stats.files, stats.tail_events), (14, 2, 0));
    assert_eq!(std::fs::read_dir(place.dir().join("wal")).unwrap().count(), 0);
    assert_eq!(stats.last_checkpoint.unwrap().events, 14);
}

pub(crate) async fn a_checkpoint_is_signed_only_when_something_is_new(size: Size) {
    let place = Place::of(size);
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..1).await;
    let first = ledger.checkpoint().await.unwrap();
    assert_eq!(ledger.checkpoint().await.unwrap(), first);
    append(&ledger, "acme", "web", 1..2).await;
    assert_eq!(ledger.checkpoint().await.unwrap().size, 2);
}
