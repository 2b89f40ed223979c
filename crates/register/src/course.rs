//! The course of a record: the states that it goes through, who moves it on, what that asks for, the papers that it
//! produces, and the days by which something is done.

use talap_model::{Caller, ClauseId, Localized};
use time::Date;

use crate::computation::first_date;
use crate::condition::Condition;
use crate::plan::Values;
use crate::span::Span;

/// The field that holds a record's state.
pub const STATE: &str = "state";

/// A state that a record can be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// What records keep.
    pub key: String,
    /// What people see.
    pub label: Localized,
    /// Whether the values of a record in it are not changed any more.
    pub locked: bool,
}

/// A way from one state to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// Its key.
    pub key: String,
    /// What a button says that takes it.
    pub label: Localized,
    /// The states that it leads out of.
    pub from: Vec<String>,
    /// The state that it leads into.
    pub to: String,
    /// The roles of accounts that may take it; whoever may change the register where it is empty.
    pub roles: Vec<String>,
    /// The fields that must be filled.
    pub requires: Vec<String>,
    /// Whether an electronic signature is asked for, where there is a service of signatures.
    pub signature: bool,
    /// The act that it is printed as.
    pub paper: Option<String>,
}

impl Transition {
    /// Whether a caller holds a role that may take it, where it is not for everybody who may change the register.
    pub fn is_for(&self, caller: &Caller) -> bool {
        self.roles.is_empty() || caller.roles().any(|role| self.roles.iter().any(|wanted| wanted == role))
    }
}

/// The fields that hold the number and the day of an act, where it names no others.
pub(crate) const ACT_FIELDS: [&str; 2] = ["act_number", "act_on"];

/// A paper about one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: Localized,
    /// The fields that stand in it, in this order; all of them where it is empty.
    pub fields: Vec<String>,
    /// Who signs.
    pub signatures: Vec<Localized>,
    /// Whether the head of the organisation approves it.
    pub approved: bool,
    /// The field that holds the number that the office gave it, where it is one of its fields.
    pub number: String,
    /// The field that holds its day, where it is one of its fields.
    pub day: String,
}

/// A day by which something is done with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Its key.
    pub key: String,
    /// What falls due.
    pub label: Localized,
    /// The clause that asks for it.
    pub clause: Option<ClauseId>,
    /// The fields, of which the first that is filled counts.
    pub from: Vec<String>,
    /// How long after that day it is.
    pub after: Option<Span>,
    /// Once this field is filled nothing is due.
    pub unless: Option<String>,
    /// Of other records nothing is due.
    pub when: Option<Condition>,
    /// The field that names who is reminded.
    pub who: Option<String>,
}

impl Deadline {
    /// The day for a record; none where nothing is due of it.
    pub fn day(&self, values: &Values) -> Option<Date> {
        let done = self.unless.as_ref().is_some_and(|field| values.contains_key(field));
        let meant = self.when.as_ref().is_none_or(|condition| condition.holds(values));
        if done || !meant { None } else { first_date(values, &self.from, self.after) }
    }

    /// The person who is reminded of a record's day, by key.
    pub fn who<'a>(&self, values: &'a Values) -> Option<&'a str> {
        values.get(self.who.as_ref()?)?.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use talap_model::time::parse_date;

    #[test]
    fn nothing_is_due_once_it_is_done_or_of_other_records() {
        let label = Localized { kk: "а".into(), ru: "б".into(), en: "c".into() };
        let deadline = Deadline {
            key: "return".into(),
            label,
            clause: None,
            from: vec!["renewed_on".into(), "issued_on".into()],
            after: "1 year".parse().ok(),
            unless: Some("returned_on".into()),
            when: Some(Condition { field: "permanent".into(), is: vec!["false".into()] }),
            who: Some("holder".into()),
        };
        let mut record: Values =
            [("issued_on", json!("2025-03-01")), ("permanent", json!(false)), ("holder", json!("7"))]
                .map(|(field, value)| (field.to_owned(), value))
                .into();
        assert_eq!((deadline.day(&record), deadline.who(&record)), (parse_date("2026-03-01"), Some("7")));
        record.insert("renewed_on".into(), json!("2026-02-01"));
        assert_eq!(deadline.day(&record), parse_date("2027-02-01"));
        record.insert("permanent".into(), json!(true));
        assert_eq!(deadline.day(&record), None);
        record.insert("permanent".into(), json!(false));
        record.insert("returned_on".into(), json!("2026-05-01"));
        assert_eq!(deadline.day(&record), None);
    }
}
