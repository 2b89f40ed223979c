//! The process that runs parts of plans. Any number of them, each on a machine of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arrow_flight::flight_service_server::FlightServiceServer;
use ballista_core::RuntimeProducer;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::error::BallistaError;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_core::utils::create_grpc_server;
use ballista_executor::ArrowFlightServerProvider;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_executor::flight_service::BallistaFlightService;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use talap_ledger::Archive;
use tonic::transport::server::TcpIncoming;

use crate::error::WideError;
use crate::scheduler::{MESSAGE, listen};
use crate::shelf::{Only, Shelf};
use crate::tls::Credentials;

/// How long an executor waits for its scheduler.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it asks for it meanwhile.
const AGAIN: Duration = Duration::from_millis(500);

/// What an executor needs to know.
#[derive(Debug)]
pub struct ExecutorPlace {
    /// Where it listens for those who fetch what it made; a fixed port.
    pub bind: SocketAddr,
    /// The name under which others reach it, which is in its certificate.
    pub name: String,
    /// The scheduler, as `host:port`.
    pub scheduler: String,
    /// Its keys.
    pub credentials: Credentials,
    /// A folder for what it makes, which holds rows of events while a query runs. What is in it at the start is removed.
    pub work: PathBuf,
    /// How many parts run at a time.
    pub threads: usize,
    /// The memory that they may take together, in bytes.
    pub memory: u64,
    /// What it reads.
    pub archive: Archive,
}

/// Runs an executor until the process is told to stop; `works` is called once its scheduler was reached, for which
/// it waits a minute.
///
/// # Errors
///
/// [`WideError`] when it cannot listen, its keys are no use, no scheduler answers, or its folder of work cannot be emptied.
pub async fn run(place: ExecutorPlace, works: impl FnOnce()) -> Result<(), WideError> {
    let (host, port) = split(&place.scheduler)?;
    place.credentials.check()?;
    let incoming = listen(place.bind)?;
    empty(&place.work)?;
    reach(&place).await?;
    let shelf = Arc::new(Shelf::new(place.archive.reading()).map_err(BallistaError::from)?);
    let sessions = place.credentials.clone();
    let config = ExecutorProcessConfig {
        bind_host: place.bind.ip().to_string(),
        port: place.bind.port(),
        external_host: Some(place.name),
        scheduler_host: host,
        scheduler_port: port,
        scheduler_connect_timeout_seconds: 60,
        vcores: place.threads,
        // An executor that is pushed to would listen on a second port, which cannot be given TLS.
        task_scheduling_policy: TaskSchedulingPolicy::PullStaged,
        work_dir: Some(place.work.to_string_lossy().into_owned()),
        // The scheduler says when a query's files may go; this is for what it forgot.
        job_data_ttl_seconds: 900,
        job_data_clean_up_interval_seconds: 60,
        grpc_max_decoding_message_size: MESSAGE,
        grpc_max_encoding_message_size: MESSAGE,
        memory_pool_size: Some(place.memory),
        override_function_registry: Some(Arc::new(functions())),
        override_runtime_producer: Some(runtimes(shelf)),
        override_config_producer: Some(Arc::new(move || sessions.session())),
        override_arrow_flight_service: Some(flight(&place.credentials, incoming)),
        override_create_grpc_client_endpoint: Some(place.credentials.endpoint()),
        ..ExecutorProcessConfig::default()
    };
    tracing::info!(bind = %place.bind, "the executor listens");
    works();
    let ran = start_executor_process(Arc::new(config)).await;
    empty(&place.work)?;
    // The archive's connections live as long as it does.
    drop(place.archive);
    Ok(ran?)
}

/// Waits for the scheduler. Ballista would wait too, and not say why in vain.
async fn reach(place: &ExecutorPlace) -> Result<(), WideError> {
    let begin = Instant::now();
    while let Err(cause) = place.credentials.connect(&place.scheduler).await {
        if begin.elapsed() > PATIENCE {
            return Err(WideError::Scheduler { address: place.scheduler.clone(), cause });
        }
        tracing::warn!(scheduler = place.scheduler, ?cause, "the scheduler is waited for");
        tokio::time::sleep(AGAIN).await;
    }
    Ok(())
}

/// What the scheduler's functions are, the ledger's own among them.
fn functions() -> BallistaFunctionRegistry {
    let mut registry = BallistaFunctionRegistry::default();
    for function in talap_ledger::query_functions() {
        registry.scalar_functions.insert(function.name().to_owned(), function);
    }
    registry
}

/// Runs each part with the archive as its only store, and nothing spilled to disk.
fn runtimes(shelf: Arc<Shelf>) -> RuntimeProducer {
    Arc::new(move |_| {
        let disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
        RuntimeEnvBuilder::new()
            .with_disk_manager_builder(disk)
            .with_object_store_registry(Arc::new(Only(Arc::clone(&shelf))))
            .build_arc()
    })
}

/// Gives out what parts made, to those with a key of the cluster.
fn flight(credentials: &Credentials, incoming: TcpIncoming) -> Arc<ArrowFlightServerProvider> {
    let (tls, incoming) = (credentials.server(), Mutex::new(Some(incoming)));
    Arc::new(move |work, _, mut shutdown, config| {
        let (tls, incoming) = (tls.clone(), incoming.lock().unwrap_or_else(PoisonError::into_inner).take());
        tokio::spawn(async move {
            let incoming = incoming.ok_or_else(|| BallistaError::Internal("the address is taken".to_owned()))?;
            let service = FlightServiceServer::new(BallistaFlightService::new(work))
                .max_decoding_message_size(MESSAGE as usize)
                .max_encoding_message_size(MESSAGE as usize);
            let mut server = create_grpc_server(&config).tls_config(tls).map_err(BallistaError::TonicError)?;
            let served = server.add_service(service).serve_with_incoming_shutdown(incoming, shutdown.recv());
            served.await.map_err(BallistaError::TonicError)
        })
    })
}

/// Removes what an executor that was killed left behind.
fn empty(work: &Path) -> Result<(), WideError> {
    let failed = |cause| WideError::File { path: work.to_owned(), cause };
    std::fs::create_dir_all(work).map_err(failed)?;
    for entry in std::fs::read_dir(work).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_type().map_err(failed)?.is_dir() {
            std::fs::remove_dir_all(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}

fn split(address: &str) -> Result<(String, u16), WideError> {
    let parts = address.rsplit_once(':').and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)));
    parts.ok_or_else(|| WideError::Address { text: address.to_owned() })
}
