//! Handing in a CSV file of records, or its text, and what became of each row.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use talap_locale::write;
use talap_model::{Message, OrganisationId};
use talap_register::sheet::excerpt;
use talap_register::{Definition, Field, FieldKind, ImportReport, Said, tools};

use crate::Shared;
use crate::fault::{Fault, FaultKind};
use crate::gate::Signed;
use crate::pages::answer;
use crate::pages::registers::{Named, is_of_organisations, organisations, writable};
use crate::posted::Posted;
use crate::shell::{self, Shell};
use crate::site::Site;
use crate::tongue::Tongue;

/// How many wrong rows the page lists.
const MOST_ERRORS: usize = 500;
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
    done: Option<Done>,
    trouble: Vec<String>,
    note: Option<String>,
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
    encoding: &'static str,
    separator: &'static str,
    waiting: Option<String>,
    errors: Vec<WrongCell>,
    /// Set where there are more than the page lists.
    more: Option<usize>,
    /// Whether the wrong rows are too long to be mended on the page.
    is_long: bool,
}

struct WrongCell {
    line: u64,
    column: String,
    value: String,
    reason: String,
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

/// Takes the rows that are right and shows the others, ready to be mended.
pub(crate) async fn take(
    State(site): State<Shared>,
    signed: Signed,
    Path(register): Path<String>,
    posted: Posted,
) -> Response {
    answer(&site, &signed, taken(&site, &signed, &register, &posted).await)
}

async fn taken(site: &Site, signed: &Signed, register: &str, posted: &Posted) -> Result<Response, Fault> {
    let t = signed.t();
    let definition = writable(site, signed.caller(), register)?;
    let handed = Handed {
        organisation: posted.get("organisation").to_owned(),
        object: posted.get("object").to_owned(),
        scan: posted.get("scan").to_owned(),
        text: posted.exact("text").to_owned(),
    };
    if posted.again() {
        let page = page(site, signed, definition, handed).await?;
        return Ok(shell::found(&ImportPage { note: Some(t.text("web-record-again")), ..page }));
    }
    let (outcome, handed) = {
        let file = posted.file("file");
        let bytes = file.map_or(handed.text.as_bytes(), |file| file.bytes.as_slice());
        let said = Said { tool: None, object: Some(handed.object.clone()), scan: Some(handed.scan.clone()) };
        let table = tools::table(&definition.key, bytes, &said).map_err(Fault::from);
        let bytes = table.as_ref().ok().and_then(Option::as_ref).map_or(bytes, String::as_bytes);
        let largest = site.settings.largest_file;
        let imported = if bytes.len() > largest {
            let message = Message::new("web-too-large").with("megabytes", (largest >> 20).max(1));
            Err(Fault::of(FaultKind::TooLarge, message))
        } else if let Err(fault) = &table {
            Err(fault.clone())
        } else {
            import(site, signed, definition, &handed.organisation, bytes).await
        };
        match imported {
            Ok(report) => {
                let wrong = wrong_rows(bytes, &report);
                let text = wrong.clone().filter(|text| text.len() <= LONGEST_TEXT).unwrap_or_default();
                let is_long = wrong.is_some_and(|text| text.len() > LONGEST_TEXT);
                (Ok(done(t, &report, is_long)), Handed { text, ..handed })
            }
            Err(fault) => {
                let text =
                    std::str::from_utf8(bytes).ok().filter(|text| text.len() <= LONGEST_TEXT && !text.contains('\0'));
                let text = text.map(|text| text.trim_start_matches('\u{feff}').to_owned()).unwrap_or_default();
                (Err(fault), Handed { text, ..handed })
            }
        }
    };
    let page = page(site, signed, definition, handed).await?;
    match outcome {
        Ok(done) => {
            let status = if done.left_out == 0 { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            Ok(shell::page(status, &ImportPage { done: Some(done), ..page }))
        }
        Err(fault) if matches!(fault.kind, FaultKind::Wrong | FaultKind::TooLarge | FaultKind::WrongType) => {
            let trouble = std::iter::once(&fault.message).chain(&fault.details).map(|message| t.say(message)).collect();
            Ok(shell::page(fault.status(), &ImportPage { trouble, ..page }))
        }
        Err(fault) => Err(fault),
    }
}

async fn import(
    site: &Site,
    signed: &Signed,
    definition: &Definition,
    organisation: &str,
    bytes: &[u8],
) -> Result<ImportReport, Fault> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Fault::wrong(Message::new("web-import-nothing")));
    }
    let organisation = match organisation {
        "" => None,
        text => Some(OrganisationId::new(text).map_err(|_| Fault::missing())?),
    };
    site.import(signed.caller(), &definition.key, organisation.as_ref(), bytes).await
}

/// The rows that were left out, with the header, as a text to be mended; none where there are none.
fn wrong_rows(bytes: &[u8], report: &ImportReport) -> Option<String> {
    let lines: BTreeSet<u64> = report.rejected.iter().map(|error| error.line).collect();
    if lines.is_empty() { None } else { excerpt(bytes, report.encoding, report.separator, &lines) }
}

fn done(t: &Tongue, report: &ImportReport, is_long: bool) -> Done {
    let wrong = |error: &talap_register::RowError| WrongCell {
        line: error.line,
        column: write::harmless(error.column.as_deref().unwrap_or_default()),
        value: write::harmless(error.value.as_deref().unwrap_or_default()),
        reason: t.say(&error.reason),
    };
    Done {
        created: report.created,
        updated: report.updated,
        unchanged: report.unchanged,
        left_out: report.rejected_rows(),
        encoding: report.encoding.name(),
        separator: match report.separator {
            talap_register::Separator::Semicolon => "web-import-semicolon",
            talap_register::Separator::Comma => "web-import-comma",
            talap_register::Separator::Tab => "web-import-tab",
        },
        waiting: report.waiting.as_ref().map(|reason| t.say(reason)),
        errors: report.rejected.iter().take(MOST_ERRORS).map(wrong).collect(),
        more: report.rejected.len().checked_sub(MOST_ERRORS).filter(|more| *more > 0),
        is_long,
    }
}

async fn page(site: &Site, signed: &Signed, definition: &Definition, handed: Handed) -> Result<ImportPage, Fault> {
    let t = signed.t();
    let own = is_of_organisations(definition);
    let organisations = if own { Vec::new() } else { organisations(site, signed).await? };
    Ok(form(t, Shell::of(&signed.visitor), definition, organisations, handed))
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
            let handed = Handed { organisation: "b".into(), object: "o".into(), text: text.into(), ..Handed::default() };
            form(t, shell(), &definition(register), organisations(), handed)
        };
        let report = tests::report();
        let answer = ImportPage { done: Some(done(t, &report, true)), ..page("people", "key;name") };
        let fine = ImportReport { rejected: Vec::new(), waiting: None, ..report };
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
            encoding: Encoding::Utf8,
            separator: Separator::Semicolon,
            waiting: Some(Message::new("register-row-required")),
        }
    }

    #[test]
    fn a_long_list_of_wrong_rows_is_cut_and_says_so() {
        let words = std::sync::Arc::new(talap_locale::Words::built_in().unwrap());
        let t = Tongue::new(words, talap_model::Language::Kk, time::UtcOffset::UTC);
        let done = done(&t, &report(), false);
        assert_eq!((done.errors.len(), done.more, done.left_out), (500, Some(100), 300));
        assert_eq!(done.errors[0].value, "x\u{fffd}");
    }

    #[test]
    fn the_wrong_rows_come_back_to_be_mended() {
        let mut report = report();
        report.rejected.truncate(1);
        let text = "key;name\n1;A\n2;\n3;C\n";
        assert_eq!(wrong_rows(text.as_bytes(), &report).as_deref(), Some("key;name\n2;\n"));
        report.rejected.clear();
        assert_eq!(wrong_rows(text.as_bytes(), &report), None);
    }
}
