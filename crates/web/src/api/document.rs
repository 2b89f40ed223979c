//! The description of the API (`OpenAPI`), for programs that make programs.

use axum::Json;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, OpenApi as Document, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use crate::api::problem::{MEDIA_TYPE, Problem};
use crate::api::{
    assessments, attestations, clauses, decree, due, events, files, imports, objects, once, papers, people, query,
    records, registers, sources, statements, steps,
};

/// What the paths of methods of registers begin with.
const REGISTERS: &str = "/api/v1/registers/";

/// The name of the way that callers prove who they are.
const BEARER: &str = "token";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Talap",
        description = "What the Uniform Requirements in ICT and information security (decree 832 of 20.12.2016) ask, \
                       where organisations stand, and the records and events that show it. Texts for people are in Kazakh, Russian and \
                       English; errors are `application/problem+json`. Tokens are made on the page “Account”.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    paths(
        show,
        people::me,
        objects::organisations,
        objects::organisation,
        objects::list,
        objects::show,
        statements::of_organisation,
        statements::of_object,
        statements::findings,
        clauses::list,
        clauses::show,
        decree::review,
        decree::find,
        decree::diff,
        decree::of_organisation,
        decree::of_object,
        due::list,
        assessments::latest,
        assessments::make,
        attestations::make,
        registers::list,
        registers::show,
        records::list,
        records::show,
        records::keep,
        records::void,
        records::history,
        steps::create,
        steps::take,
        imports::take,
        imports::list,
        imports::undo,
        files::take,
        files::show,
        events::list,
        events::show,
        query::ask,
        sources::list,
        people::accounts,
        people::roles,
        people::give,
        people::take,
        papers::show,
    ),
    components(schemas(Problem)),
    security(("token" = [])),
    modifiers(&Common),
    tags(
        (name = "catalogue", description = "The decree's clauses restated as statements"),
        (name = "structure", description = "Organisations and informatization objects"),
        (name = "assessment", description = "Where they stand, what is stated and what falls due"),
        (name = "registers", description = "Registers, their records and files"),
        (name = "events", description = "The ledger of events, and questions in SQL over it and the registers"),
        (name = "people", description = "Accounts and roles"),
        (name = "description", description = "This description"),
    )
)]
struct Description;

/// This description
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "description", security(()),
    responses((status = 200, body = serde_json::Value)))]
pub(crate) async fn show() -> Json<Document> {
    Json(Description::openapi())
}

/// What every method has alike.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut Document) {
        let bearer =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("A token of an account")).build();
        document.components.get_or_insert_default().add_security_scheme(BEARER, SecurityScheme::Http(bearer));
        for (path, item) in &mut document.paths.paths {
            let methods = [
                ("get", &mut item.get),
                ("put", &mut item.put),
                ("post", &mut item.post),
                ("delete", &mut item.delete),
            ];
            for (method, operation) in methods {
                if let Some(operation) = operation {
                    operation.operation_id = Some(name(method, path));
                    if method != "get" && path.starts_with(REGISTERS) {
                        repeatable(operation);
                    }
                    complete(path, operation);
                }
            }
        }
    }
}

/// The methods that change registers may be repeated with a key.
fn repeatable(operation: &mut Operation) {
    operation.parameters.get_or_insert_default().push(RefOr::T(once::parameter()));
    let about = [
        ("409", "The first request with this Idempotency-Key is being answered, or its end is not known"),
        ("422", "Another request was sent with this Idempotency-Key"),
    ];
    for (status, about) in about {
        let refusal = || RefOr::T(ResponseBuilder::new().description(about).build());
        operation.responses.responses.entry(status.to_owned()).or_insert_with(refusal);
    }
}

/// What programs call a method: `get_objects_id` for `GET /api/v1/objects/{id}`.
fn name(method: &str, path: &str) -> String {
    let path = path.trim_start_matches("/api/v1").replace(['{', '}'], "");
    format!("{method}{}", path.replace(['/', '.'], "_"))
}

/// Adds the refusals that follow from what a method takes, and says of every refusal what it looks like.
fn complete(path: &str, operation: &mut Operation) {
    let is_open = operation.security.as_ref().is_some();
    let takes_path = path.contains('{');
    let takes_more = operation.parameters.as_ref().is_some_and(|found| found.len() > path.matches('{').count());
    let takes_body = operation.request_body.is_some();
    let refusals = [
        ("400", takes_more || takes_body, "A parameter or the body is not as described here"),
        ("401", !is_open, "There is no token, or none in force"),
        ("403", !is_open, "The token's rights do not reach so far"),
        ("404", takes_path, "There is nothing of the kind, or it is not for the caller"),
        ("413", takes_body, "The body is too large"),
        ("415", takes_body, "The body is of another type"),
        ("500", !is_open, "It failed here"),
        ("503", !is_open, "The database does not answer, or others take all the places: ask again"),
    ];
    let responses = &mut operation.responses.responses;
    for (status, _, about) in refusals.into_iter().filter(|(_, is_due, _)| *is_due) {
        let refusal = || RefOr::T(ResponseBuilder::new().description(about).build());
        responses.entry(status.to_owned()).or_insert_with(refusal);
    }
    for (status, response) in responses {
        if let (true, RefOr::T(response)) = (status.starts_with(['4', '5']), response) {
            explain(status, response);
        }
    }
}

fn explain(status: &str, response: &mut Response) {
    let schema = Ref::from_schema_name("Problem");
    response.content.insert(MEDIA_TYPE.to_owned(), RefOr::T(Content::new(Some(schema))));
    if status == "401" {
        let header = utoipa::openapi::HeaderBuilder::new().description(Some("`Bearer`")).build();
        response.headers.insert("WWW-Authenticate".to_owned(), RefOr::T(header));
    }
}
