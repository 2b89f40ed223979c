//! Queries that are too wide for one machine, where an installation has others that do a part of them.
//!
//! Only queries of SQL and checks are handed over: looking through events shows what it found so far, and a cluster gives
//! nothing before it has everything.

use std::fmt;
use std::sync::Arc;

use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionConfig;

/// How queries are handed over; made by whoever knows the machines.
#[derive(Clone)]
pub struct Wide {
    /// What a session must be like.
    pub prepare: Arc<dyn Fn(SessionConfig) -> SessionConfig + Send + Sync>,
    /// The last rule of the planner: puts a node named `node` into the place of what is handed over.
    pub rule: Arc<dyn PhysicalOptimizerRule + Send + Sync>,
    /// The name of that node.
    pub node: &'static str,
    /// How many bytes of files it takes before that is worth while.
    pub least: u64,
}

impl fmt::Debug for Wide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wide").field("rule", &self.rule).field("least", &self.least).finish_non_exhaustive()
    }
}

impl Wide {
    /// Whether something of a plan is handed over.
    pub(crate) fn is_in(&self, plan: &dyn ExecutionPlan) -> bool {
        plan.name() == self.node || plan.children().into_iter().any(|child| self.is_in(child.as_ref()))
    }
}
