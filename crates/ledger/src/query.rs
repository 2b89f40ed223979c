//! The `events` table of queries: exactly the manifest's Parquet files and the unsealed tail, as they were when the query
//! was planned, and of the organisations that the caller may read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::{DataType, Field, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result as QueryResult, ScalarValue};
use datafusion::datasource::TableType;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::object_store::ObjectStoreUrl;
use datafusion::datasource::physical_plan::parquet::{CachedParquetFileReaderFactory, ParquetRowSelection};
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::cache::cache_manager::FileMetadataCache;
use datafusion::execution::cache::default_cache::DefaultCache;
use datafusion::logical_expr::{Expr, ScalarUDF, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::union::UnionExec;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::ObjectStore;
use object_store::path::Path as StorePath;
use parquet::arrow::arrow_reader::RowSelection;
use talap_model::{Caller, Forbidden, OrganisationId, Right, Scope};

use crate::archive::{Archive, ArchiveError, ScanPlace};
use crate::batch::{Batch, Partition};
use crate::columns::{self, PARTITION_COLUMNS};
use crate::demand::Demand;
use crate::forms;
use crate::joined::joined;
use crate::ledger::Ledger;
use crate::prune::Pruning;
use crate::raw;
use crate::state::{SealedFile, Shared, View};
use crate::tail;
use crate::tokens::{Blocks, Heads, IndexFile};

/// The memory that footers and page indexes of Parquet files may take, in bytes.
const FOOTERS_MEMORY: usize = 64 << 20;

/// How many indexes of tokens are read at a time.
const INDEXES_AT_ONCE: usize = 16;

/// What is remembered of files, for all queries of a ledger: they never change.
pub(crate) struct FileMemory {
    footers: Arc<FileMetadataCache>,
    heads: Heads,
}

impl Default for FileMemory {
    fn default() -> Self {
        let footers = Arc::new(DefaultCache::new(FOOTERS_MEMORY).with_name("footers of sealed files"));
        Self { footers, heads: Heads::default() }
    }
}

/// The functions that plans over the `events` table may hold beside the engine's own: another machine that runs a part of
/// such a plan must know them.
pub fn query_functions() -> Vec<Arc<ScalarUDF>> {
    vec![raw::function(), forms::function(), joined()]
}

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
        Ok(Arc::new(EventsTable {
            schema: columns::table_schema(),
            shared: Arc::clone(self.shared()),
            memory: Arc::clone(self.file_memory()),
            events,
            archive: self.house().archive.clone(),
            reach,
        }))
    }
}

struct EventsTable {
    schema: SchemaRef,
    shared: Arc<Shared>,
    memory: Arc<FileMemory>,
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
        // Files and blocks of rows are left out by what a filter says of their path, and by their index of tokens; each row
        // that is left is filtered by the query itself.
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
        let store = state.runtime_env().object_store(ObjectStoreUrl::local_filesystem())?;
        let files = view.files.iter().filter(|file| wanted(&file.partition));
        let files = self.choose(files.collect(), &Demand::of(filters), &store).await?;
        let reached = |batch: &&Arc<Batch>| wanted(&batch.partition) && pruning.may_hold(batch);
        let tail: Vec<Arc<Batch>> = view.tail.iter().filter(reached).cloned().collect();
        let threads = state.config().target_partitions();
        let mut parts = Vec::new();
        for (url, files) in self.by_store(files, state)? {
            let store = state.runtime_env().object_store(&url)?;
            parts.push(self.parquet_scan(url, store, into_groups(files, threads), projection, limit)?);
        }
        if !tail.is_empty() || parts.is_empty() {
            parts.push(tail::scan(self.projected(projection)?, tail)?);
        }
        if parts.len() > 1 {
            return UnionExec::try_new(parts);
        }
        parts.pop().ok_or_else(|| DataFusionError::Internal("a scan of nothing".to_owned()))
    }
}

impl EventsTable {
    /// The columns that are wanted.
    fn projected(&self, projection: Option<&Vec<usize>>) -> QueryResult<SchemaRef> {
        Ok(match projection {
            Some(wanted) => Arc::new(self.schema.project(wanted)?),
            None => self.schema(),
        })
    }

    /// The files that may hold what is demanded, each with the blocks of rows that may, as far as indexes tell.
    async fn choose<'a>(
        &self,
        files: Vec<&'a SealedFile>,
        demand: &Demand,
        store: &Arc<dyn ObjectStore>,
    ) -> QueryResult<Vec<Chosen<'a>>> {
        let each: Vec<_> = files.into_iter().map(|file| self.choose_of(file, demand, store)).collect();
        let chosen: Vec<_> = futures::stream::iter(each).buffered(INDEXES_AT_ONCE).try_collect().await?;
        Ok(chosen.into_iter().flatten().collect())
    }

    async fn choose_of<'a>(
        &self,
        file: &'a SealedFile,
        demand: &Demand,
        store: &Arc<dyn ObjectStore>,
    ) -> QueryResult<Option<Chosen<'a>>> {
        let blocks = if *demand == Demand::Anything { None } else { self.blocks(file, demand, store).await? };
        if blocks.as_ref().is_some_and(Blocks::is_none) {
            return Ok(None);
        }
        Ok(Some(Chosen { file, rows: blocks.and_then(|blocks| blocks.selection()) }))
    }

    /// The blocks of a file that may hold what is demanded, if it has an index. One that cannot be used leaves nothing out.
    async fn blocks(
        &self,
        file: &SealedFile,
        demand: &Demand,
        store: &Arc<dyn ObjectStore>,
    ) -> QueryResult<Option<Blocks>> {
        let (Some(index), Some(name)) = (&file.line.index, file.line.index_path()) else { return Ok(None) };
        let path = store_path(&self.events.join(name))?;
        let file = IndexFile { store: store.as_ref(), path, size: index.size, rows: file.line.events };
        match file.blocks(demand, &self.memory.heads).await {
            Ok(blocks) => Ok(Some(blocks)),
            Err(error) => {
                tracing::warn!(path = %file.path, error = &error as &dyn std::error::Error, "the file is read as a whole");
                Ok(None)
            }
        }
    }

    fn parquet_scan(
        &self,
        url: ObjectStoreUrl,
        store: Arc<dyn ObjectStore>,
        groups: Vec<FileGroup>,
        projection: Option<&Vec<usize>>,
        limit: Option<usize>,
    ) -> QueryResult<Arc<dyn ExecutionPlan>> {
        let partition_fields: Vec<_> =
            PARTITION_COLUMNS.iter().map(|name| Arc::new(Field::new(*name, DataType::Utf8, false))).collect();
        let schema =
            TableSchema::builder(columns::queried_file_schema()).with_table_partition_cols(partition_fields).build();
        let wanted = self.wanted(projection);
        let made = wanted.iter().any(|name| columns::MADE.contains(name));
        // Attributes are made of raw bytes among others.
        let of_raw = raw::PARTS.into_iter().filter(|_| made);
        let of_attributes =
            [forms::ATTRIBUTES, forms::FORM].into_iter().filter(|_| wanted.contains(&forms::ATTRIBUTES));
        let parts = of_raw.chain(of_attributes).filter(|part| !wanted.contains(part));
        let columns = wanted.iter().copied().chain(parts);
        let indices = columns.map(|name| schema.table_schema().index_of(name)).collect::<Result<_, _>>()?;
        let reader = CachedParquetFileReaderFactory::new(store, Arc::clone(&self.memory.footers));
        // What a filter leaves out of a block is not read in full.
        let source =
            ParquetSource::new(schema).with_parquet_file_reader_factory(Arc::new(reader)).with_pushdown_filters(true);
        let source = Arc::new(source);
        let config = FileScanConfigBuilder::new(url, source)
            .with_file_groups(groups)
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

    /// Files by the store that they are in: the file system, and the archive's where it is another.
    fn by_store(
        &self,
        files: Vec<Chosen<'_>>,
        state: &dyn Session,
    ) -> QueryResult<Vec<(ObjectStoreUrl, Vec<PartitionedFile>)>> {
        let (mut local, mut remote) = (Vec::new(), BTreeMap::<String, Vec<PartitionedFile>>::new());
        for chosen in files {
            let place = match &chosen.file.archived {
                None => ScanPlace::Local(self.events.join(&chosen.file.line.path)),
                Some(line) => {
                    let archive = self.archive.as_ref().ok_or(ArchiveError::None).map_err(external)?;
                    archive.scan(&line.path, line.version.as_deref())
                }
            };
            match place {
                ScanPlace::Local(path) => {
                    local.push(chosen.partitioned(store_path(&path)?));
                }
                ScanPlace::Object { url, store, key } => {
                    let address = ObjectStoreUrl::parse(&url)?;
                    state.runtime_env().register_object_store(address.as_ref(), store);
                    let path = StorePath::parse(&key).map_err(external)?;
                    let version = chosen.file.archived.as_ref().and_then(|line| line.version.clone());
                    let mut partitioned = chosen.partitioned(path);
                    // For whoever reads it elsewhere; here the store knows which version it is.
                    partitioned.object_meta.version = version;
                    remote.entry(url).or_default().push(partitioned);
                }
            }
        }
        let local = (!local.is_empty()).then(|| Ok((ObjectStoreUrl::local_filesystem(), local)));
        let remote = remote.into_iter().map(|(url, files)| ObjectStoreUrl::parse(url).map(|url| (url, files)));
        local.into_iter().chain(remote).collect()
    }
}

/// A file that a query needs, and the rows of it that may be wanted, where that is known.
struct Chosen<'a> {
    file: &'a SealedFile,
    rows: Option<RowSelection>,
}

impl Chosen<'_> {
    fn partitioned(self, path: StorePath) -> PartitionedFile {
        let mut partitioned = PartitionedFile::new("", self.file.line.size);
        partitioned.object_meta.location = path;
        let Partition { organisation, object, source, .. } = &self.file.partition;
        let values = [organisation.as_str(), object.as_str(), source.as_str(), &self.file.partition.day_text()]
            .map(|text| ScalarValue::Utf8(Some(text.to_owned())));
        // The plan keeps the file from being deleted as long as it lives.
        let partitioned = partitioned.with_partition_values(values.to_vec()).with_extension(self.file.pin.clone());
        match self.rows {
            Some(rows) => partitioned.with_extension(ParquetRowSelection::new(rows)),
            None => partitioned,
        }
    }
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

fn store_path(path: &std::path::Path) -> QueryResult<StorePath> {
    StorePath::from_absolute_path(path).map_err(external)
}

/// Divides files among so many threads, neighbours together.
fn into_groups(files: Vec<PartitionedFile>, threads: usize) -> Vec<FileGroup> {
    let each = files.len().div_ceil(threads.max(1)).max(1);
    files.chunks(each).map(|group| FileGroup::new(group.to_vec())).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::RecordBatch;
    use datafusion::prelude::SessionContext;

    use crate::sample::{self, StepClock};
    use crate::{Ledger, LedgerConfig, SigningKey};

    async fn found(ledger: &Ledger) -> usize {
        let context = SessionContext::new();
        context.register_table("events", ledger.events_table(&sample::caller()).unwrap()).unwrap();
        let sql = "SELECT seq FROM events WHERE contains(lower(message), 'event 7')";
        let batches = context.sql(sql).await.unwrap().collect().await.unwrap();
        batches.iter().map(RecordBatch::num_rows).sum()
    }

    #[tokio::test]
    async fn files_that_were_sealed_before_there_were_indexes_are_read() {
        let folder = sample::folder();
        let config = LedgerConfig::new(folder.path().join("ledger"), "talap.example");
        let (ledger, _) =
            Ledger::open(config, SigningKey::from_seed(&[7; 32]), Arc::new(StepClock::default())).unwrap();
        let events = (0..100).map(|number| sample::event("acme", "portal", "web", number));
        ledger.append(&sample::caller(), events.collect()).await.unwrap();
        ledger.seal().await.unwrap();
        assert_eq!(found(&ledger).await, 11);
        ledger.shared().change(|view| {
            for file in Arc::make_mut(&mut view.files) {
                assert!(file.line.index.take().is_some());
            }
        });
        assert_eq!(found(&ledger).await, 11);
    }
}
