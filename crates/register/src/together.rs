//! New records that belong together: all are kept, or none.

use std::collections::BTreeMap;

use talap_model::{Caller, Message, OrganisationId, RegisterKey};
use talap_store::CommitError;

use crate::engine::{ImportOptions, Register, TRIES};
use crate::error::WriteError;
use crate::keeping::one_row;
use crate::plan::{Plan, Reading};

/// What was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// How many records came to be.
    pub created: usize,
    /// Why the ledger has not taken them yet, if so; they wait in the store and go with the next flush.
    pub waiting: Option<Message>,
}

impl Register {
    /// Keeps new records of a register whose keys the engine gives, in one transaction. The values are texts as a person
    /// writes them, and all records have the same fields.
    ///
    /// # Errors
    ///
    /// [`WriteError`] when nothing was kept; [`WriteError::Refused`] tells the records by their place, from 1.
    pub async fn put_together(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        records: &[BTreeMap<String, String>],
    ) -> Result<Together, WriteError> {
        for _ in 1..TRIES {
            match self.put_together_once(caller, register, organisation, records).await {
                // Somebody else took a number meanwhile.
                Err(WriteError::Commit(CommitError::Duplicate { .. } | CommitError::Taken { .. })) => {}
                kept => return kept,
            }
        }
        self.put_together_once(caller, register, organisation, records).await
    }

    async fn put_together_once(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        records: &[BTreeMap<String, String>],
    ) -> Result<Together, WriteError> {
        let definition = self.to_write(caller, register, Some(organisation))?;
        let Some(first) = records.first() else { return Ok(Together { created: 0, waiting: None }) };
        let (header, _) = one_row(definition, "", first)?;
        let mut rows = Vec::new();
        for (record, line) in records.iter().zip(1..) {
            if let Some(odd) = record.keys().find(|name| !first.contains_key(*name)) {
                return Err(WriteError::UnknownField { register: register.clone(), field: odd.clone() });
            }
            let whole =
                first.keys().map(|name| (name.clone(), record.get(name).cloned().unwrap_or_default())).collect();
            let (_, mut row) = one_row(definition, "", &whole)?;
            row.line = line;
            rows.push(row);
        }
        let existing = &self.existing(caller, definition, Some(organisation)).await?;
        let (offset, organisation) = (ImportOptions::default().offset, Some(organisation));
        let reading = Reading {
            definition,
            header: &header,
            organisation,
            offset,
            existing,
            caller,
            by_hand: true,
            by_engine: false,
        };
        let Plan { accepted, rejected } = reading.plan(&rows);
        if !rejected.is_empty() {
            return Err(WriteError::Refused { errors: rejected });
        }
        let changes = self.changes(caller, register, existing, &accepted).await?;
        let created = changes.len();
        let waiting = self.commit(caller, changes).await?;
        Ok(Together { created, waiting })
    }
}
