//! Files that records refer to.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;
use talap_model::OrganisationId;
use utoipa::ToSchema;

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{PathOf, QueryOf, parameters};
use crate::api::body::{bytes, demand_type};
use crate::api::forms::{Digest, FileName};
use crate::gate::Asking;
use crate::posted::Upload;
use crate::{pages, state, upload};

/// The media type of a file that is handed in: what it is, its name and its bytes say.
const BYTES: &str = "application/octet-stream";

/// A file that is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct StoredFile {
    /// Whose it is.
    organisation: String,
    /// SHA-256 of its bytes, by which records refer to it.
    #[schema(schema_with = digest)]
    sha256: String,
}

fn digest() -> utoipa::openapi::Object {
    <Digest as crate::api::asked::Form>::schema()
}

parameters! {
    /// Whose file, and its name.
    Query NewFile {
        /// Whose it is.
        organisation: OrganisationId,
        /// Its name with the ending that says what it is: `.pdf`, `.png`, `.jpg`, `.txt`, `.csv`, `.docx`, `.xlsx`, `.odt`, `.ods`.
        name: FileName,
    }
}

parameters! {
    /// Which file.
    Path OneFile {
        /// Whose it is.
        organisation: OrganisationId,
        /// SHA-256 of its bytes.
        sha256: Digest,
    }
}

/// Hand a file in
///
/// What it holds must be what its name says. It takes the right to write records or to state compliance.
#[utoipa::path(post, path = "/api/v1/files", tag = "registers", params(NewFile),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 201, body = StoredFile), (status = 404, description = "There is no such organisation, or it is not for the caller"),
        (status = 422, description = "The file is empty")))]
pub(crate) async fn take(
    State(site): State<Shared>,
    asking: Asking,
    QueryOf(new): QueryOf<NewFile>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let work = async {
        let population = site.population(&asking.caller).await?;
        let organisation = &state::find_organisation(&population, new.organisation.as_str())?.id;
        demand_type(&headers, BYTES)?;
        let bytes = bytes(body, site.settings.largest_file).await?;
        let upload = Upload { field: String::new(), name: new.name.0, bytes };
        let sha256 = upload::keep(&site, &asking.caller, organisation, &upload).await?;
        Ok((StatusCode::CREATED, Json(StoredFile { organisation: organisation.to_string(), sha256 })))
    };
    answer(&asking, work.await)
}

/// A file
///
/// Reading it is recorded.
#[utoipa::path(get, path = "/api/v1/files/{organisation}/{sha256}", tag = "registers", params(OneFile),
    responses((status = 200, description = "The file, to be saved", content(
        (String = "application/pdf"), (String = "image/png"), (String = "image/jpeg"), (String = "text/plain"), (String = "text/csv"),
        (String = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "application/vnd.oasis.opendocument.text"), (String = "application/vnd.oasis.opendocument.spreadsheet"),
    ))))]
pub(crate) async fn show(State(site): State<Shared>, asking: Asking, PathOf(one): PathOf<OneFile>) -> Response {
    let OneFile { organisation, sha256: Digest(sha256) } = &one;
    answer(&asking, pages::files::hand_out(&site, &asking.caller, &asking.address, organisation, sha256).await)
}
