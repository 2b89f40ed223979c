//! `talap query`: SQL, or the words of the search page.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::{Asked, Builder};
use crate::commands::find::Shape;

/// What was asked.
pub(super) fn asked(sub: &ArgMatches) -> Option<Asked> {
    let text = |name: &str| sub.get_one::<String>(name).cloned();
    let Some(search) = text("search") else {
        return Some(Asked::Query { sql: text("sql")?, json: sub.get_flag("json") });
    };
    let format = match text("format") {
        Some(name) => Shape::of(&name)?,
        None if sub.get_flag("json") => Shape::Json,
        None => Shape::Table,
    };
    Some(Asked::Find {
        search,
        format,
        output: sub.get_one::<PathBuf>("output").cloned(),
        follow: sub.get_flag("follow"),
    })
}

/// Its description.
pub(super) fn command(b: &Builder<'_>) -> Command {
    // A question in SQL is printed; only what a search finds may go into a file.
    let of_search = |arg: Arg| arg.conflicts_with("sql");
    let format = b.option("format", "format").value_parser(Shape::NAMES).hide_possible_values(true);
    b.command("query")
        .override_usage(b.speech.text("help-usage-query"))
        .arg(b.positional("sql").required(false).required_unless_present("search").conflicts_with("search"))
        .arg(b.option("search", "text"))
        .arg(of_search(format.help(b.speech.text("help-option-format-events"))))
        .arg(of_search(b.option("output", "file").value_parser(value_parser!(PathBuf))))
        .arg(of_search(b.flag("follow")))
        .arg(b.flag("json").conflicts_with("format"))
}
