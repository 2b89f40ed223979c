//! `talap ledger verify`: offline, over the files alone, with the public key alone. It never asks a running `up`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;
use talap_ledger::{VerifierKey, verify};
use talap_model::{Explain, Message};

use crate::commands::found;
use crate::failure::Failure;
use crate::folder::DataFolder;
use crate::render::{self, Speech};

/// The answer for programs.
#[derive(Serialize)]
struct Verified {
    sound: bool,
    events: u64,
    batches: u64,
    files: u64,
    beyond_checkpoint: u64,
    problems: Vec<String>,
}

/// Verifies and prints; a problem is 'found wanting'.
pub(super) fn run(
    speech: &Speech,
    data: &Path,
    folder: Option<PathBuf>,
    key: Option<PathBuf>,
    json: bool,
) -> Result<ExitCode, Failure> {
    let place = DataFolder::at(data)?;
    if folder.is_none() || key.is_none() {
        place.demand()?;
    }
    let key = VerifierKey::load(&key.unwrap_or_else(|| place.public_key()))?;
    let report = verify(&folder.unwrap_or_else(|| place.ledger()), &key)?;
    let problems: Vec<String> = report.problems.iter().map(|problem| speech.say(&problem.explain())).collect();
    let sound = problems.is_empty();
    if json {
        let (events, batches, files) = (report.events, report.batches, report.files);
        let beyond_checkpoint = report.beyond_checkpoint_events;
        render::print_json(&Verified { sound, events, batches, files, beyond_checkpoint, problems })?;
        return Ok(found(!sound));
    }
    if sound {
        let time = report.checkpoint.as_ref().map(|checkpoint| checkpoint.time.to_string()).unwrap_or_default();
        let message = Message::new("verify-sound")
            .with("events", report.events)
            .with("batches", report.batches)
            .with("files", report.files)
            .with("time", time);
        render::print(&speech.say(&message))?;
    } else {
        render::print(&speech.say(&Message::new("verify-problems").with("n", problems.len())))?;
        for problem in &problems {
            render::print(&format!("  {problem}"))?;
        }
    }
    if report.beyond_checkpoint_events > 0 {
        render::print(&speech.say(&Message::new("verify-beyond").with("n", report.beyond_checkpoint_events)))?;
    }
    Ok(found(!sound))
}
