//! Registered sources of events, and the table that finds whose a syslog message is.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

use talap_model::{Explain, Message, ObjectId, OrganisationId, SourceId, SourceKind};

use crate::normalise::mapping::Mappings;

/// The form that a source's events have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Syslog messages, one a line in files.
    Syslog,
    /// `journalctl -o json`.
    JournalJson,
    /// `journalctl -o export`.
    JournalExport,
    /// The common and combined log formats of nginx and Apache.
    Clf,
    /// `PostgreSQL`'s `csvlog`.
    PostgresCsv,
    /// clamd's and freshclam's log: `Mon Nov 22 21:40:00 2026 -> message`.
    Clamav,
    /// A JSON object a line.
    JsonLines,
    /// Suricata's `eve.json`.
    SuricataEve,
    /// A Windows event log, a binary file.
    Evtx,
    /// Lines of text.
    Plain,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 10] = [
        Self::Syslog,
        Self::JournalJson,
        Self::JournalExport,
        Self::Clf,
        Self::PostgresCsv,
        Self::Clamav,
        Self::JsonLines,
        Self::SuricataEve,
        Self::Evtx,
        Self::Plain,
    ];

    /// The format as the register `sources` writes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Syslog => "syslog",
            Self::JournalJson => "journal_json",
            Self::JournalExport => "journal_export",
            Self::Clf => "clf",
            Self::PostgresCsv => "postgres_csv",
            Self::Clamav => "clamav",
            Self::JsonLines => "json_lines",
            Self::SuricataEve => "suricata_eve",
            Self::Evtx => "evtx",
            Self::Plain => "plain",
        }
    }
}

/// A name of a format that there is none of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a format of log files")]
pub struct UnknownFormat {
    /// The text as it came.
    pub text: String,
}

impl Explain for UnknownFormat {
    fn explain(&self) -> Message {
        Message::new("collect-format-unknown").with("text", self.text.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;
    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.key() == text).ok_or_else(|| UnknownFormat { text: text.to_owned() })
    }
}

/// What is expected of a source's events; the watcher tells when it is otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expectations {
    /// Minutes without an event after which the source counts as silent.
    pub silence_minutes: u32,
    /// Events a minute; more are a flood.
    pub flood_per_minute: u32,
    /// Seconds by which its clock may differ from ours (UR 38.3).
    pub clock_seconds: u32,
}

impl Default for Expectations {
    /// Measures of our own: the decree sets none.
    fn default() -> Self {
        Self { silence_minutes: 24 * 60, flood_per_minute: 60_000, clock_seconds: 2 }
    }
}

/// A registered source of events. `sender`, `hostname` and `program` say which syslog messages are its: each that is
/// stated must match. A source that states none receives nothing over the network; its events are imported from files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its identifier.
    pub id: SourceId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Of which informatization object.
    pub object: ObjectId,
    /// What kind of source it is (UR 38.2).
    pub kind: SourceKind,
    /// The form of its events.
    pub format: Format,
    /// The address that its syslog messages come from.
    pub sender: Option<IpAddr>,
    /// The host name in its syslog messages, in any case.
    pub hostname: Option<String>,
    /// The program in its syslog messages.
    pub program: Option<String>,
    /// What is expected of its events.
    pub expects: Expectations,
    /// Whether its events tell of a confidential system, whose logs are kept twice (UR 38.6).
    pub confidential: bool,
}

impl Source {
    /// A source with nothing but what every one has: it states nothing about messages, and what is expected of it is usual.
    pub fn new(id: SourceId, organisation: OrganisationId, object: ObjectId, kind: SourceKind, format: Format) -> Self {
        Self {
            id,
            organisation,
            object,
            kind,
            format,
            sender: None,
            hostname: None,
            program: None,
            expects: Expectations::default(),
            confidential: false,
        }
    }
}

/// Sources by what they match. An absent condition is the empty text, which no message carries.
type ByProgram = HashMap<String, Arc<Source>>;
type ByHost = HashMap<String, ByProgram>;

/// Finds the most specific source that a syslog message belongs to: the one that states the most of address, host name
/// and program; among as many, the address counts before the host name and that before the program, because it is the
/// hardest to forge.
#[derive(Debug, Default)]
pub struct SourceTable {
    by_sender: HashMap<Option<IpAddr>, ByHost>,
    by_id: HashMap<SourceId, Arc<Source>>,
    ambiguous: Vec<SourceId>,
}

impl SourceTable {
    /// Indexes the sources. Of two that state the same, the one with the smaller identifier is used.
    pub fn new(sources: impl IntoIterator<Item = Source>) -> Self {
        let mut sources: Vec<Source> = sources.into_iter().collect();
        sources.sort_by(|a, b| a.id.cmp(&b.id));
        let mut table = Self::default();
        for source in sources {
            let source = Arc::new(source);
            table.by_id.insert(source.id.clone(), Arc::clone(&source));
            table.add(source);
        }
        table
    }

    fn add(&mut self, source: Arc<Source>) {
        let stated = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let (sender, hostname, program) = (source.sender, stated(&source.hostname), stated(&source.program));
        if sender.is_none() && hostname.is_none() && program.is_none() {
            return;
        }
        let slot = self
            .by_sender
            .entry(sender.map(|address| address.to_canonical()))
            .or_default()
            .entry(hostname.unwrap_or_default().to_lowercase())
            .or_default();
        match slot.entry(program.unwrap_or_default()) {
            Entry::Occupied(_) => self.ambiguous.push(source.id.clone()),
            Entry::Vacant(vacant) => {
                vacant.insert(source);
            }
        }
    }

    /// The sources that can receive nothing, because another states exactly the same.
    pub fn ambiguous(&self) -> &[SourceId] {
        &self.ambiguous
    }

    /// The source with an identifier.
    pub fn find(&self, id: &SourceId) -> Option<&Arc<Source>> {
        self.by_id.get(id)
    }

    /// The most specific source that fits a message, if any does.
    pub fn resolve(&self, peer: IpAddr, hostname: Option<&str>, program: Option<&str>) -> Option<&Arc<Source>> {
        let hostname = hostname.unwrap_or_default();
        let is_lower = hostname.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        let host: Cow<'_, str> = if is_lower { hostname.into() } else { hostname.to_lowercase().into() };
        let (host, program) = (host.as_ref(), program.unwrap_or_default());
        let (mine, anybodys) = (self.by_sender.get(&Some(peer.to_canonical())), self.by_sender.get(&None));
        look(mine, host, program)
            .or_else(|| look(mine, host, ""))
            .or_else(|| look(mine, "", program))
            .or_else(|| look(anybodys, host, program))
            .or_else(|| look(mine, "", ""))
            .or_else(|| look(anybodys, host, ""))
            .or_else(|| look(anybodys, "", program))
    }
}

fn look<'a>(hosts: Option<&'a ByHost>, host: &str, program: &str) -> Option<&'a Arc<Source>> {
    hosts?.get(host)?.get(program)
}

/// The sources as receivers see them: a table that can be replaced while they run, the source under which messages of
/// nobody are kept, and the mappings that describe their events.
#[derive(Debug, Clone)]
pub struct Sources {
    table: Arc<RwLock<Arc<SourceTable>>>,
    fallback: Arc<Source>,
    mappings: Arc<Mappings>,
}

impl Sources {
    /// Sources with the one that unresolved messages are kept under, and no mappings.
    pub fn new(table: SourceTable, fallback: Source) -> Self {
        Self { table: Arc::new(RwLock::new(Arc::new(table))), fallback: Arc::new(fallback), mappings: Arc::default() }
    }

    /// The same with mappings.
    #[must_use]
    pub fn with_mappings(self, mappings: Arc<Mappings>) -> Self {
        Self { mappings, ..self }
    }

    /// The mappings.
    pub fn mappings(&self) -> &Mappings {
        &self.mappings
    }

    /// Replaces the table; messages that arrive from now on are resolved with the new one.
    pub fn replace(&self, table: SourceTable) {
        // The lock guards one assignment of a pointer, so a poisoned one still holds a whole table.
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(table);
    }

    /// The table in use.
    pub fn current(&self) -> Arc<SourceTable> {
        Arc::clone(&self.table.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The source of messages that no registered source fits.
    pub fn fallback(&self) -> &Arc<Source> {
        &self.fallback
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(id: &str, sender: Option<&str>, hostname: Option<&str>, program: Option<&str>) -> Source {
        let id = SourceId::new(id).unwrap();
        let (organisation, object) = (OrganisationId::new("akimat").unwrap(), ObjectId::new("portal").unwrap());
        Source {
            sender: sender.map(|text| text.parse().unwrap()),
            hostname: hostname.map(str::to_owned),
            program: program.map(str::to_owned),
            ..Source::new(id, organisation, object, SourceKind::OperatingSystem, Format::Syslog)
        }
    }

    fn resolved(table: &SourceTable, peer: &str, host: Option<&str>, program: Option<&str>) -> Option<String> {
        table.resolve(peer.parse().unwrap(), host, program).map(|source| source.id.to_string())
    }

    #[test]
    fn the_most_specific_source_wins() {
        let table = SourceTable::new([
            source("all", Some("10.0.0.1"), Some("Web"), Some("nginx")),
            source("sender-host", Some("10.0.0.1"), Some("web"), None),
            source("sender-program", Some("10.0.0.1"), None, Some("nginx")),
            source("host-program", None, Some("web"), Some("nginx")),
            source("sender", Some("10.0.0.1"), None, None),
            source("host", None, Some("web"), None),
            source("program", None, None, Some("nginx")),
            source("file-only", None, None, None),
        ]);
        for (peer, host, program, expected) in [
            ("10.0.0.1", Some("WEB"), Some("nginx"), Some("all")),
            ("::ffff:10.0.0.1", Some("web"), Some("nginx"), Some("all")),
            ("10.0.0.1", Some("web"), Some("sshd"), Some("sender-host")),
            ("10.0.0.1", Some("db"), Some("nginx"), Some("sender-program")),
            ("10.0.0.2", Some("web"), Some("nginx"), Some("host-program")),
            ("10.0.0.1", None, None, Some("sender")),
            ("10.0.0.2", Some("web"), Some("sshd"), Some("host")),
            ("10.0.0.2", Some("db"), Some("nginx"), Some("program")),
            ("10.0.0.2", Some("db"), Some("sshd"), None),
            ("10.0.0.2", None, None, None),
        ] {
            assert_eq!(resolved(&table, peer, host, program).as_deref(), expected, "{peer} {host:?} {program:?}");
        }
    }

    #[test]
    fn two_sources_that_state_the_same_are_told() {
        let table = SourceTable::new([source("b", None, Some("web"), None), source("a", None, Some("WEB"), None)]);
        assert_eq!(resolved(&table, "10.0.0.1", Some("web"), None).as_deref(), Some("a"));
        assert_eq!(table.ambiguous(), [SourceId::new("b").unwrap()]);
    }

    #[test]
    fn a_table_is_replaced_for_every_holder() {
        let sources = Sources::new(SourceTable::default(), source("unknown", None, None, None));
        let held = sources.clone();
        assert_eq!(resolved(&held.current(), "10.0.0.1", Some("web"), None), None);
        sources.replace(SourceTable::new([source("web", None, Some("web"), None)]));
        assert_eq!(resolved(&held.current(), "10.0.0.1", Some("web"), None).as_deref(), Some("web"));
    }

    #[test]
    fn formats_have_distinct_keys() {
        for format in Format::ALL {
            assert_eq!(format.key().parse(), Ok(format));
        }
        assert!("xlsx".parse::<Format>().is_err());
    }
}
