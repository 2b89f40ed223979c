//! Records and their changes.

use sea_orm_migration::prelude::*;

use super::{number, text, text_or_null};

pub(super) struct Migration;

impl MigrationName for Migration {
    // Written out, not derived: the derived name is the source file's, and moving a file must not run it twice.
    fn name(&self) -> &'static str {
        "m0001_records"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(records(manager)).await?;
        manager.create_table(changes(manager)).await?;
        let unique = |name: &str, table: &'static str, columns: &[&'static str]| {
            let mut index = Index::create();
            index.name(name).table(table).unique();
            for column in columns {
                index.col(*column);
            }
            index
        };
        manager.create_index(unique("records_by_key", "records", &["register", "organisation", "record_key"])).await?;
        manager.create_index(unique("changes_by_id", "changes", &["id"])).await?;
        manager.create_index(unique("changes_by_record", "changes", &["record", "version"])).await?;
        // Partial, so that it holds only the few changes that the ledger does not have yet.
        let outbox = "CREATE INDEX changes_outbox ON changes (position) WHERE ledger_seq IS NULL";
        manager.get_connection().execute_unprepared(outbox).await?;
        Ok(())
    }
}

fn records(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("records")
        .col(text(manager, "id").primary_key())
        .col(text(manager, "register"))
        .col(text(manager, "organisation"))
        .col(text(manager, "record_key"))
        .col(text(manager, "data"))
        .col(number("version"))
        .col(number("created_at"))
        .col(number("changed_at"))
        .col(ColumnDef::new("voided").boolean().not_null())
        .to_owned()
}

fn changes(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("changes")
        .col(ColumnDef::new("position").big_integer().not_null().auto_increment().primary_key())
        .col(text(manager, "id"))
        .col(text(manager, "record"))
        .col(text(manager, "register"))
        .col(text(manager, "organisation"))
        .col(text(manager, "record_key"))
        .col(number("version"))
        .col(number("made_at"))
        .col(text(manager, "made_by"))
        .col(text(manager, "kind"))
        .col(text_or_null(manager, "before_data"))
        .col(text(manager, "after_data"))
        .col(text(manager, "salts"))
        .col(text(manager, "commitments"))
        .col(ColumnDef::new("ledger_seq").big_integer())
        .foreign_key(ForeignKey::create().name("changes_record").from("changes", "record").to("records", "id"))
        .to_owned()
}
