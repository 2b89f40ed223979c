//! Reading for pages: lists a part at a time, one record by its identifier, and what comes due.

use std::collections::{BTreeMap, BTreeSet};

use talap_model::{Caller, OrganisationId, RecordId, RecordKey, RegisterKey, Right, Timestamp};
use talap_store::{DueQuery, DueRecord, ListQuery, Record, RecordPage, SortBy};
use time::Date;

use crate::engine::Register;
use crate::error::ReadError;

/// A record with a deadline.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The register.
    pub register: RegisterKey,
    /// The deadline's key in the register's definition.
    pub deadline: String,
    /// The day.
    pub date: Date,
    /// Who is reminded, by key in the register of people.
    pub person: Option<RecordKey>,
    /// The record.
    pub record: Record,
}

/// Which days are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueAsked {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// One register alone.
    pub register: Option<RegisterKey>,
    /// One organisation alone.
    pub organisation: Option<OrganisationId>,
    /// What is due of one person alone.
    pub person: Option<RecordKey>,
    /// How many are passed over.
    pub offset: u64,
    /// How many are told.
    pub limit: u64,
}

impl DueAsked {
    /// All that is due from one day to another, so many at most.
    pub fn between(from: Date, to: Date, limit: u64) -> Self {
        Self { from, to, register: None, organisation: None, person: None, offset: 0, limit }
    }
}

/// How many records a register has that is worth indexes of its orders.
const LONG: u64 = 20_000;

impl Register {
    /// A part of the records of a register that the caller's rights reach, as [`ListQuery`] says.
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
        let page = self.store.list(caller, register, query).await?;
        if !query.voided {
            self.index_orders(register, query);
        }
        Ok(page)
    }

    /// Keeps the orders of the fields by which somebody sorts or narrows a long register. Whoever asks next has it faster; who
    /// asks now does not wait.
    fn index_orders(&self, register: &RegisterKey, query: &ListQuery) {
        let by_value = query.equal.iter().filter(|(_, value)| !value.is_null());
        let by_value = by_value.map(|(name, _)| SortBy::Field { name: name.clone(), numeric: false });
        let mut orders: Vec<SortBy> = by_value.collect();
        if matches!(query.sort, SortBy::Field { .. }) {
            orders.push(query.sort.clone());
        }
        if orders.is_empty() {
            return;
        }
        let (store, register) = (self.store.clone(), register.clone());
        tokio::spawn(async move {
            for order in &orders {
                if let Err(error) = store.index_order(&register, order, LONG).await {
                    tracing::warn!(%error, %register, "the order of a list is not kept");
                }
            }
        });
    }

    /// How many valid records each register has that the caller may read, within their reach.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller may read no records or the store fails.
    pub async fn counts(&self, caller: &Caller) -> Result<BTreeMap<RegisterKey, u64>, ReadError> {
        let mut counts = self.store.counts(caller).await?;
        counts.retain(|register, _| self.to_read(caller, register).is_ok());
        Ok(counts)
    }

    /// So many valid records of a register that the caller's rights reach, by organisation and key, from the beginning or
    /// after a record. However far on that is, it takes as long as the first ones.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller lacks the right or the store fails.
    pub async fn page(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        after: Option<(&OrganisationId, &RecordKey)>,
        limit: u64,
    ) -> Result<Vec<Record>, ReadError> {
        self.to_read(caller, register)?;
        Ok(self.store.page(caller, register, organisation, after, limit).await?)
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

    /// In which register and by which key records stand: those that the caller may read, void ones too.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller may read no records or the store fails.
    pub async fn places_by_ids(
        &self,
        caller: &Caller,
        ids: &BTreeSet<RecordId>,
    ) -> Result<BTreeMap<RecordId, (RegisterKey, RecordKey)>, ReadError> {
        let mut found = self.store.places_by_ids(caller, ids).await?;
        found.retain(|_, (register, _)| self.to_read(caller, register).is_ok());
        Ok(found)
    }

    /// What is due in all registers that the caller may read, by day, with the number of all that is meant.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller may read no records (of the organisation, when one is named) or the store fails.
    pub async fn due(&self, caller: &Caller, asked: &DueAsked) -> Result<(Vec<Due>, u64), ReadError> {
        caller.require(Right::ReadRecords)?;
        let readable = self.definitions().iter().filter(|definition| self.to_read(caller, &definition.key).is_ok());
        let meant = readable.filter(|definition| asked.register.as_ref().is_none_or(|one| *one == definition.key));
        let query = DueQuery {
            registers: meant.map(|definition| definition.key.clone()).collect(),
            from: asked.from,
            to: asked.to,
            organisation: asked.organisation.clone(),
            person: asked.person.clone(),
            offset: asked.offset,
            limit: asked.limit,
        };
        let (found, total) = self.store.due(caller, &query).await?;
        let due = found.into_iter().map(|DueRecord { due, record }| Due {
            register: record.register.clone(),
            deadline: due.deadline,
            date: due.day,
            person: due.person,
            record,
        });
        Ok((due.collect(), total))
    }

    /// The valid records of a register as they stood at a moment, of one organisation or of all that the caller's rights reach.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller lacks the right or the store fails.
    pub async fn list_at(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        moment: Timestamp,
        part: (u64, u64),
    ) -> Result<Vec<Record>, ReadError> {
        self.to_read(caller, register)?;
        Ok(self.store.records_at(caller, register, organisation, moment, part).await?)
    }

    /// How many records [`Register::list_at`] has in all.
    ///
    /// # Errors
    ///
    /// As of [`Register::list_at`].
    pub async fn count_at(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        moment: Timestamp,
    ) -> Result<u64, ReadError> {
        self.to_read(caller, register)?;
        Ok(self.store.count_at(caller, register, organisation, moment).await?)
    }
}
