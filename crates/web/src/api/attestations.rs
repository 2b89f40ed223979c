//! Stating compliance.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Json, response::IntoResponse};
use serde::Deserialize;
use talap_model::RegisterKey;
use utoipa::ToSchema;

use crate::Shared;
use crate::api::answer;
use crate::api::body::JsonOf;
use crate::api::wire::Record;
use crate::attestation::{self, ATTESTATIONS, Enclosed, Filled, Matter};
use crate::fault::Fault;
use crate::gate::Asking;

/// What is stated.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAttestation {
    /// The statement's key; its mode is `attested`.
    #[schema(pattern = "^[a-z0-9][a-z0-9._-]{0,95}$")]
    statement: String,
    /// What it is stated of.
    subject_kind: AttestedOf,
    /// The identifier of the organisation or object.
    #[schema(pattern = "^[a-z0-9][a-z0-9._-]{0,95}$")]
    subject: String,
    /// What is stated.
    result: AttestedResult,
    /// The document's title, number and date, and where it is kept.
    #[schema(min_length = 1, max_length = 10000)]
    evidence: String,
    /// SHA-256 of the document, once it was handed in.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    file: Option<String>,
    /// The key of the person who states it.
    #[schema(min_length = 1, max_length = 200)]
    stated_by: String,
    /// The day on which it is stated; not after today.
    #[schema(format = Date)]
    stated_on: String,
    /// The last day on which it holds; no later than the catalogue lets it.
    #[schema(format = Date)]
    valid_until: String,
}

/// What compliance is stated of.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AttestedOf {
    /// The organisation as a whole.
    Organisation,
    /// One informatization object.
    Object,
}

/// What is stated.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AttestedResult {
    /// The requirement is met.
    Met,
    /// The requirement is not met.
    NotMet,
}

/// State compliance
///
/// Keeps a statement with its evidence and assesses everything anew. The answer is its record in the register `attestations`.
#[utoipa::path(post, path = "/api/v1/attestations", tag = "assessment", request_body = NewAttestation,
    responses((status = 201, body = Record),
        (status = 404, description = "There is no such statement to be attested, or no such subject for the caller"),
        (status = 422, description = "It cannot be stated so")))]
pub(crate) async fn make(State(site): State<Shared>, asking: Asking, JsonOf(new): JsonOf<NewAttestation>) -> Response {
    let work = async {
        let kind = match new.subject_kind {
            AttestedOf::Organisation => "organisation",
            AttestedOf::Object => "object",
        };
        let matter = Matter::find(&site, &asking.caller, &new.statement, kind, &new.subject).await?;
        let result = match new.result {
            AttestedResult::Met => "met",
            AttestedResult::NotMet => "not_met",
        };
        let stated = Filled {
            result: result.to_owned(),
            evidence: new.evidence,
            stated_by: new.stated_by,
            stated_on: new.stated_on,
            valid_until: new.valid_until,
        };
        let enclosed = new.file.as_deref().map_or(Enclosed::Nothing, Enclosed::Kept);
        let key = attestation::keep(&site, &asking.caller, &matter, &stated, enclosed).await?;
        let register = RegisterKey::new(ATTESTATIONS)?;
        let record = site.register.record(&asking.caller, &register, &matter.organisation, &key).await?;
        let record = record.ok_or_else(Fault::missing)?;
        Ok((StatusCode::CREATED, Json(Record::from(&record))).into_response())
    };
    answer(&asking, work.await)
}
