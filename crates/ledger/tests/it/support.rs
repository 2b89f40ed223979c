//! A ledger in a temporary folder, with a set clock and a fixed key.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use talap_ledger::replica::memory::Memory;
use talap_ledger::{
    Archive, ArchivePlace, Ledger, LedgerConfig, OpenError, Receipt, Recovery, Replication, Report, SigningKey,
    VerifierKey, verify,
};
use talap_model::{Caller, Clock, Identity, NewEvent, Right, Scope, SourceKind, Timestamp};

pub(crate) const ORIGIN: &str = "talap.example/ledger";

/// 2026-11-22T10:00:00Z in microseconds.
pub(crate) const MORNING: i64 = 1_795_341_600_000_000;

/// A clock that moves one second with every look at it.
struct StepClock(AtomicI64);

impl Clock for StepClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1_000_000, Ordering::Relaxed))
    }
}

pub(crate) fn clock() -> Arc<dyn Clock> {
    Arc::new(StepClock(AtomicI64::new(MORNING)))
}

pub(crate) fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

pub(crate) fn verifier() -> VerifierKey {
    key().verifier(ORIGIN).unwrap()
}

pub(crate) fn caller() -> Caller {
    Caller::establish(Identity::OsUser("test".into()), Right::ALL, Scope::All)
}

pub(crate) fn event(organisation: &str, source: &str, number: u32) -> NewEvent {
    NewEvent {
        received_at: Timestamp::from_micros(MORNING + i64::from(number)),
        occurred_at: None,
        organisation: organisation.parse().unwrap(),
        object: "portal".parse().unwrap(),
        source: source.parse().unwrap(),
        kind: SourceKind::OperatingSystem,
        class_uid: 3002,
        severity_id: 1,
        host: Some("srv1".into()),
        program: None,
        user: Some("Әсел".into()),
        address: None,
        message: format!("event {number}"),
        attributes: [("port".to_owned(), number.to_string())].into(),
        raw: format!("<13>event {number}").into_bytes(),
        fault: None,
    }
}

/// In which size a ledger is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// In a folder alone.
    Small,
    /// In a replica as well; the same node opens it again.
    Grown,
    /// In a replica as well; whoever opens it is a new node, with an empty folder.
    Moving,
}

/// A folder that a ledger can be opened in again and again.
pub(crate) struct Place {
    pub(crate) folder: tempfile::TempDir,
    size: Size,
    memory: Memory,
    /// Where the replica's objects are; beside the ledger where nothing else is said.
    pub(crate) objects: Option<ArchivePlace>,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::of(Size::Small)
    }

    pub(crate) fn of(size: Size) -> Self {
        // A folder in memory where there is one: these tests sync thousands of times.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self { folder: folder.unwrap(), size, memory: Memory::default(), objects: None }
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    /// How to open it next. The node before is out from here on.
    pub(crate) fn config(&self) -> LedgerConfig {
        let beside = || ArchivePlace::Folder(self.folder.path().join("objects"));
        let objects = || Archive::at(self.objects.clone().unwrap_or_else(beside)).unwrap();
        let replica = (self.size != Size::Small)
            .then(|| Replication::new(Arc::new(self.memory.take_over()), Arc::new(objects())));
        if self.size == Size::Moving && self.dir().exists() {
            std::fs::remove_dir_all(self.dir()).unwrap();
        }
        LedgerConfig { replica, ..LedgerConfig::new(self.dir(), ORIGIN) }
    }

    pub(crate) fn try_open(&self) -> Result<(Ledger, Recovery), OpenError> {
        Ledger::open(self.config(), key(), clock())
    }

    pub(crate) fn open(&self) -> (Ledger, Recovery) {
        self.try_open().unwrap()
    }

    /// Its only log.
    pub(crate) fn the_log(&self) -> PathBuf {
        let mut logs = files(&self.dir().join("wal"));
        assert_eq!(logs.len(), 1);
        logs.remove(0)
    }

    pub(crate) fn verify(&self) -> Report {
        verify(&self.dir(), &verifier()).unwrap()
    }

    /// Verifies and expects nothing wrong.
    pub(crate) fn sound(&self) -> Report {
        let report = self.verify();
        assert_eq!(report.problems, []);
        report
    }

    /// A copy of the folder as it is now, as a crash would leave it.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new();
        copy_folder(&self.dir(), &copy.dir());
        copy
    }
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// All files below a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// The same with what is in them.
pub(crate) fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files(folder).into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// Changes a bit of one byte of a file.
pub(crate) fn flip(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

pub(crate) fn flip_middle(path: &Path) {
    flip(path, length(path) / 2);
}

/// How many bytes a file has.
pub(crate) fn length(path: &Path) -> usize {
    usize::try_from(std::fs::metadata(path).unwrap().len()).unwrap()
}

/// Cuts a file off.
pub(crate) fn cut(path: &Path, length: usize) {
    let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(length as u64).unwrap();
}

pub(crate) async fn append(
    ledger: &Ledger,
    organisation: &str,
    source: &str,
    numbers: std::ops::Range<u32>,
) -> Receipt {
    let events = numbers.map(|number| event(organisation, source, number)).collect();
    ledger.append(&caller(), events).await.unwrap()
}
