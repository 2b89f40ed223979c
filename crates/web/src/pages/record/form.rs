//! The form of a record, new or not, made of its register's definition. What is wrong stands beside its field; what
//! somebody else changed in the meantime is shown beside what was typed.

// Length: one form, from its fields to what is said of what was sent.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use talap_locale::write;
use talap_model::{Message, OrganisationId, RecordKey};
use talap_register::{Definition, Field, FieldKind};
use talap_store::Record;

use crate::Shared;
use crate::fault::{Fault, FaultKind};
use crate::gate::{self, Signed};
use crate::pages::answer;
use crate::pages::record::inputs::{
    Choice, Control, DROP, FIELD, FileInput, Group, Input, STORED, Targets, changed, input, posted_text, text_of,
    with_checks, with_condition,
};
use crate::pages::record::{Place, copy, find, path};
use crate::pages::registers::values::words;
use crate::pages::registers::{Named, is_of_organisations, organisations, writable};
use crate::path::Path;
use crate::posted::{Posted, WithFiles};
use crate::shell::{self, Shell};
use crate::site::Site;
use crate::tongue::Tongue;
use crate::upload;

#[derive(Template)]
#[template(path = "record_form.html")]
pub(crate) struct FormPage {
    t: Tongue,
    shell: Shell,
    register: String,
    register_title: String,
    lead: Option<String>,
    action: String,
    /// Where one goes who changes nothing.
    back: String,
    /// The key of a record that is there; none for a new one.
    key: Option<String>,
    seen: String,
    place: Vec<Input>,
    own: Vec<Input>,
    traits: Vec<Input>,
    is_void: bool,
    trouble: Vec<String>,
    note: Option<String>,
    conflict: Option<Conflict>,
}

/// What somebody else changed in the meantime.
struct Conflict {
    theirs: String,
    rows: Vec<ConflictRow>,
}

struct ConflictRow {
    label: String,
    theirs: String,
    yours: String,
}

/// What the form is about.
struct Matter<'a> {
    definition: &'a Definition,
    /// Those that the caller's rights reach.
    organisations: Vec<Named>,
    /// The record that is changed.
    record: Option<Record>,
}

/// What stands in the form, and what is wrong with it.
#[derive(Default)]
struct Filled {
    organisation: String,
    key: String,
    values: BTreeMap<String, String>,
    dropped: Vec<String>,
    seen: Option<u32>,
    errors: Vec<(String, Message)>,
    trouble: Vec<Message>,
    note: Option<Message>,
    theirs: Option<Record>,
}

/// The form of a new record.
pub(crate) async fn show_new(
    State(site): State<Shared>,
    signed: Signed,
    Path(register): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Response {
    let work = async {
        let matter = Matter::new(&site, &signed, &register).await?;
        let organisation = asked.get("organisation").cloned().unwrap_or_default();
        let mut filled = Filled { organisation, ..Filled::default() };
        if let Some(key) = asked.get("copy") {
            let place = (register.clone(), filled.organisation.clone(), key.clone());
            (filled.values, filled.note) = copy::begin(&site, &signed, &place).await?;
        }
        Ok(shell::found(&matter.page(&site, &signed, filled).await?))
    };
    answer(&site, &signed, work.await)
}

/// Keeps a new record.
pub(crate) async fn keep_new(
    State(site): State<Shared>,
    signed: Signed,
    Path(register): Path<String>,
    WithFiles(posted): WithFiles,
) -> Response {
    let work = async { Matter::new(&site, &signed, &register).await?.keep(&site, &signed, &posted).await };
    answer(&site, &signed, work.await)
}

/// The form of a record that is there.
pub(crate) async fn show_edit(State(site): State<Shared>, signed: Signed, Path(place): Place) -> Response {
    let work = async {
        let matter = Matter::of(&site, &signed, &place).await?;
        let mut filled = Filled::default();
        if let Some(record) = &matter.record {
            let text = |field: &Field| {
                let value = record.values.get(&field.key)?;
                Some((field.key.clone(), text_of(field, value, signed.t(), site.settings.offset)))
            };
            filled.values = matter.definition.fields.iter().filter_map(text).collect();
            filled.seen = Some(record.version);
        }
        Ok(shell::found(&matter.page(&site, &signed, filled).await?))
    };
    answer(&site, &signed, work.await)
}

/// Keeps other values of a record that is there.
pub(crate) async fn keep_edit(
    State(site): State<Shared>,
    signed: Signed,
    Path(place): Place,
    WithFiles(posted): WithFiles,
) -> Response {
    let work = async { Matter::of(&site, &signed, &place).await?.keep(&site, &signed, &posted).await };
    answer(&site, &signed, work.await)
}

impl<'a> Matter<'a> {
    async fn new(site: &'a Site, signed: &Signed, register: &str) -> Result<Self, Fault> {
        let definition = writable(site, signed.caller(), register)?;
        Ok(Self { definition, organisations: organisations(site, signed).await?, record: None })
    }

    async fn of(site: &'a Site, signed: &Signed, place: &(String, String, String)) -> Result<Self, Fault> {
        let (definition, record) = find(site, signed, place).await?;
        let right = talap_store::right_to_write(&definition.key);
        signed.caller().require_for(right, &record.organisation)?;
        Ok(Self { record: Some(record), ..Self::new(site, signed, definition.key.as_str()).await? })
    }

    /// Keeps what was posted, or shows it again with what is wrong.
    async fn keep(&self, site: &Site, signed: &Signed, posted: &Posted) -> Result<Response, Fault> {
        let mut filled = self.filled(posted);
        if posted.again() {
            filled.note = Some(Message::new("web-record-again"));
            return Ok(shell::found(&self.page(site, signed, filled).await?));
        }
        let status = match self.save(site, signed, posted, &mut filled).await {
            Ok(response) => return Ok(response),
            Err(fault) => {
                let status = fault.status();
                filled.take(fault)?;
                status
            }
        };
        Ok(shell::page(status, &self.page(site, signed, filled).await?))
    }

    fn filled(&self, posted: &Posted) -> Filled {
        let fields = self.definition.fields.iter();
        let text = |field: &Field| {
            if field.kind == FieldKind::File {
                let name = format!("{STORED}{}", field.key);
                return Some((field.key.clone(), posted.all(&name).next()?.to_owned()));
            }
            Some((field.key.clone(), posted_text(posted, field)?))
        };
        let dropped = |field: &&Field| !posted.get(&format!("{DROP}{}", field.key)).is_empty();
        Filled {
            organisation: posted.get("organisation").to_owned(),
            key: posted.get("key").to_owned(),
            values: fields.clone().filter_map(text).collect(),
            dropped: fields.filter(dropped).map(|field| field.key.clone()).collect(),
            seen: posted.get("seen").parse().ok(),
            ..Filled::default()
        }
    }

    async fn save(
        &self,
        site: &Site,
        signed: &Signed,
        posted: &Posted,
        filled: &mut Filled,
    ) -> Result<Response, Fault> {
        let (organisation, key) = self.place(filled)?;
        let (caller, register) = (signed.caller(), &self.definition.key);
        let mut values = changed(self.definition, posted, self.record.as_ref(), signed.t(), site.settings.offset);
        for field in self.definition.fields.iter().filter(|field| field.kind == FieldKind::File) {
            if let Some(file) = posted.file(&format!("{FIELD}{}", field.key)) {
                let kept = upload::keep(site, caller, &organisation, file).await;
                // Said beside its field, as whatever else is wrong.
                let digest = kept.map_err(|mut fault| {
                    fault.fields.push((field.key.clone(), fault.message.clone()));
                    fault
                })?;
                filled.values.insert(field.key.clone(), digest);
            } else if filled.dropped.contains(&field.key) {
                filled.values.insert(field.key.clone(), String::new());
            }
            values.extend(filled.values.get(&field.key).map(|digest| (field.key.clone(), digest.clone())));
        }
        let was_void = self.record.as_ref().is_some_and(|record| record.voided);
        let saved = site.put_if(caller, register, &organisation, &key, &values, filled.seen).await?;
        let told = match saved.kind {
            None => "unchanged",
            Some(_) if was_void => "restored",
            Some(_) => "saved",
        };
        Ok(gate::to(&format!("{}?told={told}", path(register, &organisation, &saved.key))))
    }

    /// Whose the record is and its key: those that it has, or those that were typed; an empty key where the engine gives it.
    fn place(&self, filled: &Filled) -> Result<(OrganisationId, String), Fault> {
        if let Some(record) = &self.record {
            return Ok((record.organisation.clone(), record.key.to_string()));
        }
        let numbered = self.definition.numbering.is_some() && filled.key.is_empty();
        let mut errors = Vec::new();
        let mut error = |field: &str, key: &str| errors.push((field.to_owned(), Message::new(key)));
        let key = RecordKey::new(filled.key.as_str()).ok();
        if key.is_none() && !numbered {
            error("key", if filled.key.is_empty() { "register-row-required" } else { "register-row-key-wrong" });
        }
        let organisation = if is_of_organisations(self.definition) {
            let organisation = OrganisationId::new(filled.key.as_str()).ok();
            if organisation.is_none() && key.is_some() {
                error("key", "register-row-identifier-wrong");
            }
            organisation
        } else {
            let known = self.organisations.iter().find(|named| named.id == filled.organisation);
            let known = known.or(self.organisations.first().filter(|_| self.organisations.len() == 1));
            if known.is_none() {
                error("organisation", "register-row-required");
            }
            known.and_then(|named| OrganisationId::new(named.id.as_str()).ok())
        };
        let key = key.map(|key| key.to_string()).or(numbered.then(String::new));
        organisation.zip(key).ok_or_else(|| Fault { fields: errors, ..Fault::wrong(Message::new("web-values-wrong")) })
    }

    async fn page(&self, site: &Site, signed: &Signed, filled: Filled) -> Result<FormPage, Fault> {
        let organisation = self.record.as_ref().map(|record| &record.organisation);
        let targets = Targets::of(site, signed, self.definition, organisation, &self.organisations).await?;
        let read = site.columns_read().await.get(self.definition.key.as_str());
        Ok(self.form(signed.t(), Shell::of(&signed.visitor), filled, &targets, read))
    }

    fn form(
        &self,
        t: &Tongue,
        shell: Shell,
        filled: Filled,
        targets: &Targets,
        read: Option<&BTreeMap<String, BTreeSet<String>>>,
    ) -> FormPage {
        let (definition, register) = (self.definition, &self.definition.key);
        let mut errors = filled.errors.clone();
        let mut error = |name: &str| {
            let place = errors.iter().position(|(field, _)| field == name)?;
            Some(t.say(&errors.remove(place).1))
        };
        let mut place = if self.record.is_some() { Vec::new() } else { self.place_inputs(t, &filled) };
        for input in &mut place {
            input.error = error(&input.name);
        }
        let (mut own, mut traits) = (Vec::new(), Vec::new());
        for field in definition.fields.iter().filter(|field| definition.is_written(field)) {
            let text = filled.values.get(&field.key).map_or("", String::as_str);
            let mut input = input(t, field, text, targets);
            input.hint = with_condition(t, definition, field, input.hint.take());
            input.hint = with_checks(t, input.hint.take(), read.and_then(|read| read.get(&field.key)));
            input.error = error(&field.key);
            input.file = (field.kind == FieldKind::File).then(|| self.file_input(field, text, &filled));
            if field.trait_key.is_some() { traits.push(input) } else { own.push(input) }
        }
        let mut trouble: Vec<String> = filled.trouble.iter().map(|message| t.say(message)).collect();
        trouble.extend(errors.iter().map(|(_, message)| t.say(message)));
        let own_path = self.record.as_ref().map(|record| path(register, &record.organisation, &record.key));
        FormPage {
            register: register.to_string(),
            register_title: t.of(&definition.title).to_owned(),
            lead: definition.lead.as_ref().map(|lead| t.of(lead).to_owned()),
            action: own_path.as_ref().map_or_else(|| format!("/registers/{register}/new"), |own| format!("{own}/edit")),
            back: own_path.unwrap_or_else(|| format!("/registers/{register}")),
            key: self.record.as_ref().map(|record| write::harmless(record.key.as_str())),
            seen: filled.seen.map(|version| version.to_string()).unwrap_or_default(),
            is_void: self.record.as_ref().is_some_and(|record| record.voided),
            conflict: filled.theirs.as_ref().map(|theirs| conflict(t, definition, theirs, &filled)),
            note: filled.note.as_ref().map(|message| t.say(message)),
            place,
            own,
            traits,
            trouble,
            shell,
            t: t.clone(),
        }
    }

    /// The inputs for whose a new record is and for its key.
    fn place_inputs(&self, t: &Tongue, filled: &Filled) -> Vec<Input> {
        let plain = |control, name: &str, label: String, value: &str, groups| Input {
            control,
            name: name.to_owned(),
            id: format!("place-{name}"),
            label,
            is_required: true,
            value: value.to_owned(),
            groups,
            hint: None,
            error: None,
            file: None,
            only: None,
            must: None,
        };
        let key = t.of(&self.definition.key_label).to_owned();
        // The engine gives the number; an old paper journal is taken over by an import.
        let keys = match self.definition.numbering {
            Some(_) => Vec::new(),
            None => vec![plain(Control::Line, "key", key, &filled.key, Vec::new())],
        };
        if is_of_organisations(self.definition) || self.organisations.len() == 1 {
            return keys;
        }
        let choice = |named: &Named| Choice::new(&named.id, named.name.clone(), &filled.organisation);
        let group = Group { name: String::new(), choices: self.organisations.iter().map(choice).collect() };
        let label = t.text("web-organisation");
        let whose = plain(Control::Choice, "organisation", label, &filled.organisation, vec![group]);
        std::iter::once(whose).chain(keys).collect()
    }

    fn file_input(&self, field: &Field, digest: &str, filled: &Filled) -> FileInput {
        let only = self.organisations.first().filter(|_| self.organisations.len() == 1).map(|named| named.id.clone());
        let organisation = self.record.as_ref().map(|record| record.organisation.to_string()).or(only);
        let organisation = organisation.unwrap_or_else(|| filled.organisation.clone());
        FileInput {
            stored: format!("{STORED}{}", field.key),
            drop: format!("{DROP}{}", field.key),
            is_dropped: filled.dropped.contains(&field.key),
            href: (!digest.is_empty()).then(|| format!("/files/{organisation}/{digest}")),
            accepted: upload::ACCEPTED,
        }
    }
}

impl Filled {
    /// Takes in what is wrong; anything that a form cannot mend is handed back.
    fn take(&mut self, fault: Fault) -> Result<(), Fault> {
        match fault.kind {
            FaultKind::Changed(theirs) => {
                self.seen = Some(theirs.version);
                self.trouble.push(fault.message);
                self.theirs = Some(*theirs);
            }
            FaultKind::Wrong | FaultKind::TooLarge | FaultKind::WrongType => {
                if fault.fields.is_empty() {
                    self.trouble.push(fault.message);
                    self.trouble.extend(fault.details);
                } else {
                    self.trouble.push(Message::new("web-values-wrong"));
                    self.errors.extend(fault.fields);
                }
            }
            _ => return Err(fault),
        }
        Ok(())
    }
}

/// The fields in which what was typed is not what somebody else left.
fn conflict(t: &Tongue, definition: &Definition, theirs: &Record, filled: &Filled) -> Conflict {
    let said = |field: &Field| {
        let value = theirs.values.get(&field.key).filter(|_| !theirs.voided);
        value.map(|value| words(t, field, value)).unwrap_or_default()
    };
    let row = |field: &Field| {
        let value = theirs.values.get(&field.key).filter(|_| !theirs.voided);
        let typed = filled.values.get(&field.key)?;
        let same = value.map_or(String::new(), |value| text_of(field, value, t, t.offset())) == *typed;
        let yours = match &field.kind {
            FieldKind::Choice(_) | FieldKind::File => words(t, field, &typed.as_str().into()),
            FieldKind::Bool if !typed.is_empty() => words(t, field, &(typed == "true").into()),
            _ => write::harmless(typed),
        };
        let yours = if typed.is_empty() { String::new() } else { yours };
        (!same).then(|| ConflictRow { label: t.of(&field.label).to_owned(), theirs: said(field), yours })
    };
    Conflict {
        theirs: path(&theirs.register, &theirs.organisation, &theirs.key),
        rows: definition.fields.iter().filter_map(row).collect(),
    }
}

#[cfg(test)]
impl FormPage {
    /// The form of a new record, with errors, of one that is there, and of one that somebody else changed.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        use crate::pages::registers::values::tests::{definition, record};
        let mut pages = Vec::new();
        for register in ["people", "server_room_visits", "documents", "attestations", "organisations"] {
            let definition = definition(register);
            let organisations = ["a", "b"].map(|id| Named { id: id.into(), name: id.into() });
            let theirs = record(register, &[("name", "A".into()), ("title_kk", "B".into())]);
            let new = Matter { definition: &definition, organisations: organisations.into(), record: None };
            let errors = Filled {
                errors: vec![
                    ("key".into(), Message::new("register-row-required")),
                    ("organisation".into(), Message::new("register-row-required")),
                    ("name".into(), Message::new("register-row-required")),
                ],
                note: Some(Message::new("web-record-again")),
                ..Filled::default()
            };
            pages.push(new.form(t, shell(), Filled::default(), &Targets::default(), None));
            pages.push(new.form(t, shell(), errors, &Targets::default(), None));
            let present = Matter { record: Some(theirs.clone()), ..new };
            let values = definition.fields.iter().map(|field| (field.key.clone(), "true".to_owned())).collect();
            let filled = Filled { values, theirs: Some(theirs), seen: Some(4), ..Filled::default() };
            pages.push(present.form(t, shell(), filled, &Targets::default(), None));
        }
        pages
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::registers::values::tests::{definition, record};

    fn matter<'a>(definition: &'a Definition, organisations: &[&str]) -> Matter<'a> {
        let named = |id: &&str| Named { id: (*id).to_owned(), name: (*id).to_owned() };
        Matter { definition, organisations: organisations.iter().map(named).collect(), record: None }
    }

    fn filled(organisation: &str, key: &str) -> Filled {
        Filled { organisation: organisation.into(), key: key.into(), ..Filled::default() }
    }

    #[test]
    fn a_new_record_says_whose_it_is() {
        let people = definition("people");
        let wrong = |matter: Matter<'_>, filled: &Filled| -> Vec<String> {
            matter.place(filled).unwrap_err().fields.into_iter().map(|(field, _)| field).collect()
        };
        assert_eq!(matter(&people, &["a"]).place(&filled("", "1")).unwrap().0.as_str(), "a");
        assert_eq!(matter(&people, &["a", "b"]).place(&filled("b", "1")).unwrap().0.as_str(), "b");
        assert_eq!(wrong(matter(&people, &["a", "b"]), &filled("", "")), ["key", "organisation"]);
        assert_eq!(wrong(matter(&people, &["a", "b"]), &filled("c", "1")), ["organisation"]);
        let organisations = definition("organisations");
        assert_eq!(matter(&organisations, &[]).place(&filled("", "akimat")).unwrap().0.as_str(), "akimat");
        assert_eq!(wrong(matter(&organisations, &[]), &filled("", "Ақтау")), ["key"]);
    }

    #[test]
    fn what_somebody_else_changed_stands_beside_what_was_typed() {
        let words = std::sync::Arc::new(talap_locale::Words::built_in().unwrap());
        let t = Tongue::new(words, talap_model::Language::En, time::UtcOffset::UTC);
        let theirs = record("people", &[("name", "A".into()), ("unit", "x".into()), ("is_responsible", true.into())]);
        let typed = [("name", "B"), ("unit", "x"), ("is_responsible", ""), ("position", "")];
        let values = typed.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
        let mut filled = Filled { values, seen: Some(2), ..Filled::default() };
        filled.take(Fault::of(FaultKind::Changed(Box::new(theirs.clone())), Message::new("x"))).unwrap();
        assert_eq!(filled.seen, Some(3));
        let conflict = conflict(&t, &definition("people"), &theirs, &filled);
        let rows: Vec<_> = conflict.rows.iter().map(|row| (row.theirs.as_str(), row.yours.as_str())).collect();
        assert_eq!(rows, [("A", "B"), ("Yes", "")]);
    }

    #[test]
    fn a_form_mends_what_is_wrong_and_nothing_else() {
        let mut filled = Filled::default();
        assert!(filled.take(Fault::missing()).is_err());
        assert!(filled.take(Fault::failed(Message::new("x"))).is_err());
        let fields = vec![("name".to_owned(), Message::new("register-row-required"))];
        filled.take(Fault { fields, ..Fault::wrong(Message::new("x")) }).unwrap();
        assert_eq!((filled.errors.len(), filled.trouble.len()), (1, 1));
    }
}
