//! `POST /v1/logs`: OTLP over HTTP, in protobuf or JSON (OTLP 1.x, "OTLP/HTTP").

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use prost::Message as _;

use super::body::{is_of_type, media_type, whole};
use super::{Desk, Refused};
use crate::receive::listening::Peer;
use crate::receive::otlp::{self, Form};
use crate::sink::Sink;

/// `google.rpc.Status`, as which OTLP tells failures.
#[derive(Clone, PartialEq, prost::Message)]
struct Status {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
}

pub(super) async fn take<S: Sink>(
    State(desk): State<Arc<Desk<S>>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let patience = desk.intake.limits.request;
    let done = tokio::time::timeout(patience, keep(&desk, &peer, &headers, request)).await;
    match done.unwrap_or(Err(Refused::Stalled)) {
        Ok(answer) => answer,
        Err(refused) if is_of_type(&headers, &[Form::Protobuf.media_type()]) => {
            let message = desk.note(&peer, &headers, &refused);
            let status = Status { code: refused.code().into(), message: message.clone() };
            let mut response = refused.answer(message);
            *response.body_mut() = status.encode_to_vec().into();
            response.headers_mut().remove(header::CONTENT_LENGTH);
            let kind = axum::http::HeaderValue::from_static(Form::Protobuf.media_type());
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            response
        }
        Err(refused) => desk.refuse(&peer, &headers, refused),
    }
}

async fn keep<S: Sink>(
    desk: &Desk<S>,
    peer: &Peer,
    headers: &HeaderMap,
    request: Request,
) -> Result<Response, Refused> {
    let source = desk.admit(headers).await?;
    let form = [Form::Protobuf, Form::Json].into_iter().find(|form| is_of_type(headers, &[form.media_type()]));
    let wrong = || Refused::Type { found: media_type(headers).to_owned(), expected: Form::Protobuf.media_type() };
    let form = form.ok_or_else(wrong)?;
    let body = whole(desk, headers, request.into_body()).await?;
    let answer = otlp::keep(desk, &source, peer, "otlp/http", form, body.bytes.clone()).await?;
    let bytes = match form {
        Form::Protobuf => answer.encode_to_vec(),
        Form::Json => serde_json::to_vec(&answer).map_err(|error| Refused::Broken { cause: error.to_string() })?,
    };
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, form.media_type())], bytes).into_response())
}
