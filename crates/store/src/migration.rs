//! The tables' history. A migration that has been released is never edited; a new one is added.

use sea_orm_migration::prelude::*;

mod m0001_records;
mod m0002_assessments;
mod m0003_role_grants;
mod m0004_accounts;
mod m0005_lists;
mod m0006_redactions;
mod m0007_source_tokens;
mod m0008_saved_searches;
mod m0009_leases;
mod m0010_ledger_lines;
mod m0011_deadlines;
mod m0012_imports;
mod m0013_digests;
mod m0014_idempotency;
mod m0015_changes;
mod m0016_unique_values;
mod m0017_saved_sql;

/// All migrations, oldest first.
pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_records::Migration),
            Box::new(m0002_assessments::Migration),
            Box::new(m0003_role_grants::Migration),
            Box::new(m0004_accounts::Migration),
            Box::new(m0005_lists::Migration),
            Box::new(m0006_redactions::Migration),
            Box::new(m0007_source_tokens::Migration),
            Box::new(m0008_saved_searches::Migration),
            Box::new(m0009_leases::Migration),
            Box::new(m0010_ledger_lines::Migration),
            Box::new(m0011_deadlines::Migration),
            Box::new(m0012_imports::Migration),
            Box::new(m0013_digests::Migration),
            Box::new(m0014_idempotency::Migration),
            Box::new(m0015_changes::Migration),
            Box::new(m0016_unique_values::Migration),
            Box::new(m0017_saved_sql::Migration),
        ]
    }
}

/// A text column that sorts by bytes on both backends; PostgreSQL would sort by its locale otherwise, and a page would
/// then begin elsewhere on each installation.
fn text(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = text_or_null(manager, name);
    column.not_null();
    column
}

/// The same, where there may be no value.
fn text_or_null(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text();
    if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

/// A whole number: a count, or microseconds since the epoch.
fn number(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.big_integer().not_null();
    column
}
