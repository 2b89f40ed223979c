//! What registered sources hand their events in with.

use sea_orm_migration::prelude::*;

use super::{number, text};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0007_source_tokens"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let moment = |name: &'static str| ColumnDef::new(name).big_integer().to_owned();
        let table = Table::create()
            .table("source_tokens")
            .col(text(manager, "id").primary_key())
            .col(text(manager, "organisation"))
            .col(text(manager, "source"))
            .col(text(manager, "name"))
            .col(text(manager, "hash"))
            .col(number("created_at"))
            .col(text(manager, "created_by"))
            .col(moment("expires_at"))
            .col(moment("revoked_at"))
            .col(moment("used_at"))
            .to_owned();
        manager.create_table(table).await?;
        let index =
            Index::create().name("source_tokens_by_hash").table("source_tokens").col("hash").unique().to_owned();
        manager.create_index(index).await
    }
}
