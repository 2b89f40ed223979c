//! The same with a second store: an acknowledged event of a confidential partition is in both, whatever step of either is the
//! last.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicI64;

use super::kept::{Acknowledged, Kept, in_second_store, kept, leaves};
use super::life::{self, Days};
use super::points::Points;
use super::{Arc, CrashAfter, Disk, LedgerConfig, ORIGIN, Path, disk_with, key, sample};
use crate::{AppendError, Confidential, Demands, Ledger, OpenError, Tending, verify_with};

/// The source whose events are confidential.
const CONFIDENTIAL: &str = "db";

fn second_of(dir: &Path) -> PathBuf {
    dir.join("second")
}

fn open(disk: Disk, dir: &Path, clock: &Arc<Days>) -> Result<Ledger, OpenError> {
    let second = second_of(dir);
    // It is there before the ledger is; the ledger never makes it.
    std::fs::create_dir_all(&second).unwrap();
    let config = LedgerConfig {
        archive: Some(Arc::new(life::archive(dir))),
        second_store: Some(second),
        ..LedgerConfig::new(dir.join("ledger"), ORIGIN)
    };
    let (ledger, _) = Ledger::open_on(disk, config, key(), Arc::clone(clock) as Arc<dyn talap_model::Clock>)?;
    let sources = [CONFIDENTIAL.parse().unwrap()].into();
    ledger.set_confidential(Confidential { sources, ..Confidential::default() });
    Ok(ledger)
}

/// Appends events of both kinds alone and together, seals, signs and tends until something fails.
async fn work(ledger: &Ledger, acknowledged: &mut Acknowledged) -> u64 {
    let mut handed = 0;
    for (round, sources) in (0_u32..).zip([&["web"][..], &["db"], &["web", "db", "web"], &["db", "db"], &["db", "web"]])
    {
        let events: Vec<_> =
            (0..).zip(sources).map(|(n, source)| sample::event("acme", "portal", source, round * 10 + n)).collect();
        handed += events.len() as u64;
        match ledger.append(&sample::caller(), events.clone()).await {
            Ok(receipt) => acknowledged.add(&receipt, &events),
            // The ledger itself has them and goes on.
            Err(AppendError::SecondStore(_)) => {}
            Err(_) => break,
        }
        let _may_fail = match round % 3 {
            0 => ledger.checkpoint().await.map(|_| ()),
            1 => ledger.seal().await.map(|_| ()),
            _ => ledger.tend(&Tending::default(), &life::Nobody).await.map(|_| ()),
        };
    }
    let _may_fail = ledger.close().await;
    handed
}

/// That the second store has every batch of the acknowledged confidential events that the ledger has.
fn mirrored(dir: &Path, ledger: &Ledger, acknowledged: &Acknowledged, kept: &BTreeMap<u64, Kept>, at: &str) {
    let (second, leaves) = (in_second_store(&second_of(dir)), leaves(ledger));
    for batch in acknowledged.batches_of(CONFIDENTIAL, kept) {
        let leaf = leaves[usize::try_from(batch).unwrap()];
        assert!(second.contains(&(batch, leaf)), "batch {batch} is not in the second store: {at}");
    }
}

/// What holds after a crash, and after the ledger was opened, tended and closed.
async fn goes_on(dir: &Path, clock: &Arc<Days>, acknowledged: &mut Acknowledged, handed: u64, at: &str) -> u64 {
    let again = open(Disk::default(), dir, clock).unwrap_or_else(|error| panic!("{at}: {error}"));
    let (found, stats) = (kept(&again), again.stats());
    assert!((acknowledged.count()..=handed).contains(&stats.events), "{} of {handed}: {at}", stats.events);
    acknowledged.are_in(&found, stats.expired_events, at);
    mirrored(dir, &again, acknowledged, &found, at);
    let more = life::events_of(clock, 90);
    let receipt = again.append(&sample::caller(), more.to_vec()).await.unwrap();
    acknowledged.add(&receipt, &more);
    again.seal().await.unwrap();
    let tended = again.tend(&Tending::default(), &life::Nobody).await.unwrap();
    assert!(tended.troubles.is_empty(), "{at}: {tended:?}");
    let found = kept(&again);
    mirrored(dir, &again, acknowledged, &found, at);
    // What was refused for the second store's sake has come there with its file as well.
    let (second, leaves) = (in_second_store(&second_of(dir)), leaves(&again));
    let confidential = found.values().filter(|event| event.source == CONFIDENTIAL).map(|event| event.batch);
    for batch in confidential {
        assert!(second.contains(&(batch, leaves[usize::try_from(batch).unwrap()])), "batch {batch}: {at}");
    }
    let public = found.values().filter(|event| event.source != CONFIDENTIAL).map(|event| event.batch);
    for batch in public {
        assert!(second.iter().all(|(index, leaf)| *index != batch || *leaf != leaves[usize::try_from(batch).unwrap()]));
    }
    again.close().await.unwrap();
    let demands = Demands {
        archive: Some(Arc::new(life::archive(dir))),
        second_store: Some(second_of(dir)),
        ..Demands::default()
    };
    let report = verify_with(&dir.join("ledger"), &key().verifier(ORIGIN).unwrap(), &demands).unwrap();
    assert_eq!((report.problems, report.leftovers), (Vec::new(), Vec::new()), "{at}");
    assert_eq!(report.events, stats.events + 2, "{at}");
    stats.expired_events
}

#[tokio::test]
async fn whatever_step_is_the_last_confidential_events_are_in_both_stores() {
    let mut points = Points::of("appending with a second store");
    for partial in [0, 40, usize::MAX] {
        for limit in 0.. {
            if points.has_whole(limit) {
                continue;
            }
            let folder = sample::folder();
            let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
            let crash = Arc::new(CrashAfter::within(limit, partial));
            let (mut acknowledged, mut handed) = (Acknowledged::default(), 0);
            if let Ok(ledger) = open(disk_with(&crash), folder.path(), &clock) {
                handed = work(&ledger, &mut acknowledged).await;
            }
            let at = format!("step {limit}, {partial} bytes of it");
            goes_on(folder.path(), &clock, &mut acknowledged, handed, &at).await;
            points.tried_at(limit, partial, crash.hit());
            if crash.hit().is_none() {
                break;
            }
        }
    }
    points.done();
}

#[tokio::test]
async fn whatever_step_of_a_change_is_the_last_the_copies_follow() {
    let (mut points, mut expired) = (Points::of("the life of files with a second store"), 0);
    for limit in (1..).step_by(life::STRIDE) {
        let folder = sample::folder();
        let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
        let crash = Arc::new(CrashAfter::within(limit, if limit % 2 == 0 { 0 } else { 60 }));
        let (mut acknowledged, mut handed) = (Acknowledged::default(), 0);
        if let Ok(ledger) = open(disk_with(&crash), folder.path(), &clock) {
            handed = life::live_noting(&ledger, &clock, &mut acknowledged).await;
        }
        let at = format!("step {limit}");
        expired = expired.max(goes_on(folder.path(), &clock, &mut acknowledged, handed, &at).await);
        points.tried_at(limit, crash.partial, crash.hit());
        if crash.hit().is_none() {
            assert_eq!(expired, 4, "{at}");
            break;
        }
    }
    points.done();
}
