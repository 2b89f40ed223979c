//! The terms of the decree in three languages, with their abbreviations, what the translation says instead, and their names in
//! the Digital Code.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_decree::catalog::{Abbreviation, Term};

use crate::Shared;
use crate::gate::Signed;
use crate::pages::answer;
use crate::shell::{self, Shell, query_value};
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "glossary.html")]
pub(crate) struct Glossary {
    t: Tongue,
    shell: Shell,
    q: String,
    rows: Vec<Row>,
}

struct Row {
    key: String,
    /// The term in Kazakh, Russian and English, each with its abbreviation.
    names: [(&'static str, String, Option<String>); 3],
    variants: String,
    digital_code: Option<(String, bool)>,
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let t = signed.t().clone();
        let q = query_value(&signed.visitor.here, "q");
        let mut rows: Vec<_> = site.catalog.glossary.iter().map(row).filter(|row| row.has(&q)).collect();
        let own = talap_model::Language::ALL.iter().position(|language| *language == t.language).unwrap_or_default();
        rows.sort_by_key(|row| row.names.get(own).map(|(_, name, _)| name.to_lowercase()));
        Ok(shell::found(&Glossary { q, rows, shell: Shell::of(&signed.visitor), t }))
    };
    answer(&site, &signed, work.await)
}

fn row(term: &Term) -> Row {
    let short = term.abbreviation.clone().unwrap_or_default();
    Row {
        key: term.key.clone(),
        names: [
            ("kk", term.term.kk.clone(), short.kk),
            ("ru", term.term.ru.clone(), short.ru),
            ("en", term.term.en.clone(), short.en),
        ],
        variants: term.variants.join(", "),
        digital_code: term.digital_code.as_ref().map(|code| (joined(&code.name), code.unverified)),
    }
}

fn joined(name: &Abbreviation) -> String {
    let names = [&name.kk, &name.ru, &name.en].into_iter().filter_map(Option::as_deref);
    names.collect::<Vec<_>>().join(" · ")
}

impl Row {
    fn has(&self, q: &str) -> bool {
        let names =
            self.names.iter().map(|(_, name, short)| format!("{name} {}", short.as_deref().unwrap_or_default()));
        let text = format!("{} {}", names.collect::<Vec<_>>().join(" "), self.variants).to_lowercase();
        q.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

#[cfg(test)]
impl Glossary {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let make = |rows| Self { t: t.clone(), shell: shell(), q: "<q>".into(), rows };
        let row = Row {
            key: "is".into(),
            names: [("kk", "а".into(), Some("А".into())), ("ru", "б".into(), None), ("en", "<x>".into(), None)],
            variants: "IS".into(),
            digital_code: Some(("в".into(), true)),
        };
        vec![make(Vec::new()), make(vec![row])]
    }
}
