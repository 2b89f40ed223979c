//! The power fails: whatever no sync made durable is gone, written bytes and names of files alike.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicI64;
use std::sync::{Mutex, PoisonError};

use super::kept::{Acknowledged, kept};
use super::life::{self, Days};
use super::points::Points;
use super::{Arc, CrashAfter, Disk, Faults, ORIGIN, key, sample, work_noting};
use crate::disk::{Action, Verdict};
use crate::{Tending, verify};

/// What is durable in the place of something that was changed.
#[derive(Debug)]
enum Durable {
    Nothing,
    File(Vec<u8>),
    Folder,
}

impl Durable {
    fn at(path: &Path) -> Self {
        match fs::read(path) {
            Ok(bytes) => Self::File(bytes),
            Err(_) if path.is_dir() => Self::Folder,
            Err(_) => Self::Nothing,
        }
    }
}

#[derive(Debug, Default)]
struct Changed {
    /// Files with bytes that no sync of the file followed.
    content: BTreeMap<PathBuf, Vec<u8>>,
    /// Names that came, went or changed hands, and no sync of their folder followed.
    names: BTreeMap<PathBuf, Durable>,
}

/// Lets so many steps happen, and notes what is not durable of them.
#[derive(Debug)]
struct Power {
    crash: CrashAfter,
    changed: Mutex<Changed>,
}

impl Power {
    fn failing_after(limit: usize) -> Arc<Self> {
        Arc::new(Self { crash: CrashAfter::within(limit, 0), changed: Mutex::default() })
    }

    fn disk(self: &Arc<Self>) -> Disk {
        Disk { faults: Some(Arc::clone(self) as Arc<dyn Faults>) }
    }

    fn note(&self, action: Action, path: &Path) {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        let content = |changed: &mut Changed| {
            if let Ok(bytes) = fs::read(path) {
                changed.content.entry(path.to_owned()).or_insert(bytes);
            }
        };
        match action {
            Action::Write | Action::Truncate => content(&mut changed),
            Action::Create if path.exists() => content(&mut changed),
            Action::Create | Action::Remove => {
                let durable = Durable::at(path);
                changed.names.entry(path.to_owned()).or_insert(durable);
            }
            Action::Sync if path.is_dir() => changed.names.retain(|name, _| name.parent() != Some(path)),
            Action::Sync => drop(changed.content.remove(path)),
            Action::Read | Action::Rename | Action::Lock | Action::Replicate => {}
        }
    }

    /// Makes the files what is durable of them. The writer must be gone.
    fn fail(&self) {
        let changed = std::mem::take(&mut *self.changed.lock().unwrap_or_else(PoisonError::into_inner));
        for (path, bytes) in changed.content {
            if path.is_file() {
                fs::write(path, bytes).unwrap();
            }
        }
        // A folder stands before what is in it.
        for (path, durable) in changed.names {
            match durable {
                Durable::Nothing if path.is_dir() => fs::remove_dir_all(path).unwrap(),
                Durable::Nothing if path.exists() => fs::remove_file(path).unwrap(),
                Durable::Nothing => {}
                Durable::Folder => fs::create_dir_all(path).unwrap(),
                Durable::File(bytes) => {
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(path, bytes).unwrap();
                }
            }
        }
    }
}

impl Faults for Power {
    fn before(&self, action: Action, path: &Path) -> Verdict {
        let verdict = self.crash.before(action, path);
        if matches!(verdict, Verdict::Go) {
            self.note(action, path);
        }
        verdict
    }

    fn before_rename(&self, from: &Path, to: &Path) -> Verdict {
        let verdict = self.crash.before(Action::Rename, to);
        if matches!(verdict, Verdict::Go) {
            let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
            let unsynced = changed.content.remove(from);
            let durable = unsynced.clone().map_or_else(|| Durable::at(from), Durable::File);
            changed.names.entry(from.to_owned()).or_insert(durable);
            let before = Durable::at(to);
            changed.names.entry(to.to_owned()).or_insert(before);
            changed.content.extend(unsynced.map(|bytes| (to.to_owned(), bytes)));
        }
        verdict
    }
}

#[test]
fn what_was_synced_is_all_that_is_there_after_the_power_failed() {
    let (folder, power) = (sample::folder(), Power::failing_after(usize::MAX));
    let (disk, root) = (power.disk(), folder.path().to_owned());
    let write = |name: &str, text: &str| {
        let path = root.join(name);
        let mut file = disk.open_append(&path).unwrap();
        disk.write(&mut file, &path, text.as_bytes()).unwrap();
        file
    };
    disk.make_folder(&root.join("kept")).unwrap();
    for name in ["kept/whole", "half", "gone", "moved", "removed"] {
        disk.sync(&write(name, "one"), &root.join(name)).unwrap();
    }
    disk.sync_folder(&root.join("kept")).unwrap();
    disk.sync_folder(&root).unwrap();
    drop(write("half", "two"));
    disk.sync(&write("kept/whole", "two"), &root.join("kept/whole")).unwrap();
    disk.sync(&write("unnamed", "one"), &root.join("unnamed")).unwrap();
    disk.rename(&root.join("moved"), &root.join("kept/moved")).unwrap();
    disk.rename(&root.join("gone"), &root.join("half")).unwrap();
    disk.remove(&root.join("removed")).unwrap();
    power.fail();
    let read = |name: &str| fs::read_to_string(root.join(name)).ok();
    let found = ["kept/whole", "half", "gone", "moved", "removed", "unnamed", "kept/moved"].map(read);
    let one = || Some("one".to_owned());
    assert_eq!(found, [Some("onetwo".to_owned()), Some("onetwo".to_owned()), one(), one(), one(), None, None]);
}

#[tokio::test]
async fn whatever_step_the_power_fails_at_nothing_acknowledged_is_lost() {
    let (verifier, mut points) = (key().verifier(ORIGIN).unwrap(), Points::of("appending, the power fails"));
    for limit in 0.. {
        let (folder, power) = (sample::folder(), Power::failing_after(limit));
        let (mut acknowledged, mut handed) = (Acknowledged::default(), 0);
        if let Ok(ledger) = super::open(power.disk(), folder.path()) {
            handed = work_noting(&ledger, 4, &mut acknowledged).await;
        }
        points.tried_at(limit, 0, power.crash.hit());
        power.fail();
        let (at, dir) = (format!("step {limit}"), folder.path().join("ledger"));
        if let Ok(report) = verify(&dir, &verifier) {
            assert_eq!(report.problems, [], "before opening again: {at}");
        }
        let again = super::open(Disk::default(), folder.path()).unwrap_or_else(|error| panic!("{at}: {error}"));
        let events = again.stats().events;
        assert!((acknowledged.count()..=handed).contains(&events), "{events} of {handed}: {at}");
        acknowledged.are_in(&kept(&again), 0, &at);
        again.append(&sample::caller(), vec![sample::event("acme", "portal", "web", 99)]).await.unwrap();
        again.close().await.unwrap();
        let report = verify(&dir, &verifier).unwrap();
        assert_eq!((report.problems, report.events), (Vec::new(), events + 1), "{at}");
        if power.crash.hit().is_none() {
            break;
        }
    }
    points.done();
}

#[tokio::test]
async fn whatever_step_of_a_change_the_power_fails_at_no_event_is_lost_or_doubled() {
    let mut points = Points::of("the life of files, the power fails");
    for limit in (0..).step_by(life::STRIDE) {
        let (folder, power) = (sample::folder(), Power::failing_after(limit));
        let clock = Arc::new(Days(AtomicI64::new(sample::MORNING)));
        let (acknowledged, handed) = match life::open(power.disk(), folder.path(), &clock) {
            Ok(ledger) => life::live(&ledger, &clock).await,
            Err(_) => (0, 0),
        };
        points.tried_at(limit, 0, power.crash.hit());
        power.fail();
        let at = format!("step {limit}");
        if acknowledged > 0 {
            assert_eq!(life::verified(folder.path()).problems, [], "before opening again: {at}");
        }
        let again = life::open(Disk::default(), folder.path(), &clock).unwrap_or_else(|error| panic!("{at}: {error}"));
        let events = again.stats().events;
        assert!((acknowledged..=handed).contains(&events), "{events} of {acknowledged}..={handed}: {at}");
        assert_eq!(kept(&again).len() as u64 + again.stats().expired_events, events, "{at}");
        let tended = again.tend(&Tending::default(), &life::Nobody).await.unwrap();
        assert!(tended.troubles.is_empty(), "{at}: {tended:?}");
        again.close().await.unwrap();
        let report = life::verified(folder.path());
        assert_eq!((report.problems, report.events), (Vec::new(), events), "{at}");
        assert!(report.leftovers.is_empty(), "{at}: {:?}", report.leftovers);
        if power.crash.hit().is_none() {
            break;
        }
    }
    points.done();
}
