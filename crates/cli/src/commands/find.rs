//! `talap query --search`: events in the words of the search page, on the terminal or in a file.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use talap_model::Message;
use talap_web::export::Format;

use crate::client;
use crate::commands::{Place, unexpected};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::{Answer, Request};

/// How the answer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Table,
    Json,
    Csv,
    Parquet,
}

impl Shape {
    /// As the command line has it.
    pub(crate) const NAMES: [&str; 4] = ["table", "json", "csv", "parquet"];

    /// Reads it.
    pub(crate) fn of(text: &str) -> Option<Self> {
        [Self::Table, Self::Json, Self::Csv, Self::Parquet]
            .into_iter()
            .zip(Self::NAMES)
            .find(|(_, name)| *name == text)
            .map(|(shape, _)| shape)
    }

    /// The form of a file; a table is none.
    pub(super) fn file(self) -> Option<Format> {
        match self {
            Self::Table => None,
            Self::Json => Some(Format::Json),
            Self::Csv => Some(Format::Csv),
            Self::Parquet => Some(Format::Parquet),
        }
    }
}

/// What was asked.
pub(super) struct Asked {
    pub(super) search: String,
    pub(super) format: Shape,
    pub(super) output: Option<PathBuf>,
    pub(super) follow: bool,
}

/// Looks, and prints or writes what is found.
pub(super) fn run(speech: &Speech, place: Place, asked: Asked) -> Result<ExitCode, Failure> {
    let Asked { search, format, output, follow } = asked;
    if follow {
        if output.is_some() || matches!(format, Shape::Csv | Shape::Parquet) {
            return Err(Failure::wrong_use(Message::new("query-follow-format")));
        }
        let json = format == Shape::Json;
        let request = Request::FollowEvents { search, json, language: Some(spoken(speech)) };
        client::stream(&place.folder, place.config, request, &mut Printed(io::stdout().lock()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let (format, path) = match (format.file(), output) {
        (None, None) => return table(speech, place, search),
        (format, path) => (format.unwrap_or(Format::Csv), path),
    };
    let request = Request::ExportEvents { search, format: format.key().to_owned() };
    hand_out(speech, place, request, &File { format, path, written: "query-written" })
}

/// A file that is asked for.
pub(super) struct File {
    pub(super) format: Format,
    /// Where to; without it, it is printed.
    pub(super) path: Option<PathBuf>,
    /// The key of the sentence that says how much of what was written.
    pub(super) written: &'static str,
}

/// Prints or writes what follows the answer to a request.
pub(super) fn hand_out(speech: &Speech, place: Place, request: Request, file: &File) -> Result<ExitCode, Failure> {
    match &file.path {
        None if file.format == Format::Parquet => Err(Failure::wrong_use(Message::new("query-parquet-needs-file"))),
        None => {
            client::stream(&place.folder, place.config, request, &mut Printed(io::stdout().lock()))?;
            Ok(ExitCode::SUCCESS)
        }
        Some(path) => write(speech, place, request, path, file.written),
    }
}

/// The language in which acts of Talap's own are told.
fn spoken(speech: &Speech) -> String {
    speech.language().code().to_owned()
}

/// The newest of what is found.
fn table(speech: &Speech, place: Place, search: String) -> Result<ExitCode, Failure> {
    let request = Request::FindEvents { search, language: Some(spoken(speech)) };
    let Answer::Rows(answer) = client::ask(&place.folder, place.config, request, Vec::new())? else {
        return Err(unexpected());
    };
    render::print(&render::found_events(speech, &answer))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a file so that it is there whole or not at all.
fn write(
    speech: &Speech,
    place: Place,
    request: Request,
    path: &Path,
    written: &'static str,
) -> Result<ExitCode, Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    // A file in the place of a key or of the ledger would be the end of it.
    if place.folder.holds(path) || place.folder.holds(&part) {
        let message = Message::new("query-output-in-data-folder").with("path", path.display().to_string());
        return Err(Failure::wrong_use(message));
    }
    let unwritable = |error: io::Error| Failure::io("file-unwritable", path, &error);
    let mut out = Counted { file: BufWriter::new(fs::File::create(&part).map_err(unwritable)?), bytes: 0 };
    let streamed = client::stream(&place.folder, place.config, request, &mut out);
    let kept = streamed.and_then(|answer| {
        out.flush().map_err(unwritable)?;
        fs::rename(&part, path).map_err(unwritable)?;
        Ok(answer)
    });
    let answer = kept.inspect_err(|_| {
        if let Err(error) = fs::remove_file(&part) {
            tracing::debug!(%error, "a part of a file stays");
        }
    })?;
    let Answer::Stream { found } = answer else { return Err(unexpected()) };
    let message = Message::new(written).with("path", path.display().to_string());
    render::print(&speech.say(&message.with("n", found.unwrap_or_default()).with("bytes", out.bytes)))?;
    Ok(ExitCode::SUCCESS)
}

/// A file that counts what is written to it.
struct Counted {
    file: BufWriter<fs::File>,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The terminal. A reader that has gone away, as `head` does, ends the command quietly.
struct Printed<W>(W);

impl<W: Write> Write for Printed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write_all(bytes).and_then(|()| self.0.flush()) {
            Ok(()) => Ok(bytes.len()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
            Err(error) => Err(error),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
