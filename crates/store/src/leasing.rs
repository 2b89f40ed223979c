//! Taking, keeping and giving back a lease. All time is the database's own, so that no node's clock decides.
//!
//! A holder counts the period from before it asked, and stops before it is over; the database counts it from when it
//! answered. So the holder has stopped when the database lets another have the lease, as long as no clock runs much
//! faster than another. A holder that was suspended cannot know; it is kept out by its token, wherever what is written
//! is shared.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};
use talap_model::{Caller, Right};

use crate::fault::Fault;
use crate::scope::require_everywhere;
use crate::{LeaseState, ReadError, SaveError, Store, StoreError};

impl Store {
    /// Takes a lease that nobody has, for a period, and returns its fencing token, which is larger than every one before.
    /// `None` when somebody has it. One statement, so that of two nodes that ask at once one gets it.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::AppendEvents`] over all organisations, or when the database fails.
    pub async fn take_lease(
        &self,
        caller: &Caller,
        name: &str,
        holder: &str,
        period: Duration,
    ) -> Result<Option<u64>, SaveError> {
        require_everywhere(caller, Right::AppendEvents)?;
        let now = self.now();
        let sql = format!(
            "INSERT INTO leases (name, holder, token, expires_at) VALUES ($1, $2, 1, {now} + $3) \
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = leases.token + 1, \
             expires_at = {now} + $3 WHERE leases.expires_at <= {now} RETURNING token"
        );
        let taken = self.one(&sql, [name.into(), holder.into(), micros(period).into()]).await?;
        Ok(taken.map(|row| whole(name, &row, "token")).transpose()?)
    }

    /// Has a lease for a period from now on, if it is still this holder's. False when it is over: it may be another's.
    ///
    /// # Errors
    ///
    /// As of [`Store::take_lease`].
    pub async fn keep_lease(
        &self,
        caller: &Caller,
        name: &str,
        token: u64,
        period: Duration,
    ) -> Result<bool, SaveError> {
        require_everywhere(caller, Right::AppendEvents)?;
        let now = self.now();
        let sql = format!(
            "UPDATE leases SET expires_at = {now} + $3 WHERE name = $1 AND token = $2 AND expires_at > {now} \
             RETURNING token"
        );
        let kept = self.one(&sql, [name.into(), number(token).into(), micros(period).into()]).await?;
        Ok(kept.is_some())
    }

    /// Gives a lease back, if it is still this holder's, so that another need not wait for its end. Its token stays used.
    ///
    /// # Errors
    ///
    /// As of [`Store::take_lease`].
    pub async fn give_lease_back(&self, caller: &Caller, name: &str, token: u64) -> Result<(), SaveError> {
        require_everywhere(caller, Right::AppendEvents)?;
        let sql = "UPDATE leases SET expires_at = 0 WHERE name = $1 AND token = $2 RETURNING token";
        self.one(sql, [name.into(), number(token).into()]).await?;
        Ok(())
    }

    /// Who has a lease, or had it last.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::AppendEvents`] over all organisations, or when the database fails.
    pub async fn lease(&self, caller: &Caller, name: &str) -> Result<Option<LeaseState>, ReadError> {
        require_everywhere(caller, Right::AppendEvents)?;
        let now = self.now();
        let sql = format!("SELECT holder, token, expires_at - {now} AS time_left FROM leases WHERE name = $1");
        let Some(row) = self.one(&sql, [name.into()]).await? else { return Ok(None) };
        let left: i64 = column(&row, "time_left")?;
        Ok(Some(LeaseState {
            holder: column(&row, "holder")?,
            token: whole(name, &row, "token")?,
            left: Duration::from_micros(u64::try_from(left).unwrap_or_default()),
        }))
    }

    async fn one<const N: usize>(&self, sql: &str, values: [Value; N]) -> Result<Option<QueryResult>, StoreError> {
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), sql, values);
        Ok(self.connection.query_one_raw(statement).await.map_err(Fault::from)?)
    }

    /// The database's time in microseconds, when the statement comes to it: PostgreSQL's `now()` would be that of the
    /// beginning of its transaction, from before it waited for a lock.
    fn now(&self) -> &'static str {
        match self.connection.get_database_backend() {
            DbBackend::Postgres => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)",
            _ => "CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER)",
        }
    }
}

fn micros(period: Duration) -> i64 {
    i64::try_from(period.as_micros()).unwrap_or(i64::MAX / 2)
}

fn number(token: u64) -> i64 {
    i64::try_from(token).unwrap_or(i64::MAX)
}

fn whole(name: &str, row: &QueryResult, of: &str) -> Result<u64, StoreError> {
    let number: i64 = column(row, of)?;
    u64::try_from(number).map_err(|error| StoreError::Damaged {
        table: "leases",
        row: name.to_owned(),
        reason: error.to_string(),
    })
}

fn column<T: sea_orm::TryGetable>(row: &QueryResult, name: &str) -> Result<T, StoreError> {
    row.try_get("", name).map_err(|error: DbErr| Fault::from(error).into())
}
