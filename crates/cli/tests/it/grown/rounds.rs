//! Nodes with folders of their own, each killed or stopped at one moment after another: what was acknowledged is in the ledger, once.

use std::sync::atomic::{AtomicU32, Ordering};

use super::relp::Relp;
use super::{Bucket, Node, Shared, keeps, stands_by, until};

/// Sends numbered messages until so many more are acknowledged. A window that was not answered whole is sent again from the first
/// message without an answer on: that one may be there already, so it is told apart by its number.
struct Sender {
    address: String,
    session: Option<Relp>,
    acknowledged: u32,
}

impl Sender {
    fn send(&mut self, count: u32) {
        let goal = self.acknowledged + count;
        while self.acknowledged < goal {
            if self.session.is_none() {
                self.session = Relp::open(&self.address);
            }
            let Some(session) = &mut self.session else { continue };
            let window = (goal - self.acknowledged).min(50);
            let answered = session.send(self.acknowledged..self.acknowledged + window);
            self.acknowledged += answered;
            if answered < window {
                self.session = None;
            }
        }
    }
}

/// Moments that are the same in each run.
struct Moments(u64);

impl Moments {
    fn next(&mut self, below: u32) -> u32 {
        // Knuth's constants for a linear congruential generator; its upper bits are random enough to choose a moment.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(below)).unwrap()
    }
}

#[test]
fn whenever_the_keeper_is_killed_the_other_goes_on_with_all_that_was_acknowledged() {
    const ROUNDS: u32 = 8;
    let Some(shared) = Shared::start("rounds") else { return };
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    let node = |name| Node { shared: &shared, bucket: &bucket, name };
    let nodes = [node("first"), node("second")];
    // It outlives the keepers, so that each acknowledgement is the stream's.
    let mut door = shared.door();
    let mut sender = Sender { address: door.address("RELP"), session: None, acknowledged: 0 };
    let mut keeper = nodes[0].start();
    keeps(&mut keeper, 1);
    nodes[1].with_the_key_of(&nodes[0]);
    let (mut moments, mut lease) = (Moments(832), 1);
    for round in 0..ROUNDS {
        let (old, new) = (&nodes[usize::from(round % 2 == 1)], &nodes[usize::from(round % 2 == 0)]);
        let mut next = new.start();
        stands_by(&mut next, old.name);
        // Up to three seals, so that kills hit writing, sealing, signing and forgetting.
        sender.send(1 + moments.next(1200));
        keeper.kill();
        sender.send(1 + moments.next(200));
        lease += 1;
        next.wait_for(&format!("This node keeps the ledger now (lease number {lease})"));
        if round % 4 == 3 {
            // This one dies while it takes over; the killed one comes back, and gives the ledger on in order.
            next.kill();
            let mut back = old.start();
            keeps(&mut back, lease + 1);
            back.stop();
            next = new.start();
            lease += 2;
        }
        keeps(&mut next, lease);
        keeper = next;
        let acknowledged = u64::from(sender.acknowledged);
        until("acknowledged events arrive", || count(new, "DISTINCT message") >= acknowledged);
        // The receiver never died, so nothing was sent twice, and nothing may count twice.
        assert_eq!((count(new, "*"), count(new, "DISTINCT message")), (acknowledged, acknowledged), "round {round}");
    }
    let last = &nodes[0];
    keeper.stop();
    assert_eq!(last.run(&["ledger", "verify"]).code, 0);
    // The other folder, wherever it was left, becomes the same.
    let mut other = nodes[1].start();
    other.wait_for("Talap is running");
    let all = u64::from(sender.acknowledged);
    assert_eq!((count(&nodes[1], "*"), count(&nodes[1], "DISTINCT message")), (all, all));
    other.stop();
    assert_eq!(nodes[1].run(&["ledger", "verify"]).code, 0);
    door.stop_quietly();
}

/// Sends windows of numbered messages until one is not answered whole: the number of the first message without an answer, and the
/// number after the last one that was sent.
fn send_until_nobody_answers(address: &str, first: u32, acknowledged: &AtomicU32) -> (u32, u32) {
    const WINDOW: u32 = 50;
    let mut session = Relp::open(address).unwrap();
    let mut next = first;
    loop {
        let answered = session.send(next..next + WINDOW);
        if answered < WINDOW {
            return (next + answered, next + WINDOW);
        }
        next += WINDOW;
        acknowledged.store(next, Ordering::Relaxed);
    }
}

#[test]
fn whenever_a_receiver_is_killed_what_it_acknowledged_is_in_the_ledger_once() {
    const ROUNDS: u32 = 6;
    let Some(shared) = Shared::start("doors") else { return };
    let mut keeper = shared.node("keeper");
    keeps(&mut keeper, 1);
    let (mut moments, mut next, mut acknowledged, mut unanswered) = (Moments(377), 0, 0, Vec::new());
    for _ in 0..ROUNDS {
        let mut door = shared.door();
        let address = door.address("RELP");
        let goal = next + 1 + moments.next(900);
        let answered = AtomicU32::new(next);
        let (first_unanswered, end) = std::thread::scope(|scope| {
            let sending = scope.spawn(|| send_until_nobody_answers(&address, next, &answered));
            until("messages are acknowledged", || answered.load(Ordering::Relaxed) >= goal);
            door.kill();
            sending.join().unwrap()
        });
        acknowledged += u64::from(first_unanswered - next);
        // Nobody knows of these; whoever sends them again may have them twice, so they are not sent again here.
        unanswered.extend((first_unanswered..end).map(|number| format!("'relp {number}'")));
        next = end;
    }
    let count = |what: &str, of: &str| {
        shared.place.count(&format!("SELECT count({what}) AS n FROM events WHERE host = 'relp' {of}"))
    };
    let known = format!("AND message NOT IN ({})", unanswered.join(", "));
    until("acknowledged events arrive", || count("DISTINCT message", &known) >= acknowledged);
    assert_eq!((count("*", &known), count("DISTINCT message", &known)), (acknowledged, acknowledged));
    assert_eq!(
        count("*", ""),
        count("DISTINCT message", ""),
        "and what was not acknowledged is there once or not at all"
    );
    keeper.stop();
    assert_eq!(shared.place.run(&["ledger", "verify"]).code, 0);
}

#[test]
fn a_keeper_that_stood_still_past_its_lease_writes_nothing_into_its_copy_or_the_ledger() {
    let Some(shared) = Shared::start("frozen") else { return };
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    let node = |name| Node { shared: &shared, bucket: &bucket, name };
    let (first, second) = (node("first"), node("second"));
    let mut door = shared.door();
    let mut sender = Sender { address: door.address("RELP"), session: None, acknowledged: 0 };
    let mut keeper = first.start();
    keeps(&mut keeper, 1);
    second.with_the_key_of(&first);
    let mut other = second.start();
    stands_by(&mut other, "first");
    sender.send(300);
    until("events arrive", || count(&first, "*") >= 300);
    // Stopped in the middle of writing, with messages of the stream on their way to it.
    sender.send(500);
    keeper.signal("STOP");
    sender.send(200);
    keeps(&mut other, 2);
    until("events arrive", || count(&second, "*") >= 1000);
    let lines = |token: u32| {
        let sql = format!("SELECT count(*) FROM ledger_lines WHERE token = {token}");
        shared.ask_database(&sql).parse::<u64>().unwrap()
    };
    let of_the_first = lines(1);
    keeper.signal("CONT");
    assert_eq!(keeper.ended(), 3, "its lease is over");
    sender.send(300);
    until("events arrive", || count(&second, "*") >= 1300);
    assert!(lines(1) <= of_the_first, "a line was kept under a lease that is another's");
    assert_eq!((count(&second, "*"), count(&second, "DISTINCT message")), (1300, 1300));
    other.stop();
    // Its folder may hold what nobody was told of; that goes.
    let mut keeper = first.start();
    keeps(&mut keeper, 3);
    assert_eq!((count(&first, "*"), count(&first, "DISTINCT message")), (1300, 1300));
    keeper.stop();
    assert_eq!(first.run(&["ledger", "verify"]).code, 0);
    assert_eq!(second.run(&["ledger", "verify"]).code, 0);
    door.stop_quietly();
}

impl Shared {
    /// What the database answers to a question with one value.
    fn ask_database(&self, sql: &str) -> String {
        let (server, _) = self.admin.rsplit_once('/').unwrap();
        let url = format!("{server}/{}", self.database);
        let asked = std::process::Command::new("psql").args([&url, "-qAtc", sql]).output().unwrap();
        assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
        String::from_utf8(asked.stdout).unwrap().trim().to_owned()
    }
}

fn count(node: &Node<'_>, what: &str) -> u64 {
    let sql = format!("SELECT count({what}) AS n FROM events WHERE host = 'relp'");
    let said = node.run(&["query", &sql, "--json"]);
    assert_eq!(said.code, 0, "{said:?}");
    said.json()["rows"][0]["n"].as_u64().unwrap()
}
