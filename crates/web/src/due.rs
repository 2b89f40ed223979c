//! What falls due, as pages, feeds and letters tell it alike: without a language, and without what a register of personal
//! data holds.

use talap_model::{ClauseId, Localized, OrganisationId, RecordId, RecordKey, Timestamp};
use talap_register::{Definition, Due, FieldKind};
use talap_store::Values;
use time::Date;

use crate::pages::record::path;
use crate::site::Site;

/// The longest text that says what a record is about, in characters.
const LONGEST: usize = 160;

/// Something that falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueLine {
    /// The day. It is never moved, whatever kind of day it is.
    pub day: Date,
    /// The last working day before it, where it is a day off.
    pub do_by: Option<Date>,
    /// Whether the day has passed.
    pub late: bool,
    /// The register's title.
    pub title: Localized,
    /// What falls due.
    pub label: Localized,
    /// The clause that asks for it.
    pub clause: Option<ClauseId>,
    /// What the record is about; its key where it says nothing, and where the register holds personal data.
    pub what: Localized,
    /// The path of the record's page.
    pub path: String,
    /// Whose the record is.
    pub organisation: OrganisationId,
    /// Who is reminded, by key in the register of people.
    pub person: Option<RecordKey>,
    /// The deadline, by its key in the register's definition.
    pub deadline: String,
    /// The record.
    pub record: RecordId,
    /// When the record last changed.
    pub changed: Timestamp,
}

impl Site {
    /// Tells of a day that is due, as of today; none when its register or its deadline is not defined any more.
    pub fn due_line(&self, due: &Due, today: Date) -> Option<DueLine> {
        let definition = self.register.definitions().get(&due.register)?;
        let deadline = definition.deadline(&due.deadline)?;
        let record = &due.record;
        let last = self.days.last_working_day(due.date);
        let named = if definition.personal { None } else { self.subject_of(definition, &record.values) };
        Some(DueLine {
            day: due.date,
            do_by: (last != due.date).then_some(last),
            late: due.date < today,
            title: definition.title.clone(),
            label: deadline.label.clone(),
            clause: deadline.clause.clone(),
            what: named.unwrap_or_else(|| alike(record.key.as_str())),
            path: path(&due.register, &record.organisation, &record.key),
            organisation: record.organisation.clone(),
            person: due.person.clone(),
            deadline: due.deadline.clone(),
            record: record.id,
            changed: record.changed_at,
        })
    }

    /// What a record is about: the statement that it speaks of, what it is called, or what it says first.
    fn subject_of(&self, definition: &Definition, values: &Values) -> Option<Localized> {
        let text = |name: &str| values.get(name).and_then(serde_json::Value::as_str).filter(|text| !text.is_empty());
        if let Some(statement) = text("statement").and_then(|key| self.catalog.statement(&key.parse().ok()?)) {
            return Some(statement.title.clone());
        }
        if let Some(name) = text("title").or_else(|| text("name")) {
            return Some(alike(name));
        }
        let in_words = ["title", "name"].into_iter().find_map(|field| {
            let [kk, ru, en] = ["kk", "ru", "en"].map(|code| text(&format!("{field}_{code}")));
            // Kazakh is always there, English is not.
            let kk = kk?;
            Some(Localized { kk: line(kk), ru: line(ru.unwrap_or(kk)), en: line(en.unwrap_or(kk)) })
        });
        let first = || definition.fields.iter().find(|field| field.required && field.kind == FieldKind::Text);
        in_words.or_else(|| Some(alike(text(&first()?.key)?)))
    }
}

/// A text that is the same in every language.
fn alike(text: &str) -> Localized {
    let short = line(text);
    Localized { kk: short.clone(), ru: short.clone(), en: short }
}

/// A text without its breaks, which in a letter would begin lines of somebody's own, and not much longer than a line.
fn line(text: &str) -> String {
    let is_break = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let mut short: String = text.chars().take(LONGEST).map(|c| if is_break(c) { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_record_says_is_one_line() {
        assert_eq!(line("a\r\nb\u{2028}c\td"), "a  b c d");
        assert_eq!(line(&"қ".repeat(LONGEST)).chars().count(), LONGEST);
        assert_eq!(line(&"қ".repeat(LONGEST + 1)).chars().count(), LONGEST + 1);
    }
}
