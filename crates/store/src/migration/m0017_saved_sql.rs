//! In which language a saved search is written. Those of before are of the plain one.

use sea_orm_migration::prelude::*;

use super::text;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0017_saved_sql"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let kind = text(manager, "kind").default("plain").to_owned();
        manager.alter_table(Table::alter().table("saved_searches").add_column(kind).to_owned()).await
    }
}
