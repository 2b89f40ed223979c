//! The ledger's key pair: made on this machine at the first start, never given with the program.

use std::path::Path;

use talap_ledger::SigningKey;
use talap_model::{Explain, Message};

use crate::failure::Failure;
use crate::folder::DataFolder;
use crate::system::SystemEntropy;

/// The signing key of the data folder; made when the folder is new.
///
/// A ledger without its key is refused rather than given a new one: checkpoints by another key prove nothing about the
/// events before them.
pub(crate) fn load_or_make(folder: &DataFolder, origin: &str) -> Result<SigningKey, Failure> {
    let path = folder.secret_key();
    let unusable = |error: &dyn Explain| {
        let message = Message::new("key-unusable").with("path", path.display().to_string());
        Failure::failed(message.with("cause", error.explain()))
    };
    let key = if path.exists() {
        SigningKey::load(&path).map_err(|error| unusable(&error))?
    } else if folder.public_key().exists() || folder.ledger().exists() {
        return Err(Failure::failed(Message::new("key-lost").with("path", folder.path().display().to_string())));
    } else {
        let key = SigningKey::generate(&SystemEntropy);
        // Under another name first: a crash must not leave half a key where the key belongs.
        let fresh = path.with_extension("new");
        remove_left_over(&fresh)?;
        key.save(&fresh).map_err(|error| unusable(&error))?;
        std::fs::rename(&fresh, &path).map_err(|error| Failure::io("folder-unusable", &path, &error))?;
        key
    };
    // Missing after a crash between the two files as well; it follows from the secret one.
    let public = folder.public_key();
    if !public.exists() {
        let fresh = public.with_extension("new");
        remove_left_over(&fresh)?;
        key.verifier(origin).and_then(|verifier| verifier.save(&fresh)).map_err(|error| unusable(&error))?;
        std::fs::rename(&fresh, &public).map_err(|error| Failure::io("folder-unusable", &public, &error))?;
    }
    Ok(key)
}

fn remove_left_over(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::io("folder-unusable", path, &error)),
        _ => Ok(()),
    }
}
