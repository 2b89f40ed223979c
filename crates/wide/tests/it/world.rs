//! A ledger with events in an archive, in sealed files beside it, and in the tail.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::common::Result;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::physical_plan::displayable;
use datafusion::prelude::{SessionConfig, SessionContext};
use talap_ledger::{Archive, ArchivePlace, Expiring, Herald, Ledger, LedgerConfig, Retention, SigningKey, Tending};
use talap_model::{Caller, Clock, Identity, Message, NewEvent, Right, Scope, SourceKind, Timestamp};
use talap_wide::{Cluster, HandOver};

/// 2026-11-22T10:00:00Z in microseconds.
const MORNING: i64 = 1_795_341_600_000_000;
const DAY: i64 = 24 * 3600 * 1_000_000;

const ORGANISATIONS: [&str; 3] = ["acme", "beta", "gamma"];
const SOURCES: [&str; 8] = ["web", "db", "mail", "dns", "vpn", "proxy", "ad", "app"];

struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

struct Nobody;

#[async_trait]
impl Herald for Nobody {
    async fn expiring(&self, _: &Expiring) -> std::result::Result<(), Message> {
        Ok(())
    }
}

pub(crate) struct World {
    _folder: tempfile::TempDir,
    pub(crate) archive: Arc<Archive>,
    pub(crate) ledger: Ledger,
}

impl World {
    /// Events of so many days in a folder as archive, so many for each organisation, source and day; and a few that are
    /// not in the archive.
    pub(crate) async fn in_folder(days: i64, each: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = ArchivePlace::Folder(folder.path().join("archive"));
        Self::over(folder, place, days, each).await
    }

    pub(crate) async fn over(folder: tempfile::TempDir, place: ArchivePlace, days: i64, each: u32) -> Self {
        let archive = Arc::new(Archive::at(place).unwrap());
        let mut config = LedgerConfig::new(folder.path().join("ledger"), "talap.example/wide");
        config.archive = Some(Arc::clone(&archive));
        let clock = Arc::new(SetClock(AtomicI64::new(MORNING)));
        let (ledger, _) =
            Ledger::open(config, SigningKey::from_seed(&[7; 32]), Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        let retention = Retention { kept_months: 120, online_months: 1, longer: Vec::new() };
        assert!(ledger.set_retention(&retention).await.unwrap());
        for _ in 0..days {
            append(&ledger, &clock, each).await;
            ledger.seal().await.unwrap();
            clock.0.fetch_add(DAY, Ordering::Relaxed);
        }
        clock.0.fetch_add(40 * DAY, Ordering::Relaxed);
        let tending = Tending { most_moves: 100_000, ..Tending::default() };
        let tended = ledger.tend(&tending, &Nobody).await.unwrap();
        assert!(tended.troubles.is_empty(), "{tended:?}");
        append(&ledger, &clock, 2).await;
        ledger.seal().await.unwrap();
        append(&ledger, &clock, 3).await;
        Self { _folder: folder, archive, ledger }
    }

    pub(crate) fn archive_url(&self) -> String {
        self.archive.place()
    }

    /// A session in this process alone.
    pub(crate) fn alone(&self, caller: &Caller) -> SessionContext {
        let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1));
        context.register_table("events", self.ledger.events_table(caller).unwrap()).unwrap();
        context
    }

    /// A session that hands over what it can.
    pub(crate) fn wide(&self, caller: &Caller, cluster: &Arc<Cluster>) -> SessionContext {
        let state = SessionStateBuilder::new()
            .with_default_features()
            .with_config(cluster.prepare(SessionConfig::new()))
            .with_physical_optimizer_rule(Arc::new(HandOver::new(Arc::clone(cluster), 1)))
            .build();
        let context = SessionContext::new_with_state(state);
        context.register_table("events", self.ledger.events_table(caller).unwrap()).unwrap();
        context
    }
}

async fn append(ledger: &Ledger, clock: &SetClock, each: u32) {
    for organisation in ORGANISATIONS {
        for (at, source) in SOURCES.iter().enumerate() {
            let event = |number| event(organisation, source, at, clock.now(), number);
            ledger.append(&everybody(), (0..each).map(event).collect()).await.unwrap();
        }
    }
}

fn event(organisation: &str, source: &str, at: usize, received_at: Timestamp, number: u32) -> NewEvent {
    let message = format!("{source} event {number} of user{}", number % 17);
    // Some end with their message, some do not.
    let raw = if number.is_multiple_of(3) { format!("{message} <end>") } else { format!("<13>{message}") };
    NewEvent {
        received_at,
        occurred_at: number.is_multiple_of(2).then_some(Timestamp::from_micros(MORNING - i64::from(number))),
        organisation: organisation.parse().unwrap(),
        object: "portal".parse().unwrap(),
        source: source.parse().unwrap(),
        kind: SourceKind::ALL[at % SourceKind::ALL.len()],
        class_uid: 3000 + number % 5,
        severity_id: u8::try_from(number % 4).unwrap(),
        host: number.is_multiple_of(5).then(|| format!("srv{at}")),
        program: None,
        user: Some(format!("Әсел{}", number % 17)),
        address: None,
        message,
        attributes: [("port".to_owned(), number.to_string())].into(),
        raw: raw.into_bytes(),
        fault: None,
    }
}

pub(crate) fn everybody() -> Caller {
    Caller::establish(Identity::OsUser("test".into()), Right::ALL, Scope::All)
}

pub(crate) fn only(organisation: &str) -> Caller {
    let scope = Scope::Organisations([organisation.parse().unwrap()].into());
    Caller::establish(Identity::OsUser("test".into()), Right::ALL, scope)
}

/// The rows of an answer as sorted lines of text.
pub(crate) async fn ask(context: &SessionContext, sql: &str) -> Result<Vec<String>> {
    let batches: Vec<RecordBatch> = context.sql(sql).await?.collect().await?;
    let mut lines: Vec<String> = pretty_format_batches(&batches)?
        .to_string()
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    // An order that is asked for at the end, and not within.
    if sql.rfind("ORDER BY").is_none_or(|order| sql[order..].contains(')')) {
        lines[1..].sort();
    }
    Ok(lines)
}

pub(crate) async fn plan(context: &SessionContext, sql: &str) -> String {
    let plan = context.sql(sql).await.unwrap().create_physical_plan().await.unwrap();
    displayable(plan.as_ref()).indent(false).to_string()
}

/// How many files an archive in a folder has.
pub(crate) fn count(folder: &Path) -> usize {
    let (mut found, mut folders) = (0, vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "parquet") {
                found += 1;
            }
        }
    }
    found
}
