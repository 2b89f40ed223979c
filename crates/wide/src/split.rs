//! What of a plan is handed over: the steps that work on each partition by itself, down to a scan of files that executors
//! can read.

use std::fmt;
use std::sync::Arc;

use datafusion::common::Result;
use datafusion::config::ConfigOptions;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfig, FileScanConfigBuilder};
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateMode};
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::limit::LocalLimitExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use datafusion::physical_plan::union::UnionExec;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, ExecutionPlan, ExecutionPlanProperties as _, Partitioning, ReplaceChildrenOptions,
};

use crate::cluster::Cluster;
use crate::handed::HandedOver;
use crate::version::versioned;

/// The last rule of the physical planner: takes out of a plan what a cluster can do.
#[derive(Clone)]
pub struct HandOver {
    cluster: Arc<Cluster>,
    least: u64,
}

impl fmt::Debug for HandOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandOver").field("least", &self.least).finish_non_exhaustive()
    }
}

impl HandOver {
    /// Hands over to this cluster the scans of at least so many bytes of files. A smaller one is done before a cluster has
    /// shared it out.
    pub fn new(cluster: Arc<Cluster>, least: u64) -> Self {
        Self { cluster, least }
    }
}

#[allow(clippy::only_used_in_recursion, reason = "the trait gives the options; this rule has none")]
impl PhysicalOptimizerRule for HandOver {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, config: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        if let Some(given) = self.give(&plan)? {
            return Ok(given);
        }
        if plan.children().is_empty() {
            return Ok(plan);
        }
        let children =
            plan.children().into_iter().map(|child| self.optimize(Arc::clone(child), config)).collect::<Result<_>>()?;
        with_children(plan, children)
    }

    fn name(&self) -> &'static str {
        "hand over to a cluster"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

impl HandOver {
    /// What takes the place of a part of a plan, if it is one that a cluster can do some of.
    fn give(&self, plan: &Arc<dyn ExecutionPlan>) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let Some(branches) = self.branches(plan)? else { return Ok(None) };
        if branches.iter().map(|branch| branch.bytes).sum::<u64>() < self.least.max(1) {
            return Ok(None);
        }
        let was_one = plan.output_partitioning().partition_count() == 1;
        // A limit on one partition is the query's own: two branches would each give so many rows.
        if was_one && branches.len() > 1 && is_limited(plan.as_ref()) {
            return Ok(None);
        }
        let mut parts: Vec<Arc<dyn ExecutionPlan>> = Vec::new();
        for Branch { plan, bytes } in branches {
            if bytes == 0 {
                parts.push(plan);
                continue;
            }
            // Sorted partitions come back one after another, so they are merged where they are.
            let plan = merged(plan);
            if !Cluster::can_carry(&plan) {
                return Ok(None);
            }
            parts.push(Arc::new(HandedOver::new(Arc::clone(&self.cluster), plan)));
        }
        let together = match parts.pop() {
            Some(only) if parts.is_empty() => only,
            Some(last) => UnionExec::try_new(parts.into_iter().chain([last]).collect())?,
            None => return Ok(None),
        };
        if plan.output_ordering().is_some() && together.output_ordering().is_none() {
            return Ok(None);
        }
        // Whoever reads one partition goes on reading one.
        Ok(Some(if was_one && together.output_partitioning().partition_count() > 1 {
            single(together)
        } else {
            together
        }))
    }

    /// A part of a plan as branches that give the same rows together: each over files that executors can read, or over
    /// none of them. Nothing where a step looks across partitions.
    fn branches(&self, plan: &Arc<dyn ExecutionPlan>) -> Result<Option<Vec<Branch>>> {
        if let Some(scan) = plan.downcast_ref::<DataSourceExec>() {
            return Ok(Some(match scan.data_source().downcast_ref::<FileScanConfig>() {
                Some(files) => self.divide(plan, files),
                None => vec![Branch { plan: Arc::clone(plan), bytes: 0 }],
            }));
        }
        if plan.is::<UnionExec>() {
            let mut all = Vec::new();
            for child in plan.children() {
                let Some(branches) = self.branches(child)? else { return Ok(None) };
                all.extend(branches);
            }
            return Ok(Some(all));
        }
        let children = plan.children();
        // Whatever else has no plan below it is read here: the unsealed tail.
        if children.is_empty() {
            return Ok(Some(vec![Branch { plan: Arc::clone(plan), bytes: 0 }]));
        }
        let (Some(step), [child]) = (step(plan.as_ref()), children.as_slice()) else { return Ok(None) };
        let Some(branches) = self.branches(child)? else { return Ok(None) };
        if step == Step::Spread {
            return Ok(Some(branches));
        }
        let over = |branch: Branch| {
            Ok(Branch { plan: with_children(Arc::clone(plan), vec![branch.plan])?, bytes: branch.bytes })
        };
        branches.into_iter().map(over).collect::<Result<_>>().map(Some)
    }

    /// A scan of files as two: of those that executors can read, and of the others.
    fn divide(&self, plan: &Arc<dyn ExecutionPlan>, scan: &FileScanConfig) -> Vec<Branch> {
        let files = scan.file_groups.iter().flat_map(FileGroup::iter);
        let can_read = |file: &&PartitionedFile| {
            file.range.is_none() && self.cluster.reads(&scan.object_store_url, &file.object_meta.location)
        };
        let (shared, own): (Vec<_>, Vec<_>) = files.partition(can_read);
        if shared.is_empty() || !scan.output_ordering.is_empty() {
            return vec![Branch { plan: Arc::clone(plan), bytes: 0 }];
        }
        let bytes = shared.iter().map(|file| file.object_meta.size).sum();
        let over = |files: Vec<&PartitionedFile>| -> Arc<dyn ExecutionPlan> {
            let groups = even(files, scan.file_groups.len());
            DataSourceExec::from_data_source(FileScanConfigBuilder::from(scan.clone()).with_file_groups(groups).build())
        };
        let mut branches = vec![Branch { plan: over(shared), bytes }];
        if !own.is_empty() {
            branches.push(Branch { plan: over(own), bytes: 0 });
        }
        branches
    }
}

struct Branch {
    plan: Arc<dyn ExecutionPlan>,
    /// How much of files executors would read; none where they cannot.
    bytes: u64,
}

#[derive(PartialEq, Eq)]
enum Step {
    /// Works on each partition by itself.
    Each,
    /// Only spreads rows over partitions.
    Spread,
}

/// What a node does with partitions, where it can be done branch by branch.
fn step(plan: &dyn ExecutionPlan) -> Option<Step> {
    if plan.is::<FilterExec>() || plan.is::<ProjectionExec>() || plan.is::<LocalLimitExec>() {
        return Some(Step::Each);
    }
    if let Some(aggregate) = plan.downcast_ref::<AggregateExec>() {
        return (*aggregate.mode() == AggregateMode::Partial).then_some(Step::Each);
    }
    if let Some(sort) = plan.downcast_ref::<SortExec>() {
        return sort.preserve_partitioning().then_some(Step::Each);
    }
    if let Some(spread) = plan.downcast_ref::<RepartitionExec>() {
        let blind = matches!(spread.partitioning(), Partitioning::RoundRobinBatch(_)) && !spread.preserve_order();
        return blind.then_some(Step::Spread);
    }
    plan.is::<CooperativeExec>().then_some(Step::Spread)
}

/// Whether some step gives no more than so many rows of a partition.
fn is_limited(plan: &dyn ExecutionPlan) -> bool {
    plan.fetch().is_some() || plan.children().into_iter().any(|child| is_limited(child.as_ref()))
}

/// Files in so many groups of about the same size, neighbours together.
fn even(files: Vec<&PartitionedFile>, groups: usize) -> Vec<FileGroup> {
    let all: u64 = files.iter().map(|file| file.object_meta.size).sum();
    let each = all.div_ceil(u64::try_from(groups.max(1)).unwrap_or(1)).max(1);
    let (mut made, mut group, mut size) = (Vec::new(), Vec::new(), 0);
    for file in files {
        size += file.object_meta.size;
        group.push(file.clone());
        if size >= each {
            made.push(FileGroup::new(std::mem::take(&mut group)));
            size = 0;
        }
    }
    if !group.is_empty() {
        made.push(FileGroup::new(group));
    }
    made
}

/// A plan with one partition if its partitions are sorted, so that the order is kept.
fn merged(plan: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    let many = plan.output_partitioning().partition_count() > 1;
    match plan.output_ordering().cloned().filter(|_| many) {
        Some(order) => {
            let fetch = plan.fetch();
            Arc::new(SortPreservingMergeExec::new(order, plan).with_fetch(fetch))
        }
        None => plan,
    }
}

/// A plan with one partition.
pub(crate) fn single(plan: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    match merged(plan) {
        plan if plan.output_partitioning().partition_count() > 1 => Arc::new(CoalescePartitionsExec::new(plan)),
        plan => plan,
    }
}

/// The plan as executors get it: each file in its version.
pub(crate) fn portable(plan: &Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    if let Some(scan) =
        plan.downcast_ref::<DataSourceExec>().and_then(|scan| scan.data_source().downcast_ref::<FileScanConfig>())
    {
        let pinned = |file: &PartitionedFile| {
            let mut file = file.clone();
            file.object_meta.location = versioned(&file.object_meta.location, file.object_meta.version.as_deref());
            file
        };
        let group = |group: &FileGroup| FileGroup::new(group.iter().map(pinned).collect());
        let groups = scan.file_groups.iter().map(group).collect();
        let scan = FileScanConfigBuilder::from(scan.clone()).with_file_groups(groups).build();
        return Ok(DataSourceExec::from_data_source(scan));
    }
    let children = plan.children().into_iter().map(portable).collect::<Result<Vec<_>>>()?;
    if children.is_empty() { Ok(Arc::clone(plan)) } else { with_children(Arc::clone(plan), children) }
}

fn with_children(
    plan: Arc<dyn ExecutionPlan>,
    children: Vec<Arc<dyn ExecutionPlan>>,
) -> Result<Arc<dyn ExecutionPlan>> {
    plan.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
}
