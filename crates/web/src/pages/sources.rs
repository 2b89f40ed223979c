//! How the sources of events and the receivers do: who is silent, whose clock is off, what was lost.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use talap_collect::watch::{ReceiverStatus, SourceStatus};
use talap_ledger::SecondStore;
use talap_model::{Message, RecordKey, RegisterKey, Right, Scope};

use super::events::{Place, kind_words, object_place, seen};
use super::record;
use crate::Shared;
use crate::fault::Fault;
use crate::gate::Signed;
use crate::pages::answer;
use crate::shell::{self, Shell};
use crate::site::SOURCES;
use crate::tongue::Tongue;

#[derive(Template)]
#[template(path = "sources.html")]
pub(crate) struct Sources {
    t: Tongue,
    shell: Shell,
    rows: Vec<Row>,
    receivers: Vec<ReceiverRow>,
    second: Option<Second>,
    may_register: bool,
    /// Whether the reader may see the servers that the ledger is kept with, and one of them does not answer.
    sees_servers: bool,
    misses_one: bool,
}

/// The second store of confidential objects.
struct Second {
    /// None where there is none.
    folder: Option<String>,
    troubles: Vec<String>,
    /// What it cost.
    refused: Option<String>,
}

struct Row {
    id: String,
    /// The record, for those who may read it.
    href: Option<String>,
    object: Place,
    kind: String,
    is_confidential: bool,
    last: Option<String>,
    per_minute: String,
    clock: Option<String>,
    troubles: Vec<String>,
}

struct ReceiverRow {
    name: String,
    received: String,
    unregistered: String,
    /// None where the system does not tell.
    kernel: Option<String>,
    queue: String,
    bytes: String,
    refused: String,
    losing: bool,
}

/// The page.
pub(crate) async fn show(State(site): State<Shared>, signed: Signed) -> Response {
    answer(&site, &signed, context(&site, &signed).await.map(|page| shell::found(&page)))
}

async fn context(site: &Shared, signed: &Signed) -> Result<Sources, Fault> {
    let (t, caller) = (signed.t().clone(), signed.caller());
    caller.require(Right::ReadEvents)?;
    let population = seen(site, signed).await?;
    let register = RegisterKey::new(SOURCES)?;
    let mut rows = Vec::new();
    for status in site.watch.sources(site.clock.now()) {
        if !caller.reaches(&status.source.organisation) {
            continue;
        }
        let key = RecordKey::new(status.source.id.as_str()).ok().filter(|_| caller.has(Right::ReadRecords));
        rows.push(Row {
            id: status.source.id.to_string(),
            href: key.map(|key| record::path(&register, &status.source.organisation, &key)),
            object: object_place(&t, &population, &status.source.object),
            kind: kind_words(&t, status.source.kind),
            is_confidential: status.source.confidential,
            last: status.last_seen.map(|at| t.exact_moment(&at)),
            per_minute: written(&t, status.per_minute),
            clock: status.clock_seconds().map(|behind| clock_words(&t, behind)),
            troubles: troubles(&t, &status),
        });
    }
    // What needs looking at stands first; within that the order of the identifiers stays.
    rows.sort_by_key(|row| row.troubles.is_empty());
    // Receivers serve everybody: their losses are shown to those who see everybody's events. So does the second store.
    let sees_all = *caller.scope() == Scope::All;
    let receivers = if sees_all { site.watch.receivers() } else { Vec::new() };
    let second = if sees_all { site.ledger.second_store().await } else { None };
    let is_due = sees_all && rows.iter().any(|row| row.is_confidential);
    let seen = site.servers.seen().filter(|_| sees_all);
    Ok(Sources {
        rows,
        sees_servers: sees_all,
        misses_one: seen.is_some_and(|seen| seen.servers.iter().any(|server| server.away_since.is_some())),
        second: second.map(|second| second_store(&t, &second)).or_else(|| is_due.then(|| no_second_store(&t))),
        receivers: receivers.iter().map(|status| receiver_row(&t, status)).collect(),
        may_register: caller.has(Right::WriteStructure) && *caller.scope() == Scope::All,
        shell: Shell::of(&signed.visitor),
        t,
    })
}

fn receiver_row(t: &Tongue, status: &ReceiverStatus) -> ReceiverRow {
    let written = |n| written(t, n);
    ReceiverRow {
        name: status.name.clone(),
        received: written(status.counts.received),
        unregistered: written(status.counts.unregistered),
        kernel: status.losses.kernel.map(written),
        queue: written(status.losses.queue),
        bytes: written(status.losses.bytes),
        refused: written(status.losses.refused),
        losing: status.losing,
    }
}

fn no_second_store(t: &Tongue) -> Second {
    Second { folder: None, troubles: vec![t.text("web-second-none")], refused: None }
}

fn second_store(t: &Tongue, store: &SecondStore) -> Second {
    let failing = store.failing.as_ref().map(|(since, cause)| {
        let said = Message::new("web-second-failing").with("since", t.moment(since));
        vec![t.say(&said), t.say(cause)]
    });
    let troubles = failing.into_iter().flatten();
    let troubles = troubles.chain(store.same_disk.then(|| t.text("web-second-same-disk")));
    let troubles = troubles.chain((store.kept_logs > 0).then(|| t.text("web-second-kept")));
    let refused =
        (store.refused_events > 0).then(|| Message::new("web-second-refused").with("n", store.refused_events));
    Second {
        folder: Some(store.folder.display().to_string()),
        troubles: troubles.collect(),
        refused: refused.map(|refused| t.say(&refused)),
    }
}

/// What is not as expected of a source.
fn troubles(t: &Tongue, status: &SourceStatus) -> Vec<String> {
    let expects = status.source.expects;
    let silent = status.silent_since.map(|since| {
        let key = if status.last_seen.is_some() { "web-source-silent" } else { "web-source-silent-ever" };
        t.say(&Message::new(key).with("since", t.moment(&since)).with("minutes", expects.silence_minutes))
    });
    let troubles = [
        silent,
        status.wrong_kind.then(|| t.text("web-source-wrong-kind")),
        status.flood.then(|| t.say(&Message::new("web-source-flood").with("limit", expects.flood_per_minute))),
        status.clock_off.then(|| t.say(&Message::new("web-source-clock-off").with("allowed", expects.clock_seconds))),
        (status.absurd > 0).then(|| t.say(&Message::new("web-source-impossible").with("n", status.absurd))),
    ];
    troubles.into_iter().flatten().collect()
}

fn clock_words(t: &Tongue, behind: f64) -> String {
    let key = if behind < 0.0 { "web-source-clock-ahead" } else { "web-source-clock-behind" };
    let (n, unit) = talap_collect::watch::clock::span(behind);
    t.say(&Message::new(key).with("n", n).with("unit", unit))
}

/// A count as the language writes it.
fn written(t: &Tongue, n: u64) -> String {
    t.number(usize::try_from(n).unwrap_or(usize::MAX))
}

#[cfg(test)]
impl Sources {
    /// The page with nothing, and with something of everything.
    pub(crate) fn samples(t: &Tongue, shell: impl Fn() -> Shell) -> Vec<Self> {
        use talap_collect::source::{Format, Source};
        let (id, organisation, object) = ("web".parse().unwrap(), "akimat".parse().unwrap(), "portal".parse().unwrap());
        let source = Source::new(id, organisation, object, talap_model::SourceKind::OperatingSystem, Format::Syslog);
        let now = talap_model::Timestamp::from_micros(1_795_000_000_000_000);
        let mut status = SourceStatus {
            source: Source { confidential: true, ..source },
            registered_at: now,
            last_seen: None,
            silent_since: Some(now),
            per_minute: 17,
            flood: true,
            events: 3,
            unparsed: 2,
            damaged: 1,
            absurd: 4,
            wrong_kind: true,
            clock: Some(47_500_000),
            clock_off: true,
        };
        let mut all = troubles(t, &status);
        status.last_seen = Some(now);
        all.extend(troubles(t, &status));
        let row = |troubles, clock: f64| Row {
            id: "web".into(),
            href: Some("/registers/sources/akimat/web".into()),
            object: Place { name: "<Portal>".into(), href: None },
            kind: "x".into(),
            is_confidential: true,
            last: (clock > 0.0).then(|| t.exact_moment(&now)),
            per_minute: written(t, 17),
            clock: Some(clock_words(t, clock)),
            troubles,
        };
        let receiver = |kernel: Option<u64>, losing| ReceiverRow {
            name: "syslog/UDP 127.0.0.1:5514".into(),
            received: written(t, 17),
            unregistered: written(t, 1),
            kernel: kernel.map(|n| written(t, n)),
            queue: written(t, 2),
            bytes: written(t, 3),
            refused: written(t, 4),
            losing,
        };
        let sound = SecondStore {
            folder: "/mnt/<second>".into(),
            failing: None,
            refused_events: 0,
            same_disk: false,
            kept_logs: 0,
        };
        let cause = Message::new("ledger-disk-full").with("path", "/mnt/<second>/probe").with("cause", "x");
        let failing = SecondStore {
            failing: Some((now, cause)),
            refused_events: 3,
            same_disk: true,
            kept_logs: 2,
            ..sound.clone()
        };
        let page = |rows: Vec<Row>, receivers, second, may_register: bool| Self {
            t: t.clone(),
            shell: shell(),
            sees_servers: may_register,
            misses_one: rows.len() > 1,
            rows,
            receivers,
            second,
            may_register,
        };
        vec![
            page(Vec::new(), Vec::new(), None, true),
            page(Vec::new(), Vec::new(), Some(second_store(t, &sound)), false),
            page(vec![row(Vec::new(), 1.0)], Vec::new(), Some(no_second_store(t)), true),
            page(
                vec![row(all, 259_792.4), row(Vec::new(), -3.0)],
                vec![receiver(Some(1), true), receiver(None, false)],
                Some(second_store(t, &failing)),
                true,
            ),
        ]
    }
}
