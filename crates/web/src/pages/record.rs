//! One record: its values, and every change that made them with the event of the ledger that proves it.

mod copy;
pub(crate) mod course;
pub(crate) mod form;
mod inputs;
pub(crate) mod print;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;
use talap_locale::write;
use talap_model::{OrganisationId, RecordId, RecordKey, RegisterKey, Right, SubjectKind, Timestamp};
use talap_register::{Definition, Field, STATE};
use talap_store::{Change, ChangeKind, ImportOfChange, Record, Values, right_to_write};

use crate::Shared;
use crate::fault::{Fault, FaultKind};
use crate::gate::{self, Signed};
use crate::pages::record::course::Course;
use crate::pages::registers::then::OnDay;
use crate::pages::registers::values::{Names, Shown, name, shown, words};
use crate::pages::registers::{is_of_organisations, may_write, note_reading, organisations, readable, writable};
use crate::pages::{answer, import};
use crate::path::Path;
use crate::posted::Posted;
use crate::shell::{self, Shell};
use crate::site::Site;
use crate::tongue::Tongue;

/// Where a change keeps why a record was declared void.
pub(crate) const VOID_REASON: &str = "void_reason";

#[derive(Template)]
#[template(path = "record.html")]
pub(crate) struct RecordPage {
    t: Tongue,
    shell: Shell,
    register: String,
    register_title: String,
    title: String,
    key_label: String,
    key: String,
    organisation: String,
    organisation_href: String,
    id: String,
    version: String,
    values: Vec<(String, Shown)>,
    /// Whether the record is void, and why.
    is_void: bool,
    void_reason: String,
    changes: Vec<ChangeRow>,
    /// Its state, the ways out of it, and what is due.
    course: Course,
    /// The day that is looked back on; none for the record as it is.
    on: Option<OnDay>,
    /// The record's own page; empty for one who may not change it.
    writable: String,
    /// Set for informatization objects.
    object: Option<String>,
    /// The reason that was typed and what is wrong with it.
    reason: String,
    trouble: Option<String>,
    /// The acts about it: what they are called, and their files.
    acts: Vec<(String, String)>,
    /// The record's own page, whoever may change it.
    own: String,
    /// Where a new one begins with the values of this one; none where the caller may add none.
    copy: Option<String>,
}

struct ChangeRow {
    at: String,
    by: String,
    what: String,
    /// The event of the ledger that proves it; none while it waits.
    event: Option<u64>,
    may_see_event: bool,
    /// The import that the change is of, or that it took back.
    import: Option<String>,
    count: usize,
    fields: Vec<FieldChange>,
}

/// What a change does to a field, in words.
pub(crate) struct FieldChange {
    pub(crate) label: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// The address of a record's page.
pub(crate) fn path(register: &RegisterKey, organisation: &OrganisationId, key: &RecordKey) -> String {
    let key = percent_encoding::utf8_percent_encode(key.as_str(), percent_encoding::NON_ALPHANUMERIC);
    format!("/registers/{register}/{organisation}/{key}")
}

/// A record's place, as an address gives it.
pub(crate) type Place = Path<(String, String, String)>;

/// The page.
pub(crate) async fn show(
    State(site): State<Shared>,
    signed: Signed,
    Path(place): Place,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    let work = async {
        let (definition, mut record) = find(&site, &signed, &place).await?;
        let on = OnDay::of(&site, signed.t(), &asked, &signed.visitor.here);
        if let Some(on) = &on {
            record = as_it_stood(&site, &signed, record, on.end).await?;
        }
        let said = Said { on, ..Said::default() };
        Ok(shell::found(&context(&site, &signed, definition, &record, said).await?))
    };
    answer(&site, &signed, work.await)
}

/// The record as it was at a moment; before it came to be it is not there.
async fn as_it_stood(site: &Site, signed: &Signed, record: Record, moment: Timestamp) -> Result<Record, Fault> {
    let Record { register, organisation, key, .. } = &record;
    let history = site.register.history(signed.caller(), register, organisation, key).await?;
    let last = history.into_iter().filter(|change| change.at <= moment).last().ok_or_else(Fault::missing)?;
    let voided = last.kind == ChangeKind::Voided;
    Ok(Record { values: last.after, version: last.version, changed_at: last.at, voided, ..record })
}

/// What a page says beside the record.
#[derive(Default)]
pub(crate) struct Said {
    /// The day that is looked back on.
    on: Option<OnDay>,
    /// The reason that was typed, to declare the record void.
    reason: String,
    /// What is wrong with that.
    trouble: Option<String>,
    /// Why a transition was not taken.
    unmoved: Option<String>,
}

/// Leads from a record's permanent identifier, which evidence names, to its page.
pub(crate) async fn by_id(State(site): State<Shared>, signed: Signed, Path(id): Path<String>) -> Response {
    let work = async {
        let id: RecordId = id.parse().map_err(|_| Fault::missing())?;
        let record = site.register.record_by_id(signed.caller(), id).await?.ok_or_else(Fault::missing)?;
        Ok(gate::to(&path(&record.register, &record.organisation, &record.key)))
    };
    answer(&site, &signed, work.await)
}

/// Declares the record void.
pub(crate) async fn void(State(site): State<Shared>, signed: Signed, Path(place): Place, posted: Posted) -> Response {
    let work = async {
        writable(&site, signed.caller(), &place.0)?;
        let (_, record) = find(&site, &signed, &place).await?;
        let reason = posted.get("reason");
        let mut status = StatusCode::OK;
        let trouble = if posted.again() {
            signed.t().text("web-record-again")
        } else {
            let (register, organisation) = (&record.register, &record.organisation);
            // A form of ours always names it; whatever else is typed there is of no version.
            let seen = Some(posted.get("seen").parse().unwrap_or_default());
            match site.void(signed.caller(), register, organisation, &record.key, seen, reason).await {
                Ok(_) => return Ok(gate::to(&format!("{}?told=voided", path(register, organisation, &record.key)))),
                Err(fault) if matches!(fault.kind, FaultKind::Wrong | FaultKind::Changed(_)) => {
                    status = fault.status();
                    signed.t().say(&fault.message)
                }
                Err(fault) => return Err(fault),
            }
        };
        // As it stands now, where somebody changed it meanwhile.
        let (definition, record) = find(&site, &signed, &place).await?;
        let said = Said { reason: reason.to_owned(), trouble: Some(trouble), ..Said::default() };
        Ok(shell::page(status, &context(&site, &signed, definition, &record, said).await?))
    };
    answer(&site, &signed, work.await)
}

/// A record that the caller may read, with its register's definition.
pub(crate) async fn find<'a>(
    site: &'a Site,
    signed: &Signed,
    (register, organisation, key): &(String, String, String),
) -> Result<(&'a Definition, Record), Fault> {
    let definition = readable(site, signed.caller(), register)?;
    let organisation = OrganisationId::new(organisation.as_str()).map_err(|_| Fault::missing())?;
    let key = RecordKey::new(key.as_str()).map_err(|_| Fault::missing())?;
    let record = site.register.record(signed.caller(), &definition.key, &organisation, &key).await?;
    let record = record.ok_or_else(Fault::missing)?;
    note_reading(site, signed, definition, Some(&organisation), ("key", record.key.as_str())).await?;
    Ok((definition, record))
}

async fn context(
    site: &Site,
    signed: &Signed,
    definition: &Definition,
    record: &Record,
    said: Said,
) -> Result<RecordPage, Fault> {
    let (t, caller) = (signed.t(), signed.caller());
    let names = Names::of(site, signed, definition, std::slice::from_ref(record)).await?;
    let history = site.register.history(caller, &record.register, &record.organisation, &record.key).await?;
    let imports = site.register.imports_of_changes(caller, &history).await?;
    let own = organisations(site, signed).await?;
    let organisation = own.into_iter().find(|own| own.id == record.organisation.as_str()).map(|own| own.name);
    let may_write = may_write(caller, definition)
        && caller.require_for(right_to_write(&definition.key), &record.organisation).is_ok();
    // What is past is not changed any more.
    let may_change = may_write && said.on.is_none();
    let last = history.iter().find(|change| record.voided && change.version == record.version);
    let void_reason = last.and_then(|change| change.after.get(VOID_REASON)).and_then(Value::as_str);
    let is_object = definition.traits == Some(SubjectKind::Object) && !record.voided;
    let mut values = Vec::new();
    let is_state = |field: &Field| field.key == STATE && !definition.states.is_empty();
    let filled = |field: &&Field| record.values.contains_key(&field.key) && !is_state(field);
    for field in definition.fields.iter().filter(filled) {
        values.push((t.of(&field.label).to_owned(), shown(t, &names, record, field)));
    }
    let may_see_events = caller.has(Right::ReadEvents);
    let own = path(&record.register, &record.organisation, &record.key);
    // Whom a transition names need not be allowed to change the record otherwise.
    let may_move = said.on.is_none() && caller.reaches(&record.organisation);
    let course = Course::of(site, signed, definition, record, &names, may_move).with(said.unmoved);
    Ok(RecordPage {
        register: definition.key.to_string(),
        register_title: t.of(&definition.title).to_owned(),
        title: name(definition, record, t.language).unwrap_or_else(|| write::harmless(record.key.as_str())),
        key_label: t.of(&definition.key_label).to_owned(),
        key: write::harmless(record.key.as_str()),
        organisation: organisation.unwrap_or_else(|| record.organisation.to_string()),
        organisation_href: if is_of_organisations(definition) && record.voided {
            String::new()
        } else {
            format!("/organisations/{}", record.organisation)
        },
        id: record.id.to_string(),
        version: record.version.to_string(),
        values,
        is_void: record.voided,
        void_reason: write::harmless(void_reason.unwrap_or_default()),
        changes: history
            .iter()
            .rev()
            .map(|change| change_row(t, definition, change, imports.get(&change.id), may_see_events))
            .collect(),
        writable: if may_change { own.clone() } else { String::new() },
        object: is_object.then(|| format!("/objects/{}", record.key)),
        acts: if record.voided { Vec::new() } else { acts(t, definition) },
        course,
        copy: may_change.then(|| copy::address(record)),
        own,
        on: said.on,
        reason: said.reason,
        trouble: said.trouble,
        shell: Shell::of(&signed.visitor),
        t: t.clone(),
    })
}

fn acts(t: &Tongue, definition: &Definition) -> Vec<(String, String)> {
    definition.acts.iter().map(|act| course::paper(t, act)).collect()
}

fn change_row(
    t: &Tongue,
    definition: &Definition,
    change: &Change,
    import: Option<&ImportOfChange>,
    may_see_event: bool,
) -> ChangeRow {
    let what = match change.kind {
        ChangeKind::Created => "web-record-created",
        ChangeKind::Updated => "web-record-updated",
        ChangeKind::Voided => "web-record-voided",
    };
    let fields = differences(t, definition, change.before.as_ref(), &change.after);
    ChangeRow {
        at: t.exact_moment(&change.at),
        by: write::harmless(&change.by),
        what: t.text(what),
        event: change.ledger_seq,
        may_see_event,
        import: import.map(|import| {
            let key = if import.undoes { "web-record-by-undo" } else { "web-record-by-import" };
            t.named(key, &import::file_name(t, &import.file_name))
        }),
        count: fields.len(),
        fields,
    }
}

/// What a change did to each field, in the order of the definition; fields that the definition lost come last.
pub(crate) fn differences(
    t: &Tongue,
    definition: &Definition,
    before: Option<&Values>,
    after: &Values,
) -> Vec<FieldChange> {
    let empty = Values::new();
    let before = before.unwrap_or(&empty);
    let known = definition.fields.iter().map(|field| field.key.as_str());
    let lost = before.keys().chain(after.keys()).map(String::as_str).filter(|key| definition.field(key).is_none());
    let mut keys: Vec<&str> = Vec::new();
    for key in known.chain(lost) {
        if before.get(key) != after.get(key) && !keys.contains(&key) {
            keys.push(key);
        }
    }
    let change = |key: &str| {
        let field = definition.field(key);
        let text = |value: Option<&Value>| match (field, value) {
            (_, None) => String::new(),
            (Some(field), Some(value)) => words(t, field, value),
            (None, Some(value)) => write::harmless(&value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
        };
        let label = match field {
            Some(field) => t.of(&field.label).to_owned(),
            None if key == VOID_REASON => t.text("web-record-void-reason"),
            None => key.to_owned(),
        };
        FieldChange { label, before: text(before.get(key)), after: text(after.get(key)) }
    };
    keys.into_iter().map(change).collect()
}

#[cfg(test)]
impl RecordPage {
    /// The page of a record that is valid, of one that is void, and with a reason that is missing.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        let change = |event, may_see_event| ChangeRow {
            at: "x".into(),
            by: "user:aigerim".into(),
            what: t.text("web-record-updated"),
            event,
            may_see_event,
            import: may_see_event.then(|| "x".to_owned()),
            count: 1,
            fields: vec![FieldChange { label: "A".into(), before: "x".into(), after: String::new() }],
        };
        let page = |is_void: bool, writable: &str, trouble: Option<&str>| Self {
            t: t.clone(),
            shell: shell(),
            register: "objects".into(),
            register_title: "Objects".into(),
            title: "Portal".into(),
            key_label: "Key".into(),
            key: "portal".into(),
            organisation: "Akimat".into(),
            organisation_href: if is_void { String::new() } else { "/organisations/akimat".into() },
            id: "0198".into(),
            version: "3".into(),
            values: vec![
                ("A".into(), Shown { text: "x".into(), href: Some("/x".into()), is_number: false }),
                ("B".into(), Shown { text: "y".into(), href: None, is_number: false }),
            ],
            is_void,
            void_reason: if is_void { "x".into() } else { String::new() },
            changes: vec![change(Some(17), true), change(Some(16), false), change(None, true)],
            writable: writable.into(),
            object: (!is_void).then(|| "/objects/portal".into()),
            acts: if is_void { Vec::new() } else { vec![("Act".into(), "act/issue_act.pdf".into())] },
            course: Course::sample(!writable.is_empty(), is_void),
            on: writable.is_empty().then(OnDay::sample),
            own: "/registers/objects/akimat/portal".into(),
            copy: (!writable.is_empty()).then(|| "/registers/objects/new?copy=portal".into()),
            reason: String::new(),
            trouble: trouble.map(str::to_owned),
        };
        let own = "/registers/objects/akimat/portal";
        vec![page(false, own, None), page(true, own, None), page(true, "", None), page(false, own, Some("x"))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::registers::values::tests::{definition, record};
    use talap_model::Language;

    #[test]
    fn a_key_of_any_letters_has_an_address() {
        let one = record("people", &[]);
        let key = RecordKey::new("№ 5/а?").unwrap();
        let address = path(&one.register, &one.organisation, &key);
        assert_eq!(address, "/registers/people/akimat/%E2%84%96%205%2F%D0%B0%3F");
    }

    #[test]
    fn a_change_shows_what_differs() {
        let words = std::sync::Arc::new(talap_locale::Words::built_in().unwrap());
        let t = Tongue::new(words, Language::En, time::UtcOffset::UTC);
        let before = record("people", &[("name", "A".into()), ("unit", "x".into()), ("gone", 1.into())]).values;
        let after = record("people", &[("name", "B".into()), ("unit", "x".into()), ("void_reason", "y".into())]).values;
        let found = differences(&t, &definition("people"), Some(&before), &after);
        let rows: Vec<_> =
            found.iter().map(|row| (row.label.as_str(), row.before.as_str(), row.after.as_str())).collect();
        assert_eq!(rows[..2], [("Name", "A", "B"), ("gone", "1", "")]);
        assert_eq!((rows[2].1, rows[2].2, rows.len()), ("", "y", 3));
    }
}
