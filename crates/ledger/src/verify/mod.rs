//! Verification: reads the files of a ledger, with the public key alone, and finds every byte that is not what was
//! signed. It asks no process and changes nothing.
//!
//! A process may append meanwhile. Its changes of sealed files wait (the shared lock on `seal.lock`) while what they touch is
//! read: checkpoints, leaves, manifest, write-ahead log and the names of all files, in this order, so that what is read later
//! holds at least what was read before. The sealed files are read after that. One that has gone by then, because another
//! took its place, lets the verification begin again with what the ledger is now; what was read is not read twice.

mod aged;
mod copies;
mod folder;
mod history;
mod known;
mod others;
mod plain;
mod report;
mod tally;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use known::measure;
pub use report::{Place, Problem, Reason, Report, VerifyError};

use talap_model::Timestamp;

use crate::archive::Archive;
use crate::checkpoint::{self, Checkpoint};
use crate::disk::{self, Action, DiskFault};
use crate::keys::{VerifierKey, WitnessKey};
use crate::layout::Layout;
use crate::life::sweep::{self, Leftover};
use crate::manifest::{self, Manifest};
use crate::merkle::Hash;
use crate::stamp::Authority;
use known::Known;
use tally::Tally;

/// Verifies the ledger in a folder against the public key of its origin. Of a ledger that has files in an archive store it
/// says that they were not read.
///
/// # Errors
///
/// As [`verify_with`].
pub fn verify(dir: &Path, key: &VerifierKey) -> Result<Report, VerifyError> {
    verify_with(dir, key, &Demands::default())
}

/// What is read and demanded beyond the folder's own files and the ledger's own signatures.
#[derive(Debug, Clone, Default)]
pub struct Demands {
    /// Witnesses that must have cosigned the newest checkpoint that is kept with cosignatures.
    pub witnesses: Vec<WitnessKey>,
    /// The authority that must have made the time stamps that there are.
    pub authority: Option<Authority>,
    /// The archive store, where the ledger has one.
    pub archive: Option<Arc<Archive>>,
    /// The folder of the second store, where the ledger has one.
    pub second_store: Option<PathBuf>,
}

/// Verifies the ledger in a folder, and its files in an archive store, against the public key of its origin.
///
/// It waits for the archive store, so it is not to be called where futures are polled.
///
/// # Errors
///
/// [`VerifyError`] when there is no ledger or the folder cannot be read. What is wrong inside a ledger is not an error but
/// a problem in the report; an archive store that cannot be read is one.
pub fn verify_with(dir: &Path, key: &VerifierKey, demands: &Demands) -> Result<Report, VerifyError> {
    let layout = Layout::new(dir);
    std::fs::read_dir(dir).map_err(|cause| DiskFault::new(Action::Read, dir, cause))?;
    let mut known = Known::default();
    for round in 1.. {
        let changes_wait = hold_off_changes(&layout);
        if !holds_anything(&layout) {
            return Err(VerifyError::NoLedger { dir: dir.to_owned() });
        }
        let mut verifier = Verifier {
            layout: &layout,
            key,
            demands,
            report: Report::default(),
            signed_at: Vec::new(),
            unread: Vec::new(),
            known: &mut known,
            overtaken: false,
        };
        verifier.run(changes_wait, round == PATIENCE);
        if !verifier.overtaken {
            return Ok(verifier.report);
        }
    }
    Err(VerifyError::NoLedger { dir: dir.to_owned() })
}

/// So many times a verification begins; the last one lets no file change until it has read all of them.
const PATIENCE: u32 = 4;

/// Whether anything was ever signed or taken; the creation of a ledger may have been interrupted before that.
fn holds_anything(layout: &Layout) -> bool {
    let filled = |path| std::fs::metadata(path).is_ok_and(|file| file.len() > 0);
    let history = plain::read(&layout.history(), plain::WHOLE);
    let signed = history.is_ok_and(|bytes| checkpoint::last_of_history(&bytes).0.is_some());
    let logged = disk::list(&layout.wal_folder()).is_ok_and(|paths| !paths.is_empty());
    signed || logged || [layout.checkpoint(), layout.manifest(), layout.leaves()].into_iter().any(filled)
}

/// Waits for a change of sealed files under way and keeps the next one off. Without the lock, as in a read-only copy, nothing
/// changes.
fn hold_off_changes(layout: &Layout) -> Option<File> {
    plain::length(&layout.seal_lock()).ok()?;
    let file = File::open(layout.seal_lock()).ok()?;
    file.lock_shared().ok()?;
    Some(file)
}

struct Verifier<'a> {
    layout: &'a Layout,
    key: &'a VerifierKey,
    demands: &'a Demands,
    report: Report,
    /// When checkpoints signed longer and longer beginnings of the manifest.
    signed_at: Vec<(u64, Timestamp)>,
    /// The first and last batch of files in the archive store that could not be read.
    unread: Vec<(u64, u64)>,
    /// What was read before.
    known: &'a mut Known,
    /// Whether a file had gone that the ledger replaced meanwhile.
    overtaken: bool,
}

/// The leaves as they are in their file.
struct Leaves {
    whole: Vec<Hash>,
    /// The length of the file in bytes.
    length: u64,
}

impl Verifier<'_> {
    fn run(&mut self, changes_wait: Option<File>, to_the_end: bool) {
        let history = self.read_history();
        let leaves = self.read_leaves();
        let manifest_bytes = self.read(&self.layout.manifest()).unwrap_or_default();
        let manifest = manifest::parse(&manifest_bytes);
        let signed = self.check_history(&history, &leaves, &manifest_bytes);
        let signed = manifest::parse(manifest_bytes.get(..signed).unwrap_or_default());
        let size = self.report.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
        self.check_tiles(&leaves, size);
        let mut tally = Tally::new(leaves.whole, size);
        self.check_manifest(&manifest, &manifest_bytes);
        self.check_log(&signed, &mut tally);
        self.check_unsigned_seals(&manifest, &signed, &mut tally);
        let evidence = self.check_evidence();
        self.check_files(&manifest, &signed, &tally, &evidence);
        let changes_wait = changes_wait.filter(|_| to_the_end);
        self.check_segments(&signed, manifest_bytes.len(), &mut tally);
        if self.overtaken {
            return;
        }
        drop(changes_wait);
        self.check_expired(&signed, &mut tally);
        self.check_archive(&signed, &mut tally);
        self.check_copies(&signed);
        self.check_totals(&manifest, &mut tally, leaves.length);
    }

    /// Notes a problem, with the file relative to the folder.
    fn problem(&mut self, file: &Path, place: Option<Place>, reason: Reason) {
        let file = file.strip_prefix(&self.layout.root).unwrap_or(file).to_owned();
        let problem = Problem { file, place, reason };
        if !self.report.problems.contains(&problem) {
            self.report.problems.push(problem);
        }
    }

    /// Reads a file that must be there.
    fn read(&mut self, path: &Path) -> Option<Vec<u8>> {
        let result = plain::read(path, plain::WHOLE);
        result.map_err(|reason| self.problem(path, None, reason)).ok()
    }

    fn read_leaves(&mut self) -> Leaves {
        let bytes = self.read(&self.layout.leaves()).unwrap_or_default();
        Leaves { whole: bytes.as_chunks::<32>().0.to_vec(), length: bytes.len() as u64 }
    }

    /// The manifest's own lines; whether it is what was signed is held against the history.
    fn check_manifest(&mut self, manifest: &Manifest, bytes: &[u8]) {
        let path = self.layout.manifest();
        for line in &manifest.damage {
            self.problem(&path, Some(Place::Line(line.line)), Reason::ManifestLine);
        }
        let signed = self.report.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.manifest_bytes);
        self.report.torn_bytes += (bytes.len() - manifest.bytes) as u64;
        if bytes.len() > manifest.bytes && !looks_like_a_seal(bytes.get(manifest.bytes..).unwrap_or_default()) {
            self.problem(&path, Some(Place::Byte(manifest.bytes as u64)), Reason::ManifestLine);
        }
        if (manifest.bytes as u64) < signed {
            self.problem(&path, Some(Place::Byte(manifest.bytes as u64)), Reason::Manifest);
        }
    }

    /// Seals that no checkpoint signed. Opening makes them again from the log, which is deleted only after a checkpoint; their
    /// files are not read, since anybody could have written them.
    fn check_unsigned_seals(&mut self, manifest: &Manifest, signed: &Manifest, tally: &mut Tally) {
        for listed in manifest.files.values().filter(|listed| !signed.files.contains_key(&listed.file.path)) {
            let file = &listed.file;
            if file.partition().is_none() {
                self.problem(&self.layout.manifest(), Some(Place::Line(listed.line)), Reason::ManifestLine);
                continue;
            }
            let unfinished = sweep::leftover(signed, &file.path) == Some(Leftover::Unfinished);
            let index = file.index.as_ref().zip(file.index_path()).map(|(index, path)| (path, index.size));
            for (path, size) in [(file.path.clone(), file.size)].into_iter().chain(index) {
                let path = self.layout.events().join(path);
                match plain::length(&path) {
                    Ok(found) if found == size => {
                        if unfinished || tally.is_logged(file.first_batch) {
                            self.leftover(&path);
                        }
                    }
                    Ok(found) => self.problem(&path, None, Reason::Size { expected: size, found }),
                    Err(reason) => self.problem(&path, None, reason),
                }
            }
        }
        let beyond = signed.next_batch.max(tally.signed())..manifest.next_batch;
        if manifest.damage.is_empty()
            && let Some(batch) = tally.first_not_logged(beyond)
        {
            self.problem(&self.layout.checkpoint(), None, Reason::RolledBack { batch });
            let events = self.report.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.events);
            tally.beyond_events = tally.beyond_events.max(manifest.events.saturating_sub(events));
        }
    }

    fn check_totals(&mut self, manifest: &Manifest, tally: &mut Tally, leaves_length: u64) {
        let leaves = self.layout.leaves();
        let size = tally.signed();
        if leaves_length < size.saturating_mul(32) {
            self.problem(&leaves, None, Reason::LeavesMissing { expected: size, found: leaves_length / 32 });
        }
        // Leaves follow the log, so there are never more of them than batches.
        let known = size.max(tally.beyond_end()).saturating_mul(32);
        if leaves_length > known {
            self.problem(&leaves, Some(Place::Byte(known)), Reason::LeavesStray);
        }
        let unread = std::mem::take(&mut self.unread);
        let may_be_unread = |run: &(u64, u64)| unread.iter().any(|(first, last)| *first <= run.0 && run.1 <= *last);
        for (first, last) in tally.missing().into_iter().filter(|run| !may_be_unread(run)) {
            let sealed = first < manifest.next_batch;
            let place = if sealed { self.layout.manifest() } else { self.layout.wal_folder() };
            self.problem(&place, None, Reason::BatchesMissing { first, last });
        }
        self.report.events = tally.signed_events;
        self.report.batches = tally.signed_batches;
        self.report.beyond_checkpoint_events = tally.beyond_events;
        let expected = self.report.checkpoint.as_ref().map(|checkpoint: &Checkpoint| checkpoint.events);
        let differs = |expected: &u64| *expected != tally.signed_events && unread.is_empty();
        if let Some(expected) = expected.filter(differs) {
            let reason = Reason::Count { expected, found: tally.signed_events };
            self.problem(&self.layout.checkpoint(), None, reason);
        }
    }
}

/// Whether bytes at the end of the manifest are what an interrupted seal or change leaves: the beginning of lines, or zeros.
fn looks_like_a_seal(bytes: &[u8]) -> bool {
    let starts = [br#"{"v":1,"#, br#"{"v":2,"#];
    bytes.split(|byte| *byte == b'\n').all(|line| {
        let begins = |start: &[u8; 7]| start.starts_with(line.get(..line.len().min(start.len())).unwrap_or_default());
        starts.into_iter().any(begins) || line.iter().all(|byte| *byte == 0)
    })
}
