//! What a search finds as a file: CSV for spreadsheets (RFC 4180), Parquet for other programs, or a line of JSON for each event.
//! A file is given as it is read, so that it takes the same memory however long it is; one that cannot be given whole breaks
//! off, which the one who fetches it notices.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::stream::{self, BoxStream, Stream, StreamExt, try_unfold};
use serde::Serialize;
use talap_assess::EventQuery;
use talap_assess::events::Search;
use talap_assess::events::parquet::ParquetFile;
use talap_assess::events::stream::{Chunk, EventStream};
use talap_model::{Attributes, Event, Message};
use talap_register::sheet::shielded;
use tokio::sync::OwnedSemaphorePermit;

use crate::Shared;
use crate::fault::Fault;
use crate::reading::Reader;

/// The most events of one file.
pub const MOST_EXPORTED: u64 = 1_000_000;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values (RFC 4180). It has no bytes as they came, which no spreadsheet shows.
    Csv,
    /// JSON, a line for each event or row.
    Json,
    /// Apache Parquet, with the columns of the table `events` or of an answer.
    Parquet,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Json, Self::Parquet];

    /// As addresses and commands write it; also the ending of a file's name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Parquet => "parquet",
        }
    }

    /// Reads it.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.key() == text)
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/x-ndjson",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// A file on its way.
pub struct Export {
    /// How many events or rows it holds.
    pub found: u64,
    /// Its bytes, piece by piece.
    pub pieces: BoxStream<'static, Result<Vec<u8>, Fault>>,
}

/// Begins a file of what a search finds, as the ledger is now, once the ledger has heard of it.
///
/// # Errors
///
/// [`Fault`] when the reader may not, there are more events than one file takes, too many files are being made, or the ledger
/// cannot be read.
pub async fn export(site: &Shared, reader: &Reader<'_>, search: &Search, format: Format) -> Result<Export, Fault> {
    let busy = |_| Fault::busy(Message::new("web-events-export-busy"));
    let permit = Arc::clone(&site.exports).try_acquire_owned().map_err(busy)?;
    // What comes in from now on is left out, so that as many are given as are told.
    let query =
        EventQuery { search: Some(search.clone()), before: Some(site.ledger.stats().events), ..EventQuery::default() };
    let facts = site.assessor.facts();
    let found = facts.count(reader.caller, &query).await?;
    if found > MOST_EXPORTED {
        let long = Message::new("web-events-export-too-long").with("n", found).with("most", MOST_EXPORTED);
        return Err(Fault::wrong(long));
    }
    let rows = facts.stream(reader.caller, &query).await?;
    site.note_export(reader, search, found, format.key()).await?;
    let writing = Writing { rows, form: Form::begin(format)?, first: true, _permit: permit };
    Ok(Export { found, pieces: pieces(writing).boxed() })
}

struct Writing {
    rows: EventStream,
    form: Form,
    first: bool,
    _permit: OwnedSemaphorePermit,
}

/// The pieces of a file. Empty ones, as while a group of rows is gathered, are left out.
fn pieces(writing: Writing) -> impl Stream<Item = Result<Vec<u8>, Fault>> + Send {
    let file = try_unfold(Some(writing), |writing| async {
        let Some(mut writing) = writing else { return Ok(None) };
        let mut piece = if std::mem::take(&mut writing.first) { writing.form.head() } else { Vec::new() };
        Ok(if let Some(chunk) = writing.rows.next().await? {
            piece.extend(writing.form.add(&chunk)?);
            Some((piece, Some(writing)))
        } else {
            piece.extend(writing.form.end()?);
            Some((piece, None))
        })
    });
    file.filter(|piece: &Result<Vec<u8>, Fault>| {
        let is_something = piece.as_ref().map_or(true, |bytes| !bytes.is_empty());
        std::future::ready(is_something)
    })
}

enum Form {
    Csv,
    Json,
    Parquet(Box<ParquetFile>),
}

/// The columns of a CSV file.
const COLUMNS: [&str; 16] = [
    "seq",
    "received_at",
    "occurred_at",
    "organisation",
    "object",
    "source",
    "kind",
    "class_uid",
    "severity_id",
    "host",
    "program",
    "user",
    "address",
    "message",
    "attributes",
    "fault",
];

impl Form {
    fn begin(format: Format) -> Result<Self, Fault> {
        Ok(match format {
            Format::Csv => Self::Csv,
            Format::Json => Self::Json,
            Format::Parquet => Self::Parquet(Box::new(ParquetFile::begin()?)),
        })
    }

    fn head(&self) -> Vec<u8> {
        match self {
            Self::Csv => {
                let mut text = String::new();
                csv_line(&mut text, COLUMNS.iter().map(|column| (*column).to_owned()));
                text.into_bytes()
            }
            Self::Json | Self::Parquet(_) => Vec::new(),
        }
    }

    fn add(&mut self, chunk: &Chunk) -> Result<Vec<u8>, Fault> {
        match self {
            Self::Csv => {
                let mut text = String::new();
                chunk.events()?.iter().for_each(|event| csv_line(&mut text, cells(event).into_iter()));
                Ok(text.into_bytes())
            }
            Self::Json => {
                let mut bytes = Vec::new();
                for event in chunk.events()? {
                    bytes.extend(json_line(&event)?);
                }
                Ok(bytes)
            }
            Self::Parquet(file) => Ok(file.add(chunk)?),
        }
    }

    fn end(self) -> Result<Vec<u8>, Fault> {
        match self {
            Self::Csv | Self::Json => Ok(Vec::new()),
            Self::Parquet(file) => Ok(file.end()?),
        }
    }
}

/// The cells of an event. A sender writes what it likes into an event, so what a spreadsheet would run is shielded.
fn cells(event: &Event) -> [String; COLUMNS.len()] {
    let body = &event.body;
    let text = |text: &str| shielded(text).into_owned();
    let maybe = |value: &Option<String>| value.as_deref().map(text).unwrap_or_default();
    [
        event.seq.to_string(),
        body.received_at.to_string(),
        body.occurred_at.map(|at| at.to_string()).unwrap_or_default(),
        body.organisation.to_string(),
        body.object.to_string(),
        body.source.to_string(),
        body.kind.key().to_owned(),
        body.class_uid.to_string(),
        body.severity_id.to_string(),
        maybe(&body.host),
        maybe(&body.program),
        maybe(&body.user),
        maybe(&body.address),
        text(&body.message),
        serde_json::to_string(&body.attributes).unwrap_or_default(),
        maybe(&body.fault),
    ]
}

/// Without it a spreadsheet takes UTF-8 for another encoding.
const MARK: &str = "\u{feff}";

/// A file that a browser saves under a name with the day and the form's ending.
pub(crate) fn download(export: Export, format: Format, name: &str) -> Response {
    let mark = (format == Format::Csv).then(|| Ok(MARK.as_bytes().to_vec()));
    let pieces = stream::iter(mark).chain(export.pieces);
    let mut response = given(pieces, format);
    // The name is of Latin letters, a date and an ending, so that it needs no quoting.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{}\"", format.key())) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// A file as it is written.
pub(crate) fn given(pieces: impl Stream<Item = Result<Vec<u8>, Fault>> + Send + 'static, format: Format) -> Response {
    let pieces = pieces.map(|piece| {
        // What has begun cannot be answered otherwise any more: the file breaks off, and whoever fetches it is told.
        piece.map_err(|fault| {
            tracing::warn!(cause = %fault.message, "a file broke off");
            std::io::Error::other("the file breaks off")
        })
    });
    let mut response = Body::from_stream(pieces).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    response
}

/// A line of CSV: cells in quotation marks where they need them (RFC 4180 §2).
pub(crate) fn csv_line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

/// An event as a line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    seq: u64,
    received_at: String,
    occurred_at: Option<String>,
    organisation: &'a str,
    object: &'a str,
    source: &'a str,
    kind: &'static str,
    class_uid: u32,
    severity_id: u8,
    host: Option<&'a str>,
    program: Option<&'a str>,
    user: Option<&'a str>,
    address: Option<&'a str>,
    message: &'a str,
    attributes: &'a Attributes,
    /// The bytes as they came, in base64.
    raw: String,
    fault: Option<&'a str>,
}

/// An event as a line of JSON, with its end.
///
/// # Errors
///
/// [`Fault`] when it cannot be written, which no event is.
pub fn json_line(event: &Event) -> Result<Vec<u8>, Fault> {
    let body = &event.body;
    let line = Line {
        seq: event.seq,
        received_at: body.received_at.to_string(),
        occurred_at: body.occurred_at.map(|at| at.to_string()),
        organisation: body.organisation.as_str(),
        object: body.object.as_str(),
        source: body.source.as_str(),
        kind: body.kind.key(),
        class_uid: body.class_uid,
        severity_id: body.severity_id,
        host: body.host.as_deref(),
        program: body.program.as_deref(),
        user: body.user.as_deref(),
        address: body.address.as_deref(),
        message: &body.message,
        attributes: &body.attributes,
        raw: STANDARD.encode(&body.raw),
        fault: body.fault.as_deref(),
    };
    let mut bytes = serde_json::to_vec(&line).map_err(talap_assess::QueryError::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample_event;

    #[test]
    fn cells_are_quoted_and_cannot_run() {
        let mut event = Event { seq: 7, body: sample_event("=HYPERLINK(\"http://x\",1)\nb") };
        event.body.host = Some("@h".to_owned());
        let mut text = String::new();
        csv_line(&mut text, cells(&event).into_iter());
        let expected = "7,1970-01-01T00:00:00Z,,akimat,portal,web,os,0,1,'@h,,,,\"'=HYPERLINK(\"\"http://x\"\",1)\nb\",\"{\"\"a\"\":\"\"b\"\"}\",\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_line_of_json_has_everything() {
        let event = Event { seq: 7, body: sample_event("қате") };
        let line = json_line(&event).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(
            (&value["message"], &value["raw"], &value["user"]),
            (&"қате".into(), &"cmF3AA==".into(), &().into())
        );
        assert!(line.ends_with(b"}\n"));
    }

    #[test]
    fn a_format_is_known_by_its_key() {
        for format in Format::ALL {
            assert_eq!(Format::of(format.key()), Some(format));
        }
        assert_eq!(Format::of("xls"), None);
    }
}
