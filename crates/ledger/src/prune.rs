//! Which files and batches a query cannot need: what its filters say of the columns that a file's path holds, and of the
//! numbers of events.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator, expr::InList};

use crate::batch::{Batch, Partition};

/// Comparisons of a partition column with a text that all must hold, and the numbers that events must have.
#[derive(Debug)]
pub(crate) struct Pruning {
    demands: Vec<Demand>,
    /// The least and the greatest seq.
    least: u64,
    greatest: u64,
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
        let mut pruning = Self { demands: Vec::new(), least: 0, greatest: u64::MAX };
        for filter in filters {
            pruning.add(filter);
        }
        pruning
    }

    fn add(&mut self, filter: &Expr) {
        if let Expr::InList(list) = filter {
            self.add_list(list);
            return;
        }
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
        if let (Some(operator), ScalarValue::UInt64(Some(seq)), "seq") = (operator, literal, column.name.as_str()) {
            self.add_seq(operator, *seq);
        } else if let (Some(operator), Some(Some(text))) = (operator, literal.try_as_str()) {
            self.demands.push(Demand { column: column.name.clone(), operator, value: text.to_owned() });
        }
    }

    fn add_seq(&mut self, operator: Operator, seq: u64) {
        let (least, greatest) = match operator {
            Operator::Eq => (seq, seq),
            Operator::Lt => (0, seq.saturating_sub(1)),
            Operator::LtEq => (0, seq),
            Operator::Gt => (seq.saturating_add(1), u64::MAX),
            Operator::GtEq => (seq, u64::MAX),
            _ => return,
        };
        (self.least, self.greatest) = (self.least.max(least), self.greatest.min(greatest));
    }

    /// Of a list of seqs the least and the greatest.
    fn add_list(&mut self, list: &InList) {
        if list.negated || !matches!(list.expr.as_ref(), Expr::Column(column) if column.name == "seq") {
            return;
        }
        let seq = |item: &Expr| match item {
            Expr::Literal(ScalarValue::UInt64(seq), _) => *seq,
            _ => None,
        };
        let Some(seqs) = list.list.iter().map(seq).collect::<Option<Vec<u64>>>() else { return };
        if let (Some(least), Some(greatest)) = (seqs.iter().min(), seqs.iter().max()) {
            self.add_seq(Operator::GtEq, *least);
            self.add_seq(Operator::LtEq, *greatest);
        }
    }

    /// Whether events of a batch can pass the filters.
    pub(crate) fn may_hold(&self, batch: &Batch) -> bool {
        let ends_before = *batch.seqs.end() < self.least;
        !ends_before && *batch.seqs.start() <= self.greatest && self.may_match(&batch.partition)
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

    #[test]
    fn batches_of_other_numbers_are_left_out() {
        let holds = |filter: Expr| {
            let partition = Partition::of(&sample::event("acme", "portal", "web", 1));
            let (body, leaf) = (bytes::Bytes::new(), crate::merkle::leaf_hash(b""));
            let batch = Batch { index: 1, partition, count: 2, seqs: 10..=12, body, leaf };
            Pruning::of(&[filter]).may_hold(&batch)
        };
        assert!(holds(col("seq").eq(lit(11_u64))) && !holds(col("seq").eq(lit(13_u64))));
        assert!(holds(col("seq").gt(lit(11_u64))) && !holds(col("seq").gt(lit(12_u64))));
        assert!(holds(lit(12_u64).lt_eq(col("seq"))) && !holds(lit(13_u64).lt_eq(col("seq"))));
        assert!(holds(col("seq").lt(lit(11_u64))) && !holds(col("seq").lt(lit(10_u64))));
        assert!(!holds(col("seq").gt(lit(u64::MAX))) && holds(col("seq").lt(lit(0_u64)).or(col("seq").gt(lit(1_u64)))));
        let list = |seqs: [u64; 2]| col("seq").in_list(seqs.map(lit).to_vec(), false);
        assert!(holds(list([1, 30])) && !holds(list([13, 14])) && !holds(list([1, 9])));
        assert!(holds(col("seq").in_list(vec![lit(1_u64)], true)));
        assert!(!holds(col("seq").eq(lit(11_u64)).and(col("org").eq(lit("other")))));
    }
}
