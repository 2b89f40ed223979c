//! What was read of sealed files: each once, several at a time.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::{Reason, plain};
use crate::manifest::{FileLine, Listed};
use crate::rows::{self, Rows};
use crate::segment::{self, Written};

/// What is in a file.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Its size and hash.
    pub(super) measured: Result<Written, Reason>,
    /// The batches that its rows make, if it is what was written; or why they cannot be read.
    pub(super) rows: Result<Vec<Rows>, String>,
}

/// Files by path and hash, as a manifest names them.
#[derive(Debug, Default)]
pub(super) struct Known(HashMap<(String, String), Found>);

impl Known {
    /// Reads those files that are not known yet. A file that is missing is looked for again the next time.
    pub(super) fn read(&mut self, events: &Path, files: &[&Listed]) {
        self.0.retain(|_, found| !matches!(found.measured, Err(Reason::Missing)));
        let fresh: Vec<&FileLine> =
            files.iter().map(|listed| &listed.file).filter(|file| !self.0.contains_key(&key(file))).collect();
        let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(fresh.len())));
        let threads = thread::available_parallelism().map_or(1, usize::from).min(fresh.len());
        let work = || {
            while let Some(file) = fresh.get(next.fetch_add(1, Ordering::Relaxed)) {
                let read = inspect(events, file);
                found.lock().unwrap_or_else(PoisonError::into_inner).push((key(file), read));
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        self.0.extend(found.into_inner().unwrap_or_else(PoisonError::into_inner));
    }

    /// What was found of a file that was read.
    pub(super) fn of(&self, file: &FileLine) -> Found {
        let unread = || Found { measured: Err(Reason::Missing), rows: Ok(Vec::new()) };
        self.0.get(&key(file)).cloned().unwrap_or_else(unread)
    }
}

fn key(file: &FileLine) -> (String, String) {
    (file.path.clone(), file.sha256.clone())
}

fn inspect(events: &Path, file: &FileLine) -> Found {
    let path = events.join(&file.path);
    let measured = measure(&path, file.size);
    let is_sound = measured.as_ref().is_ok_and(|found| found.sha256 == file.sha256);
    let rows = match file.partition().filter(|_| is_sound) {
        Some(partition) => {
            File::open(&path).map_err(|cause| cause.to_string()).and_then(|file| rows::read(file, &partition))
        }
        None => Ok(Vec::new()),
    };
    Found { measured, rows }
}

/// The size and hash of a file. No more is read than there should be.
pub(crate) fn measure(path: &Path, expected: u64) -> Result<Written, Reason> {
    match plain::length(path)? {
        found if found > expected => Err(Reason::Size { expected, found }),
        _ => segment::measure(path).map_err(plain::unreadable),
    }
}
