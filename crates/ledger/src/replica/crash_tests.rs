//! Every step of the node that keeps a replicated ledger fails in turn, in its folder, among the objects and in the replica;
//! another node, or the same with its stale folder, then goes on with all that was acknowledged.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use talap_model::{Clock, Explain as _};

use super::memory::{Memory, MemoryReplica};
use super::{Line, LineKind, Replica, ReplicaFault, Replication};
use crate::archive::{Archive, ArchivePlace};
use crate::checkpoint::Checkpoint;
use crate::crash_tests::life::{self, Days};
use crate::crash_tests::points::Points;
use crate::crash_tests::{CrashAfter, ORIGIN, crash_after, disk_with, key};
use crate::disk::{Action, Disk, Faults, Verdict};
use crate::sample::{self, StepClock};
use crate::{AppendError, Demands, Ledger, LedgerConfig, OpenError, Tending, merkle, verify, verify_with};

/// Fails before it does what it is asked, or after: then only the answer is lost.
#[derive(Debug)]
struct Failing {
    replica: MemoryReplica,
    crash: Arc<CrashAfter>,
}

impl Failing {
    fn step<T>(&self, act: impl FnOnce() -> Result<T, ReplicaFault>) -> Result<T, ReplicaFault> {
        let ask = || match self.crash.before(Action::Replicate, Path::new("replica")) {
            Verdict::Go => Ok(()),
            _ => Err(ReplicaFault::Unreachable { place: self.place(), cause: "crashed".to_owned() }),
        };
        ask()?;
        let done = act()?;
        ask().map(|()| done)
    }
}

impl Replica for Failing {
    fn place(&self) -> String {
        self.replica.place()
    }
    fn lines(&self, from: u64) -> Result<Vec<Line>, ReplicaFault> {
        self.step(|| self.replica.lines(from))
    }
    fn keep(&self, line: &Line) -> Result<(), ReplicaFault> {
        self.step(|| self.replica.keep(line))
    }
    fn forget(&self, batch: u64) -> Result<(), ReplicaFault> {
        self.step(|| self.replica.forget(batch))
    }
}

/// What nodes share, and the folders of two of them.
struct Nodes {
    folder: tempfile::TempDir,
    memory: Memory,
}

impl Nodes {
    fn new() -> Self {
        Self { folder: sample::folder(), memory: Memory::default() }
    }

    fn dir(&self, node: &str) -> std::path::PathBuf {
        self.folder.path().join(node)
    }

    fn config(&self, node: &str, lines: Arc<dyn Replica>) -> LedgerConfig {
        let objects = Arc::new(Archive::at(ArchivePlace::Folder(self.dir("objects"))).unwrap());
        let replica = Some(Replication { lines, objects, pauses: Vec::new() });
        LedgerConfig { replica, ..LedgerConfig::new(self.dir(node), ORIGIN) }
    }

    fn open_over(&self, disk: Disk, node: &str, lines: Arc<dyn Replica>) -> Result<Ledger, OpenError> {
        let clock = Arc::new(StepClock::default());
        Ledger::open_on(disk, self.config(node, lines), key(), clock).map(|(ledger, _)| ledger)
    }

    /// With an archive store, at a time.
    fn open_at(&self, disk: Disk, node: &str, lines: Arc<dyn Replica>, clock: &Arc<Days>) -> Result<Ledger, OpenError> {
        let archive = Some(Arc::new(life::archive(self.folder.path())));
        let config = LedgerConfig { archive, ..self.config(node, lines) };
        Ledger::open_on(disk, config, key(), Arc::clone(clock) as Arc<dyn Clock>).map(|(ledger, _)| ledger)
    }

    fn open_failing(&self, crash: &Arc<CrashAfter>, node: &str) -> Result<Ledger, OpenError> {
        let lines = Failing { replica: self.memory.take_over(), crash: Arc::clone(crash) };
        self.open_over(disk_with(crash), node, Arc::new(lines))
    }

    fn open(&self, node: &str) -> Result<Ledger, OpenError> {
        self.open_over(Disk::default(), node, Arc::new(self.memory.take_over()))
    }

    fn open_alone(&self, node: &str) -> Ledger {
        let config = LedgerConfig::new(self.dir(node), ORIGIN);
        Ledger::open_on(Disk::default(), config, key(), Arc::new(StepClock::default())).unwrap().0
    }

    /// Opens, checks that what was seen is still so, appends, and verifies all of it.
    async fn goes_on(&self, node: &str, expected: std::ops::RangeInclusive<u64>, seen: &[Checkpoint], at: &str) -> u64 {
        let ledger = self.open(node).unwrap_or_else(|error| panic!("{node}: {at}: {error}"));
        let events = ledger.stats().events;
        assert!(expected.contains(&events), "{events} of {expected:?} on {node}: {at}");
        let receipt = ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 99)]).await.unwrap();
        assert_eq!(receipt.first_seq, events, "{at}");
        ledger.close().await.unwrap();
        let report = verify(&self.dir(node), &key().verifier(ORIGIN).unwrap()).unwrap();
        assert_eq!(report.problems, [], "{node}: {at}");
        assert_eq!((report.events, report.leftovers), (events + 1, Vec::new()), "{node}: {at}");
        self.continues(node, seen, at);
        events + 1
    }

    /// That checkpoints which somebody saw are of beginnings of the tree, and in the history.
    fn continues(&self, node: &str, seen: &[Checkpoint], at: &str) {
        let leaves = fs::read(self.dir(node).join("tree/leaves")).unwrap();
        let history = fs::read_to_string(self.dir(node).join("checkpoints")).unwrap();
        let (leaves, _) = leaves.as_chunks::<32>();
        for checkpoint in seen {
            let size = usize::try_from(checkpoint.size).unwrap();
            let beginning = leaves.get(..size).unwrap_or_else(|| panic!("{node} is too short: {at}"));
            assert_eq!(merkle::tree_hash(beginning), checkpoint.root, "{node} forked: {at}");
            assert!(history.contains(&checkpoint.to_string()), "{node} has another history: {at}");
        }
    }

    /// That two folders hold the same.
    fn same(&self, one: &str, other: &str, at: &str) {
        for name in ["manifest", "checkpoints", "checkpoint", "tree/leaves"] {
            let read = |node: &str| fs::read(self.dir(node).join(name)).unwrap();
            assert!(read(one) == read(other), "{name} differs: {at}");
        }
        let names = |node: &str| {
            let folder = self.dir(node);
            let files = [folder.join("events"), folder.join("wal")].into_iter().flat_map(|part| sample::files(&part));
            let mut names: Vec<_> = files.map(|path| path.strip_prefix(&folder).unwrap().to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(names(one), names(other), "{at}");
        for path in names(one) {
            assert!(fs::read(self.dir(one).join(&path)).unwrap() == fs::read(self.dir(other).join(&path)).unwrap());
        }
    }
}

/// Appends, seals and signs until something fails; returns how much was acknowledged and handed in, and what was seen.
async fn work(ledger: &Ledger) -> (u64, u64, Vec<Checkpoint>) {
    let (mut acknowledged, mut handed, mut seen) = (0, 0, Vec::new());
    seen.extend(ledger.stats().last_checkpoint);
    for round in 0..4 {
        let events = (0..3).map(|n| sample::event("acme", "portal", if n == 1 { "db" } else { "web" }, round * 3 + n));
        handed += 3;
        match ledger.append(&sample::caller(), events.collect()).await {
            Ok(receipt) => {
                assert_eq!(receipt.first_seq, acknowledged);
                acknowledged += receipt.count;
            }
            Err(_) => break,
        }
        let _may_fail =
            if round % 2 == 1 { ledger.seal().await.map(|_| ()) } else { ledger.checkpoint().await.map(|_| ()) };
        seen.extend(ledger.stats().last_checkpoint);
    }
    seen.extend(ledger.close().await.ok());
    (acknowledged, handed, seen)
}

#[tokio::test]
async fn whatever_step_is_the_last_another_node_and_the_stale_one_go_on() {
    let mut points = Points::of("appending with a replica");
    for partial in [0, 40, usize::MAX] {
        for limit in 0.. {
            let nodes = Nodes::new();
            let crash = Arc::new(CrashAfter::within(limit, partial));
            let (acknowledged, handed, seen) = match nodes.open_failing(&crash, "first") {
                Ok(ledger) => work(&ledger).await,
                Err(_) => (0, 0, Vec::new()),
            };
            let at = format!("step {limit}, {partial} bytes of it");
            let events = nodes.goes_on("second", acknowledged..=handed, &seen, &at).await;
            let events = nodes.goes_on("first", events..=events, &seen, &at).await;
            let events = nodes.goes_on("second", events..=events, &seen, &at).await;
            drop(nodes.open("first").unwrap());
            nodes.same("first", "second", &at);
            assert_eq!(events, nodes.open("third").unwrap().stats().events, "{at}");
            nodes.same("third", "first", &at);
            points.tried_at(limit, partial, crash.hit());
            if crash.hit().is_none() {
                assert!(limit > 100, "the writer takes {limit} steps");
                break;
            }
        }
    }
    points.done();
}

/// The same for merging, moving to the archive store and expiring.
#[tokio::test]
async fn whatever_step_of_a_change_is_the_last_another_node_and_the_stale_one_go_on() {
    let (verifier, mut points) = (key().verifier(ORIGIN).unwrap(), Points::of("the life of files with a replica"));
    for limit in 0.. {
        let nodes = Nodes::new();
        let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
        let crash = Arc::new(CrashAfter::within(limit, if limit % 2 == 0 { 0 } else { 60 }));
        let lines = Failing { replica: nodes.memory.take_over(), crash: Arc::clone(&crash) };
        let (acknowledged, handed) = match nodes.open_at(disk_with(&crash), "first", Arc::new(lines), &clock) {
            Ok(ledger) => life::live(&ledger, &clock).await,
            Err(_) => (0, 0),
        };
        let (at, mut expected) = (format!("step {limit}"), acknowledged..=handed);
        let archive = Arc::new(life::archive(nodes.folder.path()));
        points.tried_at(limit, crash.partial, crash.hit());
        let last = crash.hit().is_none();
        // Most of the time one of them will do: three lives of files take long.
        let nodes_after: &[&str] = match limit % 8 {
            _ if last => &["second", "first", "third"],
            0 => &["second", "first", "third"],
            odd if odd % 2 == 1 => &["second"],
            _ => &["first"],
        };
        for node in nodes_after {
            let lines = Arc::new(nodes.memory.take_over());
            let ledger = nodes.open_at(Disk::default(), node, lines, &clock);
            let ledger = ledger.unwrap_or_else(|error| panic!("{node}: {at}: {error}"));
            let events = ledger.stats().events;
            assert!(expected.contains(&events), "{events} of {expected:?} on {node}: {at}");
            expected = events..=events;
            let tended = ledger.tend(&Tending::default(), &life::Nobody).await.unwrap();
            assert!(tended.troubles.is_empty(), "{node}: {at}: {tended:?}");
            ledger.close().await.unwrap();
            let demands = Demands { archive: Some(Arc::clone(&archive)), ..Demands::default() };
            let report = verify_with(&nodes.dir(node), &verifier, &demands).unwrap();
            assert_eq!((report.problems, report.events), (Vec::new(), events), "{node}: {at}");
            assert!(report.leftovers.is_empty(), "{node}: {at}: {:?}", report.leftovers);
            assert!(!last || report.expired_events == 4, "{} expired", report.expired_events);
        }
        if last {
            nodes.same("third", "first", &at);
            assert!(limit > 200, "the life takes {limit} steps");
            // What others took the place of, what moved and what expired has no object any more.
            let files = sample::files(&nodes.dir("third").join("events")).len();
            let objects = sample::files(&nodes.dir("objects")).into_iter().filter(|path| path.extension().is_some());
            assert_eq!(objects.count(), files, "{at}");
            break;
        }
    }
    points.done();
}

const SEALED: &str = "0000000000000000-0000000000000002.parquet";

fn sealed(dir: &Path) -> std::path::PathBuf {
    dir.join("events/org=acme/object=portal/source=web/day=2026-11-22")
}

#[tokio::test]
async fn whatever_step_of_taking_over_is_the_last_it_is_done_over() {
    let nodes = Nodes::new();
    let ledger = nodes.open("first").unwrap();
    let mut seen = Vec::new();
    ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 1)]).await.unwrap();
    seen.push(ledger.checkpoint().await.unwrap());
    // A folder from here on is stale; what it has beyond the lines was never acknowledged.
    let stale = sample::folder();
    sample::copy(&nodes.dir("first"), stale.path());
    for n in 2..6 {
        ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", n)]).await.unwrap();
        if n == 3 {
            ledger.seal().await.unwrap();
        }
    }
    seen.push(ledger.checkpoint().await.unwrap());
    ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 6)]).await.unwrap();
    let mut other = fs::read(sealed(&nodes.dir("first")).join(SEALED)).unwrap();
    other[60] ^= 1;
    let first = fs::read(stale.path().join("wal/0000000000000000.wal")).unwrap();
    drop(ledger);
    let mut points = Points::of("taking over");
    for (which, node) in ["empty", "stale"].into_iter().enumerate() {
        for limit in 0.. {
            let at = format!("{node}, step {limit}");
            let dir = nodes.dir(node);
            drop(fs::remove_dir_all(&dir));
            fs::create_dir(&dir).unwrap();
            if node == "stale" {
                sample::copy(stale.path(), &dir);
                // A group that was written here and never kept there, then a file of a seal that nobody signed.
                let more = first.iter().chain(&first[25..]).copied().collect::<Vec<_>>();
                fs::write(dir.join("wal/0000000000000000.wal"), more).unwrap();
                let sealed = sealed(&dir);
                fs::create_dir_all(&sealed).unwrap();
                fs::write(sealed.join(SEALED), &other).unwrap();
                fs::write(sealed.join("0000000000000000-0000000000000009.parquet"), b"other").unwrap();
            }
            let crash = crash_after(limit);
            drop(nodes.open_failing(&crash, node));
            let again = nodes.open(node).unwrap_or_else(|error| panic!("{at}: {error}"));
            assert_eq!(again.stats().events, 6, "{at}");
            again.close().await.unwrap();
            let report = verify(&dir, &key().verifier(ORIGIN).unwrap()).unwrap();
            assert_eq!((report.problems, report.events, report.leftovers), (Vec::new(), 6, Vec::new()), "{at}");
            nodes.continues(node, &seen, &at);
            points.both_tried_at(which, limit, crash.hit());
            if crash.hit().is_none() {
                assert!(limit > 20, "taking over takes {limit} steps");
                break;
            }
        }
    }
    points.done();
}

/// A ledger that was kept in its folder alone goes up; until it is up whole, no other node begins another in its place.
#[tokio::test]
async fn whatever_step_of_handing_over_is_the_last_it_is_done_over() {
    let small = sample::folder();
    let nodes = Nodes { folder: small, memory: Memory::default() };
    let ledger = nodes.open_alone("first");
    for n in 0..4 {
        ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", n)]).await.unwrap();
        if n == 1 {
            ledger.seal().await.unwrap();
        }
    }
    let seen = vec![ledger.checkpoint().await.unwrap()];
    drop(ledger);
    let (mut refused, mut whole, mut points) = (0, 0, Points::of("handing over"));
    for limit in 0.. {
        let at = format!("step {limit}");
        let nodes = {
            let next = Nodes::new();
            fs::create_dir(next.dir("first")).unwrap();
            sample::copy(&nodes.dir("first"), &next.dir("first"));
            next
        };
        let crash = crash_after(limit);
        drop(nodes.open_failing(&crash, "first"));
        points.tried_at(limit, crash.partial, crash.hit());
        let kinds = nodes.memory.kinds();
        match nodes.open("second") {
            Err(OpenError::Replica(ReplicaFault::HalfFounded { .. })) => {
                assert!(!kinds.contains(&LineKind::Founded), "{at}");
                refused += 1;
            }
            Ok(ledger) if kinds.is_empty() => {
                // Nothing had gone up, so this node began a ledger; the first keeps its own and says so.
                assert_eq!(ledger.stats().events, 0, "{at}");
                drop(ledger);
                let error = nodes.open("first").unwrap_err();
                assert_eq!(error.explain().key, "ledger-replica-another", "{at}");
                assert_eq!(nodes.open_alone("first").stats().events, 4, "{at}");
                continue;
            }
            Ok(ledger) => {
                assert_eq!(ledger.stats().events, 4, "{at}");
                whole += 1;
            }
            Err(error) => panic!("{at}: {error}"),
        }
        let events = nodes.goes_on("first", 4..=4, &seen, &at).await;
        nodes.goes_on("second", events..=events, &seen, &at).await;
        if crash.hit().is_none() {
            assert!(refused > 5 && whole > 5, "{refused} refused, {whole} whole of {limit}");
            break;
        }
    }
    points.done();
}

#[tokio::test]
async fn a_stale_holder_keeps_acknowledges_and_shows_nothing() {
    let nodes = Nodes::new();
    let stale = nodes.open("first").unwrap();
    let one = |n| vec![sample::event("acme", "portal", "web", n)];
    stale.append(&sample::caller(), one(1)).await.unwrap();
    stale.append(&sample::caller(), one(2)).await.unwrap();
    let shown = stale.stats();
    let holder = nodes.open("second").unwrap();
    assert_eq!(holder.stats().events, 2);
    let (lines, note) = (nodes.memory.kinds(), fs::read(nodes.dir("first").join("checkpoints")).unwrap());
    assert!(stale.checkpoint().await.is_err(), "two appends are signed by nothing");
    assert_eq!(fs::read(nodes.dir("first").join("checkpoints")).unwrap(), note);
    let Err(AppendError::Failed(fault)) = stale.append(&sample::caller(), one(3)).await else { panic!() };
    assert_eq!((fault.action, fault.explain().key.as_str()), (Action::Replicate, "ledger-replica-fenced"));
    assert!(stale.seal().await.is_err() && stale.failure().is_some());
    assert_eq!((stale.stats(), nodes.memory.kinds()), (shown, lines));
    assert_eq!(holder.append(&sample::caller(), one(4)).await.unwrap().first_seq, 2);
    let seen = [holder.checkpoint().await.unwrap()];
    assert!(stale.close().await.is_err());
    holder.close().await.unwrap();
    nodes.goes_on("first", 3..=3, &seen, "the stale one goes on").await;
}

/// An append is refused by the lease alone, before any checkpoint is.
#[tokio::test]
async fn an_append_of_a_stale_holder_is_fenced() {
    let nodes = Nodes::new();
    let stale = nodes.open("first").unwrap();
    drop(nodes.open("second").unwrap());
    let result = stale.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 3)]).await;
    assert!(matches!(result, Err(AppendError::Failed(_))), "{result:?}");
    drop(stale);
    assert_eq!(nodes.open("first").unwrap().stats().events, 0);
}

/// Loses the answer to every second thing that it keeps.
#[derive(Debug)]
struct Forgetful(MemoryReplica, AtomicI64);

impl Replica for Forgetful {
    fn place(&self) -> String {
        self.0.place()
    }
    fn lines(&self, from: u64) -> Result<Vec<Line>, ReplicaFault> {
        self.0.lines(from)
    }
    fn keep(&self, line: &Line) -> Result<(), ReplicaFault> {
        self.0.keep(line)?;
        let lost = || ReplicaFault::Unreachable { place: self.place(), cause: "lost".to_owned() };
        if self.1.fetch_add(1, Ordering::Relaxed) % 2 == 0 { Err(lost()) } else { Ok(()) }
    }
    fn forget(&self, batch: u64) -> Result<(), ReplicaFault> {
        self.0.forget(batch)
    }
}

#[tokio::test]
async fn what_has_no_answer_is_kept_once_all_the_same() {
    let nodes = Nodes::new();
    let lines = Arc::new(Forgetful(nodes.memory.take_over(), AtomicI64::new(0)));
    let mut config = nodes.config("first", lines);
    config.replica = config.replica.map(|replica| Replication { pauses: vec![Duration::ZERO], ..replica });
    let (ledger, _) = Ledger::open(config, key(), Arc::new(StepClock::default())).unwrap();
    let (acknowledged, handed, seen) = work(&ledger).await;
    assert_eq!((acknowledged, handed), (12, 12));
    nodes.goes_on("second", 12..=12, &seen, "answers were lost").await;
}

#[tokio::test]
async fn a_replica_that_lost_what_was_shown_is_refused() {
    let nodes = Nodes::new();
    let ledger = nodes.open("first").unwrap();
    ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 1)]).await.unwrap();
    ledger.close().await.unwrap();
    nodes.memory.lose(1);
    let error = nodes.open("first").unwrap_err();
    assert_eq!(error.explain().key, "ledger-replica-another");
    assert_eq!(nodes.open_alone("first").stats().events, 1, "nothing was changed");
}

#[tokio::test]
async fn an_object_that_was_changed_is_not_brought() {
    let nodes = Nodes::new();
    let ledger = nodes.open("first").unwrap();
    ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 1)]).await.unwrap();
    ledger.seal().await.unwrap();
    ledger.close().await.unwrap();
    let objects = sample::files(&nodes.dir("objects"));
    let object = objects.iter().find(|path| path.extension().is_some_and(|ending| ending == "parquet")).unwrap();
    let mut bytes = fs::read(object).unwrap();
    bytes[50] ^= 1;
    fs::write(object, bytes).unwrap();
    assert!(matches!(nodes.open("second"), Err(OpenError::Damaged { .. })));
    assert_eq!(nodes.open("first").unwrap().stats().events, 1, "its own file is what was signed");
}
