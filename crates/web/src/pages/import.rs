//! Handing in a file of records, or the text of a table, what became of each row, and taking an import back.

// Length: one page: its form, what an import did, and the imports that were made.

pub(crate) mod steps;

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use talap_locale::write;
use talap_model::{Message, OrganisationId, RecordId};
use talap_register::sheet::excerpt;
use talap_register::{Definition, Field, FieldKind, FileForm, ImportFile, ImportReport, RowError, Said, tools};
use talap_store::{Import, ImportDraft};

use crate::Shared;
use crate::fault::{Fault, FaultKind};
use crate::gate::{self, Signed};
use crate::pages::answer;
use crate::pages::import::steps::Asked;
use crate::pages::registers::{Named, is_of_organisations, organisations, writable};
use crate::path::Path;
use crate::posted::{Posted, WithFiles};
use crate::shell::{self, Shell};
use crate::site::Site;
use crate::tongue::Tongue;

/// How many wrong rows the page lists.
const MOST_ERRORS: usize = 500;
/// How many imports the page lists.
const MOST_IMPORTS: u64 = 20;
/// The longest text that the page takes back to be mended, in bytes; less than a form takes.
const LONGEST_TEXT: usize = 200 << 10;

#[derive(Template)]
#[template(path = "import.html")]
pub(crate) struct ImportPage {
    t: Tongue,
    shell: Shell,
    register: String,
    title: String,
    organisations: Vec<Named>,
    organisation: String,
    /// What a tool's file does not say: the object, and the report on an assessment.
    object: String,
    scan: String,
    text: String,
    columns: Vec<ColumnRow>,
    imports: Vec<ImportRow>,
    done: Option<Done>,
    trouble: Vec<String>,
    note: Option<String>,
}

/// An import that was made.
struct ImportRow {
    at: String,
    by: String,
    file: String,
    created: usize,
    updated: usize,
    left_out: usize,
    /// When and by whom it was taken back, where it was.
    undone: Option<String>,
    /// The address that takes it back; none where it was.
    undo: Option<String>,
}

/// A column that the register knows.
struct ColumnRow {
    key: String,
    label: String,
    kind: &'static str,
    is_required: bool,
    allowed: String,
}

/// What an import did.
struct Done {
    created: usize,
    updated: usize,
    unchanged: usize,
    left_out: usize,
    form: String,
    waiting: Option<String>,
    wrong: Wrong,
    /// Whether the wrong rows are too long to be mended on the page.
    is_long: bool,
}

/// What is wrong with rows, as far as a page lists it.
pub(crate) struct Wrong {
    pub(crate) cells: Vec<WrongCell>,
    /// Set where there is more.
    pub(crate) more: Option<usize>,
}

/// What is wrong with a cell.
pub(crate) struct WrongCell {
    pub(crate) line: u64,
    pub(crate) column: String,
    pub(crate) value: String,
    pub(crate) reason: String,
}

/// What a person handed in.
#[derive(Default)]
struct Handed {
    organisation: String,
    object: String,
    scan: String,
    text: String,
}

/// The form.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed, Path(register): Path<String>) -> Response {
    let work = async {
        let definition = writable(&site, signed.caller(), &register)?;
        Ok(shell::found(&page(&site, &signed, definition, Handed::default()).await?))
    };
    answer(&site, &signed, work.await)
}

/// Keeps what was handed in, and shows what it would do, or asks what its columns are.
pub(crate) async fn take(
    State(site): State<Shared>,
    signed: Signed,
    Path(register): Path<String>,
    WithFiles(posted): WithFiles,
) -> Response {
    answer(&site, &signed, taken(&site, &signed, &register, &posted).await)
}

async fn taken(site: &Site, signed: &Signed, register: &str, posted: &Posted) -> Result<Response, Fault> {
    let definition = writable(site, signed.caller(), register)?;
    let handed = Handed {
        organisation: posted.get("organisation").to_owned(),
        object: posted.get("object").to_owned(),
        scan: posted.get("scan").to_owned(),
        text: posted.exact("text").to_owned(),
    };
    if posted.again() {
        let page = page(site, signed, definition, handed).await?;
        return Ok(shell::found(&ImportPage { note: Some(signed.t().text("web-record-again")), ..page }));
    }
    let outcome = async {
        let draft = keep(site, signed, definition, posted, &handed).await?;
        let asked = Asked::of(posted);
        steps::look(site, signed, definition, &draft, &asked, posted.get("step") == "columns").await
    };
    match outcome.await {
        Err(fault) if is_mendable(&fault) => refused(site, signed, definition, handed, &fault).await,
        other => other,
    }
}

/// Whether the one who handed the file in can do something about it.
fn is_mendable(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Wrong | FaultKind::TooLarge | FaultKind::WrongType)
}

/// The form again, with what is wrong, and with the text that was pasted.
async fn refused(
    site: &Site,
    signed: &Signed,
    definition: &Definition,
    handed: Handed,
    fault: &Fault,
) -> Result<Response, Fault> {
    let t = signed.t();
    let trouble = std::iter::once(&fault.message).chain(&fault.details).map(|message| t.say(message)).collect();
    let text = if handed.text.len() <= LONGEST_TEXT { handed.text } else { String::new() };
    let page = page(site, signed, definition, Handed { text, ..handed }).await?;
    Ok(shell::page(fault.status(), &ImportPage { trouble, ..page }))
}

/// Keeps the file, or the text where there is none, until it is imported.
async fn keep(
    site: &Site,
    signed: &Signed,
    definition: &Definition,
    posted: &Posted,
    handed: &Handed,
) -> Result<ImportDraft, Fault> {
    let file = posted.file("file");
    let bytes = file.map_or(handed.text.as_bytes(), |file| file.bytes.as_slice());
    let largest = site.settings.largest_file;
    if bytes.len() > largest {
        let message = Message::new("web-too-large").with("megabytes", (largest >> 20).max(1));
        return Err(Fault::of(FaultKind::TooLarge, message));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Fault::wrong(Message::new("web-import-nothing")));
    }
    let said = Said { tool: None, object: Some(handed.object.clone()), scan: Some(handed.scan.clone()) };
    let table = tools::table(&definition.key, bytes, &said)?;
    let at = site.clock.now();
    let draft = ImportDraft {
        id: RecordId::generate(at, site.entropy.as_ref()),
        register: definition.key.clone(),
        name: file.map(|file| crate::upload::harmless(&file.name)).unwrap_or_default(),
        bytes: table.map_or_else(|| bytes.to_vec(), String::into_bytes),
        at,
    };
    site.store.keep_import_draft(signed.caller(), draft.clone()).await?;
    Ok(draft)
}

/// Takes an import back.
pub(crate) async fn undo(
    State(site): State<Shared>,
    signed: Signed,
    Path((register, id)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let work = async {
        let (t, caller) = (signed.t(), signed.caller());
        let definition = writable(&site, caller, &register)?;
        let id: RecordId = id.parse().map_err(|_| Fault::missing())?;
        if posted.again() {
            let page = page(&site, &signed, definition, Handed::default()).await?;
            return Ok(shell::found(&ImportPage { note: Some(t.text("web-record-again")), ..page }));
        }
        let import = site.store.import(caller, id).await?.ok_or_else(Fault::missing)?;
        let reason = t.named("web-import-undo-reason", &file_name(t, &import.file_name));
        match site.undo_import(caller, &definition.key, id, &reason).await {
            Ok(_) => Ok(gate::to(&format!("/registers/{}/import?told=import-undone", definition.key))),
            Err(fault) if is_mendable(&fault) => refused(&site, &signed, definition, Handed::default(), &fault).await,
            Err(fault) => Err(fault),
        }
    };
    answer(&site, &signed, work.await)
}

/// What the file of an import is called.
pub(crate) fn file_name(t: &Tongue, name: &str) -> String {
    if name.is_empty() { t.text("web-import-nameless") } else { write::harmless(name) }
}

/// Whose the rows are, as a form says it.
fn organisation_of(text: &str) -> Result<Option<OrganisationId>, Fault> {
    match text {
        "" => Ok(None),
        text => OrganisationId::new(text).map(Some).map_err(|_| Fault::missing()),
    }
}

/// The page that says what an import did, with the rows that were left out as a text to be mended.
async fn finished(
    site: &Site,
    signed: &Signed,
    definition: &Definition,
    file: &ImportFile<'_>,
    organisation: &str,
    report: &ImportReport,
) -> Result<Response, Fault> {
    let wrong = wrong_rows(definition, file, report);
    let text = wrong.clone().filter(|text| text.len() <= LONGEST_TEXT).unwrap_or_default();
    let is_long = wrong.is_some_and(|text| text.len() > LONGEST_TEXT);
    let done = done(signed.t(), report, is_long);
    let status = if done.left_out == 0 { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page =
        page(site, signed, definition, Handed { organisation: organisation.to_owned(), text, ..Handed::default() })
            .await?;
    Ok(shell::page(status, &ImportPage { done: Some(done), ..page }))
}

/// The rows that were left out, with the header, as a text to be mended; none where there are none.
fn wrong_rows(definition: &Definition, file: &ImportFile<'_>, report: &ImportReport) -> Option<String> {
    let lines: BTreeSet<u64> = report.rejected.iter().map(|error| error.line).collect();
    if lines.is_empty() { None } else { excerpt(definition, file, &report.form, &lines) }
}

fn done(t: &Tongue, report: &ImportReport, is_long: bool) -> Done {
    Done {
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        left_out: report.rejected_rows(),
        form: form_in_words(t, &report.form),
        waiting: report.waiting.as_ref().map(|reason| t.say(reason)),
        wrong: wrong(t, &report.rejected),
        is_long,
    }
}

/// How a file was read, in words.
fn form_in_words(t: &Tongue, form: &FileForm) -> String {
    match form {
        FileForm::Text { encoding, separator } => {
            let separator = t.text(match separator {
                talap_register::Separator::Semicolon => "web-import-semicolon",
                talap_register::Separator::Comma => "web-import-comma",
                talap_register::Separator::Tab => "web-import-tab",
            });
            let message = Message::new("web-import-form-text").with("encoding", encoding.name());
            t.say(&message.with("separator", separator))
        }
        FileForm::Workbook { format, sheet, .. } => {
            let message = Message::new("web-import-form-workbook").with("format", format.name());
            t.say(&message.with("sheet", write::harmless(sheet)))
        }
    }
}

fn wrong(t: &Tongue, rejected: &[RowError]) -> Wrong {
    let cell = |error: &RowError| WrongCell {
        line: error.line,
        column: write::harmless(error.column.as_deref().unwrap_or_default()),
        value: write::harmless(error.value.as_deref().unwrap_or_default()),
        reason: t.say(&error.reason),
    };
    Wrong {
        cells: rejected.iter().take(MOST_ERRORS).map(cell).collect(),
        more: rejected.len().checked_sub(MOST_ERRORS).filter(|more| *more > 0),
    }
}

async fn page(site: &Site, signed: &Signed, definition: &Definition, handed: Handed) -> Result<ImportPage, Fault> {
    let t = signed.t();
    let own = is_of_organisations(definition);
    let organisations = if own { Vec::new() } else { organisations(site, signed).await? };
    let imports = site.register.imports(signed.caller(), &definition.key, MOST_IMPORTS).await?;
    let imports = imports.iter().map(|import| import_row(t, import)).collect();
    Ok(ImportPage { imports, ..form(t, Shell::of(&signed.visitor), definition, organisations, handed) })
}

fn import_row(t: &Tongue, import: &Import) -> ImportRow {
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let undone = import.undone.as_ref().map(|(at, by)| {
        let message = Message::new("web-import-undone").with("at", t.moment(at));
        t.say(&message.with("by", write::harmless(by)))
    });
    ImportRow {
        at: t.moment(&import.at),
        by: write::harmless(&import.by),
        file: file_name(t, &import.file_name),
        created: count(import.created),
        updated: count(import.updated),
        left_out: count(import.rejected),
        undo: undone.is_none().then(|| format!("/registers/{}/imports/{}/undo", import.register, import.id)),
        undone,
    }
}

fn form(t: &Tongue, shell: Shell, definition: &Definition, organisations: Vec<Named>, handed: Handed) -> ImportPage {
    // Somebody whose rights reach one organisation hands in its rows, unless the file says otherwise.
    let only = organisations.first().filter(|_| organisations.len() == 1).map(|named| named.id.clone());
    ImportPage {
        register: definition.key.to_string(),
        title: t.of(&definition.title).to_owned(),
        organisation: if handed.organisation.is_empty() { only.unwrap_or_default() } else { handed.organisation },
        organisations,
        object: handed.object,
        scan: handed.scan,
        text: handed.text,
        columns: columns(t, definition),
        imports: Vec::new(),
        done: None,
        trouble: Vec::new(),
        note: None,
        shell,
        t: t.clone(),
    }
}

fn columns(t: &Tongue, definition: &Definition) -> Vec<ColumnRow> {
    let place = |key: &str, label: String, is_required| ColumnRow {
        key: key.to_owned(),
        label,
        kind: "web-kind-text",
        is_required,
        allowed: String::new(),
    };
    let mut columns = Vec::new();
    if !is_of_organisations(definition) {
        columns.push(place("organisation", t.text("web-organisation"), false));
    }
    columns.push(place("key", t.of(&definition.key_label).to_owned(), true));
    columns.extend(definition.fields.iter().map(|field| ColumnRow {
        key: field.key.clone(),
        label: t.of(&field.label).to_owned(),
        kind: kind(&field.kind),
        is_required: field.required,
        allowed: allowed(t, field),
    }));
    columns
}

/// The key of what people call a kind of field.
fn kind(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "web-kind-text",
        FieldKind::Number => "web-kind-number",
        FieldKind::Money => "web-kind-money",
        FieldKind::Network => "web-kind-network",
        FieldKind::Certificate => "web-kind-certificate",
        FieldKind::Organisation(_) => "web-kind-organisation",
        FieldKind::Bool => "web-kind-bool",
        FieldKind::Date => "web-kind-date",
        FieldKind::Time => "web-kind-time",
        FieldKind::Choice(_) => "web-kind-choice",
        FieldKind::Person(_) => "web-kind-person",
        FieldKind::Object(_) => "web-kind-object",
        FieldKind::Record(_) => "web-kind-record",
        FieldKind::File => "web-kind-file",
    }
}

/// The values that a field takes, where they are few or have a form.
fn allowed(t: &Tongue, field: &Field) -> String {
    let range = |key: &str, number: Option<f64>| Some(t.say(&Message::new(key).with("number", number?)));
    match (&field.kind, &field.pattern) {
        (FieldKind::Choice(choices), _) => {
            let named = choices.iter().map(|choice| format!("{} ({})", choice.key, t.of(&choice.label)));
            named.collect::<Vec<_>>().join("; ")
        }
        (FieldKind::Bool, _) => [t.text("web-yes"), t.text("web-no")].join("; "),
        (_, Some(pattern)) => t.named("web-record-example", &pattern.example),
        (FieldKind::Number, _) => {
            let least = range("web-import-least", field.range.min);
            let most = range("web-import-most", field.range.max);
            least.into_iter().chain(most).collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
impl ImportPage {
    /// The form, the form with what is wrong, and an answer with rows that were left out.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        use crate::pages::registers::values::tests::definition;
        let organisations = || ["a", "b"].map(|id| Named { id: id.into(), name: id.into() }).to_vec();
        let page = |register: &str, text: &str| {
            let handed =
                Handed { organisation: "b".into(), object: "o".into(), text: text.into(), ..Handed::default() };
            form(t, shell(), &definition(register), organisations(), handed)
        };
        let report = tests::report();
        let row = |undone: Option<&str>| ImportRow {
            at: "x".into(),
            by: "user:aigerim".into(),
            file: "people.xlsx".into(),
            created: 1,
            updated: 2,
            left_out: 3,
            undone: undone.map(str::to_owned),
            undo: undone.is_none().then(|| "/registers/people/imports/1/undo".to_owned()),
        };
        let imports = vec![row(None), row(Some("x"))];
        let answer = ImportPage { done: Some(done(t, &report, true)), imports, ..page("people", "key;name") };
        let sheet = FileForm::Workbook {
            format: talap_register::WorkbookFormat::Xlsx,
            sheet: "A".into(),
            sheets: vec!["A".into()],
        };
        let fine = ImportReport { rejected: Vec::new(), waiting: None, form: sheet, ..report };
        vec![
            page("people", ""),
            page("documents", ""),
            page("vulnerabilities", ""),
            page("backups", ""),
            ImportPage { trouble: vec!["x".into()], note: Some("y".into()), ..page("people", "key") },
            answer,
            ImportPage { done: Some(done(t, &fine, false)), ..page("people", "") },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use talap_register::{Encoding, RowError, Separator};

    pub(super) fn report() -> ImportReport {
        let wrong = |line| RowError {
            line,
            column: Some("name".into()),
            value: Some("x\u{202e}".into()),
            reason: Message::new("register-row-required"),
        };
        ImportReport {
            created: 1,
            updated: 2,
            unchanged: 3,
            rejected: (0..600).map(|n| wrong(3 + n / 2)).collect(),
            form: FileForm::Text { encoding: Encoding::Utf8, separator: Separator::Semicolon },
            import: None,
            waiting: Some(Message::new("register-row-required")),
        }
    }

    #[test]
    fn a_long_list_of_wrong_rows_is_cut_and_says_so() {
        let words = std::sync::Arc::new(talap_locale::Words::built_in().unwrap());
        let t = Tongue::new(words, talap_model::Language::Kk, time::UtcOffset::UTC);
        let done = done(&t, &report(), false);
        assert_eq!((done.wrong.cells.len(), done.wrong.more, done.left_out), (500, Some(100), 300));
        assert_eq!(done.wrong.cells[0].value, "x\u{fffd}");
    }

    #[test]
    fn the_wrong_rows_come_back_to_be_mended() {
        let mut report = report();
        report.rejected.truncate(1);
        let people = crate::pages::registers::values::tests::definition("people");
        let file = ImportFile::of_bytes("key;name\n1;A\n2;\n3;C\n".as_bytes());
        assert_eq!(wrong_rows(&people, &file, &report).as_deref(), Some("key;name\n2;\n"));
        report.rejected.clear();
        assert_eq!(wrong_rows(&people, &file, &report), None);
    }
}
