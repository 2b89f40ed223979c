//! The checkpoint and the history of checkpoints: signatures, order, and each old root against today's leaves.

use sha2::{Digest, Sha256};

use super::{Leaves, Place, Reason, Verifier, plain};
use crate::checkpoint::{self, Chain, Checkpoint};
use crate::merkle::Frontier;
use crate::note::NoteFault;

/// How often the two files are read again while a running process may be between writing one and the other.
const ATTEMPTS: usize = 50;

/// The history, as it was read.
pub(super) struct History {
    bytes: Vec<u8>,
}

impl From<NoteFault> for Reason {
    fn from(fault: NoteFault) -> Self {
        match fault {
            NoteFault::Shape => Self::NotACheckpoint,
            NoteFault::OtherKey => Self::OtherKey,
            NoteFault::Signature => Self::Signature,
        }
    }
}

/// How the checkpoint and the end of the history fit.
enum Fit {
    Whole,
    /// The writing of the last checkpoint was interrupted; `tmp/checkpoint` shows it.
    Interrupted,
    Not,
}

impl Verifier<'_> {
    /// Reads checkpoint and history in a state that fits, if there is one.
    pub(super) fn read_history(&mut self) -> History {
        let (path, history_path) = (self.layout.checkpoint(), self.layout.history());
        for _ in 0..ATTEMPTS {
            let current = plain::read(&path, plain::CHECKPOINT).ok();
            let Ok(bytes) = plain::read(&history_path, plain::WHOLE) else { break };
            match self.fit(current.as_deref(), &bytes) {
                Fit::Whole => return History { bytes },
                Fit::Interrupted => {
                    let file = self.layout.temporary_checkpoint();
                    self.report.leftovers.push(file.strip_prefix(&self.layout.root).unwrap_or(&file).to_owned());
                    return History { bytes };
                }
                Fit::Not => std::thread::yield_now(),
            }
        }
        self.misfit()
    }

    fn fit(&self, current: Option<&[u8]>, history: &[u8]) -> Fit {
        let (entries, rest) = checkpoint::split_history(history);
        let temporary = plain::read(&self.layout.temporary_checkpoint(), plain::CHECKPOINT).unwrap_or_default();
        let last = entries.last().map(|entry| entry.note);
        if last.is_some() && last == current && rest.is_empty() {
            return Fit::Whole;
        }
        let torn_note = last.is_some() && last == current && !temporary.is_empty() && temporary.starts_with(rest);
        let before = entries.iter().rev().nth(1).map(|entry| entry.note);
        let not_replaced = rest.is_empty() && before == current && last == Some(temporary.as_slice());
        if torn_note || not_replaced { Fit::Interrupted } else { Fit::Not }
    }

    /// Says what does not fit.
    fn misfit(&mut self) -> History {
        let (path, history_path) = (self.layout.checkpoint(), self.layout.history());
        let current = self.read(&path);
        let bytes = self.read(&history_path).unwrap_or_default();
        let (entries, rest) = checkpoint::split_history(&bytes);
        if !rest.is_empty() {
            let at = Place::Byte((bytes.len() - rest.len()) as u64);
            self.problem(&history_path, Some(at), Reason::HistoryEnd);
        }
        if let Some(current) = current {
            if let Err(fault) = Checkpoint::open(&current, self.key) {
                self.problem(&path, None, fault.into());
            }
            if entries.last().is_none_or(|last| last.note != current) {
                self.problem(&path, None, Reason::NotTheLast);
            }
        }
        History { bytes }
    }

    /// Checks every checkpoint of the history; the last good one is what the rest is held against.
    /// Returns how many bytes of the manifest are what a checkpoint signed.
    pub(super) fn check_history(&mut self, history: &History, leaves: &Leaves, manifest: &[u8]) -> usize {
        let path = self.layout.history();
        let mut tree = Frontier::default();
        let mut prefix = Prefix { bytes: manifest, hasher: Sha256::new(), length: 0 };
        let (mut chain, mut unbroken) = (Chain::default(), true);
        let mut before: Option<Checkpoint> = None;
        let mut signed = 0;
        let entries = checkpoint::split_history(&history.bytes).0;
        if entries.is_empty() {
            self.problem(&path, None, Reason::NotACheckpoint);
        }
        for entry in entries {
            let place = Some(Place::Byte(entry.offset as u64));
            let opened = Checkpoint::open(entry.note, self.key);
            let follows = opened.as_ref().is_ok_and(|checkpoint| checkpoint.follows(&chain));
            chain.push(entry.note);
            let checkpoint = match opened {
                Ok(checkpoint) => checkpoint,
                Err(fault) => {
                    self.problem(&path, place, fault.into());
                    continue;
                }
            };
            // None that comes after a gap follows what is left, so the first says it all.
            if !follows && std::mem::replace(&mut unbroken, false) {
                self.problem(&path, place, Reason::HistoryCut);
            }
            if before.as_ref().is_some_and(|before| !grows(before, &checkpoint)) {
                self.problem(&path, place, Reason::Shrinks);
                continue;
            }
            if let Some(reason) = root_differs(&mut tree, leaves, &checkpoint) {
                self.problem(&self.layout.leaves(), None, reason);
            }
            if prefix.hash_at(checkpoint.manifest_bytes) == Some(checkpoint.manifest_hash) {
                signed = prefix.length;
                if self.signed_at.last().is_none_or(|(length, _)| *length < checkpoint.manifest_bytes) {
                    self.signed_at.push((checkpoint.manifest_bytes, checkpoint.time));
                }
            } else {
                self.problem(&self.layout.manifest(), None, Reason::Manifest);
            }
            before = Some(checkpoint);
        }
        self.report.checkpoint = before;
        signed
    }
}

/// Whether a checkpoint says more than the one before it, and takes nothing back.
fn grows(before: &Checkpoint, after: &Checkpoint) -> bool {
    before.size <= after.size
        && before.events <= after.events
        && before.manifest_bytes <= after.manifest_bytes
        && before.manifest_lines <= after.manifest_lines
        && !before.covers_the_same(after)
}

fn root_differs(tree: &mut Frontier, leaves: &Leaves, checkpoint: &Checkpoint) -> Option<Reason> {
    while tree.size() < checkpoint.size {
        let leaf = usize::try_from(tree.size()).ok().and_then(|at| leaves.whole.get(at));
        let Some(leaf) = leaf else {
            let found = leaves.whole.len() as u64;
            return Some(Reason::LeavesMissing { expected: checkpoint.size, found });
        };
        tree.push(*leaf);
    }
    (tree.root() != checkpoint.root).then_some(Reason::Root { size: checkpoint.size })
}

/// Hashes longer and longer beginnings of the manifest.
struct Prefix<'a> {
    bytes: &'a [u8],
    hasher: Sha256,
    length: usize,
}

impl Prefix<'_> {
    fn hash_at(&mut self, length: u64) -> Option<[u8; 32]> {
        let length = usize::try_from(length).ok()?;
        self.hasher.update(self.bytes.get(self.length..length)?);
        self.length = length;
        Some(self.hasher.clone().finalize().into())
    }
}
