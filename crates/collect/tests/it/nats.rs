//! NATS servers of the tests' own: started, killed without warning, and started again over the same folder.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use talap_collect::stream::{Credentials, Settings, Tls};
use tokio::net::TcpStream;

/// The server program, where `cargo xtask test` has fetched it.
pub(crate) fn program() -> Option<PathBuf> {
    wanted::file("TALAP_TEST_NATS_SERVER", &[])
}

/// One server, alone or in a cluster.
pub(crate) struct Server {
    program: PathBuf,
    folder: PathBuf,
    name: String,
    port: u16,
    monitor: u16,
    process: Option<Child>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Server {
    pub(crate) fn address(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    pub(crate) fn address_over_tls(&self) -> String {
        format!("tls://localhost:{}", self.port)
    }

    /// Where it keeps its streams.
    pub(crate) fn store(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    pub(crate) fn monitor(&self) -> String {
        format!("http://127.0.0.1:{}", self.monitor)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// As a power cut would end it, but for what the system has in memory.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// From its next start on it syncs only so often.
    pub(crate) fn sync_every(&self, interval: &str) {
        let path = self.folder.join(format!("{}.conf", self.name));
        let config = std::fs::read_to_string(&path).unwrap();
        assert!(config.contains("sync_interval: always"), "{config}");
        std::fs::write(path, config.replace("sync_interval: always", &format!("sync_interval: {interval}"))).unwrap();
    }

    pub(crate) async fn start(&mut self) {
        let log = std::fs::File::create(self.folder.join(format!("{}.log", self.name))).unwrap();
        let process = Command::new(&self.program)
            .arg("-c")
            .arg(self.folder.join(format!("{}.conf", self.name)))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        self.process = Some(process);
        eventually(&format!("{} listens", self.name), async || {
            TcpStream::connect(("127.0.0.1", self.port)).await.is_ok().then_some(())
        })
        .await;
    }
}

/// Asks until there is an answer, for a minute.
pub(crate) async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let began = std::time::Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(began.elapsed() < Duration::from_mins(1), "not within a minute: {what}");
        tokio::task::yield_now().await;
    }
}

/// A server alone. `jetstream` is put into its section, `more` beside it.
pub(crate) async fn alone(program: PathBuf, folder: &Path, jetstream: &str, more: &str) -> Server {
    let mut server = prepare(program, folder, "alone", wanted::port(), jetstream, more);
    server.start().await;
    server
}

/// Three servers that keep each message together.
pub(crate) async fn cluster(program: &Path, folder: &Path) -> Vec<Server> {
    let routes = [wanted::port(), wanted::port(), wanted::port()];
    let all: Vec<_> = routes.iter().map(|port| format!("\"nats://127.0.0.1:{port}\"")).collect();
    let mut servers = Vec::new();
    for (number, route) in routes.iter().enumerate() {
        let more = format!("cluster {{ name: talap, listen: \"127.0.0.1:{route}\", routes: [{}] }}", all.join(", "));
        let name = format!("n{number}");
        servers.push(prepare(program.to_owned(), folder, &name, wanted::port(), "sync_interval: always", &more));
    }
    for server in &mut servers {
        server.start().await;
    }
    servers
}

fn prepare(program: PathBuf, folder: &Path, name: &str, port: u16, jetstream: &str, more: &str) -> Server {
    let monitor = wanted::port();
    let store = folder.join(name);
    let config = format!(
        "server_name: {name}\nlisten: \"127.0.0.1:{port}\"\nhttp: \"127.0.0.1:{monitor}\"\n\
         jetstream {{ store_dir: \"{}\", max_file_store: 1GB, {jetstream} }}\n{more}\n",
        store.display()
    );
    std::fs::write(folder.join(format!("{name}.conf")), config).unwrap();
    Server { program, folder: folder.to_owned(), name: name.to_owned(), port, monitor, process: None }
}

/// Settings for a stream of these servers.
pub(crate) fn settings(servers: &[Server], node: &str) -> Settings {
    Settings {
        servers: servers.iter().map(Server::address).collect::<Vec<_>>().join(","),
        stream: "TALAP".to_owned(),
        replicas: servers.len(),
        node: node.to_owned(),
        credentials: Credentials::None,
        tls: Tls::default(),
        monitors: servers.iter().map(Server::monitor).collect(),
        longest_message: 64 << 10,
    }
}
