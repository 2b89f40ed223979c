//! The rows of a Parquet file, gathered into the batches whose leaves they make again.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::file::reader::ChunkReader;
use talap_model::Event;

use crate::batch::{LeafBuilder, Partition};
use crate::encoding::encode;
use crate::segment;

/// A batch as the rows of a Parquet file make it.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) leaf: LeafBuilder,
    pub(crate) events: u64,
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// Reads a file's rows and gathers them into batches.
pub(crate) fn read<R: ChunkReader + 'static>(file: R, partition: &Partition) -> Result<BTreeMap<u64, Rows>, String> {
    let mut batches: BTreeMap<u64, Rows> = BTreeMap::new();
    let mut add = |rows: Vec<(u64, Event)>| {
        for (index, event) in rows {
            let rows = batches.entry(index).or_default();
            if rows.events == 0 {
                rows.first = event.seq;
            }
            rows.first = rows.first.min(event.seq);
            rows.last = rows.last.max(event.seq);
            rows.events += 1;
            rows.leaf.push(event.seq, &encode(&event.body));
        }
    };
    // The reader is for files that are well formed; one that makes it panic is unreadable and nothing more.
    let result = catch_unwind(AssertUnwindSafe(|| segment::read(file, partition, &mut add)));
    match result {
        Ok(Ok(())) => Ok(batches),
        Ok(Err(cause)) => Err(cause.to_string()),
        Err(_) => Err("the Parquet reader gave up".to_owned()),
    }
}
