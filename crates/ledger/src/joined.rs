//! Texts put together, `a || b || c`, as one function. The engine's own operator joins two at a time, where nobody can look at
//! what comes of it: a name that stands for itself twice, a few times over, makes gigabytes of a line. Whoever plans a
//! question may put this in its place; the machines that do a part of a plan know it.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray as _, LargeStringArray, LargeStringBuilder, StringArray, StringBuilder, StringViewArray,
    StringViewBuilder,
};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, Result as QueryResult, ScalarValue};
use datafusion::logical_expr::binary::BinaryTypeCoercer;
use datafusion::logical_expr::{
    ColumnarValue, Expr, Operator, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// The function's name: nobody calls it by that, but whoever reads a plan or an error knows what is meant.
const NAME: &str = "||";

/// The function: what the operator `||` makes of texts, one text of any number of them; nothing where one is not there.
pub fn joined() -> Arc<ScalarUDF> {
    Arc::new(ScalarUDF::new_from_impl(Joined { signature: Signature::user_defined(Volatility::Immutable) }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Joined {
    signature: Signature,
}

impl ScalarUDFImpl for Joined {
    fn name(&self) -> &'static str {
        NAME
    }

    /// As the operator would be called, so that a column is.
    fn schema_name(&self, args: &[Expr]) -> QueryResult<String> {
        let names: Vec<String> = args.iter().map(|arg| arg.schema_name().to_string()).collect();
        Ok(names.join(" || "))
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> QueryResult<Vec<DataType>> {
        Ok(vec![in_common(types)?; types.len()])
    }

    fn return_type(&self, types: &[DataType]) -> QueryResult<DataType> {
        in_common(types)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> QueryResult<ColumnarValue> {
        let parts = args.args.iter().map(Part::of).collect::<QueryResult<Vec<_>>>()?;
        let is_one = parts.iter().all(|part| matches!(part, Part::Same(_)));
        let rows = if is_one { 1 } else { args.number_rows };
        let array: ArrayRef = match args.return_field.data_type() {
            DataType::Utf8 => {
                let mut builder = StringBuilder::new();
                each_row(&parts, rows, |text| builder.append_option(text));
                Arc::new(builder.finish())
            }
            DataType::LargeUtf8 => {
                let mut builder = LargeStringBuilder::new();
                each_row(&parts, rows, |text| builder.append_option(text));
                Arc::new(builder.finish())
            }
            DataType::Utf8View => {
                let mut builder = StringViewBuilder::new();
                each_row(&parts, rows, |text| builder.append_option(text));
                Arc::new(builder.finish())
            }
            other => return Err(no_text(other)),
        };
        Ok(if is_one {
            ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0)?)
        } else {
            ColumnarValue::Array(array)
        })
    }
}

/// The type of what is made of these.
fn in_common(types: &[DataType]) -> QueryResult<DataType> {
    let mut types = types.iter();
    let first = types.next().cloned().unwrap_or(DataType::Utf8);
    types.try_fold(first, |so_far, next| {
        BinaryTypeCoercer::new(&so_far, &Operator::StringConcat, next).get_result_type()
    })
}

fn no_text(of: &DataType) -> DataFusionError {
    DataFusionError::Internal(format!("{NAME} was given {of}"))
}

/// One of the texts that are put together: of each row, or the same in all.
enum Part<'a> {
    Same(Option<&'a str>),
    Short(&'a StringArray),
    Long(&'a LargeStringArray),
    View(&'a StringViewArray),
}

impl<'a> Part<'a> {
    fn of(value: &'a ColumnarValue) -> QueryResult<Self> {
        match value {
            ColumnarValue::Scalar(value) if value.is_null() => Ok(Self::Same(None)),
            ColumnarValue::Scalar(value) => {
                value.try_as_str().map(Self::Same).ok_or_else(|| no_text(&value.data_type()))
            }
            ColumnarValue::Array(array) => {
                let short = array.as_string_opt::<i32>().map(Self::Short);
                let long = || array.as_string_opt::<i64>().map(Self::Long);
                let view = || array.as_string_view_opt().map(Self::View);
                short.or_else(long).or_else(view).ok_or_else(|| no_text(array.data_type()))
            }
        }
    }

    fn at(&self, row: usize) -> Option<&'a str> {
        match self {
            Self::Same(text) => *text,
            Self::Short(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Long(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::View(texts) => texts.is_valid(row).then(|| texts.value(row)),
        }
    }
}

fn each_row(parts: &[Part<'_>], rows: usize, mut take: impl FnMut(Option<&str>)) {
    let mut text = String::new();
    for row in 0..rows {
        text.clear();
        let whole = parts.iter().try_for_each(|part| part.at(row).map(|part| text.push_str(part)));
        take(whole.map(|()| text.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::RecordBatch;
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use datafusion::prelude::{SessionContext, col, lit};

    use super::*;

    #[tokio::test]
    async fn it_makes_of_texts_what_the_operator_makes_of_them() {
        let context = SessionContext::new();
        let rows = "VALUES ('a', 'b', 1), ('ә', NULL, 2), ('', 'c', NULL)";
        for kind in ["Utf8", "LargeUtf8", "Utf8View"] {
            let sql = format!("SELECT arrow_cast(column1, '{kind}') AS a, column2 AS b, column3 AS n FROM ({rows})");
            let table = context.sql(&sql).await.unwrap();
            let made = joined().call(vec![col("a"), lit("-"), col("b"), col("n")]).alias("made");
            let made = table.clone().select(vec![made]).unwrap().collect().await.unwrap();
            context.deregister_table("t").unwrap();
            context.register_table("t", table.into_view()).unwrap();
            let wanted =
                context.sql("SELECT a || '-' || b || n AS made FROM t").await.unwrap().collect().await.unwrap();
            let shown = |batches: &[RecordBatch]| pretty_format_batches(batches).unwrap().to_string();
            assert_eq!(shown(&made), shown(&wanted), "{kind}");
            assert_eq!(made[0].schema().field(0).data_type(), wanted[0].schema().field(0).data_type());
        }
        let same = joined().call(vec![lit("a"), lit("b")]).alias("made");
        let one = context.sql("SELECT 1").await.unwrap().select(vec![same]).unwrap().collect().await.unwrap();
        assert_eq!(one[0].column(0).as_string::<i32>().value(0), "ab");
    }

    #[test]
    fn a_column_of_it_is_called_as_the_operator_is_written() {
        let expression = joined().call(vec![col("a"), lit("x"), col("b")]);
        let operator = Expr::BinaryExpr(datafusion::logical_expr::BinaryExpr::new(
            Box::new(Expr::BinaryExpr(datafusion::logical_expr::BinaryExpr::new(
                Box::new(col("a")),
                Operator::StringConcat,
                Box::new(lit("x")),
            ))),
            Operator::StringConcat,
            Box::new(col("b")),
        ));
        assert_eq!(expression.schema_name().to_string(), operator.schema_name().to_string());
    }
}
