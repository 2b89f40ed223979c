//! Reading for pages: lists a part at a time, one record by its identifier, and what comes due.

use talap_model::{Caller, RecordId, RegisterKey, Right};
use talap_store::{ListQuery, Record, RecordPage};
use time::Date;

use crate::engine::Register;
use crate::error::ReadError;

/// A record with a deadline.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The register.
    pub register: RegisterKey,
    /// The key of the field that holds the deadline.
    pub field: String,
    /// The deadline.
    pub date: Date,
    /// The record.
    pub record: Record,
}

impl Register {
    /// A part of the valid records of a register that the caller's rights reach, as [`ListQuery`] says.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller lacks the right or the store fails.
    pub async fn list(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        query: &ListQuery,
    ) -> Result<RecordPage, ReadError> {
        self.to_read(caller, register)?;
        Ok(self.store.list(caller, register, query).await?)
    }

    /// A record by its identifier, a void one too. One out of the caller's reach, or of a register of personal data that
    /// the caller may not read, is as if it were not there.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller may read no records or the store fails.
    pub async fn record_by_id(&self, caller: &Caller, id: RecordId) -> Result<Option<Record>, ReadError> {
        let record = self.store.record_by_id(caller, id).await?;
        Ok(record.filter(|record| self.to_read(caller, &record.register).is_ok()))
    }

    /// So many of the deadlines from one day to another, both included, in all registers that the caller may read, by
    /// date, register, organisation and key.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller may read no records or the store fails.
    pub async fn due(&self, caller: &Caller, from: Date, to: Date, limit: u64) -> Result<Vec<Due>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let mut found = Vec::new();
        for definition in self.definitions().iter().filter(|definition| self.to_read(caller, &definition.key).is_ok()) {
            for field in definition.fields.iter().filter(|field| field.due) {
                for record in self.store.due(caller, &definition.key, &field.key, from, to, limit).await? {
                    let date = record.values.get(&field.key).and_then(serde_json::Value::as_str);
                    let Some(date) = date.and_then(talap_model::time::parse_date) else { continue };
                    found.push(Due { register: definition.key.clone(), field: field.key.clone(), date, record });
                }
            }
        }
        // Stable, so that within a day what one register gave keeps its order.
        found.sort_by_key(|due| due.date);
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }
}
