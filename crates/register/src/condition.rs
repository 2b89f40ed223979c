//! A condition on one field of a record.

use serde_json::Value;

use crate::plan::Values;

/// That a choice has one of some values, or a yes-or-no the one that is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The field's key.
    pub field: String,
    /// The values, by key; `true` and `false` of a yes-or-no.
    pub is: Vec<String>,
}

impl Condition {
    /// Whether the values of a record meet it. A field that is empty meets none.
    pub fn holds(&self, values: &Values) -> bool {
        match values.get(&self.field) {
            Some(Value::String(text)) => self.is.contains(text),
            Some(Value::Bool(yes)) => self.is.iter().any(|wanted| wanted == if *yes { "true" } else { "false" }),
            _ => false,
        }
    }
}
