//! Days that are due, and records as they stood at a moment.

use std::collections::BTreeMap;

use talap_model::Right;
use talap_store::{Change, ChangeKind, DueDay, DueQuery, KeysBeginning, ReadError, SaveError, Store};
use time::Date;
use time::macros::date;

use crate::backend::Fresh;
use crate::samples::{anyone, creation, key, next, organisation, register, with_rights, without};

fn due(deadline: &str, day: Date, person: Option<&str>) -> DueDay {
    DueDay { deadline: deadline.to_owned(), day, person: person.map(key) }
}

fn asked() -> DueQuery {
    DueQuery {
        registers: vec![register("documents")],
        from: date!(2026 - 01 - 01),
        to: date!(2026 - 12 - 31),
        organisation: None,
        person: None,
        offset: 0,
        limit: 9,
    }
}

async fn commit(store: &Store, change: Change, days: Vec<DueDay>) {
    let days = BTreeMap::from([(change.record, days)]);
    store.commit_with(&anyone(), vec![change], &days.into()).await.unwrap();
}

async fn told(store: &Store, query: &DueQuery) -> (Vec<String>, u64) {
    let (found, total) = store.due(&anyone(), query).await.unwrap();
    (
        found.iter().map(|found| format!("{} {} {}", found.due.day, found.record.key, found.due.deadline)).collect(),
        total,
    )
}

pub(crate) async fn days_follow_their_record(Fresh { store, .. }: Fresh) {
    let (a, b) = (creation("akimat", "a"), creation("school", "b"));
    let revision = due("revision", date!(2026 - 05 - 01), Some("7"));
    commit(&store, a.clone(), vec![revision.clone(), due("audit", date!(2026 - 03 - 01), None)]).await;
    commit(
        &store,
        b.clone(),
        vec![due("revision", date!(2027 - 01 - 01), None), due("audit", date!(2026 - 05 - 01), None)],
    )
    .await;
    let all = ["2026-03-01 a audit", "2026-05-01 a revision", "2026-05-01 b audit"];
    assert_eq!(told(&store, &asked()).await, (all.map(str::to_owned).to_vec(), 3));
    let second = DueQuery { offset: 1, limit: 1, ..asked() };
    assert_eq!(told(&store, &second).await, (vec![all[1].to_owned()], 3));
    let of_school = DueQuery { organisation: Some(organisation("school")), ..asked() };
    assert_eq!(told(&store, &of_school).await.0, [all[2]]);
    let of_seven = DueQuery { person: Some(key("7")), ..asked() };
    assert_eq!(store.due(&anyone(), &of_seven).await.unwrap().0[0].due, revision);
    for nothing in
        [DueQuery { registers: Vec::new(), ..asked() }, DueQuery { registers: vec![register("people")], ..asked() }]
    {
        assert_eq!(told(&store, &nothing).await, (Vec::new(), 0));
    }
    // A change replaces the days of its record, and a void record has none.
    let changed = next(&a, ChangeKind::Updated, "x");
    commit(&store, changed.clone(), vec![due("audit", date!(2026 - 12 - 31), None)]).await;
    assert_eq!(told(&store, &asked()).await.0, ["2026-05-01 b audit", "2026-12-31 a audit"]);
    let voided = next(&changed, ChangeKind::Voided, "x");
    commit(&store, voided, vec![due("audit", date!(2026 - 12 - 31), None)]).await;
    assert_eq!(told(&store, &asked()).await.0, ["2026-05-01 b audit"]);
}

pub(crate) async fn days_stay_within_reach(Fresh { store, .. }: Fresh) {
    for (org, name) in [("akimat", "a"), ("school", "b")] {
        commit(&store, creation(org, name), vec![due("audit", date!(2026 - 03 - 01), None)]).await;
    }
    let school = with_rights(&[Right::ReadRecords], &["school"]);
    let (found, total) = store.due(&school, &asked()).await.unwrap();
    assert_eq!((found[0].record.key.as_str(), found.len(), total), ("b", 1, 1));
    let nobody = with_rights(&[Right::ReadRecords], &[]);
    assert_eq!(store.due(&nobody, &asked()).await.unwrap(), (Vec::new(), 0));
    let of_akimat = DueQuery { organisation: Some(organisation("akimat")), ..asked() };
    for (caller, query) in [(without(Right::ReadRecords), asked()), (school, of_akimat)] {
        let refused = store.due(&caller, &query).await;
        assert!(matches!(refused, Err(ReadError::Forbidden(_))), "{refused:?}");
    }
}

pub(crate) async fn a_changed_definition_replaces_all_days(Fresh { store, .. }: Fresh) {
    let documents = register("documents");
    commit(&store, creation("akimat", "a"), vec![due("audit", date!(2026 - 03 - 01), None)]).await;
    assert_eq!(store.register_form(&anyone(), &documents).await.unwrap(), None);
    let days = |_: &talap_store::Record| (vec![due("revision", date!(2026 - 04 - 01), None)], Vec::new());
    store.replace_deadlines(&anyone(), &documents, "f1", days).await.unwrap();
    assert_eq!(told(&store, &asked()).await.0, ["2026-04-01 a revision"]);
    assert_eq!(store.register_form(&anyone(), &documents).await.unwrap().as_deref(), Some("f1"));
    // Another node was first: the days stay as they are.
    store.replace_deadlines(&anyone(), &documents, "f1", |_| (Vec::new(), Vec::new())).await.unwrap();
    assert_eq!(told(&store, &asked()).await.0, ["2026-04-01 a revision"]);
    let anyone = anyone();
    let (one, two) = tokio::join!(
        store.replace_deadlines(&anyone, &documents, "f2", days),
        store.replace_deadlines(&anyone, &documents, "f2", days),
    );
    assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
    assert_eq!(store.register_form(&anyone, &documents).await.unwrap().as_deref(), Some("f2"));
    let refused =
        store.replace_deadlines(&without(Right::AppendEvents), &documents, "f3", |_| (Vec::new(), Vec::new())).await;
    assert!(matches!(refused, Err(SaveError::Forbidden(_))), "{refused:?}");
}

pub(crate) async fn a_register_is_seen_as_it_stood(Fresh { store, .. }: Fresh) {
    let documents = register("documents");
    let first = creation("akimat", "a");
    let (start, later) = (first.at, first.at.plus_seconds(100));
    let second = Change { at: later, ..next(&first, ChangeKind::Updated, "Жаңа") };
    let gone = Change { at: later.plus_seconds(100), ..next(&second, ChangeKind::Voided, "Жаңа") };
    let other = Change { at: later, ..creation("school", "b") };
    store.commit(&anyone(), vec![first.clone(), second, gone, other]).await.unwrap();
    let seen = async |moment, caller: &_| -> Vec<(String, String)> {
        let records = store.records_at(caller, &documents, None, moment, (0, 9)).await.unwrap();
        assert_eq!(store.count_at(caller, &documents, None, moment).await.unwrap(), records.len() as u64);
        assert!(records.iter().all(|record| record.created_at <= record.changed_at));
        assert!(records.iter().all(|record| record.key.as_str() != "a" || record.created_at == start));
        let title = |record: &talap_store::Record| record.values["title"].as_str().unwrap().to_owned();
        records.iter().map(|record| (record.key.to_string(), title(record))).collect()
    };
    let before = first.after["title"].as_str().unwrap().to_owned();
    assert_eq!(seen(start, &anyone()).await, [("a".to_owned(), before)]);
    assert_eq!(seen(later, &anyone()).await, [("a".to_owned(), "Жаңа".to_owned()), ("b".to_owned(), "b".to_owned())]);
    assert_eq!(seen(later.plus_seconds(200), &anyone()).await.len(), 1);
    assert_eq!(seen(start.plus_seconds(-1), &anyone()).await, []);
    assert_eq!(seen(later, &with_rights(&[Right::ReadRecords], &["school"])).await.len(), 1);
    let refused = store.records_at(&without(Right::ReadRecords), &documents, None, later, (0, 9)).await;
    assert!(matches!(refused, Err(ReadError::Forbidden(_))));
}

pub(crate) async fn keys_that_begin_alike_are_found(Fresh { store, .. }: Fresh) {
    let documents = register("documents");
    let gone = creation("akimat", "№ 2");
    let keys = ["№ 1", "№ 10", "п-1"].map(|name| creation("akimat", name));
    store.commit(&anyone(), keys.into()).await.unwrap();
    store.commit(&anyone(), vec![gone.clone(), creation("school", "№ 3")]).await.unwrap();
    store.commit(&anyone(), vec![next(&gone, ChangeKind::Voided, "x")]).await.unwrap();
    let akimat = organisation("akimat");
    let found = async |longest, offset, limit| {
        let part = KeysBeginning { beginning: "№ ", longest, offset, limit };
        store.longest_keys(&anyone(), &documents, &akimat, &part).await.unwrap()
    };
    assert_eq!(found(9, 0, 9).await, ["№ 10", "№ 2", "№ 1"]);
    assert_eq!(found(3, 0, 9).await, ["№ 2", "№ 1"]);
    assert_eq!(found(9, 1, 1).await, ["№ 2"]);
    assert_eq!(store.owner(&anyone(), &documents, &key("№ 3")).await.unwrap(), Some(organisation("school")));
    assert_eq!(store.owner(&anyone(), &documents, &key("№ 2")).await.unwrap(), None);
}

pub(crate) async fn registers_are_counted_at_once(Fresh { store, .. }: Fresh) {
    let gone = creation("akimat", "c");
    let person = Change { register: register("people"), ..creation("akimat", "7") };
    let changes = vec![creation("akimat", "a"), creation("school", "b"), gone.clone(), person];
    store.commit(&anyone(), changes).await.unwrap();
    store.commit(&anyone(), vec![next(&gone, ChangeKind::Voided, "x")]).await.unwrap();
    let counts = store.counts(&anyone()).await.unwrap();
    assert_eq!(counts, [(register("documents"), 2), (register("people"), 1)].into());
    let school = with_rights(&[Right::ReadRecords], &["school"]);
    assert_eq!(store.counts(&school).await.unwrap(), [(register("documents"), 1)].into());
    let refused = store.counts(&without(Right::ReadRecords)).await;
    assert!(matches!(refused, Err(ReadError::Forbidden(_))));
}
