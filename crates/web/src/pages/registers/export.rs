//! A register's list as a CSV file that a spreadsheet opens and an import takes back, and an empty one to fill.

use std::io;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::stream::unfold;
use serde_json::Value;
use talap_model::time::format_date;
use talap_model::{Language, Message, Timestamp};
use talap_register::sheet::shielded;
use talap_register::{Definition, Field, FieldKind, Separator};
use talap_store::{ListQuery, Record};
use time::UtcOffset;
use time::format_description::well_known::Rfc3339;
use tokio::sync::OwnedSemaphorePermit;

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::pages::registers::list::{Asked, query};
use crate::pages::registers::then::OnDay;
use crate::pages::registers::{is_of_organisations, note_reading, readable};
use crate::path::Path;
use crate::site::Site;

/// The most records of one file.
const MOST: u64 = 100_000;
/// How many bytes of a file go at once.
const PIECE: usize = 64 << 10;
/// How long one file may take to be read.
const LONGEST_READING: Duration = Duration::from_mins(30);
/// The media type of a table as text.
const CSV: &str = "text/csv; charset=utf-8";
/// Without it a spreadsheet takes UTF-8 for another encoding.
const MARK: &str = "\u{feff}";

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
    let writing = Writing::new(signed.t().language, site.settings.offset);
    let text = writing.file(definition, &records);
    Ok(attachment(&format!("{}-{day}.csv", definition.key), CSV, held(text.into_bytes(), place)))
}

/// The records of a list that are taken out.
pub(crate) struct Found<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) records: Vec<Record>,
    /// The day as which the register is shown.
    pub(crate) day: String,
    /// A place among those who take lists out, kept until the file is gone.
    pub(crate) place: OwnedSemaphorePermit,
}

/// A file that holds its place for as long as it takes memory: a reader may take their time, and no more than that.
pub(crate) fn held(bytes: Vec<u8>, place: OwnedSemaphorePermit) -> Body {
    let ends = Instant::now() + LONGEST_READING;
    let pieces = unfold((Bytes::from(bytes), Some(place)), move |(mut rest, place)| async move {
        let place = place?;
        let piece = rest.split_to(rest.len().min(PIECE));
        match piece {
            // A file that ended here would look whole.
            piece if !piece.is_empty() && Instant::now() > ends => {
                Some((Err(io::ErrorKind::TimedOut.into()), (rest, None)))
            }
            piece if !piece.is_empty() => Some((Ok::<_, io::Error>(piece), (rest, Some(place)))),
            _ => None,
        }
    });
    Body::from_stream(pieces)
}

/// The records that a list shows, all of them, once it is noted that they are taken out.
pub(crate) async fn found<'a>(
    site: &'a Site,
    signed: &Signed,
    register: &str,
    asked: &Asked,
) -> Result<Found<'a>, Fault> {
    let definition = readable(site, signed.caller(), register)?;
    let mut query = query(definition, asked);
    query.limit = MOST;
    let (caller, organisation) = (signed.caller(), query.organisation.as_ref());
    let on = OnDay::of(site, signed.t(), asked, "");
    // They are counted before anything of them is read.
    let total = match &on {
        Some(on) => site.register.count_at(caller, &definition.key, organisation, on.end).await?,
        None => site.register.list(caller, &definition.key, &ListQuery { limit: 0, ..query.clone() }).await?.total,
    };
    if total > MOST {
        return Err(Fault::wrong(Message::new("web-register-export-too-long").with("n", total).with("most", MOST)));
    }
    let place = site.place_for_paper()?;
    let records = match &on {
        Some(on) => site.register.list_at(caller, &definition.key, organisation, on.end, (0, MOST)).await?,
        None => site.register.list(caller, &definition.key, &query).await?.records,
    };
    let count = records.len().to_string();
    note_reading(site, signed, definition, query.organisation.as_ref(), ("exported", &count)).await?;
    let day = on.map_or_else(|| format_date(signed.t().day(&site.clock.now())), |on| on.day);
    Ok(Found { definition, records, day, place })
}

/// An empty file with the register's columns.
pub(crate) async fn template(State(site): State<Shared>, signed: Signed, Path(register): Path<String>) -> Response {
    let file = readable(&site, signed.caller(), &register).map(|definition| {
        let writing = Writing::new(signed.t().language, site.settings.offset);
        attachment(&format!("{}.csv", definition.key), CSV, writing.file(definition, &[]))
    });
    answer(&site, &signed, file)
}

/// Rows of words as a file that a spreadsheet of the language opens.
pub(crate) fn words(language: Language, name: &str, rows: &[Vec<String>]) -> Response {
    // Words hold no number and no time, so that the offset bears on nothing.
    let writing = Writing::new(language, UtcOffset::UTC);
    let mut text = MARK.to_owned();
    for row in rows {
        writing.line(&mut text, row.iter().map(|cell| shielded(cell).into_owned()));
    }
    attachment(name, CSV, text)
}

/// A file to be saved.
pub(crate) fn attachment(name: &str, kind: &'static str, content: impl IntoResponse) -> Response {
    let mut response = content.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    // The name is a register's key and a date, so that it needs no quoting.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// How a file is written so that the spreadsheets of a language read its numbers and columns.
struct Writing {
    separator: Separator,
    point: char,
    offset: UtcOffset,
}

impl Writing {
    fn new(language: Language, offset: UtcOffset) -> Self {
        let (separator, point) = match language {
            Language::Kk | Language::Ru => (Separator::Semicolon, ','),
            Language::En => (Separator::Comma, '.'),
        };
        Self { separator, point, offset }
    }

    /// The header, then a line for each record.
    fn file(&self, definition: &Definition, records: &[Record]) -> String {
        let mut text = MARK.to_owned();
        let own = is_of_organisations(definition);
        let first: &[&str] = if own { &["key"] } else { &["organisation", "key"] };
        let fields = definition.fields.iter().map(|field| field.key.as_str());
        self.line(&mut text, first.iter().copied().chain(fields).map(str::to_owned));
        for record in records {
            let organisation = (!own).then(|| record.organisation.to_string());
            let key = shielded(record.key.as_str()).into_owned();
            let values = definition.fields.iter().map(|field| self.cell(field, record.values.get(&field.key)));
            self.line(&mut text, organisation.into_iter().chain([key]).chain(values));
        }
        text
    }

    /// A value as an import reads it.
    fn cell(&self, field: &Field, value: Option<&Value>) -> String {
        let Some(value) = value else { return String::new() };
        match (&field.kind, value) {
            (FieldKind::Number | FieldKind::Money, Value::Number(number)) => number
                .as_f64()
                .map_or_else(String::new, |number| number.to_string())
                .replace('.', &self.point.to_string()),
            (FieldKind::Time, Value::String(text)) => {
                let local = Timestamp::parse_rfc3339(text).map(|at| at.to_offset().to_offset(self.offset));
                local.and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_else(|| text.clone())
            }
            (_, Value::String(text)) => shielded(text).into_owned(),
            (_, other) => other.to_string(),
        }
    }

    /// Cells in quotation marks where they need them (RFC 4180).
    fn line(&self, text: &mut String, cells: impl Iterator<Item = String>) {
        let separator = char::from(self.separator.byte());
        for (place, cell) in cells.enumerate() {
            if place > 0 {
                text.push(separator);
            }
            if cell.contains([separator, '"', '\n', '\r']) {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(&cell);
            }
        }
        text.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::registers::values::tests::{definition, record};

    fn written(language: Language, register: &str, values: &[(&str, Value)]) -> String {
        let writing = Writing::new(language, UtcOffset::from_hms(5, 0, 0).unwrap());
        let text = writing.file(&definition(register), &[record(register, values)]);
        let line = text.strip_prefix(MARK).unwrap().split_once("\r\n").unwrap().1;
        line.strip_suffix("\r\n").unwrap().to_owned()
    }

    #[test]
    fn cells_are_quoted_and_cannot_run() {
        let text = written(
            Language::Ru,
            "people",
            &[("name", "=HYPERLINK(\"http://x\";1)".into()), ("position", "-".into()), ("is_responsible", true.into())],
        );
        assert_eq!(text, "akimat;17;\"'=HYPERLINK(\"\"http://x\"\";1)\";'-;;;;true;;;");
    }

    #[test]
    fn numbers_and_times_are_written_as_the_spreadsheets_of_the_language_read_them() {
        let document = written(Language::Ru, "documents", &[("level", 1.5.into())]);
        assert!(document.contains(";;;1,5;"), "{document}");
        let visit = written(Language::En, "server_room_visits", &[("entered_at", "2026-11-22T04:05:00Z".into())]);
        assert!(visit.contains(",2026-11-22T09:05:00+05:00,"), "{visit}");
    }

    #[test]
    fn an_empty_file_has_the_columns() {
        let text = Writing::new(Language::Kk, UtcOffset::UTC).file(&definition("training"), &[]);
        assert!(text.starts_with("\u{feff}organisation;key;person;"), "{text}");
        let text = Writing::new(Language::Kk, UtcOffset::UTC).file(&definition("organisations"), &[]);
        assert!(text.starts_with("\u{feff}key;name_kk;"), "{text}");
    }
}
