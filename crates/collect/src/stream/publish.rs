//! A sink that publishes into the stream and answers when the servers have stored it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_nats::jetstream::context::{PublishAckFuture, PublishError, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use bytes::Bytes;
use talap_model::{Entropy, Explain as _, NewEvent};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::envelope;
use super::error::StreamError;
use super::link::{Link, REMEMBERED};
use crate::sink::{Answering, Kept, Sink, SinkError};

/// How long a message is sent again before its sender is told that it was not kept. Well below what the server remembers:
/// a message sent again after that might be stored twice.
const PATIENCE: Duration = Duration::from_mins(1);
const _: () = assert!(PATIENCE.as_secs() * 2 < REMEMBERED.as_secs());

/// The first and the longest pause before a message is sent again.
const PAUSE: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// The most bytes on their way to the server, in KiB.
const IN_FLIGHT: u32 = 64 * 1024;

/// Publishes events into a stream. Clones publish through the same connection, with identifiers of one counter.
#[derive(Debug, Clone)]
pub struct StreamSink {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    link: Link,
    subject: String,
    /// The beginning of each identifier: this node, and what was drawn when it started.
    start: String,
    next: AtomicU64,
    room: Arc<Semaphore>,
}

/// A message on its way.
struct Sent {
    id: String,
    body: Bytes,
    since: Instant,
    answer: Result<PublishAckFuture, PublishError>,
    _room: OwnedSemaphorePermit,
}

impl StreamSink {
    /// A sink over a stream. Its messages are told from those of every other start of every node by a number of 128 bits.
    pub fn new(link: Link, entropy: &dyn Entropy) -> Self {
        let mut drawn = [0; 16];
        entropy.fill(&mut drawn);
        let start = format!("{}.{:032x}", link.node, u128::from_be_bytes(drawn));
        let (subject, room) = (link.subject(), Arc::new(Semaphore::new(IN_FLIGHT as usize)));
        Self { inner: Arc::new(Inner { link, subject, start, next: AtomicU64::new(0), room }) }
    }

    /// Publishes events, in order. Each message has a task of its own that sees to it, so that room is given back also
    /// where the receiver does not ask for the answer yet: receivers that wait for room would otherwise wait for each other.
    async fn send(&self, events: Vec<NewEvent>) -> Result<Vec<JoinHandle<Result<(), StreamError>>>, StreamError> {
        let bodies = envelope::pack(&events, self.inner.link.largest_body())?;
        drop(events);
        let mut underway = Vec::with_capacity(bodies.len());
        for body in bodies {
            let sent = self.inner.send(body).await;
            let inner = Arc::clone(&self.inner);
            underway.push(tokio::spawn(async move { inner.stored(sent).await }));
        }
        Ok(underway)
    }
}

impl Inner {
    async fn send(&self, body: Bytes) -> Sent {
        let weight = u32::try_from(body.len().div_ceil(1024)).unwrap_or(IN_FLIGHT).clamp(1, IN_FLIGHT);
        let room = self.room_for(weight).await;
        let id = format!("{}.{}", self.start, self.next.fetch_add(1, Ordering::Relaxed));
        let since = Instant::now();
        let answer = self.publish(&id, &body).await;
        Sent { id, body, since, answer, _room: room }
    }

    async fn room_for(&self, weight: u32) -> OwnedSemaphorePermit {
        match Arc::clone(&self.room).acquire_many_owned(weight).await {
            Ok(room) => room,
            // The semaphore is never closed.
            Err(_closed) => std::future::pending().await,
        }
    }

    async fn publish(&self, id: &str, body: &Bytes) -> Result<PublishAckFuture, PublishError> {
        let message = PublishMessage::build().payload(body.clone()).message_id(id).expected_stream(&self.link.stream);
        self.link.context.send_publish(self.subject.clone(), message).await
    }

    /// Waits until a message is stored, and sends it again, under the same identifier, as long as that is not known.
    async fn stored(&self, sent: Sent) -> Result<(), StreamError> {
        let Sent { id, body, since, mut answer, _room } = sent;
        let mut pause = PAUSE.0;
        loop {
            let failed = match answer {
                Ok(answer) => match answer.await {
                    Ok(_stored) => return Ok(()),
                    Err(failed) => failed,
                },
                Err(failed) => failed,
            };
            let hopeless = matches!(failed.kind(), PublishErrorKind::MaxPayloadExceeded);
            if hopeless || since.elapsed() >= PATIENCE {
                return Err(StreamError::NotStored { seconds: since.elapsed().as_secs(), cause: failed.into() });
            }
            tracing::warn!(%id, error = %failed, "a message was not acknowledged and is sent again");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSE.1);
            answer = self.publish(&id, &body).await;
        }
    }
}

impl Sink for StreamSink {
    async fn deliver(&self, events: Vec<NewEvent>) -> Result<Kept, SinkError> {
        self.submit(events).await?.await
    }

    async fn submit(&self, events: Vec<NewEvent>) -> Result<Answering, SinkError> {
        let underway = self.send(events).await.map_err(refused)?;
        Ok(Box::pin(async move {
            for message in underway {
                match message.await {
                    Ok(stored) => stored.map_err(refused)?,
                    Err(ended) => return Err(SinkError { told: None, cause: Box::new(ended) }),
                }
            }
            // The ledger numbers them when it takes them.
            Ok(Kept::default())
        }))
    }
}

fn refused(error: StreamError) -> SinkError {
    SinkError { told: Some(error.explain()), cause: Box::new(error) }
}
