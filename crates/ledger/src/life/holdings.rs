//! What a ledger holds, and where: for a person, and for checks.

use std::sync::Arc;

use talap_model::{Explain as _, Message, ObjectId, OrganisationId, SourceId, Timestamp};
use time::Date;

use super::lines::PolicyLine;
use super::plan::{Tending, by_partition, moves};
use super::rules::Retention;
use super::tend::off_thread;
use crate::ledger::Ledger;
use crate::state::View;

/// Everything that is sealed, by partition.
#[derive(Debug, Clone, Default)]
pub struct Holdings {
    /// How long events are kept, once somebody has said so.
    pub retention: Option<Retention>,
    /// When that was said.
    pub retention_since: Option<Timestamp>,
    /// When the ledger last noted that its clock runs.
    pub clock_seen: Option<Timestamp>,
    /// The partitions that have files.
    pub partitions: Vec<Holding>,
    /// Partitions that expired.
    pub expired_partitions: u64,
    /// Their events.
    pub expired_events: u64,
    /// Events that are not sealed yet.
    pub tail_events: u64,
}

/// One partition: the events of one source of an object that were received on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Its object.
    pub object: ObjectId,
    /// Its source.
    pub source: SourceId,
    /// The day, in UTC.
    pub day: Date,
    /// How many files.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// How many events.
    pub events: u64,
    /// How many of the files are in the archive store.
    pub archived_files: u64,
    /// The first day on which it may expire; `None` without a policy.
    pub kept_until: Option<Date>,
}

/// Whether the archive store is there.
#[derive(Debug, Clone)]
pub enum ArchiveState {
    /// None is configured.
    None,
    /// It answers.
    Reached {
        /// Where it is.
        place: String,
    },
    /// It does not.
    Unreachable {
        /// Where it should be.
        place: String,
        /// Why.
        cause: Message,
    },
}

impl Ledger {
    /// What the ledger holds.
    pub fn holdings(&self) -> Holdings {
        let view = self.shared().read(Clone::clone);
        let policy = view.rules.policy();
        let partitions = by_partition(&view.files).into_iter().map(|(partition, files)| Holding {
            organisation: partition.organisation.clone(),
            object: partition.object.clone(),
            source: partition.source.clone(),
            day: partition.day,
            files: files.len() as u64,
            bytes: files.iter().map(|file| file.line.size).sum(),
            events: files.iter().map(|file| file.line.events).sum(),
            archived_files: files.iter().filter(|file| file.archived.is_some()).count() as u64,
            kept_until: view.rules.kept_until(partition),
        });
        Holdings {
            retention: policy.and_then(PolicyLine::retention),
            retention_since: policy.map(|line| line.at),
            clock_seen: view.rules.seen.last().copied(),
            partitions: partitions.collect(),
            expired_partitions: view.stats.expired_partitions,
            expired_events: view.stats.expired_events,
            tail_events: view.stats.tail_events,
        }
    }

    /// The size of the files that are in the archive store, in bytes.
    pub fn archived_bytes(&self) -> u64 {
        let archived =
            |view: &View| view.files.iter().filter(|file| file.archived.is_some()).map(|file| file.line.size).sum();
        self.shared().read(archived)
    }

    /// How many files are due to be moved to the archive store at this moment, where there is one.
    pub fn due_for_archive(&self, now: Timestamp) -> usize {
        if self.house().archive.is_none() {
            return 0;
        }
        let all = Tending { most_moves: usize::MAX, ..Tending::default() };
        self.shared().read(|view| moves(&view.files, &view.rules, now, &all).len())
    }

    /// Asks the archive store whether it is there. A store that this ledger has not used yet is marked as its own.
    pub async fn archive_state(&self) -> ArchiveState {
        let Some(archive) = self.house().archive.clone() else { return ArchiveState::None };
        let (house, used, place) = (Arc::clone(self.house()), self.has_archived(), archive.place());
        match off_thread(move || Ok(archive.reach(&house.disk, &house.origin, used)?)).await {
            Ok(()) => ArchiveState::Reached { place },
            Err(trouble) => ArchiveState::Unreachable { place, cause: trouble.explain() },
        }
    }
}
