//! The steps of an import after the file was handed in: saying what its columns are, looking at what it would do, doing it.
//! The file waits in the store; each step's form carries what was said in those before.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use talap_locale::write;
use talap_model::{Explain, Message, RecordId};
use talap_register::{
    Definition, FileColumn, FileColumns, FileForm, HeaderError, ImportFile, ImportOptions, Mapped, Mapping, Preview,
    PreviewRow,
};
use talap_store::{ChangeKind, ImportDraft};

use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::pages::import::{
    Handed, ImportPage, Wrong, file_name, finished, form_in_words, is_mendable, organisation_of, page, refused, wrong,
};
use crate::pages::record::{FieldChange, differences};
use crate::pages::registers::{Named, is_of_organisations, note_reading, organisations, writable};
use crate::path::Path;
use crate::posted::Posted;
use crate::shell::{self, Shell};
use crate::site::Site;
use crate::tongue::Tongue;

/// How many rows a preview shows.
const MOST_ROWS: usize = 50;
/// How many columns a form can speak of.
const MOST_COLUMNS: usize = 400;

/// What the form of a step says.
pub(crate) struct Asked {
    organisation: String,
    sheet: Option<String>,
    mapping: Option<Mapping>,
}

impl Asked {
    pub(crate) fn of(posted: &Posted) -> Self {
        let sheet = Some(posted.exact("sheet")).filter(|sheet| !sheet.is_empty());
        // The columns of another sheet are others.
        let is_same = sheet.unwrap_or_default() == posted.exact("columns_of");
        let count = posted.get("columns").parse::<usize>().ok().filter(|_| is_same);
        let column = |place: usize| match posted.get(&format!("c.{place}")) {
            "" => None,
            chosen => Some(Mapped::parse(chosen)),
        };
        Self {
            organisation: posted.get("organisation").to_owned(),
            sheet: sheet.map(str::to_owned),
            mapping: count.map(|count| Mapping((0..count.min(MOST_COLUMNS)).map(column).collect())),
        }
    }

    fn file<'a>(&'a self, draft: &'a ImportDraft) -> ImportFile<'a> {
        ImportFile {
            name: &draft.name,
            bytes: &draft.bytes,
            sheet: self.sheet.as_deref(),
            mapping: self.mapping.as_ref(),
        }
    }
}

/// The page on which somebody says what the columns of a file are.
#[derive(Template)]
#[template(path = "import_columns.html")]
pub(crate) struct ColumnsPage {
    t: Tongue,
    shell: Shell,
    register: String,
    title: String,
    draft: String,
    file: String,
    form: String,
    rows: usize,
    organisations: Vec<Named>,
    organisation: String,
    /// More than one, or none.
    sheets: Vec<String>,
    sheet: String,
    columns: Vec<ColumnChoice>,
    /// How many columns there are beyond those that the page can speak of.
    beyond: Option<usize>,
    trouble: Option<String>,
}

/// A column of the file with what it may be.
struct ColumnChoice {
    place: usize,
    name: String,
    samples: Vec<String>,
    is_known: bool,
    choices: Vec<Choice>,
}

struct Choice {
    value: String,
    name: String,
    is_chosen: bool,
}

/// The page that shows what an import would do.
#[derive(Template)]
#[template(path = "import_preview.html")]
pub(crate) struct PreviewPage {
    t: Tongue,
    shell: Shell,
    register: String,
    title: String,
    draft: String,
    file: String,
    form: String,
    organisation: String,
    sheet: String,
    /// What each column is, where somebody said it.
    mapping: Option<Vec<String>>,
    created: usize,
    updated: usize,
    unchanged: usize,
    left_out: usize,
    rows: Vec<RowShown>,
    /// How many rows that would change something are not shown.
    more_rows: Option<usize>,
    wrong: Wrong,
    note: Option<String>,
}

struct RowShown {
    line: u64,
    what: String,
    key: String,
    organisation: String,
    fields: Vec<FieldChange>,
}

/// A step.
pub(crate) async fn step(
    State(site): State<Shared>,
    signed: Signed,
    Path((register, id)): Path<(String, String)>,
    posted: Posted,
) -> Response {
    let (of, by) = (Arc::clone(&site), signed.clone());
    // Whoever presses twice breaks off the first request: what was begun is ended all the same.
    let work = tokio::spawn(async move { stepped(&of, &by, &register, &id, &posted).await });
    let failed = |error: tokio::task::JoinError| {
        tracing::error!(%error, "a step of an import was not ended");
        Err(Fault::failed(Message::new("web-failed")))
    };
    answer(&site, &signed, work.await.unwrap_or_else(failed))
}

async fn stepped(site: &Site, signed: &Signed, register: &str, id: &str, posted: &Posted) -> Result<Response, Fault> {
    let definition = writable(site, signed.caller(), register)?;
    let id: RecordId = id.parse().map_err(|_| Fault::missing())?;
    let asked = Asked::of(posted);
    let Some(draft) = site.store.import_draft(signed.caller(), &definition.key, id).await? else {
        return gone(site, signed, definition, asked).await;
    };
    let outcome = match posted.get("step") {
        // A form that was interrupted by the end of a session is shown again and not acted on.
        "commit" if !posted.again() => {
            // It is taken before it is imported: who presses twice gets the rows once.
            if !site.store.drop_import_draft(signed.caller(), &definition.key, id).await? {
                return gone(site, signed, definition, asked).await;
            }
            commit(site, signed, definition, &draft, &asked).await
        }
        step => look(site, signed, definition, &draft, &asked, step == "columns").await,
    };
    match outcome {
        Err(fault) if is_mendable(&fault) => {
            let handed = Handed { organisation: asked.organisation, ..Handed::default() };
            refused(site, signed, definition, handed, &fault).await
        }
        other => other,
    }
}

/// The file was imported already, or another one was handed in, or a day went by.
async fn gone(site: &Site, signed: &Signed, definition: &Definition, asked: Asked) -> Result<Response, Fault> {
    let handed = Handed { organisation: asked.organisation, ..Handed::default() };
    let page = page(site, signed, definition, handed).await?;
    let trouble = vec![signed.t().text("web-import-gone")];
    Ok(shell::page(StatusCode::UNPROCESSABLE_ENTITY, &ImportPage { trouble, ..page }))
}

async fn commit(
    site: &Site,
    signed: &Signed,
    definition: &Definition,
    draft: &ImportDraft,
    asked: &Asked,
) -> Result<Response, Fault> {
    let caller = signed.caller();
    let file = asked.file(draft);
    let imported = async {
        let organisation = organisation_of(&asked.organisation)?;
        site.import_file(caller, &definition.key, organisation.as_ref(), &file).await
    };
    let report = match imported.await {
        Ok(report) => report,
        Err(fault) => {
            // Nothing of it was taken, so that it waits again.
            if let Err(error) = site.store.put_import_draft_back(caller, draft.clone()).await {
                tracing::warn!(%error, "a file that was refused does not wait any more");
            }
            return Err(fault);
        }
    };
    finished(site, signed, definition, &file, &asked.organisation, &report).await
}

/// Shows what a file would do; where its columns are unclear, or somebody wants to say what they are, asks for that first.
pub(crate) async fn look(
    site: &Site,
    signed: &Signed,
    definition: &Definition,
    draft: &ImportDraft,
    asked: &Asked,
    wants_columns: bool,
) -> Result<Response, Fault> {
    let (caller, organisation) = (signed.caller(), organisation_of(&asked.organisation)?);
    let file = asked.file(draft);
    if wants_columns {
        return columns(site, signed, definition, draft, asked, None).await;
    }
    match site.preview_import(caller, &definition.key, organisation.as_ref(), &file, MOST_ROWS).await? {
        Ok(preview) => {
            // It shows the values that records have.
            let shown = preview.rows.len().to_string();
            note_reading(site, signed, definition, organisation.as_ref(), ("previewed", &shown)).await?;
            Ok(shell::found(&preview_page(signed.t(), Shell::of(&signed.visitor), definition, draft, asked, &preview)))
        }
        Err(unclear) => columns(site, signed, definition, draft, asked, Some(&unclear)).await,
    }
}

async fn columns(
    site: &Site,
    signed: &Signed,
    definition: &Definition,
    draft: &ImportDraft,
    asked: &Asked,
    unclear: Option<&HeaderError>,
) -> Result<Response, Fault> {
    let file = asked.file(draft);
    let found = site.register.file_columns(signed.caller(), &definition.key, &file, ImportOptions::default())?;
    let own = is_of_organisations(definition);
    let organisations = if own { Vec::new() } else { organisations(site, signed).await? };
    let page = columns_page(signed.t(), Shell::of(&signed.visitor), definition, draft, asked, organisations, found);
    let trouble = unclear.map(|unclear| signed.t().say(&unclear.explain()));
    // What a file says unclearly is no mistake of whoever handed it in; what they said unclearly is.
    let is_mistake = unclear.is_some() && asked.mapping.is_some();
    let status = if is_mistake { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(shell::page(status, &ColumnsPage { trouble, ..page }))
}

fn columns_page(
    t: &Tongue,
    shell: Shell,
    definition: &Definition,
    draft: &ImportDraft,
    asked: &Asked,
    organisations: Vec<Named>,
    found: FileColumns,
) -> ColumnsPage {
    let mapping = asked.mapping.clone().unwrap_or_else(|| found.proposed());
    let (sheet, sheets) = match &found.form {
        FileForm::Workbook { sheet, sheets, .. } => (sheet.clone(), sheets.clone()),
        FileForm::Text { .. } => (String::new(), Vec::new()),
    };
    let column = |(place, column): (usize, &FileColumn)| ColumnChoice {
        place,
        name: write::harmless(&column.name),
        samples: column.samples.iter().map(|sample| write::harmless(sample)).collect(),
        is_known: column.is_known,
        choices: choices(t, definition, mapping.0.get(place).and_then(Option::as_ref)),
    };
    ColumnsPage {
        register: definition.key.to_string(),
        title: t.of(&definition.title).to_owned(),
        draft: draft.id.to_string(),
        file: file_name(t, &draft.name),
        form: form_in_words(t, &found.form),
        rows: found.rows,
        organisations,
        organisation: asked.organisation.clone(),
        sheets: if sheets.len() > 1 { sheets } else { Vec::new() },
        sheet,
        columns: found.columns.iter().enumerate().take(MOST_COLUMNS).map(column).collect(),
        beyond: found.columns.len().checked_sub(MOST_COLUMNS).filter(|beyond| *beyond > 0),
        trouble: None,
        shell,
        t: t.clone(),
    }
}

/// What a column may be; the one that it is comes chosen.
fn choices(t: &Tongue, definition: &Definition, chosen: Option<&Mapped>) -> Vec<Choice> {
    let choice = |mapped: &Mapped, name: String| Choice {
        value: mapped.as_str().to_owned(),
        name,
        is_chosen: chosen == Some(mapped),
    };
    let mut choices =
        vec![Choice { value: String::new(), name: t.text("web-import-leave-out"), is_chosen: chosen.is_none() }];
    if !is_of_organisations(definition) {
        choices.push(choice(&Mapped::Organisation, t.text("web-organisation")));
    }
    let must = |label: &str| t.named("web-import-must-be", label);
    choices.push(choice(&Mapped::Key, must(t.of(&definition.key_label))));
    for field in &definition.fields {
        let label = t.of(&field.label);
        let name = if field.required { must(label) } else { label.to_owned() };
        choices.push(choice(&Mapped::Field(field.key.clone()), name));
    }
    choices
}

fn preview_page(
    t: &Tongue,
    shell: Shell,
    definition: &Definition,
    draft: &ImportDraft,
    asked: &Asked,
    preview: &Preview,
) -> PreviewPage {
    let left_out: std::collections::BTreeSet<u64> = preview.rejected.iter().map(|error| error.line).collect();
    let mapping = asked
        .mapping
        .as_ref()
        .map(|mapping| mapping.0.iter().map(|mapped| mapped.as_ref().map_or("", Mapped::as_str).to_owned()).collect());
    let changing = preview.created + preview.updated;
    let is_nothing = changing == 0;
    PreviewPage {
        register: definition.key.to_string(),
        title: t.of(&definition.title).to_owned(),
        draft: draft.id.to_string(),
        file: file_name(t, &draft.name),
        form: form_in_words(t, &preview.form),
        organisation: asked.organisation.clone(),
        sheet: asked.sheet.clone().unwrap_or_default(),
        mapping,
        created: preview.created,
        updated: preview.updated,
        unchanged: preview.unchanged,
        left_out: left_out.len(),
        rows: preview.rows.iter().map(|row| row_shown(t, definition, row)).collect(),
        more_rows: changing.checked_sub(preview.rows.len()).filter(|more| *more > 0),
        wrong: wrong(t, &preview.rejected),
        note: is_nothing.then(|| t.text("web-import-changes-nothing")),
        shell,
        t: t.clone(),
    }
}

fn row_shown(t: &Tongue, definition: &Definition, row: &PreviewRow) -> RowShown {
    let what = match (row.kind, &row.before) {
        (ChangeKind::Created, _) => "web-import-new",
        _ => "web-import-changed",
    };
    RowShown {
        line: row.line,
        what: t.text(what),
        key: write::harmless(row.key.as_str()),
        organisation: row.organisation.to_string(),
        fields: differences(t, definition, row.before.as_ref(), &row.after),
    }
}

#[cfg(test)]
fn draft() -> ImportDraft {
    ImportDraft {
        id: RecordId::generate(talap_model::Timestamp::from_micros(1), &Zeros),
        register: talap_model::RegisterKey::new("people").unwrap(),
        name: "Қызметкерлер.xlsx".into(),
        bytes: Vec::new(),
        at: talap_model::Timestamp::from_micros(1),
    }
}

#[cfg(test)]
struct Zeros;

#[cfg(test)]
impl talap_model::Entropy for Zeros {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

#[cfg(test)]
impl ColumnsPage {
    /// The page of a text, and of a workbook with several sheets and with what is unclear.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        use crate::pages::registers::values::tests::definition;
        let column = |name: &str, proposed: Option<Mapped>| FileColumn {
            name: name.into(),
            samples: vec!["1".into(), "x\u{202e}".into()],
            is_known: proposed.is_some(),
            proposed,
        };
        let page = |register: &str, form: FileForm| {
            let columns = vec![column("key", Some(Mapped::Key)), column("colour", None)];
            let found = FileColumns { columns, line: 1, rows: 12, form };
            let asked = Asked { organisation: "b".into(), sheet: None, mapping: None };
            let all = ["a", "b"].map(|id| Named { id: id.into(), name: id.into() }).to_vec();
            columns_page(t, shell(), &definition(register), &draft(), &asked, all, found)
        };
        let text =
            FileForm::Text { encoding: talap_register::Encoding::Utf8, separator: talap_register::Separator::Tab };
        let sheets = FileForm::Workbook {
            format: talap_register::WorkbookFormat::Ods,
            sheet: "A".into(),
            sheets: vec!["A".into(), "B".into()],
        };
        vec![
            page("people", text),
            ColumnsPage { trouble: Some("x".into()), beyond: Some(3), ..page("documents", sheets) },
        ]
    }
}

#[cfg(test)]
impl PreviewPage {
    /// The page of a file that changes records, and of one that changes nothing.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        use crate::pages::registers::values::tests::{definition, record};
        use talap_register::{Encoding, RowError, Separator};
        let people = definition("people");
        let one = record("people", &[("name", "A".into())]);
        let row = |kind, before| PreviewRow {
            line: 2,
            kind,
            organisation: one.organisation.clone(),
            key: one.key.clone(),
            before,
            after: one.values.clone(),
        };
        let wrong = RowError {
            line: 3,
            column: Some("name".into()),
            value: Some(String::new()),
            reason: Message::new("register-row-required"),
        };
        let preview = Preview {
            created: 1,
            updated: 60,
            unchanged: 2,
            rejected: vec![wrong],
            form: FileForm::Text { encoding: Encoding::Utf8, separator: Separator::Comma },
            rows: vec![row(ChangeKind::Created, None), row(ChangeKind::Updated, Some(talap_store::Values::new()))],
        };
        let nothing = Preview { created: 0, updated: 0, rejected: Vec::new(), rows: Vec::new(), ..preview.clone() };
        let page = |preview: &Preview, mapping: Option<Mapping>| {
            let asked = Asked { organisation: "a".into(), sheet: Some("A".into()), mapping };
            preview_page(t, shell(), &people, &draft(), &asked, preview)
        };
        vec![page(&preview, Some(Mapping(vec![Some(Mapped::Key), None]))), page(&nothing, None)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_its_columns_are() {
        let posted = Posted::of(&[("columns", "3"), ("c.0", "key"), ("c.1", ""), ("c.2", "name"), ("sheet", "")]);
        let asked = Asked::of(&posted);
        let expected = Mapping(vec![Some(Mapped::Key), None, Some(Mapped::Field("name".into()))]);
        assert_eq!(asked.mapping, Some(expected));
        let posted = Posted::of(&[("columns", "1"), ("c.0", "key"), ("sheet", "B"), ("columns_of", "A")]);
        assert_eq!(Asked::of(&posted).mapping, None, "of another sheet they are others");
        assert_eq!(Asked::of(&Posted::of(&[])).mapping, None);
        let posted = Posted::of(&[("columns", "99999999999")]);
        assert_eq!(Asked::of(&posted).mapping.map(|mapping| mapping.0.len()), Some(MOST_COLUMNS));
    }
}
