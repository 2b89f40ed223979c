//! The way from the database to the ledger. A change is committed here first; its commitments enter the ledger after that,
//! and the number of their event is noted here then. A crash in between leaves the change in the outbox, so it enters
//! the ledger on the next run, at the worst twice, and never not at all.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value};
use talap_model::{Caller, RecordId, Right};

use crate::entity::change;
use crate::fault::Fault;
use crate::scope::{require_everywhere, within};
use crate::values_list::update_from;
use crate::{Change, ReadError, SaveError, Store, StoreError};

impl Store {
    /// So many changes within the caller's reach that the ledger does not have yet, in the order of their commits.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`], or when the database fails.
    pub async fn uncommitted_changes(&self, caller: &Caller, limit: u64) -> Result<Vec<Change>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let query = change::Entity::find()
            .filter(change::Column::LedgerSeq.is_null())
            .filter(within(caller, change::Column::Organisation))
            .order_by_asc(change::Column::Position)
            .limit(limit);
        Ok(self.all_changes(query).await?)
    }

    /// The identifiers of what [`Store::uncommitted_changes`] would give, for one who has just made those changes and need not
    /// read them.
    ///
    /// # Errors
    ///
    /// As [`Store::uncommitted_changes`].
    pub async fn uncommitted_ids(&self, caller: &Caller, limit: u64) -> Result<Vec<RecordId>, ReadError> {
        caller.require(Right::ReadRecords)?;
        let query = change::Entity::find()
            .select_only()
            .column(change::Column::Id)
            .filter(change::Column::LedgerSeq.is_null())
            .filter(within(caller, change::Column::Organisation))
            .order_by_asc(change::Column::Position)
            .limit(limit);
        let ids: Vec<String> =
            query.into_tuple().all(&self.connection).await.map_err(|error| StoreError::from(Fault::from(error)))?;
        let id = |text: String| {
            text.parse().map_err(|error: talap_model::InvalidId| StoreError::Damaged {
                table: "changes",
                reason: error.to_string(),
                row: text,
            })
        };
        Ok(ids.into_iter().map(id).collect::<Result<_, StoreError>>()?)
    }

    /// Notes which event of the ledger holds each change, by the change's identifier. A change that has its event already
    /// keeps the first one.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::AppendEvents`] over all organisations, or when the database fails.
    pub async fn mark_in_ledger(&self, caller: &Caller, places: &[(RecordId, u64)]) -> Result<(), SaveError> {
        require_everywhere(caller, Right::AppendEvents)?;
        let mut rows: Vec<[Value; 2]> = Vec::with_capacity(places.len());
        for (id, seq) in places {
            let seq = i64::try_from(*seq).map_err(|error| StoreError::Damaged {
                table: "changes",
                row: id.to_string(),
                reason: error.to_string(),
            })?;
            rows.push([id.to_string().into(), seq.into()]);
        }
        Ok(self.note_places(rows).await.map_err(StoreError::from)?)
    }

    async fn note_places(&self, rows: Vec<[Value; 2]>) -> Result<(), Fault> {
        let transaction = self.begin().await?;
        update_from(
            &transaction,
            "UPDATE changes SET ledger_seq = given.column2 FROM",
            Box::new(rows.into_iter()),
            "WHERE changes.id = given.column1 AND changes.ledger_seq IS NULL",
        )
        .await?;
        Ok(transaction.commit().await?)
    }
}
