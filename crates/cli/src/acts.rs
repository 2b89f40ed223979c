//! Talap's own acts as events of the ledger: who did what, told by Talap itself.

use std::collections::BTreeMap;

use talap_ledger::Ledger;
use talap_model::{Caller, Clock, Explain, InvalidId, NewEvent, ObjectId, OrganisationId, SourceId, SourceKind};

use crate::failure::Failure;

/// The organisation, object and source of acts that concern no organisation.
pub(crate) const OWN: &str = "talap";

/// OCSF severity 'Informational'.
const INFORMATIONAL: u8 = 1;

/// An act to record.
pub(crate) struct Act<'a> {
    /// The action's key: `import.finished`.
    pub(crate) action: &'a str,
    /// Who did it, as [`talap_model::Identity`] displays.
    pub(crate) who: &'a str,
    /// The organisation that it concerns, if one.
    pub(crate) organisation: Option<OrganisationId>,
    /// The object that it concerns, if one.
    pub(crate) object: Option<ObjectId>,
    /// The details.
    pub(crate) attributes: BTreeMap<String, String>,
}

impl<'a> Act<'a> {
    /// An act that concerns no organisation.
    pub(crate) fn new(action: &'a str, who: &'a str) -> Self {
        Self { action, who, organisation: None, object: None, attributes: BTreeMap::new() }
    }

    /// The same with one more detail.
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.attributes.insert(name.to_owned(), value.to_string());
        self
    }

    fn into_event(self, clock: &dyn Clock) -> Result<NewEvent, InvalidId> {
        let now = clock.now();
        Ok(NewEvent {
            received_at: now,
            occurred_at: Some(now),
            organisation: self.organisation.map_or_else(|| OrganisationId::new(OWN), Ok)?,
            object: self.object.map_or_else(|| ObjectId::new(OWN), Ok)?,
            source: SourceId::new(OWN)?,
            kind: SourceKind::Talap,
            class_uid: 0,
            severity_id: INFORMATIONAL,
            host: None,
            program: Some(OWN.to_owned()),
            user: Some(self.who.to_owned()),
            address: None,
            message: self.action.to_owned(),
            attributes: self.attributes,
            raw: Vec::new(),
            fault: None,
        })
    }
}

/// Appends an act, durably.
pub(crate) async fn record(ledger: &Ledger, recorder: &Caller, clock: &dyn Clock, act: Act<'_>) -> Result<(), Failure> {
    let event = act.into_event(clock).map_err(|error| Failure::failed(error.explain()))?;
    ledger.append(recorder, vec![event]).await.map_err(|error| Failure::failed(error.explain()))?;
    Ok(())
}
