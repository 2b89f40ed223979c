//! Style, script and symbols, each under a name that holds its digest, so that a browser keeps it for good.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

/// The address of each file, by its name.
static ADDRESSES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let address = |name: &str| {
        let digest = Sha256::digest(Files::get(name)?.data);
        let digest = digest.iter().take(6).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Some(format!("/assets/{digest}/{name}"))
    };
    Files::iter().filter_map(|name| Some((name.to_string(), address(&name)?))).collect()
});

/// The address of a file.
pub(crate) fn href(name: &str) -> &'static str {
    ADDRESSES.get(name).map_or("", String::as_str)
}

/// Answers with a file. An older page may ask under an older digest; it gets the file as it is now, not to be kept.
pub(crate) async fn serve(Path((digest, name)): Path<(String, String)>) -> Response {
    let Some(file) = Files::get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let current = href(&name) == format!("/assets/{digest}/{name}");
    let keep = if current { "public, max-age=31536000, immutable" } else { "no-store" };
    let mut response = file.data.into_owned().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    response
}
