//! `talap up`: opens the data folder, receives, assesses, answers, until it is told to stop.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use talap_access::Service;
use talap_assess::Selection;
use talap_collect::own::Act;
use talap_collect::receive::{
    Counters, Doorkeeper, EventsHttp, Intake, Limits, OtlpGrpc, Relp, SyslogTcp, SyslogTls, SyslogUdp, Tls,
};
use talap_model::Message;
use talap_web::serve::Bound;
use tokio::net::UnixListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Verdict};
use crate::commands::Place;
use crate::config::ListenerConfig;
use crate::config::confirm::{Confirming, TimestampConfig, WitnessConfig};
use crate::example::Mark;
use crate::failure::Failure;
use crate::progress::step;
use crate::render::{self, Speech};
use crate::system::SystemClock;
use crate::tokens::Keeper;
use crate::{client, configuration, confirm, example, keeping, service, socket, system, watching};

/// Runs until a signal.
pub(crate) fn run(speech: &Speech, place: Place, with_example: bool) -> Result<ExitCode, Failure> {
    // The log is a developer's, in English, and silent unless `RUST_LOG` asks for it; what a person must know is said.
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off"));
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).with_env_filter(filter).init();
    client::runtime()?.block_on(Box::pin(up(speech, place, with_example)))?;
    Ok(ExitCode::SUCCESS)
}

async fn up(speech: &Speech, place: Place, with_example: bool) -> Result<(), Failure> {
    // Who is asked outside and cannot be is told before anything begins.
    let witnesses = place.config.ledger.witness.iter().map(WitnessConfig::open).collect::<Result<Vec<_>, _>>()?;
    place.config.ledger.timestamp.as_ref().map(TimestampConfig::open).transpose()?;
    place.folder.create()?;
    let in_use = || Message::new("folder-in-use").with("path", place.folder.path().display().to_string());
    let lock = place.folder.try_lock()?.ok_or_else(|| Failure::failed(in_use()))?;
    // Receivers are bound before anything is changed: a port in use leaves a new folder without a half-made example.
    let receivers = Receivers::bind(&place).await?;
    let settings = place.config.settings();
    let pages = place.config.web().map(|address| Bound::bind(address, settings.tls.as_ref())).transpose()?;
    let listener = socket::listen(&place.folder.socket())?;
    let app = step(speech, "up-step-open", Box::pin(App::open(place.folder.clone(), lock, place.config))).await?;
    let app = Arc::new(app);
    let outcome = serve(speech, &app, Doors { receivers, listener, pages, witnesses }, with_example).await;
    let removed = std::fs::remove_file(app.folder.socket());
    if let Err(error) = removed {
        tracing::debug!(%error, "the local socket was gone already");
    }
    step(speech, "up-step-stop", app.close()).await?;
    outcome?;
    render::print(&speech.text("up-stopped"))
}

/// Everything that something comes in by, and who is asked outside.
struct Doors {
    receivers: Receivers,
    listener: UnixListener,
    pages: Option<Bound>,
    witnesses: Vec<Confirming>,
}

async fn serve(speech: &Speech, app: &Arc<App>, doors: Doors, with_example: bool) -> Result<(), Failure> {
    let user = system::current_user();
    // Before anything is recorded: the last act of the time before tells since when nobody listened.
    watching::recall(app).await?;
    greet(speech, app, &user).await?;
    let stop = CancellationToken::new();
    let mut tasks = JoinSet::new();
    if with_example && load_example(speech, app, &user).await? {
        tasks.spawn(example::replay(Arc::clone(app), stop.clone()));
    }
    doors.receivers.run(speech, app, &mut tasks, &stop).await?;
    tasks.spawn(watching::keep(Arc::clone(app), stop.clone()));
    tasks.spawn(socket::serve(doors.listener, Arc::clone(app), stop.clone()));
    let address = doors.pages.as_ref().map(Bound::address);
    if let Some(pages) = doors.pages {
        let (site, stop) = (Arc::clone(&app.site), stop.clone());
        tasks.spawn(async move {
            if let Err(error) = pages.serve(site, stop).await {
                tracing::error!(%error, "pages are served no more");
            }
        });
    }
    let mut outcome = first_assessment(speech, app, &user).await;
    if outcome.is_ok() {
        let mut signals = Signals::watch()?;
        if let Some(address) = address {
            invite(speech, app, &user, address).await?;
        }
        render::print(&speech.text("up-running"))?;
        outcome = tokio::select! {
            () = signals.any() => Ok(()),
            failure = keep_checkpoints(app) => Err(failure),
            () = keep_assessing(speech, app) => Ok(()),
            () = keep_verifying(speech, app) => Ok(()),
            () = keeping::keep_tending(speech, app) => Ok(()),
            () = confirm::keep_witnessed(speech, app, doors.witnesses) => Ok(()),
            () = confirm::keep_stamped(speech, app) => Ok(()),
        };
    }
    stop.cancel();
    while tasks.join_next().await.is_some() {}
    outcome
}

/// Says where the pages are and, until somebody set a password, by which link to come in.
async fn invite(speech: &Speech, app: &App, user: &str, address: SocketAddr) -> Result<(), Failure> {
    let base = app.settings.url(address);
    render::print(&speech.say(&Message::new("up-pages").with("address", base.as_str())))?;
    if let Some((account, link)) = app.accounts.first_link(user).await? {
        app.record(Act::new("account.link-made", "talap:up").with("account", &account.name)).await?;
        let link = format!("{base}/link/{}", link.reveal());
        render::print(&speech.say(&Message::new("up-link").with("account", account.name).with("link", link)))?;
    }
    Ok(())
}

async fn greet(speech: &Speech, app: &App, user: &str) -> Result<(), Failure> {
    let path = app.folder.path().display().to_string();
    if let Some(grants) = app.access.enrol_first(user).await? {
        for grant in grants {
            let act = Act::new("role.granted", "talap:access").with("user", user).with("role", grant.role.key());
            app.record(act).await?;
        }
        render::print(&speech.say(&Message::new("up-created").with("path", path).with("user", user)))?;
    } else {
        render::print(&speech.say(&Message::new("up-opened").with("path", path)))?;
    }
    if app.recovery.events > 0 || app.recovery.torn_bytes > 0 {
        let message =
            Message::new("up-recovered").with("events", app.recovery.events).with("torn", app.recovery.torn_bytes);
        render::print(&speech.say(&message))?;
    }
    app.record(Act::new("talap.started", "talap:up").with("version", env!("CARGO_PKG_VERSION"))).await?;
    configuration::record_change(app).await
}

/// Loads the example unless it is there; says whether it did.
async fn load_example(speech: &Speech, app: &App, user: &str) -> Result<bool, Failure> {
    let caller = app.caller(user).await?;
    let mark = example::marked(app);
    if matches!(mark, Mark::Done) {
        return Ok(false);
    }
    if matches!(mark, Mark::None) && !app.population(&caller).await?.organisations.is_empty() {
        let path = app.folder.path().display().to_string();
        return Err(Failure::failed(Message::new("folder-not-empty-for-example").with("path", path)));
    }
    let loaded = step(speech, "up-step-example", example::load(app, &caller)).await?;
    let message = Message::new("up-example-loaded").with("records", loaded.records).with("events", loaded.events);
    render::print(&speech.say(&message))?;
    Ok(true)
}

/// Verifies, assesses and prints where things stand.
async fn first_assessment(speech: &Speech, app: &App, user: &str) -> Result<(), Failure> {
    match step(speech, "up-step-verify", app.verify_ledger()).await? {
        Verdict::Sound => {}
        // Events arrive all the same: what is away can be read later, and what is not taken is lost.
        Verdict::ArchiveAway => eprintln!("{}", speech.say(&not_sound(app))),
        Verdict::Wanting => return Err(Failure::failed(not_sound(app))),
    }
    let caller = app.caller(user).await?;
    let population = app.population(&caller).await?;
    let path = app.folder.path().display().to_string();
    if population.organisations.is_empty() {
        return render::print(&speech.say(&Message::new("up-nothing-yet").with("path", path)));
    }
    let outcome = step(speech, "up-step-assess", app.assess(&caller, &population, &Selection::All)).await?;
    let subjects = service::subjects(&population, &outcome.verdicts);
    render::print(&render::subjects(speech, &subjects))?;
    let message = Message::new("up-assessed").with("n", outcome.verdicts.len());
    render::print(&speech.say(&message.with("millis", service::millis(&outcome).round())))?;
    let worst = subjects.iter().filter(|subject| subject.object_kind.is_some()).max_by_key(|s| s.not_met);
    if let Some(worst) = worst {
        let command = format!("talap assess --object {} --data {path}", worst.subject);
        render::print(&speech.say(&Message::new("up-next").with("command", command)))?;
    }
    Ok(())
}

/// The sockets that events arrive at.
struct Receivers {
    udp: Option<SyslogUdp>,
    tcp: Option<SyslogTcp>,
    tls: Option<SyslogTls>,
    relp: Option<Relp>,
    http: Option<EventsHttp>,
    grpc: Option<OtlpGrpc>,
}

/// The address and the TLS of a listener, where something is received.
fn place_of(listener: &ListenerConfig) -> Result<Option<(SocketAddr, Option<Tls>)>, Failure> {
    let Some(address) = listener.address() else { return Ok(None) };
    Ok(Some((address, listener.tls().map(|files| Tls::load(&files, Arc::new(SystemClock))).transpose()?)))
}

impl Receivers {
    async fn bind(place: &Place) -> Result<Self, Failure> {
        let udp = match place.config.syslog_udp() {
            Some(address) => Some(SyslogUdp::bind(address).await?),
            None => None,
        };
        let tcp = match place.config.syslog_tcp() {
            Some(address) => Some(SyslogTcp::bind(address).await?),
            None => None,
        };
        let collect = &place.config.collect;
        let tls = match place_of(&collect.syslog_tls)? {
            Some((address, Some(tls))) => Some(SyslogTls::bind(address, tls).await?),
            _ => None,
        };
        let relp = match place_of(&collect.relp)? {
            Some((address, tls)) => Some(Relp::bind(address, tls).await?),
            None => None,
        };
        let http = match place_of(&collect.http)? {
            Some((address, tls)) => Some(EventsHttp::bind(address, tls).await?),
            None => None,
        };
        let grpc = match place_of(&collect.otlp_grpc)? {
            Some((address, tls)) => Some(OtlpGrpc::bind(address, tls).await?),
            None => None,
        };
        Ok(Self { udp, tcp, tls, relp, http, grpc })
    }

    async fn run(
        self,
        speech: &Speech,
        app: &Arc<App>,
        tasks: &mut JoinSet<()>,
        stop: &CancellationToken,
    ) -> Result<(), Failure> {
        let intake = Intake {
            sink: app.watch.over((app.ledger.clone(), Service::Collect.caller())),
            sources: app.sources.clone(),
            clock: Arc::clone(&app.clock),
            offset: app.config.offset(),
            limits: Limits {
                max_frame: app.config.collect.longest_message,
                connections: connections(speech, app.config.collect.connections)?,
                ..Limits::default()
            },
        };
        let told = |protocol: &str, address: String| {
            let message = Message::new("up-receiving").with("protocol", protocol).with("address", address.as_str());
            render::print(&speech.say(&message))
        };
        let follow = |name: &'static str, address: SocketAddr, counted: Counters, counters: &mut Vec<_>| {
            app.watch.follow_receiver(format!("{name} {address}"), counted.clone(), None);
            counters.push((name, counted));
            told(name, address.to_string())
        };
        let door: Arc<dyn Doorkeeper> = Arc::new(Keeper::new(Arc::clone(app)));
        let mut counters = Vec::new();
        let nothing = self.udp.is_none() && self.tcp.is_none() && self.tls.is_none() && self.relp.is_none();
        if nothing && self.http.is_none() && self.grpc.is_none() {
            render::print(&speech.text("up-receiving-nothing"))?;
        }
        if let Some(udp) = self.udp {
            let address = udp.local_addr();
            told("syslog/UDP", address.to_string())?;
            app.watch.follow_receiver(format!("syslog/UDP {address}"), udp.counters(), Some(address));
            counters.push(("syslog/UDP", udp.counters()));
            tasks.spawn(udp.run(intake.clone(), stop.clone()));
        }
        if let Some(tcp) = self.tcp {
            follow("syslog/TCP", tcp.local_addr(), tcp.counters(), &mut counters)?;
            tasks.spawn(tcp.run(intake.clone(), stop.clone()));
        }
        if let Some(tls) = self.tls {
            follow("syslog/TLS", tls.local_addr(), tls.counters(), &mut counters)?;
            tasks.spawn(tls.run(intake.clone(), stop.clone()));
        }
        if let Some(relp) = self.relp {
            follow("RELP", relp.local_addr(), relp.counters(), &mut counters)?;
            tasks.spawn(relp.run(intake.clone(), stop.clone()));
        }
        if let Some(http) = self.http {
            follow("HTTP", http.local_addr(), http.counters(), &mut counters)?;
            tasks.spawn(http.run(intake.clone(), Arc::clone(&door), stop.clone()));
        }
        if let Some(grpc) = self.grpc {
            follow("OTLP/gRPC", grpc.local_addr(), grpc.counters(), &mut counters)?;
            tasks.spawn(grpc.run(intake, door, stop.clone()));
        }
        tasks.spawn(tell_refusals(Arc::clone(app), counters, stop.clone()));
        Ok(app.record(Act::new("receiver.started", "talap:collect")).await?)
    }
}

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
async fn tell_refusals(app: Arc<App>, receivers: Vec<(&'static str, Counters)>, stop: CancellationToken) {
    loop {
        let last = tokio::select! {
            () = stop.cancelled() => true,
            () = tokio::time::sleep(TELLING) => false,
        };
        for (receiver, counters) in &receivers {
            for refusal in counters.take_refusals() {
                let act = Act::new("receiver.refused", "talap:collect")
                    .with("receiver", receiver)
                    .with("reason", &refusal.reason.key)
                    .with("detail", &refusal.reason)
                    .with("since", refusal.since)
                    .with("times", refusal.times)
                    .from_address(&refusal.peer.to_string());
                if let Err(fault) = app.record(act).await {
                    tracing::error!(cause = %fault.message, "a refusal could not be recorded");
                }
            }
        }
        if last {
            return;
        }
    }
}

/// Signs a checkpoint every few seconds. Ends only with a failure: a ledger that cannot write takes no more events, and
/// a process that receives without keeping would be worse than none.
async fn keep_checkpoints(app: &App) -> Failure {
    let period = Duration::from_secs(app.config.ledger.checkpoint_every_seconds);
    loop {
        tokio::time::sleep(period).await;
        if let Err(error) = app.ledger.checkpoint().await {
            return error.into();
        }
    }
}

async fn keep_assessing(speech: &Speech, app: &App) {
    let period = Duration::from_secs(app.config.assess.every_minutes * 60);
    let caller = Service::Assess.caller();
    loop {
        tokio::time::sleep(period).await;
        let assessed = async {
            let population = app.population(&caller).await?;
            app.assess(&caller, &population, &Selection::All).await
        };
        if let Err(failure) = assessed.await {
            eprintln!("{}", speech.say(&Message::new("up-assess-failed").with("cause", failure.message)));
        }
    }
}

async fn keep_verifying(speech: &Speech, app: &App) {
    let period = Duration::from_secs(app.config.ledger.verify_every_hours * 3600);
    loop {
        tokio::time::sleep(period).await;
        match app.verify_ledger().await {
            Ok(Verdict::Sound) => {}
            Ok(_) => eprintln!("{}", speech.say(&not_sound(app))),
            Err(failure) => eprintln!("{}", speech.say(&failure.message)),
        }
    }
}

fn not_sound(app: &App) -> Message {
    Message::new("up-verify-failed").with("path", app.folder.path().display().to_string())
}

/// The signals that end the process in order: Ctrl-C, and what a service manager sends.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From here on a signal no longer kills the process; before, it may: everything acknowledged is durable anyway.
    pub(crate) fn watch() -> Result<Self, Failure> {
        let failed = |error: std::io::Error| {
            Failure::failed(Message::new("runtime-cannot-start").with("cause", crate::failure::io_cause(&error)))
        };
        let terminate = signal(SignalKind::terminate()).map_err(failed)?;
        Ok(Self { terminate, interrupt: signal(SignalKind::interrupt()).map_err(failed)? })
    }

    /// Waits for one of them.
    pub(crate) async fn any(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
