//! What a program sends: JSON, bytes, and what it holds true of the record that it changes.

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use talap_model::Message;
use utoipa::IntoParams;
use utoipa::openapi::Object;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::Shared;
use crate::api::forms::one_of;
use crate::api::problem::Problem;
use crate::api::tongue;
use crate::fault::{Fault, FaultKind};

/// The most bytes of JSON that a method takes.
const MOST_JSON: usize = 1 << 20;
/// The media type of JSON.
const JSON: &str = "application/json";

/// JSON of a method's own form.
pub(crate) struct JsonOf<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Shared> for JsonOf<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Shared) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let t = tongue(site, &parts);
        demand_type(&parts.headers, JSON).map_err(|fault| Problem::of(&t, &fault))?;
        let bytes = bytes(body, MOST_JSON).await.map_err(|fault| Problem::of(&t, &fault))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let key = if error.is_data() { "web-api-json-other" } else { "web-api-json-broken" };
            Problem::bad(&t, &Message::new(key).with("cause", error.to_string()))
        })
    }
}

/// Demands a media type, whatever its parameters.
pub(crate) fn demand_type(headers: &HeaderMap, wanted: &str) -> Result<(), Fault> {
    let stated = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = stated.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    Err(Fault::of(FaultKind::WrongType, Message::new("web-api-type-wrong").with("wanted", wanted)))
}

/// Demands one of several media types, whatever its parameters.
pub(crate) fn demand_one_type(headers: &HeaderMap, wanted: &[&str]) -> Result<(), Fault> {
    if wanted.iter().any(|wanted| demand_type(headers, wanted).is_ok()) {
        return Ok(());
    }
    Err(Fault::of(FaultKind::WrongType, Message::new("web-api-type-wrong").with("wanted", wanted.join(", "))))
}

/// Reads a body of at most so many bytes.
pub(crate) async fn bytes(body: Body, most: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Fault::wrong(Message::new("web-api-body-broken")))?;
        if bytes.len() + chunk.len() > most {
            let message = Message::new("web-too-large").with("megabytes", (most >> 20).max(1));
            return Err(Fault::of(FaultKind::TooLarge, message));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// What the writer holds true of the record (RFC 9110 §13.1). One of the two must be said, so that nobody writes over what
/// they have not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Precondition {
    /// `If-None-Match: *`: there is no record of that key.
    New,
    /// `If-Match: "3"`: the record has this version.
    Version(u32),
    /// Neither was said.
    Unsaid,
}

impl Precondition {
    /// A tag that is no version's says of a record that it is another than it is, whatever it is.
    const NO_VERSION: u32 = 0;

    fn of(headers: &HeaderMap) -> Result<Self, Message> {
        let one = |name: HeaderName| {
            let mut values = headers.get_all(&name).iter();
            let first = values.next().map(|value| value.to_str().unwrap_or_default().trim().to_owned());
            match values.next() {
                Some(_) => Err(Message::new("web-api-parameter-twice").with("name", name.as_str())),
                None => Ok(first),
            }
        };
        let (same, new) = (one(IF_MATCH)?, one(IF_NONE_MATCH)?);
        if let Some(other) = new.as_deref().filter(|new| *new != "*") {
            let value = other.chars().take(60).collect::<String>();
            let wrong = Message::new("web-api-parameter-wrong").with("name", IF_NONE_MATCH.as_str());
            return Err(wrong.with("value", value));
        }
        Ok(match (same, new) {
            (None, None) => Self::Unsaid,
            (None, Some(_)) => Self::New,
            // No record is both there and not.
            (Some(_), Some(_)) => Self::Version(Self::NO_VERSION),
            (Some(tag), None) => Self::Version(version(&tag).unwrap_or(Self::NO_VERSION)),
        })
    }
}

/// A version in quotation marks. A weak tag is none: a change needs to know exactly what was seen.
fn version(tag: &str) -> Option<u32> {
    let digits = tag.strip_prefix('"')?.strip_suffix('"')?;
    let plain = !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

impl FromRequestParts<Shared> for Precondition {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Shared) -> Result<Self, Problem> {
        Self::of(&parts.headers).map_err(|message| Problem::bad(&tongue(site, parts), &message))
    }
}

impl IntoParams for Precondition {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let header = |name: &str, schema: Object, about: &str| {
            let header = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header);
            header.required(utoipa::openapi::Required::False).description(Some(about)).schema(Some(schema)).build()
        };
        let tag = ObjectBuilder::new().schema_type(Type::String).build();
        vec![
            header("If-Match", tag, "The entity tag of the version that the change is made of."),
            header("If-None-Match", one_of(["*"]), "`*`: the record is new. Either this or `If-Match` must be given."),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[(HeaderName, &str)]) -> Option<Precondition> {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        Precondition::of(&headers).ok()
    }

    #[test]
    fn a_precondition_names_one_version_or_none() {
        assert_eq!(read(&[]), Some(Precondition::Unsaid));
        assert_eq!(read(&[(IF_MATCH, "\"17\"")]), Some(Precondition::Version(17)));
        assert_eq!(read(&[(IF_NONE_MATCH, "*")]), Some(Precondition::New));
        for bad in ["17", "W/\"17\"", "\"\"", "\"0\"", "\"+1\"", "\"4294967296\"", "\"1\", \"2\"", "*"] {
            assert_eq!(read(&[(IF_MATCH, bad)]), Some(Precondition::Version(0)), "{bad}");
        }
        assert_eq!(read(&[(IF_NONE_MATCH, "\"1\"")]), None);
        assert_eq!(read(&[(IF_NONE_MATCH, "*"), (IF_MATCH, "\"1\"")]), Some(Precondition::Version(0)));
    }

    #[tokio::test]
    async fn a_body_is_as_long_as_is_taken() {
        assert_eq!(bytes(Body::from("1234"), 4).await.unwrap(), b"1234");
        let stream = || futures::stream::iter(["123", "45"].map(Ok::<_, std::io::Error>));
        for long in [Body::from("12345"), Body::from_stream(stream())] {
            assert_eq!(bytes(long, 4).await.unwrap_err().kind, FaultKind::TooLarge);
        }
        let cut = futures::stream::iter([Ok("1"), Err(std::io::Error::other("gone"))]);
        assert_eq!(bytes(Body::from_stream(cut), 4).await.unwrap_err().kind, FaultKind::Wrong);
    }

    #[test]
    fn a_media_type_may_have_parameters() {
        let stated = |text: &str| HeaderMap::from_iter([(CONTENT_TYPE, text.parse().unwrap())]);
        assert!(demand_type(&stated("Application/JSON; charset=utf-8"), JSON).is_ok());
        assert!(demand_type(&stated("text/json"), JSON).is_err());
        assert!(demand_type(&HeaderMap::new(), JSON).is_err());
    }
}
