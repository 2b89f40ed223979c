//! Every page in every language: what a page shows of nothing, of something and of what is wrong can be rendered, and has
//! words for all of it.

use std::sync::Arc;

use askama::Template;
use talap_access::Origin;
use talap_locale::Words;
use talap_model::Language;
use time::UtcOffset;

use super::{
    account, acknowledgements, applicability, attest, calendar, clauses, events, findings, glossary, import, objects,
    overview, people, record, redactions, registers, search, sources, stocktaking,
};
use crate::gate::{Theme, Visitor};
use crate::shell::Shell;
use crate::tongue::Tongue;

fn shell(t: &Tongue) -> Shell {
    Shell::of(&Visitor {
        t: t.clone(),
        theme: Theme::Dark,
        visit: None,
        origin: Origin { address: "127.0.0.1".into(), agent: "x".into() },
        here: "/objects?told=saved&q=1".into(),
    })
}

macro_rules! rendered {
    ($t:ident: $($page:path),* $(,)?) => {{
        let mut pages = Vec::new();
        $(for (n, page) in <$page>::samples(&$t, || shell(&$t)).iter().enumerate() {
            pages.push((format!("{} {n}", stringify!($page)), page.render().unwrap()));
        })*
        pages
    }};
}

fn all(t: &Tongue) -> Vec<(String, String)> {
    rendered!(t:
        account::OwnAccount,
        acknowledgements::Acknowledgements,
        acknowledgements::own::OwnAcknowledgements,
        applicability::Applicability,
        attest::Attest,
        calendar::Calendar,
        clauses::clause::ClausePage,
        clauses::Clauses,
        events::Events,
        events::event::EventPage,
        events::keeping::Keeping,
        events::sql::SqlPage,
        findings::Findings,
        glossary::Glossary,
        import::ImportPage,
        import::steps::ColumnsPage,
        import::steps::PreviewPage,
        objects::ObjectPage,
        objects::Objects,
        overview::Overview,
        people::People,
        people::person::Person,
        record::RecordPage,
        record::form::FormPage,
        redactions::RedactionsPage,
        registers::Registers,
        registers::list::RegisterPage,
        registers::moving::MovePage,
        search::SearchPage,
        sources::Sources,
        stocktaking::Stocktaking,
        stocktaking::found::Found,
    )
}

fn tongue(language: Language) -> Tongue {
    Tongue::new(Arc::new(Words::built_in().unwrap()), language, UtcOffset::UTC)
}

#[test]
fn every_page_renders_in_every_language() {
    for language in Language::ALL {
        for (name, html) in all(&tongue(language)) {
            let code = language.code();
            assert!(html.contains(&format!("<html lang=\"{code}\"")), "{name}");
            // A key without its sentence would stand there as it is.
            let keys: Vec<_> = html.split(['>', '"']).filter(|text| text.trim_start().starts_with("web-")).collect();
            assert!(keys.is_empty(), "{name} in {code}: {keys:?}");
            assert!(html.contains("<h1"), "{name} has no heading");
        }
    }
}

#[test]
fn what_people_wrote_is_text_and_never_markup() {
    for (name, html) in all(&tongue(Language::En)) {
        for written in ["<x>", "<y>", "<q>", "<Portal>", "<wrong>"] {
            assert!(!html.contains(written), "{name}: {written}");
        }
    }
}
