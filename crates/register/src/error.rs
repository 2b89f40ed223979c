//! Why a request to a register is refused or fails.

use talap_model::{Explain, Forbidden, Localized, Message, OrganisationId, RecordId, RegisterKey};
use talap_store::{CommitError, Record, SaveError, StoreError};

use crate::journal::AppendFailed;
use crate::report::RowError;
use crate::sheet::Encoding;

/// A file that cannot be read as rows. Nothing of it was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It has more bytes than one import takes.
    #[error("the file has {bytes} bytes, more than {most}")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The most that is taken.
        most: usize,
    },
    /// It is not text in the encoding.
    #[error("the file is not text in {}", encoding.name())]
    NotText {
        /// The encoding that was asked for or found.
        encoding: Encoding,
    },
    /// It has not even a header.
    #[error("the file is empty")]
    Empty,
    /// Its name says that it is something else than it is.
    #[error("the file is called {named} and is {found}")]
    OtherThanNamed {
        /// What its name says.
        named: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// It is an archive or a compound file, and holds no spreadsheet.
    #[error("the file holds no spreadsheet")]
    NoSpreadsheet,
    /// It cannot be opened without a password.
    #[error("the file is protected by a password")]
    Protected,
    /// It is not what its format demands.
    #[error("the {format} file is broken: {cause}")]
    Broken {
        /// The format.
        format: &'static str,
        /// What is wrong with it, for whoever made it.
        cause: String,
    },
    /// It is an archive of too many files.
    #[error("the archive has {entries} files, more than {most}")]
    TooManyEntries {
        /// How many.
        entries: usize,
        /// The most that is taken.
        most: usize,
    },
    /// A file within it, or all together, would be too large when they are unpacked.
    #[error("unpacked, {entry:?} would have more than {most} bytes")]
    Unpacked {
        /// The file within it.
        entry: String,
        /// The most that is unpacked.
        most: u64,
    },
    /// It has no sheet of that name.
    #[error("the file has no sheet {sheet:?}")]
    NoSheet {
        /// What was asked for.
        sheet: String,
        /// The sheets that there are.
        known: Vec<String>,
    },
    /// Cells below the header are one.
    #[error("the cells {range} are one")]
    Merged {
        /// Which: `B5:B7`.
        range: String,
    },
    /// A row lies beyond what a sheet has room for.
    #[error("the sheet has more than {most} rows")]
    TooManyRows {
        /// The most that is taken.
        most: u32,
    },
    /// A cell lies too far to the right.
    #[error("the cell {cell} is beyond {most} columns")]
    TooManyColumns {
        /// The cell.
        cell: String,
        /// The most columns that are taken.
        most: u32,
    },
    /// The table is larger than fits well into memory.
    #[error("the table has more than {most} cells or {megabytes} MiB of text")]
    TooManyCells {
        /// The most cells that are taken.
        most: usize,
        /// The most text, in mebibytes.
        megabytes: usize,
    },
    /// A quotation mark opens a cell and nothing closes it.
    #[error("the quotation mark that opens on line {line} is not closed")]
    UnclosedQuote {
        /// Where it opens.
        line: u64,
    },
}

impl Explain for FileError {
    fn explain(&self) -> Message {
        match self {
            Self::TooLarge { bytes, most } => {
                Message::new("register-file-too-large").with("bytes", *bytes).with("most", *most)
            }
            Self::NotText { encoding } => Message::new("register-file-not-text").with("encoding", encoding.name()),
            Self::Empty => Message::new("register-file-empty"),
            Self::OtherThanNamed { named, found } => {
                Message::new("register-file-other-than-named").with("named", *named).with("found", *found)
            }
            Self::NoSpreadsheet => Message::new("register-file-no-spreadsheet"),
            Self::Protected => Message::new("register-file-protected"),
            Self::Broken { format, cause } => {
                Message::new("register-file-broken").with("format", *format).with("cause", cause.as_str())
            }
            Self::TooManyEntries { entries, most } => {
                Message::new("register-file-too-many-entries").with("n", *entries).with("most", *most)
            }
            Self::Unpacked { entry, most } => {
                Message::new("register-file-unpacked").with("entry", entry.as_str()).with("megabytes", most >> 20)
            }
            Self::NoSheet { sheet, known } => {
                Message::new("register-file-no-sheet").with("sheet", sheet.as_str()).with("known", known.join(", "))
            }
            Self::Merged { range } => Message::new("register-file-merged").with("range", range.as_str()),
            Self::TooManyRows { most } => Message::new("register-file-too-many-rows").with("most", *most),
            Self::TooManyColumns { cell, most } => {
                Message::new("register-file-too-many-columns").with("cell", cell.as_str()).with("most", *most)
            }
            Self::TooManyCells { most, megabytes } => {
                Message::new("register-file-too-many-cells").with("most", *most).with("megabytes", *megabytes)
            }
            Self::UnclosedQuote { line } => Message::new("register-file-quote-open").with("line", *line),
        }
    }
}

/// A header that leaves unclear what a column holds. Nothing of the file was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A column that the register does not have.
    #[error("the register {register} has no column {column:?}")]
    Unknown {
        /// The register.
        register: RegisterKey,
        /// The column as the file names it.
        column: String,
        /// The columns that there are, by key.
        known: Vec<String>,
    },
    /// A column that must be there.
    #[error("the column {column:?} of register {register} is missing")]
    Missing {
        /// The register.
        register: RegisterKey,
        /// The column's key.
        column: String,
    },
    /// Neither the file nor the request says whose the rows are.
    #[error("nothing says which organisation the rows of register {register} belong to")]
    NoOrganisation {
        /// The register.
        register: RegisterKey,
    },
    /// Two columns are the same one.
    #[error("the columns {other:?} and {column:?} are the same one")]
    Repeated {
        /// The later column as the file names it.
        column: String,
        /// The earlier one.
        other: String,
    },
}

impl Explain for HeaderError {
    fn explain(&self) -> Message {
        match self {
            Self::Unknown { register, column, known } => Message::new("register-header-unknown")
                .with("register", register.as_str())
                .with("column", column.as_str())
                .with("known", known.join(", ")),
            Self::Missing { register, column } => Message::new("register-header-missing")
                .with("register", register.as_str())
                .with("column", column.as_str()),
            Self::NoOrganisation { register } => {
                Message::new("register-header-no-organisation").with("register", register.as_str())
            }
            Self::Repeated { column, other } => {
                Message::new("register-header-repeated").with("column", column.as_str()).with("other", other.as_str())
            }
        }
    }
}

/// An import took nothing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read as rows.
    #[error(transparent)]
    File(#[from] FileError),
    /// The header is unclear.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The request itself was refused or failed.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl Explain for ImportError {
    fn explain(&self) -> Message {
        match self {
            Self::File(error) => error.explain(),
            Self::Header(error) => error.explain(),
            Self::Write(error) => error.explain(),
        }
    }
}

/// A change of records was refused or failed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The caller lacks the right.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such register.
    #[error("there is no register {register}")]
    UnknownRegister {
        /// What was asked for.
        register: RegisterKey,
    },
    /// There is no such organisation.
    #[error("there is no organisation {organisation}")]
    UnknownOrganisation {
        /// What was asked for.
        organisation: OrganisationId,
    },
    /// There is no such record, or it is void.
    #[error("register {register} has no record {key:?} of {organisation}")]
    NoRecord {
        /// The register.
        register: RegisterKey,
        /// The organisation.
        organisation: OrganisationId,
        /// The key.
        key: String,
    },
    /// The register has no such field.
    #[error("register {register} has no field {field:?}")]
    UnknownField {
        /// The register.
        register: RegisterKey,
        /// The field.
        field: String,
    },
    /// A record is declared void without a reason.
    #[error("a record is declared void with a reason")]
    NoReason,
    /// Somebody else has changed the record meanwhile, or created it.
    #[error("record {} of register {} has been changed by somebody else", current.key, current.register)]
    Changed {
        /// The record as it is now.
        current: Box<Record>,
    },
    /// The register has no such transition.
    #[error("there is no transition {transition:?}")]
    UnknownTransition {
        /// What was asked for.
        transition: String,
    },
    /// The transition does not lead out of the state that the record is in.
    #[error("the record {key:?} is not in a state that the transition leads out of")]
    WrongState {
        /// The record's key.
        key: String,
        /// The state that it is in.
        state: Option<Box<Localized>>,
        /// What the transition is called.
        transition: Box<Localized>,
    },
    /// Only holders of some roles may take the transition.
    #[error("only {} may do that", roles.join(", "))]
    NotTheirs {
        /// The roles, by key.
        roles: Vec<String>,
    },
    /// The transition requires a field that is empty.
    #[error("the record {key:?} lacks {}", field.en)]
    Lacking {
        /// The record's key.
        key: String,
        /// What people call the field.
        field: Box<Localized>,
    },
    /// The transition asks for an electronic signature and there is none.
    #[error("an electronic signature is asked for")]
    Unsigned,
    /// The electronic signature is wrong.
    #[error("the electronic signature is wrong: {reason}")]
    Signature {
        /// Why.
        reason: Message,
    },
    /// The values are wrong.
    #[error("the record is refused: {}", errors.iter().map(|e| e.reason.to_string()).collect::<Vec<_>>().join("; "))]
    Refused {
        /// What is wrong, by field.
        errors: Vec<RowError>,
    },
    /// The store refused or failed.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// What is there could not be read.
    #[error(transparent)]
    Read(ReadError),
}

impl From<ReadError> for WriteError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Forbidden(refusal) => Self::Forbidden(refusal),
            ReadError::UnknownRegister { register } => Self::UnknownRegister { register },
            other => Self::Read(other),
        }
    }
}

impl Explain for WriteError {
    fn explain(&self) -> Message {
        match self {
            Self::Forbidden(refusal) => refusal.explain(),
            Self::UnknownRegister { register } => unknown_register(register),
            Self::UnknownOrganisation { organisation } => {
                Message::new("register-organisation-unknown").with("organisation", organisation.as_str())
            }
            Self::NoRecord { register, organisation, key } => Message::new("register-no-record")
                .with("register", register.as_str())
                .with("organisation", organisation.as_str())
                .with("key", key.as_str()),
            Self::UnknownField { register, field } => {
                Message::new("register-field-unknown").with("register", register.as_str()).with("field", field.as_str())
            }
            Self::NoReason => Message::new("register-void-no-reason"),
            Self::Changed { current } => Message::new("register-record-changed")
                .with("register", current.register.as_str())
                .with("organisation", current.organisation.as_str())
                .with("key", current.key.as_str())
                .with("version", current.version),
            Self::UnknownTransition { transition } => {
                Message::new("register-transition-unknown").with("transition", transition.as_str())
            }
            Self::WrongState { key, state, transition } => {
                let told = Message::new("register-transition-state").with("key", key.as_str());
                let told = told.with("transition", transition.as_ref().clone());
                match state {
                    Some(state) => told.with("state", state.as_ref().clone()),
                    None => told.with("state", ""),
                }
            }
            Self::NotTheirs { roles } => {
                let mut names =
                    roles.iter().map(|role| Message::new(format!("access-role-{}", role.replace('_', "-"))));
                let first = names.next().unwrap_or_else(|| Message::new("register-nobody"));
                let either = |one, other| Message::new("register-either").with("one", one).with("other", other);
                Message::new("register-transition-roles").with("roles", names.fold(first, either))
            }
            Self::Lacking { key, field } => Message::new("register-transition-lacks")
                .with("key", key.as_str())
                .with("field", field.as_ref().clone()),
            Self::Unsigned => Message::new("register-transition-unsigned"),
            Self::Signature { reason } => Message::new("register-transition-signature").with("reason", reason.clone()),
            Self::Refused { errors } => match errors.first() {
                Some(first) => Message::new("register-refused")
                    .with("field", first.column.as_deref().unwrap_or_default())
                    .with("value", first.value.as_deref().unwrap_or_default())
                    .with("reason", first.reason.clone()),
                None => Message::new("register-refused-unsaid"),
            },
            Self::Commit(error) => error.explain(),
            Self::Read(error) => error.explain(),
        }
    }
}

fn unknown_register(register: &RegisterKey) -> Message {
    Message::new("register-unknown").with("register", register.as_str())
}

/// A read of records was refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The caller lacks the right.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such register.
    #[error("there is no register {register}")]
    UnknownRegister {
        /// What was asked for.
        register: RegisterKey,
    },
    /// A record of an organisation or object lacks what the definition demands, because the definition changed.
    #[error("record {record} of register {register} lacks a valid {field}")]
    Unfit {
        /// The register.
        register: RegisterKey,
        /// The record.
        record: RecordId,
        /// The field.
        field: &'static str,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<talap_store::ReadError> for ReadError {
    fn from(error: talap_store::ReadError) -> Self {
        match error {
            talap_store::ReadError::Forbidden(refusal) => Self::Forbidden(refusal),
            talap_store::ReadError::Store(error) => Self::Store(error),
        }
    }
}

impl From<talap_store::ReadError> for WriteError {
    fn from(error: talap_store::ReadError) -> Self {
        ReadError::from(error).into()
    }
}

impl Explain for ReadError {
    fn explain(&self) -> Message {
        match self {
            Self::Forbidden(refusal) => refusal.explain(),
            Self::UnknownRegister { register } => unknown_register(register),
            Self::Unfit { register, record, field } => Message::new("register-record-unfit")
                .with("register", register.as_str())
                .with("record", record.to_string())
                .with("field", *field),
            Self::Store(error) => error.explain(),
        }
    }
}

/// The ledger has not taken changes that the store holds; they wait.
#[derive(Debug, thiserror::Error)]
pub enum FlushError {
    /// The waiting changes could not be read.
    #[error(transparent)]
    Read(#[from] talap_store::ReadError),
    /// The ledger refused or failed.
    #[error(transparent)]
    Append(#[from] AppendFailed),
    /// The ledger took them and the store could not note it, so that they go in again with the next flush.
    #[error(transparent)]
    Mark(#[from] SaveError),
}

impl Explain for FlushError {
    fn explain(&self) -> Message {
        let cause = match self {
            Self::Read(error) => error.explain(),
            Self::Append(error) => error.message.clone(),
            Self::Mark(error) => error.explain(),
        };
        Message::new("register-changes-waiting").with("reason", cause)
    }
}
