//! The catalogue's files as they are written: what `serde` reads, before anything is checked. Texts and keys that must be
//! there are optional here, so that their absence is told with the entry it concerns and not as a fault of the file.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The version of the format that this code reads.
pub(crate) const VERSION: u32 = 1;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionFile {
    pub(crate) version: u32,
    pub(crate) section: SectionHead,
    #[serde(default)]
    pub(crate) clause: Vec<ClauseEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionHead {
    pub(crate) chapter: u16,
    pub(crate) paragraph: Option<u16>,
    pub(crate) title: Option<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClauseEntry {
    pub(crate) id: String,
    pub(crate) parent: Option<String>,
    pub(crate) title: Option<Words>,
    #[serde(default)]
    pub(crate) statement: Vec<StatementEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementEntry {
    pub(crate) key: String,
    pub(crate) kind: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) title: Option<Words>,
    pub(crate) text: Option<Words>,
    pub(crate) check: Option<String>,
    pub(crate) module: Option<String>,
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, ParameterEntry>,
    pub(crate) form: Option<FormEntry>,
    pub(crate) binds: Option<BindingEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParameterEntry {
    pub(crate) value: Option<f64>,
    pub(crate) unit: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormEntry {
    pub(crate) evidence: Option<Words>,
    pub(crate) from: Option<String>,
    pub(crate) holds: Option<ParameterEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_field_names, reason = "the fields are named as the files name them")]
pub(crate) struct BindingEntry {
    pub(crate) all_of: Option<Vec<ConditionEntry>>,
    pub(crate) any_of: Option<Vec<ConditionEntry>>,
    pub(crate) none_of: Option<Vec<ConditionEntry>>,
}

/// A condition on a trait, or a group of conditions; never both, which the conversion checks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionEntry {
    pub(crate) on: Option<String>,
    #[serde(rename = "trait")]
    pub(crate) key: Option<String>,
    pub(crate) is: Option<Scalar>,
    pub(crate) one_of: Option<Vec<Scalar>>,
    pub(crate) at_most: Option<Scalar>,
    pub(crate) at_least: Option<Scalar>,
    pub(crate) all_of: Option<Vec<ConditionEntry>>,
    pub(crate) any_of: Option<Vec<ConditionEntry>>,
    pub(crate) none_of: Option<Vec<ConditionEntry>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Scalar {
    Flag(bool),
    Number(f64),
    Text(String),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) kk: Option<String>,
    pub(crate) ru: Option<String>,
    pub(crate) en: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TraitsFile {
    pub(crate) version: u32,
    #[serde(default, rename = "trait")]
    pub(crate) traits: Vec<TraitEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TraitEntry {
    pub(crate) key: String,
    pub(crate) on: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
    #[serde(default)]
    pub(crate) choices: Vec<ChoiceEntry>,
    pub(crate) label: Option<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceEntry {
    pub(crate) key: String,
    pub(crate) label: Option<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GlossaryFile {
    pub(crate) version: u32,
    #[serde(default)]
    pub(crate) term: Vec<TermEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermEntry {
    pub(crate) key: String,
    pub(crate) kk: Option<String>,
    pub(crate) ru: Option<String>,
    pub(crate) en: Option<String>,
    pub(crate) abbreviation: Option<Words>,
    #[serde(default)]
    pub(crate) variants: Vec<String>,
}
