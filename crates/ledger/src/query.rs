//! The `events` table of queries: exactly the manifest's Parquet files and the unsealed tail, as they were when the query
//! was planned, and of the organisations that the caller may read.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Field, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result as QueryResult, ScalarValue};
use datafusion::datasource::TableType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::object_store::ObjectStoreUrl;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::union::UnionExec;
use object_store::path::Path as StorePath;
use talap_model::{Caller, Forbidden, OrganisationId, Right, Scope};

use crate::batch::{Partition, Row};
use crate::columns::{self, PARTITION_COLUMNS};
use crate::ledger::Ledger;
use crate::prune::Pruning;
use crate::raw;
use crate::state::{SealedFile, Shared, View};

/// How many rows of the tail make one record batch.
const CHUNK: usize = 8192;

impl Ledger {
    /// The events that a caller may read, as a table for queries. The caller's scope is applied in the table itself, so no
    /// query can reach beyond it.
    ///
    /// # Errors
    ///
    /// [`Forbidden`] when the caller lacks [`Right::ReadEvents`].
    pub fn events_table(&self, caller: &Caller) -> Result<Arc<dyn TableProvider>, Forbidden> {
        caller.require(Right::ReadEvents)?;
        let reach = match caller.scope() {
            Scope::All => None,
            Scope::Organisations(set) => Some(set.clone()),
        };
        let events = self.dir().join("events");
        Ok(Arc::new(EventsTable { schema: columns::table_schema(), shared: Arc::clone(self.shared()), events, reach }))
    }
}

struct EventsTable {
    schema: SchemaRef,
    shared: Arc<Shared>,
    /// The folder of the Parquet files.
    events: PathBuf,
    /// The organisations that may be read; none means all.
    reach: Option<BTreeSet<OrganisationId>>,
}

impl fmt::Debug for EventsTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventsTable").field("events", &self.events).finish_non_exhaustive()
    }
}

#[async_trait]
impl TableProvider for EventsTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> QueryResult<Vec<TableProviderFilterPushDown>> {
        // Files are left out by what a filter says of their path; rows are filtered by the query itself.
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> QueryResult<Arc<dyn ExecutionPlan>> {
        // One look, so that a seal in between can neither hide an event nor show it twice.
        let view = self.shared.read(View::clone);
        let pruning = Pruning::of(filters);
        let wanted = |partition: &Partition| {
            let reached = self.reach.as_ref().is_none_or(|reach| reach.contains(&partition.organisation));
            reached && pruning.may_match(partition)
        };
        let files: Vec<_> = view.files.iter().filter(|file| wanted(&file.partition)).collect();
        let rows: Vec<Row<'_>> = view
            .tail
            .iter()
            .filter(|batch| wanted(&batch.partition))
            .flat_map(|batch| batch.rows())
            .collect::<Result<_, _>>()
            .map_err(|error| DataFusionError::External(Box::new(error)))?;
        let memory = self.memory_scan(&rows, projection)?;
        if files.is_empty() {
            return Ok(memory);
        }
        let parquet = self.parquet_scan(&files, projection, limit)?;
        if rows.is_empty() { Ok(parquet) } else { UnionExec::try_new(vec![parquet, memory]) }
    }
}

impl EventsTable {
    fn memory_scan(&self, rows: &[Row<'_>], projection: Option<&Vec<usize>>) -> QueryResult<Arc<dyn ExecutionPlan>> {
        let batches = rows
            .chunks(CHUNK)
            .map(|chunk| columns::to_record_batch(&self.schema, chunk))
            .collect::<Result<Vec<RecordBatch>, _>>()?;
        let scan = MemorySourceConfig::try_new_exec(&[batches], self.schema(), projection.cloned())?;
        Ok(scan)
    }

    fn parquet_scan(
        &self,
        files: &[&SealedFile],
        projection: Option<&Vec<usize>>,
        limit: Option<usize>,
    ) -> QueryResult<Arc<dyn ExecutionPlan>> {
        let partition_fields: Vec<_> =
            PARTITION_COLUMNS.iter().map(|name| Arc::new(Field::new(*name, DataType::Utf8, false))).collect();
        let schema =
            TableSchema::builder(columns::queried_file_schema()).with_table_partition_cols(partition_fields).build();
        let wanted = self.wanted(projection);
        let made = wanted.contains(&raw::RAW);
        let parts = raw::PARTS.into_iter().filter(|part| made && !wanted.contains(part));
        let columns = wanted.iter().copied().chain(parts);
        let indices = columns.map(|name| schema.table_schema().index_of(name)).collect::<Result<_, _>>()?;
        let group = files.iter().map(|file| self.partitioned(file)).collect::<QueryResult<Vec<_>>>()?;
        let source = Arc::new(ParquetSource::new(schema));
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), source)
            .with_file_group(FileGroup::new(group))
            .with_projection_indices(Some(indices))?
            .with_limit(limit)
            .build();
        let scan: Arc<dyn ExecutionPlan> = DataSourceExec::from_data_source(config);
        if made { raw::put_together(scan, &wanted) } else { Ok(scan) }
    }

    /// The names of the columns that are wanted, in order.
    fn wanted(&self, projection: Option<&Vec<usize>>) -> Vec<&str> {
        let names: Vec<&str> = self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        match projection {
            Some(places) => places.iter().filter_map(|at| names.get(*at).copied()).collect(),
            None => names,
        }
    }

    fn partitioned(&self, file: &SealedFile) -> QueryResult<PartitionedFile> {
        let path = self.events.join(&file.line.path);
        let mut partitioned = PartitionedFile::new("", file.line.size);
        partitioned.object_meta.location =
            StorePath::from_absolute_path(&path).map_err(|error| DataFusionError::External(Box::new(error)))?;
        let Partition { organisation, object, source, .. } = &file.partition;
        let values = [organisation.as_str(), object.as_str(), source.as_str(), &file.partition.day_text()]
            .map(|text| ScalarValue::Utf8(Some(text.to_owned())));
        Ok(partitioned.with_partition_values(values.to_vec()))
    }
}
