//! Coming in: by a link, by a password, and what happens to those who cannot.

use axum::http::StatusCode;
use talap_access::Role;

use crate::place::{PASSWORD, Place};

#[tokio::test]
async fn a_link_sets_a_password_once() {
    let place = Place::new().await;
    let (_, link) = place.site.accounts.create(&place.root, "aigerim", "Айгерім").await.unwrap();
    let path = format!("/link/{}", link.reveal());
    let client = place.stranger();
    assert!(client.get(&path).await.text.contains("aigerim"));
    let differ = client.post_raw(&path, &[("password", PASSWORD), ("repeated", "else")]).await;
    assert_eq!(differ.status, StatusCode::UNPROCESSABLE_ENTITY);
    let short = client.post_raw(&path, &[("password", "short"), ("repeated", "short")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let set = client.post_raw(&path, &[("password", PASSWORD), ("repeated", PASSWORD)]).await;
    assert_eq!((set.status, set.location.as_str()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(client.get("/account").await.status, StatusCode::OK);
    let again = place.stranger().get(&path).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("was used at"), "{}", again.text);
    assert_eq!(place.told("account.link-used").await, 1);
}

#[tokio::test]
async fn a_password_signs_in_and_out() {
    let place = Place::new().await;
    place.person("aigerim", &[Role::IsOfficer], None).await;
    let client = place.stranger();
    let asked = client.get("/findings?status=not_met").await;
    assert_eq!(asked.location, "/sign-in?next=%2Ffindings%3Fstatus%3Dnot_met");
    let form = [("name", "aigerim"), ("password", PASSWORD), ("next", "/findings?status=not_met")];
    let entered = client.post_raw("/sign-in", &form).await;
    assert_eq!(entered.location, "/findings?status=not_met");
    assert_eq!(client.get("/findings").await.status, StatusCode::OK);
    assert_eq!(client.post("/sign-out", &[]).await.location, "/sign-in?told=signed-out");
    assert_eq!(client.get("/findings").await.status, StatusCode::SEE_OTHER);
    assert_eq!((place.told("account.signed-in").await, place.told("account.signed-out").await), (1, 1));
}

#[tokio::test]
async fn a_place_to_go_on_to_is_one_of_ours() {
    let place = Place::new().await;
    place.person("aigerim", &[], None).await;
    for next in ["https://evil.kz/", "//evil.kz/", "/\\evil.kz", "javascript:alert(1)", "/\t/evil.kz", "/\u{1}x", ""] {
        let form = [("name", "aigerim"), ("password", PASSWORD), ("next", next)];
        assert_eq!(place.stranger().post_raw("/sign-in", &form).await.location, "/", "{next}");
    }
}

#[tokio::test]
async fn wrong_passwords_lock_the_account_for_a_time() {
    let place = Place::new().await;
    place.person("aigerim", &[], None).await;
    let client = place.stranger();
    let wrong = [("name", "aigerim"), ("password", "something else")];
    let unknown = client.post_raw("/sign-in", &[("name", "nobody"), ("password", "something else")]).await;
    let first = client.post_raw("/sign-in", &wrong).await;
    let neutral = |text: &str| text.replace("aigerim", "X").replace("nobody", "X");
    assert_eq!(neutral(&unknown.text), neutral(&first.text), "who has an account is nobody's business");
    for _ in 0..4 {
        client.post_raw("/sign-in", &wrong).await;
    }
    let right = [("name", "aigerim"), ("password", PASSWORD)];
    assert_eq!(client.post_raw("/sign-in", &right).await.status, StatusCode::UNAUTHORIZED);
    place.wait(16);
    assert_eq!(client.post_raw("/sign-in", &right).await.status, StatusCode::SEE_OTHER);
    assert!(place.told("account.sign-in-failed").await >= 6);
}

#[tokio::test]
async fn a_session_ends_when_it_rests_and_when_it_is_old() {
    let place = Place::new().await;
    let client = place.person("aigerim", &[Role::IsOfficer], None).await;
    place.wait(29);
    assert_eq!(client.get("/").await.status, StatusCode::OK);
    place.wait(31);
    assert_eq!(client.get("/").await.status, StatusCode::SEE_OTHER);
    let old = place.person("timur", &[Role::IsOfficer], None).await;
    for _ in 0..36 {
        place.wait(19);
        old.get("/").await;
    }
    assert_eq!(old.get("/").await.status, StatusCode::OK, "11 h 24 min");
    place.wait(29);
    old.get("/").await;
    place.wait(8);
    assert_eq!(old.get("/").await.status, StatusCode::SEE_OTHER, "12 h");
}

#[tokio::test]
async fn a_session_cookie_is_for_this_host_and_no_script() {
    let place = Place::new().await;
    place.person("aigerim", &[], None).await;
    let entered = place.stranger().post_raw("/sign-in", &[("name", "aigerim"), ("password", PASSWORD)]).await;
    let cookie = entered.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Domain"), "{cookie}");
    let policy = entered.headers.get("content-security-policy").unwrap().to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(entered.headers.get("x-content-type-options").unwrap(), "nosniff");
}

#[tokio::test]
async fn a_link_does_not_open_what_was_given_after_it_was_made() {
    let place = Place::new().await;
    place.person("keeper", &[Role::Administrator], Some("other")).await;
    let keeper = place.site.accounts.list(&place.root).await.unwrap();
    assert!(keeper.iter().any(|account| account.name == "keeper"));
    let (_, first) = place.site.accounts.create(&place.root, "victim", "Victim").await.unwrap();
    let mine = Some(talap_model::OrganisationId::new("other").unwrap());
    place.site.change_role(&place.root, true, "user:victim", Role::Auditor, mine.clone()).await.unwrap();
    assert!(
        place.stranger().get(&format!("/link/{}", first.reveal())).await.status == StatusCode::OK,
        "the giver's own stays"
    );
    let narrow = place.sign_in("keeper").await;
    let old = place.site.accounts.link(&narrow, "victim").await.unwrap();
    place.site.change_role(&place.root, false, "user:victim", Role::Auditor, mine).await.unwrap();
    place.site.change_role(&place.root, true, "user:victim", Role::Administrator, None).await.unwrap();
    let path = format!("/link/{}", old.reveal());
    let answer = place.stranger().post_raw(&path, &[("password", PASSWORD), ("repeated", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("This link ended"), "{}", answer.text);
}

#[tokio::test]
async fn a_block_ends_tokens_for_good() {
    let place = Place::new().await;
    let client = place.person("aigerim", &[Role::IsOfficer], None).await;
    let token = place.token(&client).await;
    let me = || client.api(axum::http::Method::GET, "/api/v1/me", Some(&token), "");
    assert_eq!(me().await.status, StatusCode::OK);
    place.site.accounts.block(&place.root, "aigerim").await.unwrap();
    assert_eq!(me().await.status, StatusCode::UNAUTHORIZED);
    place.site.accounts.unblock(&place.root, "aigerim").await.unwrap();
    assert_eq!(me().await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_stranger_fills_no_memory() {
    let place = Place::new().await;
    let mut body = Vec::new();
    for n in 0..20 {
        body.extend(format!("--x\r\ncontent-disposition: form-data; name=\"f{n}\"\r\n\r\n").into_bytes());
        body.extend(std::iter::repeat_n(b'<', 100_000));
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    let stranger = place.stranger();
    let request = stranger.request(axum::http::Method::POST, "/attest/a/object/b");
    let request = request.header("content-type", "multipart/form-data; boundary=x");
    let answer = stranger.send(request.body(axum::body::Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.text.len() < 1000);
}
