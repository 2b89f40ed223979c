//! What lists of records are found and ordered by, files, and whether an assessment was of everyone.

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use sea_orm_migration::prelude::*;

use super::{number, text};
use crate::search;
use crate::values_list::update_from;

pub(super) struct Migration;

/// How many records are filled in at a time.
const AT_A_TIME: usize = 1_000;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0005_lists"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = |table: &'static str, column: ColumnDef| Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(add("records", text(manager, "search").default("").to_owned())).await?;
        fill_search(manager.get_connection()).await?;
        create_indexes(manager).await?;
        manager.create_table(files(manager)).await?;
        let whole = ColumnDef::new("whole").boolean().not_null().default(false).to_owned();
        manager.alter_table(add("assessments", whole)).await
    }
}

/// By the code that writes it at each commit, since no database lowers letters as it does.
async fn fill_search<C: ConnectionTrait>(connection: &C) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let mut after = String::new();
    loop {
        let sql = format!("SELECT id, record_key, data FROM records WHERE id > $1 ORDER BY id LIMIT {AT_A_TIME}");
        let statement = Statement::from_sql_and_values(backend, sql, [Value::from(after.clone())]);
        let mut rows: Vec<[Value; 2]> = Vec::with_capacity(AT_A_TIME);
        for row in connection.query_all_raw(statement).await? {
            let (id, key, data): (String, String, String) =
                (row.try_get("", "id")?, row.try_get("", "record_key")?, row.try_get("", "data")?);
            // Whatever does not read as values is told when the record is read; it is no reason not to start.
            let values = serde_json::from_str(&data).unwrap_or_default();
            rows.push([id.clone().into(), search::of_record(&key, &values).into()]);
            after = id;
        }
        if rows.is_empty() {
            return Ok(());
        }
        let update = "UPDATE records SET search = given.column2 FROM";
        update_from(connection, update, Box::new(rows.into_iter()), "WHERE records.id = given.column1").await?;
    }
}

async fn create_indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let index = |name: &str, table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create();
        index.name(name).table(table);
        for column in columns {
            index.col(*column);
        }
        index
    };
    let mut listed = vec!["register", "voided", "organisation", "record_key"];
    // With these SQLite goes through a list without fetching its records. PostgreSQL takes no such long texts into an
    // index, and has no need of it.
    if manager.get_database_backend() == DbBackend::Sqlite {
        listed.extend(["search", "changed_at"]);
    }
    manager.create_index(index("records_listed", "records", &listed)).await?;
    let changed = ["register", "voided", "changed_at", "organisation", "record_key"];
    manager.create_index(index("records_changed", "records", &changed)).await?;
    let counted = ["assessment", "organisation", "subject_kind", "subject", "status", "mode"];
    manager.create_index(index("verdicts_counted", "verdicts", &counted)).await
}

fn files(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("files")
        .col(text(manager, "sha256"))
        .col(text(manager, "organisation"))
        .col(text(manager, "name"))
        .col(text(manager, "media_type"))
        .col(number("size"))
        .col(number("stored_at"))
        .col(text(manager, "stored_by"))
        // Last, so that reading the others does not go through it.
        .col(ColumnDef::new("bytes").binary().not_null())
        .primary_key(Index::create().col("organisation").col("sha256"))
        .to_owned()
}
