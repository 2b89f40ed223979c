//! Importing files into a register, tables or what a tool wrote, which imports there were, and taking one back.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use talap_model::{ObjectId, OrganisationId, RecordId, RecordKey, RegisterKey};
use talap_register::sheet::MOST_BYTES;
use talap_register::{ImportFile, ImportReport, RowError, Said, tools};
use talap_store as store;
use utoipa::ToSchema;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{PathOf, QueryOf, parameters};
use crate::api::body::{bytes, demand_one_type};
use crate::api::forms::TableName;
use crate::api::registers::OneRegister;
use crate::api::wire::Texts;
use crate::fault::Fault;
use crate::gate::Asking;
use crate::pages::import::file_name;
use crate::pages::registers::writable;

/// The media types of what is imported: tables, then files that tools write (nmap's XML, SARIF, restic's list of snapshots).
const TAKEN: [&str; 8] = [
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.ms-excel",
    "application/xml",
    "text/xml",
    "application/json",
    "application/sarif+json",
];
/// How many imports are listed.
const MOST_IMPORTS: u64 = 200;

/// What an import did. Rows that are not reported are in, all of them.
#[allow(clippy::struct_field_names, reason = "as it stands in JSON")]
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
    /// How the bytes of a text were read; null for a spreadsheet.
    encoding: Option<&'static str>,
    /// What stands between the cells of a text: `semicolon`, `comma` or `tab`; null for a spreadsheet.
    separator: Option<&'static str>,
    /// The sheet of a spreadsheet that was read; null for a text.
    sheet: Option<String>,
    /// The import by which it can be taken back; null where nothing was changed.
    import: Option<String>,
    /// Why the ledger has not taken the changes yet, where it has not; they are kept and go there later.
    waiting: Option<Texts>,
}

/// One thing that is wrong with one row.
#[derive(Serialize, ToSchema)]
pub(crate) struct WrongRow {
    /// The line of the file that the row begins on, from 1; of a spreadsheet the number that it shows beside the row.
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
        /// What the file is called. A name that says otherwise than its bytes refuses it.
        name: Option<TableName>,
        /// The informatization object that a tool's file is about.
        object: Option<ObjectId>,
        /// The report on an assessment that a scanner's file belongs to.
        scan: Option<RecordKey>,
    }
}

parameters! {
    /// Which import.
    Path OneImport {
        /// The register's key.
        register: RegisterKey,
        /// The import.
        id: RecordId,
    }
}

/// An import that changed records.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportMade {
    /// Its identifier.
    id: String,
    /// Whose the whole file was; null where its rows say whose they are.
    organisation: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    at: String,
    /// Who made it.
    by: String,
    /// What the file was called; empty for text that was pasted.
    file: String,
    /// SHA-256 of the file's bytes; of a tool's file, of the table that was made of it.
    sha256: String,
    /// How many records came to be.
    created: u64,
    /// How many records changed.
    updated: u64,
    /// How many rows said what was there already.
    unchanged: u64,
    /// How many rows were left out.
    rejected: u64,
    /// When it was undone; null where it was not.
    #[schema(format = DateTime)]
    undone_at: Option<String>,
    /// Who undid it.
    undone_by: Option<String>,
}

/// What undoing an import did.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportUndone {
    /// How many records became void: those that the import had created.
    voided: u64,
    /// How many records got their values back.
    restored: u64,
    /// Why the ledger has not taken the changes yet, where it has not; they are kept and go there later.
    waiting: Option<Texts>,
}

/// The bytes of a spreadsheet.
pub(crate) enum Spreadsheet {}

impl utoipa::PartialSchema for Spreadsheet {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        let bytes = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(bytes)).into()
    }
}

impl ToSchema for Spreadsheet {}

/// Import a file
///
/// A table as text or a spreadsheet, of which the first sheet is read. The header names the columns by the keys or the labels of the register's fields, beside `key` and, where rows are of
/// several organisations, `organisation`. Sound rows are kept in one transaction; the others are reported. The register
/// `vulnerabilities` takes nmap's XML and SARIF 2.1.0 as well, `backups` the list of `restic snapshots --json`; lines are then
/// those of the table that is made of the file.
#[utoipa::path(post, path = "/api/v1/registers/{register}/import", tag = "registers", params(OneRegister, Whose),
    request_body(content(
        (String = "text/csv"),
        (Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Spreadsheet = "application/vnd.oasis.opendocument.spreadsheet"),
        (Spreadsheet = "application/vnd.ms-excel"),
        (String = "application/xml"),
        (String = "text/xml"),
        (String = "application/json"),
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
        demand_one_type(&headers, &TAKEN)?;
        let bytes = bytes(body, MOST_BYTES).await?;
        let said = Said {
            tool: None,
            object: whose.object.map(|object| object.to_string()),
            scan: whose.scan.map(|scan| scan.to_string()),
        };
        let table = tools::table(&one.register, &bytes, &said)?;
        // The name of a tool's file says what the table that is made of it is not.
        let name = whose.name.as_ref().filter(|_| table.is_none()).map_or("", |name| name.0.as_str());
        let bytes = table.map_or(bytes, String::into_bytes);
        let file = ImportFile { name, ..ImportFile::of_bytes(&bytes) };
        let report = site.import_file(&asking.caller, &one.register, whose.organisation.as_ref(), &file).await?;
        Ok(Json(import_of(&asking, &report)))
    };
    answer(&asking, work.await)
}

/// Imports
///
/// The newest first: those of one organisation within the caller's reach, and the caller's own.
#[utoipa::path(get, path = "/api/v1/registers/{register}/imports", tag = "registers", params(OneRegister),
    responses((status = 200, body = Vec<ImportMade>)))]
pub(crate) async fn list(State(site): State<Shared>, asking: Asking, PathOf(one): PathOf<OneRegister>) -> Response {
    let work = async {
        let definition = writable(&site, &asking.caller, one.register.as_str())?;
        let made = site.register.imports(&asking.caller, &definition.key, MOST_IMPORTS).await?;
        Ok(Json(made.into_iter().map(ImportMade::from).collect::<Vec<_>>()))
    };
    answer(&asking, work.await)
}

/// Undo an import
///
/// As a whole: what it created becomes void, what it changed gets its values back. Where somebody has changed one of its records
/// since, nothing happens.
#[utoipa::path(post, path = "/api/v1/registers/{register}/imports/{id}/undo", tag = "registers", params(OneImport),
    responses((status = 200, body = ImportUndone),
        (status = 422, description = "It was undone already, or its records have been changed since")))]
pub(crate) async fn undo(State(site): State<Shared>, asking: Asking, PathOf(one): PathOf<OneImport>) -> Response {
    let work = async {
        let definition = writable(&site, &asking.caller, one.register.as_str())?;
        let import = site.store.import(&asking.caller, one.id).await?.ok_or_else(Fault::missing)?;
        let t = &asking.t;
        let reason = t.named("web-import-undo-reason", &file_name(t, &import.file_name));
        let undone = site.undo_import(&asking.caller, &definition.key, one.id, &reason).await?;
        Ok(Json(ImportUndone {
            voided: undone.voided as u64,
            restored: undone.restored as u64,
            waiting: undone.waiting.as_ref().map(|message| Texts::said(t, message)),
        }))
    };
    answer(&asking, work.await)
}

impl From<store::Import> for ImportMade {
    fn from(made: store::Import) -> Self {
        let (undone_at, undone_by) = made.undone.map(|(at, by)| (at.to_string(), by)).unzip();
        Self {
            id: made.id.to_string(),
            organisation: made.organisation.map(|id| id.to_string()),
            at: made.at.to_string(),
            by: made.by,
            file: made.file_name,
            sha256: made.sha256,
            created: made.created,
            updated: made.updated,
            unchanged: made.unchanged,
            rejected: made.rejected,
            undone_at,
            undone_by,
        }
    }
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
        encoding: report.form.encoding().map(talap_register::Encoding::name),
        separator: report.form.separator().map(talap_register::Separator::key),
        sheet: report.form.sheet().map(str::to_owned),
        import: report.import.map(|import| import.to_string()),
        waiting: report.waiting.as_ref().map(|message| Texts::said(&asking.t, message)),
    }
}
