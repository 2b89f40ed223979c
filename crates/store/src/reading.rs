//! Reading records and their changes.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use talap_model::{Caller, OrganisationId, RecordId, RecordKey, RegisterKey, Right};

use crate::entity::{change, record};
use crate::fault::Fault;
use crate::rows::{change_from, record_from};
use crate::scope::within;
use crate::values_list::records_where;
use crate::{Change, ReadError, Record, Store, StoreError};

impl Store {
    /// The record with a key, void or not.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`] over the organisation, or when the database fails.
    pub async fn record(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &RecordKey,
    ) -> Result<Option<Record>, ReadError> {
        caller.require_for(Right::ReadRecords, organisation)?;
        let query = record::Entity::find().filter(
            Condition::all()
                .add(record::Column::Register.eq(register.as_str()))
                .add(record::Column::Organisation.eq(organisation.as_str()))
                .add(record::Column::RecordKey.eq(key.as_str())),
        );
        Ok(self.one_record(query).await?)
    }

    /// The record with an identifier, void or not. One out of the caller's reach is as if it were not there.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn record_by_id(&self, caller: &Caller, id: RecordId) -> Result<Option<Record>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let query = record::Entity::find_by_id(id.to_string()).filter(within(caller, record::Column::Organisation));
        Ok(self.one_record(query).await?)
    }

    /// Those of the keys that exist, void records included, by key. It asks once for thousands of keys, as an import needs.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`] over the organisation, or when the database fails.
    pub async fn records_by_keys(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        keys: &[RecordKey],
    ) -> Result<BTreeMap<RecordKey, Record>, ReadError> {
        caller.require_for(Right::ReadRecords, organisation)?;
        let keys: Vec<_> = keys.iter().map(RecordKey::as_str).collect();
        let rows = rows_by_keys(&self.connection, register, organisation, &keys).await?;
        let found = rows.into_iter().map(record_from).map(|record| record.map(|record| (record.key.clone(), record)));
        Ok(found.collect::<Result<_, StoreError>>()?)
    }

    /// The valid records of a register within the caller's reach, by organisation and key.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn records(&self, caller: &Caller, register: &RegisterKey) -> Result<Vec<Record>, ReadError> {
        caller.require(Right::ReadRecords)?;
        Ok(self.all_records(valid(caller, register)).await?)
    }

    /// So many valid records of a register within the caller's reach, by organisation and key: those of one organisation
    /// or of all, from the beginning or after the last one of the page before.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`] (over the organisation, when one is named), or when the database
    /// fails.
    pub async fn page(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        after: Option<(&OrganisationId, &RecordKey)>,
        limit: u64,
    ) -> Result<Vec<Record>, ReadError> {
        let mut query = valid(caller, register);
        if let Some(organisation) = organisation {
            caller.require_for(Right::ReadRecords, organisation)?;
            query = query.filter(record::Column::Organisation.eq(organisation.as_str()));
        } else {
            caller.require(Right::ReadRecords)?;
        }
        if let Some((organisation, key)) = after {
            let same = record::Column::Organisation.eq(organisation.as_str());
            query = query.filter(
                Condition::any()
                    .add(record::Column::Organisation.gt(organisation.as_str()))
                    .add(Condition::all().add(same).add(record::Column::RecordKey.gt(key.as_str()))),
            );
        }
        Ok(self.all_records(query.limit(limit)).await?)
    }

    /// Every change of a record within the caller's reach, oldest first.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn changes(&self, caller: &Caller, record: RecordId) -> Result<Vec<Change>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let query = change::Entity::find()
            .filter(change::Column::Record.eq(record.to_string()))
            .filter(within(caller, change::Column::Organisation))
            .order_by_asc(change::Column::Version);
        Ok(self.all_changes(query).await?)
    }

    async fn one_record(&self, query: sea_orm::Select<record::Entity>) -> Result<Option<Record>, StoreError> {
        query.one(&self.connection).await.map_err(Fault::from)?.map(record_from).transpose()
    }

    async fn all_records(&self, query: sea_orm::Select<record::Entity>) -> Result<Vec<Record>, StoreError> {
        query.all(&self.connection).await.map_err(Fault::from)?.into_iter().map(record_from).collect()
    }

    pub(crate) async fn all_changes(&self, query: sea_orm::Select<change::Entity>) -> Result<Vec<Change>, StoreError> {
        query.all(&self.connection).await.map_err(Fault::from)?.into_iter().map(change_from).collect()
    }
}

fn valid(caller: &Caller, register: &RegisterKey) -> sea_orm::Select<record::Entity> {
    record::Entity::find()
        .filter(record::Column::Register.eq(register.as_str()))
        .filter(record::Column::Voided.eq(false))
        .filter(within(caller, record::Column::Organisation))
        .order_by_asc(record::Column::Organisation)
        .order_by_asc(record::Column::RecordKey)
}

/// The rows of those of the keys that exist in a register and an organisation.
pub(crate) async fn rows_by_keys<C: ConnectionTrait>(
    connection: &C,
    register: &RegisterKey,
    organisation: &OrganisationId,
    keys: &[&str],
) -> Result<Vec<record::Model>, StoreError> {
    let place = [register.as_str(), organisation.as_str()];
    let condition = ("records.register = ? AND records.organisation = ?", place.as_slice());
    Ok(records_where(connection, condition, "record_key", keys, false).await?)
}
