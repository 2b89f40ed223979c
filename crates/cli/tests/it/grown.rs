//! Nodes over one database and one stream, with one folder or with folders of their own over one bucket: whichever is killed
//! or stands still, each event is in the ledger once.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::between::Between;
use crate::program::{Place, Said, Up};

mod cluster;
mod confidential;
mod outages;
mod relp;
mod rounds;
mod servers;
mod starting;

/// What the nodes share: a database and a stream.
struct Shared {
    /// The servers of the stream, each of which keeps all of it. They end before their folders go.
    nats: Vec<Nats>,
    place: Place,
    /// What nodes are told of them beside where they are.
    stream: String,
    /// Where nodes find the stream, and the database's server.
    nats_url: String,
    server: String,
    admin: String,
    database: String,
    lease_seconds: u32,
}

impl Shared {
    /// `None`, with a sentence, where the servers are not there.
    fn start(name: &str) -> Option<Self> {
        Self::start_over(name, 1)
    }

    /// The same with so many servers of the stream.
    fn start_over(name: &str, servers: usize) -> Option<Self> {
        let (admin, program) = (wanted::text("TALAP_TEST_POSTGRES")?, wanted::file("TALAP_TEST_NATS_SERVER", &[])?);
        let place = Place::new();
        let nats = Nats::start_all(&program, &place, servers);
        let nats_url = nats.iter().map(Nats::address).collect::<Vec<_>>().join(",");
        let stream = if servers > 1 {
            // Each is asked and told of by itself.
            let monitors: Vec<_> = nats.iter().map(Nats::monitor).collect();
            format!("replicas = {servers}\nmonitor_urls = {monitors:?}")
        } else {
            "replicas = 1".to_owned()
        };
        let database = format!("grown_{name}_{}", std::process::id());
        let server = admin.rsplit_once('/').unwrap().0.to_owned();
        let shared = Self { place, nats, stream, nats_url, server, admin, database, lease_seconds: 5 };
        shared.sql(&format!("CREATE DATABASE {}", shared.database));
        Some(shared)
    }

    /// Ends the stream's server.
    fn stop_the_stream(&mut self) {
        self.nats[0].kill();
    }

    /// Starts it anew.
    fn start_the_stream(&mut self) {
        self.nats[0].start();
    }

    /// From now on nodes find the stream by a way that can be cut.
    fn way_to_the_stream(&mut self) -> Between {
        let between = Between::to(([127, 0, 0, 1], self.nats[0].port).into());
        self.nats_url = format!("nats://127.0.0.1:{}", between.port());
        between
    }

    /// The same for the database.
    fn way_to_the_database(&mut self) -> Between {
        let (user, address) = self.server.rsplit_once('@').unwrap();
        let between = Between::to(address.to_socket_addrs().unwrap().find(SocketAddr::is_ipv4).unwrap());
        self.server = format!("{user}@127.0.0.1:{}", between.port());
        between
    }

    fn sql(&self, sql: &str) {
        let done = Command::new("psql").args([&self.admin, "-qc", sql]).status().unwrap();
        assert!(done.success(), "{sql}");
    }

    fn command(&self, node: &str, more: &str) -> Command {
        self.command_at(&self.place.data(), node, more)
    }

    fn command_at(&self, data: &Path, node: &str, more: &str) -> Command {
        let config = format!(
            "[store]\nurl = \"{}/{}\"\n\
             [collect]\nsyslog_udp = \"\"\nsyslog_tcp = \"127.0.0.1:0\"\n\
             [collect.relp]\naddress = \"127.0.0.1:0\"\n[web]\naddress = \"127.0.0.1:0\"\n\
             [ledger]\nseal_after_events = 400\n\
             [grown]\nnats_url = \"{}\"\n{}\nlease_seconds = {}\nnode = \"{node}\"\n{more}\n",
            self.server, self.database, self.nats_url, self.stream, self.lease_seconds
        );
        let path = self.place.file(&format!("{node}.toml"), config);
        let mut command = Command::new(env!("CARGO_BIN_EXE_talap"));
        command.args(["up", "--data"]).arg(data).arg("--config").arg(path);
        command.env("LANG", "en_KZ.UTF-8").env_remove("LC_ALL").env_remove("LC_MESSAGES").stdin(Stdio::null());
        command
    }

    /// A command with the configuration of a node that shares its folder.
    fn run_as(&self, node: &str, args: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_talap"));
        command.args(args).arg("--data").arg(self.place.data());
        command.arg("--config").arg(self.place.path(&format!("{node}.toml")));
        command.env("LANG", "en_KZ.UTF-8").env_remove("LC_ALL").env_remove("LC_MESSAGES").stdin(Stdio::null());
        Said::of(command.output().unwrap())
    }

    fn node(&self, node: &str) -> Up {
        Up::start(self.command(node, ""))
    }

    /// A node that only receives, with a folder of its own: it outlives those that keep the ledger.
    fn door(&self) -> Up {
        let mut door = Up::start(self.command_at(&self.place.path("door"), "door", "keeps_ledger = false"));
        door.wait_for("This node only receives");
        door
    }

    /// Waits until a running node has so many events of senders.
    fn reaches(&self, expected: u64) {
        let sql = "SELECT count(*) AS n FROM events WHERE source = 'unregistered'";
        until("events arrive", || self.place.count(sql) >= expected);
    }

    /// Waits until so many events of senders are in the ledger, and demands that they are all different.
    fn each_once(&self, expected: u64) {
        let count = |what: &str| {
            self.place.count(&format!("SELECT count({what}) AS n FROM events WHERE source = 'unregistered'"))
        };
        until("events arrive", || count("*") >= expected);
        assert_eq!((count("*"), count("DISTINCT message")), (expected, expected));
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.sql(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database));
    }
}

/// A server of the stream, alone or with others.
struct Nats {
    program: PathBuf,
    config: PathBuf,
    port: u16,
    monitor: u16,
    process: Option<Child>,
}

impl Nats {
    /// Starts so many, which keep each message together.
    fn start_all(program: &Path, place: &Place, count: usize) -> Vec<Self> {
        let routes: Vec<_> = (0..count).map(|_| wanted::port()).collect();
        let all = routes.iter().map(|route| format!("\"nats://127.0.0.1:{route}\"")).collect::<Vec<_>>().join(", ");
        let prepare = |(number, route): (usize, &u16)| {
            let (port, monitor, store) = (wanted::port(), wanted::port(), place.path(&format!("nats-{number}")));
            let cluster = if count > 1 {
                format!("cluster {{ name: talap, listen: \"127.0.0.1:{route}\", routes: [{all}] }}")
            } else {
                String::new()
            };
            let config = format!(
                "server_name: n{number}\nlisten: \"127.0.0.1:{port}\"\nhttp: \"127.0.0.1:{monitor}\"\n\
                 jetstream {{ store_dir: \"{}\", max_file_store: 1GB, sync_interval: always }}\n{cluster}\n",
                store.display()
            );
            let config = place.file(&format!("nats-{number}.conf"), config);
            Self { program: program.to_owned(), config, port, monitor, process: None }
        };
        let mut servers: Vec<_> = routes.iter().enumerate().map(prepare).collect();
        for server in &mut servers {
            server.start();
        }
        servers
    }

    fn address(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    fn monitor(&self) -> String {
        format!("http://127.0.0.1:{}", self.monitor)
    }

    /// Starts it as its file says, and waits until it listens.
    fn start(&mut self) {
        let process = Command::new(&self.program).arg("-c").arg(&self.config).stderr(Stdio::null()).spawn().unwrap();
        self.process = Some(process);
        until("nats-server listens", || TcpStream::connect(("127.0.0.1", self.port)).is_ok());
    }

    /// Ends it without warning.
    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Looks until something holds, for two minutes.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_mins(2), "not in time: {what}");
        std::thread::yield_now();
    }
}

/// Sends numbered lines, so many at a time: some are on their way while nodes come and go.
struct Sender {
    stream: TcpStream,
    name: &'static str,
    sent: u32,
}

impl Sender {
    fn to(address: String, name: &'static str) -> Self {
        Self { stream: TcpStream::connect(address).unwrap(), name, sent: 0 }
    }

    fn send(&mut self, count: u32) {
        for number in self.sent..self.sent + count {
            let line = format!("<13>1 2026-11-22T21:40:00Z {0} app - - - {0} {number}\n", self.name);
            self.stream.write_all(line.as_bytes()).unwrap();
        }
        self.sent += count;
    }
}

#[test]
fn a_killed_node_is_replaced_and_each_event_is_in_the_ledger_once() {
    let Some(shared) = Shared::start("killed") else { return };
    let mut first = shared.node("first");
    keeps(&mut first, 1);
    let mut second = shared.node("second");
    stands_by(&mut second, "first");
    // The second receives from the beginning on, for whichever node keeps the ledger.
    let mut sender = Sender::to(second.address("syslog/TCP"), "two");
    sender.send(1500);
    shared.reaches(200);
    first.kill();
    sender.send(2500);
    keeps(&mut second, 2);
    shared.each_once(4000);
    let acts = "SELECT count(*) AS n FROM events WHERE message = 'receiver.started'";
    assert_eq!(shared.place.count(acts), 2, "the start of each receiver is an event too");
    second.stop();
    assert_eq!(shared.place.run(&["ledger", "verify"]).code, 0);
}

#[test]
fn a_node_that_stood_still_ends_before_it_writes_again() {
    let Some(shared) = Shared::start("still") else { return };
    let mut first = shared.node("first");
    first.wait_for("Talap is running");
    let mut second = shared.node("second");
    stands_by(&mut second, "first");
    first.signal("STOP");
    second.wait_for("This node keeps the ledger now (lease number 2)");
    first.signal("CONT");
    assert_eq!(first.ended(), 3, "its lease is over");
    second.wait_for("Talap is running");
    Sender::to(second.address("syslog/TCP"), "two").send(100);
    shared.each_once(100);
    // Given back in order, the lease is free at once.
    second.stop();
    let mut third = shared.node("third");
    keeps(&mut third, 3);
    shared.each_once(100);
    third.stop();
}

#[test]
fn a_node_that_only_receives_needs_no_ledger() {
    let Some(shared) = Shared::start("receives") else { return };
    let mut receiver = Up::start(shared.command("receiver", "keeps_ledger = false"));
    receiver.wait_for("This node only receives");
    Sender::to(receiver.address("syslog/TCP"), "one").send(60);
    receiver.stop();
    assert!(!shared.place.data().join("ledger").exists());
    let mut keeper = shared.node("keeper");
    keeper.wait_for("Talap is running");
    shared.each_once(60);
    keeper.stop();
}

/// A bucket that locks objects, on a server of its own.
struct Bucket {
    server: Child,
    /// The section of a node's configuration.
    objects: String,
    /// The way that nodes take.
    between: Between,
}

impl Bucket {
    fn start(place: &Place) -> Option<Self> {
        let program = wanted::file("TALAP_TEST_MOTO", &[])?;
        let port = wanted::port();
        let mut server = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(server.stderr.take().unwrap()).lines().map_while(Result::ok);
        assert!(said.any(|line| line.contains("Running on")), "the server ended");
        // It logs each request, and would stop when nobody reads.
        std::thread::spawn(move || said.for_each(drop));
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(
            stream,
            "PUT /talap HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\nx-amz-bucket-object-lock-enabled: true\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=a/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x\r\n\
             Connection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let between = Between::to(([127, 0, 0, 1], port).into());
        let credentials = place.file(
            "bucket.env",
            format!(
                "AWS_ACCESS_KEY_ID=a\nAWS_SECRET_ACCESS_KEY=b\nAWS_REGION=us-east-1\nAWS_ENDPOINT_URL=http://127.0.0.1:{}\n",
                between.port()
            ),
        );
        std::fs::set_permissions(&credentials, std::fs::Permissions::from_mode(0o600)).unwrap();
        let objects =
            format!("[grown.objects]\nurl = \"s3://talap/objects\"\ncredentials = \"{}\"\n", credentials.display());
        Some(Self { server, objects, between })
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }
}

/// A node with a folder of its own.
struct Node<'a> {
    shared: &'a Shared,
    bucket: &'a Bucket,
    name: &'static str,
}

impl Node<'_> {
    fn data(&self) -> PathBuf {
        self.shared.place.path(self.name)
    }

    fn start(&self) -> Up {
        self.start_with("")
    }

    /// Starts it with further sections of its configuration.
    fn start_with(&self, more: &str) -> Up {
        let more = format!("{}{more}", self.bucket.objects);
        Up::start_hearing_errors(self.shared.command_at(&self.data(), self.name, &more))
    }

    fn run(&self, args: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_talap"));
        command.args(args).arg("--data").arg(self.data()).env("LANG", "en_KZ.UTF-8").env_remove("LC_ALL");
        command.arg("--config").arg(self.shared.place.path(&format!("{}.toml", self.name)));
        Said::of(command.stdin(Stdio::null()).output().unwrap())
    }

    fn count(&self, what: &str) -> u64 {
        let sql = format!("SELECT count({what}) AS n FROM events WHERE source = 'unregistered'");
        let said = self.run(&["query", &sql, "--json"]);
        assert_eq!(said.code, 0, "{said:?}");
        said.json()["rows"][0]["n"].as_u64().unwrap()
    }

    /// Waits until this node, which keeps the ledger, has so many events of senders.
    fn reaches(&self, expected: u64) {
        until("events arrive", || self.count("*") >= expected);
    }

    /// Gives it the key that another node made.
    fn with_the_key_of(&self, other: &Node<'_>) {
        std::fs::create_dir_all(self.data().join("keys")).unwrap();
        std::fs::copy(other.data().join("keys/ledger.key"), self.data().join("keys/ledger.key")).unwrap();
    }
}

/// Waits until a node keeps the ledger, as the holder of a lease number.
fn keeps(up: &mut Up, lease: u32) {
    up.wait_for(&format!("This node keeps the ledger now (lease number {lease})"));
    up.wait_for("Talap is running");
}

/// Waits until a node has seen that another keeps the ledger.
fn stands_by(up: &mut Up, keeper: &str) {
    up.wait_for(&format!("The ledger is kept by the node {keeper}"));
}

#[test]
fn nodes_with_folders_of_their_own_go_on_from_each_other_byte_for_byte() {
    let Some(shared) = Shared::start("folders") else { return };
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    let node = |name| Node { shared: &shared, bucket: &bucket, name };
    let (first, second) = (node("first"), node("second"));
    let mut receiver = shared.door();
    let mut up = first.start();
    keeps(&mut up, 1);
    // The ledger has a key, and a node without it would sign another ledger.
    let mut keyless = second.start();
    assert_eq!(keyless.ended(), 3);
    assert!(!second.data().join("ledger").exists());
    second.with_the_key_of(&first);
    let mut other = second.start();
    stands_by(&mut other, "first");
    let mut sender = Sender::to(receiver.address("syslog/TCP"), "one");
    sender.send(2000);
    first.reaches(700);
    up.kill();
    sender.send(2000);
    keeps(&mut other, 2);
    second.reaches(2500);
    other.kill();
    sender.send(2000);
    // The folder of the first is behind now, and holds what nobody was told of, perhaps.
    let mut up = first.start();
    keeps(&mut up, 3);
    first.reaches(6000);
    assert_eq!((first.count("*"), first.count("DISTINCT message")), (6000, 6000));
    up.stop();
    receiver.stop();
    // Alone, with what the nodes do not share, a command would change one folder only.
    let said = first.run(&["query", "SELECT 1"]);
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains("Several nodes keep this ledger"), "{said:?}");
    let said = first.run(&["ledger", "verify"]);
    assert_eq!(said.code, 0, "{said:?}");
    // What the first did last, the second takes over into a folder with nothing but the key.
    std::fs::remove_dir_all(second.data()).unwrap();
    second.with_the_key_of(&first);
    let mut other = second.start();
    keeps(&mut other, 4);
    assert_eq!((second.count("*"), second.count("DISTINCT message")), (6000, 6000));
    other.stop();
    assert_eq!(second.run(&["ledger", "verify"]).code, 0);
}
