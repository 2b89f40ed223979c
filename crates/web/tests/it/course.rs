//! The course of records on pages: groups of registers, states and the ways between them, one record or many, days that are
//! due, how things stood on a past day, and forms whose fields hang on each other.

use axum::http::StatusCode;
use talap_access::Role;

use crate::place::{Answer, Client, Place};

const DEFECTS: &str = "/registers/trial_defects";
/// The address of a numbered record.
fn defect(number: u32) -> String {
    format!("{DEFECTS}/mine/%D0%9A%D0%9C%2D2026%2D{number:04}")
}

#[track_caller]
fn has(answer: &Answer, status: StatusCode, texts: &[&str]) {
    assert_eq!(answer.status, status, "{}", answer.text);
    for text in texts {
        assert!(answer.text.contains(text), "no {text:?} in {}", answer.text);
    }
}

#[track_caller]
fn lacks(answer: &Answer, texts: &[&str]) {
    for text in texts {
        assert!(!answer.text.contains(text), "{text:?} is in {}", answer.text);
    }
}

/// Three defects of `mine`, of which the second has a day on which it was fixed.
async fn defects(place: &Place) -> Client {
    let rows = "mine,portal,defect,A,2026-11-01,\nmine,portal,defect,B,2026-11-01,2026-11-10\nmine,portal,defect,C,2026-11-01,\n";
    let head = "organisation,object,kind,description,found_on,fixed_on\n";
    place.import("trial_defects", &format!("{head}{rows}")).await;
    place.person("registrar", &[Role::Registrar], None).await
}

#[tokio::test]
async fn registers_stand_in_groups_and_are_searched() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let page = officer.get("/registers").await;
    has(&page, StatusCode::OK, &["Organisations and objects", "Networks", "1 record", "Log of information-security"]);
    let places: Vec<_> = ["structure", "documents", "security", "people", "internet", "procurement"]
        .map(|group| page.text.find(&format!("id=\"group-{group}\"")).unwrap())
        .into();
    assert!(places.is_sorted(), "{places:?}");
    has(&page, StatusCode::OK, &["Entered by whoever is on duty"]);
    let shown = place.site.register.definitions().iter().count();
    has(&page, StatusCode::OK, &[&format!("{shown} registers")]);
    let found = officer.get("/registers?q=INCIDENTS+52.1.1").await;
    has(&found, StatusCode::OK, &["/registers/incidents\"", "value=\"INCIDENTS 52.1.1\""]);
    lacks(&found, &["href=\"/registers/people\"", "group-networks"]);
    has(&officer.get("/registers?q=xyzzy").await, StatusCode::OK, &["Nothing found", "href=\"/registers\""]);
}

#[tokio::test]
async fn a_record_shows_its_state_and_the_ways_out_of_it() {
    let place = Place::new().await;
    let registrar = defects(&place).await;
    let page = registrar.get(&defect(1)).await;
    // The way lacks a day, says so, and leads to where it is filled in.
    has(
        &page,
        StatusCode::OK,
        &["<span class=\"tag\">Open", "disabled aria-describedby=\"lacking-fix\"", "To be filled in first"],
    );
    let refused = registrar.post(&format!("{}/move", defect(1)), &[("seen", "1"), ("transition", "fix")]).await;
    has(&refused, StatusCode::UNPROCESSABLE_ENTITY, &["role=\"alert\"", "lacks the field"]);
    let page = registrar.get(&defect(2)).await;
    has(&page, StatusCode::OK, &["name=\"transition\" value=\"fix\"", "name=\"seen\" value=\"1\""]);
    lacks(&page, &["disabled", "type=\"file\""]);
    let path = format!("{}/move", defect(2));
    let moved = registrar.post(&path, &[("seen", "1"), ("transition", "fix")]).await;
    assert_eq!(moved.location, format!("{}?told=moved", defect(2)), "{}", moved.text);
    let page = registrar.get(&moved.location).await;
    has(
        &page,
        StatusCode::OK,
        &["The state was changed.", "value=\"reopen\"", "value=\"close\"", "<del class=\"before\">Open"],
    );
    // Of two who have the page open the later one is told.
    let late = registrar.post(&path, &[("seen", "1"), ("transition", "reopen")]).await;
    has(&late, StatusCode::CONFLICT, &["somebody else has changed it", "name=\"seen\" value=\"2\""]);
    for wrong in [&[("transition", "reopen")][..], &[("seen", "x"), ("transition", "reopen")]] {
        assert_eq!(registrar.post(&path, wrong).await.status, StatusCode::CONFLICT, "a version is always named");
    }
    let unknown = registrar.post(&path, &[("seen", "2"), ("transition", "burn")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let verified = registrar.post(&format!("{}/edit", defect(2)), &[("seen", "2"), ("f.verified_by", "17")]).await;
    assert_eq!(verified.status, StatusCode::SEE_OTHER, "{}", verified.text);
    let interrupted = [("seen", "3"), ("transition", "close"), ("_again", "1")];
    has(&registrar.post(&path, &interrupted).await, StatusCode::OK, &["nothing was done", "name=\"seen\" value=\"3\""]);
    let closed = registrar.post(&path, &[("seen", "3"), ("transition", "close")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text);
    let locked = registrar.get(&defect(2)).await;
    has(&locked, StatusCode::OK, &["its values are not changed any more", "Copy as new"]);
    lacks(&locked, &["/edit\"", "/move\""]);
}

#[tokio::test]
async fn a_way_is_offered_to_its_roles_alone() {
    let place = Place::new().await;
    place
        .import(
            "unpermitted_devices",
            "organisation,key,found_on,kind,place,state\nmine,D-1,2026-11-01,modem,A,removed\n",
        )
        .await;
    let (path, way) = ("/registers/unpermitted_devices/mine/D%2D1", [("seen", "1"), ("transition", "close")]);
    let registrar = place.person("registrar", &[Role::Registrar], None).await;
    lacks(&registrar.get(path).await, &["value=\"close\""]);
    let refused = registrar.post(&format!("{path}/move"), &way).await;
    has(&refused, StatusCode::UNPROCESSABLE_ENTITY, &["role=\"alert\"", "may do that"]);
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    has(&officer.get(path).await, StatusCode::OK, &["value=\"close\""]);
    assert_eq!(officer.post(&format!("{path}/move"), &way).await.status, StatusCode::SEE_OTHER);
    let reader = place.person("auditor", &[Role::Auditor], None).await;
    let seen = reader.get(path).await;
    has(&seen, StatusCode::OK, &["class=\"tag\""]);
    lacks(&seen, &["/move\"", "/edit\"", "Copy as new"]);
}

/// What the boxes of a list send, by key.
fn boxes(list: &Answer) -> Vec<String> {
    let found = list.text.split("name=\"record\" value=\"").skip(1);
    found.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn several_records_are_moved_after_a_look_at_what_it_does() {
    let place = Place::new().await;
    let registrar = defects(&place).await;
    let list = registrar.get(DEFECTS).await;
    has(&list, StatusCode::OK, &["name=\"all\"", "<option value=\"fix\">"]);
    let chosen = boxes(&list);
    assert_eq!(chosen.len(), 3, "{chosen:?}");
    let path = format!("{DEFECTS}/move");
    let shown: Vec<(&str, &str)> = chosen.iter().map(|one| ("shown", one.as_str())).collect();
    let whole = [&shown[..], &[("all", "1"), ("transition", "fix")]].concat();
    let preview = registrar.post(&path, &whole).await;
    has(&preview, StatusCode::OK, &["Do it with 1 record", "lacks the field", "→ Removed"]);
    assert_eq!(boxes(&preview), [chosen[1].clone()], "what cannot be moved is not sent on");
    for number in 1..=3 {
        has(&registrar.get(&defect(number)).await, StatusCode::OK, &["<span class=\"tag\">Open"]);
    }
    let confirmed = [("record", chosen[1].as_str()), ("transition", "fix"), ("confirmed", "1")];
    let done = registrar.post(&path, &confirmed).await;
    assert_eq!(done.location, format!("{DEFECTS}?told=moved"), "{}", done.text);
    has(&registrar.get(&defect(2)).await, StatusCode::OK, &["<span class=\"tag\">Removed"]);
    // Once more: it is somewhere else by now, and nothing is left to do.
    let again = registrar.post(&path, &confirmed).await;
    lacks(&again, &["<button type=\"submit\">Do it"]);
    for wrong in
        [&[("transition", "fix")][..], &[("record", chosen[0].as_str())], &[("record", "x"), ("transition", "fix")]]
    {
        assert_eq!(registrar.post(&path, wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
    }
    let elsewhere = place.person("elsewhere", &[Role::Registrar], Some("other")).await;
    let theirs = elsewhere.post(&path, &[("record", &chosen[0]), ("transition", "fix")]).await;
    has(&theirs, StatusCode::UNPROCESSABLE_ENTITY, &["Choose at least one record"]);
    lacks(&theirs, &["2026-0001"]);
}

#[tokio::test]
async fn a_confirmation_with_nothing_to_move_changes_nothing() {
    let place = Place::new().await;
    let registrar = defects(&place).await;
    let chosen = boxes(&registrar.get(DEFECTS).await);
    let fields = [("record", chosen[0].as_str()), ("transition", "fix"), ("confirmed", "1")];
    let answer = registrar.post(&format!("{DEFECTS}/move"), &fields).await;
    assert_ne!(answer.location, format!("{DEFECTS}?told=moved"), "nothing was done, and that is said");
    has(&answer, StatusCode::CONFLICT, &["lacks the field"]);
}

#[tokio::test]
async fn what_is_due_of_a_record_is_shown() {
    let place = Place::new().await;
    place
        .import(
            "trial_defects",
            "organisation,object,kind,description,found_on,fix_by\nmine,portal,defect,A,2026-11-01,2026-11-20\nmine,portal,defect,B,2026-11-01,2026-11-02\n",
        )
        .await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    has(
        &officer.get(&defect(1)).await,
        StatusCode::OK,
        &["Deadlines", "2026-11-20", "/clauses/85.0.2", "<span class=\"tag\">"],
    );
    has(&officer.get(&defect(2)).await, StatusCode::OK, &["<span class=\"tag warn\">"]);
}

#[tokio::test]
async fn things_are_seen_as_they_stood() {
    let place = Place::new().await;
    defects(&place).await;
    // Two days later one is changed and one declared void.
    place.wait(2 * 24 * 60);
    let registrar = place.person("later", &[Role::Registrar], None).await;
    let edited = registrar.post(&format!("{}/edit", defect(1)), &[("seen", "1"), ("f.description", "Rewritten")]).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER, "{}", edited.text);
    registrar.post(&format!("{}/void", defect(3)), &[("reason", "қате"), ("seen", "1")]).await;
    let list = registrar.get(&format!("{DEFECTS}?on=2026-11-19")).await;
    has(
        &list,
        StatusCode::OK,
        &["as it stood at the end of", "href=\"/registers/trial_defects\"", "2026-0003", "?on=2026-11-19"],
    );
    lacks(&list, &["Rewritten", "/new\"", "name=\"record\""]);
    lacks(&registrar.get(DEFECTS).await, &["2026-0003", "as it stood at"]);
    let record = registrar.get(&format!("{}?on=2026-11-19", defect(1))).await;
    has(&record, StatusCode::OK, &["as it stood at the end of"]);
    lacks(&record, &["/edit\"", "/move\"", "/void\"", "Copy as new"]);
    let values = record.text.split("<h2>History").next().unwrap();
    assert!(!values.contains("Rewritten"), "{values}");
    let gone = registrar.get(&format!("{}?on=2026-11-19", defect(3))).await;
    has(&gone, StatusCode::OK, &[]);
    lacks(&gone, &["The record is void"]);
    let before = registrar.get(&format!("{}?on=2026-11-01", defect(1))).await;
    assert_eq!(before.status, StatusCode::NOT_FOUND, "it was not there yet");
    has(&registrar.get(&format!("{DEFECTS}?on=2026-11-01")).await, StatusCode::OK, &["no records on that day"]);
    for unclear in ["2099-01-01", "yesterday", ""] {
        lacks(&registrar.get(&format!("{DEFECTS}?on={unclear}")).await, &["as it stood at the end of"]);
    }
    let file = registrar.get(&format!("{DEFECTS}/export.csv?on=2026-11-19")).await;
    has(&file, StatusCode::OK, &["2026-0003"]);
    lacks(&file, &["Rewritten"]);
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("trial_defects-2026-11-19.csv"));
}

#[tokio::test]
async fn a_form_says_what_hangs_on_what_and_begins_with_a_copy() {
    let place = Place::new().await;
    let registrar = defects(&place).await;
    let form = registrar.get(&format!("{DEFECTS}/new?organisation=mine&copy=%D0%9A%D0%9C-2026-0002")).await;
    has(&form, StatusCode::OK, &["value=\"2026-11-10\"", "Nothing is saved yet", "class=\"lead\""]);
    lacks(&form, &["name=\"key\"", "name=\"f.state\""]);
    let gone = registrar.get(&format!("{DEFECTS}/new?organisation=mine&copy=9")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let hanging = place.site.register.definitions().iter().find_map(|definition| {
        let field = definition.fields.iter().find(|field| field.only_when.is_some())?;
        Some((definition.key.to_string(), field.only_when.clone()?))
    });
    let (register, condition) = hanging.unwrap();
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let form = officer.get(&format!("/registers/{register}/new")).await;
    has(&form, StatusCode::OK, &[&format!("data-only=\"f.{}\" data-only-is=\"[", condition.field)]);
}
