//! From the wire form to the domain form, by hand, collecting every problem on the way.

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use talap_model::{ClauseId, Language, Localized, StatementKey, SubjectKind, TraitKey};

use super::wire;
use super::{
    Abbreviation, Catalog, CatalogError, Choice, Clause, Fault, Form, LONGEST_TEXT, Mode, Parameter, Problem, Section,
    Statement, Term, TraitDefinition, TraitKind, Unit,
};
use crate::applicability::compile::{Refusal, compile};
use crate::applicability::{Binding, object_kind};

const TRAITS: &str = "traits.toml";
const GLOSSARY: &str = "glossary.toml";

/// Where in the catalogue the conversion stands.
#[derive(Debug, Clone, Default)]
struct Place {
    file: String,
    entry: String,
}

/// Converts files and gathers what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Converter {
    problems: Vec<Problem>,
    place: Place,
    traits: Vec<Arc<TraitDefinition>>,
    first_clause: HashMap<ClauseId, String>,
    first_statement: HashMap<StatementKey, String>,
}

impl Converter {
    /// A converter that already knows of problems.
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        Self { problems, ..Self::default() }
    }

    /// The catalogue of these files, which come sorted by name.
    pub(super) fn catalog(mut self, files: &[(String, String)], fingerprint: String) -> Result<Catalog, CatalogError> {
        let named = |wanted: &str| files.iter().find(|(name, _)| name == wanted);
        match object_kind() {
            Ok(kind) => self.traits.push(Arc::new(kind)),
            Err(invalid) => self.problem("", Fault::Invalid { found: invalid.text }),
        }
        if let Some((name, content)) = named(TRAITS)
            && let Some(file) = self.file::<wire::TraitsFile>(name, content, |file| file.version)
        {
            file.traits.into_iter().for_each(|entry| self.trait_definition(entry));
        }
        let mut glossary = Vec::new();
        if let Some((name, content)) = named(GLOSSARY)
            && let Some(file) = self.file::<wire::GlossaryFile>(name, content, |file| file.version)
        {
            glossary = file.term.into_iter().filter_map(|entry| self.term(entry)).collect();
        }
        let mut sections = Vec::new();
        let mut read = 0_usize;
        for (name, content) in files.iter().filter(|(name, _)| name != TRAITS && name != GLOSSARY) {
            read += 1;
            if let Some(file) = self.file::<wire::SectionFile>(name, content, |file| file.version) {
                sections.extend(self.section(name, file));
            }
        }
        if read == 0 {
            self.place = Place::default();
            self.problem("", Fault::NoSections);
        }
        if !self.problems.is_empty() {
            return Err(CatalogError::Problems { problems: self.problems });
        }
        let (clauses, statements) = index(&sections);
        Ok(Catalog { sections, glossary, traits: self.traits, clauses, statements, fingerprint })
    }

    fn problem(&mut self, field: impl Into<String>, fault: Fault) {
        let Place { file, entry } = self.place.clone();
        self.problems.push(Problem { file, entry, field: field.into(), fault });
    }

    fn file<T: DeserializeOwned>(&mut self, name: &str, content: &str, version: fn(&T) -> u32) -> Option<T> {
        self.place = Place { file: name.to_owned(), entry: String::new() };
        match toml::from_str::<T>(content) {
            Ok(file) if version(&file) == wire::VERSION => Some(file),
            Ok(file) => {
                self.problem("version", Fault::Version { found: version(&file), known: wire::VERSION });
                None
            }
            Err(error) => {
                self.problem("", Fault::Unreadable { detail: error.to_string().trim().to_owned() });
                None
            }
        }
    }

    fn section(&mut self, name: &str, file: wire::SectionFile) -> Option<Section> {
        let head = file.section;
        "section".clone_into(&mut self.place.entry);
        let title = self.localized("title", head.title);
        let entries: Vec<_> = file.clause.into_iter().map(|entry| self.clause(entry)).collect();
        Some(Section {
            file: name.to_owned(),
            chapter: head.chapter,
            paragraph: head.paragraph,
            title: title?,
            clauses: entries.into_iter().flatten().collect(),
        })
    }

    fn clause(&mut self, entry: wire::ClauseEntry) -> Option<Clause> {
        self.place.entry.clone_from(&entry.id);
        let id = self.parsed::<ClauseId>("id", Some(&entry.id));
        let parent = entry.parent.as_ref().map(|parent| self.parsed::<ClauseId>("parent", Some(parent)));
        if let Some(id) = &id {
            if let Some(file) = self.first_clause.get(id).cloned() {
                self.problem("id", Fault::Duplicate { key: entry.id.clone(), file });
            } else {
                self.first_clause.insert(id.clone(), self.place.file.clone());
            }
        }
        let title = self.localized("title", entry.title);
        if entry.statement.is_empty() {
            self.problem("statement", Fault::Missing);
        }
        let statements: Vec<_> =
            entry.statement.into_iter().map(|statement| self.statement(id.as_ref(), statement)).collect();
        let statements: Option<Vec<_>> = statements.into_iter().collect();
        Some(Clause { id: id?, parent: parent.flatten(), title: title?, statements: statements? })
    }

    fn statement(&mut self, clause: Option<&ClauseId>, entry: wire::StatementEntry) -> Option<Statement> {
        self.place.entry.clone_from(&entry.key);
        let key = self.parsed::<StatementKey>("key", Some(&entry.key));
        if let Some(key) = &key {
            if let Some(file) = self.first_statement.get(key).cloned() {
                self.problem("key", Fault::Duplicate { key: entry.key.clone(), file });
            } else {
                self.first_statement.insert(key.clone(), self.place.file.clone());
            }
        }
        let kind = self.parsed("kind", entry.kind.as_ref());
        let mode = self.parsed::<Mode>("mode", entry.mode.as_ref());
        if let Some(mode) = mode {
            self.suits_mode(mode, &entry);
        }
        let subject = entry.subject.as_ref().map(|subject| self.parsed::<SubjectKind>("subject", Some(subject)));
        let subject = subject.flatten();
        let title = self.localized("title", entry.title);
        let text = self.localized("text", entry.text);
        if let Some(text) = &text {
            self.short_enough(text);
        }
        for (field, name) in [("check", &entry.check), ("module", &entry.module)] {
            if let Some(name) = name {
                self.file_name(field, name);
            }
        }
        let parameters = self.parameters(entry.parameters);
        let form = entry.form.map(|form| self.form(form));
        let binds = match entry.binds {
            Some(binding) => self.binding(subject, binding),
            None => Some(Binding::everyone()),
        };
        Some(Statement {
            key: key?,
            clause: clause?.clone(),
            kind: kind?,
            mode: mode?,
            subject,
            title: title?,
            text: text?,
            check: entry.check,
            module: entry.module,
            parameters,
            form: form.flatten(),
            binds: binds?,
        })
    }

    /// Which fields a statement of a mode must have, and which it must not.
    fn suits_mode(&mut self, mode: Mode, entry: &wire::StatementEntry) {
        let (subject, check, module, form) =
            (entry.subject.is_some(), entry.check.is_some(), entry.module.is_some(), entry.form.is_some());
        let informative = mode == Mode::Informative;
        let rules = [
            ("subject", !informative && !subject, Fault::Missing),
            ("subject", informative && subject, Fault::NotAllowed),
            ("check", matches!(mode, Mode::Enforced | Mode::Checked) && !check, Fault::Missing),
            ("check", informative && check, Fault::NotAllowed),
            ("module", mode == Mode::Enforced && !module, Fault::Missing),
            ("module", mode != Mode::Enforced && module, Fault::NotAllowed),
            ("form", mode == Mode::Attested && !form && !check, Fault::Missing),
            ("form", mode != Mode::Attested && form, Fault::NotAllowed),
        ];
        for (field, broken, fault) in rules {
            if broken {
                self.problem(field, fault);
            }
        }
    }

    fn binding(&mut self, subject: Option<SubjectKind>, binding: wire::BindingEntry) -> Option<Binding> {
        let compiled = compile(binding, subject, &self.traits);
        compiled
            .map_err(|refusals| {
                for Refusal { field, fault } in refusals {
                    self.problem(field, fault);
                }
            })
            .ok()
    }

    fn short_enough(&mut self, text: &Localized) {
        for language in Language::ALL {
            let length = text.get(language).chars().count();
            if length > LONGEST_TEXT {
                self.problem("text", Fault::TooLong { language, length, most: LONGEST_TEXT });
            }
        }
    }

    fn file_name(&mut self, field: &str, name: &str) {
        // The shape of a statement's key cannot leave a folder.
        if StatementKey::new(name).is_err() {
            self.problem(field, Fault::Invalid { found: name.to_owned() });
        }
    }

    fn parameters(&mut self, entries: BTreeMap<String, wire::ParameterEntry>) -> BTreeMap<String, Parameter> {
        let mut parameters = BTreeMap::new();
        for (name, entry) in entries {
            let field = format!("parameters.{name}");
            // A parameter's name becomes a placeholder in SQL, as a trait's key becomes a column.
            if TraitKey::new(name.as_str()).is_err() {
                self.problem(field.clone(), Fault::Invalid { found: name.clone() });
            }
            if let Some(parameter) = self.parameter(&field, entry) {
                parameters.insert(name, parameter);
            }
        }
        parameters
    }

    fn parameter(&mut self, field: &str, entry: wire::ParameterEntry) -> Option<Parameter> {
        let value = match entry.value {
            Some(value) if value.is_finite() => Some(value),
            Some(value) => {
                self.problem(format!("{field}.value"), Fault::Invalid { found: value.to_string() });
                None
            }
            None => {
                self.problem(format!("{field}.value"), Fault::Missing);
                None
            }
        };
        let unit = self.parsed(&format!("{field}.unit"), entry.unit.as_ref());
        Some(Parameter { value: value?, unit: unit? })
    }

    fn form(&mut self, entry: wire::FormEntry) -> Option<Form> {
        let evidence = self.localized("form.evidence", entry.evidence);
        let from = self.required("form.from", entry.from);
        let holds = if let Some(holds) = entry.holds {
            self.parameter("form.holds", holds)
        } else {
            self.problem("form.holds", Fault::Missing);
            None
        };
        if let Some(holds) = &holds
            && !(holds.unit.is_time() && holds.value > 0.0)
        {
            let found = format!("{} {}", holds.value, holds.unit.key());
            self.problem("form.holds", Fault::Invalid { found });
        }
        Some(Form { evidence: evidence?, from: from?, holds: holds? })
    }

    fn trait_definition(&mut self, entry: wire::TraitEntry) {
        self.place.entry.clone_from(&entry.key);
        let key = self.parsed::<TraitKey>("key", Some(&entry.key));
        let on = self.parsed::<SubjectKind>("on", entry.on.as_ref());
        let label = self.localized("label", entry.label);
        let choices = self.choices(entry.choices);
        let kind = match entry.kind.as_deref() {
            Some("flag") => Some(TraitKind::Flag),
            Some("number") => Some(TraitKind::Number),
            Some("date") => Some(TraitKind::Date),
            Some("choice") => Some(TraitKind::Choice(choices.clone())),
            Some(other) => {
                self.problem("type", Fault::Invalid { found: other.to_owned() });
                None
            }
            None => {
                self.problem("type", Fault::Missing);
                None
            }
        };
        match (&kind, choices.is_empty()) {
            (Some(TraitKind::Choice(_)), true) => self.problem("choices", Fault::Missing),
            (Some(TraitKind::Flag | TraitKind::Number | TraitKind::Date), false) => {
                self.problem("choices", Fault::NotAllowed);
            }
            _ => {}
        }
        let (Some(key), Some(on), Some(kind)) = (key, on, kind) else { return };
        if self.traits.iter().any(|known| known.on == on && known.key == key) {
            self.problem("key", Fault::Duplicate { key: entry.key, file: TRAITS.to_owned() });
            return;
        }
        // A trait without its label stays known, so that conditions on it are not told as problems of their own.
        self.traits.push(Arc::new(TraitDefinition { key, on, kind, label }));
    }

    fn choices(&mut self, entries: Vec<wire::ChoiceEntry>) -> Vec<Choice> {
        let mut choices: Vec<Choice> = Vec::new();
        for entry in entries {
            let field = format!("choices.{}", entry.key);
            if choices.iter().any(|choice| choice.key == entry.key) {
                self.problem(field.clone(), Fault::Duplicate { key: entry.key.clone(), file: TRAITS.to_owned() });
            }
            if StatementKey::new(entry.key.as_str()).is_err() {
                self.problem(field.clone(), Fault::Invalid { found: entry.key.clone() });
            }
            let label = self.localized(&format!("{field}.label"), entry.label);
            choices.push(Choice { key: entry.key, label });
        }
        choices
    }

    fn term(&mut self, entry: wire::TermEntry) -> Option<Term> {
        self.place.entry.clone_from(&entry.key);
        let key = self.required("key", Some(entry.key));
        let wire::TermEntry { kk, ru, en, abbreviation, variants, .. } = entry;
        let term = self.localized("term", Some(wire::Words { kk, ru, en }));
        let abbreviation = abbreviation.map(|words| Abbreviation { kk: words.kk, ru: words.ru, en: words.en });
        Some(Term { key: key?, term: term?, abbreviation, variants })
    }

    fn required(&mut self, field: &str, text: Option<String>) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.problem(field, Fault::Missing);
        }
        text
    }

    fn parsed<T: FromStr>(&mut self, field: &str, text: Option<&String>) -> Option<T> {
        let Some(text) = text else {
            self.problem(field, Fault::Missing);
            return None;
        };
        let parsed = text.parse().ok();
        if parsed.is_none() {
            self.problem(field, Fault::Invalid { found: text.clone() });
        }
        parsed
    }

    fn localized(&mut self, field: &str, words: Option<wire::Words>) -> Option<Localized> {
        let Some(words) = words else {
            self.problem(field, Fault::Missing);
            return None;
        };
        let mut whole = |language, words: Option<String>| {
            let words = words.map(|words| words.trim().to_owned()).filter(|words| !words.is_empty());
            if words.is_none() {
                self.problem(field, Fault::MissingLanguage { language });
            }
            words
        };
        let (kk, ru, en) =
            (whole(Language::Kk, words.kk), whole(Language::Ru, words.ru), whole(Language::En, words.en));
        Some(Localized { kk: kk?, ru: ru?, en: en? })
    }
}

impl FromStr for Unit {
    type Err = talap_model::InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = [Self::Year, Self::Month, Self::Week, Self::Day, Self::Hour, Self::Minute, Self::Second];
        if let Some(unit) = known.into_iter().find(|unit| unit.key() == text) {
            return Ok(unit);
        }
        let name =
            TraitKey::new(text).map_err(|invalid| talap_model::InvalidId { kind: "unit", text: invalid.text })?;
        Ok(Self::Other(name.as_str().to_owned()))
    }
}

type ClauseIndex = HashMap<ClauseId, (usize, usize)>;
type StatementIndex = HashMap<StatementKey, (usize, usize, usize)>;

fn index(sections: &[Section]) -> (ClauseIndex, StatementIndex) {
    let (mut clauses, mut statements) = (HashMap::new(), HashMap::new());
    for (at_section, section) in sections.iter().enumerate() {
        for (at_clause, clause) in section.clauses.iter().enumerate() {
            clauses.insert(clause.id.clone(), (at_section, at_clause));
            for (at_statement, statement) in clause.statements.iter().enumerate() {
                statements.insert(statement.key.clone(), (at_section, at_clause, at_statement));
            }
        }
    }
    (clauses, statements)
}
