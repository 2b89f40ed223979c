//! What the ledger of events grew by, line by line, where it is kept in PostgreSQL as well.

use sea_orm_migration::prelude::*;

use super::{number, text};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0010_ledger_lines"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let lines = Table::create()
            .table("ledger_lines")
            .col(text(manager, "ledger"))
            .col(number("number"))
            .col(text(manager, "kind"))
            .col(number("ends"))
            .col(number("token"))
            .col(ColumnDef::new("body").binary().not_null())
            .primary_key(Index::create().col("ledger").col("number"))
            .to_owned();
        manager.create_table(lines).await?;
        // What is forgotten is found by it: of millions of lines a few hundred.
        let ends = Index::create()
            .name("ledger_lines_ends")
            .table("ledger_lines")
            .col("ledger")
            .col("kind")
            .col("ends")
            .to_owned();
        manager.create_index(ends).await
    }
}
