//! `talap import`: records into a register, or a log file of a registered source.

use std::path::PathBuf;
use std::process::ExitCode;

use talap_model::Message;

use crate::client;
use crate::commands::{Place, found, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};
use crate::socket::LONGEST_BODY;

/// What to import.
pub(super) struct Asked {
    /// The register, or `events` for a log file.
    pub(super) register: String,
    /// The file.
    pub(super) file: PathBuf,
    /// The organisation of rows that do not name one.
    pub(super) organisation: Option<String>,
    /// The source that a log file comes from.
    pub(super) source: Option<String>,
    /// Whether the answer is for a program.
    pub(super) json: bool,
}

/// Imports; rows or lines that could not be taken as they are make it 'found wanting'.
pub(super) fn run(speech: &Speech, place: Place, asked: &Asked) -> Result<ExitCode, Failure> {
    let request = request(asked)?;
    let body = read(asked)?;
    match client::ask(&place.folder, place.config, request, body)? {
        Answer::Imported(answer) => {
            if asked.json {
                render::print_json(&answer)?;
            } else {
                render::print(&render::import(speech, &answer))?;
            }
            Ok(found(!answer.rejected.is_empty()))
        }
        Answer::EventsImported(answer) => {
            if asked.json {
                render::print_json(&answer)?;
            } else {
                render::print(&render::events(speech, &answer))?;
            }
            Ok(found(answer.marked > 0))
        }
        _ => Err(unexpected()),
    }
}

fn request(asked: &Asked) -> Result<Request, Failure> {
    match (asked.register.as_str(), &asked.source) {
        ("events", Some(source)) => Ok(Request::ImportEvents { source: source.clone() }),
        ("events", None) => Err(Failure::wrong_use(Message::new("import-source-missing"))),
        (_, Some(_)) => Err(Failure::wrong_use(Message::new("import-source-only-for-events"))),
        (register, None) => {
            Ok(Request::Import { register: register.to_owned(), organisation: asked.organisation.clone() })
        }
    }
}

fn read(asked: &Asked) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::io("file-unreadable", &asked.file, &error);
    let length = std::fs::metadata(&asked.file).map_err(failed)?.len();
    if length > LONGEST_BODY {
        return Err(Failure::failed(Message::new("file-too-large").with("limit", LONGEST_BODY >> 20)));
    }
    std::fs::read(&asked.file).map_err(failed)
}
