//! Events of the ledger.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use talap_assess::EventQuery;
use talap_model::{self as model, Message, ObjectId, OrganisationId, SourceId, SourceKind, Timestamp};
use utoipa::ToSchema;

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{PathOf, QueryOf, parameters};
use crate::api::forms::{self, Count, Seq, Words};
use crate::api::wire::Texts;
use crate::fault::Fault;
use crate::gate::Asking;
use crate::reading::Reader;

/// An event that the ledger holds. The fields follow OCSF where it has the notion.
#[derive(Serialize, ToSchema)]
pub(crate) struct Event {
    /// Its place in the ledger; evidence refers to it as `event:` and this.
    seq: u64,
    /// When Talap received it.
    #[schema(format = DateTime)]
    received_at: String,
    /// When it happened by its source's own clock, where the source said so.
    #[schema(format = DateTime)]
    occurred_at: Option<String>,
    /// Whose it is.
    organisation: String,
    /// Of which object.
    object: String,
    /// From which registered source.
    source: String,
    /// What kind of source that is.
    #[schema(schema_with = forms::source_kinds)]
    kind: &'static str,
    /// The OCSF `class_uid`.
    class_uid: u32,
    /// The OCSF `severity_id`.
    severity_id: u8,
    /// The host that it names.
    host: Option<String>,
    /// The program that it names.
    program: Option<String>,
    /// The user that it names.
    user: Option<String>,
    /// The network address that it names.
    address: Option<String>,
    /// Its text; of an act of Talap's own, whose `kind` is `talap`, the key of the act.
    message: String,
    /// Everything else that was recognised, by name.
    attributes: BTreeMap<String, String>,
    /// The bytes as they came, in base64.
    #[schema(content_encoding = "base64")]
    raw: String,
    /// Why the bytes could not be understood, where they could not.
    fault: Option<Texts>,
}

parameters! {
    /// Which events.
    Query Wanted {
        /// A text that the message, the user, the host, the program, the address or the bytes have, whatever the case.
        text: Option<Words>,
        /// Only those of this organisation.
        organisation: Option<OrganisationId>,
        /// Only those of this object.
        object: Option<ObjectId>,
        /// Only those from this source.
        source: Option<SourceId>,
        /// Only those from sources of this kind.
        kind: Option<SourceKind>,
        /// Only those that name exactly this user.
        user: Option<Words>,
        /// Only those that happened at this moment or later.
        from: Option<Timestamp>,
        /// Only those that happened before this moment.
        to: Option<Timestamp>,
        /// Only those before this one, by place in the ledger.
        before: Option<Seq>,
        /// Only those after this one, by place in the ledger; without `before`, the nearest to it.
        after: Option<Seq>,
        /// How many at most.
        limit: Option<Count>,
    }
}

parameters! {
    /// Which event.
    Path OneEvent {
        /// Its place in the ledger.
        seq: Seq,
    }
}

/// Events
///
/// Those that the caller's rights reach, the newest first. A longer list is read on with `before` and the last place. Each search is recorded.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(Wanted), responses((status = 200, body = Vec<Event>)))]
pub(crate) async fn list(State(site): State<Shared>, asking: Asking, QueryOf(asked): QueryOf<Wanted>) -> Response {
    let work = async {
        let (words, about) = (words(&asked), asked.organisation.clone());
        let filled = |words: Option<Words>| words.map(|words| words.0).filter(|text| !text.is_empty());
        let limit = usize::try_from(forms::count(asked.limit.as_ref())).unwrap_or(1);
        let query = EventQuery {
            organisation: asked.organisation,
            object: asked.object,
            source: asked.source,
            kind: asked.kind,
            user: filled(asked.user),
            text: filled(asked.text),
            search: None,
            from: asked.from,
            to: asked.to,
            before: asked.before.map(|seq| seq.0),
            after: asked.after.map(|seq| seq.0),
            limit,
        };
        let found = site.assessor.facts().events(&asking.caller, &query).await?;
        // The ledger hears of it before anything is answered; a list that is longer than its page is told as such.
        let count = if found.len() < limit { found.len().to_string() } else { format!("{limit}+") };
        site.note_words(&reader(&asking, &asking.caller.identity().to_string()), &words, about, count).await?;
        Ok(Json(found.into_iter().map(|event| event_of(&asking, event)).collect::<Vec<_>>()))
    };
    answer(&asking, work.await)
}

/// One event
#[utoipa::path(get, path = "/api/v1/events/{seq}", tag = "events", params(OneEvent), responses((status = 200, body = Event)))]
pub(crate) async fn show(State(site): State<Shared>, asking: Asking, PathOf(one): PathOf<OneEvent>) -> Response {
    let work = async {
        let event = site.assessor.facts().event(&asking.caller, one.seq.0).await?.ok_or_else(Fault::missing)?;
        site.note_view(&reader(&asking, &asking.caller.identity().to_string()), &event).await?;
        Ok(Json(event_of(&asking, event)))
    };
    answer(&asking, work.await)
}

/// A program that reads events. It has no session; who it is stands for it.
fn reader<'a>(asking: &'a Asking, session: &'a str) -> Reader<'a> {
    Reader { caller: &asking.caller, session, address: Some(&asking.address) }
}

/// The search in one line. Which page of its list is looked at is not part of it.
fn words(asked: &Wanted) -> String {
    let filled = |words: Option<&Words>| words.map(|words| words.0.clone()).filter(|text| !text.is_empty());
    let (text, user) = (filled(asked.text.as_ref()), filled(asked.user.as_ref()));
    let parts = [
        ("text", text),
        ("user", user),
        ("organisation", asked.organisation.as_ref().map(ToString::to_string)),
        ("object", asked.object.as_ref().map(ToString::to_string)),
        ("source", asked.source.as_ref().map(ToString::to_string)),
        ("kind", asked.kind.map(|kind| kind.key().to_owned())),
        ("from", asked.from.map(|at| at.to_string())),
        ("to", asked.to.map(|at| at.to_string())),
    ];
    let parts = parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    parts.collect::<Vec<_>>().join(" ")
}

fn event_of(asking: &Asking, event: model::Event) -> Event {
    let body = event.body;
    Event {
        seq: event.seq,
        received_at: body.received_at.to_string(),
        occurred_at: body.occurred_at.map(|at| at.to_string()),
        organisation: body.organisation.to_string(),
        object: body.object.to_string(),
        source: body.source.to_string(),
        kind: body.kind.key(),
        class_uid: body.class_uid,
        severity_id: body.severity_id,
        host: body.host,
        program: body.program,
        user: body.user,
        address: body.address,
        message: body.message,
        attributes: body.attributes.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        raw: STANDARD.encode(body.raw),
        fault: body.fault.map(|key| Texts::said(&asking.t, &Message::new(key))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::asked::tests::read_query;

    #[test]
    fn a_search_is_told_whole_and_its_pages_are_one() {
        let words = |query| words(&read_query::<Wanted>(query).unwrap());
        assert_eq!(words(""), "");
        assert_eq!(words("kind=os&limit=5&before=17"), "kind=os");
        assert_eq!(words("text=%20&user="), "");
        assert_eq!(words("user=serik&kind=os&before=17"), "user=serik kind=os");
        assert_eq!(words("text=a&from=2026-11-23T00:00:00Z"), "text=a from=2026-11-23T00:00:00Z");
    }
}
