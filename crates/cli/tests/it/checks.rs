//! Each check of the catalogue runs, also over nothing at all.

use crate::program::Place;

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
