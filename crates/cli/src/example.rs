//! The example organisation: registers and logs built into the binary, loaded as a user would load them.

use serde::Deserialize;
use talap_collect::files::FormatOptions;
use talap_model::{Caller, Message};

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
    let order = read("load.toml")?;
    let order: Order = toml::from_str(&String::from_utf8_lossy(&order)).map_err(|error| broken(error.message()))?;
    mark(app, BEGUN)?;
    let mut loaded = Loaded::default();
    for register in &order.registers {
        let file = format!("{register}.csv");
        let report = service::import(app, caller, register, None, &read(&file)?).await?;
        if report.refused_rows > 0 {
            let cause = Message::new("example-rows-refused").with("n", report.refused_rows).with("file", file.as_str());
            let first = report.rejected.first().map(|row| Message::from(&row.reason));
            return Err(Failure::failed(Message::new("example-broken").with("cause", first.unwrap_or(cause))));
        }
        loaded.records += report.created + report.updated + report.unchanged;
    }
    for log in &order.logs {
        // The logs were recorded on a machine that keeps UTC.
        let imported = events::import(app, caller, &log.source, &read(&log.file)?, FormatOptions::default()).await?;
        loaded.events += imported.events + imported.before;
    }
    mark(app, DONE)?;
    Ok(loaded)
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
