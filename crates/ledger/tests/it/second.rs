//! The second store: events of confidential sources and objects are durable there too before they are acknowledged.

mod restore;

use std::path::{Path, PathBuf};

use talap_ledger::{AppendError, ArchivePlace, Confidential};

use crate::house::House;
use crate::support::{Place, caller, contents, files, flip_middle};

async fn house() -> (House, PathBuf) {
    let place = Place::new();
    let (second, store) = (place.folder.path().join("second"), place.folder.path().join("archive"));
    std::fs::create_dir(&second).unwrap();
    let mut house = House::over(place, ArchivePlace::Folder(store), 1).await;
    house.second = Some(second.clone());
    house.open();
    mark(&house);
    (house, second)
}

/// Says again what is confidential, after the ledger was opened.
fn mark(house: &House) {
    house.ledger().set_confidential(confidential());
}

fn confidential() -> Confidential {
    Confidential { sources: ["hr".parse().unwrap()].into(), ..Confidential::default() }
}

/// The file that stands in one folder as another does in its own: a copy and what it is of.
fn counterpart(file: &Path, folder: &Path, other: &Path) -> PathBuf {
    other.join(file.strip_prefix(folder).unwrap())
}

/// Takes a folder away; what this returns puts it back.
fn take_away(folder: &Path) -> impl FnOnce() {
    let away = folder.with_file_name("away");
    std::fs::rename(folder, &away).unwrap();
    move || std::fs::rename(away, folder).unwrap()
}

fn logged(second: &Path) -> Vec<u8> {
    let folder = second.join("wal");
    let files = if folder.is_dir() { files(&folder) } else { Vec::new() };
    files.iter().flat_map(|path| std::fs::read(path).unwrap()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn an_acknowledged_confidential_event_is_in_both_logs() {
    let (mut house, second) = house().await;
    let both = vec![house.event("web"), house.event("hr"), house.event("web")];
    let texts: Vec<_> = both.iter().map(|event| event.message.clone()).collect();
    house.ledger().append(&caller(), both).await.unwrap();
    let bytes = logged(&second);
    assert!(holds(&bytes, &texts[1]) && !holds(&bytes, &texts[0]) && !holds(&bytes, &texts[2]));
    assert_eq!(house.seqs().await, [0, 1, 2]);
}

#[tokio::test]
async fn while_the_second_store_is_away_confidential_events_are_refused_and_others_taken() {
    let (mut house, second) = house().await;
    house.append_and_seal("web", 1).await;
    let put_back = take_away(&second);
    let event = house.event("hr");
    let refused = house.ledger().append(&caller(), vec![event.clone()]).await;
    assert!(matches!(&refused, Err(AppendError::SecondStore(fault)) if fault.path == second), "{refused:?}");
    house.append_and_seal("web", 1).await;
    let store = house.ledger().second_store().await.unwrap();
    let (_, cause) = store.failing.unwrap();
    assert_eq!((store.folder, store.refused_events, cause.key.as_ref()), (second.clone(), 1, "ledger-disk-not-found"));
    assert_eq!(house.seqs().await, [0, 1], "what was refused is in neither store");
    assert!(!second.exists() && house.ledger().failure().is_none());
    assert!(!house.tend().await.troubles.is_empty());
    put_back();
    house.ledger().append(&caller(), vec![event]).await.unwrap();
    assert_eq!(house.seqs().await, [0, 1, 2]);
    assert!(holds(&logged(&second), "event 2"));
    let store = house.ledger().second_store().await.unwrap();
    assert_eq!((store.failing, store.refused_events, store.same_disk), (None, 1, true));
}

#[tokio::test]
async fn the_place_where_the_second_store_was_is_not_taken_for_it() {
    let (mut house, second) = house().await;
    house.append_and_seal("hr", 1).await;
    house.tend_well().await;
    // As when its disk is unmounted under a running process: the place is there, and empty.
    let away = second.with_file_name("away");
    std::fs::rename(&second, &away).unwrap();
    std::fs::create_dir(&second).unwrap();
    let tended = house.tend().await;
    assert_eq!(tended.troubles.len(), 1, "{tended:?}");
    let event = house.event("hr");
    let refused = house.ledger().append(&caller(), vec![event.clone()]).await;
    assert!(matches!(refused, Err(AppendError::SecondStore(_))), "{refused:?}");
    let (_, cause) = house.ledger().try_second_store().await.unwrap().failing.unwrap();
    assert_eq!((cause.key.as_ref(), files(&second).len()), ("ledger-second-unmarked", 0));
    std::fs::remove_dir(&second).unwrap();
    std::fs::rename(&away, &second).unwrap();
    house.ledger().append(&caller(), vec![event]).await.unwrap();
    assert_eq!(house.seqs().await, [0, 1]);
    house.tend_well().await;
}

#[tokio::test]
async fn a_look_tells_a_store_that_cannot_be_written_before_an_event_comes() {
    let (house, second) = house().await;
    assert!(house.ledger().try_second_store().await.unwrap().failing.is_none());
    let put_back = take_away(&second);
    let since = house.ledger().try_second_store().await.unwrap().failing.unwrap().0;
    assert_eq!(house.ledger().second_store().await.unwrap().failing.unwrap().0, since, "since it was first seen");
    put_back();
    // Only what was written shows that it can be.
    assert!(house.ledger().second_store().await.unwrap().failing.is_some());
    assert!(house.ledger().try_second_store().await.unwrap().failing.is_none());
    let (without, _) = Place::new().open();
    assert!(without.second_store().await.is_none() && without.try_second_store().await.is_none());
}

#[tokio::test]
async fn the_second_store_of_another_ledger_is_neither_written_nor_cleared() {
    let (mut house, second) = house().await;
    house.append_and_seal("hr", 1).await;
    house.tend_well().await;
    let before = contents(&second);
    let mut config = house.config();
    config.origin = "another.example".to_owned();
    config.dir = house.place.folder.path().join("another");
    let (other, _) = talap_ledger::Ledger::open(config, crate::support::key(), crate::support::clock()).unwrap();
    other.set_confidential(confidential());
    let refused = other.append(&caller(), vec![house.event("hr")]).await;
    assert!(matches!(refused, Err(AppendError::SecondStore(_))), "{refused:?}");
    let tended = other.tend(&talap_ledger::Tending::default(), &house.notes).await.unwrap();
    assert_eq!(tended.troubles.len(), 1, "{tended:?}");
    assert_eq!(contents(&second), before);
}

#[tokio::test]
async fn sealed_files_are_copied_and_go_when_the_ledgers_go() {
    let (mut house, second) = house().await;
    house.append_and_seal("hr", 2).await;
    house.append_and_seal("web", 2).await;
    house.append_and_seal("hr", 2).await;
    assert_eq!(house.days(1).await.remove(0).copied, 1, "the merged one alone");
    let copies = files(&second.join("events"));
    assert_eq!(copies.len(), 1);
    let own = counterpart(&copies[0], &second, &house.place.dir());
    let index = counterpart(&copies[0], &second.join("events"), &second.join("tokens"));
    let index = std::fs::read(index.with_extension("tokens")).unwrap();
    assert_eq!(index, std::fs::read(own.with_extension("tokens")).unwrap());
    assert_eq!(std::fs::read(&copies[0]).unwrap(), std::fs::read(own).unwrap());
    assert_eq!(logged(&second), [0_u8; 0], "the log is sealed");
    house.append_and_seal("hr", 1).await;
    house.open();
    mark(&house);
    house.days(40).await;
    assert_eq!(house.seqs().await, [0_u64; 0]);
    house.tend_well().await;
    assert!(files(&second.join("events")).is_empty() && files(&second.join("tokens")).is_empty());
    house.sound();
}

#[tokio::test]
async fn a_damaged_file_is_restored_by_copying_it_back() {
    let (mut house, second) = house().await;
    house.append_and_seal("hr", 2).await;
    house.tend_well().await;
    let copy = files(&second.join("events")).remove(0);
    let own = counterpart(&copy, &second, &house.place.dir());
    flip_middle(&own);
    assert!(!house.verify().is_sound());
    std::fs::copy(&copy, &own).unwrap();
    house.sound();
    std::fs::remove_file(&own).unwrap();
    assert!(!house.verify().is_sound());
    std::fs::copy(&copy, &own).unwrap();
    house.open();
    assert_eq!(house.seqs().await, [0, 1]);
    house.sound();
}

#[tokio::test]
async fn a_copy_that_was_changed_is_found() {
    let (mut house, second) = house().await;
    house.append_and_seal("hr", 2).await;
    house.tend_well().await;
    house.sound();
    let copy = files(&second.join("events")).remove(0);
    let whole = std::fs::read(&copy).unwrap();
    let places = (0..whole.len()).step_by(97).chain([whole.len() - 1]);
    for place in places {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        std::fs::write(&copy, bytes).unwrap();
        let report = house.verify();
        assert!(report.problems.iter().any(|problem| problem.file == copy), "byte {place}: {report:?}");
    }
    std::fs::write(&copy, &whole[1..]).unwrap();
    assert!(!house.verify().is_sound());
    std::fs::write(&copy, &whole).unwrap();
    house.sound();
    // What has no copy is not judged; a folder that is away is.
    std::fs::remove_file(&copy).unwrap();
    house.sound();
    let _put_back = take_away(&second);
    assert!(house.verify().problems.iter().any(|problem| problem.file == second));
}
