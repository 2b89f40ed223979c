//! The example organisation: registers and logs built into the binary, loaded as a user would load them.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use talap_access::Service;
use talap_collect::files::{FormatOptions, read_file_events};
use talap_collect::sink::Sink;
use talap_model::{Caller, Message, NewEvent};
use time::UtcOffset;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::failure::Failure;
use crate::{events, service};

#[derive(rust_embed::RustEmbed)]
#[folder = "../../examples/akimat"]
struct Files;

/// The order of loading.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    #[serde(rename = "version")]
    _version: u32,
    registers: Vec<String>,
    logs: Vec<Log>,
    #[serde(default)]
    replays: Vec<Log>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Log {
    source: String,
    file: String,
}

/// How much was loaded.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Loaded {
    pub(crate) records: usize,
    pub(crate) events: u64,
}

/// Loads the example. Each step may run twice: records are upserted, and of a log file only what is missing is taken.
pub(crate) async fn load(app: &App, caller: &Caller) -> Result<Loaded, Failure> {
    let order = order()?;
    mark(app, BEGUN)?;
    let mut loaded = Loaded::default();
    for register in &order.registers {
        let file = format!("{register}.csv");
        let report = service::import(app, caller, register, None, (&file, &read(&file)?)).await?;
        if report.refused_rows > 0 {
            let cause = Message::new("example-rows-refused").with("n", report.refused_rows).with("file", file.as_str());
            let first = report.rejected.first().map(|row| Message::from(&row.reason));
            return Err(Failure::failed(Message::new("example-broken").with("cause", first.unwrap_or(cause))));
        }
        loaded.records += report.created + report.updated + report.unchanged;
    }
    for log in &order.logs {
        // The logs were recorded on a machine that keeps UTC.
        let options = FormatOptions { multiline: app.config.collect.multiline, ..FormatOptions::default() };
        let imported = events::import(app, caller, &log.source, &read(&log.file)?, options).await?;
        loaded.events += imported.events + imported.before;
    }
    mark(app, DONE)?;
    Ok(loaded)
}

fn order() -> Result<Order, Failure> {
    let order = read("load.toml")?;
    toml::from_str(&String::from_utf8_lossy(&order)).map_err(|error| broken(error.message()))
}

/// Plays recorded logs as if their senders spoke now: each line comes when as much time has passed as when it was written,
/// and says the time at which it was written. So the example has a source whose clock is off, and nothing is made up.
pub(crate) async fn replay(app: Arc<App>, stop: CancellationToken) {
    let played = tokio::select! {
        () = stop.cancelled() => Ok(()),
        played = play(&app) => played,
    };
    if let Err(failure) = played {
        tracing::warn!(message = %failure.message, "the example's replay ended early");
    }
}

async fn play(app: &App) -> Result<(), Failure> {
    let sink = app.watch.over((app.ledger.clone(), Service::Collect.caller()));
    let sources = app.registered_sources().await?;
    for log in order()?.replays {
        let Some(source) = sources.iter().find(|source| source.id.as_str() == log.source) else { continue };
        let bytes = read(&log.file)?;
        let options = FormatOptions { offset: UtcOffset::UTC, ..FormatOptions::default() };
        let events: Vec<NewEvent> =
            read_file_events(bytes.as_slice(), source, app.sources.mappings(), app.clock.as_ref(), options)
                .collect::<Result<_, _>>()?;
        let mut before = None;
        for mut event in events {
            let gap = event.occurred_at.zip(before).map_or(0, |(at, before)| at.micros() - before);
            tokio::time::sleep(Duration::from_micros(u64::try_from(gap).unwrap_or_default())).await;
            before = event.occurred_at.map(talap_model::Timestamp::micros).or(before);
            event.received_at = app.clock.now();
            event.attributes.insert("transport", "replay");
            sink.deliver(vec![event]).await?;
        }
    }
    Ok(())
}

/// How far loading got.
pub(crate) enum Mark {
    /// It was never begun here.
    None,
    /// It was cut off and goes on where it stopped.
    Begun,
    /// It is whole.
    Done,
}

const BEGUN: &str = "begun\n";
const DONE: &str = "done\n";

/// How far an earlier start got.
pub(crate) fn marked(app: &App) -> Mark {
    match std::fs::read_to_string(app.folder.example_mark()).as_deref() {
        Ok(DONE) => Mark::Done,
        Ok(_) => Mark::Begun,
        Err(_) => Mark::None,
    }
}

fn mark(app: &App, text: &str) -> Result<(), Failure> {
    let path = app.folder.example_mark();
    std::fs::write(&path, text).map_err(|error| Failure::io("folder-unusable", &path, &error))
}

fn read(name: &str) -> Result<Vec<u8>, Failure> {
    Files::get(name).map(|file| file.data.into_owned()).ok_or_else(|| broken(name))
}

fn broken(cause: &str) -> Failure {
    Failure::failed(Message::new("example-broken").with("cause", cause))
}
