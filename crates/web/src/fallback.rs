//! What no route answers: for people a page, for programs a problem.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use talap_model::Message;

use crate::Shared;
use crate::api::problem::Problem;
use crate::fault::Fault;
use crate::gate::stranger;
use crate::pages::failure;

/// There is no such path.
pub(crate) async fn missing(State(site): State<Shared>, request: Request) -> Response {
    answer(&site, request, StatusCode::NOT_FOUND, Message::new("web-missing"))
}

/// The path takes other methods; the header `Allow` names them.
pub(crate) async fn wrong_method(State(site): State<Shared>, request: Request) -> Response {
    answer(&site, request, StatusCode::METHOD_NOT_ALLOWED, Message::new("web-api-method-wrong"))
}

fn answer(site: &Shared, request: Request, status: StatusCode, message: Message) -> Response {
    let (parts, _) = request.into_parts();
    let visitor = stranger(site, &parts);
    let path = parts.uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return Problem::at(&visitor.t, status, &message).into_response();
    }
    let fault = if status == StatusCode::NOT_FOUND { Fault::missing() } else { Fault::wrong(message) };
    let mut page = failure::page(site, &visitor, &fault);
    *page.status_mut() = status;
    page
}
