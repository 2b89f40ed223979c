//! Why a request is refused, as its sender, a person and the counters are told.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use talap_model::{Explain, Language, Message};
use tonic::Code;

use crate::receive::Counters;
use crate::sink::SinkError;

/// Why a request is refused. What it carries is not kept, and its sender knows.
#[derive(Debug)]
pub(in crate::receive) enum Refused {
    /// It carries no token.
    NoToken,
    /// Its token is unknown, revoked or over, or its source is no longer registered.
    FalseToken,
    /// Whose the token is could not be looked up.
    CannotTell,
    /// There is nothing at that place, or nothing that is done that way.
    NoPlace { place: String },
    /// It is of a type that is not taken here.
    Type { found: String, expected: &'static str },
    /// It is packed in a way that is not known.
    Encoding { found: String },
    /// Its body is longer than the limit, in bytes.
    TooLarge { limit: usize },
    /// It holds more events than the limit.
    TooMany { limit: usize },
    /// It is made of more values, such as attributes and members of lists, than the limit.
    TooManyValues { limit: usize },
    /// There is no room for it now.
    Busy,
    /// Its body did not come in time.
    Stalled,
    /// Its body broke off or cannot be unpacked.
    Broken { cause: String },
    /// The sink did not keep it.
    NotKept(SinkError),
}

/// A refusal on the wire.
#[derive(Serialize)]
struct Wire<'a> {
    error: &'a str,
    message: String,
}

impl Refused {
    /// The status of HTTP. Those of 5xx, and 408, ask to send again.
    fn status(&self) -> StatusCode {
        match self {
            Self::NoToken | Self::FalseToken => StatusCode::UNAUTHORIZED,
            Self::NoPlace { .. } => StatusCode::NOT_FOUND,
            Self::Type { .. } | Self::Encoding { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge { .. } | Self::TooMany { .. } | Self::TooManyValues { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Stalled => StatusCode::REQUEST_TIMEOUT,
            Self::Broken { .. } => StatusCode::BAD_REQUEST,
            Self::Busy | Self::CannotTell | Self::NotKept(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The status of gRPC. OTLP sends again after `UNAVAILABLE` and `DEADLINE_EXCEEDED`, and after `OUT_OF_RANGE` and often
    /// `RESOURCE_EXHAUSTED` too, which therefore say nothing of what is too much at any time.
    pub(in crate::receive) fn code(&self) -> Code {
        match self {
            Self::NoToken | Self::FalseToken => Code::Unauthenticated,
            Self::NoPlace { .. } => Code::Unimplemented,
            Self::Type { .. }
            | Self::Encoding { .. }
            | Self::Broken { .. }
            | Self::TooLarge { .. }
            | Self::TooMany { .. }
            | Self::TooManyValues { .. } => Code::InvalidArgument,
            Self::Stalled => Code::DeadlineExceeded,
            Self::Busy | Self::CannotTell | Self::NotKept(_) => Code::Unavailable,
        }
    }

    pub(super) fn count(&self, counters: &Counters) {
        match self {
            Self::NoToken | Self::FalseToken => counters.denied(),
            Self::Stalled => counters.stalled(),
            Self::Broken { .. } => counters.malformed(),
            // Events that the sink did not keep are counted one by one.
            Self::NotKept(_) => {}
            _ => counters.turned_away(),
        }
    }

    /// The answer, with the sentence that `say` finds.
    pub(super) fn answer(&self, sentence: String) -> Response {
        let reason = self.explain();
        let body = Wire { error: &reason.key, message: sentence };
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        match self.status() {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
        response
    }
}

impl Explain for Refused {
    fn explain(&self) -> Message {
        match self {
            Self::NoToken => Message::new("collect-http-token-missing"),
            Self::FalseToken => Message::new("collect-http-token-false"),
            Self::CannotTell => Message::new("collect-http-token-unreadable"),
            Self::NoPlace { place } => Message::new("collect-http-no-place").with("place", place.as_str()),
            Self::Type { found, expected } => {
                Message::new("collect-http-type").with("found", found.as_str()).with("expected", *expected)
            }
            Self::Encoding { found } => Message::new("collect-http-encoding").with("found", found.as_str()),
            Self::TooLarge { limit } => Message::new("collect-http-too-large").with("limit", *limit),
            Self::TooMany { limit } => Message::new("collect-http-too-many").with("limit", *limit),
            Self::TooManyValues { limit } => Message::new("collect-http-too-many-values").with("limit", *limit),
            Self::Busy => Message::new("collect-http-busy"),
            Self::Stalled => Message::new("collect-http-stalled"),
            Self::Broken { cause } => Message::new("collect-http-broken").with("cause", cause.as_str()),
            Self::NotKept(error) => error.explain(),
        }
    }
}

/// The language that a request asks for first among those that there are; English for programs, which ask for none.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let wished = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let tags = wished.split(',').filter_map(|tag| tag.split(';').next());
    tags.map(str::trim).find_map(Language::from_locale).unwrap_or(Language::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_answered_in_its_language() {
        let of = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text));
            language(&headers)
        };
        assert_eq!((of("kk-KZ,ru;q=0.8"), of("de, ru;q=0.5"), of("*")), (Language::Kk, Language::Ru, Language::En));
        assert_eq!(language(&HeaderMap::new()), Language::En);
    }
}
