//! `[[ledger.longer]]`, `[ledger.archive]` and `[ledger.second_store]`: where events are kept, and for how long.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The second store of confidential objects.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondStoreConfig {
    /// A folder on another disk. It must be there: Talap makes only what is in it.
    pub(crate) folder: PathBuf,
}

/// An organisation, or one object of it, whose events are kept longer.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LongerConfig {
    /// The organisation's identifier.
    pub(crate) organisation: String,
    /// The object's identifier; left out, all of the organisation's.
    #[serde(default)]
    pub(crate) object: Option<String>,
    /// Months for which its events are kept.
    pub(crate) kept_months: u32,
}

/// The archive store.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArchiveConfig {
    /// `file:///a/folder`, which should be on another disk, or `s3://bucket/prefix` with Object Lock.
    pub(crate) url: String,
    /// A file of lines `AWS_ACCESS_KEY_ID=…`, `AWS_SECRET_ACCESS_KEY=…`, `AWS_REGION=…`, `AWS_ENDPOINT_URL=…` that only its
    /// owner can read; left out, these are variables of the environment.
    #[serde(default)]
    pub(crate) credentials: Option<PathBuf>,
}

/// Other machines that do a part of wide queries over the archive (`talap-wide`, in builds with the feature `wide`).
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WideConfig {
    /// The scheduler, as `host:port`.
    pub(crate) scheduler: String,
    /// The folder with this machine's keys, as `talap-wide keys` made it.
    pub(crate) keys: PathBuf,
    /// In how many parts a query is shared out; left out, 32.
    #[serde(default)]
    pub(crate) parts: Option<usize>,
    /// How many MiB of files it takes before that is done; left out, 1024.
    #[serde(default)]
    pub(crate) least_mib: Option<u64>,
}
