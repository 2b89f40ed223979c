//! The writer's part of a change of sealed files: a line of the manifest and a checkpoint that signs it. What is large was
//! done before, on another thread.

use std::path::PathBuf;
use std::sync::Arc;

use crate::disk::DiskFault;
use crate::life::lines::{ArchiveLine, Change};
use crate::manifest::change_bytes;
use crate::replica::objects;
use crate::state::{Pin, SealedFile, View};
use crate::writer::Writer;

/// Changes that belong together.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) changes: Vec<Change>,
    /// Files of one folder that are to be given their final names first.
    pub(crate) places: Vec<Place>,
}

/// From where a file goes, and to where.
pub(crate) type Place = (PathBuf, PathBuf);

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Changing {
    /// It is signed, and these files can go.
    Done(Vec<Grave>),
    /// A verifier reads the ledger; the next occasion will do.
    Postponed,
    /// The files are not what they were when the request was made.
    Stale,
    /// The new file did not get its name. Nothing was written that counts, so the ledger goes on.
    Unplaced(DiskFault),
}

/// A file that is the ledger's no more, to be deleted once no query can read it.
#[derive(Debug)]
pub(crate) struct Grave {
    pub(crate) pin: Pin,
    /// Below `events/`, or in the archive store.
    pub(crate) path: String,
    pub(crate) archived: Option<ArchiveLine>,
    /// Its index of tokens, below `events/`: it stays as long as the ledger has the file, wherever that is.
    pub(crate) index: Option<String>,
    /// Their objects in the replica.
    pub(crate) objects: Vec<String>,
}

impl Writer {
    /// Writes the lines of a request and signs them.
    pub(crate) fn change(&mut self, request: Request) -> Result<Changing, DiskFault> {
        let Some(_lock) = self.seal_lock.try_hold()? else {
            return Ok(Changing::Postponed);
        };
        let mut after = self.shared.read(View::clone);
        let mut graves = Vec::new();
        for change in &request.changes {
            if apply(&mut after, change, &mut graves).is_none() {
                return Ok(Changing::Stale);
            }
        }
        if let Some(folder) = request.places.first().and_then(|(_, to)| to.parent()) {
            let placed = request.places.iter().try_for_each(|(from, to)| self.disk.rename(from, to));
            if let Err(fault) = placed.and_then(|()| self.disk.sync_folder(folder)) {
                return Ok(Changing::Unplaced(fault));
            }
        }
        let bytes = change_bytes(&request.changes);
        self.append_to_manifest(&bytes, request.changes.len() as u64)?;
        self.shared.change(|view| {
            // The thread that seals says this meanwhile.
            after.unplaced = view.unplaced.take();
            *view = after;
        });
        self.checkpoint()?;
        Ok(Changing::Done(graves))
    }
}

/// Applies a change to what queries see; `None` when it does not fit.
fn apply(view: &mut View, change: &Change, graves: &mut Vec<Grave>) -> Option<()> {
    match change {
        Change::Compact(change) => {
            let (folder, _) = change.into.path.rsplit_once('/')?;
            let paths: Vec<_> = change.from.iter().map(|name| format!("{folder}/{name}")).collect();
            let partition = change.into.partition()?;
            bury(view, graves, |file| file.archived.is_none() && paths.contains(&file.line.path), paths.len())?;
            Arc::make_mut(&mut view.files).push(SealedFile::new(change.into.clone(), partition, None));
        }
        Change::Archive(change) => {
            let files = Arc::make_mut(&mut view.files);
            let file = files.iter_mut().find(|file| file.line.path == change.path && file.archived.is_none())?;
            let moved = SealedFile::new(file.line.clone(), file.partition.clone(), Some(change.clone()));
            let SealedFile { line, pin, .. } = std::mem::replace(file, moved);
            // The archive store has the content from now on.
            let objects = vec![objects::segment_key(&line)];
            graves.push(Grave { pin, path: line.path, archived: None, index: None, objects });
        }
        Change::Expire(change) => {
            let paths: Vec<_> = change.files.iter().map(|name| format!("{}/{name}", change.partition)).collect();
            bury(view, graves, |file| paths.contains(&file.line.path), paths.len())?;
            view.stats.expired_events += change.events;
            view.stats.expired_partitions += 1;
        }
        Change::Policy(policy) => {
            let rules = Arc::make_mut(&mut view.rules);
            rules.policies.push(policy.clone());
            rules.seen.push(policy.at);
        }
        Change::Day(day) => Arc::make_mut(&mut view.rules).seen.push(day.at),
    }
    view.stats.files = view.files.len() as u64;
    Some(())
}

/// Takes files out of the view, if there are as many as there should be.
fn bury(view: &mut View, graves: &mut Vec<Grave>, is_gone: impl Fn(&SealedFile) -> bool, count: usize) -> Option<()> {
    let (gone, rest): (Vec<_>, Vec<_>) = view.files.iter().cloned().partition(|file| is_gone(file));
    if gone.len() != count {
        return None;
    }
    view.files = Arc::new(rest);
    graves.extend(gone.into_iter().map(|file| {
        let index = file.line.index_path();
        let objects = objects::keys(&file.line);
        Grave { pin: file.pin, path: file.line.path, archived: file.archived, index, objects }
    }));
    Some(())
}
