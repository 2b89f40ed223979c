//! Statements of compliance that people made: the register `attestations`, read once per assessment.

use std::collections::HashMap;

use talap_decree::catalog::Statement;
use talap_model::time::{format_date, parse_date};
use talap_model::{Status, Subject};
use time::Date;

use crate::row::CheckRow;
use crate::session::{JsonRow, QueryError, Session, to_json};

/// All columns: a definition of one's own may lack some, and then has no statement that is confirmed.
const SQL: &str = "SELECT * FROM attestations ORDER BY stated_on, changed_at";

/// The latest attestation of each statement and subject.
#[derive(Debug, Default)]
pub(crate) struct Attestations(HashMap<(String, Subject), JsonRow>);

impl Attestations {
    /// Reads them, where the session has the register.
    pub(crate) async fn read(session: &Session) -> Result<Self, QueryError> {
        let batches = session.run(Session::parse(SQL)?).await?;
        let mut latest = HashMap::new();
        for row in to_json(&batches)? {
            let text = |name: &str| row.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            if let Ok(kind) = text("subject_kind").parse() {
                let subject = Subject { kind, id: text("subject") };
                // Rows come in order of time, so that a later one takes the place of an earlier.
                latest.insert((text("statement"), subject), row);
            }
        }
        Ok(Self(latest))
    }

    /// What was stated; `None` when nothing was. An attestation without an end, or past it, decides nothing, and none holds
    /// longer than the catalogue lets it, whatever end somebody typed.
    pub(crate) fn judge(&self, statement: &Statement, subject: &Subject, today: Date) -> Option<CheckRow> {
        let row = self.0.get(&(statement.key.to_string(), subject.clone()))?;
        let text = |name: &str| row.get(name).and_then(serde_json::Value::as_str);
        let date = |name: &str| text(name).and_then(parse_date);
        let longest = |on: Date| statement.form.as_ref().map_or(Date::MAX, |form| form.holds.end_of(on));
        let until = date("stated_on").zip(date("valid_until")).map(|(on, end)| end.min(longest(on)));
        let current = date("stated_on").is_some_and(|on| on <= today) && until.is_some_and(|end| end >= today);
        let wants_second = statement.form.as_ref().is_some_and(|form| form.confirm);
        let (status, reason_key) = match (current, text("result")) {
            (true, Some("met")) if wants_second && !is_confirmed(row, today) => {
                (Status::Unknown, "assess-attestation-unconfirmed")
            }
            (true, Some("met")) => (Status::Met, "assess-attestation-met"),
            (true, Some("not_met")) => (Status::NotMet, "assess-attestation-not-met"),
            _ => (Status::Unknown, "assess-attestation-expired"),
        };
        let day = |name: &str| date(name).map_or(serde_json::Value::Null, |date| format_date(date).into());
        let reason_args = [
            ("by".to_owned(), text("stated_by").unwrap_or_default().into()),
            ("on".to_owned(), day("stated_on")),
            ("until".to_owned(), until.map_or(serde_json::Value::Null, |end| format_date(end).into())),
        ];
        Some(CheckRow {
            line: None,
            subject: subject.clone(),
            status,
            reason_key: reason_key.to_owned(),
            reason_args: reason_args.into_iter().collect(),
            evidence: text("record_id").map(|id| format!("record:{id}")).into_iter().collect(),
        })
    }
}

/// Whether another than the one who stated it has confirmed it: another person, with another account.
fn is_confirmed(row: &JsonRow, today: Date) -> bool {
    let text = |name: &str| row.get(name).and_then(serde_json::Value::as_str).filter(|text| !text.is_empty());
    let differs = |stated: &str, confirmed: &str| {
        text(stated).zip(text(confirmed)).is_some_and(|(stated, confirmed)| stated != confirmed)
    };
    let on = text("confirmed_on").and_then(parse_date);
    differs("stated_by", "confirmed_by")
        && differs("stated_account", "confirmed_account")
        && on.is_some_and(|on| on <= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_person_is_another_person_with_another_account() {
        let today = parse_date("2026-11-26").unwrap();
        let row = |fields: [(&str, &str); 5]| -> JsonRow {
            fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
        };
        let confirmed = |by: &str, on: &str, account: &str| {
            let stated = [("stated_by", "17"), ("stated_account", "user:a")];
            let [one, two] = stated;
            is_confirmed(
                &row([one, two, ("confirmed_by", by), ("confirmed_on", on), ("confirmed_account", account)]),
                today,
            )
        };
        assert!(confirmed("18", "2026-11-26", "user:b"));
        assert!(!confirmed("17", "2026-11-26", "user:b"), "the same person");
        assert!(!confirmed("18", "2026-11-26", "user:a"), "the same account");
        assert!(!confirmed("18", "2026-11-27", "user:b"), "tomorrow");
        assert!(!confirmed("18", "", "user:b") && !confirmed("", "2026-11-26", "user:b"));
        let unsaid = [("stated_by", "17"), ("stated_account", ""), ("confirmed_by", "18")];
        let [one, two, three] = unsaid;
        assert!(!is_confirmed(
            &row([one, two, three, ("confirmed_on", "2026-11-26"), ("confirmed_account", "user:b")]),
            today
        ));
    }
}
