//! Parquet files: one partition's sealed events, sorted by seq, zstd, with a page index.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::{AsArray as _, RecordBatch, new_null_array};
use datafusion::arrow::datatypes::{FieldRef, SchemaRef, UInt64Type};
use datafusion::arrow::error::ArrowError;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::ChunkReader;
use sha2::{Digest, Sha256};
use talap_model::Event;

use crate::batch::{Batch, Partition};
use crate::columns::{self, Row};
use crate::disk::{Action, Disk, DiskFault};
use crate::hex;

/// How many rows are turned into columns at a time.
const CHUNK: usize = 8192;

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
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_max_row_group_row_count(Some(131_072))
        .set_sorting_columns(Some(vec![SortingColumn { column_idx: 0, descending: false, nulls_first: false }]))
        .set_created_by("talap-ledger 1".to_owned())
        .build()
}

/// Writes batches of one partition to a file and makes it durable.
pub(crate) fn write(disk: &Disk, path: &Path, batches: &[Arc<Batch>]) -> Result<Written, DiskFault> {
    let fault = Mutex::new(None);
    let file = disk.create_over(path)?;
    let sink = Hashing { disk, path, file, hasher: Sha256::new(), size: 0, fault: &fault };
    let result = write_rows(sink, batches);
    if let Some(fault) = fault.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(fault);
    }
    let sink = result.map_err(|error| DiskFault::new(Action::Write, path, io::Error::other(error)))?;
    disk.sync(&sink.file, path)?;
    Ok(Written { size: sink.size, sha256: hex::encode(&sink.hasher.finalize()) })
}

fn write_rows<'a>(sink: Hashing<'a>, batches: &[Arc<Batch>]) -> Result<Hashing<'a>, ParquetError> {
    let schema = columns::file_schema();
    let mut writer = ArrowWriter::try_new(sink, Arc::clone(&schema), Some(properties()))?;
    let rows: Vec<Row<'_>> =
        batches.iter().flat_map(|batch| batch.events.iter().map(|event| (batch.index, event))).collect();
    for chunk in rows.chunks(CHUNK) {
        writer.write(&columns::to_record_batch(&schema, chunk)?)?;
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

/// Reads the rows of a file, a chunk at a time, each with its batch.
pub(crate) fn read<R: ChunkReader + 'static>(
    file: R,
    partition: &Partition,
    mut each: impl FnMut(Vec<(u64, Event)>),
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(CHUNK).build()?;
    for batch in reader {
        each(columns::from_record_batch(&batch?, partition)?);
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

/// Writes the rows of files, in their order, to one file and makes it durable. Rows pass through a chunk at a time.
pub(crate) fn merge(disk: &Disk, path: &Path, sources: &[PathBuf]) -> Result<Written, DiskFault> {
    let fault = Mutex::new(None);
    let file = disk.create_over(path)?;
    let sink = Hashing { disk, path, file, hasher: Sha256::new(), size: 0, fault: &fault };
    let result = merge_rows(sink, sources);
    if let Some(fault) = fault.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(fault);
    }
    let sink = result?;
    disk.sync(&sink.file, path)?;
    Ok(Written { size: sink.size, sha256: hex::encode(&sink.hasher.finalize()) })
}

fn merge_rows<'a>(sink: Hashing<'a>, sources: &[PathBuf]) -> Result<Hashing<'a>, DiskFault> {
    let schema = columns::file_schema();
    let path = sink.path;
    let unwritten = |error: ParquetError| DiskFault::new(Action::Write, path, io::Error::other(error));
    let mut writer = ArrowWriter::try_new(sink, Arc::clone(&schema), Some(properties())).map_err(unwritten)?;
    for source in sources {
        let unreadable = |cause: io::Error| DiskFault::new(Action::Read, source, cause);
        let file = File::open(source).map_err(unreadable)?;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)
            .and_then(|builder| builder.with_batch_size(CHUNK).build())
            .map_err(|error| unreadable(io::Error::other(error)))?;
        for rows in reader {
            let rows =
                rows.and_then(|rows| in_schema(&schema, &rows)).map_err(|error| unreadable(io::Error::other(error)))?;
            writer.write(&rows).map_err(unwritten)?;
        }
    }
    writer.into_inner().map_err(unwritten)
}

/// Rows with the columns of today: one that an older file lacks is null. A column that is not known is no reason to drop it.
fn in_schema(schema: &SchemaRef, rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    if let Some(strange) = rows.schema().fields().iter().find(|field| schema.column_with_name(field.name()).is_none()) {
        return Err(ArrowError::SchemaError(format!("no column {} of events", strange.name())));
    }
    let column = |field: &FieldRef| match rows.column_by_name(field.name()) {
        Some(column) => Arc::clone(column),
        None => new_null_array(field.data_type(), rows.num_rows()),
    };
    RecordBatch::try_new(Arc::clone(schema), schema.fields().iter().map(column).collect())
}
