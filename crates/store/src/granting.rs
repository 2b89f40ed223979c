//! Reading and changing grants of roles.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use talap_model::{Caller, Right, Timestamp};

use crate::accounts::all_accounts;
use crate::entity::{role_grant, sign_in_link};
use crate::fault::Fault;
use crate::rows::{grant_from, grant_row};
use crate::waiting::Transaction;
use crate::{Grant, GrantChange, ReadError, SaveError, Store, StoreError, StoredAccount};

/// Grants are decided on as a whole, so one decision waits for another. SQLite's transaction does that by itself.
const ONE_AT_A_TIME: &str = "LOCK TABLE role_grants IN EXCLUSIVE MODE";

impl Store {
    /// The grants in force of one identity. It takes no caller, since it is how a caller is made.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn grants_of(&self, identity: &str) -> Result<Vec<Grant>, StoreError> {
        let query = in_force().filter(role_grant::Column::Identity.eq(identity));
        query.all(&self.connection).await.map_err(Fault::from)?.into_iter().map(grant_from).collect()
    }

    /// Every grant in force, whatever the caller's reach: who may do what is one matter of the whole installation.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRoles`], or when the database fails.
    pub async fn all_grants(&self, caller: &Caller) -> Result<Vec<Grant>, ReadError> {
        caller.require(Right::ReadRoles)?;
        Ok(grants_in_force(&self.connection).await?)
    }

    /// Adds the first grants of a new installation, and says whether it did: only while there has never been any.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn add_first_grants(&self, grants: &[Grant]) -> Result<bool, StoreError> {
        let transaction = self.begin_alone().await?;
        if role_grant::Entity::find().count(&transaction).await.map_err(Fault::from)? > 0 {
            return Ok(false);
        }
        insert(&transaction, grants).await.map_err(Fault::from)?;
        transaction.commit().await.map_err(Fault::from)?;
        Ok(true)
    }

    /// Changes grants as `decide` says, which sees every grant in force and every account; nothing changes between its look
    /// and its word.
    /// Returns what it decided.
    ///
    /// # Errors
    ///
    /// What `decide` refuses, or [`SaveError`] without [`Right::GrantRoles`] or when the database fails.
    pub async fn change_grants<E: From<SaveError>>(
        &self,
        caller: &Caller,
        at: Timestamp,
        decide: impl FnOnce(&[Grant], &[StoredAccount]) -> Result<GrantChange, E> + Send,
    ) -> Result<GrantChange, E> {
        caller.require(Right::GrantRoles).map_err(SaveError::from)?;
        let transaction = self.begin_alone().await.map_err(SaveError::from)?;
        let grants = grants_in_force(&transaction).await.map_err(SaveError::from)?;
        let accounts = all_accounts(&transaction).await.map_err(SaveError::from)?;
        let decision = decide(&grants, &accounts)?;
        let by = caller.identity().to_string();
        end_links_of_others(&transaction, &accounts, &decision, at, &by)
            .await
            .map_err(|error| SaveError::from(StoreError::from(Fault::from(error))))?;
        apply(transaction, &decision, at, &by).await.map_err(|error| SaveError::from(StoreError::from(error)))?;
        Ok(decision)
    }

    /// Begins a transaction that decides on grants, or on accounts because of their grants.
    pub(crate) async fn begin_alone(&self) -> Result<Transaction, StoreError> {
        let transaction = self.begin().await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            transaction.execute_unprepared(ONE_AT_A_TIME).await.map_err(Fault::from)?;
        }
        Ok(transaction)
    }
}

fn in_force() -> sea_orm::Select<role_grant::Entity> {
    role_grant::Entity::find()
        .filter(role_grant::Column::RevokedAt.is_null())
        .order_by_asc(role_grant::Column::Identity)
        .order_by_asc(role_grant::Column::Role)
        .order_by_asc(role_grant::Column::Organisation)
}

pub(crate) async fn grants_in_force<C: ConnectionTrait>(connection: &C) -> Result<Vec<Grant>, StoreError> {
    in_force().all(connection).await.map_err(Fault::from)?.into_iter().map(grant_from).collect()
}

/// A link that somebody made while the account held less must not open what it holds from now on, so links that others
/// than the giver made end. The giver's own stays: an account is made, its link shown, its roles given.
async fn end_links_of_others(
    transaction: &Transaction,
    accounts: &[StoredAccount],
    decision: &GrantChange,
    at: Timestamp,
    by: &str,
) -> Result<(), DbErr> {
    let given = |account: &&StoredAccount| {
        let identity = format!("user:{}", account.name);
        decision.add.iter().any(|grant| grant.identity == identity)
    };
    for account in accounts.iter().filter(given) {
        sign_in_link::Entity::update_many()
            .col_expr(sign_in_link::Column::ExpiresAt, Expr::value(at.micros()))
            .filter(sign_in_link::Column::Account.eq(account.id.to_string()))
            .filter(sign_in_link::Column::CreatedBy.ne(by))
            .filter(sign_in_link::Column::UsedAt.is_null())
            .filter(sign_in_link::Column::ExpiresAt.gt(at.micros()))
            .exec(transaction)
            .await?;
    }
    Ok(())
}

async fn apply(transaction: Transaction, decision: &GrantChange, at: Timestamp, by: &str) -> Result<(), Fault> {
    if !decision.revoke.is_empty() {
        role_grant::Entity::update_many()
            .col_expr(role_grant::Column::RevokedAt, Expr::value(at.micros()))
            .col_expr(role_grant::Column::RevokedBy, Expr::value(by))
            .filter(role_grant::Column::Id.is_in(decision.revoke.iter().map(ToString::to_string)))
            .filter(role_grant::Column::RevokedAt.is_null())
            .exec(&transaction)
            .await?;
    }
    insert(&transaction, &decision.add).await?;
    Ok(transaction.commit().await?)
}

pub(crate) async fn insert(transaction: &Transaction, grants: &[Grant]) -> Result<(), DbErr> {
    if !grants.is_empty() {
        let rows = grants.iter().map(grant_row);
        role_grant::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    }
    Ok(())
}
