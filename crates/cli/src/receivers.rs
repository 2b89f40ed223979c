//! The receivers of `talap up`: their sockets, what they share, and whom they refused.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use talap_access::Service;
use talap_collect::own::Act;
use talap_collect::receive::{
    Counters, Doorkeeper, EventsHttp, Intake, Limits, OtlpGrpc, Relp, SyslogTcp, SyslogTls, SyslogUdp, Tls,
};
use talap_collect::sink::{Answering, Kept, Sink, SinkError};
use talap_collect::source::Sources;
use talap_collect::stream::StreamSink;
use talap_collect::watch::{Watch, Watched};
use talap_ledger::Ledger;
use talap_model::{ActKey, Caller, Clock, Message, NewEvent};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::certificates::{Shown, Told, keep_renewing};
use crate::commands::Place;
use crate::config::{Config, ListenerConfig};
use crate::failure::Failure;
use crate::render::{self, Speech};
use crate::system::{self, SystemClock};
use crate::tokens::Keeper;

/// Where receivers bring events.
#[derive(Clone)]
pub(crate) enum WayIn {
    /// Straight into the ledger, seen by the watcher on the way.
    Ledger(Watched<(Ledger, Caller)>),
    /// Into the stream in front of it; the watcher sees them where they are taken out.
    Stream(StreamSink),
}

impl Sink for WayIn {
    async fn deliver(&self, events: Vec<NewEvent>) -> Result<Kept, SinkError> {
        match self {
            Self::Ledger(ledger) => ledger.deliver(events).await,
            Self::Stream(stream) => stream.deliver(events).await,
        }
    }

    async fn submit(&self, events: Vec<NewEvent>) -> Result<Answering, SinkError> {
        match self {
            Self::Ledger(ledger) => ledger.submit(events).await,
            Self::Stream(stream) => stream.submit(events).await,
        }
    }
}

/// What the receivers of a node share.
#[derive(Clone)]
pub(crate) struct Hall {
    pub(crate) way_in: WayIn,
    pub(crate) watch: Watch,
    pub(crate) sources: Sources,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) door: Arc<dyn Doorkeeper>,
}

impl Hall {
    /// That of a ledger in the same process.
    pub(crate) fn of(app: &App) -> Self {
        Self {
            way_in: WayIn::Ledger(app.watch.over((app.ledger.clone(), Service::Collect.caller()))),
            watch: app.watch.clone(),
            sources: app.sources.clone(),
            clock: Arc::clone(&app.clock),
            door: Arc::new(Keeper::new(app.accounts.clone(), app.sources.clone(), Arc::clone(&app.words))),
        }
    }

    /// Records an act of the receivers' own.
    pub(crate) async fn record(&self, act: Act<'_>) -> Result<(), Failure> {
        self.way_in.deliver(vec![act.into_event(self.clock.as_ref())?]).await?;
        Ok(())
    }

    fn intake(&self, speech: &Speech, config: &Config) -> Result<Intake<WayIn>, Failure> {
        Ok(Intake {
            sink: self.way_in.clone(),
            sources: self.sources.clone(),
            clock: Arc::clone(&self.clock),
            offset: config.offset(),
            limits: Limits {
                max_frame: config.collect.longest_message,
                continuation: Limits::default().continuation.filter(|_| config.collect.multiline),
                connections: connections(speech, config.collect.connections)?,
                ..Limits::default()
            },
        })
    }
}

/// The sockets that events arrive at.
pub(crate) struct Receivers {
    udp: Option<SyslogUdp>,
    tcp: Option<SyslogTcp>,
    tls: Option<SyslogTls>,
    relp: Option<Relp>,
    http: Option<EventsHttp>,
    grpc: Option<OtlpGrpc>,
    shown: Vec<Shown>,
}

/// The address and the TLS of a listener, where something is received.
fn place_of(
    name: &str,
    listener: &ListenerConfig,
    shown: &mut Vec<Shown>,
) -> Result<Option<(SocketAddr, Option<Tls>)>, Failure> {
    let Some(address) = listener.address() else { return Ok(None) };
    let tls = listener.tls().map(|files| Tls::load(&files, Arc::new(SystemClock))).transpose()?;
    shown.extend(tls.as_ref().map(|tls| Shown::by_receiver(name.to_owned(), tls)));
    Ok(Some((address, tls)))
}

impl Receivers {
    /// Takes the addresses; nothing is received yet.
    pub(crate) async fn bind(place: &Place) -> Result<Self, Failure> {
        let udp = match place.config.syslog_udp() {
            Some(address) => Some(SyslogUdp::bind(address).await?),
            None => None,
        };
        let tcp = match place.config.syslog_tcp() {
            Some(address) => Some(SyslogTcp::bind(address).await?),
            None => None,
        };
        let (collect, mut shown) = (&place.config.collect, Vec::new());
        let tls = match place_of(TLS, &collect.syslog_tls, &mut shown)? {
            Some((address, Some(tls))) => Some(SyslogTls::bind(address, tls).await?),
            _ => None,
        };
        let relp = match place_of(RELP, &collect.relp, &mut shown)? {
            Some((address, tls)) => Some(Relp::bind(address, tls).await?),
            None => None,
        };
        let http = match place_of(HTTP, &collect.http, &mut shown)? {
            Some((address, tls)) => Some(EventsHttp::bind(address, tls).await?),
            None => None,
        };
        let grpc = match place_of(GRPC, &collect.otlp_grpc, &mut shown)? {
            Some((address, tls)) => Some(OtlpGrpc::bind(address, tls).await?),
            None => None,
        };
        Ok(Self { udp, tcp, tls, relp, http, grpc, shown })
    }

    /// Begins to receive.
    pub(crate) async fn run(
        self,
        speech: &Speech,
        (hall, config): (&Hall, &Config),
        tasks: &mut JoinSet<()>,
        stop: &CancellationToken,
    ) -> Result<(), Failure> {
        let intake = hall.intake(speech, config)?;
        let mut counters = Vec::new();
        let mut follow = |name: &'static str, address: SocketAddr, counted: Counters| {
            let datagrams = (name == UDP).then_some(address);
            hall.watch.follow_receiver(format!("{name} {address}"), counted.clone(), datagrams);
            counters.push((name, counted));
            let message = Message::new("up-receiving").with("protocol", name).with("address", address.to_string());
            render::print(&speech.say(&message))
        };
        let nothing = self.udp.is_none() && self.tcp.is_none() && self.tls.is_none() && self.relp.is_none();
        if nothing && self.http.is_none() && self.grpc.is_none() {
            render::print(&speech.text("up-receiving-nothing"))?;
        }
        if let Some(udp) = self.udp {
            follow(UDP, udp.local_addr(), udp.counters())?;
            tasks.spawn(udp.run(intake.clone(), stop.clone()));
        }
        if let Some(tcp) = self.tcp {
            follow("syslog/TCP", tcp.local_addr(), tcp.counters())?;
            tasks.spawn(tcp.run(intake.clone(), stop.clone()));
        }
        if let Some(tls) = self.tls {
            follow(TLS, tls.local_addr(), tls.counters())?;
            tasks.spawn(tls.run(intake.clone(), stop.clone()));
        }
        if let Some(relp) = self.relp {
            follow(RELP, relp.local_addr(), relp.counters())?;
            tasks.spawn(relp.run(intake.clone(), stop.clone()));
        }
        if let Some(http) = self.http {
            follow(HTTP, http.local_addr(), http.counters())?;
            tasks.spawn(http.run(intake.clone(), Arc::clone(&hall.door), stop.clone()));
        }
        if let Some(grpc) = self.grpc {
            follow(GRPC, grpc.local_addr(), grpc.counters())?;
            tasks.spawn(grpc.run(intake, Arc::clone(&hall.door), stop.clone()));
        }
        tasks.spawn(tell_refusals(hall.clone(), counters, stop.clone()));
        let recorder = hall.clone();
        let record = move |told: Told| {
            let hall = recorder.clone();
            async move { hall.record(told.act).await }
        };
        tasks.spawn(keep_renewing(self.shown, record, stop.clone()));
        hall.record(Act::new(ActKey::ReceiverStarted, "talap:collect")).await
    }
}

/// The receiver of datagrams, which the kernel may drop.
const UDP: &str = "syslog/UDP";
/// The receivers that may speak TLS.
const TLS: &str = "syslog/TLS";
const RELP: &str = "RELP";
const HTTP: &str = "HTTP";
const GRPC: &str = "OTLP/gRPC";

/// The receivers that share the process's open files.
const RECEIVERS: u64 = 6;
/// The open files that are left to everything else.
const RESERVED: u64 = 256;

/// How many connections a receiver may have: as many as are wished, if the system allows the process so many open files. A
/// flood of connections must not keep the ledger from opening its own.
fn connections(speech: &Speech, wished: usize) -> Result<usize, Failure> {
    let Some(files) = system::open_files() else { return Ok(wished) };
    let most = usize::try_from((files.saturating_sub(RESERVED) / RECEIVERS).max(8)).unwrap_or(usize::MAX);
    if wished > most {
        let message = Message::new("up-connections-bounded").with("files", files).with("connections", most);
        render::print(&speech.say(&message))?;
    }
    Ok(wished.min(most))
}

/// How often it is told whom the receivers refused.
const TELLING: Duration = Duration::from_secs(10);

/// Records whom the receivers refused and why, each once however often it happened within a few seconds.
async fn tell_refusals(hall: Hall, receivers: Vec<(&'static str, Counters)>, stop: CancellationToken) {
    loop {
        let last = tokio::select! {
            () = stop.cancelled() => true,
            () = tokio::time::sleep(TELLING) => false,
        };
        for (receiver, counters) in &receivers {
            for refusal in counters.take_refusals() {
                let act = Act::new(ActKey::ReceiverRefused, "talap:collect")
                    .with("receiver", receiver)
                    .with("reason", &refusal.reason.key)
                    .with("detail", &refusal.reason)
                    .with("since", refusal.since)
                    .with("times", refusal.times)
                    .from_address(&refusal.peer.to_string());
                if let Err(failure) = hall.record(act).await {
                    tracing::error!(cause = %failure.message, "a refusal could not be recorded");
                }
            }
        }
        if last {
            return;
        }
    }
}
