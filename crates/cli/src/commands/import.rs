//! `talap import`: records into a register, from a table or from a file that a tool wrote, or a log file or a folder of them of a
//! registered source.

mod folder;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::UNIX_EPOCH;

use talap_model::{Message, RegisterKey};
use talap_register::{Said, tools};

use crate::client;
use crate::commands::{Place, found, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, LONGEST_BODY, Request};

/// What to import.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The register, or `events` for a log file.
    pub(crate) register: String,
    /// The file.
    pub(crate) file: PathBuf,
    /// The organisation of rows that do not name one.
    pub(crate) organisation: Option<String>,
    /// The source that a log file comes from.
    pub(crate) source: Option<String>,
    /// What a file of a tool does not say.
    pub(crate) said: Said,
    /// Whether the answer is for a program.
    pub(crate) json: bool,
}

/// Imports; rows or lines that could not be taken as they are make it 'found wanting'.
pub(super) fn run(speech: &Speech, place: Place, asked: &Asked) -> Result<ExitCode, Failure> {
    let request = request(asked)?;
    if let Request::ImportEvents { source, .. } = &request
        && asked.file.is_dir()
    {
        return folder::run(speech, place, &folder::Asked { folder: &asked.file, source, json: asked.json });
    }
    let mut body = read(&asked.file)?;
    // A file of a tool holds what strangers wrote: it is read here, not in the process that keeps the data.
    if let Request::Import { register, .. } = &request
        && let Some(table) = tools::table(&RegisterKey::new(register.as_str())?, &body, &asked.said)?
    {
        body = table.into_bytes();
    }
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
        ("events", Some(source)) => {
            Ok(Request::ImportEvents { source: source.clone(), written_at: written_at(&asked.file) })
        }
        ("events", None) => Err(Failure::wrong_use(Message::new("import-source-missing"))),
        (_, Some(_)) => Err(Failure::wrong_use(Message::new("import-source-only-for-events"))),
        (register, None) => {
            let name = asked.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Request::Import { register: register.to_owned(), organisation: asked.organisation.clone(), name })
        }
    }
}

/// Reads a file that is to be imported.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::io("file-unreadable", file, &error);
    let length = std::fs::metadata(file).map_err(failed)?.len();
    if length > LONGEST_BODY {
        return Err(Failure::failed(Message::new("file-too-large").with("limit", LONGEST_BODY >> 20)));
    }
    std::fs::read(file).map_err(failed)
}

/// When a file was last written, which decides the year of dates without one.
fn written_at(file: &Path) -> Option<i64> {
    let modified = std::fs::metadata(file).and_then(|metadata| metadata.modified()).ok()?;
    i64::try_from(modified.duration_since(UNIX_EPOCH).ok()?.as_micros()).ok()
}
