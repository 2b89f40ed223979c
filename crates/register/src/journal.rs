//! Changes of records as events of the ledger. The events carry commitments and never a value.

use async_trait::async_trait;
use talap_model::{
    ActKey, Attributes, Caller, Explain, InvalidId, Message, NewEvent, ObjectId, SourceId, SourceKind, SubjectKind,
    Timestamp,
};
use talap_store::{Change, ChangeKind};

use crate::commitment::ATTRIBUTE_PREFIX;
use crate::definition::{Definition, FieldKind};

/// OCSF 'Entity Management', class 3004: a managed entity was created, updated or deleted.
const CLASS_UID: u32 = 3004;
/// OCSF severity 'Informational'.
const SEVERITY_ID: u8 = 1;
/// The object and source of events of Talap's own.
const TALAP: &str = "talap";

/// Where changes are proved: the ledger, or a stand-in that fails in a test.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Appends the events as a whole or not at all, and returns the number of the first; the others follow it.
    ///
    /// # Errors
    ///
    /// [`AppendFailed`] when the events are not durable.
    async fn append(&self, caller: &Caller, events: Vec<NewEvent>) -> Result<u64, AppendFailed>;
}

/// The ledger did not take events.
#[derive(Debug, thiserror::Error)]
#[error("the ledger did not take the events: {text}")]
pub struct AppendFailed {
    /// What it said, for a log.
    pub text: String,
    /// What it said, for a person.
    pub message: Message,
}

impl AppendFailed {
    /// From the ledger's own error.
    pub fn from_error(error: &(impl Explain + std::error::Error)) -> Self {
        Self { text: error.to_string(), message: error.explain() }
    }
}

/// The event that proves a change.
pub(crate) fn event(
    definition: Option<&Definition>,
    change: &Change,
    received_at: Timestamp,
) -> Result<NewEvent, InvalidId> {
    let act = match change.kind {
        ChangeKind::Created => ActKey::RecordCreated,
        ChangeKind::Updated => ActKey::RecordUpdated,
        ChangeKind::Voided => ActKey::RecordVoided,
    };
    let mut attributes: Attributes = change
        .commitments
        .iter()
        .map(|(field, commitment)| (format!("{ATTRIBUTE_PREFIX}{field}"), commitment.clone()))
        .collect();
    attributes.insert("register", change.register.to_string());
    attributes.insert("record", change.record.to_string());
    attributes.insert("version", change.version.to_string());
    Ok(NewEvent {
        received_at,
        occurred_at: Some(change.at),
        organisation: change.organisation.clone(),
        object: object(definition, change)?,
        source: SourceId::new(TALAP)?,
        kind: SourceKind::Talap,
        class_uid: CLASS_UID,
        severity_id: SEVERITY_ID,
        host: None,
        program: Some(TALAP.to_owned()),
        user: Some(change.by.clone()),
        address: None,
        message: act.key().to_owned(),
        attributes,
        raw: Vec::new(),
        fault: None,
    })
}

/// The object that a change is about: the record itself, or the one that it refers to.
fn object(definition: Option<&Definition>, change: &Change) -> Result<ObjectId, InvalidId> {
    if definition.is_some_and(|definition| definition.traits == Some(SubjectKind::Object)) {
        return ObjectId::new(change.key.as_str()).or_else(|_| ObjectId::new(TALAP));
    }
    let fields = definition.into_iter().flat_map(|definition| &definition.fields);
    let mut named = fields
        .filter(|field| matches!(field.kind, FieldKind::Object(_)))
        .filter_map(|field| ObjectId::new(change.after.get(&field.key)?.as_str()?).ok());
    named.next().map_or_else(|| ObjectId::new(TALAP), Ok)
}
