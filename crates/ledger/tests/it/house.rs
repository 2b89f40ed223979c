//! A ledger with an archive store beside it, over which a clock is set and days pass.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use datafusion::arrow::array::AsArray as _;
use datafusion::arrow::datatypes::UInt64Type;
use datafusion::prelude::SessionContext;
use talap_ledger::{
    Archive, ArchivePlace, Demands, Expiring, Herald, Ledger, LedgerConfig, Report, Retention, Tended, Tending,
    verify_with,
};
use talap_model::{Clock, Message, NewEvent, Timestamp};

use crate::support::{MORNING, Place, Size, caller, event, files, key, verifier};

pub(crate) const DAY: i64 = 24 * 3600 * 1_000_000;

/// A clock that is set.
#[derive(Debug)]
pub(crate) struct SetClock(pub(crate) AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        // A microsecond passes with each look, so that no two checkpoints have the same time.
        Timestamp::from_micros(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// Notes what expires.
#[derive(Debug, Default)]
pub(crate) struct Notes(pub(crate) Mutex<Vec<Expiring>>);

#[async_trait]
impl Herald for Notes {
    async fn expiring(&self, partition: &Expiring) -> Result<(), Message> {
        self.0.lock().unwrap().push(partition.clone());
        Ok(())
    }
}

/// A ledger with an archive beside it, and a clock that is set.
pub(crate) struct House {
    pub(crate) place: Place,
    store: ArchivePlace,
    pub(crate) second: Option<PathBuf>,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) ledger: Option<Ledger>,
    pub(crate) notes: Notes,
    next: u32,
}

impl House {
    pub(crate) async fn new(kept_months: u32) -> Self {
        Self::of(Size::Small, kept_months).await
    }

    pub(crate) async fn of(size: Size, kept_months: u32) -> Self {
        let place = Place::of(size);
        let store = ArchivePlace::Folder(place.folder.path().join("archive"));
        Self::over(place, store, kept_months).await
    }

    pub(crate) async fn over(place: Place, store: ArchivePlace, kept_months: u32) -> Self {
        let mut house = Self {
            place,
            store,
            second: None,
            clock: Arc::new(SetClock(AtomicI64::new(MORNING))),
            ledger: None,
            notes: Notes::default(),
            next: 0,
        };
        house.open();
        let retention = Retention { kept_months, online_months: 1, longer: Vec::new() };
        assert!(house.ledger().set_retention(&retention).await.unwrap());
        house
    }

    pub(crate) fn archive_folder(&self) -> PathBuf {
        self.place.folder.path().join("archive")
    }

    pub(crate) fn archive(&self) -> Archive {
        Archive::at(self.store.clone()).unwrap()
    }

    pub(crate) fn config(&self) -> LedgerConfig {
        let (archive, second_store) = (Some(Arc::new(self.archive())), self.second.clone());
        LedgerConfig { archive, second_store, ..self.place.config() }
    }

    pub(crate) fn open(&mut self) {
        self.ledger = None;
        let (ledger, _) = Ledger::open(self.config(), key(), Arc::clone(&self.clock) as Arc<dyn Clock>).unwrap();
        self.ledger = Some(ledger);
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        self.ledger.as_ref().unwrap()
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.clock.0.load(Ordering::Relaxed))
    }

    pub(crate) fn event(&mut self, source: &str) -> NewEvent {
        self.next += 1;
        NewEvent { received_at: self.now(), ..event("acme", source, self.next) }
    }

    pub(crate) async fn append(&mut self, source: &str, count: usize) {
        let events = (0..count).map(|_| self.event(source)).collect();
        self.ledger().append(&caller(), events).await.unwrap();
    }

    pub(crate) async fn append_and_seal(&mut self, source: &str, count: usize) {
        self.append(source, count).await;
        self.ledger().seal().await.unwrap();
    }

    pub(crate) async fn tend(&self) -> Tended {
        self.ledger().tend(&Tending::default(), &self.notes).await.unwrap()
    }

    /// Tends without trouble.
    pub(crate) async fn tend_well(&self) -> Tended {
        let tended = self.tend().await;
        assert!(tended.troubles.is_empty() && !tended.postponed, "{tended:?}");
        tended
    }

    pub(crate) fn pass(&self, days: i64) {
        self.clock.0.fetch_add(days * DAY, Ordering::Relaxed);
    }

    /// Lets days pass, tending once a day.
    pub(crate) async fn days(&self, count: i64) -> Vec<Tended> {
        let mut all = Vec::new();
        for _ in 0..count {
            self.clock.0.fetch_add(DAY, Ordering::Relaxed);
            all.push(self.tend_well().await);
        }
        all
    }

    pub(crate) async fn seqs(&self) -> Vec<u64> {
        seqs(self.ledger(), "true").await
    }

    /// Verifies on a thread that may wait.
    pub(crate) fn verify(&self) -> Report {
        let (archive, second_store) = (Some(Arc::new(self.archive())), self.second.clone());
        let demands = Demands { archive, second_store, ..Demands::default() };
        let verify = || verify_with(&self.place.dir(), &verifier(), &demands).unwrap();
        std::thread::scope(|scope| scope.spawn(verify).join().unwrap())
    }

    pub(crate) fn sound(&self) -> Report {
        let report = self.verify();
        assert_eq!(report.problems, []);
        report
    }

    /// The Parquet files of the folder. Each file of the ledger has its index there, wherever the file is.
    pub(crate) fn local_files(&self) -> Vec<String> {
        let (indexes, segments): (Vec<_>, Vec<_>) =
            names(&self.place.dir().join("events")).into_iter().partition(|name| name.ends_with(".tokens"));
        assert!(indexes.len() >= segments.len(), "{indexes:?} of {segments:?}");
        segments
    }

    pub(crate) fn archived_files(&self) -> Vec<String> {
        names(&self.archive_folder().join("org=acme"))
    }
}

fn names(folder: &Path) -> Vec<String> {
    if !folder.is_dir() {
        return Vec::new();
    }
    files(folder).iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

pub(crate) fn context(ledger: &Ledger) -> SessionContext {
    let context = SessionContext::new();
    context.register_table("events", ledger.events_table(&caller()).unwrap()).unwrap();
    context
}

pub(crate) async fn seqs(ledger: &Ledger, filter: &str) -> Vec<u64> {
    let sql = format!("SELECT seq FROM events WHERE {filter} ORDER BY seq");
    let batches = context(ledger).sql(&sql).await.unwrap().collect().await.unwrap();
    batches.iter().flat_map(|batch| batch.column(0).as_primitive::<UInt64Type>().values().to_vec()).collect()
}
