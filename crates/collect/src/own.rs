//! Talap's own acts as events of the ledger: who did what, told by Talap itself.

use std::collections::BTreeMap;

use talap_ledger::{AppendError, Ledger};
use talap_model::{
    Caller, Clock, Explain, InvalidId, Message, NewEvent, ObjectId, OrganisationId, SourceId, SourceKind,
};

/// The organisation, object and source of acts that concern no organisation.
pub const OWN: &str = "talap";

/// OCSF severity 'Informational'.
const INFORMATIONAL: u8 = 1;
/// OCSF severity 'Medium'.
const MEDIUM: u8 = 3;

/// An act to record.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    action: &'a str,
    who: &'a str,
    organisation: Option<OrganisationId>,
    object: Option<ObjectId>,
    address: Option<String>,
    severity_id: u8,
    attributes: BTreeMap<String, String>,
}

/// An act could not be recorded.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// Talap's own name is no identifier; it never happens.
    #[error(transparent)]
    Id(#[from] InvalidId),
    /// The ledger did not take it.
    #[error(transparent)]
    Append(#[from] AppendError),
}

impl Explain for ActError {
    fn explain(&self) -> Message {
        match self {
            Self::Id(error) => error.explain(),
            Self::Append(error) => error.explain(),
        }
    }
}

impl<'a> Act<'a> {
    /// An act that concerns no organisation: its key (`import.finished`) and who did it, as [`talap_model::Identity`]
    /// displays.
    pub fn new(action: &'a str, who: &'a str) -> Self {
        Self {
            action,
            who,
            organisation: None,
            object: None,
            address: None,
            severity_id: INFORMATIONAL,
            attributes: BTreeMap::new(),
        }
    }

    /// The same with one more detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.attributes.insert(name.to_owned(), value.to_string());
        self
    }

    /// The same about an organisation.
    #[must_use]
    pub fn about(mut self, organisation: Option<OrganisationId>) -> Self {
        self.organisation = organisation;
        self
    }

    /// The same about an object of the organisation.
    #[must_use]
    pub fn about_object(mut self, object: ObjectId) -> Self {
        self.object = Some(object);
        self
    }

    /// The same, done from a network address.
    #[must_use]
    pub fn from_address(mut self, address: &str) -> Self {
        self.address = Some(address.to_owned());
        self
    }

    /// The same as something that a person should look at (OCSF severity 'Medium').
    #[must_use]
    pub fn to_look_at(mut self) -> Self {
        self.severity_id = MEDIUM;
        self
    }

    /// The act as an event, for a way into the ledger other than [`record`].
    ///
    /// # Errors
    ///
    /// [`InvalidId`] when Talap's own name is no identifier, which never happens.
    pub fn into_event(self, clock: &dyn Clock) -> Result<NewEvent, InvalidId> {
        let now = clock.now();
        Ok(NewEvent {
            received_at: now,
            occurred_at: Some(now),
            organisation: self.organisation.map_or_else(|| OrganisationId::new(OWN), Ok)?,
            object: self.object.map_or_else(|| ObjectId::new(OWN), Ok)?,
            source: SourceId::new(OWN)?,
            kind: SourceKind::Talap,
            class_uid: 0,
            severity_id: self.severity_id,
            host: None,
            program: Some(OWN.to_owned()),
            user: Some(self.who.to_owned()),
            address: self.address,
            message: self.action.to_owned(),
            attributes: self.attributes,
            raw: Vec::new(),
            fault: None,
        })
    }
}

/// Appends an act, durably.
///
/// # Errors
///
/// [`ActError`] when the ledger did not take it.
pub async fn record(ledger: &Ledger, recorder: &Caller, clock: &dyn Clock, act: Act<'_>) -> Result<(), ActError> {
    let event = act.into_event(clock)?;
    ledger.append(recorder, vec![event]).await?;
    Ok(())
}
