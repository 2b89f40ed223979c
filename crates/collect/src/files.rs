//! Import of log files: a file becomes a stream of events, one a line or record, read as it goes.

mod clamav;
mod clf;
mod evtx;
mod inflate;
mod journal;
pub mod journal_export;
mod json;
mod lines;
mod postgres;
mod suricata;
mod syslog;

use std::io::BufRead;

use lines::{Lines, RawLine};
use syslog::Messages;
use talap_model::{Attributes, Clock, Explain, Message, NewEvent, Timestamp};
use time::UtcOffset;

pub use inflate::{Inflating, MOST_INFLATED, inflating};

use crate::normalise::mapping::{Mappings, Said};
use crate::source::{Format, Source};
use crate::{fault, text};

/// The attribute of an imported event that names the file it came from, by SHA-256. No sender can set it.
pub const FILE_DIGEST: &str = "file_sha256";

/// What a file does not say about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatOptions {
    /// The zone of times without one.
    pub offset: UtcOffset,
    /// When the file was last written, for dates without a year; the present unless stated.
    pub written_at: Option<Timestamp>,
    /// The longest line or record, in bytes; longer ones are cut.
    pub max_line: usize,
    /// Whether lines of syslog without a priority belong to the message before them; else each is an event.
    pub multiline: bool,
}

impl Default for FormatOptions {
    fn default() -> Self {
        Self { offset: UtcOffset::UTC, written_at: None, max_line: 1024 * 1024, multiline: true }
    }
}

/// A file could not be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system failed.
    #[error("the file cannot be read after line {line}")]
    Input {
        /// The last line that was read, from 1; 0 when none was.
        line: u64,
        /// The system's answer.
        #[source]
        cause: std::io::Error,
    },
    /// The file is not of the format that its source is registered with.
    #[error("the file is not of the format {}: {cause}", format.key())]
    OtherFormat {
        /// The format.
        format: Format,
        /// What the format's reader says.
        cause: String,
    },
}

impl Explain for ReadError {
    fn explain(&self) -> Message {
        match self {
            Self::Input { line, cause } => {
                Message::new("collect-file-read-failed").with("line", *line).with("cause", cause.to_string())
            }
            Self::OtherFormat { format, cause } => {
                Message::new("collect-file-other-format").with("format", format.key()).with("cause", cause.as_str())
            }
        }
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
    pub attributes: Attributes,
    /// What the format says beside: its own finding in OCSF's terms, or the structure that mappings look into.
    pub said: Said,
}

/// What reading a line may depend on.
#[derive(Debug, Clone, Copy)]
struct Context {
    offset: UtcOffset,
    written_at: Timestamp,
}

/// The events of a file, read as they are asked for.
pub type Events<'a> = Box<dyn Iterator<Item = Result<NewEvent, ReadError>> + Send + 'a>;

/// Reads a log file of the source's format. Blank lines are no events; every other line or record is exactly one, but for the
/// further lines of a message of syslog, which are part of it ([`crate::framing`]).
pub fn read_file_events<'a, R: BufRead + Send + 'a>(
    reader: R,
    source: &'a Source,
    mappings: &'a Mappings,
    clock: &'a dyn Clock,
    options: FormatOptions,
) -> Events<'a> {
    let maker = Maker { source, mappings, clock };
    match source.format {
        Format::Evtx => return evtx::read(reader, maker),
        Format::JournalExport => return journal_export::read_events(reader, maker, options),
        Format::Syslog if options.multiline => {
            let messages = Messages::new(reader, options.max_line);
            return Box::new(messages.map(move |message| message.map(|message| of_line(message, maker, options))));
        }
        _ => {}
    }
    let multi_line = source.format == Format::PostgresCsv;
    let lines = Lines::new(reader, options.max_line, multi_line);
    Box::new(lines.map(move |line| line.map(|line| of_line(line, maker, options))))
}

/// What makes events of what was read.
#[derive(Clone, Copy)]
struct Maker<'a> {
    source: &'a Source,
    mappings: &'a Mappings,
    clock: &'a dyn Clock,
}

impl Maker<'_> {
    /// An event of the bytes and what was read in them; what has a fault is described no further.
    fn event(&self, said: Line, raw: Vec<u8>, fault: Option<&str>, understood: bool) -> NewEvent {
        let source = self.source;
        let mut event = NewEvent {
            received_at: self.clock.now(),
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
            raw,
            fault: fault.map(str::to_owned),
        };
        if understood {
            self.mappings.describe(&mut event, source.format, said.said);
        }
        event
    }
}

fn of_line(line: RawLine, maker: Maker<'_>, options: FormatOptions) -> NewEvent {
    let written_at = options.written_at.unwrap_or_else(|| maker.clock.now());
    let context = Context { offset: options.offset, written_at };
    let (text, encoding) = text::decode(&line.bytes);
    let trimmed = text.trim_end_matches('\r');
    let read = read_line(maker.source.format, trimmed, context);
    let parsed = read.is_some();
    let mut said = read.unwrap_or_else(|| Line { message: trimmed.to_owned(), ..Line::default() });
    crate::syslog::note_encoding(&mut said.attributes, encoding);
    let fault = if line.too_long { Some(fault::FRAME_TOO_LONG) } else { (!parsed).then_some(fault::LINE_UNPARSED) };
    maker.event(said, line.bytes, fault, parsed)
}

/// Reads one line or record of a format; nothing where it is not of it. A Windows event log has no lines.
fn read_line(format: Format, text: &str, context: Context) -> Option<Line> {
    match format {
        Format::Syslog => syslog::read(text, context),
        Format::JournalJson => journal::read(text),
        Format::Clf => clf::read(text),
        Format::PostgresCsv => postgres::read(text),
        Format::Clamav => clamav::read(text, context),
        Format::JsonLines => json::read(text, context),
        Format::SuricataEve => suricata::read(text, context),
        // An entry of the export format and a record of Windows are no lines; their own readers read them.
        Format::Plain | Format::JournalExport | Format::Evtx => {
            Some(Line { message: text.to_owned(), ..Line::default() })
        }
    }
}

/// Text where there is some.
fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}
