//! Keeping, reading and forgetting lines of the ledger of events, under the lease of the node that keeps it.
//!
//! Each change locks the row of the lease and compares its token in the same transaction: a lease that goes to another
//! waits for the transaction, and one that has gone refuses it.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, Value};
use talap_model::{Caller, Right};

use crate::fault::Fault;
use crate::scope::require_everywhere;
use crate::waiting::Transaction;
use crate::{LedgerLine, LineKept, ReadError, SaveError, Store, StoreError};

/// How many bytes of lines are read at a time, if one line is not longer.
const PAGE_BYTES: i64 = 16 << 20;

/// How many lines are read at a time.
const PAGE_LINES: u64 = 4096;

impl Store {
    /// Keeps a line of a ledger, durably, if the lease of the same name has this token still. A line that is kept already
    /// with the same content will do.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::AppendEvents`] over all organisations, or when the database fails: then it is not known
    /// whether the line was kept, and the same line is to be sent again.
    pub async fn keep_ledger_line(
        &self,
        caller: &Caller,
        lease: &str,
        token: u64,
        line: &LedgerLine,
    ) -> Result<LineKept, SaveError> {
        require_everywhere(caller, Right::AppendEvents)?;
        let transaction = self.begin().await.map_err(StoreError::from)?;
        let kept = keep(&transaction, lease, token, line).await?;
        transaction.commit().await.map_err(|error| StoreError::from(Fault::from(error)))?;
        Ok(kept)
    }

    /// Lines of a ledger in order of their numbers, from one on: as many as fit well into memory, none after the last.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::AppendEvents`] over all organisations, or when the database fails.
    pub async fn ledger_lines(&self, caller: &Caller, lease: &str, from: u64) -> Result<Vec<LedgerLine>, ReadError> {
        require_everywhere(caller, Right::AppendEvents)?;
        let (backend, connection) = (self.connection.get_database_backend(), &self.connection);
        let sizes = format!(
            "SELECT number, CAST(LENGTH(body) AS BIGINT) AS size FROM ledger_lines \
             WHERE ledger = $1 AND number >= $2 ORDER BY number LIMIT {PAGE_LINES}"
        );
        let values: [Value; 2] = [lease.into(), number(from).into()];
        let sizes = connection.query_all_raw(Statement::from_sql_and_values(backend, &sizes, values)).await;
        let Some(last) = end_of_page(&sizes.map_err(fault)?)? else { return Ok(Vec::new()) };
        let sql = "SELECT number, kind, ends, body FROM ledger_lines \
                   WHERE ledger = $1 AND number BETWEEN $2 AND $3 ORDER BY number";
        let values: [Value; 3] = [lease.into(), number(from).into(), last.into()];
        let rows = connection.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await;
        Ok(rows.map_err(fault)?.iter().map(line_of).collect::<Result<_, _>>()?)
    }

    /// Forgets lines of a kind that reach no farther than a batch, if the lease has this token still.
    ///
    /// # Errors
    ///
    /// As of [`Store::keep_ledger_line`].
    pub async fn forget_ledger_lines(
        &self,
        caller: &Caller,
        lease: &str,
        token: u64,
        kind: &str,
        ends: u64,
    ) -> Result<LineKept, SaveError> {
        require_everywhere(caller, Right::AppendEvents)?;
        let transaction = self.begin().await.map_err(StoreError::from)?;
        if !holds(&transaction, lease, token).await? {
            return Ok(LineKept::Fenced);
        }
        let sql = "DELETE FROM ledger_lines WHERE ledger = $1 AND kind = $2 AND ends <= $3";
        run(&transaction, sql, [lease.into(), kind.into(), number(ends).into()]).await?;
        transaction.commit().await.map_err(|error| StoreError::from(Fault::from(error)))?;
        Ok(LineKept::Done)
    }
}

async fn keep(transaction: &Transaction, lease: &str, token: u64, line: &LedgerLine) -> Result<LineKept, StoreError> {
    if !holds(transaction, lease, token).await? {
        return Ok(LineKept::Fenced);
    }
    let known = "SELECT number, kind, ends, body FROM ledger_lines WHERE ledger = $1 AND number = $2";
    if let Some(row) = one(transaction, known, [lease.into(), number(line.number).into()]).await? {
        return Ok(if line_of(&row)? == *line { LineKept::Done } else { LineKept::Conflict });
    }
    let last = "SELECT COALESCE(MAX(number), -1) AS last FROM ledger_lines WHERE ledger = $1";
    let row = one(transaction, last, [lease.into()]).await?;
    let last = row.map(|row| column::<i64>(&row, "last")).transpose()?.unwrap_or(-1);
    if last.checked_add(1) != Some(number(line.number)) {
        return Ok(LineKept::Conflict);
    }
    let sql = "INSERT INTO ledger_lines (ledger, number, kind, ends, token, body) VALUES ($1, $2, $3, $4, $5, $6)";
    let values: [Value; 6] = [
        lease.into(),
        number(line.number).into(),
        line.kind.as_str().into(),
        number(line.ends).into(),
        number(token).into(),
        line.body.clone().into(),
    ];
    run(transaction, sql, values).await?;
    Ok(LineKept::Done)
}

/// Locks the row of a lease and tells whether it has this token. SQLite has locked the whole database by now.
async fn holds(transaction: &Transaction, lease: &str, token: u64) -> Result<bool, StoreError> {
    let sql = match transaction.get_database_backend() {
        DbBackend::Postgres => {
            // A server that is set to answer before it has written would make "acknowledged" mean less than durable.
            transaction.execute_unprepared("SET LOCAL synchronous_commit = on").await.map_err(Fault::from)?;
            "SELECT token FROM leases WHERE name = $1 FOR UPDATE"
        }
        _ => "SELECT token FROM leases WHERE name = $1",
    };
    let row = one(transaction, sql, [lease.into()]).await?;
    Ok(row.map(|row| column::<i64>(&row, "token")).transpose()? == Some(number(token)))
}

async fn one<const N: usize>(
    transaction: &Transaction,
    sql: &str,
    values: [Value; N],
) -> Result<Option<QueryResult>, StoreError> {
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    Ok(transaction.query_one_raw(statement).await.map_err(Fault::from)?)
}

async fn run<const N: usize>(transaction: &Transaction, sql: &str, values: [Value; N]) -> Result<(), StoreError> {
    let statement = Statement::from_sql_and_values(transaction.get_database_backend(), sql, values);
    transaction.execute_raw(statement).await.map_err(Fault::from)?;
    Ok(())
}

/// The number of the last line that still fits, if there is any line.
fn end_of_page(sizes: &[QueryResult]) -> Result<Option<i64>, StoreError> {
    let (mut last, mut room) = (None, PAGE_BYTES);
    for row in sizes {
        room = room.saturating_sub(column(row, "size")?);
        if room < 0 && last.is_some() {
            break;
        }
        last = Some(column(row, "number")?);
    }
    Ok(last)
}

fn line_of(row: &QueryResult) -> Result<LedgerLine, StoreError> {
    let whole = |name: &'static str| {
        let found: i64 = column(row, name)?;
        u64::try_from(found).map_err(|error| StoreError::Damaged {
            table: "ledger_lines",
            row: name.to_owned(),
            reason: error.to_string(),
        })
    };
    Ok(LedgerLine {
        number: whole("number")?,
        kind: column(row, "kind")?,
        ends: whole("ends")?,
        body: column(row, "body")?,
    })
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn fault(error: DbErr) -> StoreError {
    Fault::from(error).into()
}

fn column<T: sea_orm::TryGetable>(row: &QueryResult, name: &str) -> Result<T, StoreError> {
    row.try_get("", name).map_err(fault)
}
