//! Numbers that the engine gives: without gaps, none twice, from one on in each year.

use talap_store::ChangeKind;

use crate::setting::{Setting, and_loans, key, org, record_key, texts};

const LOANS: &str = r#"
numbering = "ЖН-{year}-{number:3}"
[[field]]
key = "what"
kind = "text"
label = LABEL(what)
required = true
[[field]]
key = "mark"
kind = "text"
label = LABEL(mark)
unique = true
"#;

async fn setting() -> Setting {
    Setting::furnished_with(and_loans(LOANS)).await
}

async fn add(setting: &Setting, organisation: &str) -> String {
    let values = texts(&[("what", "x")]);
    let saved = setting.register.put(&setting.officer, &key("loans"), &org(organisation), " ", &values).await.unwrap();
    assert_eq!(saved.kind, Some(ChangeKind::Created));
    saved.key.to_string()
}

async fn keys(setting: &Setting) -> Vec<String> {
    let records = setting.register.records(&setting.officer, &key("loans")).await.unwrap();
    records.into_iter().map(|record| record.key.to_string()).collect()
}

#[tokio::test]
async fn each_organisation_counts_for_itself_and_each_year_anew() {
    let setting = setting().await;
    assert_eq!(add(&setting, "qala").await, "ЖН-2026-001");
    assert_eq!(add(&setting, "qala").await, "ЖН-2026-002");
    assert_eq!(add(&setting, "auyl").await, "ЖН-2026-001");
    setting.clock.wait(120);
    assert_eq!(add(&setting, "qala").await, "ЖН-2027-001");
    assert_eq!(add(&setting, "auyl").await, "ЖН-2027-001");
}

#[tokio::test]
async fn a_void_record_keeps_its_number() {
    let setting = setting().await;
    let first = add(&setting, "qala").await;
    let second = add(&setting, "qala").await;
    let (loans, qala) = (key("loans"), org("qala"));
    setting.register.void(&setting.officer, &loans, &qala, &record_key(&second), "қате").await.unwrap();
    assert_eq!(add(&setting, "qala").await, "ЖН-2026-003");
    assert_eq!(keys(&setting).await, [first.as_str(), "ЖН-2026-003"]);
    let void = setting.register.record(&setting.officer, &loans, &qala, &record_key(&second)).await.unwrap().unwrap();
    assert!(void.voided);
}

#[tokio::test]
async fn a_rejected_row_takes_no_number() {
    let setting = setting().await;
    // The second row lacks what it must have, the fourth has the mark of the first: both are left out.
    let file = "what,mark\na,M1\n,M2\nb,M3\nc,M1\nd,M4\n";
    let report = setting.import("loans", Some("qala"), file.as_bytes()).await.unwrap();
    let reasons: Vec<_> = report.rejected.iter().map(|error| (error.line, error.reason.key.as_str())).collect();
    assert_eq!(reasons, [(3, "register-row-required"), (5, "register-row-value-repeated")]);
    assert_eq!(keys(&setting).await, ["ЖН-2026-001", "ЖН-2026-002", "ЖН-2026-003"]);
    assert_eq!(add(&setting, "qala").await, "ЖН-2026-004");
}

#[tokio::test]
async fn a_number_that_a_rejected_row_states_waits_for_it() {
    let setting = setting().await;
    let report = setting.import("loans", Some("qala"), "key,what\nЖН-2026-001,\n,b\n".as_bytes()).await.unwrap();
    assert_eq!(report.rejected.len(), 1);
    assert_eq!(keys(&setting).await, ["ЖН-2026-002"]);
    let mended = setting.must("loans", Some("qala"), "key,what\nЖН-2026-001,a\n").await;
    assert_eq!((mended.created, mended.updated), (1, 0), "it is no other record's");
}

#[tokio::test]
async fn a_value_that_a_rejected_row_keeps_is_not_free() {
    let setting = setting().await;
    setting.must("loans", Some("qala"), "key,what,mark\nB,b,v\nC,c,w\n").await;
    // B would give its mark away, and may not have the one that it wants.
    let report = setting.import("loans", Some("qala"), b"key,what,mark\nA,a,v\nB,b,w\n").await.unwrap();
    let told: Vec<_> = report.rejected.iter().map(|error| (error.line, error.reason.key.as_str())).collect();
    assert_eq!(told, [(2, "register-row-value-taken"), (3, "register-row-value-taken")]);
    let report = setting.must("loans", Some("qala"), "key,what,mark\nA,a,v\nB,b,u\n").await;
    assert_eq!((report.created, report.updated), (1, 1));
}

#[tokio::test]
async fn a_number_that_a_file_states_is_taken() {
    let setting = setting().await;
    let report = setting.must("loans", Some("qala"), "key,what\n,a\nЖН-2026-007,b\nстарый 5,c\n,d\n").await;
    assert_eq!(report.created, 4);
    assert_eq!(keys(&setting).await, ["ЖН-2026-007", "ЖН-2026-008", "ЖН-2026-009", "старый 5"]);
}

#[tokio::test]
async fn of_two_who_want_a_unique_value_at_once_one_gets_it() {
    let setting = setting().await;
    for round in 0..5 {
        let saving: Vec<_> = (0..4)
            .map(|place| {
                let (register, officer) = (setting.register.clone(), setting.officer.clone());
                let values = texts(&[("what", "x"), ("mark", &format!("M{round}"))]);
                let key = if place == 0 { String::new() } else { format!("{round}-{place}") };
                tokio::spawn(async move {
                    let loans = crate::setting::key("loans");
                    register.put_if(&officer, &loans, &org("qala"), &key, &values, None).await
                })
            })
            .collect();
        let mut made = 0;
        for saved in saving {
            match saved.await.unwrap() {
                Ok(_) => made += 1,
                Err(talap_register::WriteError::Refused { errors }) => {
                    assert_eq!(errors[0].reason.key, "register-row-value-taken");
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(made, 1, "of round {round}");
    }
    // Whoever gives a value away, or is declared void, leaves it to others.
    let keys = keys(&setting).await;
    let (loans, qala, first) = (key("loans"), org("qala"), record_key(&keys[0]));
    setting.register.void(&setting.officer, &loans, &qala, &first, "қате").await.unwrap();
    let record = setting.register.record(&setting.officer, &loans, &qala, &first).await.unwrap().unwrap();
    let values = texts(&[("what", "x"), ("mark", record.values["mark"].as_str().unwrap())]);
    setting.register.put(&setting.officer, &loans, &qala, "new", &values).await.unwrap();
    setting.register.put(&setting.officer, &loans, &qala, "new", &texts(&[("mark", "other")])).await.unwrap();
    setting.register.put(&setting.officer, &loans, &qala, "newer", &values).await.unwrap();
}

#[tokio::test]
async fn a_key_that_is_typed_does_not_use_up_the_numbers() {
    let setting = setting().await;
    let file = "key,what\nЖН-2026-18446744073709551615,a\nЖН-2026-100000,b\nЖН-2026-99999,c\nЖН-2026-чужой,d\n,e\n";
    let report = setting.import("loans", Some("qala"), file.as_bytes()).await.unwrap();
    let told: Vec<_> = report.rejected.iter().map(|error| (error.line, error.reason.key.as_str())).collect();
    let reason = "register-row-number-of-key-too-great";
    assert_eq!(told, [(2, reason), (3, reason)]);
    assert_eq!(add(&setting, "qala").await, "ЖН-2026-100001");
    assert_eq!(add(&setting, "qala").await, "ЖН-2026-100002");
    let report = setting.must("loans", Some("qala"), "key,what\nЖН-2026-100001,other\n").await;
    assert_eq!(report.updated, 1, "what the engine gave is no new number");
    // Keys that look like numbers of the form and are none do not hide the greatest.
    let made_up = (0..50).fold(String::new(), |text, n| format!("{text}ЖН-2026-x{n:05},y\n"));
    setting.must("loans", Some("auyl"), &format!("key,what\nЖН-2026-007,x\n{made_up}")).await;
    assert_eq!(add(&setting, "auyl").await, "ЖН-2026-008");
}

#[tokio::test]
async fn two_at_once_get_two_numbers() {
    let setting = setting().await;
    let adding = (0..4).map(|_| {
        let (register, officer) = (setting.register.clone(), setting.officer.clone());
        let values = texts(&[("what", "x")]);
        tokio::spawn(async move { register.put_if(&officer, &key("loans"), &org("qala"), "", &values, None).await })
    });
    let importing = (0..3).map(|_| {
        let (register, officer) = (setting.register.clone(), setting.officer.clone());
        tokio::spawn(async move {
            let options = talap_register::ImportOptions::default();
            register.import(&officer, &key("loans"), Some(&org("qala")), b"what\na\nb\n", options).await
        })
    });
    let (adding, importing): (Vec<_>, Vec<_>) = (adding.collect(), importing.collect());
    for added in adding {
        added.await.unwrap().unwrap();
    }
    for imported in importing {
        assert_eq!(imported.await.unwrap().unwrap().created, 2);
    }
    let expected: Vec<_> = (1..=10).map(|number| format!("ЖН-2026-{number:03}")).collect();
    assert_eq!(keys(&setting).await, expected);
}
