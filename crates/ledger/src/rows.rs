//! The rows of a Parquet file, gathered into the batches whose leaves they make again.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::file::reader::ChunkReader;

use crate::batch::{LeafBuilder, Partition};
use crate::merkle::Hash;
use crate::segment;

/// A batch as the rows of a Parquet file make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rows {
    pub(crate) index: u64,
    pub(crate) leaf: Hash,
    pub(crate) events: u64,
    /// The lowest and highest seq.
    pub(crate) first: u64,
    pub(crate) last: u64,
}

#[derive(Default)]
struct Gathered {
    leaf: LeafBuilder,
    events: u64,
    first: u64,
    last: u64,
}

/// Reads a file's rows and gathers them into batches, in order.
pub(crate) fn read<R: ChunkReader + 'static>(file: R, partition: &Partition) -> Result<Vec<Rows>, String> {
    let mut batches: BTreeMap<u64, Gathered> = BTreeMap::new();
    let mut add = |index: u64, seq: u64, encoding: &[u8]| {
        let rows = batches.entry(index).or_default();
        if rows.events == 0 {
            rows.first = seq;
        }
        rows.first = rows.first.min(seq);
        rows.last = rows.last.max(seq);
        rows.events += 1;
        rows.leaf.push(seq, encoding);
    };
    // The reader is for files that are well formed; one that makes it panic is unreadable and nothing more.
    match catch_unwind(AssertUnwindSafe(|| segment::read_encodings(file, partition, &mut add))) {
        Ok(Ok(())) => {}
        Ok(Err(cause)) => return Err(cause.to_string()),
        Err(_) => return Err("the Parquet reader gave up".to_owned()),
    }
    let finish = |(index, rows): (u64, Gathered)| {
        let Gathered { leaf, events, first, last } = rows;
        Rows { index, leaf: leaf.finish(index, partition), events, first, last }
    };
    Ok(batches.into_iter().map(finish).collect())
}
