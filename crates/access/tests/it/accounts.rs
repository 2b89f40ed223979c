//! Making, blocking and listing accounts, and their roles.

use talap_access::{AccessError, AccountError, Role, SignInError};
use talap_model::{Caller, Explain, Identity, Right, Scope};

use crate::bench::{Bench, NOW, PASSWORD, brief, origin, over};

#[track_caller]
fn forbidden<T: std::fmt::Debug>(result: Result<T, AccountError>, right: Right) {
    assert!(
        matches!(&result, Err(AccountError::Access(AccessError::Forbidden(refusal))) if refusal.right == right),
        "{result:?}"
    );
}

#[tokio::test]
async fn an_account_is_made_and_listed() {
    let (bench, first) = Bench::enrolled().await;
    let (account, link) = bench.accounts.create(&first, "serik", "  Серік Ахметов ").await.unwrap();
    assert_eq!((account.name.as_str(), account.display_name.as_str()), ("serik", "Серік Ахметов"));
    assert_eq!((account.created_at, account.created_by.as_str()), (NOW, "os:aigerim"));
    assert!(!account.has_password && account.blocked_at.is_none());
    assert_eq!(bench.accounts.list(&first).await.unwrap(), [account]);
    bench.accounts.use_link(link.reveal(), PASSWORD, &origin()).await.unwrap();
    let listed = bench.accounts.list(&first).await.unwrap();
    assert!(listed[0].has_password);
    assert_eq!((listed[0].signed_in_at, listed[0].signed_in_from.as_deref()), (Some(NOW), Some("192.0.2.7")));
}

#[tokio::test]
async fn names_that_cannot_be_are_refused() {
    let (bench, first) = Bench::enrolled().await;
    let long = "a".repeat(65);
    for name in ["", "Serik", "серік", "a b", "-a", "..", "a/b", "user:a", "a\0", long.as_str()] {
        let error = bench.accounts.create(&first, name, "Серік").await.unwrap_err();
        assert!(matches!(error, AccountError::Access(AccessError::InvalidAccountName { .. })), "{name:?}");
        assert_eq!(error.explain().key, "access-account-name-invalid");
    }
    let long = "ә".repeat(201);
    for display_name in ["", " ", "a\nb", long.as_str()] {
        let error = bench.accounts.create(&first, "serik", display_name).await.unwrap_err();
        assert!(matches!(error, AccountError::InvalidDisplayName), "{display_name:?}");
    }
    bench.accounts.create(&first, "serik", "Серік").await.unwrap();
    let error = bench.accounts.create(&first, "serik", "Басқа Серік").await.unwrap_err();
    assert_eq!(error.explain().to_string(), "access-account-name-taken name=\"serik\"");
}

#[tokio::test]
async fn roles_are_given_to_accounts_by_name() {
    let (bench, first) = Bench::enrolled().await;
    let access = &bench.access;
    let error = access.grant(&first, "user:serik", Role::Registrar, &Scope::All).await.unwrap_err();
    assert!(matches!(error, AccessError::NoAccount { .. }), "a role waits for nobody: {error:?}");
    bench.accounts.create(&first, "serik", "Серік").await.unwrap();
    let given = access.grant(&first, "user:serik", Role::Registrar, &over(&["akimat"])).await.unwrap();
    assert_eq!(brief(&given), ["user:serik registrar@akimat"]);
    assert_eq!(access.caller_of_os_user("serik").await.unwrap(), None, "the user of that name is somebody else");
    access.grant(&first, "os:serik", Role::Auditor, &Scope::All).await.unwrap();
    assert!(!bench.caller("serik").await.has(Right::WriteRecords));
    let taken = access.revoke(&first, "user:serik", Role::Registrar, &over(&["akimat"])).await.unwrap();
    assert_eq!(taken, given);
    for name in ["user:", "user:Serik", "talap:collect", "user:../a"] {
        assert!(access.grant(&first, name, Role::Auditor, &Scope::All).await.is_err(), "{name}");
    }
}

#[tokio::test]
async fn a_blocked_account_is_shut_out() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    let before = bench.sign_in("serik").await;
    let link = bench.accounts.link(&first, "serik").await.unwrap();
    let blocked = bench.accounts.block(&first, "serik").await.unwrap();
    assert_eq!(blocked.blocked_at, Some(NOW));
    assert!(bench.accounts.visit(before.session.reveal()).await.is_err());
    let refused = bench.accounts.sign_in("serik", PASSWORD, &origin()).await;
    assert!(matches!(refused, Err(SignInError::Wrong)), "{refused:?}");
    let refused = bench.accounts.use_link(link.reveal(), PASSWORD, &origin()).await;
    assert!(matches!(refused, Err(SignInError::LinkUnknown)), "{refused:?}");
    let freed = bench.accounts.unblock(&first, "serik").await.unwrap();
    assert_eq!(freed.blocked_at, None);
    assert!(bench.accounts.visit(before.session.reveal()).await.is_err(), "its sessions have ended");
    bench.sign_in("serik").await;
}

#[tokio::test]
async fn a_blocked_or_unready_administrator_does_not_count() {
    let (bench, first) = Bench::enrolled().await;
    let (access, accounts) = (&bench.access, &bench.accounts);
    let revoke_first = async || access.revoke(&first, "aigerim", Role::Administrator, &Scope::All).await;
    let (_, link) = accounts.create(&first, "serik", "Серік").await.unwrap();
    access.grant(&first, "user:serik", Role::Administrator, &Scope::All).await.unwrap();
    assert!(matches!(revoke_first().await, Err(AccessError::LastAdministrator { .. })), "nobody has its password yet");
    accounts.use_link(link.reveal(), PASSWORD, &origin()).await.unwrap();
    accounts.block(&first, "serik").await.unwrap();
    assert!(matches!(revoke_first().await, Err(AccessError::LastAdministrator { .. })));
    accounts.unblock(&first, "serik").await.unwrap();
    revoke_first().await.unwrap();

    let signed_in = bench.sign_in("serik").await;
    let serik = accounts.visit(signed_in.session.reveal()).await.unwrap().caller;
    bench.account(&serik, "dana").await;
    let last = accounts.block(&first, "serik").await.unwrap_err();
    assert!(matches!(last, AccountError::Access(AccessError::LastAdministrator { .. })), "{last:?}");
    accounts.block(&serik, "dana").await.unwrap();
    let oneself = accounts.block(&serik, "serik").await.unwrap_err();
    assert!(matches!(oneself, AccountError::Oneself), "{oneself:?}");
}

#[tokio::test]
async fn acts_on_nobody_are_refused() {
    let (bench, first) = Bench::enrolled().await;
    let accounts = &bench.accounts;
    let refusals = [
        accounts.block(&first, "nobody").await.map(drop),
        accounts.unblock(&first, "nobody").await.map(drop),
        accounts.link(&first, "nobody").await.map(drop),
        accounts.sessions("no\0body").await.map(drop),
        accounts.end_session("nobody", "x").await.map(drop),
        accounts.sign_out_everywhere("nobody", None).await.map(drop),
    ];
    for refusal in refusals {
        let error = refusal.unwrap_err();
        assert!(matches!(error, AccountError::Access(AccessError::NoAccount { .. })), "{error:?}");
    }
}

#[tokio::test]
async fn each_act_needs_its_right() {
    let (bench, first) = Bench::enrolled().await;
    bench.account(&first, "serik").await;
    let accounts = &bench.accounts;
    let without = |right: Right, scope: Scope| {
        let rights = Right::ALL.into_iter().filter(move |other| *other != right);
        Caller::establish(Identity::OsUser("less".into()), rights, scope)
    };
    let narrow = without(Right::Attest, over(&["akimat"]));
    for caller in [without(Right::GrantRoles, Scope::All), narrow] {
        forbidden(accounts.create(&caller, "new", "Жаңа").await, Right::GrantRoles);
        forbidden(accounts.block(&caller, "serik").await, Right::GrantRoles);
        forbidden(accounts.unblock(&caller, "serik").await, Right::GrantRoles);
        forbidden(accounts.link(&caller, "serik").await, Right::GrantRoles);
    }
    forbidden(accounts.list(&without(Right::ReadRoles, Scope::All)).await, Right::ReadRoles);
}

#[tokio::test]
async fn a_link_takes_the_reach_of_the_accounts_roles() {
    let (bench, first) = Bench::enrolled().await;
    let access = &bench.access;
    access.grant(&first, "local", Role::Administrator, &over(&["akimat"])).await.unwrap();
    let local = bench.caller("local").await;
    for (name, scope) in [("mine", over(&["akimat"])), ("wide", over(&["akimat", "school"])), ("all", Scope::All)] {
        bench.account(&first, name).await;
        access.grant(&first, &format!("user:{name}"), Role::Registrar, &scope).await.unwrap();
        let link = bench.accounts.link(&local, name).await;
        if name == "mine" { drop(link.unwrap()) } else { forbidden(link, Right::GrantRoles) }
    }
}
