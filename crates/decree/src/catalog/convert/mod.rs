//! From the wire form to the domain form, by hand, collecting every problem on the way.

mod files;
mod lists;

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;
use std::sync::Arc;

use talap_model::{ClauseId, Language, Localized, StatementKey, SubjectKind, TraitKey};

use super::act::{self, Act, Reference, ReferenceRole, Target};
use super::recorded::Recorded;
use super::{
    Bearing, Catalog, CatalogError, Clause, Fault, Form, LONGEST_TEXT, Mode, Parameter, Problem, Role, Section, Statement,
    Term, TraitDefinition, Unit, above, weakest, wire,
};
use crate::applicability::compile::{Refusal, compile, everyone};
use crate::applicability::{Binding, NamedCondition, Rule, object_kind};
pub(super) use files::Parsed;

const TRAITS: &str = "traits.toml";
const GLOSSARY: &str = "glossary.toml";
const CONDITIONS: &str = "conditions.toml";
const FORMS: &str = "forms.toml";
const ROLES: &str = "roles.toml";
const ACTS: &str = "acts.toml";
const RECORDED: &str = "recorded.toml";
/// All files that are no section.
const LISTS: [&str; 7] = [TRAITS, GLOSSARY, CONDITIONS, FORMS, ROLES, ACTS, RECORDED];

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
    conditions: Vec<Arc<NamedCondition>>,
    forms: HashMap<String, Form>,
    roles: Vec<Role>,
    acts: Vec<Act>,
    glossary: Vec<Term>,
    recorded: Recorded,
    bindings: Vec<Arc<Binding>>,
    named_bindings: HashMap<(Option<SubjectKind>, Vec<String>), Arc<Binding>>,
    own_bindings: HashMap<String, Arc<Binding>>,
    first_clause: HashMap<ClauseId, String>,
    first_statement: HashMap<StatementKey, String>,
    /// Clauses and statements that entries point at, to be found when all are read.
    awaited: Vec<Awaited>,
}

/// Something that an entry points at, with the place that says so.
#[derive(Debug)]
struct Awaited {
    place: Place,
    field: String,
    wanted: Wanted,
}

#[derive(Debug)]
enum Wanted {
    Clause(ClauseId),
    Statement(StatementKey),
}

impl Converter {
    /// A converter that already knows of problems.
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        Self { problems, ..Self::default() }
    }

    /// The catalogue of these files, which come sorted by name.
    pub(super) fn catalog(mut self, files: Parsed, fingerprint: String) -> Result<Catalog, CatalogError> {
        match object_kind() {
            Ok(kind) => self.traits.push(Arc::new(kind)),
            Err(invalid) => self.problem("", Fault::Invalid { found: invalid.text }),
        }
        let Parsed { lists, sections: read, problems } = files;
        self.problems.extend(problems);
        self.lists(lists);
        if read.is_empty() && self.problems.is_empty() {
            self.place = Place::default();
            self.problem("", Fault::NoSections);
        }
        let sections = read.into_iter().filter_map(|(name, file)| self.section(&name, file));
        let mut sections: Vec<Section> = sections.collect::<Vec<_>>();
        self.resolve(&sections);
        if !self.problems.is_empty() {
            return Err(CatalogError::Problems { problems: self.problems });
        }
        let (clauses, statements) = index(&sections);
        modes(&mut sections);
        Ok(Catalog {
            sections,
            glossary: self.glossary,
            conditions: self.conditions,
            roles: self.roles,
            acts: self.acts,
            recorded: self.recorded,
            traits: self.traits,
            bindings: self.bindings,
            clauses,
            statements,
            fingerprint,
        })
    }

    /// Finds what entries point at.
    fn resolve(&mut self, sections: &[Section]) {
        let (clauses, statements) = index(sections);
        for Awaited { place, field, wanted } in std::mem::take(&mut self.awaited) {
            let (found, text) = match &wanted {
                Wanted::Clause(id) => (clauses.contains_key(id) || self.first_clause.contains_key(id), id.to_string()),
                Wanted::Statement(key) => {
                    (statements.contains_key(key) || self.first_statement.contains_key(key), key.to_string())
                }
            };
            if !found {
                self.place = place;
                self.problem(field, Fault::Unresolved { found: text });
            }
        }
    }

    fn awaits(&mut self, field: &str, wanted: Wanted) {
        self.awaited.push(Awaited { place: self.place.clone(), field: field.to_owned(), wanted });
    }

    fn role(&mut self, field: &str, key: String) -> Option<String> {
        let known = self.roles.iter().any(|role| role.key == key);
        if !known {
            self.problem(field, Fault::Unresolved { found: key.clone() });
        }
        known.then_some(key)
    }

    fn problem(&mut self, field: impl Into<String>, fault: Fault) {
        let Place { file, entry } = self.place.clone();
        self.problems.push(Problem { file, entry, field: field.into(), fault });
    }

    fn section(&mut self, name: &str, file: wire::SectionFile) -> Option<Section> {
        self.place = Place { file: name.to_owned(), entry: String::new() };
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
        if let Some(parent) = parent.clone().flatten() {
            self.awaits("parent", Wanted::Clause(parent));
        }
        let bearing = self.bearing(&entry);
        let discrepancy = entry.discrepancy.map(|words| self.localized("discrepancy", Some(words)));
        let references: Vec<_> = entry.references.into_iter().map(|cited| self.reference(cited)).collect();
        let title = match entry.title {
            Some(title) => self.localized("title", Some(title)),
            // One statement's title serves for its clause.
            None if entry.statement.len() == 1 => {
                let only = entry.statement.first().and_then(|statement| statement.title.clone());
                only.and_then(|words| Some(Localized { kk: words.kk?, ru: words.ru?, en: words.en? }))
            }
            None => self.localized("title", None),
        };
        let statements: Vec<_> =
            entry.statement.into_iter().map(|statement| self.statement(id.as_ref(), statement)).collect();
        let statements: Option<Vec<_>> = statements.into_iter().collect();
        Some(Clause {
            id: id?,
            parent: parent.flatten(),
            title: title?,
            bearing: bearing?,
            statements: statements?,
            references: references.into_iter().collect::<Option<_>>()?,
            discrepancy: discrepancy.flatten(),
            mode: Mode::Informative,
        })
    }

    /// Exactly one of: statements of its own, a lead-in line, an element of a duty stated elsewhere. A lead-in line that
    /// also carries a duty has statements, and is no longer only a lead-in.
    fn bearing(&mut self, entry: &wire::ClauseEntry) -> Option<Bearing> {
        match (entry.statement.is_empty(), entry.lead_in, &entry.stated_in) {
            (false, false, None) => Some(Bearing::Own),
            (true, true, None) => Some(Bearing::LeadIn),
            (true, false, Some(key)) => {
                let key = self.parsed::<StatementKey>("stated_in", Some(key))?;
                self.awaits("stated_in", Wanted::Statement(key.clone()));
                Some(Bearing::StatedIn(key))
            }
            (true, false, None) => {
                self.problem("statement", Fault::Missing);
                None
            }
            (_, true, _) => {
                self.problem("lead_in", Fault::NotAllowed);
                None
            }
            (false, false, Some(_)) => {
                self.problem("stated_in", Fault::NotAllowed);
                None
            }
        }
    }

    fn reference(&mut self, entry: wire::ReferenceEntry) -> Option<Reference> {
        let role = self.parsed::<ReferenceRole>("references.as", entry.role.as_ref());
        let place = act::Place { article: entry.article, point: entry.point, subparagraph: entry.subparagraph };
        let target = match (entry.clause, entry.act) {
            (Some(clause), None) if place == act::Place::default() => {
                let clause = self.parsed::<ClauseId>("references.clause", Some(&clause))?;
                self.awaits("references.clause", Wanted::Clause(clause.clone()));
                Some(Target::Clause(clause))
            }
            (None, Some(key)) => {
                let known = self.acts.iter().any(|act| act.key == key);
                if !known {
                    self.problem("references.act", Fault::Unresolved { found: key.clone() });
                }
                known.then_some(Target::Act(key, place))
            }
            (None, None) => {
                self.problem("references", Fault::Missing);
                None
            }
            _ => {
                self.problem("references", Fault::NotAllowed);
                None
            }
        };
        Some(Reference { target: target?, role: role? })
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
        if let Some(text) = text.as_ref().filter(|_| entry.check.is_none()) {
            // What no check uses must at least be what the sentence says.
            self.said(&parameters, text);
        }
        let form = entry.form.map(|form| self.form(form));
        let bearer = entry.bearer.map(|key| self.role("bearer", key));
        let binds = self.binds(subject, entry.binds);
        Some(Statement {
            key: key?,
            clause: clause?.clone(),
            kind: kind?,
            mode: mode?,
            subject,
            bearer: bearer.flatten(),
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
            ("binds", informative && entry.binds.is_some(), Fault::NotAllowed),
            ("bearer", informative && entry.bearer.is_some(), Fault::NotAllowed),
        ];
        for (field, broken, fault) in rules {
            if broken {
                self.problem(field, fault);
            }
        }
    }

    /// Compiles who is bound; statements with the same conditions get the same binding.
    fn binds(&mut self, subject: Option<SubjectKind>, entry: Option<wire::BindsEntry>) -> Option<Arc<Binding>> {
        let (entry, named) = match entry {
            None => (None, Some((subject, Vec::new()))),
            Some(wire::BindsEntry::Named(names)) => (Some(every(&names)), Some((subject, names))),
            Some(wire::BindsEntry::Own(own)) => (Some(own), None),
        };
        if let Some(known) = named.as_ref().and_then(|named| self.named_bindings.get(named)) {
            return Some(Arc::clone(known));
        }
        let rule = match entry {
            None => everyone(),
            Some(entry) => match compile(entry, subject, &self.traits, &self.conditions) {
                Ok(rule) => rule,
                Err(refusals) => {
                    for Refusal { field, fault } in refusals {
                        self.problem(field, fault);
                    }
                    return None;
                }
            },
        };
        let binding = self.shared(rule);
        if let Some(named) = named {
            self.named_bindings.insert(named, Arc::clone(&binding));
        }
        Some(binding)
    }

    fn shared(&mut self, rule: Rule) -> Arc<Binding> {
        let written = format!("{rule:?}");
        if let Some(known) = self.own_bindings.get(&written) {
            return Arc::clone(known);
        }
        let binding = Arc::new(Binding::new(rule, self.bindings.len()));
        self.bindings.push(Arc::clone(&binding));
        self.own_bindings.insert(written, Arc::clone(&binding));
        binding
    }

    fn said(&mut self, parameters: &BTreeMap<String, Parameter>, text: &Localized) {
        for (name, parameter) in parameters {
            if !Language::ALL.into_iter().all(|language| has_number(text.get(language), parameter.value)) {
                self.problem(format!("parameters.{name}"), Fault::UnusedParameter);
            }
        }
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
        Some(Parameter { value: value?, unit: unit?, ours: entry.ours })
    }

    fn form(&mut self, entry: wire::FormChoice) -> Option<Form> {
        match entry {
            wire::FormChoice::Own(own) => self.own_form("form.", own),
            wire::FormChoice::Named(key) => {
                let known = self.forms.get(&key).cloned();
                if known.is_none() {
                    self.problem("form", Fault::Unresolved { found: key });
                }
                known
            }
        }
    }

    fn own_form(&mut self, field: &str, entry: wire::FormEntry) -> Option<Form> {
        let evidence = self.localized(&format!("{field}evidence"), entry.evidence);
        let from = self.required(&format!("{field}from"), entry.from);
        let from = from.and_then(|from| self.role(&format!("{field}from"), from));
        let holds = if let Some(holds) = entry.holds {
            self.parameter(&format!("{field}holds"), holds)
        } else {
            self.problem(format!("{field}holds"), Fault::Missing);
            None
        };
        if let Some(holds) = &holds
            && !(holds.unit.is_time() && holds.value > 0.0)
        {
            let found = format!("{} {}", holds.value, holds.unit.key());
            self.problem(format!("{field}holds"), Fault::Invalid { found });
        }
        let basis = entry.basis.map(|basis| self.parsed::<ClauseId>(&format!("{field}basis"), Some(&basis)));
        if let Some(basis) = basis.clone().flatten() {
            self.awaits(&format!("{field}basis"), Wanted::Clause(basis));
        }
        Some(Form { evidence: evidence?, from: from?, holds: holds?, basis: basis.flatten() })
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

/// Every one of these conditions.
fn every(names: &[String]) -> wire::BindingEntry {
    let named = names.iter().map(|name| wire::ConditionEntry::named(name));
    wire::BindingEntry { all_of: Some(named.collect()), any_of: None, none_of: None }
}

/// Whether a sentence has a number in digits, with a point or a comma, and not as a part of a longer number.
pub fn has_number(text: &str, number: f64) -> bool {
    let written = number.to_string();
    let tokens = text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
    tokens.map(|token| token.trim_matches(['.', ',']).replace(',', ".")).any(|token| token == written)
}

/// Sets the mode of each clause, once all statements are there.
fn modes(sections: &mut [Section]) {
    let mut own = HashMap::new();
    let mut by_statement = HashMap::new();
    let mut parts: HashMap<ClauseId, Vec<ClauseId>> = HashMap::new();
    let mut bearings = HashMap::new();
    for clause in sections.iter().flat_map(|section| &section.clauses) {
        own.insert(clause.id.clone(), weakest(clause.statements.iter().map(|statement| statement.mode)));
        by_statement.extend(clause.statements.iter().map(|statement| (statement.key.clone(), statement.mode)));
        if let Some(parent) = clause.parent.clone().or_else(|| above(&clause.id)) {
            parts.entry(parent).or_default().push(clause.id.clone());
        }
        bearings.insert(clause.id.clone(), clause.bearing.clone());
    }
    let modes = Modes { own, by_statement, parts, bearings };
    for clause in sections.iter_mut().flat_map(|section| &mut section.clauses) {
        clause.mode = modes.of(&clause.id, 0);
    }
}

struct Modes {
    own: HashMap<ClauseId, Mode>,
    by_statement: HashMap<StatementKey, Mode>,
    parts: HashMap<ClauseId, Vec<ClauseId>>,
    bearings: HashMap<ClauseId, Bearing>,
}

impl Modes {
    /// Identifiers have three levels, so a lead-in line over lead-in lines ends soon; a `parent` that makes a circle too.
    fn of(&self, id: &ClauseId, depth: usize) -> Mode {
        match self.bearings.get(id) {
            Some(Bearing::LeadIn) if depth < 4 => {
                weakest(self.parts.get(id).into_iter().flatten().map(|part| self.of(part, depth + 1)))
            }
            Some(Bearing::StatedIn(key)) => self.by_statement.get(key).copied().unwrap_or(Mode::Informative),
            _ => self.own.get(id).copied().unwrap_or(Mode::Informative),
        }
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
