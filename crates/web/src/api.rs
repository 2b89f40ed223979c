//! The API: the same things as the pages, for programs. They show a token of an account in the header `Authorization`.
//!
//! # How to add a method
//!
//! Write its handler with `#[utoipa::path]` into the file of its subject, put it into the table here and into the list of
//! paths in `document.rs`; a test holds the two against each other. What it reads from the path and the query is declared
//! with `parameters!`, what it answers is a struct that derives `Serialize` and `ToSchema`.

mod asked;
mod assessments;
mod attestations;
mod body;
mod clauses;
mod decree;
mod document;
mod due;
mod events;
mod files;
mod forms;
mod imports;
mod objects;
pub(crate) mod once;
mod papers;
mod people;
pub(crate) mod problem;
mod query;
mod records;
mod registers;
mod sources;
mod statements;
mod steps;
mod wire;

use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::Shared;
use crate::api::problem::Problem;
use crate::fault::Fault;
use crate::gate::{self, Asking};
use crate::routes::{Needs, Routes};
use crate::tongue::Tongue;

/// The table of methods.
pub(crate) fn table(routes: Routes) -> Routes {
    use Needs::{MoveRecords, Nothing, Right, SignedIn, WriteRegister};
    use talap_model::Right::{
        Assess, Attest, GrantRoles, ReadEvents, ReadRecords, ReadRoles, ReadVerdicts, WriteStructure,
    };
    routes
        .get("/api/v1/openapi.json", Nothing, document::show)
        .get("/api/v1/me", SignedIn, people::me)
        .get("/api/v1/organisations", Right(ReadRecords), objects::organisations)
        .get("/api/v1/organisations/{id}", Right(ReadRecords), objects::organisation)
        .get("/api/v1/organisations/{id}/statements", Right(ReadVerdicts), statements::of_organisation)
        .get("/api/v1/objects", Right(ReadRecords), objects::list)
        .get("/api/v1/objects/{id}", Right(ReadRecords), objects::show)
        .get("/api/v1/objects/{id}/statements", Right(ReadVerdicts), statements::of_object)
        .get("/api/v1/clauses", SignedIn, clauses::list)
        .get("/api/v1/clauses/{id}", SignedIn, clauses::show)
        .post("/api/v1/clauses/{id}/review", Right(WriteStructure), decree::review)
        .get("/api/v1/search", SignedIn, decree::find)
        .get("/api/v1/redactions/diff", SignedIn, decree::diff)
        .get("/api/v1/organisations/{id}/applicability", Right(ReadRecords), decree::of_organisation)
        .get("/api/v1/objects/{id}/applicability", Right(ReadRecords), decree::of_object)
        .get("/api/v1/findings", Right(ReadVerdicts), statements::findings)
        .get("/api/v1/due", Right(ReadRecords), due::list)
        .get("/api/v1/assessments/latest", Right(ReadVerdicts), assessments::latest)
        .post("/api/v1/assessments", Right(Assess), assessments::make)
        .post("/api/v1/attestations", Right(Attest), attestations::make)
        .get("/api/v1/registers", Right(ReadRecords), registers::list)
        .get("/api/v1/registers/{register}", Right(ReadRecords), registers::show)
        .post("/api/v1/registers/{register}/import", WriteRegister, imports::take)
        .get("/api/v1/registers/{register}/imports", WriteRegister, imports::list)
        .post("/api/v1/registers/{register}/imports/{id}/undo", WriteRegister, imports::undo)
        .get("/api/v1/registers/{register}/records", Right(ReadRecords), records::list)
        .post("/api/v1/registers/{register}/records", WriteRegister, steps::create)
        .get("/api/v1/registers/{register}/records/{organisation}/{key}", Right(ReadRecords), records::show)
        .put("/api/v1/registers/{register}/records/{organisation}/{key}", WriteRegister, records::keep)
        .delete("/api/v1/registers/{register}/records/{organisation}/{key}", WriteRegister, records::void)
        .get("/api/v1/registers/{register}/records/{organisation}/{key}/history", Right(ReadRecords), records::history)
        .post(
            "/api/v1/registers/{register}/records/{organisation}/{key}/transitions/{transition}",
            MoveRecords,
            steps::take,
        )
        // Whoever states compliance hands files in too, so that neither of two rights alone is what it takes.
        .post("/api/v1/files", SignedIn, files::take)
        .get("/api/v1/files/{organisation}/{sha256}", Right(ReadRecords), files::show)
        .get("/api/v1/events", Right(ReadEvents), events::list)
        .get("/api/v1/events/{seq}", Right(ReadEvents), events::show)
        .post("/api/v1/query", Right(ReadRecords), query::ask)
        .get("/api/v1/sources", Right(ReadEvents), sources::list)
        .get("/api/v1/people", Right(ReadRoles), people::accounts)
        .get("/api/v1/roles", Right(ReadRoles), people::roles)
        .post("/api/v1/roles", Right(GrantRoles), people::give)
        .delete("/api/v1/roles", Right(GrantRoles), people::take)
        .get("/api/v1/papers/{kind}/{id}", Right(ReadVerdicts), papers::show)
}

/// What was asked for, or why there is none.
fn answer(asking: &Asking, outcome: Result<impl IntoResponse, Fault>) -> Response {
    match outcome {
        Ok(found) => found.into_response(),
        Err(fault) => Problem::of(&asking.t, &fault).into_response(),
    }
}

/// The words of whoever asks.
fn tongue(site: &Shared, parts: &Parts) -> Tongue {
    match parts.extensions.get::<Asking>() {
        Some(asking) => asking.t.clone(),
        None => gate::stranger(site, parts).t,
    }
}
