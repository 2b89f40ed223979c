//! The ledger's write-ahead log, made whole with batches of the second store's log.
//!
//! A frame is the same in both, so that a log of which every frame is in one of them is made as it was, byte for byte. One of
//! which a batch is in neither is left as it is: no batch can stand where others before it are missing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::amiss::{Amiss, NoRemedy, Remedy};
use super::frames::{self, Found};
use crate::disk::{self, DiskFault};
use crate::encoding::Malformed;
use crate::layout::{Layout, wal_number};
use crate::merkle::Hash;
use crate::scan::scan;
use crate::verify::Reason;
use crate::wal::{self, Group, Salt};

/// What the logs are held against.
pub(super) struct Logs<'a> {
    pub(super) layout: &'a Layout,
    /// All batches before this one are in sealed files.
    pub(super) sealed: u64,
    /// The number of batches that the checkpoint signed.
    pub(super) size: u64,
    /// Their leaves.
    pub(super) covered: &'a [Hash],
    /// What the second store has.
    pub(super) found: &'a [Found],
}

/// What is to be done about the logs.
#[derive(Debug, Default)]
pub(super) struct LogPlan {
    /// Files with what they are to hold.
    pub(super) whole: Vec<(Amiss, Bytes)>,
    pub(super) lost: Vec<Amiss>,
    /// The leaves of the batches that the ledger's own log holds then.
    pub(super) held: BTreeMap<u64, Hash>,
}

/// A frame for a log.
#[derive(Debug, Clone)]
struct Piece {
    /// Its place among all that was found: of two tries of a batch the later one comes later.
    order: usize,
    group: Group,
    leaf: Hash,
    raw: Bytes,
    from_second: bool,
}

type Pieces = BTreeMap<u64, Piece>;

/// A log as it can be made.
struct Composed {
    content: Vec<u8>,
    /// The leaves of its batches.
    leaves: Vec<Hash>,
    /// How many of them come from the second store.
    used: u64,
    /// The first and last batch of those that are in neither store.
    missing: Option<(u64, u64)>,
}

impl Composed {
    fn end(&self, number: u64) -> u64 {
        number + self.leaves.len() as u64
    }
}

/// One of the ledger's own logs.
struct Own {
    path: PathBuf,
    number: u64,
    bytes: Bytes,
    /// None where the header cannot be read.
    salt: Option<Salt>,
}

impl Logs<'_> {
    /// Compares the logs and says what can be done.
    pub(super) fn plan(&self) -> Result<LogPlan, DiskFault> {
        let own = self.own()?;
        let second = self.of_second();
        let taken: BTreeSet<Salt> = own.iter().filter_map(|own| own.salt).collect();
        let free: BTreeMap<&Salt, &Pieces> = second.iter().filter(|(salt, _)| !taken.contains(*salt)).collect();
        let mut plan = LogPlan::default();
        // The batch that comes next; none after a log that stays as it is.
        let mut next = Some(self.sealed);
        let ends = own.iter().skip(1).map(|own| Some(own.number)).chain([None]);
        for (own, until) in own.iter().zip(ends) {
            if let Some(next) = next.filter(|next| own.number > *next) {
                self.lost_files(next, Some(own.number), &free, &mut plan);
            }
            next = self.one(own, until, &second, &mut plan).or(until);
        }
        if let Some(next) = next {
            self.lost_files(next, None, &free, &mut plan);
        }
        Ok(plan)
    }

    fn own(&self) -> Result<Vec<Own>, DiskFault> {
        let mut all = Vec::new();
        for path in disk::list(&self.layout.wal_folder())? {
            // What is no log, and logs whose deletion was interrupted, hold nothing that is missing elsewhere.
            let is_plain = path.symlink_metadata().is_ok_and(|found| found.is_file());
            let Some(number) = wal_number(&path).filter(|number| is_plain && *number >= self.sealed) else { continue };
            let bytes = Bytes::from(disk::read(&path)?);
            let salt = wal::read_header(&bytes).ok().filter(|(_, first)| *first == number).map(|(salt, _)| salt);
            all.push(Own { path, number, bytes, salt });
        }
        Ok(all)
    }

    /// Whether a batch is what the checkpoint signed, as far as it signed it.
    fn accepts(&self, index: u64, leaf: &Hash) -> bool {
        index >= self.size || self.leaf(index) == Some(leaf)
    }

    fn leaf(&self, index: u64) -> Option<&Hash> {
        self.covered.get(usize::try_from(index).ok()?)
    }

    /// The second store's frames by the log of the ledger that they belong to.
    fn of_second(&self) -> BTreeMap<Salt, Pieces> {
        let mut logs: BTreeMap<Salt, Pieces> = BTreeMap::new();
        for (order, Found { salt, frame, raw }) in self.found.iter().enumerate() {
            let batch = &frame.batch;
            if batch.index >= self.sealed && self.accepts(batch.index, &batch.leaf) {
                let (group, leaf, raw) = (frame.group, batch.leaf, raw.clone());
                let piece = Piece { order, group, leaf, raw, from_second: true };
                // Where a batch was tried twice, the later one is what came of it.
                logs.entry(*salt).or_default().insert(batch.index, piece);
            }
        }
        logs
    }

    fn pieces_of(&self, own: &Own, salt: Salt) -> Pieces {
        let frames = frames::readable(&own.bytes, salt);
        let frames = frames.filter(|(_, frame)| self.accepts(frame.batch.index, &frame.batch.leaf));
        let piece = |(offset, frame): (usize, wal::Frame)| {
            let raw = own.bytes.slice(offset..offset + frame.length);
            let (group, leaf) = (frame.group, frame.batch.leaf);
            (frame.batch.index, Piece { order: 0, group, leaf, raw, from_second: false })
        };
        frames.map(piece).collect()
    }

    /// Looks at one log, which ends where the next one begins; returns the batch after its last one, if it is whole.
    fn one(&self, own: &Own, until: Option<u64>, second: &BTreeMap<Salt, Pieces>, plan: &mut LogPlan) -> Option<u64> {
        let none = Pieces::new();
        let salts: Vec<Salt> = own.salt.map_or_else(|| second.keys().copied().collect(), |salt| vec![salt]);
        let mut made: Vec<_> = salts
            .into_iter()
            .map(|salt| {
                let (of_file, of_second) = (self.pieces_of(own, salt), second.get(&salt).unwrap_or(&none));
                (self.compose((own.number, salt), &of_file, of_second, until), of_file)
            })
            .collect();
        // The header that most of its frames are under is the right one.
        made.sort_by_key(|(_, of_file)| Reverse(of_file.len()));
        // Without a header the file says nothing of what it held; a frame must show that the header is the right one.
        let fits = |composed: &Composed| own.salt.is_some() || !composed.leaves.is_empty();
        let sound = made.iter().find(|(composed, _)| composed.missing.is_none() && fits(composed));
        let Some((composed, of_file)) = sound else {
            let of_file = made.first().map(|(_, of_file)| of_file);
            let lost = made.first().and_then(|(composed, _)| composed.missing);
            let (first, last) = lost.unwrap_or((own.number, until.unwrap_or(self.size).max(own.number + 1) - 1));
            let why = NoRemedy::Others { first, last };
            // A log that is being created, or whose creation was interrupted, lacks nothing.
            if own.number < self.size.max(until.unwrap_or(0)) || own.bytes.len() > wal::HEADER {
                plan.lost.push(Amiss::without(self.relative(&own.path), reason(own, (first, last)), why));
            }
            plan.held.extend(of_file.into_iter().flatten().map(|(index, piece)| (*index, piece.leaf)));
            return None;
        };
        if composed.used > 0 || own.salt.is_none() {
            let mut lacking = (own.number..composed.end(own.number)).filter(|index| !of_file.contains_key(index));
            let first = lacking.next().unwrap_or(own.number);
            let last = lacking.next_back().unwrap_or(first);
            let remedy = Remedy::Frames { batches: composed.used };
            let amiss = Amiss { path: self.relative(&own.path), reason: reason(own, (first, last)), remedy };
            plan.whole.push((amiss, composed.content.clone().into()));
        }
        plan.held.extend((own.number..).zip(composed.leaves.iter().copied()));
        Some(composed.end(own.number))
    }

    /// Logs that are gone altogether, from the batch `next` to where the next one begins, or to the end.
    fn lost_files(&self, mut next: u64, until: Option<u64>, free: &BTreeMap<&Salt, &Pieces>, plan: &mut LogPlan) {
        let demanded = until.unwrap_or(self.size);
        // The last try of a log that begins here is the one whose frames are taken.
        let tried_at = |at: u64, pieces: &Pieces| {
            pieces.first_key_value().filter(|(first, _)| **first == at).map(|(_, piece)| piece.order)
        };
        let tries =
            |at: u64| free.iter().filter_map(move |(salt, pieces)| Some((tried_at(at, pieces)?, *salt, *pieces)));
        let begins = |at: u64| tries(at).max_by_key(|(order, ..)| *order).map(|(_, salt, pieces)| (salt, pieces));
        while let Some((salt, of_second)) = begins(next).filter(|_| until.is_none_or(|until| next < until)) {
            let composed = self.compose((next, *salt), &Pieces::new(), of_second, until);
            let end = composed.end(next);
            // Where it ends must be where another begins: a hole is no end.
            if end == next || end < demanded && begins(end).is_none() {
                break;
            }
            let path = self.layout.wal(next);
            let remedy = Remedy::Frames { batches: composed.used };
            let amiss = Amiss { path: self.relative(&path), reason: Reason::Missing, remedy };
            plan.whole.push((amiss, composed.content.into()));
            plan.held.extend((next..).zip(composed.leaves));
            next = end;
        }
        if next < demanded {
            let (first, last) = (next, demanded - 1);
            let path = self.relative(&self.layout.wal(next));
            plan.lost.push(Amiss::without(path, Reason::Missing, NoRemedy::Others { first, last }));
        }
    }

    /// Puts a log together from its own frames and those of the second store. Of what no checkpoint signed, only whole
    /// group commits are taken.
    fn compose(&self, (number, salt): (u64, Salt), own: &Pieces, second: &Pieces, until: Option<u64>) -> Composed {
        let piece_at = |index: &u64| own.get(index).or_else(|| second.get(index));
        let mut composed = Composed { content: wal::header(salt, number), leaves: Vec::new(), used: 0, missing: None };
        let mut next = number;
        while let Some(piece) = piece_at(&next).filter(|_| until.is_none_or(|until| next < until)) {
            let Group { first, last } = piece.group;
            if next >= self.size && (first != next || !(first..=last).all(|index| piece_at(&index).is_some())) {
                break;
            }
            let last = if next >= self.size { last } else { next };
            for piece in (next..=last).filter_map(|index| piece_at(&index)) {
                composed.content.extend_from_slice(&piece.raw);
                composed.leaves.push(piece.leaf);
                composed.used += u64::from(piece.from_second);
            }
            let Some(after) = last.checked_add(1) else { break };
            next = after;
        }
        // Beyond what was signed, a log lacks something only if a later group is there: the last one may be torn.
        let later = own.range(next..).find(|(_, piece)| piece.group.first > next).map(|(index, _)| *index);
        let demanded = until.unwrap_or(self.size).max(later.unwrap_or(0));
        if next < demanded {
            let found = own.range(next..).chain(second.range(next..)).map(|(index, _)| *index).min();
            composed.missing = Some((next, found.filter(|found| *found > next).unwrap_or(demanded) - 1));
        }
        composed
    }

    fn relative(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.layout.root).unwrap_or(path).to_owned()
    }
}

/// How a log differs from what it was.
fn reason(own: &Own, (first, last): (u64, u64)) -> Reason {
    match scan(&own.bytes, own.number) {
        Err(Malformed(cause)) => Reason::Log { cause },
        Ok(scan) => match scan.damage.first() {
            Some(damage) => Reason::Log { cause: damage.reason.0 },
            None => Reason::BatchesMissing { first, last },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use talap_model::Event;

    const STALE: Salt = [1; 8];
    const LAST: Salt = [9; 8];

    /// Frames of the second store's log, in the order in which they were written.
    fn found(tries: &[(Salt, u64, u32)]) -> Vec<Found> {
        let frame = |(salt, index, number): &(Salt, u64, u32)| {
            let event = Event { seq: *index, body: sample::event("acme", "portal", "hr", *number) };
            let (group, mut raw) = (Group { first: *index, last: *index }, Vec::new());
            sample::write_frame(&mut raw, *salt, group, *index, &[event]);
            Found { salt: *salt, frame: wal::read_frame(&raw, *salt).unwrap(), raw: raw.into() }
        };
        tries.iter().map(frame).collect()
    }

    fn content(salt: Salt, first: u64, frames: &[Found]) -> Vec<u8> {
        [wal::header(salt, first)].into_iter().chain(frames.iter().map(|found| found.raw.to_vec())).flatten().collect()
    }

    #[test]
    fn of_two_tries_of_a_log_that_is_gone_the_later_one_is_taken() {
        let folder = sample::folder();
        let layout = Layout::new(folder.path());
        for (before, after) in [(STALE, LAST), (LAST, STALE)] {
            let found = found(&[(before, 4, 1), (after, 4, 2), (after, 5, 3)]);
            let logs = Logs { layout: &layout, sealed: 4, size: 4, covered: &[], found: &found };
            let plan = logs.plan().unwrap();
            assert_eq!(plan.whole.len(), 1);
            assert_eq!(plan.whole[0].1, content(after, 4, &found[1..]));
            assert_eq!(plan.held.len(), 2);
        }
    }

    #[test]
    fn a_log_without_its_header_gets_the_one_that_its_own_frames_are_under() {
        let folder = sample::folder();
        let layout = Layout::new(folder.path());
        for (before, after) in [(STALE, LAST), (LAST, STALE)] {
            let found = found(&[(before, 4, 1), (after, 4, 2), (after, 5, 3)]);
            let sound = content(after, 4, &found[1..]);
            let mut damaged = sound.clone();
            damaged[7] ^= 1;
            std::fs::create_dir_all(layout.wal_folder()).unwrap();
            std::fs::write(layout.wal(4), &damaged).unwrap();
            let logs = Logs { layout: &layout, sealed: 4, size: 4, covered: &[], found: &found };
            let plan = logs.plan().unwrap();
            assert_eq!((plan.whole.len(), plan.lost.len()), (1, 0));
            assert_eq!(plan.whole[0].1, sound);
        }
    }
}
