//! A table as a workbook (XLSX): days are days and numbers are numbers, so that a spreadsheet sorts and adds them up.
//!
//! Rows are written as they come and are not kept: 100,000 of them take no more memory than the file that they become. On
//! their way they lie in a temporary file that has no name.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use talap_model::Timestamp;
use time::{Date, PrimitiveDateTime};

use crate::workbook::WorkbookError;

/// The first day that a spreadsheet can count.
const FIRST_YEAR: i32 = 1900;
/// The longest name of a sheet, in characters.
const LONGEST_NAME: usize = 31;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, whatever it begins with: it is shown and never computed.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Day(Date),
    /// A day and a time of day, as the clock on the wall showed them.
    Moment(PrimitiveDateTime),
}

/// The workbook of one table, of which the first row stays in sight and can be narrowed by.
///
/// # Errors
///
/// [`WorkbookError`] when a text is longer than a cell may hold, or the file cannot be written.
pub fn table(
    title: &str,
    headings: &[String],
    rows: impl ExactSizeIterator<Item = Vec<Cell>>,
    made_at: Timestamp,
) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_timestamp(made_at.micros().div_euclid(1_000_000))?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    let looks = Looks::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(sheet_name(title))?;
    let last_row = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last_row, last_column)?;
    sheet.set_freeze_panes(1, 0)?;
    for (place, heading) in (0..).zip(headings) {
        sheet.set_column_width(place, width(heading))?;
        sheet.write_string_with_format(0, place, heading, &looks.heading)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            looks.write(sheet, row, column, cell)?;
        }
    }
    Ok(book.save_to_buffer()?)
}

/// How cells look.
struct Looks {
    heading: Format,
    text: Format,
    day: Format,
    moment: Format,
}

impl Looks {
    fn new() -> Self {
        Self {
            heading: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            // What is typed over a text stays text, a leading `=` as well.
            text: Format::new().set_num_format("@"),
            day: Format::new().set_num_format("dd.mm.yyyy"),
            moment: Format::new().set_num_format("dd.mm.yyyy hh:mm:ss"),
        }
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: Cell) -> Result<(), XlsxError> {
        let text = |text: String, sheet: &mut Worksheet| {
            sheet.write_string_with_format(row, column, text, &self.text).map(|_| ())
        };
        match cell {
            Cell::Empty => Ok(()),
            Cell::Text(written) => text(written, sheet),
            Cell::Number(number) => sheet.write_number(row, column, number).map(|_| ()),
            Cell::Flag(flag) => sheet.write_boolean(row, column, flag).map(|_| ()),
            Cell::Day(day) => match counted(day) {
                Some(day) => sheet.write_datetime_with_format(row, column, day?, &self.day).map(|_| ()),
                None => text(talap_model::time::format_date(day), sheet),
            },
            Cell::Moment(moment) => match counted(moment.date()) {
                Some(day) => {
                    let (hour, minute, second) = moment.as_hms();
                    let counted = day?.and_hms(hour.into(), minute, second)?;
                    sheet.write_datetime_with_format(row, column, counted, &self.moment).map(|_| ())
                }
                None => text(moment.to_string(), sheet),
            },
        }
    }
}

/// A day as spreadsheets count; none for one that they cannot.
fn counted(day: Date) -> Option<Result<ExcelDateTime, XlsxError>> {
    let year = u16::try_from(day.year()).ok().filter(|year| i32::from(*year) >= FIRST_YEAR)?;
    Some(ExcelDateTime::from_ymd(year, day.month().into(), day.day()))
}

/// A title as the name of a sheet, which has no such signs and is not long.
fn sheet_name(title: &str) -> String {
    let plain: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).collect();
    let short: String = plain.trim().chars().take(LONGEST_NAME).collect();
    let short = short.trim();
    if short.is_empty() { "1".to_owned() } else { short.to_owned() }
}

/// As wide as the heading within reason, in characters.
fn width(heading: &str) -> f64 {
    let characters = u8::try_from(heading.chars().count()).unwrap_or(u8::MAX);
    f64::from(characters.clamp(12, 32)) + 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;
    use time::macros::{date, datetime};

    const AT: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    fn read(bytes: Vec<u8>) -> (String, Vec<Vec<Data>>) {
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        let name = book.sheet_names().remove(0);
        let range = book.worksheet_range(&name).unwrap();
        (name, range.rows().map(<[Data]>::to_vec).collect())
    }

    #[test]
    fn cells_keep_their_kinds_and_nothing_is_computed() {
        let headings = ["Нөмірі", "Сан", "Иә", "Күн", "Уақыт", "Ескі"].map(str::to_owned);
        let row = vec![
            Cell::Text("=1+1".into()),
            Cell::Number(17.5),
            Cell::Flag(true),
            Cell::Day(date!(2026 - 11 - 22)),
            Cell::Moment(datetime!(2026-11-22 09:05:30)),
            Cell::Day(date!(1871 - 03 - 18)),
        ];
        let rows = vec![row, vec![Cell::Empty, Cell::Number(-0.5)]];
        let bytes = table("Есепке алу: [журнал] / 2026", &headings, rows.into_iter(), AT).unwrap();
        let mut archive = Vec::new();
        archive.extend(&bytes);
        let (name, rows) = read(bytes);
        assert_eq!(name, "Есепке алу журнал  2026");
        assert_eq!(rows[0][0], Data::String("Нөмірі".into()));
        assert_eq!(rows[1][0], Data::String("=1+1".into()));
        assert_eq!((&rows[1][1], &rows[1][2]), (&Data::Float(17.5), &Data::Bool(true)));
        let Data::DateTime(day) = &rows[1][3] else { panic!("{:?}", rows[1][3]) };
        assert_eq!(day.to_ymd_hms_milli(), (2026, 11, 22, 0, 0, 0, 0));
        let Data::DateTime(moment) = &rows[1][4] else { panic!("{:?}", rows[1][4]) };
        assert_eq!(moment.to_ymd_hms_milli(), (2026, 11, 22, 9, 5, 30, 0));
        assert_eq!(rows[1][5], Data::String("1871-03-18".into()));
        assert_eq!((&rows[2][0], &rows[2][1]), (&Data::Empty, &Data::Float(-0.5)));
        let mut book = Xlsx::new(Cursor::new(archive)).unwrap();
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().next().is_none(), "no formula is made of data");
    }

    #[test]
    fn a_table_without_rows_has_its_headings() {
        let bytes = table("'", &["A".to_owned()], std::iter::empty::<Vec<Cell>>().collect::<Vec<_>>().into_iter(), AT);
        let (name, rows) = read(bytes.unwrap());
        assert_eq!((name.as_str(), rows.len()), ("1", 1));
    }
}
