//! The process that shares parts of plans out among executors. It reads no events itself.

use std::net::SocketAddr;
use std::sync::Arc;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::error::BallistaError;
use ballista_core::serde::protobuf::scheduler_grpc_server::SchedulerGrpcServer;
use ballista_core::utils::{GrpcServerConfig, create_grpc_server, create_grpc_server_incoming};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::create_scheduler;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::prelude::SessionConfig;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use tonic::transport::server::TcpIncoming;

use crate::error::WideError;
use crate::presence::Presence;
use crate::shelf::Nothing;
use crate::tls::Credentials;

/// The largest message, in bytes: a plan names each of its files.
pub(crate) const MESSAGE: u32 = 64 << 20;

/// After how many seconds without a word an executor is given up and its work is done by another.
const PATIENCE: u64 = 20;

/// What a scheduler needs to know.
#[derive(Debug, Clone)]
pub struct SchedulerPlace {
    /// Where it listens.
    pub bind: SocketAddr,
    /// The name under which others reach it, which is in its certificate.
    pub name: String,
    /// Its keys.
    pub credentials: Credentials,
}

/// Runs a scheduler until the process is told to stop; `listens` is called once others can reach it.
///
/// # Errors
///
/// [`WideError`] when it cannot listen, or its keys are no use.
pub async fn run(place: SchedulerPlace, listens: impl FnOnce()) -> Result<(), WideError> {
    place.credentials.check()?;
    let incoming = listen(place.bind)?;
    let credentials = place.credentials.clone();
    let config = Arc::new(SchedulerConfig {
        bind_host: place.bind.ip().to_string(),
        bind_port: place.bind.port(),
        external_host: place.name,
        scheduling_policy: TaskSchedulingPolicy::PullStaged,
        task_distribution: TaskDistributionPolicy::RoundRobin,
        executor_timeout_seconds: PATIENCE,
        expire_dead_executor_interval_seconds: 5,
        no_executors_grace_period_seconds: PATIENCE,
        finished_job_data_clean_up_interval_seconds: 60,
        finished_job_state_clean_up_interval_seconds: 600,
        grpc_server_max_decoding_message_size: MESSAGE,
        grpc_server_max_encoding_message_size: MESSAGE,
        use_tls: true,
        override_create_grpc_client_endpoint: Some(place.credentials.endpoint()),
        override_config_producer: Some(Arc::new(move || credentials.session())),
        override_session_builder: Some(Arc::new(session)),
        ..SchedulerConfig::default()
    });
    let cluster = BallistaCluster::new_from_config(&config).await?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, config).await?;
    let service = SchedulerGrpcServer::new(scheduler)
        .max_decoding_message_size(MESSAGE as usize)
        .max_encoding_message_size(MESSAGE as usize);
    let server = create_grpc_server(&GrpcServerConfig::default()).tls_config(place.credentials.server());
    let server = server.map_err(WideError::Unfit)?.layer(Presence::default()).add_service(service);
    tracing::info!(bind = %place.bind, "the scheduler listens");
    listens();
    server.serve_with_incoming_shutdown(incoming, stopped()).await.map_err(WideError::Served)
}

/// Takes an address before anything else is done, so that whoever started the process hears at once that it is taken.
pub(crate) fn listen(bind: SocketAddr) -> Result<TcpIncoming, WideError> {
    create_grpc_server_incoming(bind, &GrpcServerConfig::default()).map_err(|error| match error {
        BallistaError::IoError(cause) => WideError::Listen { bind, cause },
        other => WideError::Cluster(other),
    })
}

/// A session that knows the functions of plans, and no store of files at all.
fn session(config: SessionConfig) -> datafusion::common::Result<SessionState> {
    let runtime = RuntimeEnvBuilder::new().with_object_store_registry(Arc::new(Nothing)).build_arc()?;
    let state = SessionStateBuilder::new().with_default_features().with_config(config).with_runtime_env(runtime);
    let mut state = state.build();
    for function in talap_ledger::query_functions() {
        datafusion::execution::FunctionRegistry::register_udf(&mut state, function)?;
    }
    Ok(state)
}

/// Waits until the process is told to stop.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
