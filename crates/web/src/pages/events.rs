//! What the ledger holds of other systems and of Talap itself: searching it, and watching what comes in.

pub(crate) mod event;
mod filter;
mod histogram;
pub(crate) mod proof;
mod reading;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use talap_assess::{EventQuery, Population};
use talap_collect::own::{Act, OWN};
use talap_model::{
    Event, Message, ObjectId, OrganisationId, RegisterKey, Right, Scope, SourceId, SourceKind, Timestamp,
};

use self::filter::Filter;
use self::histogram::Histogram;
pub(crate) use self::reading::Reading;
use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::pages::people::Choice;
use crate::shell::{self, Shell, with_parameter};
use crate::site::SOURCES;
use crate::tongue::Tongue;

/// How many events a page shows.
const ROWS: usize = 100;
/// How much of a message the list shows, in characters.
const LONGEST: usize = 200;

#[derive(Template)]
#[template(path = "events.html")]
pub(crate) struct Events {
    t: Tongue,
    shell: Shell,
    filter: Filter,
    choices: Choices,
    rows: Vec<Row>,
    histogram: Option<Histogram>,
    newer: Option<String>,
    older: Option<String>,
    /// Whether nothing was looked for because the times are wrong.
    unasked: bool,
    /// Whether no log has ever been fed in, as far as the reader may see.
    unfed: bool,
}

/// What the filter offers.
#[derive(Default)]
struct Choices {
    organisations: Vec<Choice>,
    objects: Vec<Choice>,
    sources: Vec<Choice>,
    kinds: Vec<Choice>,
}

struct Row {
    seq: u64,
    at: String,
    kind: String,
    object: Place,
    host: Option<String>,
    program: Option<String>,
    user: Option<String>,
    address: Option<String>,
    message: String,
    fault: Option<String>,
}

/// Something with a name, and with a page where it has one.
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
}

/// The list.
pub(crate) async fn list(site: Shared, signed: Signed, reading: &Reading) -> Response {
    answer(&site, &signed, context(&site, &signed, reading).await)
}

async fn context(site: &Shared, signed: &Signed, reading: &Reading) -> Result<Response, Fault> {
    let (t, caller, here) = (signed.t().clone(), signed.caller(), signed.visitor.here.as_str());
    let filter = Filter::of(here, site.settings.offset);
    let population = seen(site, signed).await?;
    let sources = sources(site, signed).await?;
    tell(site, signed, reading, &filter).await?;
    let mut events = match query(&filter) {
        Some(query) => site.assessor.facts().events(caller, &query).await?,
        None => Vec::new(),
    };
    let (newer, older) = turn(here, &filter, &mut events);
    let own_only = events.iter().all(|event| event.body.kind == SourceKind::Talap);
    let times: Vec<_> = events.iter().map(happened).collect();
    let page = Events {
        choices: choices(&t, signed, &filter, &population, &sources),
        histogram: Histogram::of(&t, &times),
        newer,
        older,
        unasked: filter.is_wrong(),
        unfed: filter.is_empty() && filter.is_first_page() && own_only && sources.is_empty(),
        rows: events.iter().map(|event| row(&t, &population, event)).collect(),
        shell: Shell::of(&signed.visitor),
        filter,
        t,
    };
    let status = if page.unasked { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(shell::page(status, &page))
}

/// The ledger hears of a search for a person before anything of it is shown.
async fn tell(site: &Shared, signed: &Signed, reading: &Reading, filter: &Filter) -> Result<(), Fault> {
    let (session, now) = (signed.visit.session_id.as_str(), site.clock.now());
    let search = filter.personal().filter(|search| reading.is_untold(session, search, now));
    let Some(search) = search else { return Ok(()) };
    let who = signed.caller().identity().to_string();
    let act = Act::new("events.read", &who)
        .with("search", &search)
        .about(filter.organisation.parse().ok().filter(|id| signed.caller().reaches(id)));
    site.record(act.from_address(&signed.visitor.origin.address)).await?;
    reading.told(session, search, now);
    Ok(())
}

/// What is asked of the facts; none where a part of it cannot be, so that nothing fits.
fn query(filter: &Filter) -> Option<EventQuery> {
    if filter.is_wrong() {
        return None;
    }
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Some(EventQuery {
        text: filled(&filter.q),
        organisation: filled(&filter.organisation).map(OrganisationId::new).transpose().ok()?,
        object: filled(&filter.object).map(ObjectId::new).transpose().ok()?,
        user: filled(&filter.user),
        source: filled(&filter.source).map(SourceId::new).transpose().ok()?,
        kind: filled(&filter.kind).map(|text| text.parse()).transpose().ok()?,
        from: filter.since,
        to: filter.until,
        before: filter.before,
        after: filter.after,
        limit: ROWS + 1,
    })
}

/// Puts the newest first, leaves as many as a page shows, and says where the pages beside it are.
fn turn(here: &str, filter: &Filter, events: &mut Vec<Event>) -> (Option<String>, Option<String>) {
    events.sort_by_key(|event| std::cmp::Reverse(event.seq));
    let more = events.len() > ROWS;
    let forward = filter.after.is_some() && filter.before.is_none();
    if more && forward {
        events.remove(0);
    }
    events.truncate(ROWS);
    let page = |name, seq: u64| {
        let plain = with_parameter(&with_parameter(here, "before", ""), "after", "");
        with_parameter(&plain, name, &seq.to_string())
    };
    let (first, last) = (events.first().map(|event| event.seq), events.last().map(|event| event.seq));
    let newer = if forward { more } else { filter.before.is_some() };
    let older = forward || more;
    // A page without events still leads back to where the reader came from.
    let newest = first.or(filter.before.map(|seq| seq.saturating_sub(1)));
    let oldest = last.or(filter.after.map(|seq| seq.saturating_add(1)));
    (newest.filter(|_| newer).map(|seq| page("after", seq)), oldest.filter(|_| older).map(|seq| page("before", seq)))
}

/// The organisations and objects that the reader may see by name.
pub(crate) async fn seen(site: &Shared, signed: &Signed) -> Result<Population, Fault> {
    let caller = signed.caller();
    if caller.has(Right::ReadRecords) { site.population(caller).await } else { Ok(Population::default()) }
}

/// The registered sources, with their titles.
async fn sources(site: &Shared, signed: &Signed) -> Result<Vec<(String, String)>, Fault> {
    let caller = signed.caller();
    if !caller.has(Right::ReadRecords) {
        return Ok(Vec::new());
    }
    let records = site.register.records(caller, &RegisterKey::new(SOURCES)?).await?;
    let named = |record: &talap_store::Record| {
        let title = record.values.get("title").and_then(serde_json::Value::as_str);
        (record.key.to_string(), title.map_or_else(|| record.key.to_string(), str::to_owned))
    };
    Ok(records.iter().map(named).collect())
}

fn choices(
    t: &Tongue,
    signed: &Signed,
    filter: &Filter,
    population: &Population,
    sources: &[(String, String)],
) -> Choices {
    let own = || (*signed.caller().scope() == Scope::All).then(|| (OWN.to_owned(), own_name()));
    let organisations = population.organisations.iter();
    let organisations = organisations.map(|one| (one.id.to_string(), t.of(&one.name).to_owned())).chain(own());
    let objects = population.objects.iter();
    let objects =
        objects.filter(|one| filter.organisation.is_empty() || one.organisation.as_str() == filter.organisation);
    let objects = objects.map(|one| (one.id.to_string(), t.of(&one.name).to_owned()));
    let kinds = SourceKind::ALL.map(|kind| (kind.key().to_owned(), kind_words(t, kind)));
    Choices {
        organisations: offered(organisations, &filter.organisation),
        objects: offered(objects, &filter.object),
        sources: offered(sources.iter().cloned(), &filter.source),
        kinds: offered(kinds.into_iter(), &filter.kind),
    }
}

/// The choices of a list; what was asked for is among them, so that the filter shows what it does.
fn offered(pairs: impl Iterator<Item = (String, String)>, asked: &str) -> Vec<Choice> {
    let choice = |(value, label): (String, String)| Choice { chosen: value == asked, value, label };
    let mut choices: Vec<_> = pairs.map(choice).collect();
    if !asked.is_empty() && !choices.iter().any(|choice| choice.chosen) {
        choices.push(Choice { value: asked.to_owned(), label: asked.to_owned(), chosen: true });
    }
    choices
}

/// The name of what is Talap's own, in every language.
fn own_name() -> String {
    "Talap".to_owned()
}

/// The kind of a source in words.
pub(crate) fn kind_words(t: &Tongue, kind: SourceKind) -> String {
    t.text(&format!("source-kind-{}", kind.key()))
}

/// When an event happened, by its source's clock where that told it.
fn happened(event: &Event) -> Timestamp {
    event.body.occurred_at.unwrap_or(event.body.received_at)
}

fn row(t: &Tongue, population: &Population, event: &Event) -> Row {
    let body = &event.body;
    Row {
        seq: event.seq,
        at: t.exact_moment(&happened(event)),
        kind: kind_words(t, body.kind),
        object: object_place(t, population, &body.object),
        host: body.host.clone(),
        // Talap's own acts are all of one program.
        program: body.program.clone().filter(|_| body.kind != SourceKind::Talap),
        user: body.user.clone(),
        address: body.address.clone(),
        message: cut(&summary(event)),
        fault: body.fault.as_ref().map(|key| t.say(&Message::new(key.as_str()))),
    }
}

pub(crate) fn object_place(t: &Tongue, population: &Population, id: &ObjectId) -> Place {
    match population.objects.iter().find(|object| object.id == *id) {
        Some(object) => Place { name: t.of(&object.name).to_owned(), href: Some(format!("/objects/{id}")) },
        None if id.as_str() == OWN => Place { name: own_name(), href: None },
        None => Place { name: id.to_string(), href: None },
    }
}

/// What an event says: its text; with its details where it is an act of Talap's own, and its bytes where there is no text.
fn summary(event: &Event) -> String {
    let body = &event.body;
    if body.kind == SourceKind::Talap {
        let details = body.attributes.iter().map(|(name, value)| format!(" {name}={value}"));
        return body.message.clone() + &details.collect::<String>();
    }
    if body.message.trim().is_empty() { event::visible(&body.raw) } else { body.message.clone() }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
impl Events {
    /// Nothing ever fed in, nothing that fits, wrong times, and a page in the middle.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let make = |here: &str, rows, unfed| {
            let filter = Filter::of(here, time::UtcOffset::UTC);
            let asked = filter.clone();
            let pick = |value: &str| offered(std::iter::once(("a".to_owned(), "<A>".to_owned())), value);
            Self {
                t: t.clone(),
                shell: shell(),
                choices: Choices {
                    organisations: pick(&asked.organisation),
                    objects: pick(&asked.object),
                    sources: pick(&asked.source),
                    kinds: pick(&asked.kind),
                },
                unasked: filter.is_wrong(),
                newer: filter.before.map(|_| "/events?after=2".to_owned()),
                older: filter.before.map(|_| "/events?before=1".to_owned()),
                filter,
                rows,
                histogram: Histogram::of(t, &[0, 1, 5].map(|s| Timestamp::from_micros(s * 1_000_000))),
                unfed,
            }
        };
        let row = |full: bool| Row {
            seq: 17,
            at: "x".into(),
            kind: "k".into(),
            object: Place { name: "<o>".into(), href: full.then(|| "/objects/o".to_owned()) },
            host: full.then(|| "<h>".to_owned()),
            program: full.then(|| "sshd".to_owned()),
            user: full.then(|| "<u>".to_owned()),
            address: full.then(|| "10.0.0.1".to_owned()),
            message: "<m>".into(),
            fault: full.then(|| "f".to_owned()),
        };
        vec![
            make("/events", Vec::new(), true),
            make("/events?q=%3Cq%3E&kind=b", Vec::new(), false),
            make("/events?from=x&to=y", Vec::new(), false),
            make("/events?before=18&kind=a", vec![row(true), row(false)], false),
        ]
    }
}

#[cfg(test)]
mod tests {
    use time::UtcOffset;

    use super::*;

    fn events(seqs: impl Iterator<Item = usize>) -> Vec<Event> {
        let body = event::sample("m", SourceKind::OperatingSystem);
        seqs.map(|seq| Event { seq: seq as u64, body: body.clone() }).collect()
    }

    #[track_caller]
    fn check(here: &str, found: std::ops::Range<usize>, shown: &[usize], newer: Option<&str>, older: Option<&str>) {
        let mut found = events(found);
        let (new, old) = turn(here, &Filter::of(here, UtcOffset::UTC), &mut found);
        let ends = [found.first(), found.last()].into_iter().flatten().map(|event| usize::try_from(event.seq).unwrap());
        assert_eq!(ends.collect::<Vec<_>>(), shown, "{here}");
        assert_eq!((new.as_deref(), old.as_deref()), (newer, older), "{here}");
    }

    #[test]
    fn pages_lead_to_each_other_and_leave_no_event_out() {
        check("/events", 0..3, &[2, 0], None, None);
        check("/events?kind=os", 0..ROWS + 1, &[100, 1], None, Some("/events?kind=os&before=1"));
        check("/events?before=1", 0..1, &[0, 0], Some("/events?after=0"), None);
        check("/events?before=300", 199..300, &[299, 200], Some("/events?after=299"), Some("/events?before=200"));
        check("/events?after=0", 1..ROWS + 2, &[100, 1], Some("/events?after=100"), Some("/events?before=1"));
        check("/events?after=99", 100..103, &[102, 100], None, Some("/events?before=100"));
        check("/events?before=5", 0..0, &[], Some("/events?after=4"), None);
        check("/events?after=5", 0..0, &[], None, Some("/events?before=6"));
    }

    #[test]
    fn what_cannot_be_an_identifier_fits_nothing() {
        let asked = |here| query(&Filter::of(here, UtcOffset::UTC));
        assert!(asked("/events").is_some());
        for here in ["/events?object=A%2Fb", "/events?source=%20x%2F", "/events?kind=all", "/events?from=x"] {
            assert!(asked(here).is_none(), "{here}");
        }
    }

    #[test]
    fn an_event_says_what_there_is_of_it() {
        let event = |message, kind| Event { seq: 0, body: event::sample(message, kind) };
        assert_eq!(summary(&event("failed", SourceKind::Database)), "failed");
        assert_eq!(summary(&event(" ", SourceKind::Database)), "raw\\x00");
        assert_eq!(summary(&event("role.granted", SourceKind::Talap)), "role.granted a=b");
        assert_eq!(cut(&"ә".repeat(LONGEST + 1)).chars().count(), LONGEST + 1);
        assert_eq!(cut("short"), "short");
    }

    #[test]
    fn a_filter_shows_what_it_does_also_where_nobody_registered_it() {
        let pairs = || [("a".to_owned(), "A".to_owned())].into_iter();
        let chosen =
            |asked| offered(pairs(), asked).into_iter().map(|choice| (choice.label, choice.chosen)).collect::<Vec<_>>();
        assert_eq!(chosen("a"), [("A".to_owned(), true)]);
        assert_eq!(chosen("b"), [("A".to_owned(), false), ("b".to_owned(), true)]);
        assert_eq!(chosen(""), [("A".to_owned(), false)]);
    }
}
