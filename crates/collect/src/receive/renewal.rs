//! Files that are read again once somebody has replaced them, such as certificates that are renewed every few weeks.

use std::fmt::Display;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Some files, and how they looked when they were last read.
#[derive(Debug)]
pub struct Renewal {
    files: Vec<PathBuf>,
    seen: Mutex<Seen>,
}

/// How the files looked.
#[derive(Debug)]
struct Seen {
    /// When they were last read, whatever came of it.
    read: Vec<Stamp>,
    /// At the last look.
    last: Vec<Stamp>,
    /// Why they could not be read then, if they could not.
    refused: Option<String>,
}

/// What changes when a file is replaced or written: its device, its number there, its length, its time in seconds and
/// nanoseconds. None where it cannot be looked at.
type Stamp = Option<(u64, u64, u64, i64, i64)>;

impl Renewal {
    /// Begins before the files are read for the first time, so that no change is missed.
    pub fn new(files: Vec<PathBuf>) -> Self {
        let now = stamps(&files);
        Self { files, seen: Mutex::new(Seen { read: now.clone(), last: now, refused: None }) }
    }

    /// Has the files read if they have changed since they were read, and stayed as they are since the last look: a
    /// certificate and its key are not replaced in one moment. None when nothing was read. What cannot be read is tried
    /// again at every look, since it may be for want of a file descriptor; the same error of the same files is told once.
    ///
    /// # Errors
    ///
    /// What `read` says.
    pub fn look<T, E: Display>(&self, read: impl FnOnce() -> Result<T, E>) -> Result<Option<T>, E> {
        let now = stamps(&self.files);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let settled = std::mem::replace(&mut seen.last, now.clone()) == now;
        let changed = seen.read != now;
        if !settled || (!changed && seen.refused.is_none()) {
            return Ok(None);
        }
        seen.read = now;
        match read() {
            Ok(found) => {
                seen.refused = None;
                Ok(Some(found))
            }
            Err(error) => {
                let before = seen.refused.replace(error.to_string());
                let told = !changed && before == seen.refused;
                if told { Ok(None) } else { Err(error) }
            }
        }
    }
}

fn stamps(files: &[PathBuf]) -> Vec<Stamp> {
    let stamp = |file: &Path| {
        let found = std::fs::metadata(file).ok()?;
        Some((found.dev(), found.ino(), found.len(), found.mtime(), found.mtime_nsec()))
    };
    files.iter().map(|file| stamp(file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_once_they_have_changed_and_settled() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        std::fs::write(&one, "a").unwrap();
        let renewal = Renewal::new(vec![one.clone(), other.clone()]);
        let look = || renewal.look(|| std::fs::read_to_string(&one).map_err(|error| error.kind()));
        assert_eq!((look(), look()), (Ok(None), Ok(None)));
        std::fs::write(&one, "new").unwrap();
        assert_eq!(look(), Ok(None), "somebody may still be writing");
        std::fs::write(&other, "x").unwrap();
        assert_eq!(look(), Ok(None), "somebody is");
        assert_eq!((look(), look()), (Ok(Some("new".to_owned())), Ok(None)));
        std::fs::remove_file(&one).unwrap();
        assert_eq!((look(), look(), look()), (Ok(None), Err(std::io::ErrorKind::NotFound), Ok(None)));
        // By another name, as an installer puts a file in its place.
        std::fs::rename(&other, &one).unwrap();
        assert_eq!((look(), look()), (Ok(None), Ok(Some("x".to_owned()))));
    }

    #[test]
    fn files_that_could_not_be_read_for_a_moment_are_read_at_the_next_look() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        let renewal = Renewal::new(vec![file.clone()]);
        std::fs::write(&file, "new").unwrap();
        let look = |outcome: Result<u8, &'static str>| renewal.look(|| outcome);
        assert_eq!(look(Ok(1)), Ok(None), "somebody may still be writing");
        assert_eq!(look(Err("too many open files")), Err("too many open files"));
        assert_eq!(look(Err("too many open files")), Ok(None), "it is told already");
        assert_eq!(look(Err("no certificate")), Err("no certificate"), "this is something else");
        assert_eq!((look(Ok(2)), look(Ok(3))), (Ok(Some(2)), Ok(None)));
        // Of other files the same is told again.
        for content in ["newer", "newest of all"] {
            std::fs::write(&file, content).unwrap();
            assert_eq!((look(Ok(4)), look(Err("no certificate"))), (Ok(None), Err("no certificate")));
        }
    }
}
