//! Moving several records of a register on at once: what it would do to each, and then doing it.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use talap_locale::write;
use talap_model::{Message, OrganisationId, RecordKey};
use talap_register::{Definition, Moved, Transition};
use talap_store::Record;

use crate::Shared;
use crate::fault::{Fault, FaultKind};
use crate::gate::{self, Signed};
use crate::pages::record::course::state_of;
use crate::pages::registers::values::name;
use crate::pages::registers::{note_reading, readable};
use crate::pages::{answer, record};
use crate::posted::Posted;
use crate::shell::{self, Shell};
use crate::site::Site;
use crate::tongue::Tongue;

/// The most records that are moved at once: fewer than a form has fields.
const MOST: usize = 450;

#[derive(Template)]
#[template(path = "move.html")]
pub(crate) struct MovePage {
    t: Tongue,
    shell: Shell,
    register: String,
    title: String,
    transition: String,
    label: String,
    /// The state that it leads to.
    to: String,
    rows: Vec<Row>,
    /// How many of them can be moved.
    count: usize,
    /// Why nothing was done.
    trouble: Option<String>,
}

struct Row {
    chosen: String,
    href: String,
    key: String,
    name: Option<String>,
    state: String,
    /// What keeps it where it is.
    kept: Option<String>,
}

/// What a box sends that chooses a record: whose it is, the version that was seen, and the key, which may hold anything.
pub(crate) fn chosen(record: &Record) -> String {
    format!("{}/{}/{}", record.organisation, record.version, record.key)
}

fn moved(chosen: &str) -> Option<Moved> {
    let mut parts = chosen.splitn(3, '/');
    let (organisation, seen, key) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Moved {
        organisation: OrganisationId::new(organisation).ok()?,
        key: RecordKey::new(key).ok()?,
        seen: Some(seen.parse().ok()?),
    })
}

/// Shows what a transition would do to the records that were chosen; once that is confirmed, moves those that it can.
pub(crate) async fn take(
    State(site): State<Shared>,
    signed: Signed,
    Path(register): Path<String>,
    posted: Posted,
) -> Response {
    let work = async {
        let definition = readable(&site, signed.caller(), &register)?;
        let key = posted.get("transition");
        let way = definition.transition(key).filter(|way| definition.may_take(way, signed.caller()));
        let Some(way) = way else {
            let unsaid = Fault::wrong(Message::new("web-move-unsaid"));
            return Err(if key.is_empty() { unsaid } else { Fault::missing() });
        };
        let all = chosen_of(&posted)?;
        let preview = Preview::of(&site, &signed, definition, way, all).await?;
        if posted.get("confirmed").is_empty() || posted.again() {
            return Ok(shell::found(&preview.page(&signed, None)));
        }
        // Only those come that could be moved when it was looked at: where one cannot any more, none is.
        let all = preview.rows.iter().map(|(moved, _, _)| moved.clone()).collect::<Vec<_>>();
        match site.transit_all(signed.caller(), &definition.key, &all, &way.key).await {
            Ok(_) => Ok(gate::to(&format!("/registers/{}?told=moved", definition.key))),
            // Somebody changed one of them since: it is seen again how things stand.
            Err(fault) if matches!(fault.kind, FaultKind::Wrong | FaultKind::Changed(_)) => {
                let trouble = signed.t().say(&fault.message);
                let now = Preview::of(&site, &signed, definition, way, all).await?;
                Ok(shell::page(StatusCode::CONFLICT, &now.page(&signed, Some(trouble))))
            }
            Err(fault) => Err(fault),
        }
    };
    answer(&site, &signed, work.await)
}

/// The records that a form chose, each once: those of the boxes, or all that the page showed.
fn chosen_of(posted: &Posted) -> Result<Vec<Moved>, Fault> {
    let whole = !posted.get("all").is_empty();
    let mut seen = BTreeSet::new();
    let texts = posted.all(if whole { "shown" } else { "record" }).filter(|text| seen.insert((*text).to_owned()));
    let found: Vec<Moved> = texts.filter_map(moved).collect();
    if found.is_empty() {
        return Err(Fault::wrong(Message::new("web-move-nothing")));
    }
    if found.len() > MOST {
        return Err(Fault::wrong(Message::new("web-move-too-many").with("n", found.len()).with("most", MOST)));
    }
    Ok(found)
}

/// What a transition would do.
struct Preview<'a> {
    definition: &'a Definition,
    way: &'a Transition,
    rows: Vec<(Moved, Record, Option<Message>)>,
}

impl<'a> Preview<'a> {
    /// Of the records that the caller may see; others are as if they had not been chosen.
    async fn of(
        site: &Site,
        signed: &Signed,
        definition: &'a Definition,
        way: &'a Transition,
        all: Vec<Moved>,
    ) -> Result<Self, Fault> {
        let told = site.register.preview_transit(signed.caller(), &definition.key, &all, &way.key).await?;
        let mut rows = Vec::new();
        for (moved, told) in all.into_iter().zip(told) {
            let found = site.register.record(signed.caller(), &definition.key, &moved.organisation, &moved.key).await;
            if let Some(record) = found.ok().flatten() {
                rows.push((moved, record, told));
            }
        }
        note_reading(site, signed, definition, None, ("records", &rows.len().to_string())).await?;
        if rows.is_empty() {
            return Err(Fault::wrong(Message::new("web-move-nothing")));
        }
        Ok(Self { definition, way, rows })
    }

    fn page(&self, signed: &Signed, trouble: Option<String>) -> MovePage {
        let t = signed.t();
        let row = |(_, record, told): &(Moved, Record, Option<Message>)| Row {
            chosen: chosen(record),
            href: record::path(&record.register, &record.organisation, &record.key),
            key: write::harmless(record.key.as_str()),
            name: name(self.definition, record, t.language),
            state: state_of(t, self.definition, record),
            kept: told.as_ref().map(|told| t.say(told)),
        };
        let to = self.definition.state(&self.way.to);
        MovePage {
            register: self.definition.key.to_string(),
            title: t.of(&self.definition.title).to_owned(),
            transition: self.way.key.clone(),
            label: t.of(&self.way.label).to_owned(),
            to: to.map(|state| t.of(&state.label).to_owned()).unwrap_or_default(),
            rows: self.rows.iter().map(row).collect(),
            count: self.rows.iter().filter(|(_, _, told)| told.is_none()).count(),
            trouble,
            shell: Shell::of(&signed.visitor),
            t: t.clone(),
        }
    }
}

#[cfg(test)]
impl MovePage {
    /// The page of records of which some can be moved, and of some that cannot after all.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let row = |kept: Option<&str>| Row {
            chosen: "akimat/3/17".into(),
            href: "/registers/incidents/akimat/17".into(),
            key: "17".into(),
            name: kept.map(str::to_owned),
            state: "Open".into(),
            kept: kept.map(str::to_owned),
        };
        let page = |rows: Vec<Row>, trouble: Option<&str>| Self {
            t: t.clone(),
            shell: shell(),
            register: "incidents".into(),
            title: "Incidents".into(),
            transition: "close".into(),
            label: "Close".into(),
            to: "Closed".into(),
            count: rows.iter().filter(|row| row.kept.is_none()).count(),
            rows,
            trouble: trouble.map(str::to_owned),
        };
        vec![page(vec![row(None), row(Some("<x>"))], None), page(vec![row(Some("<y>"))], Some("<x>"))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_names_its_record() {
        let record = crate::pages::registers::values::tests::record("people", &[]);
        let found = moved(&chosen(&record)).unwrap();
        assert_eq!((found.organisation, found.key, found.seen), (record.organisation, record.key, Some(3)));
        assert_eq!(moved("akimat/1/№ 5/а").unwrap().key.as_str(), "№ 5/а");
        for wrong in ["", "akimat", "akimat/1", "akimat/x/1", "../1/1", "akimat/1/"] {
            assert_eq!(moved(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_whole_page_is_what_it_showed() {
        let fields = [("shown", "a/1/1"), ("shown", "a/1/2"), ("record", "a/1/2"), ("record", "a/1/2")];
        let keys = |posted: Posted| -> Vec<String> {
            chosen_of(&posted).unwrap().into_iter().map(|moved| moved.key.to_string()).collect()
        };
        assert_eq!(keys(Posted::of(&fields)), ["2"]);
        assert_eq!(keys(Posted::of(&[&fields[..], &[("all", "1")]].concat())), ["1", "2"]);
        assert!(chosen_of(&Posted::of(&[("shown", "a/1/1")])).is_err());
    }
}
