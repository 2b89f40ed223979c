//! `talap-wide`: the processes of a cluster for wide queries.
#![allow(clippy::print_stdout, reason = "a command")]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use talap_ledger::{Archive, ArchivePlace};
use talap_wide::executor::{self, ExecutorPlace};
use talap_wide::scheduler::{self, SchedulerPlace};
use talap_wide::tls::Credentials;
use talap_wide::{WideError, keys};

/// Runs parts of wide queries over events.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes keys: a folder for each machine, to be copied there.
    Keys {
        /// Where to.
        #[arg(long)]
        into: PathBuf,
        /// The names or addresses of all machines: of the scheduler, of executors, and of nodes that ask.
        #[arg(required = true)]
        machines: Vec<String>,
    },
    /// Shares parts of queries out among executors.
    Scheduler {
        /// The folder with this machine's keys.
        #[arg(long)]
        keys: PathBuf,
        /// Where to listen.
        #[arg(long, default_value = "127.0.0.1:50050")]
        bind: SocketAddr,
        /// The name of this machine in its certificate.
        #[arg(long)]
        name: String,
    },
    /// Runs parts of queries.
    Executor {
        /// The folder with this machine's keys.
        #[arg(long)]
        keys: PathBuf,
        /// Where to listen.
        #[arg(long, default_value = "127.0.0.1:50051")]
        bind: SocketAddr,
        /// The name of this machine in its certificate.
        #[arg(long)]
        name: String,
        /// The scheduler, as `host:port`.
        #[arg(long)]
        scheduler: String,
        /// A folder for what it makes, best in memory: rows of events are in it while a query runs.
        #[arg(long)]
        work: PathBuf,
        /// The archive, as `talap` names it: `file:///path`, or `s3://bucket/prefix` with `AWS_ENDPOINT_URL`, `AWS_REGION`,
        /// `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the environment, of an account that only reads.
        #[arg(long)]
        archive: String,
        /// How many parts run at a time.
        #[arg(long, default_value_t = 2)]
        threads: usize,
        /// The memory that they may take together, in MiB.
        #[arg(long, default_value_t = 1024)]
        memory: u64,
    },
}

fn main() -> ExitCode {
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn,talap_wide=info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "it stops");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), WideError> {
    match command {
        Command::Keys { into, machines } => keys::make(&into, &machines),
        Command::Scheduler { keys, bind, name } => {
            let place = SchedulerPlace { bind, name, credentials: Credentials::read(&keys)? };
            wait(scheduler::run(place))
        }
        Command::Executor { keys, bind, name, scheduler, work, archive, threads, memory } => {
            let archive = Archive::at(ArchivePlace::parse(&archive, |name| std::env::var(name).ok())?)?;
            let credentials = Credentials::read(&keys)?;
            let memory = memory << 20;
            wait(executor::run(ExecutorPlace { bind, name, scheduler, credentials, work, threads, memory, archive }))
        }
    }
}

/// Runs to the end. The threads are not waited for: a part of a query that was cancelled may be in the middle of something.
fn wait(work: impl Future<Output = Result<(), WideError>>) -> Result<(), WideError> {
    let io = |cause| WideError::File { path: PathBuf::from("threads"), cause };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(io)?;
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    done
}
