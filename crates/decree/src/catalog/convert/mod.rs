//! From the wire form to the domain form, by hand, collecting every problem on the way.

mod files;
mod lists;
mod statement;

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use talap_model::{ClauseId, Language, Localized, StatementKey, SubjectKind};

use super::act::{self, Act, Reference, ReferenceRole, Target};
use super::recorded::Recorded;
use super::{
    Bearing, Catalog, CatalogError, Clause, Fault, Form, Mode, Problem, Role, Section, Term, TraitDefinition, above,
    weakest, wire,
};
use crate::applicability::{Binding, NamedCondition, object_kind};
pub(super) use files::Parsed;
pub use statement::has_number;

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
        let unread = !problems.is_empty();
        self.problems.extend(problems);
        self.lists(lists);
        if read.is_empty() && self.problems.is_empty() {
            self.place = Place::default();
            self.problem("", Fault::NoSections);
        }
        let sections = read.into_iter().filter_map(|(name, file)| self.section(&name, file));
        let mut sections: Vec<Section> = sections.collect::<Vec<_>>();
        // What a file that could not be read holds is not missing.
        if !unread {
            self.resolve(&sections);
        }
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

    /// Finds what entries point at, and entries for clauses that the official text was not recorded to have.
    fn resolve(&mut self, sections: &[Section]) {
        if !self.recorded.clauses.is_empty() {
            for section in sections {
                for clause in &section.clauses {
                    if !self.recorded.clauses.contains_key(&clause.id) {
                        self.place = Place { file: section.file.clone(), entry: clause.id.to_string() };
                        self.problem("id", Fault::Unresolved { found: clause.id.to_string() });
                    }
                }
            }
        }
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
