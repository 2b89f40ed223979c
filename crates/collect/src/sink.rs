//! Where events go. Receivers know no more of the ledger than this.

use std::future::Future;
use std::ops::Range;

use talap_ledger::Ledger;
use talap_model::{Argument, Caller, Explain, Message, NewEvent};

/// What takes events and answers once they are safe.
pub trait Sink: Clone + Send + Sync + 'static {
    /// Hands events over, all or none. A receiver waits for the answer before it reads on, so a slow sink slows its senders.
    ///
    /// # Errors
    ///
    /// [`SinkError`] when the events were not kept.
    fn deliver(&self, events: Vec<NewEvent>) -> impl Future<Output = Result<Kept, SinkError>> + Send;
}

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

/// The ledger, on behalf of a caller who may append.
impl Sink for (Ledger, Caller) {
    async fn deliver(&self, events: Vec<NewEvent>) -> Result<Kept, SinkError> {
        let (ledger, caller) = self;
        match ledger.append(caller, events).await {
            Ok(receipt) => Ok(Kept { seqs: Some(receipt.seqs()) }),
            Err(error) => Err(SinkError { told: Some(error.explain()), cause: Box::new(error) }),
        }
    }
}
