//! The cells of a sheet as they come, and the table that is made of them: where its header is, and what stands below it.

use std::collections::BTreeMap;

use talap_model::Message;

use super::texts::cell_name;
use crate::definition::Definition;
use crate::error::FileError;
use crate::header::{Column, recognised, vocabulary};
use crate::sheet::{CellFault, FileForm, Row, Sheet};

/// The rows that a sheet has room for.
pub const MOST_ROWS: u32 = 1_048_576;
/// The most columns that may hold something.
pub const MOST_COLUMNS: u32 = 1_024;
/// The most cells that the table may have, empty ones between its columns included.
pub const MOST_CELLS: usize = 4_000_000;
/// The most bytes that the texts of all cells may have; a text that a file holds once may stand in every cell.
pub const MOST_TEXT: usize = 256 << 20;

/// How far down a header is looked for: above it stand a title, a date, whose table it is.
const HEADER_WITHIN: usize = 20;

/// What a cell that is not empty holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
    Text(String),
    /// It holds something that is no value.
    Fault {
        /// As the sheet shows it.
        shown: String,
        reason: Message,
    },
}

impl Found {
    /// A cell with an error of the spreadsheet.
    pub(super) fn error(shown: &str) -> Self {
        Self::Fault { shown: shown.to_owned(), reason: Message::new("register-row-cell-error") }
    }

    /// A formula that nobody has computed since it was written.
    pub(super) fn uncomputed() -> Self {
        Self::Fault { shown: String::new(), reason: Message::new("register-row-formula-uncomputed") }
    }

    /// A number that stands as a day and is none.
    pub(super) fn no_day(serial: f64) -> Self {
        Self::Fault { shown: super::texts::number(serial), reason: Message::new("register-row-date-wrong") }
    }

    /// How many bytes of text it has.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Fault { shown, .. } => shown.len(),
        }
    }
}

/// Cells that are one, from the first to the last, both counted from 0: row, column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) first: (u32, u32),
    pub(super) last: (u32, u32),
}

/// The cells of a sheet that are not empty, by row and column.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    rows: BTreeMap<u32, Vec<(u32, Found)>>,
    merged: Vec<Merged>,
    cells: usize,
    text: usize,
}

impl Grid {
    /// Takes a cell. One whose text is only space is empty.
    pub(super) fn put(&mut self, row: u32, column: u32, found: Found) -> Result<(), FileError> {
        let found = match found {
            Found::Text(text) => match text.trim() {
                "" => return Ok(()),
                trimmed if trimmed.len() == text.len() => Found::Text(text),
                trimmed => Found::Text(trimmed.to_owned()),
            },
            fault @ Found::Fault { .. } => fault,
        };
        if row >= MOST_ROWS {
            return Err(FileError::TooManyRows { most: MOST_ROWS });
        }
        if column >= MOST_COLUMNS {
            return Err(FileError::TooManyColumns { cell: cell_name(row, column), most: MOST_COLUMNS });
        }
        self.cells += 1;
        self.text += found.length();
        if self.cells > MOST_CELLS || self.text > MOST_TEXT {
            return Err(too_many_cells());
        }
        self.rows.entry(row).or_default().push((column, found));
        Ok(())
    }

    /// Takes cells that are one.
    pub(super) fn merge(&mut self, merged: Merged) {
        if merged.first != merged.last {
            self.merged.push(merged);
        }
    }

    /// The table: the header is the row among the first that has the most names that the register knows.
    pub(super) fn into_sheet(mut self, definition: &Definition, form: FileForm) -> Result<Sheet, FileError> {
        // A sheet may write its cells in any order.
        for cells in self.rows.values_mut() {
            cells.sort_by_key(|(column, _)| *column);
        }
        let header = self.header(definition).ok_or(FileError::Empty)?;
        self.check_merged(header)?;
        let body = self.rows.split_off(&header);
        let columns = body.values().filter_map(|cells| Some((cells.first()?.0, cells.last()?.0)));
        let first = columns.map(|(first, _)| first).min().unwrap_or_default();
        let mut lines = body.into_iter();
        let (header, cells) = lines.next().ok_or(FileError::Empty)?;
        let width = cells.last().map_or(0, |(last, _)| last - first + 1);
        let mut table = Table { first, width, cells: 0, faults: Vec::new() };
        let header = table.row(header, cells)?;
        // A header that is no value, such as an error, has no name that anybody could know.
        table.faults.clear();
        let rows = lines.map(|(row, cells)| table.row(row, cells)).collect::<Result<Vec<_>, _>>()?;
        Ok(Sheet { header, rows, form, faults: table.faults })
    }

    /// The row of the header: the one with the most names that the register knows; where it knows none, the first that is
    /// about as full as the fullest, for a title above a table stands alone in its row.
    fn header(&self, definition: &Definition) -> Option<u32> {
        let names = vocabulary(definition);
        let near = || self.rows.iter().take(HEADER_WITHIN);
        let mut best: Option<(u32, usize)> = None;
        for (row, cells) in near() {
            let known = known(&names, cells);
            if known > best.map_or(0, |(_, known)| known) {
                best = Some((*row, known));
            }
        }
        let fullest = near().map(|(_, cells)| cells.len()).max()?;
        let full = || near().find(|(_, cells)| cells.len() * 3 >= fullest * 2).map(|(row, _)| *row);
        best.map(|(row, _)| row).or_else(full)
    }

    /// In the body of a table one cell over several rows or columns leaves open whose value it is.
    fn check_merged(&self, header: u32) -> Result<(), FileError> {
        let below = self.merged.iter().filter(|merged| merged.first.0 > header);
        let holds = |merged: &&Merged| {
            let cells = self.rows.get(&merged.first.0);
            cells.is_some_and(|cells| cells.iter().any(|(column, _)| *column == merged.first.1))
        };
        match below.filter(holds).min_by_key(|merged| merged.first) {
            Some(Merged { first, last }) => {
                let range = format!("{}:{}", cell_name(first.0, first.1), cell_name(last.0, last.1));
                Err(FileError::Merged { range })
            }
            None => Ok(()),
        }
    }
}

/// Rows as they are made one after the other.
struct Table {
    /// The sheet's column that is the table's first.
    first: u32,
    /// How many columns the header has.
    width: u32,
    cells: usize,
    faults: Vec<CellFault>,
}

impl Table {
    fn row(&mut self, row: u32, cells: Vec<(u32, Found)>) -> Result<Row, FileError> {
        let line = u64::from(row) + 1;
        let last = cells.last().map_or(0, |(last, _)| last - self.first + 1);
        let width = self.width.max(last) as usize;
        self.cells += width;
        if self.cells > MOST_CELLS {
            return Err(too_many_cells());
        }
        let mut texts = vec![String::new(); width];
        for (column, found) in cells {
            let place = (column - self.first) as usize;
            let text = match found {
                Found::Text(text) => text,
                Found::Fault { shown, reason } => {
                    self.faults.push(CellFault { line, column: place, value: shown.clone(), reason });
                    shown
                }
            };
            if let Some(cell) = texts.get_mut(place) {
                *cell = text;
            }
        }
        Ok(Row { line, cells: texts })
    }
}

fn known(names: &BTreeMap<String, Column>, cells: &[(u32, Found)]) -> usize {
    let texts = cells.iter().filter_map(|(_, found)| match found {
        Found::Text(text) => Some(text.as_str()),
        Found::Fault { .. } => None,
    });
    recognised(names, texts)
}

pub(super) fn too_many_cells() -> FileError {
    FileError::TooManyCells { most: MOST_CELLS, megabytes: MOST_TEXT >> 20 }
}
