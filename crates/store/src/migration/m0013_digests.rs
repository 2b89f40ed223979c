//! What reminds people: who was written to on which day, and the links by which calendars are subscribed to.

use sea_orm_migration::prelude::*;

use super::{number, text};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0013_digests"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let digests = Table::create()
            .table("mail_digests")
            .col(text(manager, "day"))
            .col(text(manager, "person"))
            .col(number("claimed_at"))
            .primary_key(Index::create().col("day").col("person"))
            .to_owned();
        manager.create_table(digests).await?;
        let links = Table::create()
            .table("calendar_links")
            .col(text(manager, "account").primary_key())
            .col(text(manager, "hash"))
            .col(text(manager, "language"))
            .col(number("created_at"))
            .col(ColumnDef::new("used_at").big_integer())
            .to_owned();
        manager.create_table(links).await?;
        let index =
            Index::create().name("calendar_links_by_hash").table("calendar_links").col("hash").unique().to_owned();
        manager.create_index(index).await
    }
}
