//! Asking the index of one file which of its blocks may match.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::execution::cache::default_cache::DefaultCache;
use datafusion::execution::cache::{Cache as _, CacheValue};
use object_store::path::Path as StorePath;
use object_store::{ObjectStore, ObjectStoreExt as _};
use parquet::arrow::arrow_reader::{RowSelection, RowSelector};

use super::format::{HEADER, Shape, common_bits, has_bit};
use super::grams::Gram;
use crate::demand::Demand;
use crate::encoding::{Input, Malformed};

/// The memory that heads of indexes may take, in bytes: those of some thousand files.
const HEADS_MEMORY: usize = 64 << 20;

/// How much of a file is read at first: its header, and of most files the whole head.
const FIRST_READ: u64 = 64 << 10;

/// An index that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IndexFault {
    #[error("cannot read the index of tokens")]
    Store(#[from] object_store::Error),
    #[error("the index of tokens is damaged")]
    Damaged(#[from] Malformed),
}

/// What is in the memory of an index: everything but its pages.
#[derive(Debug)]
struct Head {
    shape: Shape,
    /// The lowest and the highest seq of each block.
    seqs: Vec<(u64, u64)>,
    common: Vec<u8>,
}

#[derive(Debug, Clone)]
struct CachedHead(Arc<Head>);

impl CacheValue for CachedHead {
    fn size(&self) -> usize {
        size_of::<Head>() + self.0.common.len() + self.0.seqs.len() * size_of::<(u64, u64)>()
    }
}

/// Heads that were read, the least used of which go first. A file never changes, so neither does its head.
pub(crate) struct Heads(DefaultCache<StorePath, CachedHead>);

impl Default for Heads {
    fn default() -> Self {
        Self(DefaultCache::new(HEADS_MEMORY).with_name("heads of token indexes"))
    }
}

/// The index of a Parquet file.
pub(crate) struct IndexFile<'a> {
    pub(crate) store: &'a dyn ObjectStore,
    pub(crate) path: StorePath,
    /// Its size, by the manifest.
    pub(crate) size: u64,
    /// The rows of the Parquet file, by the manifest.
    pub(crate) rows: u64,
}

/// The blocks of a file that may match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blocks {
    rows: u64,
    block_rows: u64,
    may_match: Vec<bool>,
}

impl IndexFile<'_> {
    /// Which blocks may have rows that are demanded.
    pub(crate) async fn blocks(&self, demand: &Demand, heads: &Heads) -> Result<Blocks, IndexFault> {
        let head = self.head(heads).await?;
        let shape = &head.shape;
        let mut pages = BTreeMap::new();
        let mut may_match = head.evaluate(demand, &pages);
        // One gram of each text at a time: the first leaves nothing of most files, and what is not read costs nothing.
        for nth in 0.. {
            let mut wanted = BTreeSet::new();
            demand.each_text(&mut |grams| {
                let telling = grams.iter().filter(|gram| !head.is_common(**gram)).nth(nth);
                wanted.extend(telling.map(|gram| shape.spot(*gram).page));
            });
            if wanted.is_empty() || !may_match.contains(&true) {
                break;
            }
            wanted.retain(|page| !pages.contains_key(page));
            self.read_pages(shape, &wanted, &mut pages).await?;
            may_match = head.evaluate(demand, &pages);
        }
        Ok(Blocks { rows: shape.rows, block_rows: u64::from(shape.block_rows), may_match })
    }

    async fn read_pages(
        &self,
        shape: &Shape,
        wanted: &BTreeSet<u32>,
        pages: &mut BTreeMap<u32, Vec<u8>>,
    ) -> Result<(), IndexFault> {
        let length = shape.page_bytes() + 4;
        let ranges: Vec<_> = wanted.iter().map(|page| shape.page_at(*page)..shape.page_at(*page) + length).collect();
        if ranges.is_empty() {
            return Ok(());
        }
        let found = self.store.get_ranges(&self.path, &ranges).await?;
        if found.len() != ranges.len() {
            return Err(Malformed("it ends too early").into());
        }
        for (page, bytes) in wanted.iter().zip(found) {
            pages.insert(*page, checked(&bytes)?.to_vec());
        }
        Ok(())
    }

    async fn head(&self, heads: &Heads) -> Result<Arc<Head>, IndexFault> {
        if let Some(CachedHead(head)) = heads.0.get(&self.path)
            && head.shape.rows == self.rows
        {
            return Ok(head);
        }
        let bytes = self.store.get_range(&self.path, 0..self.size.min(FIRST_READ)).await?;
        let shape = Shape::read(&bytes, self.size)?;
        if shape.rows != self.rows {
            return Err(Malformed("it is the index of another file").into());
        }
        let end = HEADER as u64 + shape.head_bytes();
        let bytes = if end > bytes.len() as u64 { self.store.get_range(&self.path, 0..end).await? } else { bytes };
        let end = usize::try_from(end).unwrap_or(usize::MAX);
        let body = checked(bytes.get(HEADER..end).ok_or(Malformed("it ends too early"))?)?;
        let mut input = Input(body);
        let mut seqs = Vec::with_capacity(shape.blocks as usize);
        for _ in 0..shape.blocks {
            seqs.push((input.u64()?, input.u64()?));
        }
        let head = Arc::new(Head { shape, seqs, common: input.0.to_vec() });
        heads.0.put(&self.path, CachedHead(Arc::clone(&head)));
        Ok(head)
    }
}

/// Bytes without the checksum that ends them, if it is theirs.
fn checked(bytes: &[u8]) -> Result<&[u8], Malformed> {
    let (body, sum) = bytes.split_last_chunk::<4>().ok_or(Malformed("it ends too early"))?;
    if crc32fast::hash(body) == u32::from_be_bytes(*sum) { Ok(body) } else { Err(Malformed("a checksum differs")) }
}

impl Head {
    /// Whether most blocks have it, so that nothing is known of each. Now and then it is said of one that few have, and then
    /// more is read than need be.
    fn is_common(&self, gram: Gram) -> bool {
        !self.common.is_empty() && common_bits(gram, self.common.len()).all(|bit| has_bit(&self.common, bit))
    }

    fn evaluate(&self, demand: &Demand, pages: &BTreeMap<u32, Vec<u8>>) -> Vec<bool> {
        let blocks = self.seqs.len();
        let each = |demands: &[Demand], start: bool, join: fn(bool, bool) -> bool| {
            demands.iter().fold(vec![start; blocks], |all, demand| {
                all.into_iter().zip(self.evaluate(demand, pages)).map(|(one, other)| join(one, other)).collect()
            })
        };
        match demand {
            Demand::Anything => vec![true; blocks],
            Demand::All(demands) => each(demands, true, |one, other| one && other),
            Demand::Any(demands) => each(demands, false, |one, other| one || other),
            Demand::Seqs(ranges) => {
                let within = |(first, last): &(u64, u64)| {
                    ranges.iter().any(|range| range.start() <= last && first <= range.end())
                };
                self.seqs.iter().map(within).collect()
            }
            Demand::Text(grams) => {
                let mut may_match = vec![true; blocks];
                for gram in grams.iter().filter(|gram| !self.is_common(**gram)) {
                    let spot = self.shape.spot(*gram);
                    // A page that was not read leaves nothing out.
                    let Some(page) = pages.get(&spot.page) else { continue };
                    for (block, may) in may_match.iter_mut().enumerate().filter(|(_, may)| **may) {
                        *may = spot.slots.iter().all(|slot| has_bit(page, *slot as usize * blocks + block));
                    }
                }
                may_match
            }
        }
    }
}

impl Blocks {
    /// Whether no block may match.
    pub(crate) fn is_none(&self) -> bool {
        !self.may_match.contains(&true)
    }

    /// The rows of the blocks that may match; none when those are all.
    pub(crate) fn selection(&self) -> Option<RowSelection> {
        if !self.may_match.contains(&false) {
            return None;
        }
        let mut selectors = Vec::new();
        let mut left = self.rows;
        for run in self.may_match.chunk_by(|one, other| one == other) {
            let rows = left.min(self.block_rows.saturating_mul(run.len() as u64));
            left -= rows;
            let count = usize::try_from(rows).unwrap_or(usize::MAX);
            let wanted = run.first().copied().unwrap_or(true);
            selectors.push(if wanted { RowSelector::select(count) } else { RowSelector::skip(count) });
        }
        Some(selectors.into())
    }
}

/// Asks an index of any bytes, its checksums put right as far as it has any, for `fuzz/`.
#[cfg(fuzzing)]
pub(crate) fn ask_damaged(mut bytes: Vec<u8>) {
    let put_right = |bytes: &mut [u8]| {
        if let Some((body, sum)) = bytes.split_last_chunk_mut::<4>() {
            *sum = crc32fast::hash(body).to_be_bytes();
        }
    };
    let size = bytes.len() as u64;
    bytes.get_mut(..HEADER).map(put_right);
    let shape = Shape::read(&bytes, size);
    if let Ok(shape) = shape {
        let places = (0..shape.pages).map(|page| shape.page_at(page)..shape.page_at(page) + shape.page_bytes() + 4);
        let head = HEADER as u64..HEADER as u64 + shape.head_bytes();
        for place in std::iter::once(head).chain(places.take(1000)) {
            let (start, end) = (usize::try_from(place.start).unwrap_or(0), usize::try_from(place.end).unwrap_or(0));
            bytes.get_mut(start..end).map(put_right);
        }
    }
    let (store, path) = (object_store::memory::InMemory::new(), StorePath::from("index"));
    let demand = Demand::Any(vec![
        Demand::Seqs(vec![3..=7]),
        Demand::All(vec![
            Demand::Text(super::grams_of("ivanov password")),
            Demand::Text(super::grams_of("\u{438}\u{432}\u{430}\u{43d}")),
        ]),
    ]);
    futures::executor::block_on(async {
        if store.put(&path, bytes.into()).await.is_ok() {
            let rows = shape.map_or(1, |shape| shape.rows);
            let file = IndexFile { store: &store, path, size, rows };
            if let Ok(blocks) = file.blocks(&demand, &Heads::default()).await {
                let selected = blocks.selection().map(|selection| selection.row_count() as u64);
                assert!(selected.unwrap_or(rows) <= rows, "rows that the file does not have");
                assert!(!blocks.is_none() || selected == Some(0), "no block, and rows all the same");
            }
        }
    });
}
