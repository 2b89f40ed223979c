//! Takes the stream's messages into the ledger, each once.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::consumer::DeliverPolicy;
use async_nats::jetstream::consumer::pull::{Ordered, OrderedConfig};
use async_nats::jetstream::stream::Info;
use futures::{FutureExt as _, StreamExt as _};
use talap_ledger::{AppendError, Ledger, Receipt};
use talap_model::{Caller, Clock, NewEvent, ObjectId, OrganisationId, SourceId, SourceKind};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::envelope::{self, Unreadable};
use super::error::{Cause, StreamError};
use super::link::Link;
use crate::fault;
use crate::own::OWN;

/// The source that the ledger's own notes of a stream are kept under.
pub const PLACE_SOURCE: &str = "talap-stream";

/// The note that says how far a stream was taken.
const TAKEN: &str = "stream.taken";
/// The note of messages that the stream no longer had.
const MISSING: &str = "stream.missing";
/// The note of a message that is no envelope.
const UNREADABLE: &str = "stream.unreadable";

/// The key of the stream's metadata that says whose it is.
const LEDGER_KEY: &str = "talap-ledger";

/// How much of the stream one append takes.
const MESSAGES: usize = 64;
const BYTES: usize = 8 * 1024 * 1024;

/// How many appends may be on their way to the disk.
const IN_LINE: usize = 4;

/// How often it is looked whether something can be given up, and whether a silent stream is silent.
const TICK: Duration = Duration::from_secs(1);
const QUIET: Duration = Duration::from_secs(5);

/// The pause before a stream that failed is asked again.
const BREATH: Duration = Duration::from_millis(500);

/// The most bytes of a message that is no envelope that are kept.
const LONGEST_UNREADABLE: usize = 8 * 1024 * 1024;

/// An append on its way to the disk.
struct InLine {
    durable: Pin<Box<dyn Future<Output = Result<Receipt, AppendError>> + Send>>,
    /// The last sequence of the stream in it.
    sequence: u64,
}

/// Events that are durable and perhaps not sealed yet.
struct Durable {
    /// The seq after the last event.
    end: u64,
    /// The last sequence of the stream in it.
    sequence: u64,
}

/// What follows a stream into a ledger. There must be one at a time: the holder of the lease.
pub struct Taker {
    link: Link,
    ledger: Ledger,
    caller: Caller,
    clock: Arc<dyn Clock>,
    /// How far each stream was taken that this ledger ever took from: `NAME@creation` to sequence.
    places: BTreeMap<String, String>,
    /// This stream among them.
    name: String,
    /// The sequence that comes next.
    next: u64,
    in_line: VecDeque<InLine>,
    durable: VecDeque<Durable>,
}

enum End {
    Stopped,
    /// The subscription ended or fell silent; a new one goes on.
    Again,
}

impl Taker {
    /// Finds how far the ledger has taken the stream, and claims the stream for this ledger if nobody has.
    ///
    /// `mark` is the ledger's public key. `caller` needs to read and append events of all organisations.
    ///
    /// # Errors
    ///
    /// [`StreamError`] when the stream belongs to another ledger, or holds less than was taken of it, or when the ledger or
    /// the server does not answer.
    pub async fn open(
        link: Link,
        ledger: Ledger,
        caller: Caller,
        clock: Arc<dyn Clock>,
        mark: &str,
    ) -> Result<Self, StreamError> {
        let info = link.info().await?;
        claim(&link, &info, mark).await?;
        let (organisation, object, source) = own_place()?;
        let newest = ledger.newest(&caller, &organisation, &object, &source).await?;
        let places = newest.as_ref().map(|newest| newest.attributes.clone()).unwrap_or_default();
        // A stream that was removed and made again begins anew, under the same name.
        let name = format!("{}@{}", link.stream, info.created.unix_timestamp_nanos());
        let taken: u64 = places.get(&name).and_then(|text| text.parse().ok()).unwrap_or_default();
        if info.state.last_sequence < taken {
            return Err(StreamError::WentBack { stream: link.stream, last: info.state.last_sequence, taken });
        }
        let mut durable = VecDeque::new();
        if let Some(newest) = newest {
            durable.push_back(Durable { end: newest.seq + 1, sequence: taken });
        }
        Ok(Self { link, ledger, caller, clock, places, name, next: taken + 1, in_line: VecDeque::new(), durable })
    }

    /// The sequence of the stream that comes next.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Takes what comes until `stop`, and returns when what was taken is durable. While the servers do not answer it goes
    /// on asking.
    ///
    /// # Errors
    ///
    /// [`StreamError`] when the ledger takes nothing more, or a message is of a newer version than this program.
    pub async fn run(mut self, stop: CancellationToken) -> Result<(), StreamError> {
        loop {
            let followed = tokio::select! {
                () = stop.cancelled() => break,
                messages = subscribe(&self.link, self.next) => match messages {
                    Ok(messages) => self.follow(messages, &stop).await?,
                    Err(error) => {
                        tracing::warn!(cause = ?error, "the stream cannot be followed yet");
                        End::Again
                    }
                },
            };
            if matches!(followed, End::Stopped) {
                break;
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(BREATH) => {}
            }
        }
        while let Some(first) = self.in_line.pop_front() {
            self.settle(first.durable.await?, first.sequence);
        }
        Ok(())
    }

    async fn follow(&mut self, mut messages: Ordered, stop: &CancellationToken) -> Result<End, StreamError> {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        loop {
            tokio::select! {
                () = stop.cancelled() => return Ok(End::Stopped),
                receipt = first(&mut self.in_line) => {
                    if let Some(first) = self.in_line.pop_front() {
                        self.settle(receipt?, first.sequence);
                    }
                }
                message = messages.next(), if self.in_line.len() < IN_LINE => {
                    heard = Instant::now();
                    match message {
                        Some(Ok(message)) => {
                            if let Some(end) = self.take(message, &mut messages).await? {
                                return Ok(end);
                            }
                        }
                        Some(Err(error)) => {
                            tracing::warn!(%error, "the stream is followed anew");
                            return Ok(End::Again);
                        }
                        None => return Ok(End::Again),
                    }
                }
                _ = tick.tick() => {
                    self.give_up_sealed().await;
                    if heard.elapsed() >= QUIET {
                        heard = Instant::now();
                        // A subscription ends with the server that held it, and is told late.
                        let more = self.link.info().await.is_ok_and(|info| info.state.last_sequence >= self.next);
                        if more && self.in_line.is_empty() {
                            return Ok(End::Again);
                        }
                    }
                }
            }
        }
    }

    /// Takes a message, and those that are there already, in one append.
    async fn take(
        &mut self,
        first: async_nats::jetstream::Message,
        messages: &mut Ordered,
    ) -> Result<Option<End>, StreamError> {
        let (mut events, mut count, mut bytes, mut last, mut end) = (Vec::new(), 0, 0, None, None);
        let mut message = Some(first);
        while let Some(taken) = message.take() {
            let Ok(sequence) = taken.info().map(|info| info.stream_sequence) else {
                end = Some(End::Again);
                break;
            };
            count += 1;
            bytes += taken.payload.len();
            // What is delivered once more was taken before.
            if sequence >= self.next {
                if sequence > self.next {
                    events.push(self.missing(self.next, sequence - 1)?);
                }
                self.unpack(sequence, &taken.payload, &mut events)?;
                self.next = sequence + 1;
                last = Some(sequence);
            }
            if count < MESSAGES && bytes < BYTES {
                message = match messages.next().now_or_never() {
                    Some(Some(Ok(more))) => Some(more),
                    Some(_) => {
                        end = Some(End::Again);
                        None
                    }
                    None => None,
                };
            }
        }
        if let Some(sequence) = last {
            self.submit(events, sequence).await?;
        }
        Ok(end)
    }

    fn unpack(&self, sequence: u64, body: &[u8], events: &mut Vec<NewEvent>) -> Result<(), StreamError> {
        let reason = match envelope::unpack(body) {
            Ok(unpacked) => {
                // Nobody else says how far the ledger has come.
                if !unpacked.iter().any(|event| event.source.as_str() == PLACE_SOURCE) {
                    events.extend(unpacked);
                    return Ok(());
                }
                "it speaks for the ledger".to_owned()
            }
            Err(Unreadable::Version(version)) => {
                return Err(StreamError::Newer { stream: self.link.stream.clone(), sequence, version });
            }
            Err(unreadable) => unreadable.to_string(),
        };
        let mut event = self.note(UNREADABLE)?;
        event.attributes.insert("stream".to_owned(), self.link.stream.clone());
        event.attributes.insert("sequence".to_owned(), sequence.to_string());
        event.attributes.insert("reason".to_owned(), reason);
        event.attributes.insert("bytes".to_owned(), body.len().to_string());
        event.raw = body.get(..body.len().min(LONGEST_UNREADABLE)).unwrap_or_default().to_vec();
        event.fault = Some(fault::MESSAGE_UNREADABLE.to_owned());
        events.push(event);
        Ok(())
    }

    fn missing(&self, from: u64, to: u64) -> Result<NewEvent, StreamError> {
        tracing::error!(stream = %self.link.stream, from, to, "messages are missing from the stream");
        let mut event = self.note(MISSING)?;
        event.attributes.insert("stream".to_owned(), self.link.stream.clone());
        event.attributes.insert("from".to_owned(), from.to_string());
        event.attributes.insert("to".to_owned(), to.to_string());
        event.fault = Some(fault::MESSAGES_MISSING.to_owned());
        Ok(event)
    }

    /// Appends events and, with them, how far the stream is taken: both or none.
    async fn submit(&mut self, mut events: Vec<NewEvent>, sequence: u64) -> Result<(), StreamError> {
        self.places.insert(self.name.clone(), sequence.to_string());
        let mut place = self.note(TAKEN)?;
        place.attributes.clone_from(&self.places);
        events.push(place);
        let pending = self.ledger.submit(&self.caller, events).await?;
        self.in_line.push_back(InLine { durable: Box::pin(pending.durable()), sequence });
        Ok(())
    }

    fn settle(&mut self, receipt: Receipt, sequence: u64) {
        self.durable.push_back(Durable { end: receipt.first_seq + receipt.count, sequence });
    }

    /// Lets the servers forget messages whose events are in sealed files.
    async fn give_up_sealed(&mut self) {
        let stats = self.ledger.stats();
        let sealed = stats.events.saturating_sub(stats.tail_events);
        let done = self.durable.partition_point(|durable| durable.end <= sealed);
        let Some(sequence) = done.checked_sub(1).and_then(|last| self.durable.get(last)).map(|last| last.sequence)
        else {
            return;
        };
        let given_up = match self.link.handle().await {
            Ok(stream) => stream.purge().sequence(sequence + 1).await.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match given_up {
            Ok(_) => drop(self.durable.drain(..done)),
            // They stay a while longer, which costs the servers room and nothing else.
            Err(error) => tracing::warn!(%error, "messages that are sealed could not be given up"),
        }
    }

    fn note(&self, message: &str) -> Result<NewEvent, StreamError> {
        let (organisation, object, source) = own_place()?;
        let now = self.clock.now();
        Ok(NewEvent {
            received_at: now,
            occurred_at: Some(now),
            organisation,
            object,
            source,
            kind: SourceKind::Talap,
            class_uid: 0,
            severity_id: 1,
            host: None,
            program: Some(OWN.to_owned()),
            user: Some(self.caller.identity().to_string()),
            address: None,
            message: message.to_owned(),
            attributes: BTreeMap::new(),
            raw: Vec::new(),
            fault: None,
        })
    }
}

/// A new subscription from what comes next. One too many never harms: what was taken is known here, and not by the server.
async fn subscribe(link: &Link, next: u64) -> Result<Ordered, StreamError> {
    let failed = |cause: Cause| StreamError::NoStream { stream: link.stream.clone(), cause };
    let config = OrderedConfig {
        deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: next },
        max_batch: i64::try_from(MESSAGES).unwrap_or(i64::MAX),
        description: Some("the ledger".to_owned()),
        ..OrderedConfig::default()
    };
    let consumer = link.handle().await?.create_consumer(config).await.map_err(|error| failed(error.into()))?;
    consumer.messages().await.map_err(|error| failed(error.into()))
}

/// Waits for the first append in line; for ever where there is none.
async fn first(in_line: &mut VecDeque<InLine>) -> Result<Receipt, AppendError> {
    match in_line.front_mut() {
        Some(first) => first.durable.as_mut().await,
        None => std::future::pending().await,
    }
}

/// Where the notes of a stream are.
fn own_place() -> Result<(OrganisationId, ObjectId, SourceId), StreamError> {
    Ok((OrganisationId::new(OWN)?, ObjectId::new(OWN)?, SourceId::new(PLACE_SOURCE)?))
}

/// Writes into the stream whose it is. Two ledgers that took the same stream would each lack what the other gave up.
async fn claim(link: &Link, info: &Info, mark: &str) -> Result<(), StreamError> {
    match info.config.metadata.get(LEDGER_KEY) {
        Some(owner) if owner == mark => return Ok(()),
        Some(owner) => {
            return Err(StreamError::OtherLedger { stream: link.stream.clone(), ledger: owner.clone() });
        }
        None => {}
    }
    let mut config = info.config.clone();
    config.metadata.insert(LEDGER_KEY.to_owned(), mark.to_owned());
    let updated = link.context.update_stream(config).await;
    let updated =
        updated.map_err(|cause| StreamError::NoStream { stream: link.stream.clone(), cause: cause.into() })?;
    match updated.config.metadata.get(LEDGER_KEY) {
        Some(owner) if owner == mark => Ok(()),
        owner => {
            Err(StreamError::OtherLedger { stream: link.stream.clone(), ledger: owner.cloned().unwrap_or_default() })
        }
    }
}
