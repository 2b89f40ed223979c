//! Tokens by which registered sources hand their events in.

use talap_model::{Caller, OrganisationId, RecordId, SourceId, Timestamp};
use talap_store::StoredSourceToken;

use super::secret::{Secret, hash_of};
use super::{Accounts, label};
use crate::{AccessError, AccountError};

/// The longest name of a token, in characters.
const LONGEST_NAME: usize = 100;

/// A token of a source in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceToken {
    /// Its identifier.
    pub id: RecordId,
    /// Whose the source is.
    pub organisation: OrganisationId,
    /// The source.
    pub source: SourceId,
    /// What whoever made it calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// From when it is of no use; never when there is none.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, within a minute.
    pub used_at: Option<Timestamp>,
}

impl From<StoredSourceToken> for SourceToken {
    fn from(row: StoredSourceToken) -> Self {
        Self {
            id: row.id,
            organisation: row.organisation,
            source: row.source,
            name: row.name,
            created_at: row.created_at,
            created_by: row.created_by,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            used_at: row.used_at,
        }
    }
}

impl Accounts {
    /// Makes a token of a source. Whether the source is registered is for the caller of this method to know.
    ///
    /// # Errors
    ///
    /// [`AccountError::InvalidTokenName`], [`AccountError::EndsInThePast`], [`AccessError::Forbidden`] without
    /// [`talap_model::Right::WriteStructure`] over the organisation, or when the store fails.
    pub async fn create_source_token(
        &self,
        caller: &Caller,
        (organisation, source): (&OrganisationId, &SourceId),
        name: &str,
        expires: Option<Timestamp>,
    ) -> Result<(SourceToken, Secret), AccountError> {
        let name = label(name, LONGEST_NAME).ok_or(AccountError::InvalidTokenName)?;
        let now = self.clock.now();
        if expires.is_some_and(|at| at <= now) {
            return Err(AccountError::EndsInThePast);
        }
        let secret = Secret::generate_token(self.entropy.as_ref());
        let token = StoredSourceToken {
            id: self.new_id(now),
            organisation: organisation.clone(),
            source: source.clone(),
            name: name.to_owned(),
            hash: secret.hash(),
            created_at: now,
            created_by: caller.identity().to_string(),
            expires_at: expires,
            revoked_at: None,
            used_at: None,
        };
        self.store.add_source_token(caller, &token).await.map_err(AccessError::from)?;
        Ok((token.into(), secret))
    }

    /// The tokens of the sources within the caller's reach, revoked ones included, the oldest first.
    ///
    /// # Errors
    ///
    /// [`AccessError::Forbidden`] without [`talap_model::Right::WriteStructure`], or when the store fails.
    pub async fn source_tokens(&self, caller: &Caller) -> Result<Vec<SourceToken>, AccountError> {
        let rows = self.store.source_tokens(caller).await.map_err(AccessError::from)?;
        Ok(rows.into_iter().map(SourceToken::from).collect())
    }

    /// Revokes a token of a source within the caller's reach.
    ///
    /// # Errors
    ///
    /// [`AccountError::NoSourceToken`], [`AccessError::Forbidden`] without [`talap_model::Right::WriteStructure`], or when the
    /// store fails.
    pub async fn revoke_source_token(&self, caller: &Caller, id: RecordId) -> Result<SourceToken, AccountError> {
        let revoked = self.store.revoke_source_token(caller, id, self.clock.now()).await.map_err(AccessError::from)?;
        revoked.map(SourceToken::from).ok_or(AccountError::NoSourceToken)
    }

    /// The source that a token was made for, and whose it is. None for a token that is unknown, revoked or over.
    ///
    /// # Errors
    ///
    /// [`AccountError`] when the store fails.
    pub async fn source_of_token(&self, secret: &str) -> Result<Option<(OrganisationId, SourceId)>, AccountError> {
        let Some(token) = self.store.source_token(&hash_of(secret)).await? else { return Ok(None) };
        let now = self.clock.now();
        if token.revoked_at.is_some() || token.expires_at.is_some_and(|at| at <= now) {
            return Ok(None);
        }
        if Self::is_noted_anew(token.used_at, now) {
            self.store.see_source_token(token.id, now).await?;
        }
        Ok(Some((token.organisation, token.source)))
    }
}
