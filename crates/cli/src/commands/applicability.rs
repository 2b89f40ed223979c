//! `talap applicability`: what binds an organisation or an object, why and since when.

use std::process::ExitCode;

use talap_model::Message;

use crate::client;
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, ApplicabilityAnswer, BoundAnswer, Request};

/// Tells and prints.
pub(super) fn run(
    speech: &Speech,
    place: Place,
    organisation: Option<String>,
    object: Option<String>,
    json: bool,
) -> Result<ExitCode, Failure> {
    let request = Request::Applicability { organisation, object };
    let Answer::Applicability(answer) = client::ask(&place.folder, place.config, request, Vec::new())? else {
        return Err(unexpected());
    };
    if json {
        render::print_json(&answer)?;
    } else {
        render::print(&shown(speech, &answer))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn shown(speech: &Speech, answer: &ApplicabilityAnswer) -> String {
    let mut lines = vec![format!("{} · {}", answer.subject, answer.name.get(speech.language()))];
    for key in ["binds", "not_known", "does_not_bind"] {
        let found: Vec<_> = answer.statements.iter().filter(|found| found.applicability == key).collect();
        let heading = format!("applicability-heading-{}", key.replace('_', "-"));
        lines.push(String::new());
        lines.push(speech.say(&Message::new(heading).with("n", found.len())));
        lines.extend(found.into_iter().map(|found| one(speech, found)));
    }
    lines.join("\n")
}

fn one(speech: &Speech, found: &BoundAnswer) -> String {
    let language = speech.language();
    let mode = speech.text(&format!("mode-{}", found.mode));
    let mut lines = vec![
        format!("  {} {} · {mode}", speech.text("clause-sign"), found.clause),
        format!("    {}", found.title.get(language)),
        format!("    {}", found.reason.get(language)),
    ];
    if found.applicability == "binds" {
        let since = found.since.as_deref().map(|day| Message::new("applicability-since").with("day", speech.day(day)));
        lines.extend(since.map(|since| format!("    {}", speech.say(&since))));
        lines.push(format!("    {}", found.in_force.get(language)));
    }
    if found.unreviewed {
        lines.push(format!("    {}", speech.text("clause-unreviewed")));
    }
    lines.join("\n")
}
