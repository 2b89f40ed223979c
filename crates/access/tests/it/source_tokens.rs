//! Tokens of sources.

use talap_access::{AccessError, AccountError, Role};
use talap_model::{Explain, OrganisationId, SourceId};
use time::Duration;

use crate::bench::{Bench, NOW, over};

fn source() -> (OrganisationId, SourceId) {
    (OrganisationId::new("akimat").unwrap(), SourceId::new("portal-app").unwrap())
}

#[tokio::test]
async fn a_token_lets_its_source_in_until_it_is_over_or_revoked() {
    let (bench, first) = Bench::enrolled().await;
    let (organisation, source) = source();
    let until = Some(NOW.plus_seconds(60));
    let make = async |until| {
        let made = bench.accounts.create_source_token(&first, (&organisation, &source), " Коллектор ", until).await;
        made.unwrap()
    };
    let (token, secret) = make(until).await;
    assert!(secret.reveal().starts_with("talap_"), "{}", secret.reveal());
    assert_eq!((token.name.as_str(), token.created_at, token.expires_at), ("Коллектор", NOW, until));
    let whose = async |secret: &str| bench.accounts.source_of_token(secret).await.unwrap();
    assert_eq!(whose(secret.reveal()).await, Some((organisation.clone(), source.clone())));
    assert_eq!(whose("talap_other").await, None);
    assert!(bench.accounts.caller_of_token(secret.reveal()).await.unwrap().is_none(), "it is no token of the API");

    let (lasting, other) = make(None).await;
    bench.pass(Duration::seconds(60));
    assert_eq!(whose(secret.reveal()).await, None, "its time is up");
    assert!(whose(other.reveal()).await.is_some());
    let revoked = bench.accounts.revoke_source_token(&first, lasting.id).await.unwrap();
    assert!(revoked.revoked_at.is_some() && revoked.used_at.is_some());
    assert_eq!(whose(other.reveal()).await, None);
    let again = bench.accounts.revoke_source_token(&first, lasting.id).await.unwrap_err();
    assert_eq!(again.explain().key, "access-no-source-token");
    let listed = bench.accounts.source_tokens(&first).await.unwrap();
    assert_eq!(listed.iter().map(|token| token.id).collect::<Vec<_>>(), [token.id, lasting.id]);
}

#[tokio::test]
async fn tokens_of_sources_that_cannot_be_are_refused() {
    let (bench, first) = Bench::enrolled().await;
    let (organisation, source) = source();
    let place = (&organisation, &source);
    let refused = bench.accounts.create_source_token(&first, place, "\u{7}", None).await;
    assert!(matches!(refused, Err(AccountError::InvalidTokenName)), "{refused:?}");
    let refused = bench.accounts.create_source_token(&first, place, "x", Some(NOW)).await;
    assert!(matches!(refused, Err(AccountError::EndsInThePast)), "{refused:?}");
    bench.access.grant(&first, "os:nurlan", Role::Administrator, &over(&["school"])).await.unwrap();
    let elsewhere = bench.caller("nurlan").await;
    let refused = bench.accounts.create_source_token(&elsewhere, place, "x", None).await;
    assert!(matches!(refused, Err(AccountError::Access(AccessError::Forbidden(_)))), "{refused:?}");
}
