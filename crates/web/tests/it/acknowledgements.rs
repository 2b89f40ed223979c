//! Giving a document to people to read, and their own word that they have.

use axum::http::StatusCode;
use talap_access::Role;
use talap_model::RegisterKey;
use talap_store::Record;

use crate::place::Place;

const PEOPLE: &str = "organisation,key,name,position,is_responsible,unit,account\nmine,17,Айгерім,маман,false,ИБ,aigerim\n\
                      mine,18,Болат,маман,false,ИТ,bolat\nmine,19,Дана,маман,false,ИТ,\n";
const DOCUMENT: &str =
    "organisation,key,title_kk,title_ru,level,topic,approved_on\nmine,ПИБ-01,Саясат,Политика,1,policy,2025-02-03\n";

async fn place() -> Place {
    let place = Place::new().await;
    place.import("people", PEOPLE).await;
    place.import("documents", DOCUMENT).await;
    place
}

async fn given(place: &Place) -> Vec<Record> {
    place.site.register.records(&place.root, &RegisterKey::new("acknowledgements").unwrap()).await.unwrap()
}

fn form<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fields = [("organisation", "mine"), ("language", "ru"), ("by", "2026-12-30")];
    fields.into_iter().chain(more.iter().copied()).collect()
}

#[tokio::test]
async fn a_document_is_given_to_all_and_read_by_one_in_their_own_name() {
    let place = place().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let aigerim = place.person("aigerim", &[Role::Employee], Some("mine")).await;
    let page = officer.get("/acknowledgements?organisation=mine").await;
    assert!(page.text.contains("ПИБ-01") && page.text.contains("value=\"ИТ\""), "{}", page.text);

    let answer = officer.post("/acknowledgements", &form(&[("document", "ПИБ-01"), ("whom", "all")])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let records = given(&place).await;
    assert_eq!(records.len(), 3);
    assert!(
        records
            .iter()
            .all(|record| record.values["edition_on"] == "2025-02-03" && record.values["document"] == "ПИБ-01")
    );
    // The same once more gives it to nobody.
    let again = officer.post("/acknowledgements", &form(&[("document", "ПИБ-01"), ("whom", "all")])).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text);

    let home = aigerim.get("/").await;
    assert!(home.text.contains("1 document waits"), "{}", home.text);
    let own = aigerim.get("/account/acknowledgements").await;
    assert!(own.text.contains("Саясат") || own.text.contains("Политика"), "{}", own.text);
    assert!(!own.text.contains("Болат"), "who else has it is nobody's business: {}", own.text);
    let mine = records.iter().find(|record| record.values["person"] == "17").unwrap();
    let path = |record: &Record| {
        let key = percent_encoding::utf8_percent_encode(record.key.as_str(), percent_encoding::NON_ALPHANUMERIC);
        format!("/account/acknowledgements/mine/{key}")
    };
    assert!(own.text.contains(&path(mine)), "{}", own.text);

    // Nobody says it for another: the other's record is as if it were not there.
    let theirs = records.iter().find(|record| record.values["person"] == "18").unwrap();
    assert_eq!(aigerim.post(&path(theirs), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(officer.post(&path(mine), &[]).await.status, StatusCode::NOT_FOUND);
    let kept = aigerim.post(&path(mine), &[]).await;
    assert_eq!(kept.location, "/account/acknowledgements?told=read", "{}", kept.text);
    let after = given(&place).await;
    let read: Vec<_> = after.iter().filter(|record| record.values.contains_key("acknowledged_on")).collect();
    assert_eq!(read.len(), 1);
    assert_eq!((read[0].id, &read[0].values["manner"]), (mine.id, &"account".into()));
    let history =
        place.site.register.history(&place.root, &mine.register, &mine.organisation, &mine.key).await.unwrap();
    assert_eq!(history.last().unwrap().by, "user:aigerim");
    assert!(!aigerim.get("/").await.text.contains("document waits"));

    let sheet = officer.get(&answer.location).await;
    assert!(sheet.text.contains("Айгерім") && sheet.text.contains("own account"), "{}", sheet.text);
}

#[tokio::test]
async fn what_is_wrong_with_the_form_gives_nothing_to_anybody() {
    let place = place().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let wrong = [
        form(&[("document", "ПИБ-01"), ("instruction", "Н"), ("whom", "all")]),
        form(&[("whom", "all")]),
        form(&[("document", "нет"), ("whom", "all")]),
        form(&[("document", "ПИБ-01"), ("whom", "some")]),
        form(&[("document", "ПИБ-01"), ("whom", "unit"), ("unit", "нет")]),
        // A day that was is no term; that is found out with the last of the records and keeps none.
        vec![
            ("organisation", "mine"),
            ("language", "ru"),
            ("by", "2020-01-01"),
            ("document", "ПИБ-01"),
            ("whom", "all"),
        ],
    ];
    for fields in wrong {
        let answer = officer.post("/acknowledgements", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}: {}", answer.text);
        assert!(answer.text.contains("id=\"trouble\""), "{fields:?}");
    }
    assert!(given(&place).await.is_empty());
    let unit = form(&[("instruction", "Нұсқаулық"), ("whom", "unit"), ("unit", "ИТ")]);
    assert_eq!(officer.post("/acknowledgements", &unit).await.status, StatusCode::SEE_OTHER);
    assert_eq!(given(&place).await.len(), 2);
    let some = form(&[("instruction", "Нұсқаулық"), ("whom", "some"), ("person", "17"), ("person", "18")]);
    assert_eq!(officer.post("/acknowledgements", &some).await.status, StatusCode::SEE_OTHER);
    assert_eq!(given(&place).await.len(), 3, "18 has it already");
}

#[tokio::test]
async fn who_reads_people_but_changes_nothing_gives_nothing() {
    let place = place().await;
    let auditor = place.person("auditor", &[Role::Auditor], None).await;
    let page = auditor.get("/acknowledgements").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("name=\"whom\""), "{}", page.text);
    let fields = form(&[("document", "ПИБ-01"), ("whom", "all")]);
    assert_eq!(auditor.post("/acknowledgements", &fields).await.status, StatusCode::FORBIDDEN);
    // An officer of another organisation gives nothing to this one.
    let other = place.person("other-officer", &[Role::IsOfficer], Some("other")).await;
    assert_eq!(other.post("/acknowledgements", &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get("/acknowledgements?organisation=mine").await.status, StatusCode::NOT_FOUND);
    assert!(given(&place).await.is_empty());
}
