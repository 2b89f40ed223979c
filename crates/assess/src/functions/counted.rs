//! A function that is held to what it may make.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use datafusion::arrow::array::{Array, ArrayRef};
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::{DataFusionError, Result as QueryResult};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
};

use super::sizes::Most;
use crate::passing::cause_of;

/// The most bytes of a value that a function makes of constants: it is worked out before anything is read, and stands in each
/// row then.
pub(crate) const MOST_OF_A_VALUE: usize = 1 << 20;

/// Why a function is not carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Overgrown {
    /// It would make more than there may be.
    #[error("{function} would make more than {limit} bytes")]
    Makes {
        /// Its name.
        function: String,
        /// The limit, in bytes.
        limit: usize,
    },
    /// Questions may not call it.
    #[error("{function} is not offered")]
    LeftOut {
        /// Its name.
        function: String,
    },
}

impl Overgrown {
    /// The one that an error of the engine comes from.
    pub(crate) fn in_chain(error: &DataFusionError) -> Option<&Self> {
        cause_of(error)
    }
}

/// What the functions of one session have made and somebody still holds.
#[derive(Debug)]
pub(crate) struct Room {
    limit: usize,
    held: Mutex<Vec<(Weak<dyn Array>, usize)>>,
}

impl Room {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, held: Mutex::default() }
    }

    /// How many bytes may still be made.
    fn left(&self) -> usize {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|(array, _)| array.strong_count() > 0);
        self.limit.saturating_sub(held.iter().map(|(_, bytes)| bytes).sum())
    }

    fn hold(&self, array: &ArrayRef) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.push((Arc::downgrade(array), array.get_array_memory_size()));
    }
}

/// The function, asked each time how much it would make and held to what there is room for.
pub(super) fn counted(function: Arc<ScalarUDF>, most: Most, room: &Arc<Room>) -> Arc<ScalarUDF> {
    Arc::new(ScalarUDF::new_from_impl(Counted { function, most, room: Arc::clone(room) }))
}

#[derive(Debug)]
struct Counted {
    function: Arc<ScalarUDF>,
    most: Most,
    room: Arc<Room>,
}

// The room says nothing about what the function is.
impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        self.function == other.function
    }
}

impl Eq for Counted {}

impl Hash for Counted {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.hash(state);
    }
}

/// As the function itself is, but that the engine may not put the function itself into its place (`simplify`).
impl ScalarUDFImpl for Counted {
    fn name(&self) -> &str {
        self.function.name()
    }

    fn aliases(&self) -> &[String] {
        self.function.aliases()
    }

    fn schema_name(&self, args: &[Expr]) -> QueryResult<String> {
        self.function.schema_name(args)
    }

    fn signature(&self) -> &Signature {
        self.function.signature()
    }

    fn coerce_types(&self, types: &[DataType]) -> QueryResult<Vec<DataType>> {
        self.function.coerce_types(types)
    }

    fn return_type(&self, types: &[DataType]) -> QueryResult<DataType> {
        self.function.return_type(types)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> QueryResult<FieldRef> {
        self.function.return_field_from_args(args)
    }

    fn is_strict(&self) -> bool {
        self.function.is_strict()
    }

    fn short_circuits(&self) -> bool {
        self.function.short_circuits()
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> QueryResult<ColumnarValue> {
        let is_constant = args.args.iter().all(|value| matches!(value, ColumnarValue::Scalar(_)));
        let rows = if is_constant { 1 } else { args.number_rows };
        let limit = if is_constant { MOST_OF_A_VALUE } else { self.room.left() };
        if self.most.bytes(&args.args, rows)? > limit {
            let limit = if is_constant { limit } else { self.room.limit };
            let overgrown = Overgrown::Makes { function: self.name().to_owned(), limit };
            return Err(DataFusionError::External(Box::new(overgrown)));
        }
        let made = self.function.invoke_with_args(args)?;
        if let ColumnarValue::Array(array) = &made {
            self.room.hold(array);
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::Int64Array;

    use super::*;

    #[test]
    fn what_is_let_go_makes_room() {
        let room = Room::new(1 << 20);
        let array: ArrayRef = Arc::new(Int64Array::from_iter_values(0..10_000));
        room.hold(&array);
        let left = room.left();
        assert!(left <= (1 << 20) - 80_000, "{left}");
        let other = Arc::clone(&array);
        drop(array);
        assert_eq!(room.left(), left, "somebody else holds it");
        drop(other);
        assert_eq!(room.left(), 1 << 20);
    }
}
