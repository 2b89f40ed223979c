//! One clause: its statements, whom they bind, what it cites and what amended it, and the official text beside it, now or on
//! a past day.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_decree::catalog::{Bearing, Clause, Mode, Place, Reference, Statement, Target, above};
use talap_decree::redactions::Wording;
use talap_model::time::parse_date;
use talap_model::{ClauseId, Language, Localized, Message, Right, SubjectKind};
use talap_store::{Verdict, VerdictFilter};
use time::Date;

use crate::Shared;
use crate::evidence::name_facts;
use crate::fault::Fault;
use crate::gate::{self, Signed};
use crate::pages::{answer, objects};
use crate::past::Past;
use crate::path::Path;
use crate::posted::Posted;
use crate::shell::{self, Shell, query_value};
use crate::state::{self, Line};
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "clause.html")]
pub(crate) struct ClausePage {
    t: Tongue,
    shell: Shell,
    id: String,
    title: String,
    section: String,
    mode: Mode,
    /// Where the duty stands, of a clause that carries none itself.
    elsewhere: Option<(String, Vec<(String, String)>)>,
    statements: Vec<StatementRow>,
    official: Vec<OfficialRow>,
    imported: bool,
    references: Vec<ReferenceRow>,
    amendments: Vec<String>,
    discrepancy: Option<String>,
    review: Option<ReviewRow>,
    past: Option<PastRow>,
    /// The day that was asked for, and whether it is none.
    on: String,
    on_wrong: bool,
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
    role: Option<String>,
    conditions: Option<String>,
    in_force: Option<String>,
    numbers: Vec<String>,
    lines: Vec<(String, String, Line)>,
}

struct OfficialRow {
    language: Language,
    id: String,
    text: String,
    closed: bool,
}

struct ReferenceRow {
    role: String,
    name: String,
    href: Option<String>,
}

struct ReviewRow {
    sentence: String,
    note: Option<String>,
    /// Whether this reader may mark the wording as reviewed, and nobody has.
    may: bool,
    unreviewed: bool,
}

struct PastRow {
    day: String,
    mode: Option<String>,
    wordings: Vec<(Language, String)>,
    assessed: Option<String>,
    lines: Vec<(String, String, Line)>,
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed, Path(id): Path<String>) -> Response {
    let work = async {
        let t = signed.t().clone();
        let id = ClauseId::new(id).map_err(|_| Fault::missing())?;
        let clause = site.catalog.clause(&id).ok_or_else(Fault::missing)?;
        let order: Vec<_> = site.catalog.clauses().map(|clause| &clause.id).collect();
        let place = order.iter().position(|found| **found == id);
        let beside = |step: fn(usize) -> Option<usize>| order.get(place.and_then(step)?).map(ToString::to_string);
        let mut statements = Vec::new();
        for statement in &clause.statements {
            statements.push(statement_row(&site, &signed, statement).await?);
        }
        let on = query_value(&signed.visitor.here, "on");
        let day = parse_date(&on);
        let past = match day {
            Some(day) => Some(past(&site, &signed, &id, day).await?),
            None => None,
        };
        let texts = site.official.texts();
        let in_force = Language::ALL.into_iter().filter_map(|language| site.official.get(language));
        Ok(shell::found(&ClausePage {
            title: t.of(&clause.title).to_owned(),
            section: site.catalog.section_of(&id).map(|section| t.of(&section.title).to_owned()).unwrap_or_default(),
            mode: clause.mode(),
            elsewhere: elsewhere(&site, &t, clause),
            statements,
            imported: !texts.is_empty(),
            official: in_force.flat_map(|text| official(text.language, &text.clauses, &id)).collect(),
            references: clause.references.iter().map(|cited| reference(&site, &t, cited)).collect(),
            amendments: site.catalog.amendments(&id).iter().map(|amended| t.say(&amended.explain())).collect(),
            discrepancy: clause.discrepancy.as_ref().map(|words| t.of(words).to_owned()),
            review: review_row(&site, &signed, &id),
            past,
            on_wrong: day.is_none() && !on.is_empty(),
            on,
            before: beside(|place| place.checked_sub(1)),
            after: beside(|place| place.checked_add(1)),
            id: id.to_string(),
            shell: Shell::of(&signed.visitor),
            t,
        }))
    };
    answer(&site, &signed, work.await)
}

/// Marks the newest wording of a clause as reviewed.
pub(crate) async fn review(
    State(site): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let work = async {
        let id = ClauseId::new(id).map_err(|_| Fault::missing())?;
        let here = format!("/clauses/{id}");
        if posted.again() {
            return Ok(gate::to(&here));
        }
        site.review(signed.caller(), &id, posted.get("note")).await?;
        Ok(gate::to(&format!("{here}?told=reviewed")))
    };
    answer(&site, &signed, work.await)
}

/// Of a lead-in line its parts, of an element the statement that states its duty.
fn elsewhere(site: &Shared, t: &Tongue, clause: &Clause) -> Option<(String, Vec<(String, String)>)> {
    let link = |id: &ClauseId, title: &Localized| (format!("/clauses/{id}"), format!("{id} {}", t.of(title)));
    match &clause.bearing {
        Bearing::Own => None,
        Bearing::LeadIn => {
            let parts = site.catalog.clauses().filter(|part| site.catalog.parent(part).as_ref() == Some(&clause.id));
            Some((t.text("web-clause-lead-in"), parts.map(|part| link(&part.id, &part.title)).collect()))
        }
        Bearing::StatedIn(key) => {
            let statement = site.catalog.statement(key)?;
            let (href, title) = link(&statement.clause, &statement.title);
            Some((t.text("web-clause-stated-in"), vec![(format!("{href}#{key}"), title)]))
        }
    }
}

fn review_row(site: &Shared, signed: &Signed, id: &ClauseId) -> Option<ReviewRow> {
    let t = signed.t();
    let standing = site.official.standing(id)?;
    let changed = &standing.changed;
    let gone = changed.fingerprint.is_none();
    let (message, note) = match &standing.review {
        Some(review) => {
            let message =
                Message::new("web-review-done").with("by", review.by.as_str()).with("at", t.moment(&review.at));
            (message, Some(review.note.clone()).filter(|note| !note.is_empty()))
        }
        None if gone => (Message::new("web-review-gone"), None),
        None => (Message::new("web-review-wanted"), None),
    };
    let unreviewed = standing.review.is_none();
    Some(ReviewRow {
        sentence: t.say(
            &message
                .with("redaction", changed.redaction)
                .with("language", t.text(&format!("web-language-{}", changed.language.code()))),
        ),
        note,
        may: unreviewed && signed.caller().has(Right::WriteStructure),
        unreviewed,
    })
}

async fn past(site: &Shared, signed: &Signed, id: &ClauseId, day: Date) -> Result<PastRow, Fault> {
    let t = signed.t();
    let past = Past::of(site, signed.caller(), id, day, None).await?;
    let wording = |wording: &Wording| match wording {
        Wording::Unknown => t.text("web-past-unknown"),
        Wording::Absent { redaction } => t.named("web-past-absent", &t.date(redaction)),
        Wording::Known { redaction, clause } => format!("{} ({})", clause.text, t.date(redaction)),
    };
    Ok(PastRow {
        day: t.date(&day),
        mode: past.mode.as_deref().and_then(|mode| mode.parse().ok()).map(|mode: Mode| t.mode(&mode)),
        wordings: past.wording.iter().map(|(language, found)| (*language, wording(found))).collect(),
        assessed: past.assessment.as_ref().map(|assessment| t.moment(&assessment.at)),
        lines: lines(site, signed, &past.verdicts).await?,
    })
}

/// Verdicts with the names of their subjects.
async fn lines(site: &Shared, signed: &Signed, verdicts: &[Verdict]) -> Result<Vec<(String, String, Line)>, Fault> {
    let (t, caller) = (signed.t(), signed.caller());
    if verdicts.is_empty() {
        return Ok(Vec::new());
    }
    let population = site.population(caller).await?;
    let named = verdicts.iter().map(|verdict| {
        let id = verdict.subject.id.as_str();
        let name = match verdict.subject.kind {
            SubjectKind::Object => {
                population.objects.iter().find(|found| found.id.as_str() == id).map(|found| t.of(&found.name))
            }
            SubjectKind::Organisation => {
                population.organisations.iter().find(|found| found.id.as_str() == id).map(|found| t.of(&found.name))
            }
        };
        let href = objects::href(verdict.subject.kind, id);
        (name.unwrap_or(id).to_owned(), href, state::line(site, t, caller, verdict))
    });
    let mut named: Vec<_> = named.collect();
    name_facts(site, t, caller, named.iter_mut().map(|(_, _, line)| line)).await?;
    Ok(named)
}

async fn statement_row(site: &Shared, signed: &Signed, statement: &Statement) -> Result<StatementRow, Fault> {
    let (t, caller) = (signed.t(), signed.caller());
    let mut verdicts = Vec::new();
    if caller.has(Right::ReadVerdicts)
        && let Some(assessment) = site.store.latest_whole_assessment(caller).await?
    {
        let filter = VerdictFilter { statement: Some(statement.key.clone()), ..VerdictFilter::default() };
        verdicts = site.store.verdicts(caller, assessment.id, &filter).await?;
    }
    let how = match statement.mode {
        Mode::Enforced => t.named("web-how-enforced", statement.module.as_deref().unwrap_or_default()),
        Mode::Checked => t.named("web-how-checked", statement.check.as_deref().unwrap_or_default()),
        Mode::Attested => attested(site, t, statement),
        Mode::Informative => t.text("web-how-informative"),
    };
    let asked = statement.subject.is_some();
    Ok(StatementRow {
        key: statement.key.to_string(),
        title: t.of(&statement.title).to_owned(),
        text: t.of(&statement.text).to_owned(),
        kind: t.text(&format!("web-statement-{}", statement.kind.key())),
        mode: statement.mode,
        how,
        binds: match statement.subject {
            Some(SubjectKind::Object) => t.text("web-binds-object"),
            Some(SubjectKind::Organisation) => t.text("web-binds-organisation"),
            None => String::new(),
        },
        role: statement.role().and_then(|key| site.catalog.role(key)).map(|role| t.of(&role.label).to_owned()),
        conditions: asked.then(|| t.say(&statement.binds.describe(t.language))),
        in_force: asked.then(|| t.say(&crate::bound::in_force(&site.catalog, statement))),
        numbers: statement.parameters.values().map(|parameter| t.amount(parameter)).collect(),
        lines: lines(site, signed, &verdicts).await?,
    })
}

/// What a person is asked for: the evidence, for how long it holds, and by what.
fn attested(site: &Shared, t: &Tongue, statement: &Statement) -> String {
    let Some(form) = &statement.form else {
        return t.named("web-how-recorded", statement.check.as_deref().unwrap_or_default());
    };
    let from = site.catalog.role(&form.from).map(|role| t.of(&role.label)).unwrap_or_default();
    let message = match &form.basis {
        Some(basis) => Message::new("web-how-attested-by").with("basis", basis.as_str()),
        None => Message::new("web-how-attested-ours"),
    };
    let message = message.with("evidence", t.of(&form.evidence)).with("from", from);
    t.say(&message.with("holds", t.amount(&form.holds)))
}

fn reference(site: &Shared, t: &Tongue, cited: &Reference) -> ReferenceRow {
    let role = t.text(&format!("web-reference-{}", cited.role.key().replace('_', "-")));
    match &cited.target {
        Target::Clause(id) => {
            let title = site.catalog.clause(id).map(|clause| t.of(&clause.title)).unwrap_or_default();
            ReferenceRow { role, name: format!("{id} {title}"), href: Some(format!("/clauses/{id}")) }
        }
        Target::Act(key, place) => {
            let Some(act) = site.catalog.act(key) else { return ReferenceRow { role, name: key.clone(), href: None } };
            let mut name = t.of(&act.title).to_owned();
            if let Some(number) = &act.number {
                name = format!("{name}, {}", t.named("web-act-number", number));
            }
            if let Some(day) = act.date {
                name = format!("{name}, {}", t.date(&day));
            }
            let place = place_of(t, place);
            ReferenceRow { role, name: if place.is_empty() { name } else { format!("{name}: {place}") }, href: None }
        }
    }
}

fn place_of(t: &Tongue, place: &Place) -> String {
    let parts = [
        ("web-place-article", &place.article),
        ("web-place-point", &place.point),
        ("web-place-subparagraph", &place.subparagraph),
    ];
    let parts = parts.into_iter().filter_map(|(key, number)| Some(t.named(key, number.as_deref()?)));
    parts.collect::<Vec<_>>().join(", ")
}

/// A clause of the official text and what stands under it.
fn official(language: Language, clauses: &[talap_decree::OfficialClause], id: &ClauseId) -> Vec<OfficialRow> {
    let is_under = |found: &ClauseId| {
        let mut at = Some(found.clone());
        while let Some(here) = at {
            if here == *id {
                return true;
            }
            at = above(&here);
        }
        false
    };
    let here = clauses.iter().filter(|clause| is_under(&clause.id));
    here.map(|clause| OfficialRow {
        language,
        id: clause.id.to_string(),
        text: clause.text.clone(),
        closed: clause.excluded,
    })
    .collect()
}

#[cfg(test)]
impl ClausePage {
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let make = |official: Vec<OfficialRow>, lines: Vec<(String, String, Line)>| Self {
            t: t.clone(),
            shell: shell(),
            id: "38.4".into(),
            title: "<x>".into(),
            section: "y".into(),
            mode: Mode::Attested,
            elsewhere: official.is_empty().then(|| ("e".into(), vec![("/clauses/1".into(), "1 x".into())])),
            statements: vec![StatementRow {
                key: "k".into(),
                title: "<x>".into(),
                text: "y".into(),
                kind: "z".into(),
                mode: Mode::Attested,
                how: "h".into(),
                binds: "b".into(),
                role: Some("r".into()),
                conditions: Some("c".into()),
                in_force: Some("f".into()),
                numbers: vec!["3 x".into()],
                lines: Vec::new(),
            }],
            imported: !official.is_empty(),
            references: vec![
                ReferenceRow { role: "r".into(), name: "n".into(), href: Some("/clauses/48".into()) },
                ReferenceRow { role: "r".into(), name: "<y>".into(), href: None },
            ],
            amendments: vec!["a".into()],
            discrepancy: Some("d".into()),
            review: Some(ReviewRow { sentence: "s".into(), note: Some("<q>".into()), may: true, unreviewed: true }),
            past: Some(PastRow {
                day: "d".into(),
                mode: None,
                wordings: vec![(Language::Kk, "w".into())],
                assessed: (!lines.is_empty()).then(|| "x".into()),
                lines,
            }),
            on: "2026-01-01".into(),
            on_wrong: official.is_empty(),
            official,
            before: Some("38.3".into()),
            after: None,
        };
        let text = OfficialRow { language: Language::Kk, id: "38.4".into(), text: "x".into(), closed: true };
        vec![make(Vec::new(), Vec::new()), make(vec![text], vec![("p".into(), "/p".into(), Line::sample())])]
    }
}
