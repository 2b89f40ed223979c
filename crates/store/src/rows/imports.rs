//! Imports and files that wait for theirs.

use sea_orm::ActiveValue::Set;
use talap_model::Timestamp;

use super::Row;
use crate::StoreError;
use crate::entity::{import, import_change, import_draft};
use crate::import::{Import, ImportDraft, ImportOfChange};

pub(crate) fn import_from(row: import::Model) -> Result<Import, StoreError> {
    let at = Row { table: "imports", id: &row.id };
    Ok(Import {
        id: at.parse(&row.id)?,
        register: at.parse(&row.register)?,
        organisation: row.organisation.as_deref().map(|text| at.parse(text)).transpose()?,
        at: Timestamp::from_micros(row.made_at),
        created: at.count(row.created)?,
        updated: at.count(row.updated)?,
        unchanged: at.count(row.unchanged)?,
        rejected: at.count(row.rejected)?,
        undone: row.undone_at.map(Timestamp::from_micros).zip(row.undone_by),
        by: row.made_by,
        file_name: row.file_name,
        sha256: row.sha256,
    })
}

/// The row of an import that `by` makes.
pub(crate) fn import_row(import: &Import, by: &str) -> import::ActiveModel {
    let count = |number: u64| Set(i64::try_from(number).unwrap_or(i64::MAX));
    import::ActiveModel {
        id: Set(import.id.to_string()),
        register: Set(import.register.to_string()),
        organisation: Set(import.organisation.as_ref().map(ToString::to_string)),
        made_at: Set(import.at.micros()),
        made_by: Set(by.to_owned()),
        file_name: Set(import.file_name.clone()),
        sha256: Set(import.sha256.clone()),
        created: count(import.created),
        updated: count(import.updated),
        unchanged: count(import.unchanged),
        rejected: count(import.rejected),
        undone_at: Set(None),
        undone_by: Set(None),
    }
}

/// The import of a change, from the change's row and the import's.
pub(crate) fn import_of_change_from(
    row: &import_change::Model,
    file_name: String,
) -> Result<ImportOfChange, StoreError> {
    let at = Row { table: "import_changes", id: &row.change_id };
    Ok(ImportOfChange { import: at.parse(&row.import_id)?, file_name, undoes: row.undoes })
}

pub(crate) fn draft_from(row: import_draft::Model) -> Result<ImportDraft, StoreError> {
    let at = Row { table: "import_drafts", id: &row.id };
    Ok(ImportDraft {
        id: at.parse(&row.id)?,
        register: at.parse(&row.register)?,
        at: Timestamp::from_micros(row.handed_at),
        name: row.name,
        bytes: row.bytes,
    })
}

/// The row of a file that `owner` handed in.
pub(crate) fn draft_row(draft: ImportDraft, owner: String) -> import_draft::ActiveModel {
    import_draft::ActiveModel {
        id: Set(draft.id.to_string()),
        owner: Set(owner),
        register: Set(draft.register.to_string()),
        name: Set(draft.name),
        handed_at: Set(draft.at.micros()),
        bytes: Set(draft.bytes),
    }
}
