//! Answers that are given again to a program that repeats its request with the same key.

use sea_orm_migration::prelude::*;

use super::{number, text, text_or_null};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0014_idempotency"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let answers = Table::create()
            .table("idempotent_answers")
            .col(text(manager, "owner"))
            .col(text(manager, "key"))
            .col(text(manager, "request"))
            .col(number("asked_at"))
            // Null while the request is being answered.
            .col(text_or_null(manager, "answer"))
            .primary_key(Index::create().col("owner").col("key"))
            .to_owned();
        manager.create_table(answers).await?;
        // The old ones are deleted with every new one.
        let mut by_age = Index::create();
        by_age.name("idempotent_answers_by_age").table("idempotent_answers").col("asked_at");
        manager.create_index(by_age).await
    }
}
