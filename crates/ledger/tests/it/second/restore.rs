//! Restoring from the second store: only what was signed takes a place, and what has none is given out.

use std::path::{Path, PathBuf};

use talap_ledger::{Amiss, NoRemedy, Reason, Remedy, Restore, RestoreError};

use super::{counterpart, house, logged, mark, take_away};
use crate::house::House;
use crate::support::{contents, cut, files, flip, flip_middle, length, verifier};

fn compare(house: &House, second: &Path) -> Restore {
    Restore::open(&house.place.dir(), second, &verifier()).unwrap()
}

fn amiss(restore: &Restore) -> Vec<Amiss> {
    restore.amiss().cloned().collect()
}

/// The one sealed file of a source.
fn sealed(house: &House, source: &str) -> PathBuf {
    let mut all = files(&house.place.dir().join("events"));
    let folder = format!("/source={source}/");
    all.retain(|path| path.to_str().unwrap().contains(&folder) && path.extension().unwrap() == "parquet");
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// Where a text stands in a file.
fn find(path: &Path, text: &str) -> usize {
    let bytes = std::fs::read(path).unwrap();
    bytes.windows(text.len()).position(|window| window == text.as_bytes()).unwrap()
}

fn lines(restore: &Restore) -> Vec<serde_json::Value> {
    let mut out = Vec::new();
    restore.write_recovered(&mut out).unwrap();
    String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A ledger with two sealed confidential events that were copied, and two others; nobody has it open.
async fn sealed_house() -> (House, PathBuf) {
    let (mut house, second) = house().await;
    house.append_and_seal("hr", 2).await;
    house.append_and_seal("web", 2).await;
    house.tend_well().await;
    house.ledger = None;
    (house, second)
}

#[tokio::test]
async fn whatever_happened_to_a_confidential_file_it_comes_back_as_it_was_signed() {
    let (house, second) = sealed_house().await;
    let own = sealed(&house, "hr");
    let index = own.with_extension("tokens");
    let sound = contents(&house.place.dir().join("events"));
    let damages: [&dyn Fn(); 6] = [
        &|| flip_middle(&own),
        &|| std::fs::remove_file(&own).unwrap(),
        &|| std::fs::write(&own, "short").unwrap(),
        &|| {
            std::fs::remove_file(&own).unwrap();
            std::fs::create_dir(&own).unwrap();
        },
        &|| flip_middle(&index),
        &|| std::fs::remove_dir_all(own.parent().unwrap()).unwrap(),
    ];
    for (number, damage) in damages.into_iter().enumerate() {
        damage();
        let before = contents(house.place.folder.path());
        let mut restore = compare(&house, &second);
        let found = amiss(&restore);
        assert!(!found.is_empty() && found.iter().all(|one| one.remedy == Remedy::Copy), "{number}: {found:?}");
        assert_eq!(contents(house.place.folder.path()), before, "looking changes nothing");
        let done = restore.carry_out().unwrap();
        assert_eq!(done.restored.len(), found.len(), "{number}");
        assert_eq!((amiss(&restore), restore.recovered().events), (Vec::new(), 0));
        assert_eq!(restore.carry_out().unwrap().restored, []);
        drop(restore);
        assert_eq!(contents(&house.place.dir().join("events")), sound, "{number}");
        house.sound();
        for restored in done.restored {
            let was_there = matches!(number, 0 | 2 | 3 | 4);
            assert_eq!(restored.aside.as_ref().is_some_and(|aside| aside.exists()), was_there, "{number}");
        }
    }
}

#[tokio::test]
async fn what_the_second_store_never_had_is_named_and_left() {
    let (house, second) = sealed_house().await;
    let (own, other) = (sealed(&house, "hr"), sealed(&house, "web"));
    flip_middle(&own);
    flip_middle(&other);
    let damaged = std::fs::read(&other).unwrap();
    let mut restore = compare(&house, &second);
    restore.carry_out().unwrap();
    let left = amiss(&restore);
    assert_eq!(left.len(), 1);
    assert_eq!((&left[0].reason, left[0].remedy), (&Reason::Content, Remedy::None(NoRemedy::NoCopy)));
    assert!(other.ends_with(&left[0].path) && !left[0].can_be_restored());
    drop(restore);
    assert_eq!(std::fs::read(&other).unwrap(), damaged);
    let report = house.verify();
    assert!(!report.is_sound());
    let concerns_hr = |path: &Path| path.to_str().unwrap().contains("source=hr");
    assert!(!report.problems.iter().any(|problem| concerns_hr(&problem.file)), "{report:?}");
}

#[tokio::test]
async fn a_copy_that_is_not_what_was_signed_takes_no_place_and_a_damaged_copy_is_made_again() {
    let (house, second) = sealed_house().await;
    let own = sealed(&house, "hr");
    let copy = counterpart(&own, &house.place.dir(), &second);
    flip_middle(&copy);
    let mut restore = compare(&house, &second);
    assert_eq!(amiss(&restore)[0].remedy, Remedy::CopiedAgain);
    let done = restore.carry_out().unwrap();
    assert_eq!((&done.restored[0].path, amiss(&restore).len()), (&copy, 0));
    assert!(done.restored[0].aside.as_ref().unwrap().starts_with(second.join("damaged")));
    drop(restore);
    house.sound();
    flip_middle(&copy);
    flip_middle(&own);
    let damaged = std::fs::read(&own).unwrap();
    let mut restore = compare(&house, &second);
    assert_eq!(amiss(&restore)[0].remedy, Remedy::None(NoRemedy::CopyChanged));
    assert_eq!(restore.carry_out().unwrap().restored, []);
    assert_eq!(std::fs::read(&own).unwrap(), damaged);
}

#[tokio::test]
async fn a_file_that_was_not_copied_yet_is_made_again_from_the_log() {
    let (mut house, second) = house().await;
    house.append("hr", 2).await;
    house.append("hr", 1).await;
    house.append_and_seal("web", 2).await;
    house.ledger = None;
    let own = sealed(&house, "hr");
    for remove in [false, true] {
        if remove {
            std::fs::remove_dir_all(own.parent().unwrap()).unwrap();
        } else {
            flip_middle(&own);
        }
        let mut restore = compare(&house, &second);
        assert!(amiss(&restore).iter().all(|one| one.remedy == Remedy::MadeAgain), "{:?}", amiss(&restore));
        restore.carry_out().unwrap();
        assert_eq!((amiss(&restore), restore.recovered().events), (Vec::new(), 0));
        drop(restore);
        house.sound();
    }
    // Damage is not carried into the second store, and the log stays as long as it is needed.
    house.open();
    mark(&house);
    flip_middle(&own);
    let tended = house.tend().await;
    assert_eq!((tended.copied, tended.troubles.len()), (0, 1), "{tended:?}");
    assert!(!logged(&second).is_empty());
    house.ledger = None;
    compare(&house, &second).carry_out().unwrap();
    house.open();
    mark(&house);
    assert_eq!(house.tend_well().await.copied, 1);
    assert!(logged(&second).is_empty());
    house.sound();
}

#[tokio::test]
async fn batches_of_the_log_are_put_back_where_all_others_are_there() {
    let (mut house, second) = house().await;
    for source in ["web", "hr", "web", "hr", "web"] {
        house.append(source, 1).await;
    }
    house.ledger().checkpoint().await.unwrap();
    house.ledger = None;
    let log = house.place.the_log();
    let sound = std::fs::read(&log).unwrap();
    // A damaged header hides whose the frames are, until one in the second store tells.
    for texts in [&["event 2"][..], &["event 2", "event 4"], &["TLPW"]] {
        for text in texts {
            flip(&log, find(&log, text));
        }
        assert!(!house.verify().is_sound());
        let damaged = std::fs::read(&log).unwrap();
        let mut restore = compare(&house, &second);
        let found = amiss(&restore);
        let lacking = texts.iter().filter(|text| text.starts_with("event")).count() as u64;
        let [Amiss { remedy, .. }] = &found[..] else { panic!("{found:?}") };
        assert_eq!(*remedy, Remedy::Frames { batches: lacking });
        let done = restore.carry_out().unwrap();
        assert_eq!(std::fs::read(done.restored[0].aside.as_ref().unwrap()).unwrap(), damaged);
        drop(restore);
        assert_eq!(std::fs::read(&log).unwrap(), sound);
        house.sound();
    }
    house.open();
    assert_eq!(house.seqs().await, [0, 1, 2, 3, 4]);
}

#[tokio::test]
async fn a_log_that_lacks_batches_of_others_stays_and_its_events_are_given_out() {
    let (mut house, second) = house().await;
    for source in ["web", "hr", "web"] {
        house.append(source, 1).await;
    }
    house.ledger().checkpoint().await.unwrap();
    house.append("hr", 2).await;
    house.ledger = None;
    let log = house.place.the_log();
    let sound = std::fs::read(&log).unwrap();
    flip(&log, find(&log, "event 1"));
    let damaged = std::fs::read(&log).unwrap();
    let mut restore = compare(&house, &second);
    assert_eq!(amiss(&restore)[0].remedy, Remedy::None(NoRemedy::Others { first: 0, last: 0 }));
    assert_eq!(restore.recovered().events, 0, "the log has the others still");
    assert_eq!(restore.carry_out().unwrap().restored, []);
    drop(restore);
    assert_eq!(std::fs::read(&log).unwrap(), damaged);
    std::fs::remove_file(&log).unwrap();
    let mut restore = compare(&house, &second);
    let found = amiss(&restore);
    assert_eq!(
        (&found[0].reason, found[0].remedy),
        (&Reason::Missing, Remedy::None(NoRemedy::Others { first: 0, last: 2 }))
    );
    assert_eq!(restore.carry_out().unwrap().restored, []);
    let recovered = restore.recovered();
    assert_eq!((recovered.batches, recovered.events, recovered.signed_events), (2, 3, 1));
    let lines = lines(&restore);
    let facts = |line: &serde_json::Value| {
        (line["evidence"].clone(), line["seq"].clone(), line["message"].clone(), line["source"].clone())
    };
    let of = |evidence: &str, seq: u64, message: &str| (evidence.into(), seq.into(), message.into(), "hr".into());
    assert_eq!(
        lines.iter().map(facts).collect::<Vec<_>>(),
        [of("signed", 1, "event 2"), of("none", 3, "event 4"), of("none", 4, "event 5")]
    );
    drop(restore);
    // Its own frames, where they are found again, lack nothing.
    std::fs::write(&log, sound).unwrap();
    assert_eq!(amiss(&compare(&house, &second)), []);
}

#[tokio::test]
async fn a_log_of_confidential_batches_alone_comes_back_whole() {
    let (mut house, second) = house().await;
    house.append_and_seal("web", 1).await;
    house.append("hr", 1).await;
    house.append("hr", 2).await;
    house.ledger().checkpoint().await.unwrap();
    house.append("hr", 1).await;
    house.ledger = None;
    let log = house.place.the_log();
    let sound = std::fs::read(&log).unwrap();
    for damage in 0..5 {
        match damage {
            0 => std::fs::remove_file(&log).unwrap(),
            1 => std::fs::write(&log, &sound[..10]).unwrap(),
            2 => std::fs::write(&log, &sound[..sound.len() - 1]).unwrap(),
            3 => flip(&log, 7),
            _ => std::fs::write(&log, &sound[..sound.len() / 2]).unwrap(),
        }
        let mut restore = compare(&house, &second);
        assert!(matches!(amiss(&restore)[..], [Amiss { remedy: Remedy::Frames { .. }, .. }]), "{damage}");
        restore.carry_out().unwrap();
        assert_eq!((amiss(&restore), restore.recovered().events), (Vec::new(), 0));
        drop(restore);
        assert_eq!(std::fs::read(&log).unwrap(), sound, "{damage}");
        house.sound();
    }
    house.open();
    assert_eq!(house.seqs().await, [0, 1, 2, 3, 4]);
}

#[tokio::test]
async fn what_the_ledger_lost_unnoticed_is_kept_by_the_second_store_until_its_retention_is_over() {
    let (mut house, second) = house().await;
    house.append("web", 1).await;
    house.ledger().checkpoint().await.unwrap();
    let log = house.place.the_log();
    let whole = length(&log);
    house.append("hr", 1).await;
    house.ledger = None;
    // A disk that acknowledged what it did not keep: nothing shows it, and opening goes on without the event.
    cut(&log, whole);
    cut(&house.place.dir().join("tree/leaves"), 32);
    house.open();
    mark(&house);
    house.append_and_seal("hr", 1).await;
    house.tend_well().await;
    assert_eq!(house.ledger().second_store().await.unwrap().kept_logs, 1);
    assert!(logged(&second).is_empty());
    house.ledger = None;
    let restore = compare(&house, &second);
    assert_eq!(amiss(&restore), []);
    let lines = lines(&restore);
    assert_eq!((lines.len(), &lines[0]["evidence"], &lines[0]["message"]), (1, &"none".into(), &"event 2".into()));
    drop(restore);
    house.open();
    mark(&house);
    house.days(20).await;
    assert_eq!(files(&second.join("kept")).len(), 1);
    house.days(20).await;
    assert!(files(&second.join("kept")).is_empty(), "its events are past their retention");
}

#[tokio::test]
async fn acknowledged_events_of_a_torn_end_come_back() {
    let (mut house, second) = house().await;
    house.append("web", 1).await;
    house.ledger().checkpoint().await.unwrap();
    let log = house.place.the_log();
    let whole = length(&log);
    house.append("hr", 2).await;
    house.append("hr", 1).await;
    house.append("web", 1).await;
    house.append("hr", 1).await;
    house.ledger = None;
    cut(&log, whole + 9);
    let mut restore = compare(&house, &second);
    assert_eq!(amiss(&restore)[0].remedy, Remedy::Frames { batches: 2 });
    restore.carry_out().unwrap();
    // The last one came after a batch that is lost.
    assert_eq!((restore.recovered().events, restore.recovered().signed_events), (1, 0));
    drop(restore);
    house.open();
    assert_eq!(house.seqs().await, [0, 1, 2, 3]);
    house.ledger().checkpoint().await.unwrap();
    house.sound();
}

#[tokio::test]
async fn nothing_is_restored_beside_a_process_or_without_what_was_signed() {
    let (mut house, second) = sealed_house().await;
    let dir = house.place.dir();
    let open = || Restore::open(&dir, &second, &verifier());
    house.open();
    assert!(matches!(open(), Err(RestoreError::InUse { .. })));
    house.ledger = None;
    let other = talap_ledger::SigningKey::from_seed(&[8; 32]).verifier(crate::support::ORIGIN).unwrap();
    assert!(matches!(Restore::open(&dir, &second, &other), Err(RestoreError::Unsigned { .. })));
    let sound = std::fs::read(dir.join("manifest")).unwrap();
    flip(&dir.join("manifest"), 20);
    assert!(matches!(open(), Err(RestoreError::Unsigned { file }) if file.ends_with("manifest")));
    std::fs::write(dir.join("manifest"), sound).unwrap();
    let named = std::fs::read(second.join("talap-second-store")).unwrap();
    std::fs::write(second.join("talap-second-store"), "other").unwrap();
    assert!(matches!(open(), Err(RestoreError::Disk(_))));
    std::fs::write(second.join("talap-second-store"), named).unwrap();
    let put_back = take_away(&second);
    assert!(matches!(open(), Err(RestoreError::Disk(_))));
    put_back();
    // Without the leaves no batch can be proved, but a file can.
    flip(&dir.join("tree/leaves"), 3);
    flip_middle(&sealed(&house, "hr"));
    let mut restore = open().unwrap();
    assert_eq!(restore.carry_out().unwrap().restored.len(), 1);
    assert_eq!(amiss(&restore)[0].remedy, Remedy::None(NoRemedy::Unproved));
}
