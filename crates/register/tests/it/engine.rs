//! The engine over a real store and a real ledger: history, commitments, rights, and a ledger that fails in between.

use std::sync::atomic::Ordering;

use talap_model::{ColumnKind, Explain, Right, Scope, TraitKey, TraitValue, Value};
use talap_register::{ImportOptions, WriteError, verify_commitment};
use talap_store::ChangeKind;

use crate::setting::{Setting, caller, key, org, record_key, texts};

const TRAINING: &str = "key,person,course,completed_on\nC-1,1,АҚ негіздері,2026-03-01\nC-2,2,АҚ негіздері,2026-03-01\n";

#[tokio::test]
async fn an_import_is_one_append_and_a_repeated_one_changes_nothing() {
    let setting = Setting::furnished().await;
    let before = setting.ledger.appends.load(Ordering::Relaxed);
    let report = setting.must("training", Some("qala"), TRAINING).await;
    assert_eq!((report.created, report.updated, report.unchanged, report.waiting), (2, 0, 0, None));
    assert_eq!(setting.ledger.appends.load(Ordering::Relaxed), before + 1);
    let report = setting.must("training", Some("qala"), TRAINING).await;
    assert_eq!((report.created, report.updated, report.unchanged), (0, 0, 2));
    assert_eq!(setting.ledger.appends.load(Ordering::Relaxed), before + 1);
    // A column that the file lacks keeps its value; an empty cell clears it.
    setting
        .must(
            "training",
            Some("qala"),
            "key,person,course,completed_on,provider\nC-1,1,АҚ негіздері,2026-03-01,Орталық\n",
        )
        .await;
    let report = setting.must("training", Some("qala"), TRAINING).await;
    assert_eq!((report.updated, report.unchanged), (0, 2));
    let report = setting
        .must("training", Some("qala"), "key,person,course,completed_on,provider\nC-1,1,АҚ негіздері,2026-03-01,\n")
        .await;
    assert_eq!(report.updated, 1);
}

#[tokio::test]
async fn every_change_is_kept_and_proved_by_the_ledger() {
    let setting = Setting::furnished().await;
    let (register, people, qala) = (&setting.register, key("people"), org("qala"));
    let values = texts(&[("position", "бас маман"), ("email", "a.serikova@example.kz")]);
    let saved = register.put(&setting.officer, &people, &qala, "1", &values).await.unwrap();
    assert_eq!((saved.kind, &saved.waiting), (Some(ChangeKind::Updated), &None));
    assert_eq!(register.put(&setting.officer, &people, &qala, "1", &values).await.unwrap().kind, None);
    let one = record_key("1");
    let voided = register.void(&setting.officer, &people, &qala, &one, "қате енгізілген").await.unwrap();
    assert_eq!(voided.record, saved.record);
    let history = register.history(&setting.officer, &people, &qala, &one).await.unwrap();
    let kinds: Vec<ChangeKind> = history.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::Created, ChangeKind::Updated, ChangeKind::Voided]);
    assert_eq!(history[1].before.as_ref().unwrap()["position"], "маман");
    assert_eq!(history[1].by, "os:officer");
    let events = setting.ledger.events.lock().unwrap();
    for (change, message) in history.iter().zip(["record.created", "record.updated", "record.voided"]) {
        let event = &events[usize::try_from(change.ledger_seq.unwrap()).unwrap()];
        assert_eq!((event.message.as_str(), event.user.as_deref()), (message, Some("os:officer")));
        assert_eq!((event.organisation.as_str(), event.source.as_str()), ("qala", "talap"));
        verify_commitment(change, &event.attributes).unwrap();
        let mut other = change.clone();
        let field = change.commitments.keys().next().unwrap();
        other.after.insert(field.clone(), "өзге".into());
        assert_eq!(
            verify_commitment(&other, &event.attributes).unwrap_err().explain().key,
            "register-commitment-differs"
        );
        let mut erased = event.attributes.clone();
        erased.remove(&format!("commit.{field}"));
        assert!(verify_commitment(change, &erased).is_err());
        let mut version = event.attributes.clone();
        version.insert("version".to_owned(), "9".to_owned());
        assert!(verify_commitment(change, &version).is_err());
        let mut forgotten = change.clone();
        forgotten.salts.clear();
        assert_eq!(
            verify_commitment(&forgotten, &event.attributes).unwrap_err().explain().key,
            "register-commitment-forgotten"
        );
    }
    assert_eq!(history[1].commitments.keys().collect::<Vec<_>>(), ["email", "position"], "changed fields only");
    let all = format!("{events:?}");
    for value in ["Серікова", "a.serikova", "бас маман", "қате енгізілген"] {
        assert!(!all.contains(value), "{value} entered the ledger");
    }
}

#[tokio::test]
async fn a_void_record_leaves_lists_and_references_and_may_come_back() {
    let setting = Setting::furnished().await;
    let (register, people, qala, two) = (&setting.register, key("people"), org("qala"), record_key("2"));
    setting.must("training", Some("qala"), TRAINING).await;
    assert!(matches!(register.void(&setting.officer, &people, &qala, &two, " ").await, Err(WriteError::NoReason)));
    register.void(&setting.officer, &people, &qala, &two, "қайталанған").await.unwrap();
    let again = register.void(&setting.officer, &people, &qala, &two, "қайталанған").await;
    assert!(matches!(again, Err(WriteError::NoRecord { .. })));
    assert_eq!(register.facts(&setting.officer, &people).await.unwrap().1.len(), 1);
    let report = setting
        .import("training", Some("qala"), b"key,person,course,completed_on\nC-3,2,x,2026-01-01\n")
        .await
        .unwrap();
    assert_eq!(report.rejected[0].reason.key, "register-row-person-unknown");
    // What referred to the person before stays as it is.
    assert_eq!(setting.must("training", Some("qala"), TRAINING).await.unchanged, 2);
    let report =
        setting.must("people", Some("qala"), "key,name,position,is_responsible\n2,Б. Оспанов,маман,жоқ\n").await;
    assert_eq!((report.created, report.updated), (0, 1));
    let record = register.record(&setting.officer, &people, &qala, &two).await.unwrap().unwrap();
    assert!(!record.voided && record.version == 3 && !record.values.contains_key("void_reason"), "{record:?}");
}

#[tokio::test]
async fn nobodys_change_is_lost_where_two_save_at_once() {
    let setting = Setting::furnished().await;
    let (people, qala) = (key("people"), org("qala"));
    let fields = [("email", "@example.kz"), ("unit", " АҚ бөлімі"), ("hired_on", ".01.2020"), ("left_on", ".02.2030")];
    for round in 0..5 {
        let values: Vec<(String, String)> =
            fields.iter().map(|(field, text)| ((*field).to_owned(), format!("1{round}{text}"))).collect();
        let saving: Vec<_> = (values.iter().cloned().enumerate())
            .map(|(place, (field, text))| {
                let (register, officer, people, qala) =
                    (setting.register.clone(), setting.officer.clone(), people.clone(), qala.clone());
                tokio::spawn(async move {
                    if place % 2 == 0 {
                        let values = texts(&[(&field, &text)]);
                        register.put(&officer, &people, &qala, "1", &values).await.unwrap();
                    } else {
                        let file = format!("key,name,position,is_responsible,{field}\n1,А. Серікова,маман,иә,{text}\n");
                        let options = ImportOptions::default();
                        let report = register.import(&officer, &people, Some(&qala), file.as_bytes(), options).await;
                        assert_eq!(report.unwrap().updated, 1);
                    }
                })
            })
            .collect();
        for saved in saving {
            saved.await.unwrap();
        }
        let record =
            setting.register.record(&setting.officer, &people, &qala, &record_key("1")).await.unwrap().unwrap();
        for (field, text) in &values {
            let kept = record.values[field].as_str().unwrap();
            let is_there = if field.ends_with("_on") {
                text.get(..2).is_some_and(|day| kept.ends_with(day))
            } else {
                kept == text
            };
            assert!(is_there, "{field} of round {round}: {kept} for {text}");
        }
    }
}

#[tokio::test]
async fn what_the_ledger_did_not_take_waits_and_goes_later() {
    let setting = Setting::furnished().await;
    *setting.ledger.failing.lock().unwrap() = true;
    let report = setting.must("training", Some("qala"), TRAINING).await;
    assert_eq!(report.created, 2);
    assert_eq!(report.waiting.unwrap().key, "register-changes-waiting");
    assert_eq!(setting.register.flush_outbox().await.unwrap_err().explain().key, "register-changes-waiting");
    *setting.ledger.failing.lock().unwrap() = false;
    assert_eq!(setting.register.flush_outbox().await.unwrap(), 2);
    assert_eq!(setting.register.flush_outbox().await.unwrap(), 0);
    let (training, qala) = (key("training"), org("qala"));
    let history = setting.register.history(&setting.officer, &training, &qala, &record_key("C-2")).await.unwrap();
    assert!(history[0].ledger_seq.is_some());
}

#[tokio::test]
async fn rights_bind_every_register_and_reach() {
    let setting = Setting::furnished().await;
    let register = &setting.register;
    let qala_only = || Scope::Organisations([org("qala")].into());
    let reader = caller("reader", [Right::ReadRecords], qala_only());
    let registrar = caller("registrar", [Right::WriteRecords, Right::ReadRecords], qala_only());
    let architect = caller("architect", [Right::WriteStructure], qala_only());
    for definition in register.definitions().iter() {
        let read = register.facts(&reader, &definition.key).await;
        assert_eq!(read.is_err(), definition.personal, "{}", definition.key);
        let nobody = caller("nobody", [], Scope::All);
        assert!(register.facts(&nobody, &definition.key).await.is_err(), "{}", definition.key);
        let all_but = Right::ALL.into_iter().filter(|right| *right != talap_store::right_to_write(&definition.key));
        let powerless = caller("powerless", all_but, Scope::All);
        let import = register.import(&powerless, &definition.key, None, b"key\n", ImportOptions::default()).await;
        assert_eq!(import.unwrap_err().explain().key, "forbidden", "{}", definition.key);
        let put = register.put(&powerless, &definition.key, &org("qala"), "1", &texts(&[])).await;
        assert!(matches!(put, Err(WriteError::Forbidden(_))), "{}", definition.key);
        let void = register.void(&powerless, &definition.key, &org("qala"), &record_key("1"), "x").await;
        assert!(matches!(void, Err(WriteError::Forbidden(_))), "{}", definition.key);
        for organisation in ["qala", "auyl"] {
            let (outside, one) = (caller("outside", Right::ALL, qala_only()), record_key("1"));
            let history = register.history(&outside, &definition.key, &org(organisation), &one).await;
            assert_eq!(history.is_err(), organisation == "auyl", "{}", definition.key);
        }
    }
    let ids: Vec<String> =
        register.objects(&reader).await.unwrap().iter().map(|object| object.id.to_string()).collect();
    assert_eq!(ids, ["portal", "room-1"]);
    // Whether an organisation out of reach exists is not told.
    let file = b"organisation,key,course,person,completed_on\nauyl,1,x,1,2026-01-01\nnone,2,x,1,2026-01-01\nqala,3,x,1,2026-01-01\n";
    let report = register.import(&registrar, &key("training"), None, file, ImportOptions::default()).await.unwrap();
    assert_eq!(report.created, 1);
    let reasons: Vec<&str> = report.rejected.iter().map(|error| error.reason.key.as_str()).collect();
    assert_eq!(reasons, ["register-row-organisation-unknown"; 2]);
    let file = b"key,name_kk,name_ru,name_en\nauyl,x,x,x\n";
    let report =
        register.import(&architect, &key("organisations"), None, file, ImportOptions::default()).await.unwrap();
    assert_eq!(report.rejected[0].reason.key, "register-row-organisation-unknown");
}

#[tokio::test]
async fn organisations_and_objects_come_with_their_traits() {
    let setting = Setting::furnished().await;
    let organisations = setting.register.organisations(&setting.officer).await.unwrap();
    let state_body = TraitKey::new("state_body").unwrap();
    let found: Vec<_> =
        organisations.iter().map(|found| (found.id.as_str(), found.traits.get(&state_body).cloned())).collect();
    assert_eq!(found, [("auyl", None), ("qala", Some(TraitValue::Flag(true)))]);
    let objects = setting.register.objects(&setting.officer).await.unwrap();
    let portal = objects.iter().find(|object| object.id.as_str() == "portal").unwrap();
    assert_eq!(portal.kind, talap_model::ObjectKind::InternetResource);
    let told: Vec<String> = portal.traits.iter().map(|(key, value)| format!("{key}={}", value.to_text())).collect();
    assert_eq!(told, ["class=2", "commissioned_on=2024-02-01", "stage=operation"]);
}

#[tokio::test]
async fn facts_have_the_columns_and_types_of_the_table() {
    let setting = Setting::furnished().await;
    setting
        .must("backups", Some("qala"), "key;object;made_at;result;size_gb\n1;portal;2026-11-22 03:00;Успешно;1 024,5\n")
        .await;
    let (table, rows) = setting.register.facts(&setting.officer, &key("backups")).await.unwrap();
    let columns: Vec<(&str, ColumnKind)> =
        table.columns.iter().map(|found| (found.name.as_str(), found.kind)).collect();
    assert_eq!(
        columns[..7],
        [
            ("object", ColumnKind::Text),
            ("made_at", ColumnKind::Time),
            ("medium", ColumnKind::Text),
            ("size_gb", ColumnKind::Number),
            ("result", ColumnKind::Text),
            ("tested_on", ColumnKind::Date),
            ("test_result", ColumnKind::Text),
        ]
    );
    assert_eq!(rows[0].values[3], Some(Value::Number(1024.5)));
    assert_eq!(rows[0].values[4], Some(Value::Text("ok".to_owned())));
    assert_eq!(rows[0].values[5], None);
    let events = setting.ledger.events.lock().unwrap();
    assert_eq!(events.last().unwrap().object.as_str(), "portal", "an event is about the record's object");
}

#[tokio::test]
async fn one_record_is_held_to_what_a_file_is() {
    let setting = Setting::furnished().await;
    let (register, people, qala) = (&setting.register, key("people"), org("qala"));
    let values = texts(&[("name", "В. Ким"), ("position", "инженер")]);
    let error = register.put(&setting.officer, &people, &qala, "3", &values).await.unwrap_err();
    let WriteError::Refused { errors } = &error else { panic!("{error}") };
    assert_eq!(errors[0].column.as_deref(), Some("is_responsible"));
    let error = register.put(&setting.officer, &people, &qala, "3", &texts(&[("shoe", "43")])).await.unwrap_err();
    assert!(matches!(error, WriteError::UnknownField { .. }));
    let error = register.put(&setting.officer, &people, &org("none"), "3", &values).await.unwrap_err();
    assert!(matches!(error, WriteError::UnknownOrganisation { .. }));
    let error = register.put(&setting.officer, &key("shoes"), &qala, "3", &values).await.unwrap_err();
    assert!(matches!(error, WriteError::UnknownRegister { .. }));
}
