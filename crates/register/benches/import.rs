//! How long 100,000 rows take to be imported: into an empty register, and again when they are all there.
//!
//! `cargo bench -p talap-register --bench import`. The store is SQLite in a folder of its own, as `talap up` has it; the
//! ledger takes the events and does nothing else, so that what is measured is the engine and the store.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a benchmark")]

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use sha2::{Digest, Sha256};
use talap_model::{Caller, Clock, Entropy, Identity, NewEvent, OrganisationId, RegisterKey, Right, Scope, Timestamp};
use talap_register::{AppendFailed, Definitions, EventLog, Ground, ImportOptions, Register};
use talap_store::{Store, sqlite_url};

const ROWS: usize = 100_000;

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

struct Bench {
    register: Register,
    officer: Caller,
    people: RegisterKey,
    qala: OrganisationId,
    _folder: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Self {
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

    async fn import(&self, file: &[u8]) -> usize {
        let (people, qala) = (&self.people, Some(&self.qala));
        let report = self.register.import(&self.officer, people, qala, file, ImportOptions::default()).await.unwrap();
        assert!(report.rejected.is_empty());
        report.created + report.unchanged
    }
}

fn file() -> Vec<u8> {
    let mut text = "key,name,position,unit,email,is_responsible,hired_on\n".to_owned();
    for n in 0..ROWS {
        writeln!(text, "T-{n:06},Қызметкер {n},маман,{}-бөлім,t{n}@akimat.kz,жоқ,2024-02-29", n % 97).unwrap();
    }
    text.into_bytes()
}

fn import(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let file = file();
    let mut group = criterion.benchmark_group("import of 100,000 rows");
    group.sample_size(10);
    group.bench_function("new", |bencher| {
        bencher.iter_batched(
            || runtime.block_on(Bench::new()),
            |bench| {
                assert_eq!(runtime.block_on(bench.import(&file)), ROWS);
                bench
            },
            BatchSize::PerIteration,
        );
    });
    let there = runtime.block_on(async {
        let bench = Bench::new().await;
        bench.import(&file).await;
        bench
    });
    group.bench_function("unchanged", |bencher| {
        bencher.iter(|| assert_eq!(runtime.block_on(there.import(&file)), ROWS));
    });
    group.finish();
}

criterion_group!(benches, import);
criterion_main!(benches);
