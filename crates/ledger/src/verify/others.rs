//! What follows from the leaves, and what others say: tiles, cosigned checkpoints, time stamps.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Leaves, Reason, Verifier, plain};
use crate::checkpoint::{self, Checkpoint};
use crate::evidence;
use crate::note::Note;
use crate::proof::ProofFault;
use crate::stamp;
use crate::tiles::{Edge, FULL_BYTES, FullTile, tile_of};
use crate::{disk, proof};

impl Verifier<'_> {
    /// Holds every full tile against the leaves. Those under the checkpoint must be there, but in a ledger that was last
    /// opened before there were tiles; then there is none.
    pub(super) fn check_tiles(&mut self, leaves: &Leaves, size: u64) {
        let kept = self.layout.tiles().is_dir();
        let mut edge = Edge::default();
        for (leaf, at) in leaves.whole.iter().zip(0_u64..) {
            for tile in edge.push(*leaf) {
                self.check_tile(&tile, kept && at < size);
            }
        }
    }

    fn check_tile(&mut self, tile: &FullTile, needed: bool) {
        let path = self.layout.tile(&tile.id);
        match plain::read(&path, FULL_BYTES) {
            Ok(bytes) if bytes == tile.bytes() => {}
            Ok(_) => self.problem(&path, None, Reason::Tile),
            Err(Reason::Missing) if !needed => {}
            Err(reason) => self.problem(&path, None, reason),
        }
    }

    /// Whether a path is that of a full tile of the leaves that are there now: a running process may have written more since
    /// they were read.
    pub(super) fn is_a_tile(&self, path: &Path) -> bool {
        let leaves = plain::length(&self.layout.leaves()).unwrap_or(0) / 32;
        tile_of(self.layout, path).is_some_and(|tile| tile.width == 256 && tile.end().is_some_and(|end| end <= leaves))
    }

    /// Checks what witnesses and time-stamping authorities confirmed. Returns the files.
    ///
    /// The files are read before the history is read once more: a checkpoint is in the history before anybody confirms it.
    pub(super) fn check_evidence(&mut self) -> BTreeSet<PathBuf> {
        let mut found = Vec::new();
        for folder in [self.layout.witnessed(), self.layout.stamps()] {
            for path in disk::list(&folder).unwrap_or_default() {
                match plain::read(&path, evidence::LARGEST) {
                    Ok(bytes) => found.push((path, bytes)),
                    // An older cosigned note goes when a newer one has come.
                    Err(Reason::Missing) => {}
                    Err(reason) => self.problem(&path, None, reason),
                }
            }
        }
        let history = plain::read(&self.layout.history(), plain::WHOLE).unwrap_or_default();
        let history: BTreeSet<&[u8]> =
            checkpoint::split_history(&history).0.into_iter().map(|entry| entry.note).collect();
        let mut stamped = std::collections::BTreeMap::new();
        let mut newest: Option<(u64, String)> = None;
        for (path, bytes) in found.iter().filter(|(path, _)| ends_with(path, evidence::NOTE)) {
            match self.check_note(path, bytes, &history) {
                Ok((size, plain)) => {
                    if path.starts_with(self.layout.stamps()) {
                        stamped.insert(size, plain);
                    } else if newest.as_ref().is_none_or(|(known, _)| *known < size) {
                        newest = Some((size, String::from_utf8_lossy(bytes).into_owned()));
                    }
                }
                Err(reason) => self.problem(path, None, reason),
            }
        }
        for (path, bytes) in found.iter().filter(|(path, _)| !ends_with(path, evidence::NOTE)) {
            let size = evidence::named_size(path, bytes).filter(|_| ends_with(path, evidence::TOKEN));
            let note = size.and_then(|size| stamped.get(&size));
            match (size, note) {
                (None, _) => self.problem(path, None, Reason::Evidence),
                (Some(_), None) => self.problem(path, None, Reason::EvidenceStray),
                (Some(size), Some(note)) => self.check_stamp(path, (size, note), bytes),
            }
        }
        self.check_witnesses(newest);
        found.into_iter().map(|(path, _)| path).collect()
    }

    /// Whether a file of evidence, which was not there when the others were read, is sound in itself and no older than the
    /// checkpoint.
    pub(super) fn is_newer_evidence(&self, path: &Path) -> bool {
        let known = self.report.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
        let evidence =
            [self.layout.witnessed(), self.layout.stamps()].iter().any(|folder| path.parent() == Some(folder));
        let bytes = plain::read(path, evidence::LARGEST).unwrap_or_default();
        evidence && evidence::named_size(path, &bytes).is_some_and(|size| size >= known)
    }

    fn check_note(&self, path: &Path, bytes: &[u8], history: &BTreeSet<&[u8]>) -> Result<(u64, String), Reason> {
        evidence::named_size(path, bytes).ok_or(Reason::Evidence)?;
        let text = std::str::from_utf8(bytes).map_err(|_| Reason::Evidence)?;
        let note = Note::parse(text)?;
        let (checkpoint, plain) = Checkpoint::open_cosigned(&note, self.key)?;
        if evidence::named_size(path, bytes) != Some(checkpoint.size) {
            return Err(Reason::Evidence);
        }
        // Somebody saw a checkpoint that the ledger does not have any more.
        if history.contains(plain.as_bytes()) { Ok((checkpoint.size, plain)) } else { Err(Reason::EvidenceStray) }
    }

    fn check_stamp(&mut self, path: &Path, (size, note): (u64, &str), token: &[u8]) {
        let imprint = Sha256::digest(note).into();
        match stamp::check(token, &imprint, self.demands.authority.as_ref()) {
            Ok(stamp) => {
                if self.report.stamp.as_ref().is_none_or(|(known, _)| *known < size) {
                    self.report.stamp = Some((size, stamp));
                }
            }
            Err(fault) => self.problem(path, None, Reason::Stamp { fault }),
        }
    }

    /// Every witness that is demanded must have cosigned the newest note that is kept.
    fn check_witnesses(&mut self, newest: Option<(u64, String)>) {
        let folder = self.layout.witnessed();
        let note = newest.as_ref().and_then(|(size, text)| Some((*size, Note::parse(text).ok()?)));
        for witness in &self.demands.witnesses.clone() {
            let name = witness.name().to_owned();
            let Some((size, note)) = &note else {
                self.problem(&folder, None, Reason::NotWitnessed { witness: name });
                continue;
            };
            match proof::cosigned(note, witness) {
                Ok(cosigned) => {
                    self.report.witnessed_batches = Some(*size);
                    self.report.cosigned.push(cosigned);
                }
                Err(ProofFault::NotWitnessed { witness }) => {
                    self.problem(&folder, None, Reason::NotWitnessed { witness });
                }
                Err(_) => self.problem(&folder, None, Reason::Cosignature { witness: name }),
            }
        }
    }
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found == ending)
}
