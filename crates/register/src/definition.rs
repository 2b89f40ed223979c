//! What a register is: its fields, its rules and its words, as read from a definition file.

use regex::Regex;
use talap_model::{
    Caller, ClauseId, Column, ColumnKind, Localized, Message, RegisterKey, SubjectKind, Table, TraitKey,
};
use talap_store::right_to_write;

use crate::computation::Computation;
use crate::condition::Condition;
use crate::course::{Act, Deadline, STATE, State, Transition};
use crate::numbering::Numbering;

/// A register as its definition file describes it.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The register's key, which also names its table in queries and its file.
    pub key: RegisterKey,
    /// What people call it.
    pub title: Localized,
    /// What is entered, by whom and when.
    pub lead: Option<Localized>,
    /// Where the page of registers shows it.
    pub group: Group,
    /// The clauses of the decree that the register serves.
    pub serves: Vec<ClauseId>,
    /// Whether it holds personal data, so that reading it needs a right of its own.
    pub personal: bool,
    /// Set for the two registers whose records are organisations and informatization objects; these carry the traits.
    pub traits: Option<SubjectKind>,
    /// How records are told apart.
    pub key_form: KeyForm,
    /// What people call a record's key.
    pub key_label: Localized,
    /// Further header names for the key.
    pub key_aliases: Vec<String>,
    /// The form of the keys, where the engine gives them.
    pub numbering: Option<Numbering>,
    /// The fields that stand on a printed label beside the key.
    pub labels: Vec<String>,
    /// The columns that a printed journal has for signatures; records hold nothing of them.
    pub signed_columns: Vec<Localized>,
    /// The fields, in the order of the file; those of the traits come last.
    pub fields: Vec<Field>,
    /// Rules over several fields.
    pub rules: Vec<Rule>,
    /// The states of a record, the first being that of a new one; empty where records have none.
    pub states: Vec<State>,
    /// The ways between states.
    pub transitions: Vec<Transition>,
    /// The papers about one record.
    pub acts: Vec<Act>,
    /// The days by which something is done with a record.
    pub deadlines: Vec<Deadline>,
}

/// Registers that people look for together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Group {
    /// Organisations, objects, sources of events.
    Structure,
    /// Documents and what is stated.
    Documents,
    /// Risks, incidents, vulnerabilities, audits.
    Security,
    /// Staff, duties, training, rights.
    People,
    /// Equipment and other assets.
    Assets,
    /// Software and licences.
    Software,
    /// The stages of an object's life.
    Lifecycle,
    /// Networks, channels, addresses.
    Networks,
    /// Server rooms and their fit-out.
    Premises,
    /// Daily operation: backups, maintenance, repairs.
    Operation,
    /// Internet resources, mail, browsing.
    Internet,
    /// Purchases and contracts.
    Procurement,
    /// What an organisation added.
    #[default]
    Other,
}

impl Group {
    /// All groups, in the order in which they are shown.
    pub const ALL: [Self; 13] = [
        Self::Structure,
        Self::Documents,
        Self::Security,
        Self::People,
        Self::Assets,
        Self::Software,
        Self::Lifecycle,
        Self::Networks,
        Self::Premises,
        Self::Operation,
        Self::Internet,
        Self::Procurement,
        Self::Other,
    ];

    /// What people call the group.
    pub fn name(self) -> Message {
        Message::new(match self {
            Self::Structure => "register-group-structure",
            Self::Documents => "register-group-documents",
            Self::Security => "register-group-security",
            Self::People => "register-group-people",
            Self::Assets => "register-group-assets",
            Self::Software => "register-group-software",
            Self::Lifecycle => "register-group-lifecycle",
            Self::Networks => "register-group-networks",
            Self::Premises => "register-group-premises",
            Self::Operation => "register-group-operation",
            Self::Internet => "register-group-internet",
            Self::Procurement => "register-group-procurement",
            Self::Other => "register-group-other",
        })
    }

    /// The group as definition files write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Documents => "documents",
            Self::Security => "security",
            Self::People => "people",
            Self::Assets => "assets",
            Self::Software => "software",
            Self::Lifecycle => "lifecycle",
            Self::Networks => "networks",
            Self::Premises => "premises",
            Self::Operation => "operation",
            Self::Internet => "internet",
            Self::Procurement => "procurement",
            Self::Other => "other",
        }
    }
}

/// How the records of a register are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyForm {
    /// Any printable text, unique within the organisation: a personnel number, a certificate's number.
    Text,
    /// An identifier of lower-case Latin letters, digits, `.`, `_` and `-`, unique over all organisations.
    Identifier,
}

/// A field of a register.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own in the definition")]
pub struct Field {
    /// The field's key, which also names its column in queries.
    pub key: String,
    /// The type of its values.
    pub kind: FieldKind,
    /// What people call it.
    pub label: Localized,
    /// What to write, where the label does not say it.
    pub hint: Option<Localized>,
    /// Of a number: what it counts.
    pub unit: Option<Localized>,
    /// How its value is worked out, where nobody writes it.
    pub computed: Option<Computation>,
    /// Whether every record must have it.
    pub required: bool,
    /// The records that must have it.
    pub required_when: Option<Condition>,
    /// The records that alone may have it.
    pub only_when: Option<Condition>,
    /// Whether no two records of an organisation may have the same value.
    pub unique: bool,
    /// Whether it holds personal data.
    pub personal: bool,
    /// Whether the day that it holds is a deadline.
    pub due: bool,
    /// Whether Talap alone sets it: nobody states it, and a change of another field takes it away.
    pub engine: bool,
    /// For text: the form that values must have.
    pub pattern: Option<Pattern>,
    /// For numbers: the least and the greatest value, and whether parts of a whole are refused.
    pub range: Range,
    /// Further header names for the column.
    pub aliases: Vec<String>,
    /// The trait that the field states, where it is one.
    pub trait_key: Option<TraitKey>,
}

/// The type of a field's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A sum of tenge, to a hundredth.
    Money,
    /// Yes or no.
    Bool,
    /// A calendar day.
    Date,
    /// A point in time.
    Time,
    /// One of a set.
    Choice(Vec<Choice>),
    /// An organisation, by key in the named register.
    Organisation(RegisterKey),
    /// An address or a network of the Internet Protocol.
    Network,
    /// An X.509 certificate, as PEM.
    Certificate,
    /// A person of the same organisation, by key in the named register.
    Person(RegisterKey),
    /// An informatization object of the same organisation, by key in the named register.
    Object(RegisterKey),
    /// A record of another register of the same organisation, by key.
    Record(RegisterKey),
    /// A file of the same organisation, by the SHA-256 of its bytes in small hexadecimal digits.
    File,
}

impl FieldKind {
    /// The register that values point into, for a reference within an organisation.
    pub fn target(&self) -> Option<&RegisterKey> {
        match self {
            Self::Person(register) | Self::Object(register) | Self::Record(register) => Some(register),
            _ => None,
        }
    }

    /// The type of the column in queries. Choices, references and files are text: their keys.
    pub fn column(&self) -> ColumnKind {
        match self {
            Self::Number | Self::Money => ColumnKind::Number,
            Self::Bool => ColumnKind::Bool,
            Self::Date => ColumnKind::Date,
            Self::Time => ColumnKind::Time,
            Self::Text
            | Self::Choice(_)
            | Self::Person(_)
            | Self::Organisation(_)
            | Self::Object(_)
            | Self::Record(_)
            | Self::Network
            | Self::Certificate
            | Self::File => ColumnKind::Text,
        }
    }

    /// Whether its values are numbers.
    pub fn is_numeric(&self) -> bool {
        self.column() == ColumnKind::Number
    }
}

/// One value of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What records keep.
    pub key: String,
    /// What people see.
    pub label: Localized,
}

/// The form of a text.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// What the whole text must match.
    pub regex: Regex,
    /// A text that does, for the message to a person.
    pub example: String,
}

/// The numbers that a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Range {
    /// The least.
    pub min: Option<f64>,
    /// The greatest.
    pub max: Option<f64>,
    /// Whether parts of a whole are refused.
    pub whole: bool,
}

/// A rule over several fields of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Where both fields are filled, `later` is not before `earlier`. Both are dates or both are times.
    NotBefore {
        /// The field that comes first in time.
        earlier: String,
        /// The field that comes after it or at the same moment.
        later: String,
    },
    /// `subject` names an organisation or an object, as `kind` says: the record's own organisation, or an object of it.
    Subject {
        /// A choice of the keys of [`SubjectKind`].
        kind: String,
        /// The field that holds the identifier.
        subject: String,
    },
}

impl Field {
    /// A field with nothing but its key, kind and label.
    pub(crate) fn plain(key: impl Into<String>, kind: FieldKind, label: Localized) -> Self {
        Self {
            key: key.into(),
            kind,
            label,
            hint: None,
            unit: None,
            computed: None,
            required: false,
            required_when: None,
            only_when: None,
            unique: false,
            personal: false,
            due: false,
            engine: false,
            pattern: None,
            range: Range::default(),
            aliases: Vec::new(),
            trait_key: None,
        }
    }

    /// Whether a record with these values must have it.
    pub fn is_required(&self, values: &crate::plan::Values) -> bool {
        self.required || self.required_when.as_ref().is_some_and(|condition| condition.holds(values))
    }

    /// Whether a record with these values may have it.
    pub fn is_apt(&self, values: &crate::plan::Values) -> bool {
        self.only_when.as_ref().is_none_or(|condition| condition.holds(values))
    }
}

impl Definition {
    /// Whether a person writes the field's values: neither worked out, nor Talap's own, nor a state, which transitions set.
    pub fn is_written(&self, field: &Field) -> bool {
        field.computed.is_none() && !field.engine && (field.key != STATE || self.states.is_empty())
    }

    /// A state by key.
    pub fn state(&self, key: &str) -> Option<&State> {
        self.states.iter().find(|state| state.key == key)
    }

    /// The state of a record: the one that it keeps, or the first for a record from before there were states.
    pub fn state_of(&self, values: &crate::plan::Values) -> Option<&State> {
        let kept = values.get(STATE).and_then(serde_json::Value::as_str);
        kept.and_then(|key| self.state(key)).or(self.states.first())
    }

    /// Whether a caller may take a transition where their rights reach: whoever holds a role that it names, or whoever may
    /// change the register where it names none. That they may read the register is another question.
    pub fn may_take(&self, way: &Transition, caller: &Caller) -> bool {
        if way.roles.is_empty() { caller.has(right_to_write(&self.key)) } else { way.is_for(caller) }
    }

    /// A transition by key.
    pub fn transition(&self, key: &str) -> Option<&Transition> {
        self.transitions.iter().find(|transition| transition.key == key)
    }

    /// An act by key.
    pub fn act(&self, key: &str) -> Option<&Act> {
        self.acts.iter().find(|act| act.key == key)
    }

    /// A deadline by key.
    pub fn deadline(&self, key: &str) -> Option<&Deadline> {
        self.deadlines.iter().find(|deadline| deadline.key == key)
    }

    /// A field by key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The register's table in queries, without the columns that every table has.
    pub fn table(&self) -> Table {
        let column = |field: &Field| Column { name: field.key.clone(), kind: field.kind.column() };
        Table { register: self.key.clone(), columns: self.fields.iter().map(column).collect(), personal: self.personal }
    }

    /// The registers whose records this one's rows must be held against, itself left out.
    pub fn targets(&self) -> impl Iterator<Item = &RegisterKey> {
        self.fields.iter().filter_map(|field| field.kind.target()).filter(|target| **target != self.key)
    }
}

/// A trait of the catalogue as far as registers need it: each becomes an optional field of the register that holds
/// organisations or objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraitField {
    /// The trait's key, which becomes the field's.
    pub key: TraitKey,
    /// Whether it is stated of objects; otherwise of organisations.
    pub on_object: bool,
    /// The type of its values.
    pub kind: TraitKind,
    /// What people call it.
    pub label: Localized,
}

/// The type of a trait's values.
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

impl From<&TraitField> for Field {
    fn from(stated: &TraitField) -> Self {
        let kind = match &stated.kind {
            TraitKind::Flag => FieldKind::Bool,
            TraitKind::Number => FieldKind::Number,
            TraitKind::Date => FieldKind::Date,
            TraitKind::Choice(choices) => FieldKind::Choice(choices.clone()),
        };
        Self { trait_key: Some(stated.key.clone()), ..Self::plain(stated.key.to_string(), kind, stated.label.clone()) }
    }
}
