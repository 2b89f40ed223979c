//! Imports with their changes, and files that wait.

use talap_model::{Caller, Identity, RecordId, Right, Scope};
use talap_store::import::DRAFT_KEPT;
use talap_store::{ChangeKind, CommitError, Derived, Import, ImportDraft, ReadError, SaveError};

use crate::backend::Fresh;
use crate::samples::{START, anyone, creation, id, next, organisation, register, with_rights, without};

fn import(of: Option<&str>) -> Import {
    Import {
        id: id(),
        register: register("documents"),
        organisation: of.map(organisation),
        at: START,
        by: anyone().identity().to_string(),
        file_name: "Құжаттар.xlsx".into(),
        sha256: "00".repeat(32),
        created: 2,
        updated: 0,
        unchanged: 3,
        rejected: 1,
        undone: None,
    }
}

fn draft(bytes: &[u8]) -> ImportDraft {
    ImportDraft { id: id(), register: register("documents"), name: "a.csv".into(), bytes: bytes.to_vec(), at: START }
}

fn other() -> Caller {
    Caller::establish(Identity::Account("other".into()), Right::ALL, Scope::All)
}

pub(crate) async fn an_import_is_kept_with_its_changes(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let (one, two) = (creation("akimat", "a"), creation("akimat", "b"));
    let first = import(Some("akimat"));
    store.commit_import(&all, &first, &[one.clone(), two.clone()], &Derived::default()).await.unwrap();
    store.commit(&all, vec![creation("akimat", "c"), next(&one, ChangeKind::Updated, "later")]).await.unwrap();
    let later = Import { at: START.plus_seconds(1), organisation: None, ..import(None) };
    store.commit_import(&all, &later, &[creation("school", "d")], &Derived::default()).await.unwrap();

    assert_eq!(store.imports(&all, &first.register, 10).await.unwrap(), [later.clone(), first.clone()]);
    assert_eq!(store.imports(&all, &first.register, 1).await.unwrap(), std::slice::from_ref(&later));
    assert!(store.imports(&all, &register("people"), 10).await.unwrap().is_empty());
    assert_eq!(store.import(&all, first.id).await.unwrap().as_ref(), Some(&first));
    let made: Vec<RecordId> =
        store.changes_of_import(&all, first.id).await.unwrap().iter().map(|change| change.id).collect();
    assert_eq!(made, [one.id, two.id]);
    let records = store.records_of_import(&all, first.id).await.unwrap();
    assert_eq!((records.len(), records[&one.record].version), (2, 2), "as they stand now");
    let of = store.imports_of_changes(&all, &[one.id, id()]).await.unwrap();
    assert_eq!(of.len(), 1);
    assert_eq!((of[&one.id].import, of[&one.id].undoes), (first.id, false));
    assert_eq!(of[&one.id].file_name, first.file_name);
}

pub(crate) async fn an_import_whose_changes_fail_is_not_kept(Fresh { store, .. }: Fresh) {
    let one = creation("akimat", "a");
    store.commit(&anyone(), vec![one]).await.unwrap();
    let import = import(None);
    let error =
        store.commit_import(&anyone(), &import, &[creation("akimat", "a")], &Derived::default()).await.unwrap_err();
    assert!(matches!(error, CommitError::Duplicate { .. }), "{error:?}");
    assert_eq!(store.import(&anyone(), import.id).await.unwrap(), None);
}

pub(crate) async fn an_import_is_taken_back_once(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let one = creation("akimat", "a");
    let import = import(None);
    store.commit_import(&all, &import, std::slice::from_ref(&one), &Derived::default()).await.unwrap();
    let back = next(&one, ChangeKind::Voided, "a");
    let at = START.plus_seconds(5);
    store.commit_undo(&all, import.id, at, std::slice::from_ref(&back), &Derived::default()).await.unwrap();
    let kept = store.import(&all, import.id).await.unwrap().unwrap();
    assert_eq!(kept.undone, Some((at, all.identity().to_string())));
    assert_eq!(store.changes_of_import(&all, import.id).await.unwrap().len(), 1, "only what it made");
    assert!(store.imports_of_changes(&all, &[back.id]).await.unwrap()[&back.id].undoes);
    let again = next(&back, ChangeKind::Updated, "a");
    let error =
        store.commit_undo(&all, import.id, at, std::slice::from_ref(&again), &Derived::default()).await.unwrap_err();
    assert!(matches!(error, CommitError::Undone { import: told } if told == import.id), "{error:?}");
    assert_eq!(store.changes(&all, one.record).await.unwrap().len(), 2, "and nothing was changed");
}

pub(crate) async fn imports_stay_within_reach(Fresh { store, .. }: Fresh) {
    let (wide, mine) = (import(None), import(Some("akimat")));
    store
        .commit_import(&anyone(), &wide, &[creation("akimat", "a"), creation("school", "a")], &Derived::default())
        .await
        .unwrap();
    store.commit_import(&anyone(), &mine, &[creation("akimat", "b")], &Derived::default()).await.unwrap();
    let narrow = with_rights(&Right::ALL, &["akimat"]);
    let seen: Vec<RecordId> =
        store.imports(&narrow, &wide.register, 10).await.unwrap().iter().map(|import| import.id).collect();
    assert_eq!(seen, [mine.id]);
    assert_eq!(store.import(&narrow, wide.id).await.unwrap(), None);
    assert_eq!(store.changes_of_import(&narrow, wide.id).await.unwrap().len(), 1);
    assert_eq!(store.records_of_import(&narrow, wide.id).await.unwrap().len(), 1);
    // Who hands in rows of several organisations sees their own import, whatever they reach.
    let own = Import { id: id(), ..wide.clone() };
    store.commit_import(&narrow, &own, &[creation("akimat", "c")], &Derived::default()).await.unwrap();
    assert!(store.import(&narrow, own.id).await.unwrap().is_some());
}

pub(crate) async fn imports_need_their_rights(Fresh { store, .. }: Fresh) {
    let blind = without(Right::ReadRecords);
    let one = id();
    assert!(matches!(store.imports(&blind, &register("documents"), 1).await, Err(ReadError::Forbidden(_))));
    assert!(matches!(store.import(&blind, one).await, Err(ReadError::Forbidden(_))));
    assert!(matches!(store.changes_of_import(&blind, one).await, Err(ReadError::Forbidden(_))));
    assert!(matches!(store.records_of_import(&blind, one).await, Err(ReadError::Forbidden(_))));
    assert!(matches!(store.imports_of_changes(&blind, &[one]).await, Err(ReadError::Forbidden(_))));
    let mute = without(Right::WriteRecords);
    let import = import(None);
    let refused = store.commit_import(&mute, &import, &[], &Derived::default()).await;
    assert!(matches!(refused, Err(CommitError::Forbidden(_))), "{refused:?}");
    let refused = store.commit_undo(&mute, one, START, &[creation("akimat", "a")], &Derived::default()).await;
    assert!(matches!(refused, Err(CommitError::Forbidden(_))), "{refused:?}");
    assert!(matches!(store.keep_import_draft(&mute, draft(b"x")).await, Err(SaveError::Forbidden(_))));
    assert!(matches!(store.import_draft(&mute, &register("documents"), one).await, Err(ReadError::Forbidden(_))));
    assert!(matches!(store.drop_import_draft(&mute, &register("documents"), one).await, Err(SaveError::Forbidden(_))));
}

pub(crate) async fn a_file_waits_for_its_owner_a_day(Fresh { store, .. }: Fresh) {
    let (all, documents) = (anyone(), register("documents"));
    let first = draft(&[0, 159, 146, 150]);
    store.keep_import_draft(&all, first.clone()).await.unwrap();
    assert_eq!(store.import_draft(&all, &documents, first.id).await.unwrap().as_ref(), Some(&first));
    assert_eq!(store.import_draft(&other(), &documents, first.id).await.unwrap(), None, "nobody else's");
    assert_eq!(store.import_draft(&all, &register("people"), first.id).await.unwrap(), None, "nor another register's");
    assert!(!store.drop_import_draft(&other(), &documents, first.id).await.unwrap());
    assert!(store.import_draft(&all, &documents, first.id).await.unwrap().is_some());
    let second = draft(b"second");
    store.keep_import_draft(&all, second.clone()).await.unwrap();
    assert_eq!(store.import_draft(&all, &documents, first.id).await.unwrap(), None, "one waits at a time");
    // A day later somebody else's file comes, and the forgotten one goes.
    let later = ImportDraft { at: START.plus_seconds(DRAFT_KEPT + 1), ..draft(b"third") };
    store.keep_import_draft(&other(), later).await.unwrap();
    assert_eq!(store.import_draft(&all, &documents, second.id).await.unwrap(), None);
    let kept = draft(b"fourth");
    store.keep_import_draft(&all, kept.clone()).await.unwrap();
    assert!(store.drop_import_draft(&all, &documents, kept.id).await.unwrap());
    assert!(!store.drop_import_draft(&all, &documents, kept.id).await.unwrap(), "it is taken once");
    assert_eq!(store.import_draft(&all, &documents, kept.id).await.unwrap(), None);
}
