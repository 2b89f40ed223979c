//! What the captures of a page's path hold.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use serde::de::DeserializeOwned;

use crate::Shared;
use crate::fault::Fault;
use crate::gate::{Visitor, stranger};
use crate::pages::failure;

/// The captures of a page's path. One that is no text, or not what it must be, leads nowhere, which is said as of any other path.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Shared> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Shared) -> Result<Self, Response> {
        if let Ok(axum::extract::Path(found)) = axum::extract::Path::from_request_parts(parts, site).await {
            return Ok(Self(found));
        }
        let visitor = parts.extensions.get::<Visitor>().cloned().unwrap_or_else(|| stranger(site, parts));
        Err(failure::page(site, &visitor, &Fault::missing()))
    }
}
