//! A record engine as `talap up` has it, over SQLite in a folder of its own. The ledger takes the events and does nothing
//! else, so that what is measured is the engine and the store.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use talap_model::{Caller, Clock, Entropy, Identity, NewEvent, OrganisationId, RegisterKey, Right, Scope, Timestamp};
use talap_register::{AppendFailed, Definitions, EventLog, Ground, ImportOptions, Register};
use talap_store::{Store, sqlite_url};

/// The allocator of `talap`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(1_795_000_000_000_000)
    }
}

struct Mixing(AtomicU64);

impl Entropy for Mixing {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let mixed = Sha256::digest(self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
            chunk.iter_mut().zip(mixed).for_each(|(byte, mixed)| *byte = mixed);
        }
    }
}

struct Taker(AtomicU64);

#[async_trait]
impl EventLog for Taker {
    async fn append(&self, _: &Caller, events: Vec<NewEvent>) -> Result<u64, AppendFailed> {
        Ok(self.0.fetch_add(events.len() as u64, Ordering::Relaxed))
    }
}

pub struct Bench {
    pub register: Register,
    pub officer: Caller,
    pub people: RegisterKey,
    pub qala: OrganisationId,
    _folder: tempfile::TempDir,
}

impl Bench {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&sqlite_url(&folder.path().join("records.sqlite"))).await.unwrap();
        let rights = [Right::ReadRecords, Right::ReadPersonalData, Right::AppendEvents];
        let recorder = Caller::establish(Identity::Service("register"), rights, Scope::All);
        let definitions = Arc::new(Definitions::built_in(&Ground::without_catalogue(Vec::new())).unwrap());
        let (clock, entropy) = (Arc::new(Still), Arc::new(Mixing(AtomicU64::new(1))));
        let register = Register::new(store, Arc::new(Taker(AtomicU64::new(0))), definitions, recorder, clock, entropy);
        let officer = Caller::establish(Identity::OsUser("officer".into()), Right::ALL, Scope::All);
        let (people, qala) = (RegisterKey::new("people").unwrap(), OrganisationId::new("qala").unwrap());
        let bench = Self { register, officer, people, qala, _folder: folder };
        let organisations = RegisterKey::new("organisations").unwrap();
        let text = "key,name_kk,name_ru,name_en\nqala,Қала,Кала,Qala\n";
        let options = ImportOptions::default();
        bench.register.import(&bench.officer, &organisations, None, text.as_bytes(), options).await.unwrap();
        bench
    }

    /// Imports a file; how many of its rows are records now.
    pub async fn import(&self, register: &RegisterKey, file: &[u8]) -> usize {
        let qala = Some(&self.qala);
        let report = self.register.import(&self.officer, register, qala, file, ImportOptions::default()).await.unwrap();
        assert!(report.rejected.is_empty());
        report.created + report.unchanged
    }
}

/// So many people as a table.
pub fn people(rows: usize) -> Vec<u8> {
    let mut text = "key,name,position,unit,email,is_responsible,hired_on\n".to_owned();
    for n in 0..rows {
        writeln!(text, "T-{n:06},Қызметкер {n},маман,{}-бөлім,t{n}@akimat.kz,жоқ,2024-02-29", n % 97).unwrap();
    }
    text.into_bytes()
}
