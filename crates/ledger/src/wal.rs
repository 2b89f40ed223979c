//! The write-ahead log's bytes: a file header, then frames, one per batch.
//!
//! Header: magic `TLPW`, version (1), salt (8), first batch (8), CRC-32 of all before (4). Frame: magic `TLPF`, version (1),
//! payload length (4), CRC-32 of salt, version, length and payload (4), payload. Payload: the first and the last batch of
//! its group commit (8 + 8), batch (8), partition, number of events (4), then each event's seq (8) and encoding. Numbers are big-endian.
//!
//! The salt is a function of the signing key, so a sender cannot put bytes into an event that pass for a frame of this
//! file. A group commit counts as a whole or not at all. The group also tells a torn commit, of which a later frame may have
//! reached the disk before an earlier one, from damage to something that was once durable.

use std::ops::{Range, RangeInclusive};

use bytes::Bytes;

use crate::batch::{Batch, LeafBuilder, Partition, encodings};
use crate::encoding::{EventRef, Input, Malformed, Output};
use crate::merkle::Hash;

const FILE_MAGIC: [u8; 4] = *b"TLPW";
const FRAME_MAGIC: [u8; 4] = *b"TLPF";
const VERSION: u8 = 1;

/// The length of a file's header.
pub(crate) const HEADER: usize = 25;

/// The length of a frame before its payload.
const FRAME_HEADER: usize = 13;

/// The secret-derived bytes that tie frames to their file.
pub(crate) type Salt = [u8; 8];

/// The header of a file whose first batch is `first_batch`.
pub(crate) fn header(salt: Salt, first_batch: u64) -> Vec<u8> {
    let mut out = Output::default();
    out.0.extend(FILE_MAGIC);
    out.u8(VERSION);
    out.0.extend(salt);
    out.u64(first_batch);
    let crc = crc32fast::hash(&out.0);
    out.u32(crc);
    out.0
}

/// Reads a header: the salt and the first batch.
pub(crate) fn read_header(bytes: &[u8]) -> Result<(Salt, u64), Malformed> {
    let mut input = Input(bytes);
    let covered = Input(bytes).take(HEADER - 4)?;
    if input.array()? != FILE_MAGIC {
        return Err(Malformed("it is not a write-ahead log"));
    }
    if input.u8()? != VERSION {
        return Err(Malformed("a write-ahead log of an unknown version"));
    }
    let (salt, first) = (input.array()?, input.u64()?);
    if input.u32()? != crc32fast::hash(covered) {
        return Err(Malformed("the checksum of the header does not match"));
    }
    Ok((salt, first))
}

/// A batch on its way to the disk, its events encoded and hashed already.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) partition: Partition,
    pub(crate) entries: Vec<Entry<'a>>,
    /// The bytes of the encodings together.
    pub(crate) bytes: usize,
}

/// An event of a draft.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) seq: u64,
    /// The leaf hash of the encoding.
    pub(crate) hash: Hash,
    pub(crate) encoding: &'a [u8],
}

/// A frame that was written at the end of a buffer.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) partition: Partition,
    pub(crate) index: u64,
    pub(crate) count: u64,
    pub(crate) leaf: Hash,
    seqs: RangeInclusive<u64>,
    /// Where the events lie in the buffer.
    body: Range<usize>,
}

impl Written {
    /// The batch, once the buffer that the frame was written to is complete.
    pub(crate) fn batch(self, buffer: &Bytes) -> Batch {
        let Self { partition, index, count, leaf, seqs, body } = self;
        Batch { index, partition, count, seqs, body: buffer.slice(body), leaf }
    }
}

/// Writes a frame at the end of a buffer.
pub(crate) fn write_frame(buffer: &mut Vec<u8>, salt: Salt, group: Group, index: u64, draft: Draft<'_>) -> Written {
    let start = buffer.len();
    let mut out = Output(std::mem::take(buffer));
    out.0.extend(FRAME_MAGIC);
    out.u8(VERSION);
    // The length and the checksum are filled in once the payload is there.
    out.0.extend([0; FRAME_HEADER - FRAME_MAGIC.len() - 1]);
    let payload = out.0.len();
    out.u64(group.first);
    out.u64(group.last);
    out.u64(index);
    draft.partition.write(&mut out);
    out.u32(u32::try_from(draft.entries.len()).unwrap_or(u32::MAX));
    let (mut leaf, body) = (LeafBuilder::default(), out.0.len());
    for entry in &draft.entries {
        out.u64(entry.seq);
        out.bytes(entry.encoding);
        leaf.push_hash(entry.seq, entry.hash);
    }
    *buffer = out.0;
    let written = buffer.get(payload..).unwrap_or_default();
    let length = u32::try_from(written.len()).unwrap_or(u32::MAX).to_be_bytes();
    let crc = checksum(salt, VERSION, length, written).to_be_bytes();
    let header = FRAME_MAGIC.len() + 1;
    for (place, byte) in buffer.iter_mut().skip(start + header).zip(length.into_iter().chain(crc)) {
        *place = byte;
    }
    Written {
        index,
        count: draft.entries.len() as u64,
        leaf: leaf.finish(index, &draft.partition),
        seqs: leaf.seqs(),
        partition: draft.partition,
        body: body..buffer.len(),
    }
}

fn checksum(salt: Salt, version: u8, length: [u8; 4], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&salt);
    hasher.update(&[version]);
    hasher.update(&length);
    hasher.update(payload);
    hasher.finalize()
}

/// Writes a frame around any payload, for `fuzz/`.
#[cfg(fuzzing)]
pub(crate) fn write_payload(buffer: &mut Vec<u8>, salt: Salt, payload: &[u8]) {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes();
    buffer.extend(FRAME_MAGIC);
    buffer.push(VERSION);
    buffer.extend(length);
    buffer.extend(checksum(salt, VERSION, length, payload).to_be_bytes());
    buffer.extend(payload);
}

/// The batches of one group commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// A frame that was read.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// The group commit that wrote it.
    pub(crate) group: Group,
    pub(crate) batch: Batch,
    /// Its length in the file.
    pub(crate) length: usize,
}

/// Reads the frame that `bytes` begin with.
pub(crate) fn read_frame(bytes: &[u8], salt: Salt) -> Result<Frame, Malformed> {
    let mut input = Input(bytes);
    if input.array()? != FRAME_MAGIC {
        return Err(Malformed("no frame begins here"));
    }
    let version = input.u8()?;
    let length: [u8; 4] = input.array()?;
    let crc = input.u32()?;
    let count = usize::try_from(u32::from_be_bytes(length)).map_err(|_| Malformed("a length is too large"))?;
    let payload = input.take(count)?;
    if crc != checksum(salt, version, length, payload) {
        return Err(Malformed("the checksum does not match"));
    }
    if version != VERSION {
        return Err(Malformed("a frame of an unknown version"));
    }
    read_payload(payload, FRAME_HEADER + count)
}

fn read_payload(payload: &[u8], length: usize) -> Result<Frame, Malformed> {
    let mut input = Input(payload);
    let (group, index) = (Group { first: input.u64()?, last: input.u64()? }, input.u64()?);
    if !(group.first..=group.last).contains(&index) {
        return Err(Malformed("a batch is outside its group"));
    }
    let partition = Partition::read(&mut input)?;
    let (count, mut leaf) = (u64::from(input.u32()?), LeafBuilder::default());
    let body = input.0;
    let mut found = 0;
    for part in encodings(body) {
        let (seq, encoding) = part?;
        if !partition.holds_encoded(&EventRef::read(encoding)?) {
            return Err(Malformed("an event is not of the frame's partition"));
        }
        leaf.push(seq, encoding);
        found += 1;
    }
    if found != count {
        return Err(Malformed("it holds another number of events than it says"));
    }
    let (seqs, leaf) = (leaf.seqs(), leaf.finish(index, &partition));
    let body = Bytes::copy_from_slice(body);
    Ok(Frame { group, batch: Batch { index, partition, count, seqs, body, leaf }, length })
}

/// The first readable frame at or after `from`, with its offset: how damage in the middle is told from a torn end.
pub(crate) fn next_readable(bytes: &[u8], from: usize, salt: Salt) -> Option<(usize, Frame)> {
    let mut offset = from;
    while let Some(rest) = bytes.get(offset..) {
        let found = rest.windows(FRAME_MAGIC.len()).position(|window| window == FRAME_MAGIC)?;
        offset += found;
        if let Ok(frame) = read_frame(bytes.get(offset..)?, salt) {
            return Some((offset, frame));
        }
        offset += 1;
    }
    None
}

/// Whether bytes at the end of a file look as an interrupted write leaves them: they begin as a frame does, or with zeros
/// that a file system put there.
pub(crate) fn looks_torn(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(FRAME_MAGIC.len())).unwrap_or_default();
    FRAME_MAGIC.starts_with(head) || head.iter().all(|byte| *byte == 0)
}

/// Whether bytes shorter than a header are what the interrupted creation of a file leaves.
pub(crate) fn looks_new(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(FILE_MAGIC.len())).unwrap_or_default();
    FILE_MAGIC.starts_with(head) || bytes.iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use proptest::prelude::*;
    use talap_model::Event;

    const SALT: Salt = [9; 8];

    fn frame(count: u32) -> (Vec<u8>, Batch) {
        let events: Vec<_> = (0..count)
            .map(|n| Event { seq: u64::from(n) * 2, body: sample::event("acme", "portal", "web", n) })
            .collect();
        let mut out = Vec::new();
        let written = sample::write_frame(&mut out, SALT, Group { first: 4, last: 6 }, 5, &events);
        let batch = written.batch(&Bytes::copy_from_slice(&out));
        (out, batch)
    }

    #[test]
    fn a_frame_round_trips_and_no_changed_bit_is_taken() {
        let (mut bytes, batch) = frame(3);
        let read = read_frame(&bytes, SALT).unwrap();
        assert_eq!((read.group, read.length, read.batch), (Group { first: 4, last: 6 }, bytes.len(), batch));
        assert!(read_frame(&bytes, [8; 8]).is_err(), "another file's salt");
        for bit in 0..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(read_frame(&bytes, SALT).is_err(), "bit {bit}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }

    #[test]
    fn a_header_round_trips_and_no_changed_bit_is_taken() {
        let mut bytes = header(SALT, 7);
        assert_eq!(bytes.len(), HEADER);
        assert_eq!(read_header(&bytes), Ok((SALT, 7)));
        for bit in 0..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(read_header(&bytes).is_err(), "bit {bit}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..400) {
            let _frame = read_frame(&bytes, SALT);
            let _header = read_header(&bytes);
            let mut framed = FRAME_MAGIC.to_vec();
            framed.extend(&bytes);
            prop_assert!(next_readable(&framed, 0, SALT).is_none());
            let (whole, _) = frame(2);
            framed.extend(&whole[..cut.min(whole.len())]);
            let found = next_readable(&framed, 0, SALT).is_some();
            prop_assert_eq!(found, cut >= whole.len());
        }
    }
}
