//! Opening, again and elsewhere, and what is said when it cannot be done.

use sea_orm::{ConnectionTrait, Database};
use talap_model::Explain;
use talap_store::{FaultKind, ListQuery, Store, StoreError, sqlite_url};

use crate::backend::Fresh;
use crate::samples::{anyone, creation, register};

pub(crate) async fn records_outlive_the_process(Fresh { store, url }: Fresh) {
    let change = creation("akimat", "a");
    store.commit(&anyone(), vec![change.clone()]).await.unwrap();
    store.close().await;
    let store = Store::open(&url).await.unwrap();
    assert!(store.record_by_id(&anyone(), change.record).await.unwrap().is_some());
    store.close().await;
}

pub(crate) async fn older_records_are_found_too(Fresh { store, url }: Fresh) {
    let changes = (0..2_500).map(|n| creation("akimat", &format!("Ёлка-{n}"))).collect();
    store.commit(&anyone(), changes).await.unwrap();
    store.close().await;
    // As a database of the version before: without what the migration adds.
    let raw = Database::connect(&url).await.unwrap();
    for statement in [
        "DROP INDEX records_listed",
        "DROP INDEX records_changed",
        "DROP INDEX verdicts_counted",
        "ALTER TABLE records DROP COLUMN search",
        "ALTER TABLE assessments DROP COLUMN whole",
        "DROP TABLE files",
        "DELETE FROM seaql_migrations WHERE version = 'm0005_lists'",
    ] {
        raw.execute_unprepared(statement).await.unwrap();
    }
    raw.close().await.unwrap();
    let store = Store::open(&url).await.unwrap();
    for (text, total) in [("елка", 2_500), ("ЁЛКА-2499", 1)] {
        let query = ListQuery { text: Some(text.to_owned()), limit: 1, ..ListQuery::default() };
        let page = store.list(&anyone(), &register("documents"), &query).await.unwrap();
        assert_eq!((page.total, page.records.len()), (total, 1), "{text}");
    }
    store.close().await;
}

pub(crate) async fn a_newer_database_is_refused(Fresh { store, url }: Fresh) {
    let raw = Database::connect(&url).await.unwrap();
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_tomorrow', 0)";
    raw.execute_unprepared(newer).await.unwrap();
    raw.close().await.unwrap();
    store.close().await;
    let error = Store::open(&url).await.unwrap_err();
    assert!(matches!(&error, StoreError::Migration { cause, .. } if cause.kind() == FaultKind::Newer), "{error:?}");
    assert_eq!(error.explain().key, "store-newer");
}

pub(crate) async fn nodes_may_start_together(Fresh { store, url }: Fresh) {
    let raw = Database::connect(&url).await.unwrap();
    for table in
        ["calendar_links", "mail_digests", "source_tokens", "api_tokens", "sessions", "sign_in_links", "accounts"]
    {
        raw.execute_unprepared(&format!("DROP TABLE {table}")).await.unwrap();
    }
    for table in [
        "unique_values",
        "idempotent_answers",
        "register_forms",
        "deadlines",
        "import_drafts",
        "import_changes",
        "imports",
        "ledger_lines",
        "leases",
        "saved_searches",
        "clause_reviews",
        "catalog_snapshots",
        "files",
        "verdicts",
        "assessments",
        "changes",
        "records",
        "role_grants",
        "seaql_migrations",
    ] {
        raw.execute_unprepared(&format!("DROP TABLE {table}")).await.unwrap();
    }
    raw.close().await.unwrap();
    store.close().await;
    let (a, b, c) = tokio::join!(Store::open(&url), Store::open(&url), Store::open(&url));
    for store in [a, b, c] {
        store.unwrap().close().await;
    }
}

fn said(error: &StoreError) -> String {
    let message = error.explain().to_string();
    assert!(!message.contains('\n') && !message.contains("hunter2"), "{message}");
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    message
}

#[tokio::test]
async fn an_unreachable_server_is_said_at_once() {
    let error = Store::open("postgres://talap:hunter2@127.0.0.1:1/talap").await.unwrap_err();
    let message = said(&error);
    assert!(message.starts_with("store-cannot-open"), "{message}");
    assert!(message.contains("refused") && message.contains("talap:***@127.0.0.1:1"), "{message}");
}

#[tokio::test]
async fn a_wrong_url_is_said_without_its_password() {
    for url in ["mysql://talap:hunter2@db/talap", "talap.db", "", "postgres:/talap:hunter2@db"] {
        let error = Store::open(url).await.unwrap_err();
        assert!(matches!(error, StoreError::UnknownScheme { .. }), "{url}");
        said(&error);
    }
    for url in ["postgres://talap:hunter2@[bad/talap", "postgres://talap:hunter2@db:port/talap", "sqlite://x?mode=odd"]
    {
        let error = Store::open(url).await.unwrap_err();
        assert!(said(&error).starts_with("store-cannot-open"), "{url}: {error:?}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let absent = Store::open(&sqlite_url(&folder.path().join("no/such/folder/talap.db"))).await.unwrap_err();
    assert!(said(&absent).starts_with("store-cannot-open"), "{absent:?}");
    let directory = Store::open(&sqlite_url(folder.path())).await.unwrap_err();
    assert!(said(&directory).starts_with("store-cannot-open"), "{directory:?}");

    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "Бұл дерекқор емес. ".repeat(200)).unwrap();
    let before = std::fs::read(&text).unwrap();
    let error = Store::open(&sqlite_url(&text)).await.unwrap_err();
    assert!(said(&error).starts_with("store-not-a-database"), "{error:?}");
    assert_eq!(std::fs::read(&text).unwrap(), before, "and it is left as it was");
}

#[tokio::test]
async fn a_database_that_allows_no_writing_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talap.db");
    std::fs::write(&path, "").unwrap();
    let error = Store::open(&format!("sqlite://{}?mode=ro", path.display())).await.unwrap_err();
    let message = said(&error);
    assert!(message.contains("readonly") || message.contains("read-only"), "{message}");
}
