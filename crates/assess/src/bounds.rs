//! How large a question may be. The engine plans what it is asked without a pause and without counting the memory, so that
//! what makes planning long is refused before.

use std::ops::ControlFlow;

use datafusion::common::ScalarValue;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{
    self, GroupByExpr, GroupByWithModifier, Query, Select, SetExpr, TableFactor, TableWithJoins, Visit as _, Visitor,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use crate::functions::MOST_OF_A_VALUE;
use crate::session::QueryError;

/// The longest question, in characters.
pub const LONGEST: usize = 20_000;

/// The most words and signs of a question. Values and the commas between them do not count: a list of values makes nothing
/// deeper.
const MOST_SIGNS: usize = 1_000;

/// The most steps of a plan, and the most columns that one of its expressions may come to read once the names of parts are
/// put away.
const MOST_STEPS: usize = 4_000;

/// The most tables that one `FROM` puts together.
const MOST_TABLES: usize = 50;

/// The most columns that a question writes down for one row.
const MOST_COLUMNS: usize = 500;

/// The most columns that the steps of a plan carry, all steps counted: what the planner walks through, many times over.
const MOST_CARRIED: usize = 200_000;

/// The most ways in which the rows of a question are grouped (`CUBE`, `ROLLUP`, `GROUPING SETS`).
const MOST_GROUPINGS: usize = 256;

/// What makes one value of many. Over a window it would make that value for each row of it.
const GATHERING: [&str; 2] = ["string_agg", "array_agg"];

/// How many bytes of constants the rows that are made at once may hold, and the fewest rows that are.
const CONSTANTS_AT_ONCE: usize = 64 << 20;
const FEWEST_ROWS: usize = 64;

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

/// Demands of a question that was read what would make planning it long, before it is planned.
pub(crate) fn demand_plain(statement: &Statement) -> Result<(), QueryError> {
    match statement {
        Statement::Statement(statement) => match statement.visit(&mut Plain) {
            ControlFlow::Break(error) => Err(error),
            ControlFlow::Continue(()) => Ok(()),
        },
        Statement::Explain(explain) => demand_plain(&explain.statement),
        _ => Err(QueryError::NotReading),
    }
}

struct Plain;

impl Visitor for Plain {
    type Break = QueryError;

    fn pre_visit_expr(&mut self, expression: &ast::Expr) -> ControlFlow<QueryError> {
        let ast::Expr::Function(function) = expression else { return ControlFlow::Continue(()) };
        let name = function.name.to_string().to_lowercase();
        if function.over.is_some() && GATHERING.contains(&name.trim_matches('"')) {
            return ControlFlow::Break(QueryError::LeftOut { function: format!("{name} OVER") });
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<QueryError> {
        let columns = match query.body.as_ref() {
            SetExpr::Values(values) => values.rows.iter().map(|row| row.len()).max().unwrap_or_default(),
            _ => 0,
        };
        at_most(columns, MOST_COLUMNS, |limit| QueryError::TooManyColumns { limit, in_a_row: true })
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<QueryError> {
        let tables = select.from.iter().map(tables_of).fold(0, usize::saturating_add);
        at_most(tables, MOST_TABLES, |limit| QueryError::TooManyTables { limit })?;
        let too_wide = |limit| QueryError::TooManyColumns { limit, in_a_row: true };
        at_most(select.projection.len(), MOST_COLUMNS, too_wide)?;
        if let GroupByExpr::Expressions(groups, _) = &select.group_by {
            at_most(groups.len(), MOST_COLUMNS, too_wide)?;
        }
        at_most(groupings(&select.group_by), MOST_GROUPINGS, |limit| QueryError::TooManyGroupings { limit })
    }
}

fn at_most(n: usize, limit: usize, error: impl FnOnce(usize) -> QueryError) -> ControlFlow<QueryError> {
    if n > limit { ControlFlow::Break(error(limit)) } else { ControlFlow::Continue(()) }
}

/// How many tables stand here, those in parentheses included; a query in parentheses is one of them.
fn tables_of(tables: &TableWithJoins) -> usize {
    let of = |factor: &TableFactor| match factor {
        TableFactor::NestedJoin { table_with_joins, .. } => tables_of(table_with_joins),
        _ => 1,
    };
    tables.joins.iter().map(|join| of(&join.relation)).fold(of(&tables.relation), usize::saturating_add)
}

/// In how many ways rows are grouped.
fn groupings(groups: &GroupByExpr) -> usize {
    let subsets = |n: usize| 1_usize.checked_shl(u32::try_from(n).unwrap_or(u32::MAX)).unwrap_or(usize::MAX);
    let of = |group: &ast::Expr| match group {
        ast::Expr::Cube(sets) => subsets(sets.len()),
        ast::Expr::Rollup(sets) => sets.len().saturating_add(1),
        ast::Expr::GroupingSets(sets) => sets.len(),
        _ => 1,
    };
    let (groups, modifiers) = match groups {
        GroupByExpr::Expressions(groups, modifiers) => (groups.as_slice(), modifiers),
        GroupByExpr::All(modifiers) => ([].as_slice(), modifiers),
    };
    let modified = modifiers.iter().map(|modifier| match modifier {
        GroupByWithModifier::Cube => subsets(groups.len()),
        GroupByWithModifier::Rollup => groups.len().saturating_add(1),
        GroupByWithModifier::GroupingSets(sets) => of(sets),
        GroupByWithModifier::Totals => 2,
    });
    groups.iter().map(of).chain(modified).fold(1, usize::saturating_mul)
}

/// How many rows are made at once, so that the constants of a plan, which stand in each of them, take little.
///
/// # Errors
///
/// [`QueryError::ValuesTooLarge`] where there are too many of them even so.
pub(crate) fn rows_at_once(plan: &LogicalPlan, most: usize) -> Result<usize, QueryError> {
    let mut bytes = 0_usize;
    plan.apply_with_subqueries(|step| {
        step.apply_expressions(|expression| {
            expression.apply(|part| {
                if let Expr::Literal(value, _) = part {
                    bytes = bytes.saturating_add(value.size().saturating_sub(size_of::<ScalarValue>()));
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    })?;
    if bytes > MOST_OF_A_VALUE {
        return Err(QueryError::ValuesTooLarge { limit: MOST_OF_A_VALUE });
    }
    Ok((CONSTANTS_AT_ONCE / bytes.max(1)).max(FEWEST_ROWS).min(most))
}

/// Demands that a plan is small. Names of parts of a query make it short to write and long to plan: twenty parts that each
/// read the one before twice read the first a million times.
pub(crate) fn demand_few_steps(plan: &LogicalPlan) -> Result<(), QueryError> {
    let (mut steps, mut carried) = (0_usize, 0_usize);
    let mut subqueries = Vec::new();
    plan.apply_with_subqueries(|step| {
        steps += 1;
        carried = carried.saturating_add(step.schema().fields().len());
        step.apply_subqueries(|subquery| {
            subqueries.push(subquery.clone());
            Ok(TreeNodeRecursion::Jump)
        })?;
        let is_much = steps > MOST_STEPS || carried > MOST_CARRIED;
        Ok(if is_much { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    if steps > MOST_STEPS {
        return Err(QueryError::TooManySteps { limit: MOST_STEPS });
    }
    if carried > MOST_CARRIED {
        return Err(QueryError::TooManyColumns { limit: MOST_CARRIED, in_a_row: false });
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
    use talap_model::Explain as _;

    use super::*;
    use crate::session::Session;

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

    #[test]
    fn what_makes_planning_long_is_refused_by_what_it_is() {
        let tables = |n: usize| (0..n).map(|n| format!("events t{n}")).collect::<Vec<_>>().join(", ");
        let joined = |n: usize| (0..n).map(|n| format!(" CROSS JOIN (a CROSS JOIN b{n})")).collect::<Vec<_>>().concat();
        let list = |n: usize| (0..n).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
        let refused = |sql: &str| {
            let refused = demand_plain(&Session::parse(sql).unwrap()).err();
            refused.map(|error| error.explain().key.clone())
        };
        for (sql, key) in [
            (format!("SELECT 1 FROM {}", tables(MOST_TABLES)), None),
            (format!("SELECT 1 FROM {}", tables(MOST_TABLES + 1)), Some("assess-query-too-many-tables")),
            (format!("SELECT 1 FROM a{}", joined(MOST_TABLES / 2)), Some("assess-query-too-many-tables")),
            (
                format!("SELECT 1 WHERE 1 IN (SELECT 1 FROM {})", tables(MOST_TABLES + 1)),
                Some("assess-query-too-many-tables"),
            ),
            (format!("EXPLAIN SELECT 1 FROM {}", tables(MOST_TABLES + 1)), Some("assess-query-too-many-tables")),
            (format!("SELECT {}", list(MOST_COLUMNS)), None),
            (format!("SELECT {}", list(MOST_COLUMNS + 1)), Some("assess-query-row-too-wide")),
            (format!("VALUES ({})", list(MOST_COLUMNS + 1)), Some("assess-query-row-too-wide")),
            (format!("SELECT 1 FROM a GROUP BY {}", list(MOST_COLUMNS + 1)), Some("assess-query-row-too-wide")),
            (format!("SELECT 1 FROM a WHERE b IN ({})", list(4000)), None),
            ("SELECT 1 FROM a GROUP BY CUBE (b, c, d, e, f, g, h, i)".to_owned(), None),
            (
                "SELECT 1 FROM a GROUP BY CUBE (b, c, d, e), CUBE (f, g, h, i, j)".to_owned(),
                Some("assess-query-too-many-groupings"),
            ),
            (format!("SELECT 1 FROM a GROUP BY CUBE ({})", list(99)), Some("assess-query-too-many-groupings")),
            ("SELECT string_agg(b, ' '), sum(c) OVER (ORDER BY d) FROM a GROUP BY c, d".to_owned(), None),
            ("SELECT String_Agg(b, ' ') OVER () FROM a".to_owned(), Some("assess-query-function-left-out")),
            (
                "SELECT 1 + cardinality(\"array_agg\"(b) OVER w) FROM a WINDOW w AS (ORDER BY c)".to_owned(),
                Some("assess-query-function-left-out"),
            ),
        ] {
            assert_eq!(refused(&sql).as_deref(), key, "{sql}");
        }
    }

    #[tokio::test]
    async fn the_more_its_constants_are_the_fewer_rows_are_made_at_once() {
        let context = SessionContext::new();
        for (length, rows) in [(10, Some(8192)), (20_000, Some(3355)), (MOST_OF_A_VALUE, Some(64)), (2 << 20, None)] {
            let sql = format!("SELECT repeat('x', {length}) AS a, seq FROM generate_series(1, 9) AS t(seq)");
            let plan = context.sql(&sql).await.unwrap().into_optimized_plan().unwrap();
            // What a text is kept in may be a little longer.
            let near = |n: usize| rows.is_some_and(|rows| n <= rows && n * 10 >= rows * 9);
            match rows_at_once(&plan, 8192) {
                Ok(n) => assert!(near(n), "{length}: {n}"),
                Err(error) => assert!(rows.is_none(), "{length}: {error}"),
            }
        }
    }

    #[tokio::test]
    async fn a_plan_whose_steps_carry_very_many_columns_is_refused() {
        let context = SessionContext::new();
        let row = |n: usize| (0..n).map(|n| format!("{n} AS c{n}")).collect::<Vec<_>>().join(", ");
        let tables = |n: usize| (0..n).map(|n| format!("t t{n}")).collect::<Vec<_>>().join(", ");
        for (columns, n, is_small) in [(30, 50, true), (400, 40, false)] {
            let sql = format!("WITH t AS (SELECT {}) SELECT 1 FROM {}", row(columns), tables(n));
            let plan = context.state().create_logical_plan(&sql).await.unwrap();
            assert_eq!(demand_few_steps(&plan).is_ok(), is_small, "{columns} {n}");
        }
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
