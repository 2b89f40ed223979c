//! Events as a person looks for them: searching, keeping searches, files, following; and that the ledger hears of it.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use futures::StreamExt;
use talap_access::Role;
use talap_assess::EventQuery;
use talap_model::{Language, Message, NewEvent, SourceKind, Timestamp};
use talap_web::keeping::{Lease, Look, Purpose};
use tower::ServiceExt;

use crate::place::{Client, Place, event};

/// Somebody's log-on.
fn log_on(organisation: &str, object: &str, message: &str) -> NewEvent {
    NewEvent {
        host: Some("srv".to_owned()),
        user: Some("ivanov".to_owned()),
        address: Some("10.0.0.1".to_owned()),
        attributes: [("status".to_owned(), "404".to_owned())].into(),
        ..event(organisation, object, message)
    }
}

async fn furnished() -> (Place, Client) {
    let place = Place::new().await;
    let mine = log_on("mine", "portal", "Failed password <for> root");
    place.append(vec![mine, log_on("other", "mail", "=1+1 secret of others")]).await;
    let client = place.person("officer", &Role::ALL, None).await;
    (place, client)
}

#[tokio::test]
async fn servers_are_told_to_those_who_see_everything() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let narrow = place.person("narrow", &[Role::IsOfficer], Some("other")).await;
    let at = Timestamp::from_micros(1_795_000_000_000_000);
    assert!(officer.get("/events/keeping").await.text.contains("Nothing was looked at yet"));
    place.site.servers.note(at, Vec::new(), None);
    let page = officer.get("/events/keeping").await;
    assert!(page.text.contains("Everything is kept in the folder"), "{}", page.text);
    assert!(!officer.get("/sources").await.text.contains("does not answer"));
    let look = |trouble: Option<Message>| Look {
        purpose: Purpose::Stream,
        address: "tls://nats-1:4222".to_owned(),
        trouble,
        since: None,
        waiting: Some(17),
    };
    let cause = Message::new("store-silent").with("seconds", 5_u32);
    let lease = Lease { node: "node-1".to_owned(), is_here: false, until: at };
    place.site.servers.note(at, vec![look(Some(cause))], Some(lease));
    let page = officer.get("/events/keeping").await;
    for part in
        ["tls://nats-1:4222", "does not answer since", "no answer in 5 s", "not sealed in the ledger yet: 17", "node-1"]
    {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let sources = officer.get("/sources").await.text;
    assert!(sources.contains("href=\"/events/keeping\"") && sources.contains("does not answer"), "{sources}");
    place.site.servers.note(at, vec![look(None)], None);
    let page = officer.get("/events/keeping").await;
    assert!(page.text.contains("no answer in 5 s") && !page.text.contains("does not answer since"), "{}", page.text);
    assert_eq!(narrow.get("/events/keeping").await.status, StatusCode::NOT_FOUND);
    assert!(!narrow.get("/sources").await.text.contains("/events/keeping"));
}

#[tokio::test]
async fn a_search_is_shown_with_its_counts_and_told_once() {
    let (place, client) = furnished().await;
    let page = client.get("/events?q=%22failed+password%22").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in ["1 event found", "<mark>Failed password</mark> &#60;for&#62; root", "user%3Aivanov", "severity%3A4"] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    assert!(!page.text.contains("secret"));
    client.get("/events?q=%22failed+password%22&before=1&lang=ru").await;
    client.get("/events?q=%22failed+password%22").await;
    assert_eq!(place.told("events.read").await, 1, "pages of a list are one act");
    place.wait(11);
    client.get("/events?q=%22failed+password%22").await;
    assert_eq!(place.told("events.read").await, 2);
    client.get("/events?q=other").await;
    assert_eq!(place.told("events.read").await, 3);
}

#[tokio::test]
async fn a_link_of_another_site_looks_for_nothing_in_the_readers_name() {
    let (place, client) = furnished().await;
    let led = async |path: &str| {
        let request = client.request(Method::GET, path).header("sec-fetch-site", "cross-site");
        client.send(request.body(Body::empty()).unwrap()).await
    };
    for (language, part) in
        [("ru", "Поиск ещё не выполнен"), ("kk", "Іздеу әлі орындалған жоқ"), ("en", "Nothing has been looked for yet")]
    {
        let shown = led(&format!("/events?q=failed&lang={language}")).await;
        assert!(shown.status == StatusCode::OK && shown.text.contains(part), "{part}: {}", shown.text);
        assert!(shown.text.contains("value=\"failed\"") && !shown.text.contains("data-seq"), "{}", shown.text);
    }
    let file = led("/events/export?format=csv&q=failed").await;
    assert_eq!((file.status, file.location.as_str()), (StatusCode::SEE_OTHER, "/events?q=failed&held=1"));
    assert!(client.get(&file.location).await.text.contains("Nothing has been looked for yet"));
    assert_eq!(led("/events/tail?next=1&q=failed").await.status, StatusCode::FORBIDDEN);
    for message in ["events.read", "events.exported", "events.followed"] {
        assert_eq!(place.told(message).await, 0, "{message}");
    }
    assert!(led("/events").await.text.contains("data-seq"), "a link to the page asks nothing of its own");
}

#[tokio::test]
async fn what_cannot_be_understood_is_said_in_the_readers_language() {
    let (place, client) = furnished().await;
    for (language, part) in [("en", "At character 6: there is no field"), ("ru", "Знак 6: поля"), ("kk", "6-таңба:")]
    {
        let page = client.get(&format!("/events?q=root+usr:x&lang={language}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains(part), "{}", page.text);
        assert!(page.text.contains("value=\"root usr:x\""), "what was typed stays");
    }
    assert_eq!(place.told("events.read").await, 0, "nothing was read");
}

#[tokio::test]
async fn events_of_others_are_neither_found_nor_counted() {
    let (place, _) = furnished().await;
    let narrow = place.person("narrow", &[Role::IsOfficer], Some("mine")).await;
    let page = narrow.get("/events?q=ivanov").await;
    assert!(page.text.contains("1 event found") && !page.text.contains("secret"), "{}", page.text);
    let file = narrow.get("/events/export?format=csv&q=ivanov").await;
    assert_eq!((file.status, file.text.lines().count()), (StatusCode::OK, 2), "{}", file.text);
}

#[tokio::test]
async fn a_look_at_an_event_is_told_once() {
    let (place, client) = furnished().await;
    let list = client.get("/events?q=failed").await;
    let seq = list.text.split("data-seq=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for _again in 0..2 {
        let page = client.get(&format!("/events/{seq}")).await;
        assert!(page.text.contains("/events?q=attr.status%3A404"), "{}", page.text);
    }
    assert_eq!(place.told("events.viewed").await, 1);
    assert_eq!(client.get("/events/99999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(place.told("events.viewed").await, 1);
}

/// Every event of Talap's own that the place's acts made, whoever did them.
async fn own_events(place: &Place) -> Vec<talap_model::Event> {
    let query = EventQuery { kind: Some(SourceKind::Talap), limit: 10_000, ..EventQuery::default() };
    place.site.assessor.facts().events(&place.root, &query).await.unwrap()
}

#[tokio::test]
async fn what_talap_did_is_told_in_words_and_keeps_its_key() {
    let (place, client) = furnished().await;
    // Whoever sends the text of an act does not speak for Talap, whatever program it claims to be.
    let forged = NewEvent { program: Some("talap".to_owned()), ..log_on("mine", "portal", "role.granted") };
    place.append(vec![forged]).await;
    client.get("/events?q=ivanov").await;
    client.get("/events/export?format=csv&q=ivanov").await;
    let events = own_events(&place).await;
    let keys: std::collections::BTreeSet<&str> = events.iter().map(|event| event.body.message.as_str()).collect();
    for key in
        ["record.created", "import.finished", "assessment.finished", "role.granted", "events.read", "events.exported"]
    {
        assert!(keys.contains(key), "{key}: {keys:?}");
    }
    for event in &events {
        for language in Language::ALL {
            assert!(place.site.told(language, &event.body).is_some(), "{}: {:?}", language.code(), event.body);
        }
    }
    let granted = events.iter().find(|event| event.body.message == "role.granted").unwrap();
    for (language, sentence, name) in [
        ("kk", "user:officer пайдаланушысына «", "Әрекет кілті"),
        ("ru", "Пользователю user:officer выдана роль «", "Ключ действия"),
        ("en", "was given to user:officer", "Key of the act"),
    ] {
        let list = client.get(&format!("/events?q=kind:talap+message:role.granted&lang={language}")).await;
        assert!(list.text.contains(sentence), "{}", list.text);
        let page = client.get(&format!("/events/{}?lang={language}", granted.seq)).await;
        assert!(page.text.contains(sentence) && page.text.contains(name), "{}", page.text);
        assert!(page.text.contains(">role.granted</a>"), "{}", page.text);
        assert!(page.text.contains("/events?q=kind%3Atalap+message%3Arole.granted"), "{}", page.text);
        let forged = client.get(&format!("/events?q=kind:os+message:role.granted&lang={language}")).await;
        assert!(
            forged.text.contains("role.granted</mark></td>") || forged.text.contains("role.granted</td>"),
            "{}",
            forged.text
        );
        assert!(!forged.text.contains(sentence), "{}", forged.text);
        let seq = forged.text.split("data-seq=\"").nth(1).unwrap().split('"').next().unwrap();
        let page = client.get(&format!("/events/{seq}?lang={language}")).await;
        assert!(page.text.contains("<p class=\"lead\">role.granted</p>") && !page.text.contains(name), "{}", page.text);
    }
    // Where the words that were looked for are not in the sentence, the key and the details stand beneath it.
    let list = client.get("/events?q=role.granted&lang=ru").await;
    assert!(list.text.contains("<span class=\"hint under\"><mark>role.granted</mark> role="), "{}", list.text);
    let csv = client.get("/events/export?format=csv&q=kind:talap&lang=ru").await;
    assert!(csv.text.contains(",role.granted,") && !csv.text.contains("выдана роль"), "{}", csv.text);
    let token = place.token(&client).await;
    let api = client.api(Method::GET, &format!("/api/v1/events/{}", granted.seq), Some(&token), "").await;
    assert!(api.text.contains("\"message\":\"role.granted\""), "{}", api.text);
}

#[tokio::test]
async fn what_is_found_is_given_as_a_file_and_each_file_is_told() {
    let (place, client) = furnished().await;
    let csv = client.get("/events/export?format=csv&q=ivanov").await;
    assert_eq!((csv.status, csv.kind.as_str()), (StatusCode::OK, "text/csv; charset=utf-8"));
    let lines: Vec<&str> = csv.text.split("\r\n").collect();
    assert!(lines[0].starts_with("\u{feff}seq,received_at,") && lines[3].is_empty(), "{lines:?}");
    assert!(csv.text.contains(",'=1+1 secret of others,"), "what a spreadsheet would run is shielded: {}", csv.text);
    let parquet = client.get("/events/export?format=parquet&q=ivanov").await;
    assert!(parquet.is_parquet(), "{:?}", parquet.status);
    assert!(parquet.headers["content-disposition"].to_str().unwrap().ends_with(".parquet\""));
    client.get("/events/export?format=csv&q=ivanov").await;
    assert_eq!(place.told("events.exported").await, 3, "each file is an act");
    assert_eq!(client.get("/events/export?format=exe").await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.get("/events/export?format=csv&q=(").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(place.told("events.exported").await, 3);
}

#[tokio::test]
async fn a_search_is_kept_deleted_and_brought_back() {
    let (place, client) = furnished().await;
    let saved = client.post("/events/saved", &[("q", "user:ivanov"), ("name", "Иванов")]).await;
    assert_eq!(saved.location, "/events?q=user%3Aivanov&told=search-saved");
    let page = client.get("/events").await;
    assert!(page.text.contains(">Иванов</a>") && page.text.contains("Saved searches: 1"), "{}", page.text);
    let id = page.text.split("/events/saved/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let another = place.person("another", &Role::ALL, None).await;
    assert!(!another.get("/events").await.text.contains("Иванов"));
    assert_eq!(another.post(&format!("/events/saved/{id}/delete"), &[]).await.status, StatusCode::NOT_FOUND);
    let deleted = client.post(&format!("/events/saved/{id}/delete"), &[("q", "a")]).await;
    assert_eq!(deleted.location, format!("/events?q=a&deleted={id}"));
    let after = client.get(&deleted.location).await;
    assert!(after.text.contains("Undo") && after.text.contains("Saved searches: 0"), "{}", after.text);
    let restored = client.post(&format!("/events/saved/{id}/restore"), &[("q", "a")]).await;
    assert_eq!(restored.location, "/events?q=a&told=search-restored");
    assert!(client.get("/events").await.text.contains(">Иванов</a>"));
    for (q, name) in [("(", "x"), ("a", ""), ("a", "x".repeat(81).as_str())] {
        let refused = client.post("/events/saved", &[("q", q), ("name", name)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{q} {name}");
    }
}

/// What a stream sends until a text is in it.
async fn sent_until(body: &mut axum::body::BodyDataStream, wanted: &str) -> String {
    let mut sent = String::new();
    let reading = async {
        while !sent.contains(wanted) {
            match body.next().await {
                Some(piece) => sent.push_str(&String::from_utf8_lossy(&piece.unwrap())),
                None => break,
            }
        }
    };
    let read = tokio::time::timeout(std::time::Duration::from_secs(30), reading).await;
    assert!(read.is_ok() && sent.contains(wanted), "no {wanted} in {sent}");
    sent
}

#[tokio::test]
async fn what_comes_in_is_followed_until_the_session_ends() {
    let (place, client) = furnished().await;
    let next = place.site.ledger.stats().events;
    let request = client.request(Method::GET, &format!("/events/tail?q=ivanov&next={next}"));
    let response = place.app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert!(response.headers().contains_key("content-security-policy"));
    let mut body = response.into_body().into_data_stream();
    place
        .append(vec![log_on("mine", "portal", "new <one>"), NewEvent { user: None, ..log_on("mine", "portal", "x") }])
        .await;
    let sent = sent_until(&mut body, "new ").await;
    assert!(sent.contains("event: rows") && sent.contains("&#60;one&#62;"), "{sent}");
    assert_eq!(sent.matches("<tr").count(), 1, "what does not fit is not sent: {sent}");
    assert_eq!(place.told("events.followed").await, 1);
    let many = (0..60).map(|n| log_on("mine", "portal", &format!("many {n}"))).collect();
    place.append(many).await;
    let sent = sent_until(&mut body, "many 59").await;
    assert!(sent.contains("event: more") && !sent.contains("many 9<") && sent.matches("<tr").count() == 50, "{sent}");
    client.post("/sign-out", &[]).await;
    sent_until(&mut body, "event: over").await;
    assert!(body.next().await.is_none(), "the stream ends");
}

#[tokio::test]
async fn following_needs_a_place_to_begin() {
    let (place, client) = furnished().await;
    assert_eq!(client.get("/events/tail").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(client.get("/events/tail?next=0&q=(").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(place.told("events.followed").await, 0);
    place.site.closing.cancel();
    let ended = client.get("/events/tail?next=99999999").await;
    assert_eq!((ended.status, ended.text.as_str()), (StatusCode::OK, ""), "a site that closes ends its streams");
    client.get("/events/tail?next=99999999").await;
    assert_eq!(place.told("events.followed").await, 1, "coming back is the same act");
}
