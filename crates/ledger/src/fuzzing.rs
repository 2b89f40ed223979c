//! What `fuzz/` feeds with bytes: the parsers of everything that the ledger keeps. Compiled for fuzzing only.
//!
//! A checksum keeps a fuzzer from what lies behind it, so some targets get theirs put right before they are read: whoever
//! changes a file can do so too.

use crate::checkpoint::{Checkpoint, split_history};
use crate::encoding::{Attributes, EventRef, Output, encode};
use crate::forms::{Forms, Reading};
use crate::keys::{SigningKey, VerifierKey, WitnessKey};
use crate::note::{self, Note};
use crate::replica::{Line, LineKind, truth};
use crate::{manifest, scan, tokens, wal, witness};

/// A write-ahead log.
pub fn log(bytes: &[u8]) {
    let number = wal::read_header(bytes).map_or(0, |(_, first)| first);
    drop(scan::scan(bytes, number));
}

/// The payloads of frames of a write-ahead log, each with its length in two bytes before it.
pub fn frames(bytes: &[u8]) {
    let (mut log, mut rest) = (wal::header(wal::Salt::default(), 0), bytes);
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let (payload, after) = after.split_at(usize::from(u16::from_be_bytes(*length)).min(after.len()));
        wal::write_payload(&mut log, wal::Salt::default(), payload);
        rest = after;
    }
    if let Ok(scan) = scan::scan(&log, 0) {
        let order = scan.frames.iter().map(|(_, frame)| frame.batch.index).is_sorted_by(|one, next| one < next);
        assert!(order || !scan.damage.is_empty(), "frames out of the order of their batches, and no damage is told");
    }
}

/// A manifest.
pub fn manifest(bytes: &[u8]) {
    let read = manifest::parse(bytes);
    assert!(read.bytes <= bytes.len(), "more was read than there is");
}

/// A checkpoint, with a witness's line perhaps, a history of checkpoints, and what a witness answers.
pub fn note(bytes: &[u8]) {
    let (entries, rest) = split_history(bytes);
    let whole: usize = entries.iter().map(|entry| entry.note.len()).sum();
    assert_eq!(whole + rest.len(), bytes.len(), "bytes were lost");
    let (Ok(text), key) = (std::str::from_utf8(bytes), SigningKey::from_seed(&[7; 32])) else { return };
    let (Ok(verifier), Ok(witness)) = (key.verifier("talap.example"), key.witness_key("w")) else { return };
    drop(Checkpoint::open(bytes, &verifier));
    if let Ok(note) = Note::parse(text) {
        assert!(text.starts_with(note.text) && note.text.ends_with('\n'), "the text is not the note's");
        drop(Checkpoint::open_cosigned(&note, &verifier));
        let _time = note.cosigned_by(&witness);
    }
    if let Ok(lines) = note::parse_lines(text) {
        assert_eq!(lines.iter().map(|line| line.raw).collect::<String>(), text, "lines were lost");
    }
}

/// The public key of a ledger or of a witness.
pub fn key(text: &str) {
    if let Ok(key) = text.parse::<VerifierKey>() {
        assert_eq!(key.to_string(), text, "two forms of one key");
    }
    if let Ok(key) = text.parse::<WitnessKey>() {
        assert_eq!(key.to_string(), text, "two forms of one key");
    }
}

/// An index of tokens, its checksums put right.
pub fn index(bytes: &[u8]) {
    tokens::ask_damaged(bytes.to_vec());
}

/// What a witness remembers of ledgers.
pub fn seen(bytes: &[u8]) {
    witness::judge_damaged(bytes);
}

/// The lines of a replica: for each a byte for its kind, its number and its end in 8 bytes each, the length of its body in two.
pub fn lines(bytes: &[u8]) {
    let (mut lines, mut rest) = (Vec::new(), bytes);
    while let Some((head, after)) = rest.split_first_chunk::<19>() {
        let [kind, numbers @ .., high, low] = *head;
        let (number, end) = numbers.split_at(8);
        let whole = |bytes: &[u8]| bytes.iter().fold(0_u64, |whole, byte| whole << 8 | u64::from(*byte));
        let kinds = LineKind::ALL;
        let Some(kind) = kinds.get(usize::from(kind) % kinds.len()) else { return };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let (body, after) = after.split_at(length.min(after.len()));
        let body = bytes::Bytes::copy_from_slice(body);
        lines.push(Line { number: whole(number), kind: *kind, end: whole(end), body });
        rest = after;
    }
    let Ok(verifier) = SigningKey::from_seed(&[7; 32]).verifier("talap.example") else { return };
    truth::read_damaged(&lines, &verifier);
}

/// The encoding of an event.
pub fn event(bytes: &[u8]) {
    if let Ok(event) = EventRef::read(bytes).and_then(EventRef::to_event) {
        assert_eq!(encode(&event), bytes, "two encodings of one event");
    }
}

/// The form of attributes, filled in from raw bytes. What comes of it has a form again, which says the same.
pub fn form(text: &str, raw: &[u8]) {
    let (mut reading, mut out, mut json) = (Reading::default(), Output::default(), Vec::new());
    let owned = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
    };
    let Ok(pairs) = reading.read(text, raw, owned) else { return };
    let attributes = Attributes::written(&mut out, pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    assert!(Forms::default().write(attributes, raw, &mut json).is_ok(), "a form cannot be written");
    let again = std::str::from_utf8(&json).ok().and_then(|form| reading.read(form, raw, owned).ok());
    assert_eq!(again, Some(pairs), "another form says something else");
}
