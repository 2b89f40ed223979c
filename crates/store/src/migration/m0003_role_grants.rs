//! Who holds which role.

use sea_orm_migration::prelude::*;

use super::{number, text, text_or_null};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0003_role_grants"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("role_grants")
            .col(text(manager, "id").primary_key())
            .col(text(manager, "identity"))
            .col(text(manager, "role"))
            .col(text_or_null(manager, "organisation"))
            .col(number("granted_at"))
            .col(text(manager, "granted_by"))
            .col(ColumnDef::new("revoked_at").big_integer())
            .col(text_or_null(manager, "revoked_by"))
            .to_owned();
        manager.create_table(table).await?;
        // One grant in force for a person, a role and an organisation. NULLs differ from each other in an index, so a
        // grant over all organisations counts as one over the empty name, which no organisation can have.
        let one = "CREATE UNIQUE INDEX role_grants_in_force ON role_grants \
                   (identity, role, COALESCE(organisation, '')) WHERE revoked_at IS NULL";
        manager.get_connection().execute_unprepared(one).await?;
        Ok(())
    }
}
