//! What a file holds, told by its first bytes and, for archives, by the names inside; and what its name says that it holds.

/// The kinds of file that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Pdf,
    Png,
    Jpeg,
    Text,
    Csv,
    Docx,
    Xlsx,
    Odt,
    Ods,
}

/// How an archive ends (PKWARE APPNOTE 4.3.16), how long that is without its comment, and how long a comment may be.
const ARCHIVE_END: &[u8] = b"PK\x05\x06";
const ARCHIVE_END_LENGTH: usize = 22;
const LONGEST_COMMENT: usize = 65_535;
/// How an entry of an archive's table begins (4.3.12), and how long it is without its name.
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;
/// More entries than any document has.
const MOST_ENTRIES: usize = 20_000;

impl Kind {
    const ALL: [Self; 9] =
        [Self::Pdf, Self::Png, Self::Jpeg, Self::Text, Self::Csv, Self::Docx, Self::Xlsx, Self::Odt, Self::Ods];

    /// What people call it, which is how its name ends.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Text => "TXT",
            Self::Csv => "CSV",
            Self::Docx => "DOCX",
            Self::Xlsx => "XLSX",
            Self::Odt => "ODT",
            Self::Ods => "ODS",
        }
    }

    /// The names of all kinds, for a message.
    pub(super) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// The media type that the file is handed out with.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
        }
    }

    /// The kind that a file's name ends with.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        let ending = if ending.eq_ignore_ascii_case("jpg") { "jpeg" } else { ending };
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(ending))
    }

    /// The kind that a file's bytes are. Any text is `Text`.
    pub(super) fn of_content(bytes: &[u8]) -> Option<Self> {
        let begins = |with: &[u8]| bytes.starts_with(with);
        if begins(b"%PDF-") {
            Some(Self::Pdf)
        } else if begins(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if begins(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if begins(b"PK") {
            document(bytes)
        } else {
            is_text(bytes).then_some(Self::Text)
        }
    }

    /// Whether what was found in a file is what its name says. A table as text is text.
    pub(super) fn agrees(self, named: Self) -> bool {
        self == named || (self == Self::Text && named == Self::Csv)
    }
}

/// UTF-8 without control characters, or bytes of Windows-1251 without any.
fn is_text(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(text) => !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')),
        // 0x98 is the one byte above 0x7F that Windows-1251 gives no letter.
        Err(_) => !bytes.iter().any(|byte| matches!(byte, 0..=8 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f | 0x98)),
    }
}

/// A document that is an archive, by the names inside. One that carries macros is none of the kinds that are taken.
fn document(bytes: &[u8]) -> Option<Kind> {
    let names = entries(bytes)?;
    let has = |wanted: &[u8]| names.contains(&wanted);
    if names.iter().any(|name| name.ends_with(b"vbaProject.bin") || name.starts_with(b"Basic/")) {
        return None;
    }
    if has(b"[Content_Types].xml") {
        return match (has(b"word/document.xml"), has(b"xl/workbook.xml")) {
            (true, false) => Some(Kind::Docx),
            (false, true) => Some(Kind::Xlsx),
            _ => None,
        };
    }
    let stated = stated_type(bytes)?;
    let found = [Kind::Odt, Kind::Ods].into_iter().find(|kind| kind.media_type().as_bytes() == stated);
    found.filter(|_| has(b"content.xml"))
}

/// The media type that an `OpenDocument` file states in its first entry, stored as it is (ODF 1.3 part 2, 3.3).
fn stated_type(bytes: &[u8]) -> Option<&[u8]> {
    let is_stored = number(bytes, 8, 2)? == 0;
    let (size, name, extra) = (number(bytes, 22, 4)?, number(bytes, 26, 2)?, number(bytes, 28, 2)?);
    let begins = 30_usize.checked_add(name)?;
    if !is_stored || bytes.get(30..begins)? != b"mimetype" {
        return None;
    }
    let begins = begins.checked_add(extra)?;
    bytes.get(begins..begins.checked_add(size)?)
}

/// The names in an archive's table.
fn entries(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let earliest = bytes.len().saturating_sub(ARCHIVE_END_LENGTH + LONGEST_COMMENT);
    let tail = bytes.get(earliest..)?;
    let end = tail.windows(ARCHIVE_END.len()).rposition(|window| window == ARCHIVE_END)?;
    let end = tail.get(end..)?;
    let (count, mut at) = (number(end, 10, 2)?, number(end, 16, 4)?);
    let mut names = Vec::new();
    if count > MOST_ENTRIES {
        return None;
    }
    for _ in 0..count {
        let entry = bytes.get(at..)?;
        if !entry.starts_with(ENTRY) {
            return None;
        }
        let (name, extra, comment) = (number(entry, 28, 2)?, number(entry, 30, 2)?, number(entry, 32, 2)?);
        names.push(entry.get(ENTRY_LENGTH..ENTRY_LENGTH + name)?);
        at = at.checked_add(ENTRY_LENGTH + name + extra + comment)?;
    }
    Some(names)
}

/// A number of so many bytes, the least first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().rev().fold(0, |number, byte| (number << 8) | usize::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An archive with these entries, stored, without checksums.
    fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
        let (mut bytes, mut table) = (Vec::new(), Vec::new());
        let two = |n: usize| u16::try_from(n).unwrap().to_le_bytes();
        let four = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
        for (name, content) in entries {
            let begins = bytes.len();
            bytes.extend([b"PK\x03\x04".as_slice(), &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]].concat());
            bytes.extend([four(content.len()), four(content.len())].concat());
            bytes.extend([two(name.len()), two(0)].concat());
            bytes.extend([name.as_bytes(), content.as_bytes()].concat());
            table.extend([ENTRY, &[0; 16], &four(content.len()), &four(content.len()), &two(name.len())].concat());
            table.extend([&[0; 12], four(begins).as_slice(), name.as_bytes()].concat());
        }
        let begins = bytes.len();
        bytes.extend(&table);
        bytes.extend([ARCHIVE_END, &[0; 4], &two(entries.len()), &two(entries.len())].concat());
        bytes.extend([four(table.len()), four(begins)].concat());
        bytes.extend(two(0));
        bytes
    }

    #[test]
    fn documents_are_known_by_what_is_inside() {
        let odf = |stated: &str| archive(&[("mimetype", stated), ("content.xml", "<x/>")]);
        let ooxml = |main: &str| archive(&[("[Content_Types].xml", "<x/>"), (main, "<x/>")]);
        assert_eq!(Kind::of_content(&ooxml("word/document.xml")), Some(Kind::Docx));
        assert_eq!(Kind::of_content(&ooxml("xl/workbook.xml")), Some(Kind::Xlsx));
        assert_eq!(Kind::of_content(&odf(Kind::Odt.media_type())), Some(Kind::Odt));
        assert_eq!(Kind::of_content(&odf(Kind::Ods.media_type())), Some(Kind::Ods));
        assert_eq!(Kind::of_content(&odf("application/epub+zip")), None);
        assert_eq!(Kind::of_content(&archive(&[("a.exe", "MZ")])), None);
        let macros = archive(&[("[Content_Types].xml", ""), ("word/document.xml", ""), ("word/vbaProject.bin", "x")]);
        assert_eq!(Kind::of_content(&macros), None);
    }

    #[test]
    fn text_has_no_control_bytes() {
        let windows_1251 = b"\xc0\xea\xf2\r\n\t1";
        for good in ["Ақпараттық".as_bytes(), windows_1251, b"\xef\xbb\xbfkey;name"] {
            assert_eq!(Kind::of_content(good), Some(Kind::Text));
        }
        for bad in
            [b"MZ\x90\x00".as_slice(), b"a\x00b", b"\xc0\x1b[31m", b"\x7fELF\x01", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
        {
            assert_eq!(Kind::of_content(bad), None);
        }
    }

    #[test]
    fn the_ending_says_the_kind_whatever_its_case() {
        assert_eq!(Kind::of_name("a.b.JPG"), Some(Kind::Jpeg));
        assert_eq!(Kind::of_name("a.Docx"), Some(Kind::Docx));
        for bad in ["pdf", "a.pdf.exe", "a.", "a.docm"] {
            assert_eq!(Kind::of_name(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..400) {
            let mut spoilt = archive(&[("mimetype", "x"), ("content.xml", "y")]);
            spoilt.splice(cut.min(spoilt.len()).., bytes.clone());
            let _found = (Kind::of_content(&bytes), Kind::of_content(&spoilt));
        }
    }
}
