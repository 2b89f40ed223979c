//! What a ledger does while the store of its objects can't be reached, and how a node lets it go.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Replication;
use super::memory::Memory;
use crate::archive::{Archive, ArchivePlace};
use crate::crash_tests::{ORIGIN, key};
use crate::sample::{self, StepClock};
use crate::{AppendError, KeepError, Ledger, LedgerConfig, Sealing, verify};

struct Nodes {
    folder: tempfile::TempDir,
    memory: Memory,
}

impl Nodes {
    fn new() -> Self {
        Self { folder: sample::folder(), memory: Memory::default() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The next holder of the lease. Four events make a seal, and eight that are not sealed hold up the rest.
    fn open(&self, node: &str) -> Ledger {
        self.open_sealing(node, 4)
    }

    fn open_sealing(&self, node: &str, seal_after_events: u64) -> Ledger {
        let objects = Arc::new(Archive::at(ArchivePlace::Folder(self.path("objects"))).unwrap());
        let replica = Replication { lines: Arc::new(self.memory.take_over()), objects, pauses: Vec::new() };
        let config =
            LedgerConfig { replica: Some(replica), seal_after_events, ..LedgerConfig::new(self.path(node), ORIGIN) };
        Ledger::open(config, key(), Arc::new(StepClock::default())).unwrap().0
    }

    /// A file stands where the folder of the organisation's objects should: none of them can be looked for.
    fn block_objects(&self) {
        std::fs::write(self.path("objects/org=acme"), "").unwrap();
    }

    fn free_objects(&self) {
        std::fs::remove_file(self.path("objects/org=acme")).unwrap();
    }

    fn assert_sound(&self, node: &str, events: u64) {
        let report = verify(&self.path(node), &key().verifier(ORIGIN).unwrap()).unwrap();
        assert_eq!((report.problems, report.events), (Vec::new(), events));
    }
}

fn events(first: u32, count: u32) -> Vec<talap_model::NewEvent> {
    (first..first + count).map(|number| sample::event("acme", "portal", "web", number)).collect()
}

async fn append(ledger: &Ledger, first: u32, count: u32) {
    ledger.append(&sample::caller(), events(first, count)).await.unwrap();
}

/// Looks until something holds, for a minute.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_mins(1), "not in time: {what}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn objects_that_cannot_be_placed_hold_up_sealing_alone() {
    let nodes = Nodes::new();
    let ledger = nodes.open("first");
    nodes.block_objects();
    append(&ledger, 0, 4).await;
    until("the seal waits", || ledger.unplaced().is_some()).await;
    assert_eq!(ledger.stats().files, 0);
    // Events are taken, checkpoints are signed, and who wants a seal is told that there is none yet.
    append(&ledger, 4, 3).await;
    assert_eq!(ledger.checkpoint().await.unwrap().events, 7);
    assert_eq!(ledger.seal().await.unwrap(), Sealing::Postponed);
    assert!(ledger.failure().is_none());
    // Twice the limit beyond the seal under way: the next ones wait, and nothing else does.
    append(&ledger, 7, 5).await;
    let waiting = ledger.submit(&sample::caller(), events(12, 2)).await.unwrap();
    assert_eq!(
        ledger.checkpoint().await.unwrap().events,
        12,
        "an append went on in front of a seal that is far behind"
    );
    nodes.free_objects();
    assert_eq!(waiting.durable().await.unwrap().first_seq, 12);
    until("the seal is made", || ledger.unplaced().is_none() && ledger.stats().files > 0).await;
    ledger.close().await.unwrap();
    nodes.assert_sound("first", 14);
    let other = nodes.open("second");
    assert_eq!(other.stats().events, 14);
    other.close().await.unwrap();
    nodes.assert_sound("second", 14);
}

#[tokio::test]
async fn closing_does_not_wait_for_objects_that_cannot_be_placed() {
    let nodes = Nodes::new();
    let ledger = nodes.open("first");
    nodes.block_objects();
    append(&ledger, 0, 12).await;
    until("the seal waits", || ledger.unplaced().is_some()).await;
    let waiting = ledger.submit(&sample::caller(), events(12, 1)).await.unwrap();
    assert_eq!(ledger.close().await.unwrap().events, 13);
    assert_eq!(waiting.durable().await.unwrap().count, 1, "what was queued before is kept");
    nodes.free_objects();
    for node in ["second", "first"] {
        let ledger = nodes.open(node);
        assert_eq!(ledger.stats().events, 13);
        ledger.close().await.unwrap();
        nodes.assert_sound(node, 13);
    }
}

#[tokio::test]
async fn a_ledger_that_is_dropped_does_not_wait_for_them_either() {
    let nodes = Nodes::new();
    let ledger = nodes.open("first");
    nodes.block_objects();
    append(&ledger, 0, 4).await;
    until("the seal waits", || ledger.unplaced().is_some()).await;
    drop(ledger);
    nodes.free_objects();
    assert_eq!(nodes.open("second").stats().events, 4);
}

#[tokio::test]
async fn an_abandoned_ledger_writes_nothing_more_and_lets_the_folder_go() {
    let nodes = Nodes::new();
    let ledger = nodes.open_sealing("first", 1000);
    append(&ledger, 0, 3).await;
    let signed = ledger.checkpoint().await.unwrap();
    append(&ledger, 3, 9).await;
    let lines = nodes.memory.kinds().len();
    ledger.abandon().await;
    assert_eq!(nodes.memory.kinds().len(), lines, "nothing is signed at the end");
    let refused = ledger.append(&sample::caller(), events(12, 1)).await;
    assert!(matches!(refused, Err(AppendError::Closed)), "{refused:?}");
    assert!(matches!(ledger.checkpoint().await, Err(KeepError::Closed)));
    ledger.abandon().await;
    // The same process may open it again, though a handle of before is still held.
    let again = nodes.open("first");
    assert_eq!(again.stats().events, 12);
    assert!(again.stats().last_checkpoint.unwrap().size >= signed.size);
    again.close().await.unwrap();
    nodes.assert_sound("first", 12);
}
