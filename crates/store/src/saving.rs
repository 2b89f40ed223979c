//! Keeping searches. Each person sees and changes their own alone, whatever their rights.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select};
use talap_model::{Caller, RecordId, Timestamp};

use crate::entity::saved_search::{Column, Entity};
use crate::fault::Fault;
use crate::rows::{saved_search_from, saved_search_row};
use crate::saved_search::MOST_SAVED;
use crate::{ReadError, SaveError, SavedSearch, SearchKept, SearchKind, Store, StoreError};

/// How long a deleted search may come back, in seconds.
const UNDONE_WITHIN: i64 = 86_400;

impl Store {
    /// Keeps a search of the caller's. One of the same name and kind is replaced; the name of one of another kind is taken.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without the right of its kind, or when the database fails.
    pub async fn save_search(&self, caller: &Caller, search: &SavedSearch) -> Result<SearchKept, SaveError> {
        caller.require(search.kind.right())?;
        let owner = caller.identity().to_string();
        let transaction = self.begin().await.map_err(StoreError::from)?;
        let replaced = Entity::update_many()
            .col_expr(Column::Query, Expr::value(search.text.as_str()))
            .col_expr(Column::SavedAt, Expr::value(search.saved_at.micros()))
            .filter(Column::Owner.eq(owner.as_str()))
            .filter(Column::Kind.eq(search.kind.key()))
            .filter(Column::Name.eq(search.name.as_str()))
            .filter(Column::DeletedAt.is_null())
            .exec(&transaction)
            .await
            .map_err(failed)?;
        if replaced.rows_affected == 0 {
            let kept = kept_by(&owner);
            let of_the_name = kept.clone().filter(Column::Name.eq(search.name.as_str()));
            if of_the_name.count(&transaction).await.map_err(failed)? > 0 {
                return Ok(SearchKept::NameTaken);
            }
            if kept.count(&transaction).await.map_err(failed)? >= MOST_SAVED as u64 {
                return Ok(SearchKept::Full);
            }
            let row = saved_search_row(search, &owner);
            Entity::insert(row).exec_without_returning(&transaction).await.map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)?;
        Ok(SearchKept::Kept)
    }

    /// The searches of a kind that the caller keeps, by name.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without the right of the kind, or when the database fails.
    pub async fn saved_searches(&self, caller: &Caller, kind: SearchKind) -> Result<Vec<SavedSearch>, ReadError> {
        caller.require(kind.right())?;
        let kept = kept_by(&caller.identity().to_string()).filter(Column::Kind.eq(kind.key()));
        let query = kept.order_by_asc(Column::Name).order_by_asc(Column::Id);
        let rows = query.all(&self.connection).await.map_err(failed)?;
        Ok(rows.into_iter().map(saved_search_from).collect::<Result<_, StoreError>>()?)
    }

    /// A search of a kind that the caller keeps.
    ///
    /// # Errors
    ///
    /// As [`Store::saved_searches`].
    pub async fn saved_search(
        &self,
        caller: &Caller,
        kind: SearchKind,
        id: RecordId,
    ) -> Result<Option<SavedSearch>, ReadError> {
        caller.require(kind.right())?;
        let kept = kept_by(&caller.identity().to_string()).filter(Column::Kind.eq(kind.key()));
        let row = kept.filter(Column::Id.eq(id.to_string())).one(&self.connection).await.map_err(failed)?;
        Ok(row.map(saved_search_from).transpose()?)
    }

    /// Deletes a search of a kind that the caller keeps; for a day it may come back. False where they keep no such search.
    ///
    /// # Errors
    ///
    /// As [`Store::save_search`].
    pub async fn delete_search(
        &self,
        caller: &Caller,
        kind: SearchKind,
        id: RecordId,
        at: Timestamp,
    ) -> Result<bool, SaveError> {
        caller.require(kind.right())?;
        let owner = caller.identity().to_string();
        Entity::delete_many()
            .filter(Column::Owner.eq(owner.as_str()))
            .filter(Column::DeletedAt.lt(at.plus_seconds(-UNDONE_WITHIN).micros()))
            .exec(&self.connection)
            .await
            .map_err(failed)?;
        let deleted = Entity::update_many()
            .col_expr(Column::DeletedAt, Expr::value(at.micros()))
            .filter(Column::Id.eq(id.to_string()))
            .filter(Column::Kind.eq(kind.key()))
            .filter(Column::Owner.eq(owner))
            .filter(Column::DeletedAt.is_null())
            .exec(&self.connection)
            .await
            .map_err(failed)?;
        Ok(deleted.rows_affected == 1)
    }

    /// Brings a deleted search of a kind of the caller's back. False where there is none to bring back.
    ///
    /// # Errors
    ///
    /// As [`Store::save_search`].
    pub async fn restore_search(&self, caller: &Caller, kind: SearchKind, id: RecordId) -> Result<bool, SaveError> {
        caller.require(kind.right())?;
        let restored = Entity::update_many()
            .col_expr(Column::DeletedAt, Expr::value(None::<i64>))
            .filter(Column::Id.eq(id.to_string()))
            .filter(Column::Kind.eq(kind.key()))
            .filter(Column::Owner.eq(caller.identity().to_string()))
            .filter(Column::DeletedAt.is_not_null())
            .exec(&self.connection)
            .await
            .map_err(failed)?;
        Ok(restored.rows_affected == 1)
    }
}

fn kept_by(owner: &str) -> Select<Entity> {
    Entity::find().filter(Column::Owner.eq(owner)).filter(Column::DeletedAt.is_null())
}

fn failed(error: sea_orm::DbErr) -> StoreError {
    StoreError::from(Fault::from(error))
}
