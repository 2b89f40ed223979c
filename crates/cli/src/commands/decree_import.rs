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
pub(super) fn run(speech: &Speech, place: Place, file: &Path, language: Language) -> Result<ExitCode, Failure> {
    let body = std::fs::read(file).map_err(|error| Failure::io("file-unreadable", file, &error))?;
    let request = Request::ImportDecree { language: language.code().to_owned() };
    let Answer::DecreeImported { clauses } = client::ask(&place.folder, place.config, request, body)? else {
        return Err(unexpected());
    };
    render::print(&speech.say(&Message::new("decree-imported").with("clauses", clauses)))?;
    Ok(ExitCode::SUCCESS)
}
