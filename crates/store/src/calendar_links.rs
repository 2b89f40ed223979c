//! Links by which the calendar of an account is subscribed to: one of an account at most.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use talap_model::{Language, RecordId, Timestamp};

use crate::fault::Fault;
use crate::{Store, StoreError, StoredAccount, StoredCalendarLink};

/// The columns, as [`link`] reads them.
const SELECT: &str = "SELECT account, hash, language, created_at, used_at FROM calendar_links WHERE";

/// Ends the link of an account: what ends its sessions for good ends it too.
pub(crate) async fn end_calendar_link<C: ConnectionTrait>(connection: &C, account: RecordId) -> Result<bool, DbErr> {
    let sql = "DELETE FROM calendar_links WHERE account = $1";
    let values = [account.to_string().into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    Ok(connection.execute_raw(statement).await?.rows_affected() == 1)
}

impl Store {
    /// Keeps the link of an account, in place of the one before.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn put_calendar_link(&self, link: &StoredCalendarLink) -> Result<(), StoreError> {
        let sql = "INSERT INTO calendar_links (account, hash, language, created_at, used_at) VALUES ($1, $2, $3, $4, NULL) \
                   ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, language = excluded.language, \
                   created_at = excluded.created_at, used_at = NULL";
        let values = [
            link.account.to_string().into(),
            link.hash.as_str().into(),
            link.language.code().into(),
            link.created_at.micros().into(),
        ];
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), sql, values);
        self.connection.execute_raw(statement).await.map_err(Fault::from)?;
        Ok(())
    }

    /// The link of an account.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn calendar_link_of(&self, account: RecordId) -> Result<Option<StoredCalendarLink>, StoreError> {
        self.calendar_link_where("account = $1", account.to_string().into()).await
    }

    /// The link with a hash, and its account.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn calendar_link(&self, hash: &str) -> Result<Option<(StoredCalendarLink, StoredAccount)>, StoreError> {
        let Some(link) = self.calendar_link_where("hash = $1", hash.into()).await? else { return Ok(None) };
        Ok(self.account_by_id(link.account).await?.map(|account| (link, account)))
    }

    /// Notes that a link was used.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn see_calendar_link(&self, account: RecordId, now: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE calendar_links SET used_at = $1 WHERE account = $2";
        let values = [now.micros().into(), account.to_string().into()];
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), sql, values);
        self.connection.execute_raw(statement).await.map_err(Fault::from)?;
        Ok(())
    }

    /// Ends the link of an account. False when it has none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn end_calendar_link(&self, account: RecordId) -> Result<bool, StoreError> {
        Ok(end_calendar_link(&self.connection, account).await.map_err(Fault::from)?)
    }

    async fn calendar_link_where(&self, which: &str, value: Value) -> Result<Option<StoredCalendarLink>, StoreError> {
        let backend = self.connection.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, format!("{SELECT} {which}"), [value]);
        let row = self.connection.query_one_raw(statement).await.map_err(Fault::from)?;
        row.map(|row| link(&row)).transpose()
    }
}

fn link(row: &QueryResult) -> Result<StoredCalendarLink, StoreError> {
    let text = |name: &str| row.try_get::<String>("", name).map_err(fault);
    let account = text("account")?;
    let damaged = |reason: String| StoreError::Damaged { table: "calendar_links", row: account.clone(), reason };
    Ok(StoredCalendarLink {
        account: account.parse().map_err(|error: talap_model::InvalidId| damaged(error.to_string()))?,
        hash: text("hash")?,
        language: text("language")?.parse::<Language>().map_err(|error| damaged(error.to_string()))?,
        created_at: Timestamp::from_micros(row.try_get("", "created_at").map_err(fault)?),
        used_at: row.try_get::<Option<i64>>("", "used_at").map_err(fault)?.map(Timestamp::from_micros),
    })
}

fn fault(error: DbErr) -> StoreError {
    StoreError::from(Fault::from(error))
}
