//! `talap ledger prove`: the proof of one event, as a file that anybody can check without this machine.

use std::path::Path;
use std::process::ExitCode;

use talap_model::Message;

use crate::client;
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// Asks for the proof and writes it to a file, or prints it.
pub(super) fn run(speech: &Speech, place: Place, seq: u64, output: Option<&Path>) -> Result<ExitCode, Failure> {
    let answer = client::ask(&place.folder, place.config, Request::Prove { seq }, Vec::new())?;
    let Answer::Proof { proof, .. } = answer else { return Err(unexpected()) };
    match output {
        Some(path) => {
            std::fs::write(path, proof).map_err(|error| Failure::io("file-unwritable", path, &error))?;
            let message =
                Message::new("prove-written").with("seq", seq.to_string()).with("path", path.display().to_string());
            render::print(&speech.say(&message))?;
        }
        None => render::print(proof.trim_end_matches('\n'))?,
    }
    Ok(ExitCode::SUCCESS)
}
