//! Grants of roles as rows.

use talap_model::Right;
use talap_store::{Grant, GrantChange, ReadError, SaveError, StoredAccount};

use crate::backend::Fresh;
use crate::samples::{START, anyone, id, organisation, without};

fn grant(identity: &str, role: &str, org: Option<&str>) -> Grant {
    Grant {
        id: id(),
        identity: identity.into(),
        role: role.into(),
        organisation: org.map(organisation),
        granted_at: START,
        granted_by: "os:test".into(),
    }
}

fn adding(
    grants: &[&Grant],
) -> impl FnOnce(&[Grant], &[StoredAccount]) -> Result<GrantChange, SaveError> + Send + 'static {
    let add = grants.iter().map(|grant| (*grant).clone()).collect();
    move |_, _| Ok(GrantChange { add, revoke: Vec::new() })
}

pub(crate) async fn first_grants_come_once(Fresh { store, url }: Fresh) {
    let other = talap_store::Store::open(&url).await.unwrap();
    let (mine, theirs) = ([grant("os:a", "administrator", None)], [grant("os:b", "administrator", None)]);
    let (a, b) = tokio::join!(store.add_first_grants(&mine), other.add_first_grants(&theirs));
    assert!(a.unwrap() != b.unwrap());
    let held = store.all_grants(&anyone()).await.unwrap();
    assert_eq!(held.len(), 1);
    let end = GrantChange { add: Vec::new(), revoke: vec![held[0].id] };
    store.change_grants(&anyone(), START, move |_, _| Ok::<_, SaveError>(end)).await.unwrap();
    assert!(!store.add_first_grants(&mine).await.unwrap(), "there have been grants");
    other.close().await;
}

pub(crate) async fn grants_are_added_and_ended(Fresh { store, .. }: Fresh) {
    let (a, b) = (grant("os:a", "auditor", None), grant("os:a", "registrar", Some("akimat")));
    store.change_grants(&anyone(), START, adding(&[&a, &b])).await.unwrap();
    assert_eq!(store.grants_of("os:a").await.unwrap(), [a.clone(), b.clone()]);
    assert!(store.grants_of("os:A").await.unwrap().is_empty());
    let swap = grant("os:a", "auditor", Some("school"));
    let decision = GrantChange { add: vec![swap.clone()], revoke: vec![a.id] };
    let all = anyone();
    let done = store.change_grants(&all, START.plus_seconds(1), |held, _| {
        assert_eq!(held.len(), 2);
        Ok::<_, SaveError>(decision.clone())
    });
    assert_eq!(done.await.unwrap(), decision);
    assert_eq!(store.all_grants(&anyone()).await.unwrap(), [swap, b]);
}

pub(crate) async fn a_refusal_changes_nothing(Fresh { store, .. }: Fresh) {
    let less = without(Right::Attest);
    let all = anyone();
    let refused = store.change_grants(&all, START, |_, _| {
        Err::<GrantChange, SaveError>(less.require(Right::Attest).unwrap_err().into())
    });
    assert!(matches!(refused.await, Err(SaveError::Forbidden(_))));
    store.change_grants(&anyone(), START, adding(&[])).await.unwrap();
    assert!(store.all_grants(&anyone()).await.unwrap().is_empty());
}

pub(crate) async fn a_role_is_held_once(Fresh { store, .. }: Fresh) {
    for org in [None, Some("akimat")] {
        let one = grant("os:a", "auditor", org);
        store.change_grants(&anyone(), START, adding(&[&one])).await.unwrap();
        let again = grant("os:a", "auditor", org);
        let twice = store.change_grants(&anyone(), START, adding(&[&again])).await;
        assert!(matches!(twice, Err(SaveError::Store(_))), "{org:?}");
        let ended = GrantChange { add: vec![again], revoke: vec![one.id] };
        store.change_grants(&anyone(), START, move |_, _| Ok::<_, SaveError>(ended)).await.unwrap();
    }
    assert_eq!(store.grants_of("os:a").await.unwrap().len(), 2);
}

pub(crate) async fn grants_need_their_rights(Fresh { store, .. }: Fresh) {
    let one = grant("os:a", "auditor", None);
    let refused = store.change_grants(&without(Right::GrantRoles), START, adding(&[&one])).await;
    assert!(matches!(refused, Err(SaveError::Forbidden(_))));
    assert!(matches!(store.all_grants(&without(Right::ReadRoles)).await, Err(ReadError::Forbidden(_))));
}
