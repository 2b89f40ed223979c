//! Nodes that start before their servers, as after a host was started anew: they wait, say so, and go on. What waiting does not mend
//! ends them.

use super::outages::RESTS;
use super::relp::Relp;
use super::{Bucket, Node, Shared, keeps, until};
use crate::between::Way;
use crate::program::{Place, Up};

const WAITS: &str = "Talap waits for that";

impl Shared {
    /// The address of the database without the password, as people see it.
    fn shown_database(&self) -> String {
        let (user, address) = self.server.rsplit_once('@').unwrap();
        let (scheme, user) = user.split_once("://").unwrap();
        let shown = user.split_once(':').map_or(user.to_owned(), |(name, _)| format!("{name}:***"));
        format!("{scheme}://{shown}@{address}/{}", self.database)
    }
}

#[test]
fn a_node_that_starts_before_its_servers_waits_for_one_after_the_other() {
    let Some(mut shared) = Shared::start("before") else { return };
    let database = shared.way_to_the_database();
    database.set(Way::Cut);
    shared.stop_the_stream();
    let mut up = shared.hearing("first");
    let said = up.wait_for(WAITS);
    assert!(said.contains(&shared.shown_database()), "{said}");
    database.set(Way::Through);
    up.wait_for("The record store is there");
    let said = up.wait_for_again(WAITS, 2);
    assert!(said.contains(&shared.nats_url), "{said}");
    assert_eq!(up.said("Receiving "), 0, "nobody is let in whose events could not be kept");
    shared.start_the_stream();
    up.wait_for("NATS is there");
    keeps(&mut up, 1);
    assert_eq!(up.said(WAITS), 2, "each is said once");
    let mut relp = Relp::open(&up.address("RELP")).unwrap();
    assert_eq!(relp.send(0..100), 100);
    until("events arrive", || shared.count("*") >= 100);
    up.stop();
    assert_eq!(shared.place.run(&["ledger", "verify"]).code, 0);
}

#[test]
fn a_node_that_waits_ends_at_once_when_it_is_told_to() {
    let Some(mut shared) = Shared::start("told") else { return };
    shared.way_to_the_database().set(Way::Cut);
    for signal in ["INT", "TERM"] {
        let mut up = shared.hearing("first");
        up.wait_for(WAITS);
        up.signal(signal);
        up.wait_for("Stopped before the start was complete");
        assert_eq!(up.ended(), 0, "{signal}");
    }
    shared.stop_the_stream();
    let server = shared.admin.rsplit_once('/').unwrap().0.to_owned();
    shared.server = server;
    let mut up = shared.hearing("first");
    up.wait_for(WAITS);
    up.signal("TERM");
    assert_eq!(up.ended(), 0);
    assert!(!shared.place.data().join("ledger").exists(), "nothing was begun");
}

#[test]
fn a_node_that_is_refused_ends_at_once() {
    let Some(mut shared) = Shared::start("refused") else { return };
    let ends_with = |shared: &Shared, reason: &str| {
        let mut up = shared.hearing("first");
        up.wait_for(reason);
        assert_eq!(up.ended(), 3);
        assert_eq!(up.said(WAITS), 0);
    };
    let database = std::mem::replace(&mut shared.database, "talap_nowhere".to_owned());
    ends_with(&shared, "database \"talap_nowhere\" does not exist");
    shared.database = database;
    let (user, address) = shared.server.rsplit_once('@').unwrap();
    let name = user.split_once("://").unwrap().1.split(':').next().unwrap();
    shared.server = format!("postgres://{name}:not-this-one@{address}");
    ends_with(&shared, "password authentication failed");
}

#[test]
fn a_node_that_finds_out_later_that_it_is_refused_ends_then() {
    let Some(mut shared) = Shared::start("later") else { return };
    let way = shared.way_to_the_database();
    way.set(Way::Cut);
    let database = std::mem::replace(&mut shared.database, "talap_nowhere".to_owned());
    let mut up = shared.hearing("first");
    shared.database = database;
    up.wait_for(WAITS);
    way.set(Way::Through);
    up.wait_for("database \"talap_nowhere\" does not exist");
    assert_eq!(up.ended(), 3);
}

#[test]
fn a_wrong_configuration_is_told_before_anything_is_waited_for() {
    let Some(mut shared) = Shared::start("wrong") else { return };
    shared.way_to_the_database().set(Way::Cut);
    let folders = "[folders]\ncatalog = \"/nowhere/catalog\"";
    let mut up = Up::start_hearing_errors(shared.command("first", folders));
    up.wait_for("/nowhere/catalog");
    assert_eq!(up.ended(), 3);
    assert_eq!(up.said(WAITS), 0);
}

#[test]
fn one_node_alone_waits_for_its_database_too() {
    let Some(mut shared) = Shared::start("alone") else { return };
    let way = shared.way_to_the_database();
    way.set(Way::Cut);
    let place = Place::new();
    place.configure(&format!(
        "[store]\nurl = \"{}/{}\"\n[collect]\nsyslog_udp = \"127.0.0.1:0\"\nsyslog_tcp = \"127.0.0.1:0\"\n\
         [web]\naddress = \"127.0.0.1:0\"\n",
        shared.server, shared.database
    ));
    let mut up = Up::start_hearing_errors(place.command("en", &["up"]));
    up.wait_for(WAITS);
    up.signal("TERM");
    up.wait_for("Stopped before the start was complete");
    assert_eq!(up.ended(), 0);
    let mut up = Up::start_hearing_errors(place.command("en", &["up"]));
    up.wait_for(WAITS);
    assert_eq!(up.said("Receiving "), 0);
    way.set(Way::Through);
    up.wait_for("The record store is there");
    up.wait_for("Talap is running");
    up.stop();
}

/// The first node keeps the ledger, takes a thousand events, seals them and stops.
fn keeps_and_seals(node: &Node<'_>) {
    let mut up = node.start();
    keeps(&mut up, 1);
    let mut relp = Relp::open(&up.address("RELP")).unwrap();
    assert_eq!(relp.send(0..1000), 1000);
    until("events are sealed", || {
        let status = node.run(&["ledger", "status", "--json"]);
        status.code == 0 && status.json()["online"]["files"].as_u64() > Some(0) && node.relp("*") >= 1000
    });
    up.stop();
}

#[test]
fn a_node_that_is_told_to_stop_while_it_opens_the_ledger_gives_the_lease_back() {
    let Some(shared) = Shared::start("opens") else { return };
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    let node = |name| Node { shared: &shared, bucket: &bucket, name };
    let (first, second) = (node("first"), node("second"));
    keeps_and_seals(&first);
    second.with_the_key_of(&first);
    // What it fetches never comes.
    bucket.between.set(Way::Silent);
    for (number, signal) in [(2, "TERM"), (3, "INT")] {
        let mut other = second.start();
        other.wait_for(&format!("This node keeps the ledger now (lease number {number})"));
        other.signal(signal);
        other.wait_for("Stopped; everything acknowledged is in the stream");
        assert_eq!(other.ended(), 0, "{signal}");
        assert_eq!((other.said(RESTS), other.said("The ledger is kept by")), (0, 0), "{signal}");
    }
    bucket.between.set(Way::Through);
    let mut up = first.start();
    keeps(&mut up, 4);
    assert_eq!(up.said("The ledger is kept by"), 0, "the lease was free");
    up.stop();
    assert_eq!(first.run(&["ledger", "verify"]).code, 0);
}

/// The folder of the node before is let go late, or not at all.
#[test]
fn a_node_that_is_told_to_stop_while_it_waits_for_its_folder_stops() {
    let Some(shared) = Shared::start("folder") else { return };
    std::fs::create_dir_all(shared.place.data()).unwrap();
    let held = std::fs::File::create(shared.place.data().join("lock")).unwrap();
    held.lock().unwrap();
    let mut up = shared.hearing("first");
    up.wait_for("This node keeps the ledger now (lease number 1)");
    up.signal("TERM");
    up.wait_for("Stopped; everything acknowledged is in the stream");
    assert_eq!(up.ended(), 0);
    drop(held);
    let mut up = shared.hearing("second");
    keeps(&mut up, 2);
    assert_eq!(up.said("The ledger is kept by"), 0, "the lease was free");
    up.stop();
}

#[test]
fn a_node_that_lacks_files_waits_for_the_store_that_has_them() {
    let Some(shared) = Shared::start("lacks") else { return };
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    let node = |name| Node { shared: &shared, bucket: &bucket, name };
    let (first, second) = (node("first"), node("second"));
    keeps_and_seals(&first);
    bucket.between.set(Way::Cut);
    second.with_the_key_of(&first);
    let mut other = second.start();
    let said = other.wait_for(RESTS);
    assert!(said.contains("s3://talap/objects"), "{said}");
    let mut relp = Relp::open(&other.address("RELP")).unwrap();
    assert_eq!(relp.send(1000..1100), 100, "the stream takes them meanwhile");
    bucket.between.set(Way::Through);
    other.wait_for("The store of sealed files s3://talap/objects is there again");
    other.wait_for("Talap is running");
    until("events arrive", || second.relp("*") >= 1100);
    assert_eq!((second.relp("*"), second.relp("DISTINCT message")), (1100, 1100));
    assert_eq!(other.said(RESTS), 1, "it is said once");
    other.stop();
    assert_eq!(second.run(&["ledger", "verify"]).code, 0);
}
