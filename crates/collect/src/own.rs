//! Talap's own acts as events of the ledger: who did what, told by Talap itself.

use talap_ledger::{AppendError, Ledger};
use talap_model::{
    ActKey, Attributes, Caller, Clock, Explain, InvalidId, Message, NewEvent, ObjectId, OrganisationId, SourceId,
    SourceKind,
};

use crate::stream::PLACE_SOURCE;

/// The organisation, object and source of acts that concern no organisation.
pub const OWN: &str = "talap";

/// OCSF severity 'Informational'.
const INFORMATIONAL: u8 = 1;
/// OCSF severity 'Medium'.
const MEDIUM: u8 = 3;

/// An act to record.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    action: ActKey,
    who: &'a str,
    organisation: Option<OrganisationId>,
    object: Option<ObjectId>,
    address: Option<String>,
    severity_id: u8,
    attributes: Attributes,
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
    /// An act that concerns no organisation: its key and who did it, as [`talap_model::Identity`] displays.
    pub fn new(action: ActKey, who: &'a str) -> Self {
        Self {
            action,
            who,
            organisation: None,
            object: None,
            address: None,
            severity_id: INFORMATIONAL,
            attributes: Attributes::new(),
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
            message: self.action.key().to_owned(),
            attributes: self.attributes,
            raw: Vec::new(),
            fault: None,
        })
    }
}

/// Which act of Talap's own an event tells. What somebody else sent is none, whatever its text says: no registered source is of the
/// kind [`SourceKind::Talap`], and Talap's own acts come under no other source than its two.
pub fn act_of(event: &NewEvent) -> Option<ActKey> {
    let is_own = event.kind == SourceKind::Talap && [OWN, PLACE_SOURCE].contains(&event.source.as_str());
    if is_own { ActKey::of(&event.message) } else { None }
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

#[cfg(test)]
mod tests {
    use talap_model::Timestamp;

    use super::*;

    struct Noon;

    impl Clock for Noon {
        fn now(&self) -> Timestamp {
            Timestamp::from_micros(0)
        }
    }

    #[test]
    fn only_what_talap_wrote_is_an_act_of_its_own() {
        let own = Act::new(ActKey::SourceSilenceBegan, "talap:watch").into_event(&Noon).unwrap();
        assert_eq!(act_of(&own), Some(ActKey::SourceSilenceBegan));
        let note = NewEvent { source: SourceId::new(PLACE_SOURCE).unwrap(), ..own.clone() };
        assert_eq!(act_of(&note), Some(ActKey::SourceSilenceBegan));
        for kind in SourceKind::ALL.into_iter().filter(|kind| *kind != SourceKind::Talap) {
            assert_eq!(act_of(&NewEvent { kind, ..own.clone() }), None, "{kind:?}");
        }
        assert_eq!(act_of(&NewEvent { source: SourceId::new("web").unwrap(), ..own.clone() }), None);
        assert_eq!(act_of(&NewEvent { message: "source.silence-began!".to_owned(), ..own }), None);
    }
}
