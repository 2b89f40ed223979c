//! Cookies: the session's, and those of the reader's wishes.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

/// The reader's language.
pub(crate) const LANGUAGE: &str = "talap_lang";
/// Light or dark.
pub(crate) const THEME: &str = "talap_theme";

/// How long a wish is kept, in seconds: a year.
const YEAR: u32 = 365 * 24 * 3600;

/// The session's cookie. Over TLS its name binds it to this host (RFC 6265bis §4.1.3.2); plain loopback cannot have that.
pub(crate) fn session_name(secure: bool) -> &'static str {
    if secure { "__Host-talap_session" } else { "talap_session" }
}

/// A cookie of a request.
pub(crate) fn get(headers: &HeaderMap, name: &str) -> Option<String> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
    let mut found = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(key, _)| *key == name);
    found.next().map(|(_, value)| value.to_owned())
}

/// The session's cookie with its secret; it ends with the browser or with the session.
pub(crate) fn session(secret: &str, secure: bool) -> String {
    let name = session_name(secure);
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

/// Takes the session's cookie back.
pub(crate) fn no_session(secure: bool) -> String {
    format!("{}; Max-Age=0", session("", secure))
}

/// A wish.
pub(crate) fn lasting(name: &str, value: &str, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={YEAR}{secure}")
}

/// Adds cookies to a response.
pub(crate) fn set(response: &mut Response, cookies: impl IntoIterator<Item = String>) {
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
}
