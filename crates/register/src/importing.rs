//! Importing a file: as its header says or as a person says of each column, looked at before or done at once.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use talap_model::{Caller, Explain, Message, OrganisationId, RecordId, RecordKey, RegisterKey};
use talap_store::{Change, ChangeKind, CommitError, Import, ImportOfChange};

use crate::aside::aside;
use crate::commitment::hex;
use crate::definition::{Definition, FieldKind};
use crate::engine::{ImportOptions, Register, TRIES};
use crate::error::{ImportError, ReadError, WriteError};
use crate::header::{Column, Header};
use crate::mapping::{FileColumns, Mapping};
use crate::plan::{Plan, Reading, Values};
use crate::report::{ImportReport, RowError};
use crate::sheet::{CellFault, FileForm, Row, Sheet};
use crate::workbook::is_day;

/// A file to import, and what the one who hands it in says of it.
#[derive(Clone, Copy)]
pub struct ImportFile<'a> {
    /// What the person's machine calls it; empty where there is no name. A name that says otherwise than the bytes refuses
    /// the file.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
    /// Which sheet of a spreadsheet is meant; none for the first.
    pub sheet: Option<&'a str>,
    /// What the columns are, where the header does not say it.
    pub mapping: Option<&'a Mapping>,
}

impl<'a> ImportFile<'a> {
    /// Bytes of which nothing is said.
    pub fn of_bytes(bytes: &'a [u8]) -> Self {
        Self { name: "", bytes, sheet: None, mapping: None }
    }
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// How many records would come to be.
    pub created: usize,
    /// How many records would change.
    pub updated: usize,
    /// How many rows say what is there already.
    pub unchanged: usize,
    /// What is wrong with the rows that would be left out, by line.
    pub rejected: Vec<RowError>,
    /// How the file was read.
    pub form: FileForm,
    /// The first rows that would change something.
    pub rows: Vec<PreviewRow>,
}

/// What a row would do.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewRow {
    /// The line of the file that it begins on.
    pub line: u64,
    /// What would happen to the record.
    pub kind: ChangeKind,
    /// Whose the record is.
    pub organisation: OrganisationId,
    /// Its key.
    pub key: RecordKey,
    /// The values that it has; nothing where it would come to be.
    pub before: Option<Values>,
    /// The values that it would have.
    pub after: Values,
}

/// What the rows of a file come to.
struct Planned {
    changes: Vec<Change>,
    unchanged: usize,
    rejected: Vec<RowError>,
    form: FileForm,
    /// The line of each row that is sound, by the record's place.
    lines: BTreeMap<(OrganisationId, RecordKey), u64>,
}

impl Planned {
    fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.kind == kind).count()
    }
}

impl Register {
    /// Takes a file into a register, a table as text or a spreadsheet. Sound rows are kept in one transaction, a record each by
    /// its key; the others are reported, each with its line, column and reason. A column that the file lacks keeps its value;
    /// an empty cell clears it. `organisation` says whose the rows are where the file has no column for it.
    ///
    /// # Errors
    ///
    /// [`ImportError`] when nothing was taken: the file or its header is unclear, a right is missing, the store failed.
    pub async fn import_file(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        file: &ImportFile<'_>,
        options: ImportOptions,
    ) -> Result<ImportReport, ImportError> {
        let table = self.table(caller, register, organisation, file, options)?;
        for _ in 1..TRIES {
            match self.import_once(caller, register, organisation, file, &table, options).await {
                // Somebody else took a number or changed a record meanwhile.
                Err(ImportError::Write(WriteError::Commit(
                    CommitError::Conflict { .. } | CommitError::Duplicate { .. } | CommitError::Taken { .. },
                ))) => {}
                done => return done,
            }
        }
        self.import_once(caller, register, organisation, file, &table, options).await
    }

    async fn import_once(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        file: &ImportFile<'_>,
        table: &Table,
        options: ImportOptions,
    ) -> Result<ImportReport, ImportError> {
        let planned = self.planned(caller, register, organisation, table, options).await?;
        let (created, updated) = (planned.count(ChangeKind::Created), planned.count(ChangeKind::Updated));
        let Planned { changes, unchanged, rejected, form, .. } = planned;
        let mut report = ImportReport { created, updated, unchanged, rejected, form, import: None, waiting: None };
        if changes.is_empty() {
            return Ok(report);
        }
        let at = self.clock.now();
        let import = Import {
            id: RecordId::generate(at, self.entropy.as_ref()),
            register: register.clone(),
            organisation: organisation.cloned(),
            at,
            by: caller.identity().to_string(),
            file_name: file.name.to_owned(),
            sha256: hex(&Sha256::digest(file.bytes)),
            created: created as u64,
            updated: updated as u64,
            unchanged: unchanged as u64,
            rejected: report.rejected_rows() as u64,
            undone: None,
        };
        self.store.commit_import(caller, &import, &changes, &self.derived(&changes)).await.map_err(WriteError::from)?;
        report.import = Some(import.id);
        report.waiting = self.sent(&changes).await;
        Ok(report)
    }

    /// What [`Register::import_file`] would do at this moment, with so many of the rows that would change something.
    ///
    /// # Errors
    ///
    /// As [`Register::import_file`], and when the caller may not read the register, whose values it shows.
    pub async fn preview_import(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        file: &ImportFile<'_>,
        options: ImportOptions,
        most: usize,
    ) -> Result<Preview, ImportError> {
        self.to_read(caller, register).map_err(WriteError::from)?;
        let table = self.table(caller, register, organisation, file, options)?;
        let planned = self.planned(caller, register, organisation, &table, options).await?;
        let (created, updated) = (planned.count(ChangeKind::Created), planned.count(ChangeKind::Updated));
        let Planned { changes, unchanged, rejected, form, lines } = planned;
        let row = |change: Change| {
            let place = (change.organisation, change.key);
            let line = lines.get(&place).copied().unwrap_or_default();
            let (organisation, key) = place;
            PreviewRow { line, kind: change.kind, organisation, key, before: change.before, after: change.after }
        };
        let mut rows: Vec<PreviewRow> = changes.into_iter().map(row).collect();
        rows.sort_by_key(|row| row.line);
        rows.truncate(most);
        Ok(Preview { created, updated, unchanged, rejected, form, rows })
    }

    /// The columns of a file, with what they may be: for a person to say what they are.
    ///
    /// # Errors
    ///
    /// [`ImportError`] when the file cannot be read, or the caller may not write the register.
    pub fn file_columns(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        file: &ImportFile<'_>,
        options: ImportOptions,
    ) -> Result<FileColumns, ImportError> {
        let definition = self.to_write(caller, register, None)?;
        Ok(FileColumns::of(definition, aside(|| Sheet::read(definition, file, options.encoding))?))
    }

    /// So many of a register's imports, the newest first: those of one organisation within the caller's reach, and the
    /// caller's own.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller may not read the register or the store fails.
    pub async fn imports(&self, caller: &Caller, register: &RegisterKey, limit: u64) -> Result<Vec<Import>, ReadError> {
        self.to_read(caller, register)?;
        Ok(self.store.imports(caller, register, limit).await?)
    }

    /// The imports that changes are of, by the change.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the caller may read no records or the store fails.
    pub async fn imports_of_changes(
        &self,
        caller: &Caller,
        changes: &[Change],
    ) -> Result<BTreeMap<RecordId, ImportOfChange>, ReadError> {
        let ids: Vec<RecordId> = changes.iter().map(|change| change.id).collect();
        Ok(self.store.imports_of_changes(caller, &ids).await?)
    }

    /// The file as a table, once the caller may write what they ask to.
    fn table(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        file: &ImportFile<'_>,
        options: ImportOptions,
    ) -> Result<Table, ImportError> {
        let definition = self.to_write(caller, register, organisation)?;
        aside(|| {
            let sheet = Sheet::read(definition, file, options.encoding)?;
            Table::of(definition, sheet, file.mapping, organisation.is_some())
        })
    }

    async fn planned(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        table: &Table,
        options: ImportOptions,
    ) -> Result<Planned, ImportError> {
        let definition = self.to_write(caller, register, organisation)?;
        let existing = self.existing(caller, definition, organisation).await?;
        let reading = Reading {
            definition,
            header: &table.header,
            organisation,
            offset: options.offset,
            existing: &existing,
            caller,
            by_hand: false,
            by_engine: false,
        };
        let Plan { accepted, mut rejected } = aside(|| reading.plan(&table.rows));
        let form = table.form.clone();
        rejected.extend(table.rejected.iter().cloned());
        rejected.sort_by_key(|error| error.line);
        let changes = self.changes(caller, register, &existing, &accepted).await?;
        let unchanged = accepted.len() - changes.len();
        let lines = accepted.into_iter().map(|row| ((row.organisation, row.key), row.line)).collect();
        Ok(Planned { changes, unchanged, rejected, form, lines })
    }

    /// Hands to the ledger what waits, and says why it still does, if so: once the store has changes they are made.
    pub(crate) async fn sent(&self, made: &[Change]) -> Option<Message> {
        let made = made.iter().map(|change| (change.id, change)).collect();
        self.flush(&made).await.err().map(|error| error.explain())
    }
}

/// A file whose columns are known, with what is wrong with it apart from its values.
struct Table {
    header: Header,
    rows: Vec<Row>,
    rejected: Vec<RowError>,
    form: FileForm,
}

impl Table {
    fn of(
        definition: &Definition,
        sheet: Sheet,
        mapping: Option<&Mapping>,
        organisation_given: bool,
    ) -> Result<Self, ImportError> {
        let Sheet { header: names, mut rows, form, faults } = sheet;
        let cells = || names.cells.iter().map(String::as_str);
        let mut rejected = Vec::new();
        let (header, places) = match mapping {
            None => {
                let header = Header::read(definition, cells(), organisation_given)?;
                let places = (0..header.columns.len()).collect();
                (header, places)
            }
            Some(mapping) => {
                let (header, places) = Header::mapped(definition, cells(), mapping, organisation_given)?;
                rows = projected(rows, names.cells.len(), &places, &mut rejected);
                (header, places)
            }
        };
        let broken = broken_lines(&header, &places, faults, &mut rejected);
        rows.retain(|row| !broken.contains(&row.line));
        if matches!(form, FileForm::Workbook { .. }) {
            with_midnight(definition, &header, &mut rows);
        }
        Ok(Self { header, rows, rejected, form })
    }
}

/// The rows without the columns that are left out. One that is longer or shorter than the header is refused before: in it
/// nobody knows which column a cell is of.
fn projected(rows: Vec<Row>, wanted: usize, places: &[usize], rejected: &mut Vec<RowError>) -> Vec<Row> {
    let project = |mut row: Row| {
        let filled = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if filled > wanted || row.cells.len() < wanted {
            let (reason, found) = if filled > wanted {
                (Message::new("register-row-too-many-columns"), filled)
            } else {
                (Message::new("register-row-too-few-columns"), row.cells.len())
            };
            let reason = reason.with("found", found).with("wanted", wanted);
            rejected.push(RowError { line: row.line, column: None, value: None, reason });
            return None;
        }
        let cells = places.iter().filter_map(|place| row.cells.get_mut(*place).map(std::mem::take)).collect();
        Some(Row { line: row.line, cells })
    };
    rows.into_iter().filter_map(project).collect()
}

/// The lines with a cell that holds no value, each told; in a column that is left out such a cell does no harm.
fn broken_lines(
    header: &Header,
    places: &[usize],
    faults: Vec<CellFault>,
    rejected: &mut Vec<RowError>,
) -> BTreeSet<u64> {
    let mut lines = BTreeSet::new();
    for CellFault { line, column, value, reason } in faults {
        let Some(place) = places.iter().position(|place| *place == column) else { continue };
        let column = header.columns.get(place).map(|(_, name)| name.clone());
        rejected.push(RowError { line, column, value: Some(value), reason });
        lines.insert(line);
    }
    lines
}

/// A spreadsheet shows midnight as a day alone; where a moment is wanted, it was meant.
fn with_midnight(definition: &Definition, header: &Header, rows: &mut [Row]) {
    let is_time = |column: Column| match column {
        Column::Field(place) => definition.fields.get(place).is_some_and(|field| field.kind == FieldKind::Time),
        Column::Organisation | Column::Key => false,
    };
    let places = header.columns.iter().enumerate().filter(|(_, (column, _))| is_time(*column));
    let places: Vec<usize> = places.map(|(place, _)| place).collect();
    for row in rows {
        for place in &places {
            if let Some(cell) = row.cells.get_mut(*place).filter(|cell| is_day(cell)) {
                cell.push_str(" 00:00");
            }
        }
    }
}
