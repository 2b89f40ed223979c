//! The connection to NATS and the stream: made, found, and checked to keep what is acknowledged.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::context::ContextBuilder;
use async_nats::jetstream::stream::{Config, DiscardPolicy, Info, PersistenceMode, RetentionPolicy, StorageType};
use async_nats::jetstream::{self, Context};
use async_nats::{Client, ConnectOptions, Event};
use tokio::sync::watch;

use super::error::StreamError;
use super::monitor::{self, Monitored};

/// The oldest server that can sync every write.
pub(super) const OLDEST: (u32, u32) = (2, 10);

/// How long the server remembers identifiers of messages, to store one that is sent again once.
pub(super) const REMEMBERED: Duration = Duration::from_mins(3);

/// How long one answer of the server is waited for.
pub(super) const ANSWER: Duration = Duration::from_secs(5);

/// How often the connection is tried when nothing is said. One that was cut off silently is lost after three such times.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// How many messages may be on their way to the server.
const IN_FLIGHT: usize = 1024;

/// How a node shows the server who it is. Secrets are in files, never in the configuration or on the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Not at all, or by its certificate.
    #[default]
    None,
    /// A file with an nkey's seed.
    Nkey(PathBuf),
    /// A file with a user's JWT and seed, as `nsc` writes it.
    File(PathBuf),
}

/// Which certificates are used towards the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// A file with the certificates that the server's must come from, in PEM; the system's where there is none.
    pub authorities: Option<PathBuf>,
    /// A certificate of this node and its key, in PEM, for servers that ask for one.
    pub own: Option<(PathBuf, PathBuf)>,
}

/// Which stream of which servers, and how.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The servers' addresses, with commas between them: `tls://nats-1:4222,tls://nats-2:4222`.
    pub servers: String,
    /// The stream's name. Its one subject is `NAME.events`.
    pub stream: String,
    /// On how many servers a message lies before it is acknowledged: 1, 3 or 5.
    pub replicas: usize,
    /// The name of this node, in identifiers of messages and for who reads the server's list of connections.
    pub node: String,
    /// Who this node is.
    pub credentials: Credentials,
    /// Certificates.
    pub tls: Tls,
    /// Addresses of the servers' monitoring, as `http://127.0.0.1:8222`; each is asked whether it syncs every write, and most of
    /// them must answer.
    pub monitors: Vec<String>,
    /// The longest message that receivers take, in bytes.
    pub longest_message: usize,
}

/// What the servers said of syncing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Synced {
    /// Each server that answered syncs every write, and most of those that were asked did.
    Always,
    /// None was asked.
    Unasked,
}

/// A connection to a stream that was found fit.
#[derive(Debug, Clone)]
pub struct Link {
    pub(super) client: Client,
    pub(super) context: Context,
    pub(super) stream: String,
    pub(super) node: String,
    monitors: Arc<[String]>,
    /// What they told when the link was opened.
    monitored: Arc<Vec<Monitored>>,
    connected: watch::Receiver<bool>,
}

impl Link {
    /// Connects, finds the stream or makes it, and checks that it keeps what it acknowledges.
    ///
    /// # Errors
    ///
    /// [`StreamError`] when no server answers, or when one of them or the stream would not keep what it acknowledges.
    pub async fn open(settings: &Settings) -> Result<Self, StreamError> {
        let (say, connected) = watch::channel(true);
        let client = connect(settings, say).await?;
        let server = client.server_info();
        if version(&server.version).is_none_or(|version| version < OLDEST) {
            return Err(StreamError::Old { server: server.server_name, version: server.version });
        }
        let needed = needed_payload(settings.longest_message);
        if server.max_payload < needed {
            return Err(StreamError::SmallPayload { payload: server.max_payload, needed });
        }
        let monitors: Arc<[String]> = settings.monitors.clone().into();
        let monitored = Arc::new(monitor::judge(monitor::ask_all(&monitors).await)?);
        let context = ContextBuilder::new()
            .timeout(ANSWER)
            .ack_timeout(ANSWER)
            .max_ack_inflight(IN_FLIGHT)
            .backpressure_on_inflight(true)
            .build(client.clone());
        context.query_account().await.map_err(|cause| StreamError::NoJetStream { cause: cause.into() })?;
        let (stream, node) = (settings.stream.clone(), settings.node.clone());
        let link = Self { client, context, stream, node, monitors, monitored, connected };
        link.context
            .get_or_create_stream(wanted(settings))
            .await
            .map_err(|cause| StreamError::NoStream { stream: link.stream.clone(), cause: cause.into() })?;
        fit(&link.info().await?, settings)?;
        Ok(link)
    }

    /// Whether the servers sync every write, as far as they were asked.
    pub fn synced(&self) -> Synced {
        if self.monitors.is_empty() { Synced::Unasked } else { Synced::Always }
    }

    /// What each server's monitoring told when the link was opened: some of them may not have answered.
    pub fn monitored(&self) -> &[Monitored] {
        &self.monitored
    }

    /// Asks each of them once more, in the same order. It takes no longer than a few seconds.
    pub async fn ask_monitors(&self) -> Vec<Monitored> {
        monitor::ask_all(&self.monitors).await
    }

    /// Whether a server is connected, now and at each change.
    pub fn connected(&self) -> watch::Receiver<bool> {
        self.connected.clone()
    }

    /// How many messages the stream holds; those whose events are sealed are given up.
    ///
    /// # Errors
    ///
    /// [`StreamError::NoStream`] when the servers do not tell.
    pub async fn messages(&self) -> Result<u64, StreamError> {
        Ok(self.info().await?.state.messages)
    }

    /// The subject that events are published to.
    pub(super) fn subject(&self) -> String {
        subject(&self.stream)
    }

    /// The most bytes of a message's body; the rest of what the server takes is for headers.
    pub(super) fn largest_body(&self) -> usize {
        self.client.server_info().max_payload.saturating_sub(4096)
    }

    pub(super) async fn handle(&self) -> Result<jetstream::stream::Stream, StreamError> {
        let found = self.context.get_stream(&self.stream).await;
        found.map_err(|cause| StreamError::NoStream { stream: self.stream.clone(), cause: cause.into() })
    }

    pub(super) async fn info(&self) -> Result<Info, StreamError> {
        Ok(self.handle().await?.cached_info().clone())
    }
}

fn subject(stream: &str) -> String {
    format!("{stream}.events")
}

/// An event holds the bytes as they came, their text, which grows where it was in another encoding, and what was recognised
/// in it.
fn needed_payload(longest_message: usize) -> usize {
    longest_message.saturating_mul(4).saturating_add(64 * 1024)
}

async fn connect(settings: &Settings, say: watch::Sender<bool>) -> Result<Client, StreamError> {
    let options = ConnectOptions::new().name(&settings.node).connection_timeout(ANSWER).ping_interval(HEARTBEAT);
    let mut options = options.event_callback(move |event| {
        match event {
            Event::Connected => change(&say, true),
            Event::Disconnected => change(&say, false),
            other => tracing::info!(event = %other, "NATS"),
        }
        std::future::ready(())
    });
    options = match &settings.credentials {
        Credentials::None => options,
        Credentials::Nkey(path) => options.nkey(secret(path)?.trim().to_owned()),
        Credentials::File(path) => {
            options.credentials(&secret(path)?).map_err(|cause| StreamError::File { path: path.clone(), cause })?
        }
    };
    for path in [settings.tls.authorities.as_ref(), settings.tls.own.as_ref().map(|own| &own.0)].into_iter().flatten() {
        fs::metadata(path).map_err(|cause| StreamError::File { path: path.clone(), cause })?;
    }
    if let Some(path) = &settings.tls.authorities {
        options = options.add_root_certificates(path.clone());
    }
    if let Some((certificate, key)) = &settings.tls.own {
        secret(key)?;
        options = options.add_client_certificate(certificate.clone(), key.clone());
    }
    let servers: Vec<&str> = settings.servers.split(',').map(str::trim).collect();
    let connected = options.connect(servers).await;
    connected.map_err(|cause| StreamError::Connect { servers: settings.servers.clone(), cause: cause.into() })
}

/// Says what changed, and nothing where nothing did: the first connection is no news.
fn change(say: &watch::Sender<bool>, connected: bool) {
    say.send_if_modified(|now| std::mem::replace(now, connected) != connected);
}

/// Reads a file that only its owner may read.
fn secret(path: &Path) -> Result<String, StreamError> {
    let failed = |cause| StreamError::File { path: path.to_owned(), cause };
    if fs::metadata(path).map_err(failed)?.permissions().mode() & 0o077 != 0 {
        return Err(StreamError::Exposed { path: path.to_owned() });
    }
    fs::read_to_string(path).map_err(failed)
}

pub(super) fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split(['.', '-']).map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

/// The stream as it is made where there is none.
fn wanted(settings: &Settings) -> Config {
    Config {
        name: settings.stream.clone(),
        subjects: vec![subject(&settings.stream)],
        storage: StorageType::File,
        num_replicas: settings.replicas,
        retention: RetentionPolicy::Limits,
        // A full stream refuses, so that a sender is not acknowledged; throwing the oldest away would lose events.
        discard: DiscardPolicy::New,
        max_bytes: -1,
        max_messages: -1,
        max_messages_per_subject: -1,
        max_consumers: -1,
        max_message_size: -1,
        duplicate_window: REMEMBERED,
        // Nobody takes a single message out; the ledger gives up what it has sealed, from the beginning on.
        deny_delete: true,
        allow_direct: false,
        ..Config::default()
    }
}

/// Whether a stream that is there keeps what it acknowledges.
fn fit(info: &Info, settings: &Settings) -> Result<(), StreamError> {
    let config = &info.config;
    let expected = subject(&settings.stream);
    let text = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    let checks = [
        ("storage", config.storage == StorageType::File, text(&config.storage), "file".to_owned()),
        (
            "num_replicas",
            config.num_replicas >= settings.replicas,
            config.num_replicas.to_string(),
            format!(">= {}", settings.replicas),
        ),
        ("subjects", config.subjects == [expected.as_str()], config.subjects.join(","), expected.clone()),
        ("retention", config.retention == RetentionPolicy::Limits, text(&config.retention), "limits".to_owned()),
        ("discard", config.discard == DiscardPolicy::New, text(&config.discard), "new".to_owned()),
        ("max_age", config.max_age.is_zero(), text(&config.max_age), "0".to_owned()),
        (
            "max_msgs_per_subject",
            config.max_messages_per_subject <= 0,
            config.max_messages_per_subject.to_string(),
            "-1".to_owned(),
        ),
        (
            "duplicate_window",
            config.duplicate_window >= REMEMBERED,
            text(&config.duplicate_window),
            format!(">= {}s", REMEMBERED.as_secs()),
        ),
        ("deny_delete", config.deny_delete, config.deny_delete.to_string(), "true".to_owned()),
        ("no_ack", !config.no_ack, config.no_ack.to_string(), "false".to_owned()),
        ("sealed", !config.sealed, config.sealed.to_string(), "false".to_owned()),
        (
            "persist_mode",
            !matches!(config.persist_mode, Some(PersistenceMode::Async)),
            text(&config.persist_mode),
            "default".to_owned(),
        ),
    ];
    match checks.into_iter().find(|(_, holds, ..)| !holds) {
        None => Ok(()),
        Some((setting, _, found, wanted)) => {
            Err(StreamError::Setting { stream: settings.stream.clone(), setting, found, wanted })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(version("2.15.1"), Some((2, 15)));
        assert_eq!(version("2.10.0-RC.1"), Some((2, 10)));
        assert!(version("2.9.25").is_some_and(|version| version < OLDEST));
        assert_eq!(version("dev"), None);
    }

    #[test]
    fn only_a_change_of_the_connection_is_told() {
        let (say, mut heard) = watch::channel(true);
        change(&say, true);
        assert!(!heard.has_changed().unwrap(), "the first connection");
        change(&say, false);
        assert!(heard.has_changed().unwrap() && !*heard.borrow_and_update());
        change(&say, false);
        assert!(!heard.has_changed().unwrap());
        change(&say, true);
        assert!(heard.has_changed().unwrap() && *heard.borrow_and_update());
    }

    #[test]
    fn a_secret_that_others_may_read_is_refused() {
        use std::io::Write as _;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"SUAX\n").unwrap();
        let set = |mode| fs::set_permissions(file.path(), fs::Permissions::from_mode(mode)).unwrap();
        set(0o640);
        assert!(matches!(secret(file.path()), Err(StreamError::Exposed { .. })));
        set(0o600);
        assert_eq!(secret(file.path()).unwrap(), "SUAX\n");
        assert!(matches!(secret(Path::new("/nowhere/seed")), Err(StreamError::File { .. })));
    }
}
