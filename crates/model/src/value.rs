//! A single typed value: of a record's field, a trait or a parameter.

use time::Date;

use crate::time::format_date;

/// A value with its type.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text, also a choice's key or another record's key.
    Text(String),
    /// A number; its unit belongs to the column.
    Number(f64),
    /// Yes or no.
    Bool(bool),
    /// A calendar day.
    Date(Date),
    /// A point in time.
    Time(crate::Timestamp),
}

impl Value {
    /// The persisted form: JSON, with dates and times as ISO 8601 text. The column's kind says how to read it back.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => (*number).into(),
            Self::Bool(yes) => (*yes).into(),
            Self::Date(date) => format_date(*date).into(),
            Self::Time(moment) => moment.to_string().into(),
        }
    }
}
