//! A register's list as a workbook: with the words of the reader's language, with days as days and numbers as numbers, and such
//! that an import takes it back without a change.

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::response::Response;
use serde_json::Value;
use talap_model::time::parse_date;
use talap_model::{Language, Message, Timestamp};
use talap_register::{Choice, Definition, Field, FieldKind, ImportOptions};
use talap_report::table::{Cell, table};
use talap_store::Record;
use time::{PrimitiveDateTime, UtcOffset};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::pages::registers::export::{Found, attachment, found, held};
use crate::pages::registers::is_of_organisations;
use crate::pages::registers::list::Asked;
use crate::path::Path;
use crate::site::Site;
use crate::tongue::Tongue;

/// The media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Whole numbers up to here are all exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The records that the list shows, all of them.
pub(crate) async fn records(
    State(site): State<Shared>,
    signed: Signed,
    Path(register): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(&site, &signed, file(&site, &signed, &register, &asked).await)
}

async fn file(site: &Site, signed: &Signed, register: &str, asked: &Asked) -> Result<Response, Fault> {
    let Found { definition, records, day, place } = found(site, signed, register, asked).await?;
    let (t, at) = (signed.t().clone(), site.clock.now());
    let name = format!("{}-{day}.xlsx", definition.key);
    let writing = Writing::new(definition.clone(), &t);
    let title = t.of(&definition.title).to_owned();
    // A hundred thousand rows take a second, in which others want to be answered.
    let made = tokio::task::spawn_blocking(move || {
        let rows = records.iter().map(|record| writing.row(record));
        // The place stays taken until the work is done, whether or not somebody waits for it still.
        (table(&title, &writing.headings, rows, at), place)
    });
    let (made, place) = made.await.map_err(|_| Fault::failed(Message::new("web-registers-export-failed")))?;
    Ok(attachment(&name, XLSX, held(made?, place)))
}

/// How records are written.
struct Writing {
    definition: Definition,
    headings: Vec<String>,
    language: Language,
    /// That of times without a zone in what is imported.
    offset: UtcOffset,
    own: bool,
}

impl Writing {
    fn new(definition: Definition, t: &Tongue) -> Self {
        let own = is_of_organisations(&definition);
        let first = (!own).then(|| t.text("web-organisation"));
        let key = t.of(&definition.key_label).to_owned();
        let fields = definition.fields.iter().map(|field| t.of(&field.label).to_owned());
        let headings = first.into_iter().chain([key]).chain(fields).collect();
        let offset = ImportOptions::default().offset;
        Self { headings, language: t.language, offset, own, definition }
    }

    fn row(&self, record: &Record) -> Vec<Cell> {
        let first = (!self.own).then(|| Cell::Text(record.organisation.to_string()));
        let key = Cell::Text(record.key.to_string());
        let fields = self.definition.fields.iter().map(|field| self.cell(field, record.values.get(&field.key)));
        first.into_iter().chain([key]).chain(fields).collect()
    }

    /// A value as what it is; as text where a spreadsheet would keep another one.
    fn cell(&self, field: &Field, value: Option<&Value>) -> Cell {
        let Some(value) = value else { return Cell::Empty };
        let typed = match (&field.kind, value) {
            (FieldKind::Number, Value::Number(number)) => {
                number.as_f64().filter(|number| is_kept(*number)).map(Cell::Number)
            }
            (FieldKind::Bool, Value::Bool(flag)) => Some(Cell::Flag(*flag)),
            (FieldKind::Date, Value::String(text)) => parse_date(text).map(Cell::Day),
            (FieldKind::Time, Value::String(text)) => self.moment(text).map(Cell::Moment),
            (FieldKind::Choice(choices), Value::String(key)) => self.label(choices, key).map(Cell::Text),
            _ => None,
        };
        typed.unwrap_or_else(|| match value {
            Value::String(text) => Cell::Text(text.clone()),
            other => Cell::Text(other.to_string()),
        })
    }

    /// A moment to the second; what is more exact is written as it is.
    fn moment(&self, text: &str) -> Option<PrimitiveDateTime> {
        let at = Timestamp::parse_rfc3339(text)?;
        if at.micros().rem_euclid(1_000_000) != 0 {
            return None;
        }
        let local = at.to_offset().to_offset(self.offset);
        Some(PrimitiveDateTime::new(local.date(), local.time()))
    }

    /// What people call a choice, where nothing else in the field is called so.
    fn label(&self, choices: &[Choice], key: &str) -> Option<String> {
        let label = choices.iter().find(|choice| choice.key == key)?.label.get(self.language);
        let wanted = label.to_lowercase();
        let named = |choice: &&Choice| {
            choice.key.to_lowercase() == wanted
                || Language::ALL.into_iter().any(|language| choice.label.get(language).to_lowercase() == wanted)
        };
        let called: BTreeSet<&str> = choices.iter().filter(named).map(|choice| choice.key.as_str()).collect();
        (called.len() == 1).then(|| label.to_owned())
    }
}

/// Whether a spreadsheet keeps a number as it is: it has 15 digits.
#[allow(clippy::float_cmp, reason = "just this number is meant")]
fn is_kept(number: f64) -> bool {
    let whole = number.fract() == 0.0 && number.abs() < EXACT;
    whole || format!("{number:.14e}").parse() == Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::registers::values::tests::{definition, record};
    use time::macros::{date, datetime};

    fn tongue(language: Language) -> Tongue {
        let words = std::sync::Arc::new(talap_locale::Words::built_in().unwrap());
        Tongue::new(words, language, UtcOffset::UTC)
    }

    fn written(register: &str, values: &[(&str, Value)]) -> (Vec<String>, Vec<Cell>) {
        let writing = Writing::new(definition(register), &tongue(Language::Ru));
        let row = writing.row(&record(register, values));
        (writing.headings, row)
    }

    #[test]
    fn values_are_what_they_are() {
        let (headings, row) = written(
            "people",
            &[("name", "=1+1".into()), ("is_responsible", true.into()), ("hired_on", "2026-11-22".into())],
        );
        assert_eq!(headings.len(), row.len());
        // The name under which an import knows the column.
        assert_eq!(headings[0], "Организация");
        for cell in [Cell::Text("=1+1".into()), Cell::Flag(true), Cell::Day(date!(2026 - 11 - 22))] {
            assert!(row.contains(&cell), "{row:?}");
        }
        let (_, row) = written("server_room_visits", &[("entered_at", "2026-11-22T04:05:00Z".into())]);
        assert!(row.contains(&Cell::Moment(datetime!(2026-11-22 09:05:00))), "{row:?}");
        let (_, row) = written("server_room_visits", &[("entered_at", "2026-11-22T04:05:00.5Z".into())]);
        assert!(row.contains(&Cell::Text("2026-11-22T04:05:00.5Z".into())), "{row:?}");
        let (_, row) = written("documents", &[("level", 1.5.into()), ("topic", "policy".into())]);
        assert!(row.contains(&Cell::Number(1.5)) && !row.contains(&Cell::Text("policy".into())), "{row:?}");
        let (_, row) = written("documents", &[("level", (0.1 + 0.2).into())]);
        assert!(row.contains(&Cell::Text("0.30000000000000004".into())), "{row:?}");
    }
}
