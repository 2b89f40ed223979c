//! A set clock, a source, and a sink that keeps events and can be waited for.

use std::sync::{Arc, Mutex, OnceLock};

use talap_collect::normalise::mapping::Mappings;
use talap_collect::receive::{Intake, Limits};
use talap_collect::sink::{Kept, Sink, SinkError};
use talap_collect::source::{Format, Source, SourceTable, Sources};
use talap_model::{Clock, NewEvent, ObjectId, OrganisationId, SourceId, SourceKind, Timestamp};
use time::UtcOffset;
use tokio::sync::watch;

pub(crate) struct SetClock;

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::parse_rfc3339("2026-11-22T22:00:00Z").unwrap()
    }
}

/// The built-in mappings.
pub(crate) fn mappings() -> &'static Mappings {
    static MAPPINGS: OnceLock<Mappings> = OnceLock::new();
    MAPPINGS.get_or_init(|| Mappings::built_in().unwrap())
}

pub(crate) fn source(id: &str, format: Format, hostname: Option<&str>) -> Source {
    let id = SourceId::new(id).unwrap();
    let (organisation, object) = (OrganisationId::new("akimat").unwrap(), ObjectId::new("portal").unwrap());
    let source = Source::new(id, organisation, object, SourceKind::OperatingSystem, format);
    Source { hostname: hostname.map(str::to_owned), ..source }
}

/// Waits until something holds, and fails when it does not come to hold in a while.
pub(crate) async fn eventually(holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), waiting).await.expect("it does not come to hold");
}

/// Keeps events in memory; refuses all of them if told so.
#[derive(Clone)]
pub(crate) struct Memory {
    events: Arc<Mutex<Vec<NewEvent>>>,
    largest: Arc<Mutex<usize>>,
    count: watch::Sender<usize>,
    refuses: bool,
}

impl Memory {
    pub(crate) fn new(refuses: bool) -> Self {
        Self { events: Arc::default(), largest: Arc::default(), count: watch::channel(0).0, refuses }
    }

    /// Waits until so many events were delivered and returns all.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<NewEvent> {
        self.count.subscribe().wait_for(|have| *have >= count).await.unwrap();
        self.events.lock().unwrap().clone()
    }

    pub(crate) fn largest_batch(&self) -> usize {
        *self.largest.lock().unwrap()
    }
}

impl Sink for Memory {
    async fn deliver(&self, events: Vec<NewEvent>) -> Result<Kept, SinkError> {
        if self.refuses {
            return Err(SinkError { cause: "disk full".into(), told: None });
        }
        let mut largest = self.largest.lock().unwrap();
        *largest = events.len().max(*largest);
        let mut kept = self.events.lock().unwrap();
        let first = kept.len() as u64;
        kept.extend(events);
        self.count.send_replace(kept.len());
        Ok(Kept { seqs: Some(first..kept.len() as u64) })
    }
}

/// An intake that knows the host `web` and keeps the rest under `unknown`.
pub(crate) fn intake(sink: &Memory, limits: Limits) -> Intake<Memory> {
    let table = SourceTable::new([source("web-os", Format::Syslog, Some("web"))]);
    Intake {
        sink: sink.clone(),
        sources: Sources::new(table, source("unknown", Format::Syslog, None)),
        clock: Arc::new(SetClock),
        offset: UtcOffset::UTC,
        limits,
    }
}
