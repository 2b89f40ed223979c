//! `cargo xtask test`: every test, against the real servers it wants. A server that cannot be brought is a failure, and so is a test
//! that is left out for the lack of one, unless `TALAP_TEST_EVERYTHING=0` says that this machine can't have everything; then the
//! run ends with what was missing.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::postgres::Postgres;
use crate::{cargo, packages, tools};

/// The address of a `PostgreSQL` server for the tests; one that is set already is used, and none is started.
const POSTGRES: &str = "TALAP_TEST_POSTGRES";
/// The log of that server, where it is one of the tests' own.
const POSTGRES_LOG: &str = "TALAP_TEST_POSTGRES_LOG";
/// The rsyslog daemon, which tests start themselves as a real sender of syslog.
const RSYSLOGD: &str = "TALAP_TEST_RSYSLOGD";
/// The web server that tests have tell its requests.
const NGINX: &str = "TALAP_TEST_NGINX";
/// The scanner whose file tests import.
const NMAP: &str = "TALAP_TEST_NMAP";
/// The backup tool whose list of snapshots they import.
const RESTIC: &str = "TALAP_TEST_RESTIC";
/// What makes system calls of a process fail.
const STRACE: &str = "TALAP_TEST_STRACE";
/// The browser that tests open pages in.
const CHROMIUM: &str = "TALAP_TEST_CHROMIUM";
/// The program that steers it.
const CHROMEDRIVER: &str = "TALAP_TEST_CHROMEDRIVER";

/// Installs, starts, tests and stops. `arguments` go to the test runner, after an optional `--`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let arguments = match arguments.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => arguments,
    };
    let lacking = tools::missing()?;
    packages::ensure_installed(&lacking)?;
    for tool in &lacking {
        tool.fetch()?;
    }
    let demanded = std::env::var_os(wanted::EVERYTHING).is_none_or(|value| wanted::demands(Some(&value)));
    let (mut servers, missing) = servers()?;
    ensure!(
        missing.is_empty() || !demanded,
        "{}; with {}=0 the tests that want them are left out",
        told(&missing),
        wanted::EVERYTHING
    );
    let given = std::env::var(POSTGRES).ok();
    let server = if given.is_some() { None } else { Some(Postgres::start()?) };
    servers.extend(server.as_ref().map(|server| (POSTGRES_LOG, server.log().to_owned())));
    servers.push((wanted::EVERYTHING, if demanded { "1" } else { "0" }.into()));
    let url =
        given.as_deref().or(server.as_ref().map(Postgres::url)).context("there is no PostgreSQL for the tests")?;

    // Doc tests come first: what a run closes on should be the count that matters.
    if arguments.is_empty() {
        check(with_servers(&mut cargo::command()?, url, &servers).args(["test", "--doc"]).args(PRODUCT))?;
    }
    let mut command = cargo::command()?;
    with_servers(&mut command, url, &servers).args(runner()?);
    if !names_a_package(arguments) {
        command.args(PRODUCT);
    }
    let outcome = check(command.args(arguments));
    if !missing.is_empty() {
        println!("{}: their tests passed without running", told(&missing));
    }
    outcome
}

/// What could not be brought, with its count.
fn told(missing: &[String]) -> String {
    format!("{} of the programs that tests want are missing: {}", missing.len(), missing.join(", "))
}

/// Everything but `talap-wide`: what it depends on would be compiled with more features than the product has. Its tests are
/// run by its name.
const PRODUCT: [&str; 3] = ["--workspace", "--exclude", "talap-wide"];

/// A variable that tells tests where a program stands, and where it does.
type Brought = (&'static str, PathBuf);

/// The variables that tell tests where programs stand, and the programs that are nowhere. A variable that is set already
/// stays as it is.
fn servers() -> Result<(Vec<Brought>, Vec<String>)> {
    let programs = [
        (RSYSLOGD, "rsyslogd"),
        (NGINX, "nginx"),
        (NMAP, "nmap"),
        (RESTIC, "restic"),
        (STRACE, "strace"),
        (CHROMIUM, "chromium"),
        (CHROMEDRIVER, "chromedriver"),
    ];
    let (mut servers, mut missing) = (tools::places()?, Vec::new());
    for (name, program) in programs {
        match packages::find(program) {
            Some(path) => servers.push((name, path)),
            None if std::env::var_os(name).is_none() => missing.push(program.to_owned()),
            None => {}
        }
    }
    let (unpacked, not_fetched) = packages::unpacked(&tools::root()?);
    servers.extend(unpacked);
    missing.extend(not_fetched);
    servers.retain(|(name, _)| std::env::var_os(name).is_none());
    Ok((servers, missing))
}

fn with_servers<'a>(command: &'a mut Command, url: &str, servers: &[(&'static str, PathBuf)]) -> &'a mut Command {
    command.env(POSTGRES, url).envs(servers.iter().map(|(name, path)| (name, path)))
}

/// nextest where it is installed; it runs each test in a process of its own and is faster. Plain Cargo runs the same tests.
fn runner() -> Result<&'static [&'static str]> {
    let probe = cargo::command()?.args(["nextest", "--version"]).output()?;
    if probe.status.success() {
        return Ok(&["nextest", "run"]);
    }
    println!(
        "cargo-nextest is not installed (cargo install cargo-nextest --locked): running the tests with cargo test"
    );
    Ok(&["test", "--tests"])
}

fn names_a_package(arguments: &[String]) -> bool {
    arguments.iter().any(|argument| argument.starts_with("-p") || argument.starts_with("--package"))
}

fn check(command: &mut Command) -> Result<()> {
    let status = command.status().context("cannot start cargo")?;
    ensure!(status.success(), "the tests failed ({status})");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_with_its_count() {
        let missing = ["nginx", "exim4"].map(str::to_owned);
        assert_eq!(told(&missing), "2 of the programs that tests want are missing: nginx, exim4");
    }

    #[test]
    fn a_named_package_takes_the_place_of_the_workspace() {
        let named = |text: &str| names_a_package(&text.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert!(named("-p talap-store"));
        assert!(named("--package=talap-store"));
        assert!(!named("ledger::seal"));
    }
}
