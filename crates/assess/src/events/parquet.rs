//! Events, or the rows of an answer, as a Parquet file that is written as they come.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::WriterProperties;

use super::stream::Chunk;
use crate::question::Answer;
use crate::session::QueryError;

/// How many rows are gathered before they are written, and so held in memory.
const GROUP_ROWS: usize = 32_768;
/// How many bytes are gathered before they are written, where events are long.
const GROUP_BYTES: usize = 16 << 20;

/// A file under way. What is written of it is handed over piece by piece.
pub struct ParquetFile {
    writer: ArrowWriter<Written>,
    written: Written,
}

impl ParquetFile {
    /// Begins a file of events: the columns of the table `events`.
    ///
    /// # Errors
    ///
    /// [`QueryError::Sql`] when the columns cannot be written as Parquet.
    pub fn begin() -> Result<Self, QueryError> {
        let version = KeyValue::new("talap.events.version".to_owned(), "1".to_owned());
        Self::with(talap_ledger::table_schema(), Some(vec![version]))
    }

    /// Begins a file of an answer's rows: its columns.
    ///
    /// # Errors
    ///
    /// As [`ParquetFile::begin`].
    pub fn of(answer: &Answer) -> Result<Self, QueryError> {
        Self::with(answer.schema(), None)
    }

    fn with(columns: SchemaRef, about: Option<Vec<KeyValue>>) -> Result<Self, QueryError> {
        let written = Written::default();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_key_value_metadata(about)
            .build();
        let writer = ArrowWriter::try_new(written.clone(), columns, Some(properties));
        Ok(Self { writer: writer.map_err(unwritable)?, written })
    }

    /// Adds events, and gives what of the file is written by now; often nothing.
    ///
    /// # Errors
    ///
    /// [`QueryError::Sql`] when they cannot be written as Parquet.
    pub fn add(&mut self, chunk: &Chunk) -> Result<Vec<u8>, QueryError> {
        self.write(&chunk.0)?;
        Ok(self.written.take())
    }

    /// Adds rows of the answer that the file was begun of.
    ///
    /// # Errors
    ///
    /// As [`ParquetFile::add`].
    pub fn add_rows(&mut self, rows: &Answer) -> Result<Vec<u8>, QueryError> {
        for batch in rows.batches() {
            self.write(batch)?;
        }
        Ok(self.written.take())
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), QueryError> {
        self.writer.write(batch).map_err(unwritable)?;
        if self.writer.in_progress_size() >= GROUP_BYTES {
            self.writer.flush().map_err(unwritable)?;
        }
        Ok(())
    }

    /// Ends the file, and gives the rest of it.
    ///
    /// # Errors
    ///
    /// As [`ParquetFile::add`].
    pub fn end(self) -> Result<Vec<u8>, QueryError> {
        self.writer.close().map_err(unwritable)?;
        Ok(self.written.take())
    }
}

/// Told as what it is: no file that was read.
fn unwritable(error: ParquetError) -> QueryError {
    QueryError::Sql(DataFusionError::External(Box::new(error)))
}

/// What was written and not handed over yet.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
