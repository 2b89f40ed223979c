//! The rooms wired together over one data folder.

use std::collections::BTreeSet;
use std::sync::Arc;

use talap_access::{Access, Service};
use talap_assess::{Assessor, Facts, Outcome, Population, Selection};
use talap_collect::source::{Source, SourceTable, Sources};
use talap_decree::catalog::Catalog;
use talap_ledger::{Ledger, LedgerConfig, Recovery, verify};
use talap_locale::Words;
use talap_model::{
    Caller, Clock, Entropy, Explain, Message, ObjectId, OrganisationId, RegisterKey, SourceId, SourceKind,
};
use talap_register::{Definition, Register};
use talap_store::Store;

use crate::acts::{self, Act, OWN};
use crate::config::Config;
use crate::failure::Failure;
use crate::folder::{DataFolder, Lock};
use crate::system::{SystemClock, SystemEntropy};
use crate::{keys, load};

/// The register of sources of events.
pub(crate) const SOURCES: &str = "sources";

/// How many events may wait to be written before senders are held back.
const QUEUE: usize = 8192;

/// Everything that works on a data folder.
pub(crate) struct App {
    pub(crate) folder: DataFolder,
    pub(crate) config: Config,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) words: Words,
    pub(crate) store: Store,
    pub(crate) ledger: Ledger,
    pub(crate) access: Access,
    pub(crate) register: Register,
    pub(crate) assessor: Assessor,
    pub(crate) sources: Sources,
    pub(crate) recovery: Recovery,
    /// Log files are imported one at a time, so that the same file handed in twice at once is taken once.
    pub(crate) importing: tokio::sync::Mutex<()>,
    pub(crate) clock: Arc<dyn Clock>,
    _lock: Lock,
}

impl App {
    /// Opens the data folder that the lock belongs to, recovers what a killed process left, and sends to the ledger what
    /// it had not taken.
    pub(crate) async fn open(folder: DataFolder, lock: Lock, config: Config) -> Result<Self, Failure> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let words = Words::built_in()
            .map_err(|error| Failure::failed(Message::new("io-other").with("text", error.to_string())))?;
        let catalog = load::catalog(&config.folders)?;
        let checks = load::checks(&config.folders)?;
        let definitions = load::definitions(&config.folders, &catalog)?;
        let key = keys::load_or_make(&folder, &config.ledger.origin)?;
        let url = config.store.url.clone().unwrap_or_else(|| folder.sqlite_url());
        let store = Store::open(&url).await?;
        let (ledger, recovery) = Ledger::open(ledger_config(&folder, &config), key, Arc::clone(&clock))?;
        let access = Access::new(store.clone(), Arc::clone(&clock), Arc::clone(&entropy));
        let recorder = Service::Journal.caller();
        let tables: Vec<_> = definitions.iter().map(Definition::table).collect();
        let register = Register::new(
            store.clone(),
            Arc::new(ledger.clone()),
            definitions,
            recorder,
            Arc::clone(&clock),
            Arc::clone(&entropy),
        );
        let facts = Facts::new(store.clone(), ledger.clone(), tables);
        let assessor = Assessor::new(
            facts,
            Arc::clone(&catalog),
            checks,
            store.clone(),
            Service::Assess.caller(),
            Arc::clone(&clock),
            entropy,
        )?;
        register.flush_outbox().await?;
        let sources = Sources::new(SourceTable::default(), unregistered()?);
        let app = Self {
            folder,
            config,
            catalog,
            words,
            store,
            ledger,
            access,
            register,
            assessor,
            sources,
            recovery,
            importing: tokio::sync::Mutex::new(()),
            clock,
            _lock: lock,
        };
        app.reload_sources().await?;
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

    /// Records an act of Talap's own.
    pub(crate) async fn record(&self, act: Act<'_>) -> Result<(), Failure> {
        acts::record(&self.ledger, &Service::Journal.caller(), self.clock.as_ref(), act).await
    }

    /// The organisations and objects that a caller may see.
    pub(crate) async fn population(&self, caller: &Caller) -> Result<Population, Failure> {
        let organisations = self.register.organisations(caller).await?;
        let objects = self.register.objects(caller).await?;
        Ok(Population { organisations, objects })
    }

    /// Judges what is selected.
    pub(crate) async fn assess(
        &self,
        caller: &Caller,
        population: &Population,
        selection: &Selection,
    ) -> Result<Outcome, Failure> {
        let outcome = self.assessor.assess(caller, population, selection).await?;
        let who = caller.identity().to_string();
        let act = Act::new("assessment.finished", &who)
            .with("assessment", outcome.assessment.id)
            .with("verdicts", outcome.verdicts.len());
        self.record(act).await?;
        Ok(outcome)
    }

    /// The registered sources of events.
    pub(crate) async fn registered_sources(&self) -> Result<Vec<Source>, Failure> {
        let register = RegisterKey::new(SOURCES)?;
        let records = self.register.records(&Service::Assess.caller(), &register).await?;
        Ok(records.iter().filter_map(source).collect())
    }

    /// Tells the receivers which sources there are now.
    pub(crate) async fn reload_sources(&self) -> Result<(), Failure> {
        let sources = self.registered_sources().await?;
        let table = SourceTable::new(sources);
        for id in table.ambiguous() {
            tracing::warn!(source = %id, "another source states the same sender, host name and program");
        }
        self.sources.replace(table);
        Ok(())
    }

    /// Verifies the ledger's files and records the result, which is what proves the statements that it enforces.
    pub(crate) async fn verify_ledger(&self) -> Result<bool, Failure> {
        self.ledger.checkpoint().await?;
        let (dir, key) = (self.folder.ledger(), self.folder.public_key());
        let report = tokio::task::spawn_blocking(move || {
            let key = talap_ledger::VerifierKey::load(&key).map_err(|error| error.explain())?;
            verify(&dir, &key).map_err(|error| error.explain())
        });
        let report = report
            .await
            .map_err(|error| Failure::failed(Message::new("runtime-cannot-start").with("cause", error.to_string())))?
            .map_err(Failure::failed)?;
        let sound = report.problems.is_empty();
        let action = if sound { "ledger.verified" } else { "ledger.verify-failed" };
        let act = Act::new(action, "talap:ledger")
            .with("events", report.events)
            .with("files", report.files)
            .with("problems", report.problems.len());
        self.record(act).await?;
        Ok(sound)
    }
}

fn ledger_config(folder: &DataFolder, config: &Config) -> LedgerConfig {
    LedgerConfig {
        dir: folder.ledger(),
        origin: config.ledger.origin.clone(),
        seal_after_bytes: config.ledger.seal_after_bytes,
        seal_after_events: config.ledger.seal_after_events,
        queue_events: QUEUE,
    }
}

/// The source that messages of nobody are kept under.
fn unregistered() -> Result<Source, Failure> {
    Ok(Source {
        id: SourceId::new("unregistered")?,
        organisation: OrganisationId::new(OWN)?,
        object: ObjectId::new(OWN)?,
        kind: SourceKind::Application,
        format: talap_collect::source::Format::Syslog,
        sender: None,
        hostname: None,
        program: None,
    })
}

/// A record of the register `sources` as the receivers need it.
fn source(record: &talap_store::Record) -> Option<Source> {
    let text = |name: &str| record.values.get(name).and_then(serde_json::Value::as_str);
    Some(Source {
        id: record.key.as_str().parse().ok()?,
        organisation: record.organisation.clone(),
        object: text("object")?.parse().ok()?,
        kind: text("kind")?.parse().ok()?,
        format: text("format")?.parse().ok()?,
        sender: text("sender").and_then(|text| text.parse().ok()),
        hostname: text("hostname").map(str::to_owned),
        program: text("program").map(str::to_owned),
    })
}

/// The names of the tables that a query reads, so that no others are loaded.
pub(crate) fn tables_of(sql: &str) -> Result<BTreeSet<String>, Failure> {
    use talap_assess::Session;
    Ok(Session::tables_of(&Session::parse(sql)?)?)
}
