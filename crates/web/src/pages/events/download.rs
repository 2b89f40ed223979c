//! What a search finds, as a file.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use futures::stream;
use talap_assess::Search;
use talap_model::time::format_date;

use super::{moment, reader};
use crate::Shared;
use crate::export::{Format, export};
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::shell::query_value;

/// Without it a spreadsheet takes UTF-8 for another encoding.
const MARK: &str = "\u{feff}";

/// The file.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    answer(&site, &signed, file(&site, &signed).await)
}

async fn file(site: &Shared, signed: &Signed) -> Result<Response, Fault> {
    let here = signed.visitor.here.as_str();
    let format = Format::of(&query_value(here, "format")).ok_or_else(Fault::missing)?;
    let search = Search::parse(&query_value(here, "q"), &moment(site))?;
    let export = export(site, &reader(signed), &search, format).await?;
    let mark = (format == Format::Csv).then(|| Ok(MARK.as_bytes().to_vec()));
    let pieces = stream::iter(mark).chain(export.pieces).map(|piece| {
        // What has begun cannot be answered otherwise any more: the file breaks off, and the browser says so.
        piece.map_err(|fault| {
            tracing::warn!(cause = %fault.message, "a file of events broke off");
            std::io::Error::other("the file breaks off")
        })
    });
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    // The name is a date and an ending, so that it needs no quoting.
    let name = format!("events-{}.{}", format_date(signed.t().day(&site.clock.now())), format.key());
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
