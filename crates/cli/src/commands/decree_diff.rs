//! `talap decree diff`: what changed between two official texts, or between one and the catalogue.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;
use talap_assess::Checks;
use talap_decree::catalog::Catalog;
use talap_decree::compare::{self, Change, Side};
use talap_decree::text::{self, OfficialText};
use talap_model::{ClauseId, Language, Message};
use talap_register::Definitions;
use talap_web::touched::Touched;

use crate::commands::Place;
use crate::failure::Failure;
use crate::load;
use crate::render::{self, Speech};

/// Exit status of a comparison that found differences.
const DIFFERENT: u8 = 2;

/// One change, for programs.
#[derive(Serialize)]
struct Told {
    change: &'static str,
    clause: String,
    /// The clause as the older side numbers it, where it was renumbered.
    from: Option<String>,
    words: Vec<Words>,
    statements: Vec<String>,
    checks: Vec<String>,
    registers: Vec<String>,
}

/// A run of words, for programs.
#[derive(Serialize)]
struct Words {
    side: &'static str,
    text: String,
}

/// What a change is held against.
struct Beside {
    catalog: std::sync::Arc<Catalog>,
    checks: Checks,
    definitions: std::sync::Arc<Definitions>,
}

/// Compares and prints: exit status 0 when nothing differs, 2 when something does.
pub(super) fn run(
    speech: &Speech,
    place: &Place,
    files: &[PathBuf],
    language: Language,
    json: bool,
) -> Result<ExitCode, Failure> {
    let catalog = load::catalog(&place.config.folders)?;
    let checks = load::checks(&place.config.folders)?;
    let definitions = load::definitions(&place.config.folders, &catalog)?;
    let changes = match files {
        [old, new] => compare::texts(&read(old, language)?, &read(new, language)?),
        [file] => {
            let text = read(file, language)?;
            if !talap_decree::redactions::recorded_languages(&catalog).contains(&language) {
                return Err(Failure::failed(
                    Message::new("decree-language-not-recorded").with("language", language.code()),
                ));
            }
            compare::with_catalog(&catalog, &text, &place.folder.official_texts())
        }
        _ => return Err(Failure::wrong_use(Message::new("args-command-missing"))),
    };
    let beside = Beside { catalog, checks, definitions };
    if json {
        let told: Vec<_> = changes.iter().map(|change| beside.told(change)).collect();
        render::print_json(&told)?;
    } else {
        for change in &changes {
            render::print(&beside.shown(speech, change))?;
        }
        render::print(&speech.say(&Message::new("decree-diff-count").with("n", changes.len())))?;
    }
    Ok(if changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENT) })
}

/// An official text from a file.
pub(super) fn read(file: &Path, language: Language) -> Result<OfficialText, Failure> {
    let official = std::fs::read_to_string(file).map_err(|error| Failure::io("file-unreadable", file, &error))?;
    Ok(text::parse(&official, language)?)
}

impl Beside {
    fn touched(&self, id: Option<&ClauseId>) -> Touched {
        id.map(|id| Touched::by(&self.catalog, &self.checks, &self.definitions, id)).unwrap_or_default()
    }

    fn told(&self, change: &Change) -> Told {
        let touched = self.touched(change.before());
        let words = change.words().iter().map(|piece| Words {
            side: match piece.side {
                Side::Both => "both",
                Side::Old => "old",
                Side::New => "new",
            },
            text: piece.text.clone(),
        });
        Told {
            change: change.key(),
            clause: change.id().to_string(),
            from: change.before().filter(|from| *from != change.id()).map(ToString::to_string),
            words: words.collect(),
            statements: touched.statements.iter().map(ToString::to_string).collect(),
            checks: touched.checks.into_iter().collect(),
            registers: touched.registers.iter().map(ToString::to_string).collect(),
        }
    }

    fn shown(&self, speech: &Speech, change: &Change) -> String {
        let from = change.before().map(ToString::to_string).unwrap_or_default();
        let head = Message::new(format!("decree-change-{}", change.key()))
            .with("clause", change.id().as_str())
            .with("from", from);
        let mut lines = vec![speech.say(&head)];
        if let Change::Added { text, .. } = change {
            lines.push(format!("    {{+{}+}}", render::printable(text)));
        }
        if !change.words().is_empty() {
            let marked: String = change.words().iter().map(|piece| marked(piece.side, &piece.text)).collect();
            lines.push(format!("    {}", render::printable(&marked)));
        }
        let touched = self.touched(change.before());
        let list = |key: &str, names: Vec<String>| {
            (!names.is_empty())
                .then(|| format!("    {}", speech.say(&Message::new(key).with("names", names.join(", ")))))
        };
        lines.extend(list("decree-touches-statements", touched.statements.iter().map(ToString::to_string).collect()));
        lines.extend(list("decree-touches-checks", touched.checks.into_iter().collect()));
        lines.extend(list("decree-touches-registers", touched.registers.iter().map(ToString::to_string).collect()));
        lines.join("\n")
    }
}

/// Words as `wdiff` marks them.
fn marked(side: Side, text: &str) -> String {
    let (words, space) = text.split_at(text.trim_end().len());
    match side {
        Side::Both => text.to_owned(),
        Side::Old if words.is_empty() => String::new(),
        Side::Old => format!("[-{words}-]{space}"),
        Side::New if words.is_empty() => text.to_owned(),
        Side::New => format!("{{+{words}+}}{space}"),
    }
}
