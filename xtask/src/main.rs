//! The project's own tasks: `cargo xtask test` runs every test with the real servers it needs, `cargo xtask tidy` holds the
//! sources against the rules that no compiler knows.
//!
//! # How to add a task
//!
//! Write a module with a `run` function that returns `anyhow::Result<()>`, and add a line to [`main`] and to [`HELP`].
//!
//! # How to add a rule of tidiness
//!
//! See the front page of [`tidy`].
#![allow(clippy::print_stdout, reason = "a task talks to the person who started it")]

use std::process::ExitCode;

mod bench;
mod cargo;
mod ocsf;
mod packages;
mod postgres;
mod test;
mod tidy;
mod tools;

const HELP: &str = "\
cargo xtask TASK

  test [-- ARGUMENTS]   install what the tests need, start PostgreSQL, run every test; ARGUMENTS go to the test runner
  tidy                  check the rules that no compiler knows
  ocsf FOLDER           write mappings/ocsf.json from the repository of the OCSF schema at a released version
  bench TALAP EVENTS    measure the main job on a built program; see benches/main-job.sh";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next();
    let rest: Vec<String> = arguments.collect();
    let result = match (task.as_deref(), rest.as_slice()) {
        (Some("test"), rest) => test::run(rest),
        (Some("tidy"), []) => tidy::run(),
        (Some("ocsf"), [folder]) => ocsf::run(std::path::Path::new(folder)),
        (Some("bench"), [binary, events]) => match events.parse() {
            Ok(events) => bench::run(std::path::Path::new(binary), events),
            Err(error) => Err(anyhow::Error::new(error).context("EVENTS is a number")),
        },
        (Some("help" | "--help" | "-h"), _) => {
            println!("{HELP}");
            Ok(())
        }
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
