//! What is told of the servers that the ledger is kept with.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use serde_json::Value;

use super::outages::RESTS;
use super::relp::Relp;
use super::{Bucket, Node, Shared, keeps, until};
use crate::between::Way;
use crate::program::Up;

/// What a node tells of a server.
fn told(node: &Node<'_>, purpose: &str) -> Value {
    let status = node.run(&["ledger", "status", "--json"]).json();
    let servers = status["servers"].as_array().unwrap();
    servers.iter().find(|server| server["purpose"] == purpose).unwrap_or_else(|| panic!("{purpose}: {status}")).clone()
}

#[test]
fn each_server_is_told_with_its_state_its_address_and_what_waits() {
    let Some(mut shared) = Shared::start("servers") else { return };
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    let stream = shared.way_to_the_stream();
    let node = Node { shared: &shared, bucket: &bucket, name: "first" };
    let mut up = node.start();
    keeps(&mut up, 1);
    let said = node.run(&["ledger", "status"]);
    assert_eq!(said.code, 0, "{said:?}");
    for part in ["PostgreSQL: records", "NATS JetStream", "s3://talap/objects: answers", "kept by the node first"] {
        assert!(said.out.contains(part), "{part}: {said:?}");
    }
    let status = node.run(&["ledger", "status", "--json"]).json();
    assert_eq!((&status["lease"]["node"], &status["lease"]["here"]), (&"first".into(), &true.into()), "{status}");
    assert!(status["kept_in"].is_null());
    let records = told(&node, "records");
    assert!(records["address"].as_str().unwrap().contains(&shared.database), "{records}");
    if let Some(password) = shared.server.rsplit_once('@').unwrap().0.splitn(3, ':').nth(2) {
        assert!(!status.to_string().contains(&format!(":{password}@")), "a password is told");
    }

    // Fewer than are sealed by themselves: they stay in the stream.
    let mut relp = Relp::open(&up.address("RELP")).unwrap();
    assert_eq!(relp.send(0..50), 50);
    until("messages wait in the stream", || told(&node, "stream")["waiting"].as_u64() > Some(0));

    bucket.between.set(Way::Failing(503));
    let objects = told(&node, "objects");
    assert_eq!(objects["reachable"], false, "{objects}");
    assert!(objects["away_since"].is_string() && objects["last_error"].is_object(), "{objects}");
    assert_eq!(node.run(&["ledger", "status"]).code, 1, "found wanting");
    bucket.between.set(Way::Through);
    let objects = told(&node, "objects");
    assert_eq!((&objects["reachable"], &objects["away_since"]), (&true.into(), &Value::Null), "{objects}");
    assert!(objects["last_error"].is_object(), "the last error stays: {objects}");

    stream.set(Way::Cut);
    up.wait_for("The connection to NATS is lost");
    assert_eq!(told(&node, "stream")["reachable"], false);
    stream.set(Way::Through);
    up.wait_for("The connection to NATS is back");
    until("the stream answers", || told(&node, "stream")["reachable"] == true);
    assert_eq!(up.said(RESTS), 0);
    up.stop();
}

/// The monitoring of a server that writes every message to the disk, or does not.
fn monitor(port: u16, always: bool) {
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let question = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
            // Whoever gave up waiting asks again.
            if question.count() > 0 {
                let body = format!("{{\"config\": {{\"sync_interval\": 120000000000, \"sync_always\": {always}}}}}");
                drop(write!(stream, "HTTP/1.0 200 OK\r\n\r\n{body}"));
            }
        }
    });
}

#[test]
fn a_server_that_was_away_at_the_start_and_comes_back_as_it_must_not_be_is_told_as_a_fault() {
    let Some(shared) = Shared::start("monitors") else { return };
    let ports = [(); 3].map(|()| wanted::port());
    let [first, second, third] = ports;
    monitor(first, true);
    monitor(second, true);
    let addresses = ports.map(|port| format!("http://127.0.0.1:{port}"));
    let mut up = Up::start_hearing_errors(shared.command("first", &format!("monitor_urls = {addresses:?}")));
    let said = up.wait_for("Talap goes on without it");
    assert!(said.contains(&addresses[2]), "{said}");
    keeps(&mut up, 1);
    let told = |address: &str| {
        let status = shared.run_as("first", &["ledger", "status", "--json"]).json();
        let servers = status["servers"].as_array().unwrap();
        let of = |server: &&Value| server["purpose"] == "stream_server" && server["address"] == address;
        servers.iter().find(of).unwrap_or_else(|| panic!("{address}: {status}")).clone()
    };
    assert_eq!(told(&addresses[0])["reachable"], true);
    assert_eq!(told(&addresses[2])["last_error"]["key"], "collect-stream-monitor");

    monitor(third, false);
    let said = up.wait_for("Until that is corrected");
    assert!(said.contains(&addresses[2]) && said.contains("120 s"), "{said}");
    let server = told(&addresses[2]);
    assert_eq!(
        (&server["reachable"], &server["last_error"]["key"]),
        (&false.into(), &"collect-stream-not-synced".into())
    );
    let said = shared.run_as("first", &["ledger", "status"]);
    assert!(said.code == 1 && said.out.contains("has not been in order since"), "{said:?}");
    assert_eq!(up.said("Talap goes on without it"), 1, "it is said once");
    up.stop();
}

#[test]
fn where_no_server_is_in_use_the_folder_is_told() {
    let place = crate::program::Place::new();
    let up = place.up(&[]);
    let said = place.run(&["ledger", "status"]);
    assert!(said.out.contains("everything is kept in the folder"), "{said:?}");
    let status = place.run(&["ledger", "status", "--json"]).json();
    assert_eq!(status["servers"].as_array().map(Vec::len), Some(0), "{status}");
    assert!(status["lease"].is_null() && status["kept_in"].is_string(), "{status}");
    up.stop();
}
