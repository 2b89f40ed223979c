//! Files in the archive store, and partitions that expired.

use std::path::PathBuf;

use super::tally::Tally;
use super::{Place, Reason, Verifier};
use crate::archive::{Archive, ArchiveError};
use crate::disk::Disk;
use crate::manifest::{self, Expired, Listed, Manifest};
use crate::rows;

/// A moment that a line tells may be this much later than that of the checkpoint which signs it, in seconds: a clock may
/// be set right between the two.
const CLOCK_TOLERANCE_SECONDS: i64 = 24 * 3600;

impl Verifier<'_> {
    /// Takes batches as gone that signed lines let go, if those lines were allowed to.
    pub(super) fn check_expired(&mut self, signed: &Manifest, tally: &mut Tally) {
        for expired in &signed.expired {
            let place = Some(Place::Line(expired.line));
            let end = u64::try_from(expired.end).unwrap_or(u64::MAX);
            let signed_at = self.signed_at.iter().find(|(length, _)| *length >= end).map(|(_, time)| *time);
            let later = signed_at.is_none_or(|time| expired.change.at > time.plus_seconds(CLOCK_TOLERANCE_SECONDS));
            if expired.early || later {
                self.problem(&self.layout.manifest(), place, Reason::ExpiredEarly);
            }
            if !tally.expire(expired) {
                self.problem(&self.layout.manifest(), place, Reason::ExpiredTwice);
            }
            self.report.expired_partitions += 1;
            self.report.expired_events += expired.change.events;
        }
    }

    /// Checks the files in the archive store, by their hashes and then by their rows.
    pub(super) fn check_archive(&mut self, signed: &Manifest, tally: &mut Tally) {
        let mut archived = signed.files.values().filter(|listed| listed.archived.is_some()).peekable();
        if archived.peek().is_none() {
            return;
        }
        let store = self.demands.archive.as_deref().ok_or(ArchiveError::None);
        let reached = store.and_then(|store| store.reach(&Disk::default(), self.key.name(), true).map(|()| store));
        for listed in archived {
            match &reached {
                Ok(store) => self.check_archived(store, listed, tally),
                Err(error) => self.not_read(listed, error),
            }
        }
    }

    fn check_archived(&mut self, store: &Archive, listed: &Listed, tally: &mut Tally) {
        let Some(partition) = self.partition_of(listed) else { return };
        let version = listed.archived.as_ref().and_then(|line| line.version.as_deref());
        let file = match store.open(&listed.file.path, version) {
            Ok(file) => file,
            Err(ArchiveError::Missing { .. }) => {
                if !self.expired_meanwhile(listed, tally) {
                    self.problem(&name_of(listed), None, Reason::Missing);
                }
                return;
            }
            Err(error) => {
                self.not_read(listed, &error);
                return;
            }
        };
        let path = name_of(listed);
        let written = match file.measure() {
            Ok(written) => written,
            Err(cause) => {
                self.problem(&path, None, Reason::Unreadable { cause: cause.to_string() });
                return;
            }
        };
        self.report.archived_files += 1;
        if !self.is_what_was_written(&path, (listed.file.size, &listed.file.sha256), &written) {
            return;
        }
        match rows::read(file, &partition) {
            Ok(batches) => self.take_rows(&path, listed, &partition, &batches, tally),
            Err(cause) => self.problem(&path, None, Reason::Unreadable { cause }),
        }
    }

    /// A file that could not be read is neither sound nor damaged, and the report says so once.
    fn not_read(&mut self, listed: &Listed, error: &ArchiveError) {
        self.report.unread_files += 1;
        self.unread.push((listed.file.first_batch, listed.file.last_batch));
        let reason = match error {
            ArchiveError::None => Reason::NoArchive,
            error => Reason::ArchiveUnreachable { cause: error.to_string() },
        };
        self.problem(&PathBuf::from("archive"), None, reason);
    }

    /// Whether a partition expired after the manifest was read.
    fn expired_meanwhile(&mut self, listed: &Listed, tally: &mut Tally) -> bool {
        let now = manifest::parse(&self.read(&self.layout.manifest()).unwrap_or_default());
        let path = &listed.file.path;
        let holds = |expired: &&Expired| {
            path.strip_prefix(&format!("{}/", expired.change.partition))
                .is_some_and(|name| expired.change.files.iter().any(|file| file == name))
        };
        let Some(expired) = now.expired.iter().find(holds).filter(|expired| !expired.early) else { return false };
        // Another file of the partition may have been read before it went.
        let _taken_before = tally.expire(expired);
        true
    }
}

/// How a file of the archive is called in the report.
fn name_of(listed: &Listed) -> PathBuf {
    PathBuf::from("archive").join(&listed.file.path)
}
