//! Parquet files: one partition's sealed events, sorted by seq, zstd, with a page index.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use sha2::{Digest, Sha256};

use crate::batch::{Batch, Partition, Row};
use crate::columns;
use crate::disk::{Action, Disk, DiskFault};
use crate::hex;

/// How many rows are turned into columns at a time.
const CHUNK: usize = 8192;

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
    let mut chunk: Vec<Row<'_>> = Vec::with_capacity(CHUNK);
    for row in batches.iter().flat_map(|batch| batch.rows()) {
        chunk.push(row.map_err(|error| ParquetError::External(Box::new(error)))?);
        if chunk.len() == CHUNK {
            writer.write(&columns::to_record_batch(&schema, &chunk)?)?;
            chunk.clear();
        }
    }
    writer.write(&columns::to_record_batch(&schema, &chunk)?)?;
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
