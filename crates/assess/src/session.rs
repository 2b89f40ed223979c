//! One read-only SQL session over facts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::json::writer::{JsonArray, WriterBuilder};
use datafusion::catalog::TableProvider;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::error::DataFusionError;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::{ExecutionPlan, SendableRecordBatchStream, execute_stream};
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;
use futures::StreamExt;
use talap_model::{Explain, Forbidden, Message};
use tokio::sync::Semaphore;

use crate::bounds::{demand_few_steps, rows_at_once};
use crate::copied::{self, FewerRows};
use crate::explained;
use crate::functions::{Functions, Overgrown};
use crate::held;
use crate::lengths;
use crate::sql_fault;
use crate::wide::Wide;

/// Memory that one query may take, in bytes; beyond it the query fails with a sentence and nothing else stops.
const QUERY_MEMORY: usize = 256 << 20;

/// The most bytes of an answer that are held in memory, and that its values come to when each is written out.
pub(crate) const ANSWER_MEMORY: usize = 64 << 20;

/// The rows of a piece where many are read one piece after the other.
const PIECE: usize = 512;

/// Whether what a filter leaves out is not read in full.
const PUSHDOWN: &str = "datafusion.execution.parquet.pushdown_filters";

/// How long a question about events may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A query cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The caller may not read.
    #[error(transparent)]
    Forbidden(Forbidden),
    /// The records cannot be read.
    #[error("cannot read the records")]
    Records(#[source] talap_store::ReadError),
    /// The query is not SQL, names what does not exist, or fails while running.
    #[error("the query fails")]
    Sql(#[source] DataFusionError),
    /// The query needs more memory than one may take.
    #[error("the query needs more than {limit} bytes of memory")]
    TooMuchMemory {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The query does something else than read.
    #[error("only queries that read are allowed")]
    NotReading,
    /// The query asks for more of its plan than is shown.
    #[error("a plan is shown without being carried out, in one form")]
    ExplainsMore,
    /// The answer is larger than is held in memory.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The query ran too long.
    #[error("the query ran longer than {seconds} seconds")]
    TooLong {
        /// The limit, in seconds.
        seconds: u64,
    },
    /// The question is longer than one that is taken.
    #[error("the question is longer than {limit} characters")]
    TextTooLong {
        /// The limit, in characters.
        limit: usize,
    },
    /// The question has more words and signs than one that is taken.
    #[error("the question has more than {limit} words and signs")]
    TooManySigns {
        /// The limit.
        limit: usize,
    },
    /// The query reads its tables in more steps than one may.
    #[error("the query takes more than {limit} steps")]
    TooManySteps {
        /// The limit.
        limit: usize,
    },
    /// The query puts more tables together than one may.
    #[error("the query puts more than {limit} tables together")]
    TooManyTables {
        /// The limit.
        limit: usize,
    },
    /// A row of the query, or what its steps carry together, has more columns than there may be.
    #[error("the query has more than {limit} columns")]
    TooManyColumns {
        /// The limit.
        limit: usize,
        /// Whether it is that of a row, and not that of all steps together.
        in_a_row: bool,
    },
    /// The query groups its rows in more ways than one may.
    #[error("the query groups its rows in more than {limit} ways")]
    TooManyGroupings {
        /// The limit.
        limit: usize,
    },
    /// The values that the query works out of constants are larger than they may be.
    #[error("the values of the query are larger than {limit} bytes")]
    ValuesTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// A function would make more than there is room for.
    #[error("{function} would make more than {limit} bytes")]
    MakesTooMuch {
        /// Its name.
        function: String,
        /// The limit, in bytes.
        limit: usize,
    },
    /// The query calls a function that questions may not.
    #[error("{function} is not offered")]
    LeftOut {
        /// Its name.
        function: String,
    },
    /// As many queries as may be are under way, and none of them has ended in time.
    #[error("{limit} queries are under way")]
    Busy {
        /// How many may be.
        limit: usize,
    },
    /// The engine stopped in the middle of the query.
    #[error("the engine stopped in the middle of the query")]
    Broken,
    /// A check uses a parameter that its statement does not have.
    #[error("the parameter ${name} is not declared")]
    UnknownParameter {
        /// Its name without the dollar sign.
        name: String,
    },
    /// The answer cannot be written as JSON.
    #[error("the answer cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl From<DataFusionError> for QueryError {
    fn from(error: DataFusionError) -> Self {
        match (Overgrown::in_chain(&error), error.find_root()) {
            (Some(Overgrown::Makes { function, limit }), _) => {
                Self::MakesTooMuch { function: function.clone(), limit: *limit }
            }
            (Some(Overgrown::LeftOut { function }), _) => Self::LeftOut { function: function.clone() },
            (None, DataFusionError::ResourcesExhausted(_)) => Self::TooMuchMemory { limit: QUERY_MEMORY },
            (None, _) => Self::Sql(error),
        }
    }
}

impl QueryError {
    /// Whether it is one of the limits of a query: whoever asks less at once gets an answer.
    pub fn is_limit(&self) -> bool {
        matches!(self, Self::TooLarge { .. } | Self::TooLong { .. } | Self::TooMuchMemory { .. })
    }

    /// Whether whoever asked in SQL can mend it: it is a limit, or the question itself is wrong.
    pub fn is_of_question(&self) -> bool {
        match self {
            Self::Sql(error) => !sql_fault::is_of_files(error),
            Self::NotReading
            | Self::ExplainsMore
            | Self::TextTooLong { .. }
            | Self::TooManySigns { .. }
            | Self::TooManySteps { .. }
            | Self::TooManyTables { .. }
            | Self::TooManyColumns { .. }
            | Self::TooManyGroupings { .. }
            | Self::ValuesTooLarge { .. }
            | Self::MakesTooMuch { .. }
            | Self::LeftOut { .. } => true,
            other => other.is_limit(),
        }
    }
}

impl Explain for QueryError {
    fn explain(&self) -> Message {
        match self {
            Self::Forbidden(error) => error.explain(),
            Self::Records(error) => error.explain(),
            Self::Sql(error) => sql_fault::explain(error),
            Self::NotReading => Message::new("assess-query-only-reads"),
            Self::ExplainsMore => Message::new("assess-query-explains-more"),
            Self::TooLarge { limit } => Message::new("assess-answer-too-large").with("limit", *limit >> 20),
            Self::TooMuchMemory { limit } => Message::new("assess-query-memory").with("limit", *limit >> 20),
            Self::TooLong { seconds } => Message::new("assess-query-too-long").with("seconds", *seconds),
            Self::TextTooLong { limit } => Message::new("assess-query-text-too-long").with("limit", *limit),
            Self::TooManySigns { limit } => Message::new("assess-query-too-many-signs").with("limit", *limit),
            Self::TooManySteps { limit } => Message::new("assess-query-too-many-steps").with("limit", *limit),
            Self::TooManyTables { limit } => Message::new("assess-query-too-many-tables").with("limit", *limit),
            Self::TooManyColumns { limit, in_a_row } => {
                let key = if *in_a_row { "assess-query-row-too-wide" } else { "assess-query-too-wide" };
                Message::new(key).with("limit", *limit)
            }
            Self::TooManyGroupings { limit } => Message::new("assess-query-too-many-groupings").with("limit", *limit),
            Self::ValuesTooLarge { limit } => Message::new("assess-query-values-too-large").with("limit", *limit >> 20),
            Self::MakesTooMuch { function, limit } => {
                Message::new("assess-query-makes-too-much").with("name", function.as_str()).with("limit", *limit >> 20)
            }
            Self::LeftOut { function } => {
                Message::new("assess-query-function-left-out").with("name", function.as_str())
            }
            Self::Busy { limit } => Message::new("assess-query-busy").with("limit", *limit),
            Self::Broken => Message::new("assess-query-broken"),
            Self::UnknownParameter { name } => Message::new("assess-parameter-unknown").with("name", name.as_str()),
            Self::Json(error) => Message::new("assess-query-failed").with("cause", error.to_string()),
        }
    }
}

/// One row as JSON: column name to value.
pub type JsonRow = serde_json::Map<String, serde_json::Value>;

/// Reads SQL. It knows no table and no function.
static GRAMMAR: LazyLock<SessionState> = LazyLock::new(|| SessionStateBuilder::new().build());

/// A session with its tables.
pub struct Session {
    context: SessionContext,
    /// What may be called, where it is not all that the engine has.
    functions: Option<Functions>,
    /// The same tables, for queries that other machines do a part of.
    wide: Option<(Wide, SessionContext)>,
    /// Where questions about events wait for their turn.
    turns: Option<Arc<Semaphore>>,
}

impl Session {
    pub(crate) fn new() -> Result<Self, QueryError> {
        Self::with(SessionConfig::new(), None)
    }

    /// For what a person asks: with the functions that questions may call, each held to what it may make.
    pub(crate) fn for_questions() -> Result<Self, QueryError> {
        Self::with(SessionConfig::new(), Some(Functions::within(QUERY_MEMORY)))
    }

    /// The same, but it hands over what it can. It has no tables yet.
    pub(crate) fn handing_over(self, wide: Wide) -> Self {
        let config = (wide.prepare)(self.context.copied_config());
        let state = state_of(config, self.context.runtime_env(), self.functions.as_ref());
        let state = state.with_physical_optimizer_rule(Arc::clone(&wide.rule)).build();
        Self { wide: Some((wide, SessionContext::new_with_state(state))), ..self }
    }

    /// For looking through events: what a filter leaves out is not read in full.
    pub(crate) fn for_events() -> Result<Self, QueryError> {
        Self::with(SessionConfig::new().set_bool(PUSHDOWN, true), None)
    }

    /// For reading many events one piece after the other, each of them small: whoever reads slowly holds one.
    pub(crate) fn for_pieces() -> Result<Self, QueryError> {
        Self::with(SessionConfig::new().set_bool(PUSHDOWN, true).with_batch_size(PIECE), None)
    }

    /// The same, with its questions waiting for their turn.
    pub(crate) fn in_turn(self, turns: &Arc<Semaphore>) -> Self {
        Self { turns: Some(Arc::clone(turns)), ..self }
    }

    fn with(config: SessionConfig, functions: Option<Functions>) -> Result<Self, QueryError> {
        // Nothing is spilled to disk: rows of personal data would be left in the system's folder of temporary files.
        let disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled);
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_limit(QUERY_MEMORY, 1.0)
            .with_disk_manager_builder(disk)
            .build_arc()?;
        let config = config.with_information_schema(true).with_target_partitions(1);
        let context = SessionContext::new_with_state(state_of(config, runtime, functions.as_ref()).build());
        Ok(Self { context, functions, wide: None, turns: None })
    }

    pub(crate) fn register(&self, name: &str, table: Arc<dyn TableProvider>) -> Result<(), QueryError> {
        if let Some((_, context)) = &self.wide {
            context.register_table(name, Arc::clone(&table))?;
        }
        self.context.register_table(name, table)?;
        Ok(())
    }

    /// Parses one statement.
    ///
    /// # Errors
    ///
    /// [`QueryError::Sql`] when the text is not one statement of SQL.
    pub fn parse(sql: &str) -> Result<Statement, QueryError> {
        Ok(GRAMMAR.sql_to_statement(sql, &GRAMMAR.config().options().sql_parser.dialect)?)
    }

    /// The names of the tables that a statement reads, without schema.
    ///
    /// # Errors
    ///
    /// [`QueryError::Sql`] when the statement names none properly.
    pub fn tables_of(statement: &Statement) -> Result<BTreeSet<String>, QueryError> {
        let references = GRAMMAR.resolve_table_references(statement)?;
        Ok(references.iter().map(|reference| reference.table().to_owned()).collect())
    }

    /// Runs a statement that reads. The first batch is there even when there are no rows, for its columns.
    ///
    /// # Errors
    ///
    /// [`QueryError::NotReading`] for anything but a query, [`QueryError::TooLarge`], else [`QueryError::Sql`].
    pub async fn run(&self, statement: Statement) -> Result<Vec<RecordBatch>, QueryError> {
        let plan = self.context.state().statement_to_plan(statement).await?;
        self.collect(self.frame(plan).await?).await
    }

    /// Runs a question that reads, no larger than one may be, and gives at most so many rows; of one that only asks for its
    /// plan, the lines of that.
    pub(crate) async fn run_some(&self, statement: Statement, rows: usize) -> Result<Vec<RecordBatch>, QueryError> {
        let plan = self.context.state().statement_to_plan(statement).await?;
        demand_few_steps(&plan)?;
        match &plan {
            LogicalPlan::Explain(explain) => {
                demand_reading(&plan)?;
                explained::demand_plain(explain)?;
                Ok(vec![explained::lines(&self.context.state().optimize(&explain.plan)?, rows)?])
            }
            LogicalPlan::Analyze(_) => Err(QueryError::ExplainsMore),
            _ => self.collect(self.frame(plan).await?.limit(0, Some(rows))?).await,
        }
    }

    /// A table of the session.
    pub(crate) async fn table(&self, name: &str) -> Result<DataFrame, QueryError> {
        Ok(self.context.table(name).await?)
    }

    /// Gathers an answer, not for longer than a person waits, their turn included.
    pub(crate) async fn collect_timed(&self, frame: DataFrame) -> Result<Vec<RecordBatch>, QueryError> {
        let work = async {
            // The semaphore is never closed; without a turn the query runs all the same.
            let _turn = match &self.turns {
                Some(turns) => turns.acquire().await.ok(),
                None => None,
            };
            self.collect(frame).await
        };
        let timed = tokio::time::timeout(PATIENCE, work).await;
        timed.map_err(|_| QueryError::TooLong { seconds: PATIENCE.as_secs() })?
    }

    /// The columns that a statement reads, by table: what its plan scans once everything needless is taken out of it.
    pub(crate) async fn scanned(&self, statement: Statement) -> Result<BTreeMap<String, BTreeSet<String>>, QueryError> {
        let state = self.context.state();
        let plan = state.optimize(&state.statement_to_plan(statement).await?)?;
        let mut scanned: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        plan.apply_with_subqueries(|node| {
            if let LogicalPlan::TableScan(scan) = node {
                let columns = scan.projected_schema.fields().iter().map(|field| field.name().clone());
                scanned.entry(scan.table_name.table().to_owned()).or_default().extend(columns);
            }
            Ok(TreeNodeRecursion::Continue)
        })?;
        Ok(scanned)
    }

    async fn frame(&self, plan: LogicalPlan) -> Result<DataFrame, QueryError> {
        demand_reading(&plan)?;
        Ok(self.context.execute_logical_plan(plan).await?)
    }

    /// Starts a query, on other machines too if they would do a part of it. Here no more than so many rows are made at once.
    async fn stream(&self, frame: DataFrame, at_once: usize) -> Result<SendableRecordBatchStream, QueryError> {
        if let Some((wide, context)) = &self.wide {
            let plan = context.state().create_physical_plan(frame.logical_plan()).await?;
            if wide.is_in(plan.as_ref()) {
                return Ok(execute_stream(plan, context.task_ctx())?);
            }
        }
        let (mut state, plan) = frame.into_parts();
        let plan = state.optimize(&plan)?;
        let mut rows = state.config().batch_size().min(at_once);
        if self.functions.is_some() {
            // What is worked out of constants stands in each row that is made at once.
            rows = rows_at_once(&plan, rows)?;
        }
        *state.config_mut() = state.config().clone().with_batch_size(rows);
        let steps = state.query_planner().create_physical_plan(&plan, &state).await?;
        Ok(execute_stream(yielding(steps)?, state.task_ctx())?)
    }

    /// Gathers an answer; where its rows turn out to be long, anew with fewer of them at once.
    async fn collect(&self, frame: DataFrame) -> Result<Vec<RecordBatch>, QueryError> {
        let mut at_once = usize::MAX;
        loop {
            let gathered = self.gather(frame.clone(), at_once).await;
            let fewer = match &gathered {
                Err(QueryError::Sql(error)) => FewerRows::in_chain(error),
                _ => None,
            };
            match fewer {
                Some(rows) if rows < at_once => at_once = rows,
                _ => return gathered,
            }
        }
    }

    /// Gathers an answer as it comes, so that one too large is given up before it fills the memory.
    async fn gather(&self, frame: DataFrame, at_once: usize) -> Result<Vec<RecordBatch>, QueryError> {
        let mut batches = vec![RecordBatch::new_empty(Arc::clone(frame.schema().inner()))];
        let mut stream = self.stream(frame, at_once).await?;
        let mut held = 0_usize;
        while let Some(batch) = stream.next().await {
            let batch = batch?;
            // What rows share is in memory once, and in each of them once it is written out.
            held = held.saturating_add(lengths::of_batch(&batch).max(batch.get_array_memory_size()));
            if held > ANSWER_MEMORY {
                return Err(QueryError::TooLarge { limit: ANSWER_MEMORY });
            }
            batches.push(batch);
        }
        Ok(batches)
    }
}

fn demand_reading(plan: &LogicalPlan) -> Result<(), QueryError> {
    let reading = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    reading.verify_plan(plan).map_err(|_| QueryError::NotReading)
}

fn state_of(config: SessionConfig, runtime: Arc<RuntimeEnv>, functions: Option<&Functions>) -> SessionStateBuilder {
    let state = SessionStateBuilder::new().with_config(config).with_runtime_env(runtime).with_default_features();
    match functions {
        Some(functions) => functions.put(state),
        None => state,
    }
}

/// The plan with its steps that hold rows counted and those that copy them watched, and with a pause after each step that
/// makes many rows of few: a join of a table with itself works for minutes on what was read in a moment, and nothing else
/// would let a limit of time, or the end of the process, come through.
fn yielding(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
    let mut copying = 0_usize;
    plan.apply(|step| {
        copying += usize::from(copied::is_copying(step.as_ref()));
        Ok(TreeNodeRecursion::Continue)
    })?;
    // What one step has copied is there while the next one copies it again.
    let share = QUERY_MEMORY / copying.max(1);
    let paused = plan.transform_up(|step| {
        let step = copied::watched(held::counted(step)?, share)?;
        Ok(Transformed::yes(if step.children().len() > 1 {
            Arc::new(CooperativeExec::new(step)) as Arc<dyn ExecutionPlan>
        } else {
            step
        }))
    })?;
    Ok(paused.data)
}

/// Rows as JSON objects; a null stands as `null`, binary as hexadecimal text, times in RFC 3339.
///
/// # Errors
///
/// [`QueryError::Sql`] when a column's type has no JSON form.
pub fn to_json(batches: &[RecordBatch]) -> Result<Vec<JsonRow>, QueryError> {
    let mut bytes = Vec::new();
    let mut writer = WriterBuilder::new().with_explicit_nulls(true).build::<_, JsonArray>(&mut bytes);
    for batch in batches {
        writer.write(batch).map_err(DataFusionError::from)?;
    }
    writer.finish().map_err(DataFusionError::from)?;
    drop(writer);
    if bytes.is_empty() { Ok(Vec::new()) } else { Ok(serde_json::from_slice(&bytes)?) }
}
