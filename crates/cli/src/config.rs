//! `talap.toml`: one section per concern, unknown keys refused by name.
// Length: one file of settings, with the tests that refuse wrong ones.

pub(crate) mod confirm;
mod grown;
mod keep;
mod listener;
pub(crate) mod mail;
pub(crate) mod witness;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use talap_model::Message;
use talap_web::settings::{Settings, Tls};

use self::confirm::{TimestampConfig, WitnessConfig};
use self::mail::MailConfig;
use crate::failure::{Failure, io_cause};

pub(crate) use self::grown::GrownConfig;
pub(crate) use self::keep::{ArchiveConfig, LongerConfig, SecondStoreConfig, WideConfig};
pub(crate) use self::listener::ListenerConfig;

/// The name of the configuration file inside the data folder.
pub(crate) const FILE: &str = "talap.toml";

/// The whole configuration. Everything has a default; an empty file is a valid one.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// Where records are kept.
    pub(crate) store: StoreConfig,
    /// How events are kept.
    pub(crate) ledger: LedgerConfig,
    /// What is received, and where.
    pub(crate) collect: CollectConfig,
    /// The grown size: a stream of NATS `JetStream` in front of the ledger, several nodes.
    pub(crate) grown: GrownConfig,
    /// When statements are judged.
    pub(crate) assess: AssessConfig,
    /// Pages and the API.
    pub(crate) web: WebConfig,
    /// Letters about what falls due.
    pub(crate) mail: MailConfig,
    /// Folders that replace or add to what is built in.
    pub(crate) folders: FoldersConfig,
}

/// Where records are kept.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StoreConfig {
    /// `sqlite:///path/file.db?mode=rwc` or `postgres://user:password@host/database`; left out, an SQLite file in the data folder.
    pub(crate) url: Option<String>,
}

/// How events are kept.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
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
    /// Minutes between two looks at what is to be merged, archived or let go.
    #[schemars(range(min = 1))]
    pub(crate) tend_every_minutes: u64,
    /// Months for which every event is kept; left out, and at least, what UR 38.4 demands.
    pub(crate) kept_months: Option<u32>,
    /// Months for which events stay online before they move to the archive store; left out, and at least, what UR 38.4
    /// demands.
    pub(crate) online_months: Option<u32>,
    /// Organisations and objects whose events are kept longer.
    pub(crate) longer: Vec<LongerConfig>,
    /// Where sealed files go that need not be online; left out, they stay in the data folder.
    pub(crate) archive: Option<ArchiveConfig>,
    /// Who helps with queries that are too wide for one machine.
    pub(crate) wide: Option<WideConfig>,
    /// Where events of confidential objects are written as well (UR 38).
    pub(crate) second_store: Option<SecondStoreConfig>,
    /// Who cosigns checkpoints, on other hosts and under other administrators.
    pub(crate) witness: Vec<WitnessConfig>,
    /// Seconds between two checkpoints that are handed to the witnesses.
    #[schemars(range(min = 1))]
    pub(crate) witness_every_seconds: u64,
    /// Minutes after which a witness that does not answer is told.
    #[schemars(range(min = 1))]
    pub(crate) witness_silent_minutes: u64,
    /// Who stamps checkpoints with the time.
    pub(crate) timestamp: Option<TimestampConfig>,
}

impl Default for LedgerConfig {
    fn default() -> Self {
        Self {
            origin: "talap/ledger".to_owned(),
            seal_after_events: 100_000,
            seal_after_bytes: 64 << 20,
            checkpoint_every_seconds: 5,
            verify_every_hours: 12,
            tend_every_minutes: 10,
            kept_months: None,
            online_months: None,
            longer: Vec::new(),
            archive: None,
            wide: None,
            second_store: None,
            witness: Vec::new(),
            witness_every_seconds: 30,
            witness_silent_minutes: 60,
            timestamp: None,
        }
    }
}

/// What is received, and where.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CollectConfig {
    /// The address for syslog over UDP; an empty text receives none.
    pub(crate) syslog_udp: String,
    /// The address for syslog over TCP; an empty text receives none.
    pub(crate) syslog_tcp: String,
    /// The longest message, in bytes; what is longer is cut and marked.
    #[schemars(range(min = 480))]
    pub(crate) longest_message: usize,
    /// Whether lines without a priority belong to the message before them, where messages end with line feeds (syslog over TCP and
    /// TLS, files of syslog); else each line is a message.
    pub(crate) multiline: bool,
    /// Whether messages from other hosts are taken. Plain syslog is neither encrypted nor authenticated, so an address
    /// beyond loopback is refused unless this is set.
    pub(crate) allow_remote: bool,
    /// The offset from UTC of times that are written without one, as `+05:00`, the time of Kazakhstan since 1 March 2024.
    pub(crate) utc_offset: String,
    /// The most connections of one receiver; more are refused and counted.
    #[schemars(range(min = 1))]
    pub(crate) connections: usize,
    /// Syslog within TLS (RFC 5425). It needs a certificate, and senders need certificates of `client_ca`.
    pub(crate) syslog_tls: ListenerConfig,
    /// RELP, the acknowledged syslog of rsyslog; within TLS where there is a certificate.
    pub(crate) relp: ListenerConfig,
    /// Events, logs of OpenTelemetry and uploads of systemd's journal over HTTP, with a token for each source.
    pub(crate) http: ListenerConfig,
    /// Logs of OpenTelemetry over gRPC, with a token for each source.
    pub(crate) otlp_grpc: ListenerConfig,
}

impl Default for CollectConfig {
    fn default() -> Self {
        Self {
            syslog_udp: "127.0.0.1:5514".to_owned(),
            syslog_tcp: "127.0.0.1:5514".to_owned(),
            longest_message: 64 << 10,
            multiline: true,
            allow_remote: false,
            utc_offset: "+05:00".to_owned(),
            connections: 1024,
            syslog_tls: ListenerConfig::default(),
            relp: ListenerConfig::default(),
            http: ListenerConfig::default(),
            otlp_grpc: ListenerConfig::default(),
        }
    }
}

impl CollectConfig {
    /// The listeners by their sections, and whether every message carries a token there.
    fn listeners(&self) -> [(&'static str, &ListenerConfig, bool); 4] {
        [
            ("syslog_tls", &self.syslog_tls, false),
            ("relp", &self.relp, false),
            ("http", &self.http, true),
            ("otlp_grpc", &self.otlp_grpc, true),
        ]
    }
}

/// When statements are judged.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
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
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WebConfig {
    /// The address of the pages; an empty text serves none. Beyond loopback a certificate is needed.
    pub(crate) address: String,
    /// The address by which people reach the pages, such as `https://talap.example.kz`: links in letters, one-time links, calendars
    /// and the codes on labels and papers lead there. Left out, a page says the host that its reader asked for, and a letter
    /// `web.address`.
    pub(crate) pages: Option<String>,
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
            pages: None,
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
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FoldersConfig {
    /// A catalogue in place of the built-in one.
    pub(crate) catalog: Option<PathBuf>,
    /// Checks beside the built-in ones; one of the same name takes its place.
    pub(crate) checks: Option<PathBuf>,
    /// Register definitions in place of the built-in ones.
    pub(crate) registers: Option<PathBuf>,
    /// Mappings of events beside the built-in ones; one of the same identifier takes its place.
    pub(crate) mappings: Option<PathBuf>,
}

/// A file that is not TOML of the expected shape.
fn wrong_toml(text: &str, path: &Path, error: &toml::de::Error) -> Failure {
    let line = error.span().map_or(1, |span| text.bytes().take(span.start).filter(|b| *b == b'\n').count() + 1);
    let message = Message::new("config-wrong").with("path", path.display().to_string()).with("line", line);
    Failure::wrong_use(match unknown_key(error.message()) {
        Some(key) => message.with("cause", Message::new("config-unknown-key").with("key", key)),
        None => message.with("cause", Message::new("config-not-as-expected").with("text", error.message())),
    })
}

/// A value that cannot be.
fn wrong_value(path: &Path, key: &str, cause: Message) -> Failure {
    let message = Message::new("config-value-wrong").with("path", path.display().to_string());
    Failure::wrong_use(message.with("cause", cause.with("key", key)))
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
        let given = [&mut folders.catalog, &mut folders.checks, &mut folders.registers, &mut folders.mappings];
        for folder in given.into_iter().flatten() {
            *folder = base.join(&*folder);
        }
        let credentials = config.ledger.archive.as_mut().and_then(|archive| archive.credentials.as_mut());
        if let Some(second) = &mut config.ledger.second_store {
            second.folder = base.join(&second.folder);
        }
        let tls = [&mut config.web.tls_certificate, &mut config.web.tls_key];
        for file in tls.into_iter().flatten().chain(credentials) {
            *file = base.join(&*file);
        }
        for witness in &mut config.ledger.witness {
            witness.below(&base);
        }
        if let Some(timestamp) = &mut config.ledger.timestamp {
            timestamp.below(&base);
        }
        config.mail.below(&base);
        let collect = &mut config.collect;
        for listener in [&mut collect.syslog_tls, &mut collect.relp, &mut collect.http, &mut collect.otlp_grpc] {
            for file in listener.files() {
                *file = base.join(&*file);
            }
        }
        for file in config.grown.files() {
            *file = base.join(&*file);
        }
        Ok(config)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Failure> {
        let config: Self = toml::from_str(text).map_err(|error| wrong_toml(text, path, &error))?;
        config.check(path)?;
        Ok(config)
    }

    fn check(&self, path: &Path) -> Result<(), Failure> {
        let positive = [
            ("ledger.seal_after_events", self.ledger.seal_after_events),
            ("ledger.seal_after_bytes", self.ledger.seal_after_bytes),
            ("ledger.checkpoint_every_seconds", self.ledger.checkpoint_every_seconds),
            ("ledger.verify_every_hours", self.ledger.verify_every_hours),
            ("ledger.tend_every_minutes", self.ledger.tend_every_minutes),
            ("ledger.witness_every_seconds", self.ledger.witness_every_seconds),
            ("ledger.witness_silent_minutes", self.ledger.witness_silent_minutes),
            ("ledger.timestamp.every_minutes", self.ledger.timestamp.as_ref().map_or(1, |stamp| stamp.every_minutes)),
            ("assess.every_minutes", self.assess.every_minutes),
            ("collect.connections", self.collect.connections as u64),
            ("web.largest_file_mebibytes", self.web.largest_file_mebibytes as u64),
            ("web.session_idle_minutes", self.web.session_idle_minutes.into()),
            ("web.session_hours", self.web.session_hours.into()),
        ];
        let wrong = |key: &str, cause: Message| wrong_value(path, key, cause);
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
        let keys = self.ledger.witness.iter().map(|witness| witness.key.as_str());
        if let Some(text) = keys.into_iter().find(|text| text.parse::<talap_ledger::WitnessKey>().is_err()) {
            return Err(wrong("ledger.witness.key", Message::new("config-key-wrong").with("text", text)));
        }
        let web = parse_address(&self.web.address).map_err(|()| {
            wrong("web.address", Message::new("config-address-wrong").with("text", self.web.address.as_str()))
        })?;
        if let Some(address) = web.filter(|address| !address.ip().is_loopback() && self.web.tls().is_none()) {
            return Err(wrong("web.address", Message::new("config-needs-tls").with("text", address.to_string())));
        }
        if let Some(text) = self.web.pages.as_deref().filter(|pages| !is_web_address(pages)) {
            return Err(wrong("web.pages", Message::new("config-pages-wrong").with("text", text)));
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
        for (name, listener, by_token) in self.collect.listeners() {
            if let Some((key, cause)) = listener.wrong(by_token) {
                return Err(wrong(&format!("collect.{name}.{key}"), cause));
            }
        }
        if let Some((key, cause)) = self.mail.wrong() {
            return Err(wrong(&format!("mail.{key}"), cause));
        }
        if self.collect.syslog_tls.address().is_some() && self.collect.syslog_tls.tls().is_none() {
            return Err(wrong("collect.syslog_tls.certificate", Message::new("config-listener-pair")));
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
        Settings {
            tls: self.web.tls(),
            pages: self.web.pages.as_deref().map(|pages| pages.trim_end_matches('/').to_owned()),
            largest_file: self.web.largest_file_mebibytes << 20,
            offset: self.offset(),
        }
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

/// Whether a text is the address of pages.
fn is_web_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
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
    fn a_listener_beyond_loopback_needs_tls_and_a_credential() {
        let said = |text: &str| parse(text).unwrap_err().message.to_string();
        let pair = "certificate = \"a.pem\"\nkey = \"a.key\"\n";
        let tls = |more: &str| format!("[collect.syslog_tls]\naddress = \"0.0.0.0:6514\"\n{more}");
        assert!(said(&tls("")).contains("config-listener-needs-tls"));
        assert!(said(&tls("certificate = \"a.pem\"\n")).contains("config-listener-pair"));
        assert!(said(&tls(pair)).contains("config-listener-needs-ca"));
        assert!(parse(&tls(&format!("{pair}client_ca = \"ca.pem\"\n"))).is_ok());
        assert!(said("[collect.relp]\nclient_ca = \"ca.pem\"\n").contains("config-listener-ca-alone"));
        assert!(said("[collect.syslog_tls]\naddress = \"127.0.0.1:1\"\n").contains("collect.syslog_tls.certificate"));
        // Tokens are credentials enough, within TLS.
        let http = |more: &str| format!("[collect.http]\naddress = \"0.0.0.0:8321\"\n{more}");
        assert!(said(&http("")).contains("config-listener-needs-tls"));
        assert!(parse(&http(pair)).is_ok());
        assert!(said("[collect.otlp_grpc]\naddress = \"here\"\n").contains("config-address-wrong"));
    }

    #[test]
    fn the_pages_are_reached_by_an_address() {
        let pages = |text: &str| parse(&format!("[web]\npages = \"{text}\"\n"));
        assert_eq!(pages("https://talap.x.kz/").unwrap().settings().pages.as_deref(), Some("https://talap.x.kz"));
        let said = pages("talap.x.kz").unwrap_err().message.to_string();
        assert!(said.contains("web.pages") && said.contains("config-pages-wrong"), "{said}");
    }

    #[test]
    fn letters_need_a_sender_a_time_and_tls_beyond_this_machine() {
        let said = |mail: &str| match parse(&format!("[mail]\n{mail}\n")) {
            Ok(_) => String::new(),
            Err(failure) => failure.message.to_string(),
        };
        let whole = "server = \"mail.x.kz\"\nfrom = \"Talap <talap@x.kz>\"";
        for (mail, key, expected) in [
            (whole.to_owned(), "", ""),
            ("server = \"mail.x.kz\"".to_owned(), "mail.from", "config-mail-from-wrong"),
            (format!("{whole}\nfrom_name = \"x\""), "from_name", "config-unknown-key"),
            (format!("{whole}\nat = \"8:00\""), "mail.at", "config-mail-at-wrong"),
            (format!("{whole}\nat = \"24:00\""), "mail.at", "config-mail-at-wrong"),
            (format!("{whole}\ntls = \"none\""), "mail.tls", "config-mail-needs-tls"),
            (format!("{whole}\ntls = \"ssl\""), "ssl", "config-not-as-expected"),
            (format!("{whole}\nuser = \"talap\""), "mail.user", "config-mail-user-pair"),
            (format!("{whole}\nlanguages = [\"kk\", \"de\"]"), "mail.languages", "config-mail-languages-wrong"),
            (format!("{whole}\nlanguages = []"), "mail.languages", "config-mail-languages-wrong"),
            (format!("{whole}\nport = 0"), "mail.port", "config-must-be-positive"),
        ] {
            let said = said(&mail);
            assert!(
                said.contains(expected) && said.contains(key) && said.is_empty() == expected.is_empty(),
                "{mail}: {said}"
            );
        }
        assert_eq!(said("server = \"127.0.0.1\"\ntls = \"none\"\nfrom = \"a@x.kz\""), "");
        let ports = |tls: &str| parse(&format!("[mail]\ntls = \"{tls}\"\n")).unwrap().mail.port();
        assert_eq!(["none", "starttls", "tls"].map(ports), [25, 587, 465]);
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
