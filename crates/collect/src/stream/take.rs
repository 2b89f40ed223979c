//! Takes the stream's messages into the ledger, each once.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::consumer::DeliverPolicy;
use async_nats::jetstream::consumer::pull::{Ordered, OrderedConfig};
use futures::{FutureExt as _, StreamExt as _};
use talap_ledger::{AppendError, Ledger, Newest, Receipt};
use talap_model::{ActKey, Attributes, Caller, Clock, NewEvent, ObjectId, OrganisationId, SourceId, SourceKind};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::envelope::{self, Unreadable};
use super::error::{Cause, StreamError};
use super::link::Link;
use super::place::{Place, find, look};
use crate::fault;
use crate::own::OWN;
use crate::watch::Watch;

/// The source that the ledger's own notes of a stream are kept under.
pub const PLACE_SOURCE: &str = "talap-stream";

/// How much of the stream one append takes.
const MESSAGES: usize = 64;
const BYTES: usize = 8 * 1024 * 1024;

/// How many appends may be on their way to the disk. Where there is a second store it is one: an append may be refused for that store
/// while the next is taken, which would say that both were.
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
    mark: String,
    /// How far each stream was taken that this ledger ever took from: `NAME@creation` to [`Place::text`].
    places: BTreeMap<String, String>,
    /// This stream among them.
    place: Place,
    in_line: VecDeque<InLine>,
    most_in_line: usize,
    /// The events of the last append.
    handed_in: u64,
    durable: VecDeque<Durable>,
    watch: Watch,
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
        let newest = newest(&ledger, &caller).await?;
        let places = newest.as_ref().map(|newest| newest.attributes.clone()).unwrap_or_default();
        let place = find(&link, &places, mark).await?;
        let most_in_line = if ledger.has_second_store() { 1 } else { IN_LINE };
        let mut durable = VecDeque::new();
        if let Some(newest) = newest {
            durable.push_back(Durable { end: newest.seq + 1, sequence: place.taken });
        }
        let mark = mark.to_owned();
        Ok(Self {
            link,
            ledger,
            caller,
            clock,
            mark,
            places,
            place,
            in_line: VecDeque::new(),
            most_in_line,
            handed_in: 0,
            durable,
            watch: Watch::default(),
        })
    }

    /// The same, with a watcher who sees the events that are taken.
    #[must_use]
    pub fn seen_by(self, watch: Watch) -> Self {
        Self { watch, ..self }
    }

    /// The sequence of the stream that comes next.
    pub fn next(&self) -> u64 {
        self.place.taken + 1
    }

    /// Takes what comes until `stop`, and returns when what was taken is durable. While the servers do not answer it goes
    /// on asking; while the second store cannot be written, what is in the stream waits there.
    ///
    /// # Errors
    ///
    /// [`StreamError`] when the ledger takes nothing more, when a message is of a newer version than this program, or when
    /// the stream is not the one any more that was taken so far.
    pub async fn run(mut self, stop: CancellationToken) -> Result<(), StreamError> {
        loop {
            match self.subscribe_and_follow(&stop).await {
                Ok(End::Stopped) => break,
                Ok(End::Again) => {}
                Err(StreamError::NoStream { cause, .. }) => {
                    tracing::warn!(%cause, "the stream cannot be followed yet");
                }
                Err(StreamError::Append(AppendError::SecondStore(cause))) => {
                    tracing::warn!(%cause, "the stream waits for the second store");
                    tokio::select! {
                        () = stop.cancelled() => return Ok(()),
                        begun = self.begin_anew() => begun?,
                    }
                }
                Err(error) => return Err(error),
            }
            tokio::select! {
                () = stop.cancelled() => break,
                () = tokio::time::sleep(BREATH) => {}
            }
        }
        match self.settle_all().await {
            // It is not taken, and so it waits in the stream.
            Err(StreamError::Append(AppendError::SecondStore(_))) => Ok(()),
            settled => settled,
        }
    }

    async fn subscribe_and_follow(&mut self, stop: &CancellationToken) -> Result<End, StreamError> {
        let subscribed = tokio::select! {
            () = stop.cancelled() => return Ok(End::Stopped),
            subscribed = subscribe(&self.link, &self.places, &self.mark) => subscribed,
        };
        let (place, messages) = subscribed?;
        if place.name != self.place.name {
            // Numbers of the stream before mean nothing in this one.
            self.settle_all().await?;
            self.durable.clear();
        }
        self.place = place;
        self.follow(messages, stop).await
    }

    /// Waits until the second store can be written again, and goes on from what the ledger says it has taken.
    async fn begin_anew(&mut self) -> Result<(), StreamError> {
        self.in_line.clear();
        self.ledger.second_store_waited_for(self.handed_in);
        while self.ledger.try_second_store().await.is_some_and(|store| store.failing.is_some()) {
            tokio::time::sleep(TICK).await;
        }
        let newest = newest(&self.ledger, &self.caller).await?;
        self.places = newest.map(|newest| newest.attributes).unwrap_or_default();
        Ok(())
    }

    /// Waits until everything in line is durable.
    async fn settle_all(&mut self) -> Result<(), StreamError> {
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
                message = messages.next(), if self.in_line.len() < self.most_in_line => {
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
                    let quiet = heard.elapsed() >= QUIET && self.in_line.is_empty();
                    match look(&self.link, &self.place).await {
                        // A subscription ends with the server that held it, and is told late.
                        Ok(last) if quiet && last > self.place.taken => return Ok(End::Again),
                        // Only in the stream that was taken: another may have untaken messages under these numbers.
                        Ok(_) => self.give_up_sealed().await,
                        Err(StreamError::NoStream { .. }) if !quiet => {}
                        Err(StreamError::NoStream { .. }) => return Ok(End::Again),
                        Err(error) => return Err(error),
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
        let (mut events, mut count, mut bytes, mut end) = (Vec::new(), 0, 0, None);
        let mut message = Some(first);
        while let Some(taken) = message.take() {
            let Ok((sequence, stored)) =
                taken.info().map(|info| (info.stream_sequence, info.published.unix_timestamp_nanos()))
            else {
                end = Some(End::Again);
                break;
            };
            // What was taken does not come once more but for a reason, which is looked for before anything else is taken.
            if sequence < self.next() {
                end = Some(End::Again);
                break;
            }
            count += 1;
            bytes += taken.payload.len();
            if sequence > self.next() {
                events.push(self.missing(self.next(), sequence - 1)?);
            }
            self.unpack(sequence, &taken.payload, &mut events)?;
            (self.place.taken, self.place.stored) = (sequence, stored);
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
        if count > 0 {
            self.submit(events).await?;
        }
        Ok(end)
    }

    fn unpack(&self, sequence: u64, body: &[u8], events: &mut Vec<NewEvent>) -> Result<(), StreamError> {
        let reason = match envelope::unpack(body) {
            Ok(unpacked) => {
                // Nobody else says how far the ledger has come.
                if !unpacked.iter().any(|event| event.source.as_str() == PLACE_SOURCE) {
                    self.watch.passed(&unpacked);
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
        let mut event = self.note(ActKey::StreamUnreadable)?;
        event.attributes.insert("stream", self.link.stream.clone());
        event.attributes.insert("sequence", sequence.to_string());
        event.attributes.insert("reason", reason);
        event.attributes.insert("bytes", body.len().to_string());
        event.raw = body.get(..body.len().min(LONGEST_UNREADABLE)).unwrap_or_default().to_vec();
        event.fault = Some(fault::MESSAGE_UNREADABLE.to_owned());
        events.push(event);
        Ok(())
    }

    fn missing(&self, from: u64, to: u64) -> Result<NewEvent, StreamError> {
        tracing::error!(stream = %self.link.stream, from, to, "messages are missing from the stream");
        let mut event = self.note(ActKey::StreamMissing)?;
        event.attributes.insert("stream", self.link.stream.clone());
        event.attributes.insert("from", from.to_string());
        event.attributes.insert("to", to.to_string());
        event.fault = Some(fault::MESSAGES_MISSING.to_owned());
        Ok(event)
    }

    /// Appends events and, with them, how far the stream is taken: both or none.
    async fn submit(&mut self, mut events: Vec<NewEvent>) -> Result<(), StreamError> {
        let sequence = self.place.taken;
        self.places.insert(self.place.name.clone(), self.place.text());
        let mut place = self.note(ActKey::StreamTaken)?;
        place.attributes = self.places.clone().into_iter().collect();
        events.push(place);
        self.handed_in = events.len() as u64;
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

    fn note(&self, act: ActKey) -> Result<NewEvent, StreamError> {
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
            message: act.key().to_owned(),
            attributes: Attributes::new(),
            raw: Vec::new(),
            fault: None,
        })
    }
}

/// A new subscription from what comes next. One too many never harms: what was taken is known here, and not by the server.
async fn subscribe(
    link: &Link,
    places: &BTreeMap<String, String>,
    mark: &str,
) -> Result<(Place, Ordered), StreamError> {
    let place = find(link, places, mark).await?;
    let failed = |cause: Cause| StreamError::NoStream { stream: link.stream.clone(), cause };
    let config = OrderedConfig {
        deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: place.taken + 1 },
        max_batch: i64::try_from(MESSAGES).unwrap_or(i64::MAX),
        description: Some("the ledger".to_owned()),
        ..OrderedConfig::default()
    };
    let consumer = link.handle().await?.create_consumer(config).await.map_err(|error| failed(error.into()))?;
    let messages = consumer.messages().await.map_err(|error| failed(error.into()))?;
    Ok((place, messages))
}

/// Waits for the first append in line; for ever where there is none.
async fn first(in_line: &mut VecDeque<InLine>) -> Result<Receipt, AppendError> {
    match in_line.front_mut() {
        Some(first) => first.durable.as_mut().await,
        None => std::future::pending().await,
    }
}

/// The ledger's newest note of how far streams were taken.
async fn newest(ledger: &Ledger, caller: &Caller) -> Result<Option<Newest>, StreamError> {
    let (organisation, object, source) = own_place()?;
    Ok(ledger.newest(caller, &organisation, &object, &source).await?)
}

/// Where the notes of a stream are.
fn own_place() -> Result<(OrganisationId, ObjectId, SourceId), StreamError> {
    Ok((OrganisationId::new(OWN)?, ObjectId::new(OWN)?, SourceId::new(PLACE_SOURCE)?))
}
