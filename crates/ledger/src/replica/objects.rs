//! The content of sealed files as objects.
//!
//! An object's key is the path of the file below `events/` with the beginning of the content's SHA-256 in its name. So what
//! a holder of the lease put there that was interrupted, or is not the holder any more, is never in another's way.

use std::path::Path;

use talap_model::Timestamp;

use super::Replication;
use crate::archive::ArchiveError;
use crate::disk::Disk;
use crate::layout::Layout;
use crate::manifest::{FileLine, index_name};
use crate::segment::Written;

/// How long an object is locked whose file will be merged with others soon, in seconds. Longer would keep everything twice
/// until its retention is over.
const SHORT_LOCK_SECONDS: i64 = 7 * 24 * 3600;

/// How long new objects are locked: until the retention of their partition is over, if that is known and they are to stay.
pub(crate) fn locked_until(now: Timestamp, kept_until: Option<Timestamp>) -> Timestamp {
    kept_until.unwrap_or(now).max(now.plus_seconds(SHORT_LOCK_SECONDS))
}

fn key(path: &str, sha256: &str) -> String {
    let (start, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    let digest = sha256.get(..16).unwrap_or(sha256);
    format!("{start}-{digest}.{ending}")
}

/// The key of a Parquet file.
pub(crate) fn segment_key(line: &FileLine) -> String {
    key(&line.path, &line.sha256)
}

/// The key of its index of tokens, if it has one.
pub(crate) fn index_key(line: &FileLine) -> Option<String> {
    line.index.as_ref().map(|index| key(&index_name(&line.path), &index.sha256))
}

/// Both.
pub(crate) fn keys(line: &FileLine) -> Vec<String> {
    [segment_key(line)].into_iter().chain(index_key(line)).collect()
}

/// The files that a line says are in the folder, as long as the file is not in the archive store: path, key, content.
pub(super) fn files(line: &FileLine, archived: bool) -> impl Iterator<Item = (String, String, Written)> {
    let segment = || {
        let written = Written { size: line.size, sha256: line.sha256.clone() };
        (line.path.clone(), segment_key(line), written)
    };
    let index = line.index.as_ref().zip(index_key(line)).map(|(index, key)| {
        let written = Written { size: index.size, sha256: index.sha256.clone() };
        (index_name(&line.path), key, written)
    });
    (!archived).then(segment).into_iter().chain(index)
}

/// Puts a Parquet file and its index, which lie at these places.
pub(crate) fn put(
    replication: &Replication,
    disk: &Disk,
    line: &FileLine,
    (segment, index): (&Path, &Path),
    until: Timestamp,
) -> Result<(), ArchiveError> {
    for (path, key, written) in files(line, false) {
        let from = if path == line.path { segment } else { index };
        replication.objects.put(disk, from, &key, &written, until)?;
    }
    Ok(())
}

/// Puts a file that is at its place, and its index.
pub(crate) fn put_placed(
    replication: &Replication,
    disk: &Disk,
    layout: &Layout,
    (line, archived): (&FileLine, bool),
    until: Timestamp,
) -> Result<(), ArchiveError> {
    for (path, key, written) in files(line, archived) {
        replication.objects.put(disk, &layout.events().join(path), &key, &written, until)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_name_the_content_and_stay_parquet() {
        assert_eq!(key("org=a/1-2.parquet", "0123456789abcdef01"), "org=a/1-2-0123456789abcdef.parquet");
        assert_eq!(key("org=a/1-2.tokens", "00"), "org=a/1-2-00.tokens");
    }
}
