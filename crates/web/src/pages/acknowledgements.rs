//! Who has read which document (UR 31.0.1): giving one to people to read, and who has and who has not.

pub(crate) mod give;
pub(crate) mod own;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use talap_locale::write;
use talap_model::time::{format_date, parse_date};
use talap_model::{Caller, OrganisationId, RecordKey, RegisterKey};
use talap_register::{Definition, FieldKind};
use talap_store::Record;
use time::Date;

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::acknowledgements::give::Form;
use crate::pages::registers::values::name;
use crate::pages::registers::{Named, may_write, note_reading, organisations, readable};
use crate::pages::staff::PEOPLE;
use crate::pages::{answer, record};
use crate::shell::{self, Shell, query_value};
use crate::site::Site;
use crate::tongue::Tongue;

/// The register of who has read what.
pub(crate) const ACKNOWLEDGEMENTS: &str = "acknowledgements";
/// The register of documents.
pub(crate) const DOCUMENTS: &str = "documents";

#[derive(Template)]
#[template(path = "acknowledgements.html")]
pub(crate) struct Acknowledgements {
    t: Tongue,
    shell: Shell,
    organisations: Vec<Named>,
    organisation: String,
    sheets: Vec<SheetRow>,
    chosen: Option<Chosen>,
    form: Option<Form>,
    trouble: Vec<String>,
    note: Option<String>,
}

/// A document that was given to people, with how many have read it.
struct SheetRow {
    title: String,
    edition: String,
    href: String,
    given: usize,
    read: usize,
    waiting: usize,
    late: usize,
}

/// The sheet that is looked at: who has read the document and who has not.
struct Chosen {
    title: String,
    edition: String,
    /// The document's own page, where it is one of the list.
    document: Option<String>,
    waiting: Vec<WaitingRow>,
    read: Vec<ReadRow>,
}

struct WaitingRow {
    person: String,
    href: String,
    by: String,
    /// How long there is left, or for how long it is overdue.
    left: String,
    is_late: bool,
}

struct ReadRow {
    person: String,
    href: String,
    on: String,
    manner: String,
}

/// What one sheet is of: a document of the list or an instruction, in an edition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Of {
    document: String,
    instruction: String,
    edition: String,
}

impl Of {
    fn record(record: &Record) -> Self {
        let text = |field: &str| text(record, field).unwrap_or_default().to_owned();
        Self { document: text("document"), instruction: text("instruction"), edition: text("edition_on") }
    }

    fn asked(here: &str) -> Self {
        let text = |name: &str| query_value(here, name);
        Self { document: text("document"), instruction: text("instruction"), edition: text("edition") }
    }

    fn href(&self, organisation: &str) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("organisation", organisation);
        for (name, value) in
            [("document", &self.document), ("instruction", &self.instruction), ("edition", &self.edition)]
        {
            if !value.is_empty() {
                pairs.append_pair(name, value);
            }
        }
        format!("/acknowledgements?{}#sheet", pairs.finish())
    }
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let organisation = query_value(&signed.visitor.here, "organisation");
        let form = Form::new(query_value(&signed.visitor.here, "document"));
        Ok(shell::found(&context(&site, &signed, &organisation, form).await?))
    };
    answer(&site, &signed, work.await)
}

/// What is there of one organisation.
struct Ground<'a> {
    definition: &'a Definition,
    /// Whose it is; none where the caller's rights reach no organisation.
    organisation: Option<OrganisationId>,
    organisations: Vec<Named>,
    documents: Vec<Record>,
    people: Vec<Record>,
    given: Vec<Record>,
}

async fn ground<'a>(site: &'a Site, signed: &Signed, organisation: &str) -> Result<Ground<'a>, Fault> {
    let caller = signed.caller();
    let definition = readable(site, caller, ACKNOWLEDGEMENTS)?;
    let organisations = organisations(site, signed).await?;
    let chosen = match organisation {
        "" => organisations.first(),
        asked => Some(organisations.iter().find(|named| named.id == asked).ok_or_else(Fault::missing)?),
    };
    let organisation = chosen.map(|named| OrganisationId::new(named.id.as_str())).transpose()?;
    let own = async |register: &str| -> Result<Vec<Record>, Fault> {
        let Some(organisation) = &organisation else { return Ok(Vec::new()) };
        Ok(site.register.records_of(caller, &RegisterKey::new(register)?, organisation).await?)
    };
    let (documents, people, given) = (own(DOCUMENTS).await?, own(PEOPLE).await?, own(ACKNOWLEDGEMENTS).await?);
    note_reading(site, signed, definition, organisation.as_ref(), ("records", &given.len().to_string())).await?;
    let persons = readable(site, caller, PEOPLE)?;
    note_reading(site, signed, persons, organisation.as_ref(), ("records", &people.len().to_string())).await?;
    Ok(Ground { definition, organisation, organisations, documents, people, given })
}

async fn context(site: &Site, signed: &Signed, organisation: &str, form: Form) -> Result<Acknowledgements, Fault> {
    let ground = ground(site, signed, organisation).await?;
    let t = signed.t();
    let today = t.day(&site.clock.now());
    let id = ground.organisation.as_ref().map(ToString::to_string).unwrap_or_default();
    let titles = titles(site, t, &ground.documents)?;
    let title = |of: &Of| titles.get(&of.document).cloned().unwrap_or_else(|| of.instruction.clone());
    let edition = |of: &Of| parse_date(&of.edition).map(|date| t.date(&date)).unwrap_or_default();
    let mut sheets: BTreeMap<Of, Vec<&Record>> = BTreeMap::new();
    for record in &ground.given {
        sheets.entry(Of::record(record)).or_default().push(record);
    }
    let rows = sheets.iter().map(|(of, given)| {
        let read = given.iter().filter(|record| is_read(record)).count();
        let late = given.iter().filter(|record| !is_read(record) && by(record).is_some_and(|by| by < today)).count();
        let (title, edition, href) = (title(of), edition(of), of.href(&id));
        SheetRow { title, edition, href, given: given.len(), read, waiting: given.len() - read, late }
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by(|a, b| (b.late, b.waiting, &a.title).cmp(&(a.late, a.waiting, &b.title)));
    let asked = Of::asked(&signed.visitor.here);
    let chosen = sheets.get(&asked).map(|given| Chosen {
        title: title(&asked),
        edition: edition(&asked),
        document: address(DOCUMENTS, ground.organisation.as_ref(), &asked.document),
        ..people_of(t, &ground, given, today)
    });
    let form = may_give(signed.caller(), &ground).then(|| form.filled(&ground, &titles, today));
    Ok(Acknowledgements {
        organisation: id,
        organisations: ground.organisations,
        sheets: rows,
        chosen,
        form,
        trouble: Vec::new(),
        note: None,
        shell: Shell::of(&signed.visitor),
        t: t.clone(),
    })
}

fn may_give(caller: &Caller, ground: &Ground<'_>) -> bool {
    let right = talap_store::right_to_write(&ground.definition.key);
    let here = ground.organisation.as_ref().is_some_and(|organisation| caller.require_for(right, organisation).is_ok());
    here && may_write(caller, ground.definition)
}

/// Who has read a document and who has not, those first who should have long ago.
fn people_of(t: &Tongue, ground: &Ground<'_>, given: &[&Record], today: Date) -> Chosen {
    let names: BTreeMap<&str, &str> =
        ground.people.iter().filter_map(|one| Some((one.key.as_str(), text(one, "name")?))).collect();
    let person = |record: &Record| {
        let key = text(record, "person").unwrap_or_default();
        write::harmless(names.get(key).copied().unwrap_or(key))
    };
    let href = |record: &Record| record::path(&record.register, &record.organisation, &record.key);
    let (mut waiting, mut read) = (Vec::new(), Vec::new());
    for record in given {
        let (person, href) = (person(record), href(record));
        if let Some(on) = text(record, "acknowledged_on").and_then(parse_date) {
            let manner = text(record, "manner").unwrap_or_default();
            read.push((on, ReadRow { person, href, on: t.date(&on), manner: manner_of(t, ground.definition, manner) }));
        } else {
            let by = by(record).unwrap_or(today);
            let row = WaitingRow { person, href, by: t.date(&by), left: left(t, by, today), is_late: by < today };
            waiting.push((by, row));
        }
    }
    waiting.sort_by(|(a, x), (b, y)| (a, &x.person).cmp(&(b, &y.person)));
    read.sort_by(|(a, x), (b, y)| (b, &x.person).cmp(&(a, &y.person)));
    Chosen {
        title: String::new(),
        edition: String::new(),
        document: None,
        waiting: waiting.into_iter().map(|(_, row)| row).collect(),
        read: read.into_iter().map(|(_, row)| row).collect(),
    }
}

/// What the documents are called, by key.
fn titles(site: &Site, t: &Tongue, documents: &[Record]) -> Result<BTreeMap<String, String>, Fault> {
    let register = RegisterKey::new(DOCUMENTS)?;
    let definition = site.register.definitions().get(&register).ok_or_else(Fault::missing)?;
    let title = |record: &Record| {
        let title = name(definition, record, t.language);
        (record.key.to_string(), title.unwrap_or_else(|| write::harmless(record.key.as_str())))
    };
    Ok(documents.iter().map(title).collect())
}

/// The words of a choice.
fn manner_of(t: &Tongue, definition: &Definition, key: &str) -> String {
    let choices = match definition.field("manner").map(|field| &field.kind) {
        Some(FieldKind::Choice(choices)) => choices.as_slice(),
        _ => &[],
    };
    choices.iter().find(|choice| choice.key == key).map(|choice| t.of(&choice.label).to_owned()).unwrap_or_default()
}

/// How long there is left until a day.
fn left(t: &Tongue, by: Date, today: Date) -> String {
    let days = (by - today).whole_days();
    let many = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    match days {
        0 => t.text("web-due-today"),
        1.. => t.count("web-due-in", many),
        _ => t.count("web-due-late", many),
    }
}

/// The page of a record by its key, where there is one.
fn address(register: &str, organisation: Option<&OrganisationId>, key: &str) -> Option<String> {
    let (register, key) = (RegisterKey::new(register).ok()?, RecordKey::new(key).ok()?);
    Some(record::path(&register, organisation?, &key))
}

fn is_read(record: &Record) -> bool {
    text(record, "acknowledged_on").is_some()
}

fn by(record: &Record) -> Option<Date> {
    text(record, "acknowledge_by").and_then(parse_date)
}

fn text<'a>(record: &'a Record, field: &str) -> Option<&'a str> {
    record.values.get(field).and_then(Value::as_str)
}

/// The day of the edition that a document has now.
fn edition(document: &Record) -> Option<String> {
    let day = |field: &str| text(document, field).and_then(parse_date);
    day("revised_on").or(day("approved_on")).map(format_date)
}

#[cfg(test)]
impl Acknowledgements {
    /// The page with nothing, with a sheet, and with what is wrong.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let named = |id: &str| Named { id: id.into(), name: id.into() };
        let empty = |form| Self {
            t: t.clone(),
            shell: shell(),
            organisations: Vec::new(),
            organisation: String::new(),
            sheets: Vec::new(),
            chosen: None,
            form,
            trouble: Vec::new(),
            note: None,
        };
        let waiting = |is_late| WaitingRow {
            person: "<x>".into(),
            href: "/x".into(),
            by: "x".into(),
            left: t.count("web-due-in", 3),
            is_late,
        };
        let chosen = Chosen {
            title: "Policy".into(),
            edition: "x".into(),
            document: Some("/x".into()),
            waiting: vec![waiting(true), waiting(false)],
            read: vec![ReadRow { person: "A".into(), href: "/x".into(), on: "x".into(), manner: "y".into() }],
        };
        let all_read =
            Chosen { title: "x".into(), edition: String::new(), document: None, waiting: Vec::new(), read: Vec::new() };
        let row = |late| SheetRow {
            title: "Policy".into(),
            edition: "x".into(),
            href: "/x".into(),
            given: 3,
            read: 1,
            waiting: 2,
            late,
        };
        let full = || Self {
            organisations: vec![named("a"), named("b")],
            organisation: "b".into(),
            sheets: vec![row(1), row(0)],
            ..empty(Some(Form::sample()))
        };
        let note = Some("x".into());
        vec![
            empty(None),
            Self { chosen: Some(chosen), ..full() },
            Self { trouble: vec!["<wrong>".into()], note, chosen: Some(all_read), ..full() },
        ]
    }
}
