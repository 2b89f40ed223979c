//! Searches that people keep.

use talap_model::{Caller, Identity, RecordId, Right, Scope};
use talap_store::saved_search::MOST_SAVED;
use talap_store::{ReadError, SaveError, SavedSearch};

use crate::backend::Fresh;
use crate::samples::{START, anyone, id, without};

fn search(name: &str, text: &str) -> SavedSearch {
    let owner = anyone().identity().to_string();
    SavedSearch { id: id(), owner, name: name.to_owned(), text: text.to_owned(), saved_at: START }
}

fn other() -> Caller {
    Caller::establish(Identity::Account("other".into()), Right::ALL, Scope::All)
}

pub(crate) async fn searches_are_kept_replaced_deleted_and_brought_back(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let names = async || -> Vec<(String, String)> {
        let kept = store.saved_searches(&all).await.unwrap();
        kept.into_iter().map(|kept| (kept.name, kept.text)).collect()
    };
    let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let (root, failed) = (search("б", "user:root"), search("а", "failed"));
    assert!(store.save_search(&all, &root).await.unwrap());
    assert!(store.save_search(&all, &failed).await.unwrap());
    assert_eq!(store.saved_searches(&all).await.unwrap(), [failed.clone(), root.clone()]);
    assert!(store.save_search(&all, &search("б", "user:admin")).await.unwrap());
    assert_eq!(names().await, [pair("а", "failed"), pair("б", "user:admin")]);
    assert!(store.delete_search(&all, root.id, START).await.unwrap());
    assert!(!store.delete_search(&all, root.id, START).await.unwrap(), "it is deleted once");
    assert_eq!(names().await, [pair("а", "failed")]);
    assert!(store.restore_search(&all, root.id).await.unwrap());
    assert!(!store.restore_search(&all, root.id).await.unwrap());
    assert_eq!(names().await, [pair("а", "failed"), pair("б", "user:admin")]);
    // A day later there is nothing left to bring back.
    store.delete_search(&all, root.id, START).await.unwrap();
    store.delete_search(&all, failed.id, START.plus_seconds(86_401)).await.unwrap();
    assert!(!store.restore_search(&all, root.id).await.unwrap());
    assert!(store.restore_search(&all, failed.id).await.unwrap());
}

pub(crate) async fn searches_are_each_persons_own(Fresh { store, .. }: Fresh) {
    let mine = search("a", "mine");
    // Whose it is is the caller, whatever the value says.
    store.save_search(&anyone(), &SavedSearch { owner: "user:other".into(), ..mine.clone() }).await.unwrap();
    assert!(store.saved_searches(&other()).await.unwrap().is_empty());
    assert!(!store.delete_search(&other(), mine.id, START).await.unwrap());
    store.save_search(&other(), &search("a", "theirs")).await.unwrap();
    assert_eq!(store.saved_searches(&anyone()).await.unwrap(), std::slice::from_ref(&mine));
    store.delete_search(&anyone(), mine.id, START).await.unwrap();
    assert!(!store.restore_search(&other(), mine.id).await.unwrap());
}

pub(crate) async fn searches_need_their_right(Fresh { store, .. }: Fresh) {
    let blind = without(Right::ReadEvents);
    let one: RecordId = id();
    assert!(matches!(store.save_search(&blind, &search("a", "b")).await, Err(SaveError::Forbidden(_))));
    assert!(matches!(store.saved_searches(&blind).await, Err(ReadError::Forbidden(_))));
    assert!(matches!(store.delete_search(&blind, one, START).await, Err(SaveError::Forbidden(_))));
    assert!(matches!(store.restore_search(&blind, one).await, Err(SaveError::Forbidden(_))));
}

pub(crate) async fn nobody_keeps_too_many_searches(Fresh { store, .. }: Fresh) {
    for n in 0..MOST_SAVED {
        assert!(store.save_search(&anyone(), &search(&n.to_string(), "x")).await.unwrap());
    }
    assert!(!store.save_search(&anyone(), &search("one more", "x")).await.unwrap());
    assert!(store.save_search(&anyone(), &search("7", "replaced")).await.unwrap());
    assert!(store.save_search(&other(), &search("one more", "x")).await.unwrap());
}
