//! Sessions under way.

use std::collections::BTreeSet;

use talap_model::{Caller, Identity, Right, Scope, Timestamp};
use talap_store::{StoredAccount, StoredSession};

use super::Accounts;
use super::secret::{brief, csrf_of, hash_of};
use crate::{AccountError, NoVisit, SessionInfo, Visit};

/// How often it is noted that a session or a token is in use, in seconds.
const NOTED_EVERY: i64 = 60;

impl Accounts {
    /// Who is signed in by a session, and notes that it is in use, at most once a minute. UR 118.1: a session whose time is
    /// up, unused or altogether, is ended.
    ///
    /// # Errors
    ///
    /// [`NoVisit`].
    pub async fn visit(&self, session: &str) -> Result<Visit, NoVisit> {
        let hash = hash_of(session);
        let Some((row, account)) = self.store.session(&hash).await? else { return Err(NoVisit::Unknown) };
        if account.blocked_at.is_some() {
            return Err(NoVisit::Unknown);
        }
        let now = self.clock.now();
        if now >= self.end_of(&row) {
            self.store.end_session(&hash).await?;
            return Err(NoVisit::Expired);
        }
        let seen_at = self.see(&row, now).await?;
        Ok(Visit {
            caller: self.caller_of(&account).await?,
            account: account.into(),
            csrf: csrf_of(session),
            session_id: brief(&hash),
            created_at: row.created_at,
            ends_at: self.end_of(&StoredSession { seen_at, ..row }),
        })
    }

    /// What somebody may do now whose visit began earlier and goes on by itself, as a list that follows what comes in; none
    /// once the session is over. It is no use of the session, which ends in its time all the same (UR 118.1).
    ///
    /// # Errors
    ///
    /// [`AccountError`] when the store fails.
    pub async fn still(&self, visit: &Visit) -> Result<Option<Caller>, AccountError> {
        let Some(account) = self.find(&visit.account.name).await?.filter(|account| account.blocked_at.is_none()) else {
            return Ok(None);
        };
        let now = self.clock.now();
        let rows = self.store.sessions_of(account.id).await?;
        let goes_on = rows.iter().any(|row| brief(&row.hash) == visit.session_id && now < self.end_of(row));
        if goes_on { Ok(Some(self.caller_of(&account).await?)) } else { Ok(None) }
    }

    /// Ends a session. It does not matter whether there was one.
    ///
    /// # Errors
    ///
    /// [`AccountError`] when the store fails.
    pub async fn sign_out(&self, session: &str) -> Result<(), AccountError> {
        self.store.end_session(&hash_of(session)).await?;
        Ok(())
    }

    /// Ends the sessions of an account except the one whose secret is given, and says how many.
    ///
    /// # Errors
    ///
    /// [`AccountError`] for a name that is nobody's, or when the store fails.
    pub async fn sign_out_everywhere(&self, name: &str, keep: Option<&str>) -> Result<u64, AccountError> {
        let account = self.known(name).await?;
        Ok(self.store.end_sessions(account.id, keep.map(hash_of).as_deref()).await?)
    }

    /// The sessions of an account under way, the oldest first.
    ///
    /// # Errors
    ///
    /// [`AccountError`] for a name that is nobody's, or when the store fails.
    pub async fn sessions(&self, name: &str) -> Result<Vec<SessionInfo>, AccountError> {
        let account = self.known(name).await?;
        let now = self.clock.now();
        let rows = self.store.sessions_of(account.id).await?;
        Ok(rows.into_iter().filter(|row| now < self.end_of(row)).map(SessionInfo::from).collect())
    }

    /// Ends one session of an account by its identifier in the list, and says whether there was one.
    ///
    /// # Errors
    ///
    /// [`AccountError`] for a name that is nobody's, or when the store fails.
    pub async fn end_session(&self, name: &str, id: &str) -> Result<bool, AccountError> {
        let account = self.known(name).await?;
        let rows = self.store.sessions_of(account.id).await?;
        match rows.into_iter().find(|row| brief(&row.hash) == id) {
            Some(row) => Ok(self.store.end_session(&row.hash).await?),
            None => Ok(false),
        }
    }

    /// The owner of an account that is known not to be blocked. Without a role there is nothing that they may do.
    pub(super) async fn caller_of(&self, account: &StoredAccount) -> Result<Caller, AccountError> {
        let caller = self.access.caller_of_account(&account.name).await?;
        Ok(caller.unwrap_or_else(|| {
            let nothing: [Right; 0] = [];
            let nowhere = Scope::Organisations(BTreeSet::new());
            Caller::establish(Identity::Account(account.name.clone()), nothing, nowhere)
        }))
    }

    fn end_of(&self, session: &StoredSession) -> Timestamp {
        let unused = session.seen_at.plus_seconds(self.policy.idle.whole_seconds());
        unused.min(session.created_at.plus_seconds(self.policy.absolute.whole_seconds()))
    }

    async fn see(&self, session: &StoredSession, now: Timestamp) -> Result<Timestamp, AccountError> {
        // A session that may be idle for a minute only has to be seen more often than that.
        let every = NOTED_EVERY.min(self.policy.idle.whole_seconds() / 4);
        if session.seen_at.plus_seconds(every) > now {
            return Ok(session.seen_at);
        }
        self.store.see_session(&session.hash, now).await?;
        Ok(now)
    }

    /// Whether the last use that was noted is so long ago that it is noted anew.
    pub(super) fn is_noted_anew(last: Option<Timestamp>, now: Timestamp) -> bool {
        last.is_none_or(|last| last.plus_seconds(NOTED_EVERY) <= now)
    }
}
