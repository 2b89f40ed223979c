//! Verdicts across organisations and objects, by status, mode and words.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_decree::catalog::Mode;
use talap_model::{Right, Status, SubjectKind};
use talap_store::VerdictFilter;

use crate::Shared;
use crate::gate::Signed;
use crate::pages::{answer, objects};
use crate::shell::{self, Shell, query_value};
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
            ..VerdictFilter::default()
        };
        let assessment = site.store.latest_whole_assessment(caller).await?;
        let verdicts = match &assessment {
            Some(assessment) => site.store.verdicts(caller, assessment.id, &filter).await?,
            None => Vec::new(),
        };
        let wanted = verdicts.iter().filter(|verdict| mode.is_none_or(|mode| verdict.mode == mode.key()));
        let mut rows = Vec::new();
        let sought = q.to_lowercase();
        for verdict in wanted {
            let line = state::line(&site, &t, caller, verdict);
            let id = line.subject.id.as_str();
            let name = match line.subject.kind {
                SubjectKind::Object => {
                    population.objects.iter().find(|found| found.id.as_str() == id).map(|found| t.of(&found.name))
                }
                SubjectKind::Organisation => {
                    population.organisations.iter().find(|found| found.id.as_str() == id).map(|found| t.of(&found.name))
                }
            };
            let subject = name.unwrap_or(id).to_owned();
            let text = format!("{} {} {} {subject} {id}", line.clause, line.title, line.reason).to_lowercase();
            if sought.split_whitespace().all(|word| text.contains(word)) {
                rows.push(Row { href: objects::href(line.subject.kind, id), subject, line });
            }
        }
        let page = query_value(here, "page").parse().unwrap_or(1);
        let plain = page == 1 && q.is_empty() && mode.is_none() && status.is_none_or(|status| status == Status::NotMet);
        let (late, late_count) = if plain && caller.has(Right::ReadRecords) {
            state::late(&site, &t, caller, filter.organisation.as_ref(), LATE).await?
        } else {
            (Vec::new(), 0)
        };
        let pager = Pager::new(here, page, rows.len(), ROWS);
        Ok(shell::found(&Findings {
            q,
            statuses: [Status::NotMet, Status::Unknown, Status::Met].map(|s| (s, Some(s) == status)).into(),
            modes: [Mode::Enforced, Mode::Checked, Mode::Attested].map(|m| (m, Some(m) == mode)).into(),
            organisations: population
                .organisations
                .iter()
                .map(|found| (found.id.to_string(), t.of(&found.name).to_owned(), found.id.as_str() == asked))
                .collect(),
            rows: rows.into_iter().skip((pager.page - 1) * ROWS).take(ROWS).collect(),
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
