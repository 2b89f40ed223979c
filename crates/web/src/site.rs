//! The rooms put together, and the acts that take several of them: what a page, a method of the API and a command of the
//! local socket do alike.
// Length: one value that puts the rooms together, and what it does for pages and commands alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use talap_access::{Access, Accounts, Policy, Role, Service};
use talap_assess::soundness::{ColumnsRead, columns_read};
use talap_assess::{Assessor, Checks, Facts, Outcome, Population, Selection, Wide};
use talap_calendar::WorkingDays;
use talap_collect::own::{self, Act};
use talap_collect::source::{Source, SourceTable, Sources};
use talap_collect::watch::Watch;
use talap_decree::catalog::{Catalog, Parameter, TraitDefinition, TraitKind, Unit};
use talap_decree::search::LazySearch;
use talap_decree::text::OfficialText;
use talap_ledger::{Confidential, Ledger};
use talap_locale::Words;
use talap_model::{
    ActKey, Caller, ClauseId, Clock, Entropy, Explain, Localized, Message, Object, OrganisationId, RecordKey,
    RegisterKey, Right, Scope, SubjectKind, Timestamp, TraitKey, TraitValue,
};
use talap_register::{
    Choice, Definition, Definitions, Ground, ImportFile, ImportReport, Moved, Register, Saved, Span, SpanUnit,
    TraitField,
};
use talap_store::{CatalogSnapshot, ClauseReview, Store};
use time::Date;
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::fault::Fault;
use crate::keeping::Servers;
pub use crate::official::{Official, Standing};
use crate::reading::Reading;
use crate::settings::Settings;
use crate::watching;

/// How many files of events are made at once: each holds a few megabytes and reads as fast as it can.
const MOST_EXPORTS: usize = 4;
/// How many papers are made at once, and how many lists of registers are taken out: each holds all of its records.
const MOST_PAPERS: usize = 4;
/// How many forms with files are read at once: each holds what it brings.
const MOST_UPLOADS: usize = 16;
/// How many people and programs follow what comes in at once: each asks once a second.
const MOST_FOLLOWERS: usize = 32;

/// The register of sources of events.
pub const SOURCES: &str = "sources";

/// The traits that make an object confidential.
const CONFIDENTIAL: [&str; 3] = ["state_secret", "restricted_information", "law_protected_secrets"];

/// Everything that pages and methods work with.
pub struct Site {
    /// The words of three languages.
    pub words: Arc<Words>,
    /// The statements.
    pub catalog: Arc<Catalog>,
    /// Records, verdicts and files.
    pub store: Store,
    /// Events.
    pub ledger: Ledger,
    /// Roles.
    pub access: Access,
    /// People who sign in.
    pub accounts: Accounts,
    /// The registers.
    pub register: Register,
    /// Judges statements.
    pub assessor: Assessor,
    /// What the receivers know of sources.
    pub sources: Sources,
    /// How sources and receivers do.
    pub watch: Watch,
    /// How the servers do that the ledger is kept with.
    pub servers: Servers,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// Which days are worked.
    pub days: WorkingDays,
    /// How pages are served.
    pub settings: Settings,
    /// The decree's official texts that somebody imported, and what was reviewed.
    pub official: Official,
    /// Where words stand in the decree.
    pub search: LazySearch,
    /// The checks that decide statements.
    pub checks: Checks,
    /// Which columns of the registers checks read; found out once.
    columns_read: OnceCell<ColumnsRead>,
    /// What the ledger has heard of who read events.
    pub(crate) reading: Reading,
    /// How many files of events are made at once.
    pub(crate) exports: Arc<Semaphore>,
    /// How many papers and lists of registers are made at once.
    pub(crate) papers: Arc<Semaphore>,
    /// How many forms with files are read at once.
    pub(crate) uploads: Arc<Semaphore>,
    /// How many follow what comes in at once.
    pub(crate) followers: Arc<Semaphore>,
    /// Cancelled when the site is served no more, so that nothing that goes on by itself is waited for.
    pub closing: CancellationToken,
}

/// What a site is made of.
pub struct Parts {
    /// The words of three languages.
    pub words: Arc<Words>,
    /// The statements.
    pub catalog: Arc<Catalog>,
    /// The checks that decide statements.
    pub checks: Checks,
    /// The definitions of the registers.
    pub definitions: Arc<Definitions>,
    /// Records, verdicts and files.
    pub store: Store,
    /// Events.
    pub ledger: Ledger,
    /// What receivers know of sources.
    pub sources: Sources,
    /// What watches the sources and the receivers.
    pub watch: Watch,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// How pages are served.
    pub settings: Settings,
    /// How long sessions, links and locks last.
    pub policy: Policy,
    /// The decree's official text.
    pub official: Official,
    /// Other machines that do a part of wide queries.
    pub wide: Option<Wide>,
}

impl Site {
    /// Puts the rooms together.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the catalogue names a check that does not exist.
    pub fn assemble(parts: Parts) -> Result<Self, Fault> {
        let Parts {
            words,
            catalog,
            checks,
            definitions,
            store,
            ledger,
            sources,
            watch,
            clock,
            entropy,
            settings,
            policy,
            official,
            wide,
        } = parts;
        let access = Access::new(store.clone(), Arc::clone(&clock), Arc::clone(&entropy));
        let accounts = Accounts::new(store.clone(), access.clone(), Arc::clone(&clock), Arc::clone(&entropy), policy);
        let tables: Vec<_> = definitions.iter().map(Definition::table).collect();
        let register = Register::new(
            store.clone(),
            Arc::new(ledger.clone()),
            definitions,
            Service::Journal.caller(),
            Arc::clone(&clock),
            Arc::clone(&entropy),
        )
        .with_mover(Service::Transit.caller());
        let facts = Facts::new(store.clone(), ledger.clone(), tables).with_wide(wide);
        let assessor = Assessor::new(
            facts,
            Arc::clone(&catalog),
            checks.clone(),
            store.clone(),
            Service::Assess.caller(),
            Arc::clone(&clock),
            Arc::clone(&entropy),
        )
        .map_err(|error| Fault::failed(error.explain()))?
        .counting_days_at(settings.offset);
        Ok(Self {
            words,
            catalog,
            store,
            ledger,
            access,
            accounts,
            register,
            assessor,
            sources,
            watch,
            servers: Servers::default(),
            clock,
            entropy,
            days: WorkingDays::built_in().map_err(|error| Fault::failed(error.explain()))?,
            settings,
            official,
            search: LazySearch::default(),
            checks,
            columns_read: OnceCell::new(),
            reading: Reading::default(),
            exports: Arc::new(Semaphore::new(MOST_EXPORTS)),
            papers: Arc::new(Semaphore::new(MOST_PAPERS)),
            uploads: Arc::new(Semaphore::new(MOST_UPLOADS)),
            followers: Arc::new(Semaphore::new(MOST_FOLLOWERS)),
            closing: CancellationToken::new(),
        })
    }

    /// Which columns of the registers checks read, with the checks.
    pub async fn columns_read(&self) -> &ColumnsRead {
        let find = async || {
            let tables: Vec<_> = self.register.definitions().iter().map(Definition::table).collect();
            columns_read(&self.catalog, &self.checks, &tables).await
        };
        self.columns_read.get_or_init(find).await
    }

    /// Takes a place among those who make papers and take lists of registers out, before anything is read for it.
    pub(crate) fn place_for_paper(&self) -> Result<OwnedSemaphorePermit, Fault> {
        let busy = |_| Fault::busy(Message::new("web-print-busy"));
        Arc::clone(&self.papers).try_acquire_owned().map_err(busy)
    }

    /// How many more may follow what comes in; a permit is taken for as long as somebody does.
    pub fn followers(&self) -> &Arc<Semaphore> {
        &self.followers
    }

    /// What the site reads once when it starts: which wordings were reviewed, and, for asking about past days, what this
    /// catalogue holds.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store fails, or when records hold what a changed definition has no place for.
    pub async fn begin(&self) -> Result<(), Fault> {
        self.register.take_up_definitions().await.map_err(|error| Fault::failed(error.explain()))?;
        self.official.reviewed(self.store.reviews(&Service::Assess.caller()).await?);
        let modes = self.catalog.clauses().map(|clause| (clause.id.clone(), clause.mode().key().to_owned()));
        let snapshot = CatalogSnapshot {
            seen_at: self.clock.now(),
            fingerprint: self.catalog.fingerprint().to_owned(),
            modes: modes.collect(),
        };
        Ok(self.store.note_catalog(&snapshot).await?)
    }

    /// Puts an official text beside the catalogue.
    pub fn put_official(&self, as_of: Date, text: OfficialText) {
        self.official.put(&self.catalog, as_of, text);
        self.search.forget();
    }

    /// Marks the newest wording of a clause as reviewed, by the caller.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the caller may not, or when there is nothing to review.
    pub async fn review(&self, caller: &Caller, clause: &ClauseId, note: &str) -> Result<ClauseReview, Fault> {
        caller.require(Right::WriteStructure)?;
        let Some(Standing { changed, .. }) = self.official.standing(clause) else {
            let known = self.catalog.clause(clause).is_some();
            let nothing = Message::new("web-review-nothing").with("clause", clause.as_str());
            return Err(if known { Fault::wrong(nothing) } else { Fault::missing() });
        };
        let review = ClauseReview {
            clause: clause.clone(),
            language: changed.language,
            fingerprint: changed.fingerprint.unwrap_or_default(),
            at: self.clock.now(),
            by: caller.identity().to_string(),
            note: note.to_owned(),
        };
        self.store.save_review(caller, &review).await?;
        let act = Act::new(ActKey::DecreeReviewed, &review.by)
            .with("clause", clause)
            .with("fingerprint", &review.fingerprint);
        self.record(act).await?;
        self.official.reviewed([review.clone()]);
        Ok(review)
    }

    /// Records an act of Talap's own, durably.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the ledger does not take it.
    pub async fn record(&self, act: Act<'_>) -> Result<(), Fault> {
        Ok(own::record(&self.ledger, &Service::Journal.caller(), self.clock.as_ref(), act).await?)
    }

    /// Records an act that is done already. Where the ledger does not take it the thing stays done, and is not to be told as
    /// failed, or it is done twice: it is logged, and said why.
    pub(crate) async fn record_done(&self, act: Act<'_>) -> Option<Message> {
        let fault = self.record(act).await.err()?;
        tracing::error!(message = %fault.message, "the ledger has not heard of what was done");
        Some(fault.message)
    }

    /// Judges everything after something was done that bears on it. The thing stays done where that fails, and the next
    /// assessment finds it.
    pub(crate) async fn assess_done(&self) {
        if let Err(fault) = self.assess_everything().await {
            tracing::error!(message = %fault.message, "what was done is not judged yet");
        }
    }

    /// The organisations and objects that a caller may see.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the caller may read no records or they cannot be read.
    pub async fn population(&self, caller: &Caller) -> Result<Population, Fault> {
        let organisations = self.register.organisations(caller).await?;
        let objects = self.register.objects(caller).await?;
        Ok(Population { organisations, objects })
    }

    /// Judges what is selected, for the caller.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the caller may not, or facts cannot be read or results kept.
    pub async fn assess(
        &self,
        caller: &Caller,
        population: &Population,
        selection: &Selection,
    ) -> Result<Outcome, Fault> {
        let outcome = self.assessor.assess(caller, population, selection).await?;
        let who = caller.identity().to_string();
        let act = Act::new(ActKey::AssessmentFinished, &who)
            .with("assessment", outcome.assessment.id)
            .with("verdicts", outcome.verdicts.len());
        self.record(act).await?;
        Ok(outcome)
    }

    /// Judges everything as the service does now and then, so that what a person just did shows.
    ///
    /// # Errors
    ///
    /// [`Fault`] when facts cannot be read or results kept.
    pub async fn assess_everything(&self) -> Result<Outcome, Fault> {
        let judge = Service::Assess.caller();
        let population = self.population(&judge).await?;
        self.assess(&judge, &population, &Selection::All).await
    }

    /// The registered sources of events.
    ///
    /// # Errors
    ///
    /// [`Fault`] when they cannot be read.
    pub async fn registered_sources(&self) -> Result<Vec<Source>, Fault> {
        Ok(self.followed_sources().await?.into_iter().map(|(source, _)| source).collect())
    }

    /// The registered sources, each with the moment of its registration.
    async fn followed_sources(&self) -> Result<Vec<(Source, Timestamp)>, Fault> {
        let (register, caller) = (RegisterKey::new(SOURCES)?, Service::Assess.caller());
        let records = self.register.records(&caller, &register).await?;
        let population = self.population(&caller).await?;
        Ok(records.iter().filter_map(|record| watching::source(record, &self.catalog, &population)).collect())
    }

    /// Tells the receivers, the watcher and the ledger which sources there are now.
    ///
    /// # Errors
    ///
    /// [`Fault`] when they cannot be read.
    pub async fn reload_sources(&self) -> Result<(), Fault> {
        let sources = self.followed_sources().await?;
        let table = SourceTable::new(sources.iter().map(|(source, _)| source.clone()));
        for id in table.ambiguous() {
            tracing::warn!(source = %id, "another source states the same sender, host name and program");
        }
        self.sources.replace(table);
        self.mark_confidential(&sources).await?;
        self.watch.follow(sources);
        Ok(())
    }

    /// Tells the ledger what is confidential, so that those events go into the second store as well (UR 38.6): sources that are
    /// registered so, and all that concerns objects with secrets.
    async fn mark_confidential(&self, sources: &[(Source, Timestamp)]) -> Result<(), Fault> {
        let is_set = |object: &Object, name: &str| {
            let value = TraitKey::new(name).ok().and_then(|key| object.traits.get(&key).cloned());
            value == Some(TraitValue::Flag(true))
        };
        let objects = self.register.objects(&Service::Assess.caller()).await?.into_iter();
        let objects = objects.filter(|object| CONFIDENTIAL.iter().any(|name| is_set(object, name)));
        let objects = objects.map(|object| (object.organisation, object.id)).collect();
        let sources = sources.iter().filter(|(source, _)| source.confidential).map(|(source, _)| source.id.clone());
        self.ledger.set_confidential(Confidential { objects, sources: sources.collect() });
        Ok(())
    }

    /// Imports a file of which nothing is said into a register.
    ///
    /// # Errors
    ///
    /// [`Fault`] when nothing of it was taken.
    pub async fn import(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: Option<&OrganisationId>,
        bytes: &[u8],
    ) -> Result<ImportReport, Fault> {
        self.import_file(caller, register, organisation, &ImportFile::of_bytes(bytes)).await
    }

    /// Keeps one record, whatever its version.
    ///
    /// # Errors
    ///
    /// [`Fault`] when nothing was changed.
    pub async fn put(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &str,
        values: &BTreeMap<String, String>,
    ) -> Result<Saved, Fault> {
        may_route(caller, register)?;
        let mut saved = self.register.put(caller, register, organisation, key, values).await?;
        saved.waiting = saved.waiting.or(self.after_change(register).await);
        Ok(saved)
    }

    /// Keeps one record if it is still the version that the writer saw; none means a new one.
    ///
    /// # Errors
    ///
    /// [`Fault`] when nothing was changed; [`crate::fault::FaultKind::Changed`] when somebody else was faster.
    pub async fn put_if(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &str,
        values: &BTreeMap<String, String>,
        seen: Option<u32>,
    ) -> Result<Saved, Fault> {
        may_route(caller, register)?;
        let mut saved = self.register.put_if(caller, register, organisation, key, values, seen).await?;
        saved.waiting = saved.waiting.or(self.after_change(register).await);
        Ok(saved)
    }

    /// As [`Site::put_if`], for what Talap itself notes at the caller's wish: see [`Register::put_by_engine`].
    pub(crate) async fn put_by_engine(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &str,
        values: &BTreeMap<String, String>,
        seen: Option<u32>,
    ) -> Result<Saved, Fault> {
        may_route(caller, register)?;
        let mut saved = self.register.put_by_engine(caller, register, organisation, key, values, seen).await?;
        saved.waiting = saved.waiting.or(self.after_change(register).await);
        Ok(saved)
    }

    /// Declares one record void.
    ///
    /// # Errors
    ///
    /// [`Fault`] when nothing was changed; [`crate::fault::FaultKind::Changed`] when somebody changed it since it was seen.
    pub async fn void(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        organisation: &OrganisationId,
        key: &RecordKey,
        seen: Option<u32>,
        reason: &str,
    ) -> Result<Saved, Fault> {
        may_route(caller, register)?;
        let mut saved = self.register.void_if(caller, register, organisation, key, seen, reason).await?;
        saved.waiting = saved.waiting.or(self.after_change(register).await);
        Ok(saved)
    }

    /// Moves one record on to another state.
    ///
    /// # Errors
    ///
    /// [`Fault`] when nothing was changed; [`crate::fault::FaultKind::Changed`] when somebody else was faster.
    pub async fn transit(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        moved: &Moved,
        transition: &str,
        signature: Option<&[u8]>,
    ) -> Result<Saved, Fault> {
        may_route(caller, register)?;
        let mut saved = self.register.transit(caller, register, moved, transition, signature).await?;
        saved.waiting = saved.waiting.or(self.after_change(register).await);
        Ok(saved)
    }

    /// Moves several records on, all of them or none.
    ///
    /// # Errors
    ///
    /// [`Fault`] when nothing was changed.
    pub async fn transit_all(
        &self,
        caller: &Caller,
        register: &RegisterKey,
        moved: &[Moved],
        transition: &str,
    ) -> Result<Option<Message>, Fault> {
        may_route(caller, register)?;
        let waiting = self.register.transit_all(caller, register, moved, transition).await?;
        let unheard = self.after_change(register).await;
        Ok(waiting.or(unheard))
    }

    /// Gives or takes a role. The intention is told first: a role in force that the ledger never heard of must not come
    /// to be.
    ///
    /// # Errors
    ///
    /// [`Fault`] when nothing was changed.
    pub async fn change_role(
        &self,
        caller: &Caller,
        give: bool,
        user: &str,
        role: Role,
        organisation: Option<OrganisationId>,
    ) -> Result<(), Fault> {
        let scope = organisation.clone().map_or(Scope::All, |id| Scope::Organisations([id].into()));
        caller.require(Right::GrantRoles)?;
        let who = caller.identity().to_string();
        let act =
            |action| Act::new(action, &who).with("user", user).with("role", role.key()).about(organisation.clone());
        if give {
            self.record(act(ActKey::RoleGranting)).await?;
            self.access.grant(caller, user, role, &scope).await?;
            self.record(act(ActKey::RoleGranted)).await
        } else {
            self.record(act(ActKey::RoleRevoking)).await?;
            self.access.revoke(caller, user, role, &scope).await?;
            self.record(act(ActKey::RoleRevoked)).await
        }
    }

    /// What a change bears on that is made. Where that fails the change stays made: it is logged, and said why.
    pub(crate) async fn after_change(&self, register: &RegisterKey) -> Option<Message> {
        // An object's traits say whether its sources are confidential.
        let bears_on_sources =
            register.as_str() == SOURCES || *register == self.register.definitions().objects().clone();
        if !bears_on_sources {
            return None;
        }
        let fault = self.reload_sources().await.err()?;
        tracing::error!(message = %fault.message, "the receivers have not heard of a change of sources");
        Some(fault.message)
    }
}

/// A source says whose the messages from an address are, over all organisations: somebody who may change only one could
/// draw another's messages to it.
pub(crate) fn may_route(caller: &Caller, register: &RegisterKey) -> Result<(), Fault> {
    if register.as_str() == SOURCES && *caller.scope() != Scope::All {
        return Err(Fault::refused(Message::new("sources-need-all-organisations")));
    }
    Ok(())
}

/// What registers stand on: the catalogue's traits as fields, and its terms.
pub fn ground(catalog: &Catalog) -> Ground {
    let mut terms = BTreeMap::new();
    for statement in catalog.statements() {
        for (name, parameter) in &statement.parameters {
            terms.extend(span(parameter).map(|span| (format!("{}.{name}", statement.key), span)));
        }
    }
    Ground { traits: catalog.traits().filter_map(trait_field).collect(), terms }
}

/// A parameter as a length of time in a calendar, where it is one.
fn span(parameter: &Parameter) -> Option<Span> {
    let unit = match parameter.unit {
        Unit::Year => SpanUnit::Year,
        Unit::Month => SpanUnit::Month,
        Unit::Week => SpanUnit::Week,
        Unit::Day => SpanUnit::Day,
        _ => return None,
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a small whole number")]
    let count = (parameter.value.fract() == 0.0 && parameter.value < 100_000.0).then_some(parameter.value as u32)?;
    Some(Span { count, unit })
}

/// A trait as a field; the built-in trait `kind`, which has no label, is a field of its own already.
fn trait_field(definition: &TraitDefinition) -> Option<TraitField> {
    use talap_register::TraitKind as FieldKind;
    let kind = match &definition.kind {
        TraitKind::Flag => FieldKind::Flag,
        TraitKind::Number => FieldKind::Number,
        TraitKind::Date => FieldKind::Date,
        TraitKind::Choice(choices) => {
            let choice =
                |key: &String, label: Option<&Localized>| Some(Choice { key: key.clone(), label: label?.clone() });
            FieldKind::Choice(choices.iter().filter_map(|c| choice(&c.key, c.label.as_ref())).collect())
        }
    };
    Some(TraitField {
        key: definition.key.clone(),
        on_object: definition.on == SubjectKind::Object,
        kind,
        label: definition.label.clone()?,
    })
}
