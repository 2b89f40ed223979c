//! What an executor reads: files of the archive, each in the version that was archived, and nothing else.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use datafusion::common::{DataFusionError, Result as QueryResult};
use datafusion::execution::object_store::ObjectStoreRegistry;
use futures::stream::{self, BoxStream, StreamExt as _};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use talap_ledger::archive::Reading;
use url::Url;

use crate::version::parted;

/// The only store of an executor.
#[derive(Debug)]
pub struct Shelf {
    url: String,
    prefix: Path,
    store: Arc<dyn ObjectStore>,
}

impl Shelf {
    /// The archive's files.
    ///
    /// # Errors
    ///
    /// The query engine's, when the archive's prefix is no path.
    pub fn new(reading: Reading) -> QueryResult<Self> {
        let prefix = Path::parse(&reading.prefix).map_err(|error| DataFusionError::External(Box::new(error)))?;
        Ok(Self { url: reading.url, prefix, store: reading.store })
    }

    fn refused(operation: &str) -> Error {
        Error::NotImplemented { operation: operation.to_owned(), implementer: "an executor".to_owned() }
    }

    /// The object behind a path, if it is the archive's.
    fn object(&self, path: &Path) -> Result<(Path, Option<String>)> {
        let (path, version) = parted(path);
        // `prefix_match` compares whole parts, and a path has no parts that go up.
        if path.prefix_match(&self.prefix).is_none() {
            return Err(Error::PermissionDenied {
                path: path.to_string(),
                source: "an executor reads the archive only".into(),
            });
        }
        Ok((path, version))
    }
}

impl fmt::Display for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the archive in {}{}", self.url, self.prefix)
    }
}

#[async_trait]
impl ObjectStore for Shelf {
    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let (path, version) = self.object(location)?;
        self.store.get_opts(&path, options.with_version(version)).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let (path, version) = self.object(location)?;
        if version.is_none() {
            return self.store.get_ranges(&path, ranges).await;
        }
        // What the trait does by itself: ranges that are near each other in one request, each with the version.
        object_store::coalesce_ranges(
            ranges,
            |range| async move {
                let options = GetOptions::new().with_range(Some(range));
                self.get_opts(location, options).await?.bytes().await
            },
            object_store::OBJECT_STORE_COALESCE_DEFAULT,
        )
        .await
    }

    async fn put_opts(&self, _: &Path, _: PutPayload, _: PutOptions) -> Result<PutResult> {
        Err(Self::refused("put"))
    }

    async fn put_multipart_opts(&self, _: &Path, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        Err(Self::refused("put"))
    }

    fn delete_stream(&self, _: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        stream::iter([Err(Self::refused("delete"))]).boxed()
    }

    fn list(&self, _: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        stream::iter([Err(Self::refused("list"))]).boxed()
    }

    async fn list_with_delimiter(&self, _: Option<&Path>) -> Result<ListResult> {
        Err(Self::refused("list"))
    }

    async fn copy_opts(&self, _: &Path, _: &Path, _: CopyOptions) -> Result<()> {
        Err(Self::refused("copy"))
    }
}

/// The stores that plans may name where they run: the [`Shelf`] alone.
#[derive(Debug)]
pub(crate) struct Only(pub(crate) Arc<Shelf>);

impl ObjectStoreRegistry for Only {
    fn register_store(&self, _: &Url, _: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        None
    }

    fn get_store(&self, url: &Url) -> QueryResult<Arc<dyn ObjectStore>> {
        let own = Url::parse(&self.0.url).is_ok_and(|own| own.scheme() == url.scheme() && own.host() == url.host());
        if own {
            return Ok(Arc::clone(&self.0) as Arc<dyn ObjectStore>);
        }
        Err(DataFusionError::Execution(format!("{url} is not read here")))
    }
}

/// An empty store behind every address: whoever shares plans out takes them apart, and reads nothing.
#[derive(Debug)]
pub(crate) struct Nothing;

impl ObjectStoreRegistry for Nothing {
    fn register_store(&self, _: &Url, _: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        None
    }

    fn get_store(&self, _: &Url) -> QueryResult<Arc<dyn ObjectStore>> {
        Ok(Arc::new(InMemory::new()))
    }
}

#[cfg(test)]
mod tests {
    use object_store::ObjectStoreExt as _;

    use super::*;

    #[tokio::test]
    async fn only_the_archive_is_read() {
        let store = Arc::new(InMemory::new());
        for path in ["archive/x", "archives/x", "other"] {
            store.put(&Path::from(path), "text".into()).await.unwrap();
        }
        let reading = Reading { url: "s3://bucket".into(), prefix: "archive".into(), store };
        let shelf = Shelf::new(reading).unwrap();
        assert!(shelf.get(&Path::from("archive/x")).await.is_ok());
        for path in ["archives/x", "other", "archive"] {
            assert!(shelf.get(&Path::from(path)).await.is_err(), "{path}");
        }
        assert!(shelf.put(&Path::from("archive/y"), "text".into()).await.is_err());
        let only = Only(Arc::new(shelf));
        assert!(only.get_store(&Url::parse("s3://bucket").unwrap()).is_ok());
        for url in ["s3://other", "file:///", "http://bucket"] {
            assert!(only.get_store(&Url::parse(url).unwrap()).is_err(), "{url}");
        }
    }
}
