//! `talap decree discrepancies`: where the language versions of the decree do not say the same.

use std::process::ExitCode;

use serde::Serialize;
use talap_decree::discrepancies::{self, Discrepancy};
use talap_model::{Clock as _, Language, Message};

use crate::commands::Place;
use crate::failure::Failure;
use crate::load;
use crate::render::{self, Speech};
use crate::request::WireText;
use crate::system::SystemClock;

/// One discrepancy, for programs.
#[derive(Serialize)]
struct Told {
    clause: String,
    /// `stated` by the catalogue, or found: `missing`, `excluded`, `numbers`, `amendments`.
    kind: &'static str,
    languages: Vec<&'static str>,
    one: Vec<String>,
    other: Vec<String>,
    note: Option<WireText>,
}

/// Lists what the catalogue states, and what two imported texts show.
pub(super) fn run(speech: &Speech, place: &Place, json: bool) -> Result<ExitCode, Failure> {
    let catalog = load::catalog(&place.config.folders)?;
    let texts = place.folder.official_texts();
    let mut told: Vec<Told> = catalog
        .clauses()
        .filter_map(|clause| {
            Some(Told {
                clause: clause.id.to_string(),
                kind: "stated",
                languages: Vec::new(),
                one: Vec::new(),
                other: Vec::new(),
                note: Some(WireText::from(clause.discrepancy.as_ref()?)),
            })
        })
        .collect();
    let today = SystemClock.now().to_offset().to_offset(place.config.settings().offset).date();
    let in_force: Vec<_> = Language::ALL.into_iter().filter_map(|language| texts.in_force(language, today)).collect();
    for (at, one) in in_force.iter().enumerate() {
        for other in in_force.iter().skip(at + 1) {
            told.extend(discrepancies::between(one, other).iter().map(|found| of(found, one.language, other.language)));
        }
    }
    if json {
        render::print_json(&told)?;
        return Ok(ExitCode::SUCCESS);
    }
    for found in &told {
        render::print(&shown(speech, found))?;
    }
    if in_force.len() < 2 {
        render::print(&speech.text("decree-discrepancies-need-texts"))?;
    }
    render::print(&speech.say(&Message::new("decree-discrepancies-count").with("n", told.len())))?;
    Ok(ExitCode::SUCCESS)
}

fn of(found: &Discrepancy, one: Language, other: Language) -> Told {
    let (left, right) = match found {
        Discrepancy::Numbers { one, other, .. } | Discrepancy::Amendments { one, other, .. } => {
            (one.clone(), other.clone())
        }
        Discrepancy::Missing { .. } | Discrepancy::Excluded { .. } => (Vec::new(), Vec::new()),
    };
    let languages = match found {
        Discrepancy::Missing { language, .. } | Discrepancy::Excluded { language, .. } => vec![language.code()],
        Discrepancy::Numbers { .. } | Discrepancy::Amendments { .. } => vec![one.code(), other.code()],
    };
    Told { clause: found.id().to_string(), kind: found.key(), languages, one: left, other: right, note: None }
}

fn shown(speech: &Speech, found: &Told) -> String {
    if let Some(note) = &found.note {
        return format!("{} {}  {}", speech.text("clause-sign"), found.clause, note.get(speech.language()));
    }
    let named = |at: usize| found.languages.get(at).map(|code| speech.text(&format!("language-{code}")));
    let list = |values: &[String]| if values.is_empty() { "–".to_owned() } else { values.join(", ") };
    let message = Message::new(format!("decree-discrepancy-{}", found.kind))
        .with("language", named(0).unwrap_or_default())
        .with("second", named(1).unwrap_or_default())
        .with("one", list(&found.one))
        .with("other", list(&found.other));
    format!("{} {}  {}", speech.text("clause-sign"), found.clause, speech.say(&message))
}
