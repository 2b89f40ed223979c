//! The binary format of Excel 97 to 2003 ([MS-XLS], BIFF8) in its compound file ([MS-CFB]).
//!
//! Read here record by record and not by a library: those at hand lay out all sheets whole before they give anything, so that
//! a file of some kilobytes could ask for more memory than there is.

use std::io::{Cursor, Read};

use super::grid::{Found, Grid, Merged};
use super::xlsx::of_serial;
use super::{Book, chosen, texts};
use crate::error::FileError;

/// The types of the records that are read, by their numbers in [MS-XLS] 2.3.
mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000a;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002f;
    pub(super) const CONTINUE: u16 = 0x003c;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MUL_RK: u16 = 0x00bd;
    pub(super) const XF: u16 = 0x00e0;
    pub(super) const MERGE_CELLS: u16 = 0x00e5;
    pub(super) const SST: u16 = 0x00fc;
    pub(super) const LABEL_SST: u16 = 0x00fd;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_ERR: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const RK: u16 = 0x027e;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const BOF: u16 = 0x0809;
}

/// The version that a workbook states (2.4.21).
const BIFF8: u16 = 0x0600;

/// Whether a compound file is a workbook of the newer format that was encrypted ([MS-OFFCRYPTO] 2.3.4).
pub(super) fn is_encrypted(bytes: &[u8]) -> bool {
    cfb::CompoundFile::open(Cursor::new(bytes)).is_ok_and(|file| file.is_stream("/EncryptedPackage"))
}

/// Reads a sheet: the named one, or the first.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Book, FileError> {
    let stream = stream(bytes)?;
    let globals = Globals::read(&stream)?;
    let known = globals.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.is_visible));
    let sheet = chosen(known, sheet)?;
    let begins = globals.sheets.iter().find(|known| known.name == sheet).map_or(0, |known| known.begins);
    let content = stream.get(begins..).ok_or_else(|| broken("a sheet begins behind the end"))?;
    let grid = Cells { globals: &globals, grid: Grid::default(), formula: None, seen: 0 }.read(content)?;
    Ok(Book { grid, sheet, sheets: globals.sheets.into_iter().map(|sheet| sheet.name).collect() })
}

fn stream(bytes: &[u8]) -> Result<Vec<u8>, FileError> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| broken(&error.to_string()))?;
    if file.is_stream("/EncryptedPackage") {
        return Err(FileError::Protected);
    }
    if !file.is_stream("/Workbook") {
        // Before Excel 97 the stream was called `Book`; a document of another program has neither.
        return Err(FileError::NoSpreadsheet);
    }
    let stream = file.open_stream("/Workbook").map_err(|error| broken(&error.to_string()))?;
    let mut content = Vec::new();
    // A stream is never longer than its file; one that says so repeats itself.
    stream.take(bytes.len() as u64).read_to_end(&mut content).map_err(|error| broken(&error.to_string()))?;
    Ok(content)
}

/// A record with those that continue it.
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
    continued: Vec<&'a [u8]>,
}

/// The records of a stream, one after the other.
struct Records<'a>(&'a [u8]);

impl<'a> Records<'a> {
    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let (kind, length) = (u16_at(self.0, 0)?, u16_at(self.0, 2)? as usize);
        let data = self.0.get(4..4 + length)?;
        self.0 = self.0.get(4 + length..)?;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.one()?;
        let mut continued = Vec::new();
        while u16_at(self.0, 0) == Some(record::CONTINUE) {
            continued.push(self.one()?.1);
        }
        Some(Record { kind, data, continued })
    }
}

struct BoundSheet {
    name: String,
    begins: usize,
    is_visible: bool,
}

/// What stands before the sheets.
#[derive(Default)]
struct Globals {
    sheets: Vec<BoundSheet>,
    strings: Vec<String>,
    /// For each format of cells how its numbers stand.
    looks: Vec<Look>,
    counts_from_1904: bool,
}

/// How a number stands in its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Number,
    Moment,
    Length,
}

impl Globals {
    fn read(stream: &[u8]) -> Result<Self, FileError> {
        let mut globals = Self::default();
        let (mut formats, mut used) = (std::collections::BTreeMap::new(), Vec::new());
        for (place, found) in Records(stream).enumerate() {
            let data = found.data;
            match found.kind {
                record::BOF if place == 0 && u16_at(data, 0) == Some(BIFF8) => {}
                record::BOF if place == 0 => return Err(broken("it is older than Excel 97")),
                _ if place == 0 => return Err(broken("it does not begin as a workbook")),
                record::FILE_PASS => return Err(FileError::Protected),
                record::DATE_MODE => globals.counts_from_1904 = u16_at(data, 0) == Some(1),
                record::FORMAT => {
                    let text = Text::new(data.get(2..).unwrap_or_default(), &[]).long();
                    formats.extend(u16_at(data, 0).zip(text.map(|text| look_of_format(&text))));
                }
                record::XF => used.push(u16_at(data, 2).unwrap_or_default()),
                record::BOUND_SHEET => globals.sheets.extend(bound_sheet(data)),
                record::SST => globals.strings = strings(&found)?,
                record::EOF => break,
                _ => {}
            }
        }
        let look = |format: u16| formats.get(&format).copied().unwrap_or_else(|| look_of_built_in(format));
        globals.looks = used.into_iter().map(look).collect();
        Ok(globals)
    }

    fn look(&self, format: u16) -> Look {
        self.looks.get(usize::from(format)).copied().unwrap_or(Look::Number)
    }
}

/// The place and name of a sheet (2.4.28); none for a chart or a module.
fn bound_sheet(data: &[u8]) -> Option<BoundSheet> {
    let (state, kind) = (data.get(4)?, data.get(5)?);
    let name = Text::new(data.get(6..)?, &[]).short()?;
    let begins = usize::try_from(u32_at(data, 0)?).ok()?;
    if *kind == 0 { Some(BoundSheet { name, begins, is_visible: state.trailing_zeros() >= 2 }) } else { None }
}

/// The texts that cells share (2.4.265).
fn strings(found: &Record<'_>) -> Result<Vec<String>, FileError> {
    let unique = u32_at(found.data, 4).unwrap_or_default();
    let mut text = Text::new(found.data.get(8..).unwrap_or_default(), &found.continued);
    let mut strings = Vec::new();
    for _ in 0..unique {
        strings.push(text.rich().ok_or_else(|| broken("the table of its texts is cut off"))?);
    }
    Ok(strings)
}

/// Texts in a record and those that continue it. Where a text goes on in the next record, that says anew how wide its
/// characters are (2.5.293).
struct Text<'a> {
    data: &'a [u8],
    more: std::slice::Iter<'a, &'a [u8]>,
}

impl<'a> Text<'a> {
    fn new(data: &'a [u8], more: &'a [&'a [u8]]) -> Self {
        Self { data, more: more.iter() }
    }

    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.data.split_at_checked(count)?;
        self.data = rest;
        Some(taken)
    }

    /// Goes on to the next record where the present one is used up.
    fn refill(&mut self) -> Option<()> {
        while self.data.is_empty() {
            self.data = self.more.next()?;
        }
        Some(())
    }

    /// With its length in one byte.
    fn short(mut self) -> Option<String> {
        let length = usize::from(*self.bytes(1)?.first()?);
        let flags = *self.bytes(1)?.first()?;
        self.characters(length, flags)
    }

    /// With its length in two bytes.
    fn long(mut self) -> Option<String> {
        let length = u16_at(self.bytes(2)?, 0)?;
        let flags = *self.bytes(1)?.first()?;
        self.characters(usize::from(length), flags)
    }

    /// With its length in two bytes, and with what says how its parts look behind it.
    fn rich(&mut self) -> Option<String> {
        self.refill()?;
        let length = usize::from(u16_at(self.bytes(2)?, 0)?);
        let flags = *self.bytes(1)?.first()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(u16_at(self.bytes(2)?, 0)?) };
        let extra = if flags & 4 == 0 { 0 } else { usize::try_from(u32_at(self.bytes(4)?, 0)?).ok()? };
        let text = self.characters(length, flags)?;
        self.skip(runs.checked_mul(4)?.checked_add(extra)?)?;
        Some(text)
    }

    fn characters(&mut self, count: usize, mut flags: u8) -> Option<String> {
        let mut units: Vec<u16> = Vec::new();
        while units.len() < count {
            if self.data.is_empty() {
                self.refill()?;
                flags = *self.bytes(1)?.first()?;
            }
            let wide = usize::from(flags & 1) + 1;
            let here = (self.data.len() / wide).min(count - units.len());
            if here == 0 {
                return None;
            }
            let bytes = self.bytes(here * wide)?;
            units.extend(bytes.chunks_exact(wide).map(|unit| match unit {
                [low, high] => u16::from_le_bytes([*low, *high]),
                [low, ..] => u16::from(*low),
                [] => 0,
            }));
        }
        Some(String::from_utf16_lossy(&units))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            self.refill()?;
            let here = count.min(self.data.len());
            self.bytes(here)?;
            count -= here;
        }
        Some(())
    }
}

/// The cells of a sheet as they are read.
struct Cells<'a> {
    globals: &'a Globals,
    grid: Grid,
    /// The place of a formula whose text comes with the next record.
    formula: Option<(u32, u32)>,
    /// How deep in parts of the sheet the reader is: a chart in a sheet has cells of its own.
    seen: usize,
}

impl Cells<'_> {
    fn read(mut self, content: &[u8]) -> Result<Grid, FileError> {
        for found in Records(content) {
            match found.kind {
                record::BOF => self.seen += 1,
                record::EOF if self.seen <= 1 => return Ok(self.grid),
                record::EOF => self.seen -= 1,
                _ if self.seen == 1 => self.take(&found)?,
                _ => {}
            }
        }
        Err(broken("a sheet is cut off"))
    }

    fn take(&mut self, found: &Record<'_>) -> Result<(), FileError> {
        match found.kind {
            record::MERGE_CELLS => {
                for place in found.data.get(2..).unwrap_or_default().chunks_exact(8) {
                    let at = |offset| u32::from(u16_at(place, offset).unwrap_or_default());
                    self.grid.merge(Merged { first: (at(0), at(4)), last: (at(2), at(6)) });
                }
                Ok(())
            }
            record::MUL_RK => self.many(found.data),
            record::STRING => {
                let Some((row, column)) = self.formula.take() else { return Ok(()) };
                let text = Text::new(found.data, &found.continued).long().ok_or_else(cut)?;
                self.grid.put(row, column, Found::Text(text))
            }
            record::LABEL_SST | record::NUMBER | record::LABEL | record::BOOL_ERR | record::RK | record::FORMULA => {
                self.one(found).unwrap_or_else(|| Err(cut()))
            }
            _ => Ok(()),
        }
    }

    /// A record of one cell: its row, its column, the number of its format, and what it holds.
    fn one(&mut self, found: &Record<'_>) -> Option<Result<(), FileError>> {
        let data = found.data;
        let (row, column, format) = (u16_at(data, 0)?, u16_at(data, 2)?, u16_at(data, 4)?);
        let (row, column) = (u32::from(row), u32::from(column));
        let cell = match found.kind {
            record::LABEL_SST => {
                let place = usize::try_from(u32_at(data, 6)?).ok()?;
                Found::Text(self.globals.strings.get(place)?.clone())
            }
            record::LABEL => Found::Text(Text::new(data.get(6..)?, &found.continued).long()?),
            record::NUMBER => self.number(f64_at(data, 6)?, format),
            record::RK => self.number(rk(u32_at(data, 6)?), format),
            record::BOOL_ERR => flag_or_error(*data.get(6)?, *data.get(7)? == 1),
            _ => match (u16_at(data, 12)?, *data.get(6)?) {
                // The result of a formula is a number, or says in its last bytes that it is something else (2.5.133).
                (0xffff, 0) => {
                    self.formula = Some((row, column));
                    return Some(Ok(()));
                }
                (0xffff, kind @ (1 | 2)) => flag_or_error(*data.get(8)?, kind == 2),
                (0xffff, _) => return Some(Ok(())),
                _ => self.number(f64_at(data, 6)?, format),
            },
        };
        Some(self.grid.put(row, column, cell))
    }

    /// A record of several cells of a row (2.4.175).
    fn many(&mut self, data: &[u8]) -> Result<(), FileError> {
        let (row, first) = (u16_at(data, 0).ok_or_else(cut)?, u16_at(data, 2).ok_or_else(cut)?);
        let cells = data.get(4..data.len().saturating_sub(2)).ok_or_else(cut)?.chunks_exact(6);
        for (column, cell) in (u32::from(first)..).zip(cells) {
            let (format, number) = (u16_at(cell, 0).ok_or_else(cut)?, u32_at(cell, 2).ok_or_else(cut)?);
            self.grid.put(u32::from(row), column, self.number(rk(number), format))?;
        }
        Ok(())
    }

    fn number(&self, number: f64, format: u16) -> Found {
        match self.globals.look(format) {
            Look::Number => Found::Text(texts::number(number)),
            look => of_serial(number, look == Look::Length, self.globals.counts_from_1904),
        }
    }
}

fn flag_or_error(code: u8, is_error: bool) -> Found {
    if !is_error {
        return Found::Text((code != 0).to_string());
    }
    // 2.5.10
    Found::error(match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    })
}

/// A number in four bytes (2.5.217): part of a floating one or a whole one, perhaps a hundred times too large.
fn rk(bits: u32) -> f64 {
    let number =
        if bits & 2 == 0 { f64::from_bits(u64::from(bits & !3) << 32) } else { f64::from(bits.cast_signed() >> 2) };
    if bits & 1 == 0 { number } else { number / 100.0 }
}

/// How the formats that every workbook has show a number (2.4.126; from 27 on those of East Asia).
fn look_of_built_in(format: u16) -> Look {
    match format {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Look::Moment,
        46 => Look::Length,
        _ => Look::Number,
    }
}

/// How a format shows a number (ECMA-376 part 1, 18.8.31), told by the letters that are neither quoted nor of a colour or
/// currency in brackets.
fn look_of_format(format: &str) -> Look {
    let mut characters = format.chars();
    let mut is_moment = false;
    while let Some(c) = characters.next() {
        match c {
            '"' => characters = after_quote(characters),
            '\\' | '_' | '*' => characters = after_one(characters),
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                if !inside.is_empty() && inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's')) {
                    return Look::Length;
                }
            }
            // Only positive numbers matter, and dates are that.
            ';' => break,
            'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => is_moment = true,
            _ => {}
        }
    }
    if is_moment { Look::Moment } else { Look::Number }
}

fn after_quote(mut characters: std::str::Chars<'_>) -> std::str::Chars<'_> {
    characters.by_ref().find(|c| *c == '"');
    characters
}

fn after_one(mut characters: std::str::Chars<'_>) -> std::str::Chars<'_> {
    characters.next();
    characters
}

fn array_at<const N: usize>(data: &[u8], at: usize) -> Option<[u8; N]> {
    data.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    array_at(data, at).map(u16::from_le_bytes)
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    array_at(data, at).map(u32::from_le_bytes)
}

fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    array_at(data, at).map(f64::from_le_bytes)
}

fn cut() -> FileError {
    broken("a cell is cut off")
}

fn broken(cause: &str) -> FileError {
    FileError::Broken { format: "XLS", cause: cause.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formats_tell_days_from_numbers() {
        for (format, look) in [
            ("General", Look::Number),
            ("#,##0.00\\ \"тг\"", Look::Number),
            ("[Red]0.00;[Blue]-0.00", Look::Number),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Look::Moment),
            ("dd.mm.yyyy", Look::Moment),
            ("0.00\"d\"", Look::Number),
            ("[h]:mm:ss", Look::Length),
        ] {
            assert_eq!(look_of_format(format), look, "{format}");
        }
    }

    #[test]
    fn numbers_in_four_bytes() {
        for (bits, number) in [(0x3ff0_0000, 1.0), (0x3ff0_0001, 0.01), ((17 << 2) | 2, 17.0), (0xffff_fffe, -1.0)] {
            assert!((rk(bits) - number).abs() < 1e-9, "{bits:x}");
        }
    }

    #[test]
    fn a_text_goes_on_in_the_next_record() {
        let first = [5, 0, 0, b'a', b'b'];
        let next: &[u8] = &[1, b'c', 0, 0x11, 0x04, b'e', 0];
        let more = [next];
        let mut text = Text::new(&first, &more);
        assert_eq!(text.rich().as_deref(), Some("abcБe"));
    }

    proptest! {
        #[test]
        fn no_records_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let mut workbook = vec![0x09, 0x08, 4, 0, 0, 6, 5, 0];
            workbook.extend(&bytes);
            if let Ok(globals) = Globals::read(&workbook) {
                let cells = Cells { globals: &globals, grid: Grid::default(), formula: None, seen: 1 };
                cells.read(&bytes).ok();
            }
        }
    }
}
