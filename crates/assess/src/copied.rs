//! What a step of a plan copies. A join puts a row of one side beside many of the other, as a copy each time; of one text of ten
//! megabytes a batch of thousands of rows is a single allocation of many gigabytes, which ends the process, and no count of
//! memory is asked before.
//!
//! Before such a step stands another that looks how long the rows are. Where a batch would become too large of them, the
//! query is begun anew with fewer rows at once, and refused where not even one row can be copied.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::{DataFusionError, Result as QueryResult};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::unnest::UnnestExec;
use datafusion::physical_plan::{ExecutionPlan, replace_children_if_necessary};

use crate::lengths;
use crate::passing::{Look, Passing, cause_of};

/// The steps that put rows of one input beside rows of another.
const JOINING: [&str; 6] = [
    "CrossJoinExec",
    "HashJoinExec",
    "NestedLoopJoinExec",
    "PiecewiseMergeJoinExec",
    "SortMergeJoinExec",
    "SymmetricHashJoinExec",
];

/// The step that puts the value of a query in parentheses into each row of its first input; the others are those queries.
const OF_QUERIES: &str = "ScalarSubqueryExec";

/// The step that makes a row of each item of a list and copies what else is in the row.
const OF_ITEMS: &str = "UnnestExec";

/// A query makes too many rows at once for how long they are.
#[derive(Debug, thiserror::Error)]
#[error("no more than {rows} rows may be made at once")]
pub(crate) struct FewerRows {
    rows: usize,
}

impl FewerRows {
    /// How many rows may be made at once, where an error of the engine comes from there being more.
    pub(crate) fn in_chain(error: &DataFusionError) -> Option<usize> {
        cause_of(error).map(|found: &Self| found.rows)
    }
}

/// Whether a step copies what it is given.
pub(crate) fn is_copying(step: &dyn ExecutionPlan) -> bool {
    JOINING.contains(&step.name()) || step.name() == OF_QUERIES || step.name() == OF_ITEMS
}

/// The step with its inputs looked at, if it is one that copies them: a batch that it makes takes at most so many bytes of each.
pub(crate) fn watched(step: Arc<dyn ExecutionPlan>, limit: usize) -> QueryResult<Arc<dyn ExecutionPlan>> {
    if !is_copying(step.as_ref()) {
        return Ok(step);
    }
    let children = step.children();
    let last = children.len().saturating_sub(1);
    let is_joining = JOINING.contains(&step.name());
    let items = Items::of(step.as_ref());
    let watching = |(place, input): (usize, &Arc<dyn ExecutionPlan>)| {
        let input = Arc::clone(input);
        if place == 0 && step.name() == OF_QUERIES {
            return input;
        }
        // What a join gathers first is gathered as it comes; the rest comes in batches that may be larger than the rows it makes.
        let cuts = is_joining && place == last;
        Passing::over(input, Watch { limit, cuts, items: items.clone() })
    };
    let inputs: Vec<_> = children.into_iter().enumerate().map(watching).collect();
    replace_children_if_necessary(step, inputs)
}

/// The columns whose lists become rows.
#[derive(Debug, Clone, Default)]
struct Items {
    columns: Vec<usize>,
    /// Whether lists in lists are taken apart as well, so that an item may be copied itself.
    are_deep: bool,
}

impl Items {
    fn of(step: &dyn ExecutionPlan) -> Self {
        let lists = step.downcast_ref::<UnnestExec>().map(UnnestExec::list_column_indices).unwrap_or_default();
        Self {
            columns: lists.iter().map(|list| list.index_in_input_schema).collect(),
            are_deep: lists.iter().any(|list| list.depth > 1),
        }
    }
}

#[derive(Debug, Clone)]
struct Watch {
    /// The most bytes that a batch may take of the copies.
    limit: usize,
    /// Whether batches are cut to the rows that are made at once.
    cuts: bool,
    items: Items,
}

impl Watch {
    /// Demands that so many copies of the longest row have room.
    fn demand_room(&self, batch: &RecordBatch, at_once: usize) -> QueryResult<()> {
        let is_item = |place: &usize| self.items.columns.contains(place);
        let columns = batch.columns().iter().enumerate();
        let copied = columns.filter(|(place, _)| self.items.are_deep || !is_item(place)).map(|(_, column)| column);
        let row = lengths::of_longest_row(copied);
        let lists = batch.columns().iter().enumerate().filter(|(place, _)| is_item(place));
        // The items of one list become one batch, however many there are.
        let items = lists.map(|(_, list)| lengths::most_items(list.as_ref())).max().unwrap_or_default();
        demand_few(row, items, at_once, self.limit)
    }

    fn pieces(&self, batch: RecordBatch, at_once: usize) -> Vec<RecordBatch> {
        if !self.cuts || batch.num_rows() <= at_once {
            return vec![batch];
        }
        let starts = (0..batch.num_rows()).step_by(at_once.max(1));
        starts.map(|start| batch.slice(start, at_once.max(1).min(batch.num_rows() - start))).collect()
    }
}

fn demand_few(row: usize, items: usize, at_once: usize, limit: usize) -> QueryResult<()> {
    if row.saturating_mul(items.max(at_once)) <= limit {
        return Ok(());
    }
    // Half of it, so that somewhat longer rows do not begin it all anew.
    let rows = limit / 2 / row.max(1);
    if rows == 0 || rows >= at_once || row.saturating_mul(items) > limit {
        return Err(DataFusionError::ResourcesExhausted(format!("rows of {row} bytes are copied")));
    }
    Err(DataFusionError::External(Box::new(FewerRows { rows })))
}

impl Look for Watch {
    const NAME: &'static str = "Watching";

    fn pass(&self, batch: RecordBatch, context: &TaskContext) -> QueryResult<Vec<RecordBatch>> {
        let at_once = context.session_config().batch_size();
        self.demand_room(&batch, at_once)?;
        Ok(self.pieces(batch, at_once))
    }
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::{ArrayRef, Int64Array, StringArray};

    use super::*;

    fn watch(limit: usize, columns: &[usize]) -> Watch {
        Watch { limit, cuts: true, items: Items { columns: columns.to_vec(), are_deep: false } }
    }

    fn texts(lengths: &[usize]) -> RecordBatch {
        let column: ArrayRef = Arc::new(StringArray::from_iter_values(lengths.iter().map(|n| "x".repeat(*n))));
        RecordBatch::try_from_iter([("a", column)]).unwrap()
    }

    #[test]
    fn long_rows_are_made_fewer_at_once_or_not_at_all() {
        let watch = watch(1 << 20, &[]);
        watch.demand_room(&texts(&vec![100; 5_000]), 8192).unwrap();
        let fewer = watch.demand_room(&texts(&[1, 1 << 10, 1]), 8192).unwrap_err();
        let rows = FewerRows::in_chain(&DataFusionError::Shared(Arc::new(fewer)));
        assert_eq!(rows, Some(512));
        watch.demand_room(&texts(&[1, 1 << 10, 1]), 512).unwrap();
        let none = watch.demand_room(&texts(&[1 << 20]), 8192).unwrap_err();
        assert!(matches!(none, DataFusionError::ResourcesExhausted(_)), "{none}");
    }

    #[test]
    fn the_items_of_a_list_are_no_fewer_for_fewer_rows() {
        assert!(demand_few(100, 10_000, 8192, 1 << 20).is_ok());
        let none = demand_few(1_000, 10_000, 8192, 1 << 20).unwrap_err();
        assert!(matches!(none, DataFusionError::ResourcesExhausted(_)), "{none}");
        assert!(demand_few(0, usize::MAX, 8192, 1 << 20).is_ok(), "nothing else is in the row");
        let alone = watch(1 << 10, &[0]);
        alone.demand_room(&texts(&[1 << 20]), 8192).unwrap();
    }

    #[test]
    fn a_batch_is_cut_into_all_of_its_rows() {
        let column: ArrayRef = Arc::new(Int64Array::from_iter_values(0..10));
        let batch = RecordBatch::try_from_iter([("a", column)]).unwrap();
        let rows = |at_once| {
            let pieces = watch(1, &[]).pieces(batch.clone(), at_once);
            pieces.iter().map(RecordBatch::num_rows).collect::<Vec<_>>()
        };
        assert_eq!((rows(4), rows(5), rows(10)), (vec![4, 4, 2], vec![5, 5], vec![10]));
    }
}
