//! The decree: what binds whom, words in it, what changed in its texts, reviews.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use talap_decree::compare::{Change, Side};
use talap_decree::search::Found;
use talap_model::time::format_date;
use talap_model::{Object, Organisation};
use talap_store::ClauseReview;
use utoipa::ToSchema;

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{PathOf, QueryOf, parameters};
use crate::api::body::JsonOf;
use crate::api::clauses::OneClause;
use crate::api::forms::{self, Words};
use crate::api::objects::{OneObject, OneOrganisation};
use crate::api::problem::Problem;
use crate::api::wire::Texts;
use crate::bound::{Bound as Answer, bound};
use crate::fault::FaultKind;
use crate::gate::Asking;
use crate::pages::{redactions, search};
use crate::site::Site;
use crate::state;
use crate::tongue::Tongue;
use crate::touched::Touched;

/// A statement and whether it binds a subject.
#[derive(Serialize, ToSchema)]
pub(crate) struct Bound {
    /// The clause that the statement belongs to.
    clause: String,
    /// The statement's permanent key.
    statement: String,
    /// Its title.
    title: Texts,
    /// What keeps it.
    #[schema(schema_with = forms::modes)]
    mode: &'static str,
    /// `binds`, `does_not_bind`, or `not_known` until traits are stated.
    applicability: &'static str,
    /// Why.
    reason: Texts,
    /// The day from which it binds this subject, where its traits say.
    #[schema(format = Date)]
    since: Option<String>,
    /// The act that gave the clause its present wording, and since when that holds.
    in_force: Texts,
    /// Who answers for it, by the key of the role.
    role: Option<String>,
    /// Whether nobody has reviewed the clause's newest official wording.
    unreviewed: bool,
}

/// What binds an organisation
///
/// Every statement that is asked of organisations, with whether it binds this one, why and since when.
#[utoipa::path(get, path = "/api/v1/organisations/{id}/applicability", tag = "catalogue", params(OneOrganisation),
    responses((status = 200, body = Vec<Bound>)))]
pub(crate) async fn of_organisation(
    State(site): State<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OneOrganisation>,
) -> Response {
    let work = async {
        let population = site.population(&asking.caller).await?;
        let organisation = state::find_organisation(&population, one.id.as_str())?;
        Ok(Json(all(&site, &asking.t, organisation, None)))
    };
    answer(&asking, work.await)
}

/// What binds an object
///
/// Every statement that is asked of objects, with whether it binds this one, why and since when.
#[utoipa::path(get, path = "/api/v1/objects/{id}/applicability", tag = "catalogue", params(OneObject),
    responses((status = 200, body = Vec<Bound>)))]
pub(crate) async fn of_object(State(site): State<Shared>, asking: Asking, PathOf(one): PathOf<OneObject>) -> Response {
    let work = async {
        let population = site.population(&asking.caller).await?;
        let (organisation, object) = state::find_object(&population, one.id.as_str())?;
        Ok(Json(all(&site, &asking.t, organisation, Some(object))))
    };
    answer(&asking, work.await)
}

fn all(site: &Site, t: &Tongue, organisation: &Organisation, object: Option<&Object>) -> Vec<Bound> {
    let found = bound(&site.catalog, organisation, object);
    found.iter().map(|found| bound_of(site, t, found)).collect()
}

fn bound_of(site: &Site, t: &Tongue, found: &Answer<'_>) -> Bound {
    let statement = found.statement;
    Bound {
        clause: statement.clause.to_string(),
        statement: statement.key.to_string(),
        title: (&statement.title).into(),
        mode: statement.mode.key(),
        applicability: found.key(),
        reason: Texts::each(t, |t| t.say(&found.answer.explain(t.language))),
        since: found.since.map(format_date),
        in_force: Texts::each(t, |t| t.say(&found.in_force(&site.catalog))),
        role: statement.role().map(str::to_owned),
        unreviewed: site.official.is_unreviewed(&statement.clause),
    }
}

/// Something that has the words.
#[derive(Serialize, ToSchema)]
pub(crate) struct Hit {
    /// `statement`, `clause`, `term` or `official`.
    kind: &'static str,
    /// The clause.
    clause: Option<String>,
    /// The statement's key.
    statement: Option<String>,
    /// The term's key.
    term: Option<String>,
    /// The language of an official text.
    language: Option<&'static str>,
    /// The day of the redaction of an official text.
    #[schema(format = Date)]
    redaction: Option<String>,
}

parameters! {
    /// What is sought.
    Query Sought {
        /// Words in any of the three languages, or the beginning of a clause's number.
        q: Words,
    }
}

/// How many answers are given.
const MOST: usize = 50;

/// Search the decree
///
/// Statements, terms and official texts that have all the words, the best first; those in the language of `Accept-Language`
/// weigh more.
#[utoipa::path(get, path = "/api/v1/search", tag = "catalogue", params(Sought), responses((status = 200, body = Vec<Hit>)))]
pub(crate) async fn find(State(site): State<Shared>, asking: Asking, QueryOf(sought): QueryOf<Sought>) -> Response {
    let work = async {
        let search = search::search(&site).await?;
        let found = search.find(&sought.q.0, asking.t.language, MOST)?;
        Ok(Json(found.into_iter().map(hit).collect::<Vec<_>>()))
    };
    answer(&asking, work.await)
}

fn hit(found: Found) -> Hit {
    let kind = found.key();
    let nothing = Hit { kind, clause: None, statement: None, term: None, language: None, redaction: None };
    match found {
        Found::Statement { key, clause } => {
            Hit { clause: Some(clause.to_string()), statement: Some(key.to_string()), ..nothing }
        }
        Found::Clause(clause) => Hit { clause: Some(clause.to_string()), ..nothing },
        Found::Term(key) => Hit { term: Some(key), ..nothing },
        Found::Official { language, redaction, clause } => Hit {
            clause: Some(clause.to_string()),
            language: Some(language.code()),
            redaction: Some(format_date(redaction)),
            ..nothing
        },
    }
}

/// A clause that differs between two texts.
#[derive(Serialize, ToSchema)]
pub(crate) struct Difference {
    /// `added`, `excluded`, `removed`, `reworded` or `renumbered`.
    change: &'static str,
    /// The clause, as the newer side numbers it.
    clause: String,
    /// Its former number.
    from: Option<String>,
    /// The words of both sides, run by run.
    words: Vec<Run>,
    /// The statements of the catalogue that the change touches.
    statements: Vec<String>,
    /// The checks that decide them.
    checks: Vec<String>,
    /// The registers that hold the facts.
    registers: Vec<String>,
}

/// A run of words.
#[derive(Serialize, ToSchema)]
pub(crate) struct Run {
    /// `both`, `old` or `new`.
    side: &'static str,
    /// The words.
    text: String,
}

parameters! {
    /// What is compared.
    Query Compared {
        /// The newer text: its language and the day of its redaction, as `kk:2024-05-13`.
        new: Words,
        /// The older text likewise; the catalogue, when left out.
        old: Option<Words>,
    }
}

/// What changed in the official text
///
/// From an imported text, or from what the catalogue was written from, to another imported text.
#[utoipa::path(get, path = "/api/v1/redactions/diff", tag = "catalogue", params(Compared),
    responses((status = 200, body = Vec<Difference>), (status = 404, description = "No such text was imported"),
        (status = 422, description = "The two texts are in different languages")))]
pub(crate) async fn diff(State(site): State<Shared>, asking: Asking, QueryOf(asked): QueryOf<Compared>) -> Response {
    let old = asked.old.map_or_else(|| redactions::CATALOG.to_owned(), |words| words.0);
    match redactions::changes(&site, &old, &asked.new.0) {
        Ok(changes) => Json(changes.iter().map(|change| of(&site, change)).collect::<Vec<_>>()).into_response(),
        Err(fault) if fault.message.key == "web-redactions-unknown" => {
            Problem::at(&asking.t, StatusCode::NOT_FOUND, &fault.message).into_response()
        }
        Err(fault) => answer(&asking, Err::<(), _>(fault)),
    }
}

fn of(site: &Site, change: &Change) -> Difference {
    let touched = change
        .before()
        .map(|id| Touched::by(&site.catalog, &site.checks, site.register.definitions(), id))
        .unwrap_or_default();
    Difference {
        change: change.key(),
        clause: change.id().to_string(),
        from: change.before().filter(|from| *from != change.id()).map(ToString::to_string),
        words: change
            .words()
            .iter()
            .map(|piece| Run {
                side: match piece.side {
                    Side::Both => "both",
                    Side::Old => "old",
                    Side::New => "new",
                },
                text: piece.text.clone(),
            })
            .collect(),
        statements: touched.statements.iter().map(ToString::to_string).collect(),
        checks: touched.checks.into_iter().collect(),
        registers: touched.registers.iter().map(ToString::to_string).collect(),
    }
}

/// A review.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewMade {
    /// What the reviewer notes.
    #[serde(default)]
    note: String,
}

/// A review that was kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reviewed {
    /// The clause.
    clause: String,
    /// The language of the text.
    language: &'static str,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Who.
    by: String,
}

/// Mark a wording as reviewed
///
/// The newest official wording of a clause, where it is not the one that the entry was written from.
#[utoipa::path(post, path = "/api/v1/clauses/{id}/review", tag = "catalogue", params(OneClause), request_body = ReviewMade,
    responses((status = 200, body = Reviewed), (status = 409, description = "No newer wording waits for a review")))]
pub(crate) async fn review(
    State(site): State<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OneClause>,
    JsonOf(made): JsonOf<ReviewMade>,
) -> Response {
    let review = match site.review(&asking.caller, &one.id, &made.note).await {
        Err(fault) if fault.kind == FaultKind::Wrong => {
            return Problem::at(&asking.t, StatusCode::CONFLICT, &fault.message).into_response();
        }
        outcome => outcome,
    };
    let reviewed = |review: ClauseReview| Reviewed {
        clause: review.clause.to_string(),
        language: review.language.code(),
        at: review.at.to_string(),
        by: review.by,
    };
    answer(&asking, review.map(reviewed).map(Json))
}
