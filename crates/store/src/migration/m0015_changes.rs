//! Changes by the place of their record, for a register as it stood at a moment.

use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0015_changes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut by_place = Index::create();
        by_place.name("changes_by_place").table("changes");
        for column in ["register", "organisation", "record_key", "version"] {
            by_place.col(column);
        }
        manager.create_index(by_place).await
    }
}
