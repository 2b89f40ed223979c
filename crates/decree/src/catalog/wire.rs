//! The catalogue's files as they are written: what `serde` reads, before anything is checked. Texts and keys that must be
//! there are optional here, so that their absence is told with the entry it concerns and not as a fault of the file.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

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
    pub(crate) lead_in: bool,
    pub(crate) stated_in: Option<String>,
    #[serde(default)]
    pub(crate) references: Vec<ReferenceEntry>,
    pub(crate) discrepancy: Option<Words>,
    #[serde(default)]
    pub(crate) statement: Vec<StatementEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReferenceEntry {
    pub(crate) clause: Option<String>,
    pub(crate) act: Option<String>,
    pub(crate) article: Option<String>,
    pub(crate) point: Option<String>,
    pub(crate) subparagraph: Option<String>,
    #[serde(rename = "as")]
    pub(crate) role: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementEntry {
    pub(crate) key: String,
    pub(crate) kind: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) bearer: Option<String>,
    pub(crate) title: Option<Words>,
    pub(crate) text: Option<Words>,
    pub(crate) check: Option<String>,
    pub(crate) module: Option<String>,
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, ParameterEntry>,
    pub(crate) form: Option<FormChoice>,
    pub(crate) binds: Option<BindsEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParameterEntry {
    pub(crate) value: Option<f64>,
    pub(crate) unit: Option<String>,
    #[serde(default)]
    pub(crate) ours: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormEntry {
    pub(crate) evidence: Option<Words>,
    pub(crate) from: Option<String>,
    pub(crate) holds: Option<ParameterEntry>,
    pub(crate) basis: Option<String>,
    #[serde(default)]
    pub(crate) confirm: bool,
}

/// A form: one of `forms.toml` by its key, or the statement's own.
#[derive(Debug)]
pub(crate) enum FormChoice {
    Named(String),
    Own(FormEntry),
}

/// Who is bound: conditions of `conditions.toml` that must all hold, or conditions of the statement's own.
#[derive(Debug)]
pub(crate) enum BindsEntry {
    Named(Vec<String>),
    Own(BindingEntry),
}

/// Reads a word, words or a table, so that what is wrong inside the table is told with its own field. Serde's untagged
/// enums would only say that nothing matched.
struct WordsOr<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for WordsOr<T> {
    type Value = Result<T, Vec<String>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key, keys or a table")
    }

    fn visit_str<E>(self, word: &str) -> Result<Self::Value, E> {
        Ok(Err(vec![word.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut words: A) -> Result<Self::Value, A::Error> {
        let mut read = Vec::new();
        while let Some(word) = words.next_element()? {
            read.push(word);
        }
        Ok(Err(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(table)).map(Ok)
    }
}

impl<'de> Deserialize<'de> for FormChoice {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match from.deserialize_any(WordsOr(PhantomData))? {
            Ok(own) => Self::Own(own),
            Err(words) => Self::Named(words.join(" ")),
        })
    }
}

impl<'de> Deserialize<'de> for BindsEntry {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match from.deserialize_any(WordsOr(PhantomData))? {
            Ok(own) => Self::Own(own),
            Err(words) => Self::Named(words),
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_field_names, reason = "the fields are named as the files name them")]
pub(crate) struct BindingEntry {
    pub(crate) all_of: Option<Vec<ConditionEntry>>,
    pub(crate) any_of: Option<Vec<ConditionEntry>>,
    pub(crate) none_of: Option<Vec<ConditionEntry>>,
}

/// A condition on a trait, one of `conditions.toml`, or a group of conditions; never several, which the conversion checks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionEntry {
    pub(crate) condition: Option<String>,
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

impl ConditionEntry {
    /// A condition of `conditions.toml`.
    pub(crate) fn named(key: &str) -> Self {
        Self {
            condition: Some(key.to_owned()),
            on: None,
            key: None,
            is: None,
            one_of: None,
            at_most: None,
            at_least: None,
            all_of: None,
            any_of: None,
            none_of: None,
        }
    }
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
    pub(crate) since: Option<String>,
    pub(crate) label: Option<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceEntry {
    pub(crate) key: String,
    pub(crate) since: Option<String>,
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
    pub(crate) digital_code: Option<DigitalCodeEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DigitalCodeEntry {
    pub(crate) kk: Option<String>,
    pub(crate) ru: Option<String>,
    pub(crate) en: Option<String>,
    #[serde(default)]
    pub(crate) unverified: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionsFile {
    pub(crate) version: u32,
    #[serde(default)]
    pub(crate) condition: Vec<NamedConditionEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedConditionEntry {
    pub(crate) key: String,
    pub(crate) label: Option<Words>,
    pub(crate) all_of: Option<Vec<ConditionEntry>>,
    pub(crate) any_of: Option<Vec<ConditionEntry>>,
    pub(crate) none_of: Option<Vec<ConditionEntry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormsFile {
    pub(crate) version: u32,
    #[serde(default)]
    pub(crate) form: Vec<NamedFormEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedFormEntry {
    pub(crate) key: String,
    pub(crate) evidence: Option<Words>,
    pub(crate) from: Option<String>,
    pub(crate) holds: Option<ParameterEntry>,
    pub(crate) basis: Option<String>,
    #[serde(default)]
    pub(crate) confirm: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RolesFile {
    pub(crate) version: u32,
    #[serde(default)]
    pub(crate) role: Vec<RoleEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleEntry {
    pub(crate) key: String,
    pub(crate) label: Option<Words>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActsFile {
    pub(crate) version: u32,
    #[serde(default)]
    pub(crate) act: Vec<ActEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActEntry {
    pub(crate) key: String,
    pub(crate) kind: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) title: Option<Words>,
    #[serde(default)]
    pub(crate) unverified: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedFile {
    pub(crate) version: u32,
    #[serde(default)]
    pub(crate) redaction: Option<String>,
    #[serde(default)]
    pub(crate) clause: BTreeMap<String, RecordedEntry>,
}

/// What the official texts were when the entries were last written: fingerprints of a clause's words, and the acts that
/// amended it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecordedEntry {
    pub(crate) kk: Option<String>,
    pub(crate) ru: Option<String>,
    pub(crate) en: Option<String>,
    #[serde(default)]
    pub(crate) acts: Vec<AmendmentEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmendmentEntry {
    pub(crate) act: String,
    pub(crate) date: String,
    pub(crate) from: Option<String>,
}
