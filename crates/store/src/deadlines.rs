//! Keeping and reading the days by which something is done with a record.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbBackend, DbErr, EntityTrait as _, QueryFilter as _, Statement, Value,
};
use talap_model::time::{format_date, parse_date};
use talap_model::{Caller, RecordId, RecordKey, RegisterKey, Right, Scope};

use crate::deadline::{DueDay, DueQuery, DueRecord};
use crate::entity::record;
use crate::fault::Fault;
use crate::rows::record_from;
use crate::scope::require_everywhere;
use crate::values_list::{Rows, insert_into, update_from};
use crate::waiting::Transaction;
use crate::{ReadError, Record, SaveError, Store, StoreError, UniqueValue, unique};

impl Store {
    /// The days that are due of valid records within the caller's reach, by day, organisation, register and deadline, with the
    /// number of all that the query means.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`] (over the organisation, when one is named), or when the database fails.
    pub async fn due(&self, caller: &Caller, query: &DueQuery) -> Result<(Vec<DueRecord>, u64), ReadError> {
        match &query.organisation {
            Some(organisation) => caller.require_for(Right::ReadRecords, organisation)?,
            None => caller.require(Right::ReadRecords)?,
        }
        let Some((condition, values)) = condition(caller, query) else { return Ok((Vec::new(), 0)) };
        let backend = self.connection.get_database_backend();
        let total = format!("SELECT count(*) AS total FROM deadlines WHERE {condition}");
        let total = Statement::from_sql_and_values(backend, total, values.clone());
        let row = self.connection.query_one_raw(total).await.map_err(fault)?;
        let total: Option<i64> = row.map(|row| row.try_get("", "total")).transpose().map_err(fault)?;
        let largest = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let sql = format!(
            "SELECT record, deadline, due_on, person FROM deadlines WHERE {condition} \
             ORDER BY due_on, organisation, register, deadline, record LIMIT {} OFFSET {}",
            largest(query.limit),
            largest(query.offset)
        );
        let rows = self.connection.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await;
        let mut days: Vec<(String, DueDay)> = Vec::new();
        for row in rows.map_err(fault)? {
            let text = |column: &str| row.try_get::<String>("", column).map_err(fault);
            let person = row.try_get::<Option<String>>("", "person").map_err(fault)?;
            let day = parse_date(&text("due_on")?);
            // Only this module writes the column; a day that does not read is one that somebody else wrote.
            let Some(day) = day else { continue };
            let due =
                DueDay { deadline: text("deadline")?, day, person: person.and_then(|key| RecordKey::new(key).ok()) };
            days.push((text("record")?, due));
        }
        let records = self.records_of(days.iter().map(|(id, _)| id.as_str())).await?;
        let found = days.into_iter().filter_map(|(id, due)| Some(DueRecord { due, record: records.get(&id)?.clone() }));
        Ok((found.collect(), total.and_then(|total| u64::try_from(total).ok()).unwrap_or_default()))
    }

    async fn records_of(&self, ids: impl Iterator<Item = &str>) -> Result<BTreeMap<String, Record>, StoreError> {
        let ids: std::collections::BTreeSet<&str> = ids.collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let rows = crate::values_list::records_where(&self.connection, ("1 = 1", &[]), "id", &ids, false).await?;
        rows.into_iter().map(|row: record::Model| Ok((row.id.clone(), record_from(row)?))).collect()
    }

    /// Replaces all days and unique values of a register, as when its definition changed, and notes the form of the definition. Where another node
    /// has noted this form meanwhile, nothing is left to do; nobody else changes days while it works.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::AppendEvents`] over all organisations (the record engine's own right), or when the
    /// database fails.
    pub async fn replace_deadlines(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        form: &str,
        derive: impl Fn(&Record) -> (Vec<DueDay>, Vec<UniqueValue>),
    ) -> Result<(), SaveError> {
        require_everywhere(caller, Right::AppendEvents)?;
        let transaction = self.begin().await.map_err(StoreError::from)?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            // Other nodes that start wait here, and so do commits, which write days of the records that are read below.
            // SQLite's transaction excludes other writers as it is.
            let lock = transaction.execute_unprepared("LOCK TABLE deadlines IN SHARE ROW EXCLUSIVE MODE").await;
            lock.map_err(fault)?;
        }
        if form_kept(&transaction, register).await?.as_deref() == Some(form) {
            return Ok(());
        }
        let records = record::Entity::find()
            .filter(record::Column::Register.eq(register.as_str()))
            .filter(record::Column::Voided.eq(false));
        let records = records.all(&transaction).await.map_err(fault)?;
        let records = records.into_iter().map(record_from).collect::<Result<Vec<_>, _>>()?;
        let work = async {
            run(&transaction, "DELETE FROM deadlines WHERE register = $1", [register.as_str().into()]).await?;
            let mut rows = Vec::new();
            let mut unique = Vec::with_capacity(records.len());
            for record in &records {
                let (days, values) = derive(record);
                rows.extend(rows_of(record.id, register, record.organisation.as_str(), &days));
                unique.push((record.id, values));
            }
            insert(&transaction, Box::new(rows.into_iter())).await?;
            unique::replace(&transaction, register.as_str(), &unique).await?;
            run(&transaction, "DELETE FROM register_forms WHERE register = $1", [register.as_str().into()]).await?;
            let note = "INSERT INTO register_forms (register, form) VALUES ($1, $2)";
            run(&transaction, note, [register.as_str().into(), form.into()]).await
        };
        work.await.map_err(|error| StoreError::from(Fault::from(error)))?;
        transaction.commit().await.map_err(|error| StoreError::from(Fault::from(error)))?;
        Ok(())
    }

    /// The form of its definition that a register was last read with.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn register_form(&self, caller: &Caller, register: &RegisterKey) -> Result<Option<String>, ReadError> {
        caller.require(Right::ReadRecords)?;
        Ok(form_kept(&self.connection, register).await?)
    }
}

async fn form_kept<C: ConnectionTrait>(connection: &C, register: &RegisterKey) -> Result<Option<String>, StoreError> {
    let sql = "SELECT form FROM register_forms WHERE register = $1";
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, [register.as_str().into()]);
    let row = connection.query_one_raw(statement).await.map_err(fault)?;
    row.map(|row| row.try_get("", "form")).transpose().map_err(fault)
}

/// Replaces the days of records whose changes are being made; the older ones among them may have some.
pub(crate) async fn renew(transaction: &Transaction, older: &[RecordId], rows: Rows<'_, 6>) -> Result<(), DbErr> {
    let ids = older.iter().map(|id| [Value::from(id.to_string())]);
    let gone = "DELETE FROM deadlines WHERE record IN (SELECT given.column1 FROM";
    update_from(transaction, gone, Box::new(ids), ")").await?;
    insert(transaction, rows).await
}

/// The rows of a record's days.
pub(crate) fn rows_of(
    record: RecordId,
    register: &RegisterKey,
    organisation: &str,
    days: &[DueDay],
) -> Vec<[Value; 6]> {
    let row = |due: &DueDay| -> [Value; 6] {
        [
            record.to_string().into(),
            due.deadline.as_str().into(),
            register.as_str().into(),
            organisation.into(),
            format_date(due.day).into(),
            due.person.as_ref().map(|key| key.as_str().to_owned()).into(),
        ]
    };
    days.iter().map(row).collect()
}

async fn insert(transaction: &Transaction, rows: Rows<'_, 6>) -> Result<(), DbErr> {
    let into = "deadlines (record, deadline, register, organisation, due_on, person)";
    insert_into(transaction, into, rows).await.map(drop)
}

/// What a query means, as a condition with its values; nothing where it means nothing.
fn condition(caller: &Caller, query: &DueQuery) -> Option<(String, Vec<Value>)> {
    let mut values: Vec<Value> = vec![format_date(query.from).into(), format_date(query.to).into()];
    let mut condition = "due_on BETWEEN $1 AND $2".to_owned();
    let mut among = |column: &str, texts: Vec<&str>| {
        let places: Vec<String> = texts
            .into_iter()
            .map(|text| {
                values.push(text.into());
                format!("${}", values.len())
            })
            .collect();
        // Writing to a text in memory does not fail.
        write!(condition, " AND {column} IN ({})", places.join(", ")).ok();
        !places.is_empty()
    };
    let mut some = among("register", query.registers.iter().map(RegisterKey::as_str).collect());
    match (&query.organisation, caller.scope()) {
        (Some(organisation), _) => some &= among("organisation", vec![organisation.as_str()]),
        (None, Scope::Organisations(reach)) => {
            some &= among("organisation", reach.iter().map(talap_model::OrganisationId::as_str).collect());
        }
        (None, Scope::All) => {}
    }
    if let Some(person) = &query.person {
        some &= among("person", vec![person.as_str()]);
    }
    some.then_some((condition, values))
}

async fn run<const N: usize>(transaction: &Transaction, sql: &str, values: [Value; N]) -> Result<(), DbErr> {
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    transaction.execute_raw(statement).await.map(drop)
}

fn fault(error: DbErr) -> StoreError {
    StoreError::from(Fault::from(error))
}
