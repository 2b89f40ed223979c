//! The lock on `seal.lock`: who changes sealed files holds it alone, and a verifier shares it with other verifiers.
//!
//! The system locks open files and not processes: two threads of one ledger that each locked the file would take each other
//! for a verifier, and what one of them has to do would be put off without anybody being at work. So the threads of a ledger hold
//! the lock together. It keeps verifiers off and no thread: each works on what no other does.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::disk::DiskFault;
use crate::layout::Layout;
use crate::seal::try_exclusive;

/// The lock, as all threads of a ledger know it.
#[derive(Debug)]
pub(crate) struct SealLock {
    path: PathBuf,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    /// There while anybody holds the lock.
    file: Option<File>,
    holders: usize,
}

/// Keeps verifiers off as long as it lives.
#[derive(Debug)]
pub(crate) struct Hold {
    lock: Arc<SealLock>,
}

impl SealLock {
    pub(crate) fn new(layout: &Layout) -> Arc<Self> {
        Arc::new(Self { path: layout.seal_lock(), held: Mutex::default() })
    }

    /// Keeps verifiers off, or returns `None` when one is at work. It does not wait.
    pub(crate) fn try_hold(self: &Arc<Self>) -> Result<Option<Hold>, DiskFault> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.file.is_none() {
            held.file = try_exclusive(&self.path)?;
        }
        if held.file.is_none() {
            return Ok(None);
        }
        held.holders += 1;
        Ok(Some(Hold { lock: Arc::clone(self) }))
    }

    pub(crate) fn is_verifier_at_work(self: &Arc<Self>) -> bool {
        matches!(self.try_hold(), Ok(None))
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        // The last one unlocks the file before anybody else looks: one that is still being closed would seem a verifier's.
        let mut held = self.lock.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.holders = held.holders.saturating_sub(1);
        if held.holders == 0
            && let Some(file) = held.file.take()
        {
            // Closing would do, but for a program that is being started and has not let go yet of what it inherited.
            let _closed_anyway = file.unlock();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn threads_of_a_ledger_hold_it_together_and_a_verifier_waits_for_the_last() {
        let folder = sample::folder();
        let layout = Layout::new(folder.path());
        let lock = SealLock::new(&layout);
        let first = lock.try_hold().unwrap().unwrap();
        assert!(!lock.is_verifier_at_work());
        let second = lock.try_hold().unwrap().unwrap();
        let verifier = File::open(layout.seal_lock()).unwrap();
        drop(first);
        assert!(verifier.try_lock_shared().is_err(), "the second one still holds it");
        drop(second);
        verifier.lock_shared().unwrap();
        assert!(lock.is_verifier_at_work() && lock.try_hold().unwrap().is_none());
        verifier.unlock().unwrap();
        assert!(lock.try_hold().unwrap().is_some() && !lock.is_verifier_at_work());
    }
}
