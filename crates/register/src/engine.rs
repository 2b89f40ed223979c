//! The record engine: definitions, the record store and the ledger put together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use talap_model::{
    Caller, Clock, Entropy, Message, OrganisationId, RecordId, RecordKey, RegisterKey, Right, SubjectKind,
};
use talap_store::{Change, ChangeKind, CommitError, Record, Store, right_to_write};
use time::UtcOffset;

use crate::commitment::{VOID_REASON, canonical, seal};
use crate::definition::{Definition, KeyForm, Rule};
use crate::definitions::Definitions;
use crate::error::{FlushError, ImportError, ReadError, WriteError};
use crate::header::{Column, Header};
use crate::importing::ImportFile;
use crate::journal::{AppendFailed, EventLog};
use crate::plan::{Accepted, Existing, Plan, Reading, Values};
use crate::report::ImportReport;
use crate::sheet::{Encoding, Row};

/// How many waiting changes go into the ledger with one append.
const FLUSH: u64 = 10_000;

/// How an import reads what the file leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportOptions {
    /// The encoding, where it shall not be guessed. A byte order mark decides all the same.
    pub encoding: Option<Encoding>,
    /// The time zone of times that name none.
    pub offset: UtcOffset,
}

impl Default for ImportOptions {
    /// The encoding is found out; times are those of Kazakhstan, UTC+5 since 1 March 2024.
    fn default() -> Self {
        Self { encoding: None, offset: UtcOffset::from_hms(5, 0, 0).unwrap_or(UtcOffset::UTC) }
    }
}

/// What a change of one record did.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The record.
    pub record: RecordId,
    /// What happened to it; none where it already was so.
    pub kind: Option<ChangeKind>,
    /// Why the ledger has not taken the change yet, if so; it waits in the store and goes with the next flush.
    pub waiting: Option<Message>,
}

/// The registers at work. Cheap to clone.
#[derive(Clone)]
pub struct Register {
    pub(crate) store: Store,
    pub(crate) ledger: Arc<dyn EventLog>,
    pub(crate) definitions: Arc<Definitions>,
    /// The engine's own caller. People may not append events, nor need to read all that a row is held against.
    pub(crate) recorder: Caller,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    /// One flush at a time, or two would send the same changes.
    flushing: Arc<tokio::sync::Mutex<()>>,
}

impl Register {
    /// An engine. `recorder` is a service's caller with [`Right::ReadRecords`], [`Right::ReadPersonalData`] and
    /// [`Right::AppendEvents`] over all organisations.
    pub fn new(
        store: Store,
        ledger: Arc<dyn EventLog>,
        definitions: Arc<Definitions>,
        recorder: Caller,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let flushing = Arc::default();
        Self { store, ledger, definitions, recorder, clock, entropy, flushing }
    }

    /// The definitions that the engine works with.
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    /// [`Register::import_file`] of bytes of which nothing is said.
    ///
    /// # Errors
    ///
    /// As [`Register::import_file`].
    pub async fn import(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        bytes: &[u8],
        options: ImportOptions,
    ) -> Result<ImportReport, ImportError> {
        self.import_file(caller, register, organisation, &ImportFile::of_bytes(bytes), options).await
    }

    /// Keeps one record: a new one, or other values of the one that has the key. The values are texts as a person writes
    /// them; a field that is not named keeps its value, an empty text clears it.
    ///
    /// # Errors
    ///
    /// [`WriteError`] when nothing was changed.
    pub async fn put(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &str,
        values: &BTreeMap<String, String>,
    ) -> Result<Saved, WriteError> {
        self.keep(caller, register, organisation, key, values, None).await
    }

    /// As [`Register::put`], but only where the record has the version that the caller has seen; with none, only where
    /// there is no record of that key, not even a void one. Between the look and the change nobody else's change is lost.
    ///
    /// # Errors
    ///
    /// [`WriteError::Changed`] with the record as it is now, where it has another version; another [`WriteError`] when
    /// nothing was changed for another reason, the right to read the register among them.
    pub async fn put_if(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &str,
        values: &BTreeMap<String, String>,
        expected: Option<u32>,
    ) -> Result<Saved, WriteError> {
        self.to_write(caller, register, Some(organisation))?;
        self.to_read(caller, register)?;
        caller.require_for(Right::ReadRecords, organisation)?;
        let current = async || match RecordKey::new(key.trim()) {
            Ok(key) => self.store.record(&self.recorder, register, organisation, &key).await,
            Err(_) => Ok(None),
        };
        match (current().await?, expected) {
            (Some(record), expected) if Some(record.version) != expected => {
                return Err(WriteError::Changed { current: Box::new(record) });
            }
            (None, Some(_)) => return Err(no_record(register, organisation, key)),
            _ => {}
        }
        let next = expected.map_or(1, |version| version.saturating_add(1));
        match self.keep(caller, register, organisation, key, values, Some(next)).await {
            Err(WriteError::Commit(error @ (CommitError::Conflict { .. } | CommitError::Duplicate { .. }))) => {
                match current().await? {
                    Some(record) => Err(WriteError::Changed { current: Box::new(record) }),
                    None => Err(error.into()),
                }
            }
            kept => kept,
        }
    }

    /// Keeps one record; where `version` is given, the change must make that one.
    async fn keep(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &str,
        values: &BTreeMap<String, String>,
        version: Option<u32>,
    ) -> Result<Saved, WriteError> {
        let definition = self.to_write(caller, register, Some(organisation))?;
        let (header, row) = one_row(definition, key, values)?;
        let existing = self.existing(caller, definition, Some(organisation)).await?;
        let reading = Reading {
            definition,
            header: &header,
            organisation: Some(organisation),
            offset: ImportOptions::default().offset,
            existing: &existing,
            caller,
        };
        let Plan { accepted, rejected } = reading.plan(&[row]);
        let Some(row) = accepted.first() else { return Err(WriteError::Refused { errors: rejected }) };
        let changes = self.changes(caller, register, &existing, &accepted).await?;
        let Some(change) = changes.first() else {
            let record = self.store.record(&self.recorder, register, organisation, &row.key).await?;
            let record = record.ok_or_else(|| no_record(register, organisation, key))?;
            return Ok(Saved { record: record.id, kind: None, waiting: None });
        };
        if version.is_some_and(|version| version != change.version) {
            // What stood there when the values were put together is not what stands there now.
            let (register, organisation, key) = (register.clone(), organisation.clone(), change.key.clone());
            return Err(CommitError::Conflict { register, organisation, key }.into());
        }
        let (record, kind) = (change.record, Some(change.kind));
        let waiting = self.commit(caller, changes).await?;
        Ok(Saved { record, kind, waiting })
    }

    /// Declares a record void. It stays readable by its key, with the reason, and leaves the lists and the facts.
    ///
    /// # Errors
    ///
    /// [`WriteError`] when there is no such record, no reason is given, or the caller lacks the right.
    pub async fn void(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &RecordKey,
        reason: &str,
    ) -> Result<Saved, WriteError> {
        self.to_write(caller, register, Some(organisation))?;
        if reason.trim().is_empty() {
            return Err(WriteError::NoReason);
        }
        let record = self.store.record(&self.recorder, register, organisation, key).await?;
        let record =
            record.filter(|record| !record.voided).ok_or_else(|| no_record(register, organisation, key.as_str()))?;
        let mut after = record.values.clone();
        after.insert(VOID_REASON.to_owned(), reason.trim().into());
        let id = record.id;
        let change = self.change(caller, ChangeKind::Voided, Some(&record), &record.key, organisation, register, after);
        let waiting = self.commit(caller, vec![change]).await?;
        Ok(Saved { record: id, kind: Some(ChangeKind::Voided), waiting })
    }

    /// Sends to the ledger all changes that the store holds and the ledger has not taken, and returns how many there were.
    /// A crash after the ledger took them and before the store noted it sends them again: the same record and version
    /// then stands in two events.
    ///
    /// # Errors
    ///
    /// [`FlushError`] when some still wait.
    pub async fn flush_outbox(&self) -> Result<usize, FlushError> {
        self.flush(&HashMap::new()).await
    }

    /// The same, without reading again those changes that are at hand.
    pub(crate) async fn flush(&self, made: &HashMap<RecordId, &Change>) -> Result<usize, FlushError> {
        let _one_at_a_time = self.flushing.lock().await;
        let mut sent = 0;
        loop {
            let waiting = self.store.uncommitted_ids(&self.recorder, FLUSH).await?;
            if waiting.is_empty() {
                return Ok(sent);
            }
            let at_hand: Option<Vec<&Change>> = waiting.iter().map(|id| made.get(id).copied()).collect();
            let read = match &at_hand {
                Some(_) => Vec::new(),
                None => self.store.uncommitted_changes(&self.recorder, FLUSH).await?,
            };
            let changes = at_hand.unwrap_or_else(|| read.iter().collect());
            let now = self.clock.now();
            let event = |change: &&Change| crate::journal::event(self.definitions.get(&change.register), change, now);
            let events = changes.iter().map(event).collect::<Result<Vec<_>, _>>();
            let events = events.map_err(|cause| AppendFailed::from_error(&cause))?;
            let first = self.ledger.append(&self.recorder, events).await?;
            let places: Vec<_> = changes.iter().map(|change| change.id).zip(first..).collect();
            self.store.mark_in_ledger(&self.recorder, &places).await?;
            sent += places.len();
        }
    }

    /// The definition, once the caller may write what they ask to.
    pub(crate) fn to_write(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
    ) -> Result<&Definition, WriteError> {
        let right = right_to_write(register);
        match organisation {
            Some(organisation) => caller.require_for(right, organisation)?,
            None => caller.require(right)?,
        }
        self.definitions.get(register).ok_or_else(|| WriteError::UnknownRegister { register: register.clone() })
    }

    /// Everything that rows of a register must be held against.
    pub(crate) async fn existing(
        &self,
        caller: &Caller,
        definition: &Definition,
        organisation: Option<&OrganisationId>,
    ) -> Result<Existing, WriteError> {
        let mut existing = Existing::default();
        for record in self.store.records(&self.recorder, self.definitions.organisations()).await? {
            if caller.reaches(&record.organisation) {
                existing.organisations.insert(record.organisation);
            }
        }
        let own = definition.traits == Some(SubjectKind::Organisation);
        if let Some(organisation) = organisation.filter(|asked| !own && !existing.organisations.contains(asked)) {
            return Err(WriteError::UnknownOrganisation { organisation: organisation.clone() });
        }
        for target in definition.targets() {
            if !existing.targets.contains_key(target) {
                existing.targets.insert(target.clone(), self.places(target).await?);
            }
        }
        if definition.rules.iter().any(|rule| matches!(rule, Rule::Subject { .. })) {
            existing.objects = self.places(self.definitions.objects()).await?;
        }
        for record in self.store.records(&self.recorder, &definition.key).await? {
            if definition.key_form == KeyForm::Identifier {
                existing.owners.insert(record.key.clone(), record.organisation.clone());
            }
            existing.records.insert((record.organisation, record.key), record.values);
        }
        Ok(existing)
    }

    async fn places(&self, register: &RegisterKey) -> Result<BTreeSet<(OrganisationId, RecordKey)>, WriteError> {
        let records = self.store.records(&self.recorder, register).await?;
        Ok(records.into_iter().map(|record| (record.organisation, record.key)).collect())
    }

    /// The changes that the accepted rows make. A row that says what is there makes none.
    pub(crate) async fn changes(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        existing: &Existing,
        accepted: &[Accepted],
    ) -> Result<Vec<Change>, WriteError> {
        let same = |row: &Accepted| {
            let known = existing.records.get(&(row.organisation.clone(), row.key.clone()));
            known.is_some_and(|values| same_values(values, &row.values))
        };
        let mut by_organisation: BTreeMap<&OrganisationId, Vec<&Accepted>> = BTreeMap::new();
        for row in accepted.iter().filter(|row| !same(row)) {
            by_organisation.entry(&row.organisation).or_default().push(row);
        }
        let mut changes = Vec::new();
        for (organisation, rows) in by_organisation {
            let keys: Vec<RecordKey> = rows.iter().map(|row| row.key.clone()).collect();
            let known = self.store.records_by_keys(&self.recorder, register, organisation, &keys).await?;
            for row in rows {
                let record = known.get(&row.key);
                let kind = if record.is_some() { ChangeKind::Updated } else { ChangeKind::Created };
                let after = row.values.clone();
                changes.push(self.change(caller, kind, record, &row.key, organisation, register, after));
            }
        }
        Ok(changes)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one change, each of another type")]
    pub(crate) fn change(
        &self,
        caller: &Caller,
        kind: ChangeKind,
        record: Option<&Record>,
        key: &RecordKey,
        organisation: &OrganisationId,
        register: &RegisterKey,
        after: Values,
    ) -> Change {
        let at = self.clock.now();
        let new_id = || RecordId::generate(at, self.entropy.as_ref());
        let mut change = Change {
            id: new_id(),
            record: record.map_or_else(new_id, |record| record.id),
            register: register.clone(),
            organisation: organisation.clone(),
            key: key.clone(),
            version: record.map_or(1, |record| record.version + 1),
            at,
            by: caller.identity().to_string(),
            kind,
            before: record.map(|record| record.values.clone()),
            after,
            salts: BTreeMap::new(),
            commitments: BTreeMap::new(),
            ledger_seq: None,
        };
        seal(&mut change, self.entropy.as_ref());
        change
    }

    /// Keeps changes in one transaction, then hands them to the ledger. Once the store has them they are made: where the
    /// ledger fails, they wait, and the answer says why.
    async fn commit(&self, caller: &Caller, changes: Vec<Change>) -> Result<Option<Message>, WriteError> {
        if changes.is_empty() {
            return Ok(None);
        }
        self.store.commit(caller, changes).await?;
        Ok(self.sent(&[]).await)
    }

    /// The definition, once the caller may read the register.
    pub(crate) fn to_read(&self, caller: &Caller, register: &RegisterKey) -> Result<&Definition, ReadError> {
        caller.require(Right::ReadRecords)?;
        let definition = self.definitions.get(register);
        let definition = definition.ok_or_else(|| ReadError::UnknownRegister { register: register.clone() })?;
        if definition.personal {
            caller.require(Right::ReadPersonalData)?;
        }
        Ok(definition)
    }
}

fn no_record(register: &RegisterKey, organisation: &OrganisationId, key: &str) -> WriteError {
    WriteError::NoRecord { register: register.clone(), organisation: organisation.clone(), key: key.to_owned() }
}

fn same_values(left: &Values, right: &Values) -> bool {
    let canonical = |values: &Values| -> Vec<(String, String)> {
        values.iter().map(|(field, value)| (field.clone(), canonical(value))).collect()
    };
    left == right || canonical(left) == canonical(right)
}

/// One record as a file of one row, so that it is held to what an import is held to.
fn one_row(definition: &Definition, key: &str, values: &BTreeMap<String, String>) -> Result<(Header, Row), WriteError> {
    let mut columns = vec![(Column::Key, "key".to_owned())];
    let mut cells = vec![key.trim().to_owned()];
    for (name, text) in values {
        let place = definition.fields.iter().position(|field| field.key == *name);
        let place =
            place.ok_or_else(|| WriteError::UnknownField { register: definition.key.clone(), field: name.clone() })?;
        columns.push((Column::Field(place), name.clone()));
        cells.push(text.trim().to_owned());
    }
    Ok((Header { columns }, Row { line: 1, cells }))
}
