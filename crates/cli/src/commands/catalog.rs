//! `talap catalog`: the catalogue in numbers, held against its checks, and brought up to date after a review.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;
use talap_decree::catalog::{Problem, Recorded};
use talap_model::{Explain, Language, Message};

use crate::commands::decree_diff;
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

/// `talap catalog check`: holds the whole catalogue against its checks and the registers.
pub(super) fn check(speech: &Speech, config: &Config) -> Result<ExitCode, Failure> {
    let catalog = match load::catalog(&config.folders) {
        Ok(catalog) => catalog,
        Err(failure) => return told(speech, &load::problems(&config.folders), failure),
    };
    if catalog.recorded.clauses.is_empty() {
        return Err(Failure::failed(Message::new("catalog-not-recorded")));
    }
    let checks = load::checks(&config.folders)?;
    let definitions = load::definitions(&config.folders, &catalog)?;
    let problems = crate::client::runtime()?.block_on(load::unsound(&catalog, &checks, &definitions));
    if let Some(first) = problems.first() {
        let failure = Failure::failed(first.explain());
        return told(speech, &problems, failure);
    }
    let stats = catalog.stats();
    let said = Message::new("catalog-sound").with("clauses", stats.clauses).with("statements", stats.statements);
    render::print(&speech.say(&said))?;
    Ok(ExitCode::SUCCESS)
}

/// Every problem on a line of its own; the failure itself where there are none to tell apart.
fn told(speech: &Speech, problems: &[Problem], failure: Failure) -> Result<ExitCode, Failure> {
    if problems.is_empty() {
        return Err(failure);
    }
    for problem in problems {
        eprintln!("{}", speech.say(&problem.explain()));
    }
    Ok(ExitCode::from(failure.exit))
}

/// `talap catalog record`: writes down what the official texts are, once the entries follow them.
pub(super) fn record(speech: &Speech, texts: &[(Language, PathBuf)], out: &Path) -> Result<ExitCode, Failure> {
    let read = texts.iter().map(|(language, file)| decree_diff::read(file, *language));
    let read = read.collect::<Result<Vec<_>, _>>()?;
    let recorded = Recorded::of(&read);
    std::fs::write(out, recorded.to_toml()).map_err(|error| Failure::io("file-unwritable", out, &error))?;
    let said = Message::new("catalog-recorded")
        .with("clauses", recorded.clauses.len())
        .with("path", out.display().to_string());
    render::print(&speech.say(&said))?;
    Ok(ExitCode::SUCCESS)
}
