//! The rooms wired together over one data folder.

use std::ops::Deref;
use std::sync::Arc;

use talap_collect::own::{Act, OWN};
use talap_collect::source::{Format, Source, SourceTable, Sources};
use talap_collect::watch::Watch;
use talap_ledger::{
    Archive, Demands, Ledger, LedgerConfig, Problem, Reason, Recovery, Replication, SigningKey, verify_with,
};
use talap_locale::Words;
use talap_model::{
    ActKey, Argument, Caller, Clock, Entropy, Explain, Message, ObjectId, OrganisationId, SourceId, SourceKind,
};
use talap_store::Store;
use talap_web::official::Official;
use talap_web::site::{Parts, Site};
use tokio::sync::oneshot;

use crate::config::Config;
use crate::failure::{Failure, io_cause};
use crate::folder::{DataFolder, Lock};
use crate::servers::Looker;
use crate::system::{SystemClock, SystemEntropy};
use crate::{keeping, keys, load, wide};

/// How many events may wait to be written before senders are held back.
const QUEUE: usize = 8192;

/// What receivers know and who watches them, where the ledger is kept beside the folder, and the records if they are open already.
pub(crate) struct Known {
    pub(crate) sources: Sources,
    pub(crate) watch: Watch,
    pub(crate) replica: Option<Replication>,
    pub(crate) store: Option<Store>,
}

/// Everything that works on a data folder.
pub(crate) struct App {
    pub(crate) folder: DataFolder,
    pub(crate) config: Config,
    pub(crate) site: Arc<Site>,
    pub(crate) recovery: Recovery,
    /// Log files are imported one at a time, so that the same file handed in twice at once is taken once.
    pub(crate) importing: tokio::sync::Mutex<()>,
    pub(crate) archive: Option<Arc<Archive>>,
    /// The store of sealed files that the nodes share.
    pub(crate) objects: Option<Arc<Archive>>,
    /// What looks at servers and stores, one look at a time.
    pub(crate) looker: tokio::sync::Mutex<Looker>,
    _lock: Lock,
}

impl Deref for App {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

impl App {
    /// Opens the data folder that the lock belongs to, recovers what a killed process left, and sends to the ledger what
    /// it had not taken.
    pub(crate) async fn open(folder: DataFolder, lock: Lock, config: Config) -> Result<Self, Failure> {
        Box::pin(Self::open_over(folder, lock, config, None)).await
    }

    /// The same over records that may be open already.
    pub(crate) async fn open_over(
        folder: DataFolder,
        lock: Lock,
        config: Config,
        store: Option<Store>,
    ) -> Result<Self, Failure> {
        let mappings = load::mappings(&config.folders)?;
        let sources = Sources::new(SourceTable::default(), unregistered()?).with_mappings(mappings);
        let known = Known { sources, watch: Watch::default(), replica: None, store };
        Self::open_with(folder, lock, config, known).await
    }

    /// The same, where receivers are at work already.
    pub(crate) async fn open_with(
        folder: DataFolder,
        lock: Lock,
        config: Config,
        known: Known,
    ) -> Result<Self, Failure> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let words = Words::built_in()
            .map_err(|error| Failure::failed(Message::new("io-other").with("text", error.to_string())))?;
        let catalog = load::catalog(&config.folders)?;
        let checks = load::checks(&config.folders)?;
        let definitions = load::definitions(&config.folders, &catalog)?;
        if config.folders.catalog.is_some() || config.folders.checks.is_some() {
            load::sound(&config.folders, &catalog, &checks, &definitions).await?;
        }
        // What the configuration says of keeping is refused before anything is opened.
        keeping::retention(&config.ledger, &catalog)?;
        let archive = keeping::archive(&config.ledger)?;
        let key = keys::load_or_make(&folder, &config.ledger.origin)?;
        let url = config.store.url.clone().unwrap_or_else(|| folder.sqlite_url());
        let store = match known.store {
            Some(store) => store,
            None => Store::open(&url).await?,
        };
        let objects = known.replica.as_ref().map(|replica| Arc::clone(&replica.objects));
        let kept = ledger_config(&folder, &config, archive.clone(), known.replica);
        let (ledger, recovery, lock) = open_ledger(kept, key, Arc::clone(&clock), lock).await?;
        let settings = config.settings();
        let official = Official::new(&catalog, folder.official_texts(), Arc::clone(&clock), settings.offset);
        let site = Site::assemble(Parts {
            words: Arc::new(words),
            catalog: Arc::clone(&catalog),
            checks,
            definitions,
            store,
            ledger,
            sources: known.sources,
            watch: known.watch,
            clock,
            entropy,
            settings,
            policy: config.web.policy(),
            official,
            wide: wide::wide(&config.ledger, archive.as_deref())?,
        })?;
        site.register.flush_outbox().await?;
        let app = Self {
            folder,
            config,
            site: Arc::new(site),
            recovery,
            importing: tokio::sync::Mutex::new(()),
            archive,
            objects,
            looker: tokio::sync::Mutex::default(),
            _lock: lock,
        };
        app.begin().await?;
        app.reload_sources().await?;
        app.apply_retention().await?;
        Ok(app)
    }

    /// Makes everything durable; the folder is let go with the process.
    pub(crate) async fn close(&self) -> Result<(), Failure> {
        self.ledger.close().await?;
        self.store.clone().close().await;
        Ok(())
    }

    /// The caller that an operating-system user is.
    pub(crate) async fn caller(&self, user: &str) -> Result<Caller, Failure> {
        let caller = self.access.caller_of_os_user(user).await?;
        caller.ok_or_else(|| Failure::failed(Message::new("access-nobody").with("who", user)))
    }

    /// Verifies the ledger's files and records the result, which is what proves the statements that it enforces.
    pub(crate) async fn verify_ledger(&self) -> Result<Verdict, Failure> {
        self.ledger.checkpoint().await?;
        let (dir, key, archive) = (self.folder.ledger(), self.folder.public_key(), self.archive.clone());
        let second_store = self.config.ledger.second_store.as_ref().map(|second| second.folder.clone());
        let second = second_store.clone();
        let report = tokio::task::spawn_blocking(move || {
            let key = talap_ledger::VerifierKey::load(&key).map_err(|error| error.explain())?;
            verify_with(&dir, &key, &Demands { archive, second_store, ..Demands::default() })
                .map_err(|error| error.explain())
        });
        let report = report
            .await
            .map_err(|error| Failure::failed(Message::new("runtime-cannot-start").with("cause", error.to_string())))?
            .map_err(Failure::failed)?;
        // A store that is away proves nothing against the ledger.
        let is_away = |problem: &Problem| {
            matches!(problem.reason, Reason::ArchiveUnreachable { .. } | Reason::NoArchive)
                || second.as_ref() == Some(&problem.file)
        };
        let (verdict, action) = match &report.problems[..] {
            [] => (Verdict::Sound, ActKey::LedgerVerified),
            problems if problems.iter().all(is_away) => (Verdict::ArchiveAway, ActKey::LedgerVerifyIncomplete),
            _ => (Verdict::Wanting, ActKey::LedgerVerifyFailed),
        };
        let act = Act::new(action, "talap:ledger")
            .with("events", report.events)
            .with("files", report.files)
            .with("archived_files", report.archived_files)
            .with("expired_events", report.expired_events)
            .with("problems", report.problems.len());
        self.record(act).await?;
        Ok(verdict)
    }
}

/// Opens the ledger on a thread of its own: it may take minutes, where files are fetched from a bucket. Whoever gives up waiting
/// leaves it to that thread, which holds the folder until it has let the ledger go; the end of the process does not wait for it.
async fn open_ledger(
    config: LedgerConfig,
    key: SigningKey,
    clock: Arc<dyn Clock>,
    lock: Lock,
) -> Result<(Ledger, Recovery, Lock), Failure> {
    let (reply, answer) = oneshot::channel();
    let gone = |cause: Argument| Failure::failed(Message::new("runtime-cannot-start").with("cause", cause));
    std::thread::Builder::new()
        .name("open".to_owned())
        .spawn(move || {
            let opened = Ledger::open(config, key, clock);
            // Nobody waits for it where the start was ended.
            drop(reply.send((opened, lock)));
        })
        .map_err(|error| gone(io_cause(&error).into()))?;
    let (opened, lock) = answer.await.map_err(|ended| gone(ended.to_string().into()))?;
    let (ledger, recovery) = opened?;
    Ok((ledger, recovery, lock))
}

/// What a verification came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Everything is what was signed.
    Sound,
    /// So is everything that could be read; the archive store could not.
    ArchiveAway,
    /// Something is not.
    Wanting,
}

fn ledger_config(
    folder: &DataFolder,
    config: &Config,
    archive: Option<Arc<Archive>>,
    replica: Option<Replication>,
) -> LedgerConfig {
    LedgerConfig {
        dir: folder.ledger(),
        origin: config.ledger.origin.clone(),
        seal_after_bytes: config.ledger.seal_after_bytes,
        seal_after_events: config.ledger.seal_after_events,
        queue_events: QUEUE,
        archive,
        second_store: config.ledger.second_store.as_ref().map(|second| second.folder.clone()),
        node: config
            .grown
            .settings(&crate::system::machine(), config.collect.longest_message)
            .map(|stream| stream.node),
        replica,
    }
}

/// The source that messages of nobody are kept under.
pub(crate) fn unregistered() -> Result<Source, Failure> {
    let id = SourceId::new("unregistered")?;
    let (organisation, object) = (OrganisationId::new(OWN)?, ObjectId::new(OWN)?);
    Ok(Source::new(id, organisation, object, SourceKind::Application, Format::Syslog))
}
