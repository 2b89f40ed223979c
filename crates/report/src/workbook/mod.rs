//! The catalogue as a workbook (XLSX) for a lawyer's review: a row for each statement, in three languages, and beside it
//! places for a remark and a better wording.
//!
//! # Invariants
//!
//! - Every cell is text: what begins with `=` is shown, never computed.
//! - Only the lawyer's cells can be written to; the protection has no password, for it guards against slips.
//! - The same catalogue, language and moment give the same bytes.
//!
//! # Modules, in reading order
//!
//! `rows` (what stands in the cells), `sheet` (how a sheet looks).

mod rows;
mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use talap_decree::Catalog;
use talap_locale::Words;
use talap_model::{Explain, InvalidId, Language, Message, Timestamp};

use rows::Rows;
use sheet::{Column, Look};

/// A workbook could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// The workbook could not be written.
    #[error("the workbook cannot be written")]
    Write(#[from] XlsxError),
    /// The conditions of the catalogue could not be asked.
    #[error("the conditions of the catalogue cannot be asked")]
    Conditions(#[from] InvalidId),
}

impl Explain for WorkbookError {
    fn explain(&self) -> Message {
        let cause = match self {
            Self::Write(source) => source.to_string(),
            Self::Conditions(source) => source.to_string(),
        };
        Message::new("report-workbook-failed").with("cause", cause)
    }
}

/// The columns of the catalogue's sheet, in the order in which [`Rows::catalog`] fills them.
const CATALOG: [Column; 20] = [
    Column("report-clause", 9.0),
    Column("report-book-section", 9.0),
    Column("report-book-key", 24.0),
    Column("report-kind", 14.0),
    Column("report-mode", 14.0),
    Column("report-book-subject", 16.0),
    Column("report-book-bound", 40.0),
    Column("report-book-role", 24.0),
    Column("report-book-title-kk", 28.0),
    Column("report-book-title-ru", 28.0),
    Column("report-book-title-en", 28.0),
    Column("report-book-text-kk", 60.0),
    Column("report-book-text-ru", 60.0),
    Column("report-book-text-en", 60.0),
    Column("report-book-parameters", 24.0),
    Column("report-book-evidence", 40.0),
    Column("report-book-holds", 20.0),
    Column("report-book-references", 40.0),
    Column("report-book-amendments", 40.0),
    Column("report-book-discrepancy", 40.0),
];

/// The columns that the lawyer fills in, after those of the catalogue.
const LAWYER: [Column; 5] = [
    Column("report-book-remark", 50.0),
    Column("report-book-proposed-kk", 60.0),
    Column("report-book-proposed-ru", 60.0),
    Column("report-book-name", 26.0),
    Column("report-book-date", 14.0),
];

/// The columns of the glossary.
const GLOSSARY: [Column; 12] = [
    Column("report-book-key", 24.0),
    Column("report-book-term-kk", 40.0),
    Column("report-book-term-ru", 40.0),
    Column("report-book-term-en", 40.0),
    Column("report-book-short-kk", 14.0),
    Column("report-book-short-ru", 14.0),
    Column("report-book-short-en", 14.0),
    Column("report-book-variants", 40.0),
    Column("report-book-code-kk", 40.0),
    Column("report-book-code-ru", 40.0),
    Column("report-book-code-en", 40.0),
    Column("report-book-verified", 18.0),
];

/// The columns of the acts.
const ACTS: [Column; 8] = [
    Column("report-book-key", 24.0),
    Column("report-kind", 24.0),
    Column("report-book-number", 16.0),
    Column("report-book-date", 14.0),
    Column("report-book-title-kk", 60.0),
    Column("report-book-title-ru", 60.0),
    Column("report-book-title-en", 60.0),
    Column("report-book-verified", 18.0),
];

/// The columns of the sheet that says what the workbook is.
const ABOUT: [Column; 2] = [Column("report-book-about-what", 36.0), Column("report-book-about-said", 90.0)];

/// The workbook of a catalogue, its headings in one language, the statements in all three.
///
/// # Errors
///
/// [`WorkbookError`] when a text is longer than a cell may hold, or the file cannot be written.
pub fn workbook(
    words: &Words,
    language: Language,
    catalog: &Catalog,
    made_at: Timestamp,
) -> Result<Vec<u8>, WorkbookError> {
    let rows = Rows::new(words, language, catalog)?;
    let look = Look::new(words, language);
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_timestamp(made_at.micros().div_euclid(1_000_000))?;
    let properties = DocProperties::new().set_title(words.text(language, "report-book-title"));
    book.set_properties(&properties.set_comment(catalog.fingerprint()).set_creation_datetime(&created));
    let footer = catalog.fingerprint();
    look.sheet("report-book-sheet-catalog", &CATALOG, &LAWYER, &rows.catalog(), footer, book.add_worksheet())?;
    look.sheet("report-book-sheet-glossary", &GLOSSARY, &[], &rows.glossary(), footer, book.add_worksheet())?;
    look.sheet("report-book-sheet-acts", &ACTS, &[], &rows.acts(), footer, book.add_worksheet())?;
    look.sheet("report-book-sheet-about", &ABOUT, &[], &rows.about(made_at), footer, book.add_worksheet())?;
    Ok(book.save_to_buffer()?)
}
