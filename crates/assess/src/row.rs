//! What a check returns: one row per subject, in the convention `subject_kind, subject, status, reason_key, reason_args,
//! evidence`.

use talap_model::{Explain, Message, Status, Subject};

use crate::parameters::LINE;
use crate::session::JsonRow;

/// A check's answer for one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRow {
    /// Of whom.
    pub subject: Subject,
    /// To which statement's question, where the check answers many: the number of its parameter `line`.
    pub line: Option<String>,
    /// What was found; a check never says `not applicable`.
    pub status: Status,
    /// Why, as a key of the locales.
    pub reason_key: String,
    /// The values of the reason.
    pub reason_args: JsonRow,
    /// The records and events that it rests on.
    pub evidence: Vec<String>,
}

/// A row that a check may not return.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column} of a check's row is missing or not as agreed")]
pub struct RowError {
    /// The column.
    pub column: &'static str,
}

impl Explain for RowError {
    fn explain(&self) -> Message {
        Message::new("assess-row-malformed").with("column", self.column)
    }
}

impl CheckRow {
    /// Reads a row of a check.
    ///
    /// # Errors
    ///
    /// [`RowError`] names the column that is missing or not as agreed.
    pub fn parse(mut row: JsonRow) -> Result<Self, RowError> {
        let kind = text(&row, "subject_kind")?.parse().map_err(|_| RowError { column: "subject_kind" })?;
        let id = text(&row, "subject")?.to_owned();
        let line = match row.get(LINE) {
            None => None,
            Some(serde_json::Value::Number(number)) => Some(number.to_string()),
            Some(_) => return Err(RowError { column: LINE }),
        };
        let status: Status = text(&row, "status")?.parse().map_err(|_| RowError { column: "status" })?;
        if status == Status::NotApplicable {
            return Err(RowError { column: "status" });
        }
        let reason_key = text(&row, "reason_key")?.to_owned();
        let reason_args = match row.remove("reason_args") {
            Some(serde_json::Value::Object(args)) => args,
            Some(serde_json::Value::Null) => JsonRow::new(),
            _ => return Err(RowError { column: "reason_args" }),
        };
        let evidence = match row.remove("evidence") {
            Some(serde_json::Value::Array(items)) => {
                items.into_iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
            }
            Some(serde_json::Value::Null) => Vec::new(),
            _ => return Err(RowError { column: "evidence" }),
        };
        Ok(Self { subject: Subject { kind, id }, line, status, reason_key, reason_args, evidence })
    }
}

fn text<'a>(row: &'a JsonRow, column: &'static str) -> Result<&'a str, RowError> {
    row.get(column).and_then(serde_json::Value::as_str).ok_or(RowError { column })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(status: &str) -> JsonRow {
        let json = serde_json::json!({
            "subject_kind": "object", "subject": "portal", "status": status, "reason_key": "r",
            "reason_args": { "n": 3 }, "evidence": ["event:1", null],
        });
        json.as_object().unwrap().clone()
    }

    #[test]
    fn a_row_is_read_whole_or_its_column_named() {
        let read = CheckRow::parse(row("met")).unwrap();
        assert_eq!((read.status, read.evidence), (Status::Met, vec!["event:1".to_owned()]));
        assert_eq!(CheckRow::parse(row("fine")), Err(RowError { column: "status" }));
        assert_eq!(CheckRow::parse(row("not_applicable")), Err(RowError { column: "status" }));
        let mut one_of_many = row("met");
        one_of_many.insert("line".into(), 3.into());
        assert_eq!(CheckRow::parse(one_of_many.clone()).map(|read| read.line), Ok(Some("3".to_owned())));
        one_of_many.insert("line".into(), serde_json::Value::Null);
        assert_eq!(CheckRow::parse(one_of_many), Err(RowError { column: "line" }));
        let mut without = row("met");
        without.remove("evidence");
        assert_eq!(CheckRow::parse(without), Err(RowError { column: "evidence" }));
    }
}
