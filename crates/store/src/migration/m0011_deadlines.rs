//! The days by which something is done with a record, and which form of its definition a register was last read with.

use sea_orm_migration::prelude::*;

use super::{text, text_or_null};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0011_deadlines"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let deadlines = Table::create()
            .table("deadlines")
            .col(text(manager, "record"))
            .col(text(manager, "deadline"))
            .col(text(manager, "register"))
            .col(text(manager, "organisation"))
            .col(text(manager, "due_on"))
            .col(text_or_null(manager, "person"))
            .primary_key(Index::create().col("record").col("deadline"))
            .to_owned();
        manager.create_table(deadlines).await?;
        // A calendar asks for the days of some weeks, of all registers that its reader may see; all columns stand in it, so
        // that those of other registers are passed over without being fetched.
        let mut by_day = Index::create();
        by_day.name("deadlines_by_day").table("deadlines");
        for column in ["due_on", "organisation", "register", "deadline", "record", "person"] {
            by_day.col(column);
        }
        manager.create_index(by_day).await?;
        let forms = Table::create()
            .table("register_forms")
            .col(text(manager, "register").primary_key())
            .col(text(manager, "form"))
            .to_owned();
        manager.create_table(forms).await
    }
}
