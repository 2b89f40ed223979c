//! Each check of the catalogue runs, also over nothing at all.

use crate::program::{Place, project};

#[test]
fn every_check_runs_over_the_example_and_over_an_organisation_without_facts() {
    let place = Place::with_example();
    let csv = place.file("organisations.csv", "key,name_kk,name_ru,name_en,state_body\nempty,Бос,Пустая,Empty,true\n");
    let said = place.run(&["import", "organisations", csv.to_str().unwrap()]);
    assert_eq!(said.code, 0, "{said:?}");
    let answer = place.run(&["assess", "--json"]).json();
    for verdict in answer["verdicts"].as_array().unwrap() {
        assert_ne!(verdict["reason_key"], "assess-check-failed", "{verdict:#}");
        if verdict["subject"] == "empty" {
            assert!(
                ["unknown", "not_applicable"].contains(&verdict["status"].as_str().unwrap()),
                "a status without facts: {verdict:#}"
            );
        }
    }
}

#[test]
fn a_check_of_the_user_takes_the_place_of_a_built_in_one() {
    let place = Place::with_example();
    std::fs::create_dir(place.path("checks")).unwrap();
    place.file(
        "checks/is-training-current.sql",
        "SELECT 'organisation' AS subject_kind, key AS subject, 'met' AS status, 'assess-no-facts' AS reason_key, \
         named_struct('n', 1) AS reason_args, make_array('record:' || record_id) AS evidence FROM organisations",
    );
    place.configure(
        "[collect]\nsyslog_udp = \"\"\nsyslog_tcp = \"\"\n[web]\naddress = \"\"\n[folders]\nchecks = \"checks\"\n",
    );
    let answer = place.run(&["assess", "--org", "akimat-saryjaz", "--json"]).json();
    let found = answer["verdicts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|v| v["statement"] == "is-training-current")
        .unwrap()
        .clone();
    assert_eq!(found["status"], "met", "{found:#}");
}

/// The example has something wrong for each; with the row mended, the same check no longer says so.
#[test]
fn entries_of_registers_decide_and_mended_ones_no_longer_do() {
    let place = Place::with_example();
    let assess = || place.run(&["assess", "--org", "akimat-saryjaz", "--json"]).json();
    let status_and_reason = |answer: &serde_json::Value, statement: &str, subject: &str| {
        let all = answer["verdicts"].as_array().unwrap();
        let found = all.iter().find(|v| v["statement"] == statement && v["subject"] == subject);
        let found = found.unwrap_or_else(|| panic!("no verdict of {statement} on {subject}"));
        let text = |field: &str| found[field].as_str().unwrap().to_owned();
        (text("status"), text("reason_key"))
    };
    let import = |register: &str, from: &str, to: &str| {
        let text = std::fs::read_to_string(project(&format!("examples/akimat/{register}.csv"))).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{register}: {from}");
        let csv = place.file(&format!("{register}.csv"), text.replace(from, to));
        let said = place.run(&["import", register, csv.to_str().unwrap()]);
        assert_eq!(said.code, 0, "{said:?}");
    };

    let before = assess();
    let (removed, report) = ("tested-vulnerabilities-removed", "document-vulnerability-report");
    let (cables, bilingual) = ("cable-connections-recorded", "documents-bilingual");
    for (statement, subject, status, reason) in [
        (removed, "budget", "not_met", "reason-vulnerabilities-overdue"),
        (report, "akimat-saryjaz", "met", "reason-vulnerability-reports-kept"),
        (bilingual, "akimat-saryjaz", "not_met", "reason-documents-not-bilingual"),
        ("access-rights-revoked", "akimat-saryjaz", "not_met", "reason-access-not-revoked"),
    ] {
        let found = status_and_reason(&before, statement, subject);
        assert_eq!(found, (status.to_owned(), reason.to_owned()), "{statement}");
    }
    assert_ne!(status_and_reason(&before, cables, "public-network").0, "not_met", "connections are in the journal");

    // The day for fixing is put off; every connection of one network is undone; the document gets its other title.
    import("vulnerabilities", "1004,2026-11-02,,,,,,in_work", "1004,2099-11-02,,,,,,in_work");
    import("cable_connections", "2023-03-14,2023-03-14,1007,,", "2023-03-14,2023-03-14,1007,2026-04-02,");
    import("documents", "қағидалары,,2,internal_audit_rules", "қағидалары,Правила аудита,2,internal_audit_rules");
    let after = assess();
    assert_eq!(status_and_reason(&after, removed, "budget").0, "unknown", "what may still be in hand breaks nothing");
    let unrecorded = ("not_met".to_owned(), "reason-cable-network-unrecorded".to_owned());
    assert_eq!(status_and_reason(&after, cables, "public-network"), unrecorded);
    assert_eq!(status_and_reason(&after, bilingual, "akimat-saryjaz").0, "unknown", "a title is no text");

    // One document was not brought to notice; when it was, one of those who were to read it still has not.
    let communicated =
        |answer: &serde_json::Value| status_and_reason(answer, "documents-communicated", "akimat-saryjaz");
    let lacking = ("not_met".to_owned(), "reason-documents-not-communicated".to_owned());
    import("documents", "№ 30 бұйрық,,,1021", "№ 30 бұйрық,,2025-03-05,1021");
    assert_eq!(communicated(&assess()), lacking);
    let read = "1014,kk,2026-11-09,2026-11-16,";
    import("acknowledgements", &format!("{read},,"), &format!("{read}2026-11-12,signature,"));
    assert_eq!(communicated(&assess()).0, "met");
}

#[test]
fn what_registers_hold_decides_before_what_people_state() {
    let place = Place::with_example();
    for (register, csv) in [
        (
            "organisations",
            "key,name_kk,name_ru,name_en,state_body,local_executive_body,state_legal_entity,quasi_public,\
             critical_ici_owner,critical_ici_listed_on\n\
             qorgan,Қорған,Корган,Qorgan,false,false,false,false,true,2024-01-01\n",
        ),
        (
            "people",
            "organisation,key,name,position,is_responsible,hired_on\nqorgan,0001,Асан Үсенов,маман,true,2024-01-08\n",
        ),
        (
            "is_centres",
            "organisation,key,kind,name,act,working_since,interaction_since,responsible\n\
             qorgan,ЖО-001,own,Орталық,№ 1,2024-06-03,2024-07-01,0001\n",
        ),
        (
            "is_appointments",
            "organisation,key,kind,order_number,order_on,person,valid_from,valid_to\n\
             qorgan,АТ-2024-001,officer,№ 1,2024-06-03,0001,2024-06-03,2025-06-02\n",
        ),
    ] {
        let said = place.run(&["import", register, place.file(&format!("{register}.csv"), csv).to_str().unwrap()]);
        assert_eq!(said.code, 0, "{register}: {said:?}");
    }
    let answer = place.run(&["assess", "--json"]).json();
    for (statement, subject, status, reason) in [
        ("monitoring-connected", "portal", "met", "reason-monitoring-registered"),
        ("monitoring-connected", "land-register", "unknown", "reason-monitoring-cut"),
        ("monitoring-connected", "data-centre", "unknown", "reason-monitoring-unproved"),
        ("is-unit-appointed", "akimat-saryjaz", "met", "reason-is-unit-ordered"),
        ("is-unit-appointed", "qorgan", "not_met", "reason-is-unit-orders-ended"),
        ("nonstate-critical-owner-security-centre", "qorgan", "met", "reason-centre-works"),
        ("nonstate-critical-owner-centre-interaction", "qorgan", "met", "reason-centre-interacts"),
        ("critical-events-treated-as-incidents", "akimat-saryjaz", "met", "reason-critical-events-incidents"),
        ("critical-events-treated-as-incidents", "gkp-saryjaz-su", "unknown", "assess-attestation-missing"),
        ("responsible-persons-notified-of-incidents", "portal", "met", "reason-incidents-responsible-told"),
        (
            "responsible-persons-notified-of-incidents",
            "land-register",
            "not_met",
            "reason-incidents-responsible-untold",
        ),
        ("responsible-persons-notified-of-incidents", "budget", "unknown", "assess-attestation-missing"),
        ("incidents-reported-to-national-centre", "mail", "met", "reason-incidents-centre-told"),
        ("incidents-reported-to-national-centre", "documents", "not_met", "reason-incidents-centre-untold"),
    ] {
        let of_it = |v: &&serde_json::Value| v["statement"] == statement && v["subject"] == subject;
        let found = answer["verdicts"].as_array().unwrap().iter().find(of_it).unwrap();
        assert_eq!((&found["status"], &found["reason_key"]), (&status.into(), &reason.into()), "{found:#}");
    }
}
