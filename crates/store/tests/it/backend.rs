//! A fresh database for each test.

use std::future::Future;

use sea_orm::{ConnectionTrait, Database};
use talap_store::{Store, sqlite_url};

/// A database of its own, and how to open it once more.
#[derive(Clone)]
pub(crate) struct Fresh {
    pub(crate) store: Store,
    pub(crate) url: String,
}

pub(crate) async fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Fresh) -> F) {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite_url(&folder.path().join("talap.db"));
    test(Fresh { store: Store::open(&url).await.unwrap(), url }).await;
}

pub(crate) async fn on_postgres<F: Future<Output = ()>>(name: &str, test: impl FnOnce(Fresh) -> F) {
    let Some(server) = wanted::text("TALAP_TEST_POSTGRES") else { return };
    let short: String = name.chars().take(40).collect();
    let database = format!("t{}_{short}", std::process::id());
    let admin = Database::connect(&server).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {database}")).await.unwrap();
    let (place, _) = server.rsplit_once('/').unwrap();
    let url = format!("{place}/{database}");
    let fresh = Fresh { store: Store::open(&url).await.unwrap(), url };
    test(fresh.clone()).await;
    fresh.store.close().await;
    admin.execute_unprepared(&format!("DROP DATABASE {database} WITH (FORCE)")).await.unwrap();
}
