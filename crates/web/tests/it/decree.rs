//! The decree's pages and methods: what binds, new wordings and their review, search, past days.

use std::fmt::Write as _;

use axum::http::{Method, StatusCode};
use talap_access::Role;
use talap_decree::parse;
use talap_model::Language;
use time::macros::date;

use crate::place::{Answer, Place};

fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_str(&answer.text).unwrap()
}

/// A text of the decree's shape in words of this test's own, since the official one is not part of the project.
fn text(place: &Place, of_38: &str) -> talap_decree::OfficialText {
    let mut text = String::from(
        "On approval\n\nDecree of the Government of the Republic of Kazakhstan dated December 20, 2016 № 832.\n\n\
         ~Preamble.\n\n~1. To approve.\n~2. To close.\n~3. In force soon.\n~Paragraph holds for a year.\n\n~Prime Minister\n\
         ~of the Republic\n\n  Approved By\nOrder № 832\n\nRequirements Chapter 1. One\n\n",
    );
    for clause in place.site.catalog.clauses() {
        let id = clause.id.as_str();
        if id.contains('.') {
            continue;
        }
        match id {
            "8" => text.push_str("Chapter 2. Two\n"),
            "57" => text.push_str("Chapter 3. Three\n"),
            _ => {}
        }
        let words = if id == "38" { of_38 } else { "A paragraph in the words of a test." };
        writeln!(text, "~{id}. {words}").unwrap();
    }
    text.push_str("  Appendix\n  to Order № 832\n\nList\n\n~1. One.\n~2. Two.\n~3. Three.\n");
    parse(&text.replace('~', "\u{a0} \u{a0} \u{a0} "), Language::En).unwrap()
}

#[tokio::test]
async fn a_new_wording_shows_as_unreviewed_until_somebody_reviews_it() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer, Role::Administrator], None).await;
    let analyst = place.person("analyst", &[Role::Analyst], None).await;
    assert!(!officer.get("/clauses/38").await.text.contains("id=\"review\""));
    place.site.put_official(date!(2027 - 01 - 01), text(&place, "Logs are watched closely."));
    let page = officer.get("/clauses/38?lang=en").await.text;
    assert!(page.contains("Mark as reviewed"), "{page}");
    assert!(!analyst.get("/clauses/38?lang=en").await.text.contains("Mark as reviewed"));
    // Everywhere the clause is.
    for path in ["/clauses?unreviewed=1", "/findings?q=38", "/search?q=38.4", "/objects/portal"] {
        let page = officer.get(path).await.text;
        assert!(page.contains("new wording, not reviewed"), "{path}: {page}");
    }
    let kept = officer.post("/clauses/38/review", &[("note", "<b>read</b>")]).await;
    assert_eq!(kept.location, "/clauses/38?told=reviewed", "{}", kept.text);
    let page = officer.get("/clauses/38").await.text;
    assert!(page.contains("officer") && !page.contains("Mark as reviewed") && !page.contains("<b>read"), "{page}");
    let token = place.token(&officer).await;
    let clause = json(&officer.api(Method::GET, "/api/v1/clauses/38", Some(&token), "").await);
    assert_eq!(clause["review"]["reviewed_by"], "user:officer", "{clause}");
    // The same text imported again is still reviewed; another wording is not.
    place.site.put_official(date!(2027 - 02 - 01), text(&place, "Logs are watched closely."));
    assert!(!officer.get("/clauses/38").await.text.contains("Mark as reviewed"));
    place.site.put_official(date!(2027 - 03 - 01), text(&place, "Logs are watched at night."));
    assert!(officer.get("/clauses/38").await.text.contains("Mark as reviewed"));
    // What is in force is not hidden by the review of what is yet to come.
    let reviewed = officer.post("/clauses/38/review", &[]).await;
    assert_eq!(reviewed.location, "/clauses/38?told=reviewed", "{}", reviewed.text);
    assert!(!officer.get("/clauses/38").await.text.contains("Mark as reviewed"));
    place.site.put_official(date!(2026 - 01 - 01), text(&place, "Logs are read by nobody."));
    let page = officer.get("/clauses/38?lang=en").await.text;
    assert!(page.contains("Mark as reviewed") && page.contains("Logs are read by nobody."), "{page}");
    // What another text has replaced since asks for no review.
    place.site.put_official(date!(2026 - 02 - 01), text(&place, "Logs are watched closely."));
    assert!(!officer.get("/clauses/38").await.text.contains("Mark as reviewed"));
    let none = officer.post("/clauses/38.99/review", &[]).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_redactions_are_compared_word_by_word() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    assert!(officer.get("/redactions?lang=en").await.text.contains("talap decree import"));
    let token = place.token(&officer).await;
    let reviewed = officer.api(Method::POST, "/api/v1/clauses/39/review", Some(&token), "{}").await;
    assert_eq!(reviewed.status, StatusCode::CONFLICT);
    place.site.put_official(date!(2027 - 01 - 01), text(&place, "Logs are kept for three years."));
    place.site.put_official(date!(2028 - 01 - 01), text(&place, "Logs are kept for four years."));
    let page = officer.get("/redactions?old=en:2027-01-01&new=en:2028-01-01").await.text;
    assert!(
        page.contains("<del class=\"before\">three</del>") && page.contains("<ins class=\"after\">four</ins>"),
        "{page}"
    );
    let wrong = officer.get("/redactions?old=en:1999-01-01&new=en:2028-01-01").await;
    assert_eq!(wrong.status, StatusCode::OK);
    assert!(wrong.text.contains("en:1999-01-01") && wrong.text.contains("role=\"alert\""));
    let path = "/api/v1/redactions/diff?old=en:2027-01-01&new=en:2028-01-01";
    let found = json(&officer.api(Method::GET, path, Some(&token), "").await);
    assert_eq!((&found[0]["change"], &found[0]["clause"]), (&"reworded".into(), &"38".into()), "{found}");
    let missing = officer.api(Method::GET, "/api/v1/redactions/diff?new=kk:2028-01-01", Some(&token), "").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(
        missing.status,
        officer.api(Method::GET, "/api/v1/redactions/diff?new=never", Some(&token), "").await.status
    );
}

#[tokio::test]
async fn what_binds_is_told_with_reasons_and_filters() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    assert!(officer.get("/applicability").await.text.contains("value=\"object:portal\""));
    let all = officer.get("/applicability?subject=object:portal&lang=en").await.text;
    assert!(all.contains("Internet resource"), "{all}");
    let tabs = |page: &str| page.matches("class=\"line\"").count();
    assert!(tabs(&all) > 10, "{all}");
    let narrow = officer
        .get("/applicability?subject=object:portal&section=03-information-security.toml&mode=checked")
        .await
        .text;
    assert!(tabs(&narrow) > 0 && tabs(&narrow) < tabs(&all));
    let none = officer.get("/applicability?subject=object:portal&answer=does_not_bind").await.text;
    assert!(none.contains("does not hold"), "{none}");
    assert_eq!(officer.get("/applicability?subject=object:nothing").await.status, StatusCode::NOT_FOUND);
    let token = place.token(&officer).await;
    let bound = json(&officer.api(Method::GET, "/api/v1/objects/portal/applicability", Some(&token), "").await);
    let one = bound.as_array().unwrap().iter().find(|found| found["applicability"] == "binds").unwrap();
    assert!(one["reason"]["kk"].as_str().unwrap().starts_with("Қолданылады"), "{one}");
}

#[tokio::test]
async fn words_are_found_as_one_types_in_three_languages() {
    let place = Place::new().await;
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    for (q, clause) in [
        ("retention of log", "/clauses/38.4"),
        ("%D1%85%D1%80%D0%B0%D0%BD%D0%B5%D0%BD%D0%B8%D0%B5+%D0%B6%D1%83%D1%80%D0%BD%D0%B0%D0%BB", "/clauses/38.4"),
        ("38.4", "/clauses/38.4"),
    ] {
        let page = officer.get(&format!("/search?q={}", q.replace(' ', "+"))).await.text;
        assert!(page.contains(clause), "{q}: {page}");
    }
    let nothing = officer.get("/search?q=zzzzqqq").await;
    assert_eq!(nothing.status, StatusCode::OK);
    assert!(officer.get("/glossary?lang=en").await.text.contains("e-government"));
}

#[tokio::test]
async fn a_past_day_is_known_only_as_far_as_something_tells() {
    let place = Place::new().await;
    place.site.begin().await.unwrap();
    let officer = place.person("officer", &[Role::IsOfficer], None).await;
    let before = officer.get("/clauses/38.4?on=2020-01-01&lang=en").await.text;
    assert!(before.contains("Status: unknown"), "{before}");
    let now = officer.get("/clauses/38.4?on=2026-12-31").await.text;
    assert!(!now.contains("Status: unknown") && now.contains("Portal"), "{now}");
    let wrong = officer.get("/clauses/38.4?on=yesterday").await.text;
    assert!(wrong.contains("aria-invalid"), "{wrong}");
}
