//! The commands of the decree's texts and of the catalogue.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::{Asked, Builder};
use crate::commands::export::Format;

/// What is asked of the decree's texts.
pub(super) fn asked(verb: &str, sub: &ArgMatches) -> Option<Asked> {
    let text = |name: &str| sub.get_one::<String>(name).cloned();
    Some(match verb {
        "diff" => Asked::DecreeDiff {
            files: sub.get_many::<PathBuf>("files")?.cloned().collect(),
            language: text("lang").and_then(|code| code.parse().ok())?,
            json: sub.get_flag("json"),
        },
        "show" => Asked::DecreeShow {
            clause: text("clause")?,
            on: text("on"),
            organisation: text("org"),
            object: text("object"),
            json: sub.get_flag("json"),
        },
        "review" => Asked::DecreeReview { clause: text("clause")?, note: text("note").unwrap_or_default() },
        "discrepancies" => Asked::DecreeDiscrepancies { json: sub.get_flag("json") },
        "search" => {
            let words: Vec<String> = sub.get_many::<String>("words")?.cloned().collect();
            Asked::DecreeSearch { words: words.join(" "), json: sub.get_flag("json") }
        }
        _ => return None,
    })
}

/// The decree's texts.
pub(super) fn texts(b: &Builder<'_>, language: &impl Fn() -> Arg) -> Command {
    let usage = |key: &str| b.speech.text(key);
    let json = || b.flag("json");
    // Required here: which language a text is in is not guessed.
    let of_text = || language().help(usage("help-option-lang-text")).global(false).required(true);
    b.group(
        "decree",
        [
            b.command("outline")
                .override_usage(usage("help-usage-outline"))
                .arg(b.file("file"))
                .arg(b.flag("notes"))
                .arg(of_text()),
            b.command("import")
                .about(usage("help-decree-import"))
                .override_usage(usage("help-usage-decree-import"))
                .arg(b.file("file"))
                .arg(b.option("as-of", "day"))
                .arg(of_text()),
            b.command("diff")
                .override_usage(usage("help-usage-diff"))
                .arg(b.file("files").num_args(1..=2))
                .arg(json())
                .arg(of_text()),
            b.command("show")
                .about(usage("help-decree-show"))
                .override_usage(usage("help-usage-decree-show"))
                .arg(b.positional("clause"))
                .arg(b.option("on", "day"))
                .arg(b.option("object", "id").conflicts_with("org"))
                .arg(b.option("org", "id"))
                .arg(json()),
            b.command("review")
                .override_usage(usage("help-usage-review"))
                .arg(b.positional("clause"))
                .arg(b.option("note", "text")),
            b.command("discrepancies").override_usage(usage("help-usage-discrepancies")).arg(json()),
            b.command("search")
                .override_usage(usage("help-usage-search"))
                .arg(b.positional("words").num_args(1..))
                .arg(json()),
        ],
    )
}

/// The catalogue.
pub(super) fn catalog(b: &Builder<'_>) -> Command {
    let text = |code: &'static str| b.option(code, "file").value_parser(value_parser!(PathBuf));
    let out = b.option("out", "file").value_parser(value_parser!(PathBuf)).required(true);
    b.group(
        "catalog",
        [
            b.command("stats").override_usage("talap catalog stats [--json]").arg(b.flag("json")),
            b.command("check").override_usage("talap catalog check"),
            b.command("export")
                .override_usage(b.speech.text("help-usage-export"))
                .arg(b.option("format", "format").value_parser(Format::NAMES).hide_possible_values(true).required(true))
                .arg(out.clone().help(b.speech.text("help-option-out-export"))),
            b.command("record")
                .about(b.speech.text("help-catalog-record"))
                .override_usage(b.speech.text("help-usage-catalog-record"))
                .arg(text("kk").required(true))
                .arg(text("ru"))
                .arg(text("en"))
                .arg(out),
        ],
    )
}
