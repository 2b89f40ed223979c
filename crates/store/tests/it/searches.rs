//! Searches that people keep.

use sea_orm::{ConnectionTrait, Database};
use talap_model::{Caller, Identity, RecordId, Right, Scope};
use talap_store::saved_search::MOST_SAVED;
use talap_store::{ReadError, SaveError, SavedSearch, SearchKept, SearchKind, Store};

use crate::backend::Fresh;
use crate::samples::{START, anyone, id, without};

const PLAIN: SearchKind = SearchKind::Plain;
const SQL: SearchKind = SearchKind::Sql;

fn search(name: &str, text: &str) -> SavedSearch {
    let owner = anyone().identity().to_string();
    SavedSearch { id: id(), owner, name: name.to_owned(), kind: PLAIN, text: text.to_owned(), saved_at: START }
}

fn question(name: &str, text: &str) -> SavedSearch {
    SavedSearch { kind: SQL, ..search(name, text) }
}

fn other() -> Caller {
    Caller::establish(Identity::Account("other".into()), Right::ALL, Scope::All)
}

async fn kept(store: &Store, caller: &Caller, search: &SavedSearch) -> SearchKept {
    store.save_search(caller, search).await.unwrap()
}

pub(crate) async fn searches_are_kept_replaced_deleted_and_brought_back(Fresh { store, .. }: Fresh) {
    let all = anyone();
    for kind in SearchKind::ALL {
        let search = |name: &str, text: &str| SavedSearch { kind, ..search(name, text) };
        let names = async || -> Vec<(String, String)> {
            let kept = store.saved_searches(&all, kind).await.unwrap();
            kept.into_iter().map(|kept| (kept.name, kept.text)).collect()
        };
        // Names of the other kind are another's.
        let name = |name: &str| format!("{name} {}", kind.key());
        let pair = |of: &str, text: &str| (name(of), text.to_owned());
        let (root, failed) = (search(&name("б"), "user:root"), search(&name("а"), "failed"));
        assert_eq!(kept(&store, &all, &root).await, SearchKept::Kept);
        assert_eq!(kept(&store, &all, &failed).await, SearchKept::Kept);
        assert_eq!(store.saved_searches(&all, kind).await.unwrap(), [failed.clone(), root.clone()]);
        assert_eq!(store.saved_search(&all, kind, root.id).await.unwrap(), Some(root.clone()));
        assert_eq!(kept(&store, &all, &search(&name("б"), "user:admin")).await, SearchKept::Kept);
        assert_eq!(names().await, [pair("а", "failed"), pair("б", "user:admin")]);
        assert!(store.delete_search(&all, kind, root.id, START).await.unwrap());
        assert!(!store.delete_search(&all, kind, root.id, START).await.unwrap(), "it is deleted once");
        assert_eq!(names().await, [pair("а", "failed")]);
        assert_eq!(store.saved_search(&all, kind, root.id).await.unwrap(), None, "what is deleted is not there");
        assert!(store.restore_search(&all, kind, root.id).await.unwrap());
        assert!(!store.restore_search(&all, kind, root.id).await.unwrap());
        assert_eq!(names().await, [pair("а", "failed"), pair("б", "user:admin")]);
        // A day later there is nothing left to bring back.
        store.delete_search(&all, kind, root.id, START).await.unwrap();
        store.delete_search(&all, kind, failed.id, START.plus_seconds(86_401)).await.unwrap();
        assert!(!store.restore_search(&all, kind, root.id).await.unwrap());
        assert!(store.restore_search(&all, kind, failed.id).await.unwrap());
    }
}

pub(crate) async fn a_kind_of_searches_is_apart_from_the_other(Fresh { store, .. }: Fresh) {
    let all = anyone();
    let (plain, sql) = (search("а", "failed"), question("б", "SELECT 1"));
    assert_eq!(kept(&store, &all, &plain).await, SearchKept::Kept);
    assert_eq!(kept(&store, &all, &sql).await, SearchKept::Kept);
    assert_eq!(store.saved_searches(&all, PLAIN).await.unwrap(), std::slice::from_ref(&plain));
    assert_eq!(store.saved_searches(&all, SQL).await.unwrap(), std::slice::from_ref(&sql));
    // A name is one search's, and nothing is lost by taking it for another.
    assert_eq!(kept(&store, &all, &question("а", "SELECT 2")).await, SearchKept::NameTaken);
    assert_eq!(kept(&store, &all, &search("б", "root")).await, SearchKept::NameTaken);
    assert_eq!(store.saved_searches(&all, PLAIN).await.unwrap(), std::slice::from_ref(&plain));
    assert_eq!(store.saved_searches(&all, SQL).await.unwrap(), std::slice::from_ref(&sql));
    // As the other kind it is not there.
    assert_eq!(store.saved_search(&all, PLAIN, sql.id).await.unwrap(), None);
    assert!(!store.delete_search(&all, PLAIN, sql.id, START).await.unwrap());
    assert!(store.delete_search(&all, SQL, sql.id, START).await.unwrap());
    assert!(!store.restore_search(&all, PLAIN, sql.id).await.unwrap());
    assert!(store.restore_search(&all, SQL, sql.id).await.unwrap());
    // A deleted one takes no name.
    assert!(store.delete_search(&all, PLAIN, plain.id, START).await.unwrap());
    assert_eq!(kept(&store, &all, &question("а", "SELECT 2")).await, SearchKept::Kept);
}

pub(crate) async fn searches_are_each_persons_own(Fresh { store, .. }: Fresh) {
    for kind in SearchKind::ALL {
        let search = |name: &str, text: &str| SavedSearch { kind, ..search(name, text) };
        let mine = search(kind.key(), "mine");
        // Whose it is is the caller, whatever the value says.
        store.save_search(&anyone(), &SavedSearch { owner: "user:other".into(), ..mine.clone() }).await.unwrap();
        assert!(store.saved_searches(&other(), kind).await.unwrap().is_empty());
        assert_eq!(store.saved_search(&other(), kind, mine.id).await.unwrap(), None);
        assert!(!store.delete_search(&other(), kind, mine.id, START).await.unwrap());
        store.save_search(&other(), &search(kind.key(), "theirs")).await.unwrap();
        assert_eq!(store.saved_searches(&anyone(), kind).await.unwrap(), std::slice::from_ref(&mine));
        store.delete_search(&anyone(), kind, mine.id, START).await.unwrap();
        assert!(!store.restore_search(&other(), kind, mine.id).await.unwrap());
    }
}

pub(crate) async fn searches_need_their_right(Fresh { store, .. }: Fresh) {
    let one: RecordId = id();
    for kind in SearchKind::ALL {
        let (blind, search) = (without(kind.right()), SavedSearch { kind, ..search("a", "b") });
        assert!(matches!(store.save_search(&blind, &search).await, Err(SaveError::Forbidden(_))));
        assert!(matches!(store.saved_searches(&blind, kind).await, Err(ReadError::Forbidden(_))));
        assert!(matches!(store.saved_search(&blind, kind, one).await, Err(ReadError::Forbidden(_))));
        assert!(matches!(store.delete_search(&blind, kind, one, START).await, Err(SaveError::Forbidden(_))));
        assert!(matches!(store.restore_search(&blind, kind, one).await, Err(SaveError::Forbidden(_))));
    }
    // A registrar asks in SQL and sees no events; the right to these is not wanted for it.
    let registrar = without(Right::ReadEvents);
    assert_eq!(kept(&store, &registrar, &question("a", "SELECT 1")).await, SearchKept::Kept);
    assert_eq!(store.saved_searches(&registrar, SQL).await.unwrap().len(), 1);
}

pub(crate) async fn nobody_keeps_too_many_searches(Fresh { store, .. }: Fresh) {
    for n in 0..MOST_SAVED {
        let kind = SearchKind::ALL[n % 2];
        let search = SavedSearch { kind, ..search(&n.to_string(), "x") };
        assert_eq!(kept(&store, &anyone(), &search).await, SearchKept::Kept);
    }
    assert_eq!(kept(&store, &anyone(), &search("one more", "x")).await, SearchKept::Full);
    assert_eq!(kept(&store, &anyone(), &question("one more", "x")).await, SearchKept::Full);
    assert_eq!(kept(&store, &anyone(), &question("7", "replaced")).await, SearchKept::Kept);
    assert_eq!(kept(&store, &anyone(), &question("8", "x")).await, SearchKept::NameTaken);
    assert_eq!(kept(&store, &other(), &search("one more", "x")).await, SearchKept::Kept);
}

pub(crate) async fn searches_of_before_are_of_the_plain_language(Fresh { store, url }: Fresh) {
    store.close().await;
    // As a database of the version before: without what the migration adds.
    let raw = Database::connect(&url).await.unwrap();
    let (id, owner) = (id(), anyone().identity().to_string());
    for statement in [
        "ALTER TABLE saved_searches DROP COLUMN kind".to_owned(),
        format!(
            "INSERT INTO saved_searches (id, owner, name, query, saved_at) VALUES ('{id}', '{owner}', 'а', 'failed', {})",
            START.micros()
        ),
        "DELETE FROM seaql_migrations WHERE version = 'm0017_saved_sql'".to_owned(),
    ] {
        raw.execute_unprepared(&statement).await.unwrap();
    }
    raw.close().await.unwrap();
    let store = Store::open(&url).await.unwrap();
    let before = SavedSearch { id, ..search("а", "failed") };
    assert_eq!(store.saved_searches(&anyone(), PLAIN).await.unwrap(), [before]);
    assert!(store.saved_searches(&anyone(), SQL).await.unwrap().is_empty());
    store.close().await;
}
