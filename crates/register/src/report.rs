//! What an import did.

use std::collections::BTreeSet;

use talap_model::{Message, RecordId};

use crate::sheet::FileForm;

/// One thing that is wrong with one row of an imported file.
#[derive(Debug, Clone, PartialEq)]
pub struct RowError {
    /// The line of the file that the row begins on, from 1; of a spreadsheet the number that it shows beside the row.
    pub line: u64,
    /// The column as the file names it; none where the row as a whole is wrong.
    pub column: Option<String>,
    /// The value as it was read; none where the row as a whole is wrong.
    pub value: Option<String>,
    /// Why.
    pub reason: Message,
}

/// What an import did. Rows that are not rejected are in, all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportReport {
    /// How many records came to be.
    pub created: usize,
    /// How many records changed.
    pub updated: usize,
    /// How many rows say what is there already.
    pub unchanged: usize,
    /// What is wrong with the rows that were left out, by line.
    pub rejected: Vec<RowError>,
    /// How the file was read.
    pub form: FileForm,
    /// The import by which what it changed can be taken back; none where it changed nothing.
    pub import: Option<RecordId>,
    /// Why the ledger has not taken the changes yet, if so; they wait in the store and go with the next flush.
    pub waiting: Option<Message>,
}

impl ImportReport {
    /// How many rows were left out; one row may have several things wrong with it.
    pub fn rejected_rows(&self) -> usize {
        self.rejected.iter().map(|error| error.line).collect::<BTreeSet<_>>().len()
    }
}
