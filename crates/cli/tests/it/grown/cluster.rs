//! Three servers that keep each message of the stream together: whichever of them is killed, and the keeper with it,
//! what was acknowledged is in the ledger once.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use super::relp::Relp;
use super::{Bucket, Node, Shared, keeps, until};
use crate::program::Up;

/// How many messages are sent around each kill, and how many of them at a time.
const PART: u32 = 600;
const WINDOW: u32 = 50;

/// Numbered messages over one session, which never ends: what a server that was killed did not answer for, others do.
struct Sending {
    session: Relp,
    sent: u32,
}

impl Sending {
    fn to(address: &str) -> Self {
        Self { session: Relp::open(address).unwrap(), sent: 0 }
    }

    /// Sends a part and does something once a fifth of it is acknowledged, while the others are on their way.
    fn send_while(&mut self, act: impl FnOnce()) {
        let (first, end) = (self.sent, self.sent + PART);
        let (session, acknowledged) = (&mut self.session, AtomicU32::new(first));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut next = first;
                while next < end {
                    // One that was refused would have to be sent again, and might be there twice.
                    assert_eq!(session.send(next..next + WINDOW), WINDOW, "not all from {next} on were acknowledged");
                    next += WINDOW;
                    acknowledged.store(next, Ordering::Relaxed);
                }
            });
            until("messages are acknowledged", || acknowledged.load(Ordering::Relaxed) >= first + PART / 5);
            act();
        });
        self.sent = end;
    }
}

/// Whether a node keeps the ledger now and has so many different messages in it. While the servers choose who leads it
/// may let the ledger go for a moment.
fn has(node: &Node<'_>, messages: u64) -> bool {
    let said = node.ask("DISTINCT message");
    said.code == 0 && said.json()["rows"][0]["n"].as_u64() >= Some(messages)
}

/// How many servers of the stream a node tells of, and how many of them answer.
fn servers(node: &Node<'_>) -> (usize, usize) {
    let said = node.run(&["ledger", "status", "--json"]);
    let status = if said.out.is_empty() { Value::Null } else { said.json() };
    let all = status["servers"].as_array().cloned().unwrap_or_default();
    let of_stream: Vec<_> = all.iter().filter(|server| server["purpose"] == "stream_server").collect();
    (of_stream.len(), of_stream.iter().filter(|server| server["reachable"] == true).count())
}

#[test]
fn whichever_of_three_servers_of_the_stream_is_killed_what_was_acknowledged_is_in_the_ledger_once() {
    let Some(mut shared) = Shared::start_over("cluster", 3) else { return };
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    // They are killed while nodes look at all the rest.
    let mut stream = std::mem::take(&mut shared.nats);
    let keeper = Node { shared: &shared, bucket: &bucket, name: "keeper" };
    let receiver = shared.command_at(&shared.place.path("door"), "door", "keeps_ledger = false");
    let mut door = Up::start_hearing_errors(receiver);
    door.wait_for("This node only receives");
    let mut up = keeper.start();
    keeps(&mut up, 1);
    let mut sending = Sending::to(&door.address("RELP"));
    for (number, server) in stream.iter_mut().enumerate() {
        sending.send_while(|| server.kill());
        if number == 1 {
            // The keeper goes as well, and comes back while two of the three servers are there.
            sending.send_while(|| up.kill());
            up = keeper.start();
            up.wait_for("Talap is running");
        }
        until("a server that is away is told", || servers(&keeper) == (3, 2));
        sending.send_while(|| server.start());
    }
    let all = u64::from(sending.sent);
    until("acknowledged events arrive", || has(&keeper, all));
    assert_eq!((keeper.relp("*"), keeper.relp("DISTINCT message")), (all, all));
    until("each server is told to be there again", || servers(&keeper) == (3, 3));
    // Of the three, the one that the receiver was connected to was killed too.
    door.wait_for("The connection to NATS is back");
    up.stop();
    door.stop_quietly();
    let said = keeper.run(&["ledger", "verify"]);
    assert_eq!(said.code, 0, "{said:?}");
}
