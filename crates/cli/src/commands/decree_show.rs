//! `talap decree show` and `talap decree review`: a clause now or on a past day, and the mark that its new wording was read.

use std::process::ExitCode;

use talap_model::Message;

use crate::client;
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, ClauseAnswer, Request, WordingAnswer};

/// Which clause, when and of whom.
pub(super) struct Asked {
    pub(super) clause: String,
    pub(super) on: Option<String>,
    pub(super) organisation: Option<String>,
    pub(super) object: Option<String>,
    pub(super) json: bool,
}

/// Shows a clause.
pub(super) fn show(speech: &Speech, place: Place, asked: Asked) -> Result<ExitCode, Failure> {
    let Asked { clause, on, organisation, object, json } = asked;
    let request = Request::DecreeShow { clause, on, organisation, object };
    let Answer::Clause(answer) = client::ask(&place.folder, place.config, request, Vec::new())? else {
        return Err(unexpected());
    };
    if json {
        render::print_json(&answer)?;
    } else {
        render::print(&shown(speech, &answer))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Marks the newest wording of a clause as reviewed.
pub(super) fn review(speech: &Speech, place: Place, clause: String, note: String) -> Result<ExitCode, Failure> {
    let request = Request::DecreeReview { clause, note };
    let Answer::Reviewed { clause, at, by } = client::ask(&place.folder, place.config, request, Vec::new())? else {
        return Err(unexpected());
    };
    let said = Message::new("decree-reviewed").with("clause", clause).with("at", at).with("by", by);
    render::print(&speech.say(&said))?;
    Ok(ExitCode::SUCCESS)
}

fn shown(speech: &Speech, answer: &ClauseAnswer) -> String {
    let language = speech.language();
    let mut lines = vec![format!(
        "{} {}  {}  ({})",
        speech.text("clause-sign"),
        answer.clause,
        answer.title.get(language),
        speech.say(&Message::new("decree-show-on").with("day", speech.day(&answer.on)))
    )];
    let mode = match &answer.mode {
        Some(mode) => speech.text(&format!("mode-{mode}")),
        None => speech.text("decree-show-unknown"),
    };
    lines.push(speech.say(&Message::new("decree-show-mode").with("mode", mode)));
    for statement in &answer.statements {
        lines.push(format!("  {}  [{}]", statement.title.get(language), statement.key));
        lines.push(format!("    {}", statement.text.get(language)));
    }
    lines.push(String::new());
    lines.extend(answer.wording.iter().map(|wording| worded(speech, wording)));
    lines.extend(answer.amendments.iter().map(|amended| format!("  {}", amended.get(language))));
    if let Some(review) = &answer.review {
        let message = match (&review.by, &review.at) {
            (Some(by), Some(at)) => {
                Message::new("decree-show-reviewed").with("by", by.as_str()).with("at", at.as_str())
            }
            _ => Message::new("decree-show-unreviewed"),
        };
        lines.push(speech.say(&message.with("redaction", speech.day(&review.redaction))));
    }
    match &answer.assessed_at {
        None => lines.push(speech.text("decree-show-not-assessed")),
        Some(at) => {
            lines.push(speech.say(&Message::new("decree-show-assessed").with("at", at.as_str())));
            for verdict in &answer.verdicts {
                let status = speech.text(&format!("status-{}", verdict.status.replace('_', "-")));
                lines.push(format!(
                    "  {}  [{}]  {status} · {}",
                    verdict.subject,
                    verdict.statement,
                    verdict.reason.get(language)
                ));
            }
        }
    }
    lines.join("\n")
}

fn worded(speech: &Speech, wording: &WordingAnswer) -> String {
    let language = speech.text(&format!("language-{}", wording.language));
    match (wording.state.as_str(), &wording.redaction) {
        ("known", Some(redaction)) => format!(
            "  {language} ({}): {}",
            speech.day(redaction),
            render::printable(wording.text.as_deref().unwrap_or_default())
        ),
        ("absent", Some(redaction)) => {
            let absent = Message::new("decree-show-absent").with("redaction", speech.day(redaction));
            format!("  {language}: {}", speech.say(&absent))
        }
        _ => format!("  {language}: {}", speech.text("decree-show-unknown")),
    }
}
