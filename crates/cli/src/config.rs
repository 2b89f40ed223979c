//! `talap.toml`: one section per concern, unknown keys refused by name.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use talap_collect::stream;
use talap_model::Message;
use talap_web::settings::{Settings, Tls};

use crate::failure::{Failure, io_cause};

/// The name of the configuration file inside the data folder.
pub(crate) const FILE: &str = "talap.toml";

/// The whole configuration. Everything has a default; an empty file is a valid one.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Where records are kept.
    pub(crate) store: StoreConfig,
    /// How events are kept.
    pub(crate) ledger: LedgerConfig,
    /// What is received, and where.
    pub(crate) collect: CollectConfig,
    /// The grown size: a stream of NATS JetStream in front of the ledger, several nodes.
    pub(crate) grown: GrownConfig,
    /// When statements are judged.
    pub(crate) assess: AssessConfig,
    /// Pages and the API.
    pub(crate) web: WebConfig,
    /// Folders that replace or add to what is built in.
    pub(crate) folders: FoldersConfig,
}

/// Where records are kept.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StoreConfig {
    /// `sqlite:///path/file.db?mode=rwc` or `postgres://user:password@host/database`; left out, an SQLite file in the data folder.
    pub(crate) url: Option<String>,
}

/// How events are kept.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LedgerConfig {
    /// The name that checkpoints are signed under; it cannot change once the ledger exists.
    pub(crate) origin: String,
    /// How many events the write-ahead log holds before they are sealed into Parquet.
    #[schemars(range(min = 1))]
    pub(crate) seal_after_events: u64,
    /// How many bytes the write-ahead log holds before its events are sealed into Parquet.
    #[schemars(range(min = 1))]
    pub(crate) seal_after_bytes: u64,
    /// Seconds between two checkpoints while events arrive.
    #[schemars(range(min = 1))]
    pub(crate) checkpoint_every_seconds: u64,
    /// Hours between two verifications of the whole ledger by the running process itself.
    #[schemars(range(min = 1))]
    pub(crate) verify_every_hours: u64,
}

impl Default for LedgerConfig {
    fn default() -> Self {
        Self {
            origin: "talap/ledger".to_owned(),
            seal_after_events: 100_000,
            seal_after_bytes: 64 << 20,
            checkpoint_every_seconds: 5,
            verify_every_hours: 12,
        }
    }
}

/// What is received, and where.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CollectConfig {
    /// The address for syslog over UDP; an empty text receives none.
    pub(crate) syslog_udp: String,
    /// The address for syslog over TCP; an empty text receives none.
    pub(crate) syslog_tcp: String,
    /// The longest message, in bytes; what is longer is cut and marked.
    #[schemars(range(min = 480))]
    pub(crate) longest_message: usize,
    /// Whether messages from other hosts are taken. Plain syslog is neither encrypted nor authenticated, so an address
    /// beyond loopback is refused unless this is set.
    pub(crate) allow_remote: bool,
    /// The offset from UTC of times that are written without one, as `+05:00`, the time of Kazakhstan since 1 March 2024.
    pub(crate) utc_offset: String,
}

impl Default for CollectConfig {
    fn default() -> Self {
        Self {
            syslog_udp: "127.0.0.1:5514".to_owned(),
            syslog_tcp: "127.0.0.1:5514".to_owned(),
            longest_message: 64 << 10,
            allow_remote: false,
            utc_offset: "+05:00".to_owned(),
        }
    }
}

/// The grown size: receivers on any number of nodes publish into a stream of NATS JetStream, and the node that has the lease
/// takes it into the ledger. Records must be in PostgreSQL, which the nodes share.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
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
    /// The servers' monitoring addresses, as `http://127.0.0.1:8222`, to ask whether they sync every write.
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
            monitor_urls: Vec::new(),
        }
    }
}

impl GrownConfig {
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

    fn files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        [
            &mut self.nkey_file,
            &mut self.credentials_file,
            &mut self.tls_authorities,
            &mut self.tls_certificate,
            &mut self.tls_key,
        ]
        .into_iter()
        .flatten()
    }

    /// What is wrong, by key.
    fn check(&self, store: Option<&str>) -> Result<(), (&'static str, Message)> {
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

/// When statements are judged.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AssessConfig {
    /// Minutes between two assessments by the running process.
    #[schemars(range(min = 1))]
    pub(crate) every_minutes: u64,
}

impl Default for AssessConfig {
    fn default() -> Self {
        Self { every_minutes: 15 }
    }
}

/// Pages and the API.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WebConfig {
    /// The address of the pages; an empty text serves none. Beyond loopback a certificate is needed.
    pub(crate) address: String,
    /// A file with the certificate and those above it, in PEM; with it, pages are served over TLS 1.3.
    pub(crate) tls_certificate: Option<PathBuf>,
    /// A file with the certificate's private key, in PEM.
    pub(crate) tls_key: Option<PathBuf>,
    /// The largest file that a person may hand in, in MiB.
    #[schemars(range(min = 1))]
    pub(crate) largest_file_mebibytes: usize,
    /// Minutes without a request after which a session ends.
    #[schemars(range(min = 1))]
    pub(crate) session_idle_minutes: u32,
    /// Hours after which a session ends in any case.
    #[schemars(range(min = 1))]
    pub(crate) session_hours: u32,
}

impl Default for WebConfig {
    fn default() -> Self {
        Self {
            address: "127.0.0.1:8320".to_owned(),
            tls_certificate: None,
            tls_key: None,
            largest_file_mebibytes: 20,
            session_idle_minutes: 30,
            session_hours: 12,
        }
    }
}

impl WebConfig {
    /// How long sessions, links and locks last.
    pub(crate) fn policy(&self) -> talap_access::Policy {
        talap_access::Policy {
            idle: time::Duration::minutes(self.session_idle_minutes.into()),
            absolute: time::Duration::hours(self.session_hours.into()),
            ..talap_access::Policy::default()
        }
    }

    /// The certificate, where both of its files are named.
    pub(crate) fn tls(&self) -> Option<Tls> {
        let (certificate, key) = self.tls_certificate.clone().zip(self.tls_key.clone())?;
        Some(Tls { certificate, key })
    }
}

/// Folders that replace or add to what is built in. A relative path counts from the configuration file's folder.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FoldersConfig {
    /// A catalogue in place of the built-in one.
    pub(crate) catalog: Option<PathBuf>,
    /// Checks beside the built-in ones; one of the same name takes its place.
    pub(crate) checks: Option<PathBuf>,
    /// Register definitions in place of the built-in ones.
    pub(crate) registers: Option<PathBuf>,
}

impl Config {
    /// Reads the configuration: the file that was asked for, or `talap.toml` in the data folder where there is one.
    pub(crate) fn load(asked: Option<&Path>, data: &Path) -> Result<Self, Failure> {
        let path = asked.map_or_else(|| data.join(FILE), Path::to_owned);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && asked.is_none() => return Ok(Self::default()),
            Err(error) => {
                let message = Message::new("config-unreadable")
                    .with("path", path.display().to_string())
                    .with("cause", io_cause(&error));
                return Err(Failure::wrong_use(message));
            }
        };
        let mut config = Self::parse(&text, &path)?;
        let base = path.parent().map(Path::to_owned).unwrap_or_default();
        let folders = &mut config.folders;
        for folder in [&mut folders.catalog, &mut folders.checks, &mut folders.registers].into_iter().flatten() {
            *folder = base.join(&*folder);
        }
        for file in [&mut config.web.tls_certificate, &mut config.web.tls_key].into_iter().flatten() {
            *file = base.join(&*file);
        }
        for file in config.grown.files() {
            *file = base.join(&*file);
        }
        Ok(config)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Failure> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text.bytes().take(span.start).filter(|b| *b == b'\n').count() + 1);
            let message = Message::new("config-wrong").with("path", path.display().to_string()).with("line", line);
            Failure::wrong_use(match unknown_key(error.message()) {
                Some(key) => message.with("cause", Message::new("config-unknown-key").with("key", key)),
                None => message.with("cause", Message::new("config-not-as-expected").with("text", error.message())),
            })
        })?;
        config.check(path)?;
        Ok(config)
    }

    fn check(&self, path: &Path) -> Result<(), Failure> {
        let positive = [
            ("ledger.seal_after_events", self.ledger.seal_after_events),
            ("ledger.seal_after_bytes", self.ledger.seal_after_bytes),
            ("ledger.checkpoint_every_seconds", self.ledger.checkpoint_every_seconds),
            ("ledger.verify_every_hours", self.ledger.verify_every_hours),
            ("assess.every_minutes", self.assess.every_minutes),
            ("web.largest_file_mebibytes", self.web.largest_file_mebibytes as u64),
            ("web.session_idle_minutes", self.web.session_idle_minutes.into()),
            ("web.session_hours", self.web.session_hours.into()),
        ];
        let wrong = |key: &str, cause: Message| {
            let cause = cause.with("key", key);
            Failure::wrong_use(
                Message::new("config-value-wrong").with("path", path.display().to_string()).with("cause", cause),
            )
        };
        if let Some((key, _)) = positive.iter().find(|(_, value)| *value == 0) {
            return Err(wrong(key, Message::new("config-must-be-positive")));
        }
        if self.collect.longest_message < 480 {
            return Err(wrong(
                "collect.longest_message",
                Message::new("config-message-too-short").with("least", 480_u32),
            ));
        }
        if talap_collect::moment::offset(&self.collect.utc_offset).is_none() {
            let text = self.collect.utc_offset.as_str();
            return Err(wrong("collect.utc_offset", Message::new("config-offset-wrong").with("text", text)));
        }
        self.grown.check(self.store.url.as_deref()).map_err(|(key, cause)| wrong(key, cause))?;
        if self.web.tls_certificate.is_some() != self.web.tls_key.is_some() {
            return Err(wrong("web.tls_certificate", Message::new("config-tls-incomplete")));
        }
        let web = parse_address(&self.web.address).map_err(|()| {
            wrong("web.address", Message::new("config-address-wrong").with("text", self.web.address.as_str()))
        })?;
        if let Some(address) = web.filter(|address| !address.ip().is_loopback() && self.web.tls().is_none()) {
            return Err(wrong("web.address", Message::new("config-needs-tls").with("text", address.to_string())));
        }
        for (key, text) in
            [("collect.syslog_udp", &self.collect.syslog_udp), ("collect.syslog_tcp", &self.collect.syslog_tcp)]
        {
            let Some(address) = parse_address(text)
                .map_err(|()| wrong(key, Message::new("config-address-wrong").with("text", text.as_str())))?
            else {
                continue;
            };
            if !address.ip().is_loopback() && !self.collect.allow_remote {
                return Err(wrong(key, Message::new("config-address-remote").with("text", text.as_str())));
            }
        }
        Ok(())
    }

    /// The offset of times that are written without one.
    pub(crate) fn offset(&self) -> time::UtcOffset {
        talap_collect::moment::offset(&self.collect.utc_offset).unwrap_or(time::UtcOffset::UTC)
    }

    /// The address of the pages, where they are served.
    pub(crate) fn web(&self) -> Option<SocketAddr> {
        parse_address(&self.web.address).ok().flatten()
    }

    /// How pages are served.
    pub(crate) fn settings(&self) -> Settings {
        Settings { tls: self.web.tls(), largest_file: self.web.largest_file_mebibytes << 20, offset: self.offset() }
    }

    /// The address for syslog over UDP, where it is received.
    pub(crate) fn syslog_udp(&self) -> Option<SocketAddr> {
        parse_address(&self.collect.syslog_udp).ok().flatten()
    }

    /// The address for syslog over TCP, where it is received.
    pub(crate) fn syslog_tcp(&self) -> Option<SocketAddr> {
        parse_address(&self.collect.syslog_tcp).ok().flatten()
    }
}

fn parse_address(text: &str) -> Result<Option<SocketAddr>, ()> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| ()) }
}

/// The key that serde's `deny_unknown_fields` complains of.
fn unknown_key(message: &str) -> Option<&str> {
    message.strip_prefix("unknown field `")?.split('`').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, Failure> {
        Config::parse(text, Path::new("/d/talap.toml"))
    }

    #[test]
    fn an_unknown_key_is_refused_by_name_and_line() {
        let failure = parse("[collect]\nsyslog_udp = \"\"\nsylog_tcp = \"\"\n").unwrap_err();
        assert_eq!(failure.exit, 2);
        let said = failure.message.to_string();
        assert!(said.contains("sylog_tcp") && said.contains("line=3"), "{said}");
    }

    #[test]
    fn a_stream_needs_shared_records_and_no_secret_in_sight() {
        let said = |grown: &str| match parse(&format!("[store]\nurl = \"postgres://db/t\"\n[grown]\n{grown}")) {
            Ok(_) => String::new(),
            Err(failure) => failure.message.to_string(),
        };
        for (grown, expected) in [
            ("nats_url = \"tls://n1:4222, nats://127.0.0.1:4222,nats://localhost\"", ""),
            ("nats_url = \"nats://10.0.0.1:4222\"", "config-nats-needs-tls"),
            ("nats_url = \"tls://a:secret@n1:4222\"", "config-secret-in-url"),
            ("nats_url = \"n1:4222\"", "config-nats-url-wrong"),
            ("nats_url = \"tls://n1\"\nstream = \"a.b\"", "config-stream-wrong"),
            ("nats_url = \"tls://n1\"\nreplicas = 6", "config-replicas-wrong"),
            ("nats_url = \"tls://n1\"\nlease_seconds = 1", "config-lease-too-short"),
            ("nats_url = \"tls://n1\"\nnkey_file = \"a\"\ncredentials_file = \"b\"", "config-two-credentials"),
            ("nats_url = \"tls://n1\"\ntls_key = \"a\"", "config-tls-incomplete"),
        ] {
            let said = said(grown);
            assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{grown}: {said}");
        }
        assert!(!said("nats_url = \"tls://a:hunter2@n1\"").contains("hunter2"));
        let alone = parse("[grown]\nnats_url = \"tls://n1\"\n").unwrap_err();
        assert!(alone.message.to_string().contains("config-needs-postgres"));
    }

    #[test]
    fn an_address_beyond_loopback_needs_to_be_allowed() {
        let open = "[collect]\nsyslog_udp = \"0.0.0.0:514\"\n";
        assert!(parse(open).unwrap_err().message.to_string().contains("config-address-remote"));
        assert!(parse(&format!("{open}allow_remote = true\n")).is_ok());
        assert!(
            parse("[collect]\nsyslog_tcp = \"here\"\n")
                .unwrap_err()
                .message
                .to_string()
                .contains("config-address-wrong")
        );
    }

    #[test]
    fn pages_beyond_loopback_need_a_certificate_and_its_key() {
        let said = |text: &str| parse(text).unwrap_err().message.to_string();
        assert!(said("[web]\naddress = \"0.0.0.0:443\"\n").contains("config-needs-tls"));
        assert!(said("[web]\ntls_certificate = \"a.pem\"\n").contains("config-tls-incomplete"));
        assert!(said("[web]\naddress = \"here\"\n").contains("config-address-wrong"));
        let whole = "[web]\naddress = \"0.0.0.0:443\"\ntls_certificate = \"a.pem\"\ntls_key = \"a.key\"\n";
        assert!(parse(whole).unwrap().web.tls().is_some());
        assert!(parse("[web]\naddress = \"\"\n").unwrap().web().is_none());
    }

    #[test]
    fn zero_is_no_interval() {
        let said = parse("[assess]\nevery_minutes = 0\n").unwrap_err().message.to_string();
        assert!(said.contains("assess.every_minutes"), "{said}");
    }

    #[test]
    fn an_empty_file_is_a_valid_one() {
        assert!(parse("").is_ok());
    }
}
