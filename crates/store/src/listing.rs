//! Lists of records as pages show them: filtered, ordered, a part at a time, with the length of the whole.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryResult, Statement, Value};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use talap_model::{Caller, OrganisationId, RegisterKey, Right, Scope};

use crate::entity::record;
use crate::fault::Fault;
use crate::rows::record_from;
use crate::values_list::RECORD_COLUMNS;
use crate::{ListQuery, ReadError, Record, RecordPage, SortBy, Store, StoreError, search};

/// SQLite refuses longer patterns, and such a text is not worth a pattern's speed.
const LONGEST_PATTERN: usize = 10_000;

/// Up to how many records of a narrowed list are put in order by themselves.
const FEW: usize = 2_000;

impl Store {
    /// The records of a register within the caller's reach that a list shows.
    ///
    /// # Errors
    ///
    /// [`ReadError`] without [`Right::ReadRecords`] (over the organisation, when one is named), or when the database
    /// fails.
    pub async fn list(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        query: &ListQuery,
    ) -> Result<RecordPage, ReadError> {
        let Some(mut list) = self.begin_list(caller, register, query.organisation.as_ref(), query.voided)? else {
            return Ok(RecordPage::default());
        };
        list.narrow(query);
        let total = match self.narrowed(&mut list, register, query).await? {
            Some(total) => total,
            None => self.count(&list).await?,
        };
        // A scan that is known to find nothing is spared.
        if query.offset >= total || query.limit == 0 {
            return Ok(RecordPage { records: Vec::new(), total });
        }
        let shown = query.limit.min(total - query.offset);
        let after = total - query.offset - shown;
        if let SortBy::Field { name, numeric } = &query.sort
            && list.through == Through::Any
            // A short part of a long register is sooner found and put in order than met on the way through all of it.
            && total > FEW as u64
            && !query.voided
            && let Some(index) = OrderIndex::of(register, name, *numeric)
            && self.has_index(&index).await?
        {
            list.follow(register, &index);
        }
        // The records beyond the middle are nearer to the end.
        let backwards = after < query.offset;
        list.order(&query.sort, query.descending != backwards);
        let mut records = self.listed(list, query.offset.min(after), shown).await?;
        if backwards {
            records.reverse();
        }
        Ok(RecordPage { records, total })
    }

    /// A list of a whole register, or of an organisation's part of it; nothing where the caller reaches nobody.
    fn begin_list(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        voided: bool,
    ) -> Result<Option<List>, ReadError> {
        let mut list = List::new(self.connection.get_database_backend(), register, voided);
        if let Some(organisation) = organisation {
            caller.require_for(Right::ReadRecords, organisation)?;
            let organisation = list.bind(organisation.as_str());
            list.and(&format!("organisation = {organisation}"));
            return Ok(Some(list));
        }
        caller.require(Right::ReadRecords)?;
        if let Scope::Organisations(reach) = caller.scope() {
            if reach.is_empty() {
                return Ok(None);
            }
            let reach: Vec<String> = reach.iter().map(|organisation| list.bind(organisation.as_str())).collect();
            list.and(&format!("organisation IN ({})", reach.join(", ")));
        }
        Ok(Some(list))
    }

    /// Where a list is of few records, those are found by going through the register once, or through those that have a value
    /// in the index of its field, and the list is narrowed to them; else it is left as it is.
    async fn narrowed(
        &self,
        list: &mut List,
        register: &RegisterKey,
        query: &ListQuery,
    ) -> Result<Option<u64>, StoreError> {
        if list.through != Through::Search {
            return Ok(None);
        }
        let place = list.place();
        let (mut table, mut condition, mut values) = (list.table(), list.condition.clone(), list.values.clone());
        if let Some((index, range)) = self.index_of_value(register, query).await? {
            values.extend(range.map(Value::from));
            let (from, to) = (values.len() - 1, values.len());
            let (key, part) = (&index.key, OrderIndex::part(register));
            condition = format!("{condition} AND {part} AND {key} >= ${from} AND {key} < ${to}");
            table = format!("records INDEXED BY {}", index.name);
        }
        let sql = format!("SELECT {place} AS place FROM {table} WHERE {condition} LIMIT {}", FEW + 1);
        let statement = Statement::from_sql_and_values(list.backend, sql, values);
        let rows = self.connection.query_all_raw(statement).await.map_err(Fault::from)?;
        if rows.len() > FEW {
            return Ok(None);
        }
        list.narrow_to(&rows).map_err(Fault::from)?;
        Ok(Some(rows.len() as u64))
    }

    /// The index of the order of a field whose value is asked for, if there is one, with where the records stand in it that
    /// have the value.
    async fn index_of_value(
        &self,
        register: &RegisterKey,
        query: &ListQuery,
    ) -> Result<Option<(OrderIndex, [String; 2])>, StoreError> {
        if query.voided {
            return Ok(None);
        }
        for (field, value) in query.equal.iter().filter(|(_, value)| *value != Json::Null) {
            let index = OrderIndex::of(register, field, false);
            let Some(index) = index else { continue };
            if self.has_index(&index).await? {
                let begin: String = search::folded(value).chars().take(ListQuery::SORTED_CHARACTERS).collect();
                let beyond = format!("{begin}{}", char::MAX);
                return Ok(Some((index, [begin, beyond])));
            }
        }
        Ok(None)
    }

    async fn count(&self, list: &List) -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) AS total FROM {} WHERE {}", list.table(), list.condition);
        let statement = Statement::from_sql_and_values(list.backend, sql, list.values.clone());
        let row = self.connection.query_one_raw(statement).await.map_err(Fault::from)?;
        let total: Option<i64> = row.map(|row| row.try_get("", "total")).transpose().map_err(Fault::from)?;
        Ok(total.and_then(|total| u64::try_from(total).ok()).unwrap_or_default())
    }

    async fn listed(&self, list: List, offset: u64, limit: u64) -> Result<Vec<Record>, StoreError> {
        let largest = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let place = list.place();
        // The places alone are put in order first, since whole records would be carried about for it.
        let sql = format!(
            "SELECT {RECORD_COLUMNS} FROM \
             (SELECT {place} AS place FROM {} WHERE {} ORDER BY {order} LIMIT {} OFFSET {}) AS chosen \
             JOIN records ON records.{place} = chosen.place ORDER BY {order}",
            list.table(),
            list.condition,
            largest(limit),
            largest(offset),
            order = list.order
        );
        let statement = Statement::from_sql_and_values(list.backend, sql, list.values);
        let rows = record::Entity::find().from_raw_sql(statement).all(&self.connection).await.map_err(Fault::from)?;
        rows.into_iter().map(record_from).collect()
    }
}

/// A query under way: its text, in which nothing of a request ever stands, and the values of its parameters.
struct List {
    backend: DbBackend,
    condition: String,
    order: String,
    values: Vec<Value>,
    through: Through,
}

/// What SQLite is told to go through.
#[derive(Debug, PartialEq, Eq)]
enum Through {
    /// What it likes.
    Any,
    /// The index that holds `search`, since it would fetch each record instead.
    Search,
    /// The index of this name, which has the list in its order.
    Order(String),
    /// A few records that are known.
    Places,
}

impl List {
    fn new(backend: DbBackend, register: &RegisterKey, voided: bool) -> Self {
        let values = vec![register.as_str().into(), voided.into()];
        let (condition, order) = ("register = $1 AND voided = $2".to_owned(), String::new());
        Self { backend, condition, order, values, through: Through::Any }
    }

    /// The column that a record is fetched by.
    fn place(&self) -> &'static str {
        if self.backend == DbBackend::Sqlite { "rowid" } else { "id" }
    }

    /// Goes through the records in the order of an index. SQLite takes an index of a part of the records only where the
    /// part stands in the query itself.
    fn follow(&mut self, register: &RegisterKey, index: &OrderIndex) {
        self.and(&OrderIndex::part(register));
        self.through = Through::Order(index.name.clone());
    }

    /// Only the records of these rows, whatever was asked for.
    fn narrow_to(&mut self, rows: &[QueryResult]) -> Result<(), DbErr> {
        self.values = Vec::new();
        let mut listed = vec!["NULL".to_owned()];
        for row in rows {
            listed.push(match self.backend {
                // It goes through all its parameters for each of them; a number is a number as it is.
                DbBackend::Sqlite => row.try_get::<i64>("", "place")?.to_string(),
                _ => self.bind(row.try_get::<String>("", "place")?),
            });
        }
        self.condition = format!("{} IN ({})", self.place(), listed.join(", "));
        self.through = Through::Places;
        Ok(())
    }

    fn table(&self) -> String {
        match (self.backend, &self.through) {
            (DbBackend::Sqlite, Through::Order(index)) => format!("records INDEXED BY {index}"),
            (DbBackend::Sqlite, Through::Search) => "records INDEXED BY records_listed".to_owned(),
            _ => "records".to_owned(),
        }
    }

    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    fn and(&mut self, condition: &str) {
        // Writing to a text in memory does not fail.
        write!(self.condition, " AND {condition}").ok();
    }

    fn narrow(&mut self, query: &ListQuery) {
        let words = query.text.as_deref().map(search::words).unwrap_or_default();
        for word in words.into_iter().take(ListQuery::MOST_WORDS) {
            let found = self.holds(word);
            self.and(&found);
        }
        for (field, value) in &query.equal {
            let wanted = if *value == Json::Null { search::mark(field) } else { search::marked(field, value) };
            let condition = match wanted.map(|wanted| self.holds(wanted)) {
                Some(named) if *value == Json::Null => format!("NOT ({named})"),
                Some(found) => found,
                None if *value == Json::Null => continue,
                None => "1 = 0".to_owned(),
            };
            self.and(&condition);
        }
    }

    /// That a record's text has this part. SQLite's patterns are faster than its `instr`.
    fn holds(&mut self, part: String) -> String {
        self.through = Through::Search;
        match self.backend {
            DbBackend::Sqlite if part.len() <= LONGEST_PATTERN => {
                format!("search GLOB {}", self.bind(format!("*{part}*")))
            }
            _ => format!("{} > 0", self.place_of(part)),
        }
    }

    fn place_of(&mut self, part: impl Into<Value>) -> String {
        let part = self.bind(part);
        place_of(self.backend, &part)
    }

    fn order(&mut self, sort: &SortBy, descending: bool) {
        let first = match sort {
            SortBy::Key => None,
            SortBy::Changed => Some("changed_at".to_owned()),
            SortBy::Field { name, numeric } => {
                if self.through == Through::Any {
                    self.through = Through::Search;
                }
                sorted_by(self.backend, name, *numeric)
            }
        };
        // Only PostgreSQL puts nulls last of itself.
        let direction = if descending { "DESC NULLS LAST" } else { "ASC NULLS FIRST" };
        let first = first.map(|first| format!("{first} {direction}, ")).unwrap_or_default();
        let direction = if descending { "DESC" } else { "ASC" };
        self.order = format!("{first}organisation {direction}, record_key {direction}");
    }
}

fn place_of(backend: DbBackend, part: &str) -> String {
    let function = if backend == DbBackend::Sqlite { "instr" } else { "strpos" };
    format!("{function}(search, {part})")
}

/// What a field's order is: the first characters of its value, with what follows a shorter one. Nothing where no field can
/// have such a name.
fn sorted_by(backend: DbBackend, field: &str, numeric: bool) -> Option<String> {
    let mark = search::mark(field)?;
    let length = mark.chars().count();
    // A mark has bytes below 11 alone. It stands in the query as it is, or no index would be known to have its order.
    let place = place_of(backend, &format!("'{mark}'"));
    let value = format!("substr(search, nullif({place}, 0) + {length}, {})", ListQuery::SORTED_CHARACTERS);
    Some(match (numeric, backend) {
        (false, _) => format!("coalesce({value}, '')"),
        // What follows a number is not read.
        (true, DbBackend::Sqlite) => format!("CAST({value} AS REAL)"),
        (true, _) => format!("CAST(substring({value} from '^-?[0-9]+(?:[.][0-9]+)?') AS double precision)"),
    })
}

/// The index of a register's valid records in the order of a field.
struct OrderIndex {
    name: String,
    /// What comes first in it, the field's value.
    key: String,
    /// What it is made of.
    columns: String,
}

impl OrderIndex {
    /// Nothing where no field can have such a name. An index of another making has another name.
    fn of(register: &RegisterKey, field: &str, numeric: bool) -> Option<Self> {
        let key = sorted_by(DbBackend::Sqlite, field, numeric)?;
        let columns = format!("{key}, organisation, record_key");
        let digest = Sha256::digest(format!("{register} {columns}"));
        let name = digest.iter().take(8).fold("records_by_".to_owned(), |mut name, byte| {
            // Writing to a text in memory does not fail.
            write!(name, "{byte:02x}").ok();
            name
        });
        Some(Self { name, key, columns })
    }

    /// Which records it has; the key of a register has letters, digits and `_` alone.
    fn part(register: &RegisterKey) -> String {
        format!("register = '{register}' AND voided = 0")
    }
}

impl Store {
    /// Makes the index that has a register's valid records in the order of a field, if they are so many and it is not there: SQLite would take
    /// the field out of each record, every time. The records that have one value of the field are found by it too. An index of
    /// every field would make every save dearer, so whoever lists asks for those of long lists that people do order or narrow
    /// so. PostgreSQL goes without.
    ///
    /// # Errors
    ///
    /// [`StoreError::Query`] when the database fails.
    pub async fn index_order(&self, register: &RegisterKey, sort: &SortBy, least: u64) -> Result<(), StoreError> {
        let SortBy::Field { name, numeric } = sort else { return Ok(()) };
        let Some(index) = OrderIndex::of(register, name, *numeric) else { return Ok(()) };
        if self.connection.get_database_backend() != DbBackend::Sqlite || self.has_index(&index).await? {
            return Ok(());
        }
        let (name, columns, part) = (&index.name, &index.columns, OrderIndex::part(register));
        let counted = format!("SELECT count(*) AS n FROM (SELECT 1 FROM records WHERE {part} LIMIT {least})");
        let counted = self.connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, counted)).await;
        let counted: Option<i64> =
            counted.and_then(|row| row.map(|row| row.try_get("", "n")).transpose()).map_err(Fault::from)?;
        if counted.and_then(|n| u64::try_from(n).ok()).is_none_or(|n| n < least) {
            return Ok(());
        }
        let sql = format!("CREATE INDEX IF NOT EXISTS {name} ON records ({columns}) WHERE {part}");
        self.connection.execute_unprepared(&sql).await.map_err(Fault::from)?;
        Ok(())
    }

    async fn has_index(&self, index: &OrderIndex) -> Result<bool, StoreError> {
        let backend = self.connection.get_database_backend();
        if backend != DbBackend::Sqlite {
            return Ok(false);
        }
        let sql = "SELECT 1 AS found FROM sqlite_schema WHERE type = 'index' AND name = $1";
        let statement = Statement::from_sql_and_values(backend, sql, [index.name.as_str().into()]);
        Ok(self.connection.query_one_raw(statement).await.map_err(Fault::from)?.is_some())
    }
}
