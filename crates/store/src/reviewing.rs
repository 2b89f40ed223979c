//! Keeping reviews of clauses and snapshots of the catalogue.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use talap_model::{Caller, Right, Timestamp};

use crate::entity::{catalog_snapshot, clause_review};
use crate::fault::Fault;
use crate::rows::{review_from, review_row, snapshot_from, snapshot_row};
use crate::{CatalogSnapshot, ClauseReview, ReadError, SaveError, Store, StoreError};

impl Store {
    /// Keeps a review. Who made it is taken from the caller; the same wording reviewed again is the newer review.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::WriteStructure`], or when the database fails.
    pub async fn save_review(&self, caller: &Caller, review: &ClauseReview) -> Result<(), SaveError> {
        use clause_review::Column::{Clause, Fingerprint, Language, Note, ReviewedAt, ReviewedBy};
        caller.require(Right::WriteStructure)?;
        let newer = OnConflict::columns([Clause, Language, Fingerprint])
            .update_columns([ReviewedAt, ReviewedBy, Note])
            .to_owned();
        let row = review_row(review, &caller.identity().to_string());
        let kept = clause_review::Entity::insert(row).on_conflict(newer).exec_without_returning(&self.connection).await;
        kept.map_err(|error| StoreError::from(Fault::from(error)))?;
        Ok(())
    }

    /// All reviews, the newest first. The decree is the same for everybody, so this asks for no right.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the database fails.
    pub async fn reviews(&self, _caller: &Caller) -> Result<Vec<ClauseReview>, ReadError> {
        let rows = clause_review::Entity::find()
            .order_by_desc(clause_review::Column::ReviewedAt)
            .order_by_asc(clause_review::Column::Clause)
            .all(&self.connection)
            .await
            .map_err(|error| StoreError::from(Fault::from(error)))?;
        Ok(rows.into_iter().map(review_from).collect::<Result<_, StoreError>>()?)
    }

    /// Remembers the catalogue in use, where it is not the one that was last seen. It takes no caller: the program itself
    /// does so when it starts.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database fails.
    pub async fn note_catalog(&self, snapshot: &CatalogSnapshot) -> Result<(), StoreError> {
        let last = self.snapshot_on(Timestamp::from_micros(i64::MAX)).await?;
        if last.is_some_and(|last| last.fingerprint == snapshot.fingerprint || last.seen_at >= snapshot.seen_at) {
            return Ok(());
        }
        let row = snapshot_row(snapshot);
        catalog_snapshot::Entity::insert(row).exec_without_returning(&self.connection).await.map_err(Fault::from)?;
        Ok(())
    }

    /// The catalogue that was in use at a moment; none where nothing is known of it.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the database fails.
    pub async fn catalog_on(&self, _caller: &Caller, moment: Timestamp) -> Result<Option<CatalogSnapshot>, ReadError> {
        Ok(self.snapshot_on(moment).await?)
    }

    async fn snapshot_on(&self, moment: Timestamp) -> Result<Option<CatalogSnapshot>, StoreError> {
        let row = catalog_snapshot::Entity::find()
            .filter(catalog_snapshot::Column::SeenAt.lte(moment.micros()))
            .order_by_desc(catalog_snapshot::Column::SeenAt)
            .one(&self.connection)
            .await
            .map_err(Fault::from)?;
        row.map(snapshot_from).transpose()
    }
}
