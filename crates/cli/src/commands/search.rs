//! `talap decree search`: words in statements, the glossary and the official texts.

use std::process::ExitCode;

use serde::Serialize;
use talap_decree::catalog::Catalog;
use talap_decree::search::{Found, Search};
use talap_model::time::format_date;
use talap_model::{Language, Message};

use crate::commands::Place;
use crate::failure::Failure;
use crate::load;
use crate::render::{self, Speech};

/// How many answers are shown.
const MOST: usize = 30;

/// One answer, for programs.
#[derive(Serialize)]
struct Told {
    kind: &'static str,
    clause: Option<String>,
    statement: Option<String>,
    term: Option<String>,
    language: Option<&'static str>,
    redaction: Option<String>,
    title: String,
    text: String,
}

/// Searches and prints.
pub(super) fn run(speech: &Speech, place: &Place, words: &str, json: bool) -> Result<ExitCode, Failure> {
    let catalog = load::catalog(&place.config.folders)?;
    let texts = place.folder.official_texts();
    let search = Search::new(&catalog, &texts)?;
    let found = search.find(words, speech.language(), MOST)?;
    let told = found.iter().map(|found| {
        let text = match found {
            Found::Official { language, redaction, clause } => {
                texts.of(*language, *redaction).and_then(|text| text.clause(clause)).map(|clause| clause.text.clone())
            }
            _ => None,
        };
        of(&catalog, found, text.unwrap_or_default(), speech.language())
    });
    let told: Vec<_> = told.collect();
    if json {
        render::print_json(&told)?;
        return Ok(ExitCode::SUCCESS);
    }
    for found in &told {
        let place = found.clause.as_deref().map(|clause| format!("{} {clause}", speech.text("clause-sign")));
        let kind = speech.text(&format!("search-{}", found.kind));
        let language = found.language.map(|code| format!(" · {}", speech.text(&format!("language-{code}"))));
        let head = [place, Some(found.title.clone()).filter(|title| !title.is_empty())];
        let head = head.into_iter().flatten().collect::<Vec<_>>().join("  ");
        render::print(&format!("{head}  ({kind}{})", language.unwrap_or_default()))?;
        if !found.text.is_empty() {
            render::print(&format!("    {}", render::printable(&found.text)))?;
        }
    }
    if told.is_empty() {
        render::print(&speech.say(&Message::new("search-nothing").with("words", words)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn of(catalog: &Catalog, found: &Found, official: String, language: Language) -> Told {
    let mut told = Told {
        kind: found.key(),
        clause: None,
        statement: None,
        term: None,
        language: None,
        redaction: None,
        title: String::new(),
        text: official,
    };
    match found {
        Found::Statement { key, clause } => {
            told.clause = Some(clause.to_string());
            told.statement = Some(key.to_string());
            if let Some(statement) = catalog.statement(key) {
                statement.title.get(language).clone_into(&mut told.title);
                statement.text.get(language).clone_into(&mut told.text);
            }
        }
        Found::Clause(clause) => {
            told.clause = Some(clause.to_string());
            told.title = catalog.clause(clause).map(|found| found.title.get(language).to_owned()).unwrap_or_default();
        }
        Found::Term(key) => {
            told.term = Some(key.clone());
            if let Some(term) = catalog.glossary.iter().find(|term| term.key == *key) {
                term.term.get(language).clone_into(&mut told.title);
                told.text = Language::ALL.map(|language| term.term.get(language)).join(" · ");
            }
        }
        Found::Official { language, redaction, clause } => {
            told.clause = Some(clause.to_string());
            told.language = Some(language.code());
            told.redaction = Some(format_date(*redaction));
        }
    }
    told
}
