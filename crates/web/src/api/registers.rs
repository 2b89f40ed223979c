//! Registers: which there are, and what each asks of its records.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use talap_model::{Caller, RegisterKey};
use talap_register as register;
use talap_register::{FieldKind, KeyForm};
use talap_store::ListQuery;
use utoipa::ToSchema;

use crate::Shared;
use crate::api::answer;
use crate::api::asked::{PathOf, parameters};
use crate::api::wire::Texts;
use crate::gate::Asking;
use crate::pages::registers::{may_read, may_write, readable};

/// A register.
#[derive(Serialize, ToSchema)]
pub(crate) struct RegisterSummary {
    /// Its key.
    key: String,
    /// What people call it.
    title: Texts,
    /// The clauses of the decree that it serves.
    clauses: Vec<String>,
    /// Whether it holds personal data, so that every reading of it is recorded.
    personal: bool,
    /// Whether the caller may change its records.
    may_write: bool,
    /// How many valid records it has, as far as the caller's rights reach.
    records: u64,
}

/// What a register asks of its records.
#[derive(Serialize, ToSchema)]
pub(crate) struct Definition {
    /// Its key.
    key: String,
    /// What people call it.
    title: Texts,
    /// The clauses of the decree that it serves.
    clauses: Vec<String>,
    /// Whether it holds personal data, so that every reading of it is recorded.
    personal: bool,
    /// Whether the caller may change its records.
    may_write: bool,
    /// What people call a record's key.
    key_label: Texts,
    /// `text`: anything printable, unique within the organisation. `identifier`: small Latin letters, digits, `.`, `_` and
    /// `-`, unique over all organisations.
    key_form: &'static str,
    /// The fields.
    fields: Vec<Field>,
}

/// A field of a register.
#[allow(clippy::struct_excessive_bools, reason = "the description of a field, as it stands in JSON")]
#[derive(Serialize, ToSchema)]
pub(crate) struct Field {
    /// Its key.
    key: String,
    /// The type of its values: `text`, `number`, `bool`, `date`, `time`, `choice`, `person`, `object`, `record` or `file`.
    kind: &'static str,
    /// What people call it.
    label: Texts,
    /// Whether every record must have it.
    required: bool,
    /// Whether no two records of an organisation may have the same value.
    unique: bool,
    /// Whether it holds personal data.
    personal: bool,
    /// Whether the day that it holds is a deadline.
    due: bool,
    /// For a choice: what can be chosen.
    choices: Vec<Choice>,
    /// For a person, an object and a record: the register that values point into.
    register: Option<String>,
    /// For text: the regular expression that the whole of it must match.
    pattern: Option<String>,
    /// For text with a pattern: one that matches it.
    example: Option<String>,
    /// For numbers: the least.
    min: Option<f64>,
    /// For numbers: the greatest.
    max: Option<f64>,
    /// For numbers: whether parts of a whole are refused.
    whole: bool,
}

/// One value of a choice.
#[derive(Serialize, ToSchema)]
pub(crate) struct Choice {
    /// What records keep.
    key: String,
    /// What people see.
    label: Texts,
}

parameters! {
    /// Which register.
    Path OneRegister {
        /// The register's key.
        register: RegisterKey,
    }
}

/// All registers
///
/// Those that the caller may read.
#[utoipa::path(get, path = "/api/v1/registers", tag = "registers", responses((status = 200, body = Vec<RegisterSummary>)))]
pub(crate) async fn list(State(site): State<Shared>, asking: Asking) -> Response {
    let work = async {
        let caller = &asking.caller;
        let mut found = Vec::new();
        for definition in site.register.definitions().iter().filter(|definition| may_read(caller, definition)) {
            let page = site.register.list(caller, &definition.key, &ListQuery::default()).await?;
            found.push(RegisterSummary {
                key: definition.key.to_string(),
                title: (&definition.title).into(),
                clauses: definition.serves.iter().map(ToString::to_string).collect(),
                personal: definition.personal,
                may_write: may_write(caller, definition),
                records: page.total,
            });
        }
        Ok(Json(found))
    };
    answer(&asking, work.await)
}

/// One register's definition
#[utoipa::path(get, path = "/api/v1/registers/{register}", tag = "registers", params(OneRegister),
    responses((status = 200, body = Definition)))]
pub(crate) async fn show(State(site): State<Shared>, asking: Asking, PathOf(one): PathOf<OneRegister>) -> Response {
    let found = readable(&site, &asking.caller, one.register.as_str());
    answer(&asking, found.map(|definition| Json(definition_of(definition, &asking.caller))))
}

fn definition_of(definition: &register::Definition, caller: &Caller) -> Definition {
    Definition {
        key: definition.key.to_string(),
        title: (&definition.title).into(),
        clauses: definition.serves.iter().map(ToString::to_string).collect(),
        personal: definition.personal,
        may_write: may_write(caller, definition),
        key_label: (&definition.key_label).into(),
        key_form: match definition.key_form {
            KeyForm::Text => "text",
            KeyForm::Identifier => "identifier",
        },
        fields: definition.fields.iter().map(field_of).collect(),
    }
}

fn field_of(field: &register::Field) -> Field {
    let choices = match &field.kind {
        FieldKind::Choice(choices) => choices.as_slice(),
        _ => &[],
    };
    let choice = |choice: &register::Choice| Choice { key: choice.key.clone(), label: (&choice.label).into() };
    Field {
        key: field.key.clone(),
        kind: match &field.kind {
            FieldKind::Text => "text",
            FieldKind::Number => "number",
            FieldKind::Money => "money",
            FieldKind::Network => "network",
            FieldKind::Certificate => "certificate",
            FieldKind::Organisation(_) => "organisation",
            FieldKind::Bool => "bool",
            FieldKind::Date => "date",
            FieldKind::Time => "time",
            FieldKind::Choice(_) => "choice",
            FieldKind::Person(_) => "person",
            FieldKind::Object(_) => "object",
            FieldKind::Record(_) => "record",
            FieldKind::File => "file",
        },
        label: (&field.label).into(),
        required: field.required,
        unique: field.unique,
        personal: field.personal,
        due: field.due,
        choices: choices.iter().map(choice).collect(),
        register: field.kind.target().map(ToString::to_string),
        pattern: field.pattern.as_ref().map(|pattern| pattern.regex.as_str().to_owned()),
        example: field.pattern.as_ref().map(|pattern| pattern.example.clone()),
        min: field.range.min,
        max: field.range.max,
        whole: field.range.whole,
    }
}
