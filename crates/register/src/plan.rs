//! What an imported file would do: which rows are sound, which are not and why. No input or output happens here.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use talap_model::{Caller, Message, ObjectId, OrganisationId, RecordKey, RegisterKey, SubjectKind};
use talap_store::Record;
use time::UtcOffset;

use crate::commitment::VOID_REASON;
use crate::definition::{Definition, KeyForm};
use crate::header::{Column, Header};
use crate::report::RowError;
use crate::rules;
use crate::sheet::Row;

/// The values of a record by field, in their persisted form.
pub type Values = BTreeMap<String, serde_json::Value>;

/// A record's place within a register.
pub(crate) type Place = (OrganisationId, RecordKey);

/// What is there already, as far as the rows of a file must be held against it.
#[derive(Debug, Default)]
pub(crate) struct Existing {
    /// The organisations that there are and that the caller's rights reach.
    pub(crate) organisations: BTreeSet<OrganisationId>,
    /// The register's own records, void ones left out.
    pub(crate) records: BTreeMap<Place, Values>,
    /// The register's void records, with the reason among their values.
    pub(crate) void: BTreeMap<Place, Values>,
    /// The keys in the registers that this one refers to.
    pub(crate) targets: BTreeMap<RegisterKey, BTreeSet<Place>>,
    /// For registers of identifiers: whose each identifier is, in all organisations.
    pub(crate) owners: BTreeMap<RecordKey, OrganisationId>,
    /// The keys of the informatization objects, for rules about subjects.
    pub(crate) objects: BTreeSet<Place>,
    /// Where the engine gives the keys: the number that each organisation's next record gets.
    pub(crate) next: BTreeMap<OrganisationId, u64>,
    /// The files that are kept, by whose they are and their digest, as far as rows may name them.
    pub(crate) files: BTreeSet<(OrganisationId, String)>,
    /// The year of the numbers that the engine gives.
    pub(crate) year: i32,
}

impl Existing {
    /// Takes up one of the register's own records.
    pub(crate) fn take(&mut self, record: Record) {
        let records = if record.voided { &mut self.void } else { &mut self.records };
        records.insert((record.organisation, record.key), record.values);
    }

    /// What a record keeps, void or not, as it was when it was looked up.
    pub(crate) fn kept(&self, organisation: &OrganisationId, key: &RecordKey) -> Option<&Values> {
        let place = (organisation.clone(), key.clone());
        self.records.get(&place).or_else(|| self.void.get(&place))
    }

    /// The values that a row's are laid over: those of the record, or those that it had when it was declared void.
    pub(crate) fn base(&self, organisation: &OrganisationId, key: &RecordKey) -> Option<Cow<'_, Values>> {
        let kept = self.kept(organisation, key)?;
        if !kept.contains_key(VOID_REASON) {
            return Some(Cow::Borrowed(kept));
        }
        let mut values = kept.clone();
        values.remove(VOID_REASON);
        Some(Cow::Owned(values))
    }
}

/// A row that can be kept, as far as it can be told without the other rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Accepted {
    pub(crate) line: u64,
    pub(crate) organisation: OrganisationId,
    pub(crate) key: RecordKey,
    /// The values of the fields that the file has; `None` where the cell is empty.
    pub(crate) cells: BTreeMap<String, Option<serde_json::Value>>,
    /// The values of the whole record as it would be: those of the file over those that it has.
    pub(crate) values: Values,
    /// Whether the engine gave the key.
    pub(crate) numbered: bool,
}

/// The sound rows and the reasons against the others.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) accepted: Vec<Accepted>,
    pub(crate) rejected: Vec<RowError>,
}

/// What a file is read with.
pub(crate) struct Reading<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) header: &'a Header,
    pub(crate) organisation: Option<&'a OrganisationId>,
    pub(crate) offset: UtcOffset,
    pub(crate) existing: &'a Existing,
    pub(crate) caller: &'a Caller,
    /// Whether one record is kept by hand: a file takes over journals as they stand, a person begins at the beginning.
    pub(crate) by_hand: bool,
    /// Whether Talap itself says what the rows say, its own fields among it.
    pub(crate) by_engine: bool,
}

impl Reading<'_> {
    /// Holds every row against the definition, what exists, and the other rows.
    pub(crate) fn plan(&self, rows: &[Row]) -> Plan {
        let mut plan = Plan::default();
        let mut lines: BTreeMap<Place, u64> = BTreeMap::new();
        // An identifier is of one organisation alone, in the file too.
        let mut identifiers: BTreeMap<RecordKey, u64> = BTreeMap::new();
        let is_identifier = self.definition.key_form == KeyForm::Identifier;
        for row in rows {
            match self.row(row) {
                Ok(accepted) => {
                    let place = (accepted.organisation.clone(), accepted.key.clone());
                    if accepted.numbered {
                        plan.accepted.push(accepted);
                        continue;
                    }
                    let elsewhere = identifiers.get(&accepted.key).filter(|_| is_identifier);
                    if let Some(first) = lines.get(&place).or(elsewhere) {
                        let reason = Message::new("register-row-key-repeated").with("line", *first);
                        plan.rejected.push(self.error(row.line, Column::Key, accepted.key.as_str(), reason));
                    } else {
                        identifiers.insert(accepted.key.clone(), row.line);
                        lines.insert(place, row.line);
                        plan.accepted.push(accepted);
                    }
                }
                Err((place, errors)) => {
                    // A faulty row still takes its key: a later row of the same key may be the older one.
                    if let Some(place) = place {
                        lines.entry(place).or_insert(row.line);
                    }
                    plan.rejected.extend(errors);
                }
            }
        }
        rules::hold_together(self, &mut plan);
        self.number(&mut plan, lines.keys());
        plan.rejected.sort_by_key(|error| error.line);
        plan
    }

    /// Gives numbers to the rows that stayed, so that none is left out. A number that a row states is taken, that of a faulty
    /// one too: once it is mended it comes again, and must not find another record there. One that is too great never comes.
    fn number<'a>(&self, plan: &mut Plan, stated: impl Iterator<Item = &'a Place>) {
        let Some(numbering) = &self.definition.numbering else { return };
        let (mut next, year) = (self.existing.next.clone(), self.existing.year);
        for (organisation, key) in stated {
            let number = numbering.number(key.as_str(), year);
            if let Some(number) = number.filter(|_| !numbering.is_too_great(key.as_str(), year)) {
                let after = next.entry(organisation.clone()).or_insert(1);
                *after = (*after).max(number.saturating_add(1));
            }
        }
        for row in plan.accepted.iter_mut().filter(|row| row.numbered) {
            let number = next.entry(row.organisation.clone()).or_insert(1);
            if let Ok(key) = RecordKey::new(numbering.key(year, *number)) {
                row.key = key;
            }
            *number = number.saturating_add(1);
        }
    }

    /// A row by itself. All that is wrong with it is told at once.
    fn row(&self, row: &Row) -> Result<Accepted, (Option<Place>, Vec<RowError>)> {
        let wanted = self.header.columns.len();
        // Empty cells beyond the header are what a spreadsheet leaves of deleted columns.
        let filled = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if filled > wanted || row.cells.len() < wanted {
            let (reason, found) = if filled > wanted {
                (Message::new("register-row-too-many-columns"), filled)
            } else {
                (Message::new("register-row-too-few-columns"), row.cells.len())
            };
            let reason = reason.with("found", found).with("wanted", wanted);
            return Err((None, vec![RowError { line: row.line, column: None, value: None, reason }]));
        }
        let mut errors = Vec::new();
        let organisation = self.organisation_of(row).map_err(|error| errors.push(error)).ok();
        let key = self.key_of(row, organisation.as_ref()).map_err(|error| errors.push(error)).ok();
        let cells = self.cells(row, &mut errors);
        let place = organisation.zip(key);
        let Some((organisation, key)) = place.clone().filter(|_| errors.is_empty()) else {
            return Err((place, errors));
        };
        let numbered =
            self.definition.numbering.is_some() && self.cell(row, Column::Key).unwrap_or_default().is_empty();
        let known = if numbered { None } else { self.existing.base(&organisation, &key) };
        let mut values = known.as_deref().cloned().unwrap_or_default();
        for (field, value) in &cells {
            match value {
                Some(value) => values.insert(field.clone(), value.clone()),
                None => values.remove(field),
            };
        }
        rules::complete(self.definition, &cells, &mut values);
        if !self.by_engine {
            rules::unmark(self.definition, known.as_deref(), &mut values);
        }
        let accepted = Accepted { line: row.line, organisation, key, cells, values, numbered };
        let errors = rules::hold(self, &accepted);
        if errors.is_empty() { Ok(accepted) } else { Err((place, errors)) }
    }

    fn cells(&self, row: &Row, errors: &mut Vec<RowError>) -> BTreeMap<String, Option<serde_json::Value>> {
        let mut cells = BTreeMap::new();
        for ((column, _), text) in self.header.columns.iter().zip(&row.cells) {
            let Column::Field(place) = *column else { continue };
            let Some(field) = self.definition.fields.get(place) else { continue };
            // What is worked out stands in files that Talap wrote; nobody states it.
            let is_unwritten = !self.definition.is_written(field);
            if field.computed.is_some() || (is_unwritten && text.is_empty()) {
                continue;
            }
            if text.is_empty() {
                // Whether a record must have a field that hangs on another is seen when all of the row is known.
                if field.required && field.only_when.is_none() {
                    errors.push(self.error(row.line, *column, "", Message::new("register-row-required")));
                }
                cells.insert(field.key.clone(), None);
                continue;
            }
            match crate::parse::value(field, text, self.offset) {
                Ok(value) => {
                    cells.insert(field.key.clone(), Some(value.to_json()));
                }
                Err(reason) => errors.push(self.error(row.line, *column, text, reason)),
            }
        }
        cells
    }

    fn organisation_of(&self, row: &Row) -> Result<OrganisationId, RowError> {
        // An organisation's record is its own: its key says whose it is.
        let own = self.definition.traits == Some(SubjectKind::Organisation);
        let column = if own { Column::Key } else { Column::Organisation };
        let text = self.cell(row, column).unwrap_or_default();
        let refuse = |reason: Message| self.error(row.line, column, text, reason);
        if text.is_empty() {
            let required = || refuse(Message::new("register-row-required"));
            return if own { Err(required()) } else { self.organisation.cloned().ok_or_else(required) };
        }
        let unknown = || refuse(Message::new("register-row-organisation-unknown"));
        let id = OrganisationId::new(text)
            .map_err(|_| if own { refuse(Message::new("register-row-identifier-wrong")) } else { unknown() })?;
        if self.organisation.is_some_and(|given| *given != id) {
            return Err(refuse(Message::new("register-row-organisation-differs")));
        }
        let known = if own { self.caller.reaches(&id) } else { self.existing.organisations.contains(&id) };
        if known { Ok(id) } else { Err(unknown()) }
    }

    fn key_of(&self, row: &Row, organisation: Option<&OrganisationId>) -> Result<RecordKey, RowError> {
        let text = self.cell(row, Column::Key).unwrap_or_default();
        let refuse = |reason: Message| self.error(row.line, Column::Key, text, reason);
        if let Some(numbering) = self.definition.numbering.as_ref().filter(|_| text.is_empty()) {
            // The number itself is given when all rows are known.
            return RecordKey::new(numbering.key(self.existing.year, 0))
                .map_err(|_| refuse(Message::new("register-row-key-wrong")));
        }
        if text.is_empty() {
            return Err(refuse(Message::new("register-row-required")));
        }
        let key = RecordKey::new(text).map_err(|_| refuse(Message::new("register-row-key-wrong")))?;
        let is_kept = organisation.is_some_and(|mine| self.existing.kept(mine, &key).is_some());
        let numbering = self.definition.numbering.as_ref().filter(|_| !is_kept);
        if numbering.is_some_and(|numbering| numbering.is_too_great(key.as_str(), self.existing.year)) {
            return Err(refuse(Message::new("register-row-number-of-key-too-great")));
        }
        if self.definition.key_form == KeyForm::Identifier {
            // All identifiers of the model have the one form, whatever they name.
            ObjectId::new(text).map_err(|_| refuse(Message::new("register-row-identifier-wrong")))?;
            let owner = self.existing.owners.get(&key);
            if owner.is_some_and(|owner| organisation.is_some_and(|mine| mine != owner)) {
                return Err(refuse(Message::new("register-row-identifier-taken")));
            }
        }
        Ok(key)
    }

    fn cell<'r>(&self, row: &'r Row, wanted: Column) -> Option<&'r str> {
        let place = self.header.columns.iter().position(|(column, _)| *column == wanted)?;
        row.cells.get(place).map(String::as_str)
    }

    /// An error about one cell, with the column's name as the file writes it, or its key where the file lacks it.
    pub(crate) fn error(&self, line: u64, column: Column, value: &str, reason: Message) -> RowError {
        let name = self.header.columns.iter().find(|(found, _)| *found == column).map(|(_, name)| name.clone());
        let key = || match column {
            Column::Organisation => Some("organisation".to_owned()),
            Column::Key => Some("key".to_owned()),
            Column::Field(place) => self.definition.fields.get(place).map(|field| field.key.clone()),
        };
        RowError { line, column: name.or_else(key), value: Some(value.to_owned()), reason }
    }

    /// The column of a field.
    pub(crate) fn column_of(&self, field: &str) -> Column {
        let place = self.definition.fields.iter().position(|known| known.key == field);
        place.map_or(Column::Key, Column::Field)
    }
}
