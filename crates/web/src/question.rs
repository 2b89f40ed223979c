//! Questions in SQL: asked once the rights are known, told to the ledger, and answered as rows or as a file. What SQL is, and what
//! a question may take, `assess` knows.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use serde_json::Value;
use talap_assess::events::parquet::ParquetFile;
use talap_assess::session::JsonRow;
use talap_assess::{Answer, QueryError};
use talap_model::{Explain, Message};
use talap_register::sheet::shielded;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use crate::Shared;
use crate::export::{Export, Format, MOST_EXPORTED, csv_line};
use crate::fault::Fault;
use crate::reading::Reader;
use crate::site::Site;

/// How many rows are answered where they are not a file.
pub const MOST_ROWS: usize = 10_000;

/// How long a file may take to be fetched, its reader's pauses included: it holds an answer and a place among few.
const PATIENCE: Duration = Duration::from_mins(30);

/// Asks a question: at most so many rows, once the ledger has heard of it.
///
/// # Errors
///
/// [`Fault`]: of the kind `Wrong` with the sentence for whoever asked where they can mend it; when they may not ask; when the
/// ledger cannot be read or does not take what was asked.
pub async fn ask(site: &Site, reader: &Reader<'_>, sql: &str, most: usize) -> Result<Answer, Fault> {
    let answer = asked(site, reader, sql, most, None).await?;
    let rows = if answer.cut { format!("{}+", answer.len()) } else { answer.len().to_string() };
    site.note_question(reader, sql, Ok(rows), None).await?;
    site.note_personal(reader, &answer.tables).await?;
    Ok(answer)
}

/// Begins a file of the whole answer to a question, once the ledger has heard of it.
///
/// # Errors
///
/// As [`ask`]; and when there are more rows than one file takes, or too many files are being made.
pub async fn file(site: &Shared, reader: &Reader<'_>, sql: &str, format: Format) -> Result<Export, Fault> {
    let busy = |_| Fault::busy(Message::new("web-events-export-busy"));
    let permit = Arc::clone(&site.exports).try_acquire_owned().map_err(busy)?;
    let most = usize::try_from(MOST_EXPORTED).unwrap_or(usize::MAX);
    let answer = asked(site, reader, sql, most, Some(format)).await?;
    if answer.cut {
        let long = Message::new("web-sql-export-too-long").with("most", MOST_EXPORTED);
        site.note_question(reader, sql, Err(long.key.clone()), Some(format.key())).await?;
        return Err(Fault::wrong(long));
    }
    let form = Form::begin(format, &answer)?;
    let (found, head) = (answer.len(), form.head(&answer));
    site.note_question(reader, sql, Ok(found.to_string()), Some(format.key())).await?;
    site.note_personal(reader, &answer.tables).await?;
    // Its reader may take half an hour; its place among files stands for it now.
    let parts = Box::new(answer.without_turn().parts());
    let ends = Instant::now() + PATIENCE;
    let writing = Writing { head: Some(head), parts, form: Some(form), ends, _permit: permit };
    // Empty pieces, as while a group of rows is gathered, are left out.
    let is_something = |piece: &Result<Vec<u8>, Fault>| piece.as_ref().map_or(true, |bytes| !bytes.is_empty());
    Ok(Export { found: found as u64, pieces: stream::iter(writing.filter(is_something)).boxed() })
}

/// The answer; the ledger hears of a failure here, and of an answer from whoever knows what becomes of it.
async fn asked(
    site: &Site,
    reader: &Reader<'_>,
    sql: &str,
    most: usize,
    format: Option<Format>,
) -> Result<Answer, Fault> {
    let error = match site.assessor.facts().ask(reader.caller, sql, most).await {
        Ok(answer) => return Ok(answer),
        Err(QueryError::Forbidden(error)) => return Err(error.into()),
        Err(error) => error,
    };
    site.note_question(reader, sql, Err(error.explain().key), format.map(Format::key)).await?;
    Err(unanswered(&error))
}

/// The rows of an answer, or why they have no form that can be read.
pub(crate) fn rows_of(answer: &Answer) -> Result<Vec<JsonRow>, Fault> {
    answer.rows().map_err(|error| unanswered(&error))
}

/// What is wrong with a question or its answer: mostly something that whoever asked can mend.
pub(crate) fn unanswered(error: &QueryError) -> Fault {
    match error {
        QueryError::Busy { .. } => Fault::busy(error.explain()),
        error if error.is_of_question() => Fault::wrong(error.explain()),
        error => Fault::failed(error.explain()),
    }
}

/// A file under way: its bytes, a few rows at a time.
struct Writing {
    head: Option<Vec<u8>>,
    parts: Box<dyn Iterator<Item = Answer> + Send>,
    /// Nothing once the file has ended.
    form: Option<Form>,
    ends: Instant,
    _permit: OwnedSemaphorePermit,
}

impl Iterator for Writing {
    type Item = Result<Vec<u8>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(head) = self.head.take() {
            return Some(Ok(head));
        }
        if Instant::now() >= self.ends {
            self.form.take()?;
            return Some(Err(unanswered(&QueryError::TooLong { seconds: PATIENCE.as_secs() })));
        }
        match self.parts.next() {
            Some(part) => self.form.as_mut().map(|form| form.add(&part)),
            None => self.form.take().map(Form::end),
        }
    }
}

enum Form {
    Csv,
    Json,
    Parquet(Box<ParquetFile>),
}

impl Form {
    fn begin(format: Format, answer: &Answer) -> Result<Self, Fault> {
        Ok(match format {
            Format::Csv => Self::Csv,
            Format::Json => Self::Json,
            Format::Parquet => Self::Parquet(Box::new(ParquetFile::of(answer).map_err(|error| unanswered(&error))?)),
        })
    }

    fn head(&self, answer: &Answer) -> Vec<u8> {
        let mut text = String::new();
        if matches!(self, Self::Csv) {
            csv_line(&mut text, answer.columns().iter().map(|name| shielded(name).into_owned()));
        }
        text.into_bytes()
    }

    fn add(&mut self, part: &Answer) -> Result<Vec<u8>, Fault> {
        Ok(match self {
            Self::Csv => {
                let (columns, mut text) = (part.columns(), String::new());
                for row in rows_of(part)? {
                    csv_line(&mut text, columns.iter().map(|name| cell(&row, name)));
                }
                text.into_bytes()
            }
            Self::Json => {
                let mut bytes = Vec::new();
                for row in rows_of(part)? {
                    serde_json::to_writer(&mut bytes, &row).map_err(QueryError::from)?;
                    bytes.push(b'\n');
                }
                bytes
            }
            Self::Parquet(file) => file.add_rows(part)?,
        })
    }

    fn end(self) -> Result<Vec<u8>, Fault> {
        match self {
            Self::Csv | Self::Json => Ok(Vec::new()),
            Self::Parquet(file) => Ok(file.end()?),
        }
    }
}

/// A cell of a spreadsheet. People and senders of events write what they like, so what it would run is shielded.
fn cell(row: &JsonRow, name: &str) -> String {
    match row.get(name) {
        Some(Value::String(text)) => shielded(text).into_owned(),
        value => shown(value),
    }
}

/// A value as text: nothing for what there is not.
pub(crate) fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Semaphore;

    use super::*;

    #[test]
    fn a_file_that_nobody_fetches_breaks_off_and_gives_its_place_back() {
        let places = Arc::new(Semaphore::new(1));
        let writing = |ends: Instant| Writing {
            head: Some(b"n\r\n".to_vec()),
            parts: Box::new(std::iter::empty()),
            form: Some(Form::Csv),
            ends,
            _permit: Arc::clone(&places).try_acquire_owned().unwrap(),
        };
        let whole: Vec<_> = writing(Instant::now() + PATIENCE).map(Result::unwrap).collect();
        assert_eq!(whole, [b"n\r\n".to_vec(), Vec::new()]);
        let late: Vec<_> = writing(Instant::now()).collect();
        assert_eq!(late.len(), 2, "its head, and that it ends");
        assert_eq!(late[1].as_ref().unwrap_err().message.key, "assess-query-too-long");
        assert_eq!(places.available_permits(), 1);
    }

    #[test]
    fn a_cell_cannot_run_and_a_number_stays_one() {
        let row = serde_json::json!({"a": "=1+1", "b": -1, "c": null, "d": [1, "x"], "e": "x"});
        let row = row.as_object().unwrap();
        let cells = ["a", "b", "c", "d", "e", "f"].map(|name| cell(row, name));
        assert_eq!(cells, ["'=1+1", "-1", "", "[1,\"x\"]", "x", ""]);
    }
}
