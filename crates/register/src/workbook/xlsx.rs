//! Office Open XML (ECMA-376). A sheet is read cell by cell, so that what it leaves empty takes no memory.

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::grid::{Found, Grid, Merged};
use super::{Book, archive, chosen, texts};
use crate::error::FileError;

/// Reads a sheet: the named one, or the first.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Book, FileError> {
    archive::check(&mut archive::open(bytes)?)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let of_cells = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let known: Vec<(String, bool)> =
        of_cells.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect();
    let sheet = chosen(known.iter().map(|(name, is_visible)| (name.as_str(), *is_visible)), sheet)?;
    let mut grid = Grid::default();
    let counts_from_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(|error| refused(&error))?;
    // Of a formula only that there is one is asked: a shared one is not written out for each of its cells.
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| refused(&error))? {
        let (row, column) = cell.pos;
        if let Some(found) = found(cell.value, cell.formula.is_some(), counts_from_1904) {
            grid.put(row, column, found)?;
        }
    }
    drop(cells);
    for merged in book.merge_cells_by_sheet_name(&sheet).map_err(|error| refused(&error))? {
        grid.merge(Merged { first: merged.start, last: merged.end });
    }
    Ok(Book { grid, sheet, sheets: known.into_iter().map(|(name, _)| name).collect() })
}

/// What a cell holds; nothing where it is empty.
fn found(value: DataRef<'_>, is_formula: bool, counts_from_1904: bool) -> Option<Found> {
    Some(match value {
        DataRef::Empty if is_formula => Found::uncomputed(),
        DataRef::Empty => return None,
        DataRef::Int(number) => Found::Text(number.to_string()),
        DataRef::Float(number) => Found::Text(texts::number(number)),
        DataRef::String(text) => Found::Text(text),
        DataRef::SharedString(text) => Found::Text(text.to_owned()),
        DataRef::Bool(flag) => Found::Text(flag.to_string()),
        DataRef::DateTime(moment) => of_serial(moment.as_f64(), moment.is_duration(), counts_from_1904),
        DataRef::DateTimeIso(text) => Found::Text(texts::iso_moment(&text)),
        DataRef::DurationIso(text) => Found::Text(texts::iso_length(&text).unwrap_or(text)),
        DataRef::Error(error) => Found::error(&error.to_string()),
    })
}

/// A number of days that stands as a moment, or as a length of time.
pub(super) fn of_serial(serial: f64, is_length: bool, counts_from_1904: bool) -> Found {
    let text = if is_length { texts::length(serial) } else { texts::moment(serial, counts_from_1904) };
    text.map_or_else(|| Found::no_day(serial), Found::Text)
}

fn refused(error: &XlsxError) -> FileError {
    match error {
        XlsxError::Password => FileError::Protected,
        other => FileError::Broken { format: "XLSX", cause: other.to_string() },
    }
}
