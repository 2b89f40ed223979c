//! One part of a plan on its way through the cluster: handed in, waited for, fetched, and cleared away.

use std::sync::Arc;

use ballista_core::client::BallistaClient;
use ballista_core::error::BallistaError;
use ballista_core::extension::{BallistaConfigGrpcEndpoint, EndpointOverrideFn};
use ballista_core::serde::protobuf::execute_query_params::Query;
use ballista_core::serde::protobuf::job_status::Status;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use ballista_core::serde::protobuf::{CancelJobParams, CleanJobDataParams, ExecuteQueryParams, PartitionLocation};
use ballista_core::version::insert_version_header;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::{DataFusionError, Result};
use datafusion::physical_plan::SendableRecordBatchStream;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use tonic::Code;
use tonic::transport::Channel;

use crate::scheduler::MESSAGE;

/// How many answers of parts are opened at a time.
const FETCHED_AT_ONCE: usize = 4;

type Scheduler = SchedulerGrpcClient<Channel>;

/// A part that the cluster works on. When it is dropped, the cluster stops working on it and forgets what it made.
struct Job {
    scheduler: Scheduler,
    id: String,
    is_done: bool,
}

impl Drop for Job {
    fn drop(&mut self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let (mut scheduler, id, is_done) = (self.scheduler.clone(), self.id.clone(), self.is_done);
        if id.is_empty() {
            return;
        }
        runtime.spawn(async move {
            let told = if is_done {
                scheduler
                    .clean_job_data(CleanJobDataParams { job_id: id, remove_stage_ids: Vec::new() })
                    .await
                    .map(|_| ())
            } else {
                scheduler.cancel_job(CancelJobParams { job_id: id }).await.map(|_| ())
            };
            if let Err(error) = told {
                tracing::warn!(%error, "the cluster was not told that a query is over");
            }
        });
    }
}

/// Hands a part of a plan to the scheduler and gives the rows that come of it. Where an executor died with what it had made,
/// the part is done once more.
pub(crate) async fn run(
    channel: Channel,
    endpoint: EndpointOverrideFn,
    session: &str,
    plan: Vec<u8>,
    schema: SchemaRef,
) -> Result<Option<SendableRecordBatchStream>> {
    let scheduler = SchedulerGrpcClient::new(channel)
        .max_encoding_message_size(MESSAGE as usize)
        .max_decoding_message_size(MESSAGE as usize);
    let (job, opened) = match attempt(&scheduler, &endpoint, session, plan.clone()).await {
        Err(Refusal::NotTaken(cause)) => {
            tracing::warn!(cause, "the scheduler does not take a part of a query");
            return Ok(None);
        }
        Err(Refusal::Failed(error)) => return Err(error),
        Ok(Ok(opened)) => opened,
        Ok(Err(error)) => {
            tracing::warn!(%error, "an answer is gone: its part of the query is done again");
            attempt(&scheduler, &endpoint, session, plan).await.map_err(Refusal::into_error)??
        }
    };
    let rows = stream::iter(opened.rows.into_iter().map(Ok::<_, DataFusionError>)).try_flatten();
    Ok(Some(Box::pin(RecordBatchStreamAdapter::new(schema, counted(Box::pin(rows), opened.whole, job)))))
}

/// Answers that are about to come.
struct Opened {
    rows: Vec<SendableRecordBatchStream>,
    /// How many rows executors say that they made.
    whole: Option<u64>,
}

/// Has the part done and opens its answers; the inner error says that it was done and an answer is not to be had.
async fn attempt(
    scheduler: &Scheduler,
    endpoint: &EndpointOverrideFn,
    session: &str,
    plan: Vec<u8>,
) -> std::result::Result<Result<(Job, Opened)>, Refusal> {
    let (job, places) = wait(scheduler.clone(), session, plan).await?;
    let whole = places.iter().map(|place| u64::try_from(place.partition_stats.as_ref()?.num_rows).ok()).sum();
    let fetches = stream::iter(places).map(|place| fetch(place, Arc::clone(endpoint)));
    let rows = fetches.buffered(FETCHED_AT_ONCE).try_collect().await;
    Ok(rows.map(|rows| (job, Opened { rows, whole })))
}

/// Waits until the part is done; says where its rows are.
async fn wait(
    mut scheduler: Scheduler,
    session: &str,
    plan: Vec<u8>,
) -> std::result::Result<(Job, Vec<PartitionLocation>), Refusal> {
    let mut request = tonic::Request::new(ExecuteQueryParams {
        query: Some(Query::PhysicalPlan(plan)),
        settings: Vec::new(),
        session_id: session.to_owned(),
        operation_id: uuid::Uuid::new_v4().to_string(),
    });
    insert_version_header(request.metadata_mut());
    let mut told = scheduler.execute_query_push(request).await.map_err(|status| refusal(&status))?.into_inner();
    let mut job = Job { scheduler, id: String::new(), is_done: false };
    while let Some(status) = told.message().await.map_err(|status| failed(&status.to_string()))? {
        let Some(status) = status.status else { continue };
        job.id = status.job_id;
        match status.status {
            Some(Status::Failed(failure)) => {
                job.is_done = true;
                return Err(failed(&failure.error));
            }
            Some(Status::Successful(done)) => {
                job.is_done = true;
                return Ok((job, done.partition_location));
            }
            _ => {}
        }
    }
    Err(failed("the scheduler broke off"))
}

/// Fetches what one part made from the executor that made it.
async fn fetch(place: PartitionLocation, endpoint: EndpointOverrideFn) -> Result<SendableRecordBatchStream> {
    let layout = place.layout();
    let (Some(executor), Some(partition)) = (place.executor_meta, place.partition_id) else {
        return Err(DataFusionError::Execution("the scheduler does not say where an answer is".to_owned()));
    };
    let port = u16::try_from(executor.port).map_err(|error| DataFusionError::External(Box::new(error)))?;
    let endpoint = Arc::new(BallistaConfigGrpcEndpoint::new(endpoint));
    let (host, size) = (executor.host.as_str(), MESSAGE as usize);
    let client = BallistaClient::try_new(host, port, size, true, Some(endpoint), 3, 500, 0, 0).await;
    let mut client = client.map_err(BallistaError::into_datafusion)?;
    let rows = client.fetch_partition(&executor.id, &partition.into(), place.file_id, layout, true).await;
    rows.map_err(BallistaError::into_datafusion)
}

/// The rows, and an error after the last when they are not as many as were made.
fn counted(
    rows: stream::BoxStream<'static, Result<RecordBatch>>,
    whole: Option<u64>,
    job: Job,
) -> impl stream::Stream<Item = Result<RecordBatch>> + Send {
    stream::try_unfold((rows, 0_u64, job), move |(mut rows, mut came, job)| async move {
        match rows.next().await.transpose()? {
            Some(batch) => {
                came += batch.num_rows() as u64;
                Ok(Some((batch, (rows, came, job))))
            }
            None if whole.is_none_or(|whole| whole == came) => Ok(None),
            None => Err(DataFusionError::Execution(format!("{came} rows came of {whole:?}"))),
        }
    })
}

/// Why a part was not done.
enum Refusal {
    /// The scheduler has no executors, or cannot read the plan, as one of another version may not.
    NotTaken(String),
    Failed(DataFusionError),
}

impl Refusal {
    fn into_error(self) -> DataFusionError {
        match self {
            Self::NotTaken(cause) => {
                DataFusionError::Execution(format!("a part of the query is not taken again: {cause}"))
            }
            Self::Failed(error) => error,
        }
    }
}

fn refusal(status: &tonic::Status) -> Refusal {
    match status.code() {
        Code::Unavailable | Code::InvalidArgument | Code::FailedPrecondition => Refusal::NotTaken(status.to_string()),
        _ => failed(&status.to_string()),
    }
}

fn failed(cause: &str) -> Refusal {
    Refusal::Failed(DataFusionError::Execution(format!("a part of the query failed: {cause}")))
}
