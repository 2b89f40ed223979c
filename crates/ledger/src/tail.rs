//! The unsealed tail as a part of a query's plan: it stays encoded, and becomes columns a piece at a time, as the query takes
//! them, so that a question costs a piece and not the tail.

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::{DataFusionError, Result as QueryResult};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use datafusion::physical_plan::{ExecutionPlan, SendableRecordBatchStream};

use crate::batch::Batch;
use crate::columns;

/// How many rows make one piece at most.
const MOST_ROWS: usize = 8192;
/// How many bytes of events make one piece, unless a single event is larger.
const MOST_BYTES: usize = 1 << 20;

/// A scan of the events of batches, with the columns of a schema and no others.
pub(crate) fn scan(schema: SchemaRef, batches: Vec<Arc<Batch>>) -> QueryResult<Arc<dyn ExecutionPlan>> {
    let tail = Arc::new(Tail { schema: Arc::clone(&schema), batches: batches.into() });
    Ok(Arc::new(StreamingTableExec::try_new(schema, vec![tail], None, None, false, None)?))
}

struct Tail {
    schema: SchemaRef,
    batches: Arc<[Arc<Batch>]>,
}

impl fmt::Debug for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tail").field("batches", &self.batches.len()).finish_non_exhaustive()
    }
}

impl PartitionStream for Tail {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let (schema, batches) = (Arc::clone(&self.schema), Arc::clone(&self.batches));
        let pieces = Pieces { schema: Arc::clone(&schema), batches, batch: 0, place: 0 };
        Box::pin(RecordBatchStreamAdapter::new(schema, futures::stream::iter(pieces)))
    }
}

/// The events of batches, in pieces.
struct Pieces {
    schema: SchemaRef,
    batches: Arc<[Arc<Batch>]>,
    /// Which batch is read, and from which place of its body.
    batch: usize,
    place: usize,
}

impl Iterator for Pieces {
    type Item = QueryResult<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let batches = Arc::clone(&self.batches);
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while rows.len() < MOST_ROWS && bytes < MOST_BYTES {
            let Some(batch) = batches.get(self.batch) else { break };
            match batch.row_at(self.place) {
                Some(Ok((row, next))) => {
                    bytes += next - self.place;
                    self.place = next;
                    rows.push(row);
                }
                Some(Err(error)) => {
                    // Nothing after what cannot be read is told as if it were whole.
                    self.batch = batches.len();
                    return Some(Err(DataFusionError::External(Box::new(error))));
                }
                None => (self.batch, self.place) = (self.batch + 1, 0),
            }
        }
        if rows.is_empty() {
            return None;
        }
        Some(columns::to_record_batch(&self.schema, &rows).map_err(DataFusionError::from))
    }
}
