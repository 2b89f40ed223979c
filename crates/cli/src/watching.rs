//! The watcher beside a running ledger: what it must know of the time before, and its looks every few seconds.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use talap_access::Service;
use talap_assess::{Session, session::to_json};
use talap_collect::own::OWN;
use talap_collect::watch::{Away, Remembered};
use talap_model::{Caller, Right, Scope, SourceId, SourceKind, Timestamp};
use time::Duration as Span;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::failure::Failure;
use crate::receivers::Hall;
use crate::request::{ReceiverAnswer, SourceAnswer, SourcesAnswer};

/// How long between two looks.
const PERIOD: Duration = Duration::from_secs(5);
/// How many days the first look for a source's last event goes back; only what is not found there is looked for further.
const NEAR_DAYS: i64 = 2;
/// How many days back it is looked for what was told of a source. What is older is told anew, which does no harm.
const TOLD_DAYS: i64 = 400;

/// Gives the watcher what the ledger remembers: when each source spoke last, what was told of it and not ended, and
/// since when nobody listened.
pub(crate) async fn recall(app: &App) -> Result<(), Failure> {
    let now = app.clock.now();
    let session = app.assessor.facts().session(&Service::Assess.caller(), Some(&BTreeSet::new())).await?;
    let day = |back: i64| talap_model::time::format_date(now.day().saturating_sub(Span::days(back)));
    let mut remembered: HashMap<SourceId, Remembered> = HashMap::new();
    let heard = |near: &str| {
        format!("SELECT source, max(received_at) AS at FROM events WHERE kind <> 'talap' AND {near} GROUP BY source")
    };
    let mut note = |rows: Vec<Row>| {
        for row in rows {
            let at = row.text("at").and_then(Timestamp::parse_rfc3339);
            if let Some(id) = row.text("source").and_then(|id| SourceId::new(id).ok()) {
                remembered.entry(id).or_default().last_seen = at;
            }
        }
        remembered.keys().cloned().collect::<BTreeSet<_>>()
    };
    let mut found = note(rows(&session, &heard(&format!("day >= '{}'", day(NEAR_DAYS)))).await?);
    for source in app.registered_sources().await? {
        if !found.contains(&source.id) {
            // A source's own files, which are few; an identifier can hold nothing that ends the literal.
            found = note(rows(&session, &heard(&format!("source = '{}'", source.id))).await?);
        }
    }
    let told = format!(
        "SELECT split_part(split_part(attributes, '\"source\":\"', 2), '\"', 1) AS source, \
         CASE WHEN message LIKE 'source.silence-%' THEN 'silence' WHEN message LIKE 'source.kind-%' THEN 'kind' \
         ELSE 'clock' END AS what, last_value(message ORDER BY seq) AS message \
         FROM events WHERE {} AND day >= '{}' AND message IN ('source.silence-began', \
         'source.silence-ended', 'source.kind-wrong', 'source.kind-right', 'source.clock-off', 'source.clock-in-step') \
         GROUP BY 1, 2",
        own(),
        day(TOLD_DAYS)
    );
    for row in rows(&session, &told).await? {
        let Some(id) = row.text("source").and_then(|id| SourceId::new(id).ok()) else { continue };
        let known = remembered.entry(id).or_default();
        match row.text("message") {
            Some("source.silence-began") => known.silent = true,
            Some("source.kind-wrong") => known.wrong_kind = true,
            Some("source.clock-off") => known.clock_off = true,
            _ => {}
        }
    }
    let ran = format!("SELECT max(received_at) AS at FROM events WHERE {} AND day >= '{}'", own(), day(TOLD_DAYS));
    let ran = rows(&session, &ran).await?;
    let from = ran.first().and_then(|row| row.text("at")).and_then(Timestamp::parse_rfc3339);
    app.watch.remember(from.map(|from| Away { from, until: now }), &remembered);
    Ok(())
}

/// What only acts of Talap's own are: a source may be registered under its name, and none under its kind.
fn own() -> String {
    format!("source = '{OWN}' AND kind = '{}'", SourceKind::Talap.key())
}

/// A row of a query.
struct Row(serde_json::Map<String, serde_json::Value>);

impl Row {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(serde_json::Value::as_str)
    }
}

async fn rows(session: &Session, sql: &str) -> Result<Vec<Row>, Failure> {
    Ok(to_json(&session.run(Session::parse(sql)?).await?)?.into_iter().map(Row).collect())
}

/// Looks every few seconds and records what changed; once more when it is told to stop, so that a loss of the last
/// seconds is not forgotten.
pub(crate) async fn keep(hall: Hall, stop: CancellationToken) {
    loop {
        let stopping = tokio::select! {
            () = stop.cancelled() => true,
            () = tokio::time::sleep(PERIOD) => false,
        };
        for told in hall.watch.tick(hall.clock.now()) {
            if let Err(error) = hall.record(told.act()).await {
                // A ledger that takes nothing ends the process by its own way.
                tracing::error!(
                    cause = %error.message,
                    what = told.change.name(),
                    "what the watcher saw could not be recorded"
                );
            }
        }
        if stopping {
            return;
        }
    }
}

/// How the sources and receivers do that the caller's rights reach. Receivers serve everybody, so their losses are shown
/// to those who see all organisations.
pub(crate) fn status(app: &App, caller: &Caller) -> Result<SourcesAnswer, Failure> {
    caller.require(Right::ReadEvents)?;
    let sources = app.watch.sources(app.clock.now()).into_iter();
    let sources = sources.filter(|status| caller.reaches(&status.source.organisation));
    let receivers = if *caller.scope() == Scope::All { app.watch.receivers() } else { Vec::new() };
    Ok(SourcesAnswer {
        sources: sources.map(|status| SourceAnswer::from(&status)).collect(),
        receivers: receivers.iter().map(ReceiverAnswer::from).collect(),
    })
}
