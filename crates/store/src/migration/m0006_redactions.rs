//! Verdicts as changes to the assessment before, reviews of reworded clauses, and what the catalogue held from when on.

use sea_orm::ConnectionTrait;
use sea_orm_migration::prelude::*;

use super::{number, text};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0006_redactions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = |table: &'static str, column: ColumnDef| Table::alter().table(table).add_column(column).to_owned();
        let continues = ColumnDef::new("continues").boolean().not_null().default(false).to_owned();
        manager.alter_table(add("assessments", continues)).await?;
        manager.alter_table(add("verdicts", ColumnDef::new("until_at").big_integer().to_owned())).await?;
        // Assessments so far hold all their verdicts themselves: none of them goes on to a later one.
        manager.get_connection().execute_unprepared("UPDATE verdicts SET until_at = assessed_at").await?;
        let standing = Index::create().name("verdicts_standing").table("verdicts").col("until_at").to_owned();
        manager.create_index(standing).await?;
        manager.create_table(reviews(manager)).await?;
        manager.create_table(snapshots(manager)).await
    }
}

fn reviews(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("clause_reviews")
        .col(text(manager, "clause"))
        .col(text(manager, "language"))
        .col(text(manager, "fingerprint"))
        .col(number("reviewed_at"))
        .col(text(manager, "reviewed_by"))
        .col(text(manager, "note"))
        .primary_key(Index::create().col("clause").col("language").col("fingerprint"))
        .to_owned()
}

fn snapshots(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("catalog_snapshots")
        .col(number("seen_at").primary_key())
        .col(text(manager, "fingerprint"))
        .col(text(manager, "modes"))
        .to_owned()
}
