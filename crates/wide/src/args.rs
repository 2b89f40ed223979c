//! The command line, described and refused in the person's language. The words that it shares with `talap` are those of
//! `locales/*/cli.ftl`.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::RangedU64ValueParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use talap_model::Message;

use crate::WRONG_USE;
use crate::speech::{self, Speech};

/// The most parts that an executor may run at a time.
const MOST_THREADS: u64 = 4096;
/// The most memory that an executor may be given, in MiB.
const MOST_MEMORY: u64 = 1 << 30;

/// What was asked for.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Make keys: a folder for each machine.
    Keys { into: PathBuf, machines: Vec<String> },
    /// Share parts of queries out among executors.
    Scheduler { keys: PathBuf, bind: SocketAddr, name: String },
    /// Run parts of queries; the memory is in MiB.
    Executor {
        keys: PathBuf,
        bind: SocketAddr,
        name: String,
        scheduler: String,
        work: PathBuf,
        archive: String,
        threads: usize,
        memory: u64,
    },
}

/// Parsing ended without a command to run: help, the version, or a wrong use.
#[derive(Debug)]
pub(crate) struct Stop {
    text: String,
    wrong: bool,
}

impl Stop {
    /// Prints the text where it belongs.
    pub(crate) fn show(&self, speech: &Speech) -> ExitCode {
        if self.wrong {
            eprintln!("{}\n{}", self.text.trim_end(), speech.text("wide-see-help"));
            return ExitCode::from(WRONG_USE);
        }
        speech::print(self.text.trim_end());
        ExitCode::SUCCESS
    }
}

/// Parses the command line.
pub(crate) fn parse(speech: &Speech, args: impl Iterator<Item = OsString>) -> Result<Asked, Stop> {
    let matches = command(speech).try_get_matches_from(args).map_err(|error| stop(speech, &error))?;
    asked(&matches).ok_or_else(|| Stop { text: speech.text("args-command-missing"), wrong: true })
}

fn asked(matches: &ArgMatches) -> Option<Asked> {
    let (verb, sub) = matches.subcommand()?;
    let text = |name: &str| sub.get_one::<String>(name).cloned();
    let path = |name: &str| sub.get_one::<PathBuf>(name).cloned();
    Some(match verb {
        "keys" => Asked::Keys { into: path("into")?, machines: sub.get_many::<String>("machines")?.cloned().collect() },
        "scheduler" => Asked::Scheduler { keys: path("keys")?, bind: *sub.get_one("bind")?, name: text("name")? },
        "executor" => Asked::Executor {
            keys: path("keys")?,
            bind: *sub.get_one("bind")?,
            name: text("name")?,
            scheduler: text("scheduler")?,
            work: path("work")?,
            archive: text("archive")?,
            threads: *sub.get_one("threads")?,
            memory: *sub.get_one("memory")?,
        },
        _ => return None,
    })
}

/// Builds the description of the command line in one language.
struct Builder<'a> {
    speech: &'a Speech,
}

impl Builder<'_> {
    fn command(&self, name: &'static str, about: &str, usage: &str) -> Command {
        let t = |key: &str| self.speech.text(key);
        Command::new(name)
            .about(t(about))
            .override_usage(t(usage))
            .disable_help_flag(true)
            .disable_help_subcommand(true)
            .help_template(format!("{{about}}\n\n{}: {{usage}}\n\n{{all-args}}{{after-help}}", t("help-heading-usage")))
            .subcommand_help_heading(t("help-heading-commands"))
            .subcommand_value_name(t("help-value-command"))
            .next_help_heading(t("help-heading-options"))
            .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help(t("help-option-help")))
    }

    fn option(&self, name: &'static str, value: &str, help: &str) -> Arg {
        Arg::new(name).long(name).value_name(self.speech.text(value)).help(self.speech.text(help))
    }

    fn path(&self, name: &'static str, help: &str) -> Arg {
        self.option(name, "help-value-folder", help).value_parser(value_parser!(PathBuf)).required(true)
    }

    /// What clap would say of a default is English; the help says it.
    fn bind(&self, help: &str, default: &'static str) -> Arg {
        let parser = value_parser!(SocketAddr);
        self.option("bind", "wide-value-address", help)
            .value_parser(parser)
            .default_value(default)
            .hide_default_value(true)
    }

    fn keys_and_name(&self) -> [Arg; 2] {
        let name = self.option("name", "wide-value-machine", "wide-option-name").required(true);
        [self.path("keys", "wide-option-keys"), name]
    }

    fn number(&self, name: &'static str, help: &str, default: &'static str) -> Arg {
        self.option(name, "wide-value-number", help).default_value(default).hide_default_value(true)
    }
}

fn command(speech: &Speech) -> Command {
    let b = Builder { speech };
    let language = b.option("lang", "help-value-lang", "help-option-lang").global(true);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let machines = Arg::new("machines").value_name(speech.text("wide-value-machine")).required(true).num_args(1..);
    b.command("talap-wide", "wide-help", "wide-usage")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(version.help(speech.text("help-option-version")))
        .arg(language.value_parser(["kk", "ru", "en"]).hide_possible_values(true))
        .after_help(speech.text("wide-help-after"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            b.command("keys", "wide-help-keys", "wide-usage-keys")
                .arg(b.path("into", "wide-option-into"))
                .arg(machines.help(speech.text("wide-argument-machines"))),
            b.command("scheduler", "wide-help-scheduler", "wide-usage-scheduler")
                .args(b.keys_and_name())
                .arg(b.bind("wide-option-bind-scheduler", "127.0.0.1:50050")),
            executor(&b),
        ])
}

fn executor(b: &Builder<'_>) -> Command {
    let threads = RangedU64ValueParser::<usize>::new().range(1..=MOST_THREADS);
    let memory = RangedU64ValueParser::<u64>::new().range(1..=MOST_MEMORY);
    b.command("executor", "wide-help-executor", "wide-usage-executor")
        .args(b.keys_and_name())
        .arg(b.bind("wide-option-bind-executor", "127.0.0.1:50051"))
        .arg(b.option("scheduler", "wide-value-scheduler", "wide-option-scheduler").required(true))
        .arg(b.option("archive", "help-value-url", "wide-option-archive").required(true))
        .arg(b.path("work", "wide-option-work"))
        .arg(b.number("threads", "wide-option-threads", "2").value_parser(threads))
        .arg(b.number("memory", "wide-option-memory", "1024").value_parser(memory))
}

/// What clap refused, said in the person's language.
fn stop(speech: &Speech, error: &clap::Error) -> Stop {
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return Stop { text: error.render().to_string(), wrong: false };
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return Stop { text: error.render().to_string(), wrong: true };
        }
        ErrorKind::UnknownArgument => Message::new("args-unknown").with("argument", context(ContextKind::InvalidArg)),
        ErrorKind::InvalidSubcommand => {
            Message::new("args-command-unknown").with("command", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => Message::new("args-command-missing"),
        ErrorKind::MissingRequiredArgument => {
            Message::new("args-missing").with("arguments", context(ContextKind::InvalidArg))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let known = context(ContextKind::ValidValue);
            let message = match known.as_str() {
                "" => Message::new("args-value-wrong"),
                _ => Message::new("args-value-unknown").with("known", known),
            };
            message.with("argument", context(ContextKind::InvalidArg)).with("value", context(ContextKind::InvalidValue))
        }
        ErrorKind::InvalidUtf8 => Message::new("args-not-text"),
        _ => Message::new("args-wrong").with("argument", context(ContextKind::InvalidArg)),
    };
    Stop { text: speech.say(&message), wrong: true }
}
