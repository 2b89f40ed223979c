//! `talap up`: opens the data folder, receives, assesses, answers, until it is told to stop.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use talap_access::Service;
use talap_assess::Selection;
use talap_collect::own::Act;
use talap_collect::stream::Link;
use talap_model::{ActKey, Message};
use talap_web::serve::Bound;
use tokio::net::UnixListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Verdict};
use crate::certificates::{Shown, Told, keep_renewing};
use crate::commands::Place;
use crate::config::confirm::{Confirming, TimestampConfig, WitnessConfig};
use crate::example::Mark;
use crate::failure::Failure;
use crate::lease::{self, Hold};
use crate::mail::daily;
use crate::mail::post::Post;
use crate::progress::step;
use crate::receivers::{Hall, Receivers};
use crate::render::{self, Speech};
use crate::waiting::{Leaving, Waiting, is_server};
use crate::{
    client, configuration, confirm, example, grown, keeping, load, second, servers, service, socket, system, watching,
};

/// How long requests under way may take when the ledger is let go.
const LETTING_GO: Duration = Duration::from_secs(12);

/// Runs until a signal.
pub(crate) fn run(speech: &Speech, place: Place, with_example: bool) -> Result<ExitCode, Failure> {
    // The log is a developer's, in English, and silent unless `RUST_LOG` asks for it; what a person must know is said.
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off"));
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(false).with_env_filter(filter).init();
    let runtime = client::runtime()?;
    let outcome = runtime.block_on(Box::pin(up(speech, place, with_example)));
    // A verification that was begun would read on for minutes; what others still do may be torn off at any moment.
    runtime.shutdown_background();
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn up(speech: &Speech, place: Place, with_example: bool) -> Result<(), Failure> {
    // Who is asked outside and cannot be is told before anything begins.
    let witnesses = place.config.ledger.witness.iter().map(WitnessConfig::open).collect::<Result<Vec<_>, _>>()?;
    place.config.ledger.timestamp.as_ref().map(TimestampConfig::open).transpose()?;
    Post::open(&place.config.mail)?;
    place.folder.create()?;
    let longest = place.config.collect.longest_message;
    if let Some(stream) = place.config.grown.settings(&system::machine(), longest) {
        return Box::pin(grown::up(speech, place, &stream, with_example)).await;
    }
    let lock = place.folder.try_lock()?.ok_or_else(|| Failure::failed(in_use(&place)))?;
    let mut waiting = Waiting::new(speech);
    let store = match place.config.store.url.as_deref().filter(|url| is_server(url)) {
        Some(url) => {
            demand_sound(&place).await?;
            Some(Box::pin(waiting.database(url)).await?)
        }
        None => None,
    };
    // Receivers are bound before anything is changed: a port in use leaves a new folder without a half-made example.
    let receivers = Receivers::bind(&place).await?;
    let doors = Doors::open(&place, witnesses, waiting.over())?;
    let opening = Box::pin(App::open_over(place.folder.clone(), lock, place.config, store));
    let app = step(speech, "up-step-open", opening).await?;
    let ways = (Entry::Receivers(receivers), doors);
    Box::pin(run_app(speech, app, ways, with_example, (None, None))).await.map(|_stopped| ())
}

/// Refuses what is wrong on this host, before servers are waited for elsewhere: in the configuration, or that a port is in use.
pub(crate) async fn demand_sound(place: &Place) -> Result<(), Failure> {
    let config = &place.config;
    let catalog = load::catalog(&config.folders)?;
    load::mappings(&config.folders)?;
    keeping::retention(&config.ledger, &catalog)?;
    keeping::archive(&config.ledger)?;
    // Nobody stays: what came in could not be kept yet.
    drop(Receivers::bind(place).await?);
    Ok(())
}

pub(crate) fn in_use(place: &Place) -> Message {
    Message::new("folder-in-use").with("path", place.folder.path().display().to_string())
}

/// How work on a data folder ended.
pub(crate) enum Ended {
    /// By a signal, in order.
    Stopped,
    /// The folder was let go as after a kill, for a cause outside this node that will be over one day.
    Resting(Message),
}

/// Works on an open data folder until a signal. Under a lease also until other servers keep it from that. Signals may have been
/// watched for before.
pub(crate) async fn run_app(
    speech: &Speech,
    app: App,
    ways: (Entry, Doors),
    with_example: bool,
    (lease, signals): (Option<&Hold>, Option<&mut Signals>),
) -> Result<Ended, Failure> {
    let app = Arc::new(app);
    let outcome = Box::pin(serve(speech, &app, ways, with_example, (lease, signals))).await;
    let removed = std::fs::remove_file(app.folder.socket());
    if let Err(error) = removed {
        tracing::debug!(%error, "the local socket was gone already");
    }
    if let Some((hold, cause)) = resting(lease, &outcome) {
        let_go(speech, &app, hold).await;
        if tokio::time::timeout(LETTING_GO, app.store.clone().close()).await.is_err() {
            tracing::warn!("the connections to the database were not closed in order");
        }
        return Ok(Ended::Resting(cause));
    }
    tokio::select! {
        closed = step(speech, "up-step-stop", app.close()) => closed?,
        () = lease::slips(lease) => {
            // What is not signed yet is signed by whoever opens the ledger next.
            if let Some(hold) = lease {
                let_go(speech, &app, hold).await;
            }
            eprintln!("{}", speech.say(&slipped().message));
        }
    }
    outcome?;
    render::print(&speech.text("up-stopped"))?;
    Ok(Ended::Stopped)
}

/// The lease and the cause, where work under a lease ended for what lies outside this node.
fn resting<'a>(lease: Option<&'a Hold>, outcome: &Result<(), Failure>) -> Option<(&'a Hold, Message)> {
    let failure = outcome.as_ref().err()?;
    Some((lease?, lease::outside(&failure.message)?.clone()))
}

/// Lets the ledger go, in time before the lease is over. What was let go already stays so.
async fn let_go(speech: &Speech, app: &App, hold: &Hold) {
    hold.stop_writing();
    app.ledger.abandon().await;
    hold.let_go(speech);
}

/// Where events come from.
pub(crate) enum Entry {
    /// The receivers of this process.
    Receivers(Receivers),
    /// The stream, which the receivers of every node put them into.
    Stream(Link),
}

/// Everything else that something comes in by, who is asked outside, and what ends the process until it watches for signals.
pub(crate) struct Doors {
    listener: UnixListener,
    pages: Option<Bound>,
    witnesses: Vec<Confirming>,
    leaving: Option<Leaving>,
}

impl Doors {
    /// Takes the addresses of the pages and of the local socket.
    pub(crate) fn open(place: &Place, witnesses: Vec<Confirming>, leaving: Option<Leaving>) -> Result<Self, Failure> {
        let settings = place.config.settings();
        let pages = place.config.web().map(|address| Bound::bind(address, settings.tls.as_ref())).transpose()?;
        Ok(Self { listener: socket::listen(&place.folder.socket())?, pages, witnesses, leaving })
    }
}

async fn serve(
    speech: &Speech,
    app: &Arc<App>,
    (entry, doors): (Entry, Doors),
    with_example: bool,
    (lease, mut signals): (Option<&Hold>, Option<&mut Signals>),
) -> Result<(), Failure> {
    let user = system::current_user();
    if let Entry::Stream(link) = &entry {
        servers::know_stream(app, link.clone()).await;
    }
    // Before anything is recorded: the last act of the time before tells since when nobody listened.
    watching::recall(app).await?;
    greet(speech, app, &user).await?;
    let stop = CancellationToken::new();
    let mut tasks = JoinSet::new();
    if with_example && load_example(speech, app, &user).await? {
        tasks.spawn(example::replay(Arc::clone(app), stop.clone()));
    }
    let (fail, mut failed) = mpsc::channel(1);
    match entry {
        Entry::Receivers(receivers) => {
            let hall = Hall::of(app);
            receivers.run(speech, (&hall, &app.config), &mut tasks, &stop).await?;
            tasks.spawn(watching::keep(hall, stop.clone()));
        }
        Entry::Stream(link) => {
            let (app, stop) = (Arc::clone(app), stop.clone());
            tasks.spawn(async move {
                if let Err(failure) = grown::take(&app, link, stop).await {
                    // Nobody listens any more where another failure came first.
                    drop(fail.send(failure).await);
                }
            });
        }
    }
    tasks.spawn(socket::serve(doors.listener, Arc::clone(app), stop.clone()));
    let address = doors.pages.as_ref().map(Bound::address);
    if let Some(pages) = doors.pages {
        let shown = pages.certificate().map(|certificate| Shown::by_pages("pages".to_owned(), certificate));
        let recorder = Arc::clone(app);
        let record = move |told: Told| {
            let app = Arc::clone(&recorder);
            async move { Ok(app.record(told.act).await?) }
        };
        tasks.spawn(keep_renewing(shown.into_iter().collect(), record, stop.clone()));
        let (site, stop) = (Arc::clone(&app.site), stop.clone());
        tasks.spawn(async move {
            if let Err(error) = pages.serve(site, stop).await {
                tracing::error!(%error, "pages are served no more");
            }
        });
    }
    let begun = tokio::select! {
        assessed = first_assessment(speech, app, &user) => assessed.map(|()| true),
        () = lease::slips(lease) => Err(slipped()),
        () = told(signals.as_deref_mut()) => Ok(false),
    };
    let goes_on = matches!(begun, Ok(true));
    let mut outcome = begun.map(|_goes_on| ());
    if goes_on {
        let mut own = None;
        let signals = match signals {
            Some(signals) => signals,
            None => own.insert(Signals::watch()?),
        };
        drop(doors.leaving);
        if let Some(address) = address {
            invite(speech, app, &user, address).await?;
        }
        let base = pages_address(app, address);
        render::print(&speech.text("up-running"))?;
        outcome = tokio::select! {
            () = signals.any() => Ok(()),
            () = lease::slips(lease) => Err(slipped()),
            failure = keep_checkpoints(app) => Err(failure),
            Some(failure) = failed.recv() => Err(failure),
            () = keep_assessing(speech, app) => Ok(()),
            () = keep_verifying(speech, app) => Ok(()),
            () = keeping::keep_tending(speech, app) => Ok(()),
            () = keeping::keep_placing(speech, app) => Ok(()),
            () = second::keep_looked_at(speech, app) => Ok(()),
            () = servers::keep_looked_at(app) => Ok(()),
            () = confirm::keep_witnessed(speech, app, doors.witnesses) => Ok(()),
            () = confirm::keep_stamped(speech, app) => Ok(()),
            () = daily::keep_writing(speech, app, base) => Ok(()),
        };
    }
    if let Some((hold, _)) = resting(lease, &outcome) {
        // The ledger first: requests under way may take longer than the lease.
        let_go(speech, app, hold).await;
        stop.cancel();
        let joined = tokio::time::timeout(LETTING_GO, async { while tasks.join_next().await.is_some() {} }).await;
        if joined.is_err() {
            // They may wait for the servers that do not answer.
            tasks.shutdown().await;
        }
        return outcome;
    }
    stop.cancel();
    while tasks.join_next().await.is_some() {}
    outcome
}

/// Returns at a signal, where they are watched for already.
async fn told(signals: Option<&mut Signals>) {
    match signals {
        Some(signals) => signals.any().await,
        None => std::future::pending().await,
    }
}

/// Why a ledger is let go whose lease cannot be renewed.
fn slipped() -> Failure {
    Failure::failed(Message::new("up-lease-slips"))
}

/// Where links in letters lead: what the configuration says, or where the pages are served.
fn pages_address(app: &App, bound: Option<SocketAddr>) -> String {
    app.settings.pages.clone().or_else(|| Some(app.settings.url(bound?))).unwrap_or_default()
}

/// Says where the pages are and, until somebody set a password, by which link to come in.
async fn invite(speech: &Speech, app: &App, user: &str, address: SocketAddr) -> Result<(), Failure> {
    let base = app.settings.url(address);
    render::print(&speech.say(&Message::new("up-pages").with("address", base.as_str())))?;
    if let Some((account, link)) = app.accounts.first_link(user).await? {
        app.record(Act::new(ActKey::AccountLinkMade, "talap:up").with("account", &account.name)).await?;
        let link = format!("{base}/link/{}", link.reveal());
        render::print(&speech.say(&Message::new("up-link").with("account", account.name).with("link", link)))?;
    }
    Ok(())
}

async fn greet(speech: &Speech, app: &App, user: &str) -> Result<(), Failure> {
    let path = app.folder.path().display().to_string();
    if let Some(grants) = app.access.enrol_first(user).await? {
        for grant in grants {
            let act = Act::new(ActKey::RoleGranted, "talap:access").with("user", user).with("role", grant.role.key());
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
    app.record(Act::new(ActKey::TalapStarted, "talap:up").with("version", env!("CARGO_PKG_VERSION"))).await?;
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
