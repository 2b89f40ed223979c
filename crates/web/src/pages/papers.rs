//! Papers as files.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::papers::{self, Paper, PaperOf};
use crate::path::Path;
use crate::shell::query_value;

/// A paper in the language that was asked for, or the reader's.
pub(crate) async fn show(
    State(site): State<Shared>,
    signed: Signed,
    Path((kind, id)): Path<(String, String)>,
) -> Response {
    let work = async {
        let of = match kind.as_str() {
            "object" => PaperOf::Object(&id),
            "organisation" => PaperOf::Organisation(&id),
            _ => return Err(Fault::missing()),
        };
        let language = query_value(&signed.visitor.here, "paper").parse().unwrap_or(signed.t().language);
        Ok(file(papers::make(&site, signed.caller(), of, language).await?))
    };
    answer(&site, &signed, work.await)
}

/// A paper to be kept by the browser as a file.
pub(crate) fn file(paper: Paper) -> Response {
    let mut response = paper.pdf.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    // The name is made of an identifier and a code, so that it needs no quoting.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", paper.name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
