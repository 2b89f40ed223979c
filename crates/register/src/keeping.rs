//! Keeping one record: a new one, other values of one that is there, or a void one.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use talap_model::{Caller, OrganisationId, RecordKey, RegisterKey, Right, SubjectKind};
use talap_store::{ChangeKind, CommitError, ListQuery};

use crate::commitment::VOID_REASON;
use crate::definition::{Definition, FieldKind, KeyForm, Rule};
use crate::engine::{ImportOptions, Register, Saved, TRIES, no_record};
use crate::error::WriteError;
use crate::header::{Column, Header};
use crate::plan::{Existing, Plan, Reading};
use crate::sheet::Row;

/// How many records with the same words are looked at for a value that must be unique.
const ALIKE: u64 = 50;

/// On which terms a record is kept.
#[derive(Clone, Copy, Default)]
struct Terms {
    /// The version that the change must make, where it must make a certain one.
    version: Option<u32>,
    /// Whether Talap itself says what the record says.
    by_engine: bool,
}

impl Register {
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
        self.keep(caller, register, organisation, key, values, Terms::default()).await
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
        self.put_on(caller, (register, organisation, key), values, expected, false).await
    }

    /// As [`Register::put_if`], for what Talap itself notes at the caller's wish: fields with `engine = true` are set as well.
    /// What goes there must not be of anybody's typing.
    ///
    /// # Errors
    ///
    /// As [`Register::put_if`].
    pub async fn put_by_engine(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &str,
        values: &BTreeMap<String, String>,
        expected: Option<u32>,
    ) -> Result<Saved, WriteError> {
        self.put_on(caller, (register, organisation, key), values, expected, true).await
    }

    async fn put_on(
        &self,
        caller: &Caller,
        (register, organisation, key): (&RegisterKey, &OrganisationId, &str),
        values: &BTreeMap<String, String>,
        expected: Option<u32>,
        by_engine: bool,
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
        let terms = Terms { version: Some(next), by_engine };
        match self.keep(caller, register, organisation, key, values, terms).await {
            Err(WriteError::Commit(error @ (CommitError::Conflict { .. } | CommitError::Duplicate { .. }))) => {
                match current().await? {
                    Some(record) => Err(WriteError::Changed { current: Box::new(record) }),
                    None => Err(error.into()),
                }
            }
            kept => kept,
        }
    }

    /// Keeps one record on some terms.
    async fn keep(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &str,
        values: &BTreeMap<String, String>,
        terms: Terms,
    ) -> Result<Saved, WriteError> {
        let numbered = key.trim().is_empty();
        for _ in 1..TRIES {
            match self.keep_once(caller, register, organisation, key, values, terms).await {
                // Somebody else took the number meanwhile.
                Err(WriteError::Commit(CommitError::Duplicate { .. })) if numbered => {}
                // Somebody else took a value that only one may have; when it is looked at again, that is seen and told.
                Err(WriteError::Commit(CommitError::Taken { .. })) => {}
                // Somebody else changed the record since it was looked up, and the caller has not said over what they write.
                Err(WriteError::Commit(CommitError::Conflict { .. } | CommitError::Duplicate { .. }))
                    if terms.version.is_none() => {}
                kept => return kept,
            }
        }
        self.keep_once(caller, register, organisation, key, values, terms).await
    }

    async fn keep_once(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &str,
        values: &BTreeMap<String, String>,
        terms: Terms,
    ) -> Result<Saved, WriteError> {
        let definition = self.to_write(caller, register, Some(organisation))?;
        let (header, row) = one_row(definition, key, values)?;
        let existing = self.existing_of_one(caller, definition, organisation, key, values).await?;
        let reading = Reading {
            definition,
            header: &header,
            organisation: Some(organisation),
            offset: ImportOptions::default().offset,
            existing: &existing,
            caller,
            by_hand: true,
            by_engine: terms.by_engine,
        };
        let Plan { accepted, rejected } = reading.plan(&[row]);
        let Some(row) = accepted.first() else { return Err(WriteError::Refused { errors: rejected }) };
        let changes = self.changes(caller, register, &existing, &accepted).await?;
        let Some(change) = changes.first() else {
            let record = self.store.record(&self.recorder, register, organisation, &row.key).await?;
            let record = record.ok_or_else(|| no_record(register, organisation, key))?;
            return Ok(Saved { record: record.id, key: record.key, kind: None, waiting: None });
        };
        if terms.version.is_some_and(|version| version != change.version) {
            // What stood there when the values were put together is not what stands there now.
            let (register, organisation, key) = (register.clone(), organisation.clone(), change.key.clone());
            return Err(CommitError::Conflict { register, organisation, key }.into());
        }
        let (record, key, kind) = (change.record, change.key.clone(), Some(change.kind));
        let waiting = self.commit(caller, changes).await?;
        Ok(Saved { record, key, kind, waiting })
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
        self.void_if(caller, register, organisation, key, None, reason).await
    }

    /// The same, as long as the record has the version that the caller has seen; any, where none is named.
    ///
    /// # Errors
    ///
    /// [`WriteError::Changed`] with the record as it is now, where it has another version; others as of [`Register::void`].
    pub async fn void_if(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &RecordKey,
        seen: Option<u32>,
        reason: &str,
    ) -> Result<Saved, WriteError> {
        self.to_write(caller, register, Some(organisation))?;
        if reason.trim().is_empty() {
            return Err(WriteError::NoReason);
        }
        let record = self.store.record(&self.recorder, register, organisation, key).await?;
        let record =
            record.filter(|record| !record.voided).ok_or_else(|| no_record(register, organisation, key.as_str()))?;
        if seen.is_some_and(|seen| seen != record.version) {
            return Err(WriteError::Changed { current: Box::new(record) });
        }
        let mut after = record.values.clone();
        after.insert(VOID_REASON.to_owned(), reason.trim().into());
        let id = record.id;
        let change = self.change(caller, ChangeKind::Voided, Some(&record), &record.key, organisation, register, after);
        let waiting = self.commit(caller, vec![change]).await?;
        Ok(Saved { record: id, key: key.clone(), kind: Some(ChangeKind::Voided), waiting })
    }

    /// What one record must be held against: nothing of its register but what it names, since registers grow large.
    pub(crate) async fn existing_of_one(
        &self,
        caller: &Caller,
        definition: &Definition,
        organisation: &OrganisationId,
        key: &str,
        values: &BTreeMap<String, String>,
    ) -> Result<Existing, WriteError> {
        let mut existing = self.nothing_yet(caller).await?;
        let own = definition.traits == Some(SubjectKind::Organisation);
        if !own && !existing.organisations.contains(organisation) {
            return Err(WriteError::UnknownOrganisation { organisation: organisation.clone() });
        }
        let next = self.next_number(definition, organisation, existing.year).await?;
        existing.next.extend(next.map(|next| (organisation.clone(), next)));
        let key = RecordKey::new(key.trim()).ok();
        if let Some(key) = &key {
            self.add(&mut existing, &definition.key, organisation, key).await?;
            if definition.key_form == KeyForm::Identifier {
                let owner = self.store.owner(&self.recorder, &definition.key, key).await?;
                existing.owners.extend(owner.map(|owner| (key.clone(), owner)));
            }
        }
        // What a record held when it was declared void it holds again, and somebody else may have taken a value meanwhile.
        let restored = key.as_ref().filter(|key| existing.void.contains_key(&(organisation.clone(), (*key).clone())));
        let restored = restored.and_then(|key| existing.base(organisation, key)).map(Cow::into_owned);
        for field in definition.fields.iter().filter(|field| field.unique && !values.contains_key(&field.key)) {
            if let Some(value) = restored.as_ref().and_then(|values| values.get(&field.key)) {
                self.add_alike(&mut existing, definition, organisation, (&field.key, value.clone())).await?;
            }
        }
        for field in &definition.fields {
            let Some(text) = values.get(&field.key).map(|text| text.trim()).filter(|text| !text.is_empty()) else {
                continue;
            };
            if let Some((target, named)) = field.kind.target().zip(RecordKey::new(text).ok()) {
                if *target == definition.key {
                    self.add(&mut existing, target, organisation, &named).await?;
                } else {
                    let places = self.place(target, organisation, &named).await?;
                    existing.targets.entry(target.clone()).or_default().extend(places);
                }
            }
            if field.kind == FieldKind::File {
                let digest = text.to_ascii_lowercase();
                if self.store.has_file(&self.recorder, organisation, &digest).await? {
                    existing.files.insert((organisation.clone(), digest));
                }
            }
            let offset = ImportOptions::default().offset;
            if let Some(value) = crate::parse::value(field, text, offset).ok().filter(|_| field.unique) {
                self.add_alike(&mut existing, definition, organisation, (&field.key, value.to_json())).await?;
            }
        }
        for rule in &definition.rules {
            let Rule::Subject { subject, .. } = rule else { continue };
            let kept = key.as_ref().and_then(|key| existing.kept(organisation, key));
            let kept = kept.and_then(|values| values.get(subject)).and_then(serde_json::Value::as_str);
            let named =
                values.get(subject).map(String::as_str).or(kept).and_then(|text| RecordKey::new(text.trim()).ok());
            if let Some(named) = named {
                let places = self.place(self.definitions.objects(), organisation, &named).await?;
                existing.objects.extend(places);
            }
        }
        Ok(existing)
    }

    /// Adds the records that have a value where only one of an organisation may.
    async fn add_alike(
        &self,
        existing: &mut Existing,
        definition: &Definition,
        organisation: &OrganisationId,
        (field, value): (&str, serde_json::Value),
    ) -> Result<(), WriteError> {
        let query = ListQuery {
            organisation: Some(organisation.clone()),
            equal: vec![(field.to_owned(), value)],
            limit: ALIKE,
            ..ListQuery::default()
        };
        for record in self.store.list(&self.recorder, &definition.key, &query).await?.records {
            existing.take(record);
        }
        Ok(())
    }

    /// The place of a valid record, where there is one.
    async fn place(
        &self,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &RecordKey,
    ) -> Result<BTreeSet<(OrganisationId, RecordKey)>, WriteError> {
        let record = self.store.record(&self.recorder, register, organisation, key).await?;
        let valid = record.filter(|record| !record.voided);
        Ok(valid.map(|record| (record.organisation, record.key)).into_iter().collect())
    }

    async fn add(
        &self,
        existing: &mut Existing,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &RecordKey,
    ) -> Result<(), WriteError> {
        let record = self.store.record(&self.recorder, register, organisation, key).await?;
        if let Some(record) = record {
            existing.take(record);
        }
        Ok(())
    }
}

/// One record as a file of one row, so that it is held to what an import is held to.
pub(crate) fn one_row(
    definition: &Definition,
    key: &str,
    values: &BTreeMap<String, String>,
) -> Result<(Header, Row), WriteError> {
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
