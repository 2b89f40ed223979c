//! A statement that wants a second person: it counts once another has confirmed it with another account.

use axum::http::{Method, StatusCode};
use talap_access::Role;
use talap_decree::catalog::Mode;
use talap_model::{RegisterKey, SubjectKind};

use crate::place::{Client, Place};

const PEOPLE: &str = "organisation,key,name,position,is_responsible\nmine,18,Болат,маман,false\n";

/// A statement of objects that a second person confirms.
fn path(place: &Place) -> String {
    let wants = |form: &talap_decree::catalog::Form| form.confirm;
    let found = place.site.catalog.statements().find(|found| {
        let of_objects = found.subject == Some(SubjectKind::Object);
        found.mode == Mode::Attested && of_objects && found.form.as_ref().is_some_and(wants)
    });
    format!("/attest/{}/object/portal", found.unwrap().key)
}

async fn state(client: &Client, path: &str) {
    let today = "2026-11-10";
    let fields = [
        ("result", "met"),
        ("evidence", "Акт № 1"),
        ("stated_by", "17"),
        ("stated_on", today),
        ("valid_until", "2027-01-01"),
    ];
    let answer = client.post(path, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

#[tokio::test]
async fn nobody_confirms_their_own_statement() {
    let place = Place::new().await;
    place.import("people", PEOPLE).await;
    let first = place.person("first", &[Role::IsOfficer], None).await;
    let second = place.person("second", &[Role::IsOfficer], None).await;
    let path = path(&place);
    let confirm = format!("{path}/confirm");
    let nothing = second.post(&confirm, &[("confirmed_by", "18")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.text);
    state(&first, &path).await;
    assert!(!first.get(&path).await.text.contains("name=\"confirmed_by\""));
    assert!(second.get(&path).await.text.contains("name=\"confirmed_by\""));
    for (client, by) in [(&first, "18"), (&second, "17"), (&second, "нет")] {
        let refused = client.post(&confirm, &[("confirmed_by", by)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{by}: {}", refused.text);
    }
    let kept = second.post(&confirm, &[("confirmed_by", "18")]).await;
    assert!(kept.location.ends_with("told=confirmed"), "{}", kept.text);
    let register = RegisterKey::new("attestations").unwrap();
    let records = place.site.register.records(&place.root, &register).await.unwrap();
    let values = &records[0].values;
    assert_eq!(
        (&values["stated_account"], &values["confirmed_account"]),
        (&"user:first".into(), &"user:second".into())
    );
    assert_eq!((records.len(), &values["confirmed_by"]), (1, &"18".into()));
    assert_eq!(place.told("statement.confirmed").await, 1);
    nobody_types_a_confirmation(&place, &first, &records[0]).await;
    // It is stated again from what was stated last.
    let again = first.get(&format!("{path}?again=1")).await;
    assert!(again.text.contains("Акт № 1</textarea>"), "{}", again.text);
    assert!(!first.get(&path).await.text.contains("Акт № 1</textarea>"));
}

/// What a second person did is not typed, and does not outlive a change of what they confirmed.
async fn nobody_types_a_confirmation(place: &Place, client: &Client, record: &talap_store::Record) {
    let path = format!("/registers/attestations/mine/{}", record.key);
    let form = client.get(&format!("{path}/edit")).await;
    assert!(form.text.contains("name=\"f.evidence\"") && !form.text.contains("name=\"f.confirmed"), "{}", form.text);
    let token = place.token(client).await;
    let api = format!("/api/v1/registers/attestations/records/mine/{}", record.key);
    let put = async |version: u32, values: serde_json::Value| {
        let request = client.request(Method::PUT, &api).header("if-match", format!("\"{version}\""));
        let request =
            request.header("authorization", format!("Bearer {token}")).header("content-type", "application/json");
        let body = serde_json::json!({ "values": values }).to_string();
        client.send(request.body(axum::body::Body::from(body)).unwrap()).await
    };
    let refused = put(2, serde_json::json!({ "confirmed_account": "user:third" })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    let changed = put(2, serde_json::json!({ "evidence": "Акт № 1", "valid_until": "2026-12-31" })).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    let register = RegisterKey::new("attestations").unwrap();
    let records = place.site.register.records(&place.root, &register).await.unwrap();
    let gone = ["confirmed_by", "confirmed_on", "confirmed_account"].map(|field| records[0].values.get(field));
    assert_eq!(gone, [None; 3]);
}
