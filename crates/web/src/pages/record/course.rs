//! The course of a record on its page: the state, the ways out of it that the reader may take, and the days that are due.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use talap_locale::write;
use talap_register::{Act, Definition, Moved, STATE};
use talap_store::Record;

use crate::Shared;
use crate::fault::FaultKind;
use crate::gate::{self, Signed};
use crate::pages::answer;
use crate::pages::record::{Place, Said, context, find, path};
use crate::pages::registers::values::{Names, Shown, shown};
use crate::path::Path;
use crate::posted::WithFiles;
use crate::shell;
use crate::site::Site;
use crate::state::days_left;
use crate::tongue::Tongue;

/// The course of one record.
#[derive(Default)]
pub(crate) struct Course {
    /// What its state is called.
    pub(crate) state: Option<String>,
    /// Whether its values are not changed any more.
    pub(crate) is_locked: bool,
    pub(crate) ways: Vec<Way>,
    pub(crate) days: Vec<Day>,
    /// The acts that go with the step to this state: what each is called, and its file beside the record's page.
    pub(crate) papers: Vec<(String, String)>,
    /// Why a transition was not taken.
    pub(crate) unmoved: Option<String>,
}

/// A transition that the reader may take.
pub(crate) struct Way {
    pub(crate) key: String,
    pub(crate) label: String,
    /// What is still to be filled in for it.
    pub(crate) lacking: Vec<String>,
    /// Whether an electronic signature goes with it.
    pub(crate) is_signed: bool,
}

/// A day by which something is done with the record.
#[allow(clippy::struct_field_names, reason = "the day itself is one of its parts")]
pub(crate) struct Day {
    pub(crate) what: String,
    pub(crate) day: String,
    pub(crate) left: String,
    pub(crate) is_late: bool,
    pub(crate) clause: Option<String>,
    pub(crate) who: Option<Shown>,
}

impl Course {
    /// Of a void record nothing is due, and no way leads on.
    pub(crate) fn of(
        site: &Site,
        signed: &Signed,
        definition: &Definition,
        record: &Record,
        names: &Names,
        may_move: bool,
    ) -> Self {
        let t = signed.t();
        let state = definition.state_of(&record.values);
        let mut course = Self {
            state: state.map(|state| t.of(&state.label).to_owned()),
            is_locked: state.is_some_and(|state| state.locked) && !record.voided,
            ..Self::default()
        };
        if record.voided {
            return course;
        }
        let leading = definition.transitions.iter().filter(|way| state.is_some_and(|state| state.key == way.to));
        let papers: BTreeSet<&String> = leading.filter_map(|way| way.paper.as_ref()).collect();
        course.papers = papers.into_iter().filter_map(|key| definition.act(key)).map(|act| paper(t, act)).collect();
        let label = |key: &str| definition.field(key).map(|field| t.of(&field.label).to_owned());
        if may_move {
            let ways = site.register.ways(signed.caller(), definition, &record.values).into_iter();
            course.ways = ways
                .map(|(way, lacking)| Way {
                    key: way.key.clone(),
                    label: t.of(&way.label).to_owned(),
                    lacking: lacking.into_iter().filter_map(label).collect(),
                    is_signed: way.signature && site.register.has_signing(),
                })
                .collect();
        }
        let today = t.day(&site.clock.now());
        for deadline in &definition.deadlines {
            let Some(day) = deadline.day(&record.values) else { continue };
            let left = (day - today).whole_days();
            let who = deadline.who.as_ref().and_then(|who| definition.field(who));
            let who = who.filter(|field| record.values.contains_key(&field.key));
            course.days.push(Day {
                what: t.of(&deadline.label).to_owned(),
                day: t.date(&day),
                left: days_left(t, left),
                is_late: left < 0,
                clause: deadline.clause.as_ref().map(ToString::to_string),
                who: who.map(|field| shown(t, names, record, field)),
            });
        }
        course
    }

    /// The same with why a transition was not taken.
    pub(crate) fn with(self, unmoved: Option<String>) -> Self {
        Self { unmoved, ..self }
    }
}

/// Moves the record on to another state.
pub(crate) async fn take(
    State(site): State<Shared>,
    signed: Signed,
    Path(place): Place,
    WithFiles(posted): WithFiles,
) -> Response {
    let work = async {
        let (definition, record) = find(&site, &signed, &place).await?;
        let (register, organisation) = (&record.register, &record.organisation);
        if posted.again() {
            let said = Said { unmoved: Some(signed.t().text("web-course-again")), ..Said::default() };
            return Ok(shell::found(&context(&site, &signed, definition, &record, said).await?));
        }
        let moved = Moved {
            organisation: organisation.clone(),
            key: record.key.clone(),
            // A form of ours always names it; whatever else is typed there is of no version.
            seen: Some(posted.get("seen").parse().unwrap_or_default()),
        };
        let signature = posted.file("signature").map(|file| file.bytes.as_slice());
        match site.transit(signed.caller(), register, &moved, posted.get("transition"), signature).await {
            Ok(_) => Ok(gate::to(&format!("{}?told=moved", path(register, organisation, &record.key)))),
            Err(fault) if matches!(fault.kind, FaultKind::Wrong | FaultKind::Changed(_)) => {
                let status = fault.status();
                let unmoved = Some(signed.t().say(&fault.message));
                // As it stands now, with the ways that are open now.
                let (definition, record) = find(&site, &signed, &place).await?;
                let said = Said { unmoved, ..Said::default() };
                Ok(shell::page(status, &context(&site, &signed, definition, &record, said).await?))
            }
            Err(fault) => Err(fault),
        }
    };
    answer(&site, &signed, work.await)
}

/// What an act is called, and its file beside the record's page.
pub(crate) fn paper(t: &Tongue, act: &Act) -> (String, String) {
    (t.of(&act.title).to_owned(), format!("act/{}.pdf", act.key))
}

/// What a record's state is called.
pub(crate) fn state_of(t: &Tongue, definition: &Definition, record: &Record) -> String {
    let state = definition.state_of(&record.values).map(|state| t.of(&state.label).to_owned());
    state.unwrap_or_else(|| {
        write::harmless(record.values.get(STATE).and_then(serde_json::Value::as_str).unwrap_or_default())
    })
}

#[cfg(test)]
impl Course {
    pub(crate) fn sample(may_change: bool, is_locked: bool) -> Self {
        let way = |is_signed: bool, lacking: &[&str]| Way {
            key: "close".into(),
            label: "Close".into(),
            lacking: lacking.iter().map(|field| (*field).to_owned()).collect(),
            is_signed,
        };
        let day = |is_late, clause: Option<&str>, who| Day {
            what: "Return".into(),
            day: "1 March 2026".into(),
            left: "in 3 days".into(),
            is_late,
            clause: clause.map(str::to_owned),
            who,
        };
        let who = Shown { text: "<x>".into(), href: Some("/x".into()), is_number: false };
        Self {
            state: Some("Open".into()),
            is_locked,
            ways: if may_change { vec![way(true, &[]), way(false, &["A", "B"])] } else { Vec::new() },
            days: vec![day(true, Some("42"), Some(who)), day(false, None, None)],
            papers: if is_locked { vec![("Act".into(), "act/issue_act.pdf".into())] } else { Vec::new() },
            unmoved: is_locked.then(|| "<y>".into()),
        }
    }
}
