//! The catalogue: the decree's clauses restated as statements, each with its mode, its subject and who it binds.
//!
//! The files are described in `catalog/README.md`. What is read is checked as a whole, and every problem is told at once.

mod convert;
mod error;
mod load;
mod parameter;
pub mod recorded;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod wire;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::FromStr;
use std::sync::Arc;

use talap_model::{ClauseId, InvalidId, Localized, StatementKey, SubjectKind, TraitKey};

use crate::applicability::{Binding, NamedCondition};
pub use act::{Act, ActKind, Place, Reference, ReferenceRole, Target};
pub use convert::has_number;
pub use error::{CatalogError, Fault, Problem};
pub use parameter::{Parameter, Unit};
pub use recorded::{Amended, Recorded, document_order, fingerprint_of};

/// The longest text of a statement, in characters of one language.
pub const LONGEST_TEXT: usize = 300;

macro_rules! keyed {
    ($(#[$doc:meta])* $name:ident, $what:literal, $($(#[$variant_doc:meta])* $variant:ident = $key:literal,)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As data files write it.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let found = Self::ALL.iter().copied().find(|value| value.key() == text);
                found.ok_or_else(|| InvalidId { kind: $what, text: text.to_owned() })
            }
        }
    };
}

// After the macro that it uses.
mod act;

keyed! {
    /// What keeps a statement true to its status. The order is from weakest to strongest.
    Mode, "mode",
    /// Nothing to do; shown for reading.
    Informative = "informative",
    /// A person states it, with evidence, and the statement expires.
    Attested = "attested",
    /// A query over gathered facts decides it.
    Checked = "checked",
    /// Talap itself carries it out.
    Enforced = "enforced",
}

keyed! {
    /// What kind of rule a statement is.
    StatementKind, "kind of statement",
    /// A definition of a term.
    Definition = "definition",
    /// What the decree extends to.
    Scope = "scope",
    /// A principle.
    Principle = "principle",
    /// Something that must be done.
    Duty = "duty",
    /// Something that must not be done.
    Prohibition = "prohibition",
    /// Something that another body may or must do.
    Power = "power",
    /// A clause that an act closed.
    Excluded = "excluded",
}

/// What a person states for an attested statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// What the evidence is.
    pub evidence: Localized,
    /// Who states it: the key of a [`Role`].
    pub from: String,
    /// How long the statement holds.
    pub holds: Parameter,
    /// The clause that sets how long; none where the term is ours.
    pub basis: Option<ClauseId>,
    /// Whether a second person confirms the statement, as an act is signed by a commission or by both sides.
    pub confirm: bool,
}

/// Who in an organisation, or beside it, does what a statement asks or states that it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its key.
    pub key: String,
    /// Its words.
    pub label: Localized,
}

/// A single duty, prohibition or other rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Its permanent key.
    pub key: StatementKey,
    /// The clause it belongs to.
    pub clause: ClauseId,
    /// What kind of rule it is.
    pub kind: StatementKind,
    /// What keeps it.
    pub mode: Mode,
    /// What it is asked of; none for an informative one.
    pub subject: Option<SubjectKind>,
    /// Who must act, where the clause names them: the key of a [`Role`].
    pub bearer: Option<String>,
    /// Its title.
    pub title: Localized,
    /// Who must do what, by when, to what measure, in own words.
    pub text: Localized,
    /// The check that decides it: the name of a file in `checks/`, without the ending.
    pub check: Option<String>,
    /// The module of Talap that carries it out.
    pub module: Option<String>,
    /// The decree's numbers, by the names that the check uses.
    pub parameters: BTreeMap<String, Parameter>,
    /// What a person states.
    pub form: Option<Form>,
    /// Who is bound. Statements with the same conditions share them.
    pub binds: Arc<Binding>,
}

impl Statement {
    /// The role that answers for it: who must act, else who states that it is done.
    pub fn role(&self) -> Option<&str> {
        self.bearer.as_deref().or_else(|| self.form.as_ref().map(|form| form.from.as_str()))
    }
}

/// What a clause is to the duties around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bearing {
    /// It carries the statements it holds.
    Own,
    /// A lead-in line: its parts carry the duties.
    LeadIn,
    /// An element of one duty, which this statement of another clause states.
    StatedIn(StatementKey),
}

/// A numbered place of the decree.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// Its identifier.
    pub id: ClauseId,
    /// The clause it belongs to by sense, where that differs from the layout.
    pub parent: Option<ClauseId>,
    /// Its title.
    pub title: Localized,
    /// Whether it carries duties, or where they stand.
    pub bearing: Bearing,
    /// Its statements; empty unless it carries its own.
    pub statements: Vec<Statement>,
    /// What it cites.
    pub references: Vec<Reference>,
    /// How the language versions of the official text differ here, where that matters.
    pub discrepancy: Option<Localized>,
    mode: Mode,
}

impl Clause {
    /// The weakest mode of its statements; of a lead-in line that of its parts, of an element that of the statement it
    /// belongs to. Informative statements ask nothing, so they count only when all are.
    pub fn mode(&self) -> Mode {
        self.mode
    }
}

/// The weakest of modes that ask something.
fn weakest(modes: impl Iterator<Item = Mode>) -> Mode {
    modes.filter(|mode| *mode != Mode::Informative).min().unwrap_or(Mode::Informative)
}

/// A section of the decree: a file of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The file's name.
    pub file: String,
    /// The chapter's number.
    pub chapter: u16,
    /// The section's number within the chapter; none where the chapter has no sections.
    pub paragraph: Option<u16>,
    /// Its title.
    pub title: Localized,
    /// Its clauses, in the file's order.
    pub clauses: Vec<Clause>,
}

/// A value that a trait of type choice may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its key.
    pub key: String,
    /// The trait of the same subject that holds the day from which the choice is so.
    pub since: Option<TraitKey>,
    /// Its words; none for the built-in trait `kind`, whose words are in the locales.
    pub label: Option<Localized>,
}

/// The type of a trait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TraitKind {
    /// Yes or no.
    Flag,
    /// A number.
    Number,
    /// A calendar day.
    Date,
    /// One of a set.
    Choice(Vec<Choice>),
}

impl TraitKind {
    /// As data files write it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Number => "number",
            Self::Date => "date",
            Self::Choice(_) => "choice",
        }
    }
}

/// A trait of organisations or objects that conditions may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraitDefinition {
    /// Its key.
    pub key: TraitKey,
    /// What has it.
    pub on: SubjectKind,
    /// Its type.
    pub kind: TraitKind,
    /// The trait of the same subject that holds the day from which it is so.
    pub since: Option<TraitKey>,
    /// Its words; none for the built-in trait `kind`, whose words are in the locales.
    pub label: Option<Localized>,
}

/// A term of the decree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its key.
    pub key: String,
    /// The term.
    pub term: Localized,
    /// Its abbreviation.
    pub abbreviation: Option<Abbreviation>,
    /// What the unofficial English translation says instead; one variant may stand for several terms.
    pub variants: Vec<String>,
    /// What the Digital Code calls it, where that is known.
    pub digital_code: Option<DigitalCode>,
}

/// The name of a term in the Digital Code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DigitalCode {
    /// The name, in the languages in which it is known.
    pub name: Abbreviation,
    /// Whether nobody has held it against the official text yet.
    pub unverified: bool,
}

/// The abbreviation of a term, in the languages that have one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Abbreviation {
    /// In Kazakh.
    pub kk: Option<String>,
    /// In Russian.
    pub ru: Option<String>,
    /// In English.
    pub en: Option<String>,
}

/// How many clauses of each mode there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ModeCounts {
    /// Clauses whose weakest statement is enforced.
    pub enforced: usize,
    /// Checked.
    pub checked: usize,
    /// Attested.
    pub attested: usize,
    /// Informative.
    pub informative: usize,
}

/// How many statements are whole in each language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LanguageCounts {
    /// In Kazakh.
    pub kk: usize,
    /// In Russian.
    pub ru: usize,
    /// In English.
    pub en: usize,
}

/// The catalogue in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CatalogStats {
    /// Clauses.
    pub clauses: usize,
    /// Statements.
    pub statements: usize,
    /// Clauses by mode.
    pub modes: ModeCounts,
    /// Statements whole in each language.
    pub languages: LanguageCounts,
}

/// The whole catalogue, checked.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Sections in the order of their files' names.
    pub sections: Vec<Section>,
    /// Terms.
    pub glossary: Vec<Term>,
    /// Conditions with a name.
    pub conditions: Vec<Arc<NamedCondition>>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Other acts that clauses cite.
    pub acts: Vec<Act>,
    /// What the official texts were when the entries were written.
    pub recorded: Recorded,
    traits: Vec<Arc<TraitDefinition>>,
    bindings: Vec<Arc<Binding>>,
    clauses: HashMap<ClauseId, (usize, usize)>,
    statements: HashMap<StatementKey, (usize, usize, usize)>,
    fingerprint: String,
}

impl Catalog {
    /// A clause by its identifier.
    pub fn clause(&self, id: &ClauseId) -> Option<&Clause> {
        let (section, clause) = self.clauses.get(id)?;
        self.sections.get(*section)?.clauses.get(*clause)
    }

    /// A statement by its key.
    pub fn statement(&self, key: &StatementKey) -> Option<&Statement> {
        let (section, clause, statement) = self.statements.get(key)?;
        self.sections.get(*section)?.clauses.get(*clause)?.statements.get(*statement)
    }

    /// All clauses, in the order of the files.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.sections.iter().flat_map(|section| &section.clauses)
    }

    /// All statements, in the order of the files.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.clauses().flat_map(|clause| &clause.statements)
    }

    /// The clause above a clause by sense: its `parent`, else by its identifier.
    pub fn parent(&self, clause: &Clause) -> Option<ClauseId> {
        clause.parent.clone().or_else(|| above(&clause.id))
    }

    /// The section that holds a clause.
    pub fn section_of(&self, id: &ClauseId) -> Option<&Section> {
        self.sections.get(self.clauses.get(id)?.0)
    }

    /// The conditions of all statements, each once. A binding knows its place here ([`Binding::place`]).
    pub fn bindings(&self) -> &[Arc<Binding>] {
        &self.bindings
    }

    /// A role by its key.
    pub fn role(&self, key: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.key == key)
    }

    /// An act by its key.
    pub fn act(&self, key: &str) -> Option<&Act> {
        self.acts.iter().find(|act| act.key == key)
    }

    /// The acts that amended a clause, its paragraph or its subparagraph, in order of their dates.
    pub fn amendments(&self, id: &ClauseId) -> Vec<&Amended> {
        let mut found = BTreeSet::new();
        let mut at = Some(id.clone());
        while let Some(id) = at {
            found.extend(self.recorded.amendments(&id));
            at = above(&id);
        }
        found.into_iter().collect()
    }

    /// The names of all checks that statements name.
    pub fn check_names(&self) -> BTreeSet<&str> {
        self.statements().filter_map(|statement| statement.check.as_deref()).collect()
    }

    /// All traits: the built-in `kind` of an object first, then those of the file, in its order.
    pub fn traits(&self) -> impl Iterator<Item = &TraitDefinition> {
        self.traits.iter().map(AsRef::as_ref)
    }

    /// A trait by what has it and its key.
    pub fn trait_definition(&self, on: SubjectKind, key: &TraitKey) -> Option<&TraitDefinition> {
        self.traits().find(|definition| definition.on == on && definition.key == *key)
    }

    /// SHA-256 of the files' names and contents, in hexadecimal: an assessment records by it which catalogue it used.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The catalogue in numbers.
    pub fn stats(&self) -> CatalogStats {
        let mut stats = CatalogStats::default();
        for clause in self.clauses() {
            stats.clauses += 1;
            *match clause.mode() {
                Mode::Enforced => &mut stats.modes.enforced,
                Mode::Checked => &mut stats.modes.checked,
                Mode::Attested => &mut stats.modes.attested,
                Mode::Informative => &mut stats.modes.informative,
            } += 1;
        }
        for statement in self.statements() {
            let whole = |words: fn(&Localized) -> &String| {
                usize::from(!words(&statement.title).is_empty() && !words(&statement.text).is_empty())
            };
            stats.statements += 1;
            stats.languages.kk += whole(|words| &words.kk);
            stats.languages.ru += whole(|words| &words.ru);
            stats.languages.en += whole(|words| &words.en);
        }
        stats
    }
}

/// The clause above by layout: `38.2` of `38.2.1`, `62` of `62.0.1`.
pub fn above(id: &ClauseId) -> Option<ClauseId> {
    let (before, _) = id.as_str().rsplit_once('.')?;
    let before = before.strip_suffix(".0").unwrap_or(before);
    ClauseId::new(before).ok()
}
