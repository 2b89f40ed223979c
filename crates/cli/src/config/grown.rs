//! `[grown]`: several nodes, a stream in front of the ledger.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use talap_collect::stream;
use talap_model::Message;

use super::keep::ArchiveConfig;

/// The grown size: receivers on any number of nodes publish into a stream of NATS `JetStream`, and the node that has the lease
/// takes it into the ledger. Records must be in PostgreSQL, which the nodes share.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct GrownConfig {
    /// The NATS servers, with commas between them: `tls://nats-1:4222,tls://nats-2:4222`. Left out, there is no stream.
    pub(crate) nats_url: Option<String>,
    /// The stream's name; it is made where it is not there. Letters, digits, `-` and `_`.
    pub(crate) stream: String,
    /// On how many servers an event lies before it is acknowledged.
    #[schemars(range(min = 1, max = 5))]
    pub(crate) replicas: usize,
    /// The name of this node, different from that of every other; left out, the machine's.
    pub(crate) node: Option<String>,
    /// Whether this node keeps the ledger when it gets the lease. A node that does not only receives.
    pub(crate) keeps_ledger: bool,
    /// Seconds after which another node may take the lease of one that is silent.
    #[schemars(range(min = 5))]
    pub(crate) lease_seconds: u64,
    /// A file with this node's nkey seed, readable by its owner alone.
    pub(crate) nkey_file: Option<PathBuf>,
    /// A file with this node's JWT and seed, as nsc writes it, readable by its owner alone.
    pub(crate) credentials_file: Option<PathBuf>,
    /// A file with the certificates that the servers' must come from, in PEM; left out, the system's.
    pub(crate) tls_authorities: Option<PathBuf>,
    /// A file with this node's certificate, in PEM, for servers that ask for one.
    pub(crate) tls_certificate: Option<PathBuf>,
    /// A file with the certificate's private key, in PEM, readable by its owner alone.
    pub(crate) tls_key: Option<PathBuf>,
    /// The store that the nodes share the ledger's sealed files in. With it each node has a data folder of its own, and the
    /// ledger's growth is kept in the database too; left out, the nodes share one data folder.
    pub(crate) objects: Option<ArchiveConfig>,
    /// The servers' monitoring addresses, as `http://127.0.0.1:8222`, to ask whether they sync every write. Most of them must answer
    /// at the start.
    pub(crate) monitor_urls: Vec<String>,
}

impl Default for GrownConfig {
    fn default() -> Self {
        Self {
            nats_url: None,
            stream: "TALAP".to_owned(),
            replicas: 3,
            node: None,
            keeps_ledger: true,
            lease_seconds: 15,
            nkey_file: None,
            credentials_file: None,
            tls_authorities: None,
            tls_certificate: None,
            tls_key: None,
            objects: None,
            monitor_urls: Vec::new(),
        }
    }
}

impl GrownConfig {
    /// Whether several nodes may keep the ledger, with a stream in front of it.
    pub(crate) fn is_set(&self) -> bool {
        self.nats_url.is_some()
    }

    /// Which stream of which servers, where there is one.
    pub(crate) fn settings(&self, machine: &str, longest_message: usize) -> Option<stream::Settings> {
        let credentials = match (&self.nkey_file, &self.credentials_file) {
            (Some(nkey), _) => stream::Credentials::Nkey(nkey.clone()),
            (None, Some(file)) => stream::Credentials::File(file.clone()),
            (None, None) => stream::Credentials::None,
        };
        Some(stream::Settings {
            servers: self.nats_url.clone()?,
            stream: self.stream.clone(),
            replicas: self.replicas,
            node: self.node.clone().unwrap_or_else(|| machine.to_owned()),
            credentials,
            tls: stream::Tls {
                authorities: self.tls_authorities.clone(),
                own: self.tls_certificate.clone().zip(self.tls_key.clone()),
            },
            monitors: self.monitor_urls.clone(),
            longest_message,
        })
    }

    pub(super) fn files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        [
            &mut self.nkey_file,
            &mut self.credentials_file,
            &mut self.tls_authorities,
            &mut self.tls_certificate,
            &mut self.tls_key,
        ]
        .into_iter()
        .flatten()
        .chain(self.objects.as_mut().and_then(|objects| objects.credentials.as_mut()))
    }

    /// What is wrong, by key.
    pub(super) fn check(&self, store: Option<&str>) -> Result<(), (&'static str, Message)> {
        let Some(servers) = &self.nats_url else { return Ok(()) };
        let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if self.stream.is_empty() || !self.stream.chars().all(name) {
            return Err(("grown.stream", Message::new("config-stream-wrong").with("text", self.stream.as_str())));
        }
        if !(1..=5).contains(&self.replicas) {
            return Err(("grown.replicas", Message::new("config-replicas-wrong")));
        }
        if self.lease_seconds < 5 {
            return Err(("grown.lease_seconds", Message::new("config-lease-too-short").with("least", 5_u32)));
        }
        if self.nkey_file.is_some() && self.credentials_file.is_some() {
            return Err(("grown.nkey_file", Message::new("config-two-credentials")));
        }
        if self.tls_certificate.is_some() != self.tls_key.is_some() {
            return Err(("grown.tls_certificate", Message::new("config-tls-incomplete")));
        }
        if !store.is_some_and(|url| url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            return Err(("store.url", Message::new("config-needs-postgres")));
        }
        for text in servers.split(',').map(str::trim) {
            let url = text.parse::<url::Url>().ok().filter(|url| matches!(url.scheme(), "nats" | "tls"));
            let wrong = || Message::new("config-nats-url-wrong").with("text", text);
            let url = url.filter(url::Url::has_host).ok_or_else(|| ("grown.nats_url", wrong()))?;
            if !url.username().is_empty() || url.password().is_some() {
                return Err(("grown.nats_url", Message::new("config-secret-in-url")));
            }
            if url.scheme() != "tls" && !is_loopback(&url) {
                return Err(("grown.nats_url", Message::new("config-nats-needs-tls").with("text", text)));
            }
        }
        Ok(())
    }
}

fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        // The addresses of schemes that the standard of URLs does not know are not told from names.
        Some(url::Host::Domain(name)) => {
            name == "localhost" || name.parse().is_ok_and(|address: std::net::Ipv4Addr| address.is_loopback())
        }
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
