//! `talap catalog stats`: the catalogue in numbers.

use std::process::ExitCode;

use serde::Serialize;
use talap_model::Message;

use crate::config::Config;
use crate::failure::Failure;
use crate::load;
use crate::render::{self, Speech};

/// The answer for programs.
#[derive(Serialize)]
struct Stats {
    clauses: usize,
    modes: Modes,
    statements: usize,
    languages: Languages,
}

#[derive(Serialize)]
struct Modes {
    enforced: usize,
    checked: usize,
    attested: usize,
    informative: usize,
}

#[derive(Serialize)]
struct Languages {
    kk: usize,
    ru: usize,
    en: usize,
}

/// Counts and prints.
pub(super) fn run(speech: &Speech, config: &Config, json: bool) -> Result<ExitCode, Failure> {
    let stats = load::catalog(&config.folders)?.stats();
    let (modes, languages) = (stats.modes, stats.languages);
    if json {
        render::print_json(&Stats {
            clauses: stats.clauses,
            modes: Modes {
                enforced: modes.enforced,
                checked: modes.checked,
                attested: modes.attested,
                informative: modes.informative,
            },
            statements: stats.statements,
            languages: Languages { kk: languages.kk, ru: languages.ru, en: languages.en },
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    let lines = [
        Message::new("stats-clauses").with("n", stats.clauses),
        Message::new("stats-statements").with("n", stats.statements),
        Message::new("stats-modes")
            .with("enforced", modes.enforced)
            .with("checked", modes.checked)
            .with("attested", modes.attested)
            .with("informative", modes.informative),
        Message::new("stats-languages").with("kk", languages.kk).with("ru", languages.ru).with("en", languages.en),
    ];
    for line in &lines {
        render::print(&speech.say(line))?;
    }
    Ok(ExitCode::SUCCESS)
}
