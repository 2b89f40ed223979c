//! A cluster as the one who asks sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::object_store::ObjectStoreUrl;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::{ExecutionPlan, SendableRecordBatchStream};
use datafusion::prelude::SessionConfig;
use datafusion_proto::physical_plan::AsExecutionPlan as _;
use datafusion_proto::protobuf::PhysicalPlanNode;
use object_store::path::Path;
use talap_ledger::archive::Reading;
use url::Url;

use crate::job;
use crate::scheduler::MESSAGE;
use crate::split::{portable, single};
use crate::tls::Credentials;

/// Where a cluster is, and what its executors read.
#[derive(Debug, Clone)]
pub struct ClusterPlace {
    /// The scheduler, as `host:port`; the host must be a name in its certificate.
    pub scheduler: String,
    /// The keys of this machine.
    pub credentials: Credentials,
    /// The archive, which the executors read too, under the same address.
    pub reading: Reading,
    /// In how many parts a scan is shared out: some times the threads of all executors.
    pub parts: usize,
}

/// A cluster that parts of plans are handed over to.
#[derive(Debug)]
pub struct Cluster {
    scheduler: String,
    credentials: Credentials,
    store: Url,
    prefix: Path,
    parts: usize,
    session: String,
    done: AtomicU64,
}

impl Cluster {
    /// The cluster at a place. Nothing is asked of it yet.
    ///
    /// # Errors
    ///
    /// The query engine's, when the archive's address is none.
    pub fn new(place: ClusterPlace) -> Result<Self> {
        let bad = |error: Box<dyn std::error::Error + Send + Sync>| DataFusionError::External(error);
        Ok(Self {
            scheduler: place.scheduler,
            credentials: place.credentials,
            store: Url::parse(&place.reading.url).map_err(|error| bad(error.into()))?,
            prefix: Path::parse(&place.reading.prefix).map_err(|error| bad(error.into()))?,
            parts: place.parts.max(2),
            session: uuid::Uuid::new_v4().to_string(),
            done: AtomicU64::new(0),
        })
    }

    /// What a session must be like for its plans to have parts that can be handed over.
    pub fn prepare(&self, config: SessionConfig) -> SessionConfig {
        config
            .with_target_partitions(self.parts)
            // Filters that change while a query runs, and answers of subqueries, do not leave the process.
            .set_bool("datafusion.optimizer.enable_dynamic_filter_pushdown", false)
            .set_bool("datafusion.optimizer.enable_physical_uncorrelated_scalar_subquery", false)
            // Files are shared out whole.
            .set_bool("datafusion.optimizer.repartition_file_scans", false)
    }

    /// How many parts of plans the cluster has done.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Whether executors read a file.
    pub(crate) fn reads(&self, store: &ObjectStoreUrl, path: &Path) -> bool {
        let store: &Url = store.as_ref();
        store.scheme() == self.store.scheme() && store.host() == self.store.host() && path.prefix_matches(&self.prefix)
    }

    /// Whether a part of a plan can be written down.
    pub(crate) fn can_carry(part: &Arc<dyn ExecutionPlan>) -> bool {
        match written(part) {
            // What is near the largest message would be refused by the scheduler.
            Ok(bytes) => bytes.len() < MESSAGE as usize / 2,
            Err(error) => {
                tracing::debug!(%error, "a part of a plan stays here");
                false
            }
        }
    }

    /// Runs a part of a plan: on the cluster, or here when there is none.
    pub(crate) async fn run(
        &self,
        part: Arc<dyn ExecutionPlan>,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let ran = match self.credentials.connect(&self.scheduler).await {
            Ok(channel) => {
                let plan = written(&part)?;
                job::run(channel, self.credentials.endpoint(), &self.session, plan, part.schema()).await?
            }
            Err(error) => {
                tracing::warn!(scheduler = self.scheduler, ?error, "no scheduler answers");
                None
            }
        };
        if let Some(rows) = ran {
            self.done.fetch_add(1, Ordering::Relaxed);
            return Ok(rows);
        }
        tracing::warn!("a wide query runs in this process");
        single(part).execute(0, context)
    }
}

/// A part of a plan as it goes over the wire.
fn written(part: &Arc<dyn ExecutionPlan>) -> Result<Vec<u8>> {
    let codec = BallistaPhysicalExtensionCodec::default();
    let mut bytes = Vec::new();
    PhysicalPlanNode::try_from_physical_plan(portable(part)?, &codec)?.try_encode(&mut bytes)?;
    Ok(bytes)
}
