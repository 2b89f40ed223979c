//! Reading records and their changes.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect,
    Statement, Value,
};
use talap_model::{Caller, OrganisationId, RecordId, RecordKey, RegisterKey, Right, Timestamp};

use crate::commit::ROWS_AN_INSERT;
use crate::entity::{change, record};
use crate::fault::Fault;
use crate::rows::{change_from, record_from};
use crate::scope::within;
use crate::values_list::records_where;
use crate::{Change, ChangeKind, ReadError, Record, Store, StoreError};

/// How many identifiers are asked for at a time.
const IDS: usize = 500;

/// Which keys are meant.
#[derive(Debug, Clone, Copy)]
pub struct KeysBeginning<'a> {
    /// What they begin with.
    pub beginning: &'a str,
    /// How many characters they have at most.
    pub longest: usize,
    /// How many are passed over.
    pub offset: u64,
    /// How many are wanted.
    pub limit: u64,
}

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

    /// In which register and by which key those of the identifiers stand that exist within the caller's reach, void records
    /// included.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn places_by_ids(
        &self,
        caller: &Caller,
        ids: &BTreeSet<RecordId>,
    ) -> Result<BTreeMap<RecordId, (RegisterKey, RecordKey)>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let mut found = BTreeMap::new();
        for some in ids.chunks(IDS) {
            let query = record::Entity::find()
                .select_only()
                .columns([record::Column::Id, record::Column::Register, record::Column::RecordKey])
                .filter(record::Column::Id.is_in(some))
                .filter(within(caller, record::Column::Organisation));
            let rows: Vec<(String, String, String)> =
                query.into_tuple().all(&self.connection).await.map_err(|error| StoreError::from(Fault::from(error)))?;
            // A row whose names do not read is told where the record is read.
            let place = |(id, register, key): (String, String, String)| {
                Some((id.parse().ok()?, (RegisterKey::new(register).ok()?, RecordKey::new(key).ok()?)))
            };
            found.extend(rows.into_iter().filter_map(place));
        }
        Ok(found)
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

    /// All records of a register within the caller's reach, void ones too, by organisation and key.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn records_and_void(&self, caller: &Caller, register: &RegisterKey) -> Result<Vec<Record>, ReadError> {
        caller.require(Right::ReadRecords)?;
        Ok(self.all_records(of_register(caller, register)).await?)
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

    /// The keys of an organisation's records that begin with a text, those of void records too: the longest first, and of
    /// those the last.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`] over the organisation, or when the database fails.
    pub async fn longest_keys(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        part: &KeysBeginning<'_>,
    ) -> Result<Vec<String>, ReadError> {
        caller.require_for(Right::ReadRecords, organisation)?;
        let sql = "SELECT record_key FROM records WHERE register = $1 AND voided IN (TRUE, FALSE) AND organisation = $2 \
                   AND substr(record_key, 1, CAST($3 AS INTEGER)) = $4 AND length(record_key) <= $5 \
                   ORDER BY length(record_key) DESC, record_key DESC LIMIT $6 OFFSET $7";
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let values: [Value; 7] = [
            register.as_str().into(),
            organisation.as_str().into(),
            number(part.beginning.chars().count()).into(),
            part.beginning.into(),
            number(part.longest).into(),
            whole(part.limit).into(),
            whole(part.offset).into(),
        ];
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), sql, values);
        let rows =
            self.connection.query_all_raw(statement).await.map_err(|error| StoreError::from(Fault::from(error)))?;
        let keys = rows.iter().map(|row| row.try_get("", "record_key"));
        Ok(keys.collect::<Result<_, _>>().map_err(|error| StoreError::from(Fault::from(error)))?)
    }

    /// Whose a key is in a register where keys are unique over all organisations; void records are passed over.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn owner(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        key: &RecordKey,
    ) -> Result<Option<OrganisationId>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let query = valid(caller, register).filter(record::Column::RecordKey.eq(key.as_str()));
        Ok(self.one_record(query).await?.map(|record| record.organisation))
    }

    /// The records of a register that were valid at a moment, as they were then, within the caller's reach (of one
    /// organisation, when one is named), by organisation and key; so many after passing over some.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`] (over the organisation, when one is named), or when the database fails.
    pub async fn records_at(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        moment: Timestamp,
        (offset, limit): (u64, u64),
    ) -> Result<Vec<Record>, ReadError> {
        let query = at(caller, register, organisation, moment)?
            .order_by_asc(change::Column::Organisation)
            .order_by_asc(change::Column::RecordKey);
        let changes = self.all_changes(query.offset(offset).limit(limit)).await?;
        let ids: Vec<RecordId> = changes.iter().map(|change| change.record).collect();
        let created = self.created(&ids).await?;
        let then = |change: Change| Record {
            created_at: created.get(&change.record.to_string()).copied().unwrap_or(change.at),
            id: change.record,
            register: change.register,
            organisation: change.organisation,
            key: change.key,
            values: change.after,
            version: change.version,
            changed_at: change.at,
            voided: false,
        };
        Ok(changes.into_iter().map(then).collect())
    }

    /// When records came to be, by their identifiers.
    async fn created(&self, records: &[RecordId]) -> Result<BTreeMap<String, Timestamp>, StoreError> {
        let mut created = BTreeMap::new();
        for some in records.chunks(ROWS_AN_INSERT) {
            let first = change::Entity::find()
                .select_only()
                .column(change::Column::Record)
                .column(change::Column::MadeAt)
                .filter(change::Column::Record.is_in(some.iter().map(ToString::to_string)))
                .filter(change::Column::Version.eq(1))
                .into_tuple::<(String, i64)>()
                .all(&self.connection)
                .await
                .map_err(Fault::from)?;
            created.extend(first.into_iter().map(|(record, at)| (record, Timestamp::from_micros(at))));
        }
        Ok(created)
    }

    /// How many records [`Store::records_at`] has in all.
    ///
    /// # Errors
    ///
    /// As of [`Store::records_at`].
    pub async fn count_at(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        moment: Timestamp,
    ) -> Result<u64, ReadError> {
        let query = at(caller, register, organisation, moment)?;
        Ok(query.count(&self.connection).await.map_err(|error| StoreError::from(Fault::from(error)))?)
    }

    /// How many valid records each register has within the caller's reach; one without any is not named.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn counts(&self, caller: &Caller) -> Result<BTreeMap<RegisterKey, u64>, ReadError> {
        self.counted(caller, record::Entity::find().filter(record::Column::Voided.eq(false))).await
    }

    /// How many records each register has within the caller's reach, void ones too; one without any is not named.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn counts_and_void(&self, caller: &Caller) -> Result<BTreeMap<RegisterKey, u64>, ReadError> {
        self.counted(caller, record::Entity::find()).await
    }

    async fn counted(
        &self,
        caller: &Caller,
        records: sea_orm::Select<record::Entity>,
    ) -> Result<BTreeMap<RegisterKey, u64>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let counted = records
            .select_only()
            .column(record::Column::Register)
            .column_as(Expr::cust("count(*)"), "total")
            .filter(within(caller, record::Column::Organisation))
            .group_by(record::Column::Register)
            .into_tuple::<(String, i64)>()
            .all(&self.connection)
            .await
            .map_err(|error| StoreError::from(Fault::from(error)))?;
        let known = |(register, total): (String, i64)| {
            Some((RegisterKey::new(register).ok()?, u64::try_from(total).unwrap_or_default()))
        };
        Ok(counted.into_iter().filter_map(known).collect())
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

/// The last change of each record until a moment, where it left the record valid.
fn at(
    caller: &Caller,
    register: &RegisterKey,
    organisation: Option<&OrganisationId>,
    moment: Timestamp,
) -> Result<sea_orm::Select<change::Entity>, ReadError> {
    match organisation {
        Some(organisation) => caller.require_for(Right::ReadRecords, organisation)?,
        None => caller.require(Right::ReadRecords)?,
    }
    let last = Query::select()
        .expr(Expr::col(change::Column::Version).max())
        .from_as(change::Entity, "later")
        .and_where(Expr::col(("later", change::Column::Record)).equals(("changes", change::Column::Record)))
        .and_where(Expr::col(("later", change::Column::MadeAt)).lte(moment.micros()))
        .to_owned();
    let query = change::Entity::find()
        .filter(change::Column::Register.eq(register.as_str()))
        .filter(change::Column::Kind.ne(ChangeKind::Voided.key()))
        .filter(within(caller, change::Column::Organisation))
        .filter(change::Column::Version.in_subquery(last));
    Ok(match organisation {
        Some(organisation) => query.filter(change::Column::Organisation.eq(organisation.as_str())),
        None => query,
    })
}

fn valid(caller: &Caller, register: &RegisterKey) -> sea_orm::Select<record::Entity> {
    of_register(caller, register).filter(record::Column::Voided.eq(false))
}

fn of_register(caller: &Caller, register: &RegisterKey) -> sea_orm::Select<record::Entity> {
    record::Entity::find()
        .filter(record::Column::Register.eq(register.as_str()))
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
