//! Values that are worked out of other values of the same record whenever it changes.

use serde_json::Value as Json;
use talap_model::Value;
use talap_model::time::parse_date;
use time::Date;

use crate::certificate;
use crate::plan::Values;
use crate::span::Span;

/// How a field's value is worked out. Where a field that it needs is empty, it is empty itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Computation {
    /// The sum of numbers.
    Sum(Vec<String>),
    /// The first number less the others.
    Difference(Vec<String>),
    /// The product of numbers.
    Product(Vec<String>),
    /// How many days lie between two dates: from the first to the second.
    Days {
        /// The day that they are counted from.
        from: String,
        /// The day that they are counted to.
        to: String,
    },
    /// The first of these dates that is filled, and so long after it.
    Date {
        /// The fields, in the order in which they are asked.
        from: Vec<String>,
        /// How long after it.
        after: Option<Span>,
    },
    /// What a certificate says.
    Certificate {
        /// The field that holds the certificate.
        field: String,
        /// What is read out of it.
        part: CertificatePart,
    },
}

/// What is read out of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificatePart {
    /// Whose it is, as RFC 4514 writes a name.
    Subject,
    /// Who gave it.
    Issuer,
    /// The last day of its validity.
    NotAfter,
}

impl Computation {
    /// The fields that it needs.
    pub fn needs(&self) -> Vec<&str> {
        match self {
            Self::Sum(fields) | Self::Difference(fields) | Self::Product(fields) => {
                fields.iter().map(String::as_str).collect()
            }
            Self::Days { from, to } => vec![from, to],
            Self::Date { from, .. } => from.iter().map(String::as_str).collect(),
            Self::Certificate { field, .. } => vec![field],
        }
    }

    /// The value for a record, in its persisted form.
    pub(crate) fn of(&self, values: &Values) -> Option<Json> {
        let value = match self {
            Self::Sum(fields) => Value::Number(rounded(numbers(values, fields)?.into_iter().sum())),
            Self::Product(fields) => Value::Number(rounded(numbers(values, fields)?.into_iter().product())),
            Self::Difference(fields) => {
                let mut numbers = numbers(values, fields)?.into_iter();
                let first = numbers.next()?;
                Value::Number(rounded(numbers.fold(first, |left, number| left - number)))
            }
            Self::Days { from, to } => {
                #[allow(clippy::cast_precision_loss, reason = "the calendar has fewer days than a float counts")]
                let days = (date(values, to)? - date(values, from)?).whole_days() as f64;
                Value::Number(days)
            }
            Self::Date { from, after } => Value::Date(first_date(values, from, *after)?),
            Self::Certificate { field, part } => {
                let read = certificate::read(values.get(field)?.as_str()?).ok()?;
                match part {
                    CertificatePart::Subject => Value::Text(read.subject),
                    CertificatePart::Issuer => Value::Text(read.issuer),
                    CertificatePart::NotAfter => Value::Date(read.not_after),
                }
            }
        };
        Some(value.to_json())
    }
}

/// The first of these dates that is filled, and so long after it.
pub(crate) fn first_date(values: &Values, fields: &[String], after: Option<Span>) -> Option<Date> {
    let day = fields.iter().find_map(|field| date(values, field))?;
    Some(after.map_or(day, |span| span.after(day)))
}

fn date(values: &Values, field: &str) -> Option<Date> {
    values.get(field)?.as_str().and_then(parse_date)
}

fn numbers(values: &Values, fields: &[String]) -> Option<Vec<f64>> {
    fields.iter().map(|field| values.get(field).and_then(Json::as_f64)).collect()
}

/// To six digits after the point, so that tenths add up to what people expect; not a number and infinity become nothing
/// that a record could keep, and are ruled out by what fields take.
fn rounded(number: f64) -> f64 {
    const DIGITS: f64 = 1e6;
    let scaled = number * DIGITS;
    // Larger numbers have no such digits left.
    if scaled.abs() < 9e15 { scaled.round() / DIGITS + 0.0 } else { number }
}

/// Fills in what is worked out, in the order of the definition, and takes away what cannot be.
pub(crate) fn fill<'a>(computed: impl Iterator<Item = (&'a str, &'a Computation)>, values: &mut Values) {
    for (field, computation) in computed {
        match computation.of(values) {
            Some(value) => values.insert(field.to_owned(), value),
            None => values.remove(field),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn values(of: &[(&str, Json)]) -> Values {
        of.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect()
    }

    #[test]
    fn tenths_add_up() {
        let record = values(&[("a", json!(0.1)), ("b", json!(0.2)), ("c", json!(-3))]);
        let named = |fields: &[&str]| fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>();
        assert_eq!(Computation::Sum(named(&["a", "b"])).of(&record), Some(json!(0.3)));
        assert_eq!(Computation::Difference(named(&["a", "b", "c"])).of(&record), Some(json!(2.9)));
        assert_eq!(Computation::Product(named(&["b", "c"])).of(&record), Some(json!(-0.6)));
        assert_eq!(Computation::Sum(named(&["a", "x"])).of(&record), None);
    }

    #[test]
    fn the_first_filled_date_counts() {
        let record = values(&[("approved", json!("2024-02-29")), ("ended", json!("2024-03-02"))]);
        let from = vec!["revised".to_owned(), "approved".to_owned()];
        let date = Computation::Date { from, after: "1 year".parse().ok() };
        assert_eq!(date.of(&record), Some(json!("2025-02-28")));
        let days = Computation::Days { from: "approved".to_owned(), to: "ended".to_owned() };
        assert_eq!(days.of(&record), Some(json!(2.0)));
    }
}
