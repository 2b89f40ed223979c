//! Taking back an import as a whole: each record becomes what it was before. The changes stay in the history, those of the
//! import and those that take it back.

use std::collections::BTreeMap;

use talap_model::{Caller, Explain, Message, OrganisationId, RecordId, RecordKey, RegisterKey};
use talap_store::{Change, ChangeKind, CommitError, Record};

use crate::commitment::{VOID_REASON, canonical};
use crate::definition::Definition;
use crate::engine::Register;
use crate::error::{ReadError, WriteError};
use crate::plan::Values;

/// How many records a refusal names.
const NAMED: usize = 10;

/// What taking back an import did.
#[derive(Debug, Clone, PartialEq)]
pub struct Undone {
    /// How many records it declared void: those that the import had created.
    pub voided: usize,
    /// How many records got the values back that they had.
    pub restored: usize,
    /// Why the ledger has not taken the changes yet, if so; they wait in the store and go with the next flush.
    pub waiting: Option<Message>,
}

/// An import was not taken back. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// There is no such import for the caller.
    #[error("register {register} has no import {import}")]
    NoImport {
        /// The register.
        register: RegisterKey,
        /// What was asked for.
        import: RecordId,
    },
    /// It was taken back already.
    #[error("the import {import} was undone already")]
    AlreadyUndone {
        /// The import.
        import: RecordId,
    },
    /// Records have been changed since by somebody.
    #[error("{count} records have been changed since the import: {}", records.join(", "))]
    ChangedSince {
        /// The first of them, as organisation and key.
        records: Vec<String>,
        /// How many there are.
        count: usize,
    },
    /// An old value is another record's by now, and may be only one's.
    #[error("the field {field} of record {key} would have the value of record {holder}")]
    Taken {
        /// The field.
        field: String,
        /// The record that would get its old value.
        key: RecordKey,
        /// The record that has the value now.
        holder: RecordKey,
    },
    /// The request itself was refused or failed.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl Explain for UndoError {
    fn explain(&self) -> Message {
        match self {
            Self::NoImport { register, import } => Message::new("register-undo-no-import")
                .with("register", register.as_str())
                .with("import", import.to_string()),
            Self::AlreadyUndone { import } => Message::new("register-undo-already").with("import", import.to_string()),
            Self::ChangedSince { records, count } => Message::new("register-undo-changed-since")
                .with("records", records.join(", "))
                .with("n", *count)
                .with("more", count.saturating_sub(records.len())),
            Self::Taken { field, key, holder } => Message::new("register-undo-taken")
                .with("field", field.as_str())
                .with("key", key.as_str())
                .with("holder", holder.as_str()),
            Self::Write(error) => error.explain(),
        }
    }
}

impl From<ReadError> for UndoError {
    fn from(error: ReadError) -> Self {
        Self::Write(error.into())
    }
}

impl Register {
    /// Takes back an import: what it created becomes void with the reason, what it changed gets its values back. All of it,
    /// or nothing: where somebody has changed one of its records since, that is told and nothing happens.
    ///
    /// # Errors
    ///
    /// [`UndoError`] when nothing was changed.
    pub async fn undo_import(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        import: RecordId,
        reason: &str,
    ) -> Result<Undone, UndoError> {
        let definition = self.to_write(caller, register, None)?;
        self.to_read(caller, register)?;
        let kept = self.store.import(caller, import).await.map_err(ReadError::from)?;
        let kept = kept.filter(|kept| kept.register == *register);
        let kept = kept.ok_or_else(|| UndoError::NoImport { register: register.clone(), import })?;
        if kept.undone.is_some() {
            return Err(UndoError::AlreadyUndone { import });
        }
        // The engine's own eyes: what the caller does not reach is refused when it is committed, and not left as it is.
        let made = self.store.changes_of_import(&self.recorder, import).await.map_err(ReadError::from)?;
        let records = self.store.records_of_import(&self.recorder, import).await.map_err(ReadError::from)?;
        unchanged_since(&made, &records)?;
        let mut changes = Vec::with_capacity(made.len());
        for change in &made {
            let Some(record) = records.get(&change.record) else { continue };
            let (kind, after) = before(change, reason);
            changes.push(self.change(caller, kind, Some(record), &change.key, &change.organisation, register, after));
        }
        self.unique_still(definition, &changes).await?;
        let voided = changes.iter().filter(|change| change.kind == ChangeKind::Voided).count();
        let restored = changes.len() - voided;
        let committed =
            self.store.commit_undo(caller, import, self.clock.now(), &changes, &self.derived(&changes)).await;
        committed.map_err(|error| match error {
            CommitError::Undone { import } => UndoError::AlreadyUndone { import },
            // Somebody was faster between the look and the commit.
            CommitError::Conflict { organisation, key, .. } => {
                UndoError::ChangedSince { records: vec![format!("{organisation}/{key}")], count: 1 }
            }
            other => UndoError::Write(other.into()),
        })?;
        Ok(Undone { voided, restored, waiting: self.sent(&changes).await })
    }

    /// No two records may come to have the same value where only one may have it.
    async fn unique_still(&self, definition: &Definition, changes: &[Change]) -> Result<(), UndoError> {
        let unique: Vec<&str> =
            definition.fields.iter().filter(|field| field.unique).map(|field| field.key.as_str()).collect();
        if unique.is_empty() {
            return Ok(());
        }
        let mut stand: BTreeMap<(OrganisationId, RecordKey), Values> = BTreeMap::new();
        for record in self.store.records(&self.recorder, &definition.key).await.map_err(ReadError::from)? {
            stand.insert((record.organisation, record.key), record.values);
        }
        for change in changes {
            stand.remove(&(change.organisation.clone(), change.key.clone()));
        }
        for field in unique {
            let with_value = stand
                .iter()
                .filter_map(|((organisation, key), values)| Some(((organisation, canonical(values.get(field)?)), key)));
            let taken: BTreeMap<_, _> = with_value.collect();
            for change in changes.iter().filter(|change| change.kind != ChangeKind::Voided) {
                let Some(value) = change.after.get(field) else { continue };
                if let Some(holder) = taken.get(&(&change.organisation, canonical(value))) {
                    let (key, holder) = (change.key.clone(), (*holder).clone());
                    return Err(UndoError::Taken { field: field.to_owned(), key, holder });
                }
            }
        }
        Ok(())
    }
}

/// What takes a change back: a record that it created becomes void, another one gets its values back; one that was void
/// before is void again, for the reason that it had.
fn before(change: &Change, reason: &str) -> (ChangeKind, Values) {
    match &change.before {
        None => {
            let mut after = change.after.clone();
            after.insert(VOID_REASON.to_owned(), reason.trim().into());
            (ChangeKind::Voided, after)
        }
        Some(before) if before.contains_key(VOID_REASON) => (ChangeKind::Voided, before.clone()),
        Some(before) => (ChangeKind::Updated, before.clone()),
    }
}

/// Each record must be as the import left it.
fn unchanged_since(made: &[Change], records: &BTreeMap<RecordId, Record>) -> Result<(), UndoError> {
    let is_other = |change: &&Change| records.get(&change.record).is_none_or(|record| record.version != change.version);
    let changed: Vec<&Change> = made.iter().filter(is_other).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let named = changed.iter().take(NAMED).map(|change| format!("{}/{}", change.organisation, change.key));
    Err(UndoError::ChangedSince { records: named.collect(), count: changed.len() })
}
