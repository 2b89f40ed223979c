//! Checks that cannot be run are told before anything is assessed.

use talap_assess::{Checks, soundness};
use talap_decree::Catalog;

use crate::setting::attestations;

const SECTION: &str = r#"
version = 1
[section]
chapter = 1
title = { kk = "а", ru = "б", en = "c" }
[[clause]]
id = "1"
[[clause.statement]]
key = "kept"
kind = "duty"
mode = "checked"
subject = "organisation"
title = { kk = "а", ru = "б", en = "c" }
text = { kk = "7 күн.", ru = "7 дней.", en = "7 days." }
check = "kept"
parameters = { window = { value = 3, unit = "day" }, said = { value = 7, unit = "day" } }
"#;

const SOUND: &str = "SELECT 'organisation' AS subject_kind, org_id AS subject, \
    CASE WHEN cast(stated_on AS date) > cast($today AS date) - cast($window AS interval) THEN 'met' ELSE 'not_met' END AS status, \
    'k' AS reason_key, named_struct('n', 1) AS reason_args, make_array('record:' || record_id) AS evidence FROM attestations";

async fn told(name: &str, sql: &str) -> Vec<String> {
    let files = [("01-a.toml".to_owned(), SECTION.to_owned())];
    let catalog = Catalog::from_files(files.into_iter()).unwrap();
    let checks = Checks::from_texts([(name, sql)]);
    let found = soundness::problems(&catalog, &checks, &[attestations()]).await;
    found.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_sound_check_has_no_problem() {
    assert!(told("kept", SOUND).await.is_empty(), "{:?}", told("kept", SOUND).await);
}

#[tokio::test]
async fn what_a_check_lacks_is_told_with_its_place() {
    assert_eq!(told("other", SOUND).await, ["01-a.toml: kept: check: kept does not exist"]);
    for (from, to, expected) in [
        ("FROM attestations", "FROM journals", "journals"),
        ("org_id AS subject", "owner AS subject", "owner"),
        (" AS evidence", " AS proof", "evidence?"),
        ("'k' AS reason_key", "1 AS reason_key", "reason_key: Int64"),
        ("$window", "$months", "$months"),
        ("SELECT", "SELEKT", "SELEKT"),
        ("SELECT 'organisation'", "DELETE FROM attestations; SELECT 'organisation'", "1"),
    ] {
        assert!(SOUND.contains(from), "{from}");
        let found = told("kept", &SOUND.replacen(from, to, 1)).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("01-a.toml: kept: check: ") && found[0].contains(expected), "{found:?}");
    }
}

#[tokio::test]
async fn a_number_that_the_check_does_not_use_is_told() {
    let found = told("kept", &SOUND.replace("cast($window AS interval)", "INTERVAL '3 days'")).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("01-a.toml: kept: parameters.window: no check uses the number"), "{found:?}");
}
