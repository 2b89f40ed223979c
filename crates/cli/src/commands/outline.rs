//! `talap decree outline`: the clauses of an official text.

use std::path::Path;
use std::process::ExitCode;

use talap_decree::text;
use talap_model::Language;

use crate::failure::Failure;
use crate::render::print;

/// Prints the clauses, and the amendment notes where asked for.
pub(super) fn run(file: &Path, language: Language, notes: bool) -> Result<ExitCode, Failure> {
    let official = std::fs::read_to_string(file).map_err(|error| Failure::io("file-unreadable", file, &error))?;
    let parsed = text::parse(&official, language)?;
    print(parsed.outline_lines(notes).trim_end())?;
    Ok(ExitCode::SUCCESS)
}
