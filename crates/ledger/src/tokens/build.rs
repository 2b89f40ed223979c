//! Making the index of a Parquet file, from the rows that go into it.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use datafusion::arrow::array::{Array, ArrayRef, AsArray as _, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, UInt64Type};
use datafusion::arrow::error::ArrowError;

use super::format::{BLOCK, COMMON_BITS_PER_GRAM, MOST_BLOCKS, Shape, common_bits, set_bit};
use super::grams::{self, Gram};
use super::{TAKEN, fold};

/// The most grams of a block that are kept; a block with more is always read.
const MOST_GRAMS: usize = 1 << 17;

/// The most runs of a block that are remembered so as not to be looked at twice.
const MOST_RUNS: usize = 1 << 16;

/// From so many blocks on, what most blocks have is kept apart.
const BLOCKS_WITH_COMMON: usize = 8;

/// Numbers that are hashes already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = grams::hash(bytes);
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

type Set = HashSet<u64, BuildHasherDefault<Hashed>>;

/// A gram as one number, which sorts and hashes quickly.
fn packed(gram: Gram) -> u64 {
    grams::mix(u64::from(gram.hash) << 8 | u64::from(gram.length))
}

/// The grams of a block that is complete.
struct Finished {
    first_seq: u64,
    last_seq: u64,
    /// None when there were too many.
    grams: Option<Vec<Gram>>,
}

/// Gathers the tokens of a file's rows, in the order of the file, and makes the index of them.
///
/// What it holds is bounded by the number of blocks: at most [`MOST_GRAMS`] of eight bytes for each, 8192 rows.
pub(crate) struct Builder {
    /// How many rows make a block.
    block_rows: u32,
    rows: u64,
    in_block: u32,
    first_seq: u64,
    last_seq: u64,
    /// Runs of the block that were looked at.
    runs: Set,
    /// Grams of the block, and the same as numbers.
    grams: Vec<Gram>,
    known: Set,
    full: bool,
    finished: Vec<Finished>,
    folded: String,
}

/// The columns of a record batch that are indexed.
struct Columns {
    texts: Vec<ArrayRef>,
    raw: Option<ArrayRef>,
    message: Option<usize>,
    seq: ArrayRef,
}

impl Columns {
    fn of(batch: &RecordBatch) -> Result<Self, ArrowError> {
        let missing = || ArrowError::SchemaError("events have no column seq".to_owned());
        let mut columns = Self {
            texts: Vec::new(),
            raw: None,
            message: None,
            seq: cast(batch.column_by_name("seq").ok_or_else(missing)?, &DataType::UInt64)?,
        };
        for name in TAKEN {
            let Some(column) = batch.column_by_name(name) else { continue };
            if name == "raw" {
                columns.raw = Some(cast(column, &DataType::Binary)?);
                continue;
            }
            if name == "message" {
                columns.message = Some(columns.texts.len());
            }
            columns.texts.push(cast(column, &DataType::Utf8)?);
        }
        Ok(columns)
    }
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self::with_blocks_of(BLOCK)
    }

    pub(super) fn with_blocks_of(block_rows: u32) -> Self {
        Self {
            block_rows,
            rows: 0,
            in_block: 0,
            first_seq: u64::MAX,
            last_seq: 0,
            runs: Set::default(),
            grams: Vec::new(),
            known: Set::default(),
            full: false,
            finished: Vec::new(),
            folded: String::new(),
        }
    }

    /// Takes the next rows of the file: columns of events, of which those that the index does not know are left alone.
    ///
    /// # Errors
    ///
    /// [`ArrowError`] when `seq` is missing or a column is not text.
    pub(crate) fn push(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        let columns = Columns::of(batch)?;
        let raw = columns.raw.as_ref().and_then(|raw| raw.as_binary_opt::<i32>());
        let texts: Vec<_> = columns.texts.iter().filter_map(|column| column.as_string_opt::<i32>()).collect();
        let seqs = columns.seq.as_primitive_opt::<UInt64Type>();
        for row in 0..batch.num_rows() {
            let raw = raw.filter(|raw| raw.is_valid(row)).map_or(&[][..], |raw| raw.value(row));
            for chunk in raw.utf8_chunks() {
                self.take(chunk.valid());
            }
            for (at, column) in texts.iter().enumerate().filter(|(_, column)| column.is_valid(row)) {
                let text = column.value(row);
                // Most messages are the end of the bytes that they came in.
                if columns.message != Some(at) || !is_end_of(text, raw) {
                    self.take(text);
                }
            }
            let seq = seqs.filter(|seqs| seqs.is_valid(row)).map_or(0, |seqs| seqs.value(row));
            (self.first_seq, self.last_seq) = (self.first_seq.min(seq), self.last_seq.max(seq));
            (self.rows, self.in_block) = (self.rows + 1, self.in_block + 1);
            if self.in_block == self.block_rows {
                self.finish_block();
            }
        }
        Ok(())
    }

    fn take(&mut self, text: &str) {
        let mut folded = std::mem::take(&mut self.folded);
        fold::fold(text, &mut folded);
        grams::runs(&folded, |run| {
            if self.full {
                return;
            }
            let hash = grams::hash(run.as_bytes());
            let fresh = if self.runs.len() < MOST_RUNS { self.runs.insert(hash) } else { !self.runs.contains(&hash) };
            if fresh {
                grams::grams(run, |gram| {
                    if self.known.insert(packed(gram)) {
                        self.grams.push(gram);
                    }
                });
                self.full = self.grams.len() > MOST_GRAMS;
            }
        });
        self.folded = folded;
    }

    fn finish_block(&mut self) {
        let mut grams = std::mem::take(&mut self.grams);
        grams.shrink_to_fit();
        let (first_seq, last_seq) = (self.first_seq, self.last_seq);
        self.finished.push(Finished { first_seq, last_seq, grams: (!self.full).then_some(grams) });
        self.runs.clear();
        self.known.clear();
        (self.in_block, self.full, self.first_seq, self.last_seq) = (0, false, u64::MAX, 0);
    }

    /// The bytes of the index, or none when the file has too many rows for one.
    pub(crate) fn finish(mut self) -> Option<Vec<u8>> {
        if self.in_block > 0 {
            self.finish_block();
        }
        let blocks = u32::try_from(self.finished.len()).ok().filter(|blocks| *blocks as usize <= MOST_BLOCKS)?;
        let common = self.common();
        let rare = |block: &Finished| {
            let grams = block.grams.as_deref().unwrap_or_default();
            grams.iter().filter(|gram| !common.contains(&packed(**gram))).count() as u64
        };
        let fullest = self.finished.iter().map(rare).max().unwrap_or(0);
        let common_bytes = u32::try_from((common.len() * COMMON_BITS_PER_GRAM).div_ceil(8)).ok()?;
        let shape = Shape::for_grams((self.rows, self.block_rows), blocks, fullest, common_bytes);
        let mut bytes = shape.write();
        bytes.extend(self.head(&common, common_bytes as usize));
        for page in self.pages(&common, &shape) {
            bytes.extend(&page);
            bytes.extend(crc32fast::hash(&page).to_be_bytes());
        }
        Some(bytes)
    }

    /// Grams that more than half of the blocks have.
    fn common(&self) -> Set {
        let blocks = self.finished.len();
        if blocks < BLOCKS_WITH_COMMON {
            return Set::default();
        }
        let grams = || self.finished.iter().filter_map(|block| block.grams.as_ref());
        let full = blocks - grams().count();
        let mut all: Vec<u64> = grams().flatten().map(|gram| packed(*gram)).collect();
        all.sort_unstable();
        let runs = all.chunk_by(|one, other| one == other);
        runs.filter(|run| (run.len() + full) * 2 > blocks).filter_map(|run| run.first().copied()).collect()
    }

    fn head(&self, common: &Set, common_bytes: usize) -> Vec<u8> {
        let mut head = Vec::new();
        for block in &self.finished {
            head.extend(block.first_seq.to_be_bytes());
            head.extend(block.last_seq.to_be_bytes());
        }
        let mut filter = vec![0; common_bytes];
        let grams = self.finished.iter().filter_map(|block| block.grams.as_ref()).flatten();
        for gram in grams.filter(|gram| common.contains(&packed(**gram))) {
            for bit in common_bits(*gram, common_bytes) {
                set_bit(&mut filter, bit);
            }
        }
        head.extend(filter);
        let sum = crc32fast::hash(&head);
        head.extend(sum.to_be_bytes());
        head
    }

    fn pages(&self, common: &Set, shape: &Shape) -> Vec<Vec<u8>> {
        let page_bytes = usize::try_from(shape.page_bytes()).unwrap_or_default();
        let mut pages = vec![vec![0; page_bytes]; shape.pages as usize];
        let bit = |slot: u32, block: usize| slot as usize * shape.blocks as usize + block;
        for (at, block) in self.finished.iter().enumerate() {
            let Some(grams) = &block.grams else {
                // It may have any.
                for page in &mut pages {
                    (0..shape.slots).for_each(|slot| set_bit(page, bit(slot, at)));
                }
                continue;
            };
            for gram in grams.iter().filter(|gram| !common.contains(&packed(**gram))) {
                let spot = shape.spot(*gram);
                if let Some(page) = pages.get_mut(spot.page as usize) {
                    spot.slots.into_iter().for_each(|slot| set_bit(page, bit(slot, at)));
                }
            }
        }
        pages
    }
}

/// Whether a message is the end of the bytes it came in, and no word of it begins before it.
fn is_end_of(message: &str, raw: &[u8]) -> bool {
    let before = raw.strip_suffix(message.as_bytes());
    before.is_some_and(|before| before.last().is_none_or(|byte| matches!(byte, b' ' | b'\t')))
}
