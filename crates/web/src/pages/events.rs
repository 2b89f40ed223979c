//! What the ledger holds of other systems and of Talap itself: searching it, and watching what comes in.

pub(crate) mod download;
pub(crate) mod event;
mod facets;
mod histogram;
pub(crate) mod keeping;
mod marking;
pub(crate) mod proof;
pub(crate) mod saved;
pub(crate) mod sql;
mod tables;
pub(crate) mod tail;

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use talap_assess::events::{EventQuery, Field, Moment, Search, Summary, happened};
use talap_assess::{Population, QueryError, SearchError};
use talap_collect::own::OWN;
use talap_model::{Event, Explain, Message, ObjectId, OrganisationId, RegisterKey, Right, SourceKind};
use talap_store::SearchKind;

use self::facets::FacetList;
use self::histogram::Histogram;
use self::marking::{Piece, marked};
use self::saved::Shelf;
use crate::Shared;
use crate::fault::Fault;
use crate::gate::{Signed, is_held};
use crate::pages::answer;
use crate::reading::Reader;
use crate::shell::{self, Shell, query_value, with_parameter};
use crate::site::{SOURCES, Site};
use crate::told::Teller;
use crate::tongue::Tongue;

/// How many events a page shows.
const ROWS: usize = 100;
/// How much of a message the list shows, in characters.
const LONGEST: usize = 300;
/// For how long the whole of what is found is counted, with nothing else of the page waiting any longer.
const COUNTING: Duration = Duration::from_secs(5);

#[derive(Template)]
#[template(path = "events.html")]
pub(crate) struct Events {
    t: Tongue,
    shell: Shell,
    /// The search as it was typed.
    q: String,
    /// Why nothing was looked for, or not to the end.
    wrong: Option<String>,
    /// Whether another site's link asks, so that nothing was looked for yet.
    held: bool,
    /// What was found; nothing where nothing was looked for.
    found: Option<Found>,
    saved: Shelf,
    /// The names of fields.
    fields: String,
    /// Whether no log has ever been fed in, as far as the reader may see.
    unfed: bool,
    /// Whether the reader may ask in SQL as well.
    may_ask: bool,
}

/// What a search found.
struct Found {
    /// How many, in a sentence.
    count: String,
    rows: Vec<Row>,
    histogram: Option<Histogram>,
    facets: Vec<FacetList>,
    newer: Option<String>,
    older: Option<String>,
    is_first: bool,
    /// Where what comes in next is told, on the first page.
    tail: String,
    csv: String,
    parquet: String,
}

struct Row {
    seq: u64,
    at: String,
    kind: String,
    object: Place,
    host: Vec<Piece>,
    program: Vec<Piece>,
    user: Vec<Piece>,
    address: Vec<Piece>,
    message: Vec<Piece>,
    /// What an act of Talap's own says to programs, where words that were looked for stand there alone.
    details: Vec<Piece>,
    fault: Option<String>,
    /// Whether it is an act of Talap's own.
    is_own: bool,
}

/// Something with a name, and with a page where it has one.
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
}

/// Where in the list the reader is.
struct ListPlace {
    /// Only events before this one, the newest of them.
    before: Option<u64>,
    /// Only events after this one, the oldest of them.
    after: Option<u64>,
}

impl ListPlace {
    fn of(here: &str) -> Self {
        let number = |name| query_value(here, name).parse().ok();
        Self { before: number("before"), after: number("after") }
    }

    /// Whether it is the page with what comes in last.
    fn is_first(&self) -> bool {
        self.before.is_none() && self.after.is_none()
    }
}

/// The address of a search.
pub(super) fn address(q: &str) -> String {
    with_parameter("/events", "q", q)
}

/// When a search is read, and by which clock.
fn moment(site: &Site) -> Moment {
    Moment { now: site.clock.now(), offset: site.settings.offset }
}

/// Whoever reads a page of events.
pub(super) fn reader(signed: &Signed) -> Reader<'_> {
    let address = signed.visitor.origin.address.as_str();
    Reader { caller: signed.caller(), session: &signed.visit.session_id, address: Some(address) }
}

/// The list.
pub(crate) async fn list(State(site): State<Shared>, signed: Signed) -> Response {
    answer(&site, &signed, context(&site, &signed).await)
}

async fn context(site: &Shared, signed: &Signed) -> Result<Response, Fault> {
    let (t, here) = (signed.t().clone(), signed.visitor.here.as_str());
    let (q, moment, held) = (query_value(here, "q"), moment(site), is_held(here));
    let looked = match Search::parse(&q, &moment) {
        Ok(_) if held => Ok(None),
        Ok(search) => look(site, signed, &search, &moment).await.map(Some),
        Err(error) => Err(Unfound::Wrong(error)),
    };
    let (found, wrong) = match looked {
        Ok(found) => (found, None),
        Err(Unfound::Wrong(error)) => (None, Some(t.say(&error.explain()))),
        Err(Unfound::Limit(error)) => (None, Some(t.say(&error.explain()))),
        Err(Unfound::Fault(fault)) => return Err(fault),
    };
    let empty = found.as_ref().is_some_and(|found| found.rows.iter().all(|row| row.is_own));
    let page = Events {
        unfed: q.is_empty() && empty && no_sources(site, signed).await?,
        saved: Shelf::of(site, signed, SearchKind::Plain).await?,
        fields: Field::all_names(),
        may_ask: signed.caller().has(Right::ReadRecords),
        shell: Shell::of(&signed.visitor),
        held: held && wrong.is_none(),
        q,
        wrong,
        found,
        t,
    };
    let status = if page.wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(shell::page(status, &page))
}

/// Why nothing is shown.
enum Unfound {
    /// The search cannot be understood.
    Wrong(SearchError),
    /// It takes more time or memory than one may.
    Limit(QueryError),
    Fault(Fault),
}

impl From<QueryError> for Unfound {
    fn from(error: QueryError) -> Self {
        if error.is_limit() { Self::Limit(error) } else { Self::Fault(error.into()) }
    }
}

impl From<Fault> for Unfound {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

async fn look(site: &Shared, signed: &Signed, search: &Search, moment: &Moment) -> Result<Found, Unfound> {
    let (t, here) = (signed.t(), signed.visitor.here.as_str());
    let list = ListPlace::of(here);
    let population = seen(site, signed).await?;
    // What comes in while this is answered is told by the list that follows it, and by it alone.
    let next = site.ledger.stats().events;
    let before = if list.is_first() { Some(next) } else { list.before };
    let query = EventQuery {
        search: Some(search.clone()),
        before,
        after: list.after,
        limit: ROWS + 1,
        ..EventQuery::default()
    };
    let facts = site.assessor.facts();
    let mut events = facts.events(signed.caller(), &query).await?;
    let summary = facts.summary(signed.caller(), &query, moment, COUNTING).await?;
    site.note_search(&reader(signed), search, &summary).await?;
    let (newer, older) = turn(here, &list, &mut events);
    let words = search.words();
    let file = |format| with_parameter(&with_parameter("/events/export", "q", search.text()), "format", format);
    Ok(Found {
        count: counted(t, &summary),
        rows: events.iter().map(|event| row(t, site.teller(), &population, &words, event)).collect(),
        histogram: Histogram::of(t, search, moment, &summary),
        facets: facets::lists(t, &population, search, &summary.facets),
        newer,
        older,
        is_first: list.is_first(),
        tail: with_parameter(&with_parameter("/events/tail", "q", search.text()), "next", &next.to_string()),
        csv: file("csv"),
        parquet: file("parquet"),
    })
}

fn counted(t: &Tongue, summary: &Summary) -> String {
    let key = if summary.cut { "web-events-found-cut" } else { "web-events-found" };
    t.say(&Message::new(key).with("n", summary.found).with("seconds", COUNTING.as_secs()))
}

/// Puts the newest first, leaves as many as a page shows, and says where the pages beside it are.
fn turn(here: &str, list: &ListPlace, events: &mut Vec<Event>) -> (Option<String>, Option<String>) {
    events.sort_by_key(|event| std::cmp::Reverse(event.seq));
    let more = events.len() > ROWS;
    let forward = list.after.is_some() && list.before.is_none();
    if more && forward {
        events.remove(0);
    }
    events.truncate(ROWS);
    let page = |name, seq: u64| {
        let plain = with_parameter(&with_parameter(here, "before", ""), "after", "");
        let plain = with_parameter(&plain, "deleted", "");
        with_parameter(&plain, name, &seq.to_string())
    };
    let (first, last) = (events.first().map(|event| event.seq), events.last().map(|event| event.seq));
    let newer = if forward { more } else { list.before.is_some() };
    let older = forward || more;
    // A page without events still leads back to where the reader came from.
    let newest = first.or(list.before.map(|seq| seq.saturating_sub(1)));
    let oldest = last.or(list.after.map(|seq| seq.saturating_add(1)));
    (newest.filter(|_| newer).map(|seq| page("after", seq)), oldest.filter(|_| older).map(|seq| page("before", seq)))
}

/// The organisations and objects that the reader may see by name.
pub(crate) async fn seen(site: &Shared, signed: &Signed) -> Result<Population, Fault> {
    let caller = signed.caller();
    if caller.has(Right::ReadRecords) { site.population(caller).await } else { Ok(Population::default()) }
}

/// Whether nobody registered a source yet, as far as the reader may see.
async fn no_sources(site: &Shared, signed: &Signed) -> Result<bool, Fault> {
    if !signed.caller().has(Right::ReadRecords) {
        return Ok(true);
    }
    Ok(site.register.records(signed.caller(), &RegisterKey::new(SOURCES)?).await?.is_empty())
}

/// The name of what is Talap's own, in every language.
fn own_name() -> String {
    "Talap".to_owned()
}

/// The kind of a source in words.
pub(crate) fn kind_words(t: &Tongue, kind: SourceKind) -> String {
    t.text(&format!("source-kind-{}", kind.key()))
}

fn row(t: &Tongue, teller: Teller<'_>, population: &Population, words: &[String], event: &Event) -> Row {
    let body = &event.body;
    let shown = |text: &Option<String>| text.as_deref().map_or_else(Vec::new, |text| marked(&cut(text), words));
    let is_own = body.kind == SourceKind::Talap;
    let (message, details) = said(t, teller, words, event);
    Row {
        seq: event.seq,
        at: t.exact_moment(&happened(body)),
        kind: kind_words(t, body.kind),
        object: object_place(t, population, &body.object),
        host: shown(&body.host),
        // Talap's own acts are all of one program.
        program: if is_own { Vec::new() } else { shown(&body.program) },
        user: shown(&body.user),
        address: shown(&body.address),
        message,
        details,
        fault: body.fault.as_ref().map(|key| t.say(&Message::new(key.as_str()))),
        is_own,
    }
}

pub(crate) fn object_place(t: &Tongue, population: &Population, id: &ObjectId) -> Place {
    match population.objects.iter().find(|object| object.id == *id) {
        Some(object) => Place { name: t.of(&object.name).to_owned(), href: Some(format!("/objects/{id}")) },
        None if id.as_str() == OWN => Place { name: own_name(), href: None },
        None => Place { name: id.to_string(), href: None },
    }
}

pub(super) fn organisation_place(t: &Tongue, population: &Population, id: &OrganisationId) -> Place {
    match population.organisations.iter().find(|known| known.id == *id) {
        Some(known) => Place { name: t.of(&known.name).to_owned(), href: Some(format!("/organisations/{id}")) },
        None if id.as_str() == OWN => Place { name: own_name(), href: None },
        None => Place { name: id.to_string(), href: None },
    }
}

/// What an event says, and beneath it what an act of Talap's own says to programs, where it holds a word that was looked for and
/// the sentence does not.
fn said(t: &Tongue, teller: Teller<'_>, words: &[String], event: &Event) -> (Vec<Piece>, Vec<Piece>) {
    let plain = summary(event);
    let Some(sentence) = teller.tell(t, &event.body) else { return (marked(&cut(&plain), words), Vec::new()) };
    let holds = |text: &str, word: &String| marked(text, std::slice::from_ref(word)).iter().any(|piece| piece.marked);
    let hidden = words.iter().any(|word| holds(&plain, word) && !holds(&sentence, word));
    let details = if hidden { marked(&cut(&plain), words) } else { Vec::new() };
    (marked(&cut(&sentence), words), details)
}

/// What an event says to whoever reads keys: its text; with its details where it is an act of Talap's own, and its bytes where
/// there is no text.
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
    /// Nothing ever fed in, nothing that fits, a search that cannot be read, one of another site, and a page in the middle.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        use talap_assess::events::summary::{Bar, Facet};
        use talap_model::Timestamp;
        let at = |second: i64| Timestamp::from_micros(second * 1_000_000);
        let moment = Moment { now: at(90), offset: time::UtcOffset::UTC };
        let search = Search::parse("<q> last 2h", &moment).unwrap();
        let piece = |text: &str| marked(text, &["x".to_owned()]);
        let maybe = |full: bool, text: &str| if full { piece(text) } else { Vec::new() };
        let row = |full: bool| Row {
            seq: 17,
            at: "x".into(),
            kind: "k".into(),
            object: Place { name: "<y>".into(), href: full.then(|| "/objects/o".to_owned()) },
            host: maybe(full, "<x>"),
            program: maybe(full, "sshd"),
            user: maybe(full, "<y>"),
            address: maybe(full, "10.0.0.1"),
            message: piece("<x> and <y>"),
            details: maybe(!full, "<x>"),
            fault: full.then(|| "f".to_owned()),
            is_own: !full,
        };
        let facet = |field, value: &str| Facet { field, values: vec![(value.to_owned(), 2)], at_least: value == "<x>" };
        let summary = Summary {
            found: 3,
            cut: true,
            bars: vec![Bar { from: at(0), to: at(5), count: 2 }, Bar { from: at(10), to: at(15), count: 1 }],
            width: 5,
            facets: vec![facet(Field::User, "<x>"), facet(Field::Severity, "4"), facet(Field::Kind, "os")],
        };
        let found = |summary: &Summary, rows: Vec<Row>| Found {
            count: counted(t, summary),
            rows,
            histogram: Histogram::of(t, &search, &moment, summary),
            facets: facets::lists(t, &Population::default(), &search, &summary.facets),
            newer: summary.cut.then(|| "/events?after=2".to_owned()),
            older: summary.cut.then(|| "/events?before=1".to_owned()),
            is_first: !summary.cut,
            tail: "/events/tail?next=1".into(),
            csv: "/events/export?format=csv".into(),
            parquet: "/events/export?format=parquet".into(),
        };
        let make = |q: &str, found: Option<Found>, wrong: Option<String>, unfed: bool| Self {
            t: t.clone(),
            shell: shell(),
            q: q.into(),
            held: found.is_none() && wrong.is_none(),
            wrong,
            found,
            saved: Shelf::sample(t, SearchKind::Plain, !unfed),
            fields: Field::all_names(),
            may_ask: !unfed,
            unfed,
        };
        let none = Summary::default();
        vec![
            make("", Some(found(&none, Vec::new())), None, true),
            make("<q>", Some(found(&none, Vec::new())), None, false),
            make("<q", None, Some("<x>".to_owned()), false),
            make("<q>", None, None, false),
            make("<q>", Some(found(&summary, vec![row(true), row(false)])), None, false),
        ]
    }
}

#[cfg(test)]
mod tests {
    use talap_model::{ActKey, Language, NewEvent};

    use super::*;

    fn events(seqs: impl Iterator<Item = usize>) -> Vec<Event> {
        let body = event::sample("m", SourceKind::OperatingSystem);
        seqs.map(|seq| Event { seq: seq as u64, body: body.clone() }).collect()
    }

    #[track_caller]
    fn check(here: &str, found: std::ops::Range<usize>, shown: &[usize], newer: Option<&str>, older: Option<&str>) {
        let mut found = events(found);
        let (new, old) = turn(here, &ListPlace::of(here), &mut found);
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
    fn an_event_says_what_there_is_of_it() {
        let event = |message, kind| Event { seq: 0, body: event::sample(message, kind) };
        assert_eq!(summary(&event("failed", SourceKind::Database)), "failed");
        assert_eq!(summary(&event(" ", SourceKind::Database)), "raw\\x00");
        assert_eq!(summary(&event("role.granted", SourceKind::Talap)), "role.granted a=b");
    }

    #[test]
    fn an_act_is_told_in_words_and_shows_what_was_looked_for() {
        use crate::told::checking::{Room, event};
        let (room, text) =
            (Room::new(), |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>());
        let body = event(ActKey::RoleGranted, &[("role", "auditor"), ("user", "user:erlan")]);
        let t = room.tongue(Language::Ru);
        let shown = |words: &[&str], body: &NewEvent| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            let (message, details) = said(&t, room.teller(), &words, &Event { seq: 0, body: body.clone() });
            (text(&message), text(&details))
        };
        let (sentence, key) =
            ("Пользователю user:erlan выдана роль «аудитор»", "role.granted role=auditor user=user:erlan");
        assert_eq!(shown(&[], &body), (sentence.into(), String::new()));
        assert_eq!(shown(&["erlan"], &body), (sentence.into(), String::new()), "the sentence holds it");
        assert_eq!(shown(&["role.granted"], &body), (sentence.into(), key.into()));
        assert_eq!(shown(&["elsewhere"], &body), (sentence.into(), String::new()), "it is in the user's name, say");
        // Whoever sends a line with the text of an act does not speak for Talap.
        let line = NewEvent { kind: SourceKind::Application, source: "web".parse().unwrap(), ..body };
        assert_eq!(shown(&["role.granted"], &line), ("role.granted".into(), String::new()));
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(cut(&"ә".repeat(LONGEST + 1)).chars().count(), LONGEST + 1);
        assert_eq!(cut("short"), "short");
    }
}
