//! The calendar as a feed that other calendars subscribe to (RFC 5545), by a link that its owner made.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use talap_calendar::{Entry, Feed};
use talap_model::{Caller, Message, Timestamp};
use time::{Date, Duration};

use super::Narrowing;
use crate::Shared;
use crate::due::DueLine;
use crate::fault::Fault;
use crate::gate::Visitor;
use crate::pages::{failure, people};
use crate::shell::query_value;
use crate::site::Site;
use crate::state::due_within;
use crate::tongue::Tongue;

/// How far ahead a feed looks, in days.
const AHEAD: i64 = 366;
/// The most that a feed tells.
const MOST: u64 = 2000;
/// How many days ahead a subscriber's calendar reminds.
const REMIND: u16 = 7;

/// The feed. Whoever has no link that works learns nothing, not even that one ended.
pub(crate) async fn show(State(site): State<Shared>, visitor: Visitor, headers: HeaderMap) -> Response {
    let work = async {
        let reader = site.accounts.reader_of_calendar(&query_value(&visitor.here, "token")).await?;
        let (caller, language) = reader.ok_or_else(Fault::missing)?;
        let t = Tongue::new(Arc::clone(&site.words), language, site.settings.offset);
        let narrowing = Narrowing::of(&visitor.here)?;
        let base = people::base(&site, &headers);
        Ok(feed(&site, &t, &caller, &narrowing, &base).await?.write())
    };
    match work.await {
        Ok(text) => answer(&headers, text),
        Err(fault) => failure::page(&site, &visitor, &fault),
    }
}

async fn feed(site: &Site, t: &Tongue, caller: &Caller, narrowing: &Narrowing, base: &str) -> Result<Feed, Fault> {
    let today = t.day(&site.clock.now());
    let to = today.saturating_add(Duration::days(AHEAD));
    let (due, more) = due_within(site, caller, &narrowing.asked(Date::MIN, to, MOST), today).await?;
    let lines = due.iter().filter_map(|due| site.due_line(due, today));
    let mut entries: Vec<Entry> = lines.map(|line| entry(t, &line, base)).collect();
    entries.extend((more > 0).then(|| rest(t, site, today, more, base)));
    Ok(Feed { name: t.text("web-calendar-feed"), entries })
}

fn entry(t: &Tongue, line: &DueLine, base: &str) -> Entry {
    let summary = Message::new("web-calendar-feed-summary")
        .with("label", line.label.clone())
        .with("title", line.title.clone())
        .with("what", line.what.clone());
    let url = format!("{base}{}", line.path);
    let mut description = Vec::new();
    if let Some(clause) = &line.clause {
        description.push(t.say(&Message::new("web-calendar-clause").with("clause", clause.as_str())));
    }
    if let Some(day) = line.do_by {
        description.push(t.do_by(&day));
    }
    description.push(url.clone());
    Entry {
        uid: format!("{}.{}@talap", line.record, line.deadline),
        day: line.day,
        changed: line.changed,
        summary: t.say(&summary),
        description: description.join("\n"),
        url,
        remind_days: REMIND,
    }
}

/// That there is more than a feed tells.
fn rest(t: &Tongue, site: &Site, today: Date, more: u64, base: &str) -> Entry {
    let url = format!("{base}/calendar");
    Entry {
        uid: "more@talap".to_owned(),
        day: today,
        // It changes once a day, so that nobody loads the same feed again in between.
        changed: Timestamp::from_micros(
            today.midnight().assume_offset(site.settings.offset).unix_timestamp() * 1_000_000,
        ),
        summary: t.count("web-calendar-feed-more", usize::try_from(more).unwrap_or(usize::MAX)),
        description: url.clone(),
        url,
        remind_days: REMIND,
    }
}

/// The feed, or that it is what the asker has already (RFC 9110 §13.1.2).
fn answer(headers: &HeaderMap, text: String) -> Response {
    let digest = Sha256::digest(&text);
    let tag = digest.iter().take(16).fold(String::new(), |tag, byte| format!("{tag}{byte:02x}"));
    let tag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == tag || one == "*");
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { text.into_response() };
    let set = response.headers_mut();
    if !is_known {
        set.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
        set.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"talap.ics\""));
    }
    // Its owner's alone, and asked for anew each time.
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        set.insert(header::ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_not_sent_again() {
        let first = answer(&HeaderMap::new(), "x".into());
        assert_eq!(first.status(), StatusCode::OK);
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, known.parse().unwrap());
            let again = answer(&headers, "x".into());
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(again.headers()[header::ETAG], tag.as_str());
            assert_eq!(
                answer(&headers, "y".into()).status(),
                if known == "*" { StatusCode::NOT_MODIFIED } else { StatusCode::OK }
            );
        }
    }
}
