//! A scheduler and executors, each a process, on this machine.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use datafusion::prelude::SessionContext;
use talap_ledger::archive::Reading;
use talap_wide::tls::Credentials;
use talap_wide::{Cluster, ClusterPlace, keys};

use crate::world::ask;

pub(crate) const HERE: &str = "127.0.0.1";

/// The processes; they end with the value.
pub(crate) struct Machines {
    folder: tempfile::TempDir,
    archive: String,
    variables: Vec<(String, String)>,
    pub(crate) scheduler: String,
    pub(crate) processes: Vec<Child>,
    pub(crate) flights: Vec<String>,
}

impl Drop for Machines {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _gone_already = process.kill();
            let _gone_already = process.wait();
        }
    }
}

impl Machines {
    /// A scheduler and so many executors that read this archive.
    pub(crate) fn start(archive: &str, variables: &[(&str, &str)], executors: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        keys::make(&folder.path().join("keys"), &[HERE.to_owned()]).unwrap();
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut machines = Self {
            folder,
            archive: archive.to_owned(),
            variables,
            scheduler: free(),
            processes: Vec::new(),
            flights: Vec::new(),
        };
        let bind = machines.scheduler.clone();
        machines.run(&["scheduler", "--bind", &bind]);
        reach(&bind);
        for _ in 0..executors {
            machines.executor();
        }
        machines
    }

    /// One executor more.
    pub(crate) fn executor(&mut self) {
        let (bind, scheduler, archive) = (free(), self.scheduler.clone(), self.archive.clone());
        let work = self.work(&bind);
        let work = work.to_str().unwrap();
        self.run(&["executor", "--bind", &bind, "--scheduler", &scheduler, "--work", work, "--archive", &archive]);
        reach(&bind);
        self.flights.push(bind);
    }

    pub(crate) fn work(&self, bind: &str) -> PathBuf {
        self.folder.path().join(format!("work-{}", bind.replace(':', "-")))
    }

    fn run(&mut self, arguments: &[&str]) {
        let log = self.folder.path().join(format!("log-{}", self.processes.len()));
        let child = Command::new(env!("CARGO_BIN_EXE_talap-wide"))
            .args(arguments)
            .args(["--name", HERE, "--keys"])
            .arg(self.keys())
            .envs(self.variables.iter().cloned())
            .env("RUST_LOG", std::env::var("TALAP_TEST_WIDE_LOG").unwrap_or("warn".into()))
            .stdout(Stdio::null())
            .stderr(fs::File::create(log).unwrap())
            .spawn()
            .unwrap();
        self.processes.push(child);
    }

    /// What the processes said.
    pub(crate) fn said(&self) -> String {
        (0..self.processes.len())
            .map(|at| fs::read_to_string(self.folder.path().join(format!("log-{at}"))).unwrap())
            .collect::<Vec<_>>()
            .join("\n--\n")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.folder.path().join("keys").join(HERE)
    }

    pub(crate) fn cluster(&self, reading: Reading, parts: usize) -> Arc<Cluster> {
        let credentials = Credentials::read(&self.keys()).unwrap();
        let place = ClusterPlace { scheduler: self.scheduler.clone(), credentials, reading, parts };
        Arc::new(Cluster::new(place).unwrap())
    }
}

/// An address that nobody listens at.
pub(crate) fn free() -> String {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().to_string()
}

fn reach(address: &str) {
    let begin = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(begin.elapsed() < Duration::from_secs(30), "{address} does not listen");
        std::thread::yield_now();
    }
}

/// Asks until the cluster has done a part: its executors have asked for work.
pub(crate) async fn at_work(wide: &SessionContext, cluster: &Cluster) {
    let begin = Instant::now();
    while cluster.done() == 0 {
        assert!(begin.elapsed() < Duration::from_mins(1), "no executor asks for work");
        ask(wide, "SELECT count(*) FROM events").await.unwrap();
    }
}
