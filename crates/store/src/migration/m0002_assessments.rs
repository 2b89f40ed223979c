//! Assessments and their verdicts.

use sea_orm_migration::prelude::*;

use super::{number, text};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0002_assessments"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(assessments(manager)).await?;
        manager.create_table(verdicts(manager)).await?;
        manager
            .create_index(
                Index::create()
                    .name("verdicts_by_subject")
                    .table("verdicts")
                    .col("statement")
                    .col("subject_kind")
                    .col("subject")
                    .col("assessed_at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("assessments_by_time").table("assessments").col("made_at").to_owned())
            .await
    }
}

fn assessments(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("assessments")
        .col(text(manager, "id").primary_key())
        .col(number("made_at"))
        .col(text(manager, "made_by"))
        .col(text(manager, "catalog"))
        .col(number("duration_micros"))
        .to_owned()
}

fn verdicts(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("verdicts")
        .col(text(manager, "assessment"))
        .col(text(manager, "statement"))
        .col(text(manager, "subject_kind"))
        .col(text(manager, "subject"))
        .col(text(manager, "clause"))
        .col(text(manager, "organisation"))
        .col(text(manager, "status"))
        .col(text(manager, "mode"))
        .col(text(manager, "reason_key"))
        .col(text(manager, "reason_args"))
        .col(text(manager, "evidence"))
        .col(number("assessed_at"))
        .primary_key(Index::create().col("assessment").col("statement").col("subject_kind").col("subject"))
        .foreign_key(
            ForeignKey::create().name("verdicts_assessment").from("verdicts", "assessment").to("assessments", "id"),
        )
        .to_owned()
}
