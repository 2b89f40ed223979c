//! Parquet files: one partition's sealed events, sorted by seq, zstd, with a page index and Bloom filters; and beside each
//! its index of tokens.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use sha2::{Digest, Sha256};

use crate::batch::{Batch, Partition, Row};
use crate::columns;
use crate::disk::{Action, Disk, DiskFault};
use crate::hex;
use crate::tokens;

/// How many rows are turned into columns at a time, and the rows of a page: what the index of tokens finds is read alone.
const CHUNK: usize = tokens::BLOCK as usize;

/// The most rows of a row group.
const ROW_GROUP: usize = 16 * CHUNK;

/// Numbers and times that go up, or nearly: the differences are small.
const RISING: [&str; 4] = ["seq", "batch", "received_at", "occurred_at"];

/// Texts of which hardly two are equal: a dictionary of them would be built and thrown away.
const UNLIKE: [&str; 2] = ["message", "raw_head"];

/// What is asked for as a whole. `seq` is sorted, so its lowest and highest values say as much as a filter would.
const FILTERED: [&str; 3] = ["address", "user_name", "host"];

/// A Parquet file and its index, as they were written; a file with too many rows has none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) segment: Written,
    pub(crate) index: Option<Written>,
}

/// What was written: the size and SHA-256 of the file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) size: u64,
    pub(crate) sha256: String,
}

/// Counts and hashes what goes through it.
struct Hashing<'a> {
    disk: &'a Disk,
    path: &'a Path,
    file: File,
    hasher: Sha256,
    size: u64,
    /// What the disk said, which says more than what the Parquet writer makes of it.
    fault: &'a Mutex<Option<DiskFault>>,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(fault) = self.disk.write(&mut self.file, self.path, bytes) {
            let error = io::Error::new(fault.cause.kind(), fault.cause.to_string());
            *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault);
            return Err(error);
        }
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn properties() -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_data_page_row_count_limit(CHUNK)
        // A page ends with its rows and not with its bytes, unless events are far longer than usual.
        .set_data_page_size_limit(8 << 20)
        .set_max_row_group_row_count(Some(ROW_GROUP));
    for column in RISING.map(ColumnPath::from) {
        properties = properties
            .set_column_dictionary_enabled(column.clone(), false)
            .set_column_encoding(column, Encoding::DELTA_BINARY_PACKED);
    }
    for column in UNLIKE.map(ColumnPath::from) {
        // The lowest and highest of such texts leave nothing out, and would stand in every page and footer.
        properties = properties
            .set_column_dictionary_enabled(column.clone(), false)
            .set_column_statistics_enabled(column, EnabledStatistics::None);
    }
    for column in FILTERED.map(ColumnPath::from) {
        properties = properties
            .set_column_bloom_filter_max_ndv(column.clone(), ROW_GROUP as u64)
            .set_column_bloom_filter_fpp(column, 0.01);
    }
    properties
        .set_sorting_columns(Some(vec![SortingColumn { column_idx: 0, descending: false, nulls_first: false }]))
        .set_created_by("talap-ledger 1".to_owned())
        .build()
}

/// Writes batches of one partition to a file, and the index of their tokens to another, and makes both durable.
pub(crate) fn write(disk: &Disk, path: &Path, index: &Path, batches: &[Arc<Batch>]) -> Result<Sealed, DiskFault> {
    let mut tokens = tokens::Builder::new();
    let segment = write_segment(disk, path, batches, &mut tokens)?;
    let index = tokens.finish().map(|bytes| write_whole(disk, index, &bytes)).transpose()?;
    Ok(Sealed { segment, index })
}

fn write_whole(disk: &Disk, path: &Path, bytes: &[u8]) -> Result<Written, DiskFault> {
    let mut file = disk.create_over(path)?;
    disk.write(&mut file, path, bytes)?;
    disk.sync(&file, path)?;
    Ok(Written { size: bytes.len() as u64, sha256: hex::encode(&Sha256::digest(bytes)) })
}

fn write_segment(
    disk: &Disk,
    path: &Path,
    batches: &[Arc<Batch>],
    tokens: &mut tokens::Builder,
) -> Result<Written, DiskFault> {
    let fault = Mutex::new(None);
    let file = disk.create_over(path)?;
    let sink = Hashing { disk, path, file, hasher: Sha256::new(), size: 0, fault: &fault };
    let result = write_rows(sink, batches, tokens);
    if let Some(fault) = fault.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(fault);
    }
    let sink = result.map_err(|error| DiskFault::new(Action::Write, path, io::Error::other(error)))?;
    disk.sync(&sink.file, path)?;
    Ok(Written { size: sink.size, sha256: hex::encode(&sink.hasher.finalize()) })
}

fn write_rows<'a>(
    sink: Hashing<'a>,
    batches: &[Arc<Batch>],
    tokens: &mut tokens::Builder,
) -> Result<Hashing<'a>, ParquetError> {
    let schema = columns::file_schema();
    let written: Vec<usize> = (0..schema.fields().len()).collect();
    let mut writer = ArrowWriter::try_new(sink, schema, Some(properties()))?;
    let mut chunk: Vec<Row<'_>> = Vec::with_capacity(CHUNK);
    let mut write = |chunk: &[Row<'_>]| {
        // The index is over the bytes as they came; the file has them without the message that they end with.
        let columns = columns::to_record_batch(&columns::indexed_schema(), chunk)?;
        tokens.push(&columns)?;
        writer.write(&columns.project(&written)?)
    };
    for row in batches.iter().flat_map(|batch| batch.rows()) {
        chunk.push(row.map_err(|error| ParquetError::External(Box::new(error)))?);
        if chunk.len() == CHUNK {
            write(&chunk)?;
            chunk.clear();
        }
    }
    if !chunk.is_empty() {
        write(&chunk)?;
    }
    writer.into_inner()
}

/// The size and SHA-256 of a file as it is.
pub(crate) fn measure(path: &Path) -> io::Result<Written> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let size = io::copy(&mut file, &mut hasher)?;
    Ok(Written { size, sha256: hex::encode(&hasher.finalize()) })
}

/// Hands the encoding of each row of a file on, with its batch and seq.
pub(crate) fn read_encodings(
    path: &Path,
    partition: &Partition,
    mut each: impl FnMut(u64, u64, &[u8]),
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?)?.with_batch_size(CHUNK).build()?;
    for batch in reader {
        columns::encode_rows(&batch?, partition, &mut each)?;
    }
    Ok(())
}
