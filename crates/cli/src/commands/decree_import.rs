//! `talap decree import`: takes the official text in, so that pages show it beside the statements.

use std::path::Path;
use std::process::ExitCode;

use talap_model::{Language, Message};

use crate::client;
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// Reads the file, which must be the whole text, and keeps it in the data folder.
pub(super) fn run(
    speech: &Speech,
    place: Place,
    file: &Path,
    language: Language,
    as_of: Option<String>,
) -> Result<ExitCode, Failure> {
    let body = std::fs::read(file).map_err(|error| Failure::io("file-unreadable", file, &error))?;
    let request = Request::ImportDecree { language: language.code().to_owned(), as_of };
    let Answer::DecreeImported { clauses, as_of, unreviewed } =
        client::ask(&place.folder, place.config, request, body)?
    else {
        return Err(unexpected());
    };
    let said = Message::new("decree-imported").with("clauses", clauses).with("redaction", speech.day(&as_of));
    render::print(&speech.say(&said))?;
    if unreviewed > 0 {
        render::print(&speech.say(&Message::new("decree-import-unreviewed").with("n", unreviewed)))?;
    }
    Ok(ExitCode::SUCCESS)
}
