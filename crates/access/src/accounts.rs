//! Accounts of people for signing in to pages and the API: making them, blocking them, and the one-time links that set
//! their passwords.
//!
//! # Modules, in reading order
//!
//! [`account`], [`error`], `secret`, `password`; then this one, `signing_in`, `sessions`, `tokens`, `source_tokens`, `calendar` with the methods, and
//! `strangers` beneath them.

pub mod account;
mod calendar;
pub mod error;
mod password;
mod secret;
mod sessions;
mod signing_in;
mod source_tokens;
mod strangers;
mod tokens;

use std::fmt;
use std::sync::Arc;

use talap_model::{Caller, Clock, Entropy, Identity, RecordId, Right, Scope, Timestamp};
use talap_store::{Grant, Store, StoredAccount, StoredLink};

pub use account::{Account, ApiToken, LinkState, Origin, Policy, SessionInfo, SignedIn, Visit};
pub use calendar::CalendarLink;
pub use error::{AccountError, NoVisit, SignInError};
pub use password::PasswordRefusal;
pub use secret::Secret;
pub use source_tokens::SourceToken;

use self::password::Hashing;
use self::strangers::Strangers;
use crate::access::{is_acting_administrator, is_full_administrator, places};
use crate::holding::Holding;
use crate::name::{account, account_of, as_account_name, is_account_name, os_user};
use crate::{Access, AccessError};

/// The longest name of a person, in characters.
const LONGEST_DISPLAY_NAME: usize = 200;

/// The accounts of people, kept in the record store. Cheap to clone; clones share what they count.
#[derive(Clone)]
pub struct Accounts {
    store: Store,
    access: Access,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    policy: Policy,
    hashing: Hashing,
    strangers: Arc<Strangers>,
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts").field("store", &self.store).field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Accounts {
    /// Over a record store, with the roles that `access` reads there. The entropy makes every secret.
    pub fn new(store: Store, access: Access, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>, policy: Policy) -> Self {
        let hashing = Hashing::new(Arc::clone(&entropy));
        Self { store, access, clock, entropy, policy, hashing, strangers: Arc::default() }
    }

    /// The rules that these accounts follow.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// A link for the first person of a new installation, while no account has ever had a password. It makes the account
    /// of the user of the operating system, with the roles that this user holds, unless there is one; links before it end.
    /// None when a password has been set before, and when the user holds no role or the account is blocked.
    ///
    /// # Errors
    ///
    /// [`AccountError::Access`] for a name that no account can be made of, or when the store fails.
    pub async fn first_link(&self, os_name: &str) -> Result<Option<(Account, Secret)>, AccountError> {
        let os_identity = os_user(os_name)?.to_string();
        let now = self.clock.now();
        let new = self.new_account(&as_account_name(os_name), os_name, now, &os_identity);
        let identity = account(&new.name)?.to_string();
        let copy = |held: Grant| Grant {
            id: self.new_id(now),
            identity: identity.clone(),
            granted_at: now,
            granted_by: os_identity.clone(),
            ..held
        };
        let grants: Vec<_> = self.store.grants_of(&os_identity).await?.into_iter().map(copy).collect();
        if grants.is_empty() {
            return Ok(None);
        }
        let (link, secret) = self.new_link(new.id, now, &os_identity);
        let made = self.store.add_first_account(&new, &grants, &link).await?;
        Ok(made.map(|row| (row.into(), secret)))
    }

    /// Makes an account, with a link that sets its first password. Roles are given to `user:NAME` afterwards.
    ///
    /// # Errors
    ///
    /// [`AccessError::Forbidden`] without [`Right::GrantRoles`] over all organisations, [`AccessError::InvalidAccountName`],
    /// [`AccountError::InvalidDisplayName`], [`AccountError::NameTaken`], or when the store fails.
    pub async fn create(
        &self,
        caller: &Caller,
        name: &str,
        display_name: &str,
    ) -> Result<(Account, Secret), AccountError> {
        places(caller, &Scope::All)?;
        account(name)?;
        let display_name = label(display_name, LONGEST_DISPLAY_NAME).ok_or(AccountError::InvalidDisplayName)?;
        let (now, by) = (self.clock.now(), caller.identity().to_string());
        let new = self.new_account(name, display_name, now, &by);
        let (link, secret) = self.new_link(new.id, now, &by);
        if self.store.add_account(caller, &new, &link).await.map_err(AccessError::from)? {
            Ok((new.into(), secret))
        } else {
            Err(AccountError::NameTaken { name: name.to_owned() })
        }
    }

    /// Makes a link for somebody who forgot their password; links before it end. Whoever makes it could use it, so it takes
    /// what giving the account its roles would take.
    ///
    /// # Errors
    ///
    /// [`AccessError::Forbidden`] without [`Right::GrantRoles`] over every organisation that the account's roles reach, or
    /// over all when it has no role; [`AccessError::NoAccount`], or when the store fails.
    pub async fn link(&self, caller: &Caller, name: &str) -> Result<Secret, AccountError> {
        caller.require(Right::GrantRoles).map_err(AccessError::from)?;
        let known = self.known(name).await?;
        let grants = self.store.grants_of(&Identity::Account(known.name).to_string()).await?;
        places(caller, &Holding::of(&grants)?.scope().unwrap_or(Scope::All))?;
        let (link, secret) = self.new_link(known.id, self.clock.now(), &caller.identity().to_string());
        self.store.add_link(caller, &link).await.map_err(AccessError::from)?;
        Ok(secret)
    }

    /// What a link is worth now, by the secret in it.
    ///
    /// # Errors
    ///
    /// [`AccountError`] when the store fails.
    pub async fn look_at_link(&self, token: &str) -> Result<LinkState, AccountError> {
        Ok(match self.store.link(&secret::hash_of(token)).await? {
            None => LinkState::Unknown,
            Some((_, account)) if account.blocked_at.is_some() => LinkState::Unknown,
            Some((StoredLink { used_at: Some(at), .. }, _)) => LinkState::Used { at },
            Some((link, _)) if link.expires_at <= self.clock.now() => LinkState::Expired { at: link.expires_at },
            Some((_, account)) => LinkState::Valid { account: account.name },
        })
    }

    /// Blocks an account: nobody signs in with it, its sessions end and its tokens are of no use.
    ///
    /// # Errors
    ///
    /// [`AccessError::Forbidden`] without [`Right::GrantRoles`] over all organisations, [`AccessError::NoAccount`],
    /// [`AccountError::Oneself`], [`AccessError::LastAdministrator`], or when the store fails.
    pub async fn block(&self, caller: &Caller, name: &str) -> Result<Account, AccountError> {
        let identity = Identity::Account(name.to_owned());
        let decide = |held: &[Grant], accounts: &[StoredAccount]| -> Result<(), AccountError> {
            if *caller.identity() == identity {
                return Err(AccountError::Oneself);
            }
            let (theirs, rest): (Vec<_>, Vec<_>) =
                held.iter().partition(|grant| account_of(&grant.identity) == Some(name));
            let administers = theirs.into_iter().any(is_full_administrator);
            if administers && !rest.into_iter().any(|grant| is_acting_administrator(grant, accounts)) {
                return Err(AccessError::LastAdministrator { identity: identity.to_string() }.into());
            }
            Ok(())
        };
        let done = self.store.set_blocked(caller, name, Some(self.clock.now()), decide).await?;
        done.map(Account::from).ok_or_else(|| no_account(name))
    }

    /// Lifts a block, and a lock too.
    ///
    /// # Errors
    ///
    /// [`AccessError::Forbidden`] without [`Right::GrantRoles`] over all organisations, [`AccessError::NoAccount`], or when
    /// the store fails.
    pub async fn unblock(&self, caller: &Caller, name: &str) -> Result<Account, AccountError> {
        let decide = |_: &[Grant], _: &[StoredAccount]| Ok::<_, AccountError>(());
        let done = self.store.set_blocked(caller, name, None, decide).await?;
        done.map(Account::from).ok_or_else(|| no_account(name))
    }

    /// Every account, by name.
    ///
    /// # Errors
    ///
    /// [`AccessError::Forbidden`] without [`Right::ReadRoles`], or when the store fails.
    pub async fn list(&self, caller: &Caller) -> Result<Vec<Account>, AccountError> {
        let rows = self.store.accounts(caller).await.map_err(AccessError::from)?;
        Ok(rows.into_iter().map(Account::from).collect())
    }

    /// The account of a name that may be anything.
    async fn find(&self, name: &str) -> Result<Option<StoredAccount>, AccountError> {
        if is_account_name(name) { Ok(self.store.account(name).await?) } else { Ok(None) }
    }

    async fn known(&self, name: &str) -> Result<StoredAccount, AccountError> {
        self.find(name).await?.ok_or_else(|| no_account(name))
    }

    fn new_id(&self, now: Timestamp) -> RecordId {
        RecordId::generate(now, self.entropy.as_ref())
    }

    fn new_account(&self, name: &str, display_name: &str, now: Timestamp, by: &str) -> StoredAccount {
        StoredAccount {
            id: self.new_id(now),
            name: name.to_owned(),
            display_name: display_name.to_owned(),
            password: None,
            created_at: now,
            created_by: by.to_owned(),
            blocked_at: None,
            failures: 0,
            locked_until: None,
            password_changed_at: None,
            signed_in_at: None,
            signed_in_from: None,
        }
    }

    fn new_link(&self, account: RecordId, now: Timestamp, by: &str) -> (StoredLink, Secret) {
        let secret = Secret::generate(self.entropy.as_ref());
        let link = StoredLink {
            hash: secret.hash(),
            account,
            created_at: now,
            created_by: by.to_owned(),
            expires_at: now.plus_seconds(self.policy.link_life.whole_seconds()),
            used_at: None,
        };
        (link, secret)
    }
}

fn no_account(name: &str) -> AccountError {
    AccessError::NoAccount { name: name.to_owned() }.into()
}

/// A text that a person gave something as its name, without the space around it; none when it is empty, too long or holds
/// what cannot be seen.
fn label(text: &str, longest: usize) -> Option<&str> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= longest && !text.contains(char::is_control);
    fits.then_some(text)
}
