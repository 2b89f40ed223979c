//! What the filters of a query demand of a row, as far as the index of tokens can tell: that a text occurs in one of the
//! indexed columns, or that the row's number is in some ranges.
//!
//! A demand is weaker than its filter, never stronger: a row that passes the filter meets the demand. What is not understood
//! demands nothing.

use std::ops::RangeInclusive;

use datafusion::logical_expr::expr::{InList, ScalarFunction};
use datafusion::logical_expr::{BinaryExpr, Expr, Like, Operator};
use datafusion::scalar::ScalarValue;

use crate::tokens::{self, Gram, INDEXED};

/// What must hold of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Demand {
    /// Nothing.
    Anything,
    /// One of the indexed columns has all these grams.
    Text(Vec<Gram>),
    /// Its seq is in one of these ranges.
    Seqs(Vec<RangeInclusive<u64>>),
    /// All of these.
    All(Vec<Demand>),
    /// At least one of these.
    Any(Vec<Demand>),
}

impl Demand {
    /// What all of the filters demand.
    pub(crate) fn of(filters: &[Expr]) -> Self {
        Self::all(filters.iter().map(demand))
    }

    /// Calls `each` with the grams of every text that is asked for.
    pub(crate) fn each_text(&self, each: &mut impl FnMut(&[Gram])) {
        match self {
            Self::Text(grams) => each(grams),
            Self::All(demands) | Self::Any(demands) => demands.iter().for_each(|demand| demand.each_text(each)),
            Self::Anything | Self::Seqs(_) => {}
        }
    }

    fn all(demands: impl Iterator<Item = Self>) -> Self {
        let mut all: Vec<Self> = Vec::new();
        for demand in demands.filter(|demand| *demand != Self::Anything) {
            if !all.contains(&demand) {
                all.push(demand);
            }
        }
        match all.len() {
            0 => Self::Anything,
            1 => all.pop().unwrap_or(Self::Anything),
            _ => Self::All(all),
        }
    }

    fn any(demands: impl Iterator<Item = Self>) -> Self {
        let mut any: Vec<Self> = Vec::new();
        for demand in demands {
            if demand == Self::Anything {
                return demand;
            }
            if !any.contains(&demand) {
                any.push(demand);
            }
        }
        if any.len() == 1 { any.pop().unwrap_or(Self::Anything) } else { Self::Any(any) }
    }

    /// That a text occurs.
    fn text(text: &str) -> Self {
        let grams = tokens::grams_of(text);
        if grams.is_empty() { Self::Anything } else { Self::Text(grams) }
    }
}

fn demand(filter: &Expr) -> Demand {
    match filter {
        Expr::Alias(alias) => demand(&alias.expr),
        Expr::BinaryExpr(binary) => compared(binary),
        Expr::InList(InList { expr, list, negated: false }) => Demand::any(list.iter().map(|item| equal(expr, item))),
        Expr::Like(like) if !like.negated => matched(like),
        Expr::ScalarFunction(call) => called(call),
        _ => Demand::Anything,
    }
}

fn compared(BinaryExpr { left, op, right }: &BinaryExpr) -> Demand {
    match op {
        Operator::And => Demand::all([demand(left), demand(right)].into_iter()),
        Operator::Or => Demand::any([demand(left), demand(right)].into_iter()),
        Operator::Eq if matches!(right.as_ref(), Expr::Literal(..)) => equal(left, right),
        Operator::Eq => equal(right, left),
        _ => match (number(left), number(right)) {
            (None, Some(bound)) => ordered(left, *op, bound),
            (Some(bound), None) => op.swap().map_or(Demand::Anything, |op| ordered(right, op, bound)),
            _ => Demand::Anything,
        },
    }
}

/// A comparison of the row's number.
fn ordered(column: &Expr, op: Operator, bound: u64) -> Demand {
    if !is_seq(column) {
        return Demand::Anything;
    }
    let range = match op {
        Operator::Lt => bound.checked_sub(1).map(|last| 0..=last),
        Operator::LtEq => Some(0..=bound),
        Operator::Gt => bound.checked_add(1).map(|first| first..=u64::MAX),
        Operator::GtEq => Some(bound..=u64::MAX),
        _ => return Demand::Anything,
    };
    Demand::Seqs(range.into_iter().collect())
}

fn equal(expr: &Expr, value: &Expr) -> Demand {
    if let (true, Some(seq)) = (is_seq(expr), number(value)) {
        return Demand::Seqs(vec![seq..=seq]);
    }
    match literal(value) {
        Some(text) if comes_from_indexed(expr, &text) => Demand::text(&text),
        _ => Demand::Anything,
    }
}

/// `contains(text, part)` and its likes.
fn called(ScalarFunction { func, args }: &ScalarFunction) -> Demand {
    let ("contains" | "starts_with" | "ends_with", [text, part]) = (func.name(), args.as_slice()) else {
        return Demand::Anything;
    };
    match literal(part) {
        Some(part) if comes_from_indexed(text, &part) => Demand::text(&part),
        _ => Demand::Anything,
    }
}

/// `LIKE` and `ILIKE`: every stretch of the pattern without a wildcard occurs.
fn matched(Like { expr, pattern, escape_char, .. }: &Like) -> Demand {
    let Some(pattern) = literal(pattern).filter(|_| escape_char.is_none_or(|escape| escape == '\\')) else {
        return Demand::Anything;
    };
    // Letters of which regular expressions know forms that folding does not end a stretch, and so does an escape.
    let ends = |c: char| matches!(c, '%' | '_' | '\\') || c.to_uppercase().len() > 1 || c.to_lowercase().len() > 1;
    let stretches = pattern.split(ends).filter(|stretch| !stretch.is_empty());
    Demand::all(stretches.map(
        |stretch| {
            if comes_from_indexed(expr, stretch) { Demand::text(stretch) } else { Demand::Anything }
        },
    ))
}

/// Whether a text that contains `part` has it from an indexed column: the column itself, its lower case, or one of several
/// such with a literal in place of nulls.
fn comes_from_indexed(expr: &Expr, part: &str) -> bool {
    match expr {
        Expr::Alias(alias) => comes_from_indexed(&alias.expr, part),
        Expr::Column(column) => INDEXED.contains(&column.name.as_str()),
        Expr::Cast(cast) => cast.field.data_type().is_string() && comes_from_indexed(&cast.expr, part),
        Expr::Literal(value, _) => {
            value.is_null() || value.try_as_str().flatten().is_some_and(|text| !tokens::occurs(part, text))
        }
        Expr::Case(case) => {
            let branches = case.when_then_expr.iter().map(|(_, then)| then).chain(&case.else_expr);
            branches.into_iter().all(|branch| comes_from_indexed(branch, part))
        }
        Expr::ScalarFunction(call) => {
            matches!(call.func.name(), "lower" | "coalesce" | "nvl" | "ifnull")
                && call.args.iter().all(|arg| comes_from_indexed(arg, part))
        }
        _ => false,
    }
}

fn is_seq(expr: &Expr) -> bool {
    matches!(expr, Expr::Column(column) if column.name == "seq")
}

fn literal(expr: &Expr) -> Option<String> {
    let Expr::Literal(value, _) = expr else { return None };
    value.try_as_str().flatten().map(str::to_owned)
}

fn number(expr: &Expr) -> Option<u64> {
    match expr {
        Expr::Literal(ScalarValue::UInt64(number), _) => *number,
        Expr::Literal(ScalarValue::Int64(number), _) => number.and_then(|number| u64::try_from(number).ok()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::datatypes::DataType;
    use datafusion::prelude::{cast, coalesce, col, contains, lit, lower, upper};

    fn text(part: &str) -> Demand {
        Demand::text(part)
    }

    fn of(filter: Expr) -> Demand {
        Demand::of(&[filter])
    }

    #[test]
    fn what_the_search_box_makes_is_one_text() {
        let found = |column: &str| contains(lower(coalesce(vec![col(column), lit("")])), lit("kryptonite"));
        let anywhere = found("message").or(found("user_name")).or(found("host")).or(found("raw"));
        assert_eq!(of(anywhere.clone()), text("kryptonite"));
        assert_eq!(of(anywhere.and(col("org").eq(lit("acme")))), text("kryptonite"));
    }

    #[test]
    fn what_is_not_understood_demands_nothing() {
        for filter in [
            contains(upper(col("message")), lit("KRYPTONITE")),
            contains(col("fault"), lit("kryptonite")),
            contains(coalesce(vec![col("user_name"), lit("Kryptonite")]), lit("kryptonite")),
            contains(col("message"), col("host")),
            !contains(col("message"), lit("kryptonite")),
            contains(col("message"), lit("kryptonite")).or(col("day").eq(lit("2026-11-22"))),
            col("message").not_eq(lit("kryptonite")),
            col("message").not_like(lit("%kryptonite%")),
            col("message").eq(lit("51234")),
            col("seq").not_eq(lit(7_u64)),
        ] {
            assert_eq!(of(filter.clone()), Demand::Anything, "{filter}");
        }
    }

    #[test]
    fn equality_and_patterns_are_texts_too() {
        assert_eq!(of(col("address").eq(lit("203.0.113.77"))), text("203.0.113.77"));
        assert_eq!(of(lit("203.0.113.77").eq(col("address"))), text("203.0.113.77"));
        assert_eq!(of(col("message").like(lit("%kryptonite%"))), text("kryptonite"));
        let both = Demand::All(vec![text("kryptonite"), text("nowhere")]);
        assert_eq!(of(col("message").ilike(lit("Kryptonite_%nowhere"))), both);
        let either = Demand::Any(vec![text("kryptonite"), text("nowhere")]);
        assert_eq!(of(col("host").in_list(vec![lit("kryptonite"), lit("nowhere")], false)), either);
        let text_of_raw = cast(col("raw"), DataType::Utf8);
        assert_eq!(of(contains(text_of_raw, lit("kryptonite"))), text("kryptonite"));
    }

    #[test]
    fn numbers_of_events_are_ranges() {
        let seq = || col("seq");
        assert_eq!(of(seq().eq(lit(7_u64))), Demand::Seqs(vec![7..=7]));
        assert_eq!(of(seq().lt(lit(0_u64))), Demand::Seqs(Vec::new()));
        assert_eq!(of(lit(7_i64).lt(seq())), Demand::Seqs(vec![8..=u64::MAX]));
        let list = seq().in_list(vec![lit(1_u64), lit(9_u64)], false);
        assert_eq!(of(list), Demand::Any(vec![Demand::Seqs(vec![1..=1]), Demand::Seqs(vec![9..=9])]));
    }
}
