//! Accounts, roles, and what the token itself may do.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use talap_access::Role;
use talap_model::{OrganisationId, Right, Scope};
use utoipa::ToSchema;

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{Form, QueryOf, parameters};
use crate::api::body::JsonOf;
use crate::api::forms::{self, Holder};
use crate::api::problem::Problem;
use crate::fault::Fault;
use crate::gate::Asking;

/// Who the token is and what it may do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// Who it is: `user:` and the name of the account.
    identity: String,
    /// What it may do.
    rights: Vec<&'static str>,
    /// The organisations that the rights reach; null for all of them.
    organisations: Option<Vec<String>>,
}

/// An account.
#[derive(Serialize, ToSchema)]
pub(crate) struct Account {
    /// The name that the person signs in with.
    name: String,
    /// The person's own name.
    display_name: String,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// Who made it.
    created_by: String,
    /// Whether a password has been set.
    has_password: bool,
    /// Since when it is blocked.
    #[schema(format = DateTime)]
    blocked_at: Option<String>,
    /// Until when wrong passwords lock it; a moment that has passed locks nothing.
    #[schema(format = DateTime)]
    locked_until: Option<String>,
    /// When somebody last signed in with it.
    #[schema(format = DateTime)]
    signed_in_at: Option<String>,
    /// From which address that was.
    signed_in_from: Option<String>,
}

/// A role that somebody holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct Held {
    /// Who holds it: `user:` and the name of an account, or `os:` and a user of the operating system.
    user: String,
    /// The role.
    #[schema(schema_with = forms::roles)]
    role: &'static str,
    /// The organisation that it reaches; null for all of them.
    organisation: Option<String>,
    /// When it was given.
    #[schema(format = DateTime)]
    granted_at: String,
    /// Who gave it.
    granted_by: String,
}

/// A role to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRole {
    /// Who is to hold it: `user:` and the name of an account, or `os:` and a user of the operating system.
    #[schema(schema_with = holder)]
    user: String,
    /// The role.
    #[schema(schema_with = forms::roles)]
    role: String,
    /// The organisation that it is to reach; null or left out for all of them.
    #[schema(pattern = "^[a-z0-9][a-z0-9._-]{0,95}$")]
    organisation: Option<String>,
}

fn holder() -> utoipa::openapi::Object {
    Holder::schema()
}

parameters! {
    /// Which role of whom.
    Query OneRole {
        /// Who holds it: `user:` and the name of an account, or `os:` and a user of the operating system.
        user: Holder,
        /// The role.
        role: Role,
        /// The organisation that it reaches; left out for all of them.
        organisation: Option<OrganisationId>,
    }
}

/// Who the token is
#[utoipa::path(get, path = "/api/v1/me", tag = "people", responses((status = 200, body = Me)))]
pub(crate) async fn me(asking: Asking) -> Json<Me> {
    let caller = &asking.caller;
    Json(Me {
        identity: caller.identity().to_string(),
        rights: Right::ALL.into_iter().filter(|right| caller.has(*right)).map(Right::key).collect(),
        organisations: match caller.scope() {
            Scope::All => None,
            Scope::Organisations(set) => Some(set.iter().map(ToString::to_string).collect()),
        },
    })
}

/// All accounts
#[utoipa::path(get, path = "/api/v1/people", tag = "people", responses((status = 200, body = Vec<Account>)))]
pub(crate) async fn accounts(State(site): State<Shared>, asking: Asking) -> Response {
    let work = async {
        let found = site.accounts.list(&asking.caller).await?;
        Ok(Json(found.into_iter().map(account_of).collect::<Vec<_>>()))
    };
    answer(&asking, work.await)
}

fn account_of(found: talap_access::Account) -> Account {
    let moment = |at: Option<talap_model::Timestamp>| at.map(|at| at.to_string());
    Account {
        name: found.name,
        display_name: found.display_name,
        created_at: found.created_at.to_string(),
        created_by: found.created_by,
        has_password: found.has_password,
        blocked_at: moment(found.blocked_at),
        locked_until: moment(found.locked_until),
        signed_in_at: moment(found.signed_in_at),
        signed_in_from: found.signed_in_from,
    }
}

/// Who holds which role
#[utoipa::path(get, path = "/api/v1/roles", tag = "people", responses((status = 200, body = Vec<Held>)))]
pub(crate) async fn roles(State(site): State<Shared>, asking: Asking) -> Response {
    let work = async {
        let found = site.access.list(&asking.caller).await?;
        let held = found.into_iter().map(|grant| Held {
            user: grant.identity,
            role: grant.role.key(),
            organisation: grant.organisation.map(|id| id.to_string()),
            granted_at: grant.granted_at.to_string(),
            granted_by: grant.granted_by,
        });
        Ok(Json(held.collect::<Vec<_>>()))
    };
    answer(&asking, work.await)
}

/// Give a role
#[utoipa::path(post, path = "/api/v1/roles", tag = "people", request_body = NewRole,
    responses((status = 204, description = "The role is given"),
        (status = 404, description = "There is no such account, or the caller may not give roles there"),
        (status = 409, description = "They hold it already, or hold another role over other organisations"),
        (status = 422, description = "It cannot be given so")))]
pub(crate) async fn give(State(site): State<Shared>, asking: Asking, JsonOf(new): JsonOf<NewRole>) -> Response {
    let unread = |name: &str, value: &str| {
        let message = talap_model::Message::new("web-api-parameter-wrong").with("name", name);
        Problem::bad(&asking.t, &message.with("value", value.chars().take(60).collect::<String>())).into_response()
    };
    let Some(Holder(user)) = Holder::read(&new.user) else { return unread("user", &new.user) };
    let Ok(role) = new.role.parse::<Role>() else { return unread("role", &new.role) };
    let organisation = match new.organisation.as_deref().map(OrganisationId::new).transpose() {
        Ok(organisation) => organisation,
        Err(error) => return unread("organisation", &error.text),
    };
    changed(&asking, site.change_role(&asking.caller, true, &user, role, organisation).await)
}

/// Take a role
#[utoipa::path(delete, path = "/api/v1/roles", tag = "people", params(OneRole),
    responses((status = 204, description = "The role is taken"), (status = 404, description = "They do not hold it, or the caller may not take it"),
        (status = 409, description = "The last administrator stays one"),
        (status = 422, description = "It cannot be taken so")))]
pub(crate) async fn take(State(site): State<Shared>, asking: Asking, QueryOf(one): QueryOf<OneRole>) -> Response {
    changed(&asking, site.change_role(&asking.caller, false, &one.user.0, one.role, one.organisation).await)
}

/// The answer to a change of roles. What the roles that there are do not allow is no fault of the request.
fn changed(asking: &Asking, outcome: Result<(), Fault>) -> Response {
    let Err(fault) = outcome else { return StatusCode::NO_CONTENT.into_response() };
    let status = match fault.message.key.as_str() {
        "access-no-account" | "access-role-not-held" => StatusCode::NOT_FOUND,
        "access-scopes-mixed" | "access-role-held-already" | "access-last-administrator" => StatusCode::CONFLICT,
        _ => return answer(asking, Err::<(), _>(fault)),
    };
    Problem::at(&asking.t, status, &fault.message).into_response()
}
