//! Reading: records with their history, and the facts that checks ask.

use talap_model::{
    Caller, Object, ObjectId, ObjectKind, Organisation, OrganisationId, RecordId, RecordKey, RegisterKey, Right, Table,
    Timestamp, TraitSet, TraitValue, Value,
};
use talap_store::{Change, Record};

use crate::course::STATE;
use crate::definition::Definition;
use crate::engine::Register;
use crate::error::ReadError;

/// A row of a register's table in queries.
#[derive(Debug, Clone, PartialEq)]
pub struct FactRow {
    /// The record; evidence refers to it as `record:<id>`.
    pub record_id: RecordId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its key.
    pub key: RecordKey,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// The values, in the order of the table's columns.
    pub values: Vec<Option<Value>>,
}

impl Definition {
    /// Records as rows of the register's table.
    pub fn fact_rows(&self, records: impl IntoIterator<Item = Record>) -> Vec<FactRow> {
        let row = |record: Record| FactRow {
            values: self
                .fields
                .iter()
                .map(|field| {
                    // A record from before there were states is in the first.
                    if field.key == STATE && !self.states.is_empty() {
                        return self.state_of(&record.values).map(|state| Value::Text(state.key.clone()));
                    }
                    crate::parse::stored(&field.kind, record.values.get(&field.key)?)
                })
                .collect(),
            record_id: record.id,
            organisation: record.organisation,
            key: record.key,
            changed_at: record.changed_at,
        };
        records.into_iter().map(row).collect()
    }
}

impl Register {
    /// A record by its key, a void one too.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller lacks the right or the store fails.
    pub async fn record(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &RecordKey,
    ) -> Result<Option<Record>, ReadError> {
        self.to_read(caller, register)?;
        caller.require_for(Right::ReadRecords, organisation)?;
        Ok(self.store.record(caller, register, organisation, key).await?)
    }

    /// All changes of a record, the first first: who, when, what it was before and after.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller lacks the right or the store fails.
    pub async fn history(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &RecordKey,
    ) -> Result<Vec<Change>, ReadError> {
        match self.record(caller, register, organisation, key).await? {
            Some(record) => Ok(self.store.changes(caller, record.id).await?),
            None => Ok(Vec::new()),
        }
    }

    /// The valid records of a register that the caller's rights reach.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller lacks the right or the store fails.
    pub async fn records(&self, caller: &Caller, register: &RegisterKey) -> Result<Vec<Record>, ReadError> {
        self.to_read(caller, register)?;
        let mut records = self.store.records(caller, register).await?;
        records.retain(|record| !record.voided && caller.reaches(&record.organisation));
        Ok(records)
    }

    /// The same of one organisation alone.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller lacks the right over the organisation or the store fails.
    pub async fn records_of(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
    ) -> Result<Vec<Record>, ReadError> {
        self.page(caller, register, Some(organisation), None, i64::MAX.unsigned_abs()).await
    }

    /// The register as a table of facts.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller lacks the right or the store fails.
    pub async fn facts(&self, caller: &Caller, register: &RegisterKey) -> Result<(Table, Vec<FactRow>), ReadError> {
        let records = self.records(caller, register).await?;
        let definition = self.to_read(caller, register)?;
        Ok((definition.table(), definition.fact_rows(records)))
    }

    /// The organisations that the caller's rights reach, with their traits.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller lacks the right, the store fails, or a record does not fit the definition.
    pub async fn organisations(&self, caller: &Caller) -> Result<Vec<Organisation>, ReadError> {
        let register = self.definitions.organisations();
        let records = self.records(caller, register).await?;
        let definition = self.to_read(caller, register)?;
        let typed = |record: &Record| {
            Ok(Organisation {
                id: record.organisation.clone(),
                name: name(record)?,
                traits: traits(definition, record),
            })
        };
        records.iter().map(typed).collect()
    }

    /// The informatization objects that the caller's rights reach, with their traits.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller lacks the right, the store fails, or a record does not fit the definition. An object
    /// is never left out for that: what is not seen would not be assessed.
    pub async fn objects(&self, caller: &Caller) -> Result<Vec<Object>, ReadError> {
        let register = self.definitions.objects();
        let records = self.records(caller, register).await?;
        let definition = self.to_read(caller, register)?;
        let typed = |record: &Record| {
            let kind = text(record, "kind").and_then(|kind| kind.parse::<ObjectKind>().ok());
            Ok(Object {
                id: ObjectId::new(record.key.as_str()).map_err(|_| unfit(record, "key"))?,
                organisation: record.organisation.clone(),
                kind: kind.ok_or_else(|| unfit(record, "kind"))?,
                name: name(record)?,
                traits: traits(definition, record),
            })
        };
        records.iter().map(typed).collect()
    }
}

fn text<'a>(record: &'a Record, field: &str) -> Option<&'a str> {
    record.values.get(field).and_then(serde_json::Value::as_str)
}

fn unfit(record: &Record, field: &'static str) -> ReadError {
    ReadError::Unfit { register: record.register.clone(), record: record.id, field }
}

fn name(record: &Record) -> Result<talap_model::Localized, ReadError> {
    let name = |field| text(record, field).map(str::to_owned).ok_or_else(|| unfit(record, field));
    Ok(talap_model::Localized { kk: name("name_kk")?, ru: name("name_ru")?, en: name("name_en")? })
}

fn traits(definition: &Definition, record: &Record) -> TraitSet {
    let stated = definition.fields.iter().filter_map(|field| {
        let value = match crate::parse::stored(&field.kind, record.values.get(&field.key)?)? {
            Value::Bool(yes) => TraitValue::Flag(yes),
            Value::Number(number) => TraitValue::Number(number),
            Value::Date(date) => TraitValue::Date(date),
            Value::Text(text) => TraitValue::Choice(text),
            Value::Time(_) => return None,
        };
        Some((field.trait_key.clone()?, value))
    });
    stated.collect()
}
