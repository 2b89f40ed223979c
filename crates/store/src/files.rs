//! Keeping files and giving them back.

use std::collections::BTreeSet;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, EntityTrait, PaginatorTrait as _, QueryFilter as _, QuerySelect as _};
use sha2::{Digest, Sha256};
use talap_model::{Caller, OrganisationId, Right};

use crate::entity::file;
use crate::fault::Fault;
use crate::rows::{file_from, file_row};
use crate::scope::within;
use crate::{NewFile, ReadError, SaveError, Store, StoreError, StoredFile};

impl Store {
    /// Keeps a file and returns its SHA-256 in small hexadecimal digits. Bytes that the organisation has already stay as
    /// they are, with the name that they came with first.
    ///
    /// # Errors
    ///
    /// [`SaveError`] without [`Right::WriteRecords`] and without [`Right::Attest`] over the organisation, or when the
    /// database fails.
    pub async fn put_file(&self, caller: &Caller, file: NewFile) -> Result<String, SaveError> {
        if caller.require_for(Right::Attest, &file.organisation).is_err() {
            caller.require_for(Right::WriteRecords, &file.organisation)?;
        }
        let sha256 = hex(&Sha256::digest(&file.bytes));
        let by = caller.identity().to_string();
        let known = OnConflict::columns([file::Column::Sha256, file::Column::Organisation]).do_nothing().to_owned();
        file::Entity::insert(file_row(file, &sha256, by))
            .on_conflict(known)
            .exec_without_returning(&self.connection)
            .await
            .map_err(|error| StoreError::from(Fault::from(error)))?;
        Ok(sha256)
    }

    /// A file of an organisation by its SHA-256.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`] over the organisation, or when the database fails.
    pub async fn file(
        &self,
        caller: &Caller,
        organisation: &OrganisationId,
        sha256: &str,
    ) -> Result<Option<StoredFile>, ReadError> {
        caller.require_for(Right::ReadRecords, organisation)?;
        let place = (organisation.to_string(), sha256.to_owned());
        let row = file::Entity::find_by_id(place).one(&self.connection).await;
        let row = row.map_err(|error| StoreError::from(Fault::from(error)))?;
        Ok(row.map(file_from).transpose()?)
    }

    /// The digests of the files that are kept, by whose they are: of one organisation, or of all within the caller's reach.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`] (over the organisation, when one is named), or when the database fails.
    pub async fn file_digests(
        &self,
        caller: &Caller,
        organisation: Option<&OrganisationId>,
    ) -> Result<BTreeSet<(OrganisationId, String)>, ReadError> {
        let mut query =
            file::Entity::find().select_only().column(file::Column::Organisation).column(file::Column::Sha256);
        if let Some(organisation) = organisation {
            caller.require_for(Right::ReadRecords, organisation)?;
            query = query.filter(file::Column::Organisation.eq(organisation.as_str()));
        } else {
            caller.require(Right::ReadRecords)?;
            query = query.filter(within(caller, file::Column::Organisation));
        }
        let found = query.into_tuple::<(String, String)>().all(&self.connection).await;
        let found = found.map_err(|error| StoreError::from(Fault::from(error)))?;
        let known = |(organisation, digest): (String, String)| Some((OrganisationId::new(organisation).ok()?, digest));
        Ok(found.into_iter().filter_map(known).collect())
    }

    /// Whether a file of an organisation is kept.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`] over the organisation, or when the database fails.
    pub async fn has_file(
        &self,
        caller: &Caller,
        organisation: &OrganisationId,
        sha256: &str,
    ) -> Result<bool, ReadError> {
        caller.require_for(Right::ReadRecords, organisation)?;
        let place = (organisation.to_string(), sha256.to_owned());
        let found = file::Entity::find_by_id(place).count(&self.connection).await;
        Ok(found.map_err(|error| StoreError::from(Fault::from(error)))? > 0)
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
