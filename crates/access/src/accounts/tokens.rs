//! Tokens of the API.

use std::collections::BTreeSet;

use talap_model::{Caller, Identity, RecordId, Right, Timestamp};
use talap_store::{StoredAccount, StoredToken};

use super::secret::{Secret, hash_of};
use super::{Accounts, label};
use crate::{AccountError, ApiToken};

/// The longest name of a token, in characters.
const LONGEST_NAME: usize = 100;

impl Accounts {
    /// Makes a token of the caller's own account, for some of the rights that they hold.
    ///
    /// # Errors
    ///
    /// [`AccountError::NotAnAccount`], [`AccountError::InvalidTokenName`], [`AccountError::NoScope`],
    /// [`AccountError::ScopeTooWide`], [`AccountError::EndsInThePast`], or [`AccountError::Access`] when the store fails.
    pub async fn create_token(
        &self,
        caller: &Caller,
        name: &str,
        scopes: BTreeSet<Right>,
        expires: Option<Timestamp>,
    ) -> Result<(ApiToken, Secret), AccountError> {
        let account = self.own(caller).await?;
        let name = label(name, LONGEST_NAME).ok_or(AccountError::InvalidTokenName)?;
        if scopes.is_empty() {
            return Err(AccountError::NoScope);
        }
        if let Some(right) = scopes.iter().copied().find(|right| !caller.has(*right)) {
            return Err(AccountError::ScopeTooWide { identity: caller.identity().to_string(), right });
        }
        let now = self.clock.now();
        if expires.is_some_and(|at| at <= now) {
            return Err(AccountError::EndsInThePast);
        }
        let secret = Secret::generate_token(self.entropy.as_ref());
        let token = StoredToken {
            id: self.new_id(now),
            account: account.id,
            name: name.to_owned(),
            hash: secret.hash(),
            scopes,
            created_at: now,
            expires_at: expires,
            revoked_at: None,
            used_at: None,
        };
        self.store.add_token(&token).await?;
        Ok((token.into(), secret))
    }

    /// The caller's own tokens, revoked ones included, the oldest first.
    ///
    /// # Errors
    ///
    /// [`AccountError::NotAnAccount`], or [`AccountError::Access`] when the store fails.
    pub async fn tokens(&self, caller: &Caller) -> Result<Vec<ApiToken>, AccountError> {
        let account = self.own(caller).await?;
        Ok(self.store.tokens_of(account.id).await?.into_iter().map(ApiToken::from).collect())
    }

    /// Revokes a token of the caller's own.
    ///
    /// # Errors
    ///
    /// [`AccountError::NotAnAccount`], [`AccountError::NoToken`], or [`AccountError::Access`] when the store fails.
    pub async fn revoke_token(&self, caller: &Caller, id: RecordId) -> Result<(), AccountError> {
        let account = self.own(caller).await?;
        if self.store.revoke_token(account.id, id, self.clock.now()).await? {
            Ok(())
        } else {
            Err(AccountError::NoToken)
        }
    }

    /// The caller that a token makes: its owner, with those rights of the token that the owner holds now. None for a token
    /// that is unknown, revoked or over, or whose owner is blocked.
    ///
    /// # Errors
    ///
    /// [`AccountError`] when the store fails.
    pub async fn caller_of_token(&self, secret: &str) -> Result<Option<Caller>, AccountError> {
        let Some((token, account)) = self.store.token(&hash_of(secret)).await? else { return Ok(None) };
        let now = self.clock.now();
        let over = token.expires_at.is_some_and(|at| at <= now);
        if token.revoked_at.is_some() || over || account.blocked_at.is_some() {
            return Ok(None);
        }
        if Self::is_noted_anew(token.used_at, now) {
            self.store.see_token(token.id, now).await?;
        }
        let owner = self.caller_of(&account).await?;
        let rights: Vec<Right> = token.scopes.into_iter().filter(|right| owner.has(*right)).collect();
        // A role alone lets its holder take steps, which is more than a token for reading is given for.
        let is_whole = Right::ALL.into_iter().all(|right| !owner.has(right) || rights.contains(&right));
        let changes = |right: &Right| matches!(right, Right::WriteRecords | Right::WriteStructure);
        let has_roles = rights.contains(&Right::WriteRecords) || (is_whole && rights.iter().any(changes));
        let caller = Caller::establish(owner.identity().clone(), rights, owner.scope().clone());
        Ok(Some(if has_roles { caller.holding(owner.roles()) } else { caller }))
    }

    pub(super) async fn own(&self, caller: &Caller) -> Result<StoredAccount, AccountError> {
        let Identity::Account(name) = caller.identity() else {
            return Err(AccountError::NotAnAccount { identity: caller.identity().to_string() });
        };
        self.known(name).await
    }
}
