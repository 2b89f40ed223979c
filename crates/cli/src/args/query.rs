//! `talap query`: SQL, or the words of the search page.

use std::path::PathBuf;

use clap::{ArgMatches, Command, value_parser};

use super::{Asked, Builder};
use crate::commands::find::Shape;

/// What was asked.
pub(super) fn asked(sub: &ArgMatches) -> Option<Asked> {
    let text = |name: &str| sub.get_one::<String>(name).cloned();
    let format = match text("format") {
        Some(name) => Some(Shape::of(&name)?),
        None => None,
    };
    let (json, follow) = (sub.get_flag("json"), sub.get_flag("follow"));
    let output = sub.get_one::<PathBuf>("output").cloned();
    let Some(search) = text("search") else {
        return Some(Asked::Query { sql: text("sql")?, format, json, output, follow });
    };
    let format = format.unwrap_or(if json { Shape::Json } else { Shape::Table });
    Some(Asked::Find { search, format, output, follow })
}

/// Its description.
pub(super) fn command(b: &Builder<'_>) -> Command {
    let format = b.option("format", "format").value_parser(Shape::NAMES).hide_possible_values(true);
    b.command("query")
        .override_usage(b.speech.text("help-usage-query"))
        .arg(b.positional("sql").required(false).required_unless_present("search").conflicts_with("search"))
        .arg(b.option("search", "text"))
        .arg(format.help(b.speech.text("help-option-format-events")))
        .arg(b.option("output", "file").value_parser(value_parser!(PathBuf)))
        .arg(b.flag("follow"))
        .arg(b.flag("json").conflicts_with("format"))
}
