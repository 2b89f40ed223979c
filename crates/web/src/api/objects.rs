//! Organisations and informatization objects.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use talap_model::{self as model, ObjectId, OrganisationId, Subject, TraitSet, TraitValue};
use utoipa::ToSchema;

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{PathOf, QueryOf, parameters};
use crate::api::forms::{self, Count, Page, Words};
use crate::api::wire::{Listed, Tally, Texts};
use crate::fault::Fault;
use crate::gate::Asking;
use crate::state::{self, Standing, object_subject, organisation_subject};

/// An organisation.
#[derive(Serialize, ToSchema)]
pub(crate) struct Organisation {
    /// Its identifier.
    id: String,
    /// Its name.
    name: Texts,
    /// What is stated to be true of it, by the trait's key: true and false, a number, a day or a choice's key.
    traits: BTreeMap<String, serde_json::Value>,
    /// How its own statements were judged last, those of its objects left out; null before the first assessment or without
    /// the right to read verdicts.
    tally: Option<Tally>,
}

/// An informatization object.
#[derive(Serialize, ToSchema)]
pub(crate) struct Object {
    /// Its identifier.
    id: String,
    /// Whose it is.
    organisation: String,
    /// What it is.
    #[schema(schema_with = kinds)]
    kind: &'static str,
    /// Its name.
    name: Texts,
    /// What is stated to be true of it, by the trait's key: true and false, a number, a day or a choice's key.
    traits: BTreeMap<String, serde_json::Value>,
    /// How its statements were judged last; null before the first assessment or without the right to read verdicts.
    tally: Option<Tally>,
}

fn kinds() -> utoipa::openapi::Object {
    forms::one_of(model::ObjectKind::ALL.map(model::ObjectKind::key))
}

parameters! {
    /// Which organisation.
    Path OneOrganisation {
        /// The organisation's identifier.
        id: OrganisationId,
    }
}

parameters! {
    /// Which object.
    Path OneObject {
        /// The object's identifier.
        id: ObjectId,
    }
}

parameters! {
    /// Which objects.
    Query Objects {
        /// Words that must all occur in the identifier or in one of the names.
        q: Option<Words>,
        /// Only the objects of this organisation.
        organisation: Option<OrganisationId>,
        /// The page, from 1.
        page: Option<Page>,
        /// How many objects a page has.
        per_page: Option<Count>,
    }
}

/// All organisations
///
/// Those that the caller's rights reach.
#[utoipa::path(get, path = "/api/v1/organisations", tag = "structure", responses((status = 200, body = Vec<Organisation>)))]
pub(crate) async fn organisations(State(site): State<Shared>, asking: Asking) -> Response {
    let work = async {
        let found = site.register.organisations(&asking.caller).await?;
        let standing = Standing::read(&site, &asking.caller).await?;
        let found = found.iter().map(|one| organisation_of(one, standing.as_ref()));
        Ok(Json(found.collect::<Vec<_>>()))
    };
    answer(&asking, work.await)
}

/// One organisation
#[utoipa::path(get, path = "/api/v1/organisations/{id}", tag = "structure", params(OneOrganisation),
    responses((status = 200, body = Organisation)))]
pub(crate) async fn organisation(
    State(site): State<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OneOrganisation>,
) -> Response {
    let work = async {
        let population = site.population(&asking.caller).await?;
        let found = state::find_organisation(&population, one.id.as_str())?;
        let standing = Standing::read(&site, &asking.caller).await?;
        Ok(Json(organisation_of(found, standing.as_ref())))
    };
    answer(&asking, work.await)
}

/// Objects
#[utoipa::path(get, path = "/api/v1/objects", tag = "structure", params(Objects),
    responses((status = 200, body = Listed<Object>)))]
pub(crate) async fn list(State(site): State<Shared>, asking: Asking, QueryOf(asked): QueryOf<Objects>) -> Response {
    let work = async {
        let found = site.register.objects(&asking.caller).await?;
        let standing = Standing::read(&site, &asking.caller).await?;
        let wanted = found.iter().filter(|object| is_wanted(&asked, object));
        let objects = wanted.map(|object| object_of(object, standing.as_ref())).collect();
        Ok(Json(Listed::cut(objects, forms::page(asked.page.as_ref()), forms::count(asked.per_page.as_ref()))))
    };
    answer(&asking, work.await)
}

fn is_wanted(asked: &Objects, object: &model::Object) -> bool {
    let model::Localized { kk, ru, en } = &object.name;
    let text = || format!("{} {kk} {ru} {en}", object.id);
    asked.organisation.as_ref().is_none_or(|id| *id == object.organisation)
        && asked.q.as_ref().is_none_or(|words| words.are_in(&text()))
}

/// One object
#[utoipa::path(get, path = "/api/v1/objects/{id}", tag = "structure", params(OneObject),
    responses((status = 200, body = Object)))]
pub(crate) async fn show(State(site): State<Shared>, asking: Asking, PathOf(one): PathOf<OneObject>) -> Response {
    let work = async {
        let found = site.register.objects(&asking.caller).await?;
        let object = found.iter().find(|object| object.id == one.id).ok_or_else(Fault::missing)?;
        let standing = Standing::read(&site, &asking.caller).await?;
        Ok(Json(object_of(object, standing.as_ref())))
    };
    answer(&asking, work.await)
}

fn organisation_of(found: &model::Organisation, standing: Option<&Standing>) -> Organisation {
    Organisation {
        id: found.id.to_string(),
        name: (&found.name).into(),
        traits: traits(&found.traits),
        tally: tally(standing, &organisation_subject(found)),
    }
}

fn object_of(found: &model::Object, standing: Option<&Standing>) -> Object {
    Object {
        id: found.id.to_string(),
        organisation: found.organisation.to_string(),
        kind: found.kind.key(),
        name: (&found.name).into(),
        traits: traits(&found.traits),
        tally: tally(standing, &object_subject(found)),
    }
}

fn tally(standing: Option<&Standing>, subject: &Subject) -> Option<Tally> {
    standing.map(|standing| standing.of(subject).into())
}

fn traits(set: &TraitSet) -> BTreeMap<String, serde_json::Value> {
    let value = |value: &TraitValue| match value {
        TraitValue::Flag(yes) => (*yes).into(),
        TraitValue::Number(number) => (*number).into(),
        TraitValue::Date(date) => model::time::format_date(*date).into(),
        TraitValue::Choice(choice) => choice.as_str().into(),
    };
    set.iter().map(|(key, found)| (key.to_string(), value(found))).collect()
}
