//! Many rows by one statement: `FROM (VALUES …)`, which SQLite and PostgreSQL both read.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, Statement, Value};

use crate::entity::record;
use crate::fault::Fault;

/// How many parameters one statement carries. Both backends would allow ten times as many, and SQLite's driver, which
/// binds them by name, would be slower for it.
const PARAMETERS: usize = 2_500;

/// What a record is read from: all columns but `search`, which is as long as the values and says nothing else.
pub(crate) const RECORD_COLUMNS: &str = "records.id, records.register, records.organisation, records.record_key, \
                                         records.data, records.version, records.created_at, records.changed_at, \
                                         records.voided";

/// The records whose `column` is one of the keys and that meet `condition`, whose parameters come first.
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
            places(first.len(), some.len(), 1)
        );
        let values = first.iter().chain(some).map(|text| Value::from(*text));
        let statement = Statement::from_sql_and_values(backend, sql, values);
        found.extend(record::Entity::find().from_raw_sql(statement).all(connection).await?);
    }
    Ok(found)
}

/// Runs an update for the rows and says how many rows it changed. `before` ends where the list of values begins and
/// `after` begins behind it; the columns of the list are `column1`, `column2` and so on.
pub(crate) async fn update_from<C: ConnectionTrait, const WIDTH: usize>(
    transaction: &C,
    before: &str,
    rows: Vec<[Value; WIDTH]>,
    after: &str,
) -> Result<u64, DbErr> {
    run_for(transaction, rows, |places| format!("{before} (VALUES {places}) AS given {after}")).await
}

/// Inserts rows; `into` names the table and its columns.
pub(crate) async fn insert_into<C: ConnectionTrait, const WIDTH: usize>(
    transaction: &C,
    into: &str,
    rows: Vec<[Value; WIDTH]>,
) -> Result<u64, DbErr> {
    run_for(transaction, rows, |places| format!("INSERT INTO {into} VALUES {places}")).await
}

async fn run_for<C: ConnectionTrait, const WIDTH: usize>(
    transaction: &C,
    rows: Vec<[Value; WIDTH]>,
    sql: impl Fn(String) -> String,
) -> Result<u64, DbErr> {
    let mut changed = 0;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<_> = rows.by_ref().take(PARAMETERS / WIDTH).collect();
        let sql = sql(places(0, some.len(), WIDTH));
        let statement =
            Statement::from_sql_and_values(transaction.get_database_backend(), sql, some.into_iter().flatten());
        changed += transaction.execute_raw(statement).await?.rows_affected();
    }
    Ok(changed)
}

/// `($1, $2), ($3, $4)`, numbered on after so many: the form that both drivers read.
fn places(after: usize, rows: usize, width: usize) -> String {
    let row = |row: usize| {
        let places: Vec<_> = (1..=width).map(|column| format!("${}", after + row * width + column)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn places_are_numbered_on() {
        assert_eq!(super::places(0, 2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(super::places(2, 2, 1), "($3), ($4)");
    }
}
