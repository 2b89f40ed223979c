//! Signing in, and the sessions that it makes.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use talap_model::{RecordId, Timestamp};

use crate::accounts::{end_links, lock_account, open_at};
use crate::entity::{account, session, sign_in_link};
use crate::fault::Fault;
use crate::rows::accounts::{session_from, session_row};
use crate::tokens::revoke_tokens;
use crate::waiting::Transaction;
use crate::{PasswordHash, Store, StoreError, StoredAccount, StoredSession};

/// Which sessions are over by their age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outdated {
    /// Sessions made at this moment or before it are over.
    pub created: Timestamp,
    /// Sessions last seen at this moment or before it are over.
    pub seen: Timestamp,
}

impl Store {
    /// Keeps a session that the right password began, and forgets the wrong ones before it. The account's sessions that are
    /// over are deleted. False when the account is blocked or locked by now, or has another password: nothing changes then.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn sign_in(
        &self,
        session: &StoredSession,
        password: &PasswordHash,
        outdated: Outdated,
    ) -> Result<bool, StoreError> {
        let begun = async {
            let transaction = self.begin().await?;
            let signed_in = signing_in(session)
                .filter(account::Column::PasswordHash.eq(password.as_str()))
                .filter(open_at(session.created_at))
                .exec(&transaction)
                .await?;
            if signed_in.rows_affected != 1 {
                return Ok(false);
            }
            let over = Condition::any()
                .add(session::Column::CreatedAt.lte(outdated.created.micros()))
                .add(session::Column::SeenAt.lte(outdated.seen.micros()));
            let theirs = session::Column::Account.eq(session.account.to_string());
            session::Entity::delete_many().filter(theirs).filter(over).exec(&transaction).await?;
            insert_session(transaction, session).await
        };
        Ok(begun.await?)
    }

    /// Uses a link: sets the password, ends the sessions and the other links of the account, unlocks it and keeps the
    /// session that this begins. False when the link is used or expired by now or of another account, or the account is
    /// blocked: nothing changes then.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn use_link(
        &self,
        hash: &str,
        password: &PasswordHash,
        session: &StoredSession,
    ) -> Result<bool, StoreError> {
        let now = session.created_at;
        let used = async {
            let transaction = self.begin().await?;
            lock_account(&transaction, session.account).await?;
            let used = sign_in_link::Entity::update_many()
                .col_expr(sign_in_link::Column::UsedAt, Expr::value(now.micros()))
                .filter(sign_in_link::Column::Hash.eq(hash))
                .filter(sign_in_link::Column::Account.eq(session.account.to_string()))
                .filter(sign_in_link::Column::UsedAt.is_null())
                .filter(sign_in_link::Column::ExpiresAt.gt(now.micros()))
                .exec(&transaction)
                .await?;
            let set = signing_in(session)
                .col_expr(account::Column::PasswordHash, Expr::value(password.as_str()))
                .col_expr(account::Column::PasswordChangedAt, Expr::value(now.micros()))
                .filter(account::Column::BlockedAt.is_null())
                .exec(&transaction)
                .await?;
            if used.rows_affected != 1 || set.rows_affected != 1 {
                return Ok(false);
            }
            end_links(&transaction, session.account, now).await?;
            revoke_tokens(&transaction, session.account, now).await?;
            delete_sessions(&transaction, session.account, None).await?;
            insert_session(transaction, session).await
        };
        Ok(used.await?)
    }

    /// Changes a password, and ends the unused links and the sessions of the account except the one to keep. False when the
    /// account has another password than the old one by now, or is blocked or locked: nothing changes then.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn change_password(
        &self,
        account: RecordId,
        (old, new): (&PasswordHash, &PasswordHash),
        now: Timestamp,
        keep: Option<&str>,
    ) -> Result<bool, StoreError> {
        let changed = async {
            let transaction = self.begin().await?;
            let changed = account::Entity::update_many()
                .col_expr(account::Column::PasswordHash, Expr::value(new.as_str()))
                .col_expr(account::Column::PasswordChangedAt, Expr::value(now.micros()))
                .col_expr(account::Column::Failures, Expr::value(0_i64))
                .filter(account::Column::Id.eq(account.to_string()))
                .filter(account::Column::PasswordHash.eq(old.as_str()))
                .filter(open_at(now))
                .exec(&transaction)
                .await?;
            if changed.rows_affected != 1 {
                return Ok(false);
            }
            end_links(&transaction, account, now).await?;
            delete_sessions(&transaction, account, keep).await?;
            transaction.commit().await?;
            Ok::<_, Fault>(true)
        };
        Ok(changed.await?)
    }

    /// The session with a hash, and its account.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn session(&self, hash: &str) -> Result<Option<(StoredSession, StoredAccount)>, StoreError> {
        let row = session::Entity::find_by_id(hash.to_owned()).one(&self.connection).await.map_err(Fault::from)?;
        let Some(session) = row.map(session_from).transpose()? else { return Ok(None) };
        Ok(self.account_by_id(session.account).await?.map(|account| (session, account)))
    }

    /// The sessions of an account, the oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn sessions_of(&self, account: RecordId) -> Result<Vec<StoredSession>, StoreError> {
        let query = session::Entity::find()
            .filter(session::Column::Account.eq(account.to_string()))
            .order_by_asc(session::Column::CreatedAt)
            .order_by_asc(session::Column::Hash);
        query.all(&self.connection).await.map_err(Fault::from)?.into_iter().map(session_from).collect()
    }

    /// Notes that a session was seen.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn see_session(&self, hash: &str, now: Timestamp) -> Result<(), StoreError> {
        let seen = session::Entity::update_many()
            .col_expr(session::Column::SeenAt, Expr::value(now.micros()))
            .filter(session::Column::Hash.eq(hash))
            .filter(session::Column::SeenAt.lt(now.micros()));
        seen.exec(&self.connection).await.map_err(Fault::from)?;
        Ok(())
    }

    /// Ends a session, and says whether there was one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn end_session(&self, hash: &str) -> Result<bool, StoreError> {
        let ended = session::Entity::delete_by_id(hash.to_owned()).exec(&self.connection).await.map_err(Fault::from)?;
        Ok(ended.rows_affected == 1)
    }

    /// Ends the sessions of an account except the one to keep, and says how many.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn end_sessions(&self, account: RecordId, keep: Option<&str>) -> Result<u64, StoreError> {
        Ok(delete_sessions(&self.connection, account, keep).await?)
    }
}

/// The account as it is once its session began.
fn signing_in(session: &StoredSession) -> sea_orm::UpdateMany<account::Entity> {
    account::Entity::update_many()
        .col_expr(account::Column::Failures, Expr::value(0_i64))
        .col_expr(account::Column::LockedUntil, Expr::value(None::<i64>))
        .col_expr(account::Column::SignedInAt, Expr::value(session.created_at.micros()))
        .col_expr(account::Column::SignedInFrom, Expr::value(session.address.as_str()))
        .filter(account::Column::Id.eq(session.account.to_string()))
}

async fn insert_session(transaction: Transaction, session: &StoredSession) -> Result<bool, Fault> {
    session::Entity::insert(session_row(session)).exec_without_returning(&transaction).await?;
    transaction.commit().await?;
    Ok(true)
}

async fn delete_sessions<C: ConnectionTrait>(
    connection: &C,
    account: RecordId,
    keep: Option<&str>,
) -> Result<u64, Fault> {
    let mut theirs = session::Entity::delete_many().filter(session::Column::Account.eq(account.to_string()));
    if let Some(keep) = keep {
        theirs = theirs.filter(session::Column::Hash.ne(keep));
    }
    Ok(theirs.exec(connection).await?.rows_affected)
}
