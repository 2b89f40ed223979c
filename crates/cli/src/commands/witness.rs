//! `talap witness`: cosigns checkpoints of ledgers on other hosts, in a folder of its own. It needs no other part of Talap.

use std::path::Path;
use std::process::ExitCode;

use talap_ledger::SigningKey;
use talap_model::Message;

use crate::config::witness::WitnessFile;
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::system::SystemEntropy;
use crate::witness::{Folder, serve};

/// Makes the key of a witness, and a configuration to be filled in.
pub(super) fn keygen(speech: &Speech, data: &Path, name: &str) -> Result<ExitCode, Failure> {
    let folder = Folder::at(data)?;
    let key = SigningKey::generate(&SystemEntropy);
    // Whether the name can be one is asked before anything is written.
    let public = key.witness_key(name)?;
    folder.create()?;
    key.save(&folder.secret_key())?;
    public.save(&folder.public_key())?;
    WitnessFile::write_first(&folder.config(), name)?;
    let message = Message::new("witness-key-made")
        .with("key", public.to_string())
        .with("path", folder.config().display().to_string());
    render::print(&speech.say(&message))?;
    Ok(ExitCode::SUCCESS)
}

/// Runs until a signal.
pub(super) fn run(speech: &Speech, data: &Path, config: Option<&Path>) -> Result<ExitCode, Failure> {
    let folder = Folder::at(data)?;
    let file = WitnessFile::load(config.unwrap_or(&folder.config()))?;
    crate::client::runtime()?.block_on(serve(speech, &folder, &file))?;
    Ok(ExitCode::SUCCESS)
}
