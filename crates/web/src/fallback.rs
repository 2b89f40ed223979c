//! What no route answers: for people a page, for programs a problem.

use std::panic::AssertUnwindSafe;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use talap_model::Message;

use crate::Shared;
use crate::api::problem::Problem;
use crate::fault::Fault;
use crate::gate::stranger;
use crate::pages::failure;

/// There is no such path.
pub(crate) async fn missing(State(site): State<Shared>, request: Request) -> Response {
    answer(&site, &request.into_parts().0, StatusCode::NOT_FOUND, Message::new("web-missing"))
}

/// The path takes other methods; the header `Allow` names them.
pub(crate) async fn wrong_method(State(site): State<Shared>, request: Request) -> Response {
    answer(&site, &request.into_parts().0, StatusCode::METHOD_NOT_ALLOWED, Message::new("web-api-method-wrong"))
}

/// Answers where a handler panicked, which is a mistake of ours.
pub(crate) async fn caught(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let head = parts.clone();
    let outcome = AssertUnwindSafe(next.run(Request::from_parts(parts, body))).catch_unwind().await;
    outcome.unwrap_or_else(|_| {
        tracing::error!(path = head.uri.path(), "a handler panicked");
        answer(&site, &head, StatusCode::INTERNAL_SERVER_ERROR, Message::new("web-failed"))
    })
}

/// Says to a person or a program that there is nothing for them, as far as the head of the request tells who asks.
pub(crate) fn answer(site: &Shared, parts: &Parts, status: StatusCode, message: Message) -> Response {
    let visitor = stranger(site, parts);
    let path = parts.uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return Problem::at(&visitor.t, status, &message).into_response();
    }
    let fault = match status {
        StatusCode::NOT_FOUND => Fault::missing(),
        StatusCode::INTERNAL_SERVER_ERROR => Fault::failed(message),
        _ => Fault::wrong(message),
    };
    let mut page = failure::page(site, &visitor, &fault);
    *page.status_mut() = status;
    page
}
