//! `OpenDocument` spreadsheets (ODF 1.3 part 3, 9), read element by element: a file of a few bytes may say that a cell repeats
//! a million times, and it must not be believed before it is counted.

use std::io::{BufRead, BufReader};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::grid::{Found, Grid, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, Merged, too_many_cells};
use super::{Book, archive, chosen, texts};
use crate::error::FileError;

/// Reads a sheet: the named one, or the first.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Book, FileError> {
    let mut archive = archive::open(bytes)?;
    archive::check(&mut archive)?;
    if is_encrypted(&mut archive)? {
        return Err(FileError::Protected);
    }
    let names = {
        let mut names = Names::default();
        walk(&mut archive, &mut names)?;
        names.0
    };
    // Hidden sheets are told by their styles, which stand elsewhere; the first one is the first.
    let sheet = chosen(names.iter().map(|name| (name.as_str(), true)), sheet)?;
    let mut cells = Cells { wanted: sheet.clone(), ..Cells::default() };
    walk(&mut archive, &mut cells)?;
    Ok(Book { grid: cells.grid, sheet, sheets: names })
}

/// The manifest says of an entry that it is encrypted.
fn is_encrypted(archive: &mut archive::Archive<'_>) -> Result<bool, FileError> {
    let Ok(entry) = archive.by_name("META-INF/manifest.xml") else { return Ok(false) };
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(entry));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| broken(&error))? {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == "encryption-data" => {
                return Ok(true);
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// What is made of the elements of a spreadsheet.
trait Taker {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), FileError>;
    fn end(&mut self, name: &str) -> Result<(), FileError>;
    fn text(&mut self, text: &str);
}

/// Goes through the content of a document.
fn walk(archive: &mut archive::Archive<'_>, taker: &mut impl Taker) -> Result<(), FileError> {
    let entry = archive.by_name("content.xml").map_err(|error| archive::broken(&error))?;
    walk_xml(BufReader::new(entry), taker)
}

fn walk_xml(content: impl BufRead, taker: &mut impl Taker) -> Result<(), FileError> {
    let mut reader = quick_xml::Reader::from_reader(content);
    // An empty element is one that starts and ends.
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| broken(&error))? {
            Event::Start(element) => taker.start(&element)?,
            Event::End(element) => taker.end(element.name().as_ref())?,
            Event::Text(text) => taker.text(&text.xml10_content()),
            Event::CData(text) => taker.text(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                if let Some(known) = quick_xml::escape::resolve_xml_entity(entity.as_ref()) {
                    taker.text(known);
                } else if let Some(c) = entity.resolve_char_ref().map_err(|error| broken(&error))? {
                    taker.text(c.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The names of the sheets.
#[derive(Default)]
struct Names(Vec<String>);

impl Taker for Names {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), FileError> {
        if element.name().as_ref() == "table:table" {
            self.0.push(attribute(element, "table:name")?.unwrap_or_default());
        }
        Ok(())
    }

    fn end(&mut self, _: &str) -> Result<(), FileError> {
        Ok(())
    }

    fn text(&mut self, _: &str) {}
}

/// The cells of one sheet.
#[derive(Default)]
struct Cells {
    wanted: String,
    grid: Grid,
    /// How deep in tables the reader is, and whether the outermost is the wanted one.
    depth: usize,
    is_inside: bool,
    /// The row that comes next, and how often the present one repeats.
    row: u32,
    repeats: u32,
    column: u32,
    /// The cells of the present row.
    of_row: Vec<(u32, Found)>,
    /// How many bytes of text these have.
    row_text: usize,
    cell: Option<Cell>,
    /// How deep in notes to a cell the reader is; these are not what it holds.
    notes: usize,
}

/// A cell as it is read.
#[derive(Default)]
struct Cell {
    repeats: u32,
    kind: String,
    value: Option<String>,
    is_formula: bool,
    is_error: bool,
    /// How many rows and columns it takes.
    spans: (u32, u32),
    paragraphs: usize,
    in_paragraph: usize,
    text: String,
}

impl Taker for Cells {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), FileError> {
        match element.name().as_ref() {
            "table:table" => {
                self.depth += 1;
                if self.depth == 1 {
                    let name = attribute(element, "table:name")?.unwrap_or_default();
                    // Of two of the same name the first is meant.
                    self.is_inside = name == self.wanted && self.row == 0;
                }
            }
            _ if !self.is_inside || self.depth != 1 => {}
            "table:table-row" => {
                self.repeats = count(element, "table:number-rows-repeated")?;
                self.column = 0;
                self.of_row.clear();
                self.row_text = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => self.cell = Some(cell(element)?),
            "office:annotation" => self.notes += 1,
            name => self.mark_up(name, element)?,
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), FileError> {
        match name {
            "table:table" => self.depth = self.depth.saturating_sub(1),
            _ if !self.is_inside || self.depth != 1 => {}
            "table:table-row" => self.end_row()?,
            "table:table-cell" | "table:covered-table-cell" => self.end_cell()?,
            "office:annotation" => self.notes = self.notes.saturating_sub(1),
            "text:p" | "text:h" if self.notes == 0 => {
                if let Some(cell) = &mut self.cell {
                    cell.in_paragraph = cell.in_paragraph.saturating_sub(1);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.notes == 0 && self.depth == 1 {
            // What stands between the paragraphs is only how the file is laid out.
            if let Some(cell) = self.cell.as_mut().filter(|cell| cell.in_paragraph > 0) {
                cell.text.push_str(text);
            }
        }
    }
}

impl Cells {
    fn mark_up(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), FileError> {
        let Some(cell) = self.cell.as_mut().filter(|_| self.notes == 0) else { return Ok(()) };
        match name {
            "text:p" | "text:h" => {
                if cell.paragraphs > 0 {
                    cell.text.push('\n');
                }
                cell.paragraphs += 1;
                cell.in_paragraph += 1;
            }
            "text:s" => {
                // More spaces than a text may have characters are no text.
                let spaces = count(element, "text:c")?.min(10_000) as usize;
                if cell.text.len() + spaces > MOST_TEXT {
                    return Err(too_many_cells());
                }
                cell.text.extend(std::iter::repeat_n(' ', spaces));
            }
            "text:tab" => cell.text.push('\t'),
            "text:line-break" => cell.text.push('\n'),
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), FileError> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let (repeats, spans) = (cell.repeats, cell.spans);
        if let Some(found) = cell.found() {
            // One beyond the limit is enough for it to be refused by its name.
            let last = self.column.saturating_add(repeats).min(MOST_COLUMNS + 1);
            let copies = (last.max(self.column + 1) - self.column) as usize;
            // Some bytes of a file may say a long text a thousand times; what it comes to is known before it is copied.
            self.row_text = self.row_text.saturating_add(found.length().saturating_mul(copies));
            if self.row_text > MOST_TEXT {
                return Err(too_many_cells());
            }
            self.of_row.extend((self.column..last.max(self.column + 1)).map(|column| (column, found.clone())));
            let first = (self.row, self.column);
            let last = (first.0.saturating_add(spans.0 - 1), first.1.saturating_add(spans.1 - 1));
            self.grid.merge(Merged { first, last });
        }
        self.column = self.column.saturating_add(repeats);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), FileError> {
        if !self.of_row.is_empty() {
            let last = self.row.saturating_add(self.repeats).min(MOST_ROWS + 1);
            for row in self.row..last {
                for (column, found) in &self.of_row {
                    self.grid.put(row, *column, found.clone())?;
                }
            }
        }
        self.row = self.row.saturating_add(self.repeats);
        Ok(())
    }
}

impl Cell {
    /// What the cell holds; nothing where it is empty.
    fn found(self) -> Option<Found> {
        if self.is_error || (self.is_formula && looks_like_error(&self.text)) {
            return Some(Found::error(&self.text));
        }
        let text = match (self.kind.as_str(), self.value) {
            ("float" | "percentage" | "currency", Some(value)) => value.parse::<f64>().map_or(value, texts::number),
            ("date", Some(value)) => texts::iso_moment(&value),
            ("time", Some(value)) => texts::iso_length(&value).unwrap_or(value),
            ("boolean" | "string", Some(value)) => value,
            ("string", None) => self.text,
            // Without a type and a value there is only what the sheet shows, and of a formula not even that.
            _ if self.is_formula && self.text.is_empty() => return Some(Found::uncomputed()),
            _ => self.text,
        };
        if text.trim().is_empty() { None } else { Some(Found::Text(text)) }
    }
}

/// How a spreadsheet that does not say so shows that a formula failed.
fn looks_like_error(text: &str) -> bool {
    text.starts_with("Err:") || ["#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NAME?", "#NUM!", "#NULL!"].contains(&text)
}

fn cell(element: &BytesStart<'_>) -> Result<Cell, FileError> {
    let mut cell = Cell { repeats: 1, spans: (1, 1), ..Cell::default() };
    for found in element.attributes() {
        let found = found.map_err(|error| broken(&error.into()))?;
        let value = found.normalized_value(XmlVersion::Implicit1_0).map_err(|error| broken(&error))?;
        match found.key.as_ref() {
            "table:number-columns-repeated" => cell.repeats = number(&value)?,
            "table:number-columns-spanned" => cell.spans.1 = number(&value)?,
            "table:number-rows-spanned" => cell.spans.0 = number(&value)?,
            "office:value-type" => cell.kind = value.into_owned(),
            "calcext:value-type" => cell.is_error = value == "error",
            "office:value"
            | "office:date-value"
            | "office:time-value"
            | "office:boolean-value"
            | "office:string-value" => cell.value = Some(value.into_owned()),
            "table:formula" => cell.is_formula = true,
            _ => {}
        }
    }
    Ok(cell)
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, FileError> {
    for found in element.attributes() {
        let found = found.map_err(|error| broken(&error.into()))?;
        if found.key.as_ref() == name {
            let value = found.normalized_value(XmlVersion::Implicit1_0).map_err(|error| broken(&error))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// How often something is there: once where nothing is said.
fn count(element: &BytesStart<'_>, name: &str) -> Result<u32, FileError> {
    attribute(element, name)?.map_or(Ok(1), |text| number(&text))
}

fn number(text: &str) -> Result<u32, FileError> {
    let wrong = || FileError::Broken { format: "ODS", cause: format!("{text:?} is no count") };
    text.parse().ok().filter(|number| *number > 0).ok_or_else(wrong)
}

fn broken(error: &quick_xml::Error) -> FileError {
    FileError::Broken { format: "ODS", cause: error.to_string() }
}
