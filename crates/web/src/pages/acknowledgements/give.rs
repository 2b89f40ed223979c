//! Giving a document to people to read: a record for each of them, all or none.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use talap_model::Message;
use talap_model::time::{format_date, parse_date};
use talap_store::Record;
use time::{Date, Duration};

use crate::Shared;
use crate::fault::{Fault, FaultKind};
use crate::gate::{self, Signed};
use crate::pages::acknowledgements::{Acknowledgements, Ground, Of, context, edition, ground, may_give, text};
use crate::pages::answer;
use crate::posted::Posted;
use crate::shell;
use crate::site::Site;

/// How long people have to read a document where nobody says otherwise, in days.
const USUAL: i64 = 7;

/// A choice of the form.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// What a person typed, and what there is to choose from.
#[derive(Default)]
pub(crate) struct Form {
    pub(crate) document: String,
    pub(crate) instruction: String,
    pub(crate) whom: String,
    pub(crate) unit: String,
    pub(crate) persons: BTreeSet<String>,
    pub(crate) language: String,
    pub(crate) by: String,
    pub(crate) today: String,
    pub(crate) documents: Vec<Choice>,
    pub(crate) units: Vec<Choice>,
    pub(crate) people: Vec<Choice>,
}

impl Form {
    /// The empty form, for a document perhaps.
    pub(crate) fn new(document: String) -> Self {
        Self { document, whom: "all".to_owned(), language: "kk".to_owned(), ..Self::default() }
    }

    fn posted(posted: &Posted) -> Self {
        let text = |name: &str| posted.get(name).to_owned();
        Self {
            document: text("document"),
            instruction: text("instruction"),
            whom: text("whom"),
            unit: text("unit"),
            persons: posted.all("person").map(str::to_owned).collect(),
            language: text("language"),
            by: text("by"),
            ..Self::default()
        }
    }

    /// With what there is to choose from.
    pub(super) fn filled(self, ground: &Ground<'_>, titles: &BTreeMap<String, String>, today: Date) -> Self {
        let withdrawn = |record: &Record| text(record, "withdrawn_on").is_some();
        let documents = ground.documents.iter().filter(|record| !withdrawn(record)).map(|record| {
            let title = titles.get(record.key.as_str()).map_or("", String::as_str);
            let chosen = record.key.as_str() == self.document;
            Choice { value: record.key.to_string(), label: format!("{} — {title}", record.key), chosen }
        });
        let staff = staff(ground, today);
        let units: BTreeSet<&str> = staff.iter().filter_map(|one| text(one, "unit")).collect();
        let unit = |unit: &&str| Choice {
            value: (*unit).to_owned(),
            label: talap_locale::write::harmless(unit),
            chosen: **unit == self.unit,
        };
        let mut people: Vec<_> = staff.iter().map(|one| person(one, &self.persons)).collect();
        people.sort_by(|a, b| a.label.cmp(&b.label));
        Self {
            documents: documents.collect(),
            units: units.iter().map(unit).collect(),
            people,
            by: if self.by.is_empty() { format_date(today.saturating_add(Duration::days(USUAL))) } else { self.by },
            today: format_date(today),
            ..self
        }
    }

    #[cfg(test)]
    pub(super) fn sample() -> Self {
        let choices = || {
            let choice = |value: &str, chosen| Choice { value: value.into(), label: "<y>".into(), chosen };
            vec![choice("a", true), choice("b", false)]
        };
        let (documents, units, people) = (choices(), choices(), choices());
        Self { documents, units, people, by: "2026-12-01".into(), today: "2026-11-26".into(), ..Self::new("a".into()) }
    }
}

fn person(one: &Record, chosen: &BTreeSet<String>) -> Choice {
    let name = talap_locale::write::harmless(text(one, "name").unwrap_or_default());
    let chosen = chosen.contains(one.key.as_str());
    Choice { value: one.key.to_string(), label: format!("{name} ({})", one.key), chosen }
}

/// Those who work here today.
fn staff<'a>(ground: &'a Ground<'_>, today: Date) -> Vec<&'a Record> {
    let here = |one: &&Record| text(one, "left_on").and_then(parse_date).is_none_or(|left| left > today);
    ground.people.iter().filter(here).collect()
}

/// Gives a document to those who were chosen.
pub(crate) async fn give(State(site): State<Shared>, signed: Signed, posted: Posted) -> Response {
    let work = async {
        let organisation = posted.get("organisation").to_owned();
        let form = Form::posted(&posted);
        if posted.again() {
            let page = context(&site, &signed, &organisation, form).await?;
            return Ok(shell::found(&Acknowledgements { note: Some(signed.t().text("web-again")), ..page }));
        }
        match given(&site, &signed, &organisation, &form).await {
            Ok(href) => Ok(gate::to(&href)),
            Err(fault) if fault.kind == FaultKind::Wrong => {
                let t = signed.t();
                let trouble = std::iter::once(&fault.message).chain(&fault.details).map(|said| t.say(said)).collect();
                let page = context(&site, &signed, &organisation, form).await?;
                Ok(shell::page(StatusCode::UNPROCESSABLE_ENTITY, &Acknowledgements { trouble, ..page }))
            }
            Err(fault) => Err(fault),
        }
    };
    answer(&site, &signed, work.await)
}

/// Keeps the records; where to look at them.
async fn given(site: &Site, signed: &Signed, organisation: &str, form: &Form) -> Result<String, Fault> {
    let ground = ground(site, signed, organisation).await?;
    if !may_give(signed.caller(), &ground) {
        return Err(Fault::missing());
    }
    let organisation = ground.organisation.clone().ok_or_else(Fault::missing)?;
    let today = signed.t().day(&site.clock.now());
    let of = of(&ground, form)?;
    let chosen = chosen(&ground, form, today)?;
    let has: BTreeSet<&str> = ground
        .given
        .iter()
        .filter(|record| Of::record(record) == of)
        .filter_map(|record| text(record, "person"))
        .collect();
    let fields = [
        ("document", of.document.clone()),
        ("instruction", of.instruction.clone()),
        ("edition_on", of.edition.clone()),
        ("language", form.language.clone()),
        ("issued_on", format_date(today)),
        ("acknowledge_by", form.by.clone()),
    ];
    // Who has it already is not asked twice.
    let record = |person: &str| -> BTreeMap<String, String> {
        let person = ("person", person.to_owned());
        fields.iter().cloned().chain([person]).map(|(name, value)| (name.to_owned(), value)).collect()
    };
    let records: Vec<_> = chosen.iter().filter(|person| !has.contains(**person)).map(|person| record(person)).collect();
    if records.is_empty() {
        return Err(Fault::wrong(Message::new("web-acknowledge-all-have-it")));
    }
    let register = &ground.definition.key;
    site.register.put_together(signed.caller(), register, &organisation, &records).await?;
    let href = of.href(organisation.as_str());
    Ok(href.replace("#sheet", "&told=given#sheet"))
}

/// What is given: a document of the list in its present edition, or an instruction by its name.
fn of(ground: &Ground<'_>, form: &Form) -> Result<Of, Fault> {
    let (document, instruction) = (form.document.clone(), form.instruction.clone());
    if document.is_empty() == instruction.is_empty() {
        return Err(Fault::wrong(Message::new("web-acknowledge-one-of-both")));
    }
    if document.is_empty() {
        return Ok(Of { instruction, ..Of::default() });
    }
    let known = ground.documents.iter().find(|record| record.key.as_str() == document);
    let known = known.ok_or_else(|| Fault::wrong(Message::new("web-acknowledge-no-document")))?;
    Ok(Of { document, edition: edition(known).unwrap_or_default(), ..Of::default() })
}

/// The people who were chosen, by key.
fn chosen<'a>(ground: &'a Ground<'_>, form: &Form, today: Date) -> Result<Vec<&'a str>, Fault> {
    let staff = staff(ground, today);
    let meant = |one: &&Record| match form.whom.as_str() {
        "all" => true,
        "unit" => !form.unit.is_empty() && text(one, "unit") == Some(form.unit.as_str()),
        "some" => form.persons.contains(one.key.as_str()),
        _ => false,
    };
    let chosen: Vec<&str> = staff.into_iter().filter(meant).map(|one| one.key.as_str()).collect();
    if chosen.is_empty() { Err(Fault::wrong(Message::new("web-acknowledge-nobody"))) } else { Ok(chosen) }
}
