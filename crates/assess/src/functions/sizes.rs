//! How many bytes a function makes at most, told by what it is given and before it is called. Rather too many than too few.

use datafusion::arrow::array::{Array, ArrayRef, AsArray as _};
use datafusion::arrow::compute::{cast, max, min};
use datafusion::arrow::datatypes::{DataType, Int64Type, IntervalMonthDayNanoType, TimeUnit};
use datafusion::common::{Result as QueryResult, ScalarValue};
use datafusion::logical_expr::ColumnarValue;

const DAY: i128 = 86_400_000_000_000;

/// What each row takes beside what is in it.
const ROW: usize = 16;

/// The longest text of a character, in bytes.
const CHARACTER: usize = 4;

/// The longest text of a value that is no text, in bytes.
const SHOWN: usize = 48;

/// What a function makes of what it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Most {
    /// All of it, put together.
    Together,
    /// All of it, with the first (`concat_ws`) between the others.
    TogetherBy,
    /// A text so many times as the second says.
    Times,
    /// A list of a value so many times as the second says.
    Copies,
    /// So many characters as the second says.
    Padded,
    /// A list of so many elements as the second says.
    Resized,
    /// A list from the first to the second by the third.
    Series,
    /// A text with the third in place of each second.
    Replaced,
    /// A text with the third, which may name parts of what is found, in place of what the second finds.
    Matched,
    /// A list's elements as a text, with the second between them.
    Listed,
    /// A list of a text's parts.
    Divided,
}

impl Most {
    /// What a function makes, by its name. Others make no more than a few times what one of their values is.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "concat" | "overlay" | "array_concat" | "array_append" | "array_prepend" | "make_array" | "array_union"
            | "array_replace" | "array_replace_n" => Self::Together,
            "concat_ws" => Self::TogetherBy,
            "repeat" => Self::Times,
            "array_repeat" => Self::Copies,
            "lpad" | "rpad" => Self::Padded,
            "array_resize" => Self::Resized,
            "range" | "generate_series" => Self::Series,
            "replace" => Self::Replaced,
            "regexp_replace" => Self::Matched,
            "array_to_string" => Self::Listed,
            "string_to_array" | "array_replace_all" => Self::Divided,
            _ => return None,
        })
    }

    /// How many bytes it makes at most.
    ///
    /// # Errors
    ///
    /// When a value cannot be read as the number that it should be.
    pub(super) fn bytes(self, values: &[ColumnarValue], rows: usize) -> QueryResult<usize> {
        let rest = |from: usize| values.iter().skip(from).map(|value| size(value, rows)).fold(0, usize::saturating_add);
        let all = rest(0).saturating_add(rows.saturating_mul(ROW));
        Ok(match self {
            Self::Together => all,
            Self::TogetherBy => {
                let between = size_of_first(values, rows).saturating_mul(values.len());
                all.saturating_add(between).saturating_add(listed(
                    values.get(1..).unwrap_or_default(),
                    values.first(),
                    rows,
                ))
            }
            Self::Times => all.saturating_add(size_of_first(values, rows).saturating_mul(greatest(values.get(1))?)),
            Self::Copies => all.saturating_mul(greatest(values.get(1))?.max(1)),
            Self::Padded => {
                let length = greatest(values.get(1))?.saturating_mul(CHARACTER);
                all.saturating_add(length.saturating_mul(rows))
            }
            Self::Resized => {
                // A list of lists gets a whole list as an element.
                let element = values.get(2).map_or(SHOWN, |value| longest(value).saturating_add(SHOWN));
                let length = greatest(values.get(1))?.saturating_mul(element);
                all.saturating_add(length.saturating_mul(rows))
            }
            Self::Series => all.saturating_add(series(values)?.saturating_mul(size_of::<i64>()).saturating_mul(rows)),
            Self::Replaced => all.saturating_add(replaced(values, rows)),
            Self::Matched => {
                let [text, _, by, ..] = values else { return Ok(all) };
                // Each character may be found, and what stands in its place may name it as often as it has signs.
                let (found, by) =
                    (size(text, rows).saturating_add(rows), longest(by).saturating_mul(2).saturating_add(1));
                all.saturating_add(found.saturating_mul(by))
            }
            Self::Listed => all.saturating_add(listed(values.get(..1).unwrap_or_default(), values.get(1), rows)),
            Self::Divided => {
                let by = values.iter().skip(1).map(longest).max().unwrap_or_default();
                all.saturating_add(size_of_first(values, rows).saturating_mul(ROW.saturating_add(by)))
            }
        })
    }
}

fn size_of_first(values: &[ColumnarValue], rows: usize) -> usize {
    values.first().map_or(0, |value| size(value, rows))
}

/// The bytes of a value, of all rows: of texts what they say, of all else what it is held in.
fn size(value: &ColumnarValue, rows: usize) -> usize {
    match value {
        ColumnarValue::Scalar(value) => scalar_size(value).saturating_mul(rows),
        ColumnarValue::Array(array) => {
            texts(array).map_or_else(|| array.get_array_memory_size(), |lengths| lengths.iter().sum())
        }
    }
}

fn scalar_size(value: &ScalarValue) -> usize {
    match value.try_as_str() {
        Some(text) => text.map_or(0, str::len),
        // Rows share what a value takes to be one.
        None => value.size().saturating_sub(size_of::<ScalarValue>()).max(ROW),
    }
}

/// The bytes of a value in the row where they are the most.
fn longest(value: &ColumnarValue) -> usize {
    match value {
        ColumnarValue::Scalar(value) => scalar_size(value),
        ColumnarValue::Array(array) => {
            let most = texts(array).map(|lengths| lengths.into_iter().max().unwrap_or_default());
            most.unwrap_or_else(|| array.get_array_memory_size())
        }
    }
}

/// How long each text is, in bytes; none where they are no texts.
fn texts(array: &ArrayRef) -> Option<Vec<usize>> {
    let length = |text: Option<&str>| text.map_or(0, str::len);
    if let Some(texts) = array.as_string_opt::<i32>() {
        return Some(texts.iter().map(length).collect());
    }
    if let Some(texts) = array.as_string_opt::<i64>() {
        return Some(texts.iter().map(length).collect());
    }
    Some(array.as_string_view_opt()?.iter().map(length).collect())
}

/// The greatest number of a value; nought where there is none, or only ones below.
fn greatest(value: Option<&ColumnarValue>) -> QueryResult<usize> {
    let most = value.map(ends).transpose()?.flatten().map_or(0, |(_, most)| most);
    Ok(usize::try_from(most.max(0)).unwrap_or(usize::MAX))
}

/// The least and the greatest number of a value.
fn ends(value: &ColumnarValue) -> QueryResult<Option<(i128, i128)>> {
    let array = value.to_array(1)?;
    let numbers = cast(&array, &DataType::Int64)?;
    let Some(numbers) = numbers.as_primitive_opt::<Int64Type>() else { return Ok(None) };
    Ok(min(numbers).zip(max(numbers)).map(|(least, most)| (i128::from(least), i128::from(most))))
}

/// How many nanoseconds one of a type's units is; days and moments are compared by them.
fn unit(kind: &DataType) -> Option<i128> {
    Some(match kind {
        DataType::Date32 => DAY,
        DataType::Date64 | DataType::Timestamp(TimeUnit::Millisecond, _) => 1_000_000,
        DataType::Timestamp(TimeUnit::Second, _) => 1_000_000_000,
        DataType::Timestamp(TimeUnit::Microsecond, _) => 1_000,
        DataType::Timestamp(TimeUnit::Nanosecond, _) => 1,
        _ => return None,
    })
}

/// How many elements the longest of these series has at most.
fn series(values: &[ColumnarValue]) -> QueryResult<usize> {
    let none = ColumnarValue::Scalar(ScalarValue::Int64(Some(0)));
    let (from, to) = match values {
        [] => return Ok(0),
        [to] => (&none, to),
        [from, to, ..] => (from, to),
    };
    let (Some(from_ends), Some(to_ends)) = (ends(from)?, ends(to)?) else { return Ok(0) };
    // Days and moments are never mixed.
    let unit = unit(&from.data_type()).unwrap_or(1);
    let span = (to_ends.1 - from_ends.0).abs().max((to_ends.0 - from_ends.1).abs()) * unit;
    let step = match values.get(2) {
        None => 1,
        Some(step) => least_step(step)?,
    };
    Ok(usize::try_from(span / step.max(1) + 1).unwrap_or(usize::MAX))
}

/// The shortest step, in nanoseconds where it is one of time; at least one.
fn least_step(step: &ColumnarValue) -> QueryResult<i128> {
    let array = step.to_array(1)?;
    if let Some(steps) = array.as_primitive_opt::<IntervalMonthDayNanoType>() {
        let lengths = steps.iter().flatten().map(|step| {
            let parts = [i128::from(step.months) * 28 * DAY, i128::from(step.days) * DAY, i128::from(step.nanoseconds)];
            // Of parts that go both ways nobody knows where they lead.
            let is_one_way = parts.iter().all(|part| *part >= 0) || parts.iter().all(|part| *part <= 0);
            if is_one_way { parts.iter().sum::<i128>().abs() } else { 1 }
        });
        return Ok(lengths.min().unwrap_or(1).max(1));
    }
    let numbers = cast(&array, &DataType::Int64)?;
    let steps = numbers.as_primitive_opt::<Int64Type>();
    let least = steps.and_then(|steps| steps.iter().flatten().map(i64::unsigned_abs).filter(|step| *step > 0).min());
    Ok(i128::from(least.unwrap_or(1)))
}

/// What a text gains where each of what is looked for gives way to something else.
fn replaced(values: &[ColumnarValue], rows: usize) -> usize {
    let [text, from, to, ..] = values else { return 0 };
    let by = longest(to);
    let shortest = match from {
        ColumnarValue::Scalar(value) => scalar_size(value).max(1),
        ColumnarValue::Array(_) => 1,
    };
    (size(text, rows) / shortest).saturating_add(rows).saturating_mul(by)
}

/// The bytes of lists' elements as texts, with something between them.
fn listed(lists: &[ColumnarValue], between: Option<&ColumnarValue>, rows: usize) -> usize {
    let between = between.map_or(0, longest).saturating_add(SHOWN);
    let of_lists = lists.iter().filter(|value| value.data_type().is_nested());
    // No element of a list takes less than a bit, and one that is no truth takes a byte at least.
    let elements = of_lists.map(|value| elements(value).saturating_mul(rows_of(value, rows)));
    elements.fold(0, usize::saturating_add).saturating_mul(between)
}

fn rows_of(value: &ColumnarValue, rows: usize) -> usize {
    if matches!(value, ColumnarValue::Scalar(_)) { rows } else { 1 }
}

/// How many elements there are in the lists of a value, at all depths.
fn elements(value: &ColumnarValue) -> usize {
    value.to_array(1).map_or(usize::MAX, |array| deepest(&array))
}

fn deepest(array: &ArrayRef) -> usize {
    if let Some(lists) = array.as_list_opt::<i32>() {
        return lists.len().saturating_add(deepest(lists.values()));
    }
    if let Some(lists) = array.as_list_opt::<i64>() {
        return lists.len().saturating_add(deepest(lists.values()));
    }
    if let Some(lists) = array.as_fixed_size_list_opt() {
        return lists.len().saturating_add(deepest(lists.values()));
    }
    array.len()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{Int64Array, StringArray};
    use datafusion::functions::expr_fn::{lpad, repeat, replace};
    use datafusion::prelude::{SessionContext, lit};
    use proptest::prelude::*;

    use super::*;

    fn text(value: &str) -> ColumnarValue {
        ColumnarValue::Scalar(ScalarValue::Utf8(Some(value.to_owned())))
    }

    fn number(value: i64) -> ColumnarValue {
        ColumnarValue::Scalar(ScalarValue::Int64(Some(value)))
    }

    #[test]
    fn more_of_anything_takes_more_and_nothing_overflows() {
        let most = |kind: Most, values: &[ColumnarValue]| kind.bytes(values, 8192).unwrap();
        for kind in [Most::Times, Most::Copies, Most::Padded, Most::Resized] {
            assert_eq!(most(kind, &[text("x"), number(i64::MAX)]), usize::MAX, "{kind:?}");
            assert!(most(kind, &[text("x"), number(-7)]) < 1 << 20, "{kind:?}");
        }
        assert_eq!(most(Most::Series, &[number(i64::MIN), number(i64::MAX)]), usize::MAX);
        assert!(most(Most::Series, &[number(1), number(1000), number(999)]) < 1 << 20);
        assert!(most(Most::Series, &[number(1), number(1000), number(0)]) > 8 << 20);
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![Some(3), None, Some(1_000_000)]));
        assert!(most(Most::Times, &[text("xy"), ColumnarValue::Array(numbers)]) > 2_000_000);
        let lines: ArrayRef = Arc::new(StringArray::from(vec![Some("ab"), None]));
        assert!(Most::Together.bytes(&[ColumnarValue::Array(lines), text("xyz")], 2).unwrap() < 100);
    }

    async fn made(expression: datafusion::logical_expr::Expr) -> usize {
        let one = SessionContext::new().sql("SELECT 1").await.unwrap();
        let rows = one.select(vec![expression.alias("made")]).unwrap().collect().await.unwrap();
        texts(rows[0].column(0)).unwrap().iter().sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_makes_more_than_was_told(a in "[aә ]{0,9}", b in "[aә]{0,2}", c in "[xә]{0,5}", n in -3..40_i64) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let (repeated, padded, other) = runtime.block_on(async {
                let (a, b, c) = (a.as_str(), b.as_str(), c.as_str());
                (
                    made(repeat(lit(a), lit(n))).await,
                    made(lpad(vec![lit(a), lit(n), lit(c)])).await,
                    made(replace(lit(a), lit(b), lit(c))).await,
                )
            });
            prop_assert!(repeated <= Most::Times.bytes(&[text(&a), number(n)], 1).unwrap());
            prop_assert!(padded <= Most::Padded.bytes(&[text(&a), number(n), text(&c)], 1).unwrap());
            prop_assert!(other <= Most::Replaced.bytes(&[text(&a), text(&b), text(&c)], 1).unwrap());
        }
    }
}
