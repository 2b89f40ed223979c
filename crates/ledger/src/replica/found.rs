//! Handing over: a ledger that was kept in a folder alone, or that begins, goes up to an empty replica.
//!
//! Nothing counts before the last line, so an interrupted handing over is begun again. Lines of the attempt before stay where
//! they are and are read past.

use super::body::{self, Growth};
use super::truth::{Truth, damaged};
use super::{Line, ReplicaFault, Replication, objects};
use crate::archive::ArchiveError;
use crate::checkpoint::{self, Checkpoint};
use crate::disk;
use crate::error::OpenError;
use crate::keys::VerifierKey;
use crate::layout::{Layout, wal_number};
use crate::recovery::read_or_empty;
use crate::scan::scan;
use crate::wal;
use crate::writer::Writer;

/// About how much goes into one line.
const PIECE: usize = 4 << 20;

/// Refuses a folder that does not hold the ledger whose handing over was interrupted, unless there was nothing in that.
pub(crate) fn demand_same(
    truth: &Truth,
    replication: &Replication,
    layout: &Layout,
    key: &VerifierKey,
) -> Result<(), OpenError> {
    let Some(note) = &truth.founding else { return Ok(()) };
    let replica = replication.lines.as_ref();
    let begun = Checkpoint::open(note, key).map_err(|fault| damaged(replica, &fault.to_string()))?;
    let history = read_or_empty(&layout.history())?;
    let (entries, _) = checkpoint::split_history(&history);
    if is_empty(&begun) || entries.iter().any(|entry| entry.note == note.as_slice()) {
        return Ok(());
    }
    Err(ReplicaFault::HalfFounded { place: replica.place() }.into())
}

/// Whether nothing was in a ledger yet, not even a policy.
pub(super) fn is_empty(checkpoint: &Checkpoint) -> bool {
    checkpoint.size == 0 && checkpoint.manifest_bytes == 0
}

/// Hands over what a writer has just opened, and has signed a checkpoint of.
pub(crate) fn found(writer: &Writer, replication: &Replication, next: u64) -> Result<(), OpenError> {
    let layout = &writer.layout;
    let view = writer.shared.read(Clone::clone);
    let is_new = view.files.is_empty();
    replication.objects.reach(&writer.disk, &writer.config.origin, false)?;
    for file in view.files.iter() {
        let kept = view.rules.kept_until(&file.partition).map(crate::life::rules::start_of);
        let until = objects::locked_until(writer.clock.now(), kept);
        let line = (&file.line, file.archived.is_some());
        objects::put_placed(replication, &writer.disk, layout, line, until)?;
    }
    let mut up = Up { replication, next };
    let history = disk::read(&layout.history())?;
    let (last, _) = checkpoint::last_of_history(&history);
    let note = last.map(|entry| entry.note).unwrap_or_default();
    up.keep(|number| body::founding(number, note))?;
    let leaves = read_or_empty(&layout.leaves())?;
    let signed = writer.last.as_ref().map_or(0, |last| last.size);
    let signed = usize::try_from(signed).unwrap_or(usize::MAX).saturating_mul(32);
    up.keep_part(&read_or_empty(&layout.manifest())?, |growth| &mut growth.manifest)?;
    up.keep_part(leaves.get(..signed).unwrap_or(&leaves), |growth| &mut growth.leaves)?;
    up.keep_part(&history, |growth| &mut growth.notes)?;
    for path in disk::list(&layout.wal_folder())? {
        up.keep_log(&disk::read(&path)?, wal_number(&path).unwrap_or_default())?;
    }
    up.keep(body::founded)?;
    tracing::info!(is_new, lines = up.next, "the ledger is kept in its replica from now on");
    Ok(())
}

struct Up<'a> {
    replication: &'a Replication,
    next: u64,
}

impl Up<'_> {
    fn keep(&mut self, line: impl FnOnce(u64) -> Line) -> Result<(), ReplicaFault> {
        let line = line(self.next);
        self.replication.persist(|| self.replication.lines.keep(&line))?;
        self.next += 1;
        Ok(())
    }

    fn keep_part(&mut self, bytes: &[u8], part: impl Fn(&mut Growth) -> &mut Vec<u8>) -> Result<(), ReplicaFault> {
        for piece in bytes.chunks(PIECE) {
            let mut growth = Growth::default();
            part(&mut growth).extend(piece);
            self.keep(|number| body::signed(number, &growth))?;
        }
        Ok(())
    }

    /// Keeps the frames of a log, which its opening has just read and found sound.
    fn keep_log(&mut self, bytes: &[u8], number: u64) -> Result<(), OpenError> {
        let replica = &self.replication.lines;
        let read = scan(bytes, number).map_err(|fault| damaged(replica.as_ref(), &fault.to_string()))?;
        let header = bytes.get(..wal::HEADER).unwrap_or_default();
        let mut begin = wal::HEADER;
        let last = read.frames.len();
        for (at, (offset, frame)) in read.frames.iter().enumerate() {
            let (end, next) = (offset + frame.length, frame.batch.index + 1);
            if end - begin >= PIECE || at + 1 == last {
                let frames = bytes.get(begin..end).unwrap_or_default();
                self.keep(|number| body::frames(number, next, header, frames))?;
                begin = end;
            }
        }
        Ok(())
    }
}

/// What can go wrong with objects while a ledger is opened.
impl From<ArchiveError> for OpenError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Disk(fault) => Self::Disk(fault),
            other => Self::Objects(other),
        }
    }
}
