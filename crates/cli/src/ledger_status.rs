//! What the ledger holds, as an answer and as text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use talap_ledger::{ArchiveState, Holding};
use talap_model::time::format_date;
use talap_model::{Caller, Message, Right, Scope};
use talap_web::keeping::{Lease, Purpose, Server};
use time::Date;

use crate::app::App;
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::request::WireMessage;
use crate::{keeping, servers};

/// What the ledger holds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StatusAnswer {
    /// How long every event is kept; null while no retention is in force.
    pub(crate) kept_months: Option<u32>,
    /// How long it stays online.
    pub(crate) online_months: Option<u32>,
    /// Since when that is in force.
    pub(crate) retention_since: Option<String>,
    /// When the ledger last noted that its clock runs.
    pub(crate) clock_seen: Option<String>,
    pub(crate) events: u64,
    /// Events in the write-ahead log.
    pub(crate) tail_events: u64,
    pub(crate) online: PartAnswer,
    pub(crate) archived: PartAnswer,
    pub(crate) expired_partitions: u64,
    pub(crate) expired_events: u64,
    /// The day on which the next partition may expire, and how many do.
    pub(crate) next_expiry: Option<String>,
    pub(crate) next_expiry_partitions: u64,
    /// `none`, `reached` or `unreachable`.
    pub(crate) archive: String,
    pub(crate) archive_place: Option<String>,
    pub(crate) archive_cause: Option<WireMessage>,
    /// Why sealed files wait for the store that the nodes share; null while they don't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) objects_cause: Option<WireMessage>,
    /// `none`, `written` or `failing`: the second store of confidential objects.
    pub(crate) second_store: String,
    pub(crate) second_store_folder: Option<String>,
    pub(crate) second_store_cause: Option<WireMessage>,
    /// Since when it cannot be written.
    pub(crate) second_store_failing_since: Option<String>,
    /// Events refused because of it since the ledger was opened.
    pub(crate) second_store_refused_events: u64,
    /// Whether it is on the disk of the ledger.
    pub(crate) second_store_same_disk: bool,
    /// Logs of it with batches that are not the ledger's.
    pub(crate) second_store_kept_logs: u64,
    /// Whether what receivers acknowledge waits in a stream while it cannot be written.
    #[serde(default)]
    pub(crate) second_store_waits: bool,
    /// The servers and stores in use, for those who see all organisations.
    #[serde(default)]
    pub(crate) servers: Vec<ServerAnswer>,
    /// Who keeps the ledger, where several nodes may.
    #[serde(default)]
    pub(crate) lease: Option<LeaseAnswer>,
    /// Where everything is kept, if no server is in use.
    #[serde(default)]
    pub(crate) kept_in: Option<String>,
    /// Each object's share, those that the caller may see.
    pub(crate) objects: Vec<ObjectAnswer>,
}

/// A server or a store that the ledger is kept with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ServerAnswer {
    /// `records`, `stream`, `stream_server`, `objects`, `archive` or `second_store`.
    pub(crate) purpose: String,
    /// Where it is, without secrets.
    pub(crate) address: String,
    pub(crate) reachable: bool,
    /// Since when it does not answer.
    pub(crate) away_since: Option<String>,
    /// The last error since Talap was started, which may be over, and when it was.
    pub(crate) last_error: Option<WireMessage>,
    pub(crate) last_error_at: Option<String>,
    /// Messages of the stream, events to be sealed, files to be moved, or events that the second store refused.
    pub(crate) waiting: Option<u64>,
}

/// Which node keeps the ledger.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LeaseAnswer {
    pub(crate) node: String,
    /// Whether it is the one that answers.
    pub(crate) here: bool,
    /// When its lease ends unless it is renewed.
    pub(crate) until: String,
}

impl From<&Server> for ServerAnswer {
    fn from(server: &Server) -> Self {
        let last = server.last_error.as_ref();
        Self {
            purpose: server.purpose.key().to_owned(),
            address: server.address.clone(),
            reachable: server.away_since.is_none(),
            away_since: server.away_since.map(|moment| moment.to_string()),
            last_error: last.map(|(_, cause)| WireMessage::from(cause)),
            last_error_at: last.map(|(at, _)| at.to_string()),
            waiting: server.waiting,
        }
    }
}

impl From<&Lease> for LeaseAnswer {
    fn from(lease: &Lease) -> Self {
        Self { node: lease.node.clone(), here: lease.is_here, until: lease.until.to_string() }
    }
}

/// A part of what is sealed.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct PartAnswer {
    pub(crate) partitions: u64,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    pub(crate) oldest_day: Option<String>,
}

/// What is kept of an object.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ObjectAnswer {
    pub(crate) organisation: String,
    pub(crate) object: String,
    pub(crate) partitions: u64,
    pub(crate) archived_partitions: u64,
    pub(crate) events: u64,
    pub(crate) bytes: u64,
    pub(crate) oldest_day: String,
    pub(crate) kept_until: Option<String>,
}

impl PartAnswer {
    fn add(&mut self, holding: &Holding) {
        self.partitions += 1;
        self.files += holding.files;
        self.bytes += holding.bytes;
        let day = format_date(holding.day);
        self.oldest_day = Some(self.oldest_day.take().map_or(day.clone(), |oldest| oldest.min(day)));
    }
}

/// Gathers what a caller may see of it.
pub(crate) async fn gather(app: &App, caller: &Caller) -> Result<StatusAnswer, Failure> {
    caller.require(Right::ReadEvents)?;
    let ledger = &app.ledger;
    servers::look(app).await;
    let seen = app.servers.seen().filter(|_| *caller.scope() == Scope::All);
    let (holdings, stats) = (ledger.holdings(), ledger.stats());
    let (mut online, mut archived) = (PartAnswer::default(), PartAnswer::default());
    let mut objects: BTreeMap<(String, String), Vec<&Holding>> = BTreeMap::new();
    for holding in &holdings.partitions {
        if holding.archived_files == 0 {
            online.add(holding);
        } else {
            archived.add(holding);
        }
        if caller.reaches(&holding.organisation) {
            let key = (holding.organisation.to_string(), holding.object.to_string());
            objects.entry(key).or_default().push(holding);
        }
    }
    let next: Option<Date> = holdings.partitions.iter().filter_map(|holding| holding.kept_until).min();
    let due = holdings.partitions.iter().filter(|holding| next.is_some() && holding.kept_until == next).count() as u64;
    let (archive, archive_place, archive_cause) = match ledger.archive_state().await {
        ArchiveState::None => ("none", None, None),
        ArchiveState::Reached { place } => ("reached", Some(place), None),
        ArchiveState::Unreachable { place, cause } => ("unreachable", Some(place), Some(WireMessage::from(&cause))),
    };
    let second = ledger.try_second_store().await;
    let failing = second.as_ref().and_then(|second| second.failing.clone());
    let (failing_since, second_cause) = failing.unzip();
    Ok(StatusAnswer {
        second_store: match (&second, &second_cause) {
            (None, _) => "none",
            (Some(_), None) => "written",
            (Some(_), Some(_)) => "failing",
        }
        .to_owned(),
        second_store_folder: second.as_ref().map(|second| second.folder.display().to_string()),
        second_store_cause: second_cause.as_ref().map(WireMessage::from),
        second_store_failing_since: failing_since.map(|moment| moment.to_string()),
        second_store_refused_events: second.as_ref().map_or(0, |second| second.refused_events),
        second_store_same_disk: second.as_ref().is_some_and(|second| second.same_disk),
        second_store_kept_logs: second.as_ref().map_or(0, |second| second.kept_logs),
        second_store_waits: app.config.grown.is_set(),
        kept_months: holdings.retention.as_ref().map(|retention| retention.kept_months),
        online_months: holdings.retention.as_ref().map(|retention| retention.online_months),
        retention_since: holdings.retention_since.map(|moment| moment.to_string()),
        clock_seen: holdings.clock_seen.map(|moment| moment.to_string()),
        events: stats.events,
        tail_events: holdings.tail_events,
        online,
        archived,
        expired_partitions: holdings.expired_partitions,
        expired_events: holdings.expired_events,
        next_expiry: next.map(format_date),
        next_expiry_partitions: due,
        archive: archive.to_owned(),
        archive_place,
        archive_cause,
        objects_cause: ledger.unplaced().map(|error| WireMessage::from(&keeping::waiting(&error))),
        servers: seen.iter().flat_map(|seen| &seen.servers).map(ServerAnswer::from).collect(),
        lease: seen.as_ref().and_then(|seen| seen.lease.as_ref()).map(LeaseAnswer::from),
        kept_in: seen.is_some_and(|seen| seen.servers.is_empty()).then(|| app.folder.path().display().to_string()),
        objects: objects
            .into_iter()
            .map(|((organisation, object), held)| object_answer(organisation, object, &held))
            .collect(),
    })
}

fn object_answer(organisation: String, object: String, held: &[&Holding]) -> ObjectAnswer {
    ObjectAnswer {
        organisation,
        object,
        partitions: held.len() as u64,
        archived_partitions: held.iter().filter(|holding| holding.archived_files > 0).count() as u64,
        events: held.iter().map(|holding| holding.events).sum(),
        bytes: held.iter().map(|holding| holding.bytes).sum(),
        oldest_day: held.iter().map(|holding| holding.day).min().map(format_date).unwrap_or_default(),
        kept_until: held.iter().filter_map(|holding| holding.kept_until).min().map(format_date),
    }
}

/// The answer as a person reads it.
pub(crate) fn text(speech: &Speech, status: &StatusAnswer) -> String {
    let say = |message: Message| speech.say(&message);
    let mut lines = vec![match (status.kept_months, status.online_months) {
        (Some(kept), Some(online)) => say(Message::new("status-retention").with("kept", kept).with("online", online)),
        _ => speech.text("status-no-retention"),
    }];
    lines.push(say(Message::new("status-events").with("events", status.events).with("tail", status.tail_events)));
    for (key, part) in [("status-online", &status.online), ("status-archived", &status.archived)] {
        if let Some(oldest) = &part.oldest_day {
            let message = Message::new(key).with("partitions", part.partitions).with("files", part.files);
            lines.push(say(message.with("size", size(speech, part.bytes)).with("day", speech.day(oldest))));
        }
    }
    if status.expired_partitions > 0 {
        let message = Message::new("status-expired").with("partitions", status.expired_partitions);
        lines.push(say(message.with("events", status.expired_events)));
    }
    if let Some(day) = &status.next_expiry {
        let message = Message::new("status-next-expiry").with("day", speech.day(day));
        lines.push(say(message.with("partitions", status.next_expiry_partitions)));
    }
    let place = status.archive_place.clone().unwrap_or_default();
    lines.push(match (status.archive.as_str(), &status.archive_cause) {
        ("reached", _) => say(Message::new("status-archive-reached").with("place", place)),
        ("unreachable", Some(cause)) => say(Message::from(cause)),
        _ => speech.text("status-archive-none"),
    });
    lines.extend(status.objects_cause.iter().map(|cause| say(Message::from(cause))));
    lines.extend(second_store(speech, status));
    lines.extend(servers_text(speech, status));
    if !status.objects.is_empty() {
        lines.push(render::objects_held(speech, &status.objects));
    }
    lines.join("\n")
}

/// What is said of servers, but for the archive store and the second store, of which all is said already.
fn servers_text(speech: &Speech, status: &StatusAnswer) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(path) = &status.kept_in {
        said.push(Message::new("status-servers-none").with("path", path.as_str()));
    }
    for server in &status.servers {
        let Some(purpose) = Purpose::of(&server.purpose) else { continue };
        if !matches!(purpose, Purpose::Archive | Purpose::SecondStore) {
            said.extend(server_text(purpose, server));
        }
    }
    if let Some(lease) = &status.lease {
        let message = Message::new("status-lease").with("node", lease.node.as_str());
        said.push(message.with("until", lease.until.as_str()));
    }
    said.iter().map(|message| speech.say(message)).collect()
}

fn server_text(purpose: Purpose, server: &ServerAnswer) -> Vec<Message> {
    let waiting = server.waiting.and_then(|n| purpose.waiting(n));
    let of = |message: Message| message.with("purpose", purpose.message()).with("address", server.address.as_str());
    let last = server.last_error.as_ref().map(Message::from).zip(server.last_error_at.as_deref());
    match (&server.away_since, last) {
        (Some(since), Some((cause, _))) => {
            let away = |message: Message| of(message).with("since", since.as_str()).with("cause", cause.clone());
            vec![match waiting {
                Some(waiting) => away(Message::new("status-server-away")).with("waiting", waiting),
                None if purpose == Purpose::StreamServer => away(Message::new("status-server-unfit")),
                None => away(Message::new("status-server-away-alone")),
            }]
        }
        (_, last) => {
            let answers = match waiting {
                Some(waiting) => of(Message::new("status-server-answers")).with("waiting", waiting),
                None => of(Message::new("status-server-answers-alone")),
            };
            let failed =
                last.map(|(cause, at)| Message::new("status-server-failed").with("at", at).with("cause", cause));
            std::iter::once(answers).chain(failed).collect()
        }
    }
}

/// What is said of the second store.
fn second_store(speech: &Speech, status: &StatusAnswer) -> Vec<String> {
    let folder = status.second_store_folder.clone().unwrap_or_default();
    let at = |key: &str| Message::new(key).with("path", folder.as_str());
    let waits = status.second_store_waits;
    let failing = if waits { "status-second-failing-waits" } else { "status-second-failing" };
    let mut said = vec![match &status.second_store_cause {
        _ if status.second_store == "none" => Message::new("status-second-none"),
        Some(cause) => at(failing)
            .with("since", status.second_store_failing_since.clone().unwrap_or_default())
            .with("cause", Message::from(cause)),
        None => at("status-second-written"),
    }];
    if status.second_store_refused_events > 0 {
        said.push(Message::new("status-second-refused").with("n", status.second_store_refused_events));
    }
    if status.second_store_same_disk {
        said.push(at("second-same-disk"));
    }
    if status.second_store_kept_logs > 0 {
        said.push(at(if waits { "second-kept-again" } else { "second-kept" }).with("n", status.second_store_kept_logs));
    }
    said.iter().map(|message| speech.say(message)).collect()
}

/// A size in the largest unit that leaves a whole number.
pub(crate) fn size(speech: &Speech, bytes: u64) -> String {
    let units = ["size-bytes", "size-kib", "size-mib", "size-gib", "size-tib"];
    let (mut value, mut unit) = (bytes, 0);
    while value >= 10 * 1024 && unit + 1 < units.len() {
        value /= 1024;
        unit += 1;
    }
    speech.say(&Message::new(units.get(unit).copied().unwrap_or("size-bytes")).with("n", value))
}
