//! The calendar of deadlines, and the feed of it by a link of its owner's.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use talap_access::Role;

use crate::place::{Answer, Client, Place};

/// A place with a late measure, one on a Sunday and one on a holiday, and a deadline in a register of personal data. Today
/// is 18 November 2026.
async fn place() -> Place {
    let place = Place::new().await;
    let plan = "organisation,key,measure,unit,responsible,coordinator,planned_by\n\
                mine,1,<Late>,IT,17,17,2026-11-10\n\
                mine,2,\"On a Sunday; and, so on\",IT,17,17,2026-11-29\n\
                mine,3,On a holiday,IT,17,17,2026-12-16\n";
    place.import("is_work_plan", plan).await;
    let training = "organisation,key,person,course,provider,completed_on,kind,hours\n\
                    mine,T-1,17,A secret course,A school,2023-12-01,specialised,72\n";
    place.import("training", training).await;
    place
}

/// Makes a link on the account's page; its path with the query.
async fn link(client: &Client) -> String {
    let page = client.post("/account/calendar", &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let secret = page.text.split("<code class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
    secret.strip_prefix("http://127.0.0.1:8320").unwrap().to_owned()
}

async fn ask(client: &Client, path: &str, known: Option<&str>) -> Answer {
    let request = client.request(Method::GET, path);
    let request = known.into_iter().fold(request, |request, tag| request.header("if-none-match", tag));
    client.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_month_shows_what_falls_due_by_when_and_on_which_kind_of_day() {
    let place = place().await;
    let client = place.person("officer", &[Role::IsOfficer], None).await;
    let november = client.get("/calendar").await;
    assert_eq!(november.status, StatusCode::OK);
    assert!(november.text.contains("November 2026"), "{}", november.text);
    assert!(november.text.contains("&#60;Late&#62;") && !november.text.contains("<Late>"));
    assert!(november.text.contains("overdue"));
    assert!(november.text.contains("On a Sunday"));
    assert!(november.text.contains("the last working day before it is 2026-11-27"), "{}", november.text);
    assert!(!november.text.contains("On a holiday"));
    let december = client.get("/calendar?month=2026-12").await.text;
    assert!(december.contains("On a holiday") && december.contains("Independence Day"), "{december}");
    assert!(december.contains("the last working day before it is 2026-12-15"));
    assert!(december.contains("month=2027-01") && december.contains("month=2026-11"));
    assert!(december.contains("Overdue from before this month: 1"), "{december}");
    assert!(!december.contains("A secret course"), "a register of personal data tells its key alone");
    assert!(client.get("/calendar?month=2027-05").await.text.contains("were not held against the official calendar"));
    let empty = client.get("/calendar?month=2025-02").await.text;
    assert!(empty.contains("No deadlines in this month") && empty.contains("Fill in the registers"), "{empty}");
}

#[tokio::test]
async fn the_calendar_is_narrowed_and_stays_within_reach() {
    let place = place().await;
    let client = place.person("officer", &[Role::IsOfficer], None).await;
    let has = async |query: &str| client.get(&format!("/calendar?{query}")).await.text.contains("On a Sunday");
    assert!(has("person=17").await && !has("person=18").await);
    assert!(has("organisation=mine").await && !has("organisation=other").await);
    assert!(has("register=is_work_plan").await && !has("register=documents").await);
    assert!(client.get("/calendar?person=18").await.text.contains("No deadline fits what is chosen"));
    let narrow = place.person("narrow", &[Role::IsOfficer], Some("other")).await;
    assert!(!narrow.get("/calendar").await.text.contains("On a Sunday"));
    let elsewhere = narrow.get("/calendar?organisation=mine").await;
    let nowhere = narrow.get("/calendar?organisation=absent").await;
    assert_eq!((elsewhere.status, nowhere.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(narrow.get("/calendar?organisation=%00").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_feed_tells_deadlines_and_nothing_of_personal_data() {
    let place = place().await;
    let client = place.person("officer", &[Role::IsOfficer], None).await;
    let link = link(&client).await;
    let stranger = place.stranger();
    let feed = ask(&stranger, &link, None).await;
    assert_eq!(feed.status, StatusCode::OK, "{}", feed.text);
    assert_eq!(feed.kind, "text/calendar; charset=utf-8");
    let text = feed.text.replace("\r\n ", "");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 4, "{text}");
    assert!(text.contains("SUMMARY:Measure: On a Sunday\\; and\\, so on"), "{text}");
    assert!(text.contains("DTSTART;VALUE=DATE:20261129"));
    assert!(text.contains("Uniform Requirements\\, clause 30.0.1\\n"), "{text}");
    assert!(text.contains("http://127.0.0.1:8320/registers/is_work_plan/mine/2"));
    assert!(text.contains("T-1") && !text.contains("secret course"), "{text}");
    assert!(feed.text.split_terminator("\r\n").all(|line| line.len() <= 75));
    let tag = feed.headers["etag"].to_str().unwrap();
    let again = ask(&stranger, &link, Some(tag)).await;
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let narrowed = ask(&stranger, &format!("{link}&register=training"), None).await.text;
    assert_eq!(narrowed.matches("BEGIN:VEVENT").count(), 1);
    // What changes is told: another measure, under another tag.
    place
        .import(
            "is_work_plan",
            "organisation,key,measure,unit,responsible,coordinator,planned_by\nmine,4,New,IT,17,17,2026-11-30\n",
        )
        .await;
    let changed = ask(&stranger, &link, Some(tag)).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_ne!(changed.headers["etag"], feed.headers["etag"]);
}

#[tokio::test]
async fn a_link_opens_the_feed_alone_until_it_is_ended() {
    let place = place().await;
    let client = place.person("officer", &[Role::IsOfficer], None).await;
    let first = link(&client).await;
    let second = link(&client).await;
    let stranger = place.stranger();
    let status = async |path: &str| ask(&stranger, path, None).await.status;
    assert_eq!(status(&first).await, StatusCode::NOT_FOUND, "a new link ends the one before");
    assert_eq!(status(&second).await, StatusCode::OK);
    for wrong in ["/calendar.ics", "/calendar.ics?token=", "/calendar.ics?token=talap_wrong"] {
        assert_eq!(status(wrong).await, StatusCode::NOT_FOUND, "{wrong}");
    }
    let secret = second.split_once("token=").unwrap().1;
    let api = stranger.api(Method::GET, "/api/v1/objects", Some(secret), "").await;
    assert_eq!(api.status, StatusCode::UNAUTHORIZED, "it is no token of the API");
    assert!(!client.get("/account").await.text.contains(secret), "it is shown once");
    let ended = client.post("/account/calendar/end", &[]).await;
    assert_eq!(ended.location, "/account?told=calendar");
    assert_eq!(status(&second).await, StatusCode::NOT_FOUND);
    assert_eq!((place.told("calendar.link-made").await, place.told("calendar.link-ended").await), (2, 1));
}
