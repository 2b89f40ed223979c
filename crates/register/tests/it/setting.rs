//! One engine for a test: `SQLite` and a ledger in a folder of its own, a set clock, a seeded source of bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use talap_ledger::{Ledger, LedgerConfig, SigningKey};
use talap_model::{
    Caller, Clock, Entropy, Identity, Localized, Message, NewEvent, OrganisationId, RecordKey, RegisterKey, Right,
    Scope, Timestamp, TraitKey,
};
use talap_register::{
    AppendFailed, Choice, Definitions, EventLog, Ground, ImportError, ImportOptions, ImportReport, Register,
    TraitField, TraitKind,
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

impl TestClock {
    /// Lets days pass.
    pub(crate) fn wait(&self, days: i64) {
        self.0.fetch_add(days * 86_400_000_000, Ordering::Relaxed);
    }
}

pub(crate) struct Setting {
    pub(crate) register: Register,
    pub(crate) ledger: Arc<Watched>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) store: Store,
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

pub(crate) fn ground() -> Ground {
    Ground::without_catalogue(traits())
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

fn register(
    store: &Store,
    ledger: &Arc<Watched>,
    clock: &Arc<TestClock>,
    definitions: Definitions,
    seed: u64,
) -> Register {
    let rights = [Right::ReadRecords, Right::ReadPersonalData, Right::AppendEvents];
    let recorder = Caller::establish(Identity::Service("register"), rights, Scope::All);
    let entropy = Arc::new(Counting(AtomicU64::new(seed)));
    let mover = Caller::establish(Identity::Service("transit"), [Right::WriteRecords], Scope::All);
    let definitions = Arc::new(definitions);
    Register::new(store.clone(), ledger.clone(), definitions, recorder, clock.clone(), entropy).with_mover(mover)
}

impl Setting {
    /// With other definitions than the built-in ones.
    pub(crate) async fn with(definitions: Definitions) -> Self {
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
        let register = register(&store, &ledger, &clock, definitions, 1);
        // What a person may hold: everything but handing events in.
        let rights = Right::ALL.into_iter().filter(|right| *right != Right::AppendEvents);
        let officer = caller("officer", rights, Scope::All);
        Self { register, ledger, clock, store, officer, _folder: folder }
    }

    /// The same records with other definitions, as after a new version was installed.
    pub(crate) fn redefined(&self, definitions: Definitions) -> Register {
        register(&self.store, &self.ledger, &self.clock, definitions, 1 << 32)
    }

    /// With two organisations, an object each, and two people of the first.
    pub(crate) async fn furnished() -> Self {
        Self::furnished_with(definitions()).await
    }

    /// The same, with other definitions than the built-in ones.
    pub(crate) async fn furnished_with(definitions: Definitions) -> Self {
        let setting = Self::with(definitions).await;
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

/// One more register beside those that every installation has.
pub(crate) fn and_loans(text: &str) -> Definitions {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../registers");
    let built_in = ["organisations", "objects", "people"].map(|name| {
        let name = format!("{name}.toml");
        let text = std::fs::read_to_string(folder.join(&name)).unwrap();
        (name, text)
    });
    let own = ("loans.toml".to_owned(), loans(text));
    Definitions::from_texts(built_in.into_iter().chain([own]), &ground()).unwrap_or_else(|error| panic!("{error}"))
}

/// A definition of the register `loans`, of which every text is told by its own key. `LABEL` stands for a label.
pub(crate) fn loans(text: &str) -> String {
    let head = "version = 1\nkey = \"loans\"\ntitle = LABEL(loans)\nkey_label = LABEL(loan)\n";
    let mut made = String::new();
    for (place, part) in format!("{head}{text}").split("LABEL(").enumerate() {
        match part.split_once(')').filter(|_| place > 0) {
            Some((word, rest)) => {
                write!(made, "{{ kk = \"{word} kk\", ru = \"{word} ru\", en = \"{word}\" }}{rest}").unwrap();
            }
            None => made += part,
        }
    }
    made
}
