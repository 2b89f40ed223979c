//! The functions that a person's question may call: those that are of use for logs and records, and none else. One that makes
//! much of little (`repeat`, `lpad`, `range`, `||`) is asked beforehand how much it would make: the engine counts what its
//! steps hold and not what a function makes, and a single allocation of gigabytes ends the process for everybody.
//!
//! # Modules, in reading order
//!
//! `sizes` (how much a function makes at most), `counted` (a function that is held to it).

mod counted;
mod sizes;

use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::{DFSchema, DataFusionError, Result as QueryResult};
use datafusion::execution::SessionStateDefaults;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawBinaryExpr};
use datafusion::logical_expr::{Expr, ExprSchemable as _, ScalarUDF};
use datafusion::sql::sqlparser::ast::BinaryOperator;
use talap_ledger::joined;

use self::counted::counted;
pub(crate) use self::counted::{MOST_OF_A_VALUE, Overgrown, Room};
use self::sizes::Most;

/// Functions of any value, by their names; their other names come with them.
const PLAIN: &str = "\
    arrow_cast arrow_try_cast arrow_typeof coalesce get_field greatest least named_struct nullif nvl nvl2 struct";

/// Functions of time.
const TIME: &str = "\
    current_date current_time date_bin date_part date_trunc from_unixtime make_date make_time now to_char to_date \
    to_local_time to_time to_timestamp to_timestamp_micros to_timestamp_millis to_timestamp_nanos \
    to_timestamp_seconds to_unixtime";

/// Functions of text.
const TEXT: &str = "\
    ascii bit_length btrim character_length chr concat concat_ws contains ends_with find_in_set initcap left \
    levenshtein lower lpad ltrim octet_length overlay regexp_count regexp_instr regexp_like regexp_match \
    regexp_replace repeat replace reverse right rpad rtrim split_part starts_with strpos substr substr_index to_hex \
    translate upper uuid";

/// Functions of lists.
const LISTS: &str = "\
    array_any_value array_append array_compact array_concat array_dims array_distinct array_element array_except \
    array_has array_has_all array_has_any array_intersect array_length array_max array_min array_ndims \
    array_pop_back array_pop_front array_position array_positions array_prepend array_remove array_remove_all \
    array_remove_n array_repeat array_replace array_replace_all array_replace_n array_resize array_reverse \
    array_slice array_sort array_to_string array_union cardinality empty flatten generate_series make_array range \
    string_to_array";

/// Functions of numbers and bytes, which are there where something else in the build wants the engine with them.
const MORE: &str = "\
    abs ceil decode encode floor log md5 power round signum trunc";

/// Functions of many rows. One that sets as much room aside as it is told is not among them.
const OF_ROWS: &str = "\
    any_value approx_distinct approx_median array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count \
    covar_pop covar_samp first_value grouping last_value max median min nth_value percentile_cont stddev stddev_pop \
    string_agg sum var var_pop";

fn is_of_values(name: &str) -> bool {
    [PLAIN, TIME, TEXT, LISTS, MORE].iter().any(|names| holds(names, name))
}

fn is_of_rows(name: &str) -> bool {
    holds(OF_ROWS, name)
}

fn holds(names: &str, name: &str) -> bool {
    names.split_ascii_whitespace().any(|known| known == name)
}

/// Whether the engine has a function of this name that questions may not call.
pub(crate) fn is_left_out(name: &str) -> bool {
    let is = |function: &str, others: &[String]| function == name || others.iter().any(|other| other == name);
    let values = SessionStateDefaults::default_scalar_functions();
    let rows = SessionStateDefaults::default_aggregate_functions();
    let lambdas = SessionStateDefaults::default_higher_order_functions();
    values.iter().any(|function| is(function.name(), function.aliases()) && !is_of_values(function.name()))
        || rows.iter().any(|function| is(function.name(), function.aliases()) && !is_of_rows(function.name()))
        || lambdas.iter().any(|function| is(function.name(), function.aliases()))
}

/// What may be called in one session.
#[derive(Clone)]
pub(crate) struct Functions {
    room: Arc<Room>,
}

impl Functions {
    /// With so many bytes for what functions make and is not let go yet.
    pub(crate) fn within(limit: usize) -> Self {
        Self { room: Arc::new(Room::new(limit)) }
    }

    /// Puts them into the place of the engine's.
    pub(crate) fn put(&self, state: SessionStateBuilder) -> SessionStateBuilder {
        let values: Vec<_> = SessionStateDefaults::default_scalar_functions()
            .into_iter()
            .filter(|function| is_of_values(function.name()))
            .map(|function| self.bounded(function))
            .collect();
        let mut rows = SessionStateDefaults::default_aggregate_functions();
        rows.retain(|function| is_of_rows(function.name()));
        let mut planners = vec![Arc::new(self.signs(&values)) as Arc<dyn ExprPlanner>];
        planners.extend(SessionStateDefaults::default_expr_planners());
        state
            .with_scalar_functions(values)
            .with_aggregate_functions(rows)
            .with_higher_order_functions(Vec::new())
            .with_expr_planners(planners)
    }

    fn bounded(&self, function: Arc<ScalarUDF>) -> Arc<ScalarUDF> {
        match Most::of(function.name()) {
            Some(most) => counted(function, most, &self.room),
            None => function,
        }
    }

    fn signs(&self, values: &[Arc<ScalarUDF>]) -> Signs {
        let named = |name: &str| values.iter().find(|function| function.name() == name).cloned();
        Signs {
            texts: counted(joined(), Most::Together, &self.room),
            lists: named("array_concat"),
            list: named("make_array"),
        }
    }
}

/// What signs stand for: the engine would take functions of its own for them, and not those of the session.
#[derive(Debug)]
struct Signs {
    texts: Arc<ScalarUDF>,
    lists: Option<Arc<ScalarUDF>>,
    list: Option<Arc<ScalarUDF>>,
}

impl ExprPlanner for Signs {
    fn plan_binary_op(&self, expr: RawBinaryExpr, schema: &DFSchema) -> QueryResult<PlannerResult<RawBinaryExpr>> {
        if expr.op != BinaryOperator::StringConcat {
            return Ok(PlannerResult::Original(expr));
        }
        // A long chain stays flat.
        if let Expr::ScalarFunction(chain) = &expr.left
            && chain.func == self.texts
            && !is_list(&expr.right.get_type(schema)?)
        {
            let mut args = chain.args.clone();
            args.push(expr.right);
            return Ok(PlannerResult::Planned(call(&self.texts, args)));
        }
        let (left, right) = (expr.left.get_type(schema)?, expr.right.get_type(schema)?);
        let function = match (is_list(&left), is_list(&right)) {
            (false, false) if left.is_null() && right.is_null() => None,
            (false, false) if is_bytes(&left) && is_bytes(&right) => {
                return Err(DataFusionError::External(Box::new(Overgrown::LeftOut { function: "||".to_owned() })));
            }
            (false, false) => Some(&self.texts),
            (true, true) if left == right => self.lists.as_ref(),
            _ => None,
        };
        Ok(match function {
            Some(function) => PlannerResult::Planned(call(function, vec![expr.left, expr.right])),
            None => PlannerResult::Original(expr),
        })
    }

    fn plan_array_literal(&self, exprs: Vec<Expr>, _schema: &DFSchema) -> QueryResult<PlannerResult<Vec<Expr>>> {
        Ok(match &self.list {
            Some(list) => PlannerResult::Planned(call(list, exprs)),
            None => PlannerResult::Original(exprs),
        })
    }
}

fn call(function: &Arc<ScalarUDF>, args: Vec<Expr>) -> Expr {
    Expr::ScalarFunction(ScalarFunction::new_udf(Arc::clone(function), args))
}

fn is_list(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::List(_)
            | DataType::LargeList(_)
            | DataType::FixedSizeList(_, _)
            | DataType::ListView(_)
            | DataType::LargeListView(_)
    )
}

fn is_bytes(kind: &DataType) -> bool {
    matches!(kind, DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use datafusion::arrow::util::pretty::pretty_format_batches;
    use datafusion::prelude::SessionContext;

    use super::*;

    fn context(limit: usize) -> SessionContext {
        let state = Functions::within(limit).put(SessionStateBuilder::new().with_default_features());
        SessionContext::new_with_state(state.build())
    }

    #[test]
    fn each_name_is_one_of_the_engine_s() {
        let values = SessionStateDefaults::default_scalar_functions();
        let known: BTreeSet<&str> = values.iter().map(|function| function.name()).collect();
        for name in [PLAIN, TIME, TEXT, LISTS].iter().flat_map(|names| names.split_ascii_whitespace()) {
            assert!(known.contains(name), "{name}");
        }
        let rows = SessionStateDefaults::default_aggregate_functions();
        let known: BTreeSet<&str> = rows.iter().map(|function| function.name()).collect();
        for name in OF_ROWS.split_ascii_whitespace() {
            assert!(known.contains(name), "{name}");
        }
        for name in ["approx_percentile_cont", "array_transform", "version", "array_normalize"] {
            assert!(is_left_out(name), "{name}");
        }
        for name in ["repeat", "char_length", "nope", "list_concat", "count"] {
            assert!(!is_left_out(name), "{name}");
        }
    }

    /// What makes much of little says so, in the plan's constants and row by row, and takes no memory for it.
    #[tokio::test]
    async fn what_would_make_too_much_is_refused_by_its_name() {
        let context = context(16 << 20);
        for (function, sql) in [
            ("repeat", "SELECT repeat('x', 2000000000)"),
            ("repeat", "SELECT repeat('x', value) FROM generate_series(1, 100000)"),
            ("lpad", "SELECT lpad('x', 2000000000)"),
            ("rpad", "SELECT rpad('x', value * 10000) FROM generate_series(1, 10000)"),
            ("range", "SELECT range(10000000000)"),
            ("range", "SELECT range(0, -10000000000, -1)"),
            ("range", "SELECT range(value, 100000) FROM generate_series(1, 10000)"),
            ("generate_series", "SELECT generate_series(1, 10000000000)"),
            ("range", "SELECT range(DATE '0001-01-01', DATE '9999-01-01', INTERVAL '1 day')"),
            (
                "range",
                "SELECT range(TIMESTAMP '2026-01-01T00:00:00', TIMESTAMP '2027-01-01T00:00:00', INTERVAL '1 microsecond')",
            ),
            ("array_repeat", "SELECT array_repeat('x', 2000000000)"),
            ("array_resize", "SELECT array_resize([1], 2000000000, 1)"),
            ("replace", "SELECT replace(repeat('x', 100000), 'x', repeat('y', 100000))"),
            ("replace", "SELECT replace(concat(value, repeat('x', 999)), 'x', 'yyyy') FROM generate_series(1, 10000)"),
            ("regexp_replace", "SELECT regexp_replace(repeat('x', 100000), 'x', repeat('y', 1000), 'g')"),
            ("concat", "SELECT concat(value, repeat('x', 9999)) FROM generate_series(1, 10000)"),
            (
                "concat_ws",
                "SELECT concat_ws(repeat('x', 9999), value::text, value::text) FROM generate_series(1, 10000)",
            ),
            ("||", "SELECT value || repeat('x', 9999) FROM generate_series(1, 10000)"),
            ("array_concat", "SELECT range(100000) || range(100000)"),
            ("array_to_string", "SELECT array_to_string(range(1000), repeat('x', 10000))"),
        ] {
            let done = match context.sql(sql).await {
                Ok(frame) => frame.collect().await.map(|_| ()),
                Err(error) => Err(error),
            };
            let error = done.expect_err(sql);
            match Overgrown::in_chain(&error) {
                Some(Overgrown::Makes { function: name, .. }) => assert_eq!(name, function, "{sql}"),
                other => panic!("{sql}: {other:?}: {error}"),
            }
        }
    }

    /// The same rows as the engine gives without us.
    #[tokio::test]
    async fn what_makes_little_makes_what_the_engine_does() {
        let (ours, plain) = (context(16 << 20), SessionContext::new());
        for sql in [
            "SELECT repeat('ab', 3), lpad('x', 5, 'ә'), rpad('x', 3), repeat('x', -1), repeat(NULL, 7)",
            "SELECT range(3), range(1, 7, 2), generate_series(5, 1, -2), range(NULL), range(5, 1)",
            "SELECT range(DATE '2026-01-01', DATE '2026-03-01', INTERVAL '1 month')",
            "SELECT 'a' || 'b' || 1, 'a' || NULL, [1] || [2, 3], 1 || [2], [1, 2] || 3",
            "SELECT replace('a-b', '-', '+'), replace('ab', '', 'x'), regexp_replace('a1b2', '[0-9]', '<\\0>', 'g')",
            "SELECT concat('a', NULL, 1), concat_ws(', ', 'a', NULL, 'b'), concat_ws(NULL, 'a')",
            "SELECT array_to_string([1, NULL, 3], ', '), string_to_array('a,b', ','), array_resize([1], 3, 0)",
            "SELECT array_repeat('x', 2), array_append([1], 2), list_concat([1], [2]), char_length('ә')",
            "SELECT value || ':' || repeat('x', value) AS a FROM generate_series(0, 3)",
            "SELECT named_struct('a', 1)['a'], overlay('Txxxxas' PLACING 'hom' FROM 2 FOR 4), trim('  x ')",
        ] {
            let mut shown = Vec::new();
            for context in [&ours, &plain] {
                let rows = context.sql(sql).await.unwrap().collect().await.unwrap();
                shown.push(pretty_format_batches(&rows).unwrap().to_string());
            }
            assert_eq!(shown[0], shown[1], "{sql}");
        }
    }

    #[tokio::test]
    async fn what_is_not_offered_is_not_there() {
        let context = context(16 << 20);
        for sql in
            ["SELECT version()", "SELECT approx_percentile_cont(value, 0.5, 1000000000) FROM generate_series(1, 9)"]
        {
            assert!(context.sql(sql).await.is_err(), "{sql}");
        }
        let bytes = context.sql("SELECT arrow_cast('a', 'Binary') || arrow_cast('b', 'Binary')").await.unwrap_err();
        assert!(matches!(Overgrown::in_chain(&bytes), Some(Overgrown::LeftOut { .. })), "{bytes}");
    }
}
