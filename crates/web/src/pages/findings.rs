//! Verdicts across organisations and objects, by status, mode and words.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_assess::Population;
use talap_decree::catalog::Mode;
use talap_model::{Caller, Right, Status, SubjectKind};
use talap_store::{Verdict, VerdictFilter};

use crate::Shared;
use crate::evidence::name_facts;
use crate::gate::Signed;
use crate::pages::{answer, objects};
use crate::shell::{self, Shell, query_value};
use crate::site::Site;
use crate::state::{self, DueItem, Line};
use crate::tongue::Tongue;
use crate::view::Pager;

/// How many verdicts a page shows.
const ROWS: usize = 50;

/// How many late entries stand above them.
const LATE: u64 = 20;

#[derive(Template)]
#[template(path = "findings.html")]
pub(crate) struct Findings {
    t: Tongue,
    shell: Shell,
    q: String,
    statuses: Vec<(Status, bool)>,
    modes: Vec<(Mode, bool)>,
    organisations: Vec<(String, String, bool)>,
    rows: Vec<Row>,
    pager: Pager,
    assessed: bool,
    /// What fell due in the registers and was not done; shown above the first page.
    late: Vec<DueItem>,
    late_count: usize,
}

struct Row {
    subject: String,
    href: String,
    line: Line,
}

impl Row {
    /// Whether all words occur in it.
    fn has(&self, sought: &str) -> bool {
        let Self { line, subject, .. } = self;
        let text =
            format!("{} {} {} {subject} {}", line.clause, line.title, line.reason, line.subject.id).to_lowercase();
        sought.split_whitespace().all(|word| text.contains(word))
    }
}

/// What organisations and objects are called.
struct Names<'a>(HashMap<(SubjectKind, &'a str), &'a str>);

impl<'a> Names<'a> {
    fn of(t: &'a Tongue, population: &'a Population) -> Self {
        let organisations = population.organisations.iter();
        let organisations =
            organisations.map(|found| ((SubjectKind::Organisation, found.id.as_str()), t.of(&found.name)));
        let objects = population.objects.iter();
        let objects = objects.map(|found| ((SubjectKind::Object, found.id.as_str()), t.of(&found.name)));
        Self(organisations.chain(objects).collect())
    }

    fn row(&self, site: &Site, t: &Tongue, caller: &Caller, verdict: &Verdict) -> Row {
        let line = state::line(site, t, caller, verdict);
        let (kind, id) = (line.subject.kind, line.subject.id.as_str());
        let subject = self.0.get(&(kind, id)).copied().unwrap_or(id).to_owned();
        Row { href: objects::href(kind, id), subject, line }
    }
}

/// The list.
pub(crate) async fn list(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let (t, caller) = (signed.t().clone(), signed.caller());
        let here = signed.visitor.here.as_str();
        let status = query_value(here, "status").parse::<Status>().ok().filter(|s| *s != Status::NotApplicable);
        let mode = query_value(here, "mode").parse::<Mode>().ok();
        let asked = query_value(here, "organisation");
        let q = query_value(here, "q");
        let population = site.population(caller).await?;
        let organisation = population.organisations.iter().find(|found| found.id.as_str() == asked);
        let filter = VerdictFilter {
            organisation: organisation.map(|found| found.id.clone()),
            status,
            mode: mode.map(|mode| mode.key().to_owned()),
            ..VerdictFilter::default()
        };
        let assessment = site.store.latest_whole_assessment(caller).await?;
        let page = query_value(here, "page").parse().unwrap_or(1);
        let names = Names::of(&t, &population);
        let (mut rows, pager) = match &assessment {
            None => (Vec::new(), Pager::new(here, page, 0, ROWS)),
            // The database cuts the page where no words are sought.
            Some(assessment) if q.trim().is_empty() => {
                let total = site.store.count_verdicts(caller, assessment.id, &filter).await?;
                let pager = Pager::new(here, page, usize::try_from(total).unwrap_or(usize::MAX), ROWS);
                let offset = ((pager.page - 1) * ROWS) as u64;
                let verdicts =
                    site.store.verdicts_part(caller, assessment.id, &filter, offset, Some(ROWS as u64)).await?;
                (verdicts.iter().map(|verdict| names.row(&site, &t, caller, verdict)).collect(), pager)
            }
            Some(assessment) => {
                let verdicts = site.store.verdicts(caller, assessment.id, &filter).await?;
                let sought = q.to_lowercase();
                let rows = verdicts.iter().map(|verdict| names.row(&site, &t, caller, verdict));
                let rows: Vec<Row> = rows.filter(|row| row.has(&sought)).collect();
                let pager = Pager::new(here, page, rows.len(), ROWS);
                (rows.into_iter().skip((pager.page - 1) * ROWS).take(ROWS).collect(), pager)
            }
        };
        name_facts(&site, &t, caller, rows.iter_mut().map(|row| &mut row.line)).await?;
        let plain = page == 1 && q.is_empty() && mode.is_none() && status.is_none_or(|status| status == Status::NotMet);
        let (late, late_count) = if plain && caller.has(Right::ReadRecords) {
            state::late(&site, &t, caller, filter.organisation.as_ref(), LATE).await?
        } else {
            (Vec::new(), 0)
        };
        Ok(shell::found(&Findings {
            q,
            statuses: [Status::NotMet, Status::Unknown, Status::Met].map(|s| (s, Some(s) == status)).into(),
            modes: [Mode::Enforced, Mode::Checked, Mode::Attested].map(|m| (m, Some(m) == mode)).into(),
            organisations: population
                .organisations
                .iter()
                .map(|found| (found.id.to_string(), t.of(&found.name).to_owned(), found.id.as_str() == asked))
                .collect(),
            rows,
            pager,
            assessed: assessment.is_some(),
            late,
            late_count,
            shell: Shell::of(&signed.visitor),
            t,
        }))
    };
    answer(&site, &signed, work.await)
}

#[cfg(test)]
impl Findings {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let make = |rows: Vec<Row>, assessed| Self {
            t: t.clone(),
            shell: shell(),
            q: "<q>".into(),
            statuses: vec![(Status::NotMet, true)],
            modes: vec![(Mode::Checked, false)],
            organisations: vec![("a".into(), "A".into(), true), ("b".into(), "B".into(), false)],
            pager: Pager::new("/findings", 2, 200, ROWS),
            rows,
            assessed,
            late: if assessed { vec![DueItem::sample()] } else { Vec::new() },
            late_count: usize::from(assessed),
        };
        let row = Row { subject: "x".into(), href: "/objects/x".into(), line: Line::sample() };
        vec![make(Vec::new(), false), make(Vec::new(), true), make(vec![row], true)]
    }
}
