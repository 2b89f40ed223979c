//! The archive store as another machine reads it: one that runs a part of a query and has no ledger.

use std::sync::Arc;

use object_store::ObjectStore;
use object_store::local::LocalFileSystem;

use super::{Archive, Kind};

/// What it takes to read the files of an archive store.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The address by which plans of queries name the store: `file:///` or `s3://bucket`.
    pub url: String,
    /// What the paths of the archive's files begin with; empty for all of the store.
    pub prefix: String,
    /// The store. It answers only as long as the [`Archive`] lives.
    pub store: Arc<dyn ObjectStore>,
}

impl Archive {
    /// How the archive's files are read without its ledger.
    pub fn reading(&self) -> Reading {
        match &self.kind {
            Kind::Folder(folder) => Reading {
                url: "file:///".to_owned(),
                prefix: folder.path.to_string_lossy().trim_matches('/').to_owned(),
                store: Arc::new(LocalFileSystem::new()),
            },
            Kind::S3(bucket) => bucket.reading(),
        }
    }
}
