//! Imports: kept with the changes that they make in one transaction, read, and taken back.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};
use talap_model::{Caller, RecordId, RegisterKey, Right, Scope, Timestamp};

use crate::entity::{change, import, import_change, import_draft, record};
use crate::fault::Fault;
use crate::import::{DRAFT_KEPT, Import, ImportDraft, ImportOfChange};
use crate::rows::imports::{draft_from, draft_row, import_from, import_of_change_from, import_row};
use crate::rows::record_from;
use crate::scope::within;
use crate::values_list::insert_into;
use crate::waiting::Transaction;
use crate::{Change, CommitError, Derived, ReadError, Record, SaveError, Store, StoreError, right_to_write};

/// What is kept in the transaction of some changes beside them.
pub(crate) enum Beside<'a> {
    /// Nothing.
    Nothing,
    /// The import that made them.
    Import(&'a Import),
    /// That they take an import back.
    Undo {
        /// The import.
        import: RecordId,
        /// When.
        at: Timestamp,
    },
}

impl Store {
    /// Makes changes as [`Store::commit`] does, and keeps the import that they are of with them.
    ///
    /// # Errors
    ///
    /// As [`Store::commit`].
    pub async fn commit_import(
        &self,
        caller: &Caller,
        import: &Import,
        changes: &[Change],
        derived: &Derived,
    ) -> Result<(), CommitError> {
        caller.require(right_to_write(&import.register))?;
        self.commit_beside(caller, changes, derived, Beside::Import(import)).await
    }

    /// Makes changes as [`Store::commit`] does, and notes that they take an import back.
    ///
    /// # Errors
    ///
    /// [`CommitError::Undone`] where it was taken back already, else as [`Store::commit`].
    pub async fn commit_undo(
        &self,
        caller: &Caller,
        import: RecordId,
        at: Timestamp,
        changes: &[Change],
        derived: &Derived,
    ) -> Result<(), CommitError> {
        self.commit_beside(caller, changes, derived, Beside::Undo { import, at }).await
    }

    /// So many of a register's imports, the newest first: those of one organisation within the caller's reach, and the
    /// caller's own.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn imports(&self, caller: &Caller, register: &RegisterKey, limit: u64) -> Result<Vec<Import>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let query = import::Entity::find()
            .filter(import::Column::Register.eq(register.as_str()))
            .filter(seen_by(caller))
            .order_by_desc(import::Column::MadeAt)
            .order_by_desc(import::Column::Id)
            .limit(limit);
        let rows = query.all(&self.connection).await.map_err(failed)?;
        Ok(rows.into_iter().map(import_from).collect::<Result<_, StoreError>>()?)
    }

    /// An import by its identifier, if [`Store::imports`] would show it.
    ///
    /// # Errors
    ///
    /// As [`Store::imports`].
    pub async fn import(&self, caller: &Caller, id: RecordId) -> Result<Option<Import>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let query = import::Entity::find_by_id(id.to_string()).filter(seen_by(caller));
        let row = query.one(&self.connection).await.map_err(failed)?;
        Ok(row.map(import_from).transpose()?)
    }

    /// The changes within the caller's reach that an import made, in their order; not those that took it back.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn changes_of_import(&self, caller: &Caller, id: RecordId) -> Result<Vec<Change>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let query = change::Entity::find()
            .filter(change::Column::Id.in_subquery(made_by_import(id)))
            .filter(within(caller, change::Column::Organisation))
            .order_by_asc(change::Column::Position);
        Ok(self.all_changes(query).await?)
    }

    /// The records within the caller's reach that an import created or changed, void ones too, as they stand now.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn records_of_import(
        &self,
        caller: &Caller,
        id: RecordId,
    ) -> Result<BTreeMap<RecordId, Record>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let changed = Query::select()
            .column(change::Column::Record)
            .from(change::Entity)
            .and_where(change::Column::Id.in_subquery(made_by_import(id)))
            .to_owned();
        let query = record::Entity::find()
            .filter(record::Column::Id.in_subquery(changed))
            .filter(within(caller, record::Column::Organisation));
        let rows = query.all(&self.connection).await.map_err(failed)?;
        let records = rows.into_iter().map(record_from).map(|record| record.map(|record| (record.id, record)));
        Ok(records.collect::<Result<_, StoreError>>()?)
    }

    /// The imports that changes are of, by the change: of those that are of none there is nothing.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn imports_of_changes(
        &self,
        caller: &Caller,
        changes: &[RecordId],
    ) -> Result<BTreeMap<RecordId, ImportOfChange>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let mut found = BTreeMap::new();
        for some in changes.chunks(1_000) {
            let by_name: BTreeMap<String, RecordId> = some.iter().map(|id| (id.to_string(), *id)).collect();
            let links = import_change::Entity::find()
                .filter(import_change::Column::ChangeId.is_in(by_name.keys().map(String::as_str)))
                .all(&self.connection)
                .await
                .map_err(failed)?;
            let imports = import::Entity::find()
                .filter(import::Column::Id.is_in(links.iter().map(|link| link.import_id.as_str())))
                .all(&self.connection)
                .await
                .map_err(failed)?;
            for link in links {
                let name = imports.iter().find(|import| import.id == link.import_id);
                let name = name.map(|import| import.file_name.clone()).unwrap_or_default();
                let of = import_of_change_from(&link, name)?;
                found.extend(by_name.get(&link.change_id).map(|id| (*id, of)));
            }
        }
        Ok(found)
    }

    /// Keeps a file until it is imported. Whoever handed in another one for the same register has that no more, and what waited
    /// longer than [`DRAFT_KEPT`] goes, whosever it is.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without the right to write the register, or when the database fails.
    pub async fn keep_import_draft(&self, caller: &Caller, draft: ImportDraft) -> Result<(), SaveError> {
        caller.require(right_to_write(&draft.register))?;
        let owner = caller.identity().to_string();
        let own = Condition::all()
            .add(import_draft::Column::Owner.eq(owner.as_str()))
            .add(import_draft::Column::Register.eq(draft.register.as_str()));
        let old = import_draft::Column::HandedAt.lt(draft.at.plus_seconds(-DRAFT_KEPT).micros());
        let transaction = self.begin().await.map_err(StoreError::from)?;
        import_draft::Entity::delete_many()
            .filter(Condition::any().add(own).add(old))
            .exec(&transaction)
            .await
            .map_err(failed)?;
        let row = draft_row(draft, owner);
        import_draft::Entity::insert(row).exec_without_returning(&transaction).await.map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(())
    }

    /// Puts a file back that was taken for an import and refused, unless the caller has handed in another one for the
    /// register meanwhile.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without the right to write the register, or when the database fails.
    pub async fn put_import_draft_back(&self, caller: &Caller, draft: ImportDraft) -> Result<(), SaveError> {
        caller.require(right_to_write(&draft.register))?;
        let owner = caller.identity().to_string();
        let transaction = self.begin().await.map_err(StoreError::from)?;
        let others = import_draft::Entity::find()
            .filter(import_draft::Column::Owner.eq(owner.as_str()))
            .filter(import_draft::Column::Register.eq(draft.register.as_str()));
        if others.one(&transaction).await.map_err(failed)?.is_none() {
            let row = draft_row(draft, owner);
            import_draft::Entity::insert(row).exec_without_returning(&transaction).await.map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)?;
        Ok(())
    }

    /// A file that the caller handed in for a register and that waits still; anybody else's is as if it were not there.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without the right to write the register, or when the database fails.
    pub async fn import_draft(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        id: RecordId,
    ) -> Result<Option<ImportDraft>, ReadError> {
        caller.require(right_to_write(register))?;
        let query = import_draft::Entity::find_by_id(id.to_string())
            .filter(import_draft::Column::Register.eq(register.as_str()))
            .filter(import_draft::Column::Owner.eq(caller.identity().to_string()));
        let row = query.one(&self.connection).await.map_err(failed)?;
        Ok(row.map(draft_from).transpose()?)
    }

    /// Takes a file of the caller's away that waited for its import, and says whether it was there: of two who take it at once
    /// only one has it.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without the right to write the register, or when the database fails.
    pub async fn drop_import_draft(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        id: RecordId,
    ) -> Result<bool, SaveError> {
        caller.require(right_to_write(register))?;
        let dropped = import_draft::Entity::delete_many()
            .filter(import_draft::Column::Id.eq(id.to_string()))
            .filter(import_draft::Column::Register.eq(register.as_str()))
            .filter(import_draft::Column::Owner.eq(caller.identity().to_string()))
            .exec(&self.connection)
            .await
            .map_err(failed)?;
        Ok(dropped.rows_affected == 1)
    }
}

/// Keeps what goes beside the changes, in their transaction.
pub(crate) async fn keep_beside(
    transaction: &Transaction,
    beside: &Beside<'_>,
    changes: &[Change],
    by: &str,
) -> Result<(), CommitError> {
    let (import, undoes) = match beside {
        Beside::Nothing => return Ok(()),
        Beside::Import(import) => {
            let row = import_row(import, by);
            import::Entity::insert(row).exec_without_returning(transaction).await.map_err(failed)?;
            (import.id, false)
        }
        Beside::Undo { import, at } => {
            // Of two who take it back at once the second finds that it is done.
            let noted = import::Entity::update_many()
                .col_expr(import::Column::UndoneAt, Expr::value(at.micros()))
                .col_expr(import::Column::UndoneBy, Expr::value(by))
                .filter(import::Column::Id.eq(import.to_string()))
                .filter(import::Column::UndoneAt.is_null())
                .exec(transaction)
                .await
                .map_err(failed)?;
            if noted.rows_affected != 1 {
                return Err(CommitError::Undone { import: *import });
            }
            (*import, true)
        }
    };
    let import = import.to_string();
    let rows = changes
        .iter()
        .map(|change| -> [Value; 3] { [change.id.to_string().into(), import.clone().into(), undoes.into()] });
    let into = "import_changes (change_id, import_id, undoes)";
    insert_into(transaction, into, Box::new(rows)).await.map_err(failed)?;
    Ok(())
}

fn made_by_import(id: RecordId) -> SelectStatement {
    Query::select()
        .column(import_change::Column::ChangeId)
        .from(import_change::Entity)
        .and_where(import_change::Column::ImportId.eq(id.to_string()))
        .and_where(import_change::Column::Undoes.eq(false))
        .to_owned()
}

/// Imports of one organisation within reach. One that is of several is for who reaches all, and for who made it.
fn seen_by(caller: &Caller) -> Condition {
    match caller.scope() {
        Scope::All => Condition::all(),
        Scope::Organisations(_) => Condition::any()
            .add(within(caller, import::Column::Organisation))
            .add(import::Column::MadeBy.eq(caller.identity().to_string())),
    }
}

fn failed(error: sea_orm::DbErr) -> StoreError {
    StoreError::from(Fault::from(error))
}
