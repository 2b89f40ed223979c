//! What an office keeps beside its computers, as plain data: the journal that a register is, a list, an act about a record,
//! an extract, labels, and the sheet on which people sign that they know a document.
//!
//! Words and values come in as they are to be read, in the languages of the paper ([`Said`]); nothing here knows what a
//! register is.

mod cited;
mod fit;
mod label;
mod pages;
mod paper;
mod qr;
mod said;
mod table;
mod values;

use talap_model::{ClauseId, Timestamp};
use time::{Date, UtcOffset};

#[cfg(test)]
pub(crate) mod clerk {
    //! What the tests of the press set papers with.
    pub(crate) use super::fit::{Ruler, Weight};
    pub(crate) use super::values::Clerk;
}

pub use label::{Label, LabelFormat, Labels};
pub use paper::{acknowledgement_paper, act_paper, extract_paper, journal_paper, labels_paper, list_paper};
pub use said::{Said, Tongues};

/// What stands at the head and the foot of every paper of an office.
#[derive(Debug, Clone, PartialEq)]
pub struct OfficeHead {
    /// The name of the organisation whose paper it is.
    pub organisation: Said,
    /// What the paper is about, as identifiers say it: it tells the PDF apart from every other one.
    pub about: String,
    /// Who asked for the paper, as they sign in.
    pub asked_by: String,
    /// When the paper was made.
    pub made_at: Timestamp,
    /// The offset in which moments are written.
    pub offset: UtcOffset,
    /// Where the same is found in Talap: the QR code leads there.
    pub address: Option<String>,
}

/// A column of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it is called.
    pub label: Said,
    /// Whether it holds numbers, which stand at its right edge.
    pub is_number: bool,
    /// Whether it is empty, for signatures on paper; entries have no cells of such columns, which come last.
    pub is_signed: bool,
}

/// An entry of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its values, one for each column that is not for signatures; empty where it has none.
    pub cells: Vec<Said>,
    /// Set for a void entry, which is shown struck through: why it is void, where that was said.
    pub void: Option<String>,
}

/// The entries of a register, or some of them.
#[derive(Debug, Clone, PartialEq)]
pub struct RegisterTable {
    /// Head and foot.
    pub head: OfficeHead,
    /// What the register is called.
    pub title: Said,
    /// Its columns; the first holds the key.
    pub columns: Vec<Column>,
    /// The entries, in the order shown.
    pub entries: Vec<Entry>,
}

/// A register as a journal: with a cover, numbered pages and a last line that counts them.
#[derive(Debug, Clone, PartialEq)]
pub struct Journal {
    /// Its entries.
    pub table: RegisterTable,
    /// The clauses of the decree that it serves.
    pub clauses: Vec<ClauseId>,
    /// The first day of the period that it is of; none where it is of all time before the last.
    pub from: Option<Date>,
    /// The last day of that period.
    pub to: Option<Date>,
    /// Whether its cover has a line for a mark that restricts access to it.
    pub is_restricted: bool,
    /// The day on which it was begun; an empty line where it is written by hand.
    pub began: Option<Date>,
    /// The day on which it was ended.
    pub ended: Option<Date>,
    /// Position and name of the person who keeps it.
    pub keeper: Option<Said>,
    /// Where the register gives the numbers itself: those that no entry has, one or a run of them each.
    pub gaps: Vec<String>,
}

/// What a list shows: a register as it was searched and narrowed.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// Its entries.
    pub table: RegisterTable,
    /// By what it was narrowed: what is asked, and the answer.
    pub narrowed: Vec<(Said, Said)>,
}

/// An act about one record, in Kazakh and Russian side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Head and foot.
    pub head: OfficeHead,
    /// What the act is called.
    pub title: Said,
    /// Its number; a line to write it on where it has none.
    pub number: Option<String>,
    /// Its day.
    pub date: Option<Date>,
    /// Where it was drawn up.
    pub place: Option<Said>,
    /// What it states: what each value is called, and the value.
    pub fields: Vec<(Said, Said)>,
    /// Who signs, as what.
    pub signatures: Vec<Said>,
    /// Whether it has lines on which the head of the organisation approves it.
    pub is_approved: bool,
}

/// An extract from a register: one record with all that was done to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Extract {
    /// Head and foot.
    pub head: OfficeHead,
    /// What the register is called.
    pub title: Said,
    /// What each value is called, and the value.
    pub fields: Vec<(Said, Said)>,
    /// Set for a void record: why it is void, where that was said.
    pub void: Option<String>,
    /// The changes, in the order shown.
    pub changes: Vec<Changed>,
}

/// A change of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub what: Said,
    /// By whom, as they sign in.
    pub by: String,
    /// The event of the ledger that proves it; none while it waits.
    pub event: Option<u64>,
    /// The values that it changed.
    pub fields: Vec<ChangedField>,
}

/// A value that a change touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedField {
    /// What the value is called.
    pub label: Said,
    /// What it was; empty where there was none.
    pub before: Said,
    /// What it is since.
    pub after: Said,
}

/// The sheet on which people sign that they know a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Acknowledgement {
    /// Head and foot.
    pub head: OfficeHead,
    /// What the document is called.
    pub title: Said,
    /// Its number and day, in words.
    pub numbered: Option<Said>,
    /// Who is to sign.
    pub people: Vec<Reader>,
    /// How many empty lines there are for further people.
    pub spare: usize,
}

/// Somebody who is to know a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Their full name.
    pub name: String,
    /// Their position.
    pub position: Said,
    /// The day on which they acknowledged it already, as it is printed; empty where they have yet to sign.
    pub on: String,
}
