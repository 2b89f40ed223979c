//! `talap assess`: judge the statements of everything, of one organisation or of one object.

use std::process::ExitCode;

use crate::client;
use crate::commands::{Place, found, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// Assesses and prints; a statement that is not met is 'found wanting'.
pub(super) fn run(
    speech: &Speech,
    place: Place,
    organisation: Option<String>,
    object: Option<String>,
    json: bool,
) -> Result<ExitCode, Failure> {
    let detailed = object.is_some() || organisation.is_some();
    let request = Request::Assess { organisation, object };
    let Answer::Assessed(answer) = client::ask(&place.folder, place.config, request, Vec::new())? else {
        return Err(unexpected());
    };
    if json {
        render::print_json(&answer)?;
    } else {
        render::print(&render::subjects(speech, &answer.subjects))?;
        if detailed {
            render::print(&render::verdicts(speech, &answer))?;
        } else {
            render::print(&speech.text("assess-next"))?;
        }
    }
    Ok(found(answer.verdicts.iter().any(|verdict| verdict.status == "not_met")))
}
