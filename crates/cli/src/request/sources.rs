//! How sources and receivers do, on the wire.

use serde::{Deserialize, Serialize};
use talap_collect::watch::{ReceiverStatus, SourceStatus};

/// How sources and receivers do.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SourcesAnswer {
    pub(crate) sources: Vec<SourceAnswer>,
    /// The receivers of a running `up`; none without it.
    pub(crate) receivers: Vec<ReceiverAnswer>,
}

/// How a source does. Counts are those since `up` began.
#[derive(Debug, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each tells of another thing, and programs read them by name")]
pub(crate) struct SourceAnswer {
    pub(crate) source: String,
    pub(crate) organisation: String,
    pub(crate) object: String,
    pub(crate) kind: String,
    pub(crate) format: String,
    pub(crate) confidential: bool,
    pub(crate) registered_at: String,
    pub(crate) last_event_at: Option<String>,
    /// Since when it is silent for longer than expected.
    pub(crate) silent_since: Option<String>,
    pub(crate) expected_silence_minutes: u32,
    pub(crate) events_per_minute: u64,
    pub(crate) flood_limit_per_minute: u32,
    pub(crate) flood: bool,
    pub(crate) events: u64,
    pub(crate) not_understood: u64,
    pub(crate) damaged: u64,
    /// Whether its events are not of the kind or format of its record.
    pub(crate) wrong_kind: bool,
    /// How far its clock lags; below zero when it runs ahead.
    pub(crate) clock_behind_seconds: Option<f64>,
    pub(crate) clock_allowed_seconds: u32,
    pub(crate) clock_off: bool,
    /// Events with a time more than a year away.
    pub(crate) impossible_times: u64,
}

impl From<&SourceStatus> for SourceAnswer {
    fn from(status: &SourceStatus) -> Self {
        let source = &status.source;
        Self {
            source: source.id.to_string(),
            organisation: source.organisation.to_string(),
            object: source.object.to_string(),
            kind: source.kind.key().to_owned(),
            format: source.format.key().to_owned(),
            confidential: source.confidential,
            registered_at: status.registered_at.to_string(),
            last_event_at: status.last_seen.map(|at| at.to_string()),
            silent_since: status.silent_since.map(|at| at.to_string()),
            expected_silence_minutes: source.expects.silence_minutes,
            events_per_minute: status.per_minute,
            flood_limit_per_minute: source.expects.flood_per_minute,
            flood: status.flood,
            events: status.events,
            not_understood: status.unparsed,
            damaged: status.damaged,
            wrong_kind: status.wrong_kind,
            clock_behind_seconds: status.clock_seconds(),
            clock_allowed_seconds: source.expects.clock_seconds,
            clock_off: status.clock_off,
            impossible_times: status.absurd,
        }
    }
}

/// How a receiver does, since `up` began.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ReceiverAnswer {
    pub(crate) receiver: String,
    pub(crate) received: u64,
    pub(crate) not_understood: u64,
    pub(crate) unregistered: u64,
    /// Datagrams that the kernel dropped; null where the system does not tell.
    pub(crate) kernel_dropped: Option<u64>,
    pub(crate) queue_dropped: u64,
    pub(crate) discarded_bytes: u64,
    pub(crate) connections: u64,
    pub(crate) refused_connections: u64,
    pub(crate) losing: bool,
}

impl From<&ReceiverStatus> for ReceiverAnswer {
    fn from(status: &ReceiverStatus) -> Self {
        Self {
            receiver: status.name.clone(),
            received: status.counts.received,
            not_understood: status.counts.unparsed,
            unregistered: status.counts.unregistered,
            kernel_dropped: status.losses.kernel,
            queue_dropped: status.counts.dropped,
            discarded_bytes: status.counts.discarded_bytes,
            connections: status.counts.connections,
            refused_connections: status.counts.refused,
            losing: status.losing,
        }
    }
}
