//! Callers, changes and verdicts to test with.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;
use talap_model::{
    Caller, ClauseId, Entropy, Identity, OrganisationId, RecordId, RecordKey, RegisterKey, Right, Scope, Status,
    Subject, SubjectKind, Timestamp,
};
use talap_store::{Assessment, Change, ChangeKind, Values, Verdict};

/// Counts instead of choosing at random, so that identifiers differ and tests repeat.
struct Counting;

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (byte, digit) in bytes.iter_mut().rev().zip(number.iter().rev()) {
            *byte = *digit;
        }
    }
}

pub(crate) const START: Timestamp = Timestamp::from_micros(1_795_000_000_123_456);

pub(crate) fn id() -> RecordId {
    RecordId::generate(START, &Counting)
}

pub(crate) fn anyone() -> Caller {
    Caller::establish(Identity::OsUser("test".into()), Right::ALL, Scope::All)
}

pub(crate) fn with_rights(rights: &[Right], organisations: &[&str]) -> Caller {
    let scope = Scope::Organisations(organisations.iter().map(|id| organisation(id)).collect());
    Caller::establish(Identity::OsUser("some".into()), rights.iter().copied(), scope)
}

pub(crate) fn without(right: Right) -> Caller {
    let rights = Right::ALL.into_iter().filter(|other| *other != right);
    Caller::establish(Identity::OsUser("less".into()), rights, Scope::All)
}

pub(crate) fn organisation(id: &str) -> OrganisationId {
    OrganisationId::new(id).unwrap()
}

pub(crate) fn register(key: &str) -> RegisterKey {
    RegisterKey::new(key).unwrap()
}

pub(crate) fn key(key: &str) -> RecordKey {
    RecordKey::new(key).unwrap()
}

pub(crate) fn values(title: &str) -> Values {
    [("title".to_owned(), json!(title)), ("quantity".to_owned(), json!(7.5))].into()
}

/// A creation of a record of `documents` with that key.
pub(crate) fn creation(org: &str, key_text: &str) -> Change {
    Change {
        id: id(),
        record: id(),
        register: register("documents"),
        organisation: organisation(org),
        key: key(key_text),
        version: 1,
        at: START,
        by: String::new(),
        kind: ChangeKind::Created,
        before: None,
        after: values(key_text),
        salts: [("title".to_owned(), "00ff".to_owned())].into(),
        commitments: [("title".to_owned(), "aa55".to_owned())].into(),
        ledger_seq: None,
    }
}

/// The change that may follow another one.
pub(crate) fn next(of: &Change, kind: ChangeKind, title: &str) -> Change {
    Change {
        id: id(),
        version: of.version + 1,
        at: of.at.plus_seconds(60),
        kind,
        before: Some(of.after.clone()),
        after: values(title),
        ..of.clone()
    }
}

pub(crate) fn assessment(at: Timestamp) -> Assessment {
    Assessment { id: id(), at, by: "os:test".into(), catalog: "832".into(), duration_micros: 1_500, whole: true }
}

pub(crate) fn verdict(org: &str, object: &str, status: Status) -> Verdict {
    Verdict {
        statement: "event-logs-kept".parse().unwrap(),
        clause: ClauseId::new("38.4").unwrap(),
        organisation: organisation(org),
        subject: Subject { kind: SubjectKind::Object, id: object.into() },
        status,
        mode: "checked".into(),
        reason_key: "kept-too-short".into(),
        reason_args: json!({ "days": 12, "қай": "«журнал»" }),
        evidence: vec!["event:17".into()],
    }
}
