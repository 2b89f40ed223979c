//! The rows of one batch from a sealed file: only the row groups that may hold them are read.

use datafusion::arrow::array::{Array as _, AsArray as _, BooleanArray, RecordBatch, UInt64Array};
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::datatypes::UInt64Type;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::file::reader::ChunkReader;

use crate::batch::Partition;
use crate::columns;
use crate::encoding::Malformed;

pub(super) type Broken = Box<dyn std::error::Error + Send + Sync>;
type Builder<R> = ParquetRecordBatchReaderBuilder<R>;

/// How many rows are looked at at a time.
const CHUNK: usize = 8192;

/// The batch that the event is in, if it is in the file.
pub(super) fn batch_of<R: ChunkReader + 'static>(file: R, seq: u64) -> Result<Option<u64>, Broken> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let groups = groups_with(&builder, "seq", seq)?;
    if groups.is_empty() {
        return Ok(None);
    }
    let columns = ProjectionMask::columns(builder.parquet_schema(), ["seq", "batch"]);
    let reader = builder.with_row_groups(groups).with_projection(columns).with_batch_size(CHUNK).build()?;
    for rows in reader {
        let rows = rows?;
        let (seqs, batches) = (numbers(&rows, "seq")?, numbers(&rows, "batch")?);
        if let Some(at) = seqs.values().iter().position(|found| *found == seq) {
            return Ok(batches.values().get(at).copied());
        }
    }
    Ok(None)
}

/// The encodings of a batch's events, in order of seq, each with it.
pub(super) fn encodings_of<R: ChunkReader + 'static>(
    file: R,
    partition: &Partition,
    batch: u64,
) -> Result<Vec<(u64, Vec<u8>)>, Broken> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let groups = groups_with(&builder, "batch", batch)?;
    let mut found = Vec::new();
    for rows in builder.with_row_groups(groups).with_batch_size(CHUNK).build()? {
        let rows = rows?;
        let wanted: BooleanArray = numbers(&rows, "batch")?.iter().map(|found| Some(found == Some(batch))).collect();
        if wanted.true_count() > 0 {
            let rows = filter_record_batch(&rows, &wanted)?;
            columns::encode_rows(&rows, partition, |_, seq, encoding| found.push((seq, encoding.to_vec())))?;
        }
    }
    found.sort_by_key(|(seq, _)| *seq);
    Ok(found)
}

fn numbers<'a>(rows: &'a RecordBatch, name: &str) -> Result<&'a UInt64Array, Malformed> {
    let column = rows.column_by_name(name).ok_or(Malformed("a column is missing"))?;
    column.as_primitive_opt::<UInt64Type>().ok_or(Malformed("a column of another type"))
}

/// The row groups of which the statistics do not rule a number out.
fn groups_with<R: ChunkReader + 'static>(
    builder: &Builder<R>,
    column: &str,
    wanted: u64,
) -> Result<Vec<usize>, Broken> {
    let converter = StatisticsConverter::try_new(column, builder.schema(), builder.parquet_schema())?;
    let groups = builder.metadata().row_groups();
    let (least, most) = (converter.row_group_mins(groups)?, converter.row_group_maxes(groups)?);
    let bounds = least.as_primitive_opt::<UInt64Type>().zip(most.as_primitive_opt::<UInt64Type>());
    let may_hold = |group: usize| {
        bounds.is_none_or(|(least, most)| {
            let known = group < least.len() && group < most.len() && least.is_valid(group) && most.is_valid(group);
            !known || (least.value(group)..=most.value(group)).contains(&wanted)
        })
    };
    Ok((0..groups.len()).filter(|group| may_hold(*group)).collect())
}
