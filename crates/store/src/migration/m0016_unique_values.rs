//! Values that only one record may have.

use sea_orm_migration::prelude::*;

use super::text;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0016_unique_values"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let values = Table::create()
            .table("unique_values")
            .col(text(manager, "register"))
            .col(text(manager, "organisation"))
            .col(text(manager, "field"))
            .col(text(manager, "digest"))
            .col(text(manager, "record"))
            .primary_key(Index::create().col("register").col("organisation").col("field").col("digest"))
            .to_owned();
        manager.create_table(values).await?;
        // Those of a record are replaced with each change of them.
        let mut by_record = Index::create();
        by_record.name("unique_values_by_record").table("unique_values").col("record");
        manager.create_index(by_record).await
    }
}
