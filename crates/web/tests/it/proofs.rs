//! The proof of an event, downloaded from its page.

use axum::http::StatusCode;
use talap_access::Role;
use talap_ledger::SigningKey;
use talap_ledger::proof::{Trust, check};

use crate::place::Place;

#[tokio::test]
async fn the_proof_of_an_event_is_a_file_that_the_public_key_checks() {
    let place = Place::new().await;
    let client = place.person("officer", &[Role::IsOfficer], None).await;
    let page = client.get("/events/1").await;
    assert!(page.text.contains(r#"href="/events/1/proof""#), "{}", page.text);
    let file = client.get("/events/1/proof").await;
    assert_eq!((file.status, file.kind.as_str()), (StatusCode::OK, "text/plain; charset=utf-8"), "{}", file.text);
    let key = SigningKey::from_seed(&[7; 32]).verifier("test/ledger").unwrap();
    let trust = Trust { key, witnesses: Vec::new(), authority: None };
    assert_eq!(check(file.text.as_bytes(), &trust).unwrap().seq, 1);
    assert_eq!(place.told("event.proved").await, 1);
    for missing in ["/events/999999/proof", "/events/x/proof", "/events/-1/proof"] {
        assert_eq!(client.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
}
