//! The lines read back: what the ledger is.

use std::collections::BTreeMap;

use super::body::{self, Body};
use super::{Line, Replica, ReplicaFault, Replication};
use crate::checkpoint::{self, Chain, Checkpoint};
use crate::encoding::Malformed;
use crate::keys::VerifierKey;
use crate::{manifest, merkle};

/// A write-ahead log, as far as it is not sealed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Log {
    /// Its header and frames.
    pub(super) bytes: Vec<u8>,
    /// The batch after the last one.
    pub(super) end: u64,
}

/// Everything that the lines say.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    /// The number of the next line.
    pub(crate) next: u64,
    /// Whether a ledger was handed over whole; before that nothing counts.
    pub(crate) founded: bool,
    /// The note of the ledger that was, or was to be, handed over.
    pub(super) founding: Option<Vec<u8>>,
    pub(super) manifest: Vec<u8>,
    pub(super) leaves: Vec<u8>,
    pub(super) history: Vec<u8>,
    /// By their first batch.
    pub(super) logs: BTreeMap<u64, Log>,
}

impl Truth {
    /// Reads all lines.
    pub(crate) fn read(replication: &Replication) -> Result<Self, ReplicaFault> {
        let replica = replication.lines.as_ref();
        let mut truth = Self::default();
        loop {
            let lines = replication.persist(|| replica.lines(truth.next))?;
            if lines.is_empty() {
                return Ok(truth);
            }
            for line in &lines {
                truth
                    .take(line)
                    .map_err(|Malformed(reason)| damaged(replica, &format!("line {}: {reason}", line.number)))?;
            }
        }
    }

    fn take(&mut self, line: &Line) -> Result<(), Malformed> {
        if line.number < self.next {
            return Err(Malformed("it is out of order"));
        }
        self.next = line.number.checked_add(1).ok_or(Malformed("no number can follow it"))?;
        match body::read(line)? {
            Body::Founding { note } => {
                if self.founded {
                    return Err(Malformed("a ledger was handed over already"));
                }
                *self = Self { next: self.next, founding: Some(note.to_vec()), ..Self::default() };
            }
            Body::Founded => self.founded = true,
            Body::Signed { manifest, leaves, notes } => {
                self.manifest.extend(manifest);
                self.leaves.extend(leaves);
                self.history.extend(notes);
            }
            Body::Frames { header, log, frames } => {
                let log = self.logs.entry(log).or_insert_with(|| Log { bytes: header.to_vec(), end: 0 });
                if !log.bytes.starts_with(header) {
                    return Err(Malformed("a log has two headers"));
                }
                log.bytes.extend(frames);
                log.end = line.end;
            }
        }
        Ok(())
    }

    /// Checks that it is whole, and signed with the key; returns the last checkpoint and its note.
    pub(super) fn check(&self, replica: &dyn Replica, key: &VerifierKey) -> Result<(Checkpoint, &[u8]), ReplicaFault> {
        let wrong = |reason: &str| damaged(replica, reason);
        let (mut entries, rest) = checkpoint::split_history(&self.history);
        let last = entries.pop().filter(|_| rest.is_empty());
        let last = last.ok_or_else(|| wrong("its history does not end with a checkpoint"))?;
        let found = Checkpoint::open(last.note, key).map_err(|fault| wrong(&fault.to_string()))?;
        let mut chain = Chain::default();
        for entry in &entries {
            chain.push(entry.note);
        }
        let (leaves, part) = self.leaves.as_chunks::<32>();
        let faults = [
            (found.follows(&chain), "checkpoints before the last are missing or changed"),
            (
                manifest::hash_of_first(&self.manifest, found.manifest_bytes) == Some(found.manifest_hash)
                    && self.manifest.len() as u64 == found.manifest_bytes,
                "its manifest is not what the last checkpoint signed",
            ),
            (
                part.is_empty() && leaves.len() as u64 == found.size && merkle::tree_hash(leaves) == found.root,
                "its leaves are not what the last checkpoint signed",
            ),
        ];
        match faults.iter().find(|(holds, _)| !holds) {
            Some((_, reason)) => Err(wrong(reason)),
            None => Ok((found, last.note)),
        }
    }
}

/// Reads lines as opening does, for `fuzz/`. What they say must be refused: nobody without the key signs it.
#[cfg(fuzzing)]
pub(crate) fn read_damaged(lines: &[Line], key: &VerifierKey) {
    let (mut truth, replica) = (Truth::default(), super::memory::Memory::default().take_over());
    for line in lines {
        if let Ok(body) = body::read(line) {
            assert_eq!(body.written(line).body, line.body, "two bodies of one line");
        }
        if truth.take(line).is_err() {
            break;
        }
    }
    for (first, log) in &truth.logs {
        drop(crate::scan::scan(&log.bytes, *first));
    }
    drop(manifest::parse(&truth.manifest));
    assert!(truth.check(&replica, key).is_err(), "what nobody signed was taken");
}

pub(super) fn damaged(replica: &dyn Replica, reason: &str) -> ReplicaFault {
    ReplicaFault::Damaged { place: replica.place(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_no_other_can_follow_is_refused() {
        let mut truth = Truth { next: 7, ..Truth::default() };
        assert!(truth.take(&body::founded(u64::MAX)).is_err());
        assert_eq!((truth.next, truth.founded), (7, false));
        truth.take(&body::founded(u64::MAX - 1)).unwrap();
        assert!(truth.take(&body::founded(7)).is_err(), "out of order");
    }
}
