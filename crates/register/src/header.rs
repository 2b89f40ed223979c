//! The header of an imported file: which column is which field.

use std::collections::BTreeMap;

use talap_model::{Language, SubjectKind};

use crate::definition::{Definition, Field};
use crate::definitions::ORGANISATION_HEADERS;
use crate::error::HeaderError;

/// What a column of an imported file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    /// The identifier of the record's organisation.
    Organisation,
    /// The record's key.
    Key,
    /// A field, by its place in the definition.
    Field(usize),
}

/// The columns of a file in their order, each with its name as the file writes it.
pub(crate) struct Header {
    pub(crate) columns: Vec<(Column, String)>,
}

/// Header names as they are compared: in lower case, with one space between words.
pub(crate) fn normalised(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The header names that stand for the key.
pub(crate) fn key_names(definition: &Definition) -> impl Iterator<Item = &str> {
    let labels = Language::ALL.into_iter().map(|language| definition.key_label.get(language));
    std::iter::once("key").chain(labels).chain(definition.key_aliases.iter().map(String::as_str))
}

/// The header names that stand for a field.
pub(crate) fn field_names(field: &Field) -> impl Iterator<Item = &str> {
    let labels = Language::ALL.into_iter().map(|language| field.label.get(language));
    std::iter::once(field.key.as_str()).chain(labels).chain(field.aliases.iter().map(String::as_str))
}

/// Every header name that a register knows, with its column.
pub(crate) fn vocabulary(definition: &Definition) -> BTreeMap<String, Column> {
    let mut names = BTreeMap::new();
    if definition.traits != Some(SubjectKind::Organisation) {
        names.extend(ORGANISATION_HEADERS.map(|name| (normalised(name), Column::Organisation)));
    }
    names.extend(key_names(definition).map(|name| (normalised(name), Column::Key)));
    for (place, field) in definition.fields.iter().enumerate() {
        names.extend(field_names(field).map(|name| (normalised(name), Column::Field(place))));
    }
    names
}

impl Header {
    /// Reads the header row. Anything unclear refuses the file, because a column taken for another would fill a whole
    /// register with wrong values.
    pub(crate) fn read<'a>(
        definition: &Definition,
        cells: impl Iterator<Item = &'a str>,
        organisation_given: bool,
    ) -> Result<Self, HeaderError> {
        let names = vocabulary(definition);
        let mut columns: Vec<(Column, String)> = Vec::new();
        for cell in cells {
            let name = cell.trim().to_owned();
            let register = definition.key.clone();
            let column = *names.get(&normalised(&name)).ok_or_else(|| HeaderError::Unknown {
                register,
                column: name.clone(),
                known: known(definition),
            })?;
            if let Some((_, other)) = columns.iter().find(|(taken, _)| *taken == column) {
                return Err(HeaderError::Repeated { column: name, other: other.clone() });
            }
            columns.push((column, name));
        }
        let header = Self { columns };
        header.check_complete(definition, organisation_given)?;
        Ok(header)
    }

    fn check_complete(&self, definition: &Definition, organisation_given: bool) -> Result<(), HeaderError> {
        let missing =
            |name: &str| Err(HeaderError::Missing { register: definition.key.clone(), column: name.to_owned() });
        if !self.has(Column::Key) && definition.numbering.is_none() {
            return missing("key");
        }
        let own = definition.traits == Some(SubjectKind::Organisation);
        if !own && !organisation_given && !self.has(Column::Organisation) {
            return Err(HeaderError::NoOrganisation { register: definition.key.clone() });
        }
        for (place, field) in definition.fields.iter().enumerate() {
            // A field that hangs on another is asked for row by row.
            if field.required && field.only_when.is_none() && !self.has(Column::Field(place)) {
                return missing(&field.key);
            }
        }
        Ok(())
    }

    fn has(&self, wanted: Column) -> bool {
        self.columns.iter().any(|(column, _)| *column == wanted)
    }
}

fn known(definition: &Definition) -> Vec<String> {
    let own = definition.traits == Some(SubjectKind::Organisation);
    let first = if own { None } else { Some("organisation") };
    let fields = definition.fields.iter().map(|field| field.key.as_str());
    first.into_iter().chain(["key"]).chain(fields).map(str::to_owned).collect()
}

/// How many cells of a header row the register knows; used to choose the separator.
pub(crate) fn recognised<'a>(names: &BTreeMap<String, Column>, cells: impl Iterator<Item = &'a str>) -> usize {
    cells.filter(|cell| names.contains_key(&normalised(cell))).count()
}
