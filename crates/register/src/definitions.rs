//! All registers of an installation, read from their definition files and held against each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rust_embed::RustEmbed;
use talap_model::{ObjectKind, RegisterKey, SubjectKind};

use crate::commitment::VOID_REASON;
use crate::definition::{Definition, Field, FieldKind, KeyForm, TraitField};
use crate::file::{DefinitionFile, VERSION};
use crate::header::normalised;
use crate::refusal::{DefinitionError, Fault};
use crate::soundness;
use crate::span::Span;

/// The definition files that the binary carries.
#[derive(RustEmbed)]
#[folder = "../../registers"]
struct BuiltIn;

/// The register that a field of kind `person` points into.
const PEOPLE: &str = "people";

/// Columns that every register's table has of itself.
const RESERVED: [&str; 6] = ["record_id", "org_id", "key", "changed_at", "organisation", VOID_REASON];

/// Header names for the column that says which organisation a row belongs to.
pub(crate) const ORGANISATION_HEADERS: [&str; 4] = ["organisation", "org_id", "ұйым", "организация"];

/// What definitions stand on beside their files.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// The traits of the catalogue, which become fields.
    pub traits: Vec<TraitField>,
    /// The terms of the catalogue that are lengths of time in a calendar, by `STATEMENT.PARAMETER`.
    pub terms: BTreeMap<String, Span>,
}

/// The registers of an installation. Every reference leads to a register that is here, and exactly one register holds
/// the organisations and one the objects.
#[derive(Debug, Clone)]
pub struct Definitions {
    registers: BTreeMap<RegisterKey, Definition>,
    organisations: RegisterKey,
    objects: RegisterKey,
}

impl Definitions {
    /// The registers that the binary carries, with what the catalogue gives them.
    ///
    /// # Errors
    ///
    /// [`DefinitionError`], which the crate's tests rule out for the files alone; a trait named like a field still gives it.
    pub fn built_in(ground: &Ground) -> Result<Self, DefinitionError> {
        let mut texts = Vec::new();
        for name in BuiltIn::iter().filter(|name| name.ends_with(".toml")) {
            if let Some(file) = BuiltIn::get(&name) {
                texts.push((name.to_string(), String::from_utf8_lossy(&file.data).into_owned()));
            }
        }
        Self::from_texts(texts, ground)
    }

    /// The registers of a folder instead of the built-in ones: every `*.toml` in it.
    ///
    /// # Errors
    ///
    /// [`DefinitionError`] names the file, the place in it and the reason.
    pub fn from_folder(folder: &Path, ground: &Ground) -> Result<Self, DefinitionError> {
        let unreadable = |file: &Path, cause: std::io::Error| {
            DefinitionError::of(&file.display().to_string(), Fault::Unreadable { cause })
        };
        let mut texts = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|cause| unreadable(folder, cause))? {
            let path = entry.map_err(|cause| unreadable(folder, cause))?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let text = std::fs::read_to_string(&path).map_err(|cause| unreadable(&path, cause))?;
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                texts.push((name, text));
            }
        }
        texts.sort();
        Self::from_texts(texts, ground)
    }

    /// The registers of these files, each with its name.
    ///
    /// # Errors
    ///
    /// [`DefinitionError`] names the file, the place in it and the reason.
    pub fn from_texts(
        texts: impl IntoIterator<Item = (String, String)>,
        ground: &Ground,
    ) -> Result<Self, DefinitionError> {
        let mut files = Vec::new();
        for (name, text) in texts {
            let file: DefinitionFile = toml::from_str(&text)
                .map_err(|cause| DefinitionError::of(&name, Fault::Malformed { cause: Box::new(cause) }))?;
            if file.version != VERSION {
                return Err(DefinitionError::of(&name, Fault::Version { found: file.version, known: VERSION }));
            }
            files.push((name, file));
        }
        let objects = holder(&files, SubjectKind::Object)?;
        let organisations = holder(&files, SubjectKind::Organisation)?;
        let people = RegisterKey::new(PEOPLE)
            .map_err(|cause| DefinitionError::of(PEOPLE, Fault::Identifier { cause: Box::new(cause) }))?;
        let targets =
            Targets { people, objects: objects.clone(), organisations: organisations.clone(), terms: &ground.terms };
        let mut registers = BTreeMap::new();
        for (name, file) in files {
            let mut definition = crate::reading::definition(&name, file, &targets)?;
            add_traits(&mut definition, &ground.traits);
            check_words(&name, &definition)?;
            check_structure(&name, &definition)?;
            soundness::check(&name, &mut definition)?;
            registers.insert(definition.key.clone(), definition);
        }
        let found = Self { registers, organisations, objects };
        found.check_references()?;
        Ok(found)
    }

    /// A register by key.
    pub fn get(&self, key: &RegisterKey) -> Option<&Definition> {
        self.registers.get(key)
    }

    /// All registers, by key.
    pub fn iter(&self) -> impl Iterator<Item = &Definition> {
        self.registers.values()
    }

    /// The key of the register whose records are organisations.
    pub fn organisations(&self) -> &RegisterKey {
        &self.organisations
    }

    /// The key of the register whose records are informatization objects.
    pub fn objects(&self) -> &RegisterKey {
        &self.objects
    }

    fn check_references(&self) -> Result<(), DefinitionError> {
        for definition in self.registers.values() {
            for field in &definition.fields {
                if let Some(target) = field.kind.target().filter(|target| !self.registers.contains_key(target)) {
                    let fault = Fault::UnknownRegister { register: target.to_string() };
                    return Err(DefinitionError::at(&file_name(definition), &field.key, fault));
                }
            }
        }
        Ok(())
    }
}

/// Where references lead, and the terms that computations and deadlines may name.
pub(crate) struct Targets<'a> {
    pub(crate) people: RegisterKey,
    pub(crate) objects: RegisterKey,
    pub(crate) organisations: RegisterKey,
    /// The terms of the catalogue.
    pub(crate) terms: &'a BTreeMap<String, Span>,
}

fn file_name(definition: &Definition) -> String {
    format!("{}.toml", definition.key)
}

/// The one register that says it holds the organisations, or the objects.
fn holder(files: &[(String, DefinitionFile)], kind: SubjectKind) -> Result<RegisterKey, DefinitionError> {
    let mut holders = files.iter().filter(|(_, file)| file.traits.map(SubjectKind::from) == Some(kind));
    let Some((name, file)) = holders.next() else {
        return Err(DefinitionError::of("registers", Fault::NoHolder { kind }));
    };
    if let Some((second, _)) = holders.next() {
        return Err(DefinitionError::of(second, Fault::TwoHolders { kind, other: name.clone() }));
    }
    RegisterKey::new(&file.key).map_err(|cause| DefinitionError::of(name, Fault::Identifier { cause: Box::new(cause) }))
}

fn add_traits(definition: &mut Definition, traits: &[TraitField]) {
    if let Some(kind) = definition.traits {
        let wanted = traits.iter().filter(|stated| stated.on_object == (kind == SubjectKind::Object));
        definition.fields.extend(wanted.map(Field::from));
    }
}

/// No two columns may answer to one name, in a file's header or in a query.
fn check_words(name: &str, definition: &Definition) -> Result<(), DefinitionError> {
    let mut keys: BTreeSet<&str> = RESERVED.into();
    for field in &definition.fields {
        if !keys.insert(&field.key) {
            return Err(DefinitionError::at(name, &field.key, Fault::Repeated { text: field.key.clone() }));
        }
    }
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    if definition.traits != Some(SubjectKind::Organisation) {
        owners.extend(ORGANISATION_HEADERS.map(|text| (normalised(text), "organisation")));
    }
    let key_names = crate::header::key_names(definition).map(|text| ("key", text));
    let field_names = definition
        .fields
        .iter()
        .flat_map(|field| crate::header::field_names(field).map(|text| (field.key.as_str(), text)));
    for (owner, text) in key_names.chain(field_names) {
        let earlier = owners.insert(normalised(text), owner);
        if earlier.is_some_and(|earlier| earlier != owner) {
            return Err(DefinitionError::at(name, owner, Fault::Repeated { text: text.to_owned() }));
        }
    }
    Ok(())
}

/// What the typed organisations and objects are made of must be there.
fn check_structure(name: &str, definition: &Definition) -> Result<(), DefinitionError> {
    let Some(kind) = definition.traits else { return Ok(()) };
    if definition.key_form != KeyForm::Identifier {
        return Err(DefinitionError::at(name, "key_form", Fault::Lacks { setting: "key_form = \"identifier\"" }));
    }
    for wanted in ["name_kk", "name_ru", "name_en"] {
        if !definition.field(wanted).is_some_and(|field| field.required && field.kind == FieldKind::Text) {
            return Err(DefinitionError::at(
                name,
                wanted,
                Fault::Lacks { setting: "kind = \"text\", required = true" },
            ));
        }
    }
    if kind == SubjectKind::Object {
        let known = definition.field("kind").is_some_and(|field| match &field.kind {
            FieldKind::Choice(choices) => {
                field.required && choices.iter().all(|choice| choice.key.parse::<ObjectKind>().is_ok())
            }
            _ => false,
        });
        if !known {
            return Err(DefinitionError::at(
                name,
                "kind",
                Fault::Lacks { setting: "kind = \"choice\", required = true" },
            ));
        }
    }
    Ok(())
}
