//! The accounts of people, and what they sign in with.

use sea_orm_migration::prelude::*;

use super::{number, text, text_or_null};

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0004_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(accounts(manager)).await?;
        manager.create_table(sign_in_links(manager)).await?;
        manager.create_table(sessions(manager)).await?;
        manager.create_table(api_tokens(manager)).await?;
        let index = |name: &str, table: &'static str, column: &'static str| {
            Index::create().name(name).table(table).col(column).to_owned()
        };
        manager.create_index(index("accounts_by_name", "accounts", "name").unique().to_owned()).await?;
        manager.create_index(index("sign_in_links_by_account", "sign_in_links", "account")).await?;
        manager.create_index(index("sessions_by_account", "sessions", "account")).await?;
        manager.create_index(index("api_tokens_by_hash", "api_tokens", "hash").unique().to_owned()).await?;
        manager.create_index(index("api_tokens_by_account", "api_tokens", "account")).await
    }
}

/// A moment that may not have come.
fn moment(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.big_integer();
    column
}

fn of_account(name: &str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(name).from(table, "account").to("accounts", "id").to_owned()
}

fn accounts(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("accounts")
        .col(text(manager, "id").primary_key())
        .col(text(manager, "name"))
        .col(text(manager, "display_name"))
        .col(text_or_null(manager, "password_hash"))
        .col(number("created_at"))
        .col(text(manager, "created_by"))
        .col(moment("blocked_at"))
        .col(number("failures"))
        .col(moment("locked_until"))
        .col(moment("password_changed_at"))
        .col(moment("signed_in_at"))
        .col(text_or_null(manager, "signed_in_from"))
        .to_owned()
}

fn sign_in_links(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("sign_in_links")
        .col(text(manager, "hash").primary_key())
        .col(text(manager, "account"))
        .col(number("created_at"))
        .col(text(manager, "created_by"))
        .col(number("expires_at"))
        .col(moment("used_at"))
        .foreign_key(&mut of_account("sign_in_links_account", "sign_in_links"))
        .to_owned()
}

fn sessions(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(text(manager, "hash").primary_key())
        .col(text(manager, "account"))
        .col(number("created_at"))
        .col(number("seen_at"))
        .col(text(manager, "address"))
        .col(text(manager, "agent"))
        .foreign_key(&mut of_account("sessions_account", "sessions"))
        .to_owned()
}

fn api_tokens(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("api_tokens")
        .col(text(manager, "id").primary_key())
        .col(text(manager, "account"))
        .col(text(manager, "name"))
        .col(text(manager, "hash"))
        .col(text(manager, "scopes"))
        .col(number("created_at"))
        .col(moment("expires_at"))
        .col(moment("revoked_at"))
        .col(moment("used_at"))
        .foreign_key(&mut of_account("api_tokens_account", "api_tokens"))
        .to_owned()
}
