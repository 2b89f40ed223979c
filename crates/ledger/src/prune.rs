//! Which files a query cannot need: what its filters say of the columns that a file's path holds.

use datafusion::logical_expr::{BinaryExpr, Expr, Operator};

use crate::batch::Partition;

/// Comparisons of a partition column with a text that all must hold.
#[derive(Debug, Default)]
pub(crate) struct Pruning {
    demands: Vec<Demand>,
}

#[derive(Debug)]
struct Demand {
    column: String,
    operator: Operator,
    value: String,
}

impl Pruning {
    /// Keeps the filters that are understood; those that are not demand nothing.
    pub(crate) fn of(filters: &[Expr]) -> Self {
        let mut pruning = Self::default();
        for filter in filters {
            pruning.add(filter);
        }
        pruning
    }

    fn add(&mut self, filter: &Expr) {
        let Expr::BinaryExpr(BinaryExpr { left, op, right }) = filter else { return };
        if *op == Operator::And {
            self.add(left);
            self.add(right);
            return;
        }
        let (column, operator, literal) = match (left.as_ref(), right.as_ref()) {
            (Expr::Column(column), Expr::Literal(value, _)) => (column, Some(*op), value),
            (Expr::Literal(value, _), Expr::Column(column)) => (column, op.swap(), value),
            _ => return,
        };
        if let (Some(operator), Some(Some(text))) = (operator, literal.try_as_str()) {
            self.demands.push(Demand { column: column.name.clone(), operator, value: text.to_owned() });
        }
    }

    /// Whether rows of a partition can pass the filters.
    pub(crate) fn may_match(&self, partition: &Partition) -> bool {
        self.demands.iter().all(|demand| demand.may_hold(partition))
    }
}

impl Demand {
    fn may_hold(&self, partition: &Partition) -> bool {
        let day = partition.day_text();
        let actual = match self.column.as_str() {
            "org" => partition.organisation.as_str(),
            "object" => partition.object.as_str(),
            "source" => partition.source.as_str(),
            "day" => day.as_str(),
            _ => return true,
        };
        let wanted = self.value.as_str();
        match self.operator {
            Operator::Eq => actual == wanted,
            Operator::Lt => actual < wanted,
            Operator::LtEq => actual <= wanted,
            Operator::Gt => actual > wanted,
            Operator::GtEq => actual >= wanted,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use datafusion::prelude::{col, lit};

    fn matches(filter: Expr) -> bool {
        let partition = Partition::of(&sample::event("acme", "portal", "web", 1));
        Pruning::of(&[filter]).may_match(&partition)
    }

    #[test]
    fn only_what_cannot_match_is_left_out() {
        assert!(matches(col("org").eq(lit("acme"))));
        assert!(!matches(col("org").eq(lit("other"))));
        assert!(!matches(lit("2026-11-23").lt_eq(col("day"))));
        assert!(matches(lit("2026-11-22").lt_eq(col("day"))));
        assert!(!matches(col("source").eq(lit("web")).and(col("object").eq(lit("x")))));
        // What is not understood demands nothing.
        assert!(matches(col("org").eq(lit("other")).or(col("seq").eq(lit(1_u64)))));
        assert!(matches(col("message").eq(lit("other"))));
        assert!(matches(col("org").not_eq(lit("acme"))));
    }
}
