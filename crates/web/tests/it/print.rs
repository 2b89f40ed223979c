//! Registers and records on paper.

use std::io::Write;
use std::process::Command;

use axum::body::{Body, to_bytes};
use axum::http::{Method, StatusCode};
use talap_access::Role;
use tower::ServiceExt;

use crate::place::{Client, Place};

/// The bytes of a paper, and its text where `pdftotext` is installed.
async fn paper(place: &Place, client: &Client, path: &str) -> Option<String> {
    let request = client.request(Method::GET, path).body(Body::empty()).unwrap();
    let response = place.app.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    assert_eq!(response.headers()["content-type"], "application/pdf", "{path}");
    let name = response.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.starts_with("attachment; filename=\"") && name.ends_with(".pdf\""), "{name}");
    let pdf = to_bytes(response.into_body(), 64 << 20).await.unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7"), "{path}");
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&pdf).unwrap();
    let read = Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(file.path()).arg("-").output();
    read.ok().map(|read| String::from_utf8(read.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" "))
}

#[tokio::test]
async fn a_journal_has_every_entry_and_those_that_are_void_with_the_reason() {
    let place = Place::new().await;
    let rows = (20..30).map(|n| format!("mine,{n},Person {n},x,false")).collect::<Vec<_>>().join("\n");
    place.import("people", &format!("organisation,key,name,position,is_responsible\n{rows}\n")).await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    officer.post("/registers/people/mine/24/void", &[("reason", "Екі рет енгізілген"), ("seen", "1")]).await;
    let Some(text) = paper(&place, &officer, "/registers/people/journal.pdf?organisation=mine").await else { return };
    for wanted in [
        "Қызметкерлер",
        "Работники",
        "Person 29",
        "Person 24",
        "Жарамсыз деп танылды: Екі рет енгізілген",
        "Журналда нөмірленген",
        "11 жазба",
        "http://127.0.0.1:8320/",
    ] {
        assert!(text.contains(wanted), "no {wanted:?} in {text}");
    }
    let russian = paper(&place, &officer, "/registers/people/journal.pdf?paper=ru").await.unwrap();
    assert!(russian.contains("записей: 11") && !russian.contains("Қызметкерлер"), "{russian}");
    // A journal in Russian is not a wish to read the pages in Russian.
    assert!(officer.get("/registers/people").await.text.contains("lang=\"en\""));
    assert!(place.told("paper.made").await >= 2 && place.told("personal-data.read").await >= 2);
}

#[tokio::test]
async fn a_list_on_paper_is_the_list_that_is_shown() {
    let place = Place::new().await;
    let rows = (20..40).map(|n| format!("mine,{n},Person {n},x,{}", n % 2 == 0)).collect::<Vec<_>>().join("\n");
    place.import("people", &format!("organisation,key,name,position,is_responsible\n{rows}\n")).await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let path = "/registers/people/list.pdf?q=person&f.is_responsible=true&sort=name&order=descending";
    let Some(text) = paper(&place, &officer, path).await else { return };
    assert!(text.contains("Person 38") && !text.contains("Person 37"), "{text}");
    assert!(text.find("Person 38") < text.find("Person 22"), "{text}");
    assert!(text.contains("Search: person") && text.contains("Entries: 10"), "{text}");
}

#[tokio::test]
async fn labels_begin_where_the_sheet_is_free() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    for format in ["3x8", "2x7", "5x13", "roll", "nonsense"] {
        let path = format!("/registers/people/labels.pdf?format={format}&start=5");
        let Some(text) = paper(&place, &officer, &path).await else { return };
        assert!(text.contains("17") && text.contains("Айгерім"), "{format}: {text}");
    }
}

#[tokio::test]
async fn a_record_has_an_extract_and_a_sheet_to_sign() {
    let place = Place::new().await;
    place
        .import(
            "people",
            "organisation,key,name,position,is_responsible,left_on\nmine,18,Болат,маман,false,2020-01-01\n",
        )
        .await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let Some(text) = paper(&place, &officer, "/registers/people/mine/17/extract.pdf?paper=ru").await else { return };
    for wanted in ["Выписка из журнала", "Айгерім", "История изменений", "/records/"]
    {
        assert!(text.contains(wanted), "no {wanted:?} in {text}");
    }
    let path = "/registers/objects/mine/portal/acknowledgement.pdf";
    let sheet = paper(&place, &officer, path).await.unwrap();
    assert!(sheet.contains("Танысу парағы") && sheet.contains("Айгерім"), "{sheet}");
    assert!(!sheet.contains("Болат"), "who left has nothing to sign: {sheet}");
    let registrar = place.person("employee", &[Role::Employee], None).await;
    let sheet = paper(&place, &registrar, path).await.unwrap();
    assert!(!sheet.contains("Айгерім"), "who may not know people sees none: {sheet}");
}

#[tokio::test]
async fn what_is_longer_than_a_paper_is_refused_with_a_reason() {
    let place = Place::new().await;
    let rows = (0..5_001).map(|n| format!("mine,n{n},Person,x,false")).collect::<Vec<_>>().join("\n");
    place.import("people", &format!("organisation,key,name,position,is_responsible\n{rows}\n")).await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let refused = officer.get("/registers/people/labels.pdf").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("5,002 records") || refused.text.contains("5002 records"), "{}", refused.text);
}

#[tokio::test]
async fn an_act_is_drawn_up_in_both_languages_but_not_about_what_is_void() {
    let place = Place::new().await;
    place
        .import("access_identifiers", "organisation,key,kind,rooms,holder,issued_on\nmine,7,card,214,17,2026-01-10\n")
        .await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let path = "/registers/access_identifiers/mine/7";
    let page = officer.get(path).await;
    assert!(page.text.contains(&format!("{path}/act/return_act.pdf")), "{}", page.text);
    let act = format!("{path}/act/return_act.pdf");
    let Some(text) = paper(&place, &officer, &act).await else { return };
    for wanted in
        ["Кіру сәйкестендіргішін қайтару актісі", "Акт возврата идентификатора доступа", "Айгерім", "Сдал", "№ 7"]
    {
        assert!(text.contains(wanted), "no {wanted:?} in {text}");
    }
    assert_eq!(officer.get(&format!("{path}/act/none.pdf")).await.status, StatusCode::NOT_FOUND);
    // Where a step goes with a paper, the page leads to it once the step is taken.
    let leads = "The paper of this step:";
    assert!(!page.text.contains(leads), "{}", page.text);
    officer
        .post(
            &format!("{path}/edit"),
            &[
                ("seen", "1"),
                ("f.kind", "card"),
                ("f.rooms", "214"),
                ("f.holder", "17"),
                ("f.issued_on", "2026-01-10"),
                ("f.returned_on", "2026-02-10"),
            ],
        )
        .await;
    officer.post(&format!("{path}/move"), &[("seen", "2"), ("transition", "take_back")]).await;
    let page = officer.get(path).await;
    let after = page.text.split(leads).nth(1).unwrap_or_else(|| panic!("{}", page.text));
    assert!(after.split("</p>").next().unwrap().contains(&act), "{after}");
    officer.post(&format!("{path}/void"), &[("reason", "қате"), ("seen", "3")]).await;
    assert_eq!(officer.get(&act).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_sheet_of_a_document_has_those_to_whom_it_was_given() {
    let place = Place::new().await;
    place
        .import(
            "people",
            "organisation,key,name,position,is_responsible\nmine,18,Болат,маман,false\nmine,19,Дана,маман,false\n",
        )
        .await;
    place
        .import("documents", "organisation,key,title_kk,title_ru,level,topic,approved_on\nmine,D-1,Саясат,Политика,1,policy,2025-02-03\n")
        .await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let path = "/registers/documents/mine/D-1/acknowledgement.pdf?paper=ru";
    let Some(sheet) = paper(&place, &officer, path).await else { return };
    assert!(sheet.contains("Болат") && sheet.contains("Дана"), "given to nobody yet, it is for everybody: {sheet}");
    let given = "organisation,key,document,edition_on,person,language,issued_on,acknowledge_by,acknowledged_on,manner\n\
        mine,Т-2025-0001,D-1,2025-01-01,19,kk,2025-01-02,2025-01-09,,\n\
        mine,Т-2026-0001,D-1,2026-01-01,17,kk,2026-01-02,2026-01-09,2026-01-05,account\n\
        mine,Т-2026-0004,D-1,2026-01-01,18,ru,2026-01-02,2026-01-09,,\n";
    place.import("acknowledgements", given).await;
    let sheet = paper(&place, &officer, path).await.unwrap();
    assert!(sheet.contains("Болат") && sheet.contains("Айгерім") && sheet.contains("05.01.2026"), "{sheet}");
    assert!(!sheet.contains("Дана"), "she was given the edition before alone: {sheet}");
    let journal = paper(&place, &officer, "/registers/acknowledgements/journal.pdf?paper=ru").await.unwrap();
    assert!(journal.contains("Номера, под которыми записей нет: Т-2026-0002 – Т-2026-0003"), "{journal}");
}

/// Two visits, entered on one day in a wrong order: the later one first, and one whose seconds are known.
const VISITS: &str = "organisation,key,server_room,visitor,entered_at,left_at,purpose\n\
    mine,10,portal,Second,2026-03-02T09:00:17Z,2026-03-02T10:00:00Z,x\n\
    mine,9,portal,First,2026-01-08T09:05:00Z,2026-01-08T10:00:00Z,x\n\
    mine,11,portal,Third,2026-04-01T09:05:00Z,,x\n";

#[tokio::test]
async fn a_journal_begins_with_its_first_entry_whenever_that_was_typed_in() {
    let place = Place::new().await;
    place.import("server_room_visits", VISITS).await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let path = "/registers/server_room_visits/journal.pdf?paper=ru&sort=purpose&order=descending";
    let Some(text) = paper(&place, &officer, path).await else { return };
    let at = |wanted: &str| text.find(wanted).unwrap_or_else(|| panic!("no {wanted:?} in {text}"));
    at("Начат 08.01.2026");
    assert!(at("First") < at("Second") && at("Second") < at("Third"), "{text}");
    assert!(at("Номера записей: с 9 по 11") > at("Third"), "{text}");
    for wanted in ["Подпись посетителя", "Подпись сопровождающего", "Отметка об ограничении доступа"]
    {
        at(wanted);
    }
    let seconds = text.matches(":17").count();
    assert!(seconds == 1 && !text.contains(":05:00") && !text.contains(":00:00"), "{text}");
}

#[tokio::test]
async fn a_term_is_no_day_of_an_entry() {
    let place = Place::new().await;
    let plan = "organisation,key,measure,unit,responsible,coordinator,planned_by\nmine,1,Measure,x,17,17,2020-01-31\n";
    place.import("is_work_plan", plan).await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let Some(text) = paper(&place, &officer, "/registers/is_work_plan/journal.pdf?paper=ru").await else { return };
    assert!(text.contains("Measure") && text.contains("31.01.2020") && !text.contains("Начат 31.01.2020"), "{text}");
}

#[tokio::test]
async fn a_journal_is_printed_for_a_period() {
    let place = Place::new().await;
    place.import("server_room_visits", VISITS).await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let page = officer.get("/registers/server_room_visits?organisation=mine").await.text;
    assert!(page.contains("name=\"from\"") && page.contains("name=\"to\""), "{page}");
    let journal = "/registers/server_room_visits/journal.pdf?organisation=mine&paper=ru";
    let path = format!("{journal}&from=2026-02-01&to=31.03.2026");
    let Some(text) = paper(&place, &officer, &path).await else { return };
    assert!(text.contains("с 01.02.2026 по 31.03.2026"), "{text}");
    assert!(text.contains("Second") && !text.contains("First") && !text.contains("Third"), "{text}");
    let cover = text.split("№ п/п").next().unwrap();
    assert!(cover.contains("Начат") && cover.matches("01.02.2026").count() == 2, "{cover}");
    assert_eq!(cover.matches("31.03.2026").count(), 2, "the volume is closed: {cover}");
    assert!(!text.contains("from="), "the code leads to the register: {text}");
    let open = paper(&place, &officer, &format!("{journal}&from=&to=2027-01-01")).await.unwrap();
    assert!(open.contains("записей: 3") && open.contains("08.01.2026"), "{open}");
    assert_eq!(open.matches("01.01.2027").count(), 1, "it is not over yet: {open}");
    for (wrong, reason) in [("from=soon", "soon"), ("from=2026-03-02&to=2026-03-01", "before it begins")] {
        let refused = officer.get(&format!("{journal}&{wrong}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.text.contains(reason), "{}", refused.text);
    }
}

#[tokio::test]
async fn an_act_keeps_the_number_and_the_day_that_the_office_gave_it() {
    let place = Place::new().await;
    place
        .import(
            "media_destructions",
            "organisation,key,object,medium,serial_number,planned_by,destroyed_on,act_on\n\
             mine,ТЖ-1,portal,hdd,WD-1,2024-01-15,2024-01-15,2024-01-15\nmine,ТЖ-2,portal,hdd,WD-2,2024-01-15,,\n",
        )
        .await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let act = async |key: &str| {
        let path = format!("/registers/media_destructions/mine/{key}/act/destruction_act.pdf");
        paper(&place, &officer, &path).await
    };
    let Some(text) = act("%D0%A2%D0%96-1").await else { return };
    for wanted in ["2024 жылғы 15 қаңтар", "15 января 2024 года", "УТВЕРЖДАЮ"] {
        assert!(text.contains(wanted), "no {wanted:?} in {text}");
    }
    let open = act("%D0%A2%D0%96-2").await.unwrap();
    assert!(!open.contains("2026 года"), "a day that the act does not have yet is written by hand: {open}");
}
