//! The files that hold events, and every other file of the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use talap_model::Event;

use super::tally::{Origin, Tally, Verdict};
use super::{Place, Reason, Verifier, plain};
use crate::batch::{LeafBuilder, Partition};
use crate::disk;
use crate::encoding::{Malformed, encode};
use crate::layout::wal_number;
use crate::manifest::{FileLine, Manifest};
use crate::recovery::segment_start;
use crate::scan::scan;
use crate::segment;
use crate::wal;

/// A batch as the rows of a Parquet file make it.
#[derive(Default)]
struct Rows {
    leaf: LeafBuilder,
    events: u64,
    first: u64,
    last: u64,
}

impl Verifier<'_> {
    /// Checks one Parquet file that the signed manifest names: its bytes, then its rows.
    pub(super) fn check_segment(&mut self, line: u64, file: &FileLine, tally: &mut Tally) {
        let manifest = self.layout.manifest();
        let Some(partition) = file.partition() else {
            self.problem(&manifest, Some(Place::Line(line)), Reason::ManifestLine);
            return;
        };
        let path = self.layout.events().join(&file.path);
        if let (Some(index), Some(name)) = (&file.index, file.index_path()) {
            self.is_as_written(&self.layout.events().join(name), index.size, &index.sha256);
        }
        // Rows of a file that is not what was written are not read: a hostile file could exhaust the reader.
        if !self.is_as_written(&path, file.size, &file.sha256) {
            return;
        }
        self.report.files += 1;
        match read_rows(&path, &partition) {
            Ok(batches) => self.take_rows(&path, (line, file), &partition, batches, tally),
            Err(cause) => self.problem(&path, None, Reason::Unreadable { cause }),
        }
    }

    /// Whether a file has the size and the content that the manifest says.
    fn is_as_written(&mut self, path: &Path, size: u64, sha256: &str) -> bool {
        // No more is read than the manifest says that there is.
        let measured = plain::length(path).and_then(|found| match found {
            found if found > size => Err(Reason::Size { expected: size, found }),
            _ => segment::measure(path).map_err(plain::unreadable),
        });
        let written = match measured {
            Ok(written) => written,
            Err(reason) => {
                self.problem(path, None, reason);
                return false;
            }
        };
        if written.size != size {
            self.problem(path, None, Reason::Size { expected: size, found: written.size });
        }
        if written.sha256 != sha256 {
            self.problem(path, None, Reason::Content);
        }
        written.sha256 == sha256
    }

    fn take_rows(
        &mut self,
        path: &Path,
        (line, file): (u64, &FileLine),
        partition: &Partition,
        batches: BTreeMap<u64, Rows>,
        tally: &mut Tally,
    ) {
        let events: u64 = batches.values().map(|rows| rows.events).sum();
        let ends = (batches.keys().next().copied(), batches.keys().next_back().copied());
        if events != file.events || ends != (Some(file.first_batch), Some(file.last_batch)) {
            self.problem(&self.layout.manifest(), Some(Place::Line(line)), Reason::ManifestLineWrong);
        }
        for (index, rows) in batches {
            let leaf = rows.leaf.finish(index, partition);
            let place = Some(Place::Events { first: rows.first, last: rows.last });
            match tally.take(index, &leaf, rows.events, Origin::Sealed) {
                Verdict::Sound => {}
                Verdict::Changed => self.problem(path, place, Reason::Batch { batch: index }),
                Verdict::Twice => self.problem(path, place, Reason::BatchTwice { batch: index }),
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
        for path in paths {
            let Some(number) = wal_number(&path).filter(|_| plain::length(&path).is_ok()) else {
                self.problem(&path, None, Reason::Stray);
                continue;
            };
            if let Some(bytes) = self.read(&path) {
                self.check_log_file(&path, number, &bytes, manifest, tally);
            }
        }
    }

    fn check_log_file(&mut self, path: &Path, number: u64, bytes: &[u8], manifest: &Manifest, tally: &mut Tally) {
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
                return;
            }
        };
        if number > manifest.next_batch {
            self.problem(path, None, Reason::Stray);
        }
        for damage in scan.damage {
            let cause = damage.reason.0;
            self.problem(path, Some(Place::Byte(damage.offset as u64)), Reason::Log { cause });
        }
        if let Some(offset) = scan.torn_at {
            self.report.torn_bytes += (bytes.len() - offset) as u64;
        }
        let mut sealed = !scan.frames.is_empty() || number < manifest.next_batch;
        for (offset, frame) in scan.frames {
            let batch = frame.batch;
            sealed &= batch.index < manifest.next_batch;
            let place = Some(Place::Byte(offset as u64));
            match tally.take(batch.index, &batch.leaf, batch.events.len() as u64, Origin::Logged) {
                Verdict::Sound => {}
                Verdict::Changed => self.problem(path, place, Reason::Batch { batch: batch.index }),
                Verdict::Twice => self.problem(path, place, Reason::BatchTwice { batch: batch.index }),
            }
        }
        if sealed {
            self.leftover(path);
        }
    }

    pub(super) fn leftover(&mut self, path: &Path) {
        self.report.leftovers.push(path.strip_prefix(&self.layout.root).unwrap_or(path).to_owned());
    }

    /// Looks for files that are not the ledger's.
    pub(super) fn check_files(&mut self, manifest: &Manifest, signed: &Manifest, tally: &Tally) {
        let known: BTreeSet<PathBuf> =
            [self.layout.checkpoint(), self.layout.history(), self.layout.manifest(), self.layout.leaves()]
                .into_iter()
                .chain(manifest.files.iter().map(|(_, file)| self.layout.events().join(&file.path)))
                .chain(
                    manifest.files.iter().filter_map(|(_, file)| Some(self.layout.events().join(file.index_path()?))),
                )
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
        } else if interrupted_seal
            && [self.layout.temporary_segment(), self.layout.temporary_index()].iter().any(|file| file == path)
        {
            self.leftover(path);
        } else {
            let below = path.strip_prefix(self.layout.events()).ok();
            let start = segment_start(path).filter(|first| *first >= manifest.next_batch && tally.is_logged(*first));
            match (below, start) {
                (Some(_), Some(_)) => self.leftover(path),
                _ => self.problem(path, None, Reason::Stray),
            }
        }
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

/// Reads a file's rows and gathers them into batches.
fn read_rows(path: &Path, partition: &Partition) -> Result<BTreeMap<u64, Rows>, String> {
    let mut batches: BTreeMap<u64, Rows> = BTreeMap::new();
    let mut add = |rows: Vec<(u64, Event)>| {
        for (index, event) in rows {
            let rows = batches.entry(index).or_default();
            if rows.events == 0 {
                rows.first = event.seq;
            }
            rows.first = rows.first.min(event.seq);
            rows.last = rows.last.max(event.seq);
            rows.events += 1;
            rows.leaf.push(event.seq, &encode(&event.body));
        }
    };
    // The reader is for files that are well formed; one that makes it panic is unreadable and nothing more.
    let result = catch_unwind(AssertUnwindSafe(|| segment::read(path, partition, &mut add)));
    match result {
        Ok(Ok(())) => Ok(batches),
        Ok(Err(cause)) => Err(cause.to_string()),
        Err(_) => Err("the Parquet reader gave up".to_owned()),
    }
}
