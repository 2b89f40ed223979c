//! Why something was not done, and what that means to a page or a method: nothing here knows HTML.

use axum::http::StatusCode;
use talap_access::{AccessError, AccountError, SignInError};
use talap_assess::{AssessError, QueryError};
use talap_collect::own::ActError;
use talap_decree::search::SearchError;
use talap_model::{Explain, Forbidden, InvalidId, Message};
use talap_register::{ImportError, RowError, ToolError, UndoError, WriteError};
use talap_report::ReportError;
use talap_report::oscal::OscalError;
use talap_report::workbook::WorkbookError;
use talap_store::{CommitError, Record, SaveError, StoreError};

/// After how many seconds one who was told that others take all the places may ask again (RFC 9110 §10.2.3).
pub(crate) const RETRY_AFTER: &str = "10";

/// What kind of fault it is.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// It is not there, or not for the one who asks: the same answer, so that nobody learns which.
    Missing,
    /// The one who asks may do no such thing at all.
    Refused,
    /// What was asked is wrong, and the one who asked can mend it.
    Wrong,
    /// Somebody else changed the record in the meantime; this is how it stands now.
    Changed(Box<Record>),
    /// What was sent is larger than is taken.
    TooLarge,
    /// What was sent is of a type that is not taken.
    WrongType,
    /// Others take all the places: the same may be asked again soon.
    Busy,
    /// The database does not answer: the same may be asked again soon.
    Away,
    /// It failed here.
    Failed,
}

/// Why something was not done.
#[derive(Debug, Clone)]
pub struct Fault {
    /// What kind of fault it is.
    pub kind: FaultKind,
    /// The sentence.
    pub message: Message,
    /// Further sentences, one for each thing that is wrong.
    pub details: Vec<Message>,
    /// What is wrong with single fields of a form or record, by the field's key; the details say it too.
    pub fields: Vec<(String, Message)>,
}

impl Fault {
    /// What was asked for is not there for the one who asks.
    pub fn missing() -> Self {
        Self::of(FaultKind::Missing, Message::new("web-missing"))
    }

    /// The one who asks may do no such thing.
    pub fn refused(message: Message) -> Self {
        Self::of(FaultKind::Refused, message)
    }

    /// What was asked is wrong.
    pub fn wrong(message: Message) -> Self {
        Self::of(FaultKind::Wrong, message)
    }

    /// Others take all the places.
    pub fn busy(message: Message) -> Self {
        Self::of(FaultKind::Busy, message)
    }

    /// It failed here. Where it is the database that does not answer, the same may be asked again: programs and balancers go
    /// by the status.
    pub fn failed(message: Message) -> Self {
        let is_away = matches!(message.key.as_str(), "store-unreachable" | "store-busy");
        Self::of(if is_away { FaultKind::Away } else { FaultKind::Failed }, message)
    }

    /// Whether it is a matter of the installation, for its log and for those who keep it.
    pub(crate) fn is_inside(&self) -> bool {
        matches!(self.kind, FaultKind::Away | FaultKind::Failed)
    }

    /// What is missing or forbidden, told alike on pages; the local machine's user is told which.
    fn hidden(error: &impl Explain) -> Self {
        Self::of(FaultKind::Missing, error.explain())
    }

    /// The sentence for a page or a program elsewhere: of what is missing nobody learns why.
    pub(crate) fn shown(&self) -> Message {
        if self.kind == FaultKind::Missing { Message::new("web-missing") } else { self.message.clone() }
    }

    pub(crate) fn of(kind: FaultKind, message: Message) -> Self {
        Self { kind, message, details: Vec::new(), fields: Vec::new() }
    }

    /// The status of an answer (RFC 9110 §15).
    pub fn status(&self) -> StatusCode {
        match self.kind {
            FaultKind::Missing => StatusCode::NOT_FOUND,
            FaultKind::Refused => StatusCode::FORBIDDEN,
            FaultKind::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
            FaultKind::Changed(_) => StatusCode::CONFLICT,
            FaultKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            FaultKind::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            FaultKind::Busy | FaultKind::Away => StatusCode::SERVICE_UNAVAILABLE,
            FaultKind::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl Explain for Fault {
    /// For whoever works on the installation's own machine: the first thing that is wrong.
    fn explain(&self) -> Message {
        self.details.first().unwrap_or(&self.message).clone()
    }
}

impl From<Forbidden> for Fault {
    fn from(error: Forbidden) -> Self {
        Self::hidden(&error)
    }
}

impl From<talap_ledger::ProveError> for Fault {
    fn from(error: talap_ledger::ProveError) -> Self {
        match error {
            talap_ledger::ProveError::Forbidden(error) => Self::hidden(&error),
            other => Self::failed(other.explain()),
        }
    }
}

impl From<InvalidId> for Fault {
    fn from(error: InvalidId) -> Self {
        Self::wrong(error.explain())
    }
}

impl From<talap_register::ReadError> for Fault {
    fn from(error: talap_register::ReadError) -> Self {
        use talap_register::ReadError;
        match error {
            ReadError::Forbidden(_) | ReadError::UnknownRegister { .. } => Self::hidden(&error),
            ReadError::Unfit { .. } | ReadError::Store(_) => Self::failed(error.explain()),
        }
    }
}

impl From<talap_store::ReadError> for Fault {
    fn from(error: talap_store::ReadError) -> Self {
        match error {
            talap_store::ReadError::Forbidden(error) => Self::hidden(&error),
            talap_store::ReadError::Store(error) => Self::failed(error.explain()),
        }
    }
}

impl From<SaveError> for Fault {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Forbidden(error) => Self::hidden(&error),
            SaveError::Store(error) => Self::failed(error.explain()),
        }
    }
}

impl From<WriteError> for Fault {
    fn from(error: WriteError) -> Self {
        let message = error.explain();
        match error {
            WriteError::Forbidden(_)
            | WriteError::UnknownRegister { .. }
            | WriteError::UnknownOrganisation { .. }
            | WriteError::UnknownTransition { .. }
            | WriteError::NoRecord { .. } => Self::of(FaultKind::Missing, message),
            WriteError::Changed { current } => Self::of(FaultKind::Changed(current), message),
            WriteError::Refused { errors } => Self {
                kind: FaultKind::Wrong,
                message: Message::new("web-values-wrong"),
                details: errors.iter().map(detail).collect(),
                fields: errors.into_iter().filter_map(|error| Some((error.column?, error.reason))).collect(),
            },
            WriteError::UnknownField { .. }
            | WriteError::NoReason
            | WriteError::WrongState { .. }
            | WriteError::NotTheirs { .. }
            | WriteError::Lacking { .. }
            | WriteError::Unsigned
            | WriteError::Signature { .. }
            // Somebody else has what the record would get, and still had it when it was tried again.
            | WriteError::Commit(CommitError::Taken { .. }) => Self::wrong(message),
            WriteError::Commit(_) | WriteError::Read(_) => Self::failed(message),
        }
    }
}

/// What is wrong with a row, with the column where it is wrong.
fn detail(error: &RowError) -> Message {
    match &error.column {
        Some(column) => {
            Message::new("web-field-wrong").with("field", column.as_str()).with("cause", error.reason.clone())
        }
        None => error.reason.clone(),
    }
}

impl From<ImportError> for Fault {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Write(error) => error.into(),
            other => Self::wrong(other.explain()),
        }
    }
}

impl From<UndoError> for Fault {
    fn from(error: UndoError) -> Self {
        let message = error.explain();
        match error {
            UndoError::NoImport { .. } => Self::of(FaultKind::Missing, message),
            UndoError::AlreadyUndone { .. } | UndoError::ChangedSince { .. } | UndoError::Taken { .. } => {
                Self::wrong(message)
            }
            UndoError::Write(error) => error.into(),
        }
    }
}

impl From<ToolError> for Fault {
    fn from(error: ToolError) -> Self {
        let kind = if matches!(error, ToolError::TooLarge { .. }) { FaultKind::TooLarge } else { FaultKind::Wrong };
        Self::of(kind, error.explain())
    }
}

impl From<AccessError> for Fault {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Forbidden(error) => Self::hidden(&error),
            AccessError::Store(_) => Self::failed(error.explain()),
            other => Self::wrong(other.explain()),
        }
    }
}

impl From<AssessError> for Fault {
    fn from(error: AssessError) -> Self {
        match error {
            AssessError::Forbidden(error) => Self::hidden(&error),
            other => Self::failed(other.explain()),
        }
    }
}

impl From<QueryError> for Fault {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Forbidden(error) => Self::hidden(&error),
            // Whoever asks less at once gets an answer.
            limit if limit.is_limit() => Self::wrong(limit.explain()),
            other => Self::failed(other.explain()),
        }
    }
}

impl From<talap_assess::SearchError> for Fault {
    fn from(error: talap_assess::SearchError) -> Self {
        Self::wrong(error.explain())
    }
}

impl From<AccountError> for Fault {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Access(error) => error.into(),
            AccountError::Hashing { .. } => Self::failed(error.explain()),
            other => Self::wrong(other.explain()),
        }
    }
}

impl From<SignInError> for Fault {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Account(error) => error.into(),
            other => Self::wrong(other.explain()),
        }
    }
}

macro_rules! failures {
    ($($error:ty),*) => {$(
        impl From<$error> for Fault {
            fn from(error: $error) -> Self {
                Self::failed(error.explain())
            }
        }
    )*};
}

failures!(ActError, StoreError, ReportError, SearchError, OscalError, WorkbookError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_is_no_fault_of_this_program() {
        let status = |key: &str| Fault::failed(Message::new(key).with("cause", "x")).status();
        assert_eq!(status("store-unreachable"), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status("store-busy"), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status("store-query"), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(status("ledger-damaged"), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
