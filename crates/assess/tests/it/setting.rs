//! A store, a ledger and callers to test with.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use talap_assess::Facts;
use talap_ledger::{Ledger, LedgerConfig, SigningKey};
use talap_model::{
    Attributes, Caller, Clock, Column, ColumnKind, Entropy, Identity, NewEvent, OrganisationId, RegisterKey, Right,
    Scope, SourceKind, Table, Timestamp,
};
use talap_store::Store;

/// 22 November 2026, 23:59:59 UTC, so that events fall on two days.
pub(crate) const START: i64 = 1_795_391_999_000_000;

/// A second later at each look.
pub(crate) struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1_000_000, Ordering::Relaxed))
    }
}

impl Entropy for Ticking {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (byte, digit) in bytes.iter_mut().rev().zip(number.iter().rev()) {
            *byte = *digit;
        }
    }
}

pub(crate) struct Setting {
    pub(crate) facts: Facts,
    pub(crate) ledger: Ledger,
    pub(crate) store: Store,
    pub(crate) ticking: Arc<Ticking>,
    _folder: tempfile::TempDir,
}

impl Setting {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ticking = Arc::new(Ticking(AtomicI64::new(START)));
        let config = LedgerConfig::new(folder.path(), "talap.test");
        let (ledger, _) = Ledger::open(config, SigningKey::from_seed(&[7; 32]), ticking.clone()).unwrap();
        let store = Store::open("sqlite::memory:").await.unwrap();
        let facts = Facts::new(store.clone(), ledger.clone(), [attestations()]);
        Self { facts, ledger, store, ticking, _folder: folder }
    }

    pub(crate) async fn append(&self, events: Vec<NewEvent>) {
        self.ledger.append(&anyone(), events).await.unwrap();
    }
}

/// The register of what people state, as far as an assessment asks it.
pub(crate) fn attestations() -> Table {
    let column = |name: &str, kind| Column { name: name.to_owned(), kind };
    let mut columns: Vec<Column> =
        ["statement", "subject_kind", "subject", "result", "stated_by"].map(|n| column(n, ColumnKind::Text)).into();
    columns.extend(["stated_on", "valid_until"].map(|name| column(name, ColumnKind::Date)));
    Table { register: RegisterKey::new("attestations").unwrap(), columns, personal: false }
}

pub(crate) fn anyone() -> Caller {
    Caller::establish(Identity::OsUser("test".to_owned()), Right::ALL, Scope::All)
}

pub(crate) fn within(rights: &[Right], organisations: &[&str]) -> Caller {
    let scope = Scope::Organisations(organisations.iter().map(|id| OrganisationId::new(*id).unwrap()).collect());
    Caller::establish(Identity::OsUser("some".to_owned()), rights.iter().copied(), scope)
}

/// An event that says this, received so many seconds after the start.
pub(crate) fn event(organisation: &str, message: &str, second: i64) -> NewEvent {
    NewEvent {
        received_at: Timestamp::from_micros(START).plus_seconds(second),
        occurred_at: None,
        organisation: organisation.parse().unwrap(),
        object: "portal".parse().unwrap(),
        source: "web".parse().unwrap(),
        kind: SourceKind::Application,
        class_uid: 0,
        severity_id: 1,
        host: None,
        program: None,
        user: None,
        address: None,
        message: message.to_owned(),
        attributes: Attributes::new(),
        raw: Vec::new(),
        fault: None,
    }
}
