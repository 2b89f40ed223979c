//! The proof of one event, as a file to be checked anywhere.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use talap_collect::own::Act;
use talap_model::ActKey;

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::path::Path;

/// The file. That it was made is recorded.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed, Path(seq): Path<String>) -> Response {
    let work = async {
        let seq: u64 = seq.parse().map_err(|_| Fault::missing())?;
        let proof = site.ledger.prove(signed.caller(), seq).await?.ok_or_else(Fault::missing)?;
        let who = signed.caller().identity().to_string();
        site.record(Act::new(ActKey::EventProved, &who).with("seq", seq)).await?;
        let mut response = proof.text().to_owned().into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        // The name is made of a number, so that it needs no quoting.
        if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", proof.file_name())) {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
        Ok(response)
    };
    answer(&site, &signed, work.await)
}
