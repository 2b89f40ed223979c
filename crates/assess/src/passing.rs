//! A step of a plan through which another's rows pass as they are, looked at batch by batch.

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result as QueryResult};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, PhysicalExpr, PlanProperties, SendableRecordBatchStream,
};
use futures::{StreamExt as _, stream};

/// What is done with each batch.
pub(crate) trait Look: fmt::Debug + Send + Sync + 'static {
    /// What the step is called.
    const NAME: &'static str;

    /// The batch, or its pieces in order.
    ///
    /// # Errors
    ///
    /// What ends the query.
    fn pass(&self, batch: RecordBatch, context: &TaskContext) -> QueryResult<Vec<RecordBatch>>;
}

/// The step.
#[derive(Debug)]
pub(crate) struct Passing<L> {
    input: Arc<dyn ExecutionPlan>,
    look: Arc<L>,
    properties: Arc<PlanProperties>,
}

impl<L: Look> Passing<L> {
    /// The step over another one.
    pub(crate) fn over(input: Arc<dyn ExecutionPlan>, look: L) -> Arc<dyn ExecutionPlan> {
        Arc::new(Self::new(input, Arc::new(look)))
    }

    fn new(input: Arc<dyn ExecutionPlan>, look: Arc<L>) -> Self {
        let properties = Arc::clone(input.properties());
        Self { input, look, properties }
    }
}

impl<L: Look> DisplayAs for Passing<L> {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(L::NAME)
    }
}

impl<L: Look> ExecutionPlan for Passing<L> {
    fn name(&self) -> &'static str {
        L::NAME
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> QueryResult<TreeNodeRecursion>,
    ) -> QueryResult<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> QueryResult<Arc<dyn ExecutionPlan>> {
        let input = children.pop().ok_or_else(|| DataFusionError::Internal("a look at nothing".to_owned()))?;
        Ok(Arc::new(Self::new(input, Arc::clone(&self.look))))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> QueryResult<SendableRecordBatchStream> {
        let look = Arc::clone(&self.look);
        let rows = self.input.execute(partition, Arc::clone(&context))?.flat_map(move |batch| {
            let pieces: Vec<QueryResult<RecordBatch>> = match batch.and_then(|batch| look.pass(batch, &context)) {
                Ok(pieces) => pieces.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            };
            stream::iter(pieces)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), rows)))
    }
}

/// The error of a kind that an error of the engine comes from.
pub(crate) fn cause_of<E: std::error::Error + 'static>(error: &DataFusionError) -> Option<&E> {
    let first: &(dyn std::error::Error + 'static) = error;
    std::iter::successors(Some(first), |error| error.source()).find_map(<dyn std::error::Error>::downcast_ref)
}
