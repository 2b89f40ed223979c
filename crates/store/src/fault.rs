//! A failure of the database, with SeaORM's and the driver's types kept inside this crate.

use std::fmt;
use std::io::ErrorKind;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};
use talap_model::{Argument, Message};

use crate::waiting::Silent;

/// Why the database failed, in its own words, and of which kind the failure is.
#[derive(Debug)]
pub struct Fault {
    kind: FaultKind,
    source: DbErr,
}

/// The kinds of failure that a person can do something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The disk has no room left.
    Full,
    /// The file, its folder or the session allows no writing.
    ReadOnly,
    /// Another process holds the database for longer than Talap waits.
    Busy,
    /// The server or the file cannot be reached, or refuses the password.
    Unreachable,
    /// The file is not a database, or is damaged.
    NotADatabase,
    /// A newer Talap made the tables.
    Newer,
    /// Two rows have one key.
    Unique,
    /// Anything else.
    Other,
}

impl Fault {
    /// Which kind of failure it is.
    pub fn kind(&self) -> FaultKind {
        self.kind
    }

    /// Whether it may be over by itself: nobody answers, or the server is busy, or not ready yet. A refused password, an unknown
    /// database or a certificate that is not trusted stays until a person changes something.
    pub fn passes(&self) -> bool {
        match self.kind {
            FaultKind::Busy => true,
            FaultKind::Unreachable => !is_refusal(&self.source),
            _ => false,
        }
    }

    /// Why the server cannot be reached, to be told.
    pub(crate) fn cause(&self) -> Argument {
        let silent = match driver_error(&self.source) {
            Some(sqlx::Error::Io(error)) => error.get_ref().and_then(|error| error.downcast_ref::<Silent>()),
            _ => None,
        };
        match silent {
            Some(silent) => Message::new("store-silent").with("seconds", silent.seconds).into(),
            None => self.to_string().into(),
        }
    }
}

impl From<DbErr> for Fault {
    fn from(source: DbErr) -> Self {
        Self { kind: classify(&source), source }
    }
}

impl fmt::Display for Fault {
    /// The database's own sentence, without the layers that wrapped it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match driver_error(&self.source) {
            Some(sqlx::Error::Database(error)) => f.write_str(error.message()),
            Some(sqlx::Error::Io(error)) => error.fmt(f),
            Some(error) => error.fmt(f),
            None => self.source.fmt(f),
        }
    }
}

impl std::error::Error for Fault {}

fn driver_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// Whether whoever answers does not let Talap in. SQLite's codes have no five characters: what it cannot open stays so.
fn is_refusal(error: &DbErr) -> bool {
    match driver_error(error) {
        Some(sqlx::Error::Database(error)) => {
            let code = error.code().unwrap_or_default();
            code.len() != 5 || matches!(code.as_ref(), "28P01" | "28000" | "3D000")
        }
        // A server without TLS, or a file that holds no certificate.
        Some(sqlx::Error::Tls(_)) => true,
        // So comes a certificate that one of the two does not accept.
        Some(sqlx::Error::Io(error)) => {
            matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::PermissionDenied)
        }
        _ => false,
    }
}

fn classify(error: &DbErr) -> FaultKind {
    match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => return FaultKind::Busy,
        DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => return FaultKind::Unreachable,
        // sea-orm-migration has no variant of its own for this: the applied migration has no file in this binary.
        DbErr::Custom(text) if text.contains("is missing, this migration has been applied") => return FaultKind::Newer,
        _ => {}
    }
    match driver_error(error) {
        Some(sqlx::Error::Database(error)) => classify_code(&error.code().unwrap_or_default()),
        // A connection that is cut off while it is being made ends in the middle of what the two had to say.
        Some(sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolClosed) => {
            FaultKind::Unreachable
        }
        Some(sqlx::Error::PoolTimedOut) => FaultKind::Busy,
        _ => FaultKind::Other,
    }
}

/// SQLite's result codes are numbers whose low byte is the primary code; PostgreSQL's SQLSTATE has five characters.
fn classify_code(code: &str) -> FaultKind {
    match code {
        "53100" => return FaultKind::Full,
        "25006" | "42501" => return FaultKind::ReadOnly,
        "23505" | "1555" | "2067" => return FaultKind::Unique,
        "40P01" | "40001" | "55P03" | "53300" => return FaultKind::Busy,
        "28P01" | "28000" | "3D000" | "57P01" | "57P02" | "57P03" => return FaultKind::Unreachable,
        _ => {}
    }
    let primary = if code.len() == 5 { None } else { code.parse::<u32>().ok().map(|number| number & 0xff) };
    match primary {
        Some(13) => FaultKind::Full,
        Some(8) => FaultKind::ReadOnly,
        Some(5 | 6) => FaultKind::Busy,
        Some(14) => FaultKind::Unreachable,
        Some(11 | 26) => FaultKind::NotADatabase,
        _ => FaultKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_is_cut_off_is_no_refusal() {
        let kind = |error: sqlx::Error| Fault::from(DbErr::Query(RuntimeErr::SqlxError(error.into()))).kind();
        assert_eq!(kind(sqlx::Error::Io(ErrorKind::ConnectionReset.into())), FaultKind::Unreachable);
        assert_eq!(kind(sqlx::Error::Protocol("unexpected response".to_owned())), FaultKind::Unreachable);
        assert_eq!(kind(sqlx::Error::PoolTimedOut), FaultKind::Busy);
        assert_eq!(kind(sqlx::Error::RowNotFound), FaultKind::Other);
    }

    #[test]
    fn who_does_not_answer_is_waited_for_and_who_refuses_is_not() {
        let passes = |error: sqlx::Error| Fault::from(DbErr::Conn(RuntimeErr::SqlxError(error.into()))).passes();
        for kind in [ErrorKind::ConnectionRefused, ErrorKind::TimedOut, ErrorKind::NotFound, ErrorKind::UnexpectedEof] {
            assert!(passes(sqlx::Error::Io(kind.into())), "{kind}");
        }
        assert!(passes(sqlx::Error::PoolTimedOut));
        assert!(!passes(sqlx::Error::Io(std::io::Error::new(ErrorKind::InvalidData, "unknown issuer"))));
        assert!(!passes(sqlx::Error::Tls("server does not support TLS".into())));
        assert!(!passes(sqlx::Error::RowNotFound));
    }
}
