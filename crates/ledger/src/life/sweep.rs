//! What an interrupted change of sealed files leaves below `events/`, and how it is told from a file that somebody put
//! there.

use crate::life::lines::ArchiveLine;
use crate::manifest::{FileLine, Listed, Manifest, segment_of_index, segment_range};
use crate::replica::objects;

/// How many partitions that expired last are looked for in the archive store after an interruption.
const RECENTLY: usize = 256;

/// How many of the last lines of the manifest are looked through for objects that are to go.
const RECENT_LINES: u64 = 2048;

/// Files of the archive store that expired last: an interruption may have come before they were deleted.
pub(crate) fn expired_in_archive(signed: &Manifest) -> Vec<ArchiveLine> {
    let paths = signed.expired.iter().rev().take(RECENTLY).flat_map(|expired| {
        let change = &expired.change;
        change.files.iter().map(|name| format!("{}/{name}", change.partition))
    });
    paths.filter_map(|path| signed.gone.get(&path)?.archived.clone()).collect()
}

/// The objects of files that the last lines listed and that are gone, or in the archive store: an interruption may have come
/// before they were deleted, or they were locked.
pub(crate) fn objects_of_gone(signed: &Manifest) -> Vec<String> {
    let recent = |listed: &&Listed| listed.line.saturating_add(RECENT_LINES) > signed.lines;
    let gone = signed.gone.values().filter(recent).flat_map(|listed| objects::keys(&listed.file));
    let archived = signed.files.values().filter(recent).filter(|listed| listed.archived.is_some());
    gone.chain(archived.map(|listed| objects::segment_key(&listed.file))).collect()
}

/// A file that the manifest does not list at its place, and why it may be there all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leftover<'a> {
    /// It was the ledger's until a signed line said otherwise; it should be what that line's file was.
    Replaced(&'a FileLine),
    /// It was to take the place of files that are all still there.
    Unfinished,
    /// It is listed, and where it should be.
    Listed,
}

/// What the file with this path below `events/` is; `None` when no change explains it. An index of tokens shares the fate
/// of its file, but stays where it is when that goes to the archive store.
pub(crate) fn leftover<'a>(signed: &'a Manifest, path: &str) -> Option<Leftover<'a>> {
    let segment = segment_of_index(path);
    let is_index = segment.is_some();
    let path = segment.as_deref().unwrap_or(path);
    if let Some(listed) = signed.files.get(path) {
        if is_index {
            return listed.file.index.as_ref().map(|_| Leftover::Listed);
        }
        // The local copy of a file that went to the archive store.
        return Some(if listed.archived.is_some() { Leftover::Replaced(&listed.file) } else { Leftover::Listed });
    }
    if let Some(gone) = signed.gone.get(path) {
        return Some(Leftover::Replaced(&gone.file));
    }
    let (folder, name) = path.rsplit_once('/')?;
    let (first, last) = segment_range(name)?;
    let mut within = signed.of_partition(folder).map(|(_, listed)| &listed.file);
    let begins = within.by_ref().find(|file| file.first_batch == first)?;
    let ends = within.any(|file| file.last_batch == last);
    (ends && begins.last_batch < last).then_some(Leftover::Unfinished)
}
