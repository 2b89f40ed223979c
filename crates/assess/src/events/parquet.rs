//! Events as a Parquet file that is written as they come.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::error::DataFusionError;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::WriterProperties;

use super::stream::Chunk;
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
        let written = Written::default();
        let version = KeyValue::new("talap.events.version".to_owned(), "1".to_owned());
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_key_value_metadata(Some(vec![version]))
            .build();
        let writer = ArrowWriter::try_new(written.clone(), talap_ledger::table_schema(), Some(properties));
        Ok(Self { writer: writer.map_err(DataFusionError::from)?, written })
    }

    /// Adds events, and gives what of the file is written by now; often nothing.
    ///
    /// # Errors
    ///
    /// [`QueryError::Sql`] when they cannot be written as Parquet.
    pub fn add(&mut self, chunk: &Chunk) -> Result<Vec<u8>, QueryError> {
        self.writer.write(&chunk.0).map_err(DataFusionError::from)?;
        if self.writer.in_progress_size() >= GROUP_BYTES {
            self.writer.flush().map_err(DataFusionError::from)?;
        }
        Ok(self.written.take())
    }

    /// Ends the file, and gives the rest of it.
    ///
    /// # Errors
    ///
    /// As [`ParquetFile::add`].
    pub fn end(self) -> Result<Vec<u8>, QueryError> {
        self.writer.close().map_err(DataFusionError::from)?;
        Ok(self.written.take())
    }
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
