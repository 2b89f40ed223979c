//! The bytes of an event as they came, where its message is their end: kept once. A file holds what comes before the
//! message (`raw_head`) and whether the message follows it (`raw_joined`); queries get `raw` back whole.
//!
//! Most messages of syslog end with their text, so a second copy of it was two fifths of a file. Files of the first layout
//! hold `raw` itself and are read as they are.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray as _, BinaryArray, BinaryBuilder, BooleanArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::{DataFusionError, Result as QueryResult};
use datafusion::config::ConfigOptions;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::ProjectionExec;

use crate::columns::typed;
use crate::encoding::Malformed;
use crate::forms;

/// The column of a whole raw: of the table, and of files of the first layout.
pub(crate) const RAW: &str = "raw";
/// The column of what comes before the message, or of all of it.
pub(crate) const HEAD: &str = "raw_head";
/// The column that says whether the message follows the head.
pub(crate) const JOINED: &str = "raw_joined";
/// The column of the message.
const MESSAGE: &str = "message";

/// The columns of a file that `raw` is made of.
pub(crate) const PARTS: [&str; 4] = [RAW, HEAD, JOINED, MESSAGE];

/// The columns of files of today's layout.
pub(crate) fn file_fields() -> [Field; 2] {
    [Field::new(HEAD, DataType::Binary, false), Field::new(JOINED, DataType::Boolean, false)]
}

/// Splits raw bytes before the message that they end with; says whether they do.
pub(crate) fn split<'a>(raw: &'a [u8], message: &str) -> (&'a [u8], bool) {
    match raw.strip_suffix(message.as_bytes()).filter(|_| !message.is_empty()) {
        Some(head) => (head, true),
        None => (raw, false),
    }
}

/// The raw bytes of a row of a file, of whichever layout.
pub(crate) enum RawColumns<'a> {
    /// Of the first layout.
    Whole(&'a BinaryArray),
    /// Of today's.
    Split { heads: &'a BinaryArray, joined: &'a BooleanArray },
}

impl<'a> RawColumns<'a> {
    /// The columns of a record batch of a file.
    pub(crate) fn of(rows: &'a RecordBatch) -> Result<Self, Malformed> {
        if rows.column_by_name(RAW).is_some() {
            return Ok(Self::Whole(typed(rows, RAW)?));
        }
        Ok(Self::Split { heads: typed(rows, HEAD)?, joined: typed(rows, JOINED)? })
    }

    /// The bytes of a row with this message; none where a value is missing, or the bytes were split otherwise than
    /// [`split`] does.
    pub(crate) fn get(&self, row: usize, message: &str) -> Result<Cow<'a, [u8]>, Malformed> {
        const NULL: Malformed = Malformed("a value is missing");
        let value = |column: &'a BinaryArray| column.is_valid(row).then(|| column.value(row)).ok_or(NULL);
        match self {
            Self::Whole(column) => value(column).map(Cow::Borrowed),
            Self::Split { joined, .. } if joined.is_null(row) => Err(NULL),
            Self::Split { heads, joined } => {
                let (head, joined) = (value(heads)?, joined.value(row));
                let raw = if joined { Cow::Owned([head, message.as_bytes()].concat()) } else { Cow::Borrowed(head) };
                if split(&raw, message) == (head, joined) {
                    Ok(raw)
                } else {
                    Err(Malformed("raw bytes are split wrongly"))
                }
            }
        }
    }
}

/// Puts `raw` and `attributes` together: the columns `wanted` of a plan that has them and what these two are made of.
pub(crate) fn put_together(plan: Arc<dyn ExecutionPlan>, wanted: &[&str]) -> QueryResult<Arc<dyn ExecutionPlan>> {
    let schema = plan.schema();
    let column =
        |name: &str| -> QueryResult<Arc<dyn PhysicalExpr>> { Ok(Arc::new(Column::new_with_schema(name, &schema)?)) };
    let call = |function: Arc<ScalarUDF>, parts: Vec<Arc<dyn PhysicalExpr>>| -> QueryResult<Arc<dyn PhysicalExpr>> {
        let made = ScalarFunctionExpr::try_new(function, parts, &schema, Arc::new(ConfigOptions::default()))?;
        Ok(Arc::new(made.with_nullable(false)))
    };
    let raw = || call(function(), PARTS.iter().map(|part| column(part)).collect::<QueryResult<_>>()?);
    let expression = |name: &&str| -> QueryResult<(Arc<dyn PhysicalExpr>, String)> {
        let made = match *name {
            RAW => raw()?,
            forms::ATTRIBUTES => {
                call(forms::function(), vec![column(forms::ATTRIBUTES)?, column(forms::FORM)?, raw()?])?
            }
            name => column(name)?,
        };
        Ok((made, (*name).to_owned()))
    };
    let expressions = wanted.iter().map(expression).collect::<QueryResult<Vec<_>>>()?;
    Ok(Arc::new(ProjectionExec::try_new(expressions, plan)?))
}

/// The function of [`PARTS`] that makes the whole.
pub(crate) fn function() -> Arc<ScalarUDF> {
    let types = vec![DataType::Binary, DataType::Binary, DataType::Boolean, DataType::Utf8];
    let make = |parts: &[ColumnarValue]| {
        let arrays = ColumnarValue::values_to_arrays(parts)?;
        let [whole, heads, joined, messages] = arrays.as_slice() else {
            return Err(DataFusionError::Internal("raw bytes are made of four columns".to_owned()));
        };
        Ok(ColumnarValue::Array(join_columns(whole, heads, joined, messages)?))
    };
    Arc::new(create_udf("talap_raw", types, DataType::Binary, Volatility::Immutable, Arc::new(make)))
}

fn join_columns(whole: &ArrayRef, heads: &ArrayRef, joined: &ArrayRef, messages: &ArrayRef) -> QueryResult<ArrayRef> {
    let wrong = || DataFusionError::Internal("a part of raw bytes has another type".to_owned());
    let whole = whole.as_binary_opt::<i32>().ok_or_else(wrong)?;
    let heads = heads.as_binary_opt::<i32>().ok_or_else(wrong)?;
    let joined = joined.as_boolean_opt().ok_or_else(wrong)?;
    let messages = messages.as_string_opt::<i32>().ok_or_else(wrong)?;
    let (mut made, mut bytes) = (BinaryBuilder::new(), Vec::new());
    for row in 0..whole.len() {
        if whole.is_valid(row) {
            made.append_value(whole.value(row));
            continue;
        }
        bytes.clear();
        bytes.extend(heads.value(row));
        if joined.is_valid(row) && joined.value(row) {
            bytes.extend(messages.value(row).as_bytes());
        }
        made.append_value(&bytes);
    }
    Ok(Arc::new(made.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_split_otherwise_is_refused() {
        let heads = BinaryArray::from(vec![b"<1>text".as_slice(), b"<1>".as_slice()]);
        let joined = BooleanArray::from(vec![false, true]);
        let columns = RawColumns::Split { heads: &heads, joined: &joined };
        assert!(columns.get(0, "text").is_err(), "it ends with the message");
        assert_eq!(columns.get(0, "other").as_deref(), Ok(b"<1>text".as_slice()));
        assert_eq!(columns.get(1, "text").as_deref(), Ok(b"<1>text".as_slice()));
        assert!(columns.get(1, "").is_err(), "nothing follows");
    }

    proptest! {
        #[test]
        fn what_was_split_comes_back(head in prop::collection::vec(any::<u8>(), 0..20), message in ".{0,12}", ends: bool) {
            let raw = if ends { [head.as_slice(), message.as_bytes()].concat() } else { head };
            let (head, joined) = split(&raw, &message);
            let heads = BinaryArray::from(vec![head]);
            let flags = BooleanArray::from(vec![joined]);
            let columns = RawColumns::Split { heads: &heads, joined: &flags };
            let back = columns.get(0, &message);
            prop_assert_eq!(back.as_deref(), Ok(raw.as_slice()));
        }
    }
}
