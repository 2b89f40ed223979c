//! `talap up`: opens the data folder, receives, assesses, answers, until it is told to stop.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use talap_access::Service;
use talap_assess::Selection;
use talap_collect::own::Act;
use talap_collect::receive::{Intake, Limits, SyslogTcp, SyslogUdp};
use talap_collect::source::{SourceTable, Sources};
use talap_collect::stream::{Link, Settings};
use talap_model::{Clock, Message};
use talap_store::Store;
use talap_web::serve::Bound;
use tokio::net::UnixListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::{App, unregistered};
use crate::commands::Place;
use crate::config::Config;
use crate::example::Mark;
use crate::failure::Failure;
use crate::folder::Lock;
use crate::grown::{self, Entrance, Hold, WayIn};
use crate::progress::step;
use crate::render::{self, Speech};
use crate::system::SystemClock;
use crate::{client, example, service, socket, system};

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
    place.folder.create()?;
    if let Some(stream) = place.config.grown.settings(&system::machine(), place.config.collect.longest_message) {
        return grown_up(speech, place, &stream, with_example).await;
    }
    let lock = place.folder.try_lock()?.ok_or_else(|| Failure::failed(in_use(&place)))?;
    // Receivers are bound before anything is changed: a port in use leaves a new folder without a half-made example.
    let receivers = Receivers::bind(&place).await?;
    let settings = place.config.settings();
    let pages = place.config.web().map(|address| Bound::bind(address, settings.tls.as_ref())).transpose()?;
    let listener = socket::listen(&place.folder.socket())?;
    let app = step(speech, "up-step-open", Box::pin(App::open(place.folder.clone(), lock, place.config))).await?;
    run_app(speech, app, Doors { receivers: Some(receivers), listener, pages, stream: None }, with_example).await
}

/// Receives at once; keeps the ledger when the lease is this node's.
async fn grown_up(speech: &Speech, place: Place, stream: &Settings, with_example: bool) -> Result<(), Failure> {
    let receivers = Receivers::bind(&place).await?;
    let url = place.config.store.url.clone().unwrap_or_default();
    let store = Store::open(&url).await?;
    let entrance = step(speech, "up-step-stream", Entrance::open(speech, stream)).await?;
    let sources = Sources::new(SourceTable::default(), unregistered()?);
    grown::read_sources(&store, &sources).await?;
    let (stop, mut tasks) = (CancellationToken::new(), JoinSet::new());
    tasks.spawn(grown::follow_sources(store.clone(), sources.clone(), stop.clone()));
    tasks.spawn(grown::tell_of_connection(speech, &entrance.link, stop.clone()));
    let intake = intake(&place.config, entrance.way_in.clone(), sources.clone(), Arc::new(SystemClock));
    receivers.run(speech, intake, &mut tasks, &stop)?;
    let act = Act::new("receiver.started", "talap:collect").with("node", &stream.node);
    entrance.record(&SystemClock, act).await?;

    let outcome = if place.config.grown.keeps_ledger {
        keep_when_due(speech, place, &store, &entrance, sources, &stream.node, with_example).await
    } else {
        let mut signals = Signals::watch()?;
        render::print(&speech.text("up-receiving-only"))?;
        signals.any().await;
        render::print(&speech.text("up-stopped-receiving"))
    };
    stop.cancel();
    while tasks.join_next().await.is_some() {}
    store.close().await;
    outcome
}

/// Waits for the lease, then opens the data folder and works on it until a signal, and gives the lease back.
async fn keep_when_due(
    speech: &Speech,
    place: Place,
    store: &Store,
    entrance: &Entrance,
    sources: Sources,
    node: &str,
    with_example: bool,
) -> Result<(), Failure> {
    let period = Duration::from_secs(place.config.grown.lease_seconds);
    let mut signals = Signals::watch()?;
    let hold = tokio::select! {
        hold = Hold::wait(speech, store, node, period) => hold?,
        () = signals.any() => return render::print(&speech.text("up-stopped-receiving")),
    };
    drop(signals);
    render::print(&speech.say(&Message::new("up-lease-taken").with("token", hold.token().to_string())))?;
    let lock = lock_in_time(&place).await?;
    let settings = place.config.settings();
    let pages = place.config.web().map(|address| Bound::bind(address, settings.tls.as_ref())).transpose()?;
    let listener = socket::listen(&place.folder.socket())?;
    let opening = Box::pin(App::open_with(place.folder.clone(), lock, place.config, sources));
    let app = step(speech, "up-step-open", opening).await?;
    let doors = Doors { receivers: None, listener, pages, stream: Some(entrance.link.clone()) };
    let outcome = run_app(speech, app, doors, with_example).await;
    hold.give_back().await?;
    outcome
}

/// Takes the data folder, which the node before may be about to let go.
async fn lock_in_time(place: &Place) -> Result<Lock, Failure> {
    let until = tokio::time::Instant::now() + grown::PATIENCE;
    loop {
        if let Some(lock) = place.folder.try_lock()? {
            return Ok(lock);
        }
        if tokio::time::Instant::now() >= until {
            return Err(Failure::failed(in_use(place)));
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn in_use(place: &Place) -> Message {
    Message::new("folder-in-use").with("path", place.folder.path().display().to_string())
}

async fn run_app(speech: &Speech, app: App, doors: Doors, with_example: bool) -> Result<(), Failure> {
    let app = Arc::new(app);
    let outcome = serve(speech, &app, doors, with_example).await;
    let removed = std::fs::remove_file(app.folder.socket());
    if let Err(error) = removed {
        tracing::debug!(%error, "the local socket was gone already");
    }
    step(speech, "up-step-stop", app.close()).await?;
    outcome?;
    render::print(&speech.text("up-stopped"))
}

/// Everything that something comes in by.
struct Doors {
    /// None where they run already.
    receivers: Option<Receivers>,
    listener: UnixListener,
    pages: Option<Bound>,
    /// The stream that is taken into the ledger.
    stream: Option<Link>,
}

async fn serve(speech: &Speech, app: &Arc<App>, doors: Doors, with_example: bool) -> Result<(), Failure> {
    let user = system::current_user();
    greet(speech, app, &user).await?;
    if with_example {
        load_example(speech, app, &user).await?;
    }
    let stop = CancellationToken::new();
    let mut tasks = JoinSet::new();
    if let Some(receivers) = doors.receivers {
        let way_in = WayIn::Ledger((app.ledger.clone(), Service::Collect.caller()));
        let intake = intake(&app.config, way_in, app.sources.clone(), Arc::clone(&app.clock));
        receivers.run(speech, intake, &mut tasks, &stop)?;
        app.record(Act::new("receiver.started", "talap:collect")).await?;
    }
    let (fail, mut failed) = mpsc::channel(1);
    if let Some(link) = doors.stream {
        let (app, stop) = (Arc::clone(app), stop.clone());
        tasks.spawn(async move {
            if let Err(failure) = grown::take(&app, link, stop).await {
                // Nobody listens any more where another failure came first.
                drop(fail.send(failure).await);
            }
        });
    }
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
            Some(failure) = failed.recv() => Err(failure),
            () = keep_assessing(speech, app) => Ok(()),
            () = keep_verifying(speech, app) => Ok(()),
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
    Ok(app.record(Act::new("talap.started", "talap:up").with("version", env!("CARGO_PKG_VERSION"))).await?)
}

async fn load_example(speech: &Speech, app: &App, user: &str) -> Result<(), Failure> {
    let caller = app.caller(user).await?;
    let mark = example::marked(app);
    if matches!(mark, Mark::Done) {
        return Ok(());
    }
    if matches!(mark, Mark::None) && !app.population(&caller).await?.organisations.is_empty() {
        let path = app.folder.path().display().to_string();
        return Err(Failure::failed(Message::new("folder-not-empty-for-example").with("path", path)));
    }
    let loaded = step(speech, "up-step-example", example::load(app, &caller)).await?;
    let message = Message::new("up-example-loaded").with("records", loaded.records).with("events", loaded.events);
    render::print(&speech.say(&message))
}

/// Verifies, assesses and prints where things stand.
async fn first_assessment(speech: &Speech, app: &App, user: &str) -> Result<(), Failure> {
    if !step(speech, "up-step-verify", app.verify_ledger()).await? {
        return Err(Failure::failed(not_sound(app)));
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
        Ok(Self { udp, tcp })
    }

    fn run(
        self,
        speech: &Speech,
        intake: Intake<WayIn>,
        tasks: &mut JoinSet<()>,
        stop: &CancellationToken,
    ) -> Result<(), Failure> {
        let told = |protocol: &str, address: String| {
            let message = Message::new("up-receiving").with("protocol", protocol).with("address", address.as_str());
            render::print(&speech.say(&message))
        };
        if self.udp.is_none() && self.tcp.is_none() {
            render::print(&speech.text("up-receiving-nothing"))?;
        }
        if let Some(udp) = self.udp {
            told("syslog/UDP", udp.local_addr().to_string())?;
            tasks.spawn(udp.run(intake.clone(), stop.clone()));
        }
        if let Some(tcp) = self.tcp {
            told("syslog/TCP", tcp.local_addr().to_string())?;
            tasks.spawn(tcp.run(intake, stop.clone()));
        }
        Ok(())
    }
}

/// What every receiver needs.
fn intake(config: &Config, sink: WayIn, sources: Sources, clock: Arc<dyn Clock>) -> Intake<WayIn> {
    let limits = Limits { max_frame: config.collect.longest_message, ..Limits::default() };
    Intake { sink, sources, clock, offset: config.offset(), limits }
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
            Ok(true) => {}
            Ok(false) => eprintln!("{}", speech.say(&not_sound(app))),
            Err(failure) => eprintln!("{}", speech.say(&failure.message)),
        }
    }
}

fn not_sound(app: &App) -> Message {
    Message::new("up-verify-failed").with("path", app.folder.path().display().to_string())
}

/// The signals that end the process in order: Ctrl-C, and what a service manager sends.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From here on a signal no longer kills the process; before, it may: everything acknowledged is durable anyway.
    fn watch() -> Result<Self, Failure> {
        let failed = |error: std::io::Error| {
            Failure::failed(Message::new("runtime-cannot-start").with("cause", crate::failure::io_cause(&error)))
        };
        let terminate = signal(SignalKind::terminate()).map_err(failed)?;
        Ok(Self { terminate, interrupt: signal(SignalKind::interrupt()).map_err(failed)? })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
