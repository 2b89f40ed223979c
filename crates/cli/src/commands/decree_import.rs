//! `talap decree import`: takes the official text in, so that pages show it beside the statements.

use std::path::Path;
use std::process::ExitCode;

use talap_model::{Language, Message};

use crate::client;
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// Reads the file, which must be the whole text, and keeps it in the data folder.
pub(super) fn run(
    speech: &Speech,
    place: Place,
    file: &Path,
    language: Language,
    as_of: Option<String>,
) -> Result<ExitCode, Failure> {
    let body = std::fs::read(file).map_err(|error| Failure::io("file-unreadable", file, &error))?;
    if std::str::from_utf8(&body).is_err() {
        let not_text = std::io::Error::from(std::io::ErrorKind::InvalidData);
        return Err(Failure::io("file-unreadable", file, &not_text));
    }
    let request = Request::ImportDecree { language: language.code().to_owned(), as_of };
    let Answer::DecreeImported { clauses, as_of, pending, replaced, unreviewed } =
        client::ask(&place.folder, place.config, request, body)?
    else {
        return Err(unexpected());
    };
    let say = |message: Message| render::print(&speech.say(&message));
    say(Message::new("decree-imported").with("clauses", clauses).with("redaction", speech.day(&as_of)))?;
    if let Some(n) = replaced {
        say(Message::new("decree-import-replaced").with("n", n).with("redaction", speech.day(&as_of)))?;
    }
    if pending {
        say(Message::new("decree-import-pending").with("redaction", speech.day(&as_of)))?;
    }
    if !unreviewed.is_empty() {
        say(Message::new("decree-import-unreviewed").with("n", unreviewed.len()))?;
        render::print(&format!("  {}", unreviewed.join(", ")))?;
    }
    Ok(ExitCode::SUCCESS)
}
