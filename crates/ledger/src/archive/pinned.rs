//! A bucket as queries read it: each object in the version that was archived, whatever was put over it since; and nothing
//! but reading.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use object_store::aws::AmazonS3;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

/// The bucket, with the versions of the objects that queries asked for.
#[derive(Debug)]
pub(super) struct Pinned {
    store: Arc<AmazonS3>,
    versions: RwLock<HashMap<Path, String>>,
}

impl Pinned {
    pub(super) fn new(store: Arc<AmazonS3>) -> Self {
        Self { store, versions: RwLock::default() }
    }

    /// From here on the object is read in this version.
    pub(super) fn pin(&self, path: Path, version: String) {
        self.versions.write().unwrap_or_else(PoisonError::into_inner).insert(path, version);
    }

    fn refused(operation: &str) -> Error {
        Error::NotImplemented { operation: operation.to_owned(), implementer: "the archive store".to_owned() }
    }
}

impl fmt::Display for Pinned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.store.fmt(f)
    }
}

#[async_trait]
impl ObjectStore for Pinned {
    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let version = self.versions.read().unwrap_or_else(PoisonError::into_inner).get(location).cloned();
        let version = options.version.clone().or(version);
        self.store.get_opts(location, options.with_version(version)).await
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

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.store.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.store.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, _: &Path, _: &Path, _: CopyOptions) -> Result<()> {
        Err(Self::refused("copy"))
    }
}
