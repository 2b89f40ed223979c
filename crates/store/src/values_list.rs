//! Many rows by one statement: `FROM (VALUES …)`, which SQLite and PostgreSQL both read.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, Statement, Value};

use crate::entity::record;
use crate::fault::Fault;
use crate::waiting::Transaction;

/// How many parameters one statement carries; SQLite allows 32,766 and PostgreSQL twice as many.
const PARAMETERS: usize = 10_000;

/// Rows that are made one after another, when they are wanted. Without its type, which no future that others send could have.
pub(crate) type Rows<'a, const WIDTH: usize> = Box<dyn Iterator<Item = [Value; WIDTH]> + Send + 'a>;

/// What a record is read from: all columns but `search`, which is as long as the values and says nothing else.
pub(crate) const RECORD_COLUMNS: &str = "records.id, records.register, records.organisation, records.record_key, \
                                         records.data, records.version, records.created_at, records.changed_at, \
                                         records.voided";

/// The records whose `column` is one of the keys and that meet `condition`, whose parameters are written `?`.
///
/// A join, since PostgreSQL walks a long `IN` list once for every row of a table that it has no statistics of yet; and a
/// cross join, since SQLite then begins with the keys and looks each one up, where it would begin with all records.
pub(crate) async fn records_where<C: ConnectionTrait>(
    connection: &C,
    (condition, first): (&str, &[&str]),
    column: &str,
    keys: &[&str],
    lock: bool,
) -> Result<Vec<record::Model>, Fault> {
    let backend = connection.get_database_backend();
    // SQLite's transaction excludes other writers as it is.
    let lock = if lock && backend == DbBackend::Postgres { "FOR UPDATE OF records" } else { "" };
    let mut found = Vec::new();
    for some in keys.chunks(PARAMETERS) {
        let sql = format!(
            "SELECT {RECORD_COLUMNS} FROM (VALUES {}) AS given CROSS JOIN records \
             WHERE records.{column} = given.column1 AND {condition} ORDER BY records.{column} {lock}",
            places(backend, some.len(), 1)
        );
        let values = some.iter().chain(first).map(|text| Value::from(*text));
        let statement = Statement::from_sql_and_values(backend, numbered(backend, sql, some.len()), values);
        found.extend(record::Entity::find().from_raw_sql(statement).all(connection).await?);
    }
    Ok(found)
}

/// Runs an update for the rows and says how many rows it changed. `before` ends where the list of values begins and
/// `after` begins behind it; the columns of the list are `column1`, `column2` and so on.
pub(crate) async fn update_from<C: ConnectionTrait, const WIDTH: usize>(
    transaction: &C,
    before: &str,
    rows: Rows<'_, WIDTH>,
    after: &str,
) -> Result<u64, DbErr> {
    run_for(transaction, rows, |places| format!("{before} (VALUES {places}) AS given {after}")).await
}

/// Inserts rows; `into` names the table and its columns. Where one cannot be inserted, nothing says which of the others were:
/// the transaction ends there.
pub(crate) async fn insert_into<const WIDTH: usize>(
    transaction: &Transaction,
    into: &str,
    rows: Rows<'_, WIDTH>,
) -> Result<u64, DbErr> {
    // SQLite keeps a copy of every page beside, to take back a statement that fails, unless the statement says that nobody
    // wants that.
    let insert = match transaction.get_database_backend() {
        DbBackend::Sqlite => "INSERT OR FAIL",
        _ => "INSERT",
    };
    run_for(transaction, rows, |places| format!("{insert} INTO {into} VALUES {places}")).await
}

/// While the database works at one statement, the rows of the next are made ready.
async fn run_for<C: ConnectionTrait, const WIDTH: usize>(
    transaction: &C,
    mut rows: Rows<'_, WIDTH>,
    sql: impl Fn(String) -> String,
) -> Result<u64, DbErr> {
    let backend = transaction.get_database_backend();
    let mut next = || {
        let some: Vec<_> = rows.by_ref().take(PARAMETERS / WIDTH).collect();
        let places = places(backend, some.len(), WIDTH);
        (!some.is_empty()).then(|| Statement::from_sql_and_values(backend, sql(places), some.into_iter().flatten()))
    };
    let (mut changed, mut statement) = (0, next());
    while let Some(now) = statement {
        let (done, prepared) = tokio::join!(biased; transaction.execute_raw(now), async { next() });
        changed += done?.rows_affected();
        statement = prepared;
    }
    Ok(changed)
}

/// `($1, $2), ($3, $4)`. For SQLite `(?, ?), (?, ?)`: it keeps the names of numbered parameters in
/// a list, which it and its driver go through for each of them, so that ten thousand would take as long as all else together.
fn places(backend: DbBackend, rows: usize, width: usize) -> String {
    let mut text = String::with_capacity(rows * width * 8);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=width {
            if column > 1 {
                text.push_str(", ");
            }
            match backend {
                DbBackend::Sqlite => text.push('?'),
                _ => drop(write!(text, "${}", row * width + column)),
            }
        }
        text.push(')');
    }
    text
}

/// A statement whose last parameters are written `?`, as the backend reads them: numbered on after so many.
fn numbered(backend: DbBackend, sql: String, after: usize) -> String {
    if backend == DbBackend::Sqlite {
        return sql;
    }
    let mut parts = sql.split('?');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (place, part) in (after + 1..).zip(parts) {
        // Writing to a text in memory does not fail.
        write!(text, "${place}{part}").ok();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_on_where_numbers_cost_nothing() {
        assert_eq!(places(DbBackend::Postgres, 2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(places(DbBackend::Sqlite, 2, 2), "(?, ?), (?, ?)");
        let sql = || "($1) WHERE a = ? AND b = ?".to_owned();
        assert_eq!(numbered(DbBackend::Postgres, sql(), 1), "($1) WHERE a = $2 AND b = $3");
        assert_eq!(numbered(DbBackend::Sqlite, sql(), 1), sql());
    }
}
