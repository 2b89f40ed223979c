//! What is looked for, as expressions of the query engine.
//!
//! # The shapes of conditions
//!
//! Whoever makes a search quick, by an index beside the files or by statistics in them, needs to recognise only these, all
//! over columns of the table `events`:
//!
//! | shape | function |
//! | --- | --- |
//! | `contains(lower(coalesce(column, '')), 'word')`, the word in lower case | [`mentions`] |
//! | the same with `try_cast(raw as utf8)` in the place of the column | [`mentions`] |
//! | `column = 'value'` | [`equals`] |
//! | `starts_with(column, 'prefix')` | [`begins`] |
//! | `day >= 'YYYY-MM-DD'`, `received_at >= t`, `occurred_at < t OR received_at < t` | [`happened_from`], [`happened_before`] |
//!
//! A word that may stand anywhere is the first shape for each of [`TEXTS`] and then for `raw`, joined with `OR`. What all
//! must hold is joined with `AND` at the top, so that each part reaches the table by itself. What is excluded is
//! `NOT coalesce(condition, false)`: an event that names no user is not one of `root`.

use datafusion::arrow::datatypes::DataType;
use datafusion::logical_expr::{not, try_cast, when};
use datafusion::prelude::{Expr, coalesce, contains, ident, lit, lower, starts_with};
use datafusion::scalar::ScalarValue;
use talap_model::time::format_date;
use talap_model::{NewEvent, Timestamp};

use super::EventQuery;
use super::search::{Comparison, Field, Pattern, Period, Term};
use crate::QueryError;

/// How far ahead of the receiver a source's clock is believed, in seconds. Beyond it an event counts as happened when it was
/// received: nothing is received before it happens, and a clock that stands in 2099 must not hide an event from `today`.
const AHEAD: i64 = 86_400;

/// The columns of text that a word is looked for in; the bytes as they came are looked through as well.
pub(crate) const TEXTS: [&str; 5] = ["message", "user_name", "host", "program", "address"];

/// When an event happened: by its source's clock where that told it and is not more than a day ahead, else when it was
/// received.
pub fn happened(event: &NewEvent) -> Timestamp {
    let latest = event.received_at.plus_seconds(AHEAD);
    event.occurred_at.filter(|at| *at <= latest).unwrap_or(event.received_at)
}

/// The same as an expression: `CASE WHEN occurred_at <= received_at + 1 day THEN occurred_at ELSE received_at END`.
pub(crate) fn happened_at() -> Result<Expr, QueryError> {
    let day = lit(ScalarValue::new_interval_dt(1, 0));
    let believed = ident("occurred_at").lt_eq(ident("received_at") + day);
    Ok(when(believed, ident("occurred_at")).otherwise(ident("received_at"))?)
}

/// Events that happened at a moment or later. The file's day follows from it: an event happens at most a day after the
/// moment that it is received at.
pub(crate) fn happened_from(from: Timestamp) -> Result<Expr, QueryError> {
    let earliest = from.plus_seconds(-AHEAD);
    let file = ident("day").gt_eq(lit(format_date(earliest.day())));
    let group = ident("received_at").gt_eq(moment(earliest));
    Ok(file.and(group).and(happened_at()?.gt_eq(moment(from))))
}

/// Events that happened before a moment. No day of a file follows from it, since a log may be handed in late; the statistics
/// inside a file leave its parts out.
pub(crate) fn happened_before(to: Timestamp) -> Result<Expr, QueryError> {
    let group = ident("occurred_at").lt(moment(to)).or(ident("received_at").lt(moment(to)));
    Ok(group.and(happened_at()?.lt(moment(to))))
}

/// `contains(lower(coalesce(column, '')), 'word')`: the column has the word, which is in lower case, somewhere.
pub(crate) fn mentions(column: &str, word: &str) -> Expr {
    // Bytes that are no text have no words.
    let text = if column == "raw" { try_cast(ident("raw"), DataType::Utf8) } else { ident(column) };
    contains(lower(coalesce(vec![text, lit("")])), lit(word))
}

/// `column = 'value'`.
pub(crate) fn equals(column: &str, value: &str) -> Expr {
    ident(column).eq(lit(value))
}

/// `starts_with(column, 'prefix')`.
pub(crate) fn begins(column: &str, prefix: &str) -> Expr {
    starts_with(ident(column), lit(prefix))
}

/// What all must hold of an event.
pub(crate) fn conditions(query: &EventQuery) -> Result<Vec<Expr>, QueryError> {
    let period = Period { from: query.from, to: query.to };
    let conditions = [
        query.organisation.as_ref().map(|id| equals("org", id.as_str())),
        query.object.as_ref().map(|id| equals("object", id.as_str())),
        query.source.as_ref().map(|id| equals("source", id.as_str())),
        query.kind.map(|kind| equals("kind", kind.key())),
        query.user.as_ref().map(|user| equals("user_name", user)),
        query.before.map(|seq| ident("seq").lt(lit(seq))),
        query.after.map(|seq| ident("seq").gt(lit(seq))),
        query.text.as_ref().map(|text| anywhere(&text.to_lowercase())),
        (period != Period::default()).then(|| within(&period)).transpose()?,
        query.search.as_ref().map(|search| of(search.root())).transpose()?,
    ];
    Ok(conditions.into_iter().flatten().collect())
}

/// A part of a search.
fn of(term: &Term) -> Result<Expr, QueryError> {
    Ok(match term {
        Term::All(terms) => joined(terms, Expr::and)?.unwrap_or_else(|| lit(true)),
        Term::Any(terms) => joined(terms, Expr::or)?.unwrap_or_else(|| lit(true)),
        Term::Not(term) => not(coalesce(vec![of(term)?, lit(false)])),
        Term::Text(word) => anywhere(word),
        Term::Field { field: Field::Attribute(name), pattern } => attribute(name, pattern),
        Term::Field { field: Field::Message, pattern } => message(pattern),
        Term::Field { field, pattern } => match pattern {
            Pattern::Is(value) => equals(field.column(), value),
            Pattern::Begins(prefix) => begins(field.column(), prefix),
            Pattern::Present => ident(field.column()).is_not_null().and(ident(field.column()).not_eq(lit(""))),
        },
        Term::Number { field, comparison, number } => compared(field, *comparison, *number),
        Term::Time(period) => within(period)?,
    })
}

fn joined(terms: &[Term], join: fn(Expr, Expr) -> Expr) -> Result<Option<Expr>, QueryError> {
    let terms = terms.iter().map(of).collect::<Result<Vec<_>, _>>()?;
    Ok(terms.into_iter().reduce(join))
}

fn anywhere(word: &str) -> Expr {
    let raw = mentions("raw", word);
    TEXTS.iter().rev().fold(raw, |rest, column| mentions(column, word).or(rest))
}

/// The text of a message is looked through, not compared: nobody types one out.
fn message(pattern: &Pattern) -> Expr {
    match pattern {
        Pattern::Is(text) => mentions("message", &text.to_lowercase()),
        Pattern::Begins(prefix) => begins("message", prefix),
        Pattern::Present => ident("message").not_eq(lit("")),
    }
}

/// Attributes are a text of JSON, `{"name":"value","other":"value"}`, as the ledger writes it: names in order, no spaces. A
/// quotation mark within a name or value has a backslash before it, so what stands unescaped is where a pair begins.
fn attribute(name: &str, pattern: &Pattern) -> Expr {
    let json = |text: &str| serde_json::Value::from(text).to_string();
    let pair = match pattern {
        Pattern::Is(value) => format!("{}:{}", json(name), json(value)),
        Pattern::Begins(prefix) => {
            let open = json(prefix);
            format!("{}:{}", json(name), open.strip_suffix('"').unwrap_or(&open))
        }
        Pattern::Present => format!("{}:", json(name)),
    };
    let first = starts_with(ident("attributes"), lit(format!("{{{pair}")));
    first.or(contains(ident("attributes"), lit(format!(",{pair}"))))
}

fn compared(field: &Field, comparison: Comparison, number: u64) -> Expr {
    // A column of few bits cannot hold a large number; beside its largest one it compares alike.
    let number = match field {
        Field::Severity => lit(u8::try_from(number).unwrap_or(u8::MAX)),
        Field::Class => lit(u32::try_from(number).unwrap_or(u32::MAX)),
        _ => lit(number),
    };
    let column = ident(field.column());
    match comparison {
        Comparison::Is => column.eq(number),
        Comparison::Above => column.gt(number),
        Comparison::AtLeast => column.gt_eq(number),
        Comparison::Below => column.lt(number),
        Comparison::AtMost => column.lt_eq(number),
    }
}

fn within(period: &Period) -> Result<Expr, QueryError> {
    let from = period.from.map(happened_from).transpose()?;
    let to = period.to.map(happened_before).transpose()?;
    Ok(from.into_iter().chain(to).reduce(Expr::and).unwrap_or_else(|| lit(true)))
}

fn moment(at: Timestamp) -> Expr {
    lit(ScalarValue::TimestampMicrosecond(Some(at.micros()), Some("UTC".into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_are_what_an_index_looks_for() {
        let shown = |expr: Expr| expr.to_string();
        assert_eq!(shown(mentions("message", "қате")), r#"contains(lower(coalesce(message, Utf8(""))), Utf8("қате"))"#);
        assert_eq!(
            shown(mentions("raw", "x")),
            r#"contains(lower(coalesce(TRY_CAST(raw AS Utf8), Utf8(""))), Utf8("x"))"#
        );
        assert_eq!(shown(equals("user_name", "a")), r#"user_name = Utf8("a")"#);
        assert_eq!(shown(begins("host", "srv")), r#"starts_with(host, Utf8("srv"))"#);
        let from = Timestamp::parse_rfc3339("2026-11-23T10:00:00Z").unwrap();
        let text = shown(happened_from(from).unwrap());
        assert!(text.starts_with(r#"day >= Utf8("2026-11-22") AND received_at >= "#), "{text}");
    }
}
