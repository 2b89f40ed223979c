//! `talap query`: SQL over registers and events.

use std::process::ExitCode;

use crate::client;
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// Runs the query and prints its rows.
pub(super) fn run(speech: &Speech, place: Place, sql: String, json: bool) -> Result<ExitCode, Failure> {
    match client::ask(&place.folder, place.config, Request::Query { sql }, Vec::new())? {
        Answer::Rows(answer) if json => render::print_json(&answer)?,
        Answer::Rows(answer) => render::print(&render::rows(speech, &answer))?,
        _ => return Err(unexpected()),
    }
    Ok(ExitCode::SUCCESS)
}
