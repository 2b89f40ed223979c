//! What others say of checkpoints: notes with the cosignatures of witnesses in `witnessed/`, time stamps in `stamps/`. Neither is
//! needed for the ledger to be sound; each is worth more the farther away it was made.
//!
//! A file is named after the size of its checkpoint and the beginning of its SHA-256, so that every changed bit is found with the
//! ledger's public key alone, also in what only others signed.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::checkpoint::Head;
use crate::disk::{self, Disk, DiskFault};
use crate::hex;
use crate::layout::Layout;
use crate::note::Note;

/// The largest file of evidence that is read.
pub(crate) const LARGEST: u64 = 256 * 1024;

/// The endings of the names.
pub(crate) const NOTE: &str = "note";
pub(crate) const TOKEN: &str = "tsr";

fn name(size: u64, content: &[u8], ending: &str) -> String {
    let digest: [u8; 32] = Sha256::digest(content).into();
    let start = digest.first_chunk::<8>().copied().unwrap_or_default();
    format!("{size:016}-{}.{ending}", hex::encode(&start))
}

/// The size that a file's name says, if the name is the one of this content.
pub(crate) fn named_size(path: &Path, content: &[u8]) -> Option<u64> {
    let found = path.file_name()?.to_str()?;
    let size = found.split_once('-')?.0.parse().ok()?;
    let ending = path.extension()?.to_str().filter(|ending| [NOTE, TOKEN].contains(ending))?;
    (found == name(size, content, ending)).then_some(size)
}

/// Writes a file so that it is there whole or not at all.
fn keep(disk: &Disk, layout: &Layout, folder: &Path, name: &str, content: &[u8]) -> Result<(), DiskFault> {
    disk.make_folder(folder)?;
    let temporary = layout.temporary_evidence();
    let mut file = disk.create_over(&temporary)?;
    disk.write(&mut file, &temporary, content)?;
    disk.sync(&file, &temporary)?;
    disk.rename(&temporary, &folder.join(name))?;
    disk.sync_folder(folder)
}

/// Keeps a cosigned note. Older ones go: the tree of the newest begins with theirs.
pub(crate) fn keep_cosigned(disk: &Disk, layout: &Layout, size: u64, note: &str) -> Result<(), DiskFault> {
    let (folder, name) = (layout.witnessed(), name(size, note.as_bytes(), NOTE));
    keep(disk, layout, &folder, &name, note.as_bytes())?;
    for older in disk::list(&folder)?.into_iter().filter(|path| !path.ends_with(&name)) {
        disk.remove(&older)?;
    }
    disk.sync_folder(&folder)
}

/// Keeps a time stamp with the note that it is of, as the history has it. All of them stay.
pub(crate) fn keep_stamp(disk: &Disk, layout: &Layout, size: u64, note: &str, token: &[u8]) -> Result<(), DiskFault> {
    let folder = layout.stamps();
    // The note first: a stamp without its note would say nothing.
    keep(disk, layout, &folder, &name(size, note.as_bytes(), NOTE), note.as_bytes())?;
    keep(disk, layout, &folder, &name(size, token, TOKEN), token)
}

/// A note that somebody else confirmed.
pub(crate) struct Confirmed {
    pub(crate) head: Head,
    pub(crate) note: String,
}

fn read_note(path: &Path) -> Option<Confirmed> {
    let bytes = disk::read(path).ok().filter(|bytes| bytes.len() as u64 <= LARGEST)?;
    named_size(path, &bytes)?;
    let note = String::from_utf8(bytes).ok()?;
    let head = Head::parse(Note::parse(&note).ok()?.text)?;
    Some(Confirmed { head, note })
}

/// The newest note in a folder.
fn newest(folder: &Path) -> Option<Confirmed> {
    let notes = disk::list(folder).unwrap_or_default().into_iter().filter(|path| has_ending(path, NOTE));
    notes.rev().find_map(|path| read_note(&path))
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found == ending)
}

/// The cosigned note that is kept.
pub(crate) fn cosigned(layout: &Layout) -> Option<Confirmed> {
    newest(&layout.witnessed())
}

/// The best confirmed note that covers a batch.
pub(crate) fn best(layout: &Layout, batch: u64) -> Option<Confirmed> {
    let covers = |confirmed: &Confirmed| confirmed.head.size > batch;
    cosigned(layout).filter(covers).or_else(|| newest(&layout.stamps()).filter(covers))
}

/// A note as the ledger signed it, without the lines of witnesses: what time stamps are of.
pub(crate) fn plain(note: &Note<'_>) -> Option<String> {
    Some(format!("{}\n{}", note.text, note.lines.first()?.raw))
}

/// The time stamp of a note, with the note as the ledger signed it.
pub(crate) fn stamp_of(layout: &Layout, note: &str) -> Option<(String, Vec<u8>)> {
    let note = Note::parse(note).ok()?;
    let (size, plain) = (Head::parse(note.text)?.size, plain(&note)?);
    let start = format!("{size:016}-");
    let of_size = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start));
    let token = tokens(layout).into_iter().filter(of_size).find_map(|path| {
        let bytes = disk::read(&path).ok().filter(|bytes| bytes.len() as u64 <= LARGEST)?;
        (named_size(&path, &bytes) == Some(size)).then_some(bytes)
    })?;
    Some((plain, token))
}

/// The files of time stamps, the newest first.
pub(crate) fn tokens(layout: &Layout) -> Vec<PathBuf> {
    let mut paths = disk::list(&layout.stamps()).unwrap_or_default();
    paths.retain(|path| has_ending(path, TOKEN));
    paths.reverse();
    paths
}
