//! Who becomes a caller, with which rights and reach.

use talap_access::{AccessError, Role, Service};
use talap_model::{Explain, Identity, Right, Scope};
use talap_store::{Grant, SaveError};

use crate::bench::{Bench, NOW, brief, over};

#[tokio::test]
async fn nobody_is_a_caller_without_a_role() {
    let (bench, _) = Bench::enrolled().await;
    for name in ["root", "Aigerim", "aigeri", "talap"] {
        assert_eq!(bench.access.caller_of_os_user(name).await.unwrap(), None, "{name}");
    }
}

#[tokio::test]
async fn the_first_user_is_enrolled_once() {
    let bench = Bench::empty().await;
    assert_eq!(bench.access.caller_of_os_user("aigerim").await.unwrap(), None);
    let grants = bench.access.enrol_first("aigerim").await.unwrap().unwrap();
    assert_eq!(brief(&grants), ["os:aigerim is_officer@*", "os:aigerim administrator@*", "os:aigerim registrar@*"]);
    assert!(grants.iter().all(|grant| grant.granted_by == "os:aigerim" && grant.granted_at == NOW));
    for name in ["aigerim", "intruder"] {
        assert_eq!(bench.access.enrol_first(name).await.unwrap(), None);
        assert_eq!(bench.access.caller_of_os_user("intruder").await.unwrap(), None);
    }
    let caller = bench.caller("aigerim").await;
    assert_eq!(caller.identity(), &Identity::OsUser("aigerim".into()));
    assert_eq!(caller.scope(), &Scope::All);
    for right in Right::ALL {
        assert!(caller.has(right), "{right:?}");
    }
}

#[tokio::test]
async fn rights_are_those_of_all_roles_and_no_more() {
    let (bench, first) = Bench::enrolled().await;
    for role in Role::ALL {
        let name = format!("only-{}", role.key());
        bench.access.grant(&first, &name, role, &Scope::All).await.unwrap();
        let caller = bench.caller(&name).await;
        for right in Right::ALL {
            assert_eq!(caller.has(right), role.rights().contains(&right), "{role:?} {right:?}");
        }
    }
    bench.access.grant(&first, "two", Role::Registrar, &over(&["akimat", "school"])).await.unwrap();
    bench.access.grant(&first, "two", Role::Analyst, &over(&["school", "akimat"])).await.unwrap();
    let two = bench.caller("two").await;
    assert_eq!(two.scope(), &over(&["akimat", "school"]));
    assert!(two.has(Right::WriteRecords) && two.has(Right::ReadVerdicts) && !two.has(Right::Attest));
}

#[tokio::test]
async fn a_name_that_no_user_has_is_refused() {
    let (bench, first) = Bench::enrolled().await;
    let long = "a".repeat(257);
    for name in ["", "a b", "a:b", "../a", "a\n", long.as_str()] {
        let error = bench.access.caller_of_os_user(name).await.unwrap_err();
        assert!(matches!(error, AccessError::InvalidName { .. }), "{name:?}");
        assert_eq!(error.explain().key, "access-name-invalid");
        assert!(bench.access.enrol_first(name).await.is_err());
        assert!(bench.access.grant(&first, name, Role::Auditor, &Scope::All).await.is_err());
        assert!(bench.access.revoke(&first, name, Role::Auditor, &Scope::All).await.is_err());
    }
}

#[tokio::test]
async fn grants_that_somebody_mixed_by_hand_make_no_caller() {
    let (bench, first) = Bench::enrolled().await;
    let by_hand = |identity: &str, role: &str, org: Option<&str>| Grant {
        id: talap_model::RecordId::generate(NOW, &Bytes(role.len().try_into().unwrap())),
        identity: identity.into(),
        role: role.into(),
        organisation: org.map(|org| org.parse().unwrap()),
        granted_at: NOW,
        granted_by: "os:root".into(),
    };
    let add = vec![
        by_hand("os:mixed", "auditor", Some("akimat")),
        by_hand("os:mixed", "registrar", Some("school")),
        by_hand("os:future", "seer", None),
    ];
    let change = talap_store::GrantChange { add, revoke: Vec::new() };
    bench.store.change_grants(&first, NOW, move |_, _| Ok::<_, SaveError>(change)).await.unwrap();
    let error = bench.access.caller_of_os_user("mixed").await.unwrap_err();
    assert!(matches!(error, AccessError::MixedScopes { .. }), "{error:?}");
    let error = bench.access.caller_of_os_user("future").await.unwrap_err();
    assert!(matches!(error, AccessError::UnknownRole(_)), "{error:?}");
}

struct Bytes(u8);

impl talap_model::Entropy for Bytes {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

#[test]
fn a_service_has_the_rights_of_its_work() {
    for service in Service::ALL {
        let caller = service.caller();
        assert_eq!(caller.identity().to_string(), format!("talap:{}", service.key()));
        assert_eq!(caller.scope(), &Scope::All);
        for right in Right::ALL {
            assert_eq!(caller.has(right), service.rights().contains(&right));
        }
        for never in [Right::WriteStructure, Right::Attest, Right::GrantRoles] {
            assert!(!caller.has(never), "{service:?} {never:?}");
        }
        // Two write what others may not, and nothing else: the engine hands them the changes that it has looked at.
        let hands_on = matches!(service, Service::Acknowledge | Service::Transit);
        assert_eq!(caller.has(Right::WriteRecords), hands_on, "{service:?}");
        assert_eq!(caller.has(Right::AppendEvents), !hands_on, "{service:?}");
    }
    assert!(!Service::Collect.caller().has(Right::ReadEvents));
}
