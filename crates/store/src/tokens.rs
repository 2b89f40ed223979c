//! Tokens of the API.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use talap_model::{RecordId, Timestamp};

use crate::calendar_links::end_calendar_link;
use crate::entity::api_token;
use crate::fault::Fault;
use crate::rows::accounts::{token_from, token_row};
use crate::{Store, StoreError, StoredAccount, StoredToken};

/// Revokes every token of an account and ends the link of its calendar: what ends its sessions for good ends them too.
pub(crate) async fn revoke_tokens<C: ConnectionTrait>(
    connection: &C,
    account: RecordId,
    at: Timestamp,
) -> Result<(), DbErr> {
    api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, Expr::value(at.micros()))
        .filter(api_token::Column::Account.eq(account.to_string()))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(connection)
        .await?;
    end_calendar_link(connection, account).await?;
    Ok(())
}

impl Store {
    /// Adds a token.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn add_token(&self, token: &StoredToken) -> Result<(), StoreError> {
        let insert = api_token::Entity::insert(token_row(token));
        insert.exec_without_returning(&self.connection).await.map_err(Fault::from)?;
        Ok(())
    }

    /// The tokens of an account, revoked ones included, the oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn tokens_of(&self, account: RecordId) -> Result<Vec<StoredToken>, StoreError> {
        let query = api_token::Entity::find()
            .filter(api_token::Column::Account.eq(account.to_string()))
            .order_by_asc(api_token::Column::CreatedAt)
            .order_by_asc(api_token::Column::Id);
        query.all(&self.connection).await.map_err(Fault::from)?.into_iter().map(token_from).collect()
    }

    /// The token with a hash, and its account.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn token(&self, hash: &str) -> Result<Option<(StoredToken, StoredAccount)>, StoreError> {
        let query = api_token::Entity::find().filter(api_token::Column::Hash.eq(hash));
        let row = query.one(&self.connection).await.map_err(Fault::from)?;
        let Some(token) = row.map(token_from).transpose()? else { return Ok(None) };
        Ok(self.account_by_id(token.account).await?.map(|account| (token, account)))
    }

    /// Notes that a token was used.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn see_token(&self, id: RecordId, now: Timestamp) -> Result<(), StoreError> {
        let used = api_token::Entity::update_many()
            .col_expr(api_token::Column::UsedAt, Expr::value(now.micros()))
            .filter(api_token::Column::Id.eq(id.to_string()));
        used.exec(&self.connection).await.map_err(Fault::from)?;
        Ok(())
    }

    /// Revokes a token of an account. False when the account has no such token, or it is revoked already.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn revoke_token(&self, account: RecordId, id: RecordId, at: Timestamp) -> Result<bool, StoreError> {
        let revoked = api_token::Entity::update_many()
            .col_expr(api_token::Column::RevokedAt, Expr::value(at.micros()))
            .filter(api_token::Column::Id.eq(id.to_string()))
            .filter(api_token::Column::Account.eq(account.to_string()))
            .filter(api_token::Column::RevokedAt.is_null());
        Ok(revoked.exec(&self.connection).await.map_err(Fault::from)?.rows_affected == 1)
    }
}
