//! The numbers of the catalogue, and the moment of the assessment, bound into a check's SQL.
//!
//! They are put into the parsed statement as typed literals, not handed over as placeholders: a placeholder has no type
//! while the query is planned, and a date less an untyped value does not plan.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use datafusion::error::DataFusionError;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{Expr, Value, visit_expressions_mut};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use talap_decree::catalog::{Parameter, Unit};
use talap_model::Timestamp;
use talap_model::time::format_date;
use time::Date;

use crate::session::QueryError;

/// The parameter that says which of a check's answers is a statement's, where one check answers many at once: its rows have a
/// column of that name. It is no literal of the query, which is run once for all of them.
pub(crate) const LINE: &str = "line";

/// Literals by the name that a check gives them, without the dollar sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Bindings(BTreeMap<String, String>);

impl Bindings {
    /// What a statement's check may use: `$now`, `$today`, and for each parameter `$name` (an interval where its unit is
    /// one of time) and `$name_value` (the bare number).
    pub fn new(now: Timestamp, today: Date, parameters: &BTreeMap<String, Parameter>) -> Self {
        let mut literals = BTreeMap::from([
            ("now".to_owned(), format!("arrow_cast('{now}', 'Timestamp(Microsecond, Some(\"UTC\"))')")),
            ("today".to_owned(), format!("DATE '{}'", format_date(today))),
        ]);
        for (name, parameter) in parameters.iter().filter(|(name, _)| *name != LINE) {
            let number = format!("CAST({} AS DOUBLE)", parameter.value);
            let typed = interval(parameter).unwrap_or_else(|| number.clone());
            literals.insert(name.clone(), typed);
            literals.insert(format!("{name}_value"), number);
        }
        Self(literals)
    }

    /// The statement with every `$name` replaced.
    ///
    /// # Errors
    ///
    /// [`QueryError::UnknownParameter`] for a name that is not bound.
    pub fn bind(&self, mut statement: Statement) -> Result<Statement, QueryError> {
        let Statement::Statement(inner) = &mut statement else { return Err(QueryError::NotReading) };
        let flow = visit_expressions_mut(inner, |expression| {
            let Expr::Value(value) = expression else { return ControlFlow::Continue(()) };
            let Value::Placeholder(placeholder) = &value.value else { return ControlFlow::Continue(()) };
            match self.literal(placeholder.trim_start_matches('$')) {
                Ok(literal) => {
                    *expression = literal;
                    ControlFlow::Continue(())
                }
                Err(error) => ControlFlow::Break(error),
            }
        });
        match flow {
            ControlFlow::Continue(()) => Ok(statement),
            ControlFlow::Break(error) => Err(error),
        }
    }

    fn literal(&self, name: &str) -> Result<Expr, QueryError> {
        let text = self.0.get(name).ok_or_else(|| QueryError::UnknownParameter { name: name.to_owned() })?;
        Parser::new(&GenericDialect {})
            .try_with_sql(text)
            .and_then(|mut parser| parser.parse_expr())
            .map_err(|error| QueryError::Sql(DataFusionError::from(error)))
    }
}

/// The interval of a parameter whose unit is one of time.
fn interval(parameter: &Parameter) -> Option<String> {
    let unit = match parameter.unit {
        Unit::Year => "YEAR",
        Unit::Month => "MONTH",
        Unit::Week => "WEEK",
        Unit::Day => "DAY",
        Unit::Hour => "HOUR",
        Unit::Minute => "MINUTE",
        Unit::Second => "SECOND",
        Unit::Other(_) => return None,
    };
    Some(format!("INTERVAL '{} {unit}'", parameter.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Session, to_json};

    async fn answer(sql: &str) -> Result<serde_json::Value, QueryError> {
        let parameters = BTreeMap::from([
            ("retention".to_owned(), Parameter { value: 3.0, unit: Unit::Year, ours: false }),
            (
                "fault_tolerance".to_owned(),
                Parameter { value: 99.7, unit: Unit::Other("percent".to_owned()), ours: false },
            ),
        ]);
        let now = Timestamp::parse_rfc3339("2026-11-22T21:40:00.000001Z").unwrap();
        let bound = Bindings::new(now, now.day(), &parameters).bind(Session::parse(sql)?)?;
        let rows = to_json(&Session::new()?.run(bound).await?)?;
        Ok(rows[0]["x"].clone())
    }

    #[tokio::test]
    async fn parameters_are_typed_literals() {
        for (sql, expected) in [
            ("SELECT cast($today - $retention AS text) AS x", "2023-11-22"),
            ("SELECT cast($now - $retention AS date) AS x", "2023-11-22"),
            ("SELECT cast($fault_tolerance AS text) AS x", "99.7"),
            ("SELECT cast($retention_value AS text) AS x", "3.0"),
            ("SELECT cast(date_part('second', $now) AS text) AS x", "0.0"),
            ("SELECT '$retention' AS x", "$retention"),
        ] {
            let found = answer(sql).await.unwrap();
            assert!(found.as_str().unwrap().starts_with(expected.trim_end_matches(".0")), "{sql}: {found}");
        }
    }

    #[tokio::test]
    async fn a_name_that_no_statement_declares_is_refused() {
        let error = answer("SELECT $three_years AS x").await.unwrap_err();
        assert!(matches!(error, QueryError::UnknownParameter { ref name } if name == "three_years"), "{error:?}");
    }
}
