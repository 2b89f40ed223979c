//! A person's question in SQL over the registers and events that they may see, and its answer: rows, with a few of them at a
//! time for whoever writes them into a file.
//!
//! A question is planned and carried out on a thread of its own. What the engine makes of a long chain of operators is as deep
//! as the chain is long, and it walks through that by calling itself: the stack here is deep enough for the longest question
//! that is taken. What goes wrong in the engine ends that thread and nothing else. Where rows come from several places at once
//! (sealed files, and what came in since), those of each are worked out on a thread of the runtime, which is to have 16 MiB of
//! stack: an unoptimised build takes some 5 KiB a level there, of a thousand at most.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::error::DataFusionError;
use datafusion::sql::parser::Statement;
use talap_model::{Caller, Right};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::{Instant, timeout_at};

pub use crate::bounds::LONGEST;
use crate::bounds::{demand_plain, demand_short};
use crate::facts::{AT_ONCE, Facts};
use crate::session::{ANSWER_MEMORY, JsonRow, QueryError, Session, to_json};

/// The stack of the thread that carries a question out, in bytes. Only what is used of it is taken from the system.
const STACK: usize = 128 << 20;

/// How long a question may take, with its turn.
const PATIENCE: Duration = Duration::from_mins(1);

/// How many rows a part of an answer has at most.
const PART: usize = 512;

/// What a cell of a row in JSON takes beside its name and value, in bytes.
const OF_A_CELL: usize = 64;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Bool,
    /// A calendar day.
    Date,
    /// A moment.
    Time,
    /// Bytes.
    Bytes,
}

/// A table that a question can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub name: String,
    /// Its columns by name, in order.
    pub columns: Vec<(String, Holds)>,
}

/// Questions to begin with: the key of what each asks, and the question.
pub const EXAMPLES: [(&str, &str); 4] = [
    (
        "assess-query-example-programs",
        "SELECT program, count(*) AS n, max(received_at) AS latest\nFROM events\nWHERE severity_id >= 3\nGROUP BY program\nORDER BY n DESC",
    ),
    (
        "assess-query-example-sources",
        "SELECT s.key, s.object, max(e.received_at) AS latest\nFROM sources s LEFT JOIN events e ON e.source = s.key\nGROUP BY s.key, s.object\nORDER BY latest",
    ),
    ("assess-query-example-objects", "SELECT key, org_id, kind, class\nFROM objects\nORDER BY class, key"),
    ("assess-query-example-counts", "SELECT org_id, count(*) AS n\nFROM objects\nGROUP BY org_id\nORDER BY n DESC"),
];

/// The questions to begin with that name no other tables than these.
pub fn examples(tables: &[Shape]) -> Vec<(&'static str, &'static str)> {
    let known = |sql| {
        let named = Session::parse(sql).and_then(|statement| Session::tables_of(&statement)).unwrap_or_default();
        named.iter().all(|name| tables.iter().any(|table| table.name == *name))
    };
    EXAMPLES.into_iter().filter(|(_, sql)| known(sql)).collect()
}

/// What a question was answered with. While it is there, its turn among questions is taken: what is made of an answer takes
/// memory as well.
#[derive(Debug, Clone)]
pub struct Answer {
    batches: Vec<RecordBatch>,
    /// Whether there are more rows than were asked for.
    pub cut: bool,
    /// The column that holds the numbers of events, where there is one.
    pub seq: Option<usize>,
    /// The tables that the question names; none where only its plan is asked for.
    pub tables: BTreeSet<String>,
    turn: Option<Arc<OwnedSemaphorePermit>>,
}

impl Answer {
    fn of(batches: Vec<RecordBatch>, most: usize, tables: BTreeSet<String>) -> Result<Self, QueryError> {
        let (mut left, mut cut, mut kept) = (most, false, Vec::new());
        for batch in batches {
            let rows = batch.num_rows().min(left);
            cut |= rows < batch.num_rows();
            left -= rows;
            kept.push(named_apart(&batch.slice(0, rows))?);
        }
        let mut answer = Self { batches: kept, cut, seq: None, tables, turn: None };
        // No other table has a column of that name and type.
        let is_seq = |field: &Field| field.name() == "seq" && *field.data_type() == DataType::UInt64;
        if answer.tables.contains("events") {
            answer.seq = answer.schema().fields().iter().position(|field| is_seq(field));
        }
        Ok(answer)
    }

    /// The columns, as the rows have them; the plan's where there are no rows.
    pub(crate) fn schema(&self) -> SchemaRef {
        self.batches.last().map_or_else(|| Arc::new(Schema::empty()), RecordBatch::schema)
    }

    /// The names of the columns, each its own.
    pub fn columns(&self) -> Vec<String> {
        self.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows as JSON, each with all columns.
    ///
    /// # Errors
    ///
    /// As [`to_json`]; [`QueryError::TooLarge`] where the names of the columns, which stand in each row, come to too much.
    pub fn rows(&self) -> Result<Vec<JsonRow>, QueryError> {
        let schema = self.schema();
        let row = schema.fields().iter().map(|field| field.name().len().saturating_add(OF_A_CELL));
        let row = row.fold(0, usize::saturating_add);
        if row.saturating_mul(self.len()) > ANSWER_MEMORY {
            return Err(QueryError::TooLarge { limit: ANSWER_MEMORY });
        }
        to_json(&self.batches)
    }

    /// The same answer, its turn given back: for whoever has a place of another kind to make something of it in.
    #[must_use]
    pub fn without_turn(self) -> Self {
        Self { turn: None, ..self }
    }

    /// The same rows, a few at a time, so that little of them is held in another form at once; without the tables.
    pub fn parts(self) -> impl Iterator<Item = Self> + Send {
        let Self { batches, cut, seq, turn, .. } = self;
        let pieces = batches.into_iter().flat_map(|batch| {
            let starts = (0..batch.num_rows()).step_by(PART);
            starts.map(move |start| batch.slice(start, PART.min(batch.num_rows() - start)))
        });
        pieces.map(move |piece| Self { batches: vec![piece], cut, seq, tables: BTreeSet::new(), turn: turn.clone() })
    }

    pub(crate) fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }
}

/// The same rows under names of which each is there once: a join has columns of both tables, and a row that is told by its
/// names would lose one of two that are called alike.
fn named_apart(batch: &RecordBatch) -> Result<RecordBatch, QueryError> {
    let (mut taken, schema) = (HashSet::new(), batch.schema());
    let fields = schema.fields().iter().map(|field| {
        let (mut name, mut number) = (field.name().clone(), 1_u32);
        while !taken.insert(name.clone()) {
            number += 1;
            name = format!("{}_{number}", field.name());
        }
        field.as_ref().clone().with_name(name)
    });
    let named = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    // A row may have no column at all; how many rows there are is known all the same.
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let batch = RecordBatch::try_new_with_options(named, batch.columns().to_vec(), &options);
    Ok(batch.map_err(DataFusionError::from)?)
}

impl Facts {
    /// Asks a question: at most so many rows, of organisations that the caller's rights reach, not for longer than a minute,
    /// in the memory of one query.
    ///
    /// # Errors
    ///
    /// [`QueryError`] without [`Right::ReadRecords`], for anything but one statement that reads, and where it fails or meets a
    /// limit.
    pub async fn ask(&self, caller: &Caller, sql: &str, most: usize) -> Result<Answer, QueryError> {
        caller.require(Right::ReadRecords).map_err(QueryError::Forbidden)?;
        demand_short(sql)?;
        let (facts, caller, sql) = (self.clone(), caller.clone(), sql.to_owned());
        let ends = Instant::now() + PATIENCE;
        // A question whose asker does not wait any more keeps its turn until the engine lets it go: planning has no pauses, and
        // what nobody waits for must not pile up.
        let turn = timeout_at(ends, Arc::clone(&self.queries).acquire_owned()).await;
        // The semaphore is never closed; without a turn the question is asked all the same.
        let turn = turn.map_err(|_| QueryError::Busy { limit: AT_ONCE })?.ok();
        let work = async move {
            let answer = facts.answer(&caller, &sql, most).await;
            answer.map(|answer| Answer { turn: turn.map(Arc::new), ..answer })
        };
        let timed = timeout_at(ends, aside(work)).await;
        timed.map_err(|_| QueryError::TooLong { seconds: PATIENCE.as_secs() })?
    }

    async fn answer(&self, caller: &Caller, sql: &str, most: usize) -> Result<Answer, QueryError> {
        let statement = Session::parse(sql)?;
        demand_plain(&statement)?;
        // What only shows its plan reads nothing of its tables.
        let is_plan = matches!(statement, Statement::Explain(_));
        let tables = if is_plan { BTreeSet::new() } else { Session::tables_of(&statement)? };
        let session = self.furnish(Session::for_questions()?, caller, Some(&tables)).await?;
        Answer::of(session.run_some(statement, most.saturating_add(1)).await?, most, tables)
    }

    /// The tables that a caller's questions can name: events first, then the registers.
    pub fn shapes(&self, caller: &Caller) -> Vec<Shape> {
        self.schemas(caller).into_iter().map(|(name, schema)| Shape { name, columns: columns_of(&schema) }).collect()
    }
}

/// Demands that a text is one statement no longer than one may be, as whoever keeps it for later wants to know. Whether its
/// tables are there and it reads, is told when it is asked.
///
/// # Errors
///
/// [`QueryError`] with what is wrong.
pub async fn understood(sql: &str) -> Result<(), QueryError> {
    demand_short(sql)?;
    let sql = sql.to_owned();
    aside(async move { Session::parse(&sql).map(drop) }).await
}

fn columns_of(schema: &Schema) -> Vec<(String, Holds)> {
    let holds = |kind: &DataType| match kind {
        DataType::Boolean => Holds::Bool,
        DataType::Date32 => Holds::Date,
        DataType::Timestamp(_, _) => Holds::Time,
        DataType::Binary => Holds::Bytes,
        kind if kind.is_numeric() => Holds::Number,
        _ => Holds::Text,
    };
    schema.fields().iter().map(|field| (field.name().clone(), holds(field.data_type()))).collect()
}

/// Carries work out on a thread with a deep stack. Nobody waits for it any longer than whoever asks.
async fn aside<T, W>(work: W) -> Result<T, QueryError>
where
    T: Send + 'static,
    W: Future<Output = Result<T, QueryError>> + Send + 'static,
{
    let (mut answer, answered) = oneshot::channel();
    let runtime = Handle::current();
    let carry_out = move || {
        let done = runtime.block_on(async {
            tokio::select! {
                done = work => Some(done),
                () = answer.closed() => None,
            }
        });
        if done.is_some_and(|done| answer.send(done).is_err()) {
            tracing::debug!("nobody waits for the answer to a question any more");
        }
    };
    let thread = std::thread::Builder::new().name("question".to_owned()).stack_size(STACK);
    thread.spawn(carry_out).map_err(|error| QueryError::Sql(DataFusionError::External(Box::new(error))))?;
    answered.await.map_err(|_| QueryError::Broken)?
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::{ArrayRef, Int64Array};
    use tokio::sync::Semaphore;

    use super::*;

    fn batch(names: &[&str]) -> RecordBatch {
        let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Int64, false)).collect();
        let column: ArrayRef = Arc::new(Int64Array::from_iter_values(0..1200));
        let columns = names.iter().map(|_| Arc::clone(&column)).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
    }

    #[test]
    fn each_column_has_a_name_of_its_own() {
        let answer = Answer::of(vec![batch(&["a", "a_2", "a", "a"])], 5, BTreeSet::new()).unwrap();
        assert_eq!(answer.columns(), ["a", "a_2", "a_3", "a_4"]);
        assert!(answer.rows().unwrap().iter().all(|row| row.len() == 4));
    }

    #[test]
    fn an_answer_is_cut_where_it_was_asked_to_be_and_comes_in_parts() {
        for (most, rows, cut) in [(0, 0, true), (1199, 1199, true), (1200, 1200, false), (5000, 1200, false)] {
            let answer = Answer::of(vec![batch(&["a"])], most, BTreeSet::new()).unwrap();
            assert_eq!((answer.len(), answer.cut, answer.is_empty()), (rows, cut, rows == 0));
            let parts: Vec<usize> = answer.parts().map(|part| part.len()).collect();
            assert_eq!(parts.iter().sum::<usize>(), rows);
            assert!(parts.iter().all(|part| (1..=PART).contains(part)), "{parts:?}");
        }
        let nothing = Answer::of(Vec::new(), 5, BTreeSet::new()).unwrap();
        assert!(nothing.columns().is_empty() && nothing.rows().unwrap().is_empty());
    }

    #[test]
    fn a_turn_is_taken_for_as_long_as_something_is_made_of_the_answer() {
        let turns = Arc::new(Semaphore::new(1));
        let taken = || {
            let turn = Some(Arc::new(Arc::clone(&turns).try_acquire_owned().unwrap()));
            Answer { turn, ..Answer::of(vec![batch(&["a"])], 1200, BTreeSet::new()).unwrap() }
        };
        let mut parts = taken().parts();
        let part = parts.next();
        assert_eq!(turns.available_permits(), 0);
        drop(parts);
        assert_eq!(turns.available_permits(), 0, "a part of it is still there");
        drop(part);
        assert_eq!(turns.available_permits(), 1);
        let free = taken().without_turn();
        assert_eq!((turns.available_permits(), free.len()), (1, 1200));
    }

    #[test]
    fn names_that_would_stand_in_very_many_rows_are_refused() {
        let long = "x".repeat(ANSWER_MEMORY / 1000);
        let answer = Answer::of(vec![batch(&[long.as_str()])], 1200, BTreeSet::new()).unwrap();
        assert!(matches!(answer.rows(), Err(QueryError::TooLarge { .. })));
        assert!(answer.parts().all(|part| part.rows().is_ok()), "a few at a time they are written");
    }

    #[test]
    fn the_numbers_of_events_are_known_as_such() {
        let schema = Arc::new(Schema::new(vec![Field::new("seq", DataType::UInt64, false)]));
        let of = |names: &[&str]| {
            let tables = names.iter().map(|name| (*name).to_owned()).collect();
            Answer::of(vec![RecordBatch::new_empty(Arc::clone(&schema))], 5, tables).unwrap().seq
        };
        assert_eq!((of(&["events"]), of(&["people"])), (Some(0), None));
        let counted = Answer::of(vec![batch(&["seq"])], 5, ["events".to_owned()].into()).unwrap();
        assert_eq!(counted.seq, None, "what is counted is no number of an event");
    }

    #[tokio::test]
    async fn what_is_kept_for_later_is_one_statement_of_a_length_that_is_taken() {
        let deep = format!("SELECT 1{}", " + 1".repeat(400));
        for sql in ["SELECT seq FROM events", "SELECT * FROM no_such_table;", &deep] {
            assert!(understood(sql).await.is_ok(), "{sql}");
        }
        for sql in ["", "SELEC 1", "SELECT 1; SELECT 2", "SELECT '"] {
            assert!(matches!(understood(sql).await, Err(QueryError::Sql(_))), "{sql}");
        }
        let long = format!("SELECT '{}'", "ә".repeat(LONGEST));
        assert!(matches!(understood(&long).await, Err(QueryError::TextTooLong { limit: LONGEST })));
        let many = format!("SELECT 1{}", " + 1".repeat(1_000));
        assert!(matches!(understood(&many).await, Err(QueryError::TooManySigns { .. })));
    }

    #[tokio::test]
    async fn what_breaks_beside_is_told_and_breaks_nothing_here() {
        let work = async { if PART > 0 { panic!("broken on purpose") } else { Ok(()) } };
        assert!(matches!(aside(work).await, Err(QueryError::Broken)));
        assert_eq!(aside(async { Ok(17) }).await.unwrap(), 17);
    }
}
