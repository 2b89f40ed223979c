//! Every step of the writer fails in turn, fully or half done; the folder is then opened again and nothing that was
//! acknowledged may be missing, doubled or changed.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::disk::{Action, Disk, Faults, Verdict};
use crate::sample::{self, StepClock};
use crate::{AppendError, Ledger, LedgerConfig, OpenError, SigningKey, verify};

pub(crate) const ORIGIN: &str = "talap.example";

/// Lets so many steps happen; the next one and all after it fail, as after a crash.
#[derive(Debug)]
pub(crate) struct CrashAfter {
    pub(crate) steps: AtomicUsize,
    pub(crate) limit: usize,
    /// How many bytes of the failing write reach the disk.
    pub(crate) partial: usize,
}

impl CrashAfter {
    pub(crate) fn at(limit: usize) -> Self {
        Self { steps: AtomicUsize::new(0), limit, partial: usize::MAX }
    }
}

impl Faults for CrashAfter {
    fn before(&self, _: Action, _: &Path) -> Verdict {
        let step = self.steps.fetch_add(1, Ordering::Relaxed);
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
    let (mut acknowledged, mut handed) = (0, 0);
    for round in 0..rounds {
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
    }
    let _may_fail = ledger.close().await;
    (acknowledged, handed)
}

#[tokio::test]
async fn whatever_step_is_the_last_nothing_acknowledged_is_lost() {
    let verifier = key().verifier(ORIGIN).unwrap();
    for partial in [0, 40, usize::MAX] {
        for limit in 0.. {
            let folder = sample::folder();
            let crash = Arc::new(CrashAfter { steps: AtomicUsize::new(0), limit, partial });
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
            if crash.steps.load(Ordering::Relaxed) <= limit {
                assert!(limit > 60, "the writer takes {limit} steps");
                break;
            }
        }
    }
}

/// A second crash, while the ledger is opened after the first.
#[tokio::test]
async fn whatever_step_of_opening_again_is_the_last_the_ledger_opens_after_it() {
    let verifier = key().verifier(ORIGIN).unwrap();
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
            if failing.steps.load(Ordering::Relaxed) <= second {
                again.close().await.unwrap();
                assert_eq!(verify(&copy.path().join("ledger"), &verifier).unwrap().problems, [], "{at}");
                break;
            }
        }
        if crash.steps.load(Ordering::Relaxed) <= limit {
            break;
        }
    }
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
    let verifier = key().verifier(ORIGIN).unwrap();
    for partial in [0, 4000] {
        for limit in 0.. {
            let folder = sample::folder();
            let crash = Arc::new(CrashAfter { steps: AtomicUsize::new(0), limit, partial });
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
            if crash.steps.load(Ordering::Relaxed) <= limit {
                assert_eq!((full, limit > 60), (2, true), "the writer takes {limit} steps");
                break;
            }
        }
    }
}

/// What others said of a checkpoint is kept whole or not at all, and its loss harms nothing.
#[tokio::test]
async fn whatever_step_of_keeping_evidence_is_the_last_the_ledger_is_sound() {
    let (verifier, witness) = (key().verifier(ORIGIN).unwrap(), SigningKey::from_seed(&[9; 32]));
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
        if crash.steps.load(Ordering::Relaxed) <= limit {
            assert_eq!(crate::disk::list(&layout.witnessed()).unwrap().len(), 1);
            break;
        }
    }
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
async fn a_folder_that_cannot_be_written_is_refused_with_its_path() {
    use talap_model::Explain as _;
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk { faults: Some(Arc::new(FailOn(Action::Create, "wal", io::ErrorKind::ReadOnlyFilesystem))) };
    let error = open(disk, folder.path()).unwrap_err();
    let message = error.explain();
    assert_eq!(message.key, "ledger-disk-read-only");
    assert!(message.to_string().contains("/wal"), "{message}");
}

pub(crate) mod life {
    //! The same for merging, moving to the archive store and expiring.

    use std::sync::atomic::AtomicI64;

    use async_trait::async_trait;
    use talap_model::{Clock, Explain as _, Message, Timestamp};

    use super::{Arc, AtomicUsize, CrashAfter, Disk, Faults, LedgerConfig, ORIGIN, Ordering, Path, key, sample};
    use crate::archive::{Archive, ArchivePlace};
    use crate::life::lines::{Change, ExpireLine};
    use crate::life::{Expiring, Herald, Retention, Tending, Trouble};
    use crate::{Demands, Ledger, OpenError, Reason, Report, verify_with};

    const DAY: i64 = 24 * 3600 * 1_000_000;

    pub(crate) struct Days(pub(crate) AtomicI64);

    impl Clock for Days {
        fn now(&self) -> Timestamp {
            Timestamp::from_micros(self.0.fetch_add(1, Ordering::Relaxed))
        }
    }

    pub(crate) struct Nobody;

    #[async_trait]
    impl Herald for Nobody {
        async fn expiring(&self, _: &Expiring) -> Result<(), Message> {
            Ok(())
        }
    }

    pub(crate) fn archive(dir: &Path) -> Archive {
        Archive::at(ArchivePlace::Folder(dir.join("archive"))).unwrap()
    }

    fn open(disk: Disk, dir: &Path, clock: &Arc<Days>) -> Result<Ledger, OpenError> {
        let config =
            LedgerConfig { archive: Some(Arc::new(archive(dir))), ..LedgerConfig::new(dir.join("ledger"), ORIGIN) };
        Ledger::open_on(disk, config, key(), Arc::clone(clock) as Arc<dyn Clock>).map(|(ledger, _)| ledger)
    }

    fn verified(dir: &Path) -> Report {
        verify_with(
            &dir.join("ledger"),
            &key().verifier(ORIGIN).unwrap(),
            &Demands { archive: Some(Arc::new(archive(dir))), ..Demands::default() },
        )
        .unwrap()
    }

    /// Two days of events in several files that are merged, then moved; the first day then expires.
    pub(crate) async fn live(ledger: &Ledger, clock: &Days) -> (u64, u64) {
        let (mut acknowledged, mut handed) = (0, 0);
        let retention = Retention { kept_months: 2, online_months: 1, longer: Vec::new() };
        let _may_fail = ledger.set_retention(&retention).await;
        for round in 0..4 {
            let now = clock.now();
            let events = ["web", "db"].map(|source| talap_model::NewEvent {
                received_at: now,
                ..sample::event("acme", "portal", source, round)
            });
            handed += 2;
            match ledger.append(&sample::caller(), events.into()).await {
                Ok(receipt) => acknowledged += receipt.count,
                Err(_) => return (acknowledged, handed),
            }
            let _may_fail = ledger.seal().await;
            if round == 1 {
                clock.0.fetch_add(5 * DAY, Ordering::Relaxed);
            }
        }
        for days in [1, 7, 7, 7, 7, 7, 7, 7, 7, 3] {
            clock.0.fetch_add(days * DAY, Ordering::Relaxed);
            if ledger.tend(&Tending::default(), &Nobody).await.is_err() {
                return (acknowledged, handed);
            }
        }
        let _may_fail = ledger.close().await;
        (acknowledged, handed)
    }

    #[tokio::test]
    async fn whatever_step_of_a_change_is_the_last_no_event_is_lost_or_doubled() {
        let mut expired = 0;
        for partial in [0, 60] {
            for limit in 0.. {
                let folder = sample::folder();
                let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
                let crash = Arc::new(CrashAfter { steps: AtomicUsize::new(0), limit, partial });
                let disk = Disk { faults: Some(Arc::clone(&crash) as Arc<dyn Faults>) };
                let (acknowledged, handed) = match open(disk, folder.path(), &clock) {
                    Ok(ledger) => live(&ledger, &clock).await,
                    Err(_) => (0, 0),
                };
                let at = format!("step {limit}, {partial} bytes of it");
                if acknowledged > 0 {
                    assert_eq!(verified(folder.path()).problems, [], "before opening again: {at}");
                }
                let again =
                    open(Disk::default(), folder.path(), &clock).unwrap_or_else(|error| panic!("{at}: {error}"));
                let events = again.stats().events;
                assert!((acknowledged..=handed).contains(&events), "{events} of {acknowledged}..={handed}: {at}");
                expired = expired.max(again.stats().expired_events);
                // What was interrupted is done over, and nothing is in the way of it.
                let tended = again.tend(&Tending::default(), &Nobody).await.unwrap();
                assert!(tended.troubles.is_empty(), "{at}: {tended:?}");
                again.close().await.unwrap();
                let report = verified(folder.path());
                assert_eq!((report.problems, report.events), (Vec::new(), events), "{at}");
                assert!(report.leftovers.is_empty(), "{at}: {:?}", report.leftovers);
                let archived = sample::files(&folder.path().join("archive"));
                let orphans = archived.iter().filter(|path| path.extension().is_some()).count() as u64;
                assert_eq!(orphans, report.archived_files, "{at}: {archived:?}");
                if crash.steps.load(Ordering::Relaxed) <= limit {
                    assert!(limit > 150 && expired == 4, "the life takes {limit} steps, {expired} expired");
                    break;
                }
            }
        }
    }

    /// No room for a merged file, or in the archive: events are taken all the same, and it is done once there is room.
    #[tokio::test]
    async fn a_full_disk_while_files_are_tended_stops_no_event() {
        for place in ["compact.parquet", "archive/"] {
            let folder = sample::folder();
            let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
            let full = super::FailOn(super::Action::Write, place, std::io::ErrorKind::StorageFull);
            let ledger = open(Disk { faults: Some(Arc::new(full)) }, folder.path(), &clock).unwrap();
            let retention = Retention { kept_months: 2, online_months: 1, longer: Vec::new() };
            ledger.set_retention(&retention).await.unwrap();
            for number in 0..2 {
                ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", number)]).await.unwrap();
                ledger.seal().await.unwrap();
            }
            clock.0.fetch_add(40 * DAY, Ordering::Relaxed);
            let tended = ledger.tend(&Tending::default(), &Nobody).await.unwrap();
            let full = |trouble: &Trouble| trouble.explain().to_string().contains("ledger-disk-full");
            assert!(tended.troubles.iter().any(full), "{place}: {tended:?}");
            ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 2)]).await.unwrap();
            ledger.close().await.unwrap();
            assert_eq!(verified(folder.path()).problems, [], "{place}");
            let again = open(Disk::default(), folder.path(), &clock).unwrap();
            let tended = again.tend(&Tending::default(), &Nobody).await.unwrap();
            assert!(tended.troubles.is_empty() && tended.moved.0 > 0, "{place}: {tended:?}");
            assert_eq!(again.stats().events, 3);
        }
    }

    /// Only who holds the key can sign such a line; whoever reads the ledger sees that it was wrong.
    #[tokio::test]
    async fn an_expiry_that_was_signed_too_early_is_found() {
        let folder = sample::folder();
        let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
        let ledger = open(Disk::default(), folder.path(), &clock).unwrap();
        let retention = Retention { kept_months: 2, online_months: 1, longer: Vec::new() };
        ledger.set_retention(&retention).await.unwrap();
        ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 1)]).await.unwrap();
        ledger.seal().await.unwrap();
        let file = ledger.sealed_files().first().cloned().unwrap();
        let (partition, name) = file.line.path.rsplit_once('/').unwrap();
        for at in ["2026-11-23T00:00:00Z", "2029-11-23T00:00:00Z"] {
            let copy = sample::folder();
            sample::copy(folder.path(), copy.path());
            let again = open(Disk::default(), copy.path(), &clock).unwrap();
            let line = ExpireLine {
                at: Timestamp::parse_rfc3339(at).unwrap(),
                partition: partition.to_owned(),
                files: vec![name.to_owned()],
                batches: vec![(0, 0)],
                events: 1,
            };
            again.change(vec![Change::Expire(line)], Vec::new()).await.unwrap();
            again.close().await.unwrap();
            let reasons: Vec<_> = verified(copy.path()).problems.into_iter().map(|problem| problem.reason).collect();
            assert!(reasons.contains(&Reason::ExpiredEarly), "{reasons:?}");
        }
    }
}
