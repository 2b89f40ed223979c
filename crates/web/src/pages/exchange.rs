//! The catalogue to take away: OSCAL documents for other programs, a workbook for a lawyer.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use talap_model::Message;
use talap_report::oscal::{self, About, OscalError, Place};
use talap_report::{ObjectClass, workbook};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::path::Path;

/// The workbook's name.
const WORKBOOK: &str = "catalog.xlsx";

/// The media types.
const JSON: &str = "application/json";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file, by its name.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed, Path(name): Path<String>) -> Response {
    let language = signed.t().language;
    let held = Arc::clone(&site);
    let asked = name.clone();
    // Some megabytes are written: not on the threads that answer requests.
    let made = tokio::task::spawn_blocking(move || make(&held, &asked, language)).await;
    let outcome = match made {
        Ok(Ok(Some((kind, bytes)))) => {
            let disposition = format!("attachment; filename=\"talap-{name}\"");
            let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)];
            Ok((headers, [(CACHE_CONTROL, "no-store")], bytes).into_response())
        }
        Ok(Ok(None)) => Err(Fault::missing()),
        Ok(Err(fault)) => Err(fault),
        Err(error) => Err(Fault::failed(Message::new("io-other").with("text", error.to_string()))),
    };
    answer(&site, &signed, outcome)
}

/// A file's type and bytes; none where there is no such file.
fn make(site: &Shared, name: &str, language: talap_model::Language) -> Result<Option<(&'static str, Vec<u8>)>, Fault> {
    let (catalog, now) = (&site.catalog, site.clock.now());
    if name == WORKBOOK {
        return Ok(Some((XLSX, workbook(&site.words, language, catalog, now)?)));
    }
    let about = About { made_at: now, place: Place::Folder };
    let document = |bytes: Result<Vec<u8>, OscalError>| Ok(Some((JSON, bytes?)));
    if name == oscal::CATALOG_FILE {
        return document(oscal::to_json(&oscal::catalog(catalog, &about)));
    }
    for class in ObjectClass::ALL {
        if name == oscal::profile_file(class) {
            return document(oscal::to_json(&oscal::profile(catalog, class, &about)?));
        }
        if name == oscal::resolved_file(class) {
            return document(oscal::to_json(&oscal::resolved(catalog, class, &about)?));
        }
    }
    Ok(None)
}
