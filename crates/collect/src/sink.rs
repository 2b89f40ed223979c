//! Where events go. Receivers know no more of the ledger than this.

use std::future::Future;
use std::ops::Range;
use std::pin::Pin;

use talap_ledger::{AppendError, Ledger};
use talap_model::{Argument, Caller, Explain, Message, NewEvent};

/// What takes events and answers once they are safe.
pub trait Sink: Clone + Send + Sync + 'static {
    /// Hands events over, all or none. A receiver waits for the answer before it reads on, so a slow sink slows its senders.
    ///
    /// # Errors
    ///
    /// [`SinkError`] when the events were not kept.
    fn deliver(&self, events: Vec<NewEvent>) -> impl Future<Output = Result<Kept, SinkError>> + Send;

    /// Puts events in line, behind all that this sink was given before, and returns what answers once they are safe, so
    /// that a receiver may read on meanwhile.
    ///
    /// # Errors
    ///
    /// [`SinkError`] when the events were not even put in line.
    fn submit(&self, events: Vec<NewEvent>) -> impl Future<Output = Result<Answering, SinkError>> + Send {
        let sink = self.clone();
        let answering: Answering = Box::pin(async move { sink.deliver(events).await });
        std::future::ready(Ok(answering))
    }
}

/// Answers once events are safe.
pub type Answering = Pin<Box<dyn Future<Output = Result<Kept, SinkError>> + Send>>;

/// Events are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    /// The numbers that the ledger gave them, in the order they were handed over; none where it numbers them later.
    pub seqs: Option<Range<u64>>,
}

/// Events were not kept.
#[derive(Debug, thiserror::Error)]
#[error("events were not kept")]
pub struct SinkError {
    /// Why.
    #[source]
    pub cause: Box<dyn std::error::Error + Send + Sync>,
    /// Why, in words for a person, where the sink has them.
    pub told: Option<Message>,
}

impl Explain for SinkError {
    fn explain(&self) -> Message {
        let cause = self.told.clone().map_or_else(|| Argument::from(self.cause.to_string()), Argument::from);
        Message::new("collect-sink-failed").with("cause", cause)
    }
}

impl SinkError {
    fn of(error: AppendError) -> Self {
        Self { told: Some(error.explain()), cause: Box::new(error) }
    }
}

/// The ledger, on behalf of a caller who may append.
impl Sink for (Ledger, Caller) {
    async fn deliver(&self, events: Vec<NewEvent>) -> Result<Kept, SinkError> {
        let (ledger, caller) = self;
        let receipt = ledger.append(caller, events).await.map_err(SinkError::of)?;
        Ok(Kept { seqs: Some(receipt.seqs()) })
    }

    async fn submit(&self, events: Vec<NewEvent>) -> Result<Answering, SinkError> {
        let (ledger, caller) = self;
        let pending = ledger.submit(caller, events).await.map_err(SinkError::of)?;
        Ok(Box::pin(async move {
            let receipt = pending.durable().await.map_err(SinkError::of)?;
            Ok(Kept { seqs: Some(receipt.seqs()) })
        }))
    }
}
