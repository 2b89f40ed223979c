//! What a search finds, as a file.

use axum::extract::State;
use axum::response::Response;
use talap_assess::Search;
use talap_model::time::format_date;

use super::{address, moment, reader};
use crate::Shared;
use crate::export::{Format, download, export};
use crate::fault::Fault;
use crate::gate::{self, Signed};
use crate::pages::answer;
use crate::shell::{query_value, with_parameter};

/// The file.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    answer(&site, &signed, file(&site, &signed).await)
}

async fn file(site: &Shared, signed: &Signed) -> Result<Response, Fault> {
    let here = signed.visitor.here.as_str();
    if gate::is_held(here) {
        return Ok(gate::to(&with_parameter(&address(&query_value(here, "q")), gate::HELD, "1")));
    }
    let format = Format::of(&query_value(here, "format")).ok_or_else(Fault::missing)?;
    let search = Search::parse(&query_value(here, "q"), &moment(site))?;
    let export = export(site, &reader(signed), &search, format).await?;
    Ok(download(export, format, &named(site, signed, "events")))
}

/// The name of a file without its ending: what it holds, and the day.
pub(super) fn named(site: &Shared, signed: &Signed, what: &str) -> String {
    format!("{what}-{}", format_date(signed.t().day(&site.clock.now())))
}
