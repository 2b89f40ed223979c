//! Forms as people meet them: two at once, interrupted ones, hostile ones.

use axum::http::StatusCode;
use talap_access::Role;
use talap_decree::catalog::Mode;
use talap_model::SubjectKind;

use crate::place::{Answer, PASSWORD, Place};

/// The page on which compliance with some statement about the object `portal` is stated.
fn attestation(place: &Place) -> String {
    let found = place.site.catalog.statements().find(|statement| {
        statement.mode == Mode::Attested && statement.subject == Some(SubjectKind::Object) && statement.form.is_some()
    });
    format!("/attest/{}/object/portal", found.unwrap().key)
}

const FILLED: [(&str, &str); 5] = [
    ("result", "met"),
    ("evidence", "Бұйрық № 12, <b>2026</b>"),
    ("stated_by", "17"),
    ("stated_on", "2026-11-18"),
    ("valid_until", "2026-12-18"),
];

#[tokio::test]
async fn compliance_is_stated_with_a_file() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let path = attestation(&place);
    assert_eq!(officer.get(&path).await.status, StatusCode::OK);
    let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
    let kept = officer.upload(&path, &FILLED, "../../etc/\u{202e}fdp.pdf", pdf).await;
    assert_eq!(kept.location, "/objects/portal?told=attested", "{}", kept.text);
    let list = officer.get("/registers/attestations").await;
    assert!(list.text.contains("/registers/attestations/mine/"), "{}", list.text);
    let record = list.text.split("href=\"/registers/attestations/mine/").nth(1).unwrap().split('"').next().unwrap();
    let page = officer.get(&format!("/registers/attestations/mine/{record}")).await;
    assert!(page.text.contains("&#60;b&#62;2026") || page.text.contains("&lt;b&gt;2026"), "{}", page.text);
    let file = page.text.split("href=\"/files/mine/").nth(1).unwrap().split('"').next().unwrap();
    let file = officer.get(&format!("/files/mine/{file}")).await;
    assert_eq!(file.status, StatusCode::OK);
    let disposition = file.headers.get("content-disposition").unwrap().to_str().unwrap();
    assert!(disposition.starts_with("attachment") && !disposition.contains(".."), "{disposition}");
    assert!(file.headers.get("content-security-policy").unwrap().to_str().unwrap().contains("sandbox"));
    assert_eq!(place.told("statement.attested").await, 1);
}

#[tokio::test]
async fn a_false_or_large_file_is_told_and_nothing_typed_is_lost() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let path = attestation(&place);
    let large = vec![b'a'; (1 << 20) + 1];
    for (name, bytes, status) in [
        ("program.pdf", b"MZ\x90\x00\x03".as_slice(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("page.html", b"<script>alert(1)</script>", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("picture.png", b"%PDF-1.7\n", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("large.txt", large.as_slice(), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = officer.upload(&path, &FILLED, name, bytes).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.text);
        assert!(answer.text.contains("Бұйрық № 12"), "{name}: what was typed is gone");
    }
}

#[tokio::test]
async fn a_statement_cannot_hold_longer_than_the_catalogue_says() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let mut fields = FILLED;
    fields[4] = ("valid_until", "2099-01-01");
    let answer = officer.post(&attestation(&place), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("cannot hold beyond"), "{}", answer.text);
    assert!(answer.text.contains("Бұйрық № 12"), "what was typed is gone");
}

#[tokio::test]
async fn of_two_who_edit_one_record_the_second_sees_the_difference() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let path = "/registers/people/mine/17/edit";
    let version = |page: &Answer| {
        let field = page.text.split("name=\"seen\" value=\"").nth(1);
        field.unwrap_or_else(|| panic!("no version: {}", page.text)).split('"').next().unwrap().to_owned()
    };
    let (first, second) = (version(&officer.get(path).await), version(&officer.get(path).await));
    let saved = officer.post(path, &[("seen", &first), ("key", "17"), ("f.name", "Айгерім Сәрсен")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let late = [("seen", second.as_str()), ("key", "17"), ("f.name", "Айгерім Болат")];
    let answer = officer.post(path, &late).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text.contains("Айгерім Сәрсен") && answer.text.contains("Айгерім Болат"), "{}", answer.text);
    let now = version(&answer);
    assert_ne!(now, second);
    let over = officer.post(path, &[("seen", &now), ("key", "17"), ("f.name", "Айгерім Болат")]).await;
    assert_eq!(over.status, StatusCode::SEE_OTHER, "{}", over.text);
}

#[tokio::test]
async fn what_was_typed_outlives_the_session() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let path = attestation(&place);
    place.wait(31);
    let interrupted = officer.post_raw(&path, &FILLED).await;
    assert_eq!(interrupted.status, StatusCode::UNAUTHORIZED);
    assert!(interrupted.text.contains("Бұйрық № 12"), "{}", interrupted.text);
    let mut fields: Vec<(String, String)> =
        FILLED.iter().map(|(name, value)| (format!("kept.{name}"), (*value).to_owned())).collect();
    fields.extend([("name", "officer"), ("next", path.as_str())].map(|(n, v)| (n.to_owned(), v.to_owned())));
    let with = |password: &str| {
        let mut fields = fields.clone();
        fields.push(("password".to_owned(), password.to_owned()));
        fields
    };
    let send = |fields: Vec<(String, String)>| {
        let officer = &officer;
        async move {
            let pairs: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            officer.post_raw("/sign-in", &pairs).await
        }
    };
    let wrong = send(with("wrong")).await;
    assert!(wrong.status == StatusCode::UNAUTHORIZED && wrong.text.contains("Бұйрық № 12"), "{}", wrong.text);
    let entered = send(with(PASSWORD)).await;
    assert_eq!(entered.status, StatusCode::OK);
    assert!(
        entered.text.contains(&format!("action=\"{path}\"")) && entered.text.contains("_again"),
        "{}",
        entered.text
    );
    let mut resumed = FILLED.to_vec();
    resumed.push(("_again", "1"));
    let form = officer.post(&path, &resumed).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text.contains("Бұйрық № 12"), "{}", form.text);
    assert_eq!(place.told("statement.attested").await, 0, "shown again, not acted on");
}

#[tokio::test]
async fn a_session_that_ended_is_said_and_leads_back() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    place.wait(31);
    assert_eq!(officer.get("/objects/portal").await.location, "/sign-in?next=%2Fobjects%2Fportal");
}
