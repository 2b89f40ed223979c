//! Verification finds every changed, missing or reordered byte, and raises no false alarm.

use std::path::{Path, PathBuf};

use talap_ledger::{Ledger, Place as At, Reason, Report, Sealing, SigningKey, VerifyError, verify};

use crate::support::{ORIGIN, Place, append, caller, copy_folder, cut, event, files, flip, length, verifier};

/// A closed ledger with two seals, a log that is not sealed, and several checkpoints.
async fn small_ledger() -> Place {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    ledger.seal().await.unwrap();
    let both = vec![event("acme", "web", 2), event("acme", "db", 3), event("acme", "web", 4)];
    ledger.append(&caller(), both).await.unwrap();
    ledger.seal().await.unwrap();
    append(&ledger, "acme", "web", 5..7).await;
    append(&ledger, "acme", "db", 7..8).await;
    ledger.close().await.unwrap();
    place
}

fn reasons(report: &Report) -> Vec<Reason> {
    report.problems.iter().map(|problem| problem.reason.clone()).collect()
}

/// Changes a copy of a ledger and returns what verification says.
fn after(place: &Place, change: impl FnOnce(&Path)) -> Report {
    let copy = place.copy();
    change(&copy.dir());
    copy.verify()
}

#[tokio::test]
async fn a_sound_ledger_has_no_problems() {
    let report = small_ledger().await.sound();
    assert_eq!((report.events, report.batches, report.files), (8, 5, 3));
    assert_eq!((report.beyond_checkpoint_events, report.torn_bytes), (0, 0));
    assert_eq!(report.checkpoint.unwrap().events, 8);
    assert_eq!(report.leftovers.len(), 0);
}

#[tokio::test]
async fn every_missing_and_every_shortened_file_is_found() {
    let place = small_ledger().await;
    for path in files(&place.dir()) {
        let name = path.strip_prefix(place.dir()).unwrap().to_owned();
        if name.extension().is_some_and(|extension| extension == "lock") {
            continue;
        }
        let report = after(&place, |dir| std::fs::remove_file(dir.join(&name)).unwrap());
        assert!(!report.is_sound(), "without {}", name.display());
        let whole = length(&path);
        for at in [0, 1, whole / 2, whole - 1] {
            let report = after(&place, |dir| cut(&dir.join(&name), at));
            assert!(!report.is_sound(), "{} cut to {at}", name.display());
        }
        let report = after(&place, |dir| {
            let mut bytes = std::fs::read(dir.join(&name)).unwrap();
            bytes.push(b'x');
            std::fs::write(dir.join(&name), bytes).unwrap();
        });
        assert!(!report.is_sound(), "{} with a byte more", name.display());
    }
}

#[tokio::test]
async fn every_added_file_is_found() {
    let place = small_ledger().await;
    let parquet = files(&place.dir().join("events"))[0].strip_prefix(place.dir()).unwrap().to_owned();
    let added: [PathBuf; 9] = [
        "note.txt".into(),
        "events/note.txt".into(),
        "wal/note.txt".into(),
        "wal/0000000000000099.wal".into(),
        "tree/leaves.bak".into(),
        "tmp/other".into(),
        "tmp/checkpoint".into(),
        parquet.with_file_name("0000000000000000-0000000000000001.parquet"),
        parquet.with_file_name("0000000000000000-0000000000000001.tokens"),
    ];
    for name in added {
        let report = after(&place, |dir| std::fs::write(dir.join(&name), b"added").unwrap());
        assert_eq!(report.problems.first().map(|problem| &problem.file), Some(&name));
    }
    let report = after(&place, |dir| std::fs::write(dir.join("writer.lock"), b"x").unwrap());
    assert_eq!(reasons(&report), [Reason::NotEmpty]);
}

#[tokio::test]
async fn swapped_files_and_reordered_lines_are_found() {
    let place = small_ledger().await;
    let parquet: Vec<_> = files(&place.dir().join("events"));
    let report = after(&place, |dir| {
        let [a, b] = [0, 1].map(|n: usize| dir.join(parquet[n].strip_prefix(place.dir()).unwrap()));
        std::fs::rename(&a, dir.join("x")).unwrap();
        std::fs::rename(&b, &a).unwrap();
        std::fs::rename(dir.join("x"), &b).unwrap();
    });
    assert!(reasons(&report).contains(&Reason::Content));
    for file in ["manifest", "checkpoints"] {
        let report = after(&place, |dir| {
            let text = std::fs::read_to_string(dir.join(file)).unwrap();
            let mut lines: Vec<_> = text.split_inclusive('\n').collect();
            lines.swap(0, 1);
            std::fs::write(dir.join(file), lines.concat()).unwrap();
        });
        assert!(!report.is_sound(), "{file}");
    }
    let report = after(&place, |dir| {
        let mut leaves = std::fs::read(dir.join("tree/leaves")).unwrap();
        let (first, second) = leaves.split_at_mut(32);
        first.swap_with_slice(&mut second[..32]);
        std::fs::write(dir.join("tree/leaves"), leaves).unwrap();
    });
    assert!(reasons(&report).contains(&Reason::Root { size: 5 }));
}

#[tokio::test]
async fn a_removed_checkpoint_of_the_history_is_found_when_it_is_the_last() {
    let place = small_ledger().await;
    let report = after(&place, |dir| {
        let text = std::fs::read_to_string(dir.join("checkpoints")).unwrap();
        let last = std::fs::read_to_string(dir.join("checkpoint")).unwrap();
        std::fs::write(dir.join("checkpoints"), text.strip_suffix(&last).unwrap()).unwrap();
    });
    assert!(reasons(&report).contains(&Reason::NotTheLast));
}

#[tokio::test]
async fn a_history_that_lost_any_of_its_checkpoints_is_found_and_not_opened() {
    let place = small_ledger().await;
    let history = std::fs::read_to_string(place.dir().join("checkpoints")).unwrap();
    let start = format!("{ORIGIN}\n");
    let notes: Vec<_> = history.split(&start).skip(1).map(|rest| format!("{start}{rest}")).collect();
    assert!(notes.len() > 3 && notes.concat() == history);
    let without = |from: usize, to: usize| {
        let copy = place.copy();
        std::fs::write(copy.dir().join("checkpoints"), [&notes[..from], &notes[to..]].concat().concat()).unwrap();
        copy
    };
    for (from, to) in [(0, 1), (0, notes.len() - 1), (1, 2), (1, notes.len() - 1)] {
        let cut = without(from, to);
        assert_eq!(reasons(&cut.verify()), [Reason::HistoryCut], "without {from}..{to}");
        assert!(cut.try_open().is_err(), "without {from}..{to}");
    }
    // The one that is called the latest must be the last of the history.
    let replaced = place.copy();
    std::fs::write(replaced.dir().join("checkpoint"), &notes[notes.len() - 2]).unwrap();
    assert_eq!(reasons(&replaced.verify()), [Reason::NotTheLast]);
}

/// Signs the whole of a ledger anew with another key, as somebody who holds the disk but not the key could.
#[tokio::test]
async fn a_ledger_signed_with_another_key_is_found() {
    let place = small_ledger().await;
    let other = SigningKey::from_seed(&[8; 32]).verifier(ORIGIN).unwrap();
    assert!(reasons(&verify(&place.dir(), &other).unwrap()).contains(&Reason::OtherKey));
    let origin = crate::support::key().verifier("other.example").unwrap();
    assert!(reasons(&verify(&place.dir(), &origin).unwrap()).contains(&Reason::OtherKey));
}

#[tokio::test]
async fn data_beyond_a_checkpoint_that_was_put_back_is_reported() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    ledger.checkpoint().await.unwrap();
    let early = place.copy();
    append(&ledger, "acme", "web", 2..5).await;
    ledger.checkpoint().await.unwrap();
    let roll_back = |dir: &Path| {
        for name in ["checkpoint", "checkpoints"] {
            std::fs::copy(early.dir().join(name), dir.join(name)).unwrap();
        }
    };
    // In the log alone it cannot be told from a crash, but the events are counted as not covered.
    let report = after(&place, roll_back);
    assert_eq!((report.events, report.beyond_checkpoint_events), (2, 3));
    assert!(report.is_sound());
    // Once sealed, the log is gone only if a later checkpoint was there.
    ledger.seal().await.unwrap();
    let report = after(&place, roll_back);
    assert_eq!(report.beyond_checkpoint_events, 3);
    assert!(reasons(&report).contains(&Reason::RolledBack { batch: 1 }));
}

#[tokio::test]
async fn a_problem_says_where_it_is() {
    let place = small_ledger().await;
    let copy = place.copy();
    let log = files(&copy.dir().join("wal")).remove(0);
    flip(&log, 70);
    let report = copy.verify();
    assert!(report.problems.iter().any(|p| p.file.starts_with("wal") && p.place == Some(At::Byte(25))), "{report:?}");
    assert!(reasons(&report).contains(&Reason::BatchesMissing { first: 3, last: 3 }));
    let report = after(&place, |dir| std::fs::remove_file(dir.join("manifest")).unwrap());
    assert!(report.problems.iter().any(|p| p.file == Path::new("manifest") && p.reason == Reason::Missing));
}

#[tokio::test]
async fn a_rewritten_event_is_found_even_if_the_manifest_is_rewritten_too() {
    let place = small_ledger().await;
    // A second ledger with one word changed, sealed the same way, gives a well-formed Parquet file to put in.
    let forged = Place::new();
    let (ledger, _) = forged.open();
    let mut events = vec![event("acme", "web", 0), event("acme", "web", 1)];
    events[1].message = "nothing happened".into();
    ledger.append(&caller(), events).await.unwrap();
    ledger.seal().await.unwrap();
    ledger.close().await.unwrap();
    let report = after(&place, |dir| {
        let first = |dir: &Path| {
            files(&dir.join("events"))
                .into_iter()
                .find(|p| p.ends_with("0000000000000000-0000000000000000.parquet"))
                .unwrap()
        };
        std::fs::copy(first(&forged.dir()), first(dir)).unwrap();
        let line =
            |dir: &Path| std::fs::read_to_string(dir.join("manifest")).unwrap().lines().next().unwrap().to_owned();
        let manifest = std::fs::read_to_string(dir.join("manifest")).unwrap();
        std::fs::write(dir.join("manifest"), manifest.replace(&line(dir), &line(&forged.dir()))).unwrap();
    });
    let found = reasons(&report);
    // A file that no signed manifest names is not read, so its batch counts as missing.
    let missing = Reason::BatchesMissing { first: 0, last: 2 };
    assert!(found.contains(&Reason::Manifest) && found.contains(&missing), "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_running_ledger_raises_no_false_alarm() {
    let place = Place::new();
    let (ledger, _) = place.open();
    let writing = ledger.clone();
    let writer = tokio::spawn(async move {
        let mut postponed = 0;
        for round in 0..60 {
            append(&writing, "acme", if round % 3 == 0 { "db" } else { "web" }, round * 5..round * 5 + 5).await;
            writing.checkpoint().await.unwrap();
            if round % 7 == 0 {
                postponed += u32::from(writing.seal().await.unwrap() == Sealing::Postponed);
            }
        }
        postponed
    });
    let mut verified = 0;
    while !writer.is_finished() {
        place.sound();
        verified += 1;
    }
    writer.await.unwrap();
    assert!(verified > 0);
    ledger.close().await.unwrap();
    assert_eq!(place.sound().events, 300);
}

#[tokio::test]
async fn a_verifier_at_work_postpones_sealing() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    let lock = std::fs::File::open(place.dir().join("seal.lock")).unwrap();
    lock.lock_shared().unwrap();
    assert_eq!(ledger.seal().await.unwrap(), Sealing::Postponed);
    drop(lock);
    assert_eq!(ledger.seal().await.unwrap(), Sealing::Sealed { files: 1 });
}

#[tokio::test]
async fn a_copy_is_verified_without_its_locks_and_folders_that_are_no_ledger_are_errors() {
    let place = small_ledger().await;
    let copy = Place::new();
    copy_folder(&place.dir(), &copy.dir());
    std::fs::remove_file(copy.dir().join("seal.lock")).unwrap();
    std::fs::remove_file(copy.dir().join("writer.lock")).unwrap();
    copy.sound();
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(verify(empty.path(), &verifier()), Err(VerifyError::NoLedger { .. })));
    assert!(matches!(verify(&empty.path().join("x"), &verifier()), Err(VerifyError::Disk(_))));
}

#[tokio::test]
async fn a_new_ledger_verifies() {
    let place = Place::new();
    let opened: (Ledger, _) = place.open();
    assert_eq!(place.sound().events, 0);
    drop(opened);
}

#[tokio::test]
async fn pipes_links_and_endless_files_are_not_read() {
    let place = small_ledger().await;
    let parquet = files(&place.dir().join("events"))[0].strip_prefix(place.dir()).unwrap().to_owned();
    let log = files(&place.dir().join("wal"))[0].strip_prefix(place.dir()).unwrap().to_owned();
    let names = ["checkpoint", "checkpoints", "manifest", "tree/leaves", "tmp/checkpoint", "seal.lock"];
    for name in names.iter().map(PathBuf::from).chain([parquet, log, "wal/0000000000000007.wal".into()]) {
        let put = |dir: &Path, make: &dyn Fn(&Path)| {
            let _may_be_missing = std::fs::remove_file(dir.join(&name));
            make(&dir.join(&name));
        };
        let pipe = |path: &Path| {
            assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
        };
        let link = |path: &Path| std::os::unix::fs::symlink("/dev/zero", path).unwrap();
        // It takes no room on the disk.
        let huge = |path: &Path| std::fs::File::create(path).unwrap().set_len(1 << 42).unwrap();
        for make in [&pipe as &dyn Fn(&Path), &link, &huge] {
            let report = after(&place, |dir| put(dir, make));
            assert!(report.problems.iter().any(|problem| problem.file == name), "{}: {report:?}", name.display());
        }
    }
}

#[tokio::test]
async fn a_file_of_a_seal_without_a_signature_is_not_parsed() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    ledger.checkpoint().await.unwrap();
    let before = place.copy();
    ledger.seal().await.unwrap();
    // As if the seal were interrupted before its checkpoint.
    for name in ["checkpoint", "checkpoints"] {
        std::fs::copy(before.dir().join(name), place.dir().join(name)).unwrap();
    }
    copy_folder(&before.dir().join("wal"), &place.dir().join("wal"));
    let report = place.sound();
    assert_eq!((report.events, report.files, report.leftovers.len()), (2, 0, 2));
}
