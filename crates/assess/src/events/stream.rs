//! All events that a search finds, as they are read: for a file, however many they are.

use std::time::Duration;

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::prelude::lit;
use futures::StreamExt;
use talap_model::{Caller, Event};
use tokio::time::Instant;

use super::rows::events_of;
use super::{EventQuery, filtered};
use crate::facts::Facts;
use crate::session::{QueryError, Session, to_json};

/// How long a file may take to be read, its reader's pauses included.
const PATIENCE: Duration = Duration::from_mins(30);

/// Events that come one chunk after the other, in the order that they are stored in; their numbers tell how they came in.
pub struct EventStream {
    rows: SendableRecordBatchStream,
    ends: Instant,
}

/// Some of the events.
pub struct Chunk(pub(super) RecordBatch);

impl Chunk {
    /// The events.
    ///
    /// # Errors
    ///
    /// [`QueryError`] when a row is damaged.
    pub fn events(&self) -> Result<Vec<Event>, QueryError> {
        events_of(std::slice::from_ref(&self.0))
    }
}

impl Facts {
    /// How many events a search finds.
    ///
    /// # Errors
    ///
    /// As [`Facts::events`].
    pub async fn count(&self, caller: &Caller, query: &EventQuery) -> Result<u64, QueryError> {
        let session = self.events_session(caller)?;
        let counted = filtered(&session, query).await?.aggregate(vec![], vec![count(lit(1)).alias("n")])?;
        let rows = to_json(&session.collect_timed(counted).await?)?;
        Ok(rows.first().and_then(|row| row.get("n")?.as_u64()).unwrap_or_default())
    }

    /// All events that a search finds, whatever its limit.
    ///
    /// # Errors
    ///
    /// As [`Facts::events`].
    pub async fn stream(&self, caller: &Caller, query: &EventQuery) -> Result<EventStream, QueryError> {
        let events = self.ledger.events_table(caller).map_err(QueryError::Forbidden)?;
        let session = Session::for_pieces()?;
        session.register("events", events)?;
        let rows = filtered(&session, query).await?.execute_stream().await?;
        Ok(EventStream { rows, ends: Instant::now() + PATIENCE })
    }
}

impl EventStream {
    /// The next of them; none after the last.
    ///
    /// # Errors
    ///
    /// [`QueryError`] when the ledger cannot be read, or it takes longer than half an hour.
    pub async fn next(&mut self) -> Result<Option<Chunk>, QueryError> {
        let late = |_| QueryError::TooLong { seconds: PATIENCE.as_secs() };
        let next = tokio::time::timeout_at(self.ends, self.rows.next()).await.map_err(late)?;
        Ok(next.transpose()?.map(Chunk))
    }
}
