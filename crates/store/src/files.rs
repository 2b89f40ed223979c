//! Keeping files and giving them back.

use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;
use sha2::{Digest, Sha256};
use talap_model::{Caller, OrganisationId, Right};

use crate::entity::file;
use crate::fault::Fault;
use crate::rows::{file_from, file_row};
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
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
