//! The newest of Talap's own events under a source: how those who keep their own place in the ledger find it again when they open it.

use std::collections::BTreeMap;

use datafusion::arrow::array::AsArray as _;
use datafusion::arrow::datatypes::UInt64Type;
use datafusion::common::DataFusionError;
use datafusion::logical_expr::{col, lit};
use datafusion::prelude::SessionContext;
use talap_model::time::format_date;
use talap_model::{Caller, Explain, Forbidden, Message, ObjectId, OrganisationId, SourceId, SourceKind};
use time::Date;

use crate::batch::Partition;
use crate::ledger::Ledger;
use crate::state::View;

/// How many of the newest files are asked for their day. Events that are committed together lie in one file for each day
/// that their time of receipt names, which is one, or two around midnight; the clock would have to jump over four days
/// within one group commit before this was too few.
const FILES: usize = 4;

/// An event that tells of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newest {
    /// Its place in the ledger.
    pub seq: u64,
    /// Its text.
    pub message: String,
    /// What else it says, by name.
    pub attributes: BTreeMap<String, String>,
}

/// The ledger could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// The caller lacks the right.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A file could not be read.
    #[error("the events could not be read")]
    Query(#[source] Box<DataFusionError>),
    /// The attributes of an event do not read back.
    #[error("event {seq} does not read back")]
    Damaged {
        /// Which event.
        seq: u64,
        /// What is wrong.
        #[source]
        cause: serde_json::Error,
    },
}

impl From<DataFusionError> for LookError {
    fn from(cause: DataFusionError) -> Self {
        Self::Query(Box::new(cause))
    }
}

impl Explain for LookError {
    fn explain(&self) -> Message {
        match self {
            Self::Forbidden(refusal) => refusal.explain(),
            Self::Query(cause) => Message::new("ledger-unreadable").with("cause", cause.to_string()),
            Self::Damaged { cause, .. } => Message::new("ledger-unreadable").with("cause", cause.to_string()),
        }
    }
}

impl Ledger {
    /// Talap's own event under a source that has the largest seq, if there is any.
    ///
    /// # Errors
    ///
    /// [`LookError`] when the caller may not read events or the files cannot be read.
    pub async fn newest(
        &self,
        caller: &Caller,
        organisation: &OrganisationId,
        object: &ObjectId,
        source: &SourceId,
    ) -> Result<Option<Newest>, LookError> {
        let events = self.events_table(caller)?;
        let ours = |partition: &Partition| {
            partition.source == *source && partition.object == *object && partition.organisation == *organisation
        };
        let Some(since) = self.shared().read(|view| first_day(view, ours)) else { return Ok(None) };
        let is = |column: &str, text: &str| col(column).eq(lit(text.to_owned()));
        let wanted = is("org", organisation.as_str())
            .and(is("object", object.as_str()))
            .and(is("source", source.as_str()))
            .and(is("kind", SourceKind::Talap.key()))
            .and(col("day").gt_eq(lit(format_date(since))));
        let rows = SessionContext::new()
            .read_table(events)?
            .filter(wanted)?
            .sort(vec![col("seq").sort(false, false)])?
            .limit(0, Some(1))?
            .select_columns(&["seq", "message", "attributes"])?
            .collect()
            .await?;
        let Some(row) = rows.iter().find(|batch| batch.num_rows() > 0) else { return Ok(None) };
        let (seq, message, attributes) = (
            row.column(0).as_primitive::<UInt64Type>().value(0),
            row.column(1).as_string::<i32>().value(0),
            row.column(2).as_string::<i32>().value(0),
        );
        let attributes = serde_json::from_str(attributes).map_err(|cause| LookError::Damaged { seq, cause })?;
        Ok(Some(Newest { seq, message: message.to_owned(), attributes }))
    }
}

/// The first of the days that the newest event can be of.
fn first_day(view: &View, ours: impl Fn(&Partition) -> bool) -> Option<Date> {
    let mut files: Vec<_> = view.files.iter().filter(|file| ours(&file.partition)).collect();
    files.sort_by_key(|file| std::cmp::Reverse(file.line.last_batch));
    let sealed = files.iter().take(FILES).map(|file| file.partition.day);
    let tail = view.tail.iter().filter(|batch| ours(&batch.partition)).map(|batch| batch.partition.day);
    sealed.chain(tail).min()
}
