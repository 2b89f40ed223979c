//! What every page has round its content: navigation, language, theme, who is signed in.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use talap_model::{Language, Right};

use crate::assets;
use crate::gate::{Theme, Visitor};

/// A place of the navigation.
pub(crate) struct Place {
    pub(crate) path: &'static str,
    /// The key of its name.
    pub(crate) name: &'static str,
    /// The symbol of the sprite.
    pub(crate) icon: &'static str,
    pub(crate) current: bool,
}

/// A language or theme that a reader may switch to.
pub(crate) struct Switch {
    pub(crate) key: &'static str,
    /// The key of its name; a language is named by itself.
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// What every page has round its content.
pub(crate) struct Shell {
    pub(crate) theme: &'static str,
    /// The name of the account, where somebody is signed in.
    pub(crate) account: Option<String>,
    pub(crate) csrf: String,
    pub(crate) places: Vec<Place>,
    pub(crate) languages: Vec<Switch>,
    pub(crate) themes: Vec<Switch>,
    /// A sentence about what was just done.
    pub(crate) told: Option<String>,
    pub(crate) style: &'static str,
    pub(crate) script: &'static str,
    pub(crate) icons: &'static str,
    /// The address of the symbol that a browser shows for the site.
    pub(crate) mark: &'static str,
    pub(crate) at_account: bool,
    /// The address of the page itself, without what was just told.
    pub(crate) here: String,
}

/// The places of the navigation, each with the right that it takes and the beginnings of the paths that belong to it.
const PLACES: [(&str, &str, &str, Option<Right>); 9] = [
    ("/", "web-nav-overview", "home", None),
    ("/objects", "web-nav-objects", "object", Some(Right::ReadRecords)),
    ("/clauses", "web-nav-clauses", "clause", None),
    ("/applicability", "web-nav-applicability", "bound", Some(Right::ReadRecords)),
    ("/findings", "web-nav-findings", "finding", Some(Right::ReadVerdicts)),
    ("/registers", "web-nav-registers", "register", Some(Right::ReadRecords)),
    ("/calendar", "web-nav-calendar", "calendar", Some(Right::ReadRecords)),
    ("/events", "web-nav-events", "event", Some(Right::ReadEvents)),
    ("/people", "web-nav-people", "people", Some(Right::ReadRoles)),
];

/// What can be told after something was done, by the address's `told`.
const TOLD: [(&str, &str); 22] = [
    ("saved", "web-told-saved"),
    ("unchanged", "web-told-unchanged"),
    ("voided", "web-told-voided"),
    ("moved", "web-told-moved"),
    ("attested", "web-told-attested"),
    ("confirmed", "web-told-confirmed"),
    ("given", "web-told-given"),
    ("read", "web-told-read"),
    ("found", "web-told-found"),
    ("assessed", "web-told-assessed"),
    ("reviewed", "web-told-reviewed"),
    ("role", "web-told-role"),
    ("account", "web-told-account"),
    ("password", "web-told-password"),
    ("sessions", "web-told-sessions"),
    ("token", "web-told-token"),
    ("calendar", "web-told-calendar"),
    ("restored", "web-told-restored"),
    ("import-undone", "web-told-import-undone"),
    ("search-saved", "web-told-search-saved"),
    ("search-restored", "web-told-search-restored"),
    ("signed-out", "web-told-signed-out"),
];

impl Shell {
    pub(crate) fn of(visitor: &Visitor) -> Self {
        let path = visitor.here.split('?').next().unwrap_or("/");
        let places = visitor.visit.as_ref().map_or_else(Vec::new, |visit| {
            let allowed = PLACES.iter().filter(|(_, _, _, right)| right.is_none_or(|right| visit.caller.has(right)));
            allowed
                .map(|(place, name, icon, _)| Place { path: place, name, icon, current: within(path, place) })
                .collect()
        });
        Self {
            theme: visitor.theme.key(),
            account: visitor.visit.as_ref().map(|visit| visit.account.display_name.clone()),
            csrf: visitor.visit.as_ref().map(|visit| visit.csrf.clone()).unwrap_or_default(),
            places,
            languages: Language::ALL
                .map(|language| Switch {
                    key: language.code(),
                    name: "",
                    href: with_parameter(&visitor.here, "lang", language.code()),
                    current: language == visitor.t.language,
                })
                .into(),
            themes: Theme::ALL
                .map(|theme| Switch {
                    key: theme.key(),
                    name: theme.name(),
                    href: with_parameter(&visitor.here, "theme", theme.key()),
                    current: theme == visitor.theme,
                })
                .into(),
            told: told(visitor),
            style: assets::href("style.css"),
            script: assets::href("talap.js"),
            icons: assets::href("icons.svg"),
            mark: assets::href("mark.svg"),
            at_account: path == "/account",
            here: with_parameter(&visitor.here, "told", ""),
        }
    }
}

fn within(path: &str, place: &str) -> bool {
    let children: &[&str] = match place {
        "/objects" => &["/objects", "/organisations"],
        "/registers" => &["/registers", "/records", "/acknowledgements", "/stocktaking"],
        "/events" => &["/sources"],
        "/clauses" => &["/search", "/glossary", "/redactions"],
        "/" => return path == "/",
        _ => &[],
    };
    let under = |place: &str| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    under(place) || children.iter().any(|child| under(child))
}

fn told(visitor: &Visitor) -> Option<String> {
    let query = visitor.here.split_once('?')?.1;
    let (_, told) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "told")?;
    let (_, key) = TOLD.iter().find(|(name, _)| *name == told)?;
    Some(visitor.t.text(key))
}

/// A parameter of an address without the space around it; empty where it has none.
pub(crate) fn query_value(here: &str, wanted: &str) -> String {
    let query = here.split_once('?').map_or("", |(_, query)| query);
    let found = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted);
    found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// The same address with one parameter set; what was just told is not told again.
pub(crate) fn with_parameter(here: &str, name: &str, value: &str) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (key, old) in form_urlencoded::parse(query.as_bytes()) {
        if key != name && key != "told" {
            pairs.append_pair(&key, &old);
        }
    }
    if !value.is_empty() {
        pairs.append_pair(name, value);
    }
    let query = pairs.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// A page as a response. A template writes to a string, which cannot fail for any reason but a mistake of ours.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => {
            let mut response = (status, html).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page that was found.
pub(crate) fn found(template: &impl Template) -> Response {
    page(StatusCode::OK, template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_can_be_told_has_words() {
        let words = talap_locale::Words::built_in().unwrap();
        for (_, key) in TOLD {
            assert_ne!(words.text(Language::En, key), key);
        }
    }
}
