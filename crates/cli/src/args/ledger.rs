//! The commands about the ledger's files and about witnesses.

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches, Command, value_parser};

use super::{Asked, Builder};
use crate::commands::restore;

/// Whom a check trusts, as the command line has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct TrustArgs {
    /// The file of the ledger's public key.
    pub(crate) key: Option<PathBuf>,
    /// Public keys of witnesses, or files of them.
    pub(crate) witnesses: Vec<String>,
    /// The file of the time-stamping authority's certificate.
    pub(crate) authority: Option<PathBuf>,
}

fn trust(b: &Builder<'_>, command: Command) -> Command {
    command
        .arg(b.option("key", "file").value_parser(value_parser!(PathBuf)))
        .arg(b.option("witness", "public-key").action(ArgAction::Append))
        .arg(b.option("authority", "file").value_parser(value_parser!(PathBuf)))
}

fn trusted(sub: &ArgMatches) -> TrustArgs {
    TrustArgs {
        key: sub.get_one("key").cloned(),
        witnesses: sub.get_many::<String>("witness").into_iter().flatten().cloned().collect(),
        authority: sub.get_one("authority").cloned(),
    }
}

/// `talap ledger`.
pub(super) fn ledger(b: &Builder<'_>) -> Command {
    let usage = |key: &str| b.speech.text(key);
    let verify = b
        .command("verify")
        .override_usage(usage("help-usage-verify"))
        .arg(b.option("folder", "folder").value_parser(value_parser!(PathBuf)))
        .arg(b.option("archive", "url"))
        .arg(b.flag("json"));
    let status = b.command("status").override_usage(usage("help-usage-status")).arg(b.flag("json"));
    let prove = b
        .command("prove")
        .override_usage(usage("help-usage-prove"))
        .arg(b.positional("seq").value_parser(value_parser!(u64)))
        .arg(b.option("output", "file").value_parser(value_parser!(PathBuf)));
    let check = b
        .command("check-proof")
        .override_usage(usage("help-usage-check-proof"))
        .arg(b.file("file").help(usage("help-argument-proof")))
        .arg(b.flag("json"));
    let restore = b
        .command("restore")
        .override_usage(usage("help-usage-restore"))
        .arg(b.flag("from-second-store"))
        .arg(b.flag("yes"))
        .arg(
            b.option("output", "file").help(usage("help-option-output-recovered")).value_parser(value_parser!(PathBuf)),
        )
        .arg(b.flag("json"));
    b.group("ledger", [trust(b, verify), status, restore, prove, trust(b, check)])
}

/// `talap witness`.
pub(super) fn witness(b: &Builder<'_>) -> Command {
    let usage = |key: &str| b.speech.text(key);
    b.group(
        "witness",
        [
            b.command("keygen").override_usage(usage("help-usage-keygen")).arg(b.positional("witness-name")),
            b.command("run").override_usage("talap witness run"),
        ],
    )
}

/// Reads a command about the ledger.
pub(super) fn asked(verb: &str, sub: &ArgMatches) -> Option<Asked> {
    Some(match verb {
        "verify" => Asked::LedgerVerify {
            folder: sub.get_one("folder").cloned(),
            archive: sub.get_one("archive").cloned(),
            trust: trusted(sub),
            json: sub.get_flag("json"),
        },
        "restore" => Asked::LedgerRestore(restore::Asked {
            from_second_store: sub.get_flag("from-second-store"),
            yes: sub.get_flag("yes"),
            output: sub.get_one("output").cloned(),
            json: sub.get_flag("json"),
        }),
        "status" => Asked::LedgerStatus { json: sub.get_flag("json") },
        "prove" => Asked::LedgerProve { seq: *sub.get_one("seq")?, output: sub.get_one("output").cloned() },
        "check-proof" => Asked::CheckProof {
            file: sub.get_one::<PathBuf>("file").cloned()?,
            trust: trusted(sub),
            json: sub.get_flag("json"),
        },
        _ => return None,
    })
}

/// Reads a command about witnesses.
pub(super) fn witness_asked(verb: &str, sub: &ArgMatches) -> Option<Asked> {
    Some(match verb {
        "keygen" => Asked::WitnessKeygen { name: sub.get_one::<String>("witness-name").cloned()? },
        "run" => Asked::WitnessRun,
        _ => return None,
    })
}
