//! `POST /v1/events`: events as lines of JSON, answered with how many and under which numbers the ledger keeps them.
//!
//! A line that cannot be read is kept as it came and told in the answer; it does not spoil its neighbours, and a sender
//! that sent them all again would only double what is there.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use memchr::memmem;
use serde::Serialize;
use talap_model::NewEvent;

use super::body::{VALUE, is_of_type, media_type, unfolded, whole};
use super::desk::add_attribute;
use super::{Desk, Refused, line};
use crate::files::{FormatOptions, read_file_events};
use crate::receive::listening::Peer;
use crate::sink::Sink;
use crate::source::{Format, Source};
use crate::{fault, syslog, text};

/// The types of lines of JSON that are in use.
const TYPES: [&str; 5] =
    ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines", "application/json"];
/// The most lines that an answer names.
const MOST_NAMED: usize = 100;

/// What became of a request's lines.
#[derive(Serialize)]
struct Answer {
    /// How many events are kept.
    events: usize,
    /// The number of the first in the ledger; null where there is none, or where it is not known yet.
    first_seq: Option<u64>,
    /// The number of the last.
    last_seq: Option<u64>,
    /// How many of them could not be read as they should be; they are kept as they came.
    marked: usize,
    /// The first hundred of those.
    faults: Vec<Marked>,
}

/// A line that is marked.
#[derive(Serialize)]
struct Marked {
    /// The line, from 1.
    line: usize,
    /// The mark, which the event carries too.
    fault: String,
    /// What the parser says.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    /// The mark in the language asked for.
    message: String,
}

pub(super) async fn take<S: Sink>(
    State(desk): State<Arc<Desk<S>>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let patience = desk.intake.limits.request;
    let done = tokio::time::timeout(patience, keep(&desk, &peer, &headers, request)).await;
    match done.unwrap_or(Err(Refused::Stalled)) {
        Ok(answer) => Json(answer).into_response(),
        Err(refused) => desk.refuse(&peer, &headers, refused),
    }
}

async fn keep<S: Sink>(desk: &Desk<S>, peer: &Peer, headers: &HeaderMap, request: Request) -> Result<Answer, Refused> {
    let source = desk.admit(headers).await?;
    if !is_of_type(headers, &TYPES) {
        return Err(Refused::Type { found: media_type(headers).to_owned(), expected: "application/x-ndjson" });
    }
    let body = whole(desk, headers, request.into_body()).await?;
    let lines =
        || body.bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
    let limit = desk.intake.limits.max_events;
    if lines().nth(limit).is_some() {
        return Err(Refused::TooMany { limit });
    }
    // Members are short as JSON and long as attributes.
    let members = memmem::find_iter(&body.bytes, b"\":").count();
    let _room = unfolded(desk, lines().count(), members.saturating_mul(VALUE)).await?;
    let (mut events, mut faults, mut marked) = (Vec::new(), Vec::new(), 0);
    for (index, bytes) in lines() {
        let (event, cause) = event(desk, &source, peer, bytes);
        if let Some(key) = &event.fault {
            marked += 1;
            if faults.len() < MOST_NAMED {
                let message = desk.say(headers, &talap_model::Message::new(key.as_str()));
                faults.push(Marked { line: index + 1, fault: key.clone(), cause, message });
            }
        }
        events.push(event);
    }
    let count = events.len();
    let seqs = desk.hand_over(events).await?.seqs;
    Ok(Answer {
        events: count,
        first_seq: seqs.as_ref().map(|seqs| seqs.start),
        last_seq: seqs.as_ref().and_then(|seqs| seqs.end.checked_sub(1)),
        marked,
        faults,
    })
}

/// Makes an event of a line, and says what is wrong with it in the words of its parser.
fn event<S: Sink>(desk: &Desk<S>, source: &Source, peer: &Peer, bytes: &[u8]) -> (NewEvent, Option<String>) {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let mut event = desk.event(bytes, source, peer, "http", desk.intake.clock.now());
    if is_read_like_a_file(source.format) {
        let (offset, max_line) = (desk.intake.offset, desk.intake.limits.max_frame);
        let options = FormatOptions { offset, max_line, ..FormatOptions::default() };
        let mappings = desk.intake.sources.mappings();
        let read = read_file_events(bytes, source, mappings, desk.intake.clock.as_ref(), options).next();
        if let Some(Ok(mut read)) = read {
            read.attributes.extend(std::mem::take(&mut event.attributes));
            if read.fault.is_some() {
                desk.counters.unparsed();
            }
            return (read, None);
        }
    }
    let (said, encoding) = text::decode(&event.raw);
    let read = line::read(&said);
    let cause = read.as_ref().err().cloned();
    let said = read.unwrap_or_else(|_| crate::files::Line { message: said.into_owned(), ..Default::default() });
    syslog::note_encoding(&mut event.attributes, encoding);
    event.occurred_at = said.occurred_at;
    event.severity_id = said.severity_id;
    event.host = said.host;
    event.program = said.program;
    event.user = said.user;
    event.address = said.address;
    event.message = said.message;
    for (name, value) in said.attributes {
        add_attribute(&mut event, name, value);
    }
    if cause.is_some() {
        desk.counters.unparsed();
        event.fault.get_or_insert_with(|| fault::LINE_UNPARSED.to_owned());
    } else {
        desk.intake.sources.mappings().describe(&mut event, source.format, said.said);
    }
    (event, cause)
}

/// Whether lines of JSON of a source have a form of their own, which imports of files know.
fn is_read_like_a_file(format: Format) -> bool {
    matches!(format, Format::JournalJson | Format::JsonLines | Format::SuricataEve)
}
