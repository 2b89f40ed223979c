//! Looking for events, and one event by its number.
//!
//! What is looked for becomes expressions of the query engine, never text of SQL, so nothing that a person writes can mean
//! anything else than itself.
//!
//! # Modules, in reading order
//!
//! [`search`] (the language of the search box), `conditions` (what it becomes), `rows`, [`summary`] (how many there are, when,
//! and of what), [`stream`] (all that are found, as they are read), [`parquet`] (them as a file).

mod conditions;
pub mod parquet;
mod rows;
pub mod search;
pub mod stream;
pub mod summary;

use datafusion::prelude::{DataFrame, ident, lit};
use talap_model::{Caller, Event, ObjectId, OrganisationId, SourceId, SourceKind, Timestamp};

use self::conditions::conditions;
pub use self::conditions::happened;
use self::rows::events_of;
pub use self::search::{Field, Moment, Search, SearchError};
pub use self::summary::Summary;
use crate::facts::Facts;
use crate::session::{QueryError, Session, to_json};

/// An event that the ledger holds, as it was handed in.
pub type EventRow = Event;

/// Which events are looked for. What is left out does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventQuery {
    /// Only those of this organisation.
    pub organisation: Option<OrganisationId>,
    /// Only those of this object.
    pub object: Option<ObjectId>,
    /// Only those from this source.
    pub source: Option<SourceId>,
    /// Only those from sources of this kind.
    pub kind: Option<SourceKind>,
    /// Only those that name exactly this user.
    pub user: Option<String>,
    /// Only those in which this occurs, whatever the case of the letters: in the message, the user, the host, the program,
    /// the address or the bytes as they came.
    pub text: Option<String>,
    /// Only those that this search finds.
    pub search: Option<Search>,
    /// Only those that happened at this moment or later: by their source's clock, or when they were received where that
    /// clock said nothing.
    pub from: Option<Timestamp>,
    /// Only those that happened before this moment.
    pub to: Option<Timestamp>,
    /// Only those before this one, by number.
    pub before: Option<u64>,
    /// Only those after this one, by number. Without `before`, the ones nearest to it are given, not the newest of all.
    pub after: Option<u64>,
    /// How many to give at most.
    pub limit: usize,
}

impl Facts {
    /// The events that are looked for, among those that the caller's rights reach, newest first.
    ///
    /// # Errors
    ///
    /// [`QueryError`] without [`talap_model::Right::ReadEvents`], when the ledger cannot be read, or when it takes too long
    /// or too much memory.
    pub async fn events(&self, caller: &Caller, query: &EventQuery) -> Result<Vec<EventRow>, QueryError> {
        let session = self.events_session(caller)?;
        let nearest = query.after.is_some() && query.before.is_none();
        let found = filtered(&session, query).await?;
        // The numbers first, so that of all other events only what is compared is read.
        let found = found.sort(vec![ident("seq").sort(nearest, false)])?.limit(0, Some(query.limit))?;
        let found = found.select(vec![ident("seq"), ident("day")])?;
        let places = to_json(&session.collect_timed(found).await?)?;
        let numbers: Vec<u64> = places.iter().filter_map(|row| row.get("seq")?.as_u64()).collect();
        let days = || places.iter().filter_map(|row| row.get("day")?.as_str());
        let (Some(first), Some(last)) = (days().min(), days().max()) else { return Ok(Vec::new()) };
        let wanted = ident("seq").in_list(numbers.into_iter().map(lit).collect(), false);
        // The days leave out most files before they are opened.
        let days = ident("day").gt_eq(lit(first)).and(ident("day").lt_eq(lit(last)));
        let rows = table(&session).await?.filter(days)?.filter(wanted)?;
        let rows = rows.sort(vec![ident("seq").sort(false, false)])?;
        events_of(&session.collect_timed(rows).await?)
    }

    /// One event by its number, if the caller's rights reach it.
    ///
    /// # Errors
    ///
    /// As [`Facts::events`].
    pub async fn event(&self, caller: &Caller, seq: u64) -> Result<Option<EventRow>, QueryError> {
        let session = self.events_session(caller)?;
        let row = table(&session).await?.filter(ident("seq").eq(lit(seq)))?;
        Ok(events_of(&session.collect_timed(row).await?)?.pop())
    }

    pub(crate) fn events_session(&self, caller: &Caller) -> Result<Session, QueryError> {
        let events = self.ledger.events_table(caller).map_err(QueryError::Forbidden)?;
        let session = Session::for_events()?.in_turn(&self.looks);
        session.register("events", events)?;
        Ok(session)
    }
}

async fn table(session: &Session) -> Result<DataFrame, QueryError> {
    session.table("events").await
}

/// The rows that are looked for.
pub(crate) async fn filtered(session: &Session, query: &EventQuery) -> Result<DataFrame, QueryError> {
    let mut found = table(session).await?;
    for condition in conditions(query)? {
        found = found.filter(condition)?;
    }
    Ok(found)
}
