//! How the ledger keeps events, as facts: the policy of retention in force, and the partitions with where they lie.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use talap_ledger::{ArchiveState, Holding, Ledger};
use talap_model::Caller;

use crate::facts::days;
use crate::session::QueryError;

/// The policy of retention in force: one row, or none while there is no policy.
pub(crate) const POLICY: &str = "ledger_policy";

/// The partitions that are kept: one source of an object on one day.
pub(crate) const PARTITIONS: &str = "ledger_partitions";

/// The tables without rows.
pub(crate) fn schemas() -> [(&'static str, SchemaRef); 2] {
    [(POLICY, policy_schema()), (PARTITIONS, partitions_schema())]
}

fn policy_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("kept_months", DataType::Int64, false),
        Field::new("online_months", DataType::Int64, false),
        Field::new("since", DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), true),
        // `none`, `reached` or `unreachable`.
        Field::new("archive", DataType::Utf8, false),
    ]))
}

fn partitions_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("org_id", DataType::Utf8, false),
        Field::new("object", DataType::Utf8, false),
        Field::new("source", DataType::Utf8, false),
        Field::new("day", DataType::Date32, false),
        Field::new("events", DataType::Int64, false),
        Field::new("bytes", DataType::Int64, false),
        Field::new("archived", DataType::Boolean, false),
        Field::new("kept_until", DataType::Date32, true),
    ]))
}

/// One of the tables, with what the caller may see of it. The policy's asks the archive store whether it is there.
pub(crate) async fn table(name: &str, ledger: &Ledger, caller: &Caller) -> Result<Arc<dyn TableProvider>, QueryError> {
    let batch = if name == POLICY { policy(ledger).await? } else { partitions(ledger, caller)? };
    Ok(Arc::new(MemTable::try_new(batch.schema(), vec![vec![batch]])?))
}

async fn policy(ledger: &Ledger) -> Result<RecordBatch, QueryError> {
    let holdings = ledger.holdings();
    let Some(retention) = holdings.retention else { return Ok(RecordBatch::new_empty(policy_schema())) };
    let archive = match ledger.archive_state().await {
        ArchiveState::None => "none",
        ArchiveState::Reached { .. } => "reached",
        ArchiveState::Unreachable { .. } => "unreachable",
    };
    let since = holdings.retention_since.map(talap_model::Timestamp::micros);
    batch(
        policy_schema(),
        vec![
            Arc::new(Int64Array::from(vec![i64::from(retention.kept_months)])),
            Arc::new(Int64Array::from(vec![i64::from(retention.online_months)])),
            Arc::new(TimestampMicrosecondArray::from(vec![since]).with_timezone("UTC")),
            Arc::new(StringArray::from(vec![archive])),
        ],
    )
}

fn partitions(ledger: &Ledger, caller: &Caller) -> Result<RecordBatch, QueryError> {
    let held: Vec<Holding> =
        ledger.holdings().partitions.into_iter().filter(|held| caller.reaches(&held.organisation)).collect();
    let text = |get: fn(&Holding) -> &str| Arc::new(held.iter().map(|one| Some(get(one))).collect::<StringArray>());
    let number = |get: fn(&Holding) -> u64| {
        let numbers = held.iter().map(|one| i64::try_from(get(one)).unwrap_or(i64::MAX));
        Arc::new(numbers.collect::<Int64Array>())
    };
    batch(
        partitions_schema(),
        vec![
            text(|held| held.organisation.as_str()),
            text(|held| held.object.as_str()),
            text(|held| held.source.as_str()),
            Arc::new(held.iter().map(|one| Some(days(one.day))).collect::<Date32Array>()),
            number(|held| held.events),
            number(|held| held.bytes),
            Arc::new(held.iter().map(|one| Some(one.archived_files > 0)).collect::<BooleanArray>()),
            Arc::new(held.iter().map(|one| one.kept_until.map(days)).collect::<Date32Array>()),
        ],
    )
}

fn batch(schema: SchemaRef, columns: Vec<ArrayRef>) -> Result<RecordBatch, QueryError> {
    Ok(RecordBatch::try_new(schema, columns).map_err(datafusion::error::DataFusionError::from)?)
}
