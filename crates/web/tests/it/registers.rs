//! Registers and records as people keep them: lists, forms, imports, files.

use axum::http::StatusCode;
use talap_access::Role;

use crate::place::{Answer, Place};

#[track_caller]
fn has(answer: &Answer, status: StatusCode, texts: &[&str]) {
    assert_eq!(answer.status, status, "{}", answer.text);
    for text in texts {
        assert!(answer.text.contains(text), "no {text:?} in {}", answer.text);
    }
}

#[tokio::test]
async fn registers_of_personal_data_are_there_only_for_those_who_may_read_them() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let employee = place.person("employee", &[Role::Employee], None).await;
    has(&officer.get("/registers").await, StatusCode::OK, &["/registers/people/import", "/clauses/36.1"]);
    let seen = employee.get("/registers").await;
    has(&seen, StatusCode::OK, &["/registers/objects"]);
    assert!(!seen.text.contains("/registers/people") && !seen.text.contains("/registers/objects/new"), "{}", seen.text);
    for path in ["/registers/people", "/registers/people/mine/17", "/registers/people/export.csv", "/registers/nothing"]
    {
        assert_eq!(employee.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(place.told("personal-data.read").await, 0);
    has(
        &officer.get("/registers/people/mine/17").await,
        StatusCode::OK,
        &["Айгерім", "/registers/people/mine/17/void"],
    );
    assert_eq!(place.told("personal-data.read").await, 1);
}

#[tokio::test]
async fn a_record_is_added_corrected_declared_void_and_made_valid_again() {
    let place = Place::new().await;
    let registrar = place.person("registrar", &[Role::Registrar], Some("mine")).await;
    let form = registrar.get("/registers/people/new").await;
    has(&form, StatusCode::OK, &["name=\"f.name\"", "name=\"key\""]);
    let wrong =
        [("key", "18"), ("f.name", "Болат"), ("f.position", ""), ("f.hired_on", "noon"), ("f.is_responsible", "true")];
    let answer = registrar.post("/registers/people/new", &wrong).await;
    let beside = ["value=\"Болат\"", "id=\"field-hired_on-error\"", "id=\"field-position-error\""];
    has(&answer, StatusCode::UNPROCESSABLE_ENTITY, &beside);
    assert!(!answer.text.contains("field-name-error"), "{}", answer.text);
    let right = [("key", "18"), ("f.name", "Болат"), ("f.position", "маман"), ("f.is_responsible", "true")];
    let path = "/registers/people/mine/18";
    assert_eq!(registrar.post("/registers/people/new", &right).await.location, format!("{path}?told=saved"));
    let taken = registrar.post("/registers/people/new", &right).await;
    has(&taken, StatusCode::CONFLICT, &["name=\"seen\" value=\"1\""]);
    // Somebody changed it since: it stands there as it is now, to be looked at before it is declared void.
    let stale = registrar.post(&format!("{path}/void"), &[("reason", "Қате"), ("seen", "7")]).await;
    has(&stale, StatusCode::CONFLICT, &["role=\"alert\"", "Қате", "name=\"seen\" value=\"1\""]);
    let voided = registrar.post(&format!("{path}/void"), &[("reason", " "), ("seen", "1")]).await;
    has(&voided, StatusCode::UNPROCESSABLE_ENTITY, &["aria-invalid=\"true\""]);
    let voided = registrar.post(&format!("{path}/void"), &[("reason", "Қате енгізілген"), ("seen", "1")]).await;
    assert_eq!(voided.location, format!("{path}?told=voided"));
    has(&registrar.get(path).await, StatusCode::OK, &["Қате енгізілген", "18/edit"]);
    assert!(!registrar.get("/registers/people").await.text.contains("people/mine/18"));
    let again = [("seen", "2"), ("f.name", "Болат"), ("f.position", "маман"), ("f.is_responsible", "false")];
    let again = registrar.post(&format!("{path}/edit"), &again).await;
    assert_eq!(again.location, format!("{path}?told=restored"), "{}", again.text);
    let page = registrar.get(path).await;
    let id = page.text.split("<code>").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(registrar.get(&format!("/records/{id}")).await.location, path);
    assert_eq!(registrar.get("/registers/people/other/1/edit").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_list_is_searched_narrowed_and_ordered() {
    let place = Place::new().await;
    let rows: Vec<_> = (100..160).map(|n| format!("mine,{n},Person {n},x,{}", n % 2 == 0)).collect();
    place.import("people", &format!("organisation,key,name,position,is_responsible\n{}\n", rows.join("\n"))).await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let list = officer.get("/registers/people?sort=name&order=descending&f.is_responsible=true").await;
    has(&list, StatusCode::OK, &["aria-sort=\"descending\"", "Person 158"]);
    assert!(!list.text.contains("Person 159"), "{}", list.text);
    has(&officer.get("/registers/people?page=2").await, StatusCode::OK, &["page=1", "Person 159"]);
    has(&officer.get("/registers/people?page=99").await, StatusCode::OK, &["Person 159"]);
    let found = officer.get("/registers/people?q=person+131").await;
    assert_eq!(found.text.matches("<th scope=\"row\">").count(), 1, "{}", found.text);
    has(&officer.get("/registers/people?q=nobody").await, StatusCode::OK, &["href=\"/registers/people\""]);
    has(&officer.get("/registers/people?organisation=other").await, StatusCode::OK, &["href=\"/registers/people\""]);
}

#[tokio::test]
async fn an_exported_list_is_imported_back_without_a_change() {
    let place = Place::new().await;
    let text =
        "organisation;key;name;position;is_responsible\nmine;18;\"=1+1;\"\"x\"\"\";-;true\nmine;'=5;'x;a;false\n";
    place.import("people", text).await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    for language in ["kk", "ru", "en"] {
        let file = officer.get(&format!("/registers/people/export.csv?lang={language}")).await;
        has(&file, StatusCode::OK, &["'=1+1", "'-", "'=5"]);
        assert!(file.kind.starts_with("text/csv"), "{}", file.kind);
        let answer = officer.post("/registers/people/import?lang=en", &[("text", &file.text)]).await;
        has(&answer, StatusCode::OK, &["<dt>Unchanged</dt><dd>3</dd>", "<dt>Changed</dt><dd>0</dd>"]);
    }
    let template = officer.get("/registers/people/template.csv").await;
    has(&template, StatusCode::OK, &["organisation,key,name,position,unit,email,account,is_responsible"]);
}

/// Where the next step of an import is posted to.
fn draft(page: &Answer) -> String {
    let action = page.text.split("action=\"").find(|rest| rest.starts_with("/registers/people/import/"));
    action.unwrap_or_else(|| panic!("no step in {}", page.text)).split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn wrong_rows_of_an_import_come_back_to_be_mended() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let path = "/registers/people/import";
    let form = officer.get(path).await;
    has(&form, StatusCode::OK, &["name=\"file\"", "<code>is_responsible</code>", "template.csv"]);
    let text = "key;name;position;is_responsible\r\n21;A;x;true\r\n22;B;x;perhaps\r\n";
    let look = officer.post(path, &[("text", text), ("organisation", "mine")]).await;
    has(&look, StatusCode::OK, &["id=\"preview\"", "<dt>New</dt><dd>1</dd>", "<td class=\"number\">3</td>"]);
    assert_eq!(officer.get("/registers/people/mine/21").await.status, StatusCode::NOT_FOUND, "nothing is in yet");
    let answer = officer.post(&draft(&look), &[("step", "commit"), ("organisation", "mine")]).await;
    has(
        &answer,
        StatusCode::UNPROCESSABLE_ENTITY,
        &["<dt>New</dt><dd>1</dd>", "<td class=\"number\">3</td>", "22;B;x;perhaps"],
    );
    assert!(!answer.text.contains("21;A;x;true"), "{}", answer.text);
    let mended = "key;name;position;is_responsible\n22;B;x;false\n";
    let look = officer.post(path, &[("text", mended), ("organisation", "mine")]).await;
    let answer = officer.post(&draft(&look), &[("step", "commit"), ("organisation", "mine")]).await;
    has(&answer, StatusCode::OK, &["<dd>1</dd>"]);
    let gone = officer.post(&draft(&look), &[("step", "commit"), ("organisation", "mine")]).await;
    has(&gone, StatusCode::UNPROCESSABLE_ENTITY, &["does not wait here any more"]);
    has(&officer.post(path, &[("text", " ")]).await, StatusCode::UNPROCESSABLE_ENTITY, &["role=\"alert\""]);
    has(&officer.post(path, &[("text", mended), ("_again", "1")]).await, StatusCode::OK, &["22;B;x;false"]);
}

#[tokio::test]
async fn facts_that_decided_are_named_by_their_keys_and_registers() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let page = officer.get("/organisations/mine?lang=ru").await;
    has(&page, StatusCode::OK, &["<a href=\"/records/"]);
    assert!(!page.text.contains("<code>record:"), "{}", page.text);
}
