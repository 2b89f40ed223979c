//! Errors of the API (RFC 9457): what went wrong, in the language that was asked for and in all three.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use talap_model::Message;
use utoipa::ToSchema;

use crate::api::wire::{Record, Texts, tag};
use crate::fault::{Fault, FaultKind, RETRY_AFTER};
use crate::tongue::Tongue;

/// The media type of errors.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// An error (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What kind of problem it is: `urn:talap:problem:` and the key of its sentence.
    #[serde(rename = "type")]
    #[schema(example = "urn:talap:problem:web-missing")]
    kind: String,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// The sentence in the language that was asked for.
    title: String,
    /// The sentence in all three languages.
    titles: Texts,
    /// What is wrong, one by one, in the language that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<String>,
    /// With 412: the record as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Box<Record>>,
}

impl Problem {
    pub(crate) fn of(t: &Tongue, fault: &Fault) -> Self {
        if fault.is_inside() {
            tracing::error!(message = %fault.message, "a method failed");
        }
        let current = match &fault.kind {
            FaultKind::Changed(record) => Some(Box::new(Record::from(record.as_ref()))),
            _ => None,
        };
        // Whoever writes says which version they saw, so that another version is a precondition that does not hold.
        let status = if current.is_some() { StatusCode::PRECONDITION_FAILED } else { fault.status() };
        let errors = fault.details.iter().map(|detail| t.say(detail)).collect();
        Self { errors, current, ..Self::at(t, status, &fault.shown()) }
    }

    /// No token, or none that is in force.
    pub(crate) fn unauthorized(t: &Tongue) -> Self {
        Self::at(t, StatusCode::UNAUTHORIZED, &Message::new("web-token-needed"))
    }

    /// The request is not as the description of the API has it.
    pub(crate) fn bad(t: &Tongue, message: &Message) -> Self {
        Self::at(t, StatusCode::BAD_REQUEST, message)
    }

    /// A sentence with a status.
    pub(crate) fn at(t: &Tongue, status: StatusCode, message: &Message) -> Self {
        Self {
            kind: format!("urn:talap:problem:{}", message.key),
            status: status.as_u16(),
            title: t.say(message),
            titles: Texts::said(t, message),
            errors: Vec::new(),
            current: None,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(tag) = self.current.and_then(|record| tag(record.version)) {
            headers.insert(header::ETAG, tag);
        }
        response
    }
}
