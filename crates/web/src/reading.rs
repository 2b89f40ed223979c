//! Reading events is itself an event: who looked for what, how much there was, and how far their rights reach. One act is told
//! once, however many pages of its list are turned and however often a list that follows asks again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use talap_assess::Search;
use talap_assess::events::Summary;
use talap_collect::own::Act;
use talap_model::{ActKey, Caller, Event, OrganisationId, RegisterKey, Scope, Timestamp};

use crate::fault::Fault;
use crate::site::Site;

/// For how long the same act of the same session is not told again, in seconds. Told at each look, a list that follows what
/// comes in would fill the ledger, and then itself, with its own reading.
const SAME: i64 = 600;

/// Whoever reads events.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// With their rights.
    pub caller: &'a Caller,
    /// Their session, or what stands for it: the same act of the same session is told once.
    pub session: &'a str,
    /// The network address that they ask from.
    pub address: Option<&'a str>,
}

/// The last act of each kind that each session told, and when.
#[derive(Debug, Default)]
pub(crate) struct Reading(Mutex<Told>);

/// What was read and when, by session and kind of act.
type Told = BTreeMap<(String, ActKey), (String, Timestamp)>;

impl Reading {
    /// Whether the ledger is to hear of an act. It goes by what is asked and not by how: whoever reads decides nothing
    /// about it.
    fn is_untold(&self, session: &str, action: ActKey, what: &str, now: Timestamp) -> bool {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = told.get(&(session.to_owned(), action));
        last.is_none_or(|(last, at)| last != what || is_long_ago(*at, now))
    }

    /// The ledger has heard of an act.
    fn told(&self, session: &str, action: ActKey, what: &str, now: Timestamp) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, (_, at)| !is_long_ago(*at, now));
        told.insert((session.to_owned(), action), (what.to_owned(), now));
    }
}

fn is_long_ago(at: Timestamp, now: Timestamp) -> bool {
    at.plus_seconds(SAME) <= now
}

/// What was done, for the ledger.
struct Noted<'a> {
    action: ActKey,
    /// What tells it from another of its kind.
    what: &'a str,
    details: Vec<(&'static str, String)>,
    organisation: Option<OrganisationId>,
    /// Whether it is told however soon after the last one.
    always: bool,
}

impl Site {
    /// The ledger hears of a search before anything of it is shown.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the ledger does not take it; then nothing is to be shown.
    pub async fn note_search(&self, reader: &Reader<'_>, search: &Search, summary: &Summary) -> Result<(), Fault> {
        let found = if summary.cut { format!("{}+", summary.found) } else { summary.found.to_string() };
        self.note_words(reader, search.text(), search_organisation(search), found).await
    }

    /// The same of a search in other words than the search language has.
    ///
    /// # Errors
    ///
    /// As [`Site::note_search`].
    pub async fn note_words(
        &self,
        reader: &Reader<'_>,
        words: &str,
        organisation: Option<OrganisationId>,
        found: String,
    ) -> Result<(), Fault> {
        let details = vec![("search", words.to_owned()), ("found", found)];
        let noted = Noted { action: ActKey::EventsRead, what: words, details, organisation, always: false };
        self.note(reader, noted).await
    }

    /// The ledger hears of a look at one event.
    ///
    /// # Errors
    ///
    /// As [`Site::note_search`].
    pub async fn note_view(&self, reader: &Reader<'_>, event: &Event) -> Result<(), Fault> {
        let seq = event.seq.to_string();
        let organisation = Some(event.body.organisation.clone());
        let details = vec![("event", seq.clone())];
        self.note(reader, Noted { action: ActKey::EventsViewed, what: &seq, details, organisation, always: false })
            .await
    }

    /// The ledger hears that somebody follows what comes in, once for as long as they do.
    ///
    /// # Errors
    ///
    /// As [`Site::note_search`].
    pub async fn note_follow(&self, reader: &Reader<'_>, search: &Search) -> Result<(), Fault> {
        let details = vec![("search", search.text().to_owned())];
        let organisation = search_organisation(search);
        let noted = Noted { action: ActKey::EventsFollowed, what: search.text(), details, organisation, always: false };
        self.note(reader, noted).await
    }

    /// The ledger hears of a file of events before any of it is given.
    ///
    /// # Errors
    ///
    /// As [`Site::note_search`].
    pub async fn note_export(
        &self,
        reader: &Reader<'_>,
        search: &Search,
        found: u64,
        format: &str,
    ) -> Result<(), Fault> {
        let details =
            vec![("search", search.text().to_owned()), ("found", found.to_string()), ("format", format.to_owned())];
        let organisation = search_organisation(search);
        let noted = Noted { action: ActKey::EventsExported, what: search.text(), details, organisation, always: true };
        self.note(reader, noted).await
    }

    /// The ledger hears of a question in SQL before its answer is given: what was asked, how many rows it has or by which
    /// sentence it failed, and as which file it is given. A sentence may hold words of a row, so a failure is told as well.
    ///
    /// # Errors
    ///
    /// As [`Site::note_search`].
    pub async fn note_question(
        &self,
        reader: &Reader<'_>,
        sql: &str,
        outcome: Result<String, String>,
        format: Option<&str>,
    ) -> Result<(), Fault> {
        // The same question may fail today and be answered tomorrow: these are two acts.
        let what = format!("{sql}\n{}", outcome.as_ref().err().map_or("", String::as_str));
        let outcome = match outcome {
            Ok(rows) => ("rows", rows),
            Err(failure) => ("failed", failure),
        };
        let mut details = vec![("sql", sql.to_owned()), outcome];
        details.extend(format.map(|format| ("format", format.to_owned())));
        let always = format.is_some();
        self.note(reader, Noted { action: ActKey::QueryRun, what: &what, details, organisation: None, always }).await
    }

    /// The ledger hears which registers of personal data an answer in SQL was made of, as it does where a page shows them.
    ///
    /// # Errors
    ///
    /// As [`Site::note_search`].
    pub async fn note_personal(&self, reader: &Reader<'_>, tables: &BTreeSet<String>) -> Result<(), Fault> {
        let definitions = self.register.definitions();
        let keys = tables.iter().filter_map(|name| RegisterKey::new(name.as_str()).ok());
        for key in keys.filter(|key| definitions.get(key).is_some_and(|definition| definition.personal)) {
            let details = vec![("register", key.to_string()), ("why", "query".to_owned())];
            let (action, what) = (ActKey::PersonalDataRead, key.as_str());
            self.note(reader, Noted { action, what, details, organisation: None, always: false }).await?;
        }
        Ok(())
    }

    async fn note(&self, reader: &Reader<'_>, noted: Noted<'_>) -> Result<(), Fault> {
        let now = self.clock.now();
        if !noted.always && !self.reading.is_untold(reader.session, noted.action, noted.what, now) {
            return Ok(());
        }
        let who = reader.caller.identity().to_string();
        // An act about an organisation is seen by whoever reads that one's events; nobody speaks about another's.
        let organisation = noted.organisation.filter(|id| reader.caller.reaches(id));
        let mut act = Act::new(noted.action, &who).with("reach", reach(reader.caller)).about(organisation);
        for (name, value) in noted.details {
            act = act.with(name, value);
        }
        if let Some(address) = reader.address {
            act = act.from_address(address);
        }
        self.record(act).await?;
        self.reading.told(reader.session, noted.action, noted.what, now);
        Ok(())
    }
}

fn search_organisation(search: &Search) -> Option<OrganisationId> {
    search.organisation().and_then(|id| OrganisationId::new(id).ok())
}

/// How far somebody's rights reach: `all`, or the organisations.
fn reach(caller: &Caller) -> String {
    match caller.scope() {
        Scope::All => "all".to_owned(),
        Scope::Organisations(set) => set.iter().map(OrganisationId::as_str).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_told_once_until_it_changes_or_much_time_passes() {
        let (reading, now) = (Reading::default(), Timestamp::from_micros(0));
        let untold = |session, what, now| reading.is_untold(session, ActKey::EventsRead, what, now);
        assert!(untold("a", "x", now));
        reading.told("a", ActKey::EventsRead, "x", now);
        assert!(!untold("a", "x", now.plus_seconds(SAME - 1)));
        assert!(untold("a", "x", now.plus_seconds(SAME)));
        assert!(untold("a", "y", now));
        assert!(untold("b", "x", now), "another session reads for itself");
        assert!(reading.is_untold("a", ActKey::EventsFollowed, "x", now), "another act is told for itself");
        reading.told("b", ActKey::EventsRead, "z", now.plus_seconds(SAME));
        assert_eq!(reading.0.lock().unwrap().len(), 1, "what is long ago is forgotten");
    }
}
