//! Opening and closing the record store.

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, Connection as _};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqliteTransactionMode,
    TransactionOptions,
};
use sea_orm_migration::MigratorTrait;

use crate::StoreError;
use crate::fault::Fault;
use crate::migration::Migrator;
use crate::waiting::{Connection, Transaction};

/// How long an operation waits for a connection, and for another process to let go of an SQLite file.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a connection to an SQLite file keeps of it in memory at most, in kibibytes (negative: not pages). An import of a hundred
/// thousand rows writes pages out and reads them again many times over where it has the usual two mebibytes.
const CACHE: &str = "-32768";

/// Serialises the migrations of several nodes that start together: any number that nothing else uses.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(8320000000000001)";

/// The records of every room, in SQLite or PostgreSQL. Cheap to clone; clones share the connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) connection: Connection,
}

impl Store {
    /// Connects to `sqlite:///path/talap.db?mode=rwc` (see [`sqlite_url`]) or `postgres://user:password@host/database`,
    /// and brings the tables up to date.
    ///
    /// SQLite runs with a write-ahead log and synchronises on every commit: acknowledged means durable.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownScheme`], [`StoreError::CannotOpen`] or [`StoreError::Migration`], each without the password.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let shown = without_password(url);
        let connection = match Backend::of(url) {
            None => return Err(StoreError::UnknownScheme { url: shown }),
            Some(backend) => connect(backend, url).await,
        };
        let store = match connection {
            Ok(connection) => Self { connection: Connection::new(connection) },
            Err(cause) => return Err(StoreError::CannotOpen { url: shown, cause: cause.into() }),
        };
        match store.migrate().await {
            Ok(()) => Ok(store),
            Err(cause) => {
                store.close().await;
                Err(StoreError::Migration { url: shown, cause })
            }
        }
    }

    /// Closes the connections, after the operations under way. Clones are of no use afterwards.
    pub async fn close(self) {
        if let Err(error) = self.connection.close().await {
            tracing::warn!(%error, "the record store did not close cleanly");
        }
    }

    async fn migrate(&self) -> Result<(), Fault> {
        // Another node's migrations, which this one waits for, may take long.
        let transaction = self.connection.begin_unhurried(immediate()).await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            transaction.execute_unprepared(MIGRATION_LOCK).await?;
        }
        Migrator::up(&transaction, None).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Begins a transaction that will write. SQLite takes its lock at once: a transaction that reads first and writes
    /// later would be refused without waiting when another one wrote in between.
    pub(crate) async fn begin(&self) -> Result<Transaction, Fault> {
        Ok(self.connection.begin(immediate()).await?)
    }
}

fn immediate() -> TransactionOptions {
    let immediate = Some(SqliteTransactionMode::Immediate);
    TransactionOptions { sqlite_transaction_mode: immediate, ..TransactionOptions::default() }
}

/// The URL of an SQLite file, made when it is absent. Characters that mean something in a URL are escaped.
pub fn sqlite_url(path: &Path) -> String {
    let escaped: String = path
        .to_string_lossy()
        .chars()
        .map(|c| match c {
            '%' | '?' | '#' => format!("%{:02X}", u32::from(c)),
            other => other.to_string(),
        })
        .collect();
    format!("sqlite://{escaped}?mode=rwc")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Backend {
    Sqlite { in_memory: bool },
    Postgres,
}

impl Backend {
    fn of(url: &str) -> Option<Self> {
        if url.starts_with("sqlite:") {
            Some(Self::Sqlite { in_memory: url.contains(":memory:") || url.contains("mode=memory") })
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Some(Self::Postgres)
        } else {
            None
        }
    }
}

async fn connect(backend: Backend, url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    // A statement carries records, and records carry personal data: none of it belongs in a log.
    options.sqlx_logging(false).record_stmt_in_spans(false).acquire_timeout(PATIENCE);
    match backend {
        Backend::Sqlite { in_memory } => {
            // A database in memory lives in its one connection, which must therefore never be given up.
            options.max_connections(if in_memory { 1 } else { 8 });
            if in_memory {
                options.min_connections(1).idle_timeout(None).max_lifetime(None);
            }
            options.map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .pragma("cache_size", CACHE)
                    .busy_timeout(PATIENCE)
            });
        }
        Backend::Postgres => {
            options.max_connections(16).set_application_name("talap");
            // A node that stands still within a transaction would hold its locks, the lease's among them, for as long.
            let idle = [("idle_in_transaction_session_timeout", format!("{}s", PATIENCE.as_secs()))];
            options.map_sqlx_postgres_opts(move |postgres| postgres.options(idle.clone()));
            probe(url).await?;
        }
    }
    Database::connect(options).await
}

/// Tries one connection to a server. The pool would try again until its time is up and then report only that.
async fn probe(url: &str) -> Result<(), DbErr> {
    let attempt = tokio::time::timeout(PATIENCE, async { sqlx::PgConnection::connect(url).await?.close().await });
    let error = match attempt.await {
        Ok(Ok(())) => return Ok(()),
        // Only a socket in a folder can be absent. Over a network that is a file with a certificate.
        Ok(Err(sqlx::Error::Io(error))) if error.kind() == ErrorKind::NotFound && !is_in_a_folder(url) => {
            sqlx::Error::Tls(error.into())
        }
        Ok(Err(error)) => error,
        Err(late) => sqlx::Error::Io(late.into()),
    };
    Err(DbErr::Conn(RuntimeErr::SqlxError(error.into())))
}

/// Whether the server is reached by a socket in a folder.
fn is_in_a_folder(url: &str) -> bool {
    url.parse::<PgConnectOptions>()
        .is_ok_and(|options| options.get_socket().is_some() || options.get_host().starts_with('/'))
}

/// The URL as it may be shown: what stands between the user's name and the host, and a `password=`, become `***`.
pub fn without_password(url: &str) -> String {
    // A mistyped scheme must not give the password away either.
    let separator = if url.contains("://") { "://" } else { ":" };
    let Some((scheme, rest)) = url.split_once(separator) else { return url.to_owned() };
    let masked = match rest.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((name, _password)) => format!("{name}:***@{host}"),
            None => rest.to_owned(),
        },
        None => rest.to_owned(),
    };
    let masked = match masked.split_once('?') {
        Some((place, query)) => {
            let parts = query.split('&').map(|part| match part.split_once('=') {
                Some((name, _)) if name.contains("password") => format!("{name}=***"),
                _ => part.to_owned(),
            });
            format!("{place}?{}", parts.collect::<Vec<_>>().join("&"))
        }
        None => masked,
    };
    format!("{scheme}{separator}{masked}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FaultKind, ReadError};
    use sea_orm::ConnectionTrait;

    #[test]
    fn a_shown_url_has_no_password() {
        let shown = |url| without_password(url);
        assert_eq!(shown("postgres://talap:s3@cret/x@db:5432/t"), "postgres://talap:***@db:5432/t");
        assert_eq!(shown("postgres://db/t?user=a&password=s3cret&x=1"), "postgres://db/t?user=a&password=***&x=1");
        assert_eq!(shown("postgres://talap@db/t"), "postgres://talap@db/t");
        assert_eq!(shown("sqlite:///var/lib/talap.db?mode=rwc"), "sqlite:///var/lib/talap.db?mode=rwc");
        for url in ["postgres://u:hunter2@h/d", "postgres://u:hunter2@h:x/d?password=hunter2", "mysql://u:hunter2@h"] {
            assert!(!shown(url).contains("hunter2"), "{url}");
        }
    }

    #[tokio::test]
    async fn a_server_that_is_away_is_waited_for_and_what_is_written_wrongly_is_not() {
        let passes = async |url: &str| Store::open(url).await.unwrap_err().passes();
        assert!(passes("postgres://u@127.0.0.1:1/d").await);
        assert!(passes("postgres://u@localhost/d?host=/nowhere/postgresql").await, "a socket comes with its server");
        assert!(!passes("mysql://u@127.0.0.1/d").await);
        assert!(!passes("sqlite:///nowhere/a.db").await);
    }

    #[tokio::test]
    async fn sqlite_is_durable_and_keeps_its_references() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&sqlite_url(&folder.path().join("a?b%20#c.db"))).await.unwrap();
        assert!(folder.path().join("a?b%20#c.db").exists());
        for (pragma, expected) in [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1")] {
            let statement = sea_orm::Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {pragma}"));
            let row = store.connection.query_one_raw(statement).await.unwrap().unwrap();
            let value =
                row.try_get_by_index::<String>(0).or_else(|_| row.try_get_by_index::<i32>(0).map(|n| n.to_string()));
            assert_eq!(value.unwrap(), expected, "{pragma}");
        }
        store.close().await;
    }

    #[tokio::test]
    async fn a_full_disk_is_said_in_one_sentence() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        store.connection.execute_unprepared("PRAGMA max_page_count = 1").await.unwrap();
        let filler = "CREATE TABLE filler AS SELECT zeroblob(1000000) AS b";
        let error = store.connection.execute_unprepared(filler).await.unwrap_err();
        let error = StoreError::from(Fault::from(error));
        assert!(matches!(&error, StoreError::Query(fault) if fault.kind() == FaultKind::Full), "{error:?}");
        let message = talap_model::Explain::explain(&ReadError::from(error));
        assert_eq!(message.to_string(), "store-disk-full cause=\"database or disk is full\"");
    }
}
