//! Imports with the changes that they made, and files that wait for their columns to be told apart.

use sea_orm_migration::prelude::*;

use super::{number, text, text_or_null};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0012_imports"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(imports(manager)).await?;
        let recent = Index::create().name("imports_recent").table("imports").col("register").col("made_at").to_owned();
        manager.create_index(recent).await?;
        // A table of its own, and not a column of the changes, which are never edited. A change belongs to one import, so its
        // identifier is the key.
        let changes = Table::create()
            .table("import_changes")
            .col(text(manager, "change_id").primary_key())
            .col(text(manager, "import_id"))
            .col(ColumnDef::new("undoes").boolean().not_null())
            .to_owned();
        manager.create_table(changes).await?;
        let of_import =
            Index::create().name("import_changes_of").table("import_changes").col("import_id").col("undoes").to_owned();
        manager.create_index(of_import).await?;
        let drafts = Table::create()
            .table("import_drafts")
            .col(text(manager, "id").primary_key())
            .col(text(manager, "owner"))
            .col(text(manager, "register"))
            .col(text(manager, "name"))
            .col(number("handed_at"))
            .col(ColumnDef::new("bytes").binary().not_null())
            .to_owned();
        manager.create_table(drafts).await?;
        let owned = Index::create().name("import_drafts_owned").table("import_drafts").col("owner").to_owned();
        manager.create_index(owned).await
    }
}

fn imports(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("imports")
        .col(text(manager, "id").primary_key())
        .col(text(manager, "register"))
        .col(text_or_null(manager, "organisation"))
        .col(number("made_at"))
        .col(text(manager, "made_by"))
        .col(text(manager, "file_name"))
        .col(text(manager, "sha256"))
        .col(number("created"))
        .col(number("updated"))
        .col(number("unchanged"))
        .col(number("rejected"))
        .col(ColumnDef::new("undone_at").big_integer())
        .col(text_or_null(manager, "undone_by"))
        .to_owned()
}
