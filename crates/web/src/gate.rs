//! What every request passes before its handler: who asks, whether they may, and that no other site asks in their name.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, OriginalUri, Path, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HOST, ORIGIN, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use talap_access::{NoVisit, Origin, Visit};
use talap_collect::own::Act;
use talap_model::{ActKey, Caller, Language, Message, RegisterKey, Right};

use crate::Shared;
use crate::api::problem::Problem;
use crate::cookies;
use crate::fallback;
use crate::fault::Fault;
use crate::pages::{failure, sign_in};
use crate::posted::Posted;
use crate::routes::{Face, Needs};
use crate::shell::{query_value, with_parameter};
use crate::tongue::Tongue;

/// The gate before one route.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(crate) shared: Shared,
    pub(crate) needs: Needs,
    pub(crate) face: Face,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Theme {
    /// As the reader's system has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The key of its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::System => "web-theme-system",
            Self::Light => "web-theme-light",
            Self::Dark => "web-theme-dark",
        }
    }

    fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.key() == text)
    }
}

/// What is known of whoever asks for a page; a handler takes it as an argument.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) t: Tongue,
    pub(crate) theme: Theme,
    /// Set for everybody who signed in.
    pub(crate) visit: Option<Arc<Visit>>,
    /// Where the request came from.
    pub(crate) origin: Origin,
    /// The path and query that were asked for.
    pub(crate) here: String,
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            // A handler that takes a visitor behind no gate would be a mistake of ours.
            axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
        })
    }
}

/// What is known of whoever asks for what no route has: the request alone.
pub(crate) fn stranger(site: &Shared, parts: &Parts) -> Visitor {
    let asked = Asked::of(parts);
    let t = Tongue::new(Arc::clone(&site.words), asked.language(&parts.headers), site.settings.offset);
    asked.visitor(t, None, parts)
}

/// Somebody who signed in: what handlers of pages take that need a caller.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) visitor: Visitor,
    pub(crate) visit: Arc<Visit>,
}

impl Signed {
    pub(crate) fn caller(&self) -> &Caller {
        &self.visit.caller
    }

    pub(crate) fn t(&self) -> &Tongue {
        &self.visitor.t
    }
}

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let visit = visitor.visit.clone().ok_or_else(|| axum::http::StatusCode::UNAUTHORIZED.into_response())?;
        Ok(Self { visitor, visit })
    }
}

/// A program with a token: what handlers of the API take.
#[derive(Clone)]
pub(crate) struct Asking {
    pub(crate) caller: Caller,
    pub(crate) t: Tongue,
    /// The network address that the request came from.
    pub(crate) address: String,
}

impl<S: Sync> FromRequestParts<S> for Asking {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let asking = parts.extensions.get::<Self>().cloned();
        asking.ok_or_else(|| axum::http::StatusCode::UNAUTHORIZED.into_response())
    }
}

/// Lets a request pass to its handler, or answers it.
pub(crate) async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    match gate.face {
        Face::Page => pass_person(gate, request, next).await,
        Face::Api => pass_program(gate, request, next).await,
    }
}

async fn pass_person(gate: Gate, request: Request, next: Next) -> Response {
    let site = &gate.shared;
    let (mut parts, body) = request.into_parts();
    let asked = Asked::of(&parts);
    let language = asked.language(&parts.headers);
    let t = Tongue::new(Arc::clone(&site.words), language, site.settings.offset);
    let secure = site.settings.tls.is_some();
    let visit = match cookies::get(&parts.headers, cookies::session_name(secure)) {
        Some(session) => match site.accounts.visit(&session).await {
            Ok(visit) => Ok(Arc::new(visit)),
            Err(NoVisit::Failed(error)) => {
                let visitor = asked.visitor(t, None, &parts);
                return failure::page(site, &visitor, &Fault::from(error));
            }
            Err(NoVisit::Expired) => Err(true),
            Err(NoVisit::Unknown) => Err(false),
        },
        None => Err(false),
    };
    let visitor = asked.visitor(t, visit.clone().ok(), &parts);
    if is_changing(&parts.method) && !same_site(&parts.headers) {
        return failure::page(site, &visitor, &Fault::refused(Message::new("web-other-site")));
    }
    let refusal = match (gate.needs, &visit) {
        (Needs::Nothing, _) => None,
        (_, Err(expired)) => {
            parts.extensions.insert(visitor.clone());
            let posted = if is_changing(&parts.method) {
                Posted::read_of_stranger(Request::from_parts(parts, body)).await.ok()
            } else {
                None
            };
            return sign_in::demand(&visitor, *expired, posted);
        }
        (needs, Ok(visit)) => lacking(needs, &visit.caller, &mut parts).await,
    };
    if let Some(right) = refusal {
        return refuse_person(site, &visitor, right).await;
    }
    let set = asked.cookies(secure);
    parts.extensions.insert(visitor);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    cookies::set(&mut response, set);
    response
}

async fn refuse_person(site: &Shared, visitor: &Visitor, right: Right) -> Response {
    let who = visitor.visit.as_ref().map(|visit| visit.caller.identity().to_string()).unwrap_or_default();
    let path = visitor.here.split('?').next().unwrap_or_default();
    let act = Act::new(ActKey::AccessRefused, &who).with("path", path).with("right", right.key());
    if let Err(fault) = site.record(act.from_address(&visitor.origin.address)).await {
        return failure::page(site, visitor, &fault);
    }
    let right = Message::new(format!("right-{}", right.key()));
    failure::page(site, visitor, &Fault::refused(Message::new("web-refused").with("right", right)))
}

async fn pass_program(gate: Gate, request: Request, next: Next) -> Response {
    let site = &gate.shared;
    let (mut parts, body) = request.into_parts();
    let language = Asked::of(&parts).language(&parts.headers);
    let t = Tongue::new(Arc::clone(&site.words), language, site.settings.offset);
    if gate.needs == Needs::Nothing {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let stated = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let caller = match stated.and_then(token) {
        Some(secret) => match site.accounts.caller_of_token(secret).await {
            Ok(caller) => caller,
            Err(error) => return Problem::of(&t, &Fault::from(error)).into_response(),
        },
        None => None,
    };
    let Some(caller) = caller else { return Problem::unauthorized(&t).into_response() };
    if let Some(right) = lacking(gate.needs, &caller, &mut parts).await {
        let who = caller.identity().to_string();
        let act = Act::new(ActKey::AccessRefused, &who).with("path", parts.uri.path()).with("right", right.key());
        if let Err(fault) = site.record(act.from_address(&address(&parts))).await {
            return Problem::of(&t, &fault).into_response();
        }
        let right = Message::new(format!("right-{}", right.key()));
        let fault = Fault::refused(Message::new("web-refused").with("right", right));
        return Problem::of(&t, &fault).into_response();
    }
    let address = address(&parts);
    parts.extensions.insert(Asking { caller, t, address });
    next.run(Request::from_parts(parts, body)).await
}

/// The token of a header. The name of its scheme may be written in any case (RFC 9110 §11.1).
fn token(stated: &str) -> Option<&str> {
    let (scheme, token) = stated.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The right that a caller lacks for a route.
async fn lacking(needs: Needs, caller: &Caller, parts: &mut Parts) -> Option<Right> {
    let right = match needs {
        Needs::Nothing | Needs::SignedIn => return None,
        Needs::Right(right) => right,
        // Whose a transition is the engine tells, by roles or by the right to write.
        Needs::MoveRecords => Right::ReadRecords,
        Needs::WriteRegister => {
            let path = Path::<HashMap<String, String>>::from_request_parts(parts, &()).await.ok();
            let key = path.and_then(|Path(captures)| RegisterKey::new(captures.get("register")?.as_str()).ok());
            key.as_ref().map_or(Right::WriteRecords, talap_store::right_to_write)
        }
    };
    (!caller.has(right)).then_some(right)
}

fn is_changing(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a browser sent the request from a page of ours: by the fetch metadata, or by the origin where a browser sends
/// none. A request with neither comes from no browser and carries no session of somebody else.
fn same_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let host = text(HOST.as_str());
    text(ORIGIN.as_str()).is_none_or(|origin| origin.split_once("://").map(|(_, rest)| rest) == host)
}

fn address(parts: &Parts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map(|ConnectInfo(peer)| peer.ip().to_string()).unwrap_or_default()
}

/// What the request says about the reader's wishes.
struct Asked {
    language: Option<Language>,
    theme: Option<Theme>,
    kept_language: Option<Language>,
    kept_theme: Option<Theme>,
}

impl Asked {
    fn of(parts: &Parts) -> Self {
        let mut asked = Self {
            language: None,
            theme: None,
            kept_language: cookies::get(&parts.headers, cookies::LANGUAGE).and_then(|text| text.parse().ok()),
            kept_theme: cookies::get(&parts.headers, cookies::THEME).and_then(|text| Theme::of(&text)),
        };
        for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
            match name.as_ref() {
                "lang" => asked.language = value.parse().ok(),
                "theme" => asked.theme = Theme::of(&value),
                _ => {}
            }
        }
        asked
    }

    /// What was asked for now, what was chosen before, what the browser prefers, Kazakh.
    fn language(&self, headers: &HeaderMap) -> Language {
        let preferred = || {
            let accepted = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
            accepted.split(',').find_map(|part| Language::from_locale(part.split(';').next()?.trim()))
        };
        self.language.or(self.kept_language).or_else(preferred).unwrap_or_default()
    }

    fn visitor(&self, t: Tongue, visit: Option<Arc<Visit>>, parts: &Parts) -> Visitor {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Visitor {
            t,
            theme: self.theme.or(self.kept_theme).unwrap_or_default(),
            visit,
            origin: Origin { address: address(parts), agent: agent.to_owned() },
            here: marked(&parts.headers, here(uri)),
        }
    }

    /// The cookies that keep a choice made now.
    fn cookies(&self, secure: bool) -> Vec<String> {
        let language = self.language.map(|language| cookies::lasting(cookies::LANGUAGE, language.code(), secure));
        let theme = self.theme.map(|theme| cookies::lasting(cookies::THEME, theme.key(), secure));
        language.into_iter().chain(theme).collect()
    }
}

/// The path and query that were asked for. Two slashes before a path would make a link to another host of it.
fn here(uri: &axum::http::Uri) -> String {
    let asked = uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
    format!("/{}", asked.trim_start_matches('/'))
}

/// The parameter of an address that another site's link led to.
pub(crate) const HELD: &str = "held";

/// Whether what an address asks is shown only, and carried out in nobody's name until they say so.
pub(crate) fn is_held(here: &str) -> bool {
    !query_value(here, HELD).is_empty()
}

/// The address with a mark where it asks something of events and another site's link led to it: each of these questions is
/// told to the ledger in the name of whoever followed the link. The mark outlives signing in and another language.
fn marked(headers: &HeaderMap, here: String) -> String {
    let asks = here.starts_with("/events") && !query_value(&here, "q").is_empty();
    let led = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site" || site == "same-site");
    if asks && led { with_parameter(&here, HELD, "1") } else { here }
}

/// Plain HTTP is for this machine alone, so a name that leads here from elsewhere (DNS rebinding) is not answered.
pub(crate) async fn check_host(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(
        host,
        |(name, port)| {
            if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host }
        },
    );
    let local =
        matches!(name, "localhost" | "[::1]") || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback());
    if site.settings.tls.is_none() && !local {
        let status = axum::http::StatusCode::MISDIRECTED_REQUEST;
        return fallback::answer(&site, &request.into_parts().0, status, Message::new("web-other-host"));
    }
    next.run(request).await
}

/// Sends a reader on.
pub(crate) fn to(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// A path of ours that a form or a link says to go on to; anything else leads home.
pub(crate) fn safe_path(path: &str) -> &str {
    // A browser leaves out tabs and line breaks, and takes a backslash for a slash.
    let odd = |c: char| c.is_control() || c == '\\';
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(odd);
    if ours { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_of_a_bearer_however_that_is_written() {
        for stated in ["Bearer talap_x", "bearer talap_x", "BEARER  talap_x "] {
            assert_eq!(token(stated), Some("talap_x"), "{stated:?}");
        }
        for stated in ["", "Bearer", "talap_x", "Basic talap_x", "Bearers talap_x"] {
            assert_eq!(token(stated), None, "{stated:?}");
        }
    }
}
