//! The plan of a question as its answer (`EXPLAIN`): the steps in the words of the question's own tables and columns. How the
//! ledger's files are read stays out of it, since their names and sizes tell of organisations beyond the asker's rights.

use std::fmt::{self, Write};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{Explain, ExplainFormat, LogicalPlan};

use crate::session::QueryError;

/// The longest plan that is shown, in bytes.
const LONGEST: usize = 1 << 20;

/// Demands that no more is asked than the plan.
pub(crate) fn demand_plain(explain: &Explain) -> Result<(), QueryError> {
    let is_plain = !explain.verbose && explain.show_statistics.is_none();
    if is_plain && explain.explain_format == ExplainFormat::Indent { Ok(()) } else { Err(QueryError::ExplainsMore) }
}

/// At most so many lines of a plan, each a row.
///
/// # Errors
///
/// [`QueryError::TooLarge`] where the plan is too long to be shown.
pub(crate) fn lines(plan: &LogicalPlan, most: usize) -> Result<RecordBatch, QueryError> {
    let mut text = Bounded(String::new());
    write!(text, "{}", plan.display_indent()).map_err(|fmt::Error| QueryError::TooLarge { limit: LONGEST })?;
    let lines: ArrayRef = Arc::new(StringArray::from_iter_values(text.0.lines().take(most)));
    Ok(RecordBatch::try_from_iter([("plan", lines)]).map_err(DataFusionError::from)?)
}

/// Text that ends with an error where it gets too long.
struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len().saturating_add(text.len()) > LONGEST {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use datafusion::prelude::SessionContext;

    use super::*;

    #[tokio::test]
    async fn a_plan_is_shown_line_by_line_and_one_too_long_is_refused() {
        let context = SessionContext::new();
        let planned = async |sql: &str| context.state().create_logical_plan(sql).await.unwrap();
        let short = planned("SELECT value FROM generate_series(1, 3) WHERE value > 1").await;
        assert!(lines(&short, 100).unwrap().num_rows() > 2);
        assert_eq!(lines(&short, 2).unwrap().num_rows(), 2);
        let long = planned(&format!("SELECT '{}'", "x".repeat(LONGEST))).await;
        assert!(matches!(lines(&long, 2), Err(QueryError::TooLarge { .. })));
    }

    #[tokio::test]
    async fn what_would_show_more_than_the_plan_is_no_plain_one() {
        let context = SessionContext::new();
        for (sql, is_plain) in [
            ("EXPLAIN SELECT 1", true),
            ("EXPLAIN FORMAT INDENT SELECT 1", true),
            ("EXPLAIN VERBOSE SELECT 1", false),
            ("EXPLAIN FORMAT TREE SELECT 1", false),
        ] {
            let LogicalPlan::Explain(explain) = context.state().create_logical_plan(sql).await.unwrap() else {
                panic!("{sql} shows a plan");
            };
            assert_eq!(demand_plain(&explain).is_ok(), is_plain, "{sql}");
        }
    }
}
