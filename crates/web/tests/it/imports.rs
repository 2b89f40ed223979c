//! Imports as people make them, step by step, and as they take them back; lists as workbooks.

use axum::http::{Method, StatusCode};
use talap_access::Role;
use talap_model::RegisterKey;

use crate::place::{Answer, Client, Place};

const PATH: &str = "/registers/people/import";
const FILE: &str = "№;Кім;Лауазымы;Жауапты;Түсі\n17;Айгерім;бас маман;жоқ;көк\n71;Болат;маман;жоқ;\n";
const MAPPED: [(&str, &str); 6] = [
    ("columns", "5"),
    ("c.0", "key"),
    ("c.1", "name"),
    ("c.2", "position"),
    ("c.3", "is_responsible"),
    ("organisation", "mine"),
];

#[track_caller]
fn has(answer: &Answer, status: StatusCode, texts: &[&str]) {
    assert_eq!(answer.status, status, "{}", answer.text);
    for text in texts {
        assert!(answer.text.contains(text), "no {text:?} in {}", answer.text);
    }
}

/// Where the form of a page is posted to that begins so.
#[track_caller]
fn action(page: &Answer, begins: &str) -> String {
    let found = page.text.split("action=\"").find(|rest| rest.starts_with(begins));
    found.unwrap_or_else(|| panic!("no {begins} in {}", page.text)).split('"').next().unwrap().to_owned()
}

async fn step(client: &Client, page: &Answer, step: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [&[("step", step)], more].concat();
    let mut actions = page.text.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    client.post(actions.find(|action| action.contains("/import/")).unwrap(), &fields).await
}

#[tokio::test]
async fn a_person_says_what_the_columns_are_looks_and_imports() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let asked = officer.upload(PATH, &[("organisation", "mine")], "тізім.csv", FILE.as_bytes()).await;
    has(&asked, StatusCode::OK, &["name=\"c.0\"", "тізім.csv", "Болат", "value=\"position\" selected", "Кім"]);
    // What is unclear still is said, and nothing happens.
    let unclear =
        step(&officer, &asked, "preview", &[("columns", "5"), ("c.0", "key"), ("organisation", "mine")]).await;
    has(&unclear, StatusCode::UNPROCESSABLE_ENTITY, &["role=\"alert\"", "name=\"c.1\""]);
    let look = step(&officer, &asked, "preview", &MAPPED).await;
    has(
        &look,
        StatusCode::OK,
        &["<dt>New</dt><dd>1</dd>", "<dt>Changed</dt><dd>1</dd>", "<del class=\"before\">маман</del>"],
    );
    has(&look, StatusCode::OK, &["name=\"c.1\" value=\"name\"", "value=\"commit\""]);
    assert!(!look.text.contains("name=\"c.4\""), "a column that is left out is not spoken of");
    assert_eq!(officer.get("/registers/people/mine/71").await.status, StatusCode::NOT_FOUND);
    let done = step(&officer, &look, "commit", &MAPPED).await;
    has(&done, StatusCode::OK, &["id=\"done\"", "<dt>New</dt><dd>1</dd>", "id=\"imports\"", "тізім.csv"]);
    has(&officer.get("/registers/people/mine/71").await, StatusCode::OK, &["Болат", "by the import of “тізім.csv”"]);
    assert!(place.told("personal-data.read").await > 0, "the preview shows values of people");
    assert_eq!(place.told("import.finished").await, 4, "three of the place, and this one");
}

#[tokio::test]
async fn a_file_that_waits_is_its_owners_alone() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let other = place.person("other", &[Role::IsOfficer], None).await;
    let asked = officer.upload(PATH, &[("organisation", "mine")], "a.csv", FILE.as_bytes()).await;
    let strange = step(&other, &asked, "commit", &MAPPED).await;
    has(&strange, StatusCode::UNPROCESSABLE_ENTITY, &["does not wait here any more"]);
    let interrupted = step(&officer, &asked, "commit", &[&MAPPED[..], &[("_again", "1")]].concat()).await;
    has(&interrupted, StatusCode::OK, &["id=\"preview\""]);
    assert_eq!(officer.get("/registers/people/mine/71").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_import_is_undone_unless_somebody_changed_it_since() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let import = async || {
        let asked = officer.upload(PATH, &[("organisation", "mine")], "тізім.csv", FILE.as_bytes()).await;
        step(&officer, &asked, "commit", &MAPPED).await
    };
    let done = import().await;
    let undo = action(&done, "/registers/people/imports/");
    let undone = officer.post(&undo, &[]).await;
    assert_eq!(undone.location, format!("{PATH}?told=import-undone"), "{}", undone.text);
    has(&officer.get("/registers/people/mine/17").await, StatusCode::OK, &["by undoing the import"]);
    has(&officer.get("/registers/people/mine/71").await, StatusCode::OK, &["The import of “тізім.csv” was undone"]);
    has(&officer.post(&undo, &[]).await, StatusCode::UNPROCESSABLE_ENTITY, &["already"]);
    assert_eq!(place.told("import.undone").await, 1);

    let undo = action(&import().await, "/registers/people/imports/");
    place.import("people", "organisation,key,name,position,is_responsible\nmine,71,Болат,директор,false\n").await;
    has(&officer.post(&undo, &[]).await, StatusCode::UNPROCESSABLE_ENTITY, &["mine/71"]);
    has(&officer.get("/registers/people/mine/71").await, StatusCode::OK, &["директор"]);
    let narrow = place.person("narrow", &[Role::IsOfficer], Some("other")).await;
    assert_eq!(narrow.post(&undo, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_list_as_a_workbook_is_imported_back_without_a_change() {
    let place = Place::new().await;
    let rows = "mine;18;\"=1+1;\"\"x\"\"\";-;true;2024-02-29\nmine;'=5;'x;a;false;\nother;'-7;001;'+1;да;1899-12-31\n";
    let text = format!("organisation;key;name;position;is_responsible;hired_on\n{rows}");
    place.import("people", &text).await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    for language in ["kk", "ru", "en"] {
        let file = officer.get(&format!("/registers/people/export.xlsx?lang={language}")).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.text);
        assert!(file.kind.ends_with("spreadsheetml.sheet"), "{}", file.kind);
        let look = officer.upload(&format!("{PATH}?lang=en"), &[], "a.xlsx", &file.bytes).await;
        let same = ["<dt>Unchanged</dt><dd>4</dd>", "<dt>Changed</dt><dd>0</dd>", "<dt>Left out</dt><dd>0</dd>"];
        has(&look, StatusCode::OK, &same);
        assert!(!look.text.contains("value=\"commit\""), "there is nothing to do");
    }
    has(&officer.get("/registers/people").await, StatusCode::OK, &["/registers/people/export.xlsx"]);
    let narrowed = officer.get("/registers/people/export.xlsx?q=nobody").await;
    assert_eq!(narrowed.status, StatusCode::OK);
    let employee = place.person("employee", &[Role::Employee], None).await;
    assert_eq!(employee.get("/registers/people/export.xlsx").await.status, StatusCode::NOT_FOUND);
    let wrong = officer.upload(PATH, &[], "a.ods", &narrowed.bytes).await;
    has(&wrong, StatusCode::UNPROCESSABLE_ENTITY, &["By its name this is a ODS file", "role=\"alert\""]);
}

#[tokio::test]
async fn programs_import_list_and_undo() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let token = place.token(&officer).await;
    let csv = "key,name,position,is_responsible\n81,Ә,маман,false\n";
    let post = async |path: &str, kind: &str, body: Vec<u8>| {
        let request = officer.request(Method::POST, path).header("authorization", format!("Bearer {token}"));
        let request = request.header("content-type", kind).body(axum::body::Body::from(body)).unwrap();
        officer.send(request).await
    };
    let path = "/api/v1/registers/people/import?organisation=mine";
    let answer = post(&format!("{path}&name=a.csv"), "text/csv", csv.into()).await;
    has(&answer, StatusCode::OK, &["\"created\":1", "\"sheet\":null"]);
    let file = officer.get("/registers/people/export.xlsx").await.bytes;
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let again = post("/api/v1/registers/people/import?name=b.xlsx", xlsx, file).await;
    has(&again, StatusCode::OK, &["\"unchanged\":2", "\"import\":null", "\"encoding\":null"]);
    assert_eq!(post(path, "application/pdf", Vec::new()).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let list = officer.api(Method::GET, "/api/v1/registers/people/imports", Some(&token), "").await;
    has(&list, StatusCode::OK, &["\"file\":\"a.csv\"", "\"undone_at\":null"]);
    let made: serde_json::Value = serde_json::from_str(&list.text).unwrap();
    let id = made[0]["id"].as_str().unwrap();
    let undo = format!("/api/v1/registers/people/imports/{id}/undo");
    has(&officer.api(Method::POST, &undo, Some(&token), "").await, StatusCode::OK, &["\"voided\":1"]);
    let twice = officer.api(Method::POST, &undo, Some(&token), "").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.text);
    let absent = undo.replace(id, "00000000-0000-7000-8000-000000000000");
    assert_eq!(officer.api(Method::POST, &absent, Some(&token), "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_presses_twice_imports_once() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let path = "/registers/repository_codes/import";
    let file = "organisation,object,software_version,sent_on\nmine,portal,1.2,2026-11-01\n";
    let asked = officer.upload(path, &[], "a.csv", file.as_bytes()).await;
    let (one, two) = tokio::join!(step(&officer, &asked, "commit", &[]), step(&officer, &asked, "commit", &[]));
    let created = |answer: &Answer| answer.text.contains("<dt>New</dt><dd>1</dd>");
    assert!(created(&one) != created(&two), "{}\n{}", one.text, two.text);
    let register = RegisterKey::new("repository_codes").unwrap();
    assert_eq!(place.site.register.records(&place.root, &register).await.unwrap().len(), 1);
}
