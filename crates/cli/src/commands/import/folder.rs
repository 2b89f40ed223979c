//! A folder of log files of one source: each file by itself, so that one that cannot be read does not stop the others.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;
use talap_model::Message;

use super::{read, written_at};
use crate::client::Door;
use crate::commands::{Place, found, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, EventsAnswer, Request};

/// What to import.
pub(super) struct Asked<'a> {
    /// The folder.
    pub(super) folder: &'a Path,
    /// The source that all its files come from.
    pub(super) source: &'a str,
    /// Whether the answer is for a program.
    pub(super) json: bool,
}

/// What became of one file.
struct Done {
    file: PathBuf,
    outcome: Result<EventsAnswer, Failure>,
}

impl Done {
    /// Whether its events are in the ledger already; nothing is wrong with that.
    fn is_old(&self) -> bool {
        matches!(&self.outcome, Err(failure) if failure.message.key == "events-imported-before")
    }
}

/// Imports the files in the order in which they were written, telling of each as it is done.
pub(super) fn run(speech: &Speech, place: Place, asked: &Asked<'_>) -> Result<ExitCode, Failure> {
    let files = files(asked.folder)?;
    if files.is_empty() {
        let path = asked.folder.display().to_string();
        return Err(Failure::failed(Message::new("events-folder-empty").with("path", path)));
    }
    let door = Door::open(&place.folder, place.config)?;
    let mut all = Vec::new();
    for (place, file) in files.iter().enumerate() {
        let done = Done { file: file.clone(), outcome: import(&door, asked.source, file) };
        if !asked.json {
            tell(speech, &done, place + 1, files.len())?;
        }
        let stop = matches!(&done.outcome, Err(failure) if concerns_all(failure));
        all.push(done);
        if stop {
            break;
        }
    }
    door.close()?;
    summary(speech, asked, all)
}

fn import(door: &Door, source: &str, file: &Path) -> Result<EventsAnswer, Failure> {
    let body = read(file)?;
    let request = Request::ImportEvents { source: source.to_owned(), written_at: written_at(file) };
    match door.ask(request, body)? {
        Answer::EventsImported(answer) => Ok(answer),
        _ => Err(unexpected()),
    }
}

/// Failures that the next file would meet as well.
fn concerns_all(failure: &Failure) -> bool {
    matches!(failure.message.key.as_str(), "import-source-unknown" | "socket-nobody-answers" | "socket-other-version")
        || failure.message.key.starts_with("access-")
        || failure.message.key.starts_with("ledger-")
}

fn tell(speech: &Speech, done: &Done, number: usize, of: usize) -> Result<(), Failure> {
    let said = match &done.outcome {
        Ok(answer) => render::events(speech, answer),
        Err(failure) => speech.say(&failure.message),
    };
    render::print(&format!("[{number}/{of}] {}: {said}", render::printable(&done.file.display().to_string())))
}

fn summary(speech: &Speech, asked: &Asked<'_>, all: Vec<Done>) -> Result<ExitCode, Failure> {
    let (mut events, mut marked) = (0, 0);
    for answer in all.iter().filter_map(|done| done.outcome.as_ref().ok()) {
        events += answer.events;
        marked += answer.marked;
    }
    let old = all.iter().filter(|done| done.is_old()).count();
    let failed = all.iter().filter(|done| done.outcome.is_err()).count() - old;
    if asked.json {
        let file = |done: &Done| {
            let file = done.file.display().to_string();
            match &done.outcome {
                Ok(answer) => json!({ "file": file, "events": answer.events, "marked": answer.marked }),
                Err(failure) => {
                    let reason = speech.say(&failure.message);
                    json!({ "file": file, "reason_key": failure.message.key, "reason": reason })
                }
            }
        };
        let files: Vec<_> = all.iter().map(file).collect();
        let answer = json!({ "files": files, "events": events, "marked": marked, "before": old, "failed": failed });
        render::print_json(&answer)?;
    } else {
        let message = Message::new("events-folder-done").with("files", all.len()).with("before", old);
        let message = message.with("failed", failed).with("n", events).with("marked", marked);
        render::print(&speech.say(&message))?;
    }
    Ok(found(failed > 0 || marked > 0))
}

/// Every file below a folder, those written first first. Links to folders are not followed, since they may lead round.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |error: std::io::Error| Failure::io("file-unreadable", &folder, &error);
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            if entry.file_type().map_err(failed)?.is_dir() {
                folders.push(path);
            } else if path.is_file() {
                found.push((written_at(&path), path));
            }
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}
