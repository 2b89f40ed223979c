//! Events as Arrow columns: the schema of a Parquet file, the schema of the `events` table, and the way there and back.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, BinaryArray, BooleanArray, RecordBatch, RecordBatchOptions, StringArray, StringBuilder,
    TimestampMicrosecondArray, TimestampMicrosecondBuilder, UInt8Array, UInt32Array, UInt64Array, new_null_array,
};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef, TimeUnit};
use datafusion::arrow::error::ArrowError;
use talap_model::time::format_date;
use talap_model::{SourceKind, Timestamp};

use crate::batch::{Partition, Row};
use crate::encoding::{self, Attributes, EventRef, Malformed, Output};
use crate::forms::{self, ATTRIBUTES, AttributeColumn, Forms, Reading};
use crate::raw::{self, RawColumns};

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
        Field::new(ATTRIBUTES, DataType::Utf8, false),
        Field::new("raw", DataType::Binary, false),
        Field::new("fault", DataType::Utf8, true),
    ]
}

/// The schema of the `events` table.
pub fn table_schema() -> SchemaRef {
    Arc::new(Schema::new(table_fields()))
}

fn fields_of_files() -> impl Iterator<Item = Field> {
    table_fields().into_iter().filter(|field| !PARTITION_COLUMNS.contains(&field.name().as_str()))
}

/// The columns of the table that files of today's layout do not have as they are.
pub(crate) const MADE: [&str; 2] = [raw::RAW, ATTRIBUTES];

fn is_made(field: &Field) -> bool {
    MADE.contains(&field.name().as_str())
}

/// The fields of today's files that [`MADE`] are made of, beside the message.
fn fields_of_parts() -> impl Iterator<Item = Field> {
    raw::file_fields().into_iter().chain([forms::file_field()])
}

/// The schema of a Parquet file as queries see it: the table without what the path holds, and what [`MADE`] are made of in
/// files of one layout or another.
pub(crate) fn queried_file_schema() -> SchemaRef {
    let nullable = |field: Field| if is_made(&field) { field.with_nullable(true) } else { field };
    let parts = fields_of_parts().map(|field| field.with_nullable(true));
    Arc::new(Schema::new(fields_of_files().map(nullable).chain(parts).collect::<Vec<_>>()))
}

/// The schema of a Parquet file that is written today: with the batch of each row, which verification needs.
pub(crate) fn file_schema() -> SchemaRef {
    let mut fields: Vec<_> = fields_of_files().filter(|field| !is_made(field)).collect();
    fields.insert(1, Field::new("batch", DataType::UInt64, false));
    fields.extend(fields_of_parts());
    Arc::new(Schema::new(fields))
}

fn texts<'a>(rows: &[Row<'a>], get: impl Fn(&EventRef<'a>) -> Option<&'a str>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    for row in rows {
        builder.append_option(get(&row.event));
    }
    Arc::new(builder.finish())
}

fn instants(rows: &[Row<'_>], get: impl Fn(&EventRef<'_>) -> Option<Timestamp>) -> ArrayRef {
    let mut builder = TimestampMicrosecondBuilder::with_capacity(rows.len()).with_timezone("UTC");
    for row in rows {
        builder.append_option(get(&row.event).map(Timestamp::micros));
    }
    Arc::new(builder.finish())
}

/// Attributes as a JSON object, in order of their names.
fn attributes(rows: &[Row<'_>]) -> Result<ArrayRef, ArrowError> {
    objects(rows.len(), |row, json| {
        let attributes = rows.get(row).map(|row| row.event.attributes.iter());
        forms::write_whole(attributes.into_iter().flatten(), json).map_err(json_error)
    })
}

/// The forms of attributes.
fn attribute_forms(rows: &[Row<'_>]) -> Result<ArrayRef, ArrowError> {
    let mut forms = Forms::default();
    objects(rows.len(), |row, json| {
        let Some(Row { event, .. }) = rows.get(row) else { return Ok(()) };
        forms.write(event.attributes, event.raw, json).map_err(json_error)
    })
}

/// A column of so many objects of JSON, each of them put into the buffer in place of what was there.
fn objects(
    count: usize,
    mut write: impl FnMut(usize, &mut Vec<u8>) -> Result<(), ArrowError>,
) -> Result<ArrayRef, ArrowError> {
    let (mut builder, mut json) = (StringBuilder::new(), Vec::new());
    for row in 0..count {
        write(row, &mut json)?;
        builder.append_value(std::str::from_utf8(&json).map_err(json_error)?);
    }
    Ok(Arc::new(builder.finish()))
}

fn json_error(error: impl std::fmt::Display) -> ArrowError {
    ArrowError::JsonError(error.to_string())
}

fn column(name: &str, rows: &[Row<'_>]) -> Result<ArrayRef, ArrowError> {
    Ok(match name {
        "seq" => numbers64(rows, |row| row.seq),
        "batch" => numbers64(rows, |row| row.batch),
        "received_at" => instants(rows, |event| Some(event.received_at)),
        "occurred_at" => instants(rows, |event| event.occurred_at),
        "org" => texts(rows, |event| Some(event.organisation)),
        "object" => texts(rows, |event| Some(event.object)),
        "source" => texts(rows, |event| Some(event.source)),
        "day" => days(rows),
        "kind" => texts(rows, |event| Some(event.kind.key())),
        "class_uid" => Arc::new(rows.iter().map(|row| Some(row.event.class_uid)).collect::<UInt32Array>()),
        "severity_id" => Arc::new(rows.iter().map(|row| Some(row.event.severity_id)).collect::<UInt8Array>()),
        "host" => texts(rows, |event| event.host),
        "program" => texts(rows, |event| event.program),
        "user_name" => texts(rows, |event| event.user),
        "address" => texts(rows, |event| event.address),
        "message" => texts(rows, |event| Some(event.message)),
        ATTRIBUTES => attributes(rows)?,
        forms::FORM => attribute_forms(rows)?,
        raw::RAW => Arc::new(rows.iter().map(|row| Some(row.event.raw)).collect::<BinaryArray>()),
        raw::HEAD => Arc::new(
            rows.iter().map(|row| Some(raw::split(row.event.raw, row.event.message).0)).collect::<BinaryArray>(),
        ),
        raw::JOINED => {
            let joined = rows.iter().map(|row| Some(raw::split(row.event.raw, row.event.message).1));
            Arc::new(joined.collect::<BooleanArray>())
        }
        "fault" => texts(rows, |event| event.fault),
        other => return Err(ArrowError::SchemaError(format!("no column {other} of events"))),
    })
}

fn numbers64(rows: &[Row<'_>], get: impl Fn(&Row<'_>) -> u64) -> ArrayRef {
    Arc::new(rows.iter().map(|row| Some(get(row))).collect::<UInt64Array>())
}

fn days(rows: &[Row<'_>]) -> ArrayRef {
    let mut builder = StringBuilder::new();
    let mut last = None;
    for row in rows {
        let day = row.event.received_at.day();
        let text = match last.take() {
            Some((known, text)) if known == day => text,
            _ => format_date(day),
        };
        builder.append_value(&text);
        last = Some((day, text));
    }
    Arc::new(builder.finish())
}

/// The columns of [`file_schema`], and after them the raw bytes as a whole, which the index of tokens is over.
pub(crate) fn indexed_schema() -> SchemaRef {
    let mut fields: Vec<_> = file_schema().fields().iter().map(|field| field.as_ref().clone()).collect();
    fields.push(Field::new(raw::RAW, DataType::Binary, false));
    Arc::new(Schema::new(fields))
}

/// The rows of a file of any layout with the columns of [`indexed_schema`]: one that an older file lacks is null.
///
/// # Errors
///
/// [`ArrowError`] when the file has a column that is not known, which would be lost, or lacks one that it must have.
pub(crate) fn as_today(rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = indexed_schema();
    let is_known = |name: &str| name == ATTRIBUTES || schema.column_with_name(name).is_some();
    if let Some(strange) = rows.schema().fields().iter().find(|field| !is_known(field.name())) {
        return Err(ArrowError::SchemaError(format!("no column {} of events", strange.name())));
    }
    let malformed = |error: Malformed| ArrowError::SchemaError(error.to_string());
    let (raws, messages) =
        (RawColumns::of(rows).map_err(malformed)?, typed::<StringArray>(rows, "message").map_err(malformed)?);
    let raws: Vec<_> = (0..rows.num_rows())
        .map(|row| raws.get(row, messages.value(row)))
        .collect::<Result<_, _>>()
        .map_err(malformed)?;
    let parts = || raws.iter().zip(0..).map(|(raw, row)| raw::split(raw, messages.value(row)));
    let forms = forms_as_today(rows, &raws)?;
    let column = |field: &FieldRef| -> ArrayRef {
        match field.name().as_str() {
            raw::RAW => Arc::new(raws.iter().map(|raw| Some(raw.as_ref())).collect::<BinaryArray>()),
            raw::HEAD => Arc::new(parts().map(|(head, _)| Some(head)).collect::<BinaryArray>()),
            raw::JOINED => Arc::new(parts().map(|(_, joined)| Some(joined)).collect::<BooleanArray>()),
            forms::FORM => Arc::clone(&forms),
            name => match rows.column_by_name(name) {
                Some(column) => Arc::clone(column),
                None => new_null_array(field.data_type(), rows.num_rows()),
            },
        }
    };
    RecordBatch::try_new(Arc::clone(&schema), schema.fields().iter().map(column).collect())
}

/// The forms of the attributes of the rows of a file of any layout.
fn forms_as_today(rows: &RecordBatch, raws: &[Cow<'_, [u8]>]) -> Result<ArrayRef, ArrowError> {
    let malformed = |error: Malformed| ArrowError::SchemaError(error.to_string());
    let column = AttributeColumn::of(rows).map_err(malformed)?;
    let (mut reading, mut forms, mut out) = (Reading::default(), Forms::default(), Output::default());
    objects(raws.len(), |row, json| {
        let raw = raws.get(row).map_or(&[][..], |raw| raw);
        let write =
            |pairs: &[(&str, &str)]| forms.write(Attributes::written(&mut out, pairs.iter().copied()), raw, json);
        column.read(row, raw, &mut reading, write).map_err(malformed)?.map_err(json_error)
    })
}

/// Rows as a record batch of the columns that `schema` names.
pub(crate) fn to_record_batch(schema: &SchemaRef, rows: &[Row<'_>]) -> Result<RecordBatch, ArrowError> {
    let columns = schema.fields().iter().map(|field| column(field.name(), rows)).collect::<Result<Vec<_>, _>>()?;
    // A query that only counts wants rows of no columns.
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)
}

/// Hands the encoding of each row of a record batch of [`file_schema`] on, with its batch and seq. No event is made of
/// it: verification reads every row of a ledger.
pub(crate) fn encode_rows(
    batch: &RecordBatch,
    partition: &Partition,
    mut each: impl FnMut(u64, u64, &[u8]),
) -> Result<(), Malformed> {
    const NULL: Malformed = Malformed("a value is missing");
    let columns = Columns::of(batch)?;
    let (mut out, mut kinds, mut reading) = (Output::default(), Kinds::default(), Reading::default());
    for row in 0..batch.num_rows() {
        let message = text_at(columns.message, row).ok_or(NULL)?;
        let raw = columns.raw.get(row, message)?;
        let event = EventRef {
            received_at: instant_at(columns.received_at, row).ok_or(NULL)?,
            occurred_at: instant_at(columns.occurred_at, row),
            organisation: partition.organisation.as_str(),
            object: partition.object.as_str(),
            source: partition.source.as_str(),
            kind: kinds.read(text_at(columns.kind, row).ok_or(NULL)?)?,
            class_uid: columns.class_uid.value(row),
            severity_id: columns.severity_id.value(row),
            host: text_at(columns.host, row),
            program: text_at(columns.program, row),
            user: text_at(columns.user, row),
            address: text_at(columns.address, row),
            message,
            attributes: Attributes::default(),
            raw: &raw,
            fault: text_at(columns.fault, row),
        };
        out.0.clear();
        columns.attributes.read(row, &raw, &mut reading, |pairs| {
            encoding::write_fields(&mut out, &event, pairs.iter().copied());
        })?;
        each(columns.batch.value(row), columns.seq.value(row), &out.0);
    }
    Ok(())
}

/// The kind of the row before, since hardly a file has two.
#[derive(Default)]
struct Kinds(Option<SourceKind>);

impl Kinds {
    fn read(&mut self, text: &str) -> Result<SourceKind, Malformed> {
        let kind = match self.0.filter(|kind| kind.key() == text) {
            Some(kind) => kind,
            None => text.parse().map_err(|_| Malformed("a kind of source"))?,
        };
        self.0 = Some(kind);
        Ok(kind)
    }
}

/// The columns of a record batch of [`file_schema`], all of its length.
struct Columns<'a> {
    seq: &'a UInt64Array,
    batch: &'a UInt64Array,
    received_at: &'a TimestampMicrosecondArray,
    occurred_at: &'a TimestampMicrosecondArray,
    kind: &'a StringArray,
    class_uid: &'a UInt32Array,
    severity_id: &'a UInt8Array,
    host: &'a StringArray,
    program: &'a StringArray,
    user: &'a StringArray,
    address: &'a StringArray,
    message: &'a StringArray,
    attributes: AttributeColumn<'a>,
    raw: RawColumns<'a>,
    fault: &'a StringArray,
}

impl<'a> Columns<'a> {
    fn of(batch: &'a RecordBatch) -> Result<Self, Malformed> {
        Ok(Self {
            seq: typed(batch, "seq")?,
            batch: typed(batch, "batch")?,
            received_at: typed(batch, "received_at")?,
            occurred_at: typed(batch, "occurred_at")?,
            kind: typed(batch, "kind")?,
            class_uid: typed(batch, "class_uid")?,
            severity_id: typed(batch, "severity_id")?,
            host: typed(batch, "host")?,
            program: typed(batch, "program")?,
            user: typed(batch, "user_name")?,
            address: typed(batch, "address")?,
            message: typed(batch, "message")?,
            attributes: AttributeColumn::of(batch)?,
            raw: RawColumns::of(batch)?,
            fault: typed(batch, "fault")?,
        })
    }
}

/// A column of a record batch, if it is there and of a type.
pub(crate) fn typed<'a, T: 'static>(batch: &'a RecordBatch, name: &str) -> Result<&'a T, Malformed> {
    let column = batch.column_by_name(name).ok_or(Malformed("a column is missing"))?;
    column.as_any().downcast_ref().ok_or(Malformed("a column of another type"))
}

fn text_at(column: &StringArray, row: usize) -> Option<&str> {
    column.is_valid(row).then(|| column.value(row))
}

fn instant_at(column: &TimestampMicrosecondArray, row: usize) -> Option<Timestamp> {
    column.is_valid(row).then(|| Timestamp::from_micros(column.value(row)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::encode;
    use crate::sample;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn events_survive_their_columns(body in sample::any_event(), batch: u64, seq: u64) {
            let partition = Partition::of(&body);
            let encoding = encode(&body);
            let row = Row { batch, seq, event: EventRef::read(&encoding).unwrap() };
            let today = file_schema();
            let earlier = today.fields().iter().map(|field| match field.name().as_str() {
                forms::FORM => Field::new(ATTRIBUTES, DataType::Utf8, false),
                _ => field.as_ref().clone(),
            });
            for schema in [file_schema(), indexed_schema(), Arc::new(Schema::new(earlier.collect::<Vec<_>>()))] {
                let columns = to_record_batch(&schema, &[row]).unwrap();
                let mut encoded = Vec::new();
                encode_rows(&columns, &partition, |batch, seq, bytes| encoded.push((batch, seq, bytes.to_vec()))).unwrap();
                prop_assert_eq!(encoded, [(batch, seq, encoding.clone())]);
                let again = as_today(&columns).unwrap();
                prop_assert_eq!(&again, &to_record_batch(&indexed_schema(), &[row]).unwrap());
            }
        }
    }
}
