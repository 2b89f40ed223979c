//! The catalogue: the decree's clauses restated as statements.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use talap_decree::catalog::{self, Amended, Bearing, Parameter, Target};
use talap_model::time::format_date;
use talap_model::{ClauseId, Language};
use utoipa::ToSchema;

use crate::Shared;
use crate::api::asked::{PathOf, parameters};
use crate::api::wire::Texts;
use crate::api::{answer, forms};
use crate::fault::Fault;
use crate::gate::Asking;
use crate::site::Site;

/// A clause.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClauseSummary {
    /// Its number: `38.4`.
    id: String,
    /// The chapter that it stands in.
    chapter: u16,
    /// The section of the chapter, where the chapter has sections.
    section: Option<u16>,
    /// Its title.
    title: Texts,
    /// The weakest mode of its statements.
    #[schema(schema_with = forms::modes)]
    mode: &'static str,
    /// The keys of its statements.
    statements: Vec<String>,
    /// Whether nobody has reviewed the newest official wording.
    unreviewed: bool,
}

/// A clause with its statements.
#[derive(Serialize, ToSchema)]
pub(crate) struct Clause {
    /// Its number: `38.4`.
    id: String,
    /// Its title.
    title: Texts,
    /// The weakest mode of its statements.
    #[schema(schema_with = forms::modes)]
    mode: &'static str,
    /// Its statements.
    statements: Vec<Statement>,
    /// Whether it only leads in to its parts, which carry the duties.
    lead_in: bool,
    /// The statement that states its duty, where another clause does.
    stated_in: Option<String>,
    /// What it cites.
    references: Vec<Citation>,
    /// The acts that amended it, in order of their dates.
    amendments: Vec<Amendment>,
    /// How the language versions differ here, where that matters.
    discrepancy: Option<Texts>,
    /// How its newest official words stand to this entry; null while the entry is written from them.
    review: Option<Review>,
    /// The official text, in the languages that somebody imported, with what stands under the clause.
    official: Vec<OfficialText>,
}

/// Something that a clause cites.
#[derive(Serialize, ToSchema)]
pub(crate) struct Citation {
    /// Why: `follows`, `defines`, `excepts`, `approved_under`.
    role: &'static str,
    /// A clause of the decree.
    clause: Option<String>,
    /// Another act, by its title.
    act: Option<Texts>,
    /// The article of the act.
    article: Option<String>,
    /// The paragraph.
    point: Option<String>,
    /// The subparagraph.
    subparagraph: Option<String>,
}

/// An act that amended a clause.
#[derive(Serialize, ToSchema)]
pub(crate) struct Amendment {
    /// Its number.
    act: String,
    /// Its date.
    #[schema(format = Date)]
    date: String,
    /// Since when it is in force; null where the official note gives no day.
    #[schema(format = Date)]
    in_force_from: Option<String>,
}

/// A wording that differs from the one that the entry was written from.
#[derive(Serialize, ToSchema)]
pub(crate) struct Review {
    /// The language of the text.
    language: &'static str,
    /// The day of the redaction.
    #[schema(format = Date)]
    redaction: String,
    /// Who reviewed it; null while nobody did.
    reviewed_by: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    reviewed_at: Option<String>,
    /// What they noted.
    note: Option<String>,
}

/// A single duty, prohibition or other rule.
#[derive(Serialize, ToSchema)]
pub(crate) struct Statement {
    /// Its permanent key.
    key: String,
    /// What kind of rule it is.
    kind: &'static str,
    /// What keeps it.
    #[schema(schema_with = forms::modes)]
    mode: &'static str,
    /// What it is asked of: `organisation` or `object`; null for an informative one.
    subject: Option<&'static str>,
    /// Its title.
    title: Texts,
    /// What it says, in own words.
    text: Texts,
    /// The query that decides it, by the name of its file.
    check: Option<String>,
    /// The module of Talap that carries it out.
    module: Option<String>,
    /// The decree's numbers.
    parameters: Vec<Number>,
    /// What a person states.
    form: Option<AttestationForm>,
}

/// A number of the decree.
#[derive(Serialize, ToSchema)]
pub(crate) struct Number {
    /// The name that the check uses.
    name: String,
    /// The number.
    value: f64,
    /// Its unit.
    unit: String,
}

/// What a person states, with evidence.
#[derive(Serialize, ToSchema)]
pub(crate) struct AttestationForm {
    /// What the evidence is.
    evidence: Texts,
    /// How long the statement holds.
    holds: Number,
}

/// A place of the official text.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfficialText {
    /// Its language: `kk`, `ru` or `en`.
    language: &'static str,
    /// Its number.
    id: String,
    /// Its words.
    text: String,
    /// Whether an act closed it.
    excluded: bool,
}

parameters! {
    /// Which clause.
    Path OneClause {
        /// The clause's number.
        id: ClauseId,
    }
}

/// All clauses
#[utoipa::path(get, path = "/api/v1/clauses", tag = "catalogue", responses((status = 200, body = Vec<ClauseSummary>)))]
pub(crate) async fn list(State(site): State<Shared>, _: Asking) -> Json<Vec<ClauseSummary>> {
    let summary = |section: &catalog::Section, clause: &catalog::Clause| ClauseSummary {
        id: clause.id.to_string(),
        chapter: section.chapter,
        section: section.paragraph,
        title: (&clause.title).into(),
        mode: clause.mode().key(),
        statements: clause.statements.iter().map(|statement| statement.key.to_string()).collect(),
        unreviewed: site.official.is_unreviewed(&clause.id),
    };
    let sections = site.catalog.sections.iter();
    let clauses = sections.flat_map(|section| section.clauses.iter().map(move |clause| summary(section, clause)));
    Json(clauses.collect())
}

/// One clause
#[utoipa::path(get, path = "/api/v1/clauses/{id}", tag = "catalogue", params(OneClause),
    responses((status = 200, body = Clause)))]
pub(crate) async fn show(State(site): State<Shared>, asking: Asking, PathOf(one): PathOf<OneClause>) -> Response {
    let found = site.catalog.clause(&one.id).ok_or_else(Fault::missing);
    let clause = found.map(|clause| {
        Json(Clause {
            id: clause.id.to_string(),
            title: (&clause.title).into(),
            mode: clause.mode().key(),
            statements: clause.statements.iter().map(statement_of).collect(),
            lead_in: clause.bearing == Bearing::LeadIn,
            stated_in: match &clause.bearing {
                Bearing::StatedIn(key) => Some(key.to_string()),
                Bearing::Own | Bearing::LeadIn => None,
            },
            references: clause.references.iter().map(|cited| citation(&site, cited)).collect(),
            amendments: site.catalog.amendments(&clause.id).into_iter().map(amendment).collect(),
            discrepancy: clause.discrepancy.as_ref().map(Into::into),
            review: site.official.standing(&clause.id).map(|standing| Review {
                language: standing.changed.language.code(),
                redaction: format_date(standing.changed.redaction),
                reviewed_by: standing.review.as_ref().map(|review| review.by.clone()),
                reviewed_at: standing.review.as_ref().map(|review| review.at.to_string()),
                note: standing.review.map(|review| review.note),
            }),
            official: official(&site, &clause.id),
        })
    });
    answer(&asking, clause)
}

fn citation(site: &Site, cited: &catalog::Reference) -> Citation {
    let role = cited.role.key();
    let nothing = Citation { role, clause: None, act: None, article: None, point: None, subparagraph: None };
    match &cited.target {
        Target::Clause(id) => Citation { clause: Some(id.to_string()), ..nothing },
        Target::Act(key, place) => Citation {
            act: site.catalog.act(key).map(|act| (&act.title).into()),
            article: place.article.clone(),
            point: place.point.clone(),
            subparagraph: place.subparagraph.clone(),
            ..nothing
        },
    }
}

fn amendment(amended: &Amended) -> Amendment {
    Amendment {
        act: amended.act.clone(),
        date: format_date(amended.date),
        in_force_from: amended.from.map(format_date),
    }
}

fn statement_of(statement: &catalog::Statement) -> Statement {
    Statement {
        key: statement.key.to_string(),
        kind: statement.kind.key(),
        mode: statement.mode.key(),
        subject: statement.subject.map(talap_model::SubjectKind::key),
        title: (&statement.title).into(),
        text: (&statement.text).into(),
        check: statement.check.clone(),
        module: statement.module.clone(),
        parameters: statement.parameters.iter().map(|(name, found)| number(name, found)).collect(),
        form: statement
            .form
            .as_ref()
            .map(|form| AttestationForm { evidence: (&form.evidence).into(), holds: number("holds", &form.holds) }),
    }
}

fn number(name: &str, parameter: &Parameter) -> Number {
    Number { name: name.to_owned(), value: parameter.value, unit: parameter.unit.key().to_owned() }
}

fn official(site: &Site, id: &ClauseId) -> Vec<OfficialText> {
    let under = format!("{id}.");
    let mut found = Vec::new();
    for text in Language::ALL.into_iter().filter_map(|language| site.official.get(language)) {
        let here = text.clauses.iter().filter(|clause| clause.id == *id || clause.id.as_str().starts_with(&under));
        found.extend(here.map(|clause| OfficialText {
            language: text.language.code(),
            id: clause.id.to_string(),
            text: clause.text.clone(),
            excluded: clause.excluded,
        }));
    }
    found
}
