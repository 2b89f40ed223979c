//! Files of tools on the page of import and in the API.

use axum::http::{Method, StatusCode};
use talap_access::Role;

use crate::place::Place;

const SCAN: &str = "organisation,key,kind,tool,performed_on,assessor\nmine,S-1,code,probe,2026-01-10,ИБ\n";
const SARIF: &str = r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "probe"}}, "results": [
    {"ruleId": "weak-hash", "level": "error", "message": {"text": "MD5"}}]}]}"#;

#[tokio::test]
async fn the_page_takes_a_file_of_a_tool_and_shows_what_is_wrong_as_a_table() {
    let place = Place::new().await;
    place.import("vulnerability_scans", SCAN).await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let path = "/registers/vulnerabilities/import";
    assert!(officer.get(path).await.text.contains("name=\"scan\""));
    // What a tool says becomes a table, which is shown before anything changes, as every other table.
    let take = async |scan: &str, text: &str| {
        officer.post(path, &[("organisation", "mine"), ("object", "portal"), ("scan", scan), ("text", text)]).await
    };
    let answer = take("S-1", SARIF).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(answer.text.contains("S-1") && answer.text.contains("MD5"), "{}", answer.text);
    let answer = take("нет", SARIF).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(answer.text.contains("id=\"wrong\"") && answer.text.contains("нет"), "{}", answer.text);
    for (scan, text) in [("", SARIF), ("S-1", "{\"version\": \"2.1.0\""), ("S-1", "<html/>")] {
        let answer = take(scan, text).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}: {}", answer.text);
        assert!(answer.text.contains("id=\"trouble\""), "{text}");
    }
}

#[tokio::test]
async fn the_api_takes_a_file_of_a_tool() {
    let place = Place::new().await;
    place.import("vulnerability_scans", SCAN).await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let token = place.token(&officer).await;
    let path = "/api/v1/registers/vulnerabilities/import?organisation=mine&scan=S-1&object=portal";
    let answer = officer.api(Method::POST, path, Some(&token), SARIF).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let body: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!((&body["created"], &body["rejected"]), (&1.into(), &0.into()));
    let broken = officer.api(Method::POST, path, Some(&token), "{\"version\"").await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", broken.text);
    let lists = "/api/v1/registers/backups/import?organisation=mine&object=portal";
    let list = r#"[{"id": "0123456789abcdef", "time": "2026-11-22T03:00:00Z", "paths": ["/srv"], "hostname": "db1"}]"#;
    let answer = officer.api(Method::POST, lists, Some(&token), list).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
}
