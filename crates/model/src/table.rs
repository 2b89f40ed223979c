//! The shape of facts: every register is a table in queries, with typed columns.

use crate::RegisterKey;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// UTF-8 text.
    Text,
    /// A 64-bit floating-point number.
    Number,
    /// Yes or no.
    Bool,
    /// A calendar day.
    Date,
    /// A point in time, in microseconds, UTC.
    Time,
}

/// A column of a register's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in queries.
    pub name: String,
    /// Its type.
    pub kind: ColumnKind,
}

/// The table that a register is in queries. Beside its own columns each has `record_id`, `org_id`, `key`, `changed_at`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The register, which names the table.
    pub register: RegisterKey,
    /// The register's own columns, in order.
    pub columns: Vec<Column>,
    /// Whether the register holds personal data: its rows are shown only with the right to read them.
    pub personal: bool,
}
