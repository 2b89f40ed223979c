//! What is bounded, what is said where a bound is met, and what is done all the same.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::Value;
use talap_access::Role;
use talap_decree::catalog::Mode;
use talap_model::{RegisterKey, SubjectKind};

use crate::place::Place;

const CODES: &str = "organisation,object,software_version,sent_on\nmine,portal,1.2,2026-11-01\n";

#[tokio::test]
async fn the_files_of_a_form_together_are_no_larger_than_one_may_be() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let found = place.site.catalog.statements().find(|statement| {
        let of_objects = statement.subject == Some(SubjectKind::Object);
        statement.mode == Mode::Attested && of_objects && statement.form.is_some()
    });
    let path = format!("/attest/{}/object/portal", found.unwrap().key);
    let csrf = officer.csrf().await;
    let send = async |sizes: &[usize]| {
        let mut body = format!("--x\r\ncontent-disposition: form-data; name=\"_csrf\"\r\n\r\n{csrf}\r\n").into_bytes();
        for (place, size) in sizes.iter().enumerate() {
            let head = format!("--x\r\ncontent-disposition: form-data; name=\"f{place}\"; filename=\"a.txt\"\r\n\r\n");
            body.extend([head.as_bytes(), &vec![b'a'; *size], b"\r\n"].concat());
        }
        body.extend(b"--x--\r\n");
        let request = officer.request(Method::POST, &path).header("content-type", "multipart/form-data; boundary=x");
        officer.send(request.body(Body::from(body)).unwrap()).await.status
    };
    let half = 600 << 10;
    assert_eq!(send(&[half, half]).await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_ne!(send(&[half, 1 << 10]).await, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_form_with_many_boxes_loses_none() {
    let place = Place::new().await;
    place
        .import(
            "documents",
            "organisation,key,title_kk,title_ru,level,topic,approved_on\nmine,A-1,Саясат,Политика,1,policy,2026-02-03\n",
        )
        .await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let csrf = officer.csrf().await;
    let send = async |boxes: usize| {
        let mut fields = vec![("_csrf", csrf.as_str()), ("organisation", "mine")];
        fields.extend(std::iter::repeat_n(("person", "17"), boxes));
        fields.extend([("document", "A-1"), ("whom", "some"), ("language", "ru"), ("by", "2026-12-30")]);
        officer.post_raw("/acknowledgements", &fields).await
    };
    let refused = send(20_000).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    let kept = send(600).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
}

#[tokio::test]
async fn that_all_places_are_taken_is_no_mistake_of_the_asker() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let followers = place.site.followers();
    let all = u32::try_from(followers.available_permits()).unwrap();
    let taken = Arc::clone(followers).acquire_many_owned(all).await.unwrap();
    let busy = officer.get("/events/tail?next=0").await;
    assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE, "{}", busy.text);
    assert_eq!(busy.headers.get("retry-after").unwrap(), "10");
    drop(taken);
}

#[tokio::test]
async fn what_is_kept_is_not_told_as_failed() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let token = place.token(&officer).await;
    place.site.ledger.close().await.unwrap();
    let register = RegisterKey::new("repository_codes").unwrap();
    let report = place.site.import(&place.root, &register, None, CODES.as_bytes()).await.unwrap();
    assert!(report.created == 1 && report.waiting.is_some());
    let values = r#"{"values":{"object":"portal","software_version":"1.3","sent_on":"2026-11-02"}}"#;
    let path = "/api/v1/registers/repository_codes/records?organisation=mine";
    let add = async || {
        let request = officer.request(Method::POST, path).header("authorization", format!("Bearer {token}"));
        let request = request.header("content-type", "application/json").header("idempotency-key", "one");
        let answer = officer.send(request.body(Body::from(values)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        serde_json::from_str::<Value>(&answer.text).unwrap()
    };
    let (first, again) = (add().await, add().await);
    assert!(first["waiting"].is_object() && first == again, "{first}");
    assert_eq!(place.site.register.records(&place.root, &register).await.unwrap().len(), 2);
    // A source that is kept is kept, though the ledger does not hear of it.
    let undone = place.site.undo_import(&place.root, &register, report.import.unwrap(), "x").await.unwrap();
    assert!(undone.voided == 1 && undone.waiting.is_some());
}

#[tokio::test]
async fn what_no_page_is_at_is_said_in_the_readers_language() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    for path in ["/registers/%FF", "/objects/%FF", "/registers/people/mine/%FF"] {
        let missing = officer.get(path).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "{path}: {}", missing.text);
        assert!(
            missing.text.contains("<!doctype html>") || missing.text.contains("<!DOCTYPE html>"),
            "{}",
            missing.text
        );
    }
    let mut request = officer.request(Method::GET, "/?lang=ru").body(Body::empty()).unwrap();
    request.headers_mut().insert("host", "talap.evil.kz".parse().unwrap());
    let elsewhere = officer.send(request).await;
    assert_eq!(elsewhere.status, StatusCode::MISDIRECTED_REQUEST);
    assert!(elsewhere.text.contains("сертификат не задан"), "{}", elsewhere.text);
}

#[tokio::test]
async fn what_is_late_for_years_is_told_by_its_name_where_it_is() {
    let place = Place::new().await;
    place
        .import(
            "documents",
            "organisation,key,title_kk,title_ru,level,topic,approved_on\nmine,A-1,Саясат,Политика,1,policy,2020-02-03\n",
        )
        .await;
    place.wait(2 * 24 * 60);
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let mine = officer.get("/organisations/mine").await;
    let due = mine.text.split("<ol class=\"due\">").nth(1).unwrap_or_else(|| panic!("{}", mine.text));
    assert!(due.contains("Саясат"), "{due}");
    assert!(!officer.get("/organisations/other").await.text.contains("Саясат"));
    let token = place.token(&officer).await;
    let list = officer.api(Method::GET, "/api/v1/due?from=2019-01-01", Some(&token), "").await;
    let list: Value = serde_json::from_str(&list.text).unwrap();
    assert!(list["more"] == 0 && !list["items"].as_array().unwrap().is_empty(), "{list}");
    // A page of a day that has passed has no papers of the present.
    let present = officer.get("/registers/documents/mine/A-1").await.text;
    let past = officer.get("/registers/documents/mine/A-1?on=2026-11-18").await.text;
    assert!(present.contains("extract.pdf") && past.contains("Саясат") && !past.contains("extract.pdf"), "{past}");
}
