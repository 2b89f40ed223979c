//! How sources of events and receivers do.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use talap_collect::watch::{ReceiverStatus, SourceStatus};
use talap_model::Scope;
use utoipa::ToSchema;

use crate::Shared;
use crate::api::{answer, forms};
use crate::gate::Asking;

/// How sources and receivers do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Watched {
    /// The sources, by identifier.
    sources: Vec<Source>,
    /// The receivers; none for a caller who does not see all organisations.
    receivers: Vec<Receiver>,
}

/// How a registered source does. Counts are those since Talap started.
#[derive(Serialize, ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "each tells of another thing, and programs read them by name")]
#[allow(clippy::struct_field_names, reason = "the names are those of the API")]
pub(crate) struct Source {
    /// Its identifier.
    source: String,
    /// Whose it is.
    organisation: String,
    /// Of which object.
    object: String,
    /// What kind of source it is.
    #[schema(schema_with = forms::source_kinds)]
    kind: &'static str,
    /// Whether its events tell of a confidential system.
    confidential: bool,
    /// When it was registered.
    #[schema(format = DateTime)]
    registered_at: String,
    /// When its last event came in.
    #[schema(format = DateTime)]
    last_event_at: Option<String>,
    /// Since when it is silent for longer than expected.
    #[schema(format = DateTime)]
    silent_since: Option<String>,
    /// How many minutes it may be silent.
    expected_silence_minutes: u32,
    /// Its events in the last minute.
    events_per_minute: u64,
    /// How many events a minute are a flood.
    flood_limit_per_minute: u32,
    /// Whether a flood goes on.
    flood: bool,
    /// Its events.
    events: u64,
    /// Those of them that could not be understood.
    not_understood: u64,
    /// Those of them that were cut or came in part.
    damaged: u64,
    /// Those of them with a time more than a year away.
    impossible_times: u64,
    /// Whether its events are of another kind or format than registered.
    wrong_kind: bool,
    /// How far its clock lags, in seconds; below zero when it runs ahead.
    clock_behind_seconds: Option<f64>,
    /// The difference that is allowed, in seconds.
    clock_allowed_seconds: u32,
    /// Whether the clock is off by more.
    clock_off: bool,
}

/// How a receiver does, since Talap started.
#[derive(Serialize, ToSchema)]
#[allow(clippy::struct_field_names, reason = "the names are those of the API")]
pub(crate) struct Receiver {
    /// Its protocol and address.
    receiver: String,
    /// Messages that arrived.
    received: u64,
    /// Those of them that no registered source fits.
    unregistered: u64,
    /// Datagrams that the kernel dropped; null where the system does not tell.
    kernel_dropped: Option<u64>,
    /// Messages that found no room, or that the ledger did not keep.
    queue_dropped: u64,
    /// Bytes of overlong messages beyond the limit.
    discarded_bytes: u64,
    /// Connections that were refused because there were too many.
    refused_connections: u64,
    /// Whether it is losing now.
    losing: bool,
}

/// How sources and receivers do
///
/// When each source spoke last, whether it is silent, floods, or its clock is off; what receivers lost.
#[utoipa::path(get, path = "/api/v1/sources", tag = "events", responses((status = 200, body = Watched)))]
pub(crate) async fn list(State(site): State<Shared>, asking: Asking) -> Response {
    let sources = site.watch.sources(site.clock.now()).into_iter();
    let sources = sources.filter(|status| asking.caller.reaches(&status.source.organisation));
    let receivers = if *asking.caller.scope() == Scope::All { site.watch.receivers() } else { Vec::new() };
    let watched = Watched {
        sources: sources.map(|status| source(&status)).collect(),
        receivers: receivers.iter().map(receiver).collect(),
    };
    answer(&asking, Ok(Json(watched)))
}

fn source(status: &SourceStatus) -> Source {
    let source = &status.source;
    Source {
        source: source.id.to_string(),
        organisation: source.organisation.to_string(),
        object: source.object.to_string(),
        kind: source.kind.key(),
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
        impossible_times: status.absurd,
        wrong_kind: status.wrong_kind,
        clock_behind_seconds: status.clock_seconds(),
        clock_allowed_seconds: source.expects.clock_seconds,
        clock_off: status.clock_off,
    }
}

fn receiver(status: &ReceiverStatus) -> Receiver {
    Receiver {
        receiver: status.name.clone(),
        received: status.counts.received,
        unregistered: status.counts.unregistered,
        kernel_dropped: status.losses.kernel,
        queue_dropped: status.losses.queue,
        discarded_bytes: status.losses.bytes,
        refused_connections: status.losses.refused,
        losing: status.losing,
    }
}
