//! Giving and taking roles.

use talap_access::{AccessError, Role};
use talap_model::{Caller, Identity, Right, Scope};

use crate::bench::{Bench, brief, over};

#[tokio::test]
async fn a_role_is_given_listed_and_taken() {
    let (bench, first) = Bench::enrolled().await;
    let access = &bench.access;
    let scope = over(&["akimat", "school"]);
    let given = access.grant(&first, "serik", Role::Registrar, &scope).await.unwrap();
    assert_eq!(brief(&given), ["os:serik registrar@akimat", "os:serik registrar@school"]);
    assert_eq!(given[0].granted_by, "os:aigerim");
    let listed = access.list(&first).await.unwrap();
    assert_eq!(listed[3..], given);
    let again = access.grant(&first, "serik", Role::Registrar, &over(&["school"])).await;
    assert!(matches!(again, Err(AccessError::AlreadyHeld { .. })), "{again:?}");

    let taken = access.revoke(&first, "serik", Role::Registrar, &over(&["school"])).await.unwrap();
    assert_eq!(brief(&taken), ["os:serik registrar@school"]);
    assert_eq!(bench.caller("serik").await.scope(), &over(&["akimat"]));
    for (role, scope) in
        [(Role::Registrar, over(&["school"])), (Role::Auditor, over(&["akimat"])), (Role::Registrar, Scope::All)]
    {
        let not_held = access.revoke(&first, "serik", role, &scope).await;
        assert!(matches!(not_held, Err(AccessError::NotHeld { .. })), "{not_held:?}");
    }
    access.revoke(&first, "serik", Role::Registrar, &over(&["akimat"])).await.unwrap();
    assert_eq!(access.caller_of_os_user("serik").await.unwrap(), None);
    access.grant(&first, "serik", Role::Auditor, &Scope::All).await.unwrap();
}

#[tokio::test]
async fn roles_of_one_person_reach_the_same_organisations() {
    let (bench, first) = Bench::enrolled().await;
    let access = &bench.access;
    access.grant(&first, "serik", Role::Registrar, &over(&["akimat"])).await.unwrap();
    access.grant(&first, "serik", Role::Registrar, &over(&["school"])).await.unwrap();
    for scope in [over(&["akimat"]), over(&["akimat", "school", "clinic"]), Scope::All] {
        let mixed = access.grant(&first, "serik", Role::Auditor, &scope).await;
        assert!(matches!(mixed, Err(AccessError::MixedScopes { .. })), "{mixed:?}");
    }
    let all_beside_some = access.grant(&first, "serik", Role::Registrar, &Scope::All).await;
    assert!(matches!(all_beside_some, Err(AccessError::MixedScopes { .. })));
    access.grant(&first, "serik", Role::Auditor, &over(&["akimat", "school"])).await.unwrap();
    let parted = access.revoke(&first, "serik", Role::Auditor, &over(&["akimat"])).await;
    assert!(matches!(parted, Err(AccessError::MixedScopes { .. })), "{parted:?}");
    assert_eq!(bench.caller("serik").await.scope(), &over(&["akimat", "school"]));
    access.revoke(&first, "serik", Role::Auditor, &over(&["akimat", "school"])).await.unwrap();
    assert!(!bench.caller("serik").await.has(Right::ReadRoles));
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let (bench, first) = Bench::enrolled().await;
    let access = &bench.access;
    let last = access.revoke(&first, "aigerim", Role::Administrator, &Scope::All).await;
    assert!(matches!(last, Err(AccessError::LastAdministrator { .. })), "{last:?}");
    access.grant(&first, "narrow", Role::Administrator, &over(&["akimat"])).await.unwrap();
    let last = access.revoke(&first, "aigerim", Role::Administrator, &Scope::All).await;
    assert!(matches!(last, Err(AccessError::LastAdministrator { .. })), "one of a single organisation does not do");
    access.revoke(&first, "narrow", Role::Administrator, &over(&["akimat"])).await.unwrap();

    access.grant(&first, "serik", Role::Administrator, &Scope::All).await.unwrap();
    let second = bench.caller("serik").await;
    let (a, b) = tokio::join!(
        access.revoke(&second, "aigerim", Role::Administrator, &Scope::All),
        access.revoke(&first, "serik", Role::Administrator, &Scope::All)
    );
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert!(bench.caller("aigerim").await.has(Right::Attest));
}

#[tokio::test]
async fn nobody_gives_what_they_may_not() {
    let (bench, first) = Bench::enrolled().await;
    let access = &bench.access;
    access.grant(&first, "local", Role::Administrator, &over(&["akimat"])).await.unwrap();
    let local = bench.caller("local").await;
    for scope in [Scope::All, over(&["school"]), over(&["akimat", "school"])] {
        for name in ["local", "friend"] {
            let refused = access.grant(&local, name, Role::Auditor, &scope).await;
            assert!(matches!(refused, Err(AccessError::Forbidden(_))), "{refused:?}");
        }
        let refused = access.revoke(&local, "aigerim", Role::Registrar, &scope).await;
        assert!(matches!(refused, Err(AccessError::Forbidden(_))), "{refused:?}");
    }
    access.grant(&local, "friend", Role::Auditor, &over(&["akimat"])).await.unwrap();
    let nowhere = access.grant(&first, "friend", Role::Auditor, &over(&[])).await;
    assert!(matches!(nowhere, Err(AccessError::NoOrganisation)));
}

#[tokio::test]
async fn each_act_needs_its_right() {
    let (bench, _) = Bench::enrolled().await;
    let access = &bench.access;
    let without = |right: Right| {
        let rights = Right::ALL.into_iter().filter(move |other| *other != right);
        Caller::establish(Identity::OsUser("less".into()), rights, Scope::All)
    };
    let forbidden = |result: Result<(), AccessError>, right: Right| {
        assert!(matches!(&result, Err(AccessError::Forbidden(f)) if f.right == right), "{result:?}");
    };
    let no_grant = without(Right::GrantRoles);
    forbidden(access.grant(&no_grant, "a", Role::Auditor, &Scope::All).await.map(drop), Right::GrantRoles);
    forbidden(access.revoke(&no_grant, "aigerim", Role::Registrar, &Scope::All).await.map(drop), Right::GrantRoles);
    forbidden(access.list(&without(Right::ReadRoles)).await.map(drop), Right::ReadRoles);
    assert_eq!(access.list(&no_grant).await.unwrap().len(), 3);
}
