//! The frames of a log, as far as they can be read: what is damaged between them is passed over.

use std::path::Path;
use std::vec;

use bytes::Bytes;

use crate::disk::{self, DiskFault};
use crate::wal::{self, Frame, Salt};

/// A frame of the second store's log.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The bytes that tie it to the ledger's own log, which holds the same frame.
    pub(super) salt: Salt,
    pub(super) frame: Frame,
    /// The frame as it was written.
    pub(super) raw: Bytes,
}

/// The frames of a log of the second store; `None` when its header cannot be read, without which no frame can, though it holds more
/// than a header.
pub(super) fn of_log(path: &Path) -> Result<Option<vec::IntoIter<Found>>, DiskFault> {
    let bytes = Bytes::from(disk::read(path)?);
    let Ok((salt, _)) = wal::read_header(&bytes) else {
        return Ok((bytes.len() <= wal::HEADER).then(|| Vec::new().into_iter()));
    };
    let found = readable(&bytes, salt)
        .map(|(offset, frame)| Found { salt, raw: bytes.slice(offset..offset + frame.length), frame })
        .collect::<Vec<_>>();
    Ok(Some(found.into_iter()))
}

/// The frames after a header that can be read, each with its offset.
pub(super) fn readable(bytes: &[u8], salt: Salt) -> impl Iterator<Item = (usize, Frame)> {
    let mut from = wal::HEADER;
    std::iter::from_fn(move || {
        let (offset, frame) = wal::next_readable(bytes, from, salt)?;
        from = offset + frame.length;
        Some((offset, frame))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use talap_model::Event;

    use super::*;
    use crate::sample;
    use crate::wal::Group;

    const SALT: Salt = [5; 8];

    /// A log of so many frames, and where each begins.
    fn log(count: u64) -> (Vec<u8>, Vec<usize>) {
        let (mut bytes, mut starts) = (wal::header(SALT, 0), Vec::new());
        for index in 0..count {
            starts.push(bytes.len());
            let event = Event { seq: index, body: sample::event("acme", "portal", "hr", 1) };
            sample::write_frame(&mut bytes, SALT, Group { first: index, last: index }, index, &[event]);
        }
        (bytes, starts)
    }

    proptest! {
        #[test]
        fn what_is_damaged_hides_nothing_else(count in 1_u64..6, at: prop::sample::Index, byte in 1_u8..) {
            let (mut bytes, starts) = log(count);
            let at = wal::HEADER + at.index(bytes.len() - wal::HEADER);
            bytes[at] ^= byte;
            let hit = starts.iter().filter(|start| **start <= at).count() as u64 - 1;
            let found: Vec<u64> = readable(&bytes, SALT).map(|(_, frame)| frame.batch.index).collect();
            prop_assert_eq!(found, (0..count).filter(|index| *index != hit).collect::<Vec<_>>());
        }

        #[test]
        fn random_bytes_hold_no_frame(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert_eq!(readable(&bytes, SALT).count(), 0);
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("log");
            std::fs::write(&path, &bytes).unwrap();
            let found = of_log(&path).unwrap();
            prop_assert_eq!(found.is_some(), bytes.len() <= wal::HEADER);
            prop_assert_eq!(found.into_iter().flatten().count(), 0);
        }
    }
}
