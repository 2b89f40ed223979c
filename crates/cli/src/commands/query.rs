//! `talap query`: SQL over registers and events, on the terminal or in a file.

use std::path::PathBuf;
use std::process::ExitCode;

use talap_model::Message;
use talap_web::export::Format;

use crate::client;
use crate::commands::find::{File, Shape, hand_out};
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// What was asked.
pub(super) struct Asked {
    pub(super) sql: String,
    /// Without it, a table; a file is CSV then.
    pub(super) format: Option<Shape>,
    /// The answer as one object, with whether it was cut.
    pub(super) json: bool,
    pub(super) output: Option<PathBuf>,
    pub(super) follow: bool,
}

/// Runs the query and prints its rows, or writes them.
pub(super) fn run(speech: &Speech, place: Place, asked: Asked) -> Result<ExitCode, Failure> {
    let Asked { sql, format, json, output, follow } = asked;
    if follow {
        return Err(Failure::wrong_use(Message::new("query-follow-sql")));
    }
    if json && output.is_some() {
        return Err(Failure::wrong_use(Message::new("query-json-output")));
    }
    let format = match (format.and_then(Shape::file), output.is_some()) {
        (None, false) => return rows(speech, place, sql, json),
        (format, _) => format.unwrap_or(Format::Csv),
    };
    let request = Request::ExportQuery { sql, format: format.key().to_owned() };
    hand_out(speech, place, request, &File { format, path: output, written: "query-written-rows" })
}

fn rows(speech: &Speech, place: Place, sql: String, json: bool) -> Result<ExitCode, Failure> {
    match client::ask(&place.folder, place.config, Request::Query { sql }, Vec::new())? {
        Answer::Rows(answer) if json => render::print_json(&answer)?,
        Answer::Rows(answer) => render::print(&render::rows(speech, &answer))?,
        _ => return Err(unexpected()),
    }
    Ok(ExitCode::SUCCESS)
}
