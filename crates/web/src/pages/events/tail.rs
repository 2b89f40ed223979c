//! What comes in, as it comes in: a stream of server-sent events (WHATWG HTML §9.2) with the rows of the list.
//!
//! The stream is pulled: while its reader is slow nothing is asked and nothing is gathered, and what came in meanwhile is
//! told as left out. It asks once a second, ends with the session, and is told to the ledger once.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName};
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream::unfold;
use talap_assess::Population;
use talap_assess::events::{EventQuery, Search};
use talap_model::Message;
use tokio::sync::OwnedSemaphorePermit;

use super::{Row, moment, reader, row, seen};
use crate::Shared;
use crate::fault::Fault;
use crate::gate::{Signed, is_held};
use crate::pages::answer;
use crate::shell::query_value;
use crate::tongue::Tongue;

/// How often the ledger is asked.
const PERIOD: Duration = Duration::from_secs(1);
/// After how many questions it is asked again whether the reader may still read.
const MAY_EVERY: u32 = 5;
/// The most rows of one piece; of more that came in within a period only the newest are shown.
const MOST: usize = 50;

/// Where a browser says which piece it had last, when it comes back.
const LAST: HeaderName = HeaderName::from_static("last-event-id");

#[derive(Template)]
#[template(path = "event_rows.html")]
#[allow(clippy::struct_field_names, reason = "the list of events on the page is made of the same template")]
struct Rows<'a> {
    t: &'a Tongue,
    icons: &'static str,
    rows: &'a [Row],
}

/// The stream.
pub(crate) async fn follow(State(site): State<Shared>, signed: Signed, headers: HeaderMap) -> Response {
    let outcome = begin(&site, &signed, &headers).await;
    answer(&site, &signed, outcome)
}

async fn begin(site: &Shared, signed: &Signed, headers: &HeaderMap) -> Result<Response, Fault> {
    let here = signed.visitor.here.as_str();
    if is_held(here) {
        return Err(Fault::refused(Message::new("web-other-site")));
    }
    let search = Search::parse(&query_value(here, "q"), &moment(site))?;
    let last = headers.get(LAST).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let next = last.or_else(|| query_value(here, "next").parse().ok());
    let next: u64 = next.ok_or_else(|| Fault::wrong(Message::new("web-events-tail-from")))?;
    let busy = |_| Fault::busy(Message::new("web-events-tail-busy"));
    let permit = Arc::clone(&site.followers).try_acquire_owned().map_err(busy)?;
    let population = seen(site, signed).await?;
    site.note_follow(&reader(signed), &search).await?;
    let tail =
        Tail { site: Arc::clone(site), signed: signed.clone(), population, search, next, asked: 0, _permit: permit };
    let sent = unfold(Some(tail), |tail| async {
        let (piece, tail) = tail?.next().await?;
        Some((Ok::<_, Infallible>(piece), tail))
    });
    Ok(Sse::new(sent).keep_alive(KeepAlive::default()).into_response())
}

struct Tail {
    site: Shared,
    signed: Signed,
    population: Population,
    search: Search,
    /// The first event that was not looked at.
    next: u64,
    asked: u32,
    _permit: OwnedSemaphorePermit,
}

impl Tail {
    /// The next piece, and the tail that goes on; none of the latter after the last one.
    async fn next(mut self) -> Option<(Sent, Option<Self>)> {
        loop {
            if !self.may_still().await {
                return Some((Sent::default().event("over").data("over"), None));
            }
            match self.look().await {
                Ok(Some(piece)) => return Some((piece, Some(self))),
                Ok(None) => {}
                Err(fault) => {
                    let said = one_line(&self.signed.t().say(&fault.shown()));
                    return Some((Sent::default().event("trouble").data(said), None));
                }
            }
            tokio::select! {
                () = self.site.closing.cancelled() => return None,
                () = tokio::time::sleep(PERIOD) => {}
            }
        }
    }

    /// Whether the session goes on and may read events. What it may see is asked anew as well.
    async fn may_still(&mut self) -> bool {
        let due = self.asked.is_multiple_of(MAY_EVERY);
        self.asked = self.asked.wrapping_add(1);
        if !due {
            return true;
        }
        let Ok(Some(caller)) = self.site.accounts.still(&self.signed.visit).await else { return false };
        let may = caller.has(talap_model::Right::ReadEvents);
        if caller != *self.signed.caller() {
            let mut visit = talap_access::Visit::clone(&self.signed.visit);
            visit.caller = caller;
            self.signed.visit = Arc::new(visit);
        }
        may
    }

    /// What came in since the last look and fits.
    async fn look(&mut self) -> Result<Option<Sent>, Fault> {
        let upto = self.site.ledger.stats().events;
        if upto <= self.next {
            return Ok(None);
        }
        let query = EventQuery {
            search: Some(self.search.clone()),
            after: self.next.checked_sub(1),
            before: Some(upto),
            limit: MOST + 1,
            ..EventQuery::default()
        };
        let mut events = self.site.assessor.facts().events(self.signed.caller(), &query).await?;
        self.next = upto;
        if events.is_empty() {
            return Ok(None);
        }
        let left_out = events.len() > MOST;
        events.truncate(MOST);
        let (t, words) = (self.signed.t(), self.search.words());
        let rows: Vec<Row> =
            events.iter().map(|event| row(t, self.site.teller(), &self.population, &words, event)).collect();
        let template = Rows { t, icons: crate::assets::href("icons.svg"), rows: &rows };
        let html = template.render().map_err(|error| {
            tracing::error!(%error, "rows cannot be rendered");
            Fault::failed(Message::new("web-failure-failed"))
        })?;
        let name = if left_out { "more" } else { "rows" };
        Ok(Some(Sent::default().event(name).id(upto.to_string()).data(one_line(&html))))
    }
}

/// A piece is one line: a return within would end it.
fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}
