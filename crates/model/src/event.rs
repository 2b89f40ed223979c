//! Events: one line of somebody's log, or one act of Talap's own, as the ledger keeps it.

use std::str::FromStr;

use crate::attributes::Attributes;
use crate::id::InvalidId;
use crate::{ObjectId, OrganisationId, SourceId, Timestamp};

/// The seven kinds of source that UR 38.2 names, and Talap itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// Operating systems (UR 38.2.1).
    OperatingSystem,
    /// Database management systems (UR 38.2.2).
    Database,
    /// Anti-virus protection (UR 38.2.3).
    Antivirus,
    /// Application software (UR 38.2.4).
    Application,
    /// Telecommunication equipment (UR 38.2.5).
    Telecommunication,
    /// Attack detection and prevention (UR 38.2.6).
    IntrusionDetection,
    /// Content management (UR 38.2.7).
    ContentManagement,
    /// What Talap itself did: a record's change, an import, a verification, a refusal.
    Talap,
}

impl SourceKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::OperatingSystem,
        Self::Database,
        Self::Antivirus,
        Self::Application,
        Self::Telecommunication,
        Self::IntrusionDetection,
        Self::ContentManagement,
        Self::Talap,
    ];

    /// The kind as data files and queries write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::OperatingSystem => "os",
            Self::Database => "dbms",
            Self::Antivirus => "antivirus",
            Self::Application => "application",
            Self::Telecommunication => "telecom",
            Self::IntrusionDetection => "ids",
            Self::ContentManagement => "cms",
            Self::Talap => "talap",
        }
    }
}

impl FromStr for SourceKind {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.key() == text)
            .ok_or_else(|| InvalidId { kind: "source kind", text: text.to_owned() })
    }
}

/// An event on its way into the ledger. Field names follow OCSF 1.x where it has the notion.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// When Talap received it.
    pub received_at: Timestamp,
    /// When it happened by its source's own clock, if the source said so.
    pub occurred_at: Option<Timestamp>,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Of which informatization object.
    pub object: ObjectId,
    /// From which registered source.
    pub source: SourceId,
    /// What kind of source that is.
    pub kind: SourceKind,
    /// The OCSF `class_uid`: 3002 authentication, 4002 HTTP activity, 0 base event.
    pub class_uid: u32,
    /// The OCSF `severity_id`: 0 unknown, 1 informational … 6 fatal.
    pub severity_id: u8,
    /// The host that the event names.
    pub host: Option<String>,
    /// The program that the event names.
    pub program: Option<String>,
    /// The user that the event names.
    pub user: Option<String>,
    /// The network address that the event names.
    pub address: Option<String>,
    /// The text of the event.
    pub message: String,
    /// Everything else that was recognised, by name.
    pub attributes: Attributes,
    /// The bytes as they came, always kept.
    pub raw: Vec<u8>,
    /// Why the bytes could not be understood, as a key of the locales, where they could not.
    pub fault: Option<String>,
}

/// An event that the ledger holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its place in the ledger, from 0; evidence refers to it as `event:17`.
    pub seq: u64,
    /// The event.
    pub body: NewEvent,
}
