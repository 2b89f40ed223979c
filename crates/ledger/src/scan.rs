//! Reading a write-ahead log file that may end torn or be damaged: recovery and verification read it the same way.

use crate::encoding::Malformed;
use crate::wal::{self, Frame, Group, Salt};

/// A file that was read.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Frames of whole group commits, each with its offset.
    pub(crate) frames: Vec<(usize, Frame)>,
    /// Damage to what was once durable.
    pub(crate) damage: Vec<Damage>,
    /// Where an interrupted group commit begins, if the file ends with one.
    pub(crate) torn_at: Option<usize>,
}

/// Bytes that are not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damage {
    pub(crate) offset: usize,
    /// The batch that was expected there.
    pub(crate) batch: u64,
    pub(crate) reason: Malformed,
}

/// Reads a file whose name says that it begins with batch `number`.
///
/// # Errors
///
/// [`Malformed`] when the header is not that of such a file.
pub(crate) fn scan(bytes: &[u8], number: u64) -> Result<Scan, Malformed> {
    let (salt, first) = wal::read_header(bytes)?;
    if first != number {
        return Err(Malformed("the header is of another file"));
    }
    let mut reading = Reading { scan: Scan::default(), open: Vec::new(), expected: number };
    let mut offset = wal::HEADER;
    while let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) {
        let reason = match wal::read_frame(rest, salt) {
            Ok(frame) if frame.batch.index == reading.expected => match frame.batch.index.checked_add(1) {
                Some(after) => {
                    let length = frame.length;
                    reading.take(offset, frame, after);
                    offset += length;
                    continue;
                }
                None => OUT_OF_ORDER,
            },
            Ok(_) => OUT_OF_ORDER,
            Err(reason) => reason,
        };
        let damage = Damage { offset, batch: reading.expected, reason };
        match wal::next_readable(bytes, offset + 1, salt) {
            // A group is written only after the one before it is durable, so what lies before this frame is damaged.
            Some((next, frame))
                if damage.reason == OUT_OF_ORDER || later_group(bytes, (next, &frame), salt, reading.expected) =>
            {
                reading.damaged(damage);
                reading.expected = frame.batch.index;
                offset = next;
            }
            Some(_) => return Ok(reading.torn(offset)),
            None if wal::looks_torn(rest) && damage.reason != OUT_OF_ORDER => return Ok(reading.torn(offset)),
            None => {
                reading.damaged(damage);
                return Ok(reading.scan);
            }
        }
    }
    Ok(reading.end())
}

const OUT_OF_ORDER: Malformed = Malformed("a frame is out of order");

/// Whether a readable frame, or any after it, is of a group that begins after the batch `expected`. Frames of the group that
/// was interrupted may come first: only the first of them may have failed to reach the disk.
fn later_group(bytes: &[u8], (offset, frame): (usize, &Frame), salt: Salt, expected: u64) -> bool {
    let (mut first, mut after) = (frame.group.first, offset + frame.length);
    while first <= expected {
        let Some((next, frame)) = wal::next_readable(bytes, after, salt) else { return false };
        (first, after) = (frame.group.first, next + frame.length);
    }
    true
}

struct Reading {
    scan: Scan,
    /// Frames of a group commit of which the last has not come yet.
    open: Vec<(usize, Frame)>,
    expected: u64,
}

impl Reading {
    fn take(&mut self, offset: usize, frame: Frame, after: u64) {
        let Group { last, .. } = frame.group;
        self.expected = after;
        let whole = frame.batch.index == last;
        self.open.push((offset, frame));
        if whole {
            self.scan.frames.append(&mut self.open);
        }
    }

    fn damaged(&mut self, damage: Damage) {
        // Frames before the damage are what they were, even where their group is not whole any more.
        self.scan.frames.append(&mut self.open);
        self.scan.damage.push(damage);
    }

    fn torn(mut self, offset: usize) -> Scan {
        self.scan.torn_at = Some(self.open.first().map_or(offset, |(start, _)| *start));
        self.scan
    }

    fn end(self) -> Scan {
        let start = self.open.first().map(|(start, _)| *start);
        match start {
            Some(offset) => self.torn(offset),
            None => self.scan,
        }
    }
}

#[cfg(test)]
mod tests {
    use talap_model::Event;

    use super::*;
    use crate::sample;

    const SALT: Salt = [9; 8];

    /// A file that begins with batch `first`, with groups of so many frames; and where each frame begins.
    fn file(first: u64, groups: &[u64]) -> (Vec<u8>, Vec<usize>) {
        let (mut bytes, mut starts) = (wal::header(SALT, first), Vec::new());
        let mut next = first;
        for count in groups {
            let group = Group { first: next, last: next + (count - 1) };
            for index in group.first..=group.last {
                let event = Event { seq: index, body: sample::event("acme", "portal", "web", 1) };
                starts.push(bytes.len());
                sample::write_frame(&mut bytes, SALT, group, index, &[event]);
            }
            next = next.saturating_add(*count);
        }
        (bytes, starts)
    }

    #[test]
    fn a_damaged_first_frame_of_a_group_with_whole_groups_behind_it_is_damage() {
        let (sound, starts) = file(0, &[1, 3, 2, 1]);
        for (frame, start) in starts.iter().enumerate() {
            let mut bytes = sound.clone();
            bytes[start + 20] ^= 1;
            let scan = scan(&bytes, 0).unwrap();
            let last_group = frame == starts.len() - 1;
            assert_eq!(scan.torn_at, last_group.then_some(*start), "frame {frame}");
            assert_eq!(scan.damage.len(), usize::from(!last_group), "frame {frame}");
            assert_eq!(scan.frames.len(), starts.len() - 1, "frame {frame}");
        }
    }

    #[test]
    fn a_damaged_frame_of_the_last_group_is_an_interrupted_write() {
        let (sound, starts) = file(0, &[1, 3]);
        for start in &starts[1..] {
            let mut bytes = sound.clone();
            bytes[start + 20] ^= 1;
            let scan = scan(&bytes, 0).unwrap();
            assert_eq!((scan.damage.len(), scan.frames.len(), scan.torn_at), (0, 1, Some(starts[1])));
        }
    }

    #[test]
    fn a_batch_after_which_no_other_can_come_is_damage() {
        let (bytes, starts) = file(u64::MAX, &[1]);
        let scan = scan(&bytes, u64::MAX).unwrap();
        assert_eq!((scan.frames.len(), scan.damage[0].offset), (0, starts[0]));
    }

    #[tokio::test]
    async fn verifying_logs_of_the_highest_batches_finds_problems_and_no_overflow() {
        let key = crate::SigningKey::from_seed(&[7; 32]);
        let verifier = key.verifier("talap.example").unwrap();
        let folder = sample::folder();
        let config = crate::LedgerConfig::new(folder.path().join("ledger"), "talap.example");
        let clock = std::sync::Arc::new(sample::StepClock::default());
        let (ledger, _) = crate::Ledger::open(config.clone(), key, clock).unwrap();
        ledger.close().await.unwrap();
        for first in [u64::MAX - 1, u64::MAX] {
            let groups: &[u64] = if first == u64::MAX { &[1] } else { &[1, 1] };
            let path = config.dir.join(format!("wal/{first:016}.wal"));
            std::fs::write(&path, file(first, groups).0).unwrap();
            let report = crate::verify(&config.dir, &verifier).unwrap();
            assert!(report.problems.iter().any(|problem| path.ends_with(&problem.file)), "{report:?}");
            std::fs::remove_file(&path).unwrap();
        }
    }
}
