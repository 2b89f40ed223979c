//! Which column of a file is which field, where its header does not say it: what a person chooses, and what is proposed.

use std::collections::BTreeSet;

use talap_model::SubjectKind;

use crate::definition::Definition;
use crate::header::{Column, normalised, vocabulary};
use crate::sheet::{FileForm, Sheet};

/// How many rows below the header are shown beside it.
const SAMPLES: usize = 3;
/// The shortest name that may be found within another.
const SHORTEST_PART: usize = 3;

/// What a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mapped {
    /// The identifier of the record's organisation.
    Organisation,
    /// The record's key.
    Key,
    /// A field, by its key.
    Field(String),
}

impl Mapped {
    /// As forms and JSON write it: the key of the field, or `organisation`, or `key`, which no field is called.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Organisation => "organisation",
            Self::Key => "key",
            Self::Field(field) => field,
        }
    }

    /// Reads what [`Mapped::as_str`] writes; whether there is such a field is found out later.
    pub fn parse(text: &str) -> Self {
        match text {
            "organisation" => Self::Organisation,
            "key" => Self::Key,
            field => Self::Field(field.to_owned()),
        }
    }

    /// The column of a register that is meant; none where it has no such one.
    pub(crate) fn column(&self, definition: &Definition) -> Option<Column> {
        match self {
            // An organisation's record is its own: its key says whose it is.
            Self::Organisation if definition.traits == Some(SubjectKind::Organisation) => None,
            Self::Organisation => Some(Column::Organisation),
            Self::Key => Some(Column::Key),
            Self::Field(key) => definition.fields.iter().position(|field| field.key == *key).map(Column::Field),
        }
    }

    fn of(definition: &Definition, column: Column) -> Option<Self> {
        match column {
            Column::Organisation => Some(Self::Organisation),
            Column::Key => Some(Self::Key),
            Column::Field(place) => definition.fields.get(place).map(|field| Self::Field(field.key.clone())),
        }
    }
}

/// What each column of a file is, in their order; none for one that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping(pub Vec<Option<Mapped>>);

impl Mapping {
    /// What the column at a place is; none where it is left out, or was not spoken of.
    pub(crate) fn of(&self, place: usize) -> Option<&Mapped> {
        self.0.get(place).and_then(Option::as_ref)
    }
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileColumn {
    /// What the file calls it.
    pub name: String,
    /// What stands in its first rows.
    pub samples: Vec<String>,
    /// What it is, as far as its name tells.
    pub proposed: Option<Mapped>,
    /// Whether the name is one that the register knows, so that nobody need look at it.
    pub is_known: bool,
}

/// The columns of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileColumns {
    /// In their order.
    pub columns: Vec<FileColumn>,
    /// The line of the header.
    pub line: u64,
    /// How many rows stand below it.
    pub rows: usize,
    /// How the file was read.
    pub form: FileForm,
}

impl FileColumns {
    /// The proposals as a choice.
    pub fn proposed(&self) -> Mapping {
        Mapping(self.columns.iter().map(|column| column.proposed.clone()).collect())
    }

    pub(crate) fn of(definition: &Definition, sheet: Sheet) -> Self {
        let names = sheet.header.cells;
        let proposals = proposals(definition, &names);
        let columns =
            names.into_iter().zip(proposals).enumerate().map(|(place, (name, (proposed, is_known)))| FileColumn {
                samples: sheet.rows.iter().take(SAMPLES).filter_map(|row| row.cells.get(place).cloned()).collect(),
                name,
                proposed,
                is_known,
            });
        Self { columns: columns.collect(), line: sheet.header.line, rows: sheet.rows.len(), form: sheet.form }
    }
}

/// What each name may mean, and whether the register knows it just so. Nothing is proposed twice, and nothing where two
/// columns of the register are as likely.
fn proposals(definition: &Definition, names: &[String]) -> Vec<(Option<Mapped>, bool)> {
    let known = vocabulary(definition);
    let mut taken: BTreeSet<Column> = BTreeSet::new();
    let exact: Vec<Option<Column>> =
        names.iter().map(|name| known.get(&normalised(name)).copied().filter(|column| taken.insert(*column))).collect();
    let words: Vec<(Vec<String>, Column)> = known.iter().map(|(name, column)| (words(name), *column)).collect();
    let all = names.iter().zip(exact).map(|(name, exact)| {
        let likely = exact.or_else(|| likely(&words, name, &taken));
        taken.extend(likely);
        (likely.and_then(|column| Mapped::of(definition, column)), exact.is_some())
    });
    all.collect()
}

/// The one column whose name says the same but for signs between the words, or stands in this one, or the other way round.
fn likely(known: &[(Vec<String>, Column)], name: &str, taken: &BTreeSet<Column>) -> Option<Column> {
    let wanted = words(name);
    let only = |is_like: &dyn Fn(&[String]) -> bool| {
        let found = known.iter().filter(|(words, column)| !taken.contains(column) && is_like(words));
        let found: BTreeSet<Column> = found.map(|(_, column)| *column).collect();
        if found.len() == 1 { found.into_iter().next() } else { None }
    };
    let long = |words: &[String]| words.iter().map(|word| word.chars().count()).sum::<usize>() >= SHORTEST_PART;
    only(&|words| !words.is_empty() && *words == *wanted)
        .or_else(|| only(&|words| long(words) && holds(&wanted, words)))
        .or_else(|| only(&|words| long(&wanted) && holds(words, &wanted)))
}

/// Whether words stand one after the other among others.
fn holds(all: &[String], some: &[String]) -> bool {
    all.windows(some.len().max(1)).any(|window| window == some)
}

fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use talap_model::RegisterKey;

    #[track_caller]
    fn check(register: &str, names: &[&str], expected: &[&str]) {
        let definitions = crate::Definitions::built_in(&crate::Ground::without_catalogue(Vec::new())).unwrap();
        let definition = definitions.get(&RegisterKey::new(register).unwrap()).unwrap();
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let found = proposals(definition, &names);
        let told = |(mapped, is_known): &(Option<Mapped>, bool)| {
            format!("{}{}", mapped.as_ref().map_or("", Mapped::as_str), if *is_known { "!" } else { "" })
        };
        assert_eq!(found.iter().map(told).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_a_register_knows_is_known_in_every_language() {
        check("people", &["Табельный номер", "name", "ЛАУАЗЫМЫ", "Shoe"], &["key!", "name!", "position!", ""]);
    }

    #[test]
    fn what_is_like_it_is_proposed_once() {
        check("people", &["Табельный_номер", "ФИО работника", "ФИО"], &["key", "", "name!"]);
        check("people", &["", "№", "a"], &["", "", ""]);
    }
}
