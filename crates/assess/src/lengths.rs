//! How long the values of rows are to whoever writes them out: a text that a thousand rows share is in memory once, and a
//! thousand times in what is made of them.

use datafusion::arrow::array::{Array, ArrayRef, AsArray as _, OffsetSizeTrait, RecordBatch};
use datafusion::arrow::datatypes::DataType;

/// The bytes of a batch's values, each counted as often as it stands there. What the rows were cut out of is not counted.
pub(crate) fn of_batch(batch: &RecordBatch) -> usize {
    sum(batch.columns().iter().map(|column| of(column.as_ref())))
}

/// The bytes of a row that has the longest value in each of these columns.
pub(crate) fn of_longest_row<'a>(columns: impl Iterator<Item = &'a ArrayRef>) -> usize {
    sum(columns.map(|column| longest(column.as_ref())))
}

/// The most items of one list; those of lists in lists are counted through.
pub(crate) fn most_items(lists: &dyn Array) -> usize {
    let (most, items) = match lists.data_type() {
        DataType::List(_) => (widest(lists.as_list::<i32>().value_offsets()), lists.as_list::<i32>().values()),
        DataType::LargeList(_) => (widest(lists.as_list::<i64>().value_offsets()), lists.as_list::<i64>().values()),
        DataType::FixedSizeList(_, most) => {
            (usize::try_from(*most).unwrap_or_default(), lists.as_fixed_size_list().values())
        }
        // Rows of these may share whole lists; each is taken for all there is.
        DataType::ListView(_) => (lists.as_list_view::<i32>().values().len(), lists.as_list_view::<i32>().values()),
        DataType::LargeListView(_) => {
            (lists.as_list_view::<i64>().values().len(), lists.as_list_view::<i64>().values())
        }
        _ => return 1,
    };
    most.saturating_mul(most_items(items.as_ref()))
}

fn of(array: &dyn Array) -> usize {
    match array.data_type() {
        DataType::Utf8View => sum(array.as_string_view().iter().flatten().map(str::len)),
        DataType::BinaryView => sum(array.as_binary_view().iter().flatten().map(<[u8]>::len)),
        DataType::Struct(_) => sum(array.as_struct().columns().iter().map(|column| of(column.as_ref()))),
        DataType::FixedSizeList(_, _) => of(array.as_fixed_size_list().values().as_ref()),
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            between(list.value_offsets(), list.values().as_ref())
        }
        DataType::LargeList(_) => {
            let list = array.as_list::<i64>();
            between(list.value_offsets(), list.values().as_ref())
        }
        DataType::Map(_, _) => {
            let map = array.as_map();
            between(map.value_offsets(), map.entries())
        }
        DataType::Dictionary(_, values) if !values.is_nested() => of_dictionary(array),
        // Rows of these may share whole lists; each is taken for the longest.
        DataType::Dictionary(_, _) => longest(array.as_any_dictionary().values().as_ref()).saturating_mul(array.len()),
        DataType::RunEndEncoded(_, _) => {
            let values = array.as_any_ree_opt().map(|runs| longest(runs.values().as_ref()));
            values.unwrap_or_default().saturating_mul(array.len())
        }
        DataType::ListView(_) => {
            let values = array.as_list_view_opt::<i32>().map(|list| of(list.values().as_ref()));
            values.unwrap_or_default().saturating_mul(array.len())
        }
        DataType::LargeListView(_) => {
            let values = array.as_list_view_opt::<i64>().map(|list| of(list.values().as_ref()));
            values.unwrap_or_default().saturating_mul(array.len())
        }
        _ => array.to_data().get_slice_memory_size().unwrap_or_else(|_| array.get_array_memory_size()),
    }
}

/// The values of the lists between these places.
fn between<O: OffsetSizeTrait>(offsets: &[O], values: &dyn Array) -> usize {
    let place = |offset: Option<&O>| offset.map_or(0, |offset| offset.as_usize());
    let (first, last) = (place(offsets.first()), place(offsets.last()));
    of(values.slice(first, last.saturating_sub(first)).as_ref())
}

fn of_dictionary(array: &dyn Array) -> usize {
    let dictionary = array.as_any_dictionary();
    let (keys, values) = (dictionary.keys(), dictionary.values());
    if values.is_empty() {
        return 0;
    }
    let rows = dictionary.normalized_keys().into_iter().enumerate().filter(|(row, _)| keys.is_valid(*row));
    sum(rows.map(|(_, key)| match values.as_string_opt::<i32>() {
        Some(texts) => texts.value(key).len(),
        None => of(values.slice(key, 1).as_ref()),
    }))
}

/// The longest of some values.
fn longest(values: &dyn Array) -> usize {
    if let Some(width) = values.data_type().primitive_width() {
        return width;
    }
    match values.data_type() {
        DataType::Null => 0,
        DataType::Boolean => 1,
        DataType::FixedSizeBinary(width) => usize::try_from(*width).unwrap_or_default(),
        DataType::Utf8 => widest(values.as_string::<i32>().value_offsets()),
        DataType::LargeUtf8 => widest(values.as_string::<i64>().value_offsets()),
        DataType::Binary => widest(values.as_binary::<i32>().value_offsets()),
        DataType::LargeBinary => widest(values.as_binary::<i64>().value_offsets()),
        DataType::Utf8View => values.as_string_view().iter().flatten().map(str::len).max().unwrap_or_default(),
        DataType::BinaryView => values.as_binary_view().iter().flatten().map(<[u8]>::len).max().unwrap_or_default(),
        DataType::Struct(_) => of_longest_row(values.as_struct().columns().iter()),
        DataType::Dictionary(_, _) => longest(values.as_any_dictionary().values().as_ref()),
        _ => (0..values.len()).map(|place| of(values.slice(place, 1).as_ref())).max().unwrap_or_default(),
    }
}

/// The widest of the values between each place and the next.
fn widest<O: OffsetSizeTrait>(offsets: &[O]) -> usize {
    let next = offsets.iter().skip(1);
    let widths = offsets.iter().zip(next).map(|(start, end)| end.as_usize().saturating_sub(start.as_usize()));
    widths.max().unwrap_or_default()
}

fn sum(lengths: impl Iterator<Item = usize>) -> usize {
    lengths.fold(0, usize::saturating_add)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{
        DictionaryArray, LargeBinaryArray, ListArray, StringArray, StringViewArray, UInt32Array,
    };
    use datafusion::arrow::compute::take;
    use datafusion::arrow::datatypes::{Int32Type, UInt32Type};
    use datafusion::datasource::MemTable;

    use super::*;
    use crate::session::{QueryError, Session};

    /// So many rows of one text, which is in memory once.
    fn shared(length: usize, rows: usize) -> ArrayRef {
        let text = StringViewArray::from_iter_values(["x".repeat(length)]);
        take(&text, &UInt32Array::from(vec![0_u32; rows]), None).unwrap()
    }

    fn batch(column: ArrayRef) -> RecordBatch {
        RecordBatch::try_from_iter([("a", column)]).unwrap()
    }

    #[test]
    fn what_rows_share_counts_in_each_of_them() {
        let texts = batch(shared(1 << 20, 100));
        assert!(texts.get_array_memory_size() < 2 << 20, "it is there once");
        assert_eq!(of_batch(&texts), 100 << 20);
        assert_eq!(of_batch(&texts.slice(10, 3)), 3 << 20);
        let keys = vec![Some("abc"), None, Some("abc"), Some("de")];
        let named: DictionaryArray<UInt32Type> = keys.into_iter().collect();
        assert_eq!(of_batch(&batch(Arc::new(named))), 8);
        let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), Some(2)]), None]);
        let lists = batch(Arc::new(lists));
        assert_eq!((of_batch(&lists.slice(0, 1)), of_batch(&lists.slice(1, 1))), (8, 0));
    }

    #[test]
    fn the_longest_row_is_found_by_value() {
        let texts = StringArray::from(vec![Some("ab"), None, Some("abcd")]);
        let bytes = LargeBinaryArray::from_iter_values([&b"abc"[..], b"", b"a"]);
        let list = [Some(vec![Some(1), Some(2)]), None, Some(vec![Some(3)])];
        let lists: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(list));
        let columns: [ArrayRef; 4] = [Arc::new(texts), Arc::new(bytes), shared(100, 3), Arc::clone(&lists)];
        let longest: Vec<usize> = columns.iter().map(|column| of_longest_row([column].into_iter())).collect();
        assert_eq!(longest, [4, 3, 100, 8]);
        assert_eq!(of_longest_row(columns.iter()), 115);
        let cut = columns[0].slice(0, 2);
        assert_eq!(of_longest_row([&cut].into_iter()), 2, "what was cut off is not counted");
        assert_eq!((most_items(lists.as_ref()), most_items(lists.slice(1, 2).as_ref())), (2, 1));
    }

    #[tokio::test]
    async fn an_answer_that_would_become_large_is_refused_while_it_is_small() {
        for (rows, is_large) in [(10, false), (1_000, true)] {
            let rows = batch(shared(1 << 20, rows));
            let table = MemTable::try_new(rows.schema(), vec![vec![rows]]).unwrap();
            let session = Session::new().unwrap();
            session.register("t", Arc::new(table)).unwrap();
            let answer = session.run(Session::parse("SELECT a FROM t").unwrap()).await;
            assert_eq!(matches!(answer, Err(QueryError::TooLarge { .. })), is_large, "{:?}", answer.err());
        }
    }
}
