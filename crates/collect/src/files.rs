//! Import of log files: a file becomes a stream of events, one a line, read as it goes.

mod clamav;
mod clf;
mod journal;
pub mod journal_export;
mod lines;
mod postgres;
mod syslog;

use std::collections::BTreeMap;
use std::io::BufRead;

use lines::{Lines, RawLine};
use talap_model::{Clock, Explain, Message, NewEvent, Timestamp};
use time::UtcOffset;

use crate::normalise::{self, Finding};
use crate::source::{Format, Source};
use crate::{fault, text};

/// What a file does not say about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatOptions {
    /// The zone of times without one.
    pub offset: UtcOffset,
    /// When the file was last written, for dates without a year; the present unless stated.
    pub written_at: Option<Timestamp>,
    /// The longest line or record, in bytes; longer ones are cut.
    pub max_line: usize,
}

impl Default for FormatOptions {
    fn default() -> Self {
        Self { offset: UtcOffset::UTC, written_at: None, max_line: 1024 * 1024 }
    }
}

/// A file could not be read to its end.
#[derive(Debug, thiserror::Error)]
#[error("the file cannot be read after line {line}")]
pub struct ReadError {
    /// The last line that was read, from 1; 0 when none was.
    pub line: u64,
    /// The system's answer.
    #[source]
    pub cause: std::io::Error,
}

impl Explain for ReadError {
    fn explain(&self) -> Message {
        Message::new("collect-file-read-failed").with("line", self.line).with("cause", self.cause.to_string())
    }
}

/// What one line of a file says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// When it happened.
    pub occurred_at: Option<Timestamp>,
    /// The OCSF `severity_id`.
    pub severity_id: u8,
    /// The host that it names.
    pub host: Option<String>,
    /// The program that it names, or that is known to write the format.
    pub program: Option<String>,
    /// The user that it names.
    pub user: Option<String>,
    /// The network address that it names.
    pub address: Option<String>,
    /// Its text.
    pub message: String,
    /// Everything else, by name.
    pub attributes: BTreeMap<String, String>,
    /// What the format itself says in OCSF's terms; where it says nothing, the text is looked at.
    pub finding: Option<Finding>,
}

/// What reading a line may depend on.
#[derive(Debug, Clone, Copy)]
struct Context {
    offset: UtcOffset,
    written_at: Timestamp,
}

/// Reads a log file of the source's format. Blank lines are no events; every other line or record is exactly one.
pub fn read_file_events<'a, R: BufRead + Send + 'a>(
    reader: R,
    source: &'a Source,
    clock: &'a dyn Clock,
    options: FormatOptions,
) -> Box<dyn Iterator<Item = Result<NewEvent, ReadError>> + Send + 'a> {
    if source.format == Format::JournalExport {
        return Box::new(journal_export::read_events(reader, source, clock, options));
    }
    let multi_line = source.format == Format::PostgresCsv;
    let lines = Lines::new(reader, options.max_line, multi_line);
    Box::new(lines.map(move |line| line.map(|line| event(line, source, clock, options))))
}

fn event(line: RawLine, source: &Source, clock: &dyn Clock, options: FormatOptions) -> NewEvent {
    let received_at = clock.now();
    let context = Context { offset: options.offset, written_at: options.written_at.unwrap_or(received_at) };
    let (text, encoding) = text::decode(&line.bytes);
    let trimmed = text.trim_end_matches('\r');
    let read = read_line(source.format, trimmed, context);
    let parsed = read.is_some();
    let mut said = read.unwrap_or_else(|| Line { message: trimmed.to_owned(), ..Line::default() });
    crate::syslog::note_encoding(&mut said.attributes, encoding);
    let fault = if line.too_long { Some(fault::FRAME_TOO_LONG) } else { (!parsed).then_some(fault::LINE_UNPARSED) };
    let mut event = NewEvent {
        received_at,
        occurred_at: said.occurred_at,
        organisation: source.organisation.clone(),
        object: source.object.clone(),
        source: source.id.clone(),
        kind: source.kind,
        class_uid: 0,
        severity_id: said.severity_id,
        host: said.host,
        program: said.program,
        user: said.user,
        address: said.address,
        message: said.message,
        attributes: said.attributes,
        raw: line.bytes,
        fault: fault.map(str::to_owned),
    };
    match said.finding {
        Some(finding) => normalise::add(&mut event, finding),
        None if parsed => normalise::apply(&mut event),
        None => {}
    }
    event
}

fn read_line(format: Format, text: &str, context: Context) -> Option<Line> {
    match format {
        Format::Syslog => syslog::read(text, context),
        Format::JournalJson => journal::read(text),
        Format::Clf => clf::read(text),
        Format::PostgresCsv => postgres::read(text),
        Format::Clamav => clamav::read(text, context),
        // An entry of the export format is no line; its own reader reads it.
        Format::Plain | Format::JournalExport => Some(Line { message: text.to_owned(), ..Line::default() }),
    }
}

/// Text where there is some.
fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
