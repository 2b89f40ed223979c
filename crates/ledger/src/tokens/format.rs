//! The file: what lies where in it (version 1).
//!
//! ```text
//! header   magic "talaptok", version (4), rows (8), rows of a block (4), blocks (4), slots of a page (4), pages (4),
//!          bytes of the common filter (4), CRC-32 of all that (4)
//! head     for each block its lowest and highest seq (8 + 8); the common filter; CRC-32 of both (4)
//! pages    each so many bits as slots times blocks, CRC-32 (4)
//! ```
//!
//! Numbers are big-endian. Blocks are as many consecutive rows of the Parquet file; the last may be shorter. The common
//! filter is a Bloom filter of the grams that most blocks have: of those nothing more is kept. Every other gram has a page and
//! in it [`PROBES`] slots; a slot holds one bit per block. A block that has the gram has all those bits set, so the bitwise
//! AND of the slots is the set of blocks that may have it, and one short read answers for all blocks of a file.

use crate::encoding::{Input, Malformed, Output};

use super::grams::{Gram, mix};

const MAGIC: [u8; 8] = *b"talaptok";

/// The version that is written.
const VERSION: u32 = 1;

/// The length of the header, in bytes.
pub(super) const HEADER: usize = 44;

/// How many rows make a block: a page of a Parquet column has as many.
pub(crate) const BLOCK: u32 = 8192;

/// How many slots a gram sets.
pub(super) const PROBES: usize = 6;

/// How many bits of a block's filter there are for each of its grams.
pub(super) const BITS_PER_GRAM: u64 = 10;

/// How many bits a gram sets in the common filter, and how many there are for each.
pub(super) const COMMON_PROBES: u64 = 8;
pub(super) const COMMON_BITS_PER_GRAM: usize = 16;

/// About how many bits a page has.
const PAGE_BITS: u64 = 65_536;

/// The most blocks that one file of the index can have.
pub(super) const MOST_BLOCKS: usize = 1 << 20;

/// The sizes of everything in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) rows: u64,
    pub(super) block_rows: u32,
    pub(super) blocks: u32,
    /// A power of two.
    pub(super) slots: u32,
    pub(super) pages: u32,
    pub(super) common_bytes: u32,
}

/// Where a gram's bits are.
pub(super) struct Spot {
    pub(super) page: u32,
    /// The slots in the page.
    pub(super) slots: [u32; PROBES],
}

impl Shape {
    /// The shape for blocks of which the fullest has so many grams that are not common.
    pub(super) fn for_grams((rows, block_rows): (u64, u32), blocks: u32, fullest: u64, common_bytes: u32) -> Self {
        let wanted = (fullest * BITS_PER_GRAM).max(64);
        let fitting = (PAGE_BITS / u64::from(blocks.max(1))).clamp(64, PAGE_BITS);
        // The largest power of two that fits, or the smallest that is enough.
        let slots = (1 << fitting.ilog2()).min(wanted.next_power_of_two());
        let pages = u32::try_from(wanted.div_ceil(slots)).unwrap_or(u32::MAX);
        let slots = u32::try_from(slots).unwrap_or(64);
        Self { rows, block_rows, blocks, slots, pages, common_bytes }
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = Output(MAGIC.to_vec());
        out.u32(VERSION);
        out.u64(self.rows);
        for number in [self.block_rows, self.blocks, self.slots, self.pages, self.common_bytes] {
            out.u32(number);
        }
        out.u32(crc32fast::hash(&out.0));
        out.0
    }

    /// Reads a header of a file of `size` bytes. Every length in it is then known to fit into the file.
    pub(super) fn read(bytes: &[u8], size: u64) -> Result<Self, Malformed> {
        let mut input = Input(bytes.get(..HEADER).ok_or(Malformed("it ends too early"))?);
        if input.array::<8>()? != MAGIC || input.u32()? != VERSION {
            return Err(Malformed("not an index of tokens of a known version"));
        }
        let shape = Self {
            rows: input.u64()?,
            block_rows: input.u32()?,
            blocks: input.u32()?,
            slots: input.u32()?,
            pages: input.u32()?,
            common_bytes: input.u32()?,
        };
        let sum = crc32fast::hash(bytes.get(..HEADER - 4).unwrap_or_default());
        if input.u32()? != sum {
            return Err(Malformed("the checksum of its header differs"));
        }
        let whole = shape.blocks as usize <= MOST_BLOCKS
            && shape.block_rows > 0
            && shape.rows.div_ceil(u64::from(shape.block_rows)) == u64::from(shape.blocks)
            && shape.slots.is_power_of_two()
            && shape.pages > 0
            && shape.size() == Some(size);
        if whole { Ok(shape) } else { Err(Malformed("its header contradicts itself or its size")) }
    }

    /// The bytes between the header and the pages.
    pub(super) fn head_bytes(&self) -> u64 {
        u64::from(self.blocks) * 16 + u64::from(self.common_bytes) + 4
    }

    /// The bytes of a page, without its checksum.
    pub(super) fn page_bytes(&self) -> u64 {
        (u64::from(self.slots) * u64::from(self.blocks)).div_ceil(8)
    }

    /// The first byte of a page.
    pub(super) fn page_at(&self, page: u32) -> u64 {
        HEADER as u64 + self.head_bytes() + u64::from(page) * (self.page_bytes() + 4)
    }

    fn size(&self) -> Option<u64> {
        let pages = (self.page_bytes() + 4).checked_mul(u64::from(self.pages))?;
        pages.checked_add(HEADER as u64 + self.head_bytes())
    }

    pub(super) fn spot(&self, gram: Gram) -> Spot {
        let state = mix(u64::from(gram.hash) ^ u64::from(gram.length) << 32);
        let low = |state: u64| u32::try_from(state & 0xffff_ffff).unwrap_or_default();
        let page = u32::try_from(((state >> 32) * u64::from(self.pages)) >> 32).unwrap_or_default();
        let (start, step) = (low(state), low(mix(state)) | 1);
        let mut at = start;
        let slots = std::array::from_fn(|_| {
            at = at.wrapping_add(step);
            at & (self.slots - 1)
        });
        Spot { page, slots }
    }
}

/// The bits of a gram in a common filter of so many bytes.
pub(super) fn common_bits(gram: Gram, bytes: usize) -> impl Iterator<Item = usize> {
    let state = mix(u64::from(gram.hash) ^ u64::from(gram.length) << 40);
    let (start, step, bits) = (state >> 32, state & 0xffff_ffff | 1, bytes as u64 * 8);
    (0..COMMON_PROBES).filter_map(move |probe| usize::try_from((start + probe * step) % bits.max(1)).ok())
}

pub(super) fn has_bit(bytes: &[u8], bit: usize) -> bool {
    bytes.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
}

pub(super) fn set_bit(bytes: &mut [u8], bit: usize) {
    if let Some(byte) = bytes.get_mut(bit / 8) {
        *byte |= 1 << (bit % 8);
    }
}
