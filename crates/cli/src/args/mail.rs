//! `talap mail`.

use clap::{ArgMatches, Command};

use super::{Asked, Builder};

pub(super) fn command(b: &Builder<'_>) -> Command {
    let usage = b.speech.text("help-usage-mail-test");
    b.group("mail", [b.command("test").override_usage(usage).arg(b.positional("address"))])
}

pub(super) fn asked(matches: &ArgMatches) -> Option<Asked> {
    let (_test, sub) = matches.subcommand()?;
    Some(Asked::MailTest { address: sub.get_one::<String>("address").cloned()? })
}
