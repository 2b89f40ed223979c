//! Registers and events as tables of DataFusion.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, RecordBatch, StringBuilder, TimestampMicrosecondBuilder,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use talap_ledger::Ledger;
use talap_model::time::parse_date;
use talap_model::{Caller, Column, ColumnKind, Right, Table, Timestamp};
use talap_store::{Record, Store};
use tokio::sync::Semaphore;

use crate::keeping;
use crate::session::{QueryError, Session};
use crate::wide::Wide;

/// Where facts come from: the store's records, shaped by the registers' tables, and the ledger's events.
#[derive(Clone)]
pub struct Facts {
    store: Store,
    pub(crate) ledger: Ledger,
    tables: Arc<[Table]>,
    wide: Option<Wide>,
    /// Each query holds memory of its own, so that only so many of people's run at a time; the others wait. Those in SQL wait
    /// for each other and keep nobody from looking at events.
    pub(crate) queries: Arc<Semaphore>,
    /// The same for questions about events.
    pub(crate) looks: Arc<Semaphore>,
}

/// How many queries of people run at a time, and how many questions about events.
pub(crate) const AT_ONCE: usize = 4;

impl Facts {
    /// Facts over these registers.
    pub fn new(store: Store, ledger: Ledger, tables: impl IntoIterator<Item = Table>) -> Self {
        let places = || Arc::new(Semaphore::new(AT_ONCE));
        let (queries, looks) = (places(), places());
        Self { store, ledger, tables: tables.into_iter().collect(), wide: None, queries, looks }
    }

    /// The same with other machines for queries that are too wide for one.
    #[must_use]
    pub fn with_wide(self, wide: Option<Wide>) -> Self {
        Self { wide, ..self }
    }

    /// A session over the facts that the caller may see, as they are now. With `only`, the rows of other registers are
    /// not loaded; their tables are there, empty, so that a name is still known.
    ///
    /// # Errors
    ///
    /// [`QueryError`] when the caller may read no records, or the records cannot be read.
    pub async fn session(&self, caller: &Caller, only: Option<&BTreeSet<String>>) -> Result<Session, QueryError> {
        self.furnish(Session::new()?, caller, only).await
    }

    /// The same with a session that has no tables yet.
    pub(crate) async fn furnish(
        &self,
        session: Session,
        caller: &Caller,
        only: Option<&BTreeSet<String>>,
    ) -> Result<Session, QueryError> {
        let session = match self.wide.clone().filter(|wide| self.ledger.archived_bytes() >= wide.least) {
            Some(wide) => session.handing_over(wide),
            None => session,
        };
        for table in self.registers(caller) {
            let name = table.register.as_str();
            let records = if only.is_none_or(|names| names.contains(name)) {
                self.store.records(caller, &table.register).await.map_err(QueryError::Records)?
            } else {
                Vec::new()
            };
            let schema = schema_of(table);
            let batch = batch_of(table, &schema, &records)?;
            session.register(name, Arc::new(MemTable::try_new(schema, vec![vec![batch]])?))?;
        }
        // A caller without the right to read events has no table of them; the query then says that it does not exist.
        if caller.has(Right::ReadEvents) {
            let events: Arc<dyn TableProvider> = self.ledger.events_table(caller).map_err(QueryError::Forbidden)?;
            session.register("events", events)?;
            for (name, schema) in keeping::schemas() {
                let wanted = only.is_none_or(|names| names.contains(name));
                let table: Arc<dyn TableProvider> = if wanted {
                    keeping::table(name, &self.ledger, caller).await?
                } else {
                    Arc::new(MemTable::try_new(Arc::clone(&schema), vec![vec![RecordBatch::new_empty(schema)]])?)
                };
                session.register(name, table)?;
            }
        }
        Ok(session)
    }

    /// The registers that a caller may read.
    fn registers(&self, caller: &Caller) -> impl Iterator<Item = &Table> {
        let may = caller.has(Right::ReadPersonalData);
        self.tables.iter().filter(move |table| !table.personal || may)
    }

    /// The tables that a session over the facts has for a caller: events, how they are kept, registers.
    pub(crate) fn schemas(&self, caller: &Caller) -> Vec<(String, SchemaRef)> {
        let mut schemas = Vec::new();
        if caller.has(Right::ReadEvents) {
            schemas.push(("events".to_owned(), talap_ledger::table_schema()));
            schemas.extend(keeping::schemas().map(|(name, schema)| (name.to_owned(), schema)));
        }
        schemas.extend(self.registers(caller).map(|table| (table.register.to_string(), schema_of(table))));
        schemas
    }
}

/// A session over the same tables without a single row: what can be planned over it can be planned over the facts.
///
/// # Errors
///
/// [`QueryError::Sql`] when a table cannot be made.
pub(crate) fn empty(tables: &[Table]) -> Result<Session, QueryError> {
    let session = Session::new()?;
    let add = |name: &str, schema: SchemaRef| {
        session.register(
            name,
            Arc::new(MemTable::try_new(Arc::clone(&schema), vec![vec![RecordBatch::new_empty(schema)]])?),
        )
    };
    for table in tables {
        add(table.register.as_str(), schema_of(table))?;
    }
    add("events", talap_ledger::table_schema())?;
    for (name, schema) in keeping::schemas() {
        add(name, schema)?;
    }
    Ok(session)
}

fn arrow_type(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Text => DataType::Utf8,
        ColumnKind::Number => DataType::Float64,
        ColumnKind::Bool => DataType::Boolean,
        ColumnKind::Date => DataType::Date32,
        ColumnKind::Time => time_type(),
    }
}

fn time_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// The columns that every register's table has before its own.
const LEADING: [&str; 3] = ["record_id", "org_id", "key"];

fn schema_of(table: &Table) -> SchemaRef {
    let mut fields: Vec<Field> = LEADING.iter().map(|name| Field::new(*name, DataType::Utf8, false)).collect();
    fields.push(Field::new("changed_at", time_type(), false));
    fields.extend(table.columns.iter().map(|column| Field::new(&column.name, arrow_type(column.kind), true)));
    Arc::new(Schema::new(fields))
}

fn batch_of(table: &Table, schema: &SchemaRef, records: &[Record]) -> Result<RecordBatch, QueryError> {
    let text = |value: &dyn Fn(&Record) -> String| -> ArrayRef {
        let mut builder = StringBuilder::new();
        for record in records {
            builder.append_value(value(record));
        }
        Arc::new(builder.finish())
    };
    let mut changed = TimestampMicrosecondBuilder::new().with_timezone("UTC");
    for record in records {
        changed.append_value(record.changed_at.micros());
    }
    let mut columns: Vec<ArrayRef> = vec![
        text(&|record| record.id.to_string()),
        text(&|record| record.organisation.to_string()),
        text(&|record| record.key.to_string()),
        Arc::new(changed.finish()),
    ];
    columns.extend(table.columns.iter().map(|column| column_of(column, records)));
    Ok(RecordBatch::try_new(schema.clone(), columns).map_err(datafusion::error::DataFusionError::from)?)
}

/// One column from the records' persisted values; a value of another type than the column's, which an older definition
/// may have left, is null rather than a wrong fact.
fn column_of(column: &Column, records: &[Record]) -> ArrayRef {
    let values = records.iter().map(|record| record.values.get(&column.name));
    match column.kind {
        ColumnKind::Text => {
            let mut builder = StringBuilder::new();
            values.for_each(|value| builder.append_option(value.and_then(serde_json::Value::as_str)));
            Arc::new(builder.finish())
        }
        ColumnKind::Number => {
            let mut builder = Float64Builder::new();
            values.for_each(|value| builder.append_option(value.and_then(serde_json::Value::as_f64)));
            Arc::new(builder.finish())
        }
        ColumnKind::Bool => {
            let mut builder = BooleanBuilder::new();
            values.for_each(|value| builder.append_option(value.and_then(serde_json::Value::as_bool)));
            Arc::new(builder.finish())
        }
        ColumnKind::Date => {
            let mut builder = Date32Builder::new();
            values.for_each(|value| builder.append_option(value.and_then(|v| parse_date(v.as_str()?)).map(days)));
            Arc::new(builder.finish())
        }
        ColumnKind::Time => {
            let mut builder = TimestampMicrosecondBuilder::new().with_timezone("UTC");
            values.for_each(|value| {
                builder.append_option(value.and_then(|v| Timestamp::parse_rfc3339(v.as_str()?)).map(Timestamp::micros));
            });
            Arc::new(builder.finish())
        }
    }
}

/// Days since 1970-01-01, as `Date32` counts them.
pub(crate) fn days(date: time::Date) -> i32 {
    date.to_julian_day() - time::Date::from_ordinal_date(1970, 1).map_or(0, time::Date::to_julian_day)
}
