//! What a commit accepts, refuses and leaves behind.

use talap_model::{Caller, Identity, Right, Scope};
use talap_store::{ChangeKind, CommitError};

use crate::backend::Fresh;
use crate::samples::{anyone, creation, id, key, next, organisation, register, values, with_rights, without};

pub(crate) async fn a_record_is_created_changed_and_voided(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let first = creation("akimat", "Бұйрық № 17");
    store.commit(&all, vec![first.clone()]).await.unwrap();
    let record = store.record_by_id(&all, first.record).await.unwrap().unwrap();
    assert_eq!((record.version, record.voided, record.created_at), (1, false, first.at));
    assert_eq!(record.values, first.after);

    let second = next(&first, ChangeKind::Updated, "new");
    store.commit(&all, vec![second.clone()]).await.unwrap();
    let third = next(&second, ChangeKind::Voided, "new");
    store.commit(&all, vec![third.clone()]).await.unwrap();
    let found = store.record(&all, &first.register, &first.organisation, &first.key).await.unwrap().unwrap();
    assert_eq!((found.version, found.voided), (3, true));
    assert_eq!((found.created_at, found.changed_at), (first.at, third.at));
    assert_eq!(found.values, values("new"));
    assert!(store.records(&all, &first.register).await.unwrap().is_empty(), "a void record leaves the lists");

    let history = store.changes(&all, first.record).await.unwrap();
    let by = "os:test".to_owned();
    let expected = [first, second, third.clone()].map(|change| talap_store::Change { by: by.clone(), ..change });
    assert_eq!(history, expected);

    store.commit(&all, vec![next(&third, ChangeKind::Updated, "again")]).await.unwrap();
    assert_eq!(store.records(&all, &third.register).await.unwrap().len(), 1, "a change brings a void record back");
}

pub(crate) async fn a_version_is_taken_once(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let first = creation("akimat", "a");
    store.commit(&all, vec![first.clone()]).await.unwrap();
    let mine = next(&first, ChangeKind::Updated, "mine");
    let theirs = next(&first, ChangeKind::Updated, "theirs");
    store.commit(&all, vec![theirs]).await.unwrap();
    let error = store.commit(&all, vec![mine.clone()]).await.unwrap_err();
    assert!(matches!(&error, CommitError::Conflict { key, .. } if *key == mine.key), "{error:?}");
    assert_eq!(store.record_by_id(&all, first.record).await.unwrap().unwrap().values, values("theirs"));

    for wrong in [0, 1, 4, u32::MAX] {
        let change = talap_store::Change { version: wrong, id: id(), ..mine.clone() };
        let error = store.commit(&all, vec![change]).await.unwrap_err();
        assert!(matches!(error, CommitError::Conflict { .. }), "{wrong}: {error:?}");
    }
    let absent = next(&creation("akimat", "never"), ChangeKind::Updated, "x");
    assert!(matches!(store.commit(&all, vec![absent]).await, Err(CommitError::Conflict { .. })));
    let second_birth = talap_store::Change { id: id(), key: key("other"), ..first };
    assert!(matches!(store.commit(&all, vec![second_birth]).await, Err(CommitError::Conflict { .. })));
}

pub(crate) async fn a_key_is_taken_once(Fresh { store, .. }: Fresh) {
    let all = anyone();
    store.commit(&all, vec![creation("akimat", "a")]).await.unwrap();
    let again = store.commit(&all, vec![creation("akimat", "a")]).await;
    assert!(matches!(again, Err(CommitError::Duplicate { .. })), "{again:?}");
    let twice = store.commit(&all, vec![creation("akimat", "b"), creation("akimat", "b")]).await;
    assert!(matches!(twice, Err(CommitError::Duplicate { .. })), "{twice:?}");
    let mut elsewhere = creation("akimat", "a");
    elsewhere.register = register("people");
    store.commit(&all, vec![creation("school", "a"), elsewhere]).await.unwrap();
}

pub(crate) async fn one_bad_change_undoes_all(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let kept = creation("akimat", "kept");
    store.commit(&all, vec![kept.clone()]).await.unwrap();
    let update = next(&kept, ChangeKind::Updated, "no");
    let reused = talap_store::Change { id: kept.id, ..creation("akimat", "reused") };
    for bad in [creation("akimat", "kept"), reused] {
        store.commit(&all, vec![creation("akimat", "new"), update.clone(), bad]).await.unwrap_err();
        let records = store.records(&all, &register("documents")).await.unwrap();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].values, values("kept"));
        assert_eq!(store.uncommitted_changes(&all, 10).await.unwrap().len(), 1);
    }
}

pub(crate) async fn a_batch_may_change_a_record_twice(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let first = creation("akimat", "a");
    let second = next(&first, ChangeKind::Updated, "b");
    let third = next(&second, ChangeKind::Updated, "c");
    store.commit(&all, vec![first.clone(), second, third.clone()]).await.unwrap();
    let fourth = next(&third, ChangeKind::Updated, "d");
    let fifth = next(&fourth, ChangeKind::Updated, "e");
    store.commit(&all, vec![fourth, fifth]).await.unwrap();
    let record = store.record_by_id(&all, first.record).await.unwrap().unwrap();
    assert_eq!((record.version, record.values), (5, values("e")));
    assert_eq!(store.changes(&all, first.record).await.unwrap().len(), 5);
}

pub(crate) async fn a_change_cannot_borrow_another_organisations_right(Fresh { store, .. }: Fresh) {
    let theirs = creation("theirs", "a");
    store.commit(&anyone(), vec![theirs.clone()]).await.unwrap();
    let mine = with_rights(&Right::ALL, &["mine"]);
    let honest = next(&theirs, ChangeKind::Updated, "x");
    assert!(matches!(store.commit(&mine, vec![honest.clone()]).await, Err(CommitError::Forbidden(_))));
    let forged = talap_store::Change { organisation: organisation("mine"), ..honest };
    assert!(matches!(store.commit(&mine, vec![forged]).await, Err(CommitError::Conflict { .. })));
    assert_eq!(store.record_by_id(&anyone(), theirs.record).await.unwrap().unwrap().version, 1);
}

pub(crate) async fn each_register_needs_its_right(Fresh { store, .. }: Fresh) {
    let cases = [
        ("organisations", Right::WriteStructure),
        ("objects", Right::WriteStructure),
        ("sources", Right::WriteStructure),
        ("attestations", Right::Attest),
        ("people", Right::WriteRecords),
    ];
    for (name, right) in cases {
        let change = talap_store::Change { register: register(name), ..creation("akimat", "a") };
        let refused = store.commit(&without(right), vec![change.clone()]).await;
        assert!(matches!(&refused, Err(CommitError::Forbidden(f)) if f.right == right), "{name}: {refused:?}");
        store.commit(&with_rights(&[right], &["akimat"]), vec![change]).await.unwrap();
    }
}

pub(crate) async fn who_made_a_change_is_the_caller(Fresh { store, .. }: Fresh) {
    let change = talap_store::Change { by: "os:somebody-else".into(), ..creation("akimat", "a") };
    store.commit(&anyone(), vec![change.clone()]).await.unwrap();
    assert_eq!(store.changes(&anyone(), change.record).await.unwrap()[0].by, "os:test");
}

pub(crate) async fn of_two_commits_at_once_one_wins(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let firsts: Vec<_> = (0..50).map(|n| creation("akimat", &format!("k{n}"))).collect();
    store.commit(&all, firsts.clone()).await.unwrap();
    let update = |title: &str| firsts.iter().map(|first| next(first, ChangeKind::Updated, title)).collect::<Vec<_>>();
    let mut backwards = update("b");
    backwards.reverse();
    let (a, b) = tokio::join!(store.commit(&all, update("a")), store.commit(&all, backwards));
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert!(matches!(a.and(b), Err(CommitError::Conflict { .. })));
    for record in store.records(&all, &register("documents")).await.unwrap() {
        assert_eq!(record.version, 2);
    }
}

pub(crate) async fn of_two_creations_at_once_one_wins(Fresh { store, url }: Fresh) {
    let all = anyone();
    let other = talap_store::Store::open(&url).await.unwrap();
    let batch = || (0..200).map(|n| creation("akimat", &format!("k{n}"))).collect::<Vec<_>>();
    let (a, b) = tokio::join!(store.commit(&all, batch()), other.commit(&all, batch()));
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert!(matches!(a.and(b), Err(CommitError::Duplicate { .. })));
    assert_eq!(store.records(&all, &register("documents")).await.unwrap().len(), 200);
    other.close().await;
}

pub(crate) async fn thousands_of_changes_go_in_one_batch(Fresh { store, .. }: Fresh) {
    let all = Caller::establish(Identity::Service("import"), Right::ALL, Scope::All);
    let firsts: Vec<_> = (0..5_000).map(|n| creation("akimat", &format!("k{n:05}"))).collect();
    store.commit(&all, firsts.clone()).await.unwrap();
    let seconds: Vec<_> = firsts.iter().map(|first| next(first, ChangeKind::Updated, "two")).collect();
    store.commit(&all, seconds).await.unwrap();
    let records = store.records(&all, &register("documents")).await.unwrap();
    assert_eq!(records.len(), 5_000);
    assert!(records.iter().all(|record| record.version == 2 && record.values == values("two")));
    assert_eq!(store.uncommitted_changes(&all, 20_000).await.unwrap().len(), 10_000);
}
