//! The days by which something is done with a record, as the record engine works them out of its definition.

use std::collections::BTreeMap;

use talap_model::{OrganisationId, RecordId, RecordKey, RegisterKey};
use time::Date;

use crate::Record;

/// A day by which something is done with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDay {
    /// The deadline's key in the register's definition.
    pub deadline: String,
    /// The day.
    pub day: Date,
    /// The person who is reminded, by key in the register of people.
    pub person: Option<RecordKey>,
}

/// The days of records, by record.
pub type DueDays = BTreeMap<RecordId, Vec<DueDay>>;

/// Which days are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueQuery {
    /// The registers.
    pub registers: Vec<RegisterKey>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// One organisation alone.
    pub organisation: Option<OrganisationId>,
    /// What is due of one person alone.
    pub person: Option<RecordKey>,
    /// How many are passed over.
    pub offset: u64,
    /// How many are told.
    pub limit: u64,
}

/// A day that is due, with its record.
#[derive(Debug, Clone, PartialEq)]
pub struct DueRecord {
    /// The day.
    pub due: DueDay,
    /// The record as it stands now.
    pub record: Record,
}
