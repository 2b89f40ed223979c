//! What pages need: lists, one record by its identifier, changes that know what they change, files and deadlines.

use talap_model::{Caller, Explain, Right, Scope};
use talap_register::{DueAsked, ReadError, WriteError};
use talap_store::{ChangeKind, ListQuery, SortBy};
use time::macros::date;

use crate::setting::{Setting, caller, key, org, record_key, texts};

fn reader(rights: &[Right]) -> Caller {
    caller("reader", rights.iter().copied(), Scope::Organisations([org("qala")].into()))
}

#[tokio::test]
async fn a_list_of_a_personal_register_needs_its_right() {
    let setting = Setting::furnished().await;
    let sort = SortBy::Field { name: "name".to_owned(), numeric: false };
    let query =
        ListQuery { text: Some("МАМАН".to_owned()), sort, descending: true, limit: 1, ..ListQuery::default() };
    let page = setting.register.list(&setting.officer, &key("people"), &query).await.unwrap();
    assert_eq!((page.total, page.records[0].key.as_str()), (2, "2"), "Б stands after А");
    let refused = setting.register.list(&reader(&[Right::ReadRecords]), &key("people"), &query).await;
    assert!(matches!(refused, Err(ReadError::Forbidden(refusal)) if refusal.right == Right::ReadPersonalData));
    let unknown = setting.register.list(&setting.officer, &key("shoes"), &query).await;
    assert!(matches!(unknown, Err(ReadError::UnknownRegister { .. })));
}

#[tokio::test]
async fn a_record_is_found_by_its_identifier_where_it_may_be_read() {
    let setting = Setting::furnished().await;
    let id = |register: &'static str, org_id: &'static str, record: &'static str| {
        let (register, setting) = (key(register), &setting);
        async move {
            let found = setting.register.record(&setting.officer, &register, &org(org_id), &record_key(record)).await;
            found.unwrap().unwrap().id
        }
    };
    let (person, room, theirs) =
        (id("people", "qala", "1").await, id("objects", "qala", "room-1").await, id("objects", "auyl", "room-2").await);
    for (rights, wanted, found) in [
        (&[Right::ReadRecords][..], person, false),
        (&[Right::ReadRecords, Right::ReadPersonalData], person, true),
        (&[Right::ReadRecords], room, true),
        (&[Right::ReadRecords], theirs, false),
    ] {
        let record = setting.register.record_by_id(&reader(rights), wanted).await.unwrap();
        assert_eq!(record.map(|record| record.id), found.then_some(wanted), "{rights:?}");
    }
    let refused = setting.register.record_by_id(&reader(&[]), room).await;
    assert!(matches!(refused, Err(ReadError::Forbidden(_))));
}

#[tokio::test]
async fn a_change_of_another_version_is_refused_with_the_record() {
    let setting = Setting::furnished().await;
    let (register, people, qala) = (&setting.register, key("people"), org("qala"));
    let put = async |key: &str, position: &str, expected| {
        let values = texts(&[("name", "А"), ("position", position), ("is_responsible", "жоқ")]);
        register.put_if(&setting.officer, &people, &qala, key, &values, expected).await
    };
    assert_eq!(put("1", "бас маман", Some(1)).await.unwrap().kind, Some(ChangeKind::Updated));
    for (position, expected) in [("инженер", Some(1)), ("бас маман", Some(1)), ("инженер", None), ("x", Some(3))]
    {
        let refused = put("1", position, expected).await.unwrap_err();
        let WriteError::Changed { current } = &refused else { panic!("{refused:?}") };
        assert_eq!((current.version, current.values["position"].as_str()), (2, Some("бас маман")));
        assert_eq!(refused.explain().key, "register-record-changed");
    }
    assert_eq!(put("1", "бас маман", Some(2)).await.unwrap().kind, None, "it says what is there");
    assert!(matches!(put("9", "маман", Some(1)).await, Err(WriteError::NoRecord { .. })));
    assert_eq!(put(" 9 ", "маман", None).await.unwrap().kind, Some(ChangeKind::Created));
    assert!(matches!(put("9", "маман", None).await, Err(WriteError::Changed { .. })));
    assert!(matches!(put(" ", "маман", None).await, Err(WriteError::Refused { .. })));
    register.void(&setting.officer, &people, &qala, &record_key("9"), "қате").await.unwrap();
    assert!(matches!(put("9", "маман", None).await, Err(WriteError::Changed { current }) if current.voided));
    assert_eq!(put("9", "маман", Some(2)).await.unwrap().kind, Some(ChangeKind::Updated));
    // Who may write and not read is not told what is there.
    let writer = caller("writer", [Right::WriteRecords, Right::ReadRecords], Scope::All);
    let refused = register.put_if(&writer, &people, &qala, "1", &texts(&[]), None).await;
    assert!(matches!(refused, Err(WriteError::Forbidden(refusal)) if refusal.right == Right::ReadPersonalData));
}

#[tokio::test]
async fn of_changes_of_one_version_at_once_one_is_made() {
    let setting = Setting::furnished().await;
    let (people, qala) = (key("people"), org("qala"));
    for (record, expected) in [("1", Some(1)), ("new", None)] {
        let puts = (0..8).map(|n| {
            let (register, officer, people, qala) =
                (setting.register.clone(), setting.officer.clone(), people.clone(), qala.clone());
            tokio::spawn(async move {
                let position = n.to_string();
                let values = texts(&[("name", "А"), ("position", &position), ("is_responsible", "жоқ")]);
                register.put_if(&officer, &people, &qala, record, &values, expected).await
            })
        });
        let mut made = 0;
        for put in puts.collect::<Vec<_>>() {
            match put.await.unwrap() {
                Ok(_) => made += 1,
                Err(WriteError::Changed { current }) => assert_eq!(current.version, expected.unwrap_or(0) + 1),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(made, 1, "{record}");
    }
}

#[tokio::test]
async fn a_file_is_named_by_its_digest() {
    let setting = Setting::furnished().await;
    let row = |number: u8, file: &str| {
        let rest = "event-logs-kept,organisation,qala,met,бар,1,2026-11-01,2026-12-31";
        format!(
            "key,statement,subject_kind,subject,result,evidence,stated_by,stated_on,valid_until,file\n{number},{rest},{file}\n"
        )
    };
    let file = talap_store::NewFile {
        organisation: org("qala"),
        name: "a.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        bytes: b"a".to_vec(),
        at: talap_model::Timestamp::from_micros(0),
    };
    let digest = setting.store.put_file(&setting.officer, file).await.unwrap().to_uppercase();
    setting.must("attestations", Some("qala"), &row(1, &digest)).await;
    let register = &setting.register;
    let kept = register.record(&setting.officer, &key("attestations"), &org("qala"), &record_key("1")).await;
    assert_eq!(kept.unwrap().unwrap().values["file"], digest.to_lowercase());
    setting.must("attestations", Some("qala"), &row(2, "")).await;
    // A file that nobody has handed in proves nothing.
    let gone = "ab".repeat(32);
    let report = setting.import("attestations", Some("qala"), row(3, &gone).as_bytes()).await.unwrap();
    assert_eq!(report.rejected[0].reason.key, "register-row-file-unknown");
    let refused = register
        .put(&setting.officer, &key("attestations"), &org("qala"), "1", &texts(&[("file", &gone)]))
        .await
        .unwrap_err();
    assert!(matches!(&refused, WriteError::Refused { errors } if errors[0].reason.key == "register-row-file-unknown"));
    for wrong in ["AB".repeat(31), "GB".repeat(32), format!("{digest}0"), "ә".repeat(32)] {
        let report = setting.import("attestations", Some("qala"), row(3, &wrong).as_bytes()).await.unwrap();
        assert_eq!(report.rejected[0].reason.key, "register-row-file-wrong", "{wrong}");
    }
}

#[tokio::test]
async fn deadlines_of_all_registers_come_in_order() {
    let setting = Setting::furnished().await;
    setting.must("software", Some("qala"), "key,title,installed,inventoried_on\nS,x,1,2026-01-01\n").await;
    setting
        .must(
            "licences",
            Some("qala"),
            "key,software,quantity,acquired_on,valid_until\nL1,S,1,2026-01-01,2026-12-05\nL2,S,1,2026-01-01,\nL3,S,1,2026-01-01,2027-01-01\n",
        )
        .await;
    setting
        .must(
            "attestations",
            Some("qala"),
            "key,statement,subject_kind,subject,result,evidence,stated_by,stated_on,valid_until\n1,a,organisation,qala,met,бар,1,2026-11-01,2026-12-04\n2,b,organisation,qala,met,бар,1,2026-11-01,2026-12-06\n",
        )
        .await;
    let register = &setting.register;
    let (from, to) = (date!(2026 - 12 - 01), date!(2026 - 12 - 31));
    let asked = |limit| DueAsked::between(from, to, limit);
    let (due, total) = register.due(&setting.officer, &asked(9)).await.unwrap();
    assert_eq!(total, 3);
    let told: Vec<String> =
        due.iter().map(|due| format!("{} {} {} {}", due.date, due.register, due.deadline, due.record.key)).collect();
    assert_eq!(
        told,
        [
            "2026-12-04 attestations valid_until 1",
            "2026-12-05 licences valid_until L1",
            "2026-12-06 attestations valid_until 2"
        ]
    );
    assert_eq!(register.due(&setting.officer, &asked(2)).await.unwrap(), (due[..2].to_vec(), 3));
    let elsewhere = caller("a", [Right::ReadRecords], Scope::Organisations([org("auyl")].into()));
    assert_eq!(register.due(&elsewhere, &asked(9)).await.unwrap(), (Vec::new(), 0));
    assert!(matches!(register.due(&reader(&[]), &asked(9)).await, Err(ReadError::Forbidden(_))));
}
