//! `POST /upload`: systemd's journal, as `systemd-journal-upload` sends it. A body may hold a whole journal, so it is read
//! and kept entry by entry; the answer comes once all of it is kept. Without it the sender begins again where it began.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use talap_model::NewEvent;
use tokio_util::bytes::BytesMut;

use super::body::{Packing, is_of_type, media_type, packing, room};
use super::desk::add_attribute;
use super::{Desk, Refused};
use crate::files::journal_export::{Entries, Entry};
use crate::receive::BATCH_BYTES;
use crate::receive::listening::Peer;
use crate::sink::Sink;
use crate::source::Source;
use crate::{fault, text};

/// The type of the journal export format.
const TYPE: &str = "application/vnd.fdo.journal";
/// The answer that `systemd-journal-remote` gives.
const OK: &str = "OK.\n";

pub(super) async fn take<S: Sink>(
    State(desk): State<Arc<Desk<S>>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    match keep(&desk, &peer, &headers, request.into_body()).await {
        Ok(()) => (StatusCode::ACCEPTED, OK).into_response(),
        Err(refused) => desk.refuse(&peer, &headers, refused),
    }
}

async fn keep<S: Sink>(desk: &Desk<S>, peer: &Peer, headers: &HeaderMap, body: Body) -> Result<(), Refused> {
    let source = desk.admit(headers).await?;
    if !is_of_type(headers, &[TYPE]) {
        return Err(Refused::Type { found: media_type(headers).to_owned(), expected: TYPE });
    }
    if packing(headers)? != Packing::None {
        return Err(Refused::Encoding { found: "gzip".to_owned() });
    }
    let limits = desk.intake.limits;
    let _room = room(desk, BATCH_BYTES).await?;
    let mut upload = Upload { desk, source: &source, peer, batch: Vec::new(), batch_bytes: 0 };
    let (mut entries, mut buffer) = (Entries::new(limits.max_frame), BytesMut::new());
    let mut discarded = 0;
    let mut pieces = body.into_data_stream();
    let ended = loop {
        let piece = match tokio::time::timeout(limits.stalled, pieces.next()).await {
            Err(_) => break Err(Refused::Stalled),
            Ok(None) => break Ok(()),
            Ok(Some(Err(error))) => break Err(Refused::Broken { cause: error.to_string() }),
            Ok(Some(Ok(piece))) => piece,
        };
        buffer.extend_from_slice(&piece);
        while let Some(entry) = entries.next(&mut buffer) {
            upload.take(entry).await?;
        }
        desk.counters.discarded_bytes(entries.discarded() - discarded);
        discarded = entries.discarded();
    };
    // What came of an entry that broke off is kept too, although its sender will send it again.
    if let Some(entry) = entries.finish(&mut buffer) {
        upload.take(entry).await?;
    }
    upload.hand_over().await?;
    ended
}

/// An upload under way.
struct Upload<'a, S> {
    desk: &'a Desk<S>,
    source: &'a Source,
    peer: &'a Peer,
    batch: Vec<NewEvent>,
    batch_bytes: usize,
}

impl<S: Sink> Upload<'_, S> {
    async fn take(&mut self, entry: Entry) -> Result<(), Refused> {
        self.batch_bytes += entry.bytes.len();
        let event = self.event(entry);
        self.batch.push(event);
        let full = self.batch.len() >= self.desk.intake.limits.batch || self.batch_bytes >= BATCH_BYTES;
        if full { self.hand_over().await } else { Ok(()) }
    }

    async fn hand_over(&mut self) -> Result<(), Refused> {
        self.batch_bytes = 0;
        self.desk.hand_over(std::mem::take(&mut self.batch)).await.map(|_| ())
    }

    fn event(&self, entry: Entry) -> NewEvent {
        let received_at = self.desk.intake.clock.now();
        let mut event = self.desk.event(&entry.bytes, self.source, self.peer, "journal", received_at);
        event.fault = entry.fault().map(str::to_owned);
        let Some(said) = entry.read() else {
            self.desk.counters.unparsed();
            event.message = text::decode(&event.raw).0.into_owned();
            event.fault.get_or_insert_with(|| fault::LINE_UNPARSED.to_owned());
            return event;
        };
        event.occurred_at = said.occurred_at;
        event.severity_id = said.severity_id;
        event.host = said.host;
        event.program = said.program;
        event.message = said.message;
        for (name, value) in said.attributes {
            add_attribute(&mut event, name, value);
        }
        self.desk.intake.sources.mappings().describe(&mut event, self.source.format, said.said);
        event
    }
}
