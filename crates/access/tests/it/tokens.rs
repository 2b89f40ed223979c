//! Tokens of the API.

use std::collections::BTreeSet;

use talap_access::{AccountError, Role};
use talap_model::{Caller, Explain, Identity, Right, Scope};
use time::Duration;

use crate::bench::{Bench, NOW, over};

/// `serik` with a role over one organisation.
async fn registrar() -> (Bench, Caller, Caller) {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    bench.access.grant(&first, "user:serik", Role::Registrar, &over(&["akimat"])).await.unwrap();
    let session = bench.sign_in("serik").await.session;
    let serik = bench.accounts.visit(session.reveal()).await.unwrap().caller;
    (bench, first, serik)
}

fn scopes(rights: &[Right]) -> BTreeSet<Right> {
    rights.iter().copied().collect()
}

#[tokio::test]
async fn a_token_is_its_owner_with_fewer_rights() {
    let (bench, first, serik) = registrar().await;
    let wanted = scopes(&[Right::ReadRecords, Right::WriteRecords]);
    let (token, secret) = bench.accounts.create_token(&serik, " Есеп ", wanted.clone(), None).await.unwrap();
    assert!(secret.reveal().starts_with("talap_") && secret.reveal().len() == 49, "{}", secret.reveal());
    assert_eq!((token.name.as_str(), &token.scopes, token.created_at), ("Есеп", &wanted, NOW));
    let caller = async || bench.accounts.caller_of_token(secret.reveal()).await.unwrap().unwrap();
    let held = async || {
        let caller = caller().await;
        Right::ALL.into_iter().filter(|right| caller.has(*right)).collect::<Vec<_>>()
    };
    assert_eq!(caller().await.identity(), &Identity::Account("serik".into()));
    assert_eq!(caller().await.scope(), &over(&["akimat"]));
    assert_eq!(held().await, [Right::ReadRecords, Right::WriteRecords]);

    bench.access.grant(&first, "user:serik", Role::Auditor, &over(&["akimat"])).await.unwrap();
    assert_eq!(held().await, [Right::ReadRecords, Right::WriteRecords], "more roles give a token no more");
    bench.access.revoke(&first, "user:serik", Role::Registrar, &over(&["akimat"])).await.unwrap();
    assert_eq!(held().await, [Right::ReadRecords], "fewer roles leave it less");
    bench.access.revoke(&first, "user:serik", Role::Auditor, &over(&["akimat"])).await.unwrap();
    assert!(held().await.is_empty());
    assert_eq!(caller().await.scope(), &over(&[]));
}

#[tokio::test]
async fn a_token_for_reading_holds_no_role() {
    let (bench, _, serik) = registrar().await;
    for (rights, roles) in [
        (&[Right::ReadRecords, Right::ReadPersonalData][..], &[][..]),
        (&[Right::ReadRecords, Right::WriteRecords], &["registrar"]),
        (Role::Registrar.rights(), &["registrar"]),
    ] {
        let (_, secret) = bench.accounts.create_token(&serik, "t", scopes(rights), None).await.unwrap();
        let caller = bench.accounts.caller_of_token(secret.reveal()).await.unwrap().unwrap();
        assert_eq!(caller.roles().collect::<Vec<_>>(), roles, "{rights:?}");
    }
    // Of who may only read, a token with everything is one for reading.
    let (bench, first, _) = registrar().await;
    bench.access.revoke(&first, "user:serik", Role::Registrar, &over(&["akimat"])).await.unwrap();
    bench.access.grant(&first, "user:serik", Role::Auditor, &over(&["akimat"])).await.unwrap();
    let session = bench.sign_in("serik").await.session;
    let serik = bench.accounts.visit(session.reveal()).await.unwrap().caller;
    let (_, secret) = bench.accounts.create_token(&serik, "t", scopes(Role::Auditor.rights()), None).await.unwrap();
    let caller = bench.accounts.caller_of_token(secret.reveal()).await.unwrap().unwrap();
    assert_eq!(caller.roles().count(), 0);
}

#[tokio::test]
async fn tokens_that_cannot_be_are_refused() {
    let (bench, first, serik) = registrar().await;
    let create = async |name: &str, rights: &[Right], seconds: i64| {
        let at = bench.now().plus_seconds(seconds);
        bench.accounts.create_token(&serik, name, scopes(rights), Some(at)).await.map(drop)
    };
    let long = "a".repeat(101);
    for name in ["", "  ", "a\tb", long.as_str()] {
        let refused = create(name, &[Right::ReadRecords], 60).await;
        assert!(matches!(refused, Err(AccountError::InvalidTokenName)), "{refused:?}");
    }
    let refused = create("t", &[], 60).await;
    assert!(matches!(refused, Err(AccountError::NoScope)), "{refused:?}");
    let refused = create("t", &[Right::ReadRecords, Right::GrantRoles], 60).await.unwrap_err();
    assert!(matches!(refused, AccountError::ScopeTooWide { right: Right::GrantRoles, .. }), "{refused:?}");
    assert_eq!(refused.explain().to_string(), "access-token-scope-too-wide right=(right-grant-roles)");
    for seconds in [0, -60] {
        let refused = create("t", &[Right::ReadRecords], seconds).await;
        assert!(matches!(refused, Err(AccountError::EndsInThePast)), "{refused:?}");
    }
    create("t", &[Right::ReadRecords], 1).await.unwrap();
    let user = bench.accounts.create_token(&first, "t", scopes(&[Right::ReadRecords]), None).await;
    assert!(matches!(user, Err(AccountError::NotAnAccount { .. })), "{user:?}");
    assert!(matches!(bench.accounts.tokens(&first).await, Err(AccountError::NotAnAccount { .. })));
}

#[tokio::test]
async fn a_token_ends() {
    let (bench, first, serik) = registrar().await;
    let until = bench.now().plus_seconds(3_600);
    let reading = scopes(&[Right::ReadRecords]);
    let (_, brief) = bench.accounts.create_token(&serik, "brief", reading.clone(), Some(until)).await.unwrap();
    let (_, lasting) = bench.accounts.create_token(&serik, "long", reading, None).await.unwrap();
    let works = async |secret: &str| bench.accounts.caller_of_token(secret).await.unwrap().is_some();
    bench.pass(Duration::hours(1) - Duration::microseconds(1));
    assert!(works(brief.reveal()).await);
    bench.pass(Duration::microseconds(1));
    assert!(!works(brief.reveal()).await);
    assert!(works(lasting.reveal()).await);
    for bad in ["", "talap_", lasting.reveal().strip_prefix("talap_").unwrap()] {
        assert!(!works(bad).await, "{bad}");
    }
    bench.accounts.block(&first, "serik").await.unwrap();
    let blocked = bench.now();
    assert!(!works(lasting.reveal()).await);
    bench.accounts.unblock(&first, "serik").await.unwrap();
    assert!(!works(lasting.reveal()).await, "a block ends tokens for good");
    let reading = scopes(&[Right::ReadRecords]);
    let (long, lasting) = bench.accounts.create_token(&serik, "long", reading, None).await.unwrap();
    assert!(works(lasting.reveal()).await);

    bench.account(&first, "dana").await;
    let dana = Caller::establish(Identity::Account("dana".into()), Right::ALL, Scope::All);
    let theirs = bench.accounts.revoke_token(&dana, long.id).await;
    assert!(matches!(theirs, Err(AccountError::NoToken)), "{theirs:?}");
    bench.accounts.revoke_token(&serik, long.id).await.unwrap();
    assert!(!works(lasting.reveal()).await);
    let twice = bench.accounts.revoke_token(&serik, long.id).await;
    assert!(matches!(twice, Err(AccountError::NoToken)), "{twice:?}");
    let listed = bench.accounts.tokens(&serik).await.unwrap();
    assert_eq!(
        listed.iter().map(|token| token.revoked_at).collect::<Vec<_>>(),
        [Some(blocked), Some(blocked), Some(bench.now())]
    );
    assert!(listed.iter().all(|token| token.used_at.is_some()));
}
