//! The place in a plan where rows come from a cluster.

use std::fmt;
use std::sync::Arc;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, internal_err};
use datafusion::execution::TaskContext;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties as _, Partitioning, PlanProperties,
    SendableRecordBatchStream, displayable,
};
use futures::TryStreamExt as _;

use crate::cluster::Cluster;

/// A part of a plan that a cluster runs; its rows come as one partition, in the order that they have there.
pub struct HandedOver {
    cluster: Arc<Cluster>,
    /// The part. It holds the pins of its files, so none is deleted while it is read elsewhere.
    part: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

impl HandedOver {
    /// What plans call it.
    pub const NAME: &str = "HandedOver";

    pub(crate) fn new(cluster: Arc<Cluster>, part: Arc<dyn ExecutionPlan>) -> Self {
        let properties = Arc::new(PlanProperties::new(
            part.equivalence_properties().clone(),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Incremental,
            Boundedness::Bounded,
        ));
        Self { cluster, part, properties }
    }

    /// The part that is handed over.
    pub fn part(&self) -> &Arc<dyn ExecutionPlan> {
        &self.part
    }
}

impl fmt::Debug for HandedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandedOver").finish_non_exhaustive()
    }
}

impl DisplayAs for HandedOver {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = displayable(self.part.as_ref()).indent(false).to_string();
        let steps: Vec<&str> = part.lines().map(str::trim).collect();
        write!(f, "HandedOver: {}", steps.join(" < "))
    }
}

impl ExecutionPlan for HandedOver {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    /// None: what is inside belongs to the cluster, and no rule may change it any more.
    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(self: Arc<Self>, _: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        if partition != 0 {
            return internal_err!("what was handed over has one partition");
        }
        let (cluster, part) = (Arc::clone(&self.cluster), Arc::clone(&self.part));
        let rows = futures::stream::once(async move { cluster.run(part, context).await }).try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), rows)))
    }
}
