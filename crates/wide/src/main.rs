//! `talap-wide`: the processes of a cluster for wide queries, in Kazakh, Russian and English.
//!
//! # Invariants
//!
//! - Exit status: 0 done, 2 wrong use, 3 refused or failed.
//! - Every sentence a person sees comes from the locales.
//!
//! # Modules, in reading order
//!
//! `speech`, `args`.

mod args;
mod speech;

use std::path::Path;
use std::process::ExitCode;

use args::Asked;
use speech::Speech;
use talap_ledger::{Archive, ArchiveError, ArchivePlace};
use talap_model::{Explain as _, Message};
use talap_wide::executor::{self, ExecutorPlace};
use talap_wide::scheduler::{self, SchedulerPlace};
use talap_wide::tls::Credentials;
use talap_wide::{WideError, keys};

/// Exit status of a wrong use of the command line.
const WRONG_USE: u8 = 2;
/// Exit status of a command that was refused or failed.
const FAILED: u8 = 3;

fn main() -> ExitCode {
    // The log is a developer's, in English, and silent unless `RUST_LOG` asks for it; what a person must know is said.
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(std::io::stderr).init();
    let words = match talap_locale::Words::built_in() {
        Ok(words) => words,
        Err(error) => {
            // Without words there is no language to say it in; a build with broken locales does not pass its tests.
            eprintln!("{error}");
            return ExitCode::from(FAILED);
        }
    };
    let language = talap_locale::choice::language(std::env::args_os(), |name| std::env::var(name).ok());
    let speech = Speech::new(words, language);
    let asked = match args::parse(&speech, std::env::args_os()) {
        Ok(asked) => asked,
        Err(stop) => return stop.show(&speech),
    };
    match run(&speech, asked) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "it stops");
            eprintln!("{}", speech.say(&error.explain()));
            ExitCode::from(exit(&error))
        }
    }
}

fn run(speech: &Speech, asked: Asked) -> Result<(), WideError> {
    match asked {
        Asked::Keys { into, machines } => {
            keys::make(&into, &machines)?;
            speech.print(&keys_made(&into, machines.len()));
            Ok(())
        }
        Asked::Scheduler { keys, bind, name } => {
            let place = SchedulerPlace { bind, name, credentials: Credentials::read(&keys)? };
            let listens = Message::new("wide-scheduler-listens").with("address", bind.to_string());
            wait(scheduler::run(place, || speech.print(&listens)))?;
            speech.print(&Message::new("wide-stopped"));
            Ok(())
        }
        Asked::Executor { keys, bind, name, scheduler, work, archive, threads, memory } => {
            let archive = Archive::at(ArchivePlace::parse(&archive, |name| std::env::var(name).ok())?)?;
            let (credentials, memory) = (Credentials::read(&keys)?, memory << 20);
            speech.print(&Message::new("wide-executor-waits").with("scheduler", scheduler.as_str()));
            let works = Message::new("wide-executor-works").with("address", bind.to_string());
            let place = ExecutorPlace { bind, name, scheduler, credentials, work, threads, memory, archive };
            wait(executor::run(place, || speech.print(&works)))?;
            speech.print(&Message::new("wide-stopped"));
            Ok(())
        }
    }
}

fn keys_made(into: &Path, machines: usize) -> Message {
    Message::new("wide-keys-made").with("folder", into.display().to_string()).with("n", machines)
}

/// Runs to the end. The threads are not waited for: a part of a query that was cancelled may be in the middle of something.
fn wait(work: impl Future<Output = Result<(), WideError>>) -> Result<(), WideError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(WideError::Threads)?;
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    done
}

/// The exit status of an error: what was typed can be typed anew.
fn exit(error: &WideError) -> u8 {
    match error {
        WideError::Address { .. }
        | WideError::Machine { .. }
        | WideError::Archive(ArchiveError::Address { .. } | ArchiveError::Incomplete { .. }) => WRONG_USE,
        _ => FAILED,
    }
}
