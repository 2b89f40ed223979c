//! `cargo xtask tidy`: the rules that no compiler knows.
//!
//! # Invariants
//!
//! - A rule reads a [`Project`] and returns [`Finding`]s; it prints nothing and touches no file, so its tests are small inputs.
//! - A finding names the place and says what to do.
//! - Rules read Rust as text with comments and literals told apart ([`source`]), not as a syntax tree: they are heuristics that
//!   stop accidents, not adversaries.
//!
//! # How to add a rule
//!
//! Write a function from `&Project` to `Vec<Finding>` with a test for an input that breaks it and one that does not, and add it
//! to [`RULES`].
//!
//! # Modules, in reading order
//!
//! [`source`], [`template`], [`project`], [`rooms`], [`shape`], [`borders`], [`shortcuts`], [`snapshots`], [`fluent`],
//! [`words`], [`pages`].

use anyhow::{Result, bail};

use crate::cargo;

mod borders;
mod fluent;
mod pages;
mod project;
mod rooms;
mod shape;
mod shortcuts;
mod snapshots;
mod source;
mod template;
mod words;

use project::{Finding, Project};

const RULES: [fn(&Project) -> Vec<Finding>; 6] =
    [shape::check, borders::check, shortcuts::check, snapshots::check, words::check, pages::check];

/// Runs every rule over the workspace and fails when any finds something.
pub(crate) fn run() -> Result<()> {
    let project = Project::read(&cargo::workspace()?)?;
    let mut findings = rooms::check(&rooms::metadata()?, &project)?;
    findings.extend(RULES.iter().flat_map(|rule| rule(&project)));
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy: {} files, nothing to mend", project.files.len());
            Ok(())
        }
        count => bail!("tidy: {count} places to mend"),
    }
}
