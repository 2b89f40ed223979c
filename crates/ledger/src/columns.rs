//! Events as Arrow columns: the schema of a Parquet file, the schema of the `events` table, and the way there and back.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray as _, BinaryBuilder, RecordBatch, RecordBatchOptions, StringBuilder,
    TimestampMicrosecondBuilder, UInt8Builder, UInt32Builder, UInt64Builder,
};
use datafusion::arrow::datatypes::{
    DataType, Field, Schema, SchemaRef, TimeUnit, TimestampMicrosecondType, UInt8Type, UInt32Type, UInt64Type,
};
use datafusion::arrow::error::ArrowError;
use talap_model::{Event, NewEvent, Timestamp};

use crate::batch::Partition;
use crate::encoding::Malformed;

/// The columns that the path of a Parquet file holds, in the order of its folders.
pub(crate) const PARTITION_COLUMNS: [&str; 4] = ["org", "object", "source", "day"];

fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// The columns of the `events` table, in order: name, type, whether it may be null.
fn table_fields() -> Vec<Field> {
    vec![
        Field::new("seq", DataType::UInt64, false),
        Field::new("received_at", instant(), false),
        Field::new("occurred_at", instant(), true),
        Field::new("org", DataType::Utf8, false),
        Field::new("object", DataType::Utf8, false),
        Field::new("source", DataType::Utf8, false),
        Field::new("day", DataType::Utf8, false),
        Field::new("kind", DataType::Utf8, false),
        Field::new("class_uid", DataType::UInt32, false),
        Field::new("severity_id", DataType::UInt8, false),
        Field::new("host", DataType::Utf8, true),
        Field::new("program", DataType::Utf8, true),
        Field::new("user_name", DataType::Utf8, true),
        Field::new("address", DataType::Utf8, true),
        Field::new("message", DataType::Utf8, false),
        Field::new("attributes", DataType::Utf8, false),
        Field::new("raw", DataType::Binary, false),
        Field::new("fault", DataType::Utf8, true),
    ]
}

/// The schema of the `events` table.
pub fn table_schema() -> SchemaRef {
    Arc::new(Schema::new(table_fields()))
}

/// The schema of a Parquet file as queries see it: the table without what the path holds.
pub(crate) fn queried_file_schema() -> SchemaRef {
    let fields = table_fields().into_iter().filter(|field| !PARTITION_COLUMNS.contains(&field.name().as_str()));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The schema of a Parquet file: with the batch of each row, which verification needs.
pub(crate) fn file_schema() -> SchemaRef {
    let mut fields: Vec<_> = queried_file_schema().fields().iter().map(|field| field.as_ref().clone()).collect();
    fields.insert(1, Field::new("batch", DataType::UInt64, false));
    Arc::new(Schema::new(fields))
}

/// An event with the batch that it is in.
pub(crate) type Row<'a> = (u64, &'a Event);

fn texts<'a>(rows: &[Row<'a>], get: impl Fn(&'a NewEvent) -> Option<&'a str>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    for (_, event) in rows {
        builder.append_option(get(&event.body));
    }
    Arc::new(builder.finish())
}

fn instants(rows: &[Row<'_>], get: impl Fn(&NewEvent) -> Option<Timestamp>) -> ArrayRef {
    let mut builder = TimestampMicrosecondBuilder::with_capacity(rows.len()).with_timezone("UTC");
    for (_, event) in rows {
        builder.append_option(get(&event.body).map(Timestamp::micros));
    }
    Arc::new(builder.finish())
}

fn attributes(rows: &[Row<'_>]) -> ArrayRef {
    let mut builder = StringBuilder::new();
    // A map of text to text always serializes.
    for (_, event) in rows {
        builder.append_value(serde_json::to_string(&event.body.attributes).unwrap_or_default());
    }
    Arc::new(builder.finish())
}

fn column(name: &str, rows: &[Row<'_>]) -> Result<ArrayRef, ArrowError> {
    Ok(match name {
        "seq" => numbers64(rows, |(_, event)| event.seq),
        "batch" => numbers64(rows, |(batch, _)| *batch),
        "received_at" => instants(rows, |event| Some(event.received_at)),
        "occurred_at" => instants(rows, |event| event.occurred_at),
        "org" => texts(rows, |event| Some(event.organisation.as_str())),
        "object" => texts(rows, |event| Some(event.object.as_str())),
        "source" => texts(rows, |event| Some(event.source.as_str())),
        "day" => days(rows),
        "kind" => texts(rows, |event| Some(event.kind.key())),
        "class_uid" => {
            let mut builder = UInt32Builder::with_capacity(rows.len());
            for (_, event) in rows {
                builder.append_value(event.body.class_uid);
            }
            Arc::new(builder.finish())
        }
        "severity_id" => {
            let mut builder = UInt8Builder::with_capacity(rows.len());
            for (_, event) in rows {
                builder.append_value(event.body.severity_id);
            }
            Arc::new(builder.finish())
        }
        "host" => texts(rows, |event| event.host.as_deref()),
        "program" => texts(rows, |event| event.program.as_deref()),
        "user_name" => texts(rows, |event| event.user.as_deref()),
        "address" => texts(rows, |event| event.address.as_deref()),
        "message" => texts(rows, |event| Some(event.message.as_str())),
        "attributes" => attributes(rows),
        "raw" => {
            let mut builder = BinaryBuilder::new();
            for (_, event) in rows {
                builder.append_value(&event.body.raw);
            }
            Arc::new(builder.finish())
        }
        "fault" => texts(rows, |event| event.fault.as_deref()),
        other => return Err(ArrowError::SchemaError(format!("no column {other} of events"))),
    })
}

fn numbers64(rows: &[Row<'_>], get: impl Fn(&Row<'_>) -> u64) -> ArrayRef {
    let mut builder = UInt64Builder::with_capacity(rows.len());
    for row in rows {
        builder.append_value(get(row));
    }
    Arc::new(builder.finish())
}

fn days(rows: &[Row<'_>]) -> ArrayRef {
    let mut builder = StringBuilder::new();
    for (_, event) in rows {
        builder.append_value(talap_model::time::format_date(event.body.received_at.day()));
    }
    Arc::new(builder.finish())
}

/// Rows as a record batch of the columns that `schema` names.
pub(crate) fn to_record_batch(schema: &SchemaRef, rows: &[Row<'_>]) -> Result<RecordBatch, ArrowError> {
    let columns = schema.fields().iter().map(|field| column(field.name(), rows)).collect::<Result<Vec<_>, _>>()?;
    // A query that only counts wants rows of no columns.
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)
}

/// Reads rows back from a record batch of [`file_schema`]; `partition` supplies what the path holds.
pub(crate) fn from_record_batch(batch: &RecordBatch, partition: &Partition) -> Result<Vec<(u64, Event)>, Malformed> {
    let reader = Reader { batch };
    (0..batch.num_rows()).map(|row| reader.row(row, partition)).collect()
}

struct Reader<'a> {
    batch: &'a RecordBatch,
}

impl Reader<'_> {
    fn column(&self, name: &str, row: usize) -> Result<&ArrayRef, Malformed> {
        let column = self.batch.column_by_name(name).ok_or(Malformed("a column is missing"))?;
        if row < column.len() { Ok(column) } else { Err(Malformed("a column is too short")) }
    }

    fn text(&self, name: &str, row: usize) -> Result<Option<String>, Malformed> {
        let column = self.column(name, row)?;
        let texts = column.as_string_opt::<i32>().ok_or(Malformed("a column of another type"))?;
        Ok(texts.is_valid(row).then(|| texts.value(row).to_owned()))
    }

    fn instant(&self, name: &str, row: usize) -> Result<Option<Timestamp>, Malformed> {
        let column = self.column(name, row)?;
        let times =
            column.as_primitive_opt::<TimestampMicrosecondType>().ok_or(Malformed("a column of another type"))?;
        Ok(times.is_valid(row).then(|| Timestamp::from_micros(times.value(row))))
    }

    fn number64(&self, name: &str, row: usize) -> Result<u64, Malformed> {
        let column = self.column(name, row)?;
        Ok(column.as_primitive_opt::<UInt64Type>().ok_or(Malformed("a column of another type"))?.value(row))
    }

    fn row(&self, row: usize, partition: &Partition) -> Result<(u64, Event), Malformed> {
        const NULL: Malformed = Malformed("a value is missing");
        const TYPE: Malformed = Malformed("a column of another type");
        let class = self.column("class_uid", row)?.as_primitive_opt::<UInt32Type>().ok_or(TYPE)?.value(row);
        let severity = self.column("severity_id", row)?.as_primitive_opt::<UInt8Type>().ok_or(TYPE)?.value(row);
        let attributes = self.text("attributes", row)?.ok_or(NULL)?;
        let body = NewEvent {
            received_at: self.instant("received_at", row)?.ok_or(NULL)?,
            occurred_at: self.instant("occurred_at", row)?,
            organisation: partition.organisation.clone(),
            object: partition.object.clone(),
            source: partition.source.clone(),
            kind: self.text("kind", row)?.ok_or(NULL)?.parse().map_err(|_| Malformed("a kind of source"))?,
            class_uid: class,
            severity_id: severity,
            host: self.text("host", row)?,
            program: self.text("program", row)?,
            user: self.text("user_name", row)?,
            address: self.text("address", row)?,
            message: self.text("message", row)?.ok_or(NULL)?,
            attributes: serde_json::from_str(&attributes).map_err(|_| Malformed("attributes are not JSON"))?,
            raw: self.column("raw", row)?.as_binary_opt::<i32>().ok_or(TYPE)?.value(row).to_vec(),
            fault: self.text("fault", row)?,
        };
        Ok((self.number64("batch", row)?, Event { seq: self.number64("seq", row)?, body }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn events_survive_their_columns(body in sample::any_event(), batch: u64, seq: u64) {
            let partition = Partition::of(&body);
            let event = Event { seq, body };
            let columns = to_record_batch(&file_schema(), &[(batch, &event)]).unwrap();
            prop_assert_eq!(from_record_batch(&columns, &partition), Ok(vec![(batch, event)]));
        }
    }
}
