//! Servers that can't be reached while a node runs: the database, the store of the objects, the stream. What was acknowledged stays,
//! nothing counts twice, people are told, and everything goes on by itself when the server is back.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::relp::Relp;
use super::{Between, Bucket, Node, Shared, keeps, stands_by, until};
use crate::between::Way;
use crate::program::{Said, Up};

const LOST: &str = "The record store cannot be reached";
pub(super) const RESTS: &str = "This node lets the ledger go for now";

/// The number of different messages over RELP, and of all of them, as a query tells them.
fn relp_counts(count: impl Fn(&str) -> u64) -> (u64, u64) {
    (count("DISTINCT message"), count("*"))
}

impl Shared {
    pub(super) fn count(&self, what: &str) -> u64 {
        self.place.count(&format!("SELECT count({what}) AS n FROM events WHERE host = 'relp'"))
    }

    pub(super) fn hearing(&self, node: &str) -> Up {
        Up::start_hearing_errors(self.command(node, ""))
    }
}

/// What a node's API tells a program whose token it can't look up.
fn ask_in_kazakh(pages: &str) -> String {
    let mut stream = TcpStream::connect(pages).unwrap();
    write!(
        stream,
        "GET /api/v1/registers HTTP/1.1\r\nHost: {pages}\r\nAuthorization: Bearer talap_api_unknown\r\n\
         Accept-Language: kk\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    said
}

/// One node over the database that is lost for longer than its lease.
fn a_lost_database(name: &str, way: Way) {
    let Some(mut shared) = Shared::start(name) else { return };
    shared.lease_seconds = 10;
    let between = shared.way_to_the_database();
    let mut up = shared.hearing("first");
    keeps(&mut up, 1);
    let mut relp = Relp::open(&up.address("RELP")).unwrap();
    assert_eq!(relp.send(0..300), 300);
    until("events arrive", || shared.count("*") >= 300);

    let pages = up.wait_for("Pages: ").split_once("http://").unwrap().1.to_owned();
    between.set(way);
    up.wait_for(LOST);
    if way == Way::Cut {
        let said = ask_in_kazakh(&pages);
        assert!(said.starts_with("HTTP/1.1 503") && said.contains("Жазбалар қоймасымен байланыс жоқ"), "{said}");
    }
    up.wait_for(RESTS);
    // The same session goes on: the stream has what it acknowledges.
    assert_eq!(relp.send(300..500), 200);
    let said = shared.run_as("first", &["query", "SELECT 1"]);
    assert_eq!(said.code, 3, "nobody keeps the ledger: {said:?}");
    assert!(said.err.contains("Several nodes keep this ledger"), "{said:?}");
    assert_eq!(relp.send(500..600), 100);

    between.set(Way::Through);
    up.wait_for("The database answers again");
    up.wait_for("This node keeps the ledger now (lease number 2)");
    up.wait_for_again("Talap is running", 2);
    assert_eq!(relp.send(600..650), 50);
    until("events arrive", || shared.count("*") >= 650);
    assert_eq!(relp_counts(|what| shared.count(what)), (650, 650));
    up.stop();
    assert_eq!(shared.place.run(&["ledger", "verify"]).code, 0);
}

#[test]
fn a_node_whose_database_is_cut_off_receives_on_and_keeps_the_ledger_again() {
    a_lost_database("cut", Way::Cut);
}

#[test]
fn a_node_whose_database_falls_silent_receives_on_and_keeps_the_ledger_again() {
    a_lost_database("silent", Way::Silent);
}

#[test]
fn what_people_are_told_of_a_lost_database_is_in_their_language() {
    let Some(mut shared) = Shared::start("languages") else { return };
    shared.lease_seconds = 10;
    let between = shared.way_to_the_database();
    let start = |node: &str, language: &str| {
        let mut command = shared.command_at(&shared.place.path(node), node, "keeps_ledger = false");
        command.env("LANG", format!("{language}_KZ.UTF-8"));
        Up::start_hearing_errors(command)
    };
    let (mut kazakh, mut russian) = (start("kazakh", "kk"), start("russian", "ru"));
    kazakh.wait_for("Бұл торап оқиғаларды тек қабылдайды");
    russian.wait_for("Этот узел только принимает события");
    between.set(Way::Cut);
    kazakh.wait_for("Бұл торап оқиғаларды қабылдай береді");
    russian.wait_for("Этот узел продолжает принимать события");
    between.set(Way::Through);
    kazakh.wait_for("Дерекқор қайтадан жауап береді");
    russian.wait_for("База данных снова отвечает");
    kazakh.stop_quietly();
    russian.stop_quietly();
}

/// Two nodes with folders of their own.
struct Pair<'a> {
    first: Node<'a>,
    second: Node<'a>,
}

impl<'a> Pair<'a> {
    fn new(shared: &'a Shared, bucket: &'a Bucket) -> Self {
        let node = |name| Node { shared, bucket, name };
        Self { first: node("first"), second: node("second") }
    }

    fn start(&self) -> (Up, Up) {
        let mut up = self.first.start();
        keeps(&mut up, 1);
        self.second.with_the_key_of(&self.first);
        let mut other = self.second.start();
        stands_by(&mut other, "first");
        (up, other)
    }
}

impl Node<'_> {
    pub(super) fn relp(&self, what: &str) -> u64 {
        let said = self.ask(what);
        assert_eq!(said.code, 0, "{said:?}");
        said.json()["rows"][0]["n"].as_u64().unwrap()
    }

    pub(super) fn ask(&self, what: &str) -> Said {
        let sql = format!("SELECT count({what}) AS n FROM events WHERE host = 'relp'");
        self.run(&["query", &sql, "--json"])
    }
}

#[test]
fn nodes_that_lose_their_database_all_stay_and_one_of_them_goes_on() {
    let Some(mut shared) = Shared::start("both") else { return };
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    shared.lease_seconds = 10;
    let between = shared.way_to_the_database();
    let pair = Pair::new(&shared, &bucket);
    let (mut up, mut other) = pair.start();
    let mut relp = Relp::open(&other.address("RELP")).unwrap();
    assert_eq!(relp.send(0..500), 500);
    until("events arrive", || pair.first.relp("*") >= 500);
    between.set(Way::Cut);
    assert_eq!(relp.send(500..800), 300, "the stream takes them");
    up.wait_for(RESTS);
    other.wait_for(LOST);
    assert_eq!(relp.send(800..1000), 200);
    between.set(Way::Through);
    // Whichever is faster.
    until("one of them keeps the ledger", || {
        [&pair.first, &pair.second].iter().any(|node| {
            let said = node.ask("*");
            said.code == 0 && said.json()["rows"][0]["n"].as_u64() == Some(1000)
        })
    });
    for node in [&pair.first, &pair.second] {
        if node.ask("*").code == 0 {
            assert_eq!(relp_counts(|what| node.relp(what)), (1000, 1000));
        }
    }
    up.stop_quietly();
    other.stop_quietly();
    // Whoever starts next has all of it.
    let mut up = pair.first.start();
    up.wait_for("Talap is running");
    assert_eq!(relp_counts(|what| pair.first.relp(what)), (1000, 1000));
    up.stop();
    assert_eq!(pair.first.run(&["ledger", "verify"]).code, 0);
}

#[test]
fn a_database_that_is_started_anew_within_the_lease_interrupts_nothing() {
    let Some(mut shared) = Shared::start("anew") else { return };
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    shared.lease_seconds = 30;
    let between = shared.way_to_the_database();
    let node = Node { shared: &shared, bucket: &bucket, name: "first" };
    let mut up = node.start();
    keeps(&mut up, 1);
    let mut relp = Relp::open(&up.address("RELP")).unwrap();
    assert_eq!(relp.send(0..100), 100);
    until("events arrive", || node.relp("*") >= 100);
    between.set(Way::Cut);
    assert_eq!(relp.send(100..400), 300);
    up.wait_for(LOST);
    between.set(Way::Through);
    up.wait_for("The database answers again");
    until("events arrive", || node.ask("*").code == 0 && node.relp("*") >= 400);
    assert_eq!(relp_counts(|what| node.relp(what)), (400, 400));
    assert_eq!((up.said(RESTS), up.said("This node keeps the ledger now")), (0, 1));
    up.stop();
    assert_eq!(node.run(&["ledger", "verify"]).code, 0);
}

/// The store of the objects is away while a seal is due, and comes back.
fn a_lost_store(name: &str, way: Way) {
    let Some(shared) = Shared::start(name) else { return };
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    let pair = Pair::new(&shared, &bucket);
    let mut up = pair.first.start();
    keeps(&mut up, 1);
    let mut relp = Relp::open(&up.address("RELP")).unwrap();
    bucket.between.set(way);
    assert_eq!(relp.send(0..500), 500);
    up.wait_for("The store of sealed files s3://talap/objects cannot be reached");
    // Nothing but sealing waits.
    assert_eq!(relp.send(500..800), 300);
    until("events arrive", || pair.first.relp("*") >= 800);
    let status = pair.first.run(&["ledger", "status"]);
    assert!(status.out.contains("The store of sealed files s3://talap/objects cannot be reached"), "{status:?}");
    // Beyond twice the limit of a tail the stream holds what comes.
    assert_eq!(relp.send(800..2500), 1700);
    bucket.between.set(Way::Through);
    up.wait_for("The store of sealed files answers again");
    until("events arrive", || pair.first.relp("*") >= 2500);
    assert_eq!(relp_counts(|what| pair.first.relp(what)), (2500, 2500));
    assert_eq!(up.said(RESTS), 0);
    let told = |act: &str| {
        let sql = format!("SELECT count(*) AS n FROM events WHERE message = 'ledger.objects-{act}'");
        pair.first.run(&["query", &sql, "--json"]).json()["rows"][0]["n"].as_u64()
    };
    assert_eq!((told("lost"), told("back")), (Some(1), Some(1)));
    up.stop();
    assert_eq!(pair.first.run(&["ledger", "verify"]).code, 0);
    // Another node has everything from the bucket and the database.
    pair.second.with_the_key_of(&pair.first);
    let mut other = pair.second.start();
    keeps(&mut other, 2);
    assert_eq!(relp_counts(|what| pair.second.relp(what)), (2500, 2500));
    other.stop();
    assert_eq!(pair.second.run(&["ledger", "verify"]).code, 0);
}

#[test]
fn sealed_files_wait_for_a_store_that_is_cut_off() {
    a_lost_store("s3cut", Way::Cut);
}

#[test]
fn sealed_files_wait_for_a_store_that_answers_500() {
    a_lost_store("s3500", Way::Failing(500));
}

#[test]
fn sealed_files_wait_for_a_store_that_answers_503() {
    a_lost_store("s3503", Way::Failing(503));
}

#[test]
fn sealed_files_wait_for_a_store_that_falls_silent() {
    a_lost_store("s3silent", Way::Silent);
}

#[test]
fn a_node_stops_in_order_while_the_store_is_away() {
    let Some(shared) = Shared::start("s3stop") else { return };
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    let node = Node { shared: &shared, bucket: &bucket, name: "first" };
    let mut up = node.start();
    keeps(&mut up, 1);
    bucket.between.set(Way::Failing(503));
    let mut relp = Relp::open(&up.address("RELP")).unwrap();
    assert_eq!(relp.send(0..1500), 1500);
    up.wait_for("The store of sealed files");
    up.stop();
    bucket.between.set(Way::Through);
    let mut up = node.start();
    keeps(&mut up, 2);
    until("events arrive", || node.relp("*") >= 1500);
    assert_eq!(relp_counts(|what| node.relp(what)), (1500, 1500));
    up.stop();
    assert_eq!(node.run(&["ledger", "verify"]).code, 0);
}

/// The way between a receiver and the stream.
fn a_lost_stream(name: &str, way: Way) {
    let Some(mut shared) = Shared::start(name) else { return };
    let between: Between = shared.way_to_the_stream();
    let mut up = shared.hearing("first");
    keeps(&mut up, 1);
    assert_eq!(up.said("The connection to NATS"), 0, "the first connection is no news");
    let mut relp = Relp::open(&up.address("RELP")).unwrap();
    assert_eq!(relp.send(0..200), 200);
    until("events arrive", || shared.count("*") >= 200);
    between.set(way);
    assert!(!relp.is_answered_at_once(200), "the stream has not got it");
    up.wait_for("The connection to NATS is lost");
    // Queries and pages go on meanwhile.
    assert_eq!(shared.count("*"), 200);
    between.set(Way::Through);
    up.wait_for("The connection to NATS is back");
    assert!(relp.is_answered_after_all(), "the message was sent again under its number");
    assert_eq!(relp.send(201..400), 199);
    until("events arrive", || shared.count("*") >= 400);
    assert_eq!(relp_counts(|what| shared.count(what)), (400, 400));
    up.stop();
    assert_eq!(shared.place.run(&["ledger", "verify"]).code, 0);
}

#[test]
fn events_wait_at_their_senders_for_a_stream_that_is_cut_off() {
    a_lost_stream("natscut", Way::Cut);
}

#[test]
fn events_wait_at_their_senders_for_a_stream_that_falls_silent() {
    a_lost_stream("natssilent", Way::Silent);
}
