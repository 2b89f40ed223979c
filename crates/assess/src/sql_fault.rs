//! What is wrong with a question in SQL, said by its place and cause in every language. The engine says it in English
//! only; what is not recognised here is passed on as it says it.

use datafusion::arrow::error::ArrowError;
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::parser::ParserError;
use talap_model::Message;

use crate::functions::is_left_out;

/// The engine's error in the words of a reader.
pub(crate) fn explain(error: &DataFusionError) -> Message {
    said(error.find_root())
        .unwrap_or_else(|| Message::new("assess-query-failed").with("cause", error.strip_backtrace()))
}

fn said(error: &DataFusionError) -> Option<Message> {
    match error {
        DataFusionError::SQL(error, _) => match error.as_ref() {
            ParserError::ParserError(text) | ParserError::TokenizerError(text) => grammar(text),
            ParserError::RecursionLimitExceeded => Some(Message::new("assess-query-nested")),
        },
        DataFusionError::SchemaError(error, _) => match error.as_ref() {
            SchemaError::FieldNotFound { field, valid_fields } => {
                let known: Vec<&str> = valid_fields.iter().map(|column| column.name.as_str()).collect();
                let message = Message::new("assess-query-no-column").with("name", field.flat_name());
                Some(message.with("known", known.join(", ")))
            }
            _ => None,
        },
        DataFusionError::NotImplemented(text) if text.contains("a single SQL statement") => {
            Some(Message::new("assess-query-one-only"))
        }
        DataFusionError::Plan(text) if text.starts_with("No SQL statements") => {
            Some(Message::new("assess-query-cut-short"))
        }
        DataFusionError::Plan(text) => {
            let named = |key, before, after| Some(Message::new(key).with("name", between(text, before, after)?));
            named("assess-query-no-table", "table 'datafusion.public.", "' not found")
                .or_else(|| between(text, "Invalid function '", "'").map(no_function))
        }
        other if reads_files(other) => {
            Some(Message::new("assess-query-unreadable").with("cause", error.strip_backtrace()))
        }
        _ => None,
    }
}

fn no_function(name: &str) -> Message {
    let key = if is_left_out(name) { "assess-query-function-left-out" } else { "assess-query-no-function" };
    Message::new(key).with("name", name)
}

/// Whether a file could not be read, which nobody who asks can mend.
pub(crate) fn is_of_files(error: &DataFusionError) -> bool {
    reads_files(error.find_root())
}

/// Arrow's errors are of arithmetic and casts, too.
fn reads_files(error: &DataFusionError) -> bool {
    match error {
        DataFusionError::ParquetError(_) | DataFusionError::ObjectStore(_) | DataFusionError::IoError(_) => true,
        DataFusionError::ArrowError(error, _) => {
            matches!(error.as_ref(), ArrowError::ParquetError(_) | ArrowError::IoError(_, _))
        }
        _ => false,
    }
}

/// `Expected: an SQL statement, found: SELEC at Line: 1, Column: 1`.
fn grammar(text: &str) -> Option<Message> {
    let (what, place) = text.rsplit_once(" at Line: ").unwrap_or((text, ""));
    let found = what.rsplit_once("found: ").map(|(_, found)| found);
    if found == Some("EOF") {
        return Some(Message::new("assess-query-cut-short"));
    }
    let (line, column) = place.split_once(", Column: ")?;
    let message = match found {
        Some(found) => Message::new("assess-query-not-sql").with("found", found),
        None if what.starts_with("Unterminated") => Message::new("assess-query-open-quote"),
        None => return None,
    };
    Some(message.with("line", line).with("column", column))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use datafusion::prelude::SessionContext;

    use super::*;

    #[tokio::test]
    async fn what_the_engine_refuses_is_said_by_place_and_cause() {
        let context = SessionContext::new();
        for (sql, key) in [
            ("SELEC 1", "assess-query-not-sql"),
            ("SELECT 1 WHERE", "assess-query-cut-short"),
            ("SELECT 'a", "assess-query-open-quote"),
            ("SELECT b FROM (SELECT 1 AS a)", "assess-query-no-column"),
            ("SELECT * FROM nope", "assess-query-no-table"),
            ("SELECT nope(1)", "assess-query-no-function"),
            ("SELECT 1 + true", "assess-query-failed"),
        ] {
            let Err(error) = context.sql(sql).await else { panic!("{sql}") };
            assert_eq!(explain(&error).key, key, "{sql}: {error}");
        }
    }
}
