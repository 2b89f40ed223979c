//! The records of a register.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use talap_model::{Message, OrganisationId, RecordId, RecordKey, RegisterKey};
use talap_register::{Definition, Saved};
use talap_store::{self as store, ChangeKind, ListQuery, SortBy};
use utoipa::ToSchema;

use crate::Shared;
use crate::api::asked::{PathOf, QueryOf, parameters};
use crate::api::body::{JsonOf, Precondition};
use crate::api::forms::{self, Count, Direction, Order, Page, Said, Words};
use crate::api::problem::Problem;
use crate::api::registers::OneRegister;
use crate::api::steps::Seen;
use crate::api::wire::{Record, Texts, tag};
use crate::api::{answer, once};
use crate::fault::Fault;
use crate::gate::Asking;
use crate::pages::registers::{note_reading_by, readable};
use crate::site::Site;

/// What a change did.
#[derive(Serialize, ToSchema)]
pub(crate) struct Kept {
    /// The record as it stands.
    pub(crate) record: Record,
    /// Whether anything was changed; false when the record had these values already.
    pub(crate) changed: bool,
    /// Why the ledger has not taken the change yet, where it has not; the change is kept and goes there later.
    pub(crate) waiting: Option<Texts>,
}

/// The values of a record.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewValues {
    /// Texts by the field's key, written as a person writes them: days as 2026-11-22, numbers with a point or a comma, a
    /// choice by its key. A field that is not named keeps its value, an empty text clears it.
    pub(crate) values: BTreeMap<String, String>,
}

/// One change of a record.
#[derive(Serialize, ToSchema)]
pub(crate) struct Change {
    /// The version that it made.
    version: u32,
    /// `created`, `updated` or `voided`.
    kind: &'static str,
    /// When it was made.
    #[schema(format = DateTime)]
    at: String,
    /// Who made it.
    by: String,
    /// The values before it; null before the first.
    before: Option<BTreeMap<String, serde_json::Value>>,
    /// The values after it; with `void_reason` where it declared the record void.
    after: BTreeMap<String, serde_json::Value>,
    /// The event of the ledger that proves it; null while it waits.
    event: Option<u64>,
}

parameters! {
    /// Which records.
    Query Wanted {
        /// Words that must all occur in the key or the values.
        q: Option<Words>,
        /// Only the records of this organisation.
        organisation: Option<OrganisationId>,
        /// What the list is ordered by: the key of a field, or `changed` for the moment of the last change. Without it, by
        /// organisation and key.
        sort: Option<Order>,
        /// Upwards or downwards.
        dir: Option<Direction>,
        /// The page, from 1.
        page: Option<Page>,
        /// How many records a page has.
        per_page: Option<Count>,
        /// Goes on behind the record with this identifier, by organisation and key: the header `Link` of the part before says
        /// where. However long the list is, each part takes as long as the first.
        after: Option<RecordId>,
    }
}

/// A part of a register's records.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordList {
    /// The records of this part.
    items: Vec<Record>,
    /// How many the whole list has; null behind `after`, where nobody counts.
    total: Option<u64>,
    /// Which page this is, from 1; null behind `after`.
    #[schema(minimum = 1)]
    page: Option<u64>,
    /// How many records a part has at most.
    #[schema(minimum = 1)]
    per_page: u64,
}

parameters! {
    /// Which record.
    Path OneRecord {
        /// The register's key.
        register: RegisterKey,
        /// Whose the record is.
        organisation: OrganisationId,
        /// The record's key.
        key: RecordKey,
    }
}

parameters! {
    /// Why a record is void.
    Query Why {
        /// Why the record is void; it stands in the record's history.
        reason: Said,
    }
}

/// Records
///
/// The valid records of a register. Reading a register with personal data is recorded.
#[utoipa::path(get, path = "/api/v1/registers/{register}/records", tag = "registers", params(OneRegister, Wanted),
    responses((status = 200, body = RecordList,
            headers(("Link" = String, description = "`rel=\"next\"`: where a list by organisation and key goes on"))),
        (status = 404, description = "There is no such register for the caller, no such field to order by, or no such record to go on behind"),
        (status = 422, description = "`after` stands beside what it does not go with")))]
pub(crate) async fn list(
    State(site): State<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OneRegister>,
    QueryOf(asked): QueryOf<Wanted>,
) -> Response {
    let work = async {
        let definition = readable(&site, &asking.caller, one.register.as_str())?;
        let (page, per_page) = (forms::page(asked.page.as_ref()), forms::count(asked.per_page.as_ref()));
        if let Some(after) = asked.after {
            return behind(&site, &asking, definition, &asked, after).await;
        }
        let is_plain = asked.q.is_none() && asked.sort.is_none() && asked.dir.is_none();
        let query = ListQuery {
            sort: order(definition, asked.sort.as_ref())?,
            descending: asked.dir.is_some_and(|dir| dir.is_down),
            text: asked.q.map(|words| words.0).filter(|text| !text.is_empty()),
            organisation: asked.organisation,
            offset: (page - 1).saturating_mul(per_page),
            limit: per_page,
            ..ListQuery::default()
        };
        let found = site.register.list(&asking.caller, &definition.key, &query).await?;
        let count = found.records.len().to_string();
        note(&site, &asking, definition, query.organisation.as_ref(), ("records", &count)).await?;
        let more = is_plain && query.offset.saturating_add(found.records.len() as u64) < found.total;
        let last = found.records.last().filter(|_| more);
        let link = last.and_then(|last| next(definition, query.organisation.as_ref(), per_page, last));
        let items = found.records.iter().map(Record::from).collect();
        let list = RecordList { items, total: Some(found.total), page: Some(page), per_page };
        Ok((link.map(|link| [(header::LINK, link)]), Json(list)).into_response())
    };
    answer(&asking, work.await)
}

/// The part of a list behind a record, which may have become void since: its place stays.
async fn behind(
    site: &Site,
    asking: &Asking,
    definition: &Definition,
    asked: &Wanted,
    after: RecordId,
) -> Result<Response, Fault> {
    let (caller, register, organisation) = (&asking.caller, &definition.key, asked.organisation.as_ref());
    let last = site.register.record_by_id(caller, after).await?;
    let last = last.filter(|last| last.register == *register).ok_or_else(Fault::missing)?;
    if asked.q.is_some() || asked.sort.is_some() || asked.dir.is_some() || asked.page.is_some() {
        return Err(Fault::wrong(Message::new("web-api-after-alone")));
    }
    let per_page = forms::count(asked.per_page.as_ref());
    let place = Some((&last.organisation, &last.key));
    let mut found = site.register.page(caller, register, organisation, place, per_page + 1).await?;
    let more = found.len() as u64 > per_page;
    found.truncate(usize::try_from(per_page).unwrap_or(usize::MAX));
    note(site, asking, definition, organisation, ("records", &found.len().to_string())).await?;
    let last = found.last().filter(|_| more);
    let link = last.and_then(|last| next(definition, organisation, per_page, last));
    let list = RecordList { items: found.iter().map(Record::from).collect(), total: None, page: None, per_page };
    Ok((link.map(|link| [(header::LINK, link)]), Json(list)).into_response())
}

/// Where a list by organisation and key goes on behind a record (RFC 8288).
fn next(
    definition: &Definition,
    organisation: Option<&OrganisationId>,
    per_page: u64,
    last: &store::Record,
) -> Option<HeaderValue> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(organisation) = organisation {
        query.append_pair("organisation", organisation.as_str());
    }
    query.append_pair("per_page", &per_page.to_string()).append_pair("after", &last.id.to_string());
    let address = format!("/api/v1/registers/{}/records?{}", definition.key, query.finish());
    HeaderValue::from_str(&format!("<{address}>; rel=\"next\"")).ok()
}

fn order(definition: &Definition, asked: Option<&Order>) -> Result<SortBy, Fault> {
    let Some(Order(name)) = asked else { return Ok(SortBy::Key) };
    if name == "changed" {
        return Ok(SortBy::Changed);
    }
    let unknown = || {
        let message = Message::new("register-field-unknown").with("register", definition.key.as_str());
        Fault { message: message.with("field", name.as_str()), ..Fault::missing() }
    };
    let field = definition.field(name).ok_or_else(unknown)?;
    Ok(SortBy::Field { name: field.key.clone(), numeric: field.kind.is_numeric() })
}

/// The ledger hears of a reading of personal data before anything of it is shown.
pub(crate) async fn note(
    site: &Site,
    asking: &Asking,
    definition: &Definition,
    organisation: Option<&OrganisationId>,
    what: (&str, &str),
) -> Result<(), Fault> {
    note_reading_by(site, (&asking.caller, &asking.address), definition, organisation, what).await
}

/// One record
///
/// A void one too. The entity tag is its version, which a change must name.
#[utoipa::path(get, path = "/api/v1/registers/{register}/records/{organisation}/{key}", tag = "registers",
    params(OneRecord),
    responses((status = 200, body = Record, headers(("ETag" = String, description = "The version in quotation marks")))))]
pub(crate) async fn show(State(site): State<Shared>, asking: Asking, PathOf(one): PathOf<OneRecord>) -> Response {
    let work = async {
        let record = find(&site, &asking, &one).await?;
        Ok((tagged(record.version), Json(Record::from(&record))))
    };
    answer(&asking, work.await)
}

/// Every change of a record
///
/// The first first, each with the event of the ledger that proves it.
#[utoipa::path(get, path = "/api/v1/registers/{register}/records/{organisation}/{key}/history", tag = "registers",
    params(OneRecord), responses((status = 200, body = Vec<Change>)))]
pub(crate) async fn history(State(site): State<Shared>, asking: Asking, PathOf(one): PathOf<OneRecord>) -> Response {
    let work = async {
        find(&site, &asking, &one).await?;
        let OneRecord { register, organisation, key } = &one;
        let changes = site.register.history(&asking.caller, register, organisation, key).await?;
        Ok(Json(changes.into_iter().map(change_of).collect::<Vec<_>>()))
    };
    answer(&asking, work.await)
}

fn change_of(change: store::Change) -> Change {
    Change {
        version: change.version,
        kind: change.kind.key(),
        at: change.at.to_string(),
        by: change.by,
        before: change.before,
        after: change.after,
        event: change.ledger_seq,
    }
}

/// Keep a record
///
/// A new one with `If-None-Match: *`, or other values of the version that `If-Match` names. Of somebody else's change in
/// between nothing is lost: the answer then has the record as it stands.
#[utoipa::path(put, path = "/api/v1/registers/{register}/records/{organisation}/{key}", tag = "registers",
    params(OneRecord, Precondition), request_body = NewValues,
    responses(
        (status = 200, body = Kept, headers(("ETag" = String, description = "The version in quotation marks"))),
        (status = 201, body = Kept, description = "The record is new",
            headers(("ETag" = String, description = "The version in quotation marks"))),
        (status = 412, description = "The record has another version, or there is one already",
            headers(("ETag" = String, description = "The version in quotation marks"))),
        (status = 422, description = "Some values are wrong"),
        (status = 428, description = "Neither `If-Match` nor `If-None-Match` is given"),
    ))]
pub(crate) async fn keep(
    State(site): State<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OneRecord>,
    precondition: Precondition,
    JsonOf(new): JsonOf<NewValues>,
) -> Response {
    let definition = match readable(&site, &asking.caller, one.register.as_str()) {
        Ok(definition) => definition,
        Err(fault) => return answer(&asking, Err::<(), _>(fault)),
    };
    let seen = match precondition {
        Precondition::New => None,
        Precondition::Version(version) => Some(version),
        Precondition::Unsaid => {
            let message = Message::new("web-api-precondition-needed");
            return Problem::at(&asking.t, StatusCode::PRECONDITION_REQUIRED, &message).into_response();
        }
    };
    let work = async {
        let OneRecord { register, organisation, key } = &one;
        // A refused change answers with the record as it stands.
        note(&site, &asking, definition, Some(organisation), ("key", key.as_str())).await?;
        let saved = site.put_if(&asking.caller, register, organisation, key.as_str(), &new.values, seen).await?;
        kept(&site, &asking, &one, saved).await
    };
    answer(&asking, work.await)
}

/// Declare a record void
///
/// It stays readable by its key, with the reason in its history, and leaves the lists. A change makes it valid again.
#[utoipa::path(delete, path = "/api/v1/registers/{register}/records/{organisation}/{key}", tag = "registers",
    params(OneRecord, Why, Seen),
    responses((status = 200, body = Kept, headers(("ETag" = String, description = "The version in quotation marks"))),
        (status = 412, description = "Somebody else changed the record, at the same moment or since the version that was seen"),
        (status = 422, description = "The record cannot be declared void")))]
pub(crate) async fn void(
    State(site): State<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OneRecord>,
    QueryOf(why): QueryOf<Why>,
    Seen(seen): Seen,
) -> Response {
    let work = async {
        find(&site, &asking, &one).await?;
        let OneRecord { register, organisation, key } = &one;
        let saved = site.void(&asking.caller, register, organisation, key, seen, &why.reason.0).await?;
        kept(&site, &asking, &one, saved).await
    };
    answer(&asking, work.await)
}

/// The answer to a change.
pub(crate) async fn kept(site: &Site, asking: &Asking, one: &OneRecord, saved: Saved) -> Result<Response, Fault> {
    let OneRecord { register, organisation, key } = one;
    let found = site.register.record(&asking.caller, register, organisation, key).await;
    let record = match found.map_err(Fault::from).and_then(|found| found.ok_or_else(Fault::missing)) {
        Ok(record) => record,
        // It is kept, so that whoever asks again must not do it again.
        Err(fault) => return Ok(once::done(Problem::of(&asking.t, &fault).into_response())),
    };
    let status = if saved.kind == Some(ChangeKind::Created) { StatusCode::CREATED } else { StatusCode::OK };
    let kept = Kept {
        record: Record::from(&record),
        changed: saved.kind.is_some(),
        waiting: saved.waiting.map(|message| Texts::said(&asking.t, &message)),
    };
    Ok((status, tagged(record.version), Json(kept)).into_response())
}

/// A record that the caller may read.
async fn find(site: &Site, asking: &Asking, one: &OneRecord) -> Result<store::Record, Fault> {
    let definition = readable(site, &asking.caller, one.register.as_str())?;
    let OneRecord { register, organisation, key } = one;
    let record = site.register.record(&asking.caller, register, organisation, key).await?.ok_or_else(Fault::missing)?;
    note(site, asking, definition, Some(organisation), ("key", key.as_str())).await?;
    Ok(record)
}

fn tagged(version: u32) -> [(header::HeaderName, HeaderValue); 1] {
    [(header::ETAG, tag(version).unwrap_or(HeaderValue::from_static("\"\"")))]
}
