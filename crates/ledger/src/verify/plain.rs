//! Reading files that anybody may have put there: only plain files, and no more of them than a ledger makes.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::Reason;

/// The largest checkpoint that is read.
pub(super) const CHECKPOINT: u64 = 64 * 1024;

/// The largest file of any other kind that is read as a whole.
pub(super) const WHOLE: u64 = 4 * 1024 * 1024 * 1024;

/// The length of a plain file. Opening a pipe might wait for ever, and a link might lead to something without an end.
pub(super) fn length(path: &Path) -> Result<u64, Reason> {
    let kind = path.symlink_metadata().map_err(unreadable)?;
    if kind.is_file() { Ok(kind.len()) } else { Err(Reason::Stray) }
}

/// Reads a plain file of at most `limit` bytes.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Reason> {
    if length(path)? > limit {
        return Err(Reason::TooLarge { limit });
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(unreadable)?;
    Ok(bytes)
}

pub(super) fn unreadable(cause: io::Error) -> Reason {
    let missing = cause.kind() == io::ErrorKind::NotFound;
    if missing { Reason::Missing } else { Reason::Unreadable { cause: cause.to_string() } }
}
