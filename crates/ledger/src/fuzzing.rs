//! What `fuzz/` feeds with bytes: the parsers of everything that the ledger keeps. Compiled for fuzzing only.

use crate::checkpoint::{Checkpoint, split_history};
use crate::encoding::{EventRef, encode};
use crate::keys::SigningKey;
use crate::{manifest, scan, wal};

/// A write-ahead log.
pub fn log(bytes: &[u8]) {
    let number = wal::read_header(bytes).map_or(0, |(_, first)| first);
    drop(scan::scan(bytes, number));
}

/// A manifest.
pub fn manifest(bytes: &[u8]) {
    let read = manifest::parse(bytes);
    assert!(read.bytes <= bytes.len(), "more was read than there is");
}

/// A checkpoint, and a history of them.
pub fn note(bytes: &[u8]) {
    let (entries, rest) = split_history(bytes);
    let whole: usize = entries.iter().map(|entry| entry.note.len()).sum();
    assert_eq!(whole + rest.len(), bytes.len(), "bytes were lost");
    if let Ok(verifier) = SigningKey::from_seed(&[7; 32]).verifier("talap.example") {
        drop(Checkpoint::open(bytes, &verifier));
    }
}

/// The encoding of an event.
pub fn event(bytes: &[u8]) {
    if let Ok(event) = EventRef::read(bytes).and_then(EventRef::to_event) {
        assert_eq!(encode(&event), bytes, "two encodings of one event");
    }
}
