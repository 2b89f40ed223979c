//! Who may do what, for every route of the table. A route without a sample here fails the test.

use axum::http::{Method, StatusCode};
use talap_access::Role;
use talap_model::Right;
use talap_web::routes::{Face, Needs, Route};

use crate::place::{Answer, Client, Place};

/// What stands for a capture of a path: what is there, and what is not there.
fn sample(name: &str, there: bool) -> Option<&'static str> {
    Some(match (name, there) {
        ("register", true) => "people",
        ("organisation", true) => "mine",
        ("key", true) => "17",
        ("id" | "subject" | "statement", true) => "portal",
        ("kind", _) => "object",
        ("act", _) => "issue_act.pdf",
        ("name", true) => "somebody",
        ("seq", true) | ("token" | "digest", false) => "1",
        ("token" | "digest", true) => "0",
        ("sha256", true) => "0000000000000000000000000000000000000000000000000000000000000000",
        ("transition", _) => "close",
        ("register", false) => "nothing",
        ("organisation" | "key" | "id" | "statement" | "subject" | "name", false) => "absent",
        ("seq", false) => "999999",
        ("sha256", false) => "1111111111111111111111111111111111111111111111111111111111111111",
        _ => return None,
    })
}

/// The route's path with samples in the place of its captures.
fn path(route: &Route, there: bool) -> String {
    let parts = route.path.split('/').map(|part| {
        let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else { return part };
        sample(name, there).unwrap_or_else(|| panic!("{}: add a sample of `{name}`", route.path))
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn ask(client: &Client, route: &Route, path: &str, token: Option<&str>) -> Answer {
    match (route.face, &route.method) {
        (Face::Api, method) => client.api(method.clone(), path, token, "{}").await,
        (Face::Page, &Method::GET) => client.get(path).await,
        (Face::Page, _) => client.post_raw(path, &[]).await,
    }
}

/// The routes that anybody may ask for. A longer list is a decision.
const OPEN: [&str; 5] =
    ["/assets/{digest}/{name}", "/sign-in", "/link/{token}", "/calendar.ics", "/api/v1/openapi.json"];

#[tokio::test]
async fn nobody_comes_in_unknown() {
    let place = Place::new().await;
    let stranger = place.stranger();
    assert!(place.routes.len() > 15, "the table is empty");
    for route in &place.routes {
        if route.needs == Needs::Nothing {
            assert!(OPEN.contains(&route.path), "{} is open to everybody", route.path);
            continue;
        }
        let answer = ask(&stranger, route, &path(route, true), Some("talap_none")).await;
        match route.face {
            Face::Api => {
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{} {}", route.method, route.path);
                assert_eq!(answer.kind, "application/problem+json", "{}", route.path);
            }
            Face::Page => {
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} {}", route.method, route.path);
                assert!(answer.location.starts_with("/sign-in"), "{}: {}", route.path, answer.location);
            }
        }
    }
}

#[tokio::test]
async fn each_role_may_what_its_rights_say() {
    let place = Place::new().await;
    for (n, role) in Role::ALL.into_iter().enumerate() {
        let name = format!("person{n}");
        let client = place.person(&name, &[role], None).await;
        let token = place.token(&client).await;
        for route in place.routes.iter().filter(|route| route.needs != Needs::Nothing) {
            // Signing oneself out would end the walk.
            if matches!(route.path, "/sign-out" | "/account/sign-out-everywhere") {
                continue;
            }
            let path = path(route, true);
            let answer = ask(&client, route, &path, Some(&token)).await;
            let may = match route.needs {
                Needs::Right(right) => role.rights().contains(&right),
                Needs::WriteRegister => role.rights().contains(&Right::WriteRecords),
                // Whoever may not write takes what names their role; that nobody is let past it other tests see.
                Needs::MoveRecords if !role.rights().contains(&Right::WriteRecords) => {
                    assert!(!answer.status.is_success(), "{} {}: {}", route.method, path, answer.status);
                    continue;
                }
                Needs::MoveRecords => role.rights().contains(&Right::ReadRecords),
                Needs::Nothing | Needs::SignedIn => true,
            };
            let refused = answer.status == StatusCode::FORBIDDEN && !answer.text.contains("another session");
            assert_eq!(refused, !may, "{} {} as {}: {}", route.method, path, role.key(), answer.status);
            assert!(!answer.status.is_server_error(), "{} {path}: {}", route.method, answer.text);
        }
    }
}

#[tokio::test]
async fn a_refusal_is_the_same_whether_the_thing_exists_or_not() {
    let place = Place::new().await;
    let client = place.person("newcomer", &[], None).await;
    for route in place.routes.iter().filter(|route| matches!(route.needs, Needs::Right(_))) {
        if route.face == Face::Api {
            continue;
        }
        let (here, gone) = (path(route, true), path(route, false));
        let there = ask(&client, route, &here, None).await;
        let absent = ask(&client, route, &gone, None).await;
        assert_eq!(there.status, StatusCode::FORBIDDEN, "{here}");
        assert_eq!(there.text.replace(&here, "X"), absent.text.replace(&gone, "X"), "{}", route.path);
    }
    let refusals = place.told("access.refused").await;
    assert!(refusals > 20, "refusals are events: {refusals}");
}

#[tokio::test]
async fn what_belongs_to_others_is_as_if_it_were_not_there() {
    let place = Place::new().await;
    let roles = [Role::IsOfficer, Role::Registrar];
    let client = place.person("narrow", &roles, Some("other")).await;
    let token = place.token(&client).await;
    for route in place.routes.iter().filter(|route| route.method == Method::GET && route.path.contains('{')) {
        let (here, gone) = (path(route, true), path(route, false));
        // Clauses, events of Talap's own and files by digest are nobody's; people are for who may read roles.
        if here == gone
            || route.needs == Needs::Nothing
            || !route.path.contains("organisation") && !route.path.contains("{id}")
        {
            continue;
        }
        if route.path.contains("clauses") {
            continue;
        }
        let there = ask(&client, route, &here, Some(&token)).await;
        let absent = ask(&client, route, &gone, Some(&token)).await;
        assert_eq!(there.status, absent.status, "{here}");
        assert_eq!(there.text.replace(&here, "X"), absent.text.replace(&gone, "X"), "{}", route.path);
        assert_eq!(there.status, StatusCode::NOT_FOUND, "{here}");
    }
    assert_eq!(client.get("/objects/mail").await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_form_is_acted_on_without_its_token() {
    let place = Place::new().await;
    let client = place.person("officer", &Role::ALL, None).await;
    for route in place.routes.iter().filter(|route| route.method == Method::POST && route.face == Face::Page) {
        if route.needs == Needs::Nothing {
            continue;
        }
        let answer = client.post_raw(&path(route, true), &[("_csrf", "guessed"), ("role", "x")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", route.path);
        assert!(answer.text.contains("another session"), "{}", route.path);
    }
}

#[tokio::test]
async fn another_site_posts_nothing_in_somebodys_name() {
    let place = Place::new().await;
    let client = place.person("officer", &Role::ALL, None).await;
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "http://evil.kz")]
    {
        let request = client.request(Method::POST, "/assess").header(name, value);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = client.send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(answer.text.contains("another site"), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_name_that_leads_here_from_elsewhere_is_not_answered() {
    let place = Place::new().await;
    for (host, expected) in [
        ("127.0.0.1:8320", StatusCode::OK),
        ("localhost:8320", StatusCode::OK),
        ("[::1]:8320", StatusCode::OK),
        ("rebound.evil.kz:8320", StatusCode::MISDIRECTED_REQUEST),
        ("", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let request = axum::http::Request::builder().uri("/sign-in").header("host", host);
        let answer = place.stranger().send(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(answer.status, expected, "{host}");
    }
}
