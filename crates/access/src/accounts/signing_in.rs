//! Signing in by a link or a password, and changing the password.

use talap_model::{RecordId, Timestamp};
use talap_store::{Outdated, StoredAccount, StoredSession};

use super::password::{self, Turn};
use super::secret::{self, Secret, brief};
use super::{Accounts, LinkState};
use crate::{AccountError, Origin, SignInError, SignedIn};

impl Accounts {
    /// Uses a link: sets the password, ends all sessions of the account, unlocks it and begins a session. A refused password
    /// leaves the link as it is.
    ///
    /// # Errors
    ///
    /// [`SignInError::LinkUnknown`], [`SignInError::LinkUsed`], [`SignInError::LinkExpired`], [`SignInError::Password`], or
    /// [`SignInError::Account`] when the store fails.
    pub async fn use_link(&self, token: &str, password: &str, origin: &Origin) -> Result<SignedIn, SignInError> {
        let name = match self.look_at_link(token).await? {
            LinkState::Valid { account } => account,
            other => return Err(worthless(other)),
        };
        password::check(password, &name, &self.policy)?;
        let account = self.find(&name).await?.ok_or(SignInError::LinkUnknown)?;
        let hash = self.hashing.turn().await?.hash(password).await?;
        let (session, signed_in) = self.new_session(account, origin, self.clock.now());
        if self.store.use_link(&secret::hash_of(token), &hash, &session).await? {
            Ok(signed_in)
        } else {
            // Somebody used or replaced it meanwhile.
            Err(worthless(self.look_at_link(token).await?))
        }
    }

    /// Signs somebody in. A name that nobody has, one without a password and a blocked one are answered like a wrong
    /// password: as late, and locked as soon.
    ///
    /// # Errors
    ///
    /// [`SignInError::Wrong`], [`SignInError::Locked`], or [`SignInError::Account`] when the store fails.
    pub async fn sign_in(&self, name: &str, password: &str, origin: &Origin) -> Result<SignedIn, SignInError> {
        let name = name.trim().to_ascii_lowercase();
        // No password is that long, whoever asks.
        if password.len() > password::LONGEST {
            return Err(SignInError::Wrong);
        }
        let turn = self.hashing.turn().await?;
        let account = self.find(&name).await?;
        let Some((account, hash)) = account.and_then(|one| one.password.clone().map(|hash| (one, hash))) else {
            return Err(self.refuse_stranger(&turn, &name, password).await?);
        };
        self.try_password(&turn, &account, password).await?;
        let now = self.clock.now();
        let outdated = Outdated {
            created: now.plus_seconds(-self.policy.absolute.whole_seconds()),
            seen: now.plus_seconds(-self.policy.idle.whole_seconds()),
        };
        let (session, signed_in) = self.new_session(account, origin, now);
        if self.store.sign_in(&session, &hash, outdated).await? {
            Ok(signed_in)
        } else {
            Err(self.refused_meanwhile(&name, now).await?)
        }
    }

    /// Changes a password and ends the other sessions of the account. `keep` is the secret of the session to keep. A wrong
    /// old password counts like one at signing in.
    ///
    /// # Errors
    ///
    /// [`SignInError::Password`] for the new one; [`SignInError::Wrong`] or [`SignInError::Locked`] for the old one; or
    /// [`SignInError::Account`] for a name that is nobody's, or when the store fails.
    pub async fn change_password(
        &self,
        name: &str,
        old: &str,
        new: &str,
        keep: Option<&str>,
    ) -> Result<(), SignInError> {
        password::check(new, name, &self.policy)?;
        if old.len() > password::LONGEST {
            return Err(SignInError::Wrong);
        }
        let turn = self.hashing.turn().await?;
        let account = self.known(name).await?;
        let old_hash = account.password.clone().ok_or(SignInError::Wrong)?;
        self.try_password(&turn, &account, old).await?;
        let new_hash = turn.hash(new).await?;
        let (now, keep) = (self.clock.now(), keep.map(secret::hash_of));
        if self.store.change_password(account.id, (&old_hash, &new_hash), now, keep.as_deref()).await? {
            Ok(())
        } else {
            Err(self.refused_meanwhile(name, now).await?)
        }
    }

    /// Holds a password against the account's, and counts it when it is wrong.
    async fn try_password(&self, turn: &Turn, account: &StoredAccount, password: &str) -> Result<(), SignInError> {
        if let Some(until) = account.lock_at(self.clock.now()) {
            return Err(SignInError::Locked { until });
        }
        let right = turn.verify(password, account.password.as_ref()).await?;
        // The right password of a blocked account must not answer otherwise than a wrong one.
        if right && account.blocked_at.is_none() { Ok(()) } else { Err(self.count_failure(account.id).await?) }
    }

    async fn count_failure(&self, account: RecordId) -> Result<SignInError, AccountError> {
        let now = self.clock.now();
        let until = now.plus_seconds(self.policy.lock.whole_seconds());
        let lock = self.store.count_failure(account, now, self.policy.most_failures, until).await?;
        Ok(lock.map_or(SignInError::Wrong, |until| SignInError::Locked { until }))
    }

    async fn refuse_stranger(&self, turn: &Turn, name: &str, password: &str) -> Result<SignInError, AccountError> {
        if let Some(until) = self.strangers.lock_at(name, self.clock.now()) {
            return Ok(SignInError::Locked { until });
        }
        turn.verify(password, None).await?;
        let lock = self.strangers.count(name, self.clock.now(), &self.policy);
        Ok(lock.map_or(SignInError::Wrong, |until| SignInError::Locked { until }))
    }

    /// The password was right, and then the account was locked or blocked or got another password.
    async fn refused_meanwhile(&self, name: &str, now: Timestamp) -> Result<SignInError, AccountError> {
        let lock = self.find(name).await?.and_then(|account| account.lock_at(now));
        Ok(lock.map_or(SignInError::Wrong, |until| SignInError::Locked { until }))
    }

    fn new_session(&self, account: StoredAccount, origin: &Origin, now: Timestamp) -> (StoredSession, SignedIn) {
        let secret = Secret::generate(self.entropy.as_ref());
        let session = StoredSession {
            hash: secret.hash(),
            account: account.id,
            created_at: now,
            seen_at: now,
            address: origin.kept_address(),
            agent: origin.kept_agent(),
        };
        let signed_in = SignedIn {
            account: account.into(),
            session_id: brief(&session.hash),
            session: secret,
            ends_at: now.plus_seconds(self.policy.absolute.whole_seconds()),
        };
        (session, signed_in)
    }
}

fn worthless(link: LinkState) -> SignInError {
    match link {
        LinkState::Used { at } => SignInError::LinkUsed { at },
        LinkState::Expired { at } => SignInError::LinkExpired { at },
        LinkState::Unknown | LinkState::Valid { .. } => SignInError::LinkUnknown,
    }
}
