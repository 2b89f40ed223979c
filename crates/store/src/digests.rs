//! Who was written to on which day, so that nobody is written to twice: by a process that was started again, or by another
//! node.

use sea_orm::{ConnectionTrait, Statement, Value};
use talap_model::time::format_date;
use talap_model::{Caller, Right, Timestamp};
use time::Date;

use crate::fault::Fault;
use crate::scope::require_everywhere;
use crate::{SaveError, Store, StoreError};

impl Store {
    /// Claims the letter to a person of a day. True for the first who does; whoever writes claims before.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::AppendEvents`] over all organisations, or when the database fails.
    pub async fn claim_digest(
        &self,
        caller: &Caller,
        day: Date,
        person: &str,
        at: Timestamp,
    ) -> Result<bool, SaveError> {
        require_everywhere(caller, Right::AppendEvents)?;
        let sql = "INSERT INTO mail_digests (day, person, claimed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        Ok(self.change_digests(sql, [format_date(day).into(), person.into(), at.micros().into()]).await? == 1)
    }

    /// Gives a claim back, when it is certain that no letter was sent.
    ///
    /// # Errors
    ///
    /// As of [`Store::claim_digest`].
    pub async fn release_digest(&self, caller: &Caller, day: Date, person: &str) -> Result<(), SaveError> {
        require_everywhere(caller, Right::AppendEvents)?;
        let sql = "DELETE FROM mail_digests WHERE day = $1 AND person = $2";
        self.change_digests(sql, [format_date(day).into(), person.into()]).await?;
        Ok(())
    }

    /// Forgets the claims of days before one; nothing is written for them any more.
    ///
    /// # Errors
    ///
    /// As of [`Store::claim_digest`].
    pub async fn forget_digests(&self, caller: &Caller, before: Date) -> Result<(), SaveError> {
        require_everywhere(caller, Right::AppendEvents)?;
        self.change_digests("DELETE FROM mail_digests WHERE day < $1", [format_date(before).into()]).await?;
        Ok(())
    }

    async fn change_digests<const N: usize>(&self, sql: &str, values: [Value; N]) -> Result<u64, StoreError> {
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), sql, values);
        Ok(self.connection.execute_raw(statement).await.map_err(Fault::from)?.rows_affected())
    }
}
