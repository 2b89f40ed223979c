//! Registers: which there are, and what each asks of its records.

use axum::Json;
use axum::extract::State as FromSite;
use axum::response::Response;
use serde::Serialize;
use talap_model::{Caller, RegisterKey};
use talap_register as register;
use talap_register::{FieldKind, KeyForm, SpanUnit};
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
    /// The registers that people look for together with it.
    group: &'static str,
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
    /// What is entered, by whom and when; null where it says nothing of that.
    lead: Option<Texts>,
    /// The registers that people look for together with it.
    group: &'static str,
    /// The clauses of the decree that it serves.
    clauses: Vec<String>,
    /// Whether it holds personal data, so that every reading of it is recorded.
    personal: bool,
    /// Whether the caller may change its records.
    may_write: bool,
    /// Whether it gives the numbers of its records itself; a record is then added by POST, without a key.
    numbering: bool,
    /// What people call a record's key.
    key_label: Texts,
    /// `text`: anything printable, unique within the organisation. `identifier`: small Latin letters, digits, `.`, `_` and
    /// `-`, unique over all organisations.
    key_form: &'static str,
    /// The fields.
    fields: Vec<Field>,
    /// The states of a record, the first being that of a new one; a record keeps its state in the field `state`.
    states: Vec<State>,
    /// The ways from one state to another.
    transitions: Vec<Transition>,
    /// The days by which something is done with a record.
    deadlines: Vec<Deadline>,
}

/// A field of a register.
#[allow(clippy::struct_excessive_bools, reason = "the description of a field, as it stands in JSON")]
#[derive(Serialize, ToSchema)]
pub(crate) struct Field {
    /// Its key.
    key: String,
    /// The type of its values: `text`, `number`, `money`, `bool`, `date`, `time`, `choice`, `person`, `organisation`, `object`,
    /// `record`, `network`, `certificate` or `file`.
    kind: &'static str,
    /// What people call it.
    label: Texts,
    /// What to write, where the label does not say it.
    hint: Option<Texts>,
    /// For numbers: what is counted.
    unit: Option<Texts>,
    /// Whether every record must have it, of those that may have it.
    required: bool,
    /// The records that must have it, where not every one must.
    required_when: Option<Condition>,
    /// The records that alone may have it; null where every one may.
    only_when: Option<Condition>,
    /// Whether it is worked out of other fields, so that nobody writes it.
    computed: bool,
    /// Whether Talap alone sets it: a record is kept with the value that it has or without the field, and a change of another
    /// field takes the value away.
    engine: bool,
    /// Whether a check of the decree reads it.
    checked: bool,
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

/// That a field of the same record has one of some values.
#[derive(Serialize, ToSchema)]
pub(crate) struct Condition {
    /// The field's key: of a choice, or of a yes-or-no.
    field: String,
    /// The values, by key; `true` and `false` of a yes-or-no.
    is: Vec<String>,
}

/// A state of a record.
#[derive(Serialize, ToSchema)]
pub(crate) struct State {
    /// What records keep.
    key: String,
    /// What people see.
    label: Texts,
    /// Whether the values of a record in it are not changed any more.
    locked: bool,
}

/// A way from one state to another.
#[derive(Serialize, ToSchema)]
pub(crate) struct Transition {
    /// Its key.
    key: String,
    /// What people see.
    label: Texts,
    /// The states that it leads out of.
    from: Vec<String>,
    /// The state that it leads to.
    to: String,
    /// The roles that may take it; whoever may change the register where there are none.
    roles: Vec<String>,
    /// Whether the caller may take it.
    may_take: bool,
    /// The fields that must be filled.
    requires: Vec<String>,
    /// Whether an electronic signature goes with it, where a service of signatures is set up.
    signature: bool,
    /// The key of the act that goes with it, which the record's page prints; null where there is none.
    paper: Option<String>,
}

/// A day by which something is done with a record.
#[derive(Serialize, ToSchema)]
pub(crate) struct Deadline {
    /// Its key.
    key: String,
    /// What is due.
    label: Texts,
    /// The clause that asks for it.
    clause: Option<String>,
    /// The fields of which the first that is filled counts.
    from: Vec<String>,
    /// How long after that day it is, as an ISO 8601 duration; null for that day itself.
    after: Option<String>,
    /// Once this field is filled nothing is due.
    unless: Option<String>,
    /// Of other records nothing is due.
    when: Option<Condition>,
    /// The field that names the person who is reminded.
    who: Option<String>,
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
pub(crate) async fn list(FromSite(site): FromSite<Shared>, asking: Asking) -> Response {
    let work = async {
        let caller = &asking.caller;
        let counts = site.register.counts(caller).await?;
        let mut found = Vec::new();
        for definition in site.register.definitions().iter().filter(|definition| may_read(caller, definition)) {
            found.push(RegisterSummary {
                key: definition.key.to_string(),
                title: (&definition.title).into(),
                group: definition.group.key(),
                clauses: definition.serves.iter().map(ToString::to_string).collect(),
                personal: definition.personal,
                may_write: may_write(caller, definition),
                records: counts.get(&definition.key).copied().unwrap_or_default(),
            });
        }
        Ok(Json(found))
    };
    answer(&asking, work.await)
}

/// One register's definition
#[utoipa::path(get, path = "/api/v1/registers/{register}", tag = "registers", params(OneRegister),
    responses((status = 200, body = Definition)))]
pub(crate) async fn show(
    FromSite(site): FromSite<Shared>,
    asking: Asking,
    PathOf(one): PathOf<OneRegister>,
) -> Response {
    let work = async {
        let definition = readable(&site, &asking.caller, one.register.as_str())?;
        let read = site.columns_read().await.get(definition.key.as_str());
        let is_read = |field: &str| read.and_then(|read| read.get(field)).is_some_and(|checks| !checks.is_empty());
        Ok(Json(definition_of(definition, &asking.caller, &is_read)))
    };
    answer(&asking, work.await)
}

fn definition_of(definition: &register::Definition, caller: &Caller, is_read: &dyn Fn(&str) -> bool) -> Definition {
    Definition {
        key: definition.key.to_string(),
        title: (&definition.title).into(),
        lead: definition.lead.as_ref().map(Texts::from),
        group: definition.group.key(),
        clauses: definition.serves.iter().map(ToString::to_string).collect(),
        personal: definition.personal,
        may_write: may_write(caller, definition),
        numbering: definition.numbering.is_some(),
        key_label: (&definition.key_label).into(),
        key_form: match definition.key_form {
            KeyForm::Text => "text",
            KeyForm::Identifier => "identifier",
        },
        fields: definition.fields.iter().map(|field| field_of(field, is_read(&field.key))).collect(),
        states: definition.states.iter().map(state_of).collect(),
        transitions: definition.transitions.iter().map(|way| transition_of(way, definition, caller)).collect(),
        deadlines: definition.deadlines.iter().map(deadline_of).collect(),
    }
}

fn condition_of(condition: &register::Condition) -> Condition {
    Condition { field: condition.field.clone(), is: condition.is.clone() }
}

fn state_of(state: &register::State) -> State {
    State { key: state.key.clone(), label: (&state.label).into(), locked: state.locked }
}

fn transition_of(way: &register::Transition, definition: &register::Definition, caller: &Caller) -> Transition {
    Transition {
        key: way.key.clone(),
        label: (&way.label).into(),
        from: way.from.clone(),
        to: way.to.clone(),
        roles: way.roles.clone(),
        may_take: definition.may_take(way, caller),
        requires: way.requires.clone(),
        signature: way.signature,
        paper: way.paper.clone(),
    }
}

fn deadline_of(deadline: &register::Deadline) -> Deadline {
    let unit = |unit: SpanUnit| match unit {
        SpanUnit::Day => 'D',
        SpanUnit::Week => 'W',
        SpanUnit::Month => 'M',
        SpanUnit::Year => 'Y',
    };
    Deadline {
        key: deadline.key.clone(),
        label: (&deadline.label).into(),
        clause: deadline.clause.as_ref().map(ToString::to_string),
        from: deadline.from.clone(),
        after: deadline.after.map(|span| format!("P{}{}", span.count, unit(span.unit))),
        unless: deadline.unless.clone(),
        when: deadline.when.as_ref().map(condition_of),
        who: deadline.who.clone(),
    }
}

fn field_of(field: &register::Field, checked: bool) -> Field {
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
        hint: field.hint.as_ref().map(Texts::from),
        unit: field.unit.as_ref().map(Texts::from),
        required: field.required,
        required_when: field.required_when.as_ref().map(condition_of),
        only_when: field.only_when.as_ref().map(condition_of),
        computed: field.computed.is_some(),
        engine: field.engine,
        checked,
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
