//! Looking for events, and one event by its number.
//!
//! What is looked for becomes expressions of the query engine, never text of SQL, so nothing that a person writes can mean
//! anything else than itself.

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::prelude::{DataFrame, Expr, coalesce, contains, ident, lit, lower};
use datafusion::scalar::ScalarValue;
use serde::de::Error as _;
use serde_json::Value;
use talap_model::{Caller, Event, NewEvent, ObjectId, OrganisationId, SourceId, SourceKind, Timestamp};

use crate::facts::Facts;
use crate::session::{JsonRow, QueryError, Session, to_json};

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
    /// Only those in whose message, user, host or program this occurs, whatever the case of the letters.
    pub text: Option<String>,
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
        let mut found = table(&session).await?;
        for condition in conditions(query) {
            found = found.filter(condition)?;
        }
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

    fn events_session(&self, caller: &Caller) -> Result<Session, QueryError> {
        let events = self.ledger.events_table(caller).map_err(QueryError::Forbidden)?;
        let session = Session::for_events()?;
        session.register("events", events)?;
        Ok(session)
    }
}

async fn table(session: &Session) -> Result<DataFrame, QueryError> {
    session.table("events").await
}

/// What all must hold of an event.
fn conditions(query: &EventQuery) -> Vec<Expr> {
    let is = |column: &str, text: &str| ident(column).eq(lit(text));
    let moment = |at: Timestamp| lit(ScalarValue::TimestampMicrosecond(Some(at.micros()), Some("UTC".into())));
    let happened = || coalesce(vec![ident("occurred_at"), ident("received_at")]);
    let part = |text: &String| {
        let text = text.to_lowercase();
        let found = |column: &str| contains(lower(ident(column)), lit(text.as_str()));
        found("message").or(found("user_name")).or(found("host")).or(found("program"))
    };
    let conditions = [
        query.organisation.as_ref().map(|id| is("org", id.as_str())),
        query.object.as_ref().map(|id| is("object", id.as_str())),
        query.source.as_ref().map(|id| is("source", id.as_str())),
        query.kind.map(|kind| is("kind", kind.key())),
        query.user.as_ref().map(|user| is("user_name", user)),
        query.before.map(|seq| ident("seq").lt(lit(seq))),
        query.after.map(|seq| ident("seq").gt(lit(seq))),
        query.from.map(|from| happened().gt_eq(moment(from))),
        query.to.map(|to| happened().lt(moment(to))),
        query.text.as_ref().map(part),
    ];
    conditions.into_iter().flatten().collect()
}

fn events_of(batches: &[RecordBatch]) -> Result<Vec<Event>, QueryError> {
    to_json(batches)?.into_iter().map(event_of).collect()
}

fn event_of(mut row: JsonRow) -> Result<Event, QueryError> {
    let mut take = |name: &'static str| row.remove(name).unwrap_or_default();
    Ok(Event {
        seq: number("seq", take("seq"))?,
        body: NewEvent {
            received_at: moment(take("received_at")).ok_or_else(|| damaged("received_at"))?,
            occurred_at: moment(take("occurred_at")),
            organisation: text(take("org")).parse().map_err(|_| damaged("org"))?,
            object: text(take("object")).parse().map_err(|_| damaged("object"))?,
            source: text(take("source")).parse().map_err(|_| damaged("source"))?,
            kind: text(take("kind")).parse().map_err(|_| damaged("kind"))?,
            class_uid: number("class_uid", take("class_uid"))?,
            severity_id: number("severity_id", take("severity_id"))?,
            host: text_or_none(take("host")),
            program: text_or_none(take("program")),
            user: text_or_none(take("user_name")),
            address: text_or_none(take("address")),
            message: text(take("message")),
            attributes: serde_json::from_str(&text(take("attributes")))?,
            raw: bytes(&text(take("raw"))).ok_or_else(|| damaged("raw"))?,
            fault: text_or_none(take("fault")),
        },
    })
}

fn damaged(column: &'static str) -> QueryError {
    QueryError::Json(serde_json::Error::custom(format_args!("the column {column} of an event is damaged")))
}

fn text(value: Value) -> String {
    text_or_none(value).unwrap_or_default()
}

fn text_or_none(value: Value) -> Option<String> {
    if let Value::String(text) = value { Some(text) } else { None }
}

fn moment(value: Value) -> Option<Timestamp> {
    text_or_none(value).and_then(|text| Timestamp::parse_rfc3339(&text))
}

fn number<N: TryFrom<u64>>(column: &'static str, value: Value) -> Result<N, QueryError> {
    value.as_u64().and_then(|number| N::try_from(number).ok()).ok_or_else(|| damaged(column))
}

/// Bytes from their hexadecimal text, which is how [`to_json`] gives them.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => Some(high << 4 | low),
        _ => None,
    });
    pairs.collect()
}
