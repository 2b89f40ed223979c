//! From a received message to an event: shared by all receivers.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use talap_model::{Clock, NewEvent};
use time::UtcOffset;

use super::Counters;
use crate::framing::{CONTINUATION, DEFAULT_MAX_FRAME, Frame, FrameFault};
use crate::normalise::mapping::Said;
use crate::sink::{Answering, Kept, Sink, SinkError};
use crate::source::Sources;
use crate::{fault, syslog};

/// The bounds within which receivers work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest message over TCP, in bytes; longer ones are cut.
    pub max_frame: usize,
    /// How long the last message of a connection whose messages end with line feeds is kept for a further line of it, where
    /// nothing has come after it; none where every line is a message.
    pub continuation: Option<Duration>,
    /// The most messages handed to the sink at once.
    pub batch: usize,
    /// The most batches of one connection that the sink has taken and not answered for; a receiver reads no further.
    pub in_line: usize,
    /// The most connections at once; more are closed as they come.
    pub connections: usize,
    /// How long a connection may be silent before it is closed.
    pub idle: Duration,
    /// The most bytes of datagrams that wait for the sink; datagrams beyond are dropped and counted.
    pub queued_bytes: u32,
    /// How long a sender may stop in the middle of a message, or leave an answer untaken.
    pub stalled: Duration,
    /// How long TLS may take to stand.
    pub handshake: Duration,
    /// The most connections of a receiver that gather a batch at the same time; others wait, unread.
    pub turns: usize,
    /// The longest body of a request, in bytes, unpacked.
    pub max_body: usize,
    /// The most events in a request.
    pub max_events: usize,
    /// The most bytes of bodies of requests that are held at the same time, as many of what they are read as, and as many of what
    /// they unfold to; requests beyond wait, and are then refused.
    pub bodies: usize,
    /// How long a request waits for that room.
    pub room: Duration,
    /// How long a request may take from its head to its answer.
    pub request: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_frame: DEFAULT_MAX_FRAME,
            continuation: Some(CONTINUATION),
            batch: 1024,
            in_line: 3,
            connections: 1024,
            // Syslog senders keep a connection open and may have nothing to say for hours.
            idle: Duration::from_hours(24),
            queued_bytes: 32 * 1024 * 1024,
            stalled: Duration::from_mins(1),
            handshake: Duration::from_secs(10),
            turns: 32,
            max_body: 8 * 1024 * 1024,
            max_events: 20_000,
            bodies: 64 * 1024 * 1024,
            room: Duration::from_secs(10),
            request: Duration::from_mins(2),
        }
    }
}

/// What every receiver needs: whose messages are whose, where events go, what time it is, and the bounds.
#[derive(Clone)]
pub struct Intake<S> {
    /// Where events go.
    pub sink: S,
    /// Whose messages are whose.
    pub sources: Sources,
    /// The time of receipt, and the year of messages without one.
    pub clock: Arc<dyn Clock>,
    /// The zone of messages without one.
    pub offset: UtcOffset,
    /// The bounds.
    pub limits: Limits,
}

/// The way a message came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub(super) peer: IpAddr,
    pub(super) transport: &'static str,
}

impl<S: Sink> Intake<S> {
    /// Makes an event of a message.
    pub(super) fn event(&self, frame: Frame, origin: Origin, counters: &Counters) -> NewEvent {
        let received_at = self.clock.now();
        let said = syslog::parse(&frame.bytes, received_at, self.offset);
        let table = self.sources.current();
        let registered = table.resolve(origin.peer, said.hostname.as_deref(), said.program.as_deref());
        let source = registered.unwrap_or_else(|| self.sources.fallback());
        if !said.parsed {
            counters.unparsed();
        }
        if registered.is_none() {
            counters.unregistered();
        }
        // One fault fits: damage to the bytes before what they say, and that before whose they are, which the
        // identifier of the source tells anyway.
        let fault = frame
            .fault
            .map(FrameFault::key)
            .or((!said.parsed).then_some(fault::SYSLOG_UNPARSED))
            .or(registered.is_none().then_some(fault::SOURCE_UNREGISTERED));
        let mut attributes = said.attributes;
        attributes.insert("peer", origin.peer.to_canonical().to_string());
        attributes.insert("transport", origin.transport);
        let mut event = NewEvent {
            received_at,
            occurred_at: said.occurred_at,
            organisation: source.organisation.clone(),
            object: source.object.clone(),
            source: source.id.clone(),
            kind: source.kind,
            class_uid: 0,
            severity_id: said.severity_id,
            host: said.hostname,
            program: said.program,
            user: None,
            address: None,
            message: said.message,
            attributes,
            raw: frame.bytes,
            fault: fault.map(str::to_owned),
        };
        // What is not syslog names no program, so nothing says that it is a log-on and not text about one.
        if said.parsed {
            self.sources.mappings().describe(&mut event, source.format, Said::default());
        }
        event
    }

    /// Puts a batch in line and empties it; `None` when the sink did not take it.
    pub(super) async fn submit(&self, batch: &mut Vec<NewEvent>, counters: &Counters) -> Option<InLine> {
        let count = batch.len();
        match self.sink.submit(std::mem::take(batch)).await {
            Ok(answering) => Some(InLine { count, answering }),
            Err(error) => {
                lost(count, &error, counters);
                None
            }
        }
    }

    /// Hands a batch over and empties it; says whether the sink kept it.
    pub(super) async fn deliver(&self, batch: &mut Vec<NewEvent>, counters: &Counters) -> bool {
        batch.is_empty() || self.hand_over(std::mem::take(batch), counters).await.is_ok()
    }

    /// Hands events over and says what the sink says of them.
    pub(super) async fn hand_over(&self, events: Vec<NewEvent>, counters: &Counters) -> Result<Kept, SinkError> {
        let count = events.len();
        let kept = self.sink.deliver(events).await;
        if let Err(error) = &kept {
            lost(count, error, counters);
        }
        kept
    }
}

/// A batch that the sink has taken and not answered for yet.
pub(super) struct InLine {
    count: usize,
    answering: Answering,
}

impl InLine {
    /// Waits for the answer; says whether the sink kept the batch. It may be dropped and called again.
    pub(super) async fn answer(&mut self, counters: &Counters) -> bool {
        match self.answering.as_mut().await {
            Ok(_) => true,
            Err(error) => {
                lost(self.count, &error, counters);
                false
            }
        }
    }
}

fn lost(count: usize, error: &SinkError, counters: &Counters) {
    counters.dropped(count);
    tracing::error!(count, cause = %error.cause, "events were not kept");
}
