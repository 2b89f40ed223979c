//! Searches that people keep for themselves.

use sea_orm_migration::prelude::*;

use super::{number, text};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0008_saved_searches"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let searches = Table::create()
            .table("saved_searches")
            .col(text(manager, "id").primary_key())
            .col(text(manager, "owner"))
            .col(text(manager, "name"))
            .col(text(manager, "query"))
            .col(number("saved_at"))
            .col(ColumnDef::new("deleted_at").big_integer())
            .to_owned();
        manager.create_table(searches).await?;
        let owned = Index::create().name("saved_searches_owned").table("saved_searches").col("owner").to_owned();
        manager.create_index(owned).await
    }
}
