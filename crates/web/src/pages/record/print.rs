//! A record on paper: an extract with its history, the acts that its register knows, and the sheet on which people sign that they know a document.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;
use talap_locale::write;
use talap_model::time::parse_date;
use talap_model::{Language, Message, RegisterKey};
use talap_register::{Definition, Field, FieldKind};
use talap_report::{
    Acknowledgement, Act, Changed, ChangedField, Extract, Reader, Said, Tongues, acknowledgement_paper, act_paper,
    extract_paper,
};
use talap_store::{Change, ChangeKind, ListQuery, Record};
use time::Date;

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::acknowledgements::{ACKNOWLEDGEMENTS, DOCUMENTS};
use crate::pages::answer;
use crate::pages::record::{FieldChange, Place, differences, find};
use crate::pages::registers::list::Asked;
use crate::pages::registers::print::{Desk, is_printed, too_many, void_reason};
use crate::pages::registers::values::{Names, name, shown};
use crate::pages::registers::{note_reading, readable};
use crate::path::Path;
use crate::site::Site;

/// The most people of an acknowledgement sheet.
const MOST_PEOPLE: u64 = 5_000;
/// The most entries of one document, those of earlier editions among them.
const MOST_GIVEN: u64 = 50_000;
/// The lines for people who are not known yet, on a sheet with names and on one without.
const SPARE: [usize; 2] = [3, 22];
/// The field of a person that says what they do.
const POSITION: &str = "position";
/// The field of a person that holds the day on which they left.
const LEFT: &str = "left_on";

/// An extract from the register about the record.
pub(crate) async fn extract(
    State(site): State<Shared>,
    signed: Signed,
    Path(place): Place,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let work = async {
        let desk = Desk::new(&site, &signed, &asked, &headers, Tongues::Both)?;
        let (definition, record) = find(&site, &signed, &place).await?;
        let extract = gathered(&desk, definition, &record).await?;
        let tongues = desk.tongues;
        desk.print("extract", &about(&record), Some(&record.organisation), move |words| {
            extract_paper(words, tongues, &extract)
        })
        .await
    };
    answer(&site, &signed, work.await)
}

/// An act about the record, in Kazakh and Russian whatever the reader's language is.
pub(crate) async fn act(
    State(site): State<Shared>,
    signed: Signed,
    Path((register, organisation, key, file)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let work = async {
        let desk = Desk::new(&site, &signed, &Asked::new(), &headers, Tongues::Both)?;
        let (definition, record) = find(&site, &signed, &(register, organisation, key)).await?;
        let wanted = file.strip_suffix(".pdf").unwrap_or(&file);
        let act = definition.acts.iter().find(|act| act.key == wanted).ok_or_else(Fault::missing)?;
        if record.voided {
            return Err(Fault::wrong(Message::new("web-print-void")));
        }
        let paper = drawn_up(&desk, definition, &record, act).await?;
        desk.print("act", &about(&record), Some(&record.organisation), move |words| act_paper(words, &paper)).await
    };
    answer(&site, &signed, work.await)
}

async fn drawn_up(
    desk: &Desk<'_>,
    definition: &Definition,
    record: &Record,
    act: &talap_register::Act,
) -> Result<Act, Fault> {
    let names = Names::of(desk.site, desk.signed, definition, std::slice::from_ref(record)).await?;
    let all = desk.organisations().await?;
    let named = act.fields.iter().filter_map(|key| definition.field(key));
    // An act that names no fields states all that the record has; one that names them leaves room for what is missing.
    let one = std::slice::from_ref(record);
    let filled =
        |field: &&Field| is_printed(definition, field, one, desk.tongues) && record.values.contains_key(&field.key);
    let fields: Vec<&Field> =
        if act.fields.is_empty() { definition.fields.iter().filter(filled).collect() } else { named.collect() };
    let pair = |field: &&Field| {
        let value = desk.say(|t| shown(t, &names, record, field).text);
        (desk.say(|t| t.of(&field.label).to_owned()), value)
    };
    let has = |name: &str| fields.iter().any(|field| field.key == name);
    let own = |name: &str| record.values.get(name).and_then(Value::as_str);
    // An act that has a number or a day of its own is not given another one by being printed.
    let number = if has(&act.number) { own(&act.number) } else { Some(record.key.as_str()) };
    let date = if has(&act.day) { own(&act.day).and_then(parse_date) } else { Some(desk.today()) };
    Ok(Act {
        head: desk.head(
            desk.organisation(&all, Some(&record.organisation)),
            format!("{} {}", about(record), act.key),
            desk.record_address(record),
        ),
        title: desk.say(|t| t.of(&act.title).to_owned()),
        number: number.map(write::harmless),
        date,
        place: None,
        fields: fields.iter().map(pair).collect(),
        signatures: act.signatures.iter().map(|role| desk.say(|t| t.of(role).to_owned())).collect(),
        is_approved: act.approved,
    })
}

/// The sheet on which people sign that they know what the record is about.
pub(crate) async fn acknowledgement(
    State(site): State<Shared>,
    signed: Signed,
    Path(place): Place,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let work = async {
        let desk = Desk::new(&site, &signed, &asked, &headers, Tongues::Both)?;
        let (definition, record) = find(&site, &signed, &place).await?;
        let people = people(&desk, &record).await?;
        let all = desk.organisations().await?;
        let key = record.key.as_str();
        let sheet = Acknowledgement {
            head: desk.head(
                desk.organisation(&all, Some(&record.organisation)),
                about(&record),
                desk.record_address(&record),
            ),
            title: desk
                .say(|t| name(definition, &record, t.language).unwrap_or_else(|| t.of(&definition.title).to_owned())),
            numbered: Some(Said::from(format!("№ {}", write::harmless(key)))),
            spare: if people.is_empty() { SPARE[1] } else { SPARE[0] },
            people,
        };
        let tongues = desk.tongues;
        desk.print("acknowledgement", &about(&record), Some(&record.organisation), move |words| {
            acknowledgement_paper(words, tongues, &sheet)
        })
        .await
    };
    answer(&site, &signed, work.await)
}

/// What tells the papers about a record apart.
fn about(record: &Record) -> String {
    format!("{}/{}", record.register, record.id)
}

async fn gathered(desk: &Desk<'_>, definition: &Definition, record: &Record) -> Result<Extract, Fault> {
    let (site, signed) = (desk.site, desk.signed);
    let one = std::slice::from_ref(record);
    let names = Names::of(site, signed, definition, one).await?;
    let history = site.register.history(signed.caller(), &record.register, &record.organisation, &record.key).await?;
    let all = desk.organisations().await?;
    let mut fields = vec![(desk.say(|t| t.of(&definition.key_label).to_owned()), Said::from(record.key.as_str()))];
    for field in definition.fields.iter().filter(|field| is_printed(definition, field, one, desk.tongues)) {
        let value = desk.say(|t| shown(t, &names, record, field).text);
        if !value.is_empty() {
            fields.push((desk.say(|t| t.of(&field.label).to_owned()), value));
        }
    }
    Ok(Extract {
        head: desk.head(
            desk.organisation(&all, Some(&record.organisation)),
            about(record),
            desk.record_address(record),
        ),
        title: desk.say(|t| t.of(&definition.title).to_owned()),
        fields,
        void: void_reason(record),
        changes: history.iter().rev().map(|change| changed(desk, definition, change)).collect(),
    })
}

fn changed(desk: &Desk<'_>, definition: &Definition, change: &Change) -> Changed {
    let what = match change.kind {
        ChangeKind::Created => "web-record-created",
        ChangeKind::Updated => "web-record-updated",
        ChangeKind::Voided => "web-record-voided",
    };
    // Every language has the same fields in the same order, each in its own words.
    let told: Vec<(Language, Vec<FieldChange>)> = desk
        .tongues
        .languages()
        .iter()
        .map(|language| {
            let t = desk.tongue(*language);
            (*language, differences(&t, definition, change.before.as_ref(), &change.after))
        })
        .collect();
    let said = |place: usize, of: fn(&FieldChange) -> &str| {
        desk.tongues.say(|language| {
            let own = told.iter().find(|(other, _)| *other == language).and_then(|(_, fields)| fields.get(place));
            own.map(of).unwrap_or_default().to_owned()
        })
    };
    let field = |place: usize| ChangedField {
        label: said(place, |field| &field.label),
        before: said(place, |field| &field.before),
        after: said(place, |field| &field.after),
    };
    let places = told.first().map_or(0, |(_, fields)| fields.len());
    Changed {
        at: change.at,
        what: desk.say(|t| t.text(what)),
        by: write::harmless(&change.by),
        event: change.ledger_seq,
        fields: (0..places).map(field).collect(),
    }
}

/// The people to whom the document was given to read; where it was given to nobody, those of the record's organisation. By name:
/// those whom the reader may know, and who work there still.
async fn people(desk: &Desk<'_>, record: &Record) -> Result<Vec<Reader>, Fault> {
    let (site, signed) = (desk.site, desk.signed);
    let Some(register) = register_of_people(site) else { return Ok(Vec::new()) };
    let Ok(definition) = readable(site, signed.caller(), register.as_str()) else { return Ok(Vec::new()) };
    let query =
        ListQuery { organisation: Some(record.organisation.clone()), limit: MOST_PEOPLE, ..ListQuery::default() };
    let found = site.register.list(signed.caller(), register, &query).await?;
    // A sheet that leaves people out looks like one that has them all.
    too_many(found.total, MOST_PEOPLE)?;
    let found = found.records;
    let count = found.len().to_string();
    note_reading(site, signed, definition, Some(&record.organisation), ("printed", &count)).await?;
    let today = desk.today();
    let date = |person: &Record| text(person, LEFT).and_then(parse_date);
    let position = |person: &Record| Said::from(write::harmless(text(person, POSITION).unwrap_or_default()));
    let staying = found.iter().filter(|person| date(person).is_none_or(|left| left > today));
    let language = desk.tongues.first();
    let given = given(desk, record).await?;
    let to_read = |person: &&Record| given.is_empty() || given.contains_key(person.key.as_str());
    let t = desk.tongue(language);
    let reader = |person: &Record| {
        let on = given.get(person.key.as_str()).copied().flatten().map(|day| t.date(&day)).unwrap_or_default();
        Some(Reader { name: name(definition, person, language)?, position: position(person), on })
    };
    let mut people: Vec<Reader> = staying.filter(to_read).filter_map(reader).collect();
    people.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(people)
}

/// To whom a document was given to read in its last edition, by the keys of people, and when they acknowledged it. Empty where it
/// was given to nobody, or the reader may not know.
async fn given(desk: &Desk<'_>, record: &Record) -> Result<BTreeMap<String, Option<Date>>, Fault> {
    let (site, signed) = (desk.site, desk.signed);
    let known = readable(site, signed.caller(), ACKNOWLEDGEMENTS);
    let Some(definition) = known.ok().filter(|_| record.register.as_str() == DOCUMENTS) else {
        return Ok(BTreeMap::new());
    };
    let query = ListQuery {
        organisation: Some(record.organisation.clone()),
        equal: vec![("document".to_owned(), record.key.as_str().into())],
        limit: MOST_GIVEN,
        ..ListQuery::default()
    };
    let found = site.register.list(signed.caller(), &definition.key, &query).await?;
    too_many(found.total, MOST_GIVEN)?;
    if found.total > 0 {
        let count = found.total.to_string();
        note_reading(site, signed, definition, Some(&record.organisation), ("printed", &count)).await?;
    }
    let last = found.records.iter().filter_map(|entry| text(entry, "edition_on")).max();
    let of_last = found.records.iter().filter(|entry| text(entry, "edition_on") == last);
    let person =
        |entry: &Record| Some((text(entry, "person")?.to_owned(), text(entry, "acknowledged_on").and_then(parse_date)));
    Ok(of_last.filter_map(person).collect())
}

fn text<'a>(entry: &'a Record, field: &str) -> Option<&'a str> {
    entry.values.get(field).and_then(Value::as_str)
}

/// The register whose records are people: the one that fields of that kind point into.
fn register_of_people(site: &Site) -> Option<&RegisterKey> {
    let fields = site.register.definitions().iter().flat_map(|definition| &definition.fields);
    fields.into_iter().find_map(|field| match &field.kind {
        FieldKind::Person(register) => Some(register),
        _ => None,
    })
}
