//! Looking for words in the statements, the glossary and the official texts, as one types.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_decree::search::{Found, Search};
use talap_model::Language;

use crate::Shared;
use crate::gate::Signed;
use crate::pages::answer;
use crate::shell::{self, Shell, query_value};
use crate::tongue::Tongue;

/// How many answers a page shows.
const MOST: usize = 40;

#[derive(Template)]
#[template(path = "search.html")]
pub(crate) struct SearchPage {
    t: Tongue,
    shell: Shell,
    q: String,
    hits: Vec<Hit>,
}

struct Hit {
    kind: String,
    place: Option<String>,
    href: Option<String>,
    title: Vec<(bool, String)>,
    text: Vec<(bool, String)>,
    /// The language of the text, where it is not the reader's.
    lang: &'static str,
    unreviewed: bool,
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let t = signed.t().clone();
        let q = query_value(&signed.visitor.here, "q");
        let mut hits = Vec::new();
        if !q.is_empty() {
            let search = search(&site).await?;
            for found in search.find(&q, t.language, MOST)? {
                hits.push(hit(&site, &t, &search, &q, &found));
            }
        }
        Ok(shell::found(&SearchPage { q, hits, shell: Shell::of(&signed.visitor), t }))
    };
    answer(&site, &signed, work.await)
}

/// The index, made off the threads that answer requests.
pub(crate) async fn search(site: &Shared) -> Result<std::sync::Arc<Search>, crate::fault::Fault> {
    let site = std::sync::Arc::clone(site);
    let made = tokio::task::spawn_blocking(move || site.search.get(&site.catalog, &site.official.texts()));
    match made.await {
        Ok(search) => Ok(search?),
        Err(error) => Err(crate::fault::Fault::failed(
            talap_model::Message::new("decree-search-failed").with("cause", error.to_string()),
        )),
    }
}

fn hit(site: &Shared, t: &Tongue, search: &Search, q: &str, found: &Found) -> Hit {
    let marked = |text: &str, language| search.marked(q, text, language);
    let kind = t.text(&format!("web-found-{}", found.key()));
    let own = t.language;
    let at = |clause: &talap_model::ClauseId, statement: Option<&str>| {
        let anchor = statement.map(|key| format!("#{key}")).unwrap_or_default();
        (Some(clause.to_string()), Some(format!("/clauses/{clause}{anchor}")))
    };
    let mut hit =
        Hit { kind, place: None, href: None, title: Vec::new(), text: Vec::new(), lang: own.code(), unreviewed: false };
    match found {
        Found::Statement { key, clause } => {
            (hit.place, hit.href) = at(clause, Some(key.as_str()));
            hit.unreviewed = site.official.is_unreviewed(clause);
            if let Some(statement) = site.catalog.statement(key) {
                hit.title = marked(t.of(&statement.title), own);
                hit.text = marked(t.of(&statement.text), own);
            }
        }
        Found::Clause(clause) => {
            (hit.place, hit.href) = at(clause, None);
            hit.unreviewed = site.official.is_unreviewed(clause);
            hit.title = site.catalog.clause(clause).map(|found| marked(t.of(&found.title), own)).unwrap_or_default();
        }
        Found::Term(key) => {
            hit.href = Some(format!("/glossary#{key}"));
            if let Some(term) = site.catalog.glossary.iter().find(|term| term.key == *key) {
                hit.title = marked(t.of(&term.term), own);
                let others = Language::ALL.into_iter().filter(|language| *language != own);
                let others: Vec<_> = others.map(|language| term.term.get(language)).collect();
                hit.text = marked(&others.join(" · "), own);
            }
        }
        Found::Official { language, redaction, clause } => {
            (hit.place, hit.href) = at(clause, None);
            hit.kind = format!("{} · {}", hit.kind, t.text(&format!("web-language-{}", language.code())));
            hit.lang = language.code();
            let texts = site.official.texts();
            let words = texts.of(*language, *redaction).and_then(|text| text.clause(clause));
            hit.text = words.map(|words| marked(&words.text, *language)).unwrap_or_default();
        }
    }
    hit
}

#[cfg(test)]
impl SearchPage {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let make = |q: &str, hits| Self { t: t.clone(), shell: shell(), q: q.to_owned(), hits };
        let hit = Hit {
            kind: "k".into(),
            place: Some("38.4".into()),
            href: Some("/clauses/38.4".into()),
            title: vec![(true, "<x>".into()), (false, " y".into())],
            text: vec![(false, "<y>".into())],
            lang: "kk",
            unreviewed: true,
        };
        vec![make("", Vec::new()), make("<q>", Vec::new()), make("x", vec![hit])]
    }
}
