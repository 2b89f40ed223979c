//! Taking stock by the button on an asset's page.

use axum::http::StatusCode;
use talap_access::Role;
use talap_model::RegisterKey;
use talap_store::Record;

use crate::place::Place;

const ASSETS: &str = "organisation,key,kind,title,building,room,written_off_on,write_off_act\nmine,A-1,server,Сервер,Б1,101,,\n\
                      mine,A-2,mobile,Ноутбук,Б1,102,,\nmine,A-3,server,Ескі,Б1,101,2020-01-01,№ 1\nother,A-1,server,Бөтен,,,,\n";

async fn records(place: &Place, register: &str) -> Vec<Record> {
    place.site.register.records(&place.root, &RegisterKey::new(register).unwrap()).await.unwrap()
}

async fn asset(place: &Place, organisation: &str, key: &str) -> Record {
    let found = records(place, "assets").await;
    found.into_iter().find(|one| one.organisation.as_str() == organisation && one.key.as_str() == key).unwrap()
}

#[tokio::test]
async fn an_asset_is_found_by_its_label_and_what_is_not_stays_in_the_report() {
    let place = Place::new().await;
    place
        .import("people", "organisation,key,name,position,is_responsible,account\nmine,17,Айгерім,маман,false,keeper\n")
        .await;
    place.import("assets", ASSETS).await;
    let keeper = place.person("keeper", &[Role::Registrar], Some("mine")).await;
    let one = asset(&place, "mine", "A-1").await;
    let label = keeper.get(&format!("/records/{}", one.id)).await;
    let page = keeper.get(&label.location).await;
    let path = format!("/stocktaking/found/{}", one.id);
    assert!(page.text.contains(&format!("action=\"{path}\"")), "{}", page.text);
    // Without an open stock-taking nothing is kept.
    let none = keeper.post(&path, &[]).await;
    assert!(none.text.contains("No stock-taking"), "{}", none.text);

    let opened = keeper.post("/stocktaking", &[("organisation", "mine"), ("order", "№ 5"), ("building", "Б1")]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
    let again = keeper.post("/stocktaking", &[("organisation", "mine"), ("order", "№ 5")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text);
    let found = keeper.post(&path, &[]).await;
    assert!(found.location.ends_with("?told=found"), "{}", found.text);
    let entries = records(&place, "stocktakings").await;
    assert_eq!(entries.len(), 1);
    let values = &entries[0].values;
    assert_eq!((&values["asset"], &values["campaign"]), (&"A-1".into(), &"№ 5".into()));
    assert_eq!((&values["checked_by"], &values["found"]), (&"17".into(), &true.into()));
    assert!(asset(&place, "mine", "A-1").await.values.contains_key("inventoried_on"));

    let report = keeper.get(&opened.location).await;
    // The one that is written off is not counted.
    assert!(report.text.contains("1 / 2") && report.text.contains("Ноутбук"), "{}", report.text);
    assert!(!report.text.contains("Ескі"), "{}", report.text);
    let csv = keeper.get("/stocktaking/missing.csv?organisation=mine&order=%E2%84%96%205").await;
    assert_eq!((csv.status, csv.kind.as_str()), (StatusCode::OK, "text/csv; charset=utf-8"));
    assert!(csv.text.contains("A-2,Ноутбук,Б1,102,") && !csv.text.contains("A-1,"), "{}", csv.text);

    keeper.post("/stocktaking/close", &[("organisation", "mine"), ("order", "№ 5")]).await;
    let closed = keeper.post(&path, &[]).await;
    assert!(closed.text.contains("No stock-taking"), "{}", closed.text);
    assert_eq!(records(&place, "stocktakings").await.len(), 1);
}

#[tokio::test]
async fn who_checked_is_asked_where_the_account_does_not_say_and_others_assets_are_not_there() {
    let place = Place::new().await;
    place.import("assets", ASSETS).await;
    let keeper = place.person("keeper", &[Role::Registrar], Some("mine")).await;
    keeper.post("/stocktaking", &[("organisation", "mine"), ("order", "№ 5")]).await;
    let path = format!("/stocktaking/found/{}", asset(&place, "mine", "A-1").await.id);
    let asked = keeper.post(&path, &[]).await;
    assert!(asked.text.contains("name=\"checked_by\""), "{}", asked.text);
    let wrong = keeper.post(&path, &[("checked_by", "нет")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text);
    assert!(records(&place, "stocktakings").await.is_empty());
    assert_eq!(keeper.post(&path, &[("checked_by", "17")]).await.status, StatusCode::SEE_OTHER);
    let other = format!("/stocktaking/found/{}", asset(&place, "other", "A-1").await.id);
    assert_eq!(keeper.post(&other, &[("checked_by", "17")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(keeper.get("/stocktaking?organisation=other").await.status, StatusCode::NOT_FOUND);
    assert_eq!(keeper.get("/stocktaking/missing.csv?organisation=other&order=x").await.status, StatusCode::NOT_FOUND);
    let employee = place.person("employee", &[Role::Employee], None).await;
    assert_eq!(employee.post(&path, &[("checked_by", "17")]).await.status, StatusCode::FORBIDDEN);
    let seen = employee.get("/stocktaking?organisation=mine").await;
    assert!(seen.status == StatusCode::OK && !seen.text.contains("name=\"order\""), "{}", seen.text);
}
