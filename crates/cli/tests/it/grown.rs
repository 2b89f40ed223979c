//! Two nodes over one database and one stream: whichever is killed or stands still, each event is in the ledger once.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::program::{Place, Up};

/// What the nodes share: a database and a stream.
struct Shared {
    place: Place,
    nats: Child,
    nats_port: u16,
    admin: String,
    database: String,
}

impl Shared {
    /// `None`, with a sentence, where the servers are not there.
    fn start(name: &str) -> Option<Self> {
        let (Ok(admin), Some(program)) =
            (std::env::var("TALAP_TEST_POSTGRES"), std::env::var_os("TALAP_TEST_NATS_SERVER"))
        else {
            println!("skipped: TALAP_TEST_POSTGRES or TALAP_TEST_NATS_SERVER is not set; `cargo xtask test` sets both");
            return None;
        };
        let place = Place::new();
        let nats_port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let config = format!(
            "listen: \"127.0.0.1:{nats_port}\"\njetstream {{ store_dir: \"{}\", sync_interval: always }}\n",
            place.path("nats").display()
        );
        let nats = Command::new(PathBuf::from(program))
            .arg("-c")
            .arg(place.file("nats.conf", config))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let listening = (0..600).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            TcpStream::connect(("127.0.0.1", nats_port)).is_ok()
        });
        assert!(listening, "nats-server does not listen");
        let database = format!("grown_{name}_{}", std::process::id());
        let shared = Self { place, nats, nats_port, admin, database };
        shared.sql(&format!("CREATE DATABASE {}", shared.database));
        Some(shared)
    }

    fn sql(&self, sql: &str) {
        let done = Command::new("psql").args([&self.admin, "-qc", sql]).status().unwrap();
        assert!(done.success(), "{sql}");
    }

    fn command(&self, node: &str, more: &str) -> Command {
        let (server, _) = self.admin.rsplit_once('/').unwrap();
        let config = format!(
            "[store]\nurl = \"{server}/{}\"\n\
             [collect]\nsyslog_udp = \"\"\nsyslog_tcp = \"127.0.0.1:0\"\n[web]\naddress = \"127.0.0.1:0\"\n\
             [ledger]\nseal_after_events = 400\n\
             [grown]\nnats_url = \"nats://127.0.0.1:{}\"\nreplicas = 1\nlease_seconds = 5\nnode = \"{node}\"\n{more}\n",
            self.database, self.nats_port
        );
        let path = self.place.file(&format!("{node}.toml"), config);
        let mut command = Command::new(env!("CARGO_BIN_EXE_talap"));
        command.args(["up", "--data"]).arg(self.place.data()).arg("--config").arg(path);
        command.env("LANG", "en_KZ.UTF-8").env_remove("LC_ALL").env_remove("LC_MESSAGES").stdin(Stdio::null());
        command
    }

    fn node(&self, node: &str) -> Up {
        Up::start(self.command(node, ""))
    }

    /// Waits until a running node has so many events of senders.
    fn reaches(&self, expected: u64) {
        let sql = "SELECT count(*) AS n FROM events WHERE source = 'unregistered'";
        assert!(
            (0..600).any(|_| {
                std::thread::sleep(Duration::from_millis(50));
                self.place.count(sql) >= expected
            }),
            "events do not arrive"
        );
    }

    /// Waits until so many events of senders are in the ledger, and demands that they are all different.
    fn each_once(&self, expected: u64) {
        let count = |what: &str| {
            self.place.count(&format!("SELECT count({what}) AS n FROM events WHERE source = 'unregistered'"))
        };
        let mut found = 0;
        for _ in 0..600 {
            found = count("*");
            if found >= expected {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        assert_eq!((found, count("DISTINCT message")), (expected, expected));
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.nats.kill().unwrap();
        self.nats.wait().unwrap();
        self.sql(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database));
    }
}

/// Sends numbered lines, slowly enough that they are on their way while nodes come and go.
fn send(address: String, name: &'static str, count: u32) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let mut sender = TcpStream::connect(address).unwrap();
        for number in 0..count {
            let line = format!("<13>1 2026-11-22T21:40:00Z {name} app - - - {name} {number}\n");
            sender.write_all(line.as_bytes()).unwrap();
            if number % 20 == 0 {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    })
}

#[test]
fn a_killed_node_is_replaced_and_each_event_is_in_the_ledger_once() {
    let Some(shared) = Shared::start("killed") else { return };
    let mut first = shared.node("first");
    first.wait_for("This node keeps the ledger now (lease number 1)");
    first.wait_for("Talap is running");
    let mut second = shared.node("second");
    second.wait_for("The ledger is kept by the node first");
    // The second receives from the beginning on, for whichever node keeps the ledger.
    let sender = send(second.address("syslog/TCP"), "two", 4000);
    shared.reaches(200);
    first.kill();
    second.wait_for("This node keeps the ledger now (lease number 2)");
    second.wait_for("Talap is running");
    sender.join().unwrap();
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
    second.wait_for("The ledger is kept by the node first");
    first.signal("STOP");
    second.wait_for("This node keeps the ledger now (lease number 2)");
    first.signal("CONT");
    assert_eq!(first.ended(), 3, "its lease is over");
    second.wait_for("Talap is running");
    send(second.address("syslog/TCP"), "two", 100).join().unwrap();
    shared.each_once(100);
    // Given back in order, the lease is free at once.
    second.stop();
    let mut third = shared.node("third");
    third.wait_for("This node keeps the ledger now (lease number 3)");
    third.wait_for("Talap is running");
    shared.each_once(100);
    third.stop();
}

#[test]
fn a_node_that_only_receives_needs_no_ledger() {
    let Some(shared) = Shared::start("receives") else { return };
    let mut receiver = Up::start(shared.command("receiver", "keeps_ledger = false"));
    receiver.wait_for("This node only receives");
    send(receiver.address("syslog/TCP"), "one", 60).join().unwrap();
    receiver.stop();
    assert!(!shared.place.data().join("ledger").exists());
    let mut keeper = shared.node("keeper");
    keeper.wait_for("Talap is running");
    shared.each_once(60);
    keeper.stop();
}
