//! The record engine: definitions, the record store and the ledger put together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use talap_model::{
    Caller, Clock, Entropy, Message, OrganisationId, RecordId, RecordKey, RegisterKey, Right, SubjectKind,
};
use talap_store::{Change, ChangeKind, CommitError, Derived, KeysBeginning, Record, Store, right_to_write};
use time::{Date, UtcOffset};

use crate::commitment::{canonical, seal};
use crate::definition::{Definition, FieldKind, KeyForm, Rule};
use crate::definitions::Definitions;
use crate::error::{FlushError, ImportError, ReadError, WriteError};
use crate::importing::ImportFile;
use crate::journal::{AppendFailed, EventLog};
use crate::moving::Signing;
use crate::plan::{Accepted, Existing, Values};
use crate::report::ImportReport;
use crate::sheet::Encoding;
use crate::upkeep::{days, unique_values};

/// How often what gets a number is tried again because somebody else took the number.
pub(crate) const TRIES: usize = 8;

/// How many keys are looked at for the greatest number at a time.
const KEYS: u64 = 20;

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
    /// Its key, which the engine may have given.
    pub key: RecordKey,
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
    /// Who keeps the transitions of those who may take them and change nothing else.
    pub(crate) mover: Option<Caller>,
    /// Who looks at electronic signatures, where there is such a service.
    pub(crate) signing: Option<Arc<dyn Signing>>,
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
        Self { store, ledger, definitions, recorder, clock, entropy, mover: None, signing: None, flushing }
    }

    /// With a service's caller that may write records: transitions that name roles are then for whoever holds one.
    #[must_use]
    pub fn with_mover(mut self, mover: Caller) -> Self {
        self.mover = Some(mover);
        self
    }

    /// With a service of electronic signatures: transitions that want one are then refused without.
    #[must_use]
    pub fn with_signing(mut self, signing: Arc<dyn Signing>) -> Self {
        self.signing = Some(signing);
        self
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

    /// The day in Kazakhstan's time.
    pub(crate) fn today(&self) -> Date {
        self.clock.now().to_offset().to_offset(ImportOptions::default().offset).date()
    }

    /// What there is before anything is looked up: whom the caller reaches, and the year of the numbers that the engine gives,
    /// that of Kazakhstan's time. The year is asked once, or keys of two years could meet about midnight.
    pub(crate) async fn nothing_yet(&self, caller: &Caller) -> Result<Existing, WriteError> {
        let (organisations, year) = (self.reached(caller).await?, self.today().year());
        Ok(Existing { organisations, year, ..Existing::default() })
    }

    /// The number that the next record of an organisation gets in a year, where the engine gives them.
    pub(crate) async fn next_number(
        &self,
        definition: &Definition,
        organisation: &OrganisationId,
        year: i32,
    ) -> Result<Option<u64>, WriteError> {
        let Some(numbering) = &definition.numbering else { return Ok(None) };
        let (beginning, longest) = (numbering.beginning(year), numbering.longest(year));
        let mut seen = 0;
        // The greatest number stands first; before it there may be keys that somebody made up.
        loop {
            let part = KeysBeginning { beginning: &beginning, longest, offset: seen, limit: KEYS };
            let keys = self.store.longest_keys(&self.recorder, &definition.key, organisation, &part).await?;
            if let Some(number) = keys.iter().find_map(|key| numbering.number(key, year)) {
                return Ok(Some(number.saturating_add(1)));
            }
            if (keys.len() as u64) < KEYS {
                return Ok(Some(1));
            }
            seen += KEYS;
        }
    }

    /// The organisations that the caller's rights reach.
    pub(crate) async fn reached(&self, caller: &Caller) -> Result<BTreeSet<OrganisationId>, WriteError> {
        let records = self.store.records(&self.recorder, self.definitions.organisations()).await?;
        let known = records.into_iter().map(|record| record.organisation);
        Ok(known.filter(|organisation| caller.reaches(organisation)).collect())
    }

    /// Everything that rows of a register must be held against.
    pub(crate) async fn existing(
        &self,
        caller: &Caller,
        definition: &Definition,
        organisation: Option<&OrganisationId>,
    ) -> Result<Existing, WriteError> {
        let mut existing = self.nothing_yet(caller).await?;
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
        for record in self.store.records_and_void(&self.recorder, &definition.key).await? {
            if definition.key_form == KeyForm::Identifier && !record.voided {
                existing.owners.insert(record.key.clone(), record.organisation.clone());
            }
            existing.take(record);
        }
        if definition.fields.iter().any(|field| field.kind == FieldKind::File) {
            existing.files = self.store.file_digests(&self.recorder, organisation).await?;
        }
        for named in &existing.organisations {
            if organisation.is_none_or(|one| one == named) {
                let next = self.next_number(definition, named, existing.year).await?;
                existing.next.extend(next.map(|next| (named.clone(), next)));
            }
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
                let place = || (register.clone(), organisation.clone(), row.key.clone());
                if row.numbered && record.is_some() {
                    // Somebody else took the number since it was looked for: their record is not this one.
                    let (register, organisation, key) = place();
                    return Err(CommitError::Duplicate { register, organisation, key }.into());
                }
                if !row.numbered && existing.kept(organisation, &row.key) != record.map(|record| &record.values) {
                    // The row's values were laid over others than those that are there now.
                    let (register, organisation, key) = place();
                    return Err(CommitError::Conflict { register, organisation, key }.into());
                }
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

    /// What is worked out of the records as changes leave them.
    pub(crate) fn derived(&self, changes: &[Change]) -> Derived {
        let mut derived = Derived::default();
        for change in changes {
            let Some(definition) = self.definitions.get(&change.register) else { continue };
            derived.due.insert(change.record, days(definition, &change.after));
            let unique = |values: &Values| unique_values(definition, &change.organisation, &change.key, values);
            let after = unique(&change.after);
            // Records that hold the same since before that was seen to can be changed in all but their unique values.
            if change.before.as_ref().map(unique).as_ref() != Some(&after) {
                derived.unique.insert(change.record, after);
            }
        }
        derived
    }

    /// Keeps changes in one transaction, then hands them to the ledger. Once the store has them they are made: where the
    /// ledger fails, they wait, and the answer says why.
    pub(crate) async fn commit(&self, caller: &Caller, changes: Vec<Change>) -> Result<Option<Message>, WriteError> {
        if changes.is_empty() {
            return Ok(None);
        }
        let derived = self.derived(&changes);
        self.store.commit_with(caller, changes, &derived).await?;
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

pub(crate) fn no_record(register: &RegisterKey, organisation: &OrganisationId, key: &str) -> WriteError {
    WriteError::NoRecord { register: register.clone(), organisation: organisation.clone(), key: key.to_owned() }
}

fn same_values(left: &Values, right: &Values) -> bool {
    let canonical = |values: &Values| -> Vec<(String, String)> {
        values.iter().map(|(field, value)| (field.clone(), canonical(value))).collect()
    };
    left == right || canonical(left) == canonical(right)
}
