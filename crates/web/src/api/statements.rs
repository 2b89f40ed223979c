//! Statements as judged: of one subject, and across all of them.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use talap_assess::reason;
use talap_decree::catalog::Mode;
use talap_model::{Object, Organisation, OrganisationId};
use talap_store::{Verdict, VerdictFilter};
use utoipa::ToSchema;

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{PathOf, QueryOf, parameters};
use crate::api::forms::{self, Count, Found, Page, Words};
use crate::api::objects::{OneObject, OneOrganisation};
use crate::api::wire::{Listed, Texts};
use crate::fault::Fault;
use crate::gate::Asking;
use crate::site::Site;
use crate::state;

/// What a statement was judged for.
#[derive(Serialize, ToSchema)]
pub(crate) struct Subject {
    /// Organisation or object.
    #[schema(schema_with = forms::subject_kinds)]
    kind: &'static str,
    /// Its identifier.
    id: String,
}

/// A statement as judged for one subject.
#[derive(Serialize, ToSchema)]
pub(crate) struct Finding {
    /// The clause that the statement belongs to.
    clause: String,
    /// The statement's permanent key.
    statement: String,
    /// Its title.
    title: Texts,
    /// What keeps it true to its status.
    mode: String,
    /// What was found. A status is never better than its evidence.
    #[schema(schema_with = forms::statuses)]
    status: &'static str,
    /// Why.
    reason: Texts,
    /// The facts that decided it: `record:` with a record's identifier, `event:` with an event's place in the ledger.
    evidence: Vec<String>,
    /// The organisation that is the subject or owns it.
    organisation: String,
    /// What it was judged for.
    subject: Subject,
    /// Whether nobody has reviewed the clause's newest official wording.
    unreviewed: bool,
}

/// The statements of one subject.
#[derive(Serialize, ToSchema)]
pub(crate) struct Findings {
    /// The moment that the assessment speaks of; null before the first one, when there are no statements either.
    #[schema(format = DateTime)]
    assessed_at: Option<String>,
    /// The statements, the worst first; last those that do not apply, with why.
    statements: Vec<Finding>,
}

parameters! {
    /// Which findings.
    Query Wanted {
        /// Only those with this status.
        status: Option<Found>,
        /// Only those of statements of this mode.
        mode: Option<Mode>,
        /// Only those of this organisation and its objects.
        organisation: Option<OrganisationId>,
        /// Words that must all occur in the clause, the title, the reason or the subject's identifier, in the language that the
        /// header `Accept-Language` asks for.
        q: Option<Words>,
        /// The page, from 1.
        page: Option<Page>,
        /// How many findings a page has.
        per_page: Option<Count>,
    }
}

/// The statements of an organisation
///
/// Every statement that is asked of organisations, as the latest whole assessment judged it.
#[utoipa::path(get, path = "/api/v1/organisations/{id}/statements", tag = "assessment", params(OneOrganisation),
    responses((status = 200, body = Findings)))]
pub(crate) async fn of_organisation(
    State(site): State<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OneOrganisation>,
) -> Response {
    let work = async {
        let population = site.population(&asking.caller).await?;
        let organisation = state::find_organisation(&population, one.id.as_str())?;
        all(&site, &asking, organisation, None).await
    };
    answer(&asking, work.await)
}

/// The statements of an object
///
/// Every statement that is asked of objects, as the latest whole assessment judged it.
#[utoipa::path(get, path = "/api/v1/objects/{id}/statements", tag = "assessment", params(OneObject),
    responses((status = 200, body = Findings)))]
pub(crate) async fn of_object(State(site): State<Shared>, asking: Asking, PathOf(one): PathOf<OneObject>) -> Response {
    let work = async {
        let population = site.population(&asking.caller).await?;
        let (organisation, object) = state::find_object(&population, one.id.as_str())?;
        all(&site, &asking, organisation, Some(object)).await
    };
    answer(&asking, work.await)
}

async fn all(
    site: &Site,
    asking: &Asking,
    organisation: &Organisation,
    object: Option<&Object>,
) -> Result<Json<Findings>, Fault> {
    let found = state::verdicts(site, &asking.caller, organisation, object).await?;
    let (at, verdicts) = found.map_or((None, Vec::new()), |(assessment, verdicts)| (Some(assessment.at), verdicts));
    let statements = verdicts.iter().map(|verdict| finding(site, asking, verdict)).collect();
    Ok(Json(Findings { assessed_at: at.map(|at| at.to_string()), statements }))
}

/// Findings
///
/// What the latest whole assessment found of each statement and subject. Statements that do not apply are not among them.
#[utoipa::path(get, path = "/api/v1/findings", tag = "assessment", params(Wanted),
    responses((status = 200, body = Listed<Finding>)))]
pub(crate) async fn findings(State(site): State<Shared>, asking: Asking, QueryOf(asked): QueryOf<Wanted>) -> Response {
    let work = async {
        let caller = &asking.caller;
        let status = asked.status.as_ref().map(|found| found.0);
        let mode = asked.mode.map(|mode| mode.key().to_owned());
        let filter =
            VerdictFilter { organisation: asked.organisation.clone(), status, mode, ..VerdictFilter::default() };
        let (page, per_page) = (forms::page(asked.page.as_ref()), forms::count(asked.per_page.as_ref()));
        let found = match (site.store.latest_whole_assessment(caller).await?, &asked.q) {
            (None, _) => Listed::cut(Vec::new(), page, per_page),
            // The database cuts the page where no words are sought.
            (Some(assessment), None) => {
                let total = site.store.count_verdicts(caller, assessment.id, &filter).await?;
                let offset = (page - 1).saturating_mul(per_page).min(i64::MAX.unsigned_abs());
                let items = site.store.verdicts_part(caller, assessment.id, &filter, offset, Some(per_page)).await?;
                Listed { items, total, page, per_page }
            }
            (Some(assessment), Some(words)) => {
                let verdicts = site.store.verdicts(caller, assessment.id, &filter).await?;
                let wanted = verdicts.into_iter().filter(|verdict| words.are_in(&text(&site, &asking, verdict)));
                Listed::cut(wanted.collect(), page, per_page)
            }
        };
        let Listed { items, total, page, per_page } = found;
        let items = items.iter().map(|verdict| finding(&site, &asking, verdict)).collect();
        Ok(Json(Listed { items, total, page, per_page }))
    };
    answer(&asking, work.await)
}

/// What a finding is found by.
fn text(site: &Site, asking: &Asking, verdict: &Verdict) -> String {
    let line = state::line(site, &asking.t, &asking.caller, verdict);
    format!("{} {} {} {} {}", line.clause, line.statement, line.title, line.reason, line.subject.id)
}

fn finding(site: &Site, asking: &Asking, verdict: &Verdict) -> Finding {
    let statement = site.catalog.statement(&verdict.statement);
    let key = || verdict.statement.to_string();
    let unknown = || Texts { kk: key(), ru: key(), en: key() };
    Finding {
        clause: verdict.clause.to_string(),
        statement: key(),
        title: statement.map_or_else(unknown, |found| (&found.title).into()),
        mode: verdict.mode.clone(),
        status: verdict.status.key(),
        reason: Texts::each(&asking.t, |t| {
            t.say(&reason::message(&verdict.reason_key, &verdict.reason_args, t.language))
        }),
        evidence: verdict.evidence.clone(),
        organisation: verdict.organisation.to_string(),
        subject: Subject { kind: verdict.subject.kind.key(), id: verdict.subject.id.clone() },
        unreviewed: site.official.is_unreviewed(&verdict.clause),
    }
}
