//! Transitions from outside: who may take them, what they ask for, and that several are taken together or not at all.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use talap_model::{Caller, Explain, Message, Right, Scope};
use talap_register::{Moved, Register, Signing, WriteError, signed_content};
use talap_store::{ChangeKind, Record};

use crate::setting::{Setting, and_loans, caller, key, org, record_key, texts};

const LOANS: &str = r#"
personal = true
[[field]]
key = "holder"
kind = "person"
label = LABEL(holder)
required = true
[[field]]
key = "returned_on"
kind = "date"
label = LABEL(returned on)
[[field]]
key = "reason"
kind = "text"
label = LABEL(reason)
required_when = { field = "state", is = ["lost"] }
[[state]]
key = "issued"
label = LABEL(issued)
[[state]]
key = "returned"
label = LABEL(returned)
locked = true
[[state]]
key = "lost"
label = LABEL(lost)
[[transition]]
key = "take_back"
label = LABEL(take back)
from = ["issued"]
to = "returned"
roles = ["registrar", "is_officer"]
requires = ["returned_on"]
signature = true
[[transition]]
key = "lose"
label = LABEL(lose)
from = ["issued"]
to = "lost"
[[transition]]
key = "reopen"
label = LABEL(reopen)
from = ["returned", "lost"]
to = "issued"
"#;

async fn setting() -> Setting {
    let setting = Setting::furnished_with(and_loans(LOANS)).await;
    setting.must("loans", Some("qala"), "key,holder,returned_on\n1,1,2026-03-01\n2,2,\n3,1,2026-03-02\n").await;
    setting
}

fn registrar() -> Caller {
    let rights = [Right::ReadRecords, Right::ReadPersonalData, Right::WriteRecords];
    caller("registrar", rights, Scope::All).holding(["registrar"])
}

fn moved(number: &str, seen: Option<u32>) -> Moved {
    Moved { organisation: org("qala"), key: record_key(number), seen }
}

async fn record(register: &Register, number: &str) -> Record {
    let record = register.record(&registrar(), &key("loans"), &org("qala"), &record_key(number)).await;
    record.unwrap().unwrap()
}

async fn state(register: &Register, number: &str) -> String {
    record(register, number).await.values["state"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_record_is_in_the_first_state_and_goes_on_from_there() {
    let setting = setting().await;
    let register = &setting.register;
    assert_eq!(state(register, "1").await, "issued");
    let saved = register.transit(&registrar(), &key("loans"), &moved("1", Some(1)), "take_back", None).await.unwrap();
    assert_eq!((saved.kind, saved.key.as_str(), saved.waiting), (Some(ChangeKind::Updated), "1", None));
    let history = register.history(&registrar(), &key("loans"), &org("qala"), &record_key("1")).await.unwrap();
    let last = history.last().unwrap();
    assert_eq!(
        (last.before.as_ref().unwrap()["state"].clone(), last.after["state"].clone()),
        (json!("issued"), json!("returned"))
    );
    assert_eq!(last.by, "os:registrar");
    assert_eq!(last.commitments.keys().collect::<Vec<_>>(), ["state"], "nothing else changed");
    register.transit(&registrar(), &key("loans"), &moved("1", None), "reopen", None).await.unwrap();
    assert_eq!(state(register, "1").await, "issued");
}

#[tokio::test]
async fn what_a_transition_asks_for_is_asked() {
    let setting = setting().await;
    let (register, loans) = (&setting.register, key("loans"));
    let nobody = caller("clerk", [Right::ReadRecords, Right::ReadPersonalData, Right::WriteRecords], Scope::All);
    let outside = caller("outside", Right::ALL, Scope::Organisations([org("auyl")].into())).holding(["registrar"]);
    let reader = caller("reader", [Right::ReadRecords, Right::ReadPersonalData], Scope::All).holding(["analyst"]);
    let blind = caller("blind", [Right::ReadRecords, Right::WriteRecords], Scope::All).holding(["registrar"]);
    for (who, number, seen, way, told) in [
        (registrar(), "1", None, "burn", "register-transition-unknown"),
        (registrar(), "1", None, "reopen", "register-transition-state"),
        (registrar(), "1", Some(2), "take_back", "register-record-changed"),
        (registrar(), "9", None, "take_back", "register-no-record"),
        (registrar(), "2", None, "take_back", "register-transition-lacks"),
        (registrar(), "2", None, "lose", "register-transition-lacks"),
        (nobody, "1", None, "take_back", "register-transition-roles"),
        (outside, "1", None, "take_back", "forbidden"),
        (reader.clone(), "1", None, "take_back", "forbidden"),
        (reader.holding(["registrar"]), "1", None, "lose", "forbidden"),
        (blind, "1", Some(7), "take_back", "forbidden"),
    ] {
        let refused = register.transit(&who, &loans, &moved(number, seen), way, None).await.unwrap_err();
        assert_eq!(refused.explain().key, told, "{} {way} {number}", who.identity());
    }
    let refused = register.transit(&registrar(), &loans, &moved("2", None), "take_back", None).await.unwrap_err();
    assert!(matches!(&refused, WriteError::Lacking { field, .. } if field.en == "returned on"), "{refused}");
    let void = register.void(&registrar(), &loans, &org("qala"), &record_key("3"), "қате").await;
    void.unwrap();
    let refused = register.transit(&registrar(), &loans, &moved("3", None), "take_back", None).await.unwrap_err();
    assert_eq!(refused.explain().key, "register-no-record", "a void record goes nowhere");
    for number in ["1", "2"] {
        assert_eq!(record(register, number).await.version, 1, "{number}");
    }
}

#[tokio::test]
async fn the_ways_that_are_open_are_told_with_what_they_lack() {
    let setting = setting().await;
    let register = &setting.register;
    let definition = register.definitions().get(&key("loans")).unwrap();
    let ways = async |who: &Caller, number: &str| -> Vec<(String, Vec<String>)> {
        let record = record(register, number).await;
        let ways = register.ways(who, definition, &record.values);
        let told = |(way, lacking): (&talap_register::Transition, Vec<&str>)| {
            (way.key.clone(), lacking.into_iter().map(str::to_owned).collect())
        };
        ways.into_iter().map(told).collect()
    };
    let lose = ("lose".to_owned(), vec!["reason".to_owned()]);
    assert_eq!(ways(&registrar(), "1").await, [("take_back".to_owned(), Vec::new()), lose.clone()]);
    assert_eq!(ways(&registrar(), "2").await[0].1, ["returned_on"]);
    let clerk = caller("clerk", [Right::WriteRecords], Scope::All);
    assert_eq!(ways(&clerk, "1").await, [lose]);
}

#[tokio::test]
async fn a_state_changes_by_transitions_alone_and_locks_its_record() {
    let setting = setting().await;
    let (register, loans, qala) = (&setting.register, key("loans"), org("qala"));
    let put = async |values: &[(&str, &str)]| {
        register.put(&registrar(), &loans, &qala, "1", &texts(values)).await.map_err(|error| match error {
            WriteError::Refused { errors } => errors[0].reason.key.clone(),
            other => panic!("{other}"),
        })
    };
    assert_eq!(put(&[("state", "returned")]).await.unwrap_err(), "register-row-state-moves");
    assert_eq!(put(&[("state", "issued")]).await.unwrap().kind, None, "it says what is there");
    register.transit(&registrar(), &loans, &moved("1", None), "take_back", None).await.unwrap();
    assert_eq!(put(&[("returned_on", "2026-03-05")]).await.unwrap_err(), "register-row-locked");
    assert_eq!(put(&[("returned_on", "2026-03-01")]).await.unwrap().kind, None);
    let report = setting.import("loans", Some("qala"), b"key,holder,returned_on\n1,2,2026-03-01\n").await.unwrap();
    assert_eq!(report.rejected[0].reason.key, "register-row-locked", "a file is held to it too");
    // A record that was kept on paper before comes in the state that it is in.
    let file = b"key,holder,returned_on,state\n7,1,2024-03-01,returned\n";
    let options = talap_register::ImportOptions::default();
    assert_eq!(register.import(&registrar(), &loans, Some(&qala), file, options).await.unwrap().created, 1);
    assert_eq!(state(register, "7").await, "returned");
}

#[tokio::test]
async fn a_state_is_not_stated_past_its_transitions() {
    let setting = setting().await;
    let (register, loans, qala) = (&setting.register, key("loans"), org("qala"));
    let reason = |error| match error {
        WriteError::Refused { errors } => errors[0].reason.key.clone(),
        other => panic!("{other}"),
    };
    // A record that a person adds begins in the first state.
    for way in ["returned", "lost"] {
        let values = texts(&[("holder", "1"), ("state", way), ("reason", "x")]);
        let refused = register.put_if(&registrar(), &loans, &qala, "8", &values, None).await.unwrap_err();
        assert_eq!(reason(refused), "register-row-state-begins", "{way}");
    }
    let values = texts(&[("holder", "1"), ("state", "issued")]);
    register.put_if(&registrar(), &loans, &qala, "8", &values, None).await.unwrap();
    // A file takes over what the caller could have moved there themselves.
    let clerk = caller("clerk", [Right::ReadRecords, Right::ReadPersonalData, Right::WriteRecords], Scope::All);
    let options = talap_register::ImportOptions::default();
    let file = b"key,holder,returned_on,reason,state\n10,1,2024-03-01,,returned\n11,1,,fire,lost\n";
    let report = register.import(&clerk, &loans, Some(&qala), file, options).await.unwrap();
    assert_eq!((report.created, report.rejected.len()), (1, 1));
    assert_eq!(report.rejected[0].reason.key, "register-row-state-not-theirs");
    let report = register.import(&registrar(), &loans, Some(&qala), file, options).await.unwrap();
    assert_eq!((report.created, report.rejected.len()), (1, 0));
}

#[tokio::test]
async fn a_void_record_comes_back_as_it_was() {
    let setting = setting().await;
    let (register, loans, qala) = (&setting.register, key("loans"), org("qala"));
    let void = async |number: &str| register.void(&registrar(), &loans, &qala, &record_key(number), "қате").await;
    register.transit(&registrar(), &loans, &moved("1", None), "take_back", None).await.unwrap();
    void("1").await.unwrap();
    let put = async |values: &[(&str, &str)]| {
        register.put(&registrar(), &loans, &qala, "1", &texts(values)).await.map_err(|error| match error {
            WriteError::Refused { errors } => errors[0].reason.key.clone(),
            other => panic!("{other}"),
        })
    };
    assert_eq!(put(&[("holder", "2")]).await.unwrap_err(), "register-row-locked");
    assert_eq!(put(&[("state", "issued")]).await.unwrap_err(), "register-row-state-moves");
    let report =
        setting.import("loans", Some("qala"), b"key,holder,returned_on,state\n1,2,2026-03-01,returned\n").await;
    assert_eq!(report.unwrap().rejected[0].reason.key, "register-row-locked");
    // What is not named keeps its value.
    assert_eq!(put(&[("holder", "1")]).await.unwrap().kind, Some(ChangeKind::Updated));
    let restored = record(register, "1").await;
    assert!(!restored.voided, "{restored:?}");
    assert_eq!(
        (&restored.values["returned_on"], &restored.values["state"]),
        (&json!("2026-03-01"), &json!("returned"))
    );
    assert!(!restored.values.contains_key("void_reason"));
}

#[tokio::test]
async fn whom_a_transition_names_takes_it_without_changing_anything_else() {
    let setting = setting().await;
    let (register, loans) = (&setting.register, key("loans"));
    let auditor = caller("auditor", [Right::ReadRecords, Right::ReadPersonalData], Scope::All).holding(["is_officer"]);
    let saved = register.transit(&auditor, &loans, &moved("1", Some(1)), "take_back", None).await.unwrap();
    assert_eq!((saved.kind, saved.waiting), (Some(ChangeKind::Updated), None));
    let history = register.history(&registrar(), &loans, &org("qala"), &record_key("1")).await.unwrap();
    assert_eq!(history.last().unwrap().by, "os:auditor");
    let refused = register.put(&auditor, &loans, &org("qala"), "3", &texts(&[("holder", "2")])).await.unwrap_err();
    assert_eq!(refused.explain().key, "forbidden");
    let all = register.transit_all(&auditor, &loans, &[moved("3", None)], "take_back").await.unwrap();
    assert_eq!((all, state(register, "3").await.as_str()), (None, "returned"));
    let refused = register.transit(&auditor, &loans, &moved("3", None), "reopen", None).await.unwrap_err();
    assert_eq!(
        refused.explain().key,
        "forbidden",
        "a transition without roles is for those who may change the register"
    );
}

/// Takes the signature `good` over the content that it was told of.
struct Notary;

#[async_trait]
impl Signing for Notary {
    async fn check(&self, _: &Caller, content: &[u8], signature: &[u8]) -> Result<(), Message> {
        let expected = [b"good ".as_slice(), content].concat();
        if signature == expected { Ok(()) } else { Err(Message::new("register-nobody")) }
    }
}

#[tokio::test]
async fn a_signature_is_asked_for_where_somebody_can_look_at_it() {
    let setting = setting().await;
    let loans = key("loans");
    let register = setting.register.clone().with_signing(Arc::new(Notary));
    let seen = record(&register, "1").await;
    let way = register.definitions().get(&loans).unwrap().transition("take_back").unwrap().clone();
    let content = signed_content(&seen, &way);
    let text = String::from_utf8(content.clone()).unwrap();
    assert!(text.starts_with("talap transition v1\n") && text.contains("returned_on \"2026-03-01\""), "{text}");
    let good = [b"good ".as_slice(), &content].concat();
    let take = async |number: &str, signature: Option<&[u8]>| {
        register.transit(&registrar(), &loans, &moved(number, None), "take_back", signature).await
    };
    assert!(matches!(take("1", None).await, Err(WriteError::Unsigned)));
    assert!(matches!(take("1", Some(b"bad")).await, Err(WriteError::Signature { .. })));
    assert!(matches!(take("3", Some(&good)).await, Err(WriteError::Signature { .. })), "it is of another record");
    let all = register.transit_all(&registrar(), &loans, &[moved("1", None)], "take_back").await;
    assert!(matches!(all, Err(WriteError::Unsigned)), "several at once are not signed");
    take("1", Some(&good)).await.unwrap();
    register.transit(&registrar(), &loans, &moved("1", None), "reopen", None).await.unwrap();
    assert!(matches!(take("1", Some(&good)).await, Err(WriteError::Signature { .. })), "the record changed since");
}

#[tokio::test]
async fn several_are_moved_together_or_not_at_all() {
    let setting = setting().await;
    let (register, loans) = (&setting.register, key("loans"));
    let all = ["1", "2", "3"].map(|number| moved(number, Some(1)));
    let told = register.preview_transit(&registrar(), &loans, &all, "take_back").await.unwrap();
    let keys: Vec<_> = told.iter().map(|told| told.as_ref().map(|message| message.key.as_str())).collect();
    assert_eq!(keys, [None, Some("register-transition-lacks"), None]);
    let refused = register.transit_all(&registrar(), &loans, &all, "take_back").await.unwrap_err();
    assert!(matches!(refused, WriteError::Lacking { key, .. } if key == "2"));
    for number in ["1", "2", "3"] {
        assert_eq!(record(register, number).await.version, 1, "{number} was moved");
    }
    let some = ["1", "3"].map(|number| moved(number, Some(1)));
    assert_eq!(register.transit_all(&registrar(), &loans, &some, "take_back").await.unwrap(), None);
    for number in ["1", "3"] {
        assert_eq!(state(register, number).await, "returned");
    }
    let twice = register.transit_all(&registrar(), &loans, &["2", "2"].map(|one| moved(one, None)), "lose").await;
    assert!(twice.is_err(), "{twice:?}");
}

#[tokio::test]
async fn of_two_who_move_a_record_at_once_one_is_told_that_it_changed() {
    let setting = setting().await;
    let loans = key("loans");
    let tries = (0..8).map(|_| {
        let (register, loans) = (setting.register.clone(), loans.clone());
        tokio::spawn(
            async move { register.transit(&registrar(), &loans, &moved("1", Some(1)), "take_back", None).await },
        )
    });
    let mut made = 0;
    for attempt in tries.collect::<Vec<_>>() {
        match attempt.await.unwrap() {
            Ok(_) => made += 1,
            Err(WriteError::Changed { current }) => assert_eq!(current.version, 2),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(made, 1);
}
