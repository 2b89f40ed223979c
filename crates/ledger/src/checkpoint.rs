//! Checkpoints (C2SP tlog-checkpoint): what the ledger was at a moment, signed. Extension lines bind the manifest, the
//! number of events, the time and all checkpoints before it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use talap_model::Timestamp;

use crate::hex;
use crate::keys::{SigningKey, VerifierKey};
use crate::merkle::Hash;
use crate::note::{self, Note, NoteFault};

/// What a ledger was at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the ledger.
    pub origin: String,
    /// The number of batches, which are the leaves of the tree.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
    /// The number of lines of the manifest.
    pub manifest_lines: u64,
    /// The length of the manifest in bytes.
    pub manifest_bytes: u64,
    /// SHA-256 of the manifest.
    pub manifest_hash: Hash,
    /// The number of events in all batches.
    pub events: u64,
    /// When it was signed.
    pub time: Timestamp,
    /// The number of checkpoints before it in the history.
    pub history_notes: u64,
    /// SHA-256 of the history before it.
    pub history_hash: Hash,
}

impl fmt::Display for Checkpoint {
    /// The text that is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, STANDARD.encode(self.root))?;
        let hash = hex::encode(&self.manifest_hash);
        writeln!(f, "manifest {} {} {hash}", self.manifest_lines, self.manifest_bytes)?;
        writeln!(f, "events {}\ntime {}", self.events, self.time)?;
        writeln!(f, "history {} {}", self.history_notes, hex::encode(&self.history_hash))
    }
}

impl Checkpoint {
    /// Whether it says the same of the ledger, whatever the time and the place in the history.
    pub(crate) fn covers_the_same(&self, other: &Self) -> bool {
        let (time, history_notes, history_hash) = (other.time, other.history_notes, other.history_hash);
        Self { time, history_notes, history_hash, ..self.clone() } == *other
    }

    /// Whether it was signed at the end of this history.
    pub(crate) fn follows(&self, history: &Chain) -> bool {
        (self.history_notes, self.history_hash) == (history.notes, history.hash())
    }

    pub(crate) fn sign(&self, key: &SigningKey) -> String {
        note::sign(&self.to_string(), &self.origin, key)
    }

    /// Checks the signature and reads the text, in exactly the form that [`fmt::Display`] writes.
    pub(crate) fn open(note: &[u8], key: &VerifierKey) -> Result<Self, NoteFault> {
        let note = std::str::from_utf8(note).map_err(|_| NoteFault::Shape)?;
        Self::of_text(note::open(note, key)?, key)
    }

    /// The same of a note that witnesses may have cosigned; also the note as the ledger signed it, without their lines.
    pub(crate) fn open_cosigned(note: &Note<'_>, key: &VerifierKey) -> Result<(Self, String), NoteFault> {
        let line = note.signed_by(key)?;
        Ok((Self::of_text(note.text, key)?, format!("{}\n{}", note.text, line.raw)))
    }

    fn of_text(text: &str, key: &VerifierKey) -> Result<Self, NoteFault> {
        let checkpoint = Self::parse(text).ok_or(NoteFault::Shape)?;
        if checkpoint.to_string() != text {
            return Err(NoteFault::Shape);
        }
        if checkpoint.origin == key.name() { Ok(checkpoint) } else { Err(NoteFault::OtherKey) }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let origin = lines.next()?.to_owned();
        let size = lines.next()?.parse().ok()?;
        let root = STANDARD.decode(lines.next()?).ok()?.try_into().ok()?;
        let mut manifest = lines.next()?.strip_prefix("manifest ")?.split(' ');
        let manifest_lines = manifest.next()?.parse().ok()?;
        let manifest_bytes = manifest.next()?.parse().ok()?;
        let manifest_hash = hex::decode(manifest.next()?)?;
        let events = lines.next()?.strip_prefix("events ")?.parse().ok()?;
        let time = Timestamp::parse_rfc3339(lines.next()?.strip_prefix("time ")?)?;
        let (notes, hash) = lines.next()?.strip_prefix("history ")?.split_once(' ')?;
        let (history_notes, history_hash) = (notes.parse().ok()?, hex::decode(hash)?);
        Some(Self {
            origin,
            size,
            root,
            manifest_lines,
            manifest_bytes,
            manifest_hash,
            events,
            time,
            history_notes,
            history_hash,
        })
    }
}

/// The first three lines of any log's checkpoint (C2SP tlog-checkpoint): what a witness looks at, whatever lines follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The name of the log.
    pub origin: String,
    /// How many leaves its tree has.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
}

impl Head {
    /// Reads the text of a note.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let origin = lines.next().filter(|origin| !origin.is_empty())?.to_owned();
        let size = number(lines.next()?)?;
        let encoded = lines.next()?;
        let root = STANDARD.decode(encoded).ok()?.try_into().ok()?;
        Some(Self { origin, size, root })
    }
}

/// A decimal number without zeros or signs before it.
pub(crate) fn number(text: &str) -> Option<u64> {
    text.parse::<u64>().ok().filter(|number| number.to_string() == text)
}

/// The history so far: what the next checkpoint binds, so that none before it can be taken away.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chain {
    pub(crate) notes: u64,
    hasher: Sha256,
}

impl Chain {
    /// Adds the note that the history goes on with.
    pub(crate) fn push(&mut self, note: &[u8]) {
        self.notes += 1;
        self.hasher.update(note);
    }

    pub(crate) fn hash(&self) -> Hash {
        self.hasher.clone().finalize().into()
    }
}

/// An entry of the history, with where it lies.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) offset: usize,
    pub(crate) note: &'a [u8],
}

/// Splits the history into its notes; what follows the last whole note is the rest.
pub(crate) fn split_history(bytes: &[u8]) -> (Vec<Entry<'_>>, &[u8]) {
    let (mut entries, mut rest, mut offset) = (Vec::new(), bytes, 0);
    while let Some((note, after)) = note::length_of_first(rest).and_then(|length| rest.split_at_checked(length)) {
        entries.push(Entry { offset, note });
        offset += note.len();
        rest = after;
    }
    (entries, rest)
}

/// The last whole note of the history, read from its end, and the bytes that follow it.
pub(crate) fn last_of_history(bytes: &[u8]) -> (Option<Entry<'_>>, &[u8]) {
    let (mut entries, rest) = split_history(bytes);
    (entries.pop(), rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{FixedEntropy, MORNING};

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            origin: "talap.example/ledger".into(),
            size: 3,
            root: [1; 32],
            manifest_lines: 2,
            manifest_bytes: 300,
            manifest_hash: [2; 32],
            events: 17,
            time: Timestamp::from_micros(MORNING),
            history_notes: 4,
            history_hash: [3; 32],
        }
    }

    #[test]
    fn the_signed_text_is_a_tlog_checkpoint() {
        let text = checkpoint().to_string();
        assert_eq!(
            text,
            "talap.example/ledger\n3\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n\
             manifest 2 300 0202020202020202020202020202020202020202020202020202020202020202\n\
             events 17\ntime 2026-11-22T10:00:00Z\n\
             history 4 0303030303030303030303030303030303030303030303030303030303030303\n"
        );
    }

    #[test]
    fn a_checkpoint_round_trips_and_another_origin_is_refused() {
        let key = SigningKey::generate(&FixedEntropy(7));
        let note = checkpoint().sign(&key);
        let verifier = key.verifier("talap.example/ledger").unwrap();
        assert_eq!(Checkpoint::open(note.as_bytes(), &verifier), Ok(checkpoint()));
        let other = key.verifier("other").unwrap();
        assert_eq!(Checkpoint::open(note.as_bytes(), &other), Err(NoteFault::OtherKey));
        let other_text = note::sign("other\n1\n", "talap.example/ledger", &key);
        assert_eq!(Checkpoint::open(other_text.as_bytes(), &verifier), Err(NoteFault::Shape));
    }

    #[test]
    fn a_history_is_split_and_its_torn_end_kept_apart() {
        let key = SigningKey::generate(&FixedEntropy(7));
        let note = checkpoint().sign(&key);
        let history = format!("{note}{note}{}", note.trim_end());
        let (entries, rest) = split_history(history.as_bytes());
        assert_eq!(entries.iter().map(|entry| entry.offset).collect::<Vec<_>>(), [0, note.len()]);
        assert_eq!(rest.len(), note.len() - 1);
    }
}
