//! Tokens of sources of events: making, listing, revoking, finding.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use talap_model::{Caller, RecordId, Right, Timestamp};

use crate::entity::source_token;
use crate::fault::Fault;
use crate::rows::source_tokens::{source_token_from, source_token_row};
use crate::scope::within;
use crate::{ReadError, SaveError, Store, StoreError, StoredSourceToken};

impl Store {
    /// Adds a token.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::WriteStructure`] over its organisation, or when the database fails.
    pub async fn add_source_token(&self, caller: &Caller, token: &StoredSourceToken) -> Result<(), SaveError> {
        caller.require_for(Right::WriteStructure, &token.organisation)?;
        let insert = source_token::Entity::insert(source_token_row(token));
        insert.exec_without_returning(&self.connection).await.map_err(Fault::from).map_err(StoreError::from)?;
        Ok(())
    }

    /// The tokens within the caller's reach, revoked ones included, the oldest first.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::WriteStructure`], or when the database fails.
    pub async fn source_tokens(&self, caller: &Caller) -> Result<Vec<StoredSourceToken>, ReadError> {
        caller.require(Right::WriteStructure)?;
        let query = source_token::Entity::find()
            .filter(within(caller, source_token::Column::Organisation))
            .order_by_asc(source_token::Column::CreatedAt)
            .order_by_asc(source_token::Column::Id);
        let rows = query.all(&self.connection).await.map_err(Fault::from).map_err(StoreError::from)?;
        Ok(rows.into_iter().map(source_token_from).collect::<Result<_, _>>()?)
    }

    /// Revokes a token within the caller's reach. None when there is no such token, or it is revoked already.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::WriteStructure`], or when the database fails.
    pub async fn revoke_source_token(
        &self,
        caller: &Caller,
        id: RecordId,
        at: Timestamp,
    ) -> Result<Option<StoredSourceToken>, SaveError> {
        caller.require(Right::WriteStructure)?;
        let failed = |error| StoreError::from(Fault::from(error));
        let revoked = source_token::Entity::update_many()
            .col_expr(source_token::Column::RevokedAt, Expr::value(at.micros()))
            .filter(source_token::Column::Id.eq(id.to_string()))
            .filter(within(caller, source_token::Column::Organisation))
            .filter(source_token::Column::RevokedAt.is_null());
        if revoked.exec(&self.connection).await.map_err(failed)?.rows_affected == 0 {
            return Ok(None);
        }
        let row = source_token::Entity::find_by_id(id.to_string()).one(&self.connection).await.map_err(failed)?;
        Ok(row.map(source_token_from).transpose()?)
    }

    /// The token with a hash. It takes no caller, since it is how a source is let in.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn source_token(&self, hash: &str) -> Result<Option<StoredSourceToken>, StoreError> {
        let query = source_token::Entity::find().filter(source_token::Column::Hash.eq(hash));
        query.one(&self.connection).await.map_err(Fault::from)?.map(source_token_from).transpose()
    }

    /// Notes that a token was used.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn see_source_token(&self, id: RecordId, now: Timestamp) -> Result<(), StoreError> {
        let used = source_token::Entity::update_many()
            .col_expr(source_token::Column::UsedAt, Expr::value(now.micros()))
            .filter(source_token::Column::Id.eq(id.to_string()));
        used.exec(&self.connection).await.map_err(Fault::from)?;
        Ok(())
    }
}
