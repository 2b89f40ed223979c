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
use tonic::transport::Channel;

use crate::scheduler::MESSAGE;

/// How many answers of parts are fetched at a time.
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

/// Hands a part of a plan to the scheduler and gives the rows that come of it.
pub(crate) async fn run(
    channel: Channel,
    endpoint: EndpointOverrideFn,
    session: &str,
    plan: Vec<u8>,
    schema: SchemaRef,
) -> Result<SendableRecordBatchStream> {
    let scheduler = SchedulerGrpcClient::new(channel)
        .max_encoding_message_size(MESSAGE as usize)
        .max_decoding_message_size(MESSAGE as usize);
    let (job, places) = wait(scheduler, session, plan).await?;
    let whole: Option<u64> =
        places.iter().map(|place| u64::try_from(place.partition_stats.as_ref()?.num_rows).ok()).sum();
    let fetches = stream::iter(places).map(move |place| fetch(place, Arc::clone(&endpoint)));
    let rows = fetches.buffered(FETCHED_AT_ONCE).try_flatten();
    Ok(Box::pin(RecordBatchStreamAdapter::new(schema, counted(Box::pin(rows), whole, job))))
}

/// Waits until the part is done; says where its rows are.
async fn wait(mut scheduler: Scheduler, session: &str, plan: Vec<u8>) -> Result<(Job, Vec<PartitionLocation>)> {
    let mut request = tonic::Request::new(ExecuteQueryParams {
        query: Some(Query::PhysicalPlan(plan)),
        settings: Vec::new(),
        session_id: session.to_owned(),
        operation_id: uuid::Uuid::new_v4().to_string(),
    });
    insert_version_header(request.metadata_mut());
    let mut told = scheduler.execute_query_push(request).await.map_err(|status| failed(&status))?.into_inner();
    let mut job = Job { scheduler, id: String::new(), is_done: false };
    while let Some(status) = told.message().await.map_err(|status| failed(&status))? {
        let Some(status) = status.status else { continue };
        job.id = status.job_id;
        match status.status {
            Some(Status::Failed(failure)) => {
                job.is_done = true;
                return Err(DataFusionError::Execution(format!("a part of the query failed: {}", failure.error)));
            }
            Some(Status::Successful(done)) => {
                job.is_done = true;
                return Ok((job, done.partition_location));
            }
            _ => {}
        }
    }
    Err(DataFusionError::Execution("the scheduler broke off".to_owned()))
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

fn failed(status: &tonic::Status) -> DataFusionError {
    DataFusionError::Execution(format!("the scheduler: {status}"))
}
