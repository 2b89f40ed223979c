//! Opening after an interruption, and refusing what was changed.

use talap_ledger::{OpenError, Recovery, SigningKey};

use crate::support::{Place, append, clock, key};

fn the_log(place: &Place) -> std::path::PathBuf {
    let mut logs: Vec<_> =
        std::fs::read_dir(place.dir().join("wal")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(logs.len(), 1);
    logs.remove(0)
}

#[tokio::test]
async fn a_ledger_that_was_not_closed_comes_back_whole() {
    let place = Place::new();
    let (ledger, first) = place.open();
    assert_eq!(first, Recovery::default());
    append(&ledger, "acme", "web", 0..5).await;
    ledger.seal().await.unwrap();
    append(&ledger, "acme", "web", 5..8).await;
    let crashed = place.copy();
    let (again, recovery) = crashed.open();
    assert_eq!(recovery, Recovery { events: 3, torn_bytes: 0 });
    assert_eq!(again.stats().last_checkpoint.unwrap().events, 8);
    assert_eq!(append(&again, "acme", "web", 8..9).await.first_seq, 8);
    again.close().await.unwrap();
    assert_eq!(crashed.sound().events, 9);
}

#[tokio::test]
async fn wherever_the_log_is_cut_all_that_was_acknowledged_before_is_recovered() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    ledger.checkpoint().await.unwrap();
    let log = the_log(&place);
    let length = || std::fs::metadata(&log).unwrap().len();
    let mut acknowledged = vec![(length(), 2)];
    for (round, events) in [(0_u32, 3), (1, 1), (2, 2)] {
        // Two partitions in each group: a group counts whole or not at all.
        let group =
            (0..events).flat_map(|n| ["web", "db"].map(|source| crate::support::event("acme", source, round * 10 + n)));
        ledger.append(&crate::support::caller(), group.collect()).await.unwrap();
        acknowledged.push((length(), ledger.stats().events));
    }
    for cut in acknowledged[0].0..=length() {
        let crashed = place.copy();
        let file = std::fs::OpenOptions::new().write(true).open(the_log(&crashed)).unwrap();
        file.set_len(cut).unwrap();
        // Leaves are written after the log is durable, so a crash that cuts the log has not written them.
        let leaves = std::fs::OpenOptions::new().write(true).open(crashed.dir().join("tree/leaves")).unwrap();
        leaves.set_len(32).unwrap();
        let (_, expected) = *acknowledged.iter().rev().find(|(end, _)| *end <= cut).unwrap();
        // Verifying is slow without optimization, so it is done at some of the offsets and at every boundary.
        let whole = acknowledged.iter().any(|(end, _)| *end == cut);
        let verified = whole || cut % 23 == 0;
        if verified {
            let before = crashed.sound();
            assert_eq!(before.events + before.beyond_checkpoint_events, expected, "verified, cut at {cut}");
        }
        let (again, recovery) = crashed.open();
        assert_eq!(again.stats().events, expected, "cut at {cut}");
        assert_eq!(recovery.torn_bytes == 0, whole, "cut at {cut}");
        assert_eq!(append(&again, "acme", "web", 50..51).await.first_seq, expected);
        if verified {
            again.close().await.unwrap();
            assert_eq!(crashed.sound().events, expected + 1);
        }
    }
}

#[tokio::test]
async fn a_log_whose_creation_was_interrupted_holds_nothing() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    for cut in 0..=25 {
        // As if the checkpoint at opening were the last thing that happened.
        let crashed = place.copy();
        std::fs::OpenOptions::new().write(true).open(the_log(&crashed)).unwrap().set_len(cut).unwrap();
        std::fs::write(crashed.dir().join("tree/leaves"), []).unwrap();
        crashed.sound();
        let (again, recovery) = crashed.open();
        assert_eq!(recovery.events, 0);
        append(&again, "acme", "web", 0..1).await;
    }
}

#[tokio::test]
async fn damage_to_what_was_durable_is_refused_with_file_and_offset() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    let first_end = std::fs::metadata(the_log(&place)).unwrap().len();
    append(&ledger, "acme", "web", 2..4).await;
    let refuse = |crashed: &Place, offset: u64| match crashed.try_open() {
        Err(OpenError::Damaged { file, offset: at, .. }) => {
            assert_eq!((file, at), (std::fs::canonicalize(the_log(crashed)).unwrap(), offset));
        }
        other => panic!("{other:?}"),
    };
    // In the middle: a later group is readable.
    let crashed = place.copy();
    let mut bytes = std::fs::read(the_log(&crashed)).unwrap();
    bytes[60] ^= 1;
    std::fs::write(the_log(&crashed), &bytes).unwrap();
    refuse(&crashed, 25);
    // At the end, but a checkpoint covers it.
    ledger.checkpoint().await.unwrap();
    let crashed = place.copy();
    let mut bytes = std::fs::read(the_log(&crashed)).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(the_log(&crashed), &bytes).unwrap();
    refuse(&crashed, first_end);
    let crashed = place.copy();
    std::fs::remove_file(the_log(&crashed)).unwrap();
    assert!(matches!(crashed.try_open(), Err(OpenError::Damaged { .. })));
}

#[tokio::test]
async fn a_damaged_file_of_a_sealed_ledger_is_refused() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    ledger.seal().await.unwrap();
    ledger.close().await.unwrap();
    for name in ["checkpoint", "checkpoints", "manifest", "tree/leaves"] {
        let changed = place.copy();
        let path = changed.dir().join(name);
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert!(matches!(changed.try_open(), Err(OpenError::Damaged { .. })), "{name}");
        let missing = place.copy();
        std::fs::remove_file(missing.dir().join(name)).unwrap();
        assert!(missing.try_open().is_err(), "{name}");
    }
}

#[tokio::test]
async fn another_key_or_origin_cannot_open_a_ledger() {
    let place = Place::new();
    drop(place.open());
    let other = talap_ledger::Ledger::open(place.config(), SigningKey::from_seed(&[8; 32]), clock());
    assert!(matches!(other, Err(OpenError::OtherKey { .. })));
    let mut config = place.config();
    config.origin = "other".into();
    assert!(matches!(talap_ledger::Ledger::open(config, key(), clock()), Err(OpenError::OtherKey { .. })));
}

#[tokio::test]
async fn bytes_in_an_event_cannot_pass_for_a_frame() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    let first = std::fs::metadata(the_log(&place)).unwrap().len();
    append(&ledger, "acme", "web", 2..3).await;
    // A frame of a later group: found behind a torn one, it would make the torn end look like damage.
    let frame = std::fs::read(the_log(&place)).unwrap().split_off(usize::try_from(first).unwrap());
    // Another ledger gets the frame inside an event, and is interrupted while it writes that event.
    let victim = Place::new();
    let mut config = victim.config();
    config.origin = "victim".into();
    let open = || talap_ledger::Ledger::open(config.clone(), SigningKey::from_seed(&[9; 32]), clock()).unwrap();
    let (ledger, _) = open();
    let mut event = crate::support::event("acme", "web", 0);
    event.raw = frame;
    ledger.append(&crate::support::caller(), vec![event]).await.unwrap();
    drop(ledger);
    let log = the_log(&victim);
    let file = std::fs::OpenOptions::new().write(true).open(&log).unwrap();
    file.set_len(std::fs::metadata(&log).unwrap().len() - 1).unwrap();
    // The checkpoint at opening came before the event, so this is a torn end and not damage.
    let (_, recovery) = open();
    assert!(recovery.torn_bytes > 0 && recovery.events == 0);
}

#[tokio::test]
async fn a_seal_that_no_checkpoint_signed_does_not_cost_the_log() {
    let place = Place::new();
    let (ledger, _) = place.open();
    append(&ledger, "acme", "web", 0..2).await;
    append(&ledger, "acme", "db", 2..5).await;
    ledger.checkpoint().await.unwrap();
    let before = place.copy();
    ledger.seal().await.unwrap();
    let manifest = std::fs::read_to_string(place.dir().join("manifest")).unwrap();
    // What anybody can write; the last is what sealing writes, but its files are not there.
    let forged = [r#"{"v":1,"seal":{"next_batch":2,"events":5,"files":0}}"#.to_owned() + "\n", manifest];
    for lines in forged {
        let copy = before.copy();
        std::fs::write(copy.dir().join("manifest"), lines).unwrap();
        assert!(!copy.verify().is_sound());
        let (again, recovery) = copy.open();
        assert_eq!((recovery.events, again.stats().events), (5, 5));
        assert!(the_log(&copy).exists());
        again.seal().await.unwrap();
        again.close().await.unwrap();
        assert_eq!(copy.sound().events, 5);
    }
}

#[tokio::test]
async fn a_seal_without_a_signature_and_without_its_log_is_refused() {
    let place = Place::new();
    let (ledger, _) = place.open();
    let opened = place.copy();
    append(&ledger, "acme", "web", 0..2).await;
    ledger.seal().await.unwrap();
    // The first checkpoint, and a seal that came after it.
    for name in ["checkpoint", "checkpoints"] {
        std::fs::copy(opened.dir().join(name), place.dir().join(name)).unwrap();
    }
    let rolled_back = place.copy();
    assert!(matches!(rolled_back.try_open(), Err(OpenError::Damaged { .. })));
    assert_eq!(crate::support::files(&rolled_back.dir().join("events")).len(), 2, "the file and its index");
}
