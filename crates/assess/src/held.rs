//! What a step of a plan holds and the engine does not count: one that looks at whole windows of rows (`OVER`) keeps all that it
//! is given until the last of it has come.
//!
//! Such a step stands between two others that tell of each batch that goes in and comes out; what is in between is taken of
//! the query's memory.

use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::RecordBatch;
use datafusion::common::Result as QueryResult;
use datafusion::execution::TaskContext;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, MemoryReservation};
use datafusion::physical_plan::{ExecutionPlan, replace_children_if_necessary};

use crate::lengths;
use crate::passing::{Look, Passing};

/// The steps that hold what they are given.
const HOLDING: [&str; 2] = ["WindowAggExec", "BoundedWindowAggExec"];

/// How often a row is there at once: as it came, and in the whole that is made of all.
const TIMES: usize = 2;

/// What a row takes of a step's own, in bytes.
const OF_A_ROW: usize = 16;

/// The step with its count, if it is one that holds what it is given.
pub(crate) fn counted(step: Arc<dyn ExecutionPlan>) -> QueryResult<Arc<dyn ExecutionPlan>> {
    if !HOLDING.contains(&step.name()) {
        return Ok(step);
    }
    let gauge = Arc::new(Gauge::default());
    let side = |input, side| Passing::over(input, Counting { side, gauge: Arc::clone(&gauge) });
    let inputs: Vec<_> = step.children().into_iter().map(|input| side(Arc::clone(input), Side::In)).collect();
    let step = replace_children_if_necessary(step, inputs)?;
    Ok(side(step, Side::Out))
}

/// What is between the two.
#[derive(Debug, Default)]
struct Gauge(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    reservation: Option<MemoryReservation>,
    rows: usize,
    bytes: usize,
}

impl Gauge {
    fn goes_in(&self, batch: &RecordBatch, pool: &Arc<dyn MemoryPool>) -> QueryResult<()> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.rows = held.rows.saturating_add(batch.num_rows());
        held.bytes = held.bytes.saturating_add(bytes_of(batch).saturating_mul(TIMES));
        let bytes = held.bytes;
        let reservation = held.reservation.get_or_insert_with(|| MemoryConsumer::new("windows").register(pool));
        reservation.try_resize(bytes)
    }

    fn comes_out(&self, batch: &RecordBatch) -> QueryResult<()> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = batch.num_rows().min(held.rows);
        // A row that is gone takes its share with it, the last one all.
        let gone = if rows == held.rows { held.bytes } else { (held.bytes / held.rows.max(1)).saturating_mul(rows) };
        held.rows -= rows;
        held.bytes = held.bytes.saturating_sub(gone);
        let bytes = held.bytes;
        held.reservation.as_ref().map_or(Ok(()), |reservation| reservation.try_resize(bytes))
    }
}

/// The bytes of a batch's own rows; what it was cut out of is not counted.
fn bytes_of(batch: &RecordBatch) -> usize {
    batch.num_rows().saturating_mul(OF_A_ROW).saturating_add(lengths::of_batch(batch))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    In,
    Out,
}

/// One side of a step that holds.
#[derive(Debug)]
struct Counting {
    side: Side,
    gauge: Arc<Gauge>,
}

impl Look for Counting {
    const NAME: &'static str = "Counting";

    fn pass(&self, batch: RecordBatch, context: &TaskContext) -> QueryResult<Vec<RecordBatch>> {
        match self.side {
            Side::In => self.gauge.goes_in(&batch, context.memory_pool())?,
            Side::Out => self.gauge.comes_out(&batch)?,
        }
        Ok(vec![batch])
    }
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::{ArrayRef, Int64Array};
    use datafusion::common::DataFusionError;
    use datafusion::execution::memory_pool::GreedyMemoryPool;

    use super::*;

    #[test]
    fn what_has_come_out_is_not_held_any_more() {
        let pool: Arc<dyn MemoryPool> = Arc::new(GreedyMemoryPool::new(1 << 20));
        let gauge = Gauge::default();
        let column: ArrayRef = Arc::new(Int64Array::from_iter_values(0..10_000));
        let batch = RecordBatch::try_from_iter([("a", column)]).unwrap();
        let part = batch.slice(0, 5_000);
        assert!(bytes_of(&part) < bytes_of(&batch), "a part is not counted as the whole");
        gauge.goes_in(&batch, &pool).unwrap();
        gauge.goes_in(&part, &pool).unwrap();
        let before = pool.reserved();
        assert!(before >= 2 * 15_000 * 8, "{before}");
        gauge.comes_out(&part).unwrap();
        assert!(pool.reserved() < before);
        gauge.comes_out(&batch).unwrap();
        assert_eq!(pool.reserved(), 0);
        let full = (0..9).try_for_each(|_| gauge.goes_in(&batch, &pool));
        assert!(matches!(full, Err(DataFusionError::ResourcesExhausted(_))), "{full:?}");
    }
}
