//! From the wire form of a definition file to the definition, one file at a time.

use std::collections::BTreeSet;

use regex::Regex;
use talap_model::{ClauseId, InvalidId, RegisterKey, SubjectKind};

use crate::definition::{Choice, Definition, Field, FieldKind, KeyForm, Pattern, Range, Rule};
use crate::definitions::Targets;
use crate::file::{ChoiceEntry, DefinitionFile, FieldEntry, KeyFormName, KindName, RuleEntry, TraitsOf, Words};
use crate::refusal::{DefinitionError, Fault};

impl From<TraitsOf> for SubjectKind {
    fn from(of: TraitsOf) -> Self {
        match of {
            TraitsOf::Organisation => Self::Organisation,
            TraitsOf::Object => Self::Object,
        }
    }
}

/// Checks one file by itself.
pub(crate) fn definition(name: &str, file: DefinitionFile, targets: &Targets) -> Result<Definition, DefinitionError> {
    let identifier =
        |place: &str, cause: InvalidId| DefinitionError::at(name, place, Fault::Identifier { cause: Box::new(cause) });
    let key = RegisterKey::new(&file.key).map_err(|cause| identifier("key", cause))?;
    if name != format!("{key}.toml") {
        return Err(DefinitionError::at(name, "key", Fault::NameDiffers { key: key.to_string() }));
    }
    complete(name, "title", &file.title)?;
    complete(name, "key_label", &file.key_label)?;
    let serves = file.serves.iter().map(ClauseId::new).collect::<Result<_, _>>();
    let fields = file.field.into_iter().map(|entry| field(name, entry, targets)).collect::<Result<Vec<_>, _>>()?;
    if let Some(field) = fields.iter().find(|field| field.personal && !file.personal) {
        return Err(DefinitionError::at(name, &field.key, Fault::NotPersonal));
    }
    Ok(Definition {
        key,
        title: file.title.into(),
        serves: serves.map_err(|cause| identifier("serves", cause))?,
        personal: file.personal,
        traits: file.traits.map(SubjectKind::from),
        key_form: match file.key_form {
            KeyFormName::Text => KeyForm::Text,
            KeyFormName::Identifier => KeyForm::Identifier,
        },
        key_label: file.key_label.into(),
        key_aliases: file.key_aliases,
        fields,
        rules: file.rule.into_iter().map(rule).collect(),
    })
}

fn complete(name: &str, place: &str, words: &Words) -> Result<(), DefinitionError> {
    if words.is_complete() { Ok(()) } else { Err(DefinitionError::at(name, place, Fault::Wordless)) }
}

fn rule(entry: RuleEntry) -> Rule {
    match entry {
        RuleEntry::Dates(dates) => Rule::NotBefore { earlier: dates.before, later: dates.after },
        RuleEntry::Subject(rule) => Rule::Subject { kind: rule.kind, subject: rule.subject },
    }
}

fn field(name: &str, entry: FieldEntry, targets: &Targets) -> Result<Field, DefinitionError> {
    let place = entry.key.clone();
    let refuse = |fault: Fault| DefinitionError::at(name, &place, fault);
    // A field is a column in queries, so its key has the shape of a register's, which is a table's name.
    if let Err(cause) = RegisterKey::new(&entry.key) {
        return Err(refuse(Fault::Identifier { cause: Box::new(InvalidId { kind: "field", text: cause.text }) }));
    }
    complete(name, &place, &entry.label)?;
    let misplaced = [
        ("register", entry.register.is_some() && entry.kind != KindName::Record),
        ("choices", !entry.choices.is_empty() && entry.kind != KindName::Choice),
        ("pattern", entry.pattern.is_some() && entry.kind != KindName::Text),
        ("example", entry.example.is_some() && entry.pattern.is_none()),
        ("min", entry.min.is_some() && entry.kind != KindName::Number),
        ("max", entry.max.is_some() && entry.kind != KindName::Number),
        ("whole", entry.whole && entry.kind != KindName::Number),
        ("due", entry.due && entry.kind != KindName::Date),
    ];
    if let Some((setting, _)) = misplaced.into_iter().find(|(_, wrong)| *wrong) {
        return Err(refuse(Fault::Misplaced { setting }));
    }
    if entry.min.zip(entry.max).is_some_and(|(min, max)| min > max) {
        return Err(refuse(Fault::EmptyRange));
    }
    let kind = match entry.kind {
        KindName::Text => FieldKind::Text,
        KindName::Number => FieldKind::Number,
        KindName::Bool => FieldKind::Bool,
        KindName::Date => FieldKind::Date,
        KindName::Time => FieldKind::Time,
        KindName::Choice => FieldKind::Choice(choices(name, &place, entry.choices)?),
        KindName::Person => FieldKind::Person(targets.people.clone()),
        KindName::Object => FieldKind::Object(targets.objects.clone()),
        KindName::File => FieldKind::File,
        KindName::Record => {
            let register = entry.register.ok_or_else(|| refuse(Fault::Lacks { setting: "register" }))?;
            let cause = |cause| refuse(Fault::Identifier { cause: Box::new(cause) });
            FieldKind::Record(RegisterKey::new(register).map_err(cause)?)
        }
    };
    Ok(Field {
        kind,
        label: entry.label.into(),
        required: entry.required,
        unique: entry.unique,
        personal: entry.personal,
        due: entry.due,
        pattern: entry.pattern.map(|text| pattern(&text, entry.example).map_err(refuse)).transpose()?,
        range: Range { min: entry.min, max: entry.max, whole: entry.whole },
        aliases: entry.aliases,
        trait_key: None,
        key: entry.key,
    })
}

fn pattern(text: &str, example: Option<String>) -> Result<Pattern, Fault> {
    let example = example.ok_or(Fault::Lacks { setting: "example" })?;
    let regex = Regex::new(&format!("^(?:{text})$")).map_err(|cause| Fault::Pattern { cause: Box::new(cause) })?;
    if regex.is_match(&example) { Ok(Pattern { regex, example }) } else { Err(Fault::Example { example }) }
}

fn choices(name: &str, place: &str, entries: Vec<ChoiceEntry>) -> Result<Vec<Choice>, DefinitionError> {
    let refuse = |fault: Fault| DefinitionError::at(name, place, fault);
    if entries.is_empty() {
        return Err(refuse(Fault::Lacks { setting: "choices" }));
    }
    let mut seen = BTreeSet::new();
    for entry in &entries {
        complete(name, place, &entry.label)?;
        if entry.key.trim() != entry.key || entry.key.is_empty() {
            let cause = InvalidId { kind: "choice", text: entry.key.clone() };
            return Err(refuse(Fault::Identifier { cause: Box::new(cause) }));
        }
        if !seen.insert(entry.key.clone()) {
            return Err(refuse(Fault::Repeated { text: entry.key.clone() }));
        }
    }
    Ok(entries.into_iter().map(|entry| Choice { key: entry.key, label: entry.label.into() }).collect())
}
