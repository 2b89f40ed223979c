//! The link by which one's calendar is subscribed to: made, shown once, ended.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use talap_collect::own::Act;
use talap_model::{ActKey, Right};

use super::{Extra, page, record, who};
use crate::Shared;
use crate::fault::Fault;
use crate::gate::{self, Signed};
use crate::pages::answer;
use crate::pages::people;
use crate::posted::Posted;
use crate::site::Site;

/// What the page tells of the link.
#[derive(Default)]
pub(super) struct CalendarPart {
    /// Since when there is one.
    pub(super) since: Option<String>,
    /// When it was last used.
    pub(super) used: Option<String>,
    /// The link itself, this once.
    pub(super) link: Option<String>,
}

impl CalendarPart {
    /// What there is; nothing for somebody who may read no records, whose calendar would be empty.
    pub(super) async fn read(site: &Site, signed: &Signed, link: Option<String>) -> Result<Option<Self>, Fault> {
        if !signed.caller().has(Right::ReadRecords) {
            return Ok(None);
        }
        let known = site.accounts.calendar_link(signed.caller()).await?;
        let t = signed.t();
        Ok(Some(Self {
            since: known.as_ref().map(|link| t.moment(&link.created_at)),
            used: known.and_then(|link| link.used_at).map(|at| t.moment(&at)),
            link,
        }))
    }
}

/// Makes a link in the language of the page, and shows it.
pub(crate) async fn make(State(site): State<Shared>, signed: Signed, headers: HeaderMap, posted: Posted) -> Response {
    let work = async {
        if posted.again() {
            return Ok(gate::to(super::HERE));
        }
        let secret = site.accounts.make_calendar_link(signed.caller(), signed.t().language).await?;
        // The link is shown only once the ledger has heard of it.
        record(&site, &signed, Act::new(ActKey::CalendarLinkMade, &who(&signed))).await?;
        let link = format!("{}/calendar.ics?token={}", people::base(&site, &headers), secret.reveal());
        page(&site, &signed, Extra { calendar: Some(link), ..Extra::default() }, StatusCode::OK).await
    };
    answer(&site, &signed, work.await)
}

/// Ends the link.
pub(crate) async fn end(State(site): State<Shared>, signed: Signed, posted: Posted) -> Response {
    let work = async {
        if posted.again() {
            return Ok(gate::to(super::HERE));
        }
        if site.accounts.end_calendar_link(signed.caller()).await? {
            record(&site, &signed, Act::new(ActKey::CalendarLinkEnded, &who(&signed))).await?;
        }
        Ok(gate::to("/account?told=calendar"))
    };
    answer(&site, &signed, work.await)
}
