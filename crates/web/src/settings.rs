//! How pages are served.

use std::net::SocketAddr;
use std::path::PathBuf;

use time::UtcOffset;

/// How pages are served. `cli` makes it of `talap.toml`.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The certificate and its key; without them only loopback is served.
    pub tls: Option<Tls>,
    /// The address by which people reach the pages, without a slash at its end; where it is not set, a page says the host that its
    /// reader asked for.
    pub pages: Option<String>,
    /// The largest file that a person may hand in, in bytes.
    pub largest_file: usize,
    /// The offset from UTC that times are shown in.
    pub offset: UtcOffset,
}

/// Where the certificate and its key are.
#[derive(Debug, Clone)]
pub struct Tls {
    /// A file with the certificate and those above it, in PEM.
    pub certificate: PathBuf,
    /// A file with its private key, in PEM.
    pub key: PathBuf,
}

impl Settings {
    /// The address that people type.
    pub fn url(&self, bound: SocketAddr) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{bound}")
    }
}
