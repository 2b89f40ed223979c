//! Opening after an interruption, and refusing what was changed.

use talap_ledger::{OpenError, Recovery, SigningKey};

use crate::support::{Place, append, clock, cut, flip, flip_middle, key, length};

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
    let log = place.the_log();
    let mut acknowledged = vec![(length(&log), 2)];
    for (round, events) in [(0_u32, 3), (1, 1), (2, 2)] {
        // Two partitions in each group: a group counts whole or not at all.
        let group =
            (0..events).flat_map(|n| ["web", "db"].map(|source| crate::support::event("acme", source, round * 10 + n)));
        ledger.append(&crate::support::caller(), group.collect()).await.unwrap();
        acknowledged.push((length(&log), ledger.stats().events));
    }
    for at in acknowledged[0].0..=length(&log) {
        let crashed = place.copy();
        cut(&crashed.the_log(), at);
        // Leaves are written after the log is durable, so a crash that cuts the log has not written them.
        cut(&crashed.dir().join("tree/leaves"), 32);
        let (_, expected) = *acknowledged.iter().rev().find(|(end, _)| *end <= at).unwrap();
        // Verifying is slow without optimization, so it is done at some of the offsets and at every boundary.
        let whole = acknowledged.iter().any(|(end, _)| *end == at);
        let verified = whole || at % 23 == 0;
        if verified {
            let before = crashed.sound();
            assert_eq!(before.events + before.beyond_checkpoint_events, expected, "verified, cut at {at}");
        }
        let (again, recovery) = crashed.open();
        assert_eq!(again.stats().events, expected, "cut at {at}");
        assert_eq!(recovery.torn_bytes == 0, whole, "cut at {at}");
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
    for at in 0..=25 {
        // As if the checkpoint at opening were the last thing that happened.
        let crashed = place.copy();
        cut(&crashed.the_log(), at);
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
    let first_end = std::fs::metadata(place.the_log()).unwrap().len();
    append(&ledger, "acme", "web", 2..4).await;
    let refuse = |crashed: &Place, offset: u64| match crashed.try_open() {
        Err(OpenError::Damaged { file, offset: at, .. }) => {
            assert_eq!((file, at), (std::fs::canonicalize(crashed.the_log()).unwrap(), offset));
        }
        other => panic!("{other:?}"),
    };
    // In the middle: a later group is readable.
    let crashed = place.copy();
    flip(&crashed.the_log(), 60);
    refuse(&crashed, 25);
    // At the end, but a checkpoint covers it.
    ledger.checkpoint().await.unwrap();
    let crashed = place.copy();
    flip(&crashed.the_log(), length(&crashed.the_log()) - 1);
    refuse(&crashed, first_end);
    let crashed = place.copy();
    std::fs::remove_file(crashed.the_log()).unwrap();
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
        flip_middle(&path);
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
    let first = std::fs::metadata(place.the_log()).unwrap().len();
    append(&ledger, "acme", "web", 2..3).await;
    // A frame of a later group: found behind a torn one, it would make the torn end look like damage.
    let frame = std::fs::read(place.the_log()).unwrap().split_off(usize::try_from(first).unwrap());
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
    let log = victim.the_log();
    cut(&log, length(&log) - 1);
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
        assert!(copy.the_log().exists());
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
