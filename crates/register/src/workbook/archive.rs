//! The archive that a spreadsheet is: which format it holds, and whether it may be unpacked.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::WorkbookFormat;
use crate::error::FileError;

/// The most bytes that one entry of an archive may have when it is unpacked.
pub const MOST_UNPACKED: u64 = 256 << 20;
/// The most bytes that all of them may have.
pub const MOST_UNPACKED_TOGETHER: u64 = 512 << 20;
/// More entries than any spreadsheet has.
const MOST_ENTRIES: usize = 10_000;

/// What an `OpenDocument` spreadsheet states of itself (ODF 1.3 part 2, 3.3); its template has more behind it.
const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// An archive whose sizes were held against the limits.
pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Opens an archive by its table, and unpacks nothing.
pub(super) fn open(bytes: &[u8]) -> Result<Archive<'_>, FileError> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MOST_ENTRIES {
        return Err(FileError::TooManyEntries { entries: archive.len(), most: MOST_ENTRIES });
    }
    Ok(archive)
}

/// The format of a spreadsheet that is an archive.
pub(super) fn format(bytes: &[u8]) -> Result<WorkbookFormat, FileError> {
    let mut archive = open(bytes)?;
    let is_ooxml = archive.index_for_name("[Content_Types].xml").is_some();
    let has_sheets = archive.file_names().any(|name| name.is_ok_and(|name| name.starts_with("xl/")));
    if is_ooxml && has_sheets {
        return Ok(WorkbookFormat::Xlsx);
    }
    let mut stated = Vec::new();
    if let Ok(entry) = archive.by_name("mimetype") {
        // What cannot be read states nothing.
        entry.take(ODS.len() as u64).read_to_end(&mut stated).ok();
    }
    if stated == ODS { Ok(WorkbookFormat::Ods) } else { Err(FileError::NoSpreadsheet) }
}

/// Holds the entries against the limits: first what the table states, then what comes out, for a table may lie. What is
/// unpacked here goes nowhere, so that it takes no memory.
pub(super) fn check(archive: &mut Archive<'_>) -> Result<(), FileError> {
    hold(archive, MOST_UNPACKED, MOST_UNPACKED_TOGETHER)
}

fn hold(archive: &mut Archive<'_>, most: u64, most_together: u64) -> Result<(), FileError> {
    let mut together = 0_u64;
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).map_err(|error| broken(&error))?;
        let name = entry.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
        let too_large = |most: u64| FileError::Unpacked { entry: name.clone(), most };
        if entry.size() > most {
            return Err(too_large(most));
        }
        let mut limited = entry.by_ref().take(most.saturating_add(1));
        let came = std::io::copy(&mut limited, &mut std::io::sink()).map_err(|error| unreadable(&error))?;
        if came > most {
            return Err(too_large(most));
        }
        together = together.saturating_add(came);
        if together > most_together {
            return Err(too_large(most_together));
        }
    }
    Ok(())
}

pub(super) fn broken(error: &ZipError) -> FileError {
    FileError::Broken { format: "ZIP", cause: error.to_string() }
}

fn unreadable(error: &std::io::Error) -> FileError {
    FileError::Broken { format: "ZIP", cause: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;

    fn packed(entries: &[(&str, usize)]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, zeros) in entries {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(&vec![0; *zeros]).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    /// Writes another size of an unpacked entry into its headers.
    fn lying(mut bytes: Vec<u8>, size: u32) -> Vec<u8> {
        for (beginning, at) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
            let place = bytes.windows(4).position(|window| window == beginning).unwrap() + at;
            bytes[place..place + 4].copy_from_slice(&size.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn what_unpacks_to_more_than_is_taken_is_refused() {
        let bytes = packed(&[("a", 4_000), ("b", 4_000)]);
        let held = |most, together| hold(&mut open(&bytes).unwrap(), most, together);
        assert_eq!(held(4_000, 8_000), Ok(()));
        assert_eq!(held(3_999, 8_000), Err(FileError::Unpacked { entry: "a".into(), most: 3_999 }));
        assert_eq!(held(4_000, 7_999), Err(FileError::Unpacked { entry: "b".into(), most: 7_999 }));
    }

    #[test]
    fn an_archive_that_lies_about_a_size_is_not_believed() {
        let small = lying(packed(&[("a", 4_000)]), 10);
        assert!(hold(&mut open(&small).unwrap(), 100, 100).is_err());
        let large = lying(packed(&[("a", 4_000)]), 5_000_000);
        assert!(hold(&mut open(&large).unwrap(), 4_000, 4_000).is_err());
    }
}
