//! What tests want of the machine: servers, senders, a browser, checking tools. `cargo xtask test` brings them and names each
//! by a variable.
//!
//! # Invariants
//!
//! - A test asks for what it wants here and nowhere else, so that all of them do the same where it is missing: under plain
//!   `cargo test` they say so and pass, under `cargo xtask test`, which sets [`EVERYTHING`], they fail. A run that is to show that
//!   everything works can't be green by leaving things out.
//! - What a machine may lack for good (the right to mount, files of others that are not ours to give) is no matter of this crate.

mod port;

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt::Display;
use std::path::PathBuf;

pub use port::port;

/// The variable under which nothing may be missing. Any value but nothing and `0` counts.
pub const EVERYTHING: &str = "TALAP_TEST_EVERYTHING";

/// Whether a value of [`EVERYTHING`] demands everything.
pub fn demands(value: Option<&OsStr>) -> bool {
    value.is_some_and(|value| !value.is_empty() && value != "0")
}

/// Says that something is missing, for which a test can't run.
///
/// # Panics
///
/// Where [`EVERYTHING`] is set.
#[track_caller]
pub fn missing(what: impl Display) {
    assert!(!demands(env::var_os(EVERYTHING).as_deref()), "{what}: {EVERYTHING} is set, so no test may be left out");
    eprintln!("skipped: {what}; `cargo xtask test` brings it");
}

/// What a variable holds; `None`, with a sentence, where it isn't set.
///
/// # Panics
///
/// Where it isn't set and [`EVERYTHING`] is.
#[track_caller]
pub fn variable(name: &str) -> Option<OsString> {
    let found = env::var_os(name);
    if found.is_none() {
        missing(format_args!("{name} is not set"));
    }
    found
}

/// The same as text.
///
/// # Panics
///
/// As of [`variable`], and where it is no text.
#[track_caller]
pub fn text(name: &str) -> Option<String> {
    let text = variable(name)?.into_string();
    Some(text.unwrap_or_else(|found| panic!("{name} is no text: {}", found.display())))
}

/// The file that a variable names, or else the first that stands in a usual place; `None`, with a sentence, where there is none.
///
/// # Panics
///
/// Where there is none and [`EVERYTHING`] is set, and where the variable names something that is not there.
#[track_caller]
pub fn file(name: &str, usual: &[&str]) -> Option<PathBuf> {
    if let Some(named) = env::var_os(name).map(PathBuf::from) {
        assert!(named.is_file(), "{name} names {}, which is no file", named.display());
        return Some(named);
    }
    let found = usual.iter().map(PathBuf::from).find(|path| path.is_file());
    if found.is_none() {
        missing(format_args!("neither {name} nor any of {usual:?} is a file"));
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::process::Command;

    use super::*;

    #[test]
    fn only_a_value_that_says_something_demands_everything() {
        assert!(demands(Some(OsStr::new("1"))) && demands(Some(OsStr::new("yes"))));
        assert!(!demands(None) && !demands(Some(OsStr::new(""))) && !demands(Some(OsStr::new("0"))));
    }

    #[test]
    fn a_file_is_found_by_its_variable_or_in_its_usual_place() {
        let own = env::current_exe().unwrap();
        let usual = [own.to_str().unwrap()];
        assert_eq!(file("TALAP_TEST_NO_SUCH_THING", &["/nowhere/at/all", usual[0]]), Some(own));
    }

    /// It looks at the environment of a process, so each case is a process of its own: this test once more.
    #[test]
    fn what_is_missing_is_noted_or_fails() {
        const INNER: &str = "TALAP_TEST_WANTED_INNER";
        const NOWHERE: &str = "TALAP_TEST_WANTED_NOWHERE";
        if env::var_os(INNER).is_some() {
            assert_eq!(variable("TALAP_TEST_NO_SUCH_THING"), None);
            assert_eq!(file("TALAP_TEST_NO_SUCH_THING", &["/nowhere/at/all"]), None);
            assert!(
                std::panic::catch_unwind(|| file(NOWHERE, &[])).is_err(),
                "a variable that is wrong is never left out"
            );
            return;
        }
        for (value, passes) in [(None, true), (Some("0"), true), (Some("1"), false)] {
            let mut again = Command::new(env::current_exe().unwrap());
            again.args(["--exact", "tests::what_is_missing_is_noted_or_fails", "--nocapture"]).env(INNER, "1");
            again.env(NOWHERE, "/nowhere/at/all");
            again.env_remove(EVERYTHING).envs(value.map(|value| (EVERYTHING, value)));
            let output = again.output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
            assert_eq!(output.status.success(), passes, "{value:?}: {said}");
            assert!(said.contains("TALAP_TEST_NO_SUCH_THING is not set"), "{value:?}: {said}");
        }
    }
}
