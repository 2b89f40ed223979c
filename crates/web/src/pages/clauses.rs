//! The decree: its sections and clauses, and one clause with its statements and the official text beside it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use talap_decree::catalog::{Clause, Mode, Statement};
use talap_decree::text::OfficialText;
use talap_model::{ClauseId, Language, Message, Right};
use talap_store::VerdictFilter;

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::{answer, objects};
use crate::shell::{self, Shell, query_value};
use crate::state::{self, Line};
use crate::tongue::Tongue;
use crate::view::Tally;

#[derive(Template)]
#[template(path = "clauses.html")]
pub(crate) struct Clauses {
    t: Tongue,
    shell: Shell,
    q: String,
    lead: String,
    sections: Vec<SectionRow>,
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
}

#[derive(Template)]
#[template(path = "clause.html")]
pub(crate) struct ClausePage {
    t: Tongue,
    shell: Shell,
    id: String,
    title: String,
    section: String,
    statements: Vec<StatementRow>,
    official: Vec<OfficialRow>,
    imported: bool,
    before: Option<String>,
    after: Option<String>,
}

struct StatementRow {
    key: String,
    title: String,
    text: String,
    kind: String,
    mode: Mode,
    how: String,
    binds: String,
    numbers: Vec<String>,
    lines: Vec<(String, String, Line)>,
}

struct OfficialRow {
    language: Language,
    id: String,
    text: String,
    closed: bool,
}

/// The list of clauses.
pub(crate) async fn list(State(site): State<Shared>, signed: Signed) -> Response {
    let work = async {
        let (t, caller) = (signed.t().clone(), signed.caller());
        let q = query_value(&signed.visitor.here, "q");
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
        };
        let sections = site.catalog.sections.iter().map(|section| SectionRow {
            number: section_number(section.chapter, section.paragraph),
            title: t.of(&section.title).to_owned(),
            clauses: section.clauses.iter().filter(|clause| holds(&t, clause, &q)).map(row).collect(),
        });
        let stats = site.catalog.stats();
        let lead = Message::new("web-clauses-lead").with("clauses", stats.clauses).with("statements", stats.statements);
        Ok(shell::found(&Clauses {
            lead: t.say(&lead),
            sections: sections.filter(|section| !section.clauses.is_empty()).collect(),
            q,
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

/// One clause.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed, Path(id): Path<String>) -> Response {
    let work = async {
        let t = signed.t().clone();
        let id = ClauseId::new(id).map_err(|_| Fault::missing())?;
        let clause = site.catalog.clause(&id).ok_or_else(Fault::missing)?;
        let holder = site.catalog.sections.iter().find(|section| section.clauses.iter().any(|found| found.id == id));
        let order: Vec<_> = site.catalog.clauses().map(|clause| clause.id.clone()).collect();
        let place = order.iter().position(|found| *found == id);
        let beside = |step: fn(usize) -> Option<usize>| order.get(place.and_then(step)?).map(ToString::to_string);
        let mut statements = Vec::new();
        for statement in &clause.statements {
            statements.push(statement_row(&site, &signed, statement).await?);
        }
        let texts: Vec<_> = Language::ALL.into_iter().filter_map(|language| site.official.get(language)).collect();
        Ok(shell::found(&ClausePage {
            id: id.to_string(),
            title: t.of(&clause.title).to_owned(),
            section: holder.map(|section| t.of(&section.title).to_owned()).unwrap_or_default(),
            statements,
            imported: !texts.is_empty(),
            official: texts.iter().flat_map(|text| official(text, &id)).collect(),
            before: beside(|place| place.checked_sub(1)),
            after: beside(|place| place.checked_add(1)),
            shell: Shell::of(&signed.visitor),
            t,
        }))
    };
    answer(&site, &signed, work.await)
}

async fn statement_row(site: &Shared, signed: &Signed, statement: &Statement) -> Result<StatementRow, Fault> {
    let (t, caller) = (signed.t(), signed.caller());
    let mut lines = Vec::new();
    if caller.has(Right::ReadVerdicts)
        && let Some(assessment) = site.store.latest_whole_assessment(caller).await?
    {
        let population = site.population(caller).await?;
        let filter = VerdictFilter { statement: Some(statement.key.clone()), ..VerdictFilter::default() };
        for verdict in site.store.verdicts(caller, assessment.id, &filter).await? {
            let id = verdict.subject.id.as_str();
            let name = match verdict.subject.kind {
                talap_model::SubjectKind::Object => {
                    population.objects.iter().find(|found| found.id.as_str() == id).map(|found| t.of(&found.name))
                }
                talap_model::SubjectKind::Organisation => {
                    population.organisations.iter().find(|found| found.id.as_str() == id).map(|found| t.of(&found.name))
                }
            };
            let href = objects::href(verdict.subject.kind, id);
            lines.push((name.unwrap_or(id).to_owned(), href, state::line(site, t, caller, &verdict)));
        }
    }
    let how = match statement.mode {
        Mode::Enforced => t.named("web-how-enforced", statement.module.as_deref().unwrap_or_default()),
        Mode::Checked => t.named("web-how-checked", statement.check.as_deref().unwrap_or_default()),
        Mode::Attested => {
            let evidence = statement.form.as_ref().map(|form| t.of(&form.evidence)).unwrap_or_default();
            t.named("web-how-attested", evidence)
        }
        Mode::Informative => t.text("web-how-informative"),
    };
    Ok(StatementRow {
        key: statement.key.to_string(),
        title: t.of(&statement.title).to_owned(),
        text: t.of(&statement.text).to_owned(),
        kind: t.text(&format!("web-statement-{}", statement.kind.key())),
        mode: statement.mode,
        how,
        binds: match statement.subject {
            Some(talap_model::SubjectKind::Object) => t.text("web-binds-object"),
            Some(talap_model::SubjectKind::Organisation) => t.text("web-binds-organisation"),
            None => String::new(),
        },
        numbers: statement.parameters.values().map(|parameter| t.amount(parameter)).collect(),
        lines,
    })
}

/// A clause of the official text and what stands under it.
fn official(text: &Arc<OfficialText>, id: &ClauseId) -> Vec<OfficialRow> {
    let under = format!("{id}.");
    let here = text.clauses.iter().filter(|clause| clause.id == *id || clause.id.as_str().starts_with(&under));
    here.map(|clause| OfficialRow {
        language: text.language,
        id: clause.id.to_string(),
        text: clause.text.clone(),
        closed: clause.excluded,
    })
    .collect()
}

#[cfg(test)]
impl Clauses {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let make = |sections| Self { t: t.clone(), shell: shell(), q: "x".into(), lead: "x".into(), sections };
        let tally = Tally { met: 1, not_met: 1, unknown: 1 };
        let clause = ClauseRow { id: "38.4".into(), title: "x".into(), mode: Mode::Checked, statements: 2, tally };
        vec![
            make(Vec::new()),
            make(vec![SectionRow { number: "2.1".into(), title: "x".into(), clauses: vec![clause] }]),
        ]
    }
}

#[cfg(test)]
impl ClausePage {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let make = |official: Vec<OfficialRow>, lines| Self {
            t: t.clone(),
            shell: shell(),
            id: "38.4".into(),
            title: "x".into(),
            section: "y".into(),
            statements: vec![StatementRow {
                key: "k".into(),
                title: "x".into(),
                text: "y".into(),
                kind: "z".into(),
                mode: Mode::Attested,
                how: "h".into(),
                binds: "b".into(),
                numbers: vec!["3 x".into()],
                lines,
            }],
            imported: !official.is_empty(),
            official,
            before: Some("38.3".into()),
            after: None,
        };
        let text = OfficialRow { language: Language::Kk, id: "38.4".into(), text: "x".into(), closed: true };
        vec![make(Vec::new(), Vec::new()), make(vec![text], vec![("p".into(), "/p".into(), Line::sample())])]
    }
}
