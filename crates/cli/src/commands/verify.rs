//! `talap ledger verify`: offline, over the files alone, with the public key alone. It never asks a running `up`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;
use talap_ledger::{Demands, verify_with};
use talap_model::{Explain, Message};

use crate::args::TrustArgs;
use crate::commands::{check_proof, found};
use crate::config::Config;
use crate::failure::Failure;
use crate::folder::DataFolder;
use crate::keeping;
use crate::render::{self, Speech};

/// The answer for programs.
#[derive(Serialize)]
struct Verified {
    sound: bool,
    events: u64,
    batches: u64,
    files: u64,
    beyond_checkpoint: u64,
    archived_files: u64,
    unread_files: u64,
    expired_events: u64,
    /// The witnesses that were demanded and cosigned.
    witnesses: Vec<String>,
    /// How many batches the checkpoint covers that they cosigned.
    witnessed_batches: Option<u64>,
    /// When the newest time stamp was made.
    stamped_at: Option<String>,
    problems: Vec<String>,
}

/// What is to be verified, with what.
pub(super) struct Asked {
    /// A ledger's folder, where it is not the data folder's.
    pub(super) folder: Option<PathBuf>,
    /// Whom the check trusts.
    pub(super) trust: TrustArgs,
    /// The address of the archive store, where it is not the configured one.
    pub(super) archive: Option<String>,
    /// Whether the answer is for programs.
    pub(super) json: bool,
}

/// Verifies and prints; a problem is 'found wanting'.
pub(super) fn run(
    speech: &Speech,
    data: &Path,
    config: Option<&Path>,
    Asked { folder, archive, trust, json }: Asked,
) -> Result<ExitCode, Failure> {
    let place = DataFolder::at(data)?;
    // A folder that was named is verified as it is; only the data folder's own ledger has a configuration.
    let config = if folder.is_none() { Config::load(config, place.path())? } else { Config::default() };
    let archive = keeping::archive_for_verifying(archive.as_deref(), &config)?;
    if folder.is_none() {
        place.demand()?;
    }
    let key = check_proof::key(data, &trust)?;
    let (witnesses, authority) = (check_proof::witnesses(&trust)?, check_proof::authority(&trust)?);
    let second_store = config.ledger.second_store.map(|second| second.folder);
    let demands = Demands { witnesses, authority, archive, second_store };
    let report = verify_with(&folder.unwrap_or_else(|| place.ledger()), &key, &demands)?;
    let problems: Vec<String> = report.problems.iter().map(|problem| speech.say(&problem.explain())).collect();
    let sound = problems.is_empty();
    if json {
        let (events, batches, files) = (report.events, report.batches, report.files);
        let beyond_checkpoint = report.beyond_checkpoint_events;
        let witnesses = report.cosigned.iter().map(|cosigned| cosigned.witness.clone()).collect();
        let stamped_at = report.stamp.as_ref().map(|(_, stamp)| stamp.time.to_string());
        let witnessed_batches = report.witnessed_batches;
        let (archived_files, unread_files) = (report.archived_files, report.unread_files);
        let expired_events = report.expired_events;
        render::print_json(&Verified {
            sound,
            events,
            batches,
            files,
            beyond_checkpoint,
            archived_files,
            unread_files,
            expired_events,
            witnesses,
            witnessed_batches,
            stamped_at,
            problems,
        })?;
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
    if report.archived_files > 0 {
        render::print(&speech.say(&Message::new("verify-archived").with("n", report.archived_files)))?;
    }
    if report.expired_events > 0 {
        let message = Message::new("verify-expired").with("partitions", report.expired_partitions);
        render::print(&speech.say(&message.with("events", report.expired_events)))?;
    }
    for cosigned in &report.cosigned {
        let message = Message::new("verify-cosigned")
            .with("witness", cosigned.witness.as_str())
            .with("time", cosigned.time.to_string())
            .with("batches", report.witnessed_batches.unwrap_or_default());
        render::print(&speech.say(&message))?;
    }
    if let Some((_, stamp)) = &report.stamp {
        render::print(&speech.say(&check_proof::stamp_message(stamp)))?;
    }
    if report.beyond_checkpoint_events > 0 {
        render::print(&speech.say(&Message::new("verify-beyond").with("n", report.beyond_checkpoint_events)))?;
    }
    Ok(found(!sound))
}
