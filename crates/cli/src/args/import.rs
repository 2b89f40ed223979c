//! `talap import`: a table, a file that a tool wrote, or logs.

use std::path::PathBuf;

use clap::{ArgMatches, Command};
use talap_register::{Said, Tool};

use super::Builder;
use crate::commands::import::Asked;

/// What was asked.
pub(super) fn asked(sub: &ArgMatches) -> Option<Asked> {
    let text = |name: &str| sub.get_one::<String>(name).cloned();
    let tool = text("format").and_then(|name| name.parse().ok());
    Some(Asked {
        register: text("register")?,
        file: sub.get_one::<PathBuf>("file").cloned()?,
        organisation: text("org"),
        source: text("source"),
        said: Said { tool, object: text("object"), scan: text("scan") },
        json: sub.get_flag("json"),
    })
}

/// Its description.
pub(super) fn command(b: &Builder<'_>) -> Command {
    let t = |key: &str| b.speech.text(key);
    let format = b.option("format", "format").value_parser(Tool::ALL.map(Tool::key)).hide_possible_values(true);
    b.command("import")
        .override_usage(t("help-usage-import"))
        .arg(b.positional("register"))
        .arg(b.file("file"))
        .arg(b.option("org", "id"))
        .arg(b.option("source", "id"))
        .arg(format.help(t("help-option-format-tool")).conflicts_with("source"))
        .arg(b.option("object", "id").help(t("help-option-object-tool")).conflicts_with("source"))
        .arg(b.option("scan", "id").conflicts_with("source"))
        .arg(b.flag("json"))
}
