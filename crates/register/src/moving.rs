//! Transitions: a record goes from one state to another, by those who may, once what it asks for is there.

use std::collections::BTreeMap;

use async_trait::async_trait;
use talap_model::{Caller, Message, OrganisationId, RecordKey, RegisterKey, Right};
use talap_store::{Change, ChangeKind, CommitError, Record, right_to_write};

use crate::commitment::canonical;
use crate::course::{STATE, Transition};
use crate::definition::Definition;
use crate::engine::{Register, Saved, no_record};
use crate::error::WriteError;
use crate::plan::Values;

/// Who looks at electronic signatures.
#[async_trait]
pub trait Signing: Send + Sync {
    /// Whether a signature is one over these bytes, by the person who calls.
    ///
    /// # Errors
    ///
    /// Why it is not, for a person.
    async fn check(&self, caller: &Caller, content: &[u8], signature: &[u8]) -> Result<(), Message>;
}

/// What is signed of a transition: where the record stands, what it holds, and the state that it goes to.
pub fn signed_content(record: &Record, transition: &Transition) -> Vec<u8> {
    let mut lines = vec![
        "talap transition v1".to_owned(),
        format!("record {}", record.id),
        format!("version {}", record.version),
        format!("transition {}", transition.key),
    ];
    lines.extend(record.values.iter().map(|(field, value)| format!("{field} {}", canonical(value))));
    lines.join("\n").into_bytes()
}

/// A record that is to be moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its key.
    pub key: RecordKey,
    /// The version that the caller has seen; any, where none is named.
    pub seen: Option<u32>,
}

impl Register {
    /// Moves one record on.
    ///
    /// # Errors
    ///
    /// [`WriteError`] when nothing was changed: there is no such transition, it does not lead out of the record's state, it is
    /// not the caller's, a field is empty that it requires, a signature is missing or wrong, or the record changed since. A
    /// transition that names roles takes one of them, any other the right to change the register, and each the right to read it.
    pub async fn transit(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        moved: &Moved,
        transition: &str,
        signature: Option<&[u8]>,
    ) -> Result<Saved, WriteError> {
        let change = self.move_of(caller, register, moved, transition, signature).await?;
        let (record, key) = (change.record, change.key.clone());
        let waiting = match self.commit_moves(caller, vec![change]).await {
            // Somebody else was faster between the look at the record and the change of it.
            Err(WriteError::Commit(error @ CommitError::Conflict { .. })) => {
                let current = self.store.record(&self.recorder, register, &moved.organisation, &moved.key).await?;
                return Err(current.map_or(error.into(), |current| WriteError::Changed { current: Box::new(current) }));
            }
            committed => committed?,
        };
        Ok(Saved { record, key, kind: Some(ChangeKind::Updated), waiting })
    }

    /// What moving several records would do: for each what keeps it, if anything. Nothing is changed.
    ///
    /// # Errors
    ///
    /// [`WriteError`] when the caller may not change the register at all.
    pub async fn preview_transit(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        moved: &[Moved],
        transition: &str,
    ) -> Result<Vec<Option<Message>>, WriteError> {
        self.to_move(caller, register, None, transition)?;
        let mut told = Vec::new();
        for one in moved {
            let outcome = self.move_of(caller, register, one, transition, None).await;
            told.push(outcome.err().map(|error| talap_model::Explain::explain(&error)));
        }
        Ok(told)
    }

    /// Moves several records on, all of them in one transaction or none.
    ///
    /// # Errors
    ///
    /// [`WriteError`] of the first that cannot be moved.
    pub async fn transit_all(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        moved: &[Moved],
        transition: &str,
    ) -> Result<Option<Message>, WriteError> {
        let mut changes = Vec::new();
        for one in moved {
            changes.push(self.move_of(caller, register, one, transition, None).await?);
        }
        self.commit_moves(caller, changes).await
    }

    /// Keeps transitions in the caller's name. Whoever holds a role that a transition names need not be allowed to change the
    /// register otherwise: the change is then that of a part of Talap, which makes no other.
    async fn commit_moves(&self, caller: &Caller, changes: Vec<Change>) -> Result<Option<Message>, WriteError> {
        let may_write =
            |change: &Change| caller.require_for(right_to_write(&change.register), &change.organisation).is_ok();
        match &self.mover {
            Some(mover) if !changes.iter().all(may_write) => {
                let derived = self.derived(&changes);
                self.store.commit_for(mover, caller, &changes, &derived).await?;
                Ok(self.sent(&changes).await)
            }
            _ => self.commit(caller, changes).await,
        }
    }

    /// The definition, once the caller may take the transition or change the register anyway, and may read it.
    fn to_move(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        transition: &str,
    ) -> Result<&Definition, WriteError> {
        let known = self.definitions.get(register);
        let way = known.and_then(|definition| definition.transition(transition));
        if way.is_some_and(|way| !way.roles.is_empty() && way.is_for(caller)) {
            if let Some(organisation) = organisation {
                caller.require_for(Right::ReadRecords, organisation)?;
            }
        } else {
            self.to_write(caller, register, organisation)?;
        }
        // What a refusal tells of a record is for those who may read it.
        Ok(self.to_read(caller, register)?)
    }

    /// Whether there is somebody who looks at electronic signatures, so that transitions that want one ask for it.
    pub fn has_signing(&self) -> bool {
        self.signing.is_some()
    }

    /// The transitions that lead out of a record's state and that the caller may take, with the fields that each still lacks.
    pub fn ways<'a>(
        &self,
        caller: &Caller,
        definition: &'a Definition,
        values: &Values,
    ) -> Vec<(&'a Transition, Vec<&'a str>)> {
        let Some(state) = definition.state_of(values) else { return Vec::new() };
        let open = definition.transitions.iter().filter(|way| way.from.contains(&state.key));
        let open = open.filter(|way| definition.may_take(way, caller));
        open.map(|way| (way, lacking(definition, way, values))).collect()
    }

    async fn move_of(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        moved: &Moved,
        transition: &str,
        signature: Option<&[u8]>,
    ) -> Result<Change, WriteError> {
        let definition = self.to_move(caller, register, Some(&moved.organisation), transition)?;
        let way = definition.transition(transition);
        let way = way.ok_or_else(|| WriteError::UnknownTransition { transition: transition.to_owned() })?;
        let record = self.store.record(&self.recorder, register, &moved.organisation, &moved.key).await?;
        let missing = || no_record(register, &moved.organisation, moved.key.as_str());
        let record = record.filter(|record| !record.voided).ok_or_else(missing)?;
        if moved.seen.is_some_and(|seen| seen != record.version) {
            return Err(WriteError::Changed { current: Box::new(record) });
        }
        let key = || record.key.to_string();
        let state = definition.state_of(&record.values).filter(|state| way.from.contains(&state.key));
        if state.is_none() {
            let state = definition.state_of(&record.values).map(|state| state.label.clone());
            return Err(WriteError::WrongState {
                key: key(),
                state: state.map(Box::new),
                transition: Box::new(way.label.clone()),
            });
        }
        if !way.is_for(caller) {
            return Err(WriteError::NotTheirs { roles: way.roles.clone() });
        }
        if let Some(field) = lacking(definition, way, &record.values).first().and_then(|field| definition.field(field))
        {
            return Err(WriteError::Lacking { key: key(), field: Box::new(field.label.clone()) });
        }
        if let Some(signing) = self.signing.as_ref().filter(|_| way.signature) {
            let signature = signature.ok_or(WriteError::Unsigned)?;
            let content = signed_content(&record, way);
            signing.check(caller, &content, signature).await.map_err(|reason| WriteError::Signature { reason })?;
        }
        let mut after = record.values.clone();
        after.insert(STATE.to_owned(), way.to.as_str().into());
        crate::rules::complete(definition, &BTreeMap::new(), &mut after);
        Ok(self.change(caller, ChangeKind::Updated, Some(&record), &record.key, &record.organisation, register, after))
    }
}

/// The fields that are empty and that the transition requires, or that the definition does of records in the state that it
/// leads to.
fn lacking<'a>(definition: &'a Definition, way: &'a Transition, values: &Values) -> Vec<&'a str> {
    let mut after = values.clone();
    after.insert(STATE.to_owned(), way.to.as_str().into());
    let by_state = definition.fields.iter().filter(|field| {
        let hangs = field.required_when.as_ref().filter(|condition| condition.field == STATE);
        hangs.is_some_and(|condition| condition.holds(&after)) && field.is_apt(&after)
    });
    let mut wanted: Vec<&str> = way.requires.iter().map(String::as_str).collect();
    for field in by_state.map(|field| field.key.as_str()) {
        if !wanted.contains(&field) {
            wanted.push(field);
        }
    }
    wanted.retain(|field| !values.contains_key(*field));
    wanted
}
