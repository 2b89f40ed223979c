//! How the second store does: for whoever writes to it, and for people.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use talap_model::{Clock, Explain, Message, Timestamp};

use super::kept;
use super::log::Hand;
use crate::disk::{Action, Disk, DiskFault};
use crate::ledger::Ledger;
use crate::life::tend::off_thread;

/// What is wrong with a second store that no operating system says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecondFault {
    /// It is the second store of another ledger.
    #[error("it is the second store of the ledger {origin}")]
    OtherLedger {
        /// The folder.
        path: PathBuf,
        /// The name of that ledger.
        origin: String,
    },
    /// The mark that was there is there no more.
    #[error("the mark that Talap left there is missing: is the disk mounted?")]
    Unmarked {
        /// The folder.
        path: PathBuf,
    },
    /// It does not answer.
    #[error("it did not answer in {seconds} s")]
    Silent {
        /// The folder.
        path: PathBuf,
        /// How long was waited.
        seconds: u64,
    },
}

impl SecondFault {
    /// The same as what a disk says.
    pub(super) fn on_disk(self) -> DiskFault {
        let (Self::OtherLedger { path, .. } | Self::Unmarked { path } | Self::Silent { path, .. }) = &self;
        let path = path.clone();
        DiskFault::new(Action::Write, &path, io::Error::other(self))
    }
}

impl Explain for SecondFault {
    fn explain(&self) -> Message {
        let (key, path) = match self {
            Self::OtherLedger { path, .. } => ("ledger-second-other-ledger", path),
            Self::Unmarked { path } => ("ledger-second-unmarked", path),
            Self::Silent { path, .. } => ("ledger-second-silent", path),
        };
        let message = Message::new(key).with("path", path.display().to_string());
        match self {
            Self::OtherLedger { origin, .. } => message.with("origin", origin.as_str()),
            Self::Silent { seconds, .. } => message.with("seconds", *seconds),
            Self::Unmarked { .. } => message,
        }
    }
}

/// What is known of it without asking.
pub(crate) struct Health {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    /// Whether its mark was there once: then a folder without it is not the store any more.
    marked: AtomicBool,
    /// Where that is noted for the next start.
    note: PathBuf,
    /// Marking is one thing at a time.
    marking: Mutex<()>,
    /// How many bytes of frames were begun and are not written.
    owed: AtomicUsize,
}

#[derive(Debug, Clone, Default)]
struct State {
    failing: Option<(Timestamp, DiskFault)>,
    refused: u64,
}

impl std::fmt::Debug for Health {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Health").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Health {
    pub(crate) fn new(clock: Arc<dyn Clock>, note: PathBuf) -> Self {
        Self {
            clock,
            state: Mutex::default(),
            marked: AtomicBool::new(false),
            note,
            marking: Mutex::default(),
            owed: AtomicUsize::new(0),
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn is_failing(&self) -> bool {
        self.change(|state| state.failing.is_some())
    }

    /// Nobody else marks a folder while this is held.
    pub(super) fn marking(&self) -> MutexGuard<'_, ()> {
        self.marking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn owed(&self) -> usize {
        self.owed.load(Ordering::Relaxed)
    }

    pub(super) fn owe(&self, bytes: usize) {
        self.owed.store(bytes, Ordering::Relaxed);
    }

    /// Whether this folder had its mark, since the start or before.
    pub(super) fn was_marked(&self, second: &Path) -> Result<bool, DiskFault> {
        if self.marked.load(Ordering::Relaxed) {
            return Ok(true);
        }
        match fs::read(&self.note) {
            Ok(noted) => Ok(noted == second.as_os_str().as_bytes()),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(cause) => Err(DiskFault::new(Action::Read, &self.note, cause)),
        }
    }

    /// Notes that this folder has its mark.
    pub(super) fn note_marked(&self, disk: &Disk, second: &Path) -> Result<(), DiskFault> {
        if self.marked.load(Ordering::Relaxed) {
            return Ok(());
        }
        if !self.was_marked(second)? {
            let temporary = self.note.with_extension("new");
            let mut file = disk.create_over(&temporary)?;
            disk.write(&mut file, &temporary, second.as_os_str().as_bytes())?;
            disk.sync(&file, &temporary)?;
            disk.rename(&temporary, &self.note)?;
            disk.sync_folder(self.note.parent().unwrap_or(&self.note))?;
        }
        self.marked.store(true, Ordering::Relaxed);
        Ok(())
    }

    pub(super) fn failed(&self, fault: &DiskFault) {
        let now = self.clock.now();
        self.change(|state| {
            let since = state.failing.take().map_or(now, |(since, _)| since);
            state.failing = Some((since, fault.clone()));
        });
    }

    pub(super) fn works(&self) {
        self.change(|state| state.failing = None);
    }

    /// Notes that so many of the events that were refused are handed in again, by whoever has them.
    fn wait(&self, events: u64) {
        self.change(|state| state.refused = state.refused.saturating_sub(events));
    }

    /// Notes that so many events were refused, or that their senders were told so.
    pub(crate) fn refuse(&self, events: u64) {
        self.change(|state| state.refused += events);
    }
}

/// The second store, as a person and a check need it.
#[derive(Debug, Clone)]
pub struct SecondStore {
    /// Its folder.
    pub folder: PathBuf,
    /// Since when it cannot be written, and why. Events of confidential objects are refused while it is so.
    pub failing: Option<(Timestamp, Message)>,
    /// How many events were refused because of it since the ledger was opened.
    pub refused_events: u64,
    /// Whether it is on the disk that the ledger is on, so that what harms one harms both.
    pub same_disk: bool,
    /// Logs with batches that are not the ledger's, kept for [`crate::Restore`].
    pub kept_logs: u64,
}

impl Ledger {
    /// Whether there is a second store.
    pub fn has_second_store(&self) -> bool {
        self.house().second_hand.is_some()
    }

    /// Says that so many events that were refused for the second store wait, and are handed in again.
    pub fn second_store_waited_for(&self, events: u64) {
        if let Some(hand) = &self.house().second_hand {
            hand.lock().unwrap_or_else(PoisonError::into_inner).health().wait(events);
        }
    }

    /// How the second store does, as far as that is seen without writing to it; `None` where there is none.
    pub async fn second_store(&self) -> Option<SecondStore> {
        self.look_at_second(Hand::ready_as_it_is).await
    }

    /// Writes something to the second store to see whether that can be done, and says how it does; `None` where there is none.
    pub async fn try_second_store(&self) -> Option<SecondStore> {
        self.look_at_second(Hand::probe).await
    }

    async fn look_at_second(&self, look: fn(&mut Hand) -> Result<(), DiskFault>) -> Option<SecondStore> {
        let house = Arc::clone(self.house());
        let dir = self.dir().to_owned();
        let work = move || {
            let hand = house.second_hand.as_ref();
            Ok(hand.map(|hand| seen(&mut hand.lock().unwrap_or_else(PoisonError::into_inner), look, &dir)))
        };
        off_thread(work).await.ok().flatten()
    }
}

fn seen(hand: &mut Hand, look: fn(&mut Hand) -> Result<(), DiskFault>, dir: &Path) -> SecondStore {
    let answers = look(hand).is_ok();
    let state = hand.health().change(|state| state.clone());
    let folder = hand.folder().to_owned();
    // A disk that hangs is not asked anything more.
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok().filter(|_| answers);
    let same_disk = device(&folder).is_some() && device(&folder) == device(dir);
    let kept_logs = if answers { kept::list(&folder).map_or(0, |paths| paths.len() as u64) } else { 0 };
    let failing = state.failing.map(|(since, fault)| (since, fault.explain()));
    SecondStore { folder, failing, refused_events: state.refused, same_disk, kept_logs }
}
