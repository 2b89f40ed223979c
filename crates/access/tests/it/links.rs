//! One-time links: the first one, others, and what they are worth.

use talap_access::{AccountError, LinkState, PasswordRefusal, Role, SignInError};
use talap_model::{Explain, Right, Scope};
use talap_store::{Store, sqlite_url};
use time::Duration;

use crate::bench::{Bench, NOW, PASSWORD, brief, origin, over};

#[tokio::test]
async fn the_first_link_makes_an_account_with_the_same_roles() {
    let (bench, first) = Bench::enrolled().await;
    let (account, early) = bench.accounts.first_link("aigerim").await.unwrap().unwrap();
    assert_eq!((account.name.as_str(), account.created_by.as_str()), ("aigerim", "os:aigerim"));
    bench.pass(Duration::minutes(1));
    let (again, link) = bench.accounts.first_link("aigerim").await.unwrap().unwrap();
    assert_eq!(again.id, account.id);
    let ended = bench.accounts.look_at_link(early.reveal()).await.unwrap();
    assert_eq!(ended, LinkState::Expired { at: bench.now() });
    let theirs: Vec<_> = bench.access.list(&first).await.unwrap();
    assert_eq!(
        brief(&theirs)[3..],
        ["user:aigerim administrator@*", "user:aigerim is_officer@*", "user:aigerim registrar@*"]
    );
    let signed_in = bench.accounts.use_link(link.reveal(), PASSWORD, &origin()).await.unwrap();
    let visit = bench.accounts.visit(signed_in.session.reveal()).await.unwrap();
    for right in Right::ALL {
        assert!(visit.caller.has(right), "{right:?}");
    }
    assert!(bench.accounts.first_link("aigerim").await.unwrap().is_none(), "a password has been set");
}

#[tokio::test]
async fn the_first_link_keeps_the_reach_of_the_roles() {
    let (bench, first) = Bench::enrolled().await;
    assert!(bench.accounts.first_link("serik").await.unwrap().is_none(), "who holds no role gets none");
    bench.access.grant(&first, "Serik", Role::Auditor, &over(&["akimat"])).await.unwrap();
    let (account, link) = bench.accounts.first_link("Serik").await.unwrap().unwrap();
    assert_eq!((account.name.as_str(), account.display_name.as_str()), ("serik", "Serik"));
    let signed_in = bench.accounts.use_link(link.reveal(), PASSWORD, &origin()).await.unwrap();
    let visit = bench.accounts.visit(signed_in.session.reveal()).await.unwrap();
    assert_eq!(visit.caller.scope(), &over(&["akimat"]));
    assert!(!visit.caller.has(Right::WriteRecords));
    assert!(bench.accounts.first_link("aigerim").await.unwrap().is_none());
}

#[tokio::test]
async fn a_blocked_account_gets_no_first_link() {
    let (bench, first) = Bench::enrolled().await;
    bench.accounts.first_link("aigerim").await.unwrap().unwrap();
    bench.accounts.block(&first, "aigerim").await.unwrap();
    assert!(bench.accounts.first_link("aigerim").await.unwrap().is_none());
}

#[tokio::test]
async fn a_link_is_worth_something_once_and_in_time() {
    let (bench, first) = Bench::enrolled().await;
    let accounts = &bench.accounts;
    let (_, link) = accounts.create(&first, "serik", "Серік").await.unwrap();
    let state = async |token: &str| accounts.look_at_link(token).await.unwrap();
    let valid = LinkState::Valid { account: "serik".into() };
    assert_eq!(state(link.reveal()).await, valid);
    assert_eq!(state("made-up").await, LinkState::Unknown);
    bench.pass(Duration::hours(24) - Duration::microseconds(1));
    assert_eq!(state(link.reveal()).await, valid);
    bench.pass(Duration::microseconds(1));
    assert_eq!(state(link.reveal()).await, LinkState::Expired { at: bench.now() });
    let late = accounts.use_link(link.reveal(), PASSWORD, &origin()).await.unwrap_err();
    assert!(matches!(late, SignInError::LinkExpired { at } if at == bench.now()), "{late:?}");
    assert_eq!(late.explain().to_string(), "access-link-expired at=\"2026-11-19T11:06:40Z\"");

    let link = accounts.link(&first, "serik").await.unwrap();
    accounts.use_link(link.reveal(), PASSWORD, &origin()).await.unwrap();
    assert_eq!(state(link.reveal()).await, LinkState::Used { at: bench.now() });
    let twice = accounts.use_link(link.reveal(), PASSWORD, &origin()).await;
    assert!(matches!(twice, Err(SignInError::LinkUsed { .. })), "{twice:?}");
    let unknown = accounts.use_link("made-up", PASSWORD, &origin()).await;
    assert!(matches!(unknown, Err(SignInError::LinkUnknown)), "{unknown:?}");
}

#[tokio::test]
async fn a_refused_password_leaves_the_link() {
    let (bench, first) = Bench::enrolled().await;
    let (_, link) = bench.accounts.create(&first, "a-long-enough-name", "Серік").await.unwrap();
    let long = "ab".repeat(513);
    for (password, expected) in [
        ("short", PasswordRefusal::TooShort { least: 12 }),
        (long.as_str(), PasswordRefusal::TooLong),
        ("A-long-enough-name", PasswordRefusal::IsName),
        ("............", PasswordRefusal::OneCharacter),
    ] {
        let refused = bench.accounts.use_link(link.reveal(), password, &origin()).await;
        assert!(matches!(&refused, Err(SignInError::Password(refusal)) if *refusal == expected), "{refused:?}");
    }
    bench.accounts.use_link(link.reveal(), PASSWORD, &origin()).await.unwrap();
}

#[tokio::test]
async fn of_two_uses_at_once_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::over(Store::open(&sqlite_url(&folder.path().join("talap.db"))).await.unwrap());
    bench.access.enrol_first("aigerim").await.unwrap().unwrap();
    let (_, link) = bench.accounts.first_link("aigerim").await.unwrap().unwrap();
    let passwords = ["the first password", "the second password", "the third password"];
    let origin = origin();
    let use_it = |password| bench.accounts.use_link(link.reveal(), password, &origin);
    let (a, b, c) = tokio::join!(use_it(passwords[0]), use_it(passwords[1]), use_it(passwords[2]));
    let results = [a, b, c];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    for (result, password) in results.iter().zip(passwords) {
        let signed_in = bench.accounts.sign_in("aigerim", password, &origin).await;
        assert_eq!(signed_in.is_ok(), result.is_ok(), "{signed_in:?}");
        let lost = matches!(result, Ok(_) | Err(SignInError::LinkUsed { .. }));
        assert!(lost, "{result:?}");
    }
    bench.store.close().await;
}

#[tokio::test]
async fn a_new_link_unlocks_and_ends_all_sessions() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    let old = bench.sign_in("serik").await;
    for _ in 0..5 {
        bench.accounts.sign_in("serik", "wrong password", &origin()).await.unwrap_err();
    }
    let link = bench.accounts.link(&first, "serik").await.unwrap();
    let new = bench.accounts.use_link(link.reveal(), "another password", &origin()).await.unwrap();
    assert!(bench.accounts.visit(old.session.reveal()).await.is_err());
    assert_eq!(bench.accounts.visit(new.session.reveal()).await.unwrap().created_at, NOW);
    let old = bench.accounts.sign_in("serik", PASSWORD, &origin()).await;
    assert!(matches!(old, Err(SignInError::Wrong)), "{old:?}");
    bench.accounts.sign_in("serik", "another password", &origin()).await.unwrap();
}

#[tokio::test]
async fn what_is_secret_is_not_shown() {
    let (bench, first) = Bench::enrolled().await;
    let (account, link) = bench.accounts.create(&first, "serik", "Серік").await.unwrap();
    let signed_in = bench.accounts.use_link(link.reveal(), PASSWORD, &origin()).await.unwrap();
    let visit = bench.accounts.visit(signed_in.session.reveal()).await.unwrap();
    let stored = bench.store.account("serik").await.unwrap();
    let shown = format!("{account:?} {link:?} {signed_in:?} {visit:?} {stored:?} {:?}", bench.accounts);
    for secret in [link.reveal(), signed_in.session.reveal(), &visit.csrf, PASSWORD, "argon2"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(signed_in.session.reveal().len(), 43);
    let nobody = bench.accounts.create(&first, "serik", "Серік").await.unwrap_err();
    assert!(matches!(nobody, AccountError::NameTaken { .. }));
    assert_eq!(first.scope(), &Scope::All);
}
