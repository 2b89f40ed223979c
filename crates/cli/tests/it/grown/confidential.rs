//! The second store of confidential objects where several nodes may keep the ledger: each has one of its own, and
//! whoever keeps the ledger at last has everything in it that is confidential.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::relp::Relp;
use super::{Bucket, Node, Sender, Shared, keeps, stands_by, until};
use crate::program::Up;
use crate::second::files;

impl Node<'_> {
    fn second_store(&self) -> PathBuf {
        self.shared.place.path(&format!("{}-second", self.name))
    }

    fn start_with_second_store(&self) -> Up {
        let folder = self.second_store();
        std::fs::create_dir_all(&folder).unwrap();
        self.start_with(&format!("[ledger.second_store]\nfolder = \"{}\"\n", folder.display()))
    }

    fn status(&self) -> serde_json::Value {
        self.run(&["ledger", "status", "--json"]).json()
    }

    /// How many events are in sealed files: those that came first.
    fn sealed(&self) -> u64 {
        let status = self.status();
        status["events"].as_u64().unwrap() - status["tail_events"].as_u64().unwrap()
    }

    /// Whether the second store has each sealed file of the confidential source, and nothing that the ledger has not.
    fn is_copied(&self) -> bool {
        let own = content(&self.data().join("ledger/events"));
        let mut copies = content(&self.second_store().join("events"));
        copies.extend(content(&self.second_store().join("tokens")));
        !own.is_empty() && own == copies
    }

    /// Sealed files are copied when a keeper begins: it starts, copies and stops.
    fn keeps_until_all_is_copied(&self, lease: u32) {
        let mut up = self.start_with_second_store();
        keeps(&mut up, lease);
        until("sealed files are copied", || self.is_copied());
        assert_eq!(self.status()["second_store"], "written");
        up.stop();
        let said = self.run(&["ledger", "verify"]);
        assert_eq!(said.code, 0, "{}: {said:?}", self.name);
    }
}

/// The files of the confidential source below a folder, by their paths in it.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).unwrap();
        (path.strip_prefix(folder).unwrap().to_owned(), bytes)
    };
    files(folder).into_iter().map(read).collect()
}

#[test]
fn whoever_keeps_the_ledger_each_confidential_event_is_in_it_once_and_in_the_second_store() {
    let Some(mut shared) = Shared::start("secondstore") else { return };
    shared.lease_seconds = 10;
    let Some(bucket) = Bucket::start(&shared.place) else { return };
    let node = |name| Node { shared: &shared, bucket: &bucket, name };
    let (first, second) = (node("first"), node("second"));
    let mut up = first.start_with_second_store();
    keeps(&mut up, 1);
    shared.place.register(|args| first.run(args), ("hr-os", "relp"), true);
    // It learns at its start of the source, which all that comes over RELP belongs to.
    let mut door = shared.door();
    second.with_the_key_of(&first);
    let mut other = second.start_with_second_store();
    stands_by(&mut other, "first");
    let mut confidential = Relp::open(&door.address("RELP")).unwrap();
    let mut others = Sender::to(door.address("syslog/TCP"), "two");
    assert_eq!(confidential.send(0..700), 700);
    others.send(700);
    until("events arrive", || first.relp("*") >= 500);
    assert_eq!(confidential.send(700..1000), 300);
    others.send(300);
    up.kill();
    assert_eq!(confidential.send(1000..1500), 500);
    keeps(&mut other, 2);
    until("events arrive", || second.relp("*") >= 1500);
    // So many others that all that is confidential gets sealed, whoever took it.
    let taken = second.status()["events"].as_u64().unwrap();
    until("confidential events are sealed", || {
        others.send(50);
        second.sealed() >= taken
    });
    let sent = u64::from(others.sent);
    until("the others arrive too", || second.count("*") >= sent);
    assert_eq!((second.count("*"), second.count("DISTINCT message")), (sent, sent));
    assert_eq!((second.relp("*"), second.relp("DISTINCT message")), (1500, 1500));
    let of_source = "SELECT count(*) AS n FROM events WHERE source = 'hr-os'";
    assert_eq!(second.run(&["query", of_source, "--json"]).json()["rows"][0]["n"], 1500);
    other.stop();
    door.stop_quietly();

    second.keeps_until_all_is_copied(3);
    // So does the one that was killed, once it is back: it has what the other took.
    first.keeps_until_all_is_copied(4);
    for one in [&first, &second] {
        // What the nodes share brings back what is missing; nothing is put back from one node's second store.
        let said = one.run(&["ledger", "restore", "--from-second-store"]);
        assert!(said.code == 2 && said.err.contains("Several nodes keep this ledger"), "{said:?}");
    }
    demand_restorable(&shared, &second);
    a_damaged_copy_is_told(&second);
    second.keeps_until_all_is_copied(5);
}

/// Demands that a copy of a node's ledger, for itself, can be given all its confidential files from the second store.
fn demand_restorable(shared: &Shared, node: &Node<'_>) {
    let place = &shared.place;
    let copied = Command::new("cp").arg("-r").arg(node.data()).arg(place.data()).status().unwrap();
    assert!(copied.success());
    place.configure(&format!("[ledger.second_store]\nfolder = \"{}\"\n", node.second_store().display()));
    let lost = files(&place.data().join("ledger/events"));
    for file in &lost {
        std::fs::remove_file(file).unwrap();
    }
    let said = place.run(&["ledger", "restore", "--from-second-store", "--json"]);
    assert_eq!(said.code, 1, "{said:?}");
    let answer = said.json();
    let amiss = answer["amiss"].as_array().unwrap();
    assert_eq!(amiss.len(), lost.len(), "{answer:#}");
    assert!(amiss.iter().all(|one| one["can_be_restored"] == true), "{answer:#}");
    assert_eq!(answer["recovered_events"], 0, "each event has its place in the ledger: {answer:#}");
}

/// Damages a copy, which a verification tells, and takes it away.
fn a_damaged_copy_is_told(node: &Node<'_>) {
    let copy = files(&node.second_store().join("events")).remove(0);
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&copy, &bytes).unwrap();
    let said = node.run(&["ledger", "verify"]);
    assert!(said.code == 1 && said.out.contains(copy.to_str().unwrap()), "{said:?}");
    std::fs::remove_file(&copy).unwrap();
    assert_eq!(node.run(&["ledger", "verify"]).code, 0, "a copy that is not there is made when a keeper begins");
}
