//! `talap config schema`: the JSON Schema of `talap.toml`.

use std::process::ExitCode;

use crate::config::Config;
use crate::failure::Failure;
use crate::render::print_json;

/// Prints the schema.
pub(super) fn run() -> Result<ExitCode, Failure> {
    print_json(&schemars::schema_for!(Config))?;
    Ok(ExitCode::SUCCESS)
}
