//! Searches that a person keeps for themselves: those of the plain language on the page of events, those in SQL on that of
//! questions.

use axum::extract::State;
use axum::response::Response;
use talap_assess::question::understood;
use talap_model::{Message, RecordId};
use talap_store::saved_search::MOST_SAVED;
use talap_store::{SavedSearch, SearchKept, SearchKind};

use super::{address, cut, moment, sql};
use crate::Shared;
use crate::fault::Fault;
use crate::gate::{self, Signed};
use crate::pages::answer;
use crate::path::Path;
use crate::posted::Posted;
use crate::question::unanswered;
use crate::shell::{query_value, with_parameter};
use crate::tongue::Tongue;

/// The longest name of a search, in characters.
const LONGEST_NAME: usize = 80;

/// The searches of one kind that the reader keeps, as its page shows them.
pub(super) struct Shelf {
    /// Where its forms go to.
    pub(super) at: &'static str,
    /// How many there are, in a sentence.
    pub(super) head: String,
    /// What is said where there are none.
    pub(super) none: String,
    pub(super) kept: Vec<Kept>,
    /// One that was just deleted.
    pub(super) deleted: Option<String>,
}

/// A search that the reader keeps.
pub(super) struct Kept {
    pub(super) id: String,
    pub(super) name: String,
    /// How it begins.
    pub(super) text: String,
    pub(super) href: String,
}

impl Shelf {
    /// What stands there now.
    pub(super) async fn of(site: &Shared, signed: &Signed, kind: SearchKind) -> Result<Self, Fault> {
        let kept = site.store.saved_searches(signed.caller(), kind).await?;
        let deleted: Option<RecordId> = query_value(&signed.visitor.here, "deleted").parse().ok();
        Ok(Self::with(signed.t(), kind, &kept, deleted))
    }

    fn with(t: &Tongue, kind: SearchKind, kept: &[SavedSearch], deleted: Option<RecordId>) -> Self {
        let (head, none) = match kind {
            SearchKind::Plain => ("web-events-saved", "web-events-saved-none"),
            SearchKind::Sql => ("web-sql-saved", "web-sql-saved-none"),
        };
        Self {
            at: place(kind),
            head: t.count(head, kept.len()),
            none: t.text(none),
            kept: kept.iter().map(Kept::of).collect(),
            deleted: deleted.map(|id| id.to_string()),
        }
    }
}

impl Kept {
    fn of(search: &SavedSearch) -> Self {
        let href = match search.kind {
            SearchKind::Plain => address(&search.text),
            // A list has no room for a hundred questions of the longest.
            SearchKind::Sql => format!("{}/{}", place(search.kind), search.id),
        };
        Self { id: search.id.to_string(), name: search.name.clone(), text: cut(&search.text), href }
    }
}

/// Where searches of a kind are kept.
fn place(kind: SearchKind) -> &'static str {
    match kind {
        SearchKind::Plain => "/events/saved",
        SearchKind::Sql => "/events/sql/saved",
    }
}

/// The page of a search.
fn page_of(kind: SearchKind, text: &str) -> String {
    match kind {
        SearchKind::Plain => address(text),
        SearchKind::Sql => sql::address(text),
    }
}

/// Keeps a search in the plain language.
pub(crate) async fn save(State(site): State<Shared>, signed: Signed, posted: Posted) -> Response {
    answer(&site, &signed, keep(&site, &signed, SearchKind::Plain, &posted).await)
}

/// Keeps a question in SQL.
pub(crate) async fn save_sql(State(site): State<Shared>, signed: Signed, posted: Posted) -> Response {
    answer(&site, &signed, keep(&site, &signed, SearchKind::Sql, &posted).await)
}

async fn keep(site: &Shared, signed: &Signed, kind: SearchKind, posted: &Posted) -> Result<Response, Fault> {
    let text = posted.get("q");
    if posted.again() {
        return Ok(gate::to(&page_of(kind, text)));
    }
    let name = posted.get("name");
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Fault::wrong(Message::new("web-events-saved-name").with("limit", LONGEST_NAME)));
    }
    // What cannot be understood now will not be later.
    match kind {
        SearchKind::Plain => talap_assess::Search::parse(text, &moment(site)).map(drop)?,
        SearchKind::Sql => understood(text).await.map_err(|error| unanswered(&error))?,
    }
    let now = site.clock.now();
    let search = SavedSearch {
        id: RecordId::generate(now, site.entropy.as_ref()),
        owner: signed.caller().identity().to_string(),
        name: name.to_owned(),
        kind,
        text: text.to_owned(),
        saved_at: now,
    };
    let taken = match kind {
        SearchKind::Plain => "web-events-saved-taken",
        SearchKind::Sql => "web-sql-saved-taken",
    };
    match site.store.save_search(signed.caller(), &search).await? {
        SearchKept::Kept => Ok(gate::to(&with_parameter(&page_of(kind, text), "told", "search-saved"))),
        SearchKept::Full => Err(Fault::wrong(Message::new("web-events-saved-full").with("limit", MOST_SAVED))),
        SearchKept::NameTaken => Err(Fault::wrong(Message::new(taken).with("name", name))),
    }
}

/// Leads to a kept question, which its page asks, as that of events looks for what a kept search says. One too long for an
/// address is asked here.
pub(crate) async fn open_sql(State(site): State<Shared>, signed: Signed, Path(id): Path<String>) -> Response {
    let work = async {
        let id: RecordId = id.parse().map_err(|_| Fault::missing())?;
        let kept = site.store.saved_search(signed.caller(), SearchKind::Sql, id).await?;
        let text = kept.ok_or_else(Fault::missing)?.text;
        if sql::fits(&text) {
            return Ok(gate::to(&sql::address(&text)));
        }
        sql::context(&site, &signed, text, false).await
    };
    answer(&site, &signed, work.await)
}

/// Deletes a search in the plain language; the page that follows can bring it back.
pub(crate) async fn delete(
    State(site): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    answer(&site, &signed, remove(&site, &signed, SearchKind::Plain, &id, &posted).await)
}

/// Deletes a question in SQL; the page that follows can bring it back.
pub(crate) async fn delete_sql(
    State(site): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    answer(&site, &signed, remove(&site, &signed, SearchKind::Sql, &id, &posted).await)
}

async fn remove(
    site: &Shared,
    signed: &Signed,
    kind: SearchKind,
    id: &str,
    posted: &Posted,
) -> Result<Response, Fault> {
    let here = page_of(kind, posted.get("q"));
    if posted.again() {
        return Ok(gate::to(&here));
    }
    let id: RecordId = id.parse().map_err(|_| Fault::missing())?;
    if !site.store.delete_search(signed.caller(), kind, id, site.clock.now()).await? {
        return Err(Fault::missing());
    }
    Ok(gate::to(&with_parameter(&here, "deleted", &id.to_string())))
}

/// Brings a deleted search in the plain language back.
pub(crate) async fn restore(
    State(site): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    answer(&site, &signed, bring_back(&site, &signed, SearchKind::Plain, &id, &posted).await)
}

/// Brings a deleted question in SQL back.
pub(crate) async fn restore_sql(
    State(site): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    answer(&site, &signed, bring_back(&site, &signed, SearchKind::Sql, &id, &posted).await)
}

async fn bring_back(
    site: &Shared,
    signed: &Signed,
    kind: SearchKind,
    id: &str,
    posted: &Posted,
) -> Result<Response, Fault> {
    let here = page_of(kind, posted.get("q"));
    if posted.again() {
        return Ok(gate::to(&here));
    }
    let id: RecordId = id.parse().map_err(|_| Fault::missing())?;
    if !site.store.restore_search(signed.caller(), kind, id).await? {
        return Err(Fault::missing());
    }
    Ok(gate::to(&with_parameter(&here, "told", "search-restored")))
}

#[cfg(test)]
impl Shelf {
    /// An empty one, or one from which something was just deleted.
    pub(super) fn sample(t: &Tongue, kind: SearchKind, is_full: bool) -> Self {
        let search = SavedSearch {
            id: "0193b0c0-0000-7000-8000-000000000000".parse().unwrap(),
            owner: "user:x".into(),
            name: "<x>".into(),
            kind,
            text: "<y>".into(),
            saved_at: talap_model::Timestamp::from_micros(0),
        };
        let kept = if is_full { std::slice::from_ref(&search) } else { &[] };
        Self::with(t, kind, kept, is_full.then_some(search.id))
    }
}
