//! The link by which somebody's calendar is subscribed to. It stands in the settings of a program that asks for it now and
//! then, so it opens one thing alone: what its owner may read of deadlines.

use talap_model::{Caller, Language, Right, Timestamp};
use talap_store::StoredCalendarLink;

use super::Accounts;
use super::secret::{Secret, hash_of};
use crate::AccountError;

/// The rights that a calendar uses, as far as its owner holds them. With the second it tells that something is due in a
/// register of personal data; what is in the record it does not tell.
const RIGHTS: [Right; 2] = [Right::ReadRecords, Right::ReadPersonalData];

/// The link of a calendar, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarLink {
    /// The language that the calendar speaks.
    pub language: Language,
    /// When the link was made.
    pub created_at: Timestamp,
    /// When it was last used, within a minute.
    pub used_at: Option<Timestamp>,
}

impl From<StoredCalendarLink> for CalendarLink {
    fn from(row: StoredCalendarLink) -> Self {
        Self { language: row.language, created_at: row.created_at, used_at: row.used_at }
    }
}

impl Accounts {
    /// Makes the link of the caller's own calendar; the one before it ends.
    ///
    /// # Errors
    ///
    /// [`AccountError::NotAnAccount`], or [`AccountError::Access`] when the store fails.
    pub async fn make_calendar_link(&self, caller: &Caller, language: Language) -> Result<Secret, AccountError> {
        let account = self.own(caller).await?;
        let secret = Secret::generate_token(self.entropy.as_ref());
        let link = StoredCalendarLink {
            account: account.id,
            hash: secret.hash(),
            language,
            created_at: self.clock.now(),
            used_at: None,
        };
        self.store.put_calendar_link(&link).await?;
        Ok(secret)
    }

    /// The link of the caller's own calendar.
    ///
    /// # Errors
    ///
    /// As of [`Accounts::make_calendar_link`].
    pub async fn calendar_link(&self, caller: &Caller) -> Result<Option<CalendarLink>, AccountError> {
        let account = self.own(caller).await?;
        Ok(self.store.calendar_link_of(account.id).await?.map(CalendarLink::from))
    }

    /// Ends the link of the caller's own calendar. False when there is none.
    ///
    /// # Errors
    ///
    /// As of [`Accounts::make_calendar_link`].
    pub async fn end_calendar_link(&self, caller: &Caller) -> Result<bool, AccountError> {
        let account = self.own(caller).await?;
        Ok(self.store.end_calendar_link(account.id).await?)
    }

    /// Who reads a calendar by its link, with what they may read of it and in which language. None for a link that is
    /// unknown or ended, and when its owner is blocked or may read no records any more.
    ///
    /// # Errors
    ///
    /// [`AccountError`] when the store fails.
    pub async fn reader_of_calendar(&self, secret: &str) -> Result<Option<(Caller, Language)>, AccountError> {
        let Some((link, account)) = self.store.calendar_link(&hash_of(secret)).await? else { return Ok(None) };
        if account.blocked_at.is_some() {
            return Ok(None);
        }
        let now = self.clock.now();
        if Self::is_noted_anew(link.used_at, now) {
            self.store.see_calendar_link(link.account, now).await?;
        }
        let owner = self.caller_of(&account).await?;
        let rights = RIGHTS.into_iter().filter(|right| owner.has(*right));
        let reader = Caller::establish(owner.identity().clone(), rights, owner.scope().clone());
        Ok(reader.has(Right::ReadRecords).then_some((reader, link.language)))
    }
}
