//! The decree: its sections and clauses.

pub(crate) mod clause;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_decree::catalog::{Clause, Mode};
use talap_model::{ClauseId, Message, Right};
use talap_report::ObjectClass;
use talap_store::VerdictFilter;

use crate::Shared;
use crate::gate::Signed;
use crate::pages::answer;
use crate::shell::{self, Shell, query_value};
use crate::tongue::Tongue;
use crate::view::Tally;

#[derive(Template)]
#[template(path = "clauses.html")]
pub(crate) struct Clauses {
    t: Tongue,
    shell: Shell,
    q: String,
    modes: Vec<(Mode, bool)>,
    only_unreviewed: bool,
    lead: String,
    sections: Vec<SectionRow>,
    /// The classes of objects that there is a profile for.
    classes: Vec<usize>,
}

struct SectionRow {
    number: String,
    title: String,
    clauses: Vec<ClauseRow>,
}

struct ClauseRow {
    id: String,
    title: String,
    mode: Mode,
    statements: usize,
    tally: Tally,
    unreviewed: bool,
}

/// The list of clauses.
pub(crate) async fn list(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let (t, caller) = (signed.t().clone(), signed.caller());
        let here = signed.visitor.here.as_str();
        let (q, mode) = (query_value(here, "q"), query_value(here, "mode").parse::<Mode>().ok());
        let only_unreviewed = !query_value(here, "unreviewed").is_empty();
        let verdicts = if caller.has(Right::ReadVerdicts) {
            match site.store.latest_whole_assessment(caller).await? {
                Some(assessment) => site.store.verdicts(caller, assessment.id, &VerdictFilter::default()).await?,
                None => Vec::new(),
            }
        } else {
            Vec::new()
        };
        let mut tallies = std::collections::BTreeMap::<ClauseId, Tally>::new();
        for verdict in &verdicts {
            tallies.entry(verdict.clause.clone()).or_default().add(verdict.status, 1);
        }
        let row = |clause: &Clause| ClauseRow {
            id: clause.id.to_string(),
            title: t.of(&clause.title).to_owned(),
            mode: clause.mode(),
            statements: clause.statements.len(),
            tally: tallies.get(&clause.id).copied().unwrap_or_default(),
            unreviewed: site.official.is_unreviewed(&clause.id),
        };
        let wanted = |clause: &Clause| {
            mode.is_none_or(|mode| clause.mode() == mode)
                && (!only_unreviewed || site.official.is_unreviewed(&clause.id))
                && holds(&t, clause, &q)
        };
        let sections = site.catalog.sections.iter().map(|section| SectionRow {
            number: section_number(section.chapter, section.paragraph),
            title: t.of(&section.title).to_owned(),
            clauses: section.clauses.iter().filter(|clause| wanted(clause)).map(row).collect(),
        });
        let stats = site.catalog.stats();
        let lead = Message::new("web-clauses-lead").with("clauses", stats.clauses).with("statements", stats.statements);
        Ok(shell::found(&Clauses {
            lead: t.say(&lead),
            sections: sections.filter(|section| !section.clauses.is_empty()).collect(),
            q,
            modes: [Mode::Enforced, Mode::Checked, Mode::Attested, Mode::Informative]
                .map(|found| (found, Some(found) == mode))
                .into(),
            only_unreviewed,
            classes: ObjectClass::ALL.iter().map(|class| usize::from(class.number())).collect(),
            shell: Shell::of(&signed.visitor),
            t,
        }))
    };
    answer(&site, &signed, work.await)
}

fn section_number(chapter: u16, paragraph: Option<u16>) -> String {
    paragraph.map_or_else(|| chapter.to_string(), |paragraph| format!("{chapter}.{paragraph}"))
}

/// Whether a clause has every word that is sought.
fn holds(t: &Tongue, clause: &Clause, q: &str) -> bool {
    let mut text = format!("{} {}", clause.id, t.of(&clause.title));
    for statement in &clause.statements {
        text.push(' ');
        text.push_str(t.of(&statement.title));
        text.push(' ');
        text.push_str(t.of(&statement.text));
    }
    let text = text.to_lowercase();
    q.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

#[cfg(test)]
impl Clauses {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let make = |sections| Self {
            t: t.clone(),
            shell: shell(),
            q: "x".into(),
            modes: vec![(Mode::Checked, true)],
            only_unreviewed: true,
            lead: "x".into(),
            sections,
            classes: vec![1],
        };
        let tally = Tally { met: 1, not_met: 1, unknown: 1 };
        let clause = ClauseRow {
            id: "38.4".into(),
            title: "x".into(),
            mode: Mode::Checked,
            statements: 2,
            tally,
            unreviewed: true,
        };
        vec![
            make(Vec::new()),
            make(vec![SectionRow { number: "2.1".into(), title: "x".into(), clauses: vec![clause] }]),
        ]
    }
}
