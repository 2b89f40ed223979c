//! An archive in a bucket with S3's interface and Object Lock: each file is locked in compliance mode until its partition
//! may expire, so that not even the account's owner can delete or replace it before.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use object_store::aws::{AmazonS3, AmazonS3Builder, AwsAuthorizer, AwsCredential, Checksum};
use object_store::client::{HttpClient, HttpConnector as _, HttpRequestBody, SpawnedReqwestConnector};
use object_store::multipart::MultipartStore as _;
use object_store::path::Path as StorePath;
use object_store::{
    ClientOptions, GetOptions, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload, RetryConfig,
};
use sha2::{Digest as _, Sha256};
use talap_model::Timestamp;
use tokio::runtime::Runtime;

use super::pinned::Pinned;
use super::{ArchiveError, Reading, ScanPlace};
use crate::disk::{Action, DiskFault};

/// A file up to this size is stored by one request, a larger one in parts of this size.
const PART: usize = 8 << 20;

/// Names the ledger whose archive this is.
const MARK: &str = "talap-archive";

/// A bucket, a place in it, and who may write there.
#[derive(Clone, PartialEq, Eq)]
pub struct S3Place {
    /// The bucket's name.
    pub bucket: String,
    /// What all keys begin with; empty for the whole bucket.
    pub prefix: String,
    /// The server, where it is not Amazon's. Without encryption only on this machine.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The name of the access key.
    pub key_id: String,
    /// The access key's secret.
    pub secret: String,
}

impl fmt::Display for S3Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.prefix)
    }
}

impl fmt::Debug for S3Place {
    /// Everything but the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Place")
            .field("url", &self.to_string())
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl S3Place {
    /// The server's address.
    fn server(&self) -> String {
        let amazon = || format!("https://s3.{}.amazonaws.com", self.region);
        self.endpoint.clone().map_or_else(amazon, |endpoint| endpoint.trim_end_matches('/').to_owned())
    }

    /// Whether the server is on this machine, where nobody listens in between.
    fn is_here(&self) -> bool {
        let server = self.server();
        ["http://127.0.0.1", "http://localhost", "http://[::1]"]
            .iter()
            .any(|start| server.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')))
    }
}

/// The bucket, with the thread that talks to it.
pub(super) struct Bucket {
    pub(super) place: S3Place,
    store: Arc<AmazonS3>,
    pinned: Arc<Pinned>,
    runtime: Option<Runtime>,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.fmt(f)
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        // The last handle may go on a thread that must not wait.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Bucket {
    pub(super) fn new(place: S3Place) -> Result<Self, ArchiveError> {
        let broken = |cause: String| ArchiveError::Unreachable { place: place.to_string(), cause };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("talap-archive")
            .enable_all()
            .build()
            .map_err(|cause| broken(cause.to_string()))?;
        let store = match client(&place, &runtime, None) {
            Ok(store) => Arc::new(store),
            Err(error) => {
                // Its end may not be waited for here either.
                runtime.shutdown_background();
                return Err(broken(chain(&error)));
            }
        };
        let pinned = Arc::new(Pinned::new(Arc::clone(&store)));
        Ok(Self { store, pinned, runtime: Some(runtime), place })
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, ArchiveError>>) -> Result<T, ArchiveError> {
        match &self.runtime {
            Some(runtime) => runtime.block_on(work),
            None => Err(self.unreachable("it was closed")),
        }
    }

    fn unreachable(&self, cause: impl Into<String>) -> ArchiveError {
        ArchiveError::Unreachable { place: self.place.to_string(), cause: cause.into() }
    }

    fn error(&self, key: &str, error: &object_store::Error) -> ArchiveError {
        match error {
            object_store::Error::NotFound { .. } => ArchiveError::Missing { path: key.to_owned() },
            object_store::Error::AlreadyExists { .. } => ArchiveError::Other { path: key.to_owned() },
            error => self.unreachable(chain(error)),
        }
    }

    fn key(&self, key: &str) -> StorePath {
        self.place.prefix.split('/').chain(key.split('/')).filter(|part| !part.is_empty()).collect()
    }

    /// Whether the server answers. One whose certificate is not trusted does, and goes on to be refused.
    pub(super) fn answers(&self) -> Result<(), ArchiveError> {
        match self.ask(&Method::HEAD, MARK, "", String::new()) {
            Ok((status, _)) if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                Err(self.unreachable(status.to_string()))
            }
            // The library of TLS has only words for it.
            Err(ArchiveError::Unreachable { cause, .. }) if cause.contains("certificate") => Ok(()),
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(super) fn mark(&self) -> Result<Option<String>, ArchiveError> {
        self.wait(async {
            match self.store.get(&self.key(MARK)).await {
                Ok(found) => {
                    let text = found.bytes().await.map_err(|error| self.error(MARK, &error))?;
                    Ok(Some(String::from_utf8_lossy(&text).trim_end().to_owned()))
                }
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(self.error(MARK, &error)),
            }
        })
    }

    pub(super) fn put_mark(&self, origin: &str) -> Result<(), ArchiveError> {
        let payload = PutPayload::from(format!("{origin}\n"));
        let create = PutOptions::from(PutMode::Create);
        let put = self.wait(async {
            let put = self.store.put_opts(&self.key(MARK), payload, create).await;
            put.map(|_| ()).map_err(|error| self.error(MARK, &error))
        });
        match put {
            // Somebody who looked at the same time was faster.
            Err(ArchiveError::Other { .. }) if self.mark()?.as_deref() == Some(origin) => Ok(()),
            put => put,
        }
    }

    /// The version of the newest object under a key.
    pub(super) fn version(&self, key: &str) -> Result<Option<String>, ArchiveError> {
        self.wait(async {
            let found = self.store.head(&self.key(key)).await.map_err(|error| self.error(key, &error))?;
            Ok(found.version)
        })
    }

    /// Stores a file, locked until `until`.
    pub(super) fn put(&self, from: &Path, key: &str, until: Timestamp) -> Result<Option<String>, ArchiveError> {
        let unreadable = |cause| ArchiveError::Disk(DiskFault::new(Action::Read, from, cause));
        let mut file = File::open(from).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        let path = self.key(key);
        let Some(runtime) = &self.runtime else { return Err(self.unreachable("it was closed")) };
        // A lock is asked for by headers of the request that makes the object; the parts of a large one have none.
        let locking = client(&self.place, runtime, Some(until)).map_err(|error| self.error(key, &error))?;
        self.wait(async {
            if size <= PART as u64 {
                let bytes = piece(&mut file).map_err(unreadable)?;
                let create = PutOptions::from(PutMode::Create);
                let put = locking.put_opts(&path, bytes.into(), create).await;
                return put.map(|put| put.version).map_err(|error| self.error(key, &error));
            }
            let upload = locking.create_multipart(&path).await.map_err(|error| self.error(key, &error))?;
            let stored = self.put_parts(&mut file, &path, &upload, unreadable).await;
            if stored.is_err() {
                // What is left behind otherwise is never read, and only costs room.
                let _best_effort = self.store.abort_multipart(&path, &upload).await;
            }
            stored
        })
    }

    async fn put_parts(
        &self,
        file: &mut File,
        path: &StorePath,
        upload: &str,
        unreadable: impl Fn(io::Error) -> ArchiveError,
    ) -> Result<Option<String>, ArchiveError> {
        let failed = |error: object_store::Error| self.error(path.as_ref(), &error);
        let (upload, mut parts) = (upload.to_owned(), Vec::new());
        loop {
            let bytes = piece(file).map_err(&unreadable)?;
            if bytes.is_empty() {
                break;
            }
            parts.push(self.store.put_part(path, &upload, parts.len(), bytes.into()).await.map_err(failed)?);
        }
        let done = self.store.complete_multipart(path, &upload, parts).await.map_err(failed)?;
        Ok(done.version)
    }

    pub(super) fn open(&self, key: &str, version: Option<&str>) -> Result<Object, ArchiveError> {
        let Some(runtime) = &self.runtime else { return Err(self.unreachable("it was closed")) };
        let path = self.key(key);
        let options = GetOptions::new().with_version(version).with_head(true);
        let found =
            self.wait(async { self.store.get_opts(&path, options).await.map_err(|error| self.error(key, &error)) })?;
        Ok(Object {
            store: Arc::clone(&self.store),
            runtime: runtime.handle().clone(),
            version: version.map(str::to_owned),
            size: found.meta.size,
            path,
        })
    }

    pub(super) fn scan(&self, key: &str, version: Option<&str>) -> ScanPlace {
        let path = self.key(key);
        if let Some(version) = version {
            self.pinned.pin(path.clone(), version.to_owned());
        }
        let store = Arc::clone(&self.pinned) as Arc<dyn ObjectStore>;
        ScanPlace::Object { url: format!("s3://{}", self.place.bucket), store, key: path.to_string() }
    }

    pub(super) fn reading(&self) -> Reading {
        let store = Arc::clone(&self.store) as Arc<dyn ObjectStore>;
        Reading { url: format!("s3://{}", self.place.bucket), prefix: self.place.prefix.clone(), store }
    }

    /// Makes sure that an object is locked until then: a server may have made it without heeding what was asked.
    pub(super) fn lock(&self, key: &str, version: Option<&str>, until: Timestamp) -> Result<(), ArchiveError> {
        let query = version
            .map_or_else(|| "retention".to_owned(), |version| format!("retention&versionId={}", encoded(version)));
        let until = until.to_string();
        let is_locked = |text: &str| {
            between(text, "<Mode>", "</Mode>") == Some("COMPLIANCE")
                // To the second, and with or without its fraction.
                && between(text, "<RetainUntilDate>", "</RetainUntilDate>").map(seconds) >= Some(seconds(&until))
        };
        let (status, text) = self.ask(&Method::GET, key, &query, String::new())?;
        if status.is_success() && is_locked(&text) {
            return Ok(());
        }
        let wanted = format!(
            "<Retention xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Mode>COMPLIANCE</Mode>\
             <RetainUntilDate>{until}</RetainUntilDate></Retention>"
        );
        let (status, text) = self.ask(&Method::PUT, key, &query, wanted)?;
        if status.is_success() {
            return Ok(());
        }
        let code = between(&text, "<Code>", "</Code>").unwrap_or_default();
        Err(self.unreachable(format!("it does not lock {key}: {status} {code}")))
    }

    /// Deletes a version of an object, which the store refuses while it is locked.
    pub(super) fn remove(&self, key: &str, version: Option<&str>) -> Result<(), ArchiveError> {
        let query = version.map_or_else(String::new, |version| format!("versionId={}", encoded(version)));
        match self.ask(&Method::DELETE, key, &query, String::new())? {
            (status, _) if status.is_success() || status.as_u16() == 404 => Ok(()),
            (status, text) => {
                let code = between(&text, "<Code>", "</Code>").unwrap_or_default();
                let cause = format!("{status} {code}").trim_end().to_owned();
                Err(ArchiveError::Locked { path: key.to_owned(), cause })
            }
        }
    }

    /// Sends a request of a kind that the client has no call for.
    fn ask(&self, method: &Method, key: &str, query: &str, body: String) -> Result<(StatusCode, String), ArchiveError> {
        let Some(runtime) = &self.runtime else { return Err(self.unreachable("it was closed")) };
        let path = encoded(self.key(key).as_ref());
        let mark = if query.is_empty() { "" } else { "?" };
        let url = format!("{}/{}/{path}{mark}{query}", self.place.server(), encoded(&self.place.bucket));
        let mut request = Request::builder().method(method).uri(url);
        if !body.is_empty() {
            request = request
                .header("x-amz-sdk-checksum-algorithm", "SHA256")
                .header("x-amz-checksum-sha256", STANDARD.encode(Sha256::digest(&body)));
        }
        let request = request.body(HttpRequestBody::from(body));
        let mut request = request.map_err(|error| self.unreachable(error.to_string()))?;
        let credential =
            AwsCredential { key_id: self.place.key_id.clone(), secret_key: self.place.secret.clone(), token: None };
        AwsAuthorizer::new(&credential, "s3", &self.place.region).authorize(&mut request, None);
        let options = ClientOptions::new().with_allow_http(self.place.is_here());
        let client: HttpClient = SpawnedReqwestConnector::new(runtime.handle().clone())
            .connect(&options)
            .map_err(|error| self.error(key, &error))?;
        self.wait(async {
            let answer = client.execute(request).await.map_err(|error| self.unreachable(chain(&error)))?;
            let status = answer.status();
            let text = answer.into_body().bytes().await.map_err(|error| self.unreachable(chain(&error)))?;
            Ok((status, String::from_utf8_lossy(&text).into_owned()))
        })
    }
}

/// A moment of RFC 3339 in UTC up to its seconds, which sorts as text.
fn seconds(moment: &str) -> &str {
    moment.get(..19).unwrap_or(moment)
}

/// The next part of a file; empty at its end.
fn piece(file: &mut File) -> io::Result<Bytes> {
    let mut bytes = Vec::new();
    file.take(PART as u64).read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

/// A client; with `until`, every object that it makes is locked until then.
fn client(place: &S3Place, runtime: &Runtime, until: Option<Timestamp>) -> Result<AmazonS3, object_store::Error> {
    let mut options = ClientOptions::new().with_allow_http(place.is_here());
    if let Some(until) = until {
        let mut headers = HeaderMap::new();
        headers.insert("x-amz-object-lock-mode", HeaderValue::from_static("COMPLIANCE"));
        if let Ok(moment) = HeaderValue::from_str(&until.to_string()) {
            headers.insert("x-amz-object-lock-retain-until-date", moment);
        }
        // Required of whoever locks, beside the checksum itself.
        headers.insert("x-amz-sdk-checksum-algorithm", HeaderValue::from_static("SHA256"));
        options = options.with_default_headers(headers);
    }
    let retry = RetryConfig { max_retries: 3, retry_timeout: Duration::from_secs(30), ..RetryConfig::default() };
    AmazonS3Builder::new()
        .with_bucket_name(&place.bucket)
        .with_region(&place.region)
        .with_endpoint(place.server())
        .with_access_key_id(&place.key_id)
        .with_secret_access_key(&place.secret)
        // S3 demands a checksum of what it is to lock.
        .with_checksum_algorithm(Checksum::SHA256)
        .with_allow_http(place.is_here())
        .with_client_options(options)
        .with_retry(retry)
        .with_http_connector(SpawnedReqwestConnector::new(runtime.handle().clone()))
        .build()
}

/// An object that is read by ranges.
#[derive(Debug)]
pub(crate) struct Object {
    store: Arc<AmazonS3>,
    runtime: tokio::runtime::Handle,
    path: StorePath,
    version: Option<String>,
    pub(super) size: u64,
}

impl Object {
    pub(super) fn range(&self, start: u64, length: usize) -> io::Result<Bytes> {
        let options = GetOptions::new()
            .with_version(self.version.as_deref())
            .with_range(Some(start..start.saturating_add(length as u64)));
        let read = self.runtime.block_on(async {
            let found = self.store.get_opts(&self.path, options).await?;
            found.bytes().await
        });
        read.map_err(|error| io::Error::other(chain(&error)))
    }
}

/// An error with what lies behind it, since object stores put what matters there.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        next = cause.source();
    }
    text
}

/// Everything but letters, digits and `-._~/` as percent signs and hexadecimal digits, as S3's signatures demand.
fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut url, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            url.push(byte.into());
        } else {
            let _ignored = write!(url, "%{byte:02X}");
        }
        url
    })
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(inside, _)| inside)
}
