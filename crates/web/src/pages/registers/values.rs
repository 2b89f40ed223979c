//! The values of records in words, and what records that they refer to are called.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use talap_locale::write;
use talap_model::time::parse_date;
use talap_model::{Language, OrganisationId, RecordKey, RegisterKey, Timestamp};
use talap_register::{Definition, Field, FieldKind};
use talap_store::Record;

use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::{record, registers};
use crate::site::Site;
use crate::tongue::Tongue;

/// The fields by which records of most registers are called, without the language.
const NAMES: [&str; 2] = ["name", "title"];

/// A value as a page shows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shown {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
    pub(crate) is_number: bool,
}

/// What the records are called that others refer to, in each language.
#[derive(Default)]
pub(crate) struct Names(BTreeMap<(RegisterKey, OrganisationId, String), BTreeMap<Language, String>>);

impl Names {
    /// The names of what these records refer to, where the caller may read it: one query for each register and
    /// organisation, however many records there are.
    pub(crate) async fn of(
        site: &Site,
        signed: &Signed,
        definition: &Definition,
        records: &[Record],
    ) -> Result<Self, Fault> {
        let mut wanted: BTreeMap<(&RegisterKey, &OrganisationId), BTreeSet<RecordKey>> = BTreeMap::new();
        for field in &definition.fields {
            let Some(target) = field.kind.target() else { continue };
            for record in records {
                let key =
                    record.values.get(&field.key).and_then(Value::as_str).and_then(|key| RecordKey::new(key).ok());
                if let Some(key) = key {
                    wanted.entry((target, &record.organisation)).or_default().insert(key);
                }
            }
        }
        let mut names = Self::default();
        for ((target, organisation), keys) in wanted {
            let Ok(definition) = registers::readable(site, signed.caller(), target.as_str()) else { continue };
            registers::note_reading(site, signed, definition, Some(organisation), ("records", &keys.len().to_string()))
                .await?;
            let keys: Vec<_> = keys.into_iter().collect();
            let found = site.store.records_by_keys(signed.caller(), target, organisation, &keys).await?;
            for (key, record) in found {
                let called = |language| name(definition, &record, language).unwrap_or_else(|| key.to_string());
                let called = Language::ALL.into_iter().map(|language| (language, called(language))).collect();
                names.0.insert((target.clone(), organisation.clone(), key.to_string()), called);
            }
        }
        names.add_organisations(site, signed, definition, records).await?;
        Ok(names)
    }
}

impl Names {
    async fn add_organisations(
        &mut self,
        site: &Site,
        signed: &Signed,
        definition: &Definition,
        records: &[Record],
    ) -> Result<(), Fault> {
        let named = |field: &Field| matches!(field.kind, FieldKind::Organisation(_));
        if !definition.fields.iter().any(named) {
            return Ok(());
        }
        let known = site.register.organisations(signed.caller()).await?;
        for field in &definition.fields {
            let FieldKind::Organisation(register) = &field.kind else { continue };
            for record in records {
                let id = record.values.get(&field.key).and_then(Value::as_str).unwrap_or_default();
                if let Some(named) = known.iter().find(|named| named.id.as_str() == id) {
                    let place = (register.clone(), record.organisation.clone(), id.to_owned());
                    let called = Language::ALL.map(|language| (language, named.name.get(language).to_owned()));
                    self.0.insert(place, called.into());
                }
            }
        }
        Ok(())
    }
}

/// What a record is called, where one of its fields says so: in a language, or in whichever it has.
pub(crate) fn name(definition: &Definition, record: &Record, language: Language) -> Option<String> {
    let fields = NAMES.iter().flat_map(|base| variants(base, language));
    let mut filled = fields.filter_map(|key| {
        let field = definition.field(&key).filter(|field| field.kind == FieldKind::Text)?;
        record.values.get(&field.key).and_then(Value::as_str)
    });
    filled.next().map(write::harmless)
}

/// The keys of a field that may stand in one language or in several, the reader's first.
fn variants(base: &str, language: Language) -> Vec<String> {
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    let languages = std::iter::once(language).chain(others).map(|language| format!("{base}_{}", language.code()));
    std::iter::once(base.to_owned()).chain(languages).collect()
}

/// A field's place among those that a list has room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Name,
    Required,
    Other,
}

/// The fields that tell most about a register's records: its names in the reader's language, then what every record has,
/// in the order of the definition.
pub(crate) fn telling(definition: &Definition, language: Language, most: usize) -> Vec<&Field> {
    let spoken = |field: &Field| {
        let Some((base, code)) = field.key.rsplit_once('_') else { return true };
        if !Language::ALL.iter().any(|language| language.code() == code) {
            return true;
        }
        variants(base, language).iter().find(|key| definition.field(key).is_some()) == Some(&field.key)
    };
    let weight = |field: &Field| {
        let base = field.key.rsplit_once('_').map_or(field.key.as_str(), |(base, _)| base);
        if NAMES.contains(&base) || NAMES.contains(&field.key.as_str()) {
            Weight::Name
        } else if field.required || field.due {
            Weight::Required
        } else {
            Weight::Other
        }
    };
    let stated = definition.fields.iter().filter(|field| field.trait_key.is_none() && spoken(field));
    let mut chosen: Vec<(usize, &Field)> = stated.enumerate().collect();
    chosen.sort_by_key(|(place, field)| (weight(field), *place));
    chosen.truncate(most);
    chosen.sort_by_key(|(place, _)| *place);
    chosen.into_iter().map(|(_, field)| field).collect()
}

/// A value in words.
pub(crate) fn words(t: &Tongue, field: &Field, value: &Value) -> String {
    let text = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let found = match &field.kind {
        FieldKind::Number => value.as_f64().map(|number| match &field.unit {
            Some(unit) => format!("{}\u{a0}{}", t.decimal(&number), t.of(unit)),
            None => t.decimal(&number),
        }),
        FieldKind::Money => value.as_f64().map(|number| format!("{}\u{a0}₸", t.decimal(&number))),
        FieldKind::Certificate => value.as_str().map(|_| t.text("web-certificate")),
        FieldKind::Bool => value.as_bool().map(|yes| t.text(if yes { "web-yes" } else { "web-no" })),
        FieldKind::Date => value.as_str().and_then(parse_date).map(|date| t.date(&date)),
        FieldKind::Time => value.as_str().and_then(Timestamp::parse_rfc3339).map(|at| t.written_moment(&at)),
        FieldKind::Choice(choices) => {
            choices.iter().find(|choice| value == choice.key.as_str()).map(|choice| t.of(&choice.label).to_owned())
        }
        FieldKind::File => value.as_str().map(|_| t.text("web-file")),
        FieldKind::Text
        | FieldKind::Network
        | FieldKind::Person(_)
        | FieldKind::Organisation(_)
        | FieldKind::Object(_)
        | FieldKind::Record(_) => None,
    };
    found.unwrap_or_else(|| write::harmless(&text()))
}

/// A record's value of a field, with the name of what it refers to and the way there.
pub(crate) fn shown(t: &Tongue, names: &Names, record: &Record, field: &Field) -> Shown {
    let Some(value) = record.values.get(&field.key) else { return Shown::default() };
    let is_number = field.kind.is_numeric();
    if let (Some(target), Some(key)) = (field.kind.target(), value.as_str()) {
        let place = (target.clone(), record.organisation.clone(), key.to_owned());
        let name = names.0.get(&place).and_then(|called| called.get(&t.language));
        if let (Some(name), Ok(key)) = (name, RecordKey::new(key)) {
            let href = Some(record::path(target, &record.organisation, &key));
            return Shown { text: name.clone(), href, is_number };
        }
    }
    if let (FieldKind::Organisation(register), Some(id)) = (&field.kind, value.as_str()) {
        let place = (register.clone(), record.organisation.clone(), id.to_owned());
        let name = names.0.get(&place).and_then(|called| called.get(&t.language));
        let text = name.cloned().unwrap_or_else(|| write::harmless(id));
        return Shown { text, href: Some(format!("/organisations/{id}")), is_number };
    }
    let href = match (&field.kind, value.as_str()) {
        (FieldKind::File, Some(sha256)) => Some(format!("/files/{}/{sha256}", record.organisation)),
        _ => None,
    };
    Shown { text: words(t, field, value), href, is_number }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use talap_register::Definitions;

    pub(crate) fn definition(register: &str) -> Definition {
        let definitions =
            Definitions::built_in(&crate::site::ground(&talap_decree::Catalog::built_in().unwrap())).unwrap();
        definitions.get(&register.parse().unwrap()).unwrap().clone()
    }

    pub(crate) fn record(register: &str, values: &[(&str, Value)]) -> Record {
        struct Sevens;
        impl talap_model::Entropy for Sevens {
            fn fill(&self, bytes: &mut [u8]) {
                bytes.fill(7);
            }
        }
        let at = Timestamp::from_micros(1_000_000);
        Record {
            id: talap_model::RecordId::generate(at, &Sevens),
            register: register.parse().unwrap(),
            organisation: "akimat".parse().unwrap(),
            key: "17".parse().unwrap(),
            values: values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
            version: 3,
            created_at: at,
            changed_at: at,
            voided: false,
        }
    }

    fn keys(register: &str, language: Language) -> Vec<String> {
        telling(&definition(register), language, 5).into_iter().map(|field| field.key.clone()).collect()
    }

    #[test]
    fn a_list_shows_names_in_the_readers_language_and_what_every_record_has() {
        assert_eq!(keys("people", Language::Kk), ["name", "position", "unit", "email", "is_responsible"]);
        assert_eq!(keys("objects", Language::Ru), ["kind", "name_ru"]);
        let documents = keys("documents", Language::En);
        assert_eq!(documents.iter().filter(|key| key.starts_with("title_")).collect::<Vec<_>>(), ["title_kk"]);
        assert!(documents.contains(&"level".to_owned()) && documents.contains(&"topic".to_owned()), "{documents:?}");
    }

    #[test]
    fn a_record_is_called_by_its_name_in_any_language() {
        let documents = definition("documents");
        let one = record("documents", &[("title_ru", "Политика".into())]);
        assert_eq!(name(&documents, &one, Language::Kk).as_deref(), Some("Политика"));
        assert_eq!(name(&documents, &record("documents", &[]), Language::Kk), None);
        let people = record("people", &[("name", "А\u{202e}Б".into())]);
        assert_eq!(name(&definition("people"), &people, Language::Kk).as_deref(), Some("А\u{fffd}Б"));
    }
}
