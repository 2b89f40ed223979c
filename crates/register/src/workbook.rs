//! Spreadsheets as rows of text: what an import takes of an `.xlsx`, `.ods` or `.xls` file. Nothing here knows what a row means.
//!
//! Such a file comes from anywhere, so that everything about it is bounded before it is believed: how many bytes an entry of
//! the archive has when it is unpacked, how many rows, columns, cells and characters a sheet has. Cells that hold nothing
//! cost nothing, however many of them a program wrote below the table.

mod archive;
mod grid;
mod ods;
mod texts;
mod xls;
mod xlsx;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::definition::Definition;
use crate::error::{FileError, ImportError};
use crate::sheet::{FileForm, Sheet};

pub use archive::{MOST_UNPACKED, MOST_UNPACKED_TOGETHER};
use grid::Grid;
pub use grid::{MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_TEXT};
pub(crate) use texts::is_day;

/// How an archive begins (PKWARE APPNOTE 4.3.7), or an empty one.
const ARCHIVE: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// How a compound file begins ([MS-CFB] 2.2).
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// A format of spreadsheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkbookFormat {
    /// Office Open XML (ECMA-376), of Excel since 2007.
    Xlsx,
    /// `OpenDocument` (ISO/IEC 26300), of `LibreOffice`.
    Ods,
    /// The binary format of Excel 97 to 2003.
    Xls,
}

impl WorkbookFormat {
    /// What people call it, which is how its name ends.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "XLSX",
            Self::Ods => "ODS",
            Self::Xls => "XLS",
        }
    }
}

/// What a file is: text, or a spreadsheet of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// A table as text.
    Text,
    /// A spreadsheet.
    Workbook(WorkbookFormat),
}

impl Content {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "CSV",
            Self::Workbook(format) => format.name(),
        }
    }

    /// What a file's name says that it is; none where it says nothing that an import knows.
    fn named(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Some(match ending.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => Self::Text,
            "xlsx" | "xlsm" => Self::Workbook(WorkbookFormat::Xlsx),
            "ods" => Self::Workbook(WorkbookFormat::Ods),
            "xls" => Self::Workbook(WorkbookFormat::Xls),
            _ => return None,
        })
    }

    /// What a file is by its bytes. Its name must not say otherwise: somebody who hands in another file than they think they
    /// do is better told.
    pub(crate) fn of(name: &str, bytes: &[u8]) -> Result<Self, FileError> {
        let found = if ARCHIVE.iter().any(|beginning| bytes.starts_with(beginning)) {
            Self::Workbook(archive::format(bytes)?)
        } else if bytes.starts_with(COMPOUND) {
            Self::Workbook(WorkbookFormat::Xls)
        } else {
            Self::Text
        };
        match Self::named(name) {
            Some(named) if named != found => {
                // A workbook with a password is a compound file whatever it is called; that is the more useful thing to say.
                if found == Self::Workbook(WorkbookFormat::Xls) && xls::is_encrypted(bytes) {
                    return Err(FileError::Protected);
                }
                Err(FileError::OtherThanNamed { named: named.name(), found: found.name() })
            }
            _ => Ok(found),
        }
    }
}

/// The cells of one sheet, with what is needed to speak about them.
pub(crate) struct Book {
    pub(crate) grid: Grid,
    /// The sheet that was read.
    pub(crate) sheet: String,
    /// All sheets of the file.
    pub(crate) sheets: Vec<String>,
}

/// Reads a sheet: the named one, or the first.
pub(crate) fn read(
    definition: &Definition,
    format: WorkbookFormat,
    bytes: &[u8],
    sheet: Option<&str>,
) -> Result<Sheet, ImportError> {
    let read = || match format {
        WorkbookFormat::Xlsx => xlsx::read(bytes, sheet),
        WorkbookFormat::Ods => ods::read(bytes, sheet),
        WorkbookFormat::Xls => xls::read(bytes, sheet),
    };
    // The bytes come from anywhere and the readers of others trust them in places (a reference such as `A99999999999`
    // overflows a sum): whatever such a file does, it is only refused.
    let book = catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(FileError::Broken { format: format.name(), cause: "malformed".to_owned() }))?;
    let Book { grid, sheet, sheets } = book;
    Ok(grid.into_sheet(definition, FileForm::Workbook { format, sheet, sheets })?)
}

/// Which of the sheets is meant: the named one, or the first that is no hidden one.
fn chosen<'a>(
    sheets: impl Iterator<Item = (&'a str, bool)> + Clone,
    wanted: Option<&str>,
) -> Result<String, FileError> {
    let named = |name: &str| sheets.clone().find(|(sheet, _)| *sheet == name);
    let first = || sheets.clone().find(|(_, is_visible)| *is_visible).or_else(|| sheets.clone().next());
    match wanted {
        Some(name) => named(name).map(|(sheet, _)| sheet.to_owned()).ok_or_else(|| FileError::NoSheet {
            sheet: name.to_owned(),
            known: sheets.clone().map(|(sheet, _)| sheet.to_owned()).collect(),
        }),
        None => first().map(|(sheet, _)| sheet.to_owned()).ok_or(FileError::Empty),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_holds_and_must_be_called_so() {
        assert_eq!(Content::of("a.csv", b"key;name"), Ok(Content::Text));
        assert_eq!(Content::of("", b"key;name"), Ok(Content::Text));
        assert_eq!(Content::of("list", b"key;name"), Ok(Content::Text));
        let refused = Content::of("a.XLSX", b"key;name").unwrap_err();
        assert_eq!(refused, FileError::OtherThanNamed { named: "XLSX", found: "CSV" });
        let refused = Content::of("a.ods", &[COMPOUND, &[0; 600]].concat()).unwrap_err();
        assert_eq!(refused, FileError::OtherThanNamed { named: "ODS", found: "XLS" });
        assert!(matches!(Content::of("a.xlsx", b"PK\x03\x04"), Err(FileError::Broken { .. })));
    }

    #[test]
    fn the_first_sheet_that_people_see_is_read_unless_another_is_named() {
        let sheets = [("hidden", false), ("a", true), ("b", true)];
        let choose = |wanted| chosen(sheets.into_iter(), wanted);
        assert_eq!(choose(None).unwrap(), "a");
        assert_eq!(choose(Some("b")).unwrap(), "b");
        assert!(matches!(choose(Some("c")), Err(FileError::NoSheet { known, .. }) if known.len() == 3));
        assert_eq!(chosen(std::iter::empty(), None), Err(FileError::Empty));
    }
}
