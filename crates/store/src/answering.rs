//! Keeping answers to requests that a program may repeat (draft-ietf-httpapi-idempotency-key-header). Each caller's keys are
//! their own.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use talap_model::{Caller, Forbidden, Right, Timestamp};

use crate::answer::REPEATED_WITHIN;
use crate::fault::Fault;
use crate::{Repeat, SaveError, Store, StoreError};

impl Store {
    /// Takes a key of the caller's for a request, which is told by a digest, or says what it was taken for. One statement
    /// decides, so that of two requests at once one is the first. Answers older than [`REPEATED_WITHIN`] are forgotten.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::WriteRecords`] and [`Right::WriteStructure`], or when the database fails.
    pub async fn begin_answer(
        &self,
        caller: &Caller,
        key: &str,
        request: &str,
        now: Timestamp,
    ) -> Result<Repeat, SaveError> {
        may_answer(caller)?;
        let old = now.plus_seconds(-REPEATED_WITHIN).micros();
        self.answers("DELETE FROM idempotent_answers WHERE asked_at <= $1", [old.into()]).await?;
        let owner = caller.identity().to_string();
        let sql = "INSERT INTO idempotent_answers (owner, key, request, asked_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (owner, key) DO NOTHING";
        let values = [owner.as_str().into(), key.into(), request.into(), now.micros().into()];
        if self.answers(sql, values).await? == 1 {
            return Ok(Repeat::New);
        }
        let sql = "SELECT request, answer FROM idempotent_answers WHERE owner = $1 AND key = $2";
        let Some(row) = self.answer(sql, [owner.as_str().into(), key.into()]).await? else {
            // The first failed and was forgotten between the two statements: the next try is the first.
            return Ok(Repeat::Underway);
        };
        let first: String = row.try_get("", "request").map_err(fault)?;
        let answer: Option<String> = row.try_get("", "answer").map_err(fault)?;
        Ok(match answer {
            _ if first != request => Repeat::Other,
            Some(answer) => Repeat::Answered(answer),
            None => Repeat::Underway,
        })
    }

    /// Keeps the answer to the first request with a key of the caller's.
    ///
    /// # Errors
    ///
    /// As of [`Store::begin_answer`].
    pub async fn keep_answer(&self, caller: &Caller, key: &str, answer: &str) -> Result<(), SaveError> {
        may_answer(caller)?;
        let sql = "UPDATE idempotent_answers SET answer = $3 WHERE owner = $1 AND key = $2";
        self.answers(sql, [caller.identity().to_string().into(), key.into(), answer.into()]).await?;
        Ok(())
    }

    /// Gives a key of the caller's free, since nothing was done.
    ///
    /// # Errors
    ///
    /// As of [`Store::begin_answer`].
    pub async fn forget_answer(&self, caller: &Caller, key: &str) -> Result<(), SaveError> {
        may_answer(caller)?;
        let sql = "DELETE FROM idempotent_answers WHERE owner = $1 AND key = $2";
        self.answers(sql, [caller.identity().to_string().into(), key.into()]).await?;
        Ok(())
    }

    async fn answers<const N: usize>(&self, sql: &str, values: [Value; N]) -> Result<u64, StoreError> {
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), sql, values);
        Ok(self.connection.execute_raw(statement).await.map_err(fault)?.rows_affected())
    }

    async fn answer<const N: usize>(&self, sql: &str, values: [Value; N]) -> Result<Option<QueryResult>, StoreError> {
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), sql, values);
        self.connection.query_one_raw(statement).await.map_err(fault)
    }
}

/// Whoever may change some register, or take a step of a record by their role, may have answers kept.
fn may_answer(caller: &Caller) -> Result<(), Forbidden> {
    let may = [Right::WriteStructure, Right::WriteRecords].into_iter().any(|right| caller.has(right));
    if may { Ok(()) } else { caller.require(Right::ReadRecords) }
}

fn fault(error: DbErr) -> StoreError {
    StoreError::from(Fault::from(error))
}
