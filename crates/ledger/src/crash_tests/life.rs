//! The same for merging, moving to the archive store and expiring.

use std::sync::atomic::AtomicI64;
use std::sync::{Mutex, OnceLock};

use async_trait::async_trait;
use talap_model::{Clock, Explain as _, Message, NewEvent, Timestamp};
use tokio::runtime::Handle;

use super::kept::Acknowledged;
use super::points::Points;
use super::{Arc, CrashAfter, Disk, Faults, LedgerConfig, ORIGIN, Ordering, Path, key, sample};
use crate::archive::{Archive, ArchiveError, ArchivePlace};
use crate::disk::{Action, Verdict};
use crate::life::change::Grave;
use crate::life::lines::{Change, ExpireLine};
use crate::life::{Expiring, Herald, Retention, Tending, Trouble};
use crate::state::{Pin, Shared};
use crate::{Demands, Ledger, OpenError, Reason, Report, Sealing, verify_with};

pub(crate) const DAY: i64 = 24 * 3600 * 1_000_000;

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

pub(crate) fn open(disk: Disk, dir: &Path, clock: &Arc<Days>) -> Result<Ledger, OpenError> {
    let config =
        LedgerConfig { archive: Some(Arc::new(archive(dir))), ..LedgerConfig::new(dir.join("ledger"), ORIGIN) };
    Ledger::open_on(disk, config, key(), Arc::clone(clock) as Arc<dyn Clock>).map(|(ledger, _)| ledger)
}

pub(crate) fn verified(dir: &Path) -> Report {
    verify_with(
        &dir.join("ledger"),
        &key().verifier(ORIGIN).unwrap(),
        &Demands { archive: Some(Arc::new(archive(dir))), ..Demands::default() },
    )
    .unwrap()
}

/// Lets days pass.
pub(crate) fn pass(clock: &Days, days: i64) {
    clock.0.fetch_add(days * DAY, Ordering::Relaxed);
}

/// An event of now for each of two partitions.
pub(crate) fn events_of(clock: &Days, number: u32) -> [NewEvent; 2] {
    let now = clock.now();
    ["web", "db"].map(|source| NewEvent { received_at: now, ..sample::event("acme", "portal", source, number) })
}

/// Each step of this life is the last one in the test below, of which there are more than five hundred. Where something else fails
/// or holds, every third is tried, each time others.
pub(crate) const STRIDE: usize = 3;

/// How many days pass between the times that the files are tended.
pub(crate) const DAYS_AFTER: [i64; 10] = [1, 7, 7, 7, 7, 7, 7, 7, 7, 3];

/// Two days of events in several files that are merged, then moved; the first day then expires. Returns how many events were
/// acknowledged and handed in.
pub(crate) async fn live(ledger: &Ledger, clock: &Days) -> (u64, u64) {
    let mut acknowledged = Acknowledged::default();
    let handed = live_noting(ledger, clock, &mut acknowledged).await;
    (acknowledged.count(), handed)
}

/// The same, and notes what was acknowledged.
pub(crate) async fn live_noting(ledger: &Ledger, clock: &Days, acknowledged: &mut Acknowledged) -> u64 {
    let mut handed = 0;
    let retention = Retention { kept_months: 2, online_months: 1, longer: Vec::new() };
    let _may_fail = ledger.set_retention(&retention).await;
    for round in 0..4 {
        let events = events_of(clock, round);
        handed += 2;
        match ledger.append(&sample::caller(), events.to_vec()).await {
            Ok(receipt) => acknowledged.add(&receipt, &events),
            Err(_) => return handed,
        }
        let _may_fail = ledger.seal().await;
        if round == 1 {
            pass(clock, 5);
        }
    }
    for days in DAYS_AFTER {
        pass(clock, days);
        if ledger.tend(&Tending::default(), &Nobody).await.is_err() {
            return handed;
        }
    }
    let _may_fail = ledger.close().await;
    handed
}

#[tokio::test]
async fn whatever_step_of_a_change_is_the_last_no_event_is_lost_or_doubled() {
    let (mut points, mut expired) = (Points::of("the life of files"), 0);
    for partial in [0, 60] {
        for limit in 0.. {
            let folder = sample::folder();
            let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
            let crash = Arc::new(CrashAfter::within(limit, partial));
            let disk = Disk { faults: Some(Arc::clone(&crash) as Arc<dyn Faults>) };
            let (acknowledged, handed) = match open(disk, folder.path(), &clock) {
                Ok(ledger) => live(&ledger, &clock).await,
                Err(_) => (0, 0),
            };
            let at = format!("step {limit}, {partial} bytes of it");
            if acknowledged > 0 {
                assert_eq!(verified(folder.path()).problems, [], "before opening again: {at}");
            }
            let again = open(Disk::default(), folder.path(), &clock).unwrap_or_else(|error| panic!("{at}: {error}"));
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
            points.tried_at(limit, partial, crash.hit());
            if crash.hit().is_none() {
                assert!(limit > 150 && expired == 4, "the life takes {limit} steps, {expired} expired");
                break;
            }
        }
    }
    points.done();
}

/// Asks for a seal, once, while tending deletes a file that another took the place of.
#[derive(Default)]
struct SealsMeanwhile(Mutex<Option<Ledger>>, OnceLock<Sealing>);

impl Faults for SealsMeanwhile {
    fn before(&self, action: Action, path: &Path) -> Verdict {
        let deletes = action == Action::Remove && path.extension().is_some_and(|ending| ending == "parquet");
        let ledger = if deletes { self.0.lock().unwrap().take() } else { None };
        if let Some(ledger) = ledger {
            let sealing = Handle::current().block_on(ledger.seal()).unwrap();
            self.1.set(sealing).unwrap();
        }
        Verdict::Go
    }
}

/// Only a verifier puts a seal off: the ledger's own tending does not, which holds the same lock now and then.
#[tokio::test]
async fn a_seal_that_is_asked_for_while_files_are_tended_is_made() {
    let (folder, meanwhile) = (sample::folder(), Arc::new(SealsMeanwhile::default()));
    let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
    let disk = Disk { faults: Some(Arc::clone(&meanwhile) as Arc<dyn Faults>) };
    let ledger = open(disk, folder.path(), &clock).unwrap();
    for number in 0..3 {
        ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", number)]).await.unwrap();
        if number < 2 {
            ledger.seal().await.unwrap();
        }
    }
    *meanwhile.0.lock().unwrap() = Some(ledger.clone());
    let tending = Tending { most_small_files: 2, ..Tending::default() };
    let tended = ledger.tend(&tending, &Nobody).await.unwrap();
    assert!(tended.troubles.is_empty() && !tended.postponed, "{tended:?}");
    assert_eq!((tended.merged, tended.undeleted), ((2, 1), 0));
    assert_eq!(meanwhile.1.get(), Some(&Sealing::Sealed { files: 1 }));
    let report = verified(folder.path());
    assert_eq!((report.problems, report.events, report.beyond_checkpoint_events), (Vec::new(), 3, 0));
}

/// Tends the ledger, so many times, when a seal has made the folder of its file and has not put it there yet: what is left to
/// delete is in this folder, and it goes with it.
#[derive(Default)]
struct BuriesMeanwhile(Mutex<Vec<(Handle, Ledger)>>);

impl Faults for BuriesMeanwhile {
    fn before(&self, action: Action, path: &Path) -> Verdict {
        let places = action == Action::Rename && path.extension().is_some_and(|ending| ending == "parquet");
        let turn = if places { self.0.lock().unwrap().pop() } else { None };
        if let Some((runtime, ledger)) = turn {
            let folder = path.parent().unwrap();
            assert!(folder.is_dir());
            let below = folder.strip_prefix(ledger.house().layout.events()).unwrap();
            let gone = below.join("gone.parquet").display().to_string();
            let grave = Grave { pin: Pin::default(), path: gone, archived: None, index: None, objects: Vec::new() };
            ledger.house().graves.lock().unwrap().push(grave);
            let tended = runtime.block_on(ledger.tend(&Tending::default(), &Nobody)).unwrap();
            assert!(tended.troubles.is_empty() && tended.undeleted == 0, "{tended:?}");
            assert!(!folder.exists(), "it went with what was in it");
        }
        Verdict::Go
    }
}

#[tokio::test]
async fn a_folder_that_goes_while_a_seal_is_about_to_put_a_file_there_is_made_again() {
    let (folder, meanwhile) = (sample::folder(), Arc::new(BuriesMeanwhile::default()));
    let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
    let disk = Disk { faults: Some(Arc::clone(&meanwhile) as Arc<dyn Faults>) };
    let ledger = open(disk, folder.path(), &clock).unwrap();
    ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 0)]).await.unwrap();
    *meanwhile.0.lock().unwrap() = vec![(Handle::current(), ledger.clone()); 2];
    assert_eq!(ledger.seal().await.unwrap(), Sealing::Sealed { files: 1 });
    assert!(meanwhile.0.lock().unwrap().is_empty(), "both times");
    ledger.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 1)]).await.unwrap();
    ledger.close().await.unwrap();
    let report = verified(folder.path());
    assert_eq!((report.problems, report.events, report.beyond_checkpoint_events), (Vec::new(), 2, 0));
}

/// Says, while a line of the manifest is written, what the thread that seals says when the store of its objects goes away.
#[derive(Default)]
struct GoesAway(OnceLock<Arc<Shared>>);

impl Faults for GoesAway {
    fn before(&self, action: Action, path: &Path) -> Verdict {
        if let Some(shared) = self.0.get().filter(|_| action == Action::Sync && path.ends_with("manifest")) {
            let away = ArchiveError::Unreachable { place: "objects".to_owned(), cause: "away".to_owned() };
            shared.change(|view| view.unplaced = Some(away));
        }
        Verdict::Go
    }
}

/// The writer must not put back what it saw before: that sealed files wait would be forgotten, or be said for ever.
#[tokio::test]
async fn what_the_thread_that_seals_says_while_a_change_is_made_is_not_lost() {
    let (folder, away) = (sample::folder(), Arc::new(GoesAway::default()));
    let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
    let disk = Disk { faults: Some(Arc::clone(&away) as Arc<dyn Faults>) };
    let ledger = open(disk, folder.path(), &clock).unwrap();
    assert!(away.0.set(Arc::clone(ledger.shared())).is_ok());
    let retention = Retention { kept_months: 2, online_months: 1, longer: Vec::new() };
    assert!(ledger.set_retention(&retention).await.unwrap());
    assert!(ledger.unplaced().is_some());
    assert_eq!(ledger.holdings().retention, Some(retention));
}

/// No room for a merged file, or in the archive: events are taken all the same, and it is done once there is room.
#[tokio::test]
async fn a_full_disk_while_files_are_tended_stops_no_event() {
    for place in ["compact.parquet", "archive/"] {
        let folder = sample::folder();
        let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
        let full = super::FailOn(Action::Write, place, std::io::ErrorKind::StorageFull);
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
