//! The wire form of a definition file (`registers/NAME.toml`, version 1). Nothing unknown is let through, so that a
//! misspelt setting is an error and not a silence.

use serde::Deserialize;
use talap_model::Localized;

/// The version of the format that this build reads.
pub(crate) const VERSION: u32 = 1;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefinitionFile {
    pub(crate) version: u32,
    pub(crate) key: String,
    pub(crate) title: Words,
    #[serde(default)]
    pub(crate) serves: Vec<String>,
    #[serde(default)]
    pub(crate) personal: bool,
    pub(crate) traits: Option<TraitsOf>,
    #[serde(default)]
    pub(crate) key_form: KeyFormName,
    pub(crate) key_label: Words,
    #[serde(default)]
    pub(crate) key_aliases: Vec<String>,
    pub(crate) lead: Option<Words>,
    #[serde(default)]
    pub(crate) group: GroupName,
    pub(crate) numbering: Option<String>,
    #[serde(default)]
    pub(crate) labels: Vec<String>,
    #[serde(default)]
    pub(crate) signed_columns: Vec<Words>,
    #[serde(default)]
    pub(crate) field: Vec<FieldEntry>,
    #[serde(default)]
    pub(crate) rule: Vec<RuleEntry>,
    #[serde(default)]
    pub(crate) state: Vec<StateEntry>,
    #[serde(default)]
    pub(crate) transition: Vec<TransitionEntry>,
    #[serde(default)]
    pub(crate) act: Vec<ActEntry>,
    #[serde(default)]
    pub(crate) deadline: Vec<DeadlineEntry>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GroupName {
    Structure,
    Documents,
    Security,
    People,
    Assets,
    Software,
    Lifecycle,
    Networks,
    Premises,
    Operation,
    Internet,
    Procurement,
    #[default]
    Other,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionEntry {
    pub(crate) field: String,
    pub(crate) is: Vec<Wanted>,
}

/// A choice by key, or yes or no.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Wanted {
    Flag(bool),
    Key(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StateEntry {
    pub(crate) key: String,
    pub(crate) label: Words,
    #[serde(default)]
    pub(crate) locked: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TransitionEntry {
    pub(crate) key: String,
    pub(crate) label: Words,
    pub(crate) from: Vec<String>,
    pub(crate) to: String,
    #[serde(default)]
    pub(crate) roles: Vec<String>,
    #[serde(default)]
    pub(crate) requires: Vec<String>,
    #[serde(default)]
    pub(crate) signature: bool,
    pub(crate) paper: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActEntry {
    pub(crate) key: String,
    pub(crate) title: Words,
    #[serde(default)]
    pub(crate) fields: Vec<String>,
    #[serde(default)]
    pub(crate) signatures: Vec<Words>,
    #[serde(default)]
    pub(crate) approved: bool,
    pub(crate) number: Option<String>,
    pub(crate) day: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeadlineEntry {
    pub(crate) key: String,
    pub(crate) label: Words,
    pub(crate) clause: Option<String>,
    pub(crate) from: Vec<String>,
    pub(crate) after: Option<String>,
    pub(crate) parameter: Option<String>,
    pub(crate) unless: Option<String>,
    pub(crate) when: Option<ConditionEntry>,
    pub(crate) who: Option<String>,
}

/// How a value is worked out; exactly one of the five is there.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComputeEntry {
    pub(crate) sum: Option<Vec<String>>,
    pub(crate) difference: Option<Vec<String>>,
    pub(crate) product: Option<Vec<String>>,
    pub(crate) days: Option<[String; 2]>,
    pub(crate) date: Option<Vec<String>>,
    pub(crate) after: Option<String>,
    pub(crate) parameter: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    kk: String,
    ru: String,
    en: String,
}

impl Words {
    pub(crate) fn is_complete(&self) -> bool {
        [&self.kk, &self.ru, &self.en].into_iter().all(|text| !text.trim().is_empty())
    }
}

impl From<Words> for Localized {
    fn from(words: Words) -> Self {
        Self { kk: words.kk, ru: words.ru, en: words.en }
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TraitsOf {
    Organisation,
    Object,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyFormName {
    #[default]
    Text,
    Identifier,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindName {
    Text,
    Words,
    Number,
    Money,
    Bool,
    Date,
    Period,
    Time,
    Choice,
    Person,
    Organisation,
    Object,
    Record,
    Network,
    Certificate,
    File,
    Computed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own in the file")]
pub(crate) struct FieldEntry {
    pub(crate) key: String,
    pub(crate) kind: KindName,
    pub(crate) register: Option<String>,
    pub(crate) label: Words,
    pub(crate) hint: Option<Words>,
    pub(crate) unit: Option<Words>,
    pub(crate) compute: Option<ComputeEntry>,
    pub(crate) required_when: Option<ConditionEntry>,
    pub(crate) only_when: Option<ConditionEntry>,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) unique: bool,
    #[serde(default)]
    pub(crate) personal: bool,
    #[serde(default)]
    pub(crate) due: bool,
    #[serde(default)]
    pub(crate) engine: bool,
    pub(crate) pattern: Option<String>,
    pub(crate) example: Option<String>,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    #[serde(default)]
    pub(crate) whole: bool,
    #[serde(default)]
    pub(crate) choices: Vec<ChoiceEntry>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceEntry {
    pub(crate) key: String,
    pub(crate) label: Words,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum RuleEntry {
    Dates(DateRule),
    Subject(SubjectRule),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DateRule {
    pub(crate) before: String,
    pub(crate) after: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubjectRule {
    pub(crate) subject: String,
    pub(crate) kind: String,
}
