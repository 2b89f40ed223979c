//! How large a question may be. The engine plans what it is asked without a pause and without counting the memory, so that
//! what makes planning long is refused before.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use crate::session::QueryError;

/// The longest question, in characters.
pub const LONGEST: usize = 20_000;

/// The most words and signs of a question. Values and the commas between them do not count: a list of values makes nothing
/// deeper.
const MOST_SIGNS: usize = 1_000;

/// The most steps of a plan, and the most columns that one of its expressions may come to read once the names of parts are
/// put away.
const MOST_STEPS: usize = 4_000;

/// Demands that a question is no longer than one that is taken. What is no SQL is told by who reads it.
pub(crate) fn demand_short(sql: &str) -> Result<(), QueryError> {
    if sql.chars().count() > LONGEST {
        return Err(QueryError::TextTooLong { limit: LONGEST });
    }
    let signs = Tokenizer::new(&GenericDialect, sql).tokenize().unwrap_or_default();
    if signs.iter().filter(|sign| is_sign(sign)).count() > MOST_SIGNS {
        return Err(QueryError::TooManySigns { limit: MOST_SIGNS });
    }
    Ok(())
}

fn is_sign(token: &Token) -> bool {
    !matches!(token, Token::Whitespace(_) | Token::Comma | Token::Number(_, _) | Token::SingleQuotedString(_))
}

/// Demands that a plan is small. Names of parts of a query make it short to write and long to plan: twenty parts that each
/// read the one before twice read the first a million times.
pub(crate) fn demand_few_steps(plan: &LogicalPlan) -> Result<(), QueryError> {
    let mut steps = 0_usize;
    let mut subqueries = Vec::new();
    plan.apply_with_subqueries(|step| {
        steps += 1;
        step.apply_subqueries(|subquery| {
            subqueries.push(subquery.clone());
            Ok(TreeNodeRecursion::Jump)
        })?;
        Ok(if steps > MOST_STEPS { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    if steps > MOST_STEPS {
        return Err(QueryError::TooManySteps { limit: MOST_STEPS });
    }
    grown(plan)?;
    subqueries.iter().try_for_each(|subquery| grown(subquery).map(|_| ()))
}

/// How many columns of tables one column of this step may come to read. Conditions are moved towards the tables, and on the way
/// the name of a column gives way to what it stands for: of `n + n AS n`, ten times over, a thousand columns are made.
fn grown(step: &LogicalPlan) -> Result<usize, QueryError> {
    let mut below = 1_usize;
    for input in step.inputs() {
        below = below.max(grown(input)?);
    }
    let most = |expressions: &[Expr]| expressions.iter().map(columns_read).max().unwrap_or_default().max(1);
    let here = below.saturating_mul(most(&step.expressions()));
    if here > MOST_STEPS {
        return Err(QueryError::TooManySteps { limit: MOST_STEPS });
    }
    Ok(match step {
        LogicalPlan::Projection(_) => here,
        LogicalPlan::Aggregate(aggregate) => below.saturating_mul(most(&aggregate.group_expr)),
        _ => below,
    })
}

fn columns_read(expression: &Expr) -> usize {
    let mut read = 0;
    let counted = expression.apply(|part| {
        read += usize::from(matches!(part, Expr::Column(_)));
        Ok(TreeNodeRecursion::Continue)
    });
    counted.map_or(usize::MAX, |_| read)
}

#[cfg(test)]
mod tests {
    use datafusion::prelude::SessionContext;

    use super::*;

    #[test]
    fn what_is_too_long_is_refused_before_it_is_read() {
        let values = format!("SELECT 1 IN ({})", vec!["17"; 4000].join(", "));
        assert!(demand_short(&values).is_ok(), "a list of values is not deep");
        let deep = |n: usize| format!("SELECT 1{}", " + 1".repeat(n));
        assert!(demand_short(&deep(MOST_SIGNS - 1)).is_ok());
        assert!(matches!(demand_short(&deep(MOST_SIGNS)), Err(QueryError::TooManySigns { .. })));
        let long = format!("SELECT '{}'", "ә".repeat(LONGEST));
        assert!(matches!(demand_short(&long), Err(QueryError::TextTooLong { .. })));
        assert!(demand_short("SELECT '").is_ok(), "that it is no SQL others say");
    }

    /// So many parts, each of which is made of the one before in these words.
    fn parts(n: usize, of: &str) -> String {
        let made = |n: usize| format!(", t{} AS ({})", n + 1, of.replace("$t", &format!("t{n}")));
        format!("WITH t0 AS (SELECT 1 AS n, 2 AS m){} ", (0..n).map(made).collect::<String>())
    }

    #[tokio::test]
    async fn a_plan_that_grows_is_refused_and_one_that_is_long_is_not() {
        let context = SessionContext::new();
        let twice = "SELECT a.n FROM $t a, $t b";
        let doubled = "SELECT n + n AS n, m FROM $t";
        for (sql, is_small) in [
            (parts(5, twice) + "SELECT n FROM t5", true),
            (parts(12, twice) + "SELECT n FROM t12", false),
            (parts(10, doubled) + "SELECT n FROM t10 WHERE n > 1", true),
            (parts(20, doubled) + "SELECT n FROM t20 WHERE n > 1", false),
            (parts(20, doubled) + "SELECT 1 WHERE 7 IN (SELECT n FROM t20 WHERE n > 1)", false),
            (parts(11, doubled) + "SELECT n FROM t11 WHERE n > 1 AND n < 7 OR n = 17", false),
            (parts(20, "SELECT n, m FROM $t WHERE n < m") + "SELECT n FROM t20", true),
            (parts(20, "SELECT n, sum(n + m) AS m FROM $t GROUP BY n") + "SELECT n FROM t20", true),
        ] {
            let plan = context.state().create_logical_plan(&sql).await.unwrap();
            assert_eq!(demand_few_steps(&plan).is_ok(), is_small, "{sql}");
        }
    }
}
