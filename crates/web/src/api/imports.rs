//! Importing a CSV file, or a file that a tool wrote, into a register.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use talap_model::{ObjectId, OrganisationId, RecordKey};
use talap_register::sheet::MOST_BYTES;
use talap_register::{ImportReport, RowError, Said, tools};
use utoipa::ToSchema;

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{PathOf, QueryOf, parameters};
use crate::api::body::{bytes, demand_type};
use crate::api::registers::OneRegister;
use crate::api::wire::Texts;
use crate::gate::Asking;
use crate::pages::registers::writable;

/// The media type of a table.
const CSV: &str = "text/csv";
/// The media types of files that tools write: nmap's XML, SARIF, restic's list of snapshots.
const OF_TOOLS: [&str; 4] = ["application/xml", "text/xml", "application/json", "application/sarif+json"];

/// What an import did. Rows that are not reported are in, all of them.
#[derive(Serialize, ToSchema)]
pub(crate) struct Import {
    /// How many records came to be.
    created: u64,
    /// How many records changed.
    updated: u64,
    /// How many rows say what is there already.
    unchanged: u64,
    /// How many rows were left out.
    rejected: u64,
    /// What is wrong with the rows that were left out, by line.
    errors: Vec<WrongRow>,
    /// How the file's bytes were read.
    encoding: &'static str,
    /// What stands between its cells: `semicolon`, `comma` or `tab`.
    separator: &'static str,
    /// Why the ledger has not taken the changes yet, where it has not; they are kept and go there later.
    waiting: Option<Texts>,
}

/// One thing that is wrong with one row.
#[derive(Serialize, ToSchema)]
pub(crate) struct WrongRow {
    /// The line of the file that the row begins on, from 1.
    line: u64,
    /// The column as the file names it; null where the row as a whole is wrong.
    column: Option<String>,
    /// The value as it was read; null where the row as a whole is wrong.
    value: Option<String>,
    /// Why.
    reason: Texts,
}

parameters! {
    /// Whose the rows are.
    Query Whose {
        /// Whose the rows are, where the file has no column for it.
        organisation: Option<OrganisationId>,
        /// The informatization object that a tool's file is about.
        object: Option<ObjectId>,
        /// The report on an assessment that a scanner's file belongs to.
        scan: Option<RecordKey>,
    }
}

/// Import a CSV file, or a file that a tool wrote
///
/// The first row names the columns by the keys or the labels of the register's fields, beside `key` and, where rows are of
/// several organisations, `organisation`. Sound rows are kept in one transaction; the others are reported. The register
/// `vulnerabilities` takes nmap's XML and SARIF 2.1.0 as well, `backups` the list of `restic snapshots --json`; lines are then
/// those of the table that is made of the file.
#[utoipa::path(post, path = "/api/v1/registers/{register}/import", tag = "registers", params(OneRegister, Whose),
    request_body(content(
        (String = "text/csv"), (String = "application/xml"), (String = "text/xml"), (String = "application/json"),
        (String = "application/sarif+json"),
    )),
    responses((status = 200, body = Import), (status = 422, description = "Nothing of the file was taken")))]
pub(crate) async fn take(
    State(site): State<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OneRegister>,
    QueryOf(whose): QueryOf<Whose>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let work = async {
        writable(&site, &asking.caller, one.register.as_str())?;
        if !OF_TOOLS.iter().any(|known| demand_type(&headers, known).is_ok()) {
            demand_type(&headers, CSV)?;
        }
        let bytes = bytes(body, MOST_BYTES).await?;
        let said = Said {
            tool: None,
            object: whose.object.map(|object| object.to_string()),
            scan: whose.scan.map(|scan| scan.to_string()),
        };
        let bytes = tools::table(&one.register, &bytes, &said)?.map_or(bytes, String::into_bytes);
        let report = site.import(&asking.caller, &one.register, whose.organisation.as_ref(), &bytes).await?;
        Ok(Json(import_of(&asking, &report)))
    };
    answer(&asking, work.await)
}

fn import_of(asking: &Asking, report: &ImportReport) -> Import {
    let wrong = |error: &RowError| WrongRow {
        line: error.line,
        column: error.column.clone(),
        value: error.value.clone(),
        reason: Texts::said(&asking.t, &error.reason),
    };
    Import {
        created: report.created as u64,
        updated: report.updated as u64,
        unchanged: report.unchanged as u64,
        rejected: report.rejected_rows() as u64,
        errors: report.rejected.iter().map(wrong).collect(),
        encoding: report.encoding.name(),
        separator: report.separator.key(),
        waiting: report.waiting.as_ref().map(|message| Texts::said(&asking.t, message)),
    }
}
