//! How long the server of a database is waited for. One that was cut off does not say so, and the system asks after it for a
//! quarter of an hour: whoever looks at a page is told before that.
//!
//! A file is not waited for like this: what takes long there goes on.

use std::fmt;
use std::io;
use std::time::Duration;

use sea_orm::sqlx;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr,
    Statement, TransactionOptions, TransactionTrait,
};

/// How long one statement is waited for. Another one's locks may be before it.
const PATIENCE: Duration = Duration::from_mins(1);

/// What statements go through, each waited for no longer than that.
#[derive(Debug, Clone)]
pub(crate) struct Hurried<C>(C);

/// The connections to a database.
pub(crate) type Connection = Hurried<DatabaseConnection>;

/// A transaction.
pub(crate) type Transaction = Hurried<DatabaseTransaction>;

impl Connection {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        Self(connection)
    }

    /// Begins a transaction.
    pub(crate) async fn begin(&self, options: TransactionOptions) -> Result<Transaction, DbErr> {
        let begun = self.begin_unhurried(options);
        Ok(Hurried(within(patience(self.get_database_backend()), begun).await?))
    }

    /// Begins one whose statements are waited for however long they take.
    pub(crate) async fn begin_unhurried(&self, options: TransactionOptions) -> Result<DatabaseTransaction, DbErr> {
        self.0.begin_with_options(options).await
    }

    pub(crate) async fn close(self) -> Result<(), DbErr> {
        self.0.close().await
    }
}

impl Transaction {
    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        let patience = patience(self.get_database_backend());
        within(patience, self.0.commit()).await
    }
}

#[async_trait::async_trait]
impl<C: ConnectionTrait> ConnectionTrait for Hurried<C> {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        within(patience(self.get_database_backend()), self.0.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        within(patience(self.get_database_backend()), self.0.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        within(patience(self.get_database_backend()), self.0.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        within(patience(self.get_database_backend()), self.0.query_all_raw(statement)).await
    }

    fn support_returning(&self) -> bool {
        self.0.support_returning()
    }
}

fn patience(backend: DbBackend) -> Option<Duration> {
    (backend == DbBackend::Postgres).then_some(PATIENCE)
}

async fn within<T>(
    patience: Option<Duration>,
    asked: impl Future<Output = Result<T, DbErr>> + Send,
) -> Result<T, DbErr> {
    let Some(patience) = patience else { return asked.await };
    match tokio::time::timeout(patience, asked).await {
        Ok(answer) => answer,
        Err(_late) => {
            let silent = io::Error::new(io::ErrorKind::TimedOut, Silent { seconds: patience.as_secs().max(1) });
            Err(DbErr::Conn(RuntimeErr::SqlxError(sqlx::Error::Io(silent).into())))
        }
    }
}

/// The server did not answer for so long.
#[derive(Debug)]
pub(crate) struct Silent {
    /// How many seconds.
    pub(crate) seconds: u64,
}

impl fmt::Display for Silent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no answer in {} s", self.seconds)
    }
}

impl std::error::Error for Silent {}

#[cfg(test)]
mod tests {
    use talap_model::{Argument, Explain as _};

    use super::*;
    use crate::fault::Fault;
    use crate::{FaultKind, StoreError};

    #[tokio::test]
    async fn a_server_that_says_nothing_is_waited_for_so_long_and_a_file_however_long_it_takes() {
        let silent = std::future::pending::<Result<(), DbErr>>();
        let fault = Fault::from(within(Some(Duration::from_millis(1)), silent).await.unwrap_err());
        assert_eq!(fault.kind(), FaultKind::Unreachable);
        let told = StoreError::from(fault).explain();
        let cause = told.args.get("cause");
        assert!(
            told.key == "store-unreachable"
                && matches!(cause, Some(Argument::Message(cause)) if cause.key == "store-silent"),
            "{told:?}"
        );
        assert_eq!((patience(DbBackend::Sqlite), patience(DbBackend::Postgres)), (None, Some(PATIENCE)));
        within(None, async { Ok(()) }).await.unwrap();
    }
}
