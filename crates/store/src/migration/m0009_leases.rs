//! Leases: which node may do what only one may do at a time.

use sea_orm_migration::prelude::*;

use super::{number, text};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0008_leases"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let leases = Table::create()
            .table("leases")
            .col(text(manager, "name").primary_key())
            .col(text(manager, "holder"))
            .col(number("token"))
            .col(number("expires_at"))
            .to_owned();
        manager.create_table(leases).await
    }
}
