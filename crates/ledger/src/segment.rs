//! Parquet files: one partition's sealed events, sorted by seq, zstd, with a page index and Bloom filters; and beside each
//! its index of tokens.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::{AsArray as _, RecordBatch};
use datafusion::arrow::datatypes::UInt64Type;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::ChunkReader;
use parquet::schema::types::ColumnPath;
use sha2::{Digest, Sha256};

use crate::batch::{Batch, Partition, Row};
use crate::columns;
use crate::disk::{Action, Disk, DiskFault};
use crate::hex;
use crate::tokens;

/// How many rows are turned into columns at a time, and usually the rows of a page: what the index of tokens finds is read alone.
const CHUNK: usize = tokens::BLOCK as usize;

/// Of long rows fewer are turned into columns at a time: about so many bytes of events.
const CHUNK_BYTES: usize = 32 << 20;

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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    fault: Arc<Mutex<Option<DiskFault>>>,
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

/// How hard zstd tries, and over how many rows at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// While events come in, and for what will be merged again.
    Quick,
    /// Once, for what then lies for years, however much it is.
    Last,
    /// The same where there is so little of it that four times the processor's time for it are nothing to the machine.
    Utmost,
}

impl Effort {
    fn level(self) -> Result<ZstdLevel, ParquetError> {
        ZstdLevel::try_new(match self {
            Self::Quick => 1,
            Self::Last => 15,
            Self::Utmost => 19,
        })
    }

    /// The rows of a page, which is the least that is read and the most in which zstd looks for what came before.
    fn page(self) -> usize {
        match self {
            Self::Quick | Self::Last => CHUNK,
            Self::Utmost => 4 * CHUNK,
        }
    }
}

fn properties(effort: Effort) -> Result<WriterProperties, ParquetError> {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(effort.level()?))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_data_page_row_count_limit(effort.page())
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
    properties = properties
        .set_sorting_columns(Some(vec![SortingColumn { column_idx: 0, descending: false, nulls_first: false }]))
        .set_created_by("talap-ledger 1".to_owned());
    Ok(properties.build())
}

/// Writes batches of one partition to a file, and the index of their tokens to another where one is asked for, and makes both
/// durable.
pub(crate) fn write(
    disk: &Disk,
    path: &Path,
    index: Option<&Path>,
    batches: &[Arc<Batch>],
) -> Result<Sealed, DiskFault> {
    let mut tokens = index.map(|_| tokens::Builder::new());
    let segment = write_file(disk, path, |sink| {
        let path = sink.path;
        let unwritten = |error: ParquetError| DiskFault::new(Action::Write, path, io::Error::other(error));
        write_rows(sink, batches, tokens.as_mut()).map_err(unwritten)
    })?;
    Ok(Sealed { segment, index: write_index(disk, index, tokens)? })
}

fn write_index(
    disk: &Disk,
    path: Option<&Path>,
    tokens: Option<tokens::Builder>,
) -> Result<Option<Written>, DiskFault> {
    let bytes = tokens.and_then(tokens::Builder::finish);
    path.zip(bytes).map(|(path, bytes)| write_whole(disk, path, &bytes)).transpose()
}

fn write_whole(disk: &Disk, path: &Path, bytes: &[u8]) -> Result<Written, DiskFault> {
    let mut file = disk.create_over(path)?;
    disk.write(&mut file, path, bytes)?;
    disk.sync(&file, path)?;
    Ok(Written { size: bytes.len() as u64, sha256: hex::encode(&Sha256::digest(bytes)) })
}

/// Writes a file by a function and makes it durable.
fn write_file<'a>(
    disk: &'a Disk,
    path: &'a Path,
    write: impl FnOnce(Hashing<'a>) -> Result<Hashing<'a>, DiskFault>,
) -> Result<Written, DiskFault> {
    let fault = Arc::default();
    let file = disk.create_over(path)?;
    let result = write(Hashing { disk, path, file, hasher: Sha256::new(), size: 0, fault: Arc::clone(&fault) });
    if let Some(fault) = fault.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(fault);
    }
    let sink = result?;
    disk.sync(&sink.file, path)?;
    Ok(Written { size: sink.size, sha256: hex::encode(&sink.hasher.finalize()) })
}

/// Rows on their way into a file and into the index of their tokens.
struct RowsOut<'a, 't> {
    writer: ArrowWriter<Hashing<'a>>,
    tokens: Option<&'t mut tokens::Builder>,
    /// The columns of the file among those of the index.
    written: Vec<usize>,
}

impl<'a, 't> RowsOut<'a, 't> {
    fn new(sink: Hashing<'a>, tokens: Option<&'t mut tokens::Builder>, effort: Effort) -> Result<Self, ParquetError> {
        let schema = columns::file_schema();
        let written = (0..schema.fields().len()).collect();
        let properties = properties(effort)?;
        Ok(Self { writer: ArrowWriter::try_new(sink, schema, Some(properties))?, tokens, written })
    }

    /// Takes rows with the columns of [`columns::indexed_schema`]: the index is over the bytes as they came, and the file has
    /// them without the message that they end with.
    fn write(&mut self, rows: &RecordBatch) -> Result<(), ParquetError> {
        if let Some(tokens) = &mut self.tokens {
            tokens.push(rows)?;
        }
        self.writer.write(&rows.project(&self.written)?)
    }

    fn finish(self) -> Result<Hashing<'a>, ParquetError> {
        self.writer.into_inner()
    }
}

fn write_rows<'a>(
    sink: Hashing<'a>,
    batches: &[Arc<Batch>],
    tokens: Option<&mut tokens::Builder>,
) -> Result<Hashing<'a>, ParquetError> {
    let schema = if tokens.is_some() { columns::indexed_schema() } else { columns::file_schema() };
    let mut rows_out = RowsOut::new(sink, tokens, Effort::Quick)?;
    let mut chunk: Vec<Row<'_>> = Vec::with_capacity(CHUNK);
    let mut bytes = 0;
    for row in batches.iter().flat_map(|batch| batch.rows()) {
        let row = row.map_err(|error| ParquetError::External(Box::new(error)))?;
        bytes += row.event.bytes();
        chunk.push(row);
        if chunk.len() == CHUNK || bytes >= CHUNK_BYTES {
            rows_out.write(&columns::to_record_batch(&schema, &chunk)?)?;
            chunk.clear();
            bytes = 0;
        }
    }
    if !chunk.is_empty() {
        rows_out.write(&columns::to_record_batch(&schema, &chunk)?)?;
    }
    rows_out.finish()
}

/// The size and SHA-256 of a file as it is.
pub(crate) fn measure(path: &Path) -> io::Result<Written> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let size = io::copy(&mut file, &mut hasher)?;
    Ok(Written { size, sha256: hex::encode(&hasher.finalize()) })
}

/// The rows of a file, in order, a chunk at a time that is the smaller the longer they are.
fn rows_of<R: ChunkReader + 'static>(file: R) -> Result<ParquetRecordBatchReader, ParquetError> {
    // A value that repeats is in a file once and in columns as often as it is there.
    let read = |column: &ColumnChunkMetaData| {
        column.unencoded_byte_array_data_bytes().unwrap_or_default().max(column.uncompressed_size())
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let groups = builder.metadata().row_groups().iter();
    let longest = groups
        .filter_map(|group| group.columns().iter().map(read).fold(0, i64::saturating_add).checked_div(group.num_rows()))
        .max();
    let fit = CHUNK_BYTES / usize::try_from(longest.unwrap_or_default()).unwrap_or(1).max(1);
    builder.with_batch_size(fit.clamp(1, CHUNK)).build()
}

/// Hands the encoding of each row of a file on, with its batch and seq.
pub(crate) fn read_encodings<R: ChunkReader + 'static>(
    file: R,
    partition: &Partition,
    mut each: impl FnMut(u64, u64, &[u8]),
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    for batch in rows_of(file)? {
        columns::encode_rows(&batch?, partition, &mut each)?;
    }
    Ok(())
}

/// The batches that a file holds, in order.
pub(crate) fn batches<R: ChunkReader + 'static>(file: R) -> Result<Vec<u64>, ParquetError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(CHUNK);
    let only = ProjectionMask::columns(builder.parquet_schema(), ["batch"]);
    let mut found = Vec::new();
    for rows in builder.with_projection(only).build()? {
        let rows = rows?;
        let column = rows.column_by_name("batch").and_then(|column| column.as_primitive_opt::<UInt64Type>().cloned());
        let column = column.ok_or_else(|| ParquetError::General("there is no column of batches".to_owned()))?;
        found.extend(column.values().iter().copied());
        found.dedup();
    }
    Ok(found)
}

/// Writes the rows of files, in their order, to one file, and the index of their tokens to another, and makes both durable.
/// Rows pass through a chunk at a time.
pub(crate) fn merge(
    disk: &Disk,
    (path, index): (&Path, &Path),
    sources: &[PathBuf],
    effort: Effort,
) -> Result<Sealed, DiskFault> {
    let mut tokens = tokens::Builder::new();
    let segment = write_file(disk, path, |sink| merge_rows(sink, sources, &mut tokens, effort))?;
    Ok(Sealed { segment, index: write_index(disk, Some(index), Some(tokens))? })
}

fn merge_rows<'a>(
    sink: Hashing<'a>,
    sources: &[PathBuf],
    tokens: &mut tokens::Builder,
    effort: Effort,
) -> Result<Hashing<'a>, DiskFault> {
    let path = sink.path;
    let unwritten = |error: ParquetError| DiskFault::new(Action::Write, path, io::Error::other(error));
    let mut rows_out = RowsOut::new(sink, Some(tokens), effort).map_err(unwritten)?;
    for source in sources {
        let unreadable = |cause: io::Error| DiskFault::new(Action::Read, source, cause);
        let file = File::open(source).map_err(unreadable)?;
        let reader = rows_of(file).map_err(|error| unreadable(io::Error::other(error)))?;
        for rows in reader {
            let rows =
                rows.and_then(|rows| columns::as_today(&rows)).map_err(|error| unreadable(io::Error::other(error)))?;
            rows_out.write(&rows).map_err(unwritten)?;
        }
    }
    rows_out.finish().map_err(unwritten)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use talap_model::Event;

    use super::*;
    use crate::sample;
    use crate::wal::Group;

    #[test]
    fn of_long_rows_fewer_are_read_at_once_also_where_they_repeat() {
        let folder = sample::folder();
        let most_of = |length: usize| {
            let event = |number: u32| {
                let mut body = sample::event("acme", "portal", "web", number);
                // It stands in no line, so the form has it, which is the same for all.
                body.attributes.insert("long", "x".repeat(length));
                Event { seq: number.into(), body }
            };
            let mut frame = Vec::new();
            let events: Vec<_> = (0..1000).map(event).collect();
            let written = sample::write_frame(&mut frame, [9; 8], Group { first: 0, last: 0 }, 0, &events);
            let batch = Arc::new(written.batch(&Bytes::from(frame)));
            let path = folder.path().join("rows.parquet");
            let size = write(&Disk::default(), &path, None, &[batch]).unwrap().segment.size;
            assert!(size < 200_000, "the file has it once: {size}");
            let rows: Vec<_> =
                rows_of(File::open(&path).unwrap()).unwrap().map(|rows| rows.unwrap().num_rows()).collect();
            assert_eq!(rows.iter().sum::<usize>(), 1000);
            rows.into_iter().max().unwrap()
        };
        assert_eq!(most_of(10), 1000);
        assert!((300..=512).contains(&most_of(1 << 16)), "half a thousand of 64 KB are 32 MB");
    }
}
