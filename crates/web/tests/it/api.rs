//! The API as programs meet it.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use talap_access::Role;
use talap_decree::catalog::Mode;
use talap_model::SubjectKind;
use talap_web::routes::Face;

use crate::place::{Answer, Client, Place};

const PEOPLE: &str = "/api/v1/registers/people/records";

/// A program with a token of somebody's who has these roles.
pub(crate) struct Program {
    pub(crate) client: Client,
    token: String,
}

impl Program {
    pub(crate) async fn of(place: &Place, roles: &[Role]) -> Self {
        let client = place.person("program", roles, None).await;
        Self { token: place.token(&client).await, client }
    }

    pub(crate) async fn ask(&self, method: Method, path: &str) -> Answer {
        self.send(method, path, &[], "").await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.ask(Method::GET, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        json_of(&answer)
    }

    pub(crate) async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
        let mut request = self.client.request(method, path).header(AUTHORIZATION, format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.client.send(request.body(body.into()).unwrap()).await
    }

    pub(crate) async fn put(&self, path: &str, condition: (&str, &str), values: Value) -> Answer {
        let body = json!({ "values": values }).to_string();
        self.send(Method::PUT, path, &[(CONTENT_TYPE.as_str(), "application/json"), condition], body).await
    }
}

pub(crate) fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

#[track_caller]
pub(crate) fn is_problem(answer: &Answer, status: StatusCode, key: &str) {
    assert_eq!((answer.status, answer.kind.as_str()), (status, "application/problem+json"), "{}", answer.text);
    let problem = json_of(answer);
    assert_eq!(problem["type"], format!("urn:talap:problem:{key}"));
    for language in ["kk", "ru", "en"] {
        assert!(problem["titles"][language].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
    }
    assert_eq!(problem["title"], problem["titles"]["en"]);
}

#[tokio::test]
async fn the_description_has_the_methods_of_the_table_and_no_others() {
    let place = Place::new().await;
    let description = json_of(&place.stranger().get("/api/v1/openapi.json").await);
    let mut described = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            described.insert((method.to_uppercase(), path.clone()));
        }
    }
    let routes = place.routes.iter().filter(|route| route.face == Face::Api);
    let table: BTreeSet<_> = routes.map(|route| (route.method.to_string(), route.path.to_owned())).collect();
    assert_eq!(described, table);
}

#[tokio::test]
async fn every_method_is_described_whole() {
    let place = Place::new().await;
    let answer = place.stranger().get("/api/v1/openapi.json").await;
    let description = json_of(&answer);
    let mut names = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
            assert!(!operation["summary"].as_str().unwrap_or_default().is_empty(), "{method} {path}: no summary");
            let captures = path.matches('{').count();
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            assert_eq!(parameters.iter().filter(|one| one["in"] == "path").count(), captures, "{method} {path}");
            let responses = operation["responses"].as_object().unwrap();
            for (status, response) in responses.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
                let kinds: Vec<_> = response["content"].as_object().unwrap().keys().collect();
                assert_eq!(kinds, ["application/problem+json"], "{method} {path}: {status}");
            }
            let is_open = operation["security"] == json!([{}]);
            assert_eq!(responses.contains_key("401"), !is_open, "{method} {path}");
        }
    }
    let schemas = description["components"]["schemas"].as_object().unwrap();
    let refers = answer.text.split("#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap());
    for name in refers {
        assert!(schemas.contains_key(name), "no schema {name}");
    }
}

#[tokio::test]
async fn what_is_not_understood_is_a_problem_in_three_languages() {
    let place = Place::new().await;
    let program = Program::of(&place, &Role::ALL).await;
    let json = [(CONTENT_TYPE.as_str(), "application/json")];
    is_problem(&program.ask(Method::GET, "/api/v1/nothing").await, StatusCode::NOT_FOUND, "web-missing");
    is_problem(&program.ask(Method::GET, "/api/v1/objects/Portal").await, StatusCode::NOT_FOUND, "web-missing");
    for query in ["page=0", "per_page=1001", "organisation=A", "sorted=name", "page=1&page=1"] {
        let answer = program.ask(Method::GET, &format!("/api/v1/objects?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {}", answer.text);
    }
    let wrong_method = program.ask(Method::PATCH, "/api/v1/objects").await;
    is_problem(&wrong_method, StatusCode::METHOD_NOT_ALLOWED, "web-api-method-wrong");
    assert_eq!(wrong_method.headers["allow"], "GET,HEAD");
    for (body, key) in [("{", "web-api-json-broken"), ("{}", "web-api-json-other"), ("[1]", "web-api-json-other")] {
        is_problem(&program.send(Method::POST, "/api/v1/roles", &json, body).await, StatusCode::BAD_REQUEST, key);
    }
    let untyped = program.send(Method::POST, "/api/v1/roles", &[], "{}").await;
    is_problem(&untyped, StatusCode::UNSUPPORTED_MEDIA_TYPE, "web-api-type-wrong");
    let long = format!("{{\"user\": \"{}\"}}", "a".repeat(1 << 20));
    let long = program.send(Method::POST, "/api/v1/roles", &json, long).await;
    is_problem(&long, StatusCode::PAYLOAD_TOO_LARGE, "web-too-large");
}

#[tokio::test]
async fn a_page_that_is_not_there_is_a_page() {
    let place = Place::new().await;
    let missing = place.stranger().get("/nothing").await;
    assert_eq!((missing.status, missing.kind.as_str()), (StatusCode::NOT_FOUND, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn a_record_is_changed_by_who_has_seen_it() {
    let place = Place::new().await;
    let program = Program::of(&place, &Role::ALL).await;
    let path = format!("{PEOPLE}/mine/18");
    let unsaid = program
        .put(&path, ("accept", "*/*"), json!({ "name": "Серік", "position": "маман", "is_responsible": "false" }))
        .await;
    is_problem(&unsaid, StatusCode::PRECONDITION_REQUIRED, "web-api-precondition-needed");
    let made = program
        .put(&path, ("if-none-match", "*"), json!({ "name": "Серік", "position": "маман", "is_responsible": "false" }))
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(made.headers["etag"], "\"1\"");
    assert_eq!(json_of(&made)["record"]["values"]["name"], "Серік");
    let again = program
        .put(&path, ("if-none-match", "*"), json!({ "name": "Берік", "position": "маман", "is_responsible": "false" }))
        .await;
    is_problem(&again, StatusCode::PRECONDITION_FAILED, "register-record-changed");
    assert_eq!(
        (&json_of(&again)["current"]["values"]["name"], &again.headers["etag"]),
        (&json!("Серік"), &made.headers["etag"])
    );
    let changed = program.put(&path, ("if-match", "\"1\""), json!({ "position": "бас маман" })).await;
    assert_eq!((changed.status, json_of(&changed)["record"]["version"].clone()), (StatusCode::OK, json!(2)));
    let unheard = program.put(&path, ("if-match", "W/\"2\""), json!({ "position": "бастық" })).await;
    is_problem(&unheard, StatusCode::PRECONDITION_FAILED, "register-record-changed");
    let late = program.put(&path, ("if-match", "\"1\""), json!({ "position": "бастық" })).await;
    is_problem(&late, StatusCode::PRECONDITION_FAILED, "register-record-changed");
    let wrong = program.put(&path, ("if-match", "\"2\""), json!({ "name": "" })).await;
    is_problem(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "web-values-wrong");
    assert_eq!(json_of(&wrong)["errors"].as_array().unwrap().len(), 1);
    let unreasoned = program.ask(Method::DELETE, &path).await;
    is_problem(&unreasoned, StatusCode::BAD_REQUEST, "web-api-parameter-missing");
    let void = program.ask(Method::DELETE, &format!("{path}?reason=%D2%9B%D0%B0%D1%82%D0%B5")).await;
    assert_eq!((void.status, json_of(&void)["record"]["void"].clone()), (StatusCode::OK, json!(true)), "{}", void.text);
    let history = program.get(&format!("{path}/history")).await;
    let kinds: Vec<_> = history.as_array().unwrap().iter().map(|change| change["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["created", "updated", "voided"]);
    assert_eq!(history[2]["after"]["void_reason"], "қате");
    assert!(history[0]["event"].is_u64());
}

#[tokio::test]
async fn readings_of_personal_data_and_searches_for_people_are_told() {
    let place = Place::new().await;
    let program = Program::of(&place, &Role::ALL).await;
    let before = place.told("personal-data.read").await;
    let listed = program.get(&format!("{PEOPLE}?q=%D0%B0%D0%B9%D0%B3%D0%B5%D1%80&sort=name&dir=desc&per_page=1")).await;
    assert_eq!((&listed["total"], &listed["items"][0]["key"]), (&json!(1), &json!("17")));
    program.get(&format!("{PEOPLE}/mine/17")).await;
    program.get("/api/v1/registers/objects/records").await;
    assert_eq!(place.told("personal-data.read").await, before + 2);
    let events = program.get("/api/v1/events?kind=talap&limit=3").await;
    assert_eq!(events.as_array().unwrap().len(), 3);
    assert_eq!(place.told("events.read").await, 1);
    let newest = events[0]["seq"].as_u64().unwrap();
    program.get(&format!("/api/v1/events?kind=talap&limit=3&before={newest}")).await;
    assert_eq!(place.told("events.read").await, 1, "the next page of a list is the same act");
    program.get("/api/v1/events?user=user:program").await;
    assert_eq!(place.told("events.read").await, 2);
    assert_eq!(program.get(&format!("/api/v1/events/{newest}")).await, events[0]);
    assert_eq!(place.told("events.viewed").await, 1);
}

#[tokio::test]
async fn where_things_stand_is_said_with_reasons() {
    let place = Place::new().await;
    let program = Program::of(&place, &[Role::IsOfficer]).await;
    let object = program.get("/api/v1/objects/portal").await;
    let statements = program.get("/api/v1/objects/portal/statements").await;
    let statements = statements["statements"].as_array().unwrap();
    let with = |status: &str| statements.iter().filter(|one| one["status"] == status).count() as u64;
    for status in ["met", "not_met", "unknown"] {
        assert_eq!(object["tally"][status], with(status), "{status}");
    }
    assert!(with("not_applicable") > 0);
    for language in ["kk", "ru", "en"] {
        assert!(statements.iter().all(|one| one["reason"][language].as_str().is_some_and(|text| !text.is_empty())));
    }
    let unknown = program.get("/api/v1/findings?status=unknown&organisation=mine&per_page=1000").await;
    assert!(unknown["items"].as_array().unwrap().iter().all(|one| one["organisation"] == "mine"));
    let latest = program.get("/api/v1/assessments/latest").await;
    let made = json_of(&program.ask(Method::POST, "/api/v1/assessments").await);
    assert_eq!((&made["tally"], &made["catalog"]), (&latest["tally"], &latest["catalog"]));
    assert_ne!(made["id"], latest["id"]);
}

#[tokio::test]
async fn compliance_is_stated_with_a_file() {
    let place = Place::new().await;
    let program = Program::of(&place, &[Role::IsOfficer]).await;
    let bytes = [(CONTENT_TYPE.as_str(), "application/octet-stream")];
    let missing = program.send(Method::POST, "/api/v1/files?organisation=gone&name=a.txt", &bytes, "text").await;
    is_problem(&missing, StatusCode::NOT_FOUND, "web-missing");
    let other = program.send(Method::POST, "/api/v1/files?organisation=mine&name=a.pdf", &bytes, "text").await;
    is_problem(&other, StatusCode::UNSUPPORTED_MEDIA_TYPE, "web-file-content-other");
    let file = program.send(Method::POST, "/api/v1/files?organisation=mine&name=a.txt", &bytes, "text").await;
    assert_eq!(file.status, StatusCode::CREATED, "{}", file.text);
    let sha256 = json_of(&file)["sha256"].as_str().unwrap().to_owned();
    let statement = place.site.catalog.statements().find(|statement| {
        statement.mode == Mode::Attested && statement.subject == Some(SubjectKind::Object) && statement.form.is_some()
    });
    let statement = statement.unwrap().key.to_string();
    let attestation = |on: &str| {
        json!({ "statement": statement, "subject_kind": "object", "subject": "portal", "result": "met", "evidence": "Act 5",
            "file": sha256, "stated_by": "17", "stated_on": on, "valid_until": on })
    };
    let json = [(CONTENT_TYPE.as_str(), "application/json")];
    let state = async |on| program.send(Method::POST, "/api/v1/attestations", &json, attestation(on).to_string()).await;
    is_problem(&state("2099-01-01").await, StatusCode::UNPROCESSABLE_ENTITY, "web-attest-future");
    let stated = state("2026-11-18").await;
    assert_eq!(stated.status, StatusCode::CREATED, "{}", stated.text);
    assert_eq!(json_of(&stated)["values"]["file"], sha256);
    let read = program.ask(Method::GET, &format!("/api/v1/files/mine/{sha256}")).await;
    assert_eq!((read.text.as_str(), read.kind.as_str()), ("text", "text/plain"));
    assert_eq!((place.told("statement.attested").await, place.told("file.read").await), (1, 1));
}

#[tokio::test]
async fn an_import_tells_what_it_left_out() {
    let place = Place::new().await;
    let program = Program::of(&place, &Role::ALL).await;
    let csv = [(CONTENT_TYPE.as_str(), "text/csv; charset=utf-8")];
    let path = "/api/v1/registers/people/import?organisation=mine";
    let answer = program
        .send(
            Method::POST,
            path,
            &csv,
            "key,name,position,is_responsible\n17,Айгерім,маман,false\n18,Серік,маман,false\n19,,маман,false\n",
        )
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let report = json_of(&answer);
    assert_eq!((&report["created"], &report["unchanged"], &report["rejected"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!((&report["errors"][0]["line"], &report["errors"][0]["column"]), (&json!(4), &json!("name")));
    let headless = program.send(Method::POST, path, &csv, "a,b\n1,2\n").await;
    assert_eq!(headless.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", headless.text);
}

#[tokio::test]
async fn roles_are_given_and_taken() {
    let place = Place::new().await;
    let program = Program::of(&place, &[Role::Administrator]).await;
    let json = [(CONTENT_TYPE.as_str(), "application/json")];
    let give = async |user: &str| {
        let body = json!({ "user": user, "role": "auditor" }).to_string();
        program.send(Method::POST, "/api/v1/roles", &json, body).await
    };
    is_problem(&give("user:nobody").await, StatusCode::NOT_FOUND, "access-no-account");
    is_problem(&give("nobody").await, StatusCode::BAD_REQUEST, "web-api-parameter-wrong");
    assert_eq!(give("os:serik").await.status, StatusCode::NO_CONTENT);
    is_problem(&give("os:serik").await, StatusCode::CONFLICT, "access-role-held-already");
    let take = "/api/v1/roles?user=os:serik&role=auditor";
    assert_eq!(program.ask(Method::DELETE, take).await.status, StatusCode::NO_CONTENT);
    is_problem(&program.ask(Method::DELETE, take).await, StatusCode::NOT_FOUND, "access-role-not-held");
    let me = program.get("/api/v1/me").await;
    assert_eq!((&me["identity"], &me["organisations"]), (&json!("user:program"), &Value::Null));
    assert_eq!(program.get("/api/v1/people").await[0]["name"], "program");
}
