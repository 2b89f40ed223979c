//! The files that hold events, and every other file of the folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::tally::{Origin, Tally, Verdict};
use super::{Place, Reason, Verifier, known, plain};
use crate::batch::Partition;
use crate::disk;
use crate::encoding::Malformed;
use crate::evidence;
use crate::layout::wal_number;
use crate::life::sweep::{self, Leftover};
use crate::manifest::{Listed, Manifest};
use crate::recovery::segment_start;
use crate::rows::Rows;
use crate::scan::scan;
use crate::segment::Written;
use crate::tiles::FULL_BYTES;
use crate::wal;

impl Verifier<'_> {
    /// Checks the Parquet files of the folder that the signed manifest names, and their indexes. `length` is that of the
    /// manifest that was read.
    pub(super) fn check_segments(&mut self, signed: &Manifest, length: usize, tally: &mut Tally) {
        let here: Vec<&Listed> = signed.files.values().filter(|listed| listed.archived.is_none()).collect();
        self.known.read(&self.layout.events(), &here);
        for listed in signed.files.values() {
            if let (Some(index), Some(name)) = (&listed.file.index, listed.file.index_path()) {
                let path = self.layout.events().join(name);
                let found = known::measure(&path, index.size);
                self.take_measured(&path, (index.size, &index.sha256), found, length);
            }
        }
        for listed in here {
            let Some(partition) = self.partition_of(listed) else { continue };
            let path = self.layout.events().join(&listed.file.path);
            let found = self.known.of(&listed.file);
            if !self.take_measured(&path, (listed.file.size, &listed.file.sha256), found.measured, length) {
                continue;
            }
            self.report.files += 1;
            match found.rows {
                Ok(batches) => self.take_rows(&path, listed, &partition, &batches, tally),
                Err(cause) => self.problem(&path, None, Reason::Unreadable { cause }),
            }
        }
    }

    /// Notes how a file differs from what was written; says whether it does not.
    fn take_measured(
        &mut self,
        path: &Path,
        expected: (u64, &str),
        found: Result<Written, Reason>,
        length: usize,
    ) -> bool {
        match found {
            Ok(found) => self.is_what_was_written(path, expected, &found),
            Err(Reason::Missing) if self.has_changed_since(length) => {
                self.overtaken = true;
                false
            }
            Err(reason) => {
                self.problem(path, None, reason);
                false
            }
        }
    }

    /// Whether the manifest has grown since it was read.
    fn has_changed_since(&self, length: usize) -> bool {
        plain::length(&self.layout.manifest()).is_ok_and(|now| now > length as u64)
    }

    /// The partition of a file, or a problem with its line.
    pub(super) fn partition_of(&mut self, listed: &Listed) -> Option<Partition> {
        let partition = listed.file.partition();
        if partition.is_none() {
            self.problem(&self.layout.manifest(), Some(Place::Line(listed.line)), Reason::ManifestLine);
        }
        partition
    }

    /// Notes what differs. Rows of a file that is not what was written are not read: a hostile file could exhaust the reader.
    pub(super) fn is_what_was_written(&mut self, path: &Path, (size, sha256): (u64, &str), found: &Written) -> bool {
        if found.size != size {
            self.problem(path, None, Reason::Size { expected: size, found: found.size });
        }
        if found.sha256 != sha256 {
            self.problem(path, None, Reason::Content);
        }
        found.sha256 == sha256
    }

    pub(super) fn take_rows(
        &mut self,
        path: &Path,
        listed: &Listed,
        partition: &Partition,
        batches: &[Rows],
        tally: &mut Tally,
    ) {
        let file = &listed.file;
        debug_assert_eq!(file.partition().as_ref(), Some(partition), "rows are read for the partition of their file");
        let events: u64 = batches.iter().map(|rows| rows.events).sum();
        let ends = (batches.first().map(|rows| rows.index), batches.last().map(|rows| rows.index));
        if events != file.events || ends != (Some(file.first_batch), Some(file.last_batch)) {
            self.problem(&self.layout.manifest(), Some(Place::Line(listed.line)), Reason::ManifestLineWrong);
        }
        for rows in batches {
            let place = Some(Place::Events { first: rows.first, last: rows.last });
            match tally.take(rows.index, &rows.leaf, rows.events, Origin::Sealed) {
                Verdict::Sound => {}
                Verdict::Changed => self.problem(path, place, Reason::Batch { batch: rows.index }),
                Verdict::Twice => self.problem(path, place, Reason::BatchTwice { batch: rows.index }),
            }
        }
    }

    /// Checks the write-ahead log.
    pub(super) fn check_log(&mut self, manifest: &Manifest, tally: &mut Tally) {
        let folder = self.layout.wal_folder();
        let paths = match disk::list(&folder) {
            Ok(paths) => paths,
            Err(fault) => {
                self.problem(&folder, None, Reason::Unreadable { cause: fault.cause.to_string() });
                return;
            }
        };
        // A log begins where the one before it ends; the first, no later than the batch that follows the sealed ones.
        let mut follows = manifest.next_batch;
        for path in paths {
            let Some(number) = wal_number(&path).filter(|_| plain::length(&path).is_ok()) else {
                self.problem(&path, None, Reason::Stray);
                continue;
            };
            if let Some(bytes) = self.read(&path) {
                if number > follows {
                    self.problem(&path, None, Reason::Stray);
                }
                let end = self.check_log_file(&path, number, &bytes, manifest, tally);
                follows = follows.max(end);
            }
        }
    }

    /// Checks one log; returns the batch after its last one.
    fn check_log_file(
        &mut self,
        path: &Path,
        number: u64,
        bytes: &[u8],
        manifest: &Manifest,
        tally: &mut Tally,
    ) -> u64 {
        let scan = match scan(bytes, number) {
            Ok(scan) => scan,
            Err(Malformed(cause)) => {
                // A file that is being created, or whose creation was interrupted, holds no batch yet.
                let new = number >= tally.signed() && bytes.len() < wal::HEADER && wal::looks_new(bytes);
                if new {
                    self.report.torn_bytes += bytes.len() as u64;
                } else {
                    self.problem(path, Some(Place::Byte(0)), Reason::Log { cause });
                }
                return number;
            }
        };
        for damage in scan.damage {
            let cause = damage.reason.0;
            self.problem(path, Some(Place::Byte(damage.offset as u64)), Reason::Log { cause });
        }
        if let Some(offset) = scan.torn_at {
            self.report.torn_bytes += (bytes.len() - offset) as u64;
        }
        let mut sealed = !scan.frames.is_empty() || number < manifest.next_batch;
        let end = scan.frames.last().map_or(number, |(_, frame)| frame.batch.index.saturating_add(1));
        for (offset, frame) in scan.frames {
            let batch = frame.batch;
            sealed &= batch.index < manifest.next_batch;
            let place = Some(Place::Byte(offset as u64));
            match tally.take(batch.index, &batch.leaf, batch.count, Origin::Logged) {
                Verdict::Sound => {}
                Verdict::Changed => self.problem(path, place, Reason::Batch { batch: batch.index }),
                Verdict::Twice => self.problem(path, place, Reason::BatchTwice { batch: batch.index }),
            }
        }
        if sealed {
            self.leftover(path);
        }
        end
    }

    pub(super) fn leftover(&mut self, path: &Path) {
        self.report.leftovers.push(path.strip_prefix(&self.layout.root).unwrap_or(path).to_owned());
    }

    /// Looks for files that are not the ledger's.
    pub(super) fn check_files(
        &mut self,
        manifest: &Manifest,
        signed: &Manifest,
        tally: &Tally,
        evidence: &BTreeSet<PathBuf>,
    ) {
        let known: BTreeSet<PathBuf> =
            [self.layout.checkpoint(), self.layout.history(), self.layout.manifest(), self.layout.leaves()]
                .into_iter()
                .chain(of_events(manifest).chain(of_events(signed)).map(|path| self.layout.events().join(path)))
                .chain(evidence.iter().cloned())
                .collect();
        let mut folders = vec![self.layout.root.clone()];
        while let Some(folder) = folders.pop() {
            let paths = match disk::list(&folder) {
                Ok(paths) => paths,
                Err(fault) => {
                    self.problem(&folder, None, Reason::Unreadable { cause: fault.cause.to_string() });
                    continue;
                }
            };
            for path in paths {
                // What has gone in the meantime was temporary.
                let Ok(kind) = path.symlink_metadata() else { continue };
                if kind.is_dir() {
                    // The log was read already; a file that it got since is newer than the checkpoint.
                    if path != self.layout.wal_folder() {
                        folders.push(path);
                    }
                } else if !kind.is_file() {
                    self.problem(&path, None, Reason::Stray);
                } else if !known.contains(&path) {
                    self.check_other_file(&path, kind.len(), signed, tally);
                }
            }
        }
    }

    fn check_other_file(&mut self, path: &Path, length: u64, manifest: &Manifest, tally: &Tally) {
        let interrupted_seal = tally.is_logged_from(manifest.next_batch);
        if path == self.layout.seal_lock() || path == self.layout.writer_lock() {
            if length > 0 {
                self.problem(path, None, Reason::NotEmpty);
            }
        } else if path == self.layout.temporary_checkpoint() {
            self.check_temporary_checkpoint(path);
        } else if (path == self.layout.temporary_segment() || path == self.layout.temporary_index()) && interrupted_seal
            || [self.layout.temporary_compaction(), self.layout.temporary_compaction_index()]
                .iter()
                .any(|one| one == path)
                && manifest.next_batch > 0
            || path == self.layout.temporary_tile() && length <= FULL_BYTES
            || path == self.layout.temporary_restored()
            || path == self.layout.temporary_evidence() && length <= evidence::LARGEST
        {
            self.leftover(path);
        } else if let Some(left) = self.left_by_a_change(path, manifest) {
            if is_what_it_was(path, left) {
                self.leftover(path);
            } else {
                self.problem(path, None, Reason::Stray);
            }
        } else if self.is_a_tile(path) {
            // A full tile of leaves that were read was held against them; the rest are of a running process.
        } else if self.is_newer_evidence(path) {
            // It has come since the others were read.
        } else {
            let below = path.strip_prefix(self.layout.events()).ok();
            let start = segment_start(path).filter(|first| *first >= manifest.next_batch && tally.is_logged(*first));
            match (below, start) {
                (Some(_), Some(_)) => self.leftover(path),
                _ => self.problem(path, None, Reason::Stray),
            }
        }
    }

    /// What an interrupted change, or one whose files a query still reads, leaves below `events/`.
    fn left_by_a_change<'m>(&self, path: &Path, manifest: &'m Manifest) -> Option<Leftover<'m>> {
        sweep::leftover(manifest, path.strip_prefix(self.layout.events()).ok()?.to_str()?)
    }

    /// A checkpoint that is being written, or whose writing was interrupted, is the beginning of a note of this origin.
    fn check_temporary_checkpoint(&mut self, path: &Path) {
        let bytes = match plain::read(path, plain::CHECKPOINT) {
            Ok(bytes) => bytes,
            Err(Reason::Missing) => return,
            Err(reason) => {
                self.problem(path, None, reason);
                return;
            }
        };
        let start = format!("{}\n", self.key.name());
        let head = bytes.get(..bytes.len().min(start.len())).unwrap_or_default();
        if start.as_bytes().starts_with(head) {
            self.leftover(path);
        } else {
            self.problem(path, None, Reason::Stray);
        }
    }
}

/// The paths of the files below `events/` that a manifest lists: Parquet files that are in the folder, and indexes.
fn of_events(manifest: &Manifest) -> impl Iterator<Item = String> {
    let segments = manifest.files.values().filter(|listed| listed.archived.is_none());
    let segments = segments.map(|listed| listed.file.path.clone());
    segments.chain(manifest.files.values().filter_map(|listed| listed.file.index_path()))
}

/// Whether a file that others took the place of is what it was.
fn is_what_it_was(path: &Path, left: Leftover<'_>) -> bool {
    let Leftover::Replaced(file) = left else { return true };
    let is_index = path.extension().is_some_and(|extension| extension == "tokens");
    let was = if is_index {
        file.index.as_ref().map(|index| (index.size, &index.sha256))
    } else {
        Some((file.size, &file.sha256))
    };
    was.is_some_and(|(size, sha256)| known::measure(path, size).is_ok_and(|found| found.sha256 == *sha256))
}
