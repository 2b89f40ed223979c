//! Tokens of sources as rows.

use talap_model::{Right, SourceId, Timestamp};
use talap_store::{ReadError, SaveError, StoredSourceToken};

use crate::backend::Fresh;
use crate::samples::{START, anyone, id, organisation, with_rights, without};

fn after(seconds: i64) -> Timestamp {
    START.plus_seconds(seconds)
}

fn token(hash: &str, of: &str) -> StoredSourceToken {
    StoredSourceToken {
        id: id(),
        organisation: organisation(of),
        source: SourceId::new("portal-app").unwrap(),
        name: "Коллектор «К»".into(),
        hash: hash.into(),
        created_at: after(1),
        created_by: "os:test".into(),
        expires_at: Some(after(100)),
        revoked_at: None,
        used_at: None,
    }
}

pub(crate) async fn tokens_of_sources_are_kept_seen_and_revoked(Fresh { store, .. }: Fresh) {
    let (first, second) = (token("s1", "akimat"), StoredSourceToken { expires_at: None, ..token("s2", "school") });
    for one in [&first, &second] {
        store.add_source_token(&anyone(), one).await.unwrap();
    }
    assert!(store.add_source_token(&anyone(), &token("s1", "akimat")).await.is_err(), "one hash, one token");
    assert_eq!(store.source_tokens(&anyone()).await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(store.source_token("s2").await.unwrap(), Some(second.clone()));
    assert_eq!(store.source_token("s3").await.unwrap(), None);
    store.see_source_token(first.id, after(9)).await.unwrap();
    let revoked = store.revoke_source_token(&anyone(), first.id, after(10)).await.unwrap().unwrap();
    assert_eq!((revoked.revoked_at, revoked.used_at), (Some(after(10)), Some(after(9))));
    assert_eq!(store.revoke_source_token(&anyone(), first.id, after(11)).await.unwrap(), None);
}

pub(crate) async fn tokens_of_sources_need_their_right_and_reach(Fresh { store, .. }: Fresh) {
    let (near, far) = (token("s1", "akimat"), token("s2", "school"));
    let lacking = without(Right::WriteStructure);
    let added = store.add_source_token(&lacking, &near).await;
    assert!(matches!(added, Err(SaveError::Forbidden(_))), "{added:?}");
    let listed = store.source_tokens(&lacking).await;
    assert!(matches!(listed, Err(ReadError::Forbidden(_))), "{listed:?}");
    let revoked = store.revoke_source_token(&lacking, near.id, START).await;
    assert!(matches!(revoked, Err(SaveError::Forbidden(_))), "{revoked:?}");

    let local = with_rights(&[Right::WriteStructure], &["akimat"]);
    store.add_source_token(&local, &near).await.unwrap();
    let added = store.add_source_token(&local, &far).await;
    assert!(matches!(added, Err(SaveError::Forbidden(_))), "{added:?}");
    store.add_source_token(&anyone(), &far).await.unwrap();
    assert_eq!(store.source_tokens(&local).await.unwrap(), [near]);
    assert_eq!(store.revoke_source_token(&local, far.id, START).await.unwrap(), None, "out of reach");
}
