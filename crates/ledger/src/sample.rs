//! Events, clocks and keys for tests.

use std::sync::atomic::{AtomicI64, Ordering};

use proptest::prelude::*;
use talap_model::{Caller, Clock, Entropy, Event, Identity, NewEvent, Right, Scope, SourceKind, Timestamp};

use crate::batch::Partition;
use crate::encoding::encode;
use crate::merkle::leaf_hash;
use crate::wal::{self, Draft, Entry, Group, Salt, Written};

/// 2026-11-22T10:00:00Z in microseconds.
pub(crate) const MORNING: i64 = 1_795_341_600_000_000;

pub(crate) fn caller() -> Caller {
    Caller::establish(Identity::OsUser("test".into()), Right::ALL, Scope::All)
}

/// A clock that moves one second with every look at it.
pub(crate) struct StepClock(pub(crate) AtomicI64);

impl Default for StepClock {
    fn default() -> Self {
        Self(AtomicI64::new(MORNING))
    }
}

impl Clock for StepClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1_000_000, Ordering::Relaxed))
    }
}

/// A temporary folder, in memory where that is possible: the crash tests sync thousands of times.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

/// All files below a folder; none when it is not there.
pub(crate) fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

/// Copies a folder with all below it into one that is there.
pub(crate) fn copy(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

pub(crate) struct FixedEntropy(pub(crate) u8);

impl Entropy for FixedEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

pub(crate) fn event(organisation: &str, object: &str, source: &str, number: u32) -> NewEvent {
    NewEvent {
        received_at: Timestamp::from_micros(MORNING + i64::from(number)),
        occurred_at: number.is_multiple_of(2).then(|| Timestamp::from_micros(MORNING - 7)),
        organisation: organisation.parse().unwrap(),
        object: object.parse().unwrap(),
        source: source.parse().unwrap(),
        kind: SourceKind::OperatingSystem,
        class_uid: 3002,
        severity_id: 1,
        host: Some("srv1".into()),
        program: Some("sshd".into()),
        user: None,
        address: Some("192.0.2.1".into()),
        message: format!("event {number}"),
        attributes: [("port".to_owned(), number.to_string()), ("a".to_owned(), "\"ә\"".to_owned())].into(),
        raw: format!("<13>event {number}").into_bytes(),
        fault: None,
    }
}

/// Writes a frame of events, which must be of one partition.
pub(crate) fn write_frame(out: &mut Vec<u8>, salt: Salt, group: Group, index: u64, events: &[Event]) -> Written {
    let encodings: Vec<_> = events.iter().map(|event| encode(&event.body)).collect();
    let entry = |(event, encoding): (&Event, &'_ Vec<u8>)| (event.seq, leaf_hash(encoding));
    let hashes: Vec<_> = events.iter().zip(&encodings).map(entry).collect();
    let entries = hashes.into_iter().zip(&encodings).map(|((seq, hash), encoding)| Entry { seq, hash, encoding });
    let partition = Partition::of(&events.first().unwrap().body);
    wal::write_frame(out, salt, group, index, Draft { partition, entries: entries.collect(), bytes: 0 })
}

pub(crate) fn any_event() -> impl Strategy<Value = NewEvent> {
    let times = (0_i64..4_000_000_000_000_000, prop::option::of(any::<i64>()));
    let names = ("[a-z0-9][a-z0-9._-]{0,8}", "[a-z0-9][a-z0-9._-]{0,8}", "[a-z0-9][a-z0-9._-]{0,8}", 0_usize..8);
    let numbers = (any::<u32>(), any::<u8>());
    let maybe = || prop::option::of(".{0,12}");
    let texts = (maybe(), maybe(), maybe(), maybe(), ".{0,40}", maybe());
    let rest = (prop::collection::btree_map(".{0,6}", ".{0,6}", 0..4), prop::collection::vec(any::<u8>(), 0..40));
    (times, names, numbers, texts, rest).prop_map(|(times, names, numbers, texts, rest)| NewEvent {
        received_at: Timestamp::from_micros(times.0),
        occurred_at: times.1.map(Timestamp::from_micros),
        organisation: names.0.parse().unwrap(),
        object: names.1.parse().unwrap(),
        source: names.2.parse().unwrap(),
        kind: SourceKind::ALL[names.3],
        class_uid: numbers.0,
        severity_id: numbers.1,
        host: texts.0,
        program: texts.1,
        user: texts.2,
        address: texts.3,
        message: texts.4,
        fault: texts.5,
        attributes: rest.0.into_iter().collect(),
        raw: rest.1,
    })
}
