//! The `events` table of queries: exactly the manifest's Parquet files and the unsealed tail, as they were when the query
//! was planned, and of the organisations that the caller may read.

use std::collections::{BTreeMap, BTreeSet};
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

use crate::archive::{Archive, ArchiveError, ScanPlace};
use crate::batch::Partition;
use crate::columns::{self, PARTITION_COLUMNS, Row};
use crate::ledger::Ledger;
use crate::prune::Pruning;
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
        let (schema, shared) = (columns::table_schema(), Arc::clone(self.shared()));
        let archive = self.house().archive.clone();
        Ok(Arc::new(EventsTable { schema, shared, events, archive, reach }))
    }
}

struct EventsTable {
    schema: SchemaRef,
    shared: Arc<Shared>,
    /// The folder of the Parquet files.
    events: PathBuf,
    /// Where the older ones are.
    archive: Option<Arc<Archive>>,
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
        state: &dyn Session,
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
            .flat_map(|batch| batch.events.iter().map(|event| (batch.index, event)))
            .collect();
        let mut parts = Vec::new();
        for (store, files) in self.by_store(&files, state)? {
            parts.push(self.parquet_scan(store, files, projection, limit)?);
        }
        if !rows.is_empty() || parts.is_empty() {
            parts.push(self.memory_scan(&rows, projection)?);
        }
        if parts.len() > 1 {
            return UnionExec::try_new(parts);
        }
        parts.pop().ok_or_else(|| DataFusionError::Internal("a scan of nothing".to_owned()))
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
        store: ObjectStoreUrl,
        files: Vec<PartitionedFile>,
        projection: Option<&Vec<usize>>,
        limit: Option<usize>,
    ) -> QueryResult<Arc<dyn ExecutionPlan>> {
        let partition_fields: Vec<_> =
            PARTITION_COLUMNS.iter().map(|name| Arc::new(Field::new(*name, DataType::Utf8, false))).collect();
        let schema =
            TableSchema::builder(columns::queried_file_schema()).with_table_partition_cols(partition_fields).build();
        let indices = self.indices(&schema, projection)?;
        let source = Arc::new(ParquetSource::new(schema));
        let config = FileScanConfigBuilder::new(store, source)
            .with_file_group(FileGroup::new(files))
            .with_projection_indices(Some(indices))?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }

    /// Where the wanted columns of the table are in the schema of the scan, which has the path's columns last.
    fn indices(&self, schema: &TableSchema, projection: Option<&Vec<usize>>) -> QueryResult<Vec<usize>> {
        let wanted = projection.cloned().unwrap_or_else(|| (0..self.schema.fields().len()).collect());
        wanted.into_iter().map(|at| Ok(schema.table_schema().index_of(self.schema.field(at).name())?)).collect()
    }

    /// Files by the store that they are in: the file system, and the archive's where it is another.
    fn by_store(
        &self,
        files: &[&SealedFile],
        state: &dyn Session,
    ) -> QueryResult<Vec<(ObjectStoreUrl, Vec<PartitionedFile>)>> {
        let (mut local, mut remote) = (Vec::new(), BTreeMap::<String, Vec<PartitionedFile>>::new());
        for file in files {
            let place = match &file.archived {
                None => ScanPlace::Local(self.events.join(&file.line.path)),
                Some(line) => {
                    let archive = self.archive.as_ref().ok_or(ArchiveError::None).map_err(external)?;
                    archive.scan(&line.path, line.version.as_deref())
                }
            };
            match place {
                ScanPlace::Local(path) => {
                    let path = StorePath::from_absolute_path(&path).map_err(external)?;
                    local.push(Self::partitioned(file, path));
                }
                ScanPlace::Object { url, store, key } => {
                    let address = ObjectStoreUrl::parse(&url)?;
                    state.runtime_env().register_object_store(address.as_ref(), store);
                    let path = StorePath::parse(&key).map_err(external)?;
                    remote.entry(url).or_default().push(Self::partitioned(file, path));
                }
            }
        }
        let local = (!local.is_empty()).then(|| Ok((ObjectStoreUrl::local_filesystem(), local)));
        let remote = remote.into_iter().map(|(url, files)| ObjectStoreUrl::parse(url).map(|url| (url, files)));
        local.into_iter().chain(remote).collect()
    }

    fn partitioned(file: &SealedFile, path: StorePath) -> PartitionedFile {
        let mut partitioned = PartitionedFile::new("", file.line.size);
        partitioned.object_meta.location = path;
        let Partition { organisation, object, source, .. } = &file.partition;
        let values = [organisation.as_str(), object.as_str(), source.as_str(), &file.partition.day_text()]
            .map(|text| ScalarValue::Utf8(Some(text.to_owned())));
        // The plan keeps the file from being deleted as long as it lives.
        partitioned.with_partition_values(values.to_vec()).with_extension(file.pin.clone())
    }
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}
