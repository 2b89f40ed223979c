//! The bytes of an imported file as rows: of a text its encoding and separator are found out, a spreadsheet is read by
//! [`crate::workbook`]. Nothing here knows what a row means.

use std::borrow::Cow;
use std::collections::BTreeSet;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};
use talap_model::Message;

use crate::aside::aside;
use crate::definition::Definition;
use crate::error::{FileError, ImportError};
use crate::header::{recognised, vocabulary};
use crate::importing::ImportFile;
use crate::workbook::{Content, MOST_CELLS, MOST_TEXT, WorkbookFormat};

/// The most bytes that one file may have.
pub const MOST_BYTES: usize = 64 << 20;

/// How much of a text is looked at for its separator, in bytes.
const LONGEST_HEADER: usize = 1 << 20;

/// How a file's bytes are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 with a byte order mark, which spreadsheets call 'Unicode text'.
    Utf16,
    /// Windows-1251, which has the Russian letters and not the Kazakh ones.
    Windows1251,
    /// KZ-1048 (STRK 1048-2002), which is Windows-1251 with the Kazakh letters in. It is never guessed.
    Kz1048,
}

impl Encoding {
    /// The name as people know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Windows1251 => "Windows-1251",
            Self::Kz1048 => "KZ-1048",
        }
    }
}

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `;`, which spreadsheets write where the comma is the decimal sign.
    Semicolon,
    /// `,`.
    Comma,
    /// A tab.
    Tab,
}

impl Separator {
    /// All separators. The first of equals wins when one is chosen.
    pub const ALL: [Self; 3] = [Self::Semicolon, Self::Comma, Self::Tab];

    /// The character.
    pub fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
        }
    }

    /// The separator as messages and JSON write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Semicolon => "semicolon",
            Self::Comma => "comma",
            Self::Tab => "tab",
        }
    }
}

/// How a file was read as a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileForm {
    /// As text.
    Text {
        /// How its bytes are text.
        encoding: Encoding,
        /// What stands between its cells.
        separator: Separator,
    },
    /// As a spreadsheet.
    Workbook {
        /// The format.
        format: WorkbookFormat,
        /// The sheet that was read.
        sheet: String,
        /// All sheets of the file.
        sheets: Vec<String>,
    },
}

impl FileForm {
    /// How the bytes of a text were read.
    pub fn encoding(&self) -> Option<Encoding> {
        match self {
            Self::Text { encoding, .. } => Some(*encoding),
            Self::Workbook { .. } => None,
        }
    }

    /// What stands between the cells of a text.
    pub fn separator(&self) -> Option<Separator> {
        match self {
            Self::Text { separator, .. } => Some(*separator),
            Self::Workbook { .. } => None,
        }
    }

    /// The sheet of a spreadsheet that was read.
    pub fn sheet(&self) -> Option<&str> {
        match self {
            Self::Text { .. } => None,
            Self::Workbook { sheet, .. } => Some(sheet),
        }
    }
}

/// A row as it stands in the file.
#[derive(Debug, PartialEq)]
pub(crate) struct Row {
    /// The line of the file that it begins on, from 1; of a spreadsheet the number that it shows beside the row.
    pub(crate) line: u64,
    pub(crate) cells: Vec<String>,
}

/// A cell that holds something that is no value: an error of a spreadsheet.
#[derive(Debug, PartialEq)]
pub(crate) struct CellFault {
    pub(crate) line: u64,
    /// Its place in the row, from 0.
    pub(crate) column: usize,
    /// As the file shows it.
    pub(crate) value: String,
    pub(crate) reason: Message,
}

/// A file as rows of cells; the header is the first.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) header: Row,
    pub(crate) rows: Vec<Row>,
    pub(crate) form: FileForm,
    pub(crate) faults: Vec<CellFault>,
}

impl Sheet {
    /// Reads the bytes. The separator is the one under which the header has the most names that the register knows.
    pub(crate) fn read(
        definition: &Definition,
        file: &ImportFile<'_>,
        encoding: Option<Encoding>,
    ) -> Result<Self, ImportError> {
        let bytes = file.bytes;
        if bytes.len() > MOST_BYTES {
            return Err(FileError::TooLarge { bytes: bytes.len(), most: MOST_BYTES }.into());
        }
        if let Content::Workbook(format) = Content::of(file.name, bytes)? {
            return crate::workbook::read(definition, format, bytes, file.sheet);
        }
        let (text, encoding) = decode(bytes, encoding)?;
        let (text, hint, skipped) = without_hint(&text);
        let separator = hint.unwrap_or_else(|| separator(definition, text));
        // Each cell takes more room than a separator does, so they are counted before there are any.
        if ends_of_cells(text, separator) > MOST_CELLS {
            return Err(FileError::TooManyCells { most: MOST_CELLS, megabytes: MOST_TEXT >> 20 }.into());
        }
        if let Some(line) = unclosed_quote(text, separator) {
            return Err(FileError::UnclosedQuote { line: line + skipped }.into());
        }
        let mut rows = rows(text, separator, skipped).into_iter();
        let header = rows.next().ok_or(FileError::Empty)?;
        let rows =
            rows.map(|row| Row { cells: row.cells.iter().map(|cell| unshielded(cell).to_owned()).collect(), ..row });
        Ok(Self { header, rows: rows.collect(), form: FileForm::Text { encoding, separator }, faults: Vec::new() })
    }
}

/// Reads the bytes of a file as an import does, and sees that what comes of them is within the bounds, for `fuzz/`.
#[cfg(fuzzing)]
pub fn read_for_fuzzing(definition: &Definition, bytes: &[u8]) {
    let Ok(sheet) = Sheet::read(definition, &ImportFile::of_bytes(bytes), None) else { return };
    let cells = || std::iter::once(&sheet.header).chain(&sheet.rows).flat_map(|row| &row.cells);
    assert!(cells().count() <= MOST_CELLS + sheet.rows.len() + 1, "more cells than the bound");
    assert!(cells().map(String::len).sum::<usize>() <= MOST_TEXT.max(4 * bytes.len()), "more text than the bound");
    let lines: BTreeSet<u64> = sheet.rows.iter().map(|row| row.line).collect();
    let file = ImportFile::of_bytes(bytes);
    assert!(excerpted(definition, &file, &sheet.form, &lines).is_some(), "what was read once is not read again");
}

/// A cell as a file for spreadsheets has it. One that begins like a formula gets an apostrophe before it, or a spreadsheet
/// would run it; an import takes the apostrophe away again.
pub fn shielded(cell: &str) -> Cow<'_, str> {
    if would_run(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

fn unshielded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| would_run(rest)).unwrap_or(cell)
}

/// Whether a cell begins like a formula, or becomes such a cell when apostrophes before it are taken away.
fn would_run(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The header and the rows that begin on these lines as a text of its own, to be mended and handed in again; none where the
/// file cannot be read as it was.
pub fn excerpt(
    definition: &Definition,
    file: &ImportFile<'_>,
    form: &FileForm,
    lines: &BTreeSet<u64>,
) -> Option<String> {
    aside(|| excerpted(definition, file, form, lines))
}

fn excerpted(definition: &Definition, file: &ImportFile<'_>, form: &FileForm, lines: &BTreeSet<u64>) -> Option<String> {
    let (separator, rows) = match form {
        FileForm::Text { encoding, separator } => {
            let (text, _) = decode(file.bytes, Some(*encoding)).ok()?;
            let (text, _, skipped) = without_hint(&text);
            (*separator, rows(text, *separator, skipped))
        }
        FileForm::Workbook { sheet, .. } => {
            let file = ImportFile { sheet: Some(sheet), ..*file };
            let Sheet { header, rows, .. } = Sheet::read(definition, &file, None).ok()?;
            let cells =
                |row: Row| Row { cells: row.cells.iter().map(|cell| shielded(cell).into_owned()).collect(), ..row };
            (Separator::Semicolon, std::iter::once(header).chain(rows).map(cells).collect())
        }
    };
    let mut writer = csv::WriterBuilder::new().delimiter(separator.byte()).flexible(true).from_writer(Vec::new());
    for (index, row) in rows.into_iter().enumerate() {
        if index == 0 || lines.contains(&row.line) {
            writer.write_record(&row.cells).ok()?;
        }
    }
    String::from_utf8(writer.into_inner().ok()?).ok()
}

fn decode(bytes: &[u8], asked: Option<Encoding>) -> Result<(String, Encoding), FileError> {
    let marked = encoding_rs::Encoding::for_bom(bytes);
    let encoding = match (marked, asked) {
        (Some((found, _)), _) if found == UTF_8 => Encoding::Utf8,
        (Some(_), _) => Encoding::Utf16,
        (None, Some(encoding)) => encoding,
        (None, None) if std::str::from_utf8(bytes).is_ok() => Encoding::Utf8,
        (None, None) => Encoding::Windows1251,
    };
    let body = marked.map_or(bytes, |(_, length)| bytes.get(length..).unwrap_or_default());
    let decoder = match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::Utf16 => marked.map_or(UTF_16LE, |(found, _)| if found == UTF_16BE { UTF_16BE } else { UTF_16LE }),
        Encoding::Windows1251 | Encoding::Kz1048 => WINDOWS_1251,
    };
    let (text, faulty) = decoder.decode_without_bom_handling(body);
    let text = if encoding == Encoding::Kz1048 { text.chars().map(kazakh_letter).collect() } else { text.into_owned() };
    // No text that people keep has such characters; a spreadsheet's own file or a photograph has.
    if faulty || text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(FileError::NotText { encoding });
    }
    Ok((text, encoding))
}

/// STRK 1048-2002 puts the Kazakh letters where Windows-1251 has letters of other Cyrillic alphabets.
fn kazakh_letter(decoded: char) -> char {
    match decoded {
        'Ќ' => 'Қ',
        'Ћ' => 'Һ',
        'ќ' => 'қ',
        'ћ' => 'һ',
        'Ў' => 'Ұ',
        'ў' => 'ұ',
        'Ј' => 'Ә',
        'Ґ' => 'Ө',
        'Є' => 'Ғ',
        'Ї' => 'Ү',
        'ґ' => 'ө',
        'є' => 'ғ',
        'ј' => 'ә',
        'Ѕ' => 'Ң',
        'ѕ' => 'ң',
        'ї' => 'ү',
        other => other,
    }
}

/// A spreadsheet may say its separator in a line of its own before the header: `sep=;`.
fn without_hint(text: &str) -> (&str, Option<Separator>, u64) {
    let first = text.split('\n').next().unwrap_or_default();
    let hint = first
        .trim_end_matches('\r')
        .strip_prefix("sep=")
        .and_then(|rest| Separator::ALL.into_iter().find(|separator| rest.as_bytes() == [separator.byte()]));
    match hint {
        Some(separator) => (text.split_once('\n').map_or("", |(_, rest)| rest), Some(separator), 1),
        None => (text, None, 0),
    }
}

/// How many separators and line ends a text has.
fn ends_of_cells(text: &str, separator: Separator) -> usize {
    let mut before = 0;
    let ends = text.bytes().filter(|byte| {
        let is_end = *byte == separator.byte() || *byte == b'\r' || (*byte == b'\n' && before != b'\r');
        before = *byte;
        is_end
    });
    ends.count()
}

fn separator(definition: &Definition, text: &str) -> Separator {
    // No header is longer, and a line that is would be cut up once for every separator.
    let end = (0..=LONGEST_HEADER.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    let text = text.get(..end).unwrap_or_default();
    let names = vocabulary(definition);
    let score = |separator: Separator| {
        let mut reader = reader(text, separator);
        let header = reader.records().next().and_then(Result::ok).unwrap_or_default();
        (recognised(&names, header.iter()), header.len())
    };
    let mut best = (Separator::Semicolon, score(Separator::Semicolon));
    for candidate in [Separator::Comma, Separator::Tab] {
        let found = score(candidate);
        if found > best.1 {
            best = (candidate, found);
        }
    }
    best.0
}

fn reader(text: &str, separator: Separator) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(separator.byte()).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// All rows but those without a single filled cell, which spreadsheets leave below a table.
fn rows(text: &str, separator: Separator, skipped: u64) -> Vec<Row> {
    let (mut line, mut rest) = (1 + skipped, text.as_bytes().iter().enumerate().peekable());
    let mut rows = Vec::new();
    // The text is valid UTF-8 in memory and rows may differ in length, so the reader has nothing to fail on.
    for record in reader(text, separator).into_records().filter_map(Result::ok) {
        let begins = record.position().map_or(0, csv::Position::byte);
        // The reader says where it began to look for the row: before the second character of a line's end, before empty lines.
        while let Some((_, byte)) = rest.next_if(|(at, byte)| (*at as u64) < begins || matches!(byte, b'\n' | b'\r')) {
            line += u64::from(*byte == b'\n');
        }
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(Row { line, cells: record.iter().map(|cell| cell.trim().to_owned()).collect() });
        }
    }
    rows
}

/// The line on which a quotation mark opens that nothing closes: all lines below would silently become one cell.
fn unclosed_quote(text: &str, separator: Separator) -> Option<u64> {
    let separator = char::from(separator.byte());
    let (mut line, mut opened) = (1, None);
    let mut at_start = true;
    for c in text.chars() {
        match (opened, c) {
            // A doubled mark closes and opens again at once, which comes to the same.
            (Some(_), '"') => opened = None,
            (Some(_), _) => {}
            (None, '"') if at_start => opened = Some(line),
            (None, _) => at_start = c == separator || c == '\n' || c == '\r',
        }
        if c == '\n' {
            line += 1;
        }
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_shielded() {
        for (plain, written) in
            [("=1+1", "'=1+1"), ("-", "'-"), ("'=x", "''=x"), ("'x", "'x"), ("a=b", "a=b"), ("", "")]
        {
            assert_eq!(shielded(plain), written);
        }
    }

    #[test]
    fn a_row_is_told_by_its_own_line_however_lines_end() {
        for end in ["\n", "\r\n"] {
            let text = ["key;name", "1;\"a", "b\"", "", ";", "2;c", ""].join(end);
            let lines: Vec<u64> = rows(&text, Separator::Semicolon, 0).iter().map(|row| row.line).collect();
            assert_eq!(lines, [1, 2, 6], "{end:?}");
        }
    }

    #[test]
    fn more_cells_than_fit_are_counted_before_they_are_read() {
        let definitions = crate::Definitions::built_in(&crate::Ground::without_catalogue(Vec::new())).unwrap();
        let people = definitions.get(&talap_model::RegisterKey::new("people").unwrap()).unwrap();
        for text in [",".repeat(MOST_CELLS + 1), "a\n".repeat(MOST_CELLS + 1), ";".repeat(8 << 20)] {
            let refused = Sheet::read(people, &ImportFile::of_bytes(text.as_bytes()), None);
            assert!(matches!(refused, Err(ImportError::File(FileError::TooManyCells { .. }))));
        }
        assert_eq!(ends_of_cells("a;b\r\nc;d\n\re", Separator::Semicolon), 5);
    }

    #[test]
    fn the_wrong_rows_stand_under_their_header() {
        let text = "key;name\r\n1;\"a;b\"\r\n2;c\r\n3;\"d\r\ne\"\r\n4;f\r\n";
        let definitions = crate::Definitions::built_in(&crate::Ground::without_catalogue(Vec::new())).unwrap();
        let people = definitions.get(&talap_model::RegisterKey::new("people").unwrap()).unwrap();
        let form = FileForm::Text { encoding: Encoding::Utf8, separator: Separator::Semicolon };
        let found = excerpt(people, &ImportFile::of_bytes(text.as_bytes()), &form, &[2, 4].into());
        assert_eq!(found.as_deref(), Some("key;name\n1;\"a;b\"\n3;\"d\r\ne\"\n"));
    }

    proptest! {
        #[test]
        fn a_shielded_cell_reads_back(cell in "['=+@a\t-]{0,6}|.{0,20}") {
            let written = shielded(&cell);
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(unshielded(&written), cell.as_str());
        }
    }
}
