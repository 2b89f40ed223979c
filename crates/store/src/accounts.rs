//! Accounts of people and the one-time links that set their passwords.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use talap_model::{Caller, RecordId, Right, Timestamp};

use crate::entity::{account, session, sign_in_link};
use crate::fault::{Fault, FaultKind};
use crate::granting::{grants_in_force, insert as insert_grants};
use crate::rows::accounts::{account_from, account_row, link_from, link_row};
use crate::scope::require_everywhere;
use crate::tokens::revoke_tokens;
use crate::waiting::Transaction;
use crate::{Grant, ReadError, SaveError, Store, StoreError, StoredAccount, StoredLink};

/// One more wrong password: it counts, or it locks and the count begins anew. A locked account counts nothing.
const COUNT_FAILURE: &str = "UPDATE accounts SET \
    failures = CASE WHEN failures + 1 >= $1 THEN 0 ELSE failures + 1 END, \
    locked_until = CASE WHEN failures + 1 >= $2 THEN $3 ELSE locked_until END \
    WHERE id = $4 AND (locked_until IS NULL OR locked_until <= $5)";

impl Store {
    /// The account with a name. It takes no caller, since it is how a caller is made.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn account(&self, name: &str) -> Result<Option<StoredAccount>, StoreError> {
        let query = account::Entity::find().filter(account::Column::Name.eq(name));
        query.one(&self.connection).await.map_err(Fault::from)?.map(account_from).transpose()
    }

    /// Every account, by name.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRoles`], or when the database fails.
    pub async fn accounts(&self, caller: &Caller) -> Result<Vec<StoredAccount>, ReadError> {
        caller.require(Right::ReadRoles)?;
        Ok(all_accounts(&self.connection).await?)
    }

    /// Adds an account with the link that sets its first password. False when the name is taken; nothing changes then.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::GrantRoles`] over all organisations, or when the database fails.
    pub async fn add_account(
        &self,
        caller: &Caller,
        account: &StoredAccount,
        link: &StoredLink,
    ) -> Result<bool, SaveError> {
        require_everywhere(caller, Right::GrantRoles)?;
        let added = async {
            let transaction = self.begin().await?;
            insert_account(&transaction, account).await?;
            put_link(&transaction, link).await?;
            transaction.commit().await.map_err(Fault::from)
        };
        match added.await {
            Ok(()) => Ok(true),
            Err(fault) if fault.kind() == FaultKind::Unique => Ok(false),
            Err(fault) => Err(StoreError::from(fault).into()),
        }
    }

    /// Makes the link that sets the first password of an installation, while no account has ever had one. The account and
    /// its grants are added unless there is an account of that name. Returns the account; none when a password has been
    /// set before, or when the account is blocked: nothing changes then.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn add_first_account(
        &self,
        account: &StoredAccount,
        grants: &[Grant],
        link: &StoredLink,
    ) -> Result<Option<StoredAccount>, StoreError> {
        let transaction = self.begin_alone().await?;
        let with_password = account::Entity::find().filter(account::Column::PasswordChangedAt.is_not_null());
        if with_password.count(&transaction).await.map_err(Fault::from)? > 0 {
            return Ok(None);
        }
        let known = account::Entity::find().filter(account::Column::Name.eq(account.name.as_str()));
        let account = match known.one(&transaction).await.map_err(Fault::from)? {
            Some(row) if row.blocked_at.is_some() => return Ok(None),
            Some(row) => account_from(row)?,
            None => {
                insert_account(&transaction, account).await?;
                insert_grants(&transaction, grants).await.map_err(Fault::from)?;
                account.clone()
            }
        };
        put_link(&transaction, &StoredLink { account: account.id, ..link.clone() }).await?;
        transaction.commit().await.map_err(Fault::from)?;
        Ok(Some(account))
    }

    /// Adds a link and ends the account's older ones that nobody has used.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::GrantRoles`], or when the database fails.
    pub async fn add_link(&self, caller: &Caller, link: &StoredLink) -> Result<(), SaveError> {
        caller.require(Right::GrantRoles)?;
        let added = async {
            let transaction = self.begin().await?;
            lock_account(&transaction, link.account).await?;
            put_link(&transaction, link).await?;
            Ok::<_, Fault>(transaction.commit().await?)
        };
        Ok(added.await.map_err(StoreError::from)?)
    }

    /// The link with a hash, and its account.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn link(&self, hash: &str) -> Result<Option<(StoredLink, StoredAccount)>, StoreError> {
        let row = sign_in_link::Entity::find_by_id(hash.to_owned()).one(&self.connection).await.map_err(Fault::from)?;
        let Some(link) = row.map(link_from).transpose()? else { return Ok(None) };
        Ok(self.account_by_id(link.account).await?.map(|account| (link, account)))
    }

    /// Counts a wrong password. The `most`-th one locks the account until `until`, and the count begins anew. Returns until
    /// when the account is locked after this, whoever locked it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn count_failure(
        &self,
        account: RecordId,
        now: Timestamp,
        most: u32,
        until: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let most = i64::from(most);
        let values = [most.into(), most.into(), until.micros().into(), account.to_string().into(), now.micros().into()];
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), COUNT_FAILURE, values);
        self.connection.execute_raw(statement).await.map_err(Fault::from)?;
        Ok(self.account_by_id(account).await?.and_then(|account| account.lock_at(now)))
    }

    /// Blocks an account, which ends its sessions, or lifts a block and a lock. `decide` sees every grant in force and every
    /// account, and nothing changes between its look and its word. Returns the account as it is then; none when there is
    /// no account of that name.
    ///
    /// # Errors
    ///
    /// What `decide` refuses, or [`SaveError`] without [`Right::GrantRoles`] over all organisations or when the database
    /// fails.
    pub async fn set_blocked<E: From<SaveError>>(
        &self,
        caller: &Caller,
        name: &str,
        blocked: Option<Timestamp>,
        decide: impl FnOnce(&[Grant], &[StoredAccount]) -> Result<(), E> + Send,
    ) -> Result<Option<StoredAccount>, E> {
        require_everywhere(caller, Right::GrantRoles).map_err(SaveError::from)?;
        let transaction = self.begin_alone().await.map_err(SaveError::from)?;
        let accounts = all_accounts(&transaction).await.map_err(SaveError::from)?;
        let Some(mut account) = accounts.iter().find(|account| account.name == name).cloned() else { return Ok(None) };
        decide(&grants_in_force(&transaction).await.map_err(SaveError::from)?, &accounts)?;
        account.blocked_at = blocked.map(|at| account.blocked_at.unwrap_or(at));
        if blocked.is_none() {
            (account.failures, account.locked_until) = (0, None);
        }
        let done = write_block(transaction, &account).await;
        done.map_err(|fault| SaveError::from(StoreError::from(fault)))?;
        Ok(Some(account))
    }

    pub(crate) async fn account_by_id(&self, id: RecordId) -> Result<Option<StoredAccount>, StoreError> {
        let query = account::Entity::find_by_id(id.to_string());
        query.one(&self.connection).await.map_err(Fault::from)?.map(account_from).transpose()
    }
}

pub(crate) async fn all_accounts<C: ConnectionTrait>(connection: &C) -> Result<Vec<StoredAccount>, StoreError> {
    let query = account::Entity::find().order_by_asc(account::Column::Name);
    query.all(connection).await.map_err(Fault::from)?.into_iter().map(account_from).collect()
}

/// Neither blocked nor locked at a moment.
pub(crate) fn open_at(now: Timestamp) -> Condition {
    let lock = Condition::any()
        .add(account::Column::LockedUntil.is_null())
        .add(account::Column::LockedUntil.lte(now.micros()));
    Condition::all().add(account::Column::BlockedAt.is_null()).add(lock)
}

/// Takes the account's row before any of its links or sessions, as everything does that changes several of them: whoever
/// comes second waits, and nobody locks another out. SQLite's transaction excludes other writers as it is.
pub(crate) async fn lock_account(transaction: &Transaction, id: RecordId) -> Result<(), DbErr> {
    account::Entity::find_by_id(id.to_string()).lock_exclusive().one(transaction).await.map(drop)
}

/// Makes the account's links that nobody has used expire.
pub(crate) async fn end_links(transaction: &Transaction, id: RecordId, at: Timestamp) -> Result<(), DbErr> {
    sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::ExpiresAt, Expr::value(at.micros()))
        .filter(sign_in_link::Column::Account.eq(id.to_string()))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .filter(sign_in_link::Column::ExpiresAt.gt(at.micros()))
        .exec(transaction)
        .await
        .map(drop)
}

async fn put_link(transaction: &Transaction, link: &StoredLink) -> Result<(), Fault> {
    end_links(transaction, link.account, link.created_at).await?;
    sign_in_link::Entity::insert(link_row(link)).exec_without_returning(transaction).await?;
    Ok(())
}

async fn insert_account(transaction: &Transaction, account: &StoredAccount) -> Result<(), Fault> {
    account::Entity::insert(account_row(account)).exec_without_returning(transaction).await?;
    Ok(())
}

async fn write_block(transaction: Transaction, account: &StoredAccount) -> Result<(), Fault> {
    let mut update = account::Entity::update_many()
        .col_expr(account::Column::BlockedAt, Expr::value(account.blocked_at.map(Timestamp::micros)))
        .filter(account::Column::Id.eq(account.id.to_string()));
    if account.blocked_at.is_none() {
        update = update
            .col_expr(account::Column::Failures, Expr::value(0_i64))
            .col_expr(account::Column::LockedUntil, Expr::value(None::<i64>));
    }
    update.exec(&transaction).await?;
    if account.blocked_at.is_some() {
        let theirs = session::Entity::delete_many().filter(session::Column::Account.eq(account.id.to_string()));
        theirs.exec(&transaction).await?;
    }
    if let Some(at) = account.blocked_at {
        end_links(&transaction, account.id, at).await?;
        revoke_tokens(&transaction, account.id, at).await?;
    }
    Ok(transaction.commit().await?)
}
