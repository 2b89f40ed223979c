//! A step fails once, and everything works again after it: a disk that was full for a moment, a bad sector. Whoever keeps the
//! ledger opens it again when it takes nothing any more, as the operator would.

use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, AtomicUsize};

use super::kept::{Acknowledged, kept};
use super::life::{self, Days};
use super::points::Points;
use super::{Arc, Disk, Faults, ORIGIN, Ordering, key, sample};
use crate::disk::{Action, Verdict};
use crate::{Ledger, OpenError, Retention, Tending, verify};

/// Lets one step fail, half done or not at all, and no other.
#[derive(Debug)]
struct Once {
    steps: AtomicUsize,
    at: usize,
    partial: usize,
    kind: io::ErrorKind,
    hit: OnceLock<Action>,
}

impl Once {
    fn at(step: usize, (kind, partial): (io::ErrorKind, usize)) -> Arc<Self> {
        Arc::new(Self { steps: AtomicUsize::new(0), at: step, partial, kind, hit: OnceLock::new() })
    }

    fn disk(self: &Arc<Self>) -> Disk {
        Disk { faults: Some(Arc::clone(self) as Arc<dyn Faults>) }
    }
}

impl Faults for Once {
    fn before(&self, action: Action, _: &Path) -> Verdict {
        if self.steps.fetch_add(1, Ordering::Relaxed) == self.at {
            self.hit.get_or_init(|| action);
            Verdict::Short(self.partial, self.kind.into())
        } else {
            Verdict::Go
        }
    }
}

/// The errors of a full disk and of a bad one, with how much of a write is done before it.
const ERRORS: [(io::ErrorKind, usize); 2] = [(io::ErrorKind::StorageFull, 40), (io::ErrorKind::Other, usize::MAX)];

/// Opens, and once more where that failed.
fn open_again(open: impl Fn() -> Result<Ledger, OpenError>, at: &str) -> Ledger {
    open().or_else(|_| open()).unwrap_or_else(|error| panic!("{at}: {error}"))
}

#[tokio::test]
async fn whatever_step_fails_once_the_ledger_goes_on_after_it() {
    let (verifier, mut points) = (key().verifier(ORIGIN).unwrap(), Points::of("appending, an error once"));
    for error in ERRORS {
        for step in 0.. {
            if points.has_whole(step) {
                continue;
            }
            let folder = sample::folder();
            let once = Once::at(step, error);
            let (at, open) = (format!("{error:?} at step {step}"), || super::open(once.disk(), folder.path()));
            let (mut acknowledged, mut handed, mut ledger) = (Acknowledged::default(), 0, open_again(open, &at));
            for round in 0..4 {
                let events: Vec<_> = (0..3)
                    .map(|n| sample::event("acme", "portal", if n == 1 { "db" } else { "web" }, round * 3 + n))
                    .collect();
                handed += 3;
                if let Ok(receipt) = ledger.append(&sample::caller(), events.clone()).await {
                    acknowledged.add(&receipt, &events);
                }
                let _may_fail = if round % 2 == 1 {
                    ledger.seal().await.map(|_| ())
                } else {
                    ledger.checkpoint().await.map(|_| ())
                };
                if ledger.failure().is_some() {
                    // What takes nothing is let go and opened again; the error is over.
                    let _may_fail = ledger.close().await;
                    ledger = open_again(open, &at);
                }
            }
            if ledger.close().await.is_err() {
                open_again(open, &at).close().await.unwrap();
            }
            let report = verify(&folder.path().join("ledger"), &verifier).unwrap();
            assert_eq!((report.problems, report.leftovers), (Vec::new(), Vec::new()), "{at}");
            let again = super::open(Disk::default(), folder.path()).unwrap_or_else(|error| panic!("{at}: {error}"));
            let events = again.stats().events;
            assert!((acknowledged.count()..=handed).contains(&events), "{events} of {handed}: {at}");
            acknowledged.are_in(&kept(&again), 0, &at);
            // One error costs one append at most.
            assert!(acknowledged.count() >= handed - 3, "{} were acknowledged: {at}", acknowledged.count());
            points.tried_at(step, once.partial, once.hit.get().copied());
            if once.hit.get().is_none() {
                assert_eq!(acknowledged.count(), handed, "{at}");
                break;
            }
        }
    }
    points.done();
}

#[tokio::test]
async fn whatever_step_of_a_change_fails_once_it_is_done_later() {
    let mut points = Points::of("the life of files, an error once");
    for error in ERRORS {
        for step in (2..).step_by(life::STRIDE) {
            if points.has_whole(step) {
                continue;
            }
            let folder = sample::folder();
            let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
            let once = Once::at(step, error);
            let at = format!("{error:?} at step {step}");
            let open = || life::open(once.disk(), folder.path(), &clock);
            let (mut acknowledged, mut handed, mut ledger) = (Acknowledged::default(), 0, open_again(open, &at));
            let retention = Retention { kept_months: 2, online_months: 1, longer: Vec::new() };
            for round in 0..4 {
                let events = life::events_of(&clock, round).to_vec();
                handed += 2;
                let _may_fail = ledger.set_retention(&retention).await;
                if let Ok(receipt) = ledger.append(&sample::caller(), events.clone()).await {
                    acknowledged.add(&receipt, &events);
                }
                let _may_fail = ledger.seal().await;
                if ledger.failure().is_some() {
                    let _may_fail = ledger.close().await;
                    ledger = open_again(open, &at);
                    assert!(ledger.set_retention(&retention).await.unwrap(), "{at}");
                }
                if round == 1 {
                    life::pass(&clock, 5);
                }
            }
            for days in life::DAYS_AFTER {
                life::pass(&clock, days);
                if ledger.tend(&Tending::default(), &life::Nobody).await.is_err() {
                    let _may_fail = ledger.close().await;
                    ledger = open_again(open, &at);
                }
                // Whatever the trouble was, no event is out of reach for it.
                let stats = ledger.stats();
                assert_eq!(kept(&ledger).len() as u64 + stats.expired_events, stats.events, "{at}");
            }
            // What an error left is done the next time. Of a day that was not seen less time counts, so that what expires may be
            // late by a week.
            for again in 0..9 {
                match ledger.stats().expired_events {
                    0 => life::pass(&clock, 1),
                    _ if again > 1 => break,
                    _ => {}
                }
                if ledger.tend(&Tending::default(), &life::Nobody).await.is_err() {
                    let _may_fail = ledger.close().await;
                    ledger = open_again(open, &at);
                }
            }
            let expired = ledger.stats().expired_events;
            acknowledged.are_in(&kept(&ledger), expired, &at);
            if ledger.close().await.is_err() {
                open_again(open, &at).close().await.unwrap();
            }
            let report = life::verified(folder.path());
            assert_eq!((report.problems, report.leftovers), (Vec::new(), Vec::new()), "{at}");
            assert!((acknowledged.count()..=handed).contains(&report.events), "{} of {handed}: {at}", report.events);
            assert!(acknowledged.count() >= handed - 2 && expired >= 2, "{expired} expired: {at}");
            let archived = sample::files(&folder.path().join("archive"));
            let orphans = archived.iter().filter(|path| path.extension().is_some()).count() as u64;
            assert_eq!(orphans, report.archived_files, "{at}: {archived:?}");
            points.tried_at(step, once.partial, once.hit.get().copied());
            if once.hit.get().is_none() {
                assert_eq!((acknowledged.count(), expired), (handed, 4), "{at}");
                break;
            }
        }
    }
    points.done();
}
