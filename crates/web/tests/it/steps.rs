//! What programs do with the course of records: numbered records, transitions, requests that are repeated, lists that go on.

use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use talap_access::Role;
use talap_model::{Caller, Identity, Right, Scope};

use crate::api::{Program, is_problem, json_of};
use crate::place::{Answer, Place};

const DEFECTS: &str = "/api/v1/registers/trial_defects/records";
const JSON: (&str, &str) = ("content-type", "application/json");

fn values(description: &str) -> String {
    let values = json!({ "object": "portal", "kind": "defect", "description": description, "found_on": "2026-11-01" });
    json!({ "values": values }).to_string()
}

async fn add(program: &Program, description: &str, headers: &[(&str, &str)]) -> Answer {
    let headers = [&[JSON][..], headers].concat();
    program.send(Method::POST, &format!("{DEFECTS}?organisation=mine"), &headers, values(description)).await
}

#[tokio::test]
async fn a_register_numbers_what_is_added() {
    let place = Place::new().await;
    let program = Program::of(&place, &[Role::Registrar]).await;
    let made = add(&program, "A", &[]).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let record = &json_of(&made)["record"];
    assert_eq!((&record["key"], &record["values"]["state"]), (&json!("КМ-2026-0001"), &json!("open")));
    assert_eq!(made.headers["etag"], "\"1\"");
    assert_eq!(program.get(made.headers["location"].to_str().unwrap()).await["id"], record["id"]);
    assert_eq!(json_of(&add(&program, "B", &[]).await)["record"]["key"], "КМ-2026-0002");
    is_problem(&add(&program, "", &[]).await, StatusCode::UNPROCESSABLE_ENTITY, "web-values-wrong");
    assert_eq!(json_of(&add(&program, "C", &[]).await)["record"]["key"], "КМ-2026-0003", "no number was left out");
    let unnumbered = "/api/v1/registers/objects/records?organisation=mine";
    let unnumbered = program.send(Method::POST, unnumbered, &[JSON], "{\"values\": {}}").await;
    assert_ne!(unnumbered.status, StatusCode::CREATED);
    let architect = place.person("architect", &[Role::IsOfficer], None).await;
    let token = place.token(&architect).await;
    let refused = architect
        .api(Method::POST, "/api/v1/registers/assets/records?organisation=mine", Some(&token), "{\"values\": {}}")
        .await;
    is_problem(&refused, StatusCode::UNPROCESSABLE_ENTITY, "web-api-unnumbered");
}

#[tokio::test]
async fn a_record_goes_its_course() {
    let place = Place::new().await;
    let program = Program::of(&place, &[Role::Registrar]).await;
    add(&program, "A", &[]).await;
    let record = format!("{DEFECTS}/mine/%D0%9A%D0%9C-2026-0001");
    let step = async |way: &str, headers: &[(&str, &str)]| {
        let headers = [&[JSON][..], headers].concat();
        program.send(Method::POST, &format!("{record}/transitions/{way}"), &headers, "{}").await
    };
    is_problem(&step("fix", &[]).await, StatusCode::UNPROCESSABLE_ENTITY, "register-transition-lacks");
    is_problem(&step("close", &[]).await, StatusCode::UNPROCESSABLE_ENTITY, "register-transition-state");
    is_problem(&step("burn", &[]).await, StatusCode::NOT_FOUND, "web-missing");
    let filled = program.put(&record, ("if-match", "\"1\""), json!({ "fixed_on": "2026-11-10" })).await;
    assert_eq!(filled.status, StatusCode::OK, "{}", filled.text);
    let late = step("fix", &[("if-match", "\"1\"")]).await;
    is_problem(&late, StatusCode::PRECONDITION_FAILED, "register-record-changed");
    assert_eq!(json_of(&late)["current"]["version"], 2);
    let new = step("fix", &[("if-none-match", "*")]).await;
    is_problem(&new, StatusCode::PRECONDITION_FAILED, "register-record-changed");
    let fixed = step("fix", &[("if-match", "\"2\"")]).await;
    assert_eq!((fixed.status, fixed.headers["etag"].to_str().unwrap()), (StatusCode::OK, "\"3\""), "{}", fixed.text);
    assert_eq!(json_of(&fixed)["record"]["values"]["state"], "fixed");
    assert_eq!(step("reopen", &[]).await.status, StatusCode::OK, "whatever version there is");
    let state = program.put(&record, ("if-match", "\"4\""), json!({ "state": "closed" })).await;
    is_problem(&state, StatusCode::UNPROCESSABLE_ENTITY, "web-values-wrong");
}

#[tokio::test]
async fn a_repeated_request_is_done_once() {
    let place = Place::new().await;
    let program = Program::of(&place, &[Role::Registrar]).await;
    let key = ("idempotency-key", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"");
    let first = add(&program, "A", &[key]).await;
    let second = add(&program, "A", &[key]).await;
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", second.text);
    assert_eq!((&first.text, &first.kind, &first.location), (&second.text, &second.kind, &second.location));
    assert_eq!(first.headers["etag"], second.headers["etag"]);
    assert_eq!(program.get(DEFECTS).await["total"], 1);
    is_problem(&add(&program, "B", &[key]).await, StatusCode::UNPROCESSABLE_ENTITY, "web-api-key-other");
    // A refusal is an answer too, and nobody else's key is this one.
    let other = ("idempotency-key", "another-key-of-the-program");
    let refused = add(&program, "", &[other]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(add(&program, "", &[other]).await.text, refused.text);
    let somebody = place.person("somebody", &[Role::Registrar], None).await;
    let token = place.token(&somebody).await;
    let theirs = somebody.request(Method::POST, &format!("{DEFECTS}?organisation=mine")).header(key.0, key.1);
    let theirs = theirs.header(JSON.0, JSON.1).header("authorization", format!("Bearer {token}"));
    let theirs = somebody.send(theirs.body(values("A").into()).unwrap()).await;
    assert_eq!(json_of(&theirs)["record"]["key"], "КМ-2026-0002");
    is_problem(&add(&program, "C", &[("idempotency-key", "a b")]).await, StatusCode::BAD_REQUEST, "web-api-key-wrong");
    // A day later the key is free.
    place.wait(24 * 60);
    assert_eq!(json_of(&add(&program, "A", &[key]).await)["record"]["key"], "КМ-2026-0003");
}

#[tokio::test]
async fn imports_and_voids_are_repeated_too() {
    let place = Place::new().await;
    let program = Program::of(&place, &[Role::Registrar]).await;
    let csv = [(CONTENT_TYPE.as_str(), "text/csv"), ("idempotency-key", "import-of-the-nineteenth")];
    let path = "/api/v1/registers/trial_defects/import?organisation=mine";
    let file = "object,kind,description,found_on\nportal,defect,A,2026-11-01\n";
    for _ in 0..2 {
        let report = json_of(&program.send(Method::POST, path, &csv, file).await);
        assert_eq!(report["created"], 1, "{report}");
    }
    assert_eq!(program.get(DEFECTS).await["total"], 1);
    let void = format!("{DEFECTS}/mine/%D0%9A%D0%9C-2026-0001?reason=x");
    let key = [("idempotency-key", "the-void-of-the-nineteenth")];
    let first = program.send(Method::DELETE, &void, &key, "").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    assert_eq!(program.send(Method::DELETE, &void, &key, "").await.text, first.text);
    assert_eq!(program.send(Method::DELETE, &void, &[], "").await.status, StatusCode::NOT_FOUND);
}

/// Where a list goes on.
fn next(answer: &Answer) -> Option<String> {
    let link = answer.headers.get("link")?.to_str().unwrap();
    assert!(link.ends_with("; rel=\"next\""), "{link}");
    Some(link.trim_start_matches('<').split('>').next().unwrap().to_owned())
}

#[tokio::test]
async fn a_list_goes_on_without_gap_or_repetition() {
    let place = Place::new().await;
    let rows: Vec<_> = (0..25).map(|n| format!("mine,portal,defect,D{n},2026-11-01")).collect();
    let head = "organisation,object,kind,description,found_on";
    place.import("trial_defects", &format!("{head}\n{}\n", rows.join("\n"))).await;
    let program = Program::of(&place, &[Role::Registrar]).await;
    let mut path = Some(format!("{DEFECTS}?per_page=10&organisation=mine"));
    let (mut keys, mut parts) = (Vec::new(), Vec::new());
    while let Some(asked) = path {
        let answer = program.ask(Method::GET, &asked).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let list = json_of(&answer);
        parts.push((list["items"].as_array().unwrap().len(), list["total"].clone(), list["page"].clone()));
        keys.extend(list["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap().to_owned()));
        // A record that becomes void on the way is where the list goes on all the same.
        if parts.len() == 1 {
            let void = format!("{DEFECTS}/mine/%D0%9A%D0%9C-2026-0010?reason=x");
            assert_eq!(program.ask(Method::DELETE, &void).await.status, StatusCode::OK);
        }
        path = next(&answer);
    }
    assert_eq!(parts, [(10, json!(25), json!(1)), (10, Value::Null, Value::Null), (5, Value::Null, Value::Null)]);
    assert_eq!(keys, (1..=25).map(|n| format!("КМ-2026-{n:04}")).collect::<Vec<_>>());
    let searched = program.ask(Method::GET, &format!("{DEFECTS}?per_page=10&sort=description")).await;
    assert_eq!(next(&searched), None, "another order goes on by pages");
    let listed = program.get(DEFECTS).await;
    let id = listed["items"][0]["id"].as_str().unwrap();
    let both = program.ask(Method::GET, &format!("{DEFECTS}?after={id}&page=2")).await;
    is_problem(&both, StatusCode::UNPROCESSABLE_ENTITY, "web-api-after-alone");
    let elsewhere = program.ask(Method::GET, &format!("/api/v1/registers/objects/records?after={id}")).await;
    is_problem(&elsewhere, StatusCode::NOT_FOUND, "web-missing");
    let unclear = program.ask(Method::GET, &format!("{DEFECTS}?after=x")).await;
    is_problem(&unclear, StatusCode::BAD_REQUEST, "web-api-parameter-wrong");
}

#[tokio::test]
async fn a_register_describes_its_course() {
    let place = Place::new().await;
    let program = Program::of(&place, &[Role::Registrar]).await;
    let found = program.get("/api/v1/registers/trial_defects").await;
    assert_eq!((&found["group"], &found["numbering"]), (&json!("lifecycle"), &json!(true)));
    assert!(found["lead"]["kk"].as_str().is_some_and(|text| !text.is_empty()), "{found}");
    let states: Vec<_> = found["states"].as_array().unwrap().iter().map(|one| (&one["key"], &one["locked"])).collect();
    let expected = [(json!("open"), json!(false)), (json!("fixed"), json!(false)), (json!("closed"), json!(true))];
    assert_eq!(states, expected.iter().map(|(key, locked)| (key, locked)).collect::<Vec<_>>());
    let fix = &found["transitions"][0];
    assert_eq!((&fix["key"], &fix["requires"], &fix["may_take"]), (&json!("fix"), &json!(["fixed_on"]), &json!(true)));
    assert_eq!((&found["deadlines"][0]["key"], &found["deadlines"][0]["from"]), (&json!("fix_by"), &json!(["fix_by"])));
    let incidents = program.get("/api/v1/registers/unpermitted_devices").await;
    let ways = incidents["transitions"].as_array().unwrap();
    let close = ways.iter().find(|way| way["key"] == "close").unwrap();
    assert_eq!((&close["roles"], &close["may_take"]), (&json!(["is_officer"]), &json!(false)));
    let all = program.get("/api/v1/registers").await;
    let summary = all.as_array().unwrap().iter().find(|one| one["key"] == "objects").unwrap();
    assert_eq!((&summary["records"], &summary["group"]), (&json!(2), &json!("structure")));
    let conditional = all.as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap());
    let mut seen = (false, false);
    for key in conditional {
        let definition = program.get(&format!("/api/v1/registers/{key}")).await;
        for field in definition["fields"].as_array().unwrap() {
            seen.0 |= field["only_when"]["is"].is_array();
            seen.1 |= field["computed"] == true;
        }
    }
    assert_eq!(seen, (true, true), "conditions and computed fields are told");
}

/// Roles that may not read the register, since it holds personal data, and so take no step there.
const BLIND: [(&str, &str); 2] = [("incidents", "analyst"), ("staff_changes", "administrator")];

#[tokio::test]
async fn every_role_that_a_transition_names_can_take_it() {
    let place = Place::new().await;
    let mut named = 0;
    for definition in place.site.register.definitions().iter() {
        for way in &definition.transitions {
            for key in &way.roles {
                let role: Role = key.parse().unwrap_or_else(|_| panic!("{} of {}", key, definition.key));
                let who = Identity::Account("somebody".into());
                let caller = Caller::establish(who, role.rights().iter().copied(), Scope::All).holding([role.key()]);
                assert!(definition.may_take(way, &caller), "{} {} {key}", definition.key, way.key);
                let is_blind = definition.personal && !caller.has(Right::ReadPersonalData);
                let is_known = BLIND.contains(&(definition.key.as_str(), key));
                assert_eq!(is_blind, is_known, "{} {} {key}", definition.key, way.key);
                named += 1;
            }
        }
    }
    assert!(named > 50, "{named}");
}

#[tokio::test]
async fn a_role_takes_its_step_without_the_right_to_change_records() {
    let place = Place::new().await;
    let file = "organisation,key,object,component,item,description,reason\nmine,A,portal,software,x,y,z\nmine,B,portal,software,x,y,z\n";
    place.import("configuration_changes", file).await;
    let program = Program::of(&place, &[Role::Administrator]).await;
    let definition = program.get("/api/v1/registers/configuration_changes").await;
    assert_eq!(definition["may_write"], false);
    assert!(definition["transitions"].as_array().unwrap().iter().all(|way| way["may_take"] == true), "{definition}");
    let record = "/api/v1/registers/configuration_changes/records/mine/A";
    let refused = program.send(Method::POST, &format!("{record}/transitions/refuse"), &[JSON], "{}").await;
    assert_eq!(refused.status, StatusCode::OK, "{}", refused.text);
    assert_eq!(json_of(&refused)["record"]["values"]["state"], "refused");
    assert_eq!(program.put(record, ("if-match", "\"2\""), json!({ "item": "w" })).await.status, StatusCode::FORBIDDEN);
    // On pages too, one by one and several at once.
    let client = &program.client;
    let page = client.get("/registers/configuration_changes/mine/B").await;
    assert!(page.text.contains("/registers/configuration_changes/mine/B/move"), "{}", page.text);
    let list = client.get("/registers/configuration_changes").await;
    assert!(list.text.contains("/registers/configuration_changes/move"), "{}", list.text);
}
