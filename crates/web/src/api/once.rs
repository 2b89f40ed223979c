//! Requests that a program may repeat without doing a thing twice: the header `Idempotency-Key`
//! (draft-ietf-httpapi-idempotency-key-header). The first answer is given again for a day to the same request of the same
//! account; another request with the same key is refused.

use std::fmt::Write as _;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, LOCATION};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use talap_model::{Caller, Message, OrganisationId, Right, Scope};
use talap_register::sheet::MOST_BYTES;
use talap_store::Repeat;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::Shared;
use crate::api::body::bytes;
use crate::api::problem::Problem;
use crate::fault::Fault;
use crate::gate::Asking;

/// The header.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest key, in characters, its quotation marks counted.
const LONGEST: usize = 200;
/// The largest answer that is kept, in bytes.
const LARGEST_ANSWER: usize = 1 << 20;
/// The version of the form in which answers are kept.
const VERSION: u32 = 1;
/// What of an answer's head is given again.
const HEADERS: [HeaderName; 3] = [CONTENT_TYPE, ETAG, LOCATION];

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// Marks an answer whose request is done, whatever the answer says.
#[derive(Clone)]
struct Done;

/// An answer to a request that is done, though the answer could not be put together: it is not to be done again.
pub(crate) fn done(mut response: Response) -> Response {
    response.extensions_mut().insert(Done);
    response
}

/// Lets a request without a key pass; acts once on one that has a key.
pub(crate) async fn pass(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Some(asking) = parts.extensions.get::<Asking>().cloned().filter(|_| parts.headers.contains_key(&KEY)) else {
        return next.run(Request::from_parts(parts, body)).await;
    };
    let Some(key) = key_of(&parts) else {
        return Problem::bad(&asking.t, &Message::new("web-api-key-wrong")).into_response();
    };
    let body = match bytes(body, MOST_BYTES).await {
        Ok(body) => body,
        Err(fault) => return Problem::of(&asking.t, &fault).into_response(),
    };
    let begun =
        site.store.begin_answer(&asking.caller, &key, &digest(&asking.caller, &parts, &body), site.clock.now()).await;
    let conflict = |status, key| Problem::at(&asking.t, status, &Message::new(key)).into_response();
    match begun {
        Ok(Repeat::New) => {}
        Ok(Repeat::Answered(answer)) => return again(&answer),
        Ok(Repeat::Underway) => return conflict(StatusCode::CONFLICT, "web-api-key-underway"),
        Ok(Repeat::Other) => return conflict(StatusCode::UNPROCESSABLE_ENTITY, "web-api-key-other"),
        Err(error) => return Problem::of(&asking.t, &Fault::from(error)).into_response(),
    }
    let request = Request::from_parts(parts, Body::from(body));
    // Whoever lost the connection is the one who asks again: what was begun is ended without them.
    let work = tokio::spawn(async move {
        let response = next.run(request).await;
        keep(&site, &asking, &key, response).await
    });
    work.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a request that may be repeated was not ended");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

/// Keeps the answer to be given again. One that says that it failed here is not, unless the thing is done: the same request may
/// succeed later.
async fn keep(site: &Shared, asking: &Asking, key: &str, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::error!(%error, "an answer was not read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let is_done = parts.extensions.get::<Done>().is_some();
    let kept = if parts.status.is_server_error() && !is_done {
        site.store.forget_answer(&asking.caller, key).await
    } else if bytes.len() > LARGEST_ANSWER {
        // The thing is done: a repeated request is told that how it ended is not known, and does it no more.
        Ok(())
    } else {
        let text = |name: &HeaderName| Some((name.to_string(), parts.headers.get(name)?.to_str().ok()?.to_owned()));
        let answer = Kept {
            version: VERSION,
            status: parts.status.as_u16(),
            headers: HEADERS.iter().filter_map(text).collect(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
        };
        let answer = serde_json::to_string(&answer).unwrap_or_default();
        site.store.keep_answer(&asking.caller, key, &answer).await
    };
    if let Err(error) = kept {
        // The thing is done, so that this answer is true; a repeated request will be told that how it ended is not known.
        tracing::error!(%error, "an answer is not kept to be given again");
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn again(answer: &str) -> Response {
    let Some(kept) = serde_json::from_str::<Kept>(answer).ok().filter(|kept| kept.version == VERSION) else {
        tracing::error!("an answer that was kept cannot be read");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, kept.body).into_response();
    response.headers_mut().remove(CONTENT_TYPE);
    for (name, value) in kept.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The key: a string as structured fields have it (RFC 8941), or the same without its quotation marks.
fn key_of(parts: &Parts) -> Option<String> {
    let mut values = parts.headers.get_all(&KEY).iter();
    let text = values.next()?.to_str().ok()?.trim();
    let plain = (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.is_empty());
    (plain && values.next().is_none()).then(|| inner.unwrap_or(text).to_owned())
}

/// What tells one request from another: all that decides what it does, and what its caller may do, so that nobody gets an answer
/// again that they may not have any more.
fn digest(caller: &Caller, parts: &Parts, body: &[u8]) -> String {
    let header = |name: &HeaderName| parts.headers.get(name).map(|value| value.as_bytes().to_vec()).unwrap_or_default();
    let asked = parts.uri.path_and_query().map_or("", |asked| asked.as_str());
    let mut hash = Sha256::new();
    let head = [IF_MATCH, IF_NONE_MATCH, CONTENT_TYPE].map(|name| header(&name));
    let before = [parts.method.as_str().as_bytes(), asked.as_bytes()];
    let may = may_of(caller);
    for part in [may.as_bytes()].into_iter().chain(before).chain(head.iter().map(Vec::as_slice)).chain([body]) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a text in memory does not fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// What a caller may do, and where.
fn may_of(caller: &Caller) -> String {
    let rights: Vec<&str> = Right::ALL.into_iter().filter(|right| caller.has(*right)).map(Right::key).collect();
    let scope = match caller.scope() {
        Scope::All => vec!["*"],
        Scope::Organisations(reach) => reach.iter().map(OrganisationId::as_str).collect(),
    };
    format!("{} in {}", rights.join(" "), scope.join(" "))
}

/// The header as the description of the API has it.
pub(crate) fn parameter() -> Parameter {
    let about = "A key of the program's own choice, for example a UUID: the same request with the same key within 24 hours gets \
                 the first answer and does nothing more.";
    let schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[!-~]{1,200}$")).build();
    let header = ParameterBuilder::new().name("Idempotency-Key").parameter_in(ParameterIn::Header);
    header.required(Required::False).description(Some(about)).schema(Some(schema)).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use talap_model::Identity;

    fn parts(headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().method("PUT").uri("/a?b=c");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn told(parts: &Parts, body: &[u8]) -> String {
        digest(&Caller::establish(Identity::Service("a"), Right::ALL, Scope::All), parts, body)
    }

    #[test]
    fn what_a_caller_may_tells_requests_apart() {
        let by = |rights: &[Right], scope: Scope| {
            let caller = Caller::establish(Identity::Service("a"), rights.iter().copied(), scope);
            digest(&caller, &parts(&[]), b"x")
        };
        let own = Scope::Organisations([OrganisationId::new("mine").unwrap()].into());
        let all = by(&[Right::ReadRecords, Right::WriteRecords], Scope::All);
        assert_eq!(all, by(&[Right::WriteRecords, Right::ReadRecords], Scope::All));
        assert_ne!(all, by(&[Right::WriteRecords], Scope::All));
        assert_ne!(all, by(&[Right::ReadRecords, Right::WriteRecords], own));
    }

    #[test]
    fn a_key_is_one_visible_text() {
        let key = |text: &str| key_of(&parts(&[("idempotency-key", text)]));
        assert_eq!(key("\"8e03978e-40d5\"").as_deref(), Some("8e03978e-40d5"));
        assert_eq!(key(" 8e03978e-40d5 ").as_deref(), Some("8e03978e-40d5"));
        for wrong in ["", "a b", &"a".repeat(201)] {
            assert_eq!(key(wrong), None, "{wrong}");
        }
        assert_eq!(key_of(&parts(&[("idempotency-key", "a"), ("idempotency-key", "a")])), None);
    }

    #[test]
    fn whatever_decides_what_is_done_tells_requests_apart() {
        let plain = told(&parts(&[]), b"x");
        assert_eq!(plain, told(&parts(&[("user-agent", "other")]), b"x"));
        assert_ne!(plain, told(&parts(&[]), b"y"));
        for header in ["if-match", "if-none-match", "content-type"] {
            assert_ne!(plain, told(&parts(&[(header, "x")]), b"x"), "{header}");
        }
        assert_ne!(told(&parts(&[("if-match", "x")]), b""), told(&parts(&[("if-none-match", "x")]), b""));
    }
}
