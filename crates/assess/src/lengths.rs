//! How long the values of rows are to whoever writes them out: a text that a thousand rows share is in memory once, and a
//! thousand times in what is made of them.

use datafusion::arrow::array::{Array, AsArray as _, OffsetSizeTrait, RecordBatch};
use datafusion::arrow::datatypes::DataType;

/// The bytes of a batch's values, each counted as often as it stands there. What the rows were cut out of is not counted.
pub(crate) fn of_batch(batch: &RecordBatch) -> usize {
    sum(batch.columns().iter().map(|column| of(column.as_ref())))
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
    (0..values.len()).map(|place| of(values.slice(place, 1).as_ref())).max().unwrap_or_default()
}

fn sum(lengths: impl Iterator<Item = usize>) -> usize {
    lengths.fold(0, usize::saturating_add)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{ArrayRef, DictionaryArray, ListArray, StringViewArray, UInt32Array};
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
