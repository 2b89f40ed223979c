//! Which room may use which: the table of the design, held against what Cargo says.

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use super::project::{Finding, Project, line_of};
use crate::cargo;

/// A room and the rooms that it may use.
const ROOMS: [(&str, &[&str]); 17] = [
    ("model", &[]),
    // Added by docs/adr/0018-reminders.md.
    ("calendar", &["model"]),
    // Not in the design's first table: added by docs/adr/0002-a-room-for-words.md.
    ("locale", &["model"]),
    ("decree", &["model"]),
    ("store", &["model"]),
    ("ledger", &["model"]),
    ("signature", &["model"]),
    ("access", &["model", "store", "signature"]),
    ("register", &["model", "decree", "store", "ledger"]),
    ("collect", &["model", "ledger"]),
    ("detect", &["model", "store", "ledger"]),
    ("assess", &["model", "decree", "store", "ledger"]),
    ("report", &["model", "decree", "assess", "locale"]),
    ("gateway", &["model", "signature"]),
    ("web", ALL_BUT_GATEWAY_AND_WIDE),
    // Added by docs/adr/0017-wide-queries.md. What it brings along is large: only `cli` may use it, where that was asked for.
    ("wide", &["model", "locale", "ledger"]),
    ("cli", ALL_BUT_GATEWAY),
];

const ALL_BUT_GATEWAY: &[&str] = &[
    "model",
    "calendar",
    "locale",
    "decree",
    "store",
    "ledger",
    "signature",
    "access",
    "register",
    "collect",
    "detect",
    "assess",
    "report",
    "web",
    "wide",
];

/// The same without the last one.
const ALL_BUT_GATEWAY_AND_WIDE: &[&str] = match ALL_BUT_GATEWAY.split_last() {
    Some((_wide, others)) => others,
    None => &[],
};

/// The part of `cargo metadata` that the rule reads.
#[derive(Deserialize)]
pub(crate) struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
}

/// Asks Cargo for the workspace's packages.
pub(crate) fn metadata() -> Result<Metadata> {
    let output = cargo::command()?
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()
        .context("cannot start cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).context("cannot read what cargo metadata printed")
}

/// Finds edges that the table does not hold, those of tests and build scripts included.
pub(crate) fn check(metadata: &Metadata, project: &Project) -> Result<Vec<Finding>> {
    ensure!(!metadata.packages.is_empty(), "cargo metadata names no package");
    let mut findings = Vec::new();
    for package in &metadata.packages {
        let Some(room) = package.name.strip_prefix("talap-") else { continue };
        let path = format!("crates/{room}/Cargo.toml");
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
            let what =
                format!("`{room}` is no room of the table: add it to ROOMS in xtask/src/tidy/rooms.rs, with an ADR");
            findings.push(Finding::new(path, 1, what));
            continue;
        };
        let manifest = project.file(&path).map_or("", |file| file.text.as_str());
        for used in package.dependencies.iter().filter_map(|dependency| dependency.name.strip_prefix("talap-")) {
            if !allowed.contains(&used) {
                let line = line_of(manifest, &format!("talap-{used}"));
                let what = format!("`{room}` may not use `{used}`: move what it needs, or pass it in from `cli`");
                findings.push(Finding::new(&path, line, what));
            }
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_edges(json: &str, expected: &[&str]) {
        let metadata: Metadata = serde_json::from_str(json).unwrap();
        let project = Project::of(&[("crates/ledger/Cargo.toml", "[dependencies]\ntalap-store.workspace = true")]);
        let found: Vec<String> = check(&metadata, &project).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}");
        }
    }

    #[test]
    fn an_edge_outside_the_table_is_found() {
        let edge = |from: &str, to: &str| {
            format!(
                r#"{{"packages":[{{"name":"talap-{from}","dependencies":[{{"name":"{to}"}},{{"name":"serde"}}]}}]}}"#
            )
        };
        check_edges(&edge("ledger", "talap-model"), &[]);
        check_edges(&edge("ledger", "talap-store"), &["crates/ledger/Cargo.toml:2: `ledger` may not use `store`"]);
        check_edges(&edge("cli", "talap-gateway"), &["crates/cli/Cargo.toml:1: `cli` may not use `gateway`"]);
        check_edges(&edge("misc", "talap-model"), &["crates/misc/Cargo.toml:1: `misc` is no room"]);
    }

    #[test]
    fn the_table_names_only_its_own_rooms_and_has_no_cycle() {
        for (index, (room, allowed)) in ROOMS.iter().enumerate() {
            for used in *allowed {
                let place = ROOMS.iter().position(|(name, _)| name == used).unwrap();
                assert!(place < index || (*room, *used) == ("web", "web") || *room == "cli", "{room} -> {used}");
            }
        }
    }
}
