//! One engine for a test: `SQLite` and a ledger in a folder of its own, a set clock, a seeded source of bytes.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use talap_ledger::{Ledger, LedgerConfig, SigningKey};
use talap_model::{
    Caller, Clock, Entropy, Identity, Localized, Message, NewEvent, OrganisationId, RecordKey, RegisterKey, Right,
    Scope, Timestamp, TraitKey,
};
use talap_register::{
    AppendFailed, Choice, Definitions, EventLog, Ground, ImportError, ImportOptions, ImportReport, Register, Span,
    SpanUnit, TraitField, TraitKind,
};
use talap_store::{Store, sqlite_url};

pub(crate) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1_000_000, Ordering::Relaxed))
    }
}

pub(crate) struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (place, byte) in bytes.iter_mut().rev().enumerate() {
            *byte = *number.iter().rev().nth(place).unwrap_or(&0);
        }
    }
}

/// The real ledger, with a copy of what it took and a switch that makes it fail.
pub(crate) struct Watched {
    ledger: Ledger,
    pub(crate) events: Mutex<Vec<NewEvent>>,
    pub(crate) appends: AtomicU64,
    pub(crate) failing: Mutex<bool>,
}

#[async_trait]
impl EventLog for Watched {
    async fn append(&self, caller: &Caller, events: Vec<NewEvent>) -> Result<u64, AppendFailed> {
        if *self.failing.lock().unwrap() {
            return Err(AppendFailed { text: "no".to_owned(), message: Message::new("ledger-closed") });
        }
        let first = EventLog::append(&self.ledger, caller, events.clone()).await?;
        self.events.lock().unwrap().extend(events);
        self.appends.fetch_add(1, Ordering::Relaxed);
        Ok(first)
    }
}

pub(crate) struct Setting {
    pub(crate) register: Register,
    pub(crate) ledger: Arc<Watched>,
    pub(crate) officer: Caller,
    _folder: tempfile::TempDir,
}

pub(crate) fn words(text: &str) -> Localized {
    Localized { kk: text.to_owned(), ru: text.to_owned(), en: text.to_owned() }
}

pub(crate) fn traits() -> Vec<TraitField> {
    let stage = |key: &str| Choice { key: key.to_owned(), label: words(key) };
    let make = |key: &str, on_object, kind| TraitField {
        key: TraitKey::new(key).unwrap(),
        on_object,
        kind,
        label: words(&format!("trait {key}")),
    };
    vec![
        make("state_body", false, TraitKind::Flag),
        make("class", true, TraitKind::Number),
        make("stage", true, TraitKind::Choice(vec![stage("trial"), stage("operation")])),
        make("commissioned_on", true, TraitKind::Date),
    ]
}

/// The traits, and every term that the built-in registers name, as a year.
pub(crate) fn ground() -> Ground {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../registers");
    let mut terms = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let named = text.split("parameter = \"").skip(1).filter_map(|rest| rest.split('"').next());
        terms.extend(named.map(|name| (name.to_owned(), Span { count: 1, unit: SpanUnit::Year })));
    }
    Ground { traits: traits(), terms }
}

pub(crate) fn definitions() -> Definitions {
    Definitions::built_in(&ground()).unwrap()
}

pub(crate) fn key(text: &str) -> RegisterKey {
    RegisterKey::new(text).unwrap()
}

pub(crate) fn org(text: &str) -> OrganisationId {
    OrganisationId::new(text).unwrap()
}

pub(crate) fn record_key(text: &str) -> RecordKey {
    RecordKey::new(text).unwrap()
}

pub(crate) fn caller(name: &str, rights: impl IntoIterator<Item = Right>, scope: Scope) -> Caller {
    Caller::establish(Identity::OsUser(name.to_owned()), rights, scope)
}

impl Setting {
    pub(crate) async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(1_790_000_000_000_000)));
        let store = Store::open(&sqlite_url(&folder.path().join("records.sqlite"))).await.unwrap();
        let config = LedgerConfig::new(folder.path().join("ledger"), "talap.test");
        let (ledger, _) = Ledger::open(config, SigningKey::from_seed(&[7; 32]), clock.clone()).unwrap();
        let ledger = Arc::new(Watched {
            ledger,
            events: Mutex::default(),
            appends: AtomicU64::new(0),
            failing: Mutex::default(),
        });
        let rights = [Right::ReadRecords, Right::ReadPersonalData, Right::AppendEvents];
        let recorder = Caller::establish(Identity::Service("register"), rights, Scope::All);
        let entropy = Arc::new(Counting(AtomicU64::new(1)));
        let register = Register::new(store, ledger.clone(), Arc::new(definitions()), recorder, clock, entropy);
        // What a person may hold: everything but handing events in.
        let rights = Right::ALL.into_iter().filter(|right| *right != Right::AppendEvents);
        let officer = caller("officer", rights, Scope::All);
        Self { register, ledger, officer, _folder: folder }
    }

    /// With two organisations, an object each, and two people of the first.
    pub(crate) async fn furnished() -> Self {
        let setting = Self::empty().await;
        setting
            .must(
                "organisations",
                None,
                "key,name_kk,name_ru,name_en,state_body\nqala,Қала,Кала,Qala,иә\nauyl,Ауыл,Аул,Auyl,\n",
            )
            .await;
        setting.must("objects", None, "organisation;key;kind;name_kk;name_ru;name_en;class;stage;commissioned_on\nqala;room-1;server_room;a;b;c;;;\nqala;portal;internet_resource;a;b;c;2;operation;01.02.2024\nauyl;room-2;server_room;a;b;c;;;\n").await;
        setting
            .must(
                "people",
                Some("qala"),
                "key,name,position,is_responsible\n1,А. Серікова,маман,иә\n2,Б. Оспанов,маман,жоқ\n",
            )
            .await;
        setting
    }

    pub(crate) async fn import(
        &self,
        register: &str,
        organisation: Option<&str>,
        bytes: &[u8],
    ) -> Result<ImportReport, ImportError> {
        let organisation = organisation.map(org);
        self.register
            .import(&self.officer, &key(register), organisation.as_ref(), bytes, ImportOptions::default())
            .await
    }

    pub(crate) async fn must(&self, register: &str, organisation: Option<&str>, text: &str) -> ImportReport {
        let report = self.import(register, organisation, text.as_bytes()).await.unwrap();
        assert_eq!(report.rejected, [], "{register}");
        report
    }
}

/// What is wrong, in a form that reads well in a test: line, column, value, reason.
pub(crate) fn told(report: &ImportReport) -> Vec<(u64, &str, &str, &str)> {
    let part = |text: &'static str| text;
    report
        .rejected
        .iter()
        .map(|error| {
            let column = error.column.as_deref().unwrap_or(part("-"));
            let value = error.value.as_deref().unwrap_or(part("-"));
            (error.line, column, value, error.reason.key.as_str())
        })
        .collect()
}

pub(crate) fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect()
}
