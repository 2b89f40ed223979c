//! Every step of the writer fails in turn, fully or half done; the folder is then opened again and nothing that was
//! acknowledged may be missing, doubled or changed. [`points`] counts what is tried.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use crate::disk::{Action, Disk, Faults, Verdict};
use crate::sample::{self, StepClock};
use crate::{AppendError, Ledger, LedgerConfig, OpenError, SigningKey, verify};

pub(crate) mod kept;
pub(crate) mod life;
mod once;
pub(crate) mod points;
mod power;
mod second;

use kept::Acknowledged;
use points::Points;

pub(crate) const ORIGIN: &str = "talap.example";

/// Lets so many steps happen; the next one and all after it fail, as after a crash.
#[derive(Debug)]
pub(crate) struct CrashAfter {
    pub(crate) steps: AtomicUsize,
    pub(crate) limit: usize,
    /// How many bytes of the failing write reach the disk.
    pub(crate) partial: usize,
    /// What the step was that failed.
    hit: OnceLock<Action>,
}

impl CrashAfter {
    pub(crate) fn at(limit: usize) -> Self {
        Self::within(limit, usize::MAX)
    }

    pub(crate) fn within(limit: usize, partial: usize) -> Self {
        Self { steps: AtomicUsize::new(0), limit, partial, hit: OnceLock::new() }
    }

    /// What the step was that failed; none where there were no more steps than were let happen.
    pub(crate) fn hit(&self) -> Option<Action> {
        self.hit.get().copied()
    }
}

impl Faults for CrashAfter {
    fn before(&self, action: Action, _: &Path) -> Verdict {
        let step = self.steps.fetch_add(1, Ordering::Relaxed);
        if step == self.limit {
            self.hit.get_or_init(|| action);
        }
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        match step.cmp(&self.limit) {
            std::cmp::Ordering::Less => Verdict::Go,
            std::cmp::Ordering::Equal => Verdict::Short(self.partial, full()),
            std::cmp::Ordering::Greater => Verdict::Fail(full()),
        }
    }
}

fn config(dir: &Path) -> LedgerConfig {
    LedgerConfig::new(dir.join("ledger"), ORIGIN)
}

pub(crate) fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

fn open(disk: Disk, dir: &Path) -> Result<Ledger, OpenError> {
    Ledger::open_on(disk, config(dir), key(), Arc::new(StepClock::default())).map(|(ledger, _)| ledger)
}

/// Appends, seals and signs until something fails; returns how many events were acknowledged and handed in.
async fn work(ledger: &Ledger, rounds: u32) -> (u64, u64) {
    let mut acknowledged = Acknowledged::default();
    let handed = work_noting(ledger, rounds, &mut acknowledged).await;
    (acknowledged.count(), handed)
}

/// The same, and notes what was acknowledged.
async fn work_noting(ledger: &Ledger, rounds: u32, acknowledged: &mut Acknowledged) -> u64 {
    let mut handed = 0;
    for round in 0..rounds {
        let events: Vec<_> =
            (0..3).map(|n| sample::event("acme", "portal", if n == 1 { "db" } else { "web" }, round * 3 + n)).collect();
        handed += 3;
        match ledger.append(&sample::caller(), events.clone()).await {
            Ok(receipt) => {
                assert_eq!(receipt.first_seq, acknowledged.count());
                acknowledged.add(&receipt, &events);
            }
            Err(_) => break,
        }
        let _may_fail =
            if round % 2 == 1 { ledger.seal().await.map(|_| ()) } else { ledger.checkpoint().await.map(|_| ()) };
    }
    let _may_fail = ledger.close().await;
    handed
}

#[tokio::test]
async fn whatever_step_is_the_last_nothing_acknowledged_is_lost() {
    let (verifier, mut points) = (key().verifier(ORIGIN).unwrap(), Points::of("appending"));
    for partial in [0, 40, usize::MAX] {
        for limit in 0.. {
            let folder = sample::folder();
            let crash = Arc::new(CrashAfter::within(limit, partial));
            let disk = Disk { faults: Some(Arc::clone(&crash) as Arc<dyn Faults>) };
            let (acknowledged, handed) = match open(disk, folder.path()) {
                Ok(ledger) => work(&ledger, 4).await,
                Err(_) => (0, 0),
            };
            let at = format!("step {limit}, {partial} bytes of it");
            if let Ok(report) = verify(&folder.path().join("ledger"), &verifier) {
                assert_eq!(report.problems, [], "before opening again: {at}");
            }
            let again = open(Disk::default(), folder.path()).unwrap_or_else(|error| panic!("{at}: {error}"));
            let events = again.stats().events;
            assert!((acknowledged..=handed).contains(&events), "{events} of {acknowledged}..={handed}: {at}");
            let receipt =
                again.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 99)]).await.unwrap();
            assert_eq!(receipt.first_seq, events);
            again.close().await.unwrap();
            let report = verify(&folder.path().join("ledger"), &verifier).unwrap();
            assert_eq!(report.problems, [], "{at}");
            assert_eq!((report.events, report.leftovers.len()), (events + 1, 0), "{at}");
            points.tried_at(limit, partial, crash.hit());
            if crash.hit().is_none() {
                assert!(limit > 60, "the writer takes {limit} steps");
                break;
            }
        }
    }
    points.done();
}

/// A second crash, while the ledger is opened after the first.
#[tokio::test]
async fn whatever_step_of_opening_again_is_the_last_the_ledger_opens_after_it() {
    let (verifier, mut points) = (key().verifier(ORIGIN).unwrap(), Points::of("opening again"));
    for limit in 0.. {
        let folder = sample::folder();
        let crash = crash_after(limit);
        let (acknowledged, handed) = match open(disk_with(&crash), folder.path()) {
            Ok(ledger) => work(&ledger, 2).await,
            Err(_) => (0, 0),
        };
        for second in 0.. {
            let at = format!("step {limit}, then step {second}");
            let copy = sample::folder();
            sample::copy(folder.path(), copy.path());
            let failing = crash_after(second);
            drop(open(disk_with(&failing), copy.path()));
            let again = open(Disk::default(), copy.path()).unwrap_or_else(|error| panic!("{at}: {error}"));
            let events = again.stats().events;
            assert!((acknowledged..=handed).contains(&events), "{events} of {acknowledged}..={handed}: {at}");
            points.both_tried_at(limit, second, failing.hit());
            if failing.hit().is_none() {
                again.close().await.unwrap();
                assert_eq!(verify(&copy.path().join("ledger"), &verifier).unwrap().problems, [], "{at}");
                break;
            }
        }
        if crash.hit().is_none() {
            break;
        }
    }
    points.done();
}

/// Commits of so many batches that tiles of the tree become full.
async fn fill_tiles(ledger: &Ledger) -> (u64, u64) {
    let (mut acknowledged, mut handed) = (0, 0);
    for round in 0..3_u32 {
        let events = (0..200).map(|n| sample::event("acme", "portal", &format!("s{n}"), round * 200 + n));
        handed += 200;
        match ledger.append(&sample::caller(), events.collect()).await {
            Ok(receipt) => acknowledged += receipt.count,
            Err(_) => break,
        }
        let _may_fail = ledger.checkpoint().await;
    }
    let _may_fail = ledger.close().await;
    (acknowledged, handed)
}

/// Whichever step of writing a tile is the last, half of it done or none: the tiles are there in the end, and right.
#[tokio::test]
async fn whatever_step_of_writing_tiles_is_the_last_they_are_whole_after_it() {
    let (verifier, mut points) = (key().verifier(ORIGIN).unwrap(), Points::of("tiles"));
    for partial in [0, 4000] {
        for limit in 0.. {
            let folder = sample::folder();
            let crash = Arc::new(CrashAfter::within(limit, partial));
            let disk = Disk { faults: Some(Arc::clone(&crash) as Arc<dyn Faults>) };
            let (acknowledged, handed) = match open(disk, folder.path()) {
                Ok(ledger) => fill_tiles(&ledger).await,
                Err(_) => (0, 0),
            };
            let at = format!("step {limit}, {partial} bytes of it");
            let dir = folder.path().join("ledger");
            if let Ok(report) = verify(&dir, &verifier) {
                assert_eq!(report.problems, [], "before opening again: {at}");
            }
            let again = open(Disk::default(), folder.path()).unwrap_or_else(|error| panic!("{at}: {error}"));
            let events = again.stats().events;
            assert!((acknowledged..=handed).contains(&events), "{events} of {acknowledged}..={handed}: {at}");
            again.close().await.unwrap();
            assert_eq!(verify(&dir, &verifier).unwrap().problems, [], "{at}");
            let full = usize::try_from(events / 256).unwrap();
            let kept = crate::disk::list(&dir.join("tree/tile/0")).unwrap().len();
            assert_eq!(kept, full, "{at}");
            points.tried_at(limit, partial, crash.hit());
            if crash.hit().is_none() {
                assert_eq!((full, limit > 60), (2, true), "the writer takes {limit} steps");
                break;
            }
        }
    }
    points.done();
}

/// What others said of a checkpoint is kept whole or not at all, and its loss harms nothing.
#[tokio::test]
async fn whatever_step_of_keeping_evidence_is_the_last_the_ledger_is_sound() {
    let (verifier, witness) = (key().verifier(ORIGIN).unwrap(), SigningKey::from_seed(&[9; 32]));
    let mut points = Points::of("evidence");
    for limit in 0.. {
        let folder = sample::folder();
        let ledger = open(Disk::default(), folder.path()).unwrap();
        let layout = crate::layout::Layout::new(&folder.path().join("ledger"));
        let crash = crash_after(limit);
        let disk = disk_with(&crash);
        for n in 0..2 {
            ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", n)]).await.unwrap();
            ledger.checkpoint().await.unwrap();
            let signed = ledger.shared().read(|view| view.signed.clone()).unwrap();
            let text = crate::note::Note::parse(&signed.note).unwrap().text.to_owned();
            let note = format!("{}{}", signed.note, crate::note::cosign(&text, "w", &witness, 5));
            let _may_fail = crate::evidence::keep_cosigned(&disk, &layout, signed.checkpoint.size, &note);
        }
        assert_eq!(verify(&layout.root, &verifier).unwrap().problems, [], "step {limit}");
        ledger.close().await.unwrap();
        drop(open(Disk::default(), folder.path()).unwrap());
        let report = verify(&layout.root, &verifier).unwrap();
        assert_eq!((report.problems, report.leftovers), (vec![], vec![]), "step {limit}");
        points.tried_at(limit, crash.partial, crash.hit());
        if crash.hit().is_none() {
            assert_eq!(crate::disk::list(&layout.witnessed()).unwrap().len(), 1);
            break;
        }
    }
    points.done();
}

pub(crate) fn crash_after(limit: usize) -> Arc<CrashAfter> {
    Arc::new(CrashAfter::at(limit))
}

pub(crate) fn disk_with(crash: &Arc<CrashAfter>) -> Disk {
    Disk { faults: Some(Arc::clone(crash) as Arc<dyn Faults>) }
}

/// Fails one kind of step on one kind of file, once.
struct FailOn(Action, &'static str, io::ErrorKind);

impl Faults for FailOn {
    fn before(&self, action: Action, path: &Path) -> Verdict {
        let hit = action == self.0 && path.to_string_lossy().contains(self.1);
        if hit { Verdict::Fail(self.2.into()) } else { Verdict::Go }
    }
}

#[tokio::test]
async fn after_a_failed_write_everything_is_refused_with_the_cause() {
    for (action, kind) in [(Action::Write, io::ErrorKind::StorageFull), (Action::Sync, io::ErrorKind::Other)] {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk { faults: Some(Arc::new(FailOn(action, ".wal", kind))) };
        let ledger = open(disk, folder.path()).unwrap();
        for _ in 0..2 {
            let result = ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 1)]).await;
            let Err(AppendError::Failed(fault)) = result else { panic!("{result:?}") };
            assert_eq!((fault.action, fault.cause.kind()), (action, kind));
            assert!(fault.path.to_string_lossy().ends_with("0000000000000000.wal"));
        }
        assert!(ledger.failure().is_some() && ledger.seal().await.is_err() && ledger.checkpoint().await.is_err());
        assert_eq!(ledger.stats().events, 0);
        assert!(ledger.close().await.is_err());
        let again = open(Disk::default(), folder.path()).unwrap();
        assert_eq!(again.stats().events, 0);
    }
}

/// A verifier that comes while the files of a seal are made, and stays.
#[derive(Default)]
struct Verifier(std::sync::Mutex<Option<std::fs::File>>);

impl Faults for Verifier {
    fn before(&self, action: Action, path: &Path) -> Verdict {
        let mut held = self.0.lock().unwrap();
        if action == Action::Rename && path.extension().is_some_and(|ending| ending == "parquet") && held.is_none() {
            let root = path.ancestors().nth(6).unwrap();
            let lock = std::fs::File::open(root.join("seal.lock")).unwrap();
            lock.lock_shared().unwrap();
            *held = Some(lock);
        }
        Verdict::Go
    }
}

#[tokio::test]
async fn a_seal_that_a_verifier_held_up_is_completed_with_a_checkpoint() {
    let (folder, verifier) = (sample::folder(), Arc::new(Verifier::default()));
    let disk = Disk { faults: Some(Arc::clone(&verifier) as Arc<dyn Faults>) };
    let ledger = open(disk, folder.path()).unwrap();
    ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 1)]).await.unwrap();
    assert_eq!(ledger.seal().await.unwrap(), crate::Sealing::Postponed);
    ledger.checkpoint().await.unwrap();
    assert_eq!((ledger.stats().files, ledger.stats().tail_events), (0, 1), "the verifier is still at work");
    // Whoever asks for another one meanwhile is told so, and does not wait for what nothing would begin.
    assert_eq!(ledger.seal().await.unwrap(), crate::Sealing::Postponed);
    drop(verifier.0.lock().unwrap().take());
    let signed = ledger.checkpoint().await.unwrap();
    assert_eq!((ledger.stats().files, ledger.stats().tail_events, signed.manifest_lines), (1, 0, 2));
}

#[tokio::test]
async fn no_verifier_makes_the_tail_grow_without_end() {
    let folder = sample::folder();
    let mut config = config(folder.path());
    config.seal_after_events = 2;
    let (ledger, _) = Ledger::open(config, key(), Arc::new(StepClock::default())).unwrap();
    let event = |number| vec![sample::event("acme", "portal", "web", number)];
    let verifier = std::fs::File::open(folder.path().join("ledger/seal.lock")).unwrap();
    verifier.lock_shared().unwrap();
    for number in 0..8 {
        ledger.append(&sample::caller(), event(number)).await.unwrap();
    }
    let waits = ledger.submit(&sample::caller(), event(8)).await.unwrap();
    // It comes behind the append, and is answered all the same.
    assert_eq!(ledger.checkpoint().await.unwrap().events, 8);
    drop(verifier);
    ledger.checkpoint().await.unwrap();
    waits.durable().await.unwrap();
    assert_eq!(ledger.close().await.unwrap().events, 9);
}

/// Holds up the files of a seal.
#[derive(Default)]
struct HoldsUp(std::sync::Mutex<bool>, std::sync::Condvar);

impl HoldsUp {
    fn set(&self, holds: bool) {
        *self.0.lock().unwrap() = holds;
        self.1.notify_all();
    }
}

impl Faults for HoldsUp {
    fn before(&self, action: Action, path: &Path) -> Verdict {
        if action == Action::Rename && path.extension().is_some_and(|ending| ending == "parquet") {
            drop(self.1.wait_while(self.0.lock().unwrap(), |holds| *holds).unwrap());
        }
        Verdict::Go
    }
}

#[tokio::test]
async fn all_seals_that_were_asked_for_while_one_was_under_way_are_answered_also_at_the_end() {
    let (folder, held_up) = (sample::folder(), Arc::new(HoldsUp::default()));
    let disk = Disk { faults: Some(Arc::clone(&held_up) as Arc<dyn Faults>) };
    let ledger = open(disk, folder.path()).unwrap();
    let append = async |number: u32| {
        ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", number)]).await.unwrap();
    };
    append(0).await;
    held_up.set(true);
    let mut seals = [(); 4].map(|()| Box::pin(ledger.seal()));
    let mut begun = usize::from(futures::poll!(seals[0].as_mut()).is_pending());
    append(1).await;
    for seal in &mut seals[1..] {
        begun += usize::from(futures::poll!(seal.as_mut()).is_pending());
    }
    let mut close = Box::pin(ledger.close());
    begun += usize::from(futures::poll!(close.as_mut()).is_pending());
    held_up.set(false);
    assert_eq!(begun, 5, "all of them wait for the first");
    let signed = close.await.unwrap();
    assert_eq!((signed.events, signed.manifest_lines), (2, 4));
    let [first, second, third, fourth] = seals;
    for seal in [first, second] {
        assert_eq!(seal.await.unwrap(), crate::Sealing::Sealed { files: 1 });
    }
    for seal in [third, fourth] {
        assert_eq!(seal.await.unwrap(), crate::Sealing::NothingToSeal);
    }
}

/// Holds up the files of a seal, and takes the thread that makes them down.
struct TakesDown(HoldsUp);

impl Faults for TakesDown {
    fn before(&self, action: Action, path: &Path) -> Verdict {
        let verdict = self.0.before(action, path);
        let sealing = action == Action::Rename && path.extension().is_some_and(|ending| ending == "parquet");
        assert!(!sealing, "a fault of the program");
        verdict
    }
}

#[tokio::test]
async fn appends_that_wait_for_a_seal_are_answered_when_its_thread_panics() {
    let (folder, fault) = (sample::folder(), Arc::new(TakesDown(HoldsUp::default())));
    let disk = Disk { faults: Some(Arc::clone(&fault) as Arc<dyn Faults>) };
    let config = LedgerConfig { seal_after_events: 1, ..config(folder.path()) };
    let (ledger, _) = Ledger::open_on(disk, config, key(), Arc::new(StepClock::default())).unwrap();
    let append = |number: u32| {
        let events = vec![sample::event("acme", "portal", "web", number)];
        let ledger = &ledger;
        async move { ledger.append(&sample::caller(), events).await }
    };
    fault.0.set(true);
    // The first is sealed. Two more are twice what a seal takes, so that the fourth waits for that one.
    for number in 0..3 {
        append(number).await.unwrap();
    }
    let mut held = Box::pin(append(3));
    let waits = futures::poll!(held.as_mut()).is_pending();
    fault.0.set(false);
    assert!(waits, "it waits for the seal");
    let answered = tokio::time::timeout(std::time::Duration::from_mins(1), held).await;
    let Err(AppendError::Failed(fault)) = answered.expect("nobody wakes the writer") else { panic!("it was kept") };
    assert!(fault.cause.to_string().contains("panicked"), "{fault:?}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_refused_with_its_path() {
    use talap_model::Explain as _;
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk { faults: Some(Arc::new(FailOn(Action::Create, "wal", io::ErrorKind::ReadOnlyFilesystem))) };
    let error = open(disk, folder.path()).unwrap_err();
    let message = error.explain();
    assert_eq!(message.key, "ledger-disk-read-only");
    assert!(message.to_string().contains("/wal"), "{message}");
}
