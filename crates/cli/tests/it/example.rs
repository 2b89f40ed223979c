//! The example organisation: what a newcomer sees first.

use std::collections::BTreeMap;

use crate::program::Place;

#[test]
fn the_example_comes_out_met_not_met_and_unknown_with_reasons_that_lead_to_records() {
    let place = Place::with_example();
    let said = place.run(&["assess", "--json"]);
    assert_eq!(said.code, 1, "some statements of the example are not met: {}", said.err);
    let answer = said.json();
    let mut statuses: BTreeMap<&str, usize> = BTreeMap::new();
    for verdict in answer["verdicts"].as_array().unwrap() {
        let status = verdict["status"].as_str().unwrap();
        *statuses.entry(status).or_default() += 1;
        for language in ["kk", "ru", "en"] {
            let reason = verdict["reason"][language].as_str().unwrap();
            assert!(!reason.contains(verdict["reason_key"].as_str().unwrap()), "no words in {language}: {verdict:#}");
        }
        if status == "met" || status == "not_met" {
            assert!(!verdict["evidence"].as_array().unwrap().is_empty(), "{status} without evidence: {verdict:#}");
        }
    }
    for status in ["met", "not_met", "unknown", "not_applicable"] {
        assert!(statuses.contains_key(status), "no verdict is {status}: {statuses:?}");
    }
    let failing = |key: &str| {
        let found =
            answer["verdicts"].as_array().unwrap().iter().find(|v| v["statement"] == key && v["status"] == "not_met");
        found.unwrap_or_else(|| panic!("{key} is not found wanting")).clone()
    };
    let training = failing("is-training-current");
    let record = training["evidence"][0].as_str().unwrap().strip_prefix("record:").unwrap().to_owned();
    let sql = format!("SELECT count(*) AS n FROM people WHERE record_id = '{record}'");
    let trainings = format!("SELECT count(*) AS n FROM training WHERE record_id = '{record}'");
    assert_eq!(place.count(&sql) + place.count(&trainings), 1, "the evidence leads to a record");
}

#[test]
fn registers_of_the_example_decide_what_their_fields_show() {
    let place = Place::with_example();
    let answer = place.run(&["assess", "--json"]).json();
    for (statement, subject, status, reason) in [
        ("unpermitted-devices-controlled", "akimat-saryjaz", "not_met", "reason-entries-breaking"),
        ("work-mail-departmental", "gkp-saryjaz-su", "not_met", "reason-entries-breaking"),
        ("work-mail-departmental", "akimat-saryjaz", "unknown", "assess-attestation-missing"),
        ("no-unprotected-transmission", "billing", "not_met", "reason-entries-breaking"),
        ("no-unprotected-transmission", "land-register", "unknown", "assess-attestation-missing"),
        ("acceptance-commission-composition", "documents", "met", "reason-commission-complete"),
        ("acceptance-commission-composition", "land-register", "not_met", "reason-commission-without-both"),
        ("acceptance-commission-composition", "billing", "not_met", "reason-commission-without-informatization"),
        ("acceptance-commission-composition", "appeals", "unknown", "assess-attestation-missing"),
        ("decision-to-end-operation", "vehicles", "met", "reason-end-decided"),
        ("system-information-archived", "vehicles", "met", "reason-information-archived"),
        ("server-memory-pages-reallocated", "data-centre", "not_met", "reason-hardware-lacks"),
        ("server-critical-event-alerts", "scada", "met", "reason-hardware-fits"),
        ("storage-backup-system", "data-centre", "met", "reason-hardware-fits"),
        ("storage-backup-system", "backup-complex", "unknown", "assess-attestation-missing"),
    ] {
        let of_both = |v: &&serde_json::Value| v["statement"] == statement && v["subject"] == subject;
        let found = answer["verdicts"].as_array().unwrap().iter().find(of_both);
        let found = found.unwrap_or_else(|| panic!("{statement} of {subject} is not judged"));
        assert_eq!((&found["status"], &found["reason_key"]), (&status.into(), &reason.into()), "{found:#}");
    }
}

#[test]
fn an_evaluation_of_one_object_names_it_alone() {
    let place = Place::with_example();
    let said = place.run(&["assess", "--object", "budget", "--json"]);
    let answer = said.json();
    assert!(answer["verdicts"].as_array().unwrap().iter().all(|verdict| verdict["subject"] == "budget"));
    let said = place.run(&["assess", "--object", "nowhere"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("nowhere"), "{said:?}");
}

#[test]
fn a_second_start_loads_nothing_twice() {
    let place = Place::with_example();
    let before = place.count("SELECT count(*) AS n FROM events WHERE kind <> 'talap'");
    place.up(&["--example"]).stop();
    assert_eq!(place.count("SELECT count(*) AS n FROM events WHERE kind <> 'talap'"), before);
    let log = crate::program::project("examples/akimat/logs/portal-web.log");
    let said = place.run(&["import", "events", log.to_str().unwrap(), "--source", "portal-web"]);
    assert_eq!(said.code, 3, "the same file again is refused: {said:?}");
    assert_eq!(place.count("SELECT count(*) AS n FROM events WHERE kind <> 'talap'"), before);
}
