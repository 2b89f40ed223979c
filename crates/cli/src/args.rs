//! The command line, described and refused in the person's language.

mod decree;
mod import;
mod ledger;
mod mail;
mod query;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use talap_model::{Language, Message};

pub(crate) use self::ledger::TrustArgs;
use crate::commands::export::Format;
use crate::commands::find::Shape;
use crate::failure::WRONG_USE;
use crate::render::Speech;

/// What was asked for.
#[derive(Debug)]
pub(crate) struct Parsed {
    /// The data folder.
    pub(crate) data: PathBuf,
    /// A configuration file other than the data folder's own.
    pub(crate) config: Option<PathBuf>,
    /// The command.
    pub(crate) command: Asked,
}

/// A command with its arguments.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Run the program.
    Up { example: bool },
    /// Print the clauses of an official text.
    Outline { file: PathBuf, language: Language, notes: bool },
    /// Take an official text in, to be shown beside the statements.
    DecreeImport { file: PathBuf, language: Language, as_of: Option<String> },
    /// Compare two official texts, or one with the catalogue.
    DecreeDiff { files: Vec<PathBuf>, language: Language, json: bool },
    /// Show a clause, now or on a past day.
    DecreeShow { clause: String, on: Option<String>, organisation: Option<String>, object: Option<String>, json: bool },
    /// Mark the newest wording of a clause as reviewed.
    DecreeReview { clause: String, note: String },
    /// List where the language versions differ.
    DecreeDiscrepancies { json: bool },
    /// Look for words.
    DecreeSearch { words: String, json: bool },
    /// Tell what binds an organisation or an object, and why.
    Applicability { organisation: Option<String>, object: Option<String>, json: bool },
    /// Hold the catalogue against its checks.
    CatalogCheck,
    /// Write the catalogue for other programs, or for a lawyer.
    CatalogExport { format: Format, out: PathBuf },
    /// Write down what the official texts are.
    CatalogRecord { texts: Vec<(Language, PathBuf)>, out: PathBuf },
    /// Make a paper about an object or an organisation.
    Report { object: Option<String>, organisation: Option<String>, language: Language, out: PathBuf },
    /// Make a one-time link for an account.
    AccessLink { account: String },
    /// Print what the catalogue holds.
    CatalogStats { json: bool },
    /// Bring a table, a file of a tool or a log file in.
    Import(crate::commands::import::Asked),
    /// List the mappings of events.
    MappingList,
    /// Show what becomes of the lines of a log file.
    MappingExplain { file: PathBuf, format: talap_collect::source::Format, source: Option<String>, json: bool },
    /// Keep one record.
    RecordPut { place: RecordPlace, values: Vec<String> },
    /// Declare one record void.
    RecordVoid { place: RecordPlace, reason: String },
    /// Show one record.
    RecordShow { place: RecordPlace, json: bool },
    /// Judge statements.
    Assess { organisation: Option<String>, object: Option<String>, json: bool },
    /// Send a letter that shows whether the settings are right.
    MailTest { address: String },
    /// Ask a question in SQL.
    Query { sql: String, format: Option<Shape>, json: bool, output: Option<PathBuf>, follow: bool },
    /// Show how sources and receivers do.
    Sources { json: bool },
    /// Look for events in the words of the search page.
    Find { search: String, format: Shape, output: Option<PathBuf>, follow: bool },
    /// Verify the ledger's files.
    LedgerVerify { folder: Option<PathBuf>, archive: Option<String>, trust: TrustArgs, json: bool },
    /// Put back what the ledger lost.
    LedgerRestore(crate::commands::restore::Asked),
    /// Print what the ledger holds, where, and until when.
    LedgerStatus { json: bool },
    /// Write the proof of one event.
    LedgerProve { seq: u64, output: Option<PathBuf> },
    /// Check the proof of one event.
    CheckProof { file: PathBuf, trust: TrustArgs, json: bool },
    /// Make a witness's key.
    WitnessKeygen { name: String },
    /// Run a witness.
    WitnessRun,
    /// Print the JSON Schema of the configuration.
    ConfigSchema,
    /// Show who has which role.
    AccessList { json: bool },
    /// Make a token of a source.
    SourceToken { source: String, name: String, until: Option<String>, json: bool },
    /// List the tokens of sources.
    SourceTokens { json: bool },
    /// Revoke a token of a source.
    SourceTokenRevoke { id: String },
    /// Give or take a role.
    AccessChange { give: bool, user: String, role: String, organisation: Option<String> },
}

/// Where a record is.
#[derive(Debug)]
pub(crate) struct RecordPlace {
    pub(crate) register: String,
    pub(crate) organisation: String,
    pub(crate) key: String,
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
            eprintln!("{}\n{}", self.text, speech.text("args-see-help"));
            return ExitCode::from(WRONG_USE);
        }
        match crate::render::print(self.text.trim_end()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => ExitCode::from(failure.exit),
        }
    }
}

/// Parses the command line.
pub(crate) fn parse(speech: &Speech, args: impl Iterator<Item = OsString>) -> Result<Parsed, Stop> {
    let matches = command(speech).try_get_matches_from(args).map_err(|error| stop(speech, &error))?;
    let data = matches.get_one::<PathBuf>("data").cloned().unwrap_or_else(|| PathBuf::from("talap-data"));
    let config = matches.get_one::<PathBuf>("config").cloned();
    let asked = asked(&matches).ok_or_else(|| Stop { text: speech.text("args-command-missing"), wrong: true })?;
    Ok(Parsed { data, config, command: asked })
}

fn asked(matches: &ArgMatches) -> Option<Asked> {
    let text = |matches: &ArgMatches, name: &str| matches.get_one::<String>(name).cloned();
    let path = |matches: &ArgMatches, name: &str| matches.get_one::<PathBuf>(name).cloned();
    let (name, sub) = matches.subcommand()?;
    Some(match (name, sub.subcommand()) {
        ("up", _) => Asked::Up { example: sub.get_flag("example") },
        ("decree", Some(("outline", sub))) => Asked::Outline {
            file: path(sub, "file")?,
            language: text(sub, "lang").and_then(|code| code.parse().ok())?,
            notes: sub.get_flag("notes"),
        },
        ("decree", Some(("import", sub))) => Asked::DecreeImport {
            file: path(sub, "file")?,
            language: text(sub, "lang").and_then(|code| code.parse().ok())?,
            as_of: text(sub, "as-of"),
        },
        ("decree", Some((verb, sub))) => decree::asked(verb, sub)?,
        ("applicability", _) => Asked::Applicability {
            organisation: text(sub, "org"),
            object: text(sub, "object"),
            json: sub.get_flag("json"),
        },
        ("catalog", Some(("check", _))) => Asked::CatalogCheck,
        ("catalog", Some(("export", sub))) => Asked::CatalogExport {
            format: text(sub, "format").and_then(|name| Format::of(&name))?,
            out: path(sub, "out")?,
        },
        ("catalog", Some(("record", sub))) => {
            let given = Language::ALL.into_iter().filter_map(|language| Some((language, path(sub, language.code())?)));
            Asked::CatalogRecord { texts: given.collect(), out: path(sub, "out")? }
        }
        ("report", Some((verb, sub))) => Asked::Report {
            object: text(sub, "id").filter(|_| verb == "object"),
            organisation: text(sub, "id").filter(|_| verb == "organisation"),
            language: text(sub, "lang").and_then(|code| code.parse().ok())?,
            out: path(sub, "out")?,
        },
        ("access", Some(("link", sub))) => Asked::AccessLink { account: text(sub, "account")? },
        ("catalog", Some(("stats", sub))) => Asked::CatalogStats { json: sub.get_flag("json") },
        ("import", _) => Asked::Import(import::asked(sub)?),
        ("mapping", Some(("list", _))) => Asked::MappingList,
        ("mapping", Some(("explain", sub))) => Asked::MappingExplain {
            file: path(sub, "file")?,
            format: text(sub, "format").and_then(|key| key.parse().ok())?,
            source: text(sub, "source"),
            json: sub.get_flag("json"),
        },
        ("record", Some((verb, sub))) => {
            let place = RecordPlace {
                register: text(sub, "register")?,
                organisation: text(sub, "org")?,
                key: text(sub, "key")?,
            };
            match verb {
                "put" => {
                    let values = sub.get_many::<String>("values").into_iter().flatten().cloned().collect();
                    Asked::RecordPut { place, values }
                }
                "void" => Asked::RecordVoid { place, reason: text(sub, "reason")? },
                "show" => Asked::RecordShow { place, json: sub.get_flag("json") },
                _ => return None,
            }
        }
        ("assess", _) => {
            Asked::Assess { organisation: text(sub, "org"), object: text(sub, "object"), json: sub.get_flag("json") }
        }
        ("query", _) => query::asked(sub)?,
        ("mail", _) => mail::asked(sub)?,
        ("sources", _) => Asked::Sources { json: sub.get_flag("json") },
        ("ledger", Some((verb, sub))) => ledger::asked(verb, sub)?,
        ("witness", Some((verb, sub))) => ledger::witness_asked(verb, sub)?,
        ("config", Some(("schema", _))) => Asked::ConfigSchema,
        ("source", Some(("token", sub))) => Asked::SourceToken {
            source: text(sub, "source")?,
            name: text(sub, "name")?,
            until: text(sub, "until"),
            json: sub.get_flag("json"),
        },
        ("source", Some(("tokens", sub))) => Asked::SourceTokens { json: sub.get_flag("json") },
        ("source", Some(("revoke", sub))) => Asked::SourceTokenRevoke { id: text(sub, "id")? },
        ("access", Some(("list", sub))) => Asked::AccessList { json: sub.get_flag("json") },
        ("access", Some((verb @ ("grant" | "revoke"), sub))) => Asked::AccessChange {
            give: verb == "grant",
            user: text(sub, "user")?,
            role: text(sub, "role")?,
            organisation: text(sub, "org"),
        },
        _ => return None,
    })
}

/// Builds the description of the command line in one language.
struct Builder<'a> {
    speech: &'a Speech,
}

impl Builder<'_> {
    fn command(&self, name: &'static str) -> Command {
        let t = |key: &str| self.speech.text(key);
        Command::new(name)
            .about(t(&format!("help-{name}")))
            .disable_help_flag(true)
            .disable_help_subcommand(true)
            .help_template(format!("{{about}}\n\n{}: {{usage}}\n\n{{all-args}}{{after-help}}", t("help-heading-usage")))
            .subcommand_help_heading(t("help-heading-commands"))
            .subcommand_value_name(t("help-value-command"))
            .next_help_heading(t("help-heading-options"))
            .arg(
                Arg::new("help")
                    .short('h')
                    .long("help")
                    .action(ArgAction::Help)
                    .global(false)
                    .help(t("help-option-help")),
            )
    }

    fn flag(&self, name: &'static str) -> Arg {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(self.speech.text(&format!("help-option-{name}")))
    }

    fn option(&self, name: &'static str, value: &str) -> Arg {
        Arg::new(name)
            .long(name)
            .value_name(self.speech.text(&format!("help-value-{value}")))
            .help(self.speech.text(&format!("help-option-{name}")))
    }

    fn positional(&self, name: &'static str) -> Arg {
        Arg::new(name)
            .required(true)
            .value_name(self.speech.text(&format!("help-value-{name}")))
            .help(self.speech.text(&format!("help-argument-{name}")))
    }

    fn file(&self, name: &'static str) -> Arg {
        self.positional(name).value_parser(value_parser!(PathBuf))
    }

    fn group(&self, name: &'static str, subcommands: impl IntoIterator<Item = Command>) -> Command {
        let usage = format!("talap {name} <{}>", self.speech.text("help-value-command"));
        self.command(name).override_usage(usage).subcommand_required(true).subcommands(subcommands)
    }
}

fn command(speech: &Speech) -> Command {
    let b = Builder { speech };
    let usage = |key: &str| speech.text(key);
    let language = || b.option("lang", "lang").global(true).value_parser(["kk", "ru", "en"]).hide_possible_values(true);
    let json = || b.flag("json");
    b.command("talap")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(speech.text("help-option-version")),
        )
        .arg(b.option("data", "folder").global(true).value_parser(value_parser!(PathBuf)))
        .arg(b.option("config", "file").global(true).value_parser(value_parser!(PathBuf)))
        .arg(language())
        .override_usage(usage("help-usage"))
        .after_help(speech.text("help-exit-status"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            b.command("up").override_usage(usage("help-usage-up")).arg(b.flag("example")),
            decree::texts(&b, &language),
            b.group("report", [report(&b, "object", language()), report(&b, "organisation", language())]),
            b.command("applicability")
                .override_usage(usage("help-usage-applicability"))
                .arg(b.option("object", "id").conflicts_with("org").required_unless_present("org"))
                .arg(b.option("org", "id"))
                .arg(json()),
            decree::catalog(&b),
            import::command(&b),
            mapping(&b),
            b.group(
                "record",
                [
                    record(&b, "put").arg(b.positional("values").num_args(1..)),
                    record(&b, "void").arg(b.option("reason", "text").required(true)),
                    record(&b, "show").arg(json()),
                ],
            ),
            b.command("assess")
                .override_usage(usage("help-usage-assess"))
                .arg(b.option("object", "id").conflicts_with("org"))
                .arg(b.option("org", "id"))
                .arg(json()),
            query::command(&b),
            b.command("sources").override_usage("talap sources [--json]").arg(json()),
            ledger::ledger(&b),
            ledger::witness(&b),
            mail::command(&b),
            b.group("config", [b.command("schema").override_usage("talap config schema")]),
            b.group(
                "source",
                [
                    b.command("token")
                        .override_usage(usage("help-usage-source-token"))
                        .arg(b.positional("source"))
                        .arg(b.option("name", "text").required(true))
                        .arg(b.option("until", "day"))
                        .arg(json()),
                    b.command("tokens").override_usage("talap source tokens [--json]").arg(json()),
                    b.command("revoke")
                        .about(speech.text("help-source-revoke"))
                        .override_usage(usage("help-usage-source-revoke"))
                        .arg(b.positional("id").help(speech.text("help-argument-token"))),
                ],
            ),
            b.group(
                "access",
                [
                    b.command("list").override_usage("talap access list [--json]").arg(json()),
                    b.command("link").override_usage(usage("help-usage-link")).arg(b.positional("account")),
                    access_change(&b, "grant"),
                    access_change(&b, "revoke"),
                ],
            ),
        ])
}

fn mapping(b: &Builder<'_>) -> Command {
    let formats = talap_collect::source::Format::ALL.map(talap_collect::source::Format::key);
    let format = b.option("format", "format").value_parser(formats).hide_possible_values(true).required(true);
    let source = b.option("source", "id").help(b.speech.text("help-option-source-explained"));
    b.group(
        "mapping",
        [
            b.command("list").about(b.speech.text("help-mapping-list")).override_usage("talap mapping list"),
            b.command("explain")
                .override_usage(b.speech.text("help-usage-explain"))
                .arg(b.file("file"))
                .arg(format.help(b.speech.text("help-option-format-log")))
                .arg(source)
                .arg(b.flag("json")),
        ],
    )
}

fn report(b: &Builder<'_>, name: &'static str, language: Arg) -> Command {
    let id = b.positional("id").help(b.speech.text(&format!("help-argument-{name}")));
    let out = b.option("out", "file").value_parser(value_parser!(PathBuf)).required(true);
    // Required here: whom the paper is for is not guessed.
    let language = language.help(b.speech.text("help-option-lang-paper")).global(false).required(true);
    b.command(name)
        .about(b.speech.text(&format!("help-report-{name}")))
        .override_usage(b.speech.text(&format!("help-usage-report-{name}")))
        .arg(id)
        .arg(language)
        .arg(out)
}

fn record(b: &Builder<'_>, name: &'static str) -> Command {
    b.command(name)
        .override_usage(b.speech.text(&format!("help-usage-{name}")))
        .arg(b.positional("register").help(b.speech.text("help-argument-register-records")))
        .arg(b.positional("key"))
        .arg(b.option("org", "id").required(true))
}

fn access_change(b: &Builder<'_>, name: &'static str) -> Command {
    b.command(name)
        .override_usage(b.speech.text(&format!("help-usage-{name}")))
        .arg(b.positional("user"))
        .arg(b.positional("role").help(b.speech.text("help-argument-role")))
        .arg(b.option("org", "id"))
}

/// What clap refused, said in the person's language.
fn stop(speech: &Speech, error: &clap::Error) -> Stop {
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    };
    let said = |message: Message| Stop { text: speech.say(&message), wrong: true };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Stop { text: error.render().to_string(), wrong: false },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Stop { text: error.render().to_string(), wrong: true },
        ErrorKind::UnknownArgument => {
            said(Message::new("args-unknown").with("argument", context(ContextKind::InvalidArg)))
        }
        ErrorKind::InvalidSubcommand => {
            said(Message::new("args-command-unknown").with("command", context(ContextKind::InvalidSubcommand)))
        }
        ErrorKind::MissingSubcommand => said(Message::new("args-command-missing")),
        ErrorKind::MissingRequiredArgument => {
            said(Message::new("args-missing").with("arguments", context(ContextKind::InvalidArg)))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let known = context(ContextKind::ValidValue);
            let message = match known.as_str() {
                "" => Message::new("args-value-wrong"),
                _ => Message::new("args-value-unknown").with("known", known),
            };
            said(
                message
                    .with("argument", context(ContextKind::InvalidArg))
                    .with("value", context(ContextKind::InvalidValue)),
            )
        }
        ErrorKind::ArgumentConflict => said(
            Message::new("args-conflict")
                .with("argument", context(ContextKind::InvalidArg))
                .with("other", context(ContextKind::PriorArg)),
        ),
        ErrorKind::InvalidUtf8 => said(Message::new("args-not-text")),
        _ => said(Message::new("args-wrong").with("argument", context(ContextKind::InvalidArg))),
    }
}
