//! Lists of records as pages show them: filtered, ordered, a part at a time, with the length of the whole.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement, Value};
use serde_json::Value as Json;
use talap_model::{Caller, OrganisationId, RegisterKey, Right, Scope};

use crate::entity::record;
use crate::fault::Fault;
use crate::rows::record_from;
use crate::values_list::RECORD_COLUMNS;
use crate::{ListQuery, ReadError, Record, RecordPage, SortBy, Store, StoreError, search};

/// SQLite refuses longer patterns, and such a text is not worth a pattern's speed.
const LONGEST_PATTERN: usize = 10_000;

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
        let total = self.count(&list).await?;
        // A scan that is known to find nothing is spared.
        if query.offset >= total || query.limit == 0 {
            return Ok(RecordPage { records: Vec::new(), total });
        }
        let shown = query.limit.min(total - query.offset);
        let after = total - query.offset - shown;
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

    async fn count(&self, list: &List) -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) AS total FROM {} WHERE {}", list.table(), list.condition);
        let statement = Statement::from_sql_and_values(list.backend, sql, list.values.clone());
        let row = self.connection.query_one_raw(statement).await.map_err(Fault::from)?;
        let total: Option<i64> = row.map(|row| row.try_get("", "total")).transpose().map_err(Fault::from)?;
        Ok(total.and_then(|total| u64::try_from(total).ok()).unwrap_or_default())
    }

    async fn listed(&self, list: List, offset: u64, limit: u64) -> Result<Vec<Record>, StoreError> {
        let largest = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let place = if list.backend == DbBackend::Sqlite { "rowid" } else { "id" };
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
    /// Whether the column `search` is looked at.
    by_search: bool,
}

impl List {
    fn new(backend: DbBackend, register: &RegisterKey, voided: bool) -> Self {
        let values = vec![register.as_str().into(), voided.into()];
        let (condition, order) = ("register = $1 AND voided = $2".to_owned(), String::new());
        Self { backend, condition, order, values, by_search: false }
    }

    /// The table; SQLite is told to stay within the index that holds `search`, since it would fetch each record instead.
    fn table(&self) -> &'static str {
        match self.backend {
            DbBackend::Sqlite if self.by_search => "records INDEXED BY records_listed",
            _ => "records",
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
        self.by_search = true;
        match self.backend {
            DbBackend::Sqlite if part.len() <= LONGEST_PATTERN => {
                format!("search GLOB {}", self.bind(format!("*{part}*")))
            }
            _ => format!("{} > 0", self.place_of(part)),
        }
    }

    fn place_of(&mut self, part: impl Into<Value>) -> String {
        let function = if self.backend == DbBackend::Sqlite { "instr" } else { "strpos" };
        format!("{function}(search, {})", self.bind(part))
    }

    /// The first characters of a field's value, with what follows a shorter one; null where the field has none.
    fn value_of(&mut self, mark: &str, characters: usize) -> String {
        let length = mark.chars().count();
        format!("substr(search, nullif({}, 0) + {length}, {characters})", self.place_of(mark))
    }

    fn order(&mut self, sort: &SortBy, descending: bool) {
        let first = match sort {
            SortBy::Key => None,
            SortBy::Changed => Some("changed_at".to_owned()),
            SortBy::Field { name, numeric } => search::mark(name).map(|mark| {
                self.by_search = true;
                let value = self.value_of(&mark, ListQuery::SORTED_CHARACTERS);
                match (numeric, self.backend) {
                    (false, _) => format!("coalesce({value}, '')"),
                    // What follows a number is not read.
                    (true, DbBackend::Sqlite) => format!("CAST({value} AS REAL)"),
                    (true, _) => {
                        format!("CAST(substring({value} from '^-?[0-9]+(?:[.][0-9]+)?') AS double precision)")
                    }
                }
            }),
        };
        // Only PostgreSQL puts nulls last of itself.
        let direction = if descending { "DESC NULLS LAST" } else { "ASC NULLS FIRST" };
        let first = first.map(|first| format!("{first} {direction}, ")).unwrap_or_default();
        let direction = if descending { "DESC" } else { "ASC" };
        self.order = format!("{first}organisation {direction}, record_key {direction}");
    }
}
