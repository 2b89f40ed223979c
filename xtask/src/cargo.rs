//! Cargo, called from a program that Cargo itself started.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

/// The folder of the workspace.
pub(crate) fn workspace() -> Result<PathBuf> {
    // What Cargo says now comes before what it said at compile time: a kept target folder may serve another clone.
    let own = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Ok(Path::new(&own).parent().context("xtask stands in no workspace")?.to_path_buf())
}

/// The folder that Cargo builds into, for what is kept beside its artefacts.
pub(crate) fn target() -> Result<PathBuf> {
    let workspace = workspace()?;
    Ok(match std::env::var_os("CARGO_TARGET_DIR") {
        Some(given) => workspace.join(given),
        None => workspace.join("target"),
    })
}

/// A Cargo command in the workspace.
///
/// `cargo run` describes the running package in the environment; a build script that watches those variables would be run
/// again by the inner Cargo and its whole tree rebuilt, so they are taken out.
pub(crate) fn command() -> Result<Command> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(describes_the_running_package) {
            command.env_remove(&name);
        }
    }
    command.current_dir(workspace()?);
    Ok(command)
}

fn describes_the_running_package(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        || name == "OUT_DIR"
}
