//! Assessments: the latest one, and one made now.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use talap_collect::own::Act;
use talap_model::{ActKey, Caller, Right};
use utoipa::ToSchema;

use crate::Shared;
use crate::api::answer;
use crate::api::wire::Tally;
use crate::fault::Fault;
use crate::gate::Asking;
use crate::site::Site;
use crate::state::Standing;

/// An assessment of everyone.
#[derive(Serialize, ToSchema)]
pub(crate) struct Assessment {
    /// Its identifier.
    #[schema(format = Uuid)]
    id: String,
    /// The moment that it speaks of.
    #[schema(format = DateTime)]
    at: String,
    /// Who made it.
    by: String,
    /// SHA-256 of the catalogue that it used.
    catalog: String,
    /// How long it took, in microseconds.
    duration_micros: u64,
    /// What it found, as far as the caller's rights reach; null without the right to read verdicts.
    tally: Option<Tally>,
}

/// The latest whole assessment
#[utoipa::path(get, path = "/api/v1/assessments/latest", tag = "assessment",
    responses((status = 200, body = Assessment), (status = 404, description = "Nothing was assessed yet")))]
pub(crate) async fn latest(State(site): State<Shared>, asking: Asking) -> Response {
    let work = async {
        let standing = Standing::read(&site, &asking.caller).await?.ok_or_else(Fault::missing)?;
        Ok(Json(assessment_of(&standing.assessment, Some(standing.whole().into()))))
    };
    answer(&asking, work.await)
}

/// Assess everything now
///
/// Judges every statement for every organisation and object, as Talap itself does now and then.
#[utoipa::path(post, path = "/api/v1/assessments", tag = "assessment", responses((status = 201, body = Assessment)))]
pub(crate) async fn make(State(site): State<Shared>, asking: Asking) -> Response {
    let work = async {
        let who = asking.caller.identity().to_string();
        site.record(Act::new(ActKey::AssessmentAsked, &who).from_address(&asking.address)).await?;
        let outcome = site.assess_everything().await?;
        let tally = tally(&site, &asking.caller).await?;
        Ok((StatusCode::CREATED, Json(assessment_of(&outcome.assessment, tally))))
    };
    answer(&asking, work.await)
}

async fn tally(site: &Site, caller: &Caller) -> Result<Option<Tally>, Fault> {
    if !caller.has(Right::ReadVerdicts) {
        return Ok(None);
    }
    Ok(Standing::read(site, caller).await?.map(|standing| standing.whole().into()))
}

fn assessment_of(found: &talap_store::Assessment, tally: Option<Tally>) -> Assessment {
    Assessment {
        id: found.id.to_string(),
        at: found.at.to_string(),
        by: found.by.clone(),
        catalog: found.catalog.clone(),
        duration_micros: found.duration_micros,
        tally,
    }
}
