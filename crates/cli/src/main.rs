//! The binary `talap`: configuration, wiring and commands of Talap, in Kazakh, Russian and English.
//!
//! # Invariants
//!
//! - One process owns a data folder; a command beside a running `up` goes through its local socket (ADR 0005).
//! - Exit status: 0 done, 1 found wanting, 2 wrong use, 3 refused or failed.
//! - Every sentence a person sees comes from the locales.
//!
//! # How to add a command
//!
//! Describe it in `args.rs`, give its texts to `locales/*/cli.ftl`, and write its file in `commands/`. A command that
//! works on the data folder is a [`request::Request`] with its execution in `service.rs`.
//!
//! # Modules, in reading order
//!
//! `args`, `config`, `configuration`, `failure`, `folder`, `keys`, `system`, `app`, `keeping`, `load`, `mail`, `events`, `example`, `records`,
//! `tokens`, `servers`, `ledger_status`, `watching`, `request`, `find`, `pieces`, `service`, `socket`, `client`, `commands`, `render`, `progress`,
//! `confirm`, `receivers`, `waiting`, `monitors`, `grown`, `up`, `witness`.

mod apart;
mod app;
mod args;
mod certificates;
mod client;
mod commands;
mod config;
mod configuration;
mod confirm;
mod decree;
mod events;
mod example;
mod failure;
mod find;
mod folder;
mod grown;
mod keeping;
mod keys;
mod lease;
mod ledger_status;
mod load;
mod mail;
mod monitors;
mod pieces;
mod progress;
mod receivers;
mod records;
mod render;
#[allow(dead_code, reason = "what opens a ledger of the grown size makes one")]
mod replica;
mod request;
mod second;
mod servers;
mod service;
mod socket;
mod system;
mod tokens;
mod up;
mod waiting;
mod watching;
mod wide;
mod witness;

use std::process::ExitCode;

use failure::Failure;

/// Imports and journals take a fifth less time with it than with the system's (docs/benchmarks.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let words = match talap_locale::Words::built_in() {
        Ok(words) => words,
        Err(error) => {
            // Without words there is no language to say it in; a build with broken locales does not pass its tests.
            eprintln!("{error}");
            return ExitCode::from(3);
        }
    };
    let language = talap_locale::choice::language(std::env::args_os(), |name| std::env::var(name).ok());
    let speech = render::Speech::new(words, language);
    let parsed = match args::parse(&speech, std::env::args_os()) {
        Ok(parsed) => parsed,
        Err(stop) => return stop.show(&speech),
    };
    match commands::run(&speech, parsed) {
        Ok(code) => code,
        Err(failure) => report(&speech, &failure),
    }
}

fn report(speech: &render::Speech, failure: &Failure) -> ExitCode {
    eprintln!("{}", speech.say(&failure.message));
    ExitCode::from(failure.exit)
}
